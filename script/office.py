"""Drives the real binaries: a hub, a kiosk and a link between them that can be cut."""

import json
import os
import pathlib
import re
import selectors
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSWORD = "mua-xuan-2026"


class Failed(Exception):
    """A command ended otherwise than expected."""


class Link:
    """A TCP forwarder that can be cut and restored, as a cable can."""

    def __init__(self, target_port: int, port: int = 0):
        self.target_port, self.up = target_port, True
        # Like a box on the way: ends a connection when it sees such bytes.
        self.stops = lambda data: False
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.listener = None
        self.port = port
        self._listen()

    def _listen(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self.listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target_port))
            except OSError:
                if listener.fileno() < 0:
                    return
                client.close()
                continue
            with self.lock:
                self.open |= {client, server}
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while (data := source.recv(65536)) and not self.stops(data):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            with self.lock:
                self.open.discard(end)

    def cut(self) -> None:
        if not self.up:
            return
        self.up = False
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for end in list(self.open):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def restore(self) -> None:
        if not self.up:
            self.up = True
            self._listen()


class Program:
    """A long-running binary whose standard output is read for what it announces."""

    def __init__(self, arguments: list[str], log: pathlib.Path, environment: dict | None = None):
        self.log = log.open("ab")
        self.arguments = arguments
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=self.log, cwd=ROOT,
            env=os.environ | (environment or {}), start_new_session=True)

    def await_url(self, seconds: float = 60) -> str:
        """The address the program says it listens on."""
        selector = selectors.DefaultSelector()
        selector.register(self.process.stdout, selectors.EVENT_READ)
        end, text = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            if selector.select(timeout=0.2):
                chunk = os.read(self.process.stdout.fileno(), 65536).decode()
                if not chunk:
                    break
                text += chunk
                if match := re.search(r"https?://[\w.\[\]:]+", text):
                    threading.Thread(target=self._drain, daemon=True).start()
                    return match[0]
        raise Failed(f"{' '.join(self.arguments)} did not start: {text}")

    def _drain(self) -> None:
        while chunk := self.process.stdout.read1(65536):
            self.log.write(chunk)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds: float = 20) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode


class Tool:
    """One binary with one data folder, called as a person would."""

    def __init__(self, binary: pathlib.Path, data: pathlib.Path):
        self.binary, self.data = str(binary), data
        # What stands before the command, as where it lives elsewhere than here.
        self.prefix: list[str] = []

    def run(self, *arguments: str, expect: int = 0, text: str | None = None,
            environment: dict | None = None) -> str:
        done = subprocess.run(
            [*self.prefix, self.binary, *map(str, arguments), "--data", str(self.data)],
            cwd=ROOT, input=text, env=os.environ | (environment or {}), capture_output=True, text=True, timeout=300)
        if done.returncode != expect:
            raise Failed(f"{pathlib.Path(self.binary).name} {' '.join(map(str, arguments))}: exit "
                         f"{done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
        return done.stdout if expect == 0 else done.stderr

    def json(self, *arguments: str, **options):
        return json.loads(self.run(*arguments, "--json", **options))

    def serve(self, listen: str, log: pathlib.Path, *more: str) -> Program:
        return self.program(log, "serve", "--listen", listen, *more)

    def program(self, log: pathlib.Path, *arguments: str) -> Program:
        """A command that goes on running."""
        return Program(
            [*self.prefix, self.binary, *map(str, arguments), "--data", str(self.data)], log)


class Office:
    """A hub with one unit, and the folders of its communes' kiosks."""

    def __init__(self, binaries: str, folder: pathlib.Path):
        self.binaries = pathlib.Path(binaries).resolve()
        self.folder = folder
        if folder.exists():
            shutil.rmtree(folder)
        (folder / "logs").mkdir(parents=True)
        self.password = folder / "password"
        self.password.write_text(PASSWORD + "\n")
        # What the unit's file has besides the demo's.
        self.unit_more: dict = {}
        self.hub = Tool(self.binaries / "motcua-hub", folder / "hub")
        self.kiosk = Tool(self.binaries / "motcua", folder / "kiosk")

    def unit_file(self, tracking: str) -> pathlib.Path:
        """The demo unit with the address of this hub's tracking page."""
        unit = json.loads((ROOT / "Forms/demo-unit.json").read_text())
        unit |= {"trackingURL": f"{tracking}/t/"} | self.unit_more
        path = self.folder / "unit.json"
        path.write_text(json.dumps(unit, ensure_ascii=False, indent=2))
        return path

    def add_officers(self, tool: Tool, people: list[tuple[str, str, str]]) -> None:
        for name, full_name, role in people:
            tool.run("officer", "add", name, "--full-name", full_name, "--role", role,
                     "--password-file", self.password)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def fetch(url: str) -> tuple[int, str]:
    """Status and text of a page."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def await_true(what: str, condition, seconds: float = 30) -> float:
    """Seconds until the condition holds; fails when it does not in time."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if condition():
            return time.monotonic() - start
        time.sleep(0.05)
    raise Failed(f"not within {seconds:.0f} s: {what}")
