"""Measures the exchange beside rsync and git and prints the table of docs/performance.md.

    script/measure-exchange [--dossiers 1000] [--edits 100] [--only bytes,slow,killed,file]

The same dossiers, exported as JSON for the peers, over the same link of packets; IP bytes of both
ways. Ours speaks TLS 1.3 through nginx and signs everything; rsync's and git's own servers
speak neither.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "Tests/EndToEnd"), str(ROOT / "script")]

from front import Authority, Front  # noqa: E402
from office import Failed, Office, Program, await_true  # noqa: E402
from packet_link import PROFILES, SIDES, PacketLink  # noqa: E402

UNIT, SEED = "H99.88", 20261121
PROVINCE = SIDES["province"]
HUB_PORT = 8800
PAPER_BYTES = 1_000_000
EXCHANGE = "/sync/v1/exchange"


def total(count: dict) -> int:
    return count["up"]["bytes"] + count["down"]["bytes"]


def call(command: list, **options) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          cwd=options.pop("cwd", ROOT), **options)
    if done.returncode != 0:
        raise Failed(f"{command[:6]}: exit {done.returncode}: {done.stderr.strip()[:800]}")
    return done.stdout


class Stage:
    """A province and a commune at the two ends of a link, from the folders of a moment before."""

    def __init__(self, base: "Base", name: str, profile: str, moment: str):
        self.base, self.link = base, PacketLink(profile, SEED)
        self.office = Office(base.binaries, base.folder / name)
        for part in ("hub", "kiosk"):
            shutil.copytree(base.folder / moment / part, self.office.folder / part)
        self.hub, self.kiosk = self.office.hub, self.office.kiosk
        self.hub.prefix = self.link.command("province", [])
        self.kiosk.prefix = self.link.command("commune", [])
        self.program = self.hub.serve(f"127.0.0.1:{HUB_PORT}", self.office.folder / "logs/hub.log",
                                      "--behind-tls")
        self.program.await_url()
        self.front = Front(self.office.folder / "nginx", base.authority, HUB_PORT, 443, PROVINCE,
                           lambda words: self.link.command("province", words))
        self.agents: list[Program] = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for agent in self.agents:
            agent.stop(5)
        self.program.stop()
        self.front.stop()
        self.link.close()

    def agent(self) -> Program:
        agent = self.kiosk.program(self.office.folder / "logs/agent.log", "sync")
        self.agents.append(agent)
        return agent

    def exchanged(self) -> int:
        return sum(1 for one in self.front.requests() if one["path"] == EXCHANGE)

    def at_hub(self) -> int:
        """Entries the hub has, as its own database says it."""
        import sqlite3
        with sqlite3.connect(f"file:{self.office.folder}/hub/hub.sqlite?mode=ro", uri=True) as rows:
            return rows.execute("SELECT count(*) FROM entry").fetchone()[0]

    def settle(self) -> None:
        """Until no packet is on its way any more."""
        seen = -1
        while seen != (seen := total(self.link.counts())):
            time.sleep(1.5)


class Base:
    """What all stages begin from: an enrolled, empty commune; one with dossiers; one in step."""

    def __init__(self, binaries: pathlib.Path, folder: pathlib.Path, dossiers: int):
        self.binaries, self.folder, self.dossiers = binaries, folder, dossiers
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.authority = Authority(folder / "tls", "province", PROVINCE)
        office = Office(binaries, folder / "enrolled")
        office.hub.run("init")
        office.hub.run("unit", "add", office.unit_file(f"https://{PROVINCE}"))
        (folder / "enrolled/kiosk").mkdir(exist_ok=True)
        with Stage(self, "enrolling", "office", "enrolled") as stage:
            code = stage.hub.json("device", "invite", "--unit", UNIT)["code"]
            shutil.rmtree(stage.kiosk.data, ignore_errors=True)
            stage.kiosk.run("init", "--hub", stage.front.url, "--code", code,
                            "--authority", self.authority.root)
            stage.kiosk.run("sync", "--once")
            stage.program.stop()
            self.keep(stage, "empty")
            self.keep(stage, "filled")
        self.tool("receive", folder / "filled/kiosk", dossiers)

    def keep(self, stage: Stage, moment: str) -> None:
        for part in ("hub", "kiosk"):
            shutil.copytree(stage.office.folder / part, self.folder / moment / part)

    def tool(self, act: str, data: pathlib.Path, count: int) -> dict:
        return json.loads(call([self.binaries / "motcua-measure", act, data, ROOT, count]))

    def export(self, data: pathlib.Path, target: pathlib.Path) -> None:
        """One JSON file for every dossier, from a copy: an export is on record."""
        copy = self.folder / "export"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(data, copy)
        lines = call([self.binaries / "motcua", "dossier", "export", "--data", copy])
        target.mkdir(parents=True, exist_ok=True)
        for line in lines.splitlines():
            record = json.loads(line)
            # What the peers carry is the dossier; who did what when is our journal's.
            record.pop("history", None)
            text = json.dumps(record, ensure_ascii=False, sort_keys=True)
            file = target / f"{record['code']}.json"
            if not file.exists() or file.read_text() != text:
                file.write_text(text)


class Table:
    """The figures, as lines of a table in Markdown, as they come."""

    def __init__(self):
        print("| What | ours | aim | rsync | git |\n|---|---|---|---|---|", flush=True)

    def row(self, what: str, ours, aim="", rsync="", git="") -> None:
        shown = (f"{one:,}" if isinstance(one, int) else str(one)
                 for one in (ours, aim, rsync, git))
        print(f"| {what} | {' | '.join(shown)} |", flush=True)


class Peers:
    """rsync's and git's own servers at the province, their clients at the commune."""

    def __init__(self, base: Base, name: str, profile: str):
        self.link, self.folder = PacketLink(profile, SEED), base.folder / name
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "there/rsync").mkdir(parents=True)
        self.here = self.folder / "here"
        self.here.mkdir()
        config = self.folder / "rsyncd.conf"
        config.write_text("use chroot = no\nuid = 0\ngid = 0\n[all]\n"
                          f"path = {self.folder}/there/rsync\n"
                          "read only = no\n")
        call(["git", "init", "-q", "--bare", self.folder / "there/all.git"])
        call(["git", "init", "-q", "-b", "main", self.here])
        for key, value in (("user.name", "commune"), ("user.email", "commune@example.invalid"),
                           ("gc.auto", "0"), ("core.compression", "9")):
            call(["git", "config", key, value], cwd=self.here)
        self.servers = [
            subprocess.Popen(self.link.command("province", command), start_new_session=True,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for command in (
                ["rsync", "--daemon", "--no-detach", f"--config={config}", f"--address={PROVINCE}"],
                ["git", "daemon", "--export-all", "--enable=receive-pack", f"--listen={PROVINCE}",
                 f"--base-path={self.folder}/there", "--reuseaddr"])]
        time.sleep(1)

    def close(self) -> None:
        for server in self.servers:
            os.killpg(server.pid, 15)
            server.wait(10)
        self.link.close()

    def measured(self, command: list) -> tuple[int, float]:
        self.link.reset()
        start = time.monotonic()
        call(self.link.command("commune", command), cwd=self.here)
        spent = time.monotonic() - start
        time.sleep(2)
        return total(self.link.reset()), spent

    def rsync(self) -> tuple[int, float]:
        return self.measured(["rsync", "-az", "--zc=zstd", "--zl=19", "--exclude=.git", "./",
                              f"rsync://{PROVINCE}/all/"])

    def git(self) -> tuple[int, float]:
        call(["git", "add", "-A"], cwd=self.here)
        call(["git", "commit", "-q", "--allow-empty-message", "-m", "", "--allow-empty"],
             cwd=self.here)
        return self.push()

    def push(self) -> tuple[int, float]:
        return self.measured(["git", "push", "-q", f"git://{PROVINCE}/all.git", "main"])


def bytes_of_all(base: Base, edits: int, table: Table) -> None:
    peers = Peers(base, "peers", "office")
    with Stage(base, "bytes", "office", "filled") as stage:
        link = stage.link
        base.export(stage.kiosk.data, peers.here)
        sizes = [file.stat().st_size for file in peers.here.glob("*.json")]
        table.row(f"{len(sizes)} dossiers as JSON, bytes of all", sum(sizes))
        before = stage.at_hub()
        link.reset()
        stage.agent()
        await_true("all at the hub", lambda: stage.at_hub() >= before + base.dossiers, 300)
        stage.settle()
        table.row("first sync, bytes both ways", total(link.reset()), 300_000, peers.rsync()[0],
                  peers.git()[0])
        rsync, git = peers.rsync()[0], peers.push()[0]
        seen = stage.exchanged()
        await_true("an exchange with nothing new", lambda: stage.exchanged() > seen, 90)
        stage.settle()
        table.row("nothing changed, open connection", total(link.reset()), 900, rsync, git)
        # A front that starts anew closes all connections; its cache of sessions lives on.
        call(stage.link.command("province", ["kill", "-HUP", str(stage.front.process.pid)]))
        stage.settle()
        link.reset()
        seen = stage.exchanged()
        await_true("an exchange on a new connection", lambda: stage.exchanged() > seen, 90)
        stage.settle()
        last = [one for one in stage.front.requests() if one["path"] == EXCHANGE][-1]
        resumed = "resumed" if last["resumed"] else "NOT resumed"
        table.row(f"nothing changed, {resumed} connection", total(link.reset()), 1800)
        before = stage.at_hub()
        base.tool("edit", stage.kiosk.data, edits)
        await_true("edits at the hub", lambda: stage.at_hub() >= before + edits, 60)
        stage.settle()
        ours = total(link.reset())
        base.export(stage.kiosk.data, peers.here)
        table.row(f"{edits} one-field edits, open connection", ours, 6000, peers.rsync()[0],
                  peers.git()[0])
    peers.close()


def slow(base: Base, edits: int, table: Table, with_peers: bool) -> None:
    """30 kbit/s, 600 ms, 2 % loss; everybody on a link of his own, at the same time."""
    def ours() -> tuple[int, float, int, float]:
        with Stage(base, "slow", "2g", "filled") as stage:
            before = stage.at_hub()
            stage.link.reset()
            start = time.monotonic()
            stage.agent()
            await_true("all at the hub", lambda: stage.at_hub() >= before + base.dossiers, 600)
            spent, seen = time.monotonic() - start, stage.exchanged()
            await_true("the last answer", lambda: stage.exchanged() > seen, 60)
            stage.settle()
            count = stage.link.reset()
            before = stage.at_hub()
            base.tool("edit", stage.kiosk.data, edits)
            start = time.monotonic()
            await_true("edits at the hub", lambda: stage.at_hub() >= before + edits, 60)
            return count["up"]["bytes"], spent, total(count), time.monotonic() - start

    def theirs(name: str) -> tuple[float, float]:
        peers = Peers(base, f"slow-{name}", "2g")
        base_export(peers.here, "peers-before")
        act = peers.rsync if name == "rsync" else peers.git
        first = act()[1]
        base_export(peers.here, "peers")
        then = act()[1]
        peers.close()
        return first, then

    def base_export(here: pathlib.Path, source: str) -> None:
        for file in (base.folder / source).glob("*.json"):
            shutil.copy2(file, here)

    (base.folder / "peers-before").mkdir(exist_ok=True)
    if with_peers:
        base.export(base.folder / "filled/kiosk", base.folder / "peers-before")
        shutil.copytree(base.folder / "peers/here", base.folder / "peers", dirs_exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        mine = pool.submit(ours)
        others = [pool.submit(theirs, name) for name in ("rsync", "git")] if with_peers else []
        up, spent, both, edited = mine.result()
        (rsync, git) = [one.result() for one in others] or [("", ""), ("", "")]
    line = up * 8 / PROFILES["2g"].up
    seconds = lambda value: f"{value:.1f} s" if value != "" else ""
    table.row("2g: first sync", seconds(spent), f"{line * 1.15:.1f} s", seconds(rsync[0]),
              seconds(git[0]))
    table.row("2g: first sync against bytes up ÷ line rate", f"{spent / line:.2f} ×", "1.15 ×")
    table.row(f"2g: {edits} edits, open connection", seconds(edited), "4 s", seconds(rsync[1]),
              seconds(git[1]))


def killed(base: Base, table: Table) -> None:
    """kill -9 of the agent in the middle of the first sync."""
    spent = []
    for kill in (False, True):
        with Stage(base, "killed", "edge", "filled") as stage:
            before = stage.at_hub()
            stage.link.reset()
            agent = stage.agent()
            if kill:
                await_true("half of it on its way",
                           lambda: stage.link.counts()["up"]["bytes"] > 80_000, 120)
                agent.kill()
                stage.agent()
            await_true("all at the hub", lambda: stage.at_hub() >= before + base.dossiers, 200)
            stage.settle()
            spent.append(stage.link.counts()["up"]["bytes"])
    table.row("kill -9 in the middle: bytes up more than without", spent[1] - spent[0], 32_768)


def cut_file(base: Base, table: Table) -> None:
    """A file of 1 MB whose agent is killed ten times on the way, against one that is not."""
    spent = []
    for cuts in (0, 10):
        with Stage(base, "file", "3g", "empty") as stage:
            stage.kiosk.run("sync", "--once")
            paper = stage.office.folder / "giay.pdf"
            paper.write_bytes(b"%PDF-1.4\n" + os.urandom(PAPER_BYTES - 9))
            stage.kiosk.run("dossier", "new", "--procedure", "1.001193", "--answers",
                            ROOT / "Forms/1.001193/2026.1/samples/valid-father-on-time.json",
                            "--file", f"giayChungSinh={paper}")
            stage.link.reset()
            for number in range(1, cuts + 1):
                agent = stage.agent()
                await_true("a part of it on its way", lambda: stage.link.counts()["up"]["bytes"]
                           > number * PAPER_BYTES // (cuts + 1), 120)
                agent.kill()
            stage.kiosk.run("sync", "--once")
            stage.settle()
            spent.append(stage.link.counts()["up"]["bytes"])
            # An exchange with nothing but a question for the file: what each start costs anyway.
            stage.link.reset()
            stage.kiosk.run("sync", "--once")
            stage.settle()
            handshakes = stage.link.counts()["up"]["bytes"] * cuts
    again = spent[1] - spent[0] - handshakes
    table.row("1 MB file, its agent killed ten times: bytes up more than without, less ten starts",
              again, 20_000)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--binaries", type=pathlib.Path, default=ROOT / ".build/release")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / ".build/measure-exchange")
    parser.add_argument("--only", default="bytes,slow,killed,file")
    options = parser.parse_args()
    parts = options.only.split(",")
    base = Base(options.binaries.resolve(), options.folder.resolve(), options.dossiers)
    table = Table()
    if "bytes" in parts:
        bytes_of_all(base, options.edits, table)
    if "slow" in parts:
        slow(base, options.edits, table, "bytes" in parts)
    if "killed" in parts:
        killed(base, table)
    if "file" in parts:
        cut_file(base, table)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
