"""A province with one commune, with the real programs, in a folder of its own."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time

from demo import OFFICERS, samples
from office import PASSWORD, ROOT, Failed, Link, Office, Program, Tool, await_true

FOLDER = ROOT / ".build/end-to-end"
UNIT = "H99.88"
RECEIVED, PROCESSING, DONE, RETURNED = 2, 4, 9, 10
# What the tracking page calls the steps from 2 over 4 and 9 to 10.
TRACKED = ["Hồ sơ đã được tiếp nhận", "Hồ sơ đang được xử lý", "Đã có kết quả, mời đến nhận",
           "Đã trả kết quả"]
HAND_OVER = ["--to", "10", "--set", "takenBy=Bùi Văn An", "--set", "returnForm=Bản giấy",
             "--set", "ledgerSignature=đã ký"]


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def sample(procedure: str, name: str) -> pathlib.Path:
    return ROOT / f"Forms/{procedure}/2026.1/samples/{name}.json"


def answers(procedure: str, name: str | None = None) -> dict:
    """The answers of a sample, the first valid one unless named."""
    path = sample(procedure, name or samples(procedure)[0])
    return json.loads(path.read_text())["answers"]


def forget_ended_runs(name: str) -> None:
    """Removes what earlier runs left for people to look at; runs beside this one stay."""
    for old in FOLDER.glob(f"{name}-*"):
        if not pathlib.Path(f"/proc/{old.name.rsplit('-', 1)[1]}").exists():
            shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def small_disk(folder: pathlib.Path, size: int):
    """A folder with a file system of so many bytes of its own; says whether it could be mounted."""
    folder.mkdir(parents=True)
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
        capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=False)


class World:
    """Hub, link and kiosk; everything started here is stopped by `close`."""

    def __init__(self, binaries: str, name: str):
        FOLDER.mkdir(parents=True, exist_ok=True)
        forget_ended_runs(name)
        self.office = Office(binaries, FOLDER / f"{name}-{os.getpid()}")
        self.folder, self.hub, self.kiosk = self.office.folder, self.office.hub, self.office.kiosk
        self.hub_port, self.kiosk_port = free_port(), free_port()
        self.hub_url = f"http://127.0.0.1:{self.hub_port}"
        self.programs: list[Program] = []
        self.link: Link | None = None
        self.hub_program = self.kiosk_program = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        if self.link:
            self.link.cut()
        for program in self.programs:
            program.stop(5)

    # The province

    def found_hub(self) -> None:
        self.hub.run("init")
        self.hub.run("unit", "add", self.office.unit_file(self.hub_url))
        self.hub.run("officer", "add", "tinh", "--full-name", "Nông Thị Tỉnh", "--role",
                     "specialist", "--password-file", self.office.password)

    def start_hub_unannounced(self) -> None:
        """Starts the hub's program and does not wait until it listens."""
        self.hub_program = self.hub.serve(
            f"127.0.0.1:{self.hub_port}", self.folder / "logs/hub.log")
        self.programs.append(self.hub_program)

    def start_hub(self) -> None:
        self.start_hub_unannounced()
        self.hub_program.await_url()
        if self.link is None:
            self.link = Link(self.hub_port)

    def stop_hub(self) -> None:
        self.hub_program.stop()

    def invitation(self) -> str:
        return self.hub.json("device", "invite", "--unit", UNIT)["code"]

    @property
    def link_url(self) -> str:
        return f"http://127.0.0.1:{self.link.port}"

    # The commune

    def enrol(self, tool: Tool | None = None) -> None:
        tool = tool or self.kiosk
        tool.run("init", "--hub", self.link_url, "--code", self.invitation())
        self.office.add_officers(tool, OFFICERS)

    def commune(self, code: str, name: str) -> Tool:
        """Another commune of the province, with a counter that has joined."""
        unit = json.loads(pathlib.Path(self.office.unit_file(self.hub_url)).read_text())
        unit |= {"code": code, "name": name}
        self.hub.run("unit", "add", self.file(f"{code}.json", unit))
        tool = Tool(self.kiosk.binary, self.folder / code)
        invitation = self.hub.json("device", "invite", "--unit", code)["code"]
        tool.run("init", "--hub", self.link_url, "--code", invitation)
        return tool

    def found_alone(self, officers: bool = True) -> None:
        """A standalone commune."""
        self.kiosk.run("init", "--standalone", "--unit", self.office.unit_file(self.hub_url))
        if officers:
            self.office.add_officers(self.kiosk, OFFICERS)

    def serve(self, *more: str) -> str:
        """Starts the screens, always at the same address."""
        self.kiosk_program = self.kiosk.serve(
            f"127.0.0.1:{self.kiosk_port}", self.folder / "logs/kiosk.log", *more)
        self.programs.append(self.kiosk_program)
        self.kiosk_url = self.kiosk_program.await_url()
        return self.kiosk_url

    def file(self, name: str, content) -> pathlib.Path:
        """A file beside the data folders: JSON unless it is text or bytes."""
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            path.write_text(text)
        return path

    def receive(self, procedure: str, given=None, *more: str, **options) -> dict:
        """Receives a dossier on the command line: a sample by name, or answers."""
        if given is None or isinstance(given, str):
            path = sample(procedure, given or samples(procedure)[0])
        else:
            path = self.file("answers.json", given)
        return self.kiosk.json("dossier", "new", "--procedure", procedure, "--answers", path,
                               *more, **options)

    def together(self, *commands: list) -> list:
        """Runs commands one after another in one process; what each says as JSON."""
        lines = [json.dumps([*map(str, words), "--json"]) for words in commands]
        done = subprocess.run(
            [*self.kiosk.prefix, self.kiosk.binary, "batch", "--data", str(self.kiosk.data)],
            cwd=ROOT, input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=300)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode != 0 or len(answers) != len(commands):
            raise Failed(f"exit {done.returncode} after {len(answers)} of {len(commands)} "
                         f"commands: {answers[-1:]} {done.stderr}")
        return [answer["out"] for answer in answers]

    def list_codes(self, tool: Tool | None = None) -> list[str]:
        return sorted(line["code"] for line in (tool or self.kiosk).json("dossier", "list"))


def attempt(tool: Tool, *arguments, text: str | None = None,
            into: str | None = None) -> subprocess.CompletedProcess:
    """Runs a command whatever comes of it; `into` is where its output goes instead of here."""
    with open(into, "wb") if into else contextlib.nullcontext(subprocess.PIPE) as output:
        return subprocess.run(
            [*tool.prefix, tool.binary, *map(str, arguments), "--data", str(tool.data)], cwd=ROOT,
            input=text, stdout=output, stderr=subprocess.PIPE, text=True, errors="replace",
            timeout=120)


def await_port(port: int, seconds: float = 60) -> float:
    """The monotonic time at which something first accepts connections at the port."""
    def opened() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    await_true(f"port {port} open", opened, seconds)
    return time.monotonic()


__all__ = ["DONE", "FOLDER", "HAND_OVER", "OFFICERS", "PASSWORD", "PROCESSING", "RECEIVED",
           "RETURNED", "ROOT", "TRACKED", "UNIT", "Failed", "Tool", "World", "answers", "attempt",
           "await_port", "await_true", "free_port", "sample", "samples"]
