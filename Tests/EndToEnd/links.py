"""Real packets on bad links: slow, lossy, cut. What was received is at the province once, what was
sent is not sent again, and an agent that is killed goes on where it was."""

import os
import re
import signal
import subprocess

from checks import equal, expect
from front import Authority, Front
from packet_link import SIDES, PacketLink
from world import OFFICERS, World, attempt, await_true, samples

BIRTH = "1.001193"
SEED = int(os.environ.get("MOTCUA_LINK_SEED", "1"))
PAPER = b"%PDF-1.4\n" + bytes((i * i * 31 + i // 7) % 251 for i in range(100_000))


class FarWorld(World):
    """Hub and nginx at one end of a packet link, the kiosk at the other."""

    def __init__(self, binaries: str, name: str, profile: str, seed: int):
        super().__init__(binaries, name)
        self.packets = PacketLink(profile, seed)
        self.front = None
        self.hub.prefix = self.packets.command("province", [])
        self.kiosk.prefix = self.packets.command("commune", [])

    def close(self) -> None:
        super().close()
        if self.front:
            self.front.stop()
        self.packets.close()

    def open_province(self) -> None:
        """A hub behind nginx, and an enrolled commune."""
        self.found_hub()
        self.start_hub_unannounced()
        self.hub_program.await_url()
        address = SIDES["province"]
        authority = Authority(self.folder / "tls", "province", address)
        self.front = Front(self.folder / "nginx", authority, self.hub_port, 443, address,
                           lambda words: self.packets.command("province", words))
        self.kiosk.run("init", "--hub", self.front.url, "--code", self.invitation(),
                       "--authority", authority.root)
        self.office.add_officers(self.kiosk, OFFICERS[:1])

    def start_again(self) -> None:
        """Ends the hub's program and starts it anew; returns when it answers."""
        self.stop_hub()
        self.start_hub_unannounced()
        self.hub_program.await_url()

    def agent(self):
        """The agent alone, without screens."""
        program = self.kiosk.program(self.folder / "logs/agent.log", "sync")
        self.programs.append(program)
        return program

    def pending(self) -> int:
        return self.kiosk.json("sync", "--once")["pending"]


def run(report, binaries: str, _long: bool) -> None:
    with FarWorld(binaries, "links", "office", SEED) as world:
        with report.step("a commune and its province at the two ends of a link of packets"):
            world.open_province()
            equal(world.pending(), 0, "what waits")
        codes = []
        idle(report, world)
        slow(report, world, codes)
        renewed(report, world, codes)
        killed(report, world, codes)
        overtaken(report, world, codes)
        cut(report, world, codes)
        with report.check("every dossier is at the province once, and both folders are sound"):
            equal(world.list_codes(world.hub), sorted(codes), "codes at the province")
            equal(world.kiosk.json("check")["findings"], [], "the commune's")
            equal(world.hub.json("check")["findings"], [], "the province's")


def receive(world, codes, count: int, *more) -> None:
    names = samples(BIRTH)
    for number in range(count):
        codes.append(world.receive(BIRTH, names[number % len(names)], *more)["code"])


def settled(world) -> int:
    """IP bytes both ways, when no packet was on its way for a while."""
    seen = []

    def same() -> bool:
        count = world.packets.counts()
        seen.append(count["up"]["bytes"] + count["down"]["bytes"])
        return len(seen) > 8 and len(set(seen[-8:])) == 1

    await_true("no packet on its way", same)
    return seen[-1]


def idle(report, world) -> None:
    """What it costs to learn that nothing has changed, as `docs/performance.md` promises."""
    agent = world.agent()
    world.kiosk.run("sync", "--once")
    for words, limit in (("an open", 900), ("a resumed", 1800)):
        with report.check(f"nothing new on {words} connection takes at most {limit} bytes"):
            # A machine that is late with something else acknowledges twice, at 52 bytes.
            least = min(one_idle_exchange(world, words == "a resumed") for _ in range(2))
            report.note(f"{least} IP bytes both ways")
            expect(least <= limit, f"{least} bytes")
    agent.stop()


def one_idle_exchange(world, on_new_connection: bool) -> int:
    if on_new_connection:
        # nginx starts anew and closes all connections.
        world.front.process.send_signal(signal.SIGHUP)
    settled(world)
    world.packets.reset()
    before = len(world.front.requests())
    equal(world.kiosk.json("sync", "--once")["roundTrips"], 1, "round trips")
    count = settled(world)
    equal([(one["number"] > 1, one["resumed"]) for one in world.front.requests()[before:]],
          [(not on_new_connection, on_new_connection)], "the connection")
    return count


def slow(report, world, codes) -> None:
    receive(world, codes, 3)
    for profile in ("2g", "edge", "vsat", "congested4g"):
        with report.check(f"over {profile} an exchange comes through"):
            world.packets.use(profile)
            world.packets.reset()
            done = world.kiosk.json("sync", "--once")
            equal(done["pending"], 0, "what waits")
            count = world.packets.counts()
            report.note(f"{profile}: {done['sent']} entries, {done['roundTrips']} round trips, "
                        f"{count['up']['bytes']} bytes up, {count['down']['bytes']} down, "
                        f"{count['up']['lost'] + count['down']['lost']} packets lost")


def renewed(report, world, codes) -> None:
    """What filled a slow link leaves a connection that misses a lost packet after many seconds."""
    world.packets.use("2g")
    paper = world.file("giay-cham.pdf", PAPER[:30_000])
    receive(world, codes, 1, "--file", f"giayChungSinh={paper}")
    with report.check("after a file over 2g the agent keeps a new connection open, once"):
        agent = world.agent()
        await_true("an exchange after the file", lambda: after_file(world), 120)
        equal([(one["number"], one["resumed"]) for one in after_file(world)], [(1, True)],
              "the connection after the file")
        await_true("the old connection closed", lambda: len(round_trips(world)) == 1)
        [round_trip] = round_trips(world)
        report.note(f"the agent's connection takes a round trip for {round_trip} ms")
        expect(round_trip < 1500, f"{round_trip} ms on a link of 600 ms")
        agent.stop()


def after_file(world) -> list[dict]:
    """The exchanges that ended after the last part of a file."""
    seen = world.front.requests()
    parts = [number for number, one in enumerate(seen) if one["method"] == "PUT"]
    return seen[parts[-1] + 1:] if parts else []


def round_trips(world) -> list[float]:
    """What the commune's kernel thinks a round trip takes, in ms, of each open connection."""
    words = world.packets.command("commune", ["ss", "-Htin", "state", "established", "dport", "443"])
    shown = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return [float(found) for found in re.findall(r"\brtt:([0-9.]+)/", shown)]


def killed(report, world, codes) -> None:
    """kill -9 while a file is half over: what arrived need not come again."""
    world.packets.use("3g")
    paper = world.file("giay.pdf", PAPER)
    receive(world, codes, 1, "--file", f"giayChungSinh={paper}")
    with report.check("an agent killed five times sends a file of 100 kB once, within 10 %"):
        world.packets.reset()
        for number in range(1, 6):
            agent = world.agent()
            await_true("a sixth of the file on its way",
                       lambda: world.packets.counts()["up"]["bytes"] > number * len(PAPER) // 6)
            agent.kill()
        world.kiosk.run("sync", "--once")
        sent = world.packets.counts()["up"]["bytes"]
        report.note(f"{sent} IP bytes up for a file of {len(PAPER)}")
        # Headers of TCP and TLS take 4 %; a start of the agent with its handshake about 4 kB.
        expect(sent < 1.14 * len(PAPER) + 6 * 4500, f"{sent} bytes up")


def overtaken(report, world, codes) -> None:
    """Files never make a dossier wait, and keep to the office's limits."""
    world.packets.use("3g")
    paper = world.file("giay-lon.pdf", PAPER * 5)
    receive(world, codes, 1, "--file", f"giayChungSinh={paper}")
    agent = world.agent()
    with report.check("a dossier written while a file of 500 kB goes arrives before its end"):
        world.packets.reset()
        await_true("part of the file on its way",
                   lambda: world.packets.counts()["up"]["bytes"] > len(PAPER) // 2)
        receive(world, codes, 1)
        await_true("the dossier at the province",
                   lambda: codes[-1] in world.list_codes(world.hub), 60)
        sent = world.packets.counts()["up"]["bytes"]
        expect(sent < 4 * len(PAPER), f"{sent} bytes had gone before the dossier came")
    with report.check("the limits of files are set, shown and taken away; nonsense changes nothing"):
        hub = {"hub": world.kiosk.json("link")["hub"]}
        equal(world.kiosk.json("link", "--files-per-day", "20", "--files-between", "18:00-06:00"),
              hub | {"bytesOfDay": 20_000_000, "from": "18:00", "to": "06:00"}, "the limits")
        for words in (["--files-between", "18-06"], ["--files-per-day", "0"],
                      ["--no-limit", "--files-per-day", "5"]):
            refused = attempt(world.kiosk, "link", *words)
            equal((refused.returncode, len(refused.stderr.strip().splitlines())), (2, 1), words)
        equal(world.kiosk.json("link")["bytesOfDay"], 20_000_000, "still")
        equal(world.kiosk.json("link", "--no-limit"), hub, "no limits")
    agent.stop()


def cut(report, world, codes) -> None:
    with report.check("over a link that is cut every two seconds all comes through"):
        world.packets.use("cuts")
        receive(world, codes, 4)
        agent = world.agent()
        await_true("all at the province",
                   lambda: set(codes) <= set(world.list_codes(world.hub)), 60)
        agent.stop()
