"""Printers for the tests: ippeveprinter, a TCP listener, cables that are cut, and liars."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

from office import await_true, free_port
from world import sample, samples

# Bytes a cable passes on at a time: a receipt takes a few.
PIECE = 32 * 1024
FORMATS = "application/pdf,image/pwg-raster"


class VirtualPrinter:
    """CUPS's `ippeveprinter`, which keeps every document it was sent."""

    def __init__(self, folder: pathlib.Path, name: str, formats: str = FORMATS,
                 command: str = "/bin/true"):
        self.spool = folder / f"{name}.printed"
        self.spool.mkdir()
        self.bus, self.port = folder / f"{name}.bus", free_port()
        self.log = (folder / f"{name}.log").open("wb")
        # It looks for a D-Bus though it announces nothing (-r off): a private one will do.
        self.daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", f"--address=unix:path={self.bus}"],
            stdout=self.log, stderr=self.log)
        await_true("a private D-Bus", self.bus.exists)
        self.command, self.formats, self.process = command, formats, None
        self.plug_in()

    def plug_in(self) -> None:
        self.process = subprocess.Popen(
            ["ippeveprinter", "-r", "off", "-d", self.spool, "-k", "-p", str(self.port),
             "-c", self.command, "-f", self.formats, "Máy in thử"],
            env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.bus}"},
            stdout=self.log, stderr=self.log)

        def listens() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return True
            return False

        await_true("the virtual printer", listens)

    @property
    def address(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    def documents(self) -> list[bytes]:
        """What arrived, in order."""
        kept = [path for path in self.spool.iterdir() if path.suffix != ".prn"]
        return [path.read_bytes() for path in sorted(kept, key=lambda path: path.stat().st_mtime_ns)]

    def unplug(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self.unplug()
        self.daemon.kill()
        self.daemon.wait()
        self.log.close()


class Listener:
    """A thermal printer at a TCP port: keeps what each connection sent."""

    def __init__(self, give_up_after: int | None = None, answers: bytes | None = None):
        self.jobs: list[bytes] = []
        self.give_up_after, self.answers = give_up_after, answers
        self.on_bytes = None
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"socket://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._read, args=(client,), daemon=True).start()

    def _read(self, client: socket.socket) -> None:
        taken = b""
        with contextlib.suppress(OSError):
            while chunk := client.recv(512 if self.give_up_after else 65536):
                taken += chunk
                if self.on_bytes:
                    self.on_bytes(len(taken))
                if self.answers is not None:
                    self._answer(client, taken, chunk)
                if self.give_up_after and len(taken) >= self.give_up_after:
                    # The cable is out: the connection is reset.
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                      b"\1\0\0\0\0\0\0\0")
                    break
        client.close()
        if taken:
            self.jobs.append(taken)

    def _answer(self, client: socket.socket, taken: bytes, chunk: bytes) -> None:
        """DLE EOT n and GS r 1, as the makers' manuals have them."""
        for request in (b"\x10\x04\x02", b"\x10\x04\x04"):
            if chunk.endswith(request):
                client.sendall(self.answers if request[2] == 4 else b"\x12")
        if taken.endswith(b"\x1dr\x01"):
            client.sendall(b"\0")

    def close(self) -> None:
        self.socket.close()


class Cable:
    """Between a program and a printer: calls `on_step` before each piece it passes on."""

    def __init__(self, target: int):
        self.target, self.on_step, self.steps = target, lambda step: True, 0
        self.lock = threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def expect(self, on_step) -> None:
        with self.lock:
            self.steps, self.on_step = 0, on_step

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                if self.socket.fileno() < 0:
                    return
                client.close()
                continue
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(PIECE):
                with self.lock:
                    self.steps += 1
                    passes = self.on_step(self.steps)
                if not passes:
                    break
                sink.sendall(chunk)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.socket.close()


class Liar:
    """Answers every HTTP request with the same bytes."""

    def __init__(self, answer: bytes):
        self.answer = answer
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                client.settimeout(5)
                client.recv(65536)
                client.sendall(self.answer)
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass
            client.close()

    def close(self) -> None:
        self.socket.close()


def http(status: str, body: bytes = b"", kind: str = "application/ipp", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def killed_at(command: list[str], wait_for: threading.Event, limit: float = 60) -> bool:
    """Runs a command and kills it when the event is set; whether it was."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + limit
    while process.poll() is None and time.monotonic() < end:
        if wait_for.wait(0.005):
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
    process.wait(10)
    return False


class Dossiers:
    """Dossiers received ahead with the bytes of their receipts, many by one process."""

    AHEAD = 12

    def __init__(self, world, procedure: str):
        self.world, self.procedure, self.ready = world, procedure, []

    def next(self) -> tuple[str, bytes]:
        """The code of a dossier nobody printed yet, and its receipt."""
        if not self.ready:
            taken = self.world.together(*[
                ["dossier", "new", "--procedure", self.procedure, "--answers",
                 sample(self.procedure, samples(self.procedure)[0])]] * self.AHEAD)
            codes = [one["code"] for one in taken]
            files = [self.world.folder / f"{code}.wanted.pdf" for code in codes]
            self.world.together(*[
                ["document", code, "--kind", "receipt", "--format", "pdf", "--out", file]
                for code, file in zip(codes, files)])
            self.ready = [(code, file.read_bytes()) for code, file in zip(codes, files)]
        return self.ready.pop(0)
