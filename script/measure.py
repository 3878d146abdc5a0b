"""Measures the release build of the kiosk and prints the table of docs/performance.md.

    script/measure [--dossiers 10000] [--accepts 400] [--folder FOLDER]

Cold start, memory, server time of pages and of a live check, papers, and acceptance against a raw
SQLite insert with the same durability; everything on this machine, in one run.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import time
import urllib.parse

from office import PASSWORD, ROOT, Failed, Program, Tool

REPETITIONS = 200
PAPER_REPETITIONS = 40


class Browser:
    """Just enough of one: a kept-open connection, the session's cookie, forms and their tokens."""

    def __init__(self, url: str):
        self.url = url
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        self.cookie = ""

    def ask(self, method: str, path: str, fields: dict | None = None) -> tuple[str, bytes]:
        """Status and body; a redirect is followed."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        if answer.status in (302, 303):
            return self.ask("GET", answer.getheader("Location"))
        if answer.status >= 400:
            raise Failed(f"{method} {path}: status {answer.status}")
        return path, page

    def get(self, path: str) -> str:
        return self.ask("GET", path)[1].decode(errors="replace")

    def post(self, path: str, page: str, fields: dict[str, str]) -> tuple[str, str]:
        """Posts with the token of the form's page; the path one ends up at, and the page there."""
        token = re.search(r'name="_token" value="([^"]+)"', page)[1]
        where, answer = self.ask("POST", path, {"_token": token} | fields)
        return where, answer.decode(errors="replace")


class Table:
    """Prints one row after the other, as they come. The last column is processor time, which other
    work on the machine lengthens far less than it lengthens waiting."""

    def __init__(self):
        print("| What | p50 | p95 | processor, mean |\n|---|---|---|---|", flush=True)

    def value(self, name: str, value: str) -> None:
        print(f"| {name} | {value} | | |", flush=True)

    def row(self, name: str, p50: float, p95: float, processor: float | None = None) -> None:
        mean = "" if processor is None else f"{processor:.1f} ms"
        print(f"| {name} | {p50:.1f} ms | {p95:.1f} ms | {mean} |", flush=True)

    def measure(self, program: Program, name: str, work, repetitions: int = REPETITIONS) -> None:
        work(0)
        spent, before = [], processor_milliseconds(program)
        for number in range(1, repetitions + 1):
            start = time.perf_counter()
            work(number)
            spent.append((time.perf_counter() - start) * 1000)
        processor = (processor_milliseconds(program) - before) / repetitions
        spent.sort()
        self.row(name, statistics.median(spent), spent[int(len(spent) * 0.95)], processor)


def processor_milliseconds(program: Program) -> float:
    """What the program has used of all processors since it began."""
    text = pathlib.Path(f"/proc/{program.process.pid}/stat").read_text()
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


def resident_mebibytes(program: Program) -> int:
    text = pathlib.Path(f"/proc/{program.process.pid}/status").read_text()
    return round(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024)


class Measurement:
    def __init__(self, binaries: pathlib.Path, folder: pathlib.Path, table: Table):
        self.binaries, self.folder, self.table = binaries, folder, table
        self.password = folder / "password"
        self.password.write_text(PASSWORD + "\n")

    def tool(self, *arguments) -> dict:
        done = subprocess.run([self.binaries / "motcua-measure", *map(str, arguments)], cwd=ROOT,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(done.stderr[-2000:])
        return json.loads(done.stdout)

    def accept(self, count: int) -> None:
        found = self.tool("accept", self.folder / "accept" / "office", ROOT, count)
        for key, name in (("accept", "accept a dossier, fsync included"),
                          ("check", "of which checking form and papers"),
                          ("rawInsert", "raw SQLite insert of 3 kB, fsync included")):
            self.table.row(name, found[key]["p50"], found[key]["p95"], found[key]["processor"])
        self.table.value(f"accept against raw insert, p50 (synchronous {found['synchronous']})",
                         f"{found['ratio']:.2f} ×")

    def office(self, count: int) -> None:
        data = self.folder / f"office-{count}"
        note = self.folder / f"office-{count}.json"
        name = f"{count:,} dossiers" if count > 1 else "1 dossier"
        if not note.exists():
            filled = self.tool("fill", data, ROOT, count)
            Tool(self.binaries / "motcua", data).run(
                "officer", "add", "tiepnhan", "--full-name", "Lò Thị Thử", "--role",
                "receptionOfficer", "--password-file", self.password)
            note.write_text(json.dumps(filled))
        filled = json.loads(note.read_text())
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        self.table.value(f"data folder, {name}", f"{size / 2**20:.1f} MiB")
        self.cold_start(data, name)
        program, browser, _ = self.start(data)
        try:
            self.table.value(f"resident memory idle, {name}", f"{resident_mebibytes(program)} MiB")
            self.signed_in(browser, name)
            self.table.value(f"resident memory signed in, {name}",
                             f"{resident_mebibytes(program)} MiB")
            self.pages(program, browser, filled, name)
            self.table.value(f"resident memory after all this, {name}",
                             f"{resident_mebibytes(program)} MiB")
        finally:
            program.stop()

    def start(self, data: pathlib.Path) -> tuple[Program, Browser, float]:
        begun = time.perf_counter()
        program = Tool(self.binaries / "motcua", data).serve("127.0.0.1:0", self.folder / "log")
        browser = Browser(program.await_url())
        browser.get("/sign-in")
        return program, browser, (time.perf_counter() - begun) * 1000

    def cold_start(self, data: pathlib.Path, name: str) -> None:
        spent = []
        for _ in range(10):
            program, _, milliseconds = self.start(data)
            program.stop()
            spent.append(milliseconds)
        self.table.row(f"start to first page, {name}", statistics.median(spent), max(spent))

    def signed_in(self, browser: Browser, name: str) -> None:
        page = browser.get("/sign-in")
        start = time.perf_counter()
        where, _ = browser.post("/sign-in", page, {"name": "tiepnhan", "password": PASSWORD})
        if where != "/today":
            raise Failed(f"signing in led to {where}")
        self.table.value(f"signing in and the first list, {name}",
                         f"{(time.perf_counter() - start) * 1000:.0f} ms")

    def pages(self, program: Program, browser: Browser, filled: dict, name: str) -> None:
        code, draft = filled["code"], f"/drafts/{filled['draft']}"

        def measure(what: str, work, repetitions: int = REPETITIONS) -> None:
            self.table.measure(program, f"{what}, {name}", work, repetitions)

        measure("nothing (the connection's own time)", lambda _: browser.get("/health"))
        for path in ("/today", "/procedures", "/sync", "/copies"):
            measure(f"page {path}", lambda _: browser.get(path))
        page = browser.get("/dossiers")
        for words, what in (("bui thi", "by two names"), (code, "by code")):
            browser.post("/dossiers", page, {"text": words})
            measure(f"page search {what}", lambda _: browser.get("/dossiers"))
        page = browser.get(f"/dossiers/{code}")
        if reason := re.search(r'type="radio"[^>]*value="([^"]+)"', page):
            browser.post(f"/dossiers/{code}/view", page, {"reason": reason[1]})
        measure("page dossier", lambda _: browser.get(f"/dossiers/{code}"))
        measure("page history", lambda _: browser.get(f"/dossiers/{code}/history"))
        for kind, form in (("receipt", "pdf"), ("receipt", "png"), ("declaration", "pdf")):
            measure(
                f"{kind} as {form}",
                lambda _: browser.ask("GET", f"/dossiers/{code}/documents/{kind}/{form}"),
                PAPER_REPETITIONS)
        self.filling(browser, draft, measure)

    def filling(self, browser: Browser, draft: str, measure) -> None:
        """The section with the child's name, its live check, and the page of all answers."""
        field = "f/nks/hoTen"
        for number in range(1, 20):
            page = browser.get(f"{draft}/sections/{number}")
            if f'name="{field}"' in page:
                break
        asked = len(set(re.findall(r'name="(f/[^"]+)"', page)))
        token = re.search(r'name="_token" value="([^"]+)"', page)[1]

        def live(turn: int) -> None:
            child = "Bùi Minh Thử" if turn % 2 else "Bùi Minh Thử An"
            browser.ask("POST", f"{draft}/live",
                        {"_token": token, "_section": str(number), field: child})

        measure(f"page section of a birth ({asked} fields)",
                lambda _: browser.get(f"{draft}/sections/{number}"))
        measure("live check, answer saved with fsync", live)
        measure("page check answers", lambda _: browser.get(f"{draft}/check"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--accepts", type=int, default=400)
    parser.add_argument("--binaries", type=pathlib.Path, default=ROOT / ".build/release")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / ".build/measure")
    parser.add_argument("--keep", action="store_true", help="use the folder's offices again")
    options = parser.parse_args()
    folder = options.folder.resolve()
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder / "accept", ignore_errors=True)
    (folder / "accept").mkdir(parents=True)
    measurement = Measurement(options.binaries.resolve(), folder, Table())
    measurement.accept(options.accepts)
    measurement.office(1)
    measurement.office(options.dossiers)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
