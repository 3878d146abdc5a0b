"""Measures the release build of the kiosk and prints a table for docs/performance.md.

    script/measure [--dossiers 10000]

Cold start, memory, server time of pages and of a live check, and acceptance against a raw SQLite
insert with the same durability; everything on this machine, in one run.
"""

import argparse
import http.cookiejar
import json
import os
import re
import shutil
import statistics
import subprocess
import time
import urllib.parse
import urllib.request

from office import PASSWORD, ROOT, Program, Tool

RELEASE = ROOT / ".build/release"
FOLDER = ROOT / ".build/measure"


class Browser:
    """Just enough of one: cookies, forms and their tokens."""

    def __init__(self, url: str):
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> tuple[str, str]:
        with self.opener.open(self.url + path, timeout=60) as answer:
            return answer.geturl(), answer.read().decode()

    def post(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.url + path, data, {"Origin": self.url})
        with self.opener.open(request, timeout=60) as answer:
            return answer.geturl(), answer.read().decode()


def resident_kilobytes(pid: int) -> int:
    text = (ROOT / f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1])


def percentiles(name: str, work, repetitions: int = 60) -> str:
    spent = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    return (f"| {name} | {statistics.median(spent):.1f} ms | "
            f"{spent[int(len(spent) * 0.95)]:.1f} ms |")


def start(folder) -> tuple[Program, Browser, float]:
    begun = time.perf_counter()
    program = Tool(RELEASE / "motcua", folder).serve("127.0.0.1:0", FOLDER / "log")
    browser = Browser(program.await_url())
    browser.get("/")
    return program, browser, time.perf_counter() - begun


def sign_in(browser: Browser) -> None:
    _, page = browser.get("/")
    action = re.search(r'<form[^>]*action="([^"]+)"', page)[1]
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    browser.post(action, fields | {"name": "tiepnhan", "password": PASSWORD})


def tool(*arguments) -> dict:
    done = subprocess.run([RELEASE / "motcua-measure", *map(str, arguments)], cwd=ROOT,
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, default=10_000)
    options = parser.parse_args()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    (FOLDER / "password").write_text(PASSWORD)

    accept = tool("accept", FOLDER / "accept", ROOT, 300)
    print(f"| accept a dossier, fsync included | {accept['accept']['p50ms']:.2f} ms | "
          f"{accept['accept']['p95ms']:.2f} ms |")
    print(f"| raw SQLite insert, synchronous FULL | {accept['rawInsert']['p50ms']:.2f} ms | "
          f"{accept['rawInsert']['p95ms']:.2f} ms |")
    print(f"| ratio of the medians | {accept['ratio']} | |")

    for name, count in (("idle", 1), (f"{options.dossiers} dossiers", options.dossiers)):
        folder = FOLDER / f"office-{count}"
        tool("fill", folder, ROOT, count)
        Tool(RELEASE / "motcua", folder).run(
            "officer", "add", "tiepnhan", "--full-name", "Lò Thị Thử", "--role",
            "receptionOfficer", "--password-file", FOLDER / "password")
        program, browser, seconds = start(folder)
        try:
            print(f"| cold start to first page, {name} | {seconds * 1000:.0f} ms | |")
            sign_in(browser)
            browser.get("/")
            print(f"| resident memory, {name} | {resident_kilobytes(program.process.pid) / 1024:.0f}"
                  " MiB | |")
            pages(browser, name)
            print(f"| resident memory after use, {name} | "
                  f"{resident_kilobytes(program.process.pid) / 1024:.0f} MiB | |")
        finally:
            program.stop()


def pages(browser: Browser, name: str) -> None:
    print(percentiles(f"page: today, {name}", lambda: browser.get("/today")))
    print(percentiles(f"page: procedures, {name}", lambda: browser.get("/procedures")))
    print(percentiles(f"page: search by name, {name}", lambda: browser.get("/find?q=van")))
    print(percentiles(f"page: link, {name}", lambda: browser.get("/sync")))


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
