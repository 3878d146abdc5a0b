"""Runs the end-to-end suites with the real programs and says what held.

    run.py --binaries .build/debug [--long] [--suite NAME]

Suites run two at a time, each in a process and a folder of its own under .build/end-to-end.
The last line is `N passed, N failed`; the exit code is 0 only if nothing failed. --long makes the
searches long and leaves what was printed, dated, in .build/reports.
"""

import argparse
import concurrent.futures
import importlib
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT / "script")]
# The longest first, so that none of them is left alone at the end.
SUITES = ["accessibility", "authoring", "command_line", "printing", "catalogue", "week",
          "main_path", "bad_input", "disputes", "life_cycle", "reports", "crash", "kills",
          "degraded", "duplicates", "elsewhere", "authoring_office", "authoring_preview",
          "authoring_guide", "links", "backup", "courier", "tls", "tamper", "privacy", "authentic",
          "returning", "money", "receipts", "papers", "clones", "old_data"]
SIDE_BY_SIDE = 2
SUITE_SECONDS, LONG_SUITE_SECONDS = 1200, 7200
REPORTS = ROOT / ".build/reports"
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)


def run_here(suite: str, options: argparse.Namespace) -> int:
    """Runs one suite in this process."""
    from checks import Report

    report = Report(suite)
    with report.surroundings():
        importlib.import_module(suite).run(report, options.binaries, options.long)
    return report.close()


def run_apart(suite: str, options: argparse.Namespace) -> tuple[str, int, int]:
    """Runs one suite in a process of its own: what it printed, and its counts."""
    command = [sys.executable, __file__, "--binaries", options.binaries, "--suite", suite]
    limit = LONG_SUITE_SECONDS if options.long else SUITE_SECONDS
    try:
        done = subprocess.run(
            command + (["--long"] if options.long else []), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=limit)
    except subprocess.TimeoutExpired as error:
        said = (error.stdout or b"").decode(errors="replace")
        return said + f"FAIL {suite}: not done after {limit} s\n", 0, 1
    match = CLOSING.search(done.stdout)
    if match is None:
        return done.stdout + f"FAIL {suite}: ended early with {done.returncode}\n", 0, 1
    return done.stdout[: match.start()], int(match[1]), int(match[2])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--suite", choices=SUITES)
    options = parser.parse_args()
    options.binaries = str(pathlib.Path(options.binaries).resolve())
    if options.suite:
        return run_here(options.suite, options)
    start, passed, failed, said = time.monotonic(), 0, 0, []
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for printed, held, broken in pool.map(lambda suite: run_apart(suite, options), SUITES):
            print(printed, end="", flush=True)
            passed, failed = passed + held, failed + broken
            said.append(printed)
    said.append(f"end to end in {time.monotonic() - start:.0f} s\n{passed} passed, {failed} failed\n")
    print(said[-1], end="")
    if options.long:
        REPORTS.mkdir(parents=True, exist_ok=True)
        (REPORTS / time.strftime("end-to-end-%Y-%m-%d-%H%M%S.txt")).write_text("".join(said))
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
