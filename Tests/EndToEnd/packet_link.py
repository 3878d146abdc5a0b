"""A network link made of packets: two network namespaces, a TUN device in each, and between them a
process that holds every packet back, loses some and counts all of them.

    with PacketLink("2g", seed=7) as link:
        link.command("commune", [...])     the same command, seen from one side of the link
        link.counts()                      IP bytes and packets put on the air, both ways

The kernel's own queueing disciplines (netem) are missing from many kernels; TUN devices are not.
Namespaces live as long as this process: nothing is left behind, whatever ends it.
"""

import ctypes
import dataclasses
import errno
import fcntl
import heapq
import json
import os
import pathlib
import random
import select
import struct
import subprocess
import sys
import time

from office import Failed

SIDES = {"commune": "10.99.0.1", "province": "10.99.0.2"}
MTU = 1500
CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


@dataclasses.dataclass(frozen=True)
class Profile:
    """How a link behaves. Rates in bit/s; the round trip and its jitter in ms; loss is the share of
    packets lost each way; the queue in front of each direction in bytes; cuts as seconds up and
    seconds down, by turns."""
    up: int
    down: int
    round_trip: float
    jitter: float
    loss: float
    queue: int
    cuts: tuple[float, float] | None = None


PROFILES = {
    "2g": Profile(30_000, 30_000, 600, 40, 0.02, 32_000),
    "edge": Profile(100_000, 180_000, 400, 80, 0.01, 48_000),
    "vsat": Profile(128_000, 512_000, 680, 20, 0.005, 96_000),
    "3g": Profile(1_000_000, 2_000_000, 90, 20, 0.003, 128_000),
    "congested4g": Profile(800_000, 1_500_000, 250, 200, 0.015, 256_000),
    "cuts": Profile(1_000_000, 1_000_000, 60, 10, 0.003, 128_000, (1.5, 0.7)),
    "office": Profile(20_000_000, 20_000_000, 40, 0, 0, 512_000),
}


def _libc_call(name: str, *arguments) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _make_side(address: str, peer: str) -> tuple[int, int]:
    """A new namespace with one TUN device: descriptors of the namespace and of the device."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _libc_call("unshare", CLONE_NEWNET)
        space = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", b"wire", IFF_TUN | IFF_NO_PI))
        # Router solicitations would be counted as if somebody had sent them.
        pathlib.Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1")
        for words in (f"addr add {address} peer {peer} dev wire",
                      f"link set wire mtu {MTU} up", "link set lo up"):
            subprocess.run(["ip", *words.split()], check=True)
        return space, device
    finally:
        _libc_call("setns", home, CLONE_NEWNET)
        os.close(home)


class PacketLink:
    """A link with two ends, `commune` and `province`."""

    def __init__(self, profile: str, seed: int = 1):
        try:
            sides = [_make_side(address, next(a for a in SIDES.values() if a != address))
                     for address in SIDES.values()]
        except OSError as error:
            if error.errno in (errno.EPERM, errno.EACCES, errno.ENOENT, errno.ENODEV):
                raise Failed(
                    "this machine does not allow network namespaces with /dev/net/tun "
                    f"({error.strerror}): run as root with the tun module loaded") from error
            raise
        self.spaces = {name: side[0] for name, side in zip(SIDES, sides)}
        devices = [side[1] for side in sides]
        self.process = subprocess.Popen(
            [sys.executable, __file__, profile, str(seed), *map(str, devices)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=devices,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, start_new_session=True)
        for device in devices:
            os.close(device)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(5)
        for space in self.spaces.values():
            os.close(space)

    def command(self, side: str, arguments: list) -> list[str]:
        """What to run so that the command lives at one end."""
        return ["nsenter", f"--net=/proc/{os.getpid()}/fd/{self.spaces[side]}",
                *map(str, arguments)]

    def counts(self) -> dict:
        """`{up: {bytes, packets, lost, dropped}, down: …}` since the start or the last `reset`.
        `bytes` are of whole IP packets and include lost ones: they were paid for. `dropped` had
        no place in the queue."""
        return self._ask({"say": "counts"})

    def reset(self) -> dict:
        return self._ask({"say": "reset"})

    def use(self, profile: str) -> None:
        self._ask({"profile": profile})

    def cut(self) -> None:
        """As a pulled cable: nothing passes and nobody is told."""
        self._ask({"up": False})

    def restore(self) -> None:
        self._ask({"up": True})

    def cut_after(self, count: int) -> None:
        """Cuts by itself when so many more bytes have gone up."""
        self._ask({"cutAfter": count})

    def _ask(self, question: dict) -> dict:
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Direction:
    """One way: a queue, a line that takes time for every bit, and air that takes time and loses."""

    def __init__(self, source: int, sink: int, seed: int):
        self.source, self.sink, self.random = source, sink, random.Random(seed)
        self.free_at = self.last_arrival = 0.0
        self.air: list[tuple[float, int, bytes]] = []
        self.number = 0
        self.reset()

    def reset(self) -> None:
        self.count = {"bytes": 0, "packets": 0, "lost": 0, "dropped": 0}

    def take(self, packet: bytes, now: float, profile: Profile, rate: int, is_up: bool) -> None:
        if packet[0] >> 4 != 4:
            return
        waiting = max(0.0, self.free_at - now) * rate / 8
        if waiting + len(packet) > profile.queue:
            self.count["dropped"] += 1
            return
        self.free_at = max(now, self.free_at) + len(packet) * 8 / rate
        self.count["bytes"] += len(packet)
        self.count["packets"] += 1
        # Both are drawn for every packet, so that one loss does not change all that follows.
        loss, jitter = self.random.random(), self.random.uniform(-1, 1)
        if not is_up or loss < profile.loss:
            self.count["lost"] += 1
            return
        arrival = self.free_at + (profile.round_trip + jitter * profile.jitter) / 2000
        self.last_arrival = max(arrival, self.last_arrival)
        self.number += 1
        heapq.heappush(self.air, (self.last_arrival, self.number, packet))

    def deliver(self, now: float) -> None:
        while self.air and self.air[0][0] <= now:
            packet = heapq.heappop(self.air)[2]
            try:
                os.write(self.sink, packet)
            except OSError:
                self.count["lost"] += 1


class Air:
    """Both directions and what the other process asks for."""

    def __init__(self, profile: str, seed: int, devices: list[int]):
        self.profile, self.is_up, self.cut_after = PROFILES[profile], True, None
        self.start = time.monotonic()
        self.ways = [Direction(devices[0], devices[1], seed),
                     Direction(devices[1], devices[0], seed + 1_000_003)]

    def passes(self, now: float) -> bool:
        if self.profile.cuts is None:
            return self.is_up
        up, down = self.profile.cuts
        return self.is_up and (now - self.start) % (up + down) < up

    def run(self) -> None:
        asked = b""
        while True:
            nexts = [way.air[0][0] for way in self.ways if way.air]
            pause = max(0.0, min(nexts) - time.monotonic()) if nexts else None
            ready, _, _ = select.select([0, *(way.source for way in self.ways)], [], [], pause)
            for way, rate in zip(self.ways, (self.profile.up, self.profile.down)):
                if way.source in ready:
                    self.drain(way, rate)
            for way in self.ways:
                way.deliver(time.monotonic())
            if 0 in ready:
                read = os.read(0, 65536)
                if not read:
                    return
                *lines, asked = (asked + read).split(b"\n")
                for line in lines:
                    print(json.dumps(self.answer(json.loads(line))), flush=True)

    def drain(self, way: Direction, rate: int) -> None:
        for _ in range(64):
            try:
                packet = os.read(way.source, 65536)
            except BlockingIOError:
                return
            now = time.monotonic()
            if self.cut_after is not None and way is self.ways[0]:
                self.cut_after -= len(packet)
                if self.cut_after < 0:
                    self.is_up, self.cut_after = False, None
            way.take(packet, now, self.profile, rate, self.passes(now))

    def answer(self, question: dict) -> dict:
        if "profile" in question:
            self.profile, self.start = PROFILES[question["profile"]], time.monotonic()
        if "up" in question:
            self.is_up = question["up"]
        if "cutAfter" in question:
            self.cut_after = question["cutAfter"]
        said = {"up": dict(self.ways[0].count), "down": dict(self.ways[1].count),
                "passes": self.is_up}
        if question.get("say") == "reset":
            for way in self.ways:
                way.reset()
        return said


if __name__ == "__main__":
    Air(sys.argv[1], int(sys.argv[2]), [int(sys.argv[3]), int(sys.argv[4])]).run()
