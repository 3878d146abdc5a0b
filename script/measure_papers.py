"""Times papers of the release build, and the A5 receipt against WeasyPrint and Chromium in one run.

    script/measure-papers [--rounds 100] [--program .build/release/motcua-measure]

Each of our papers is drawn anew from the dossier's entries with its layout file read again. The peers
get the words of our receipt as HTML on an A5 page with the same fonts and a picture of the same QR
code: one process for all rounds (WeasyPrint) and one program per page (both), as an office would call
them. Times are medians; memory is the highest of the process and, for Chromium, of its largest one.
"""

import argparse
import html
import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".build/measure-papers"
CHROMIUM = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Giấy tiếp nhận</title><style>
@page {{ size: A5; margin: 8.5mm 10.5mm 10mm 12mm }}
body {{ font: 9pt "Liberation Serif", "Noto Serif"; margin: 0; white-space: pre-wrap }}
img {{ width: 38mm; display: block }} section {{ break-after: page }}
</style>{copies}</html>"""


def ours(program: pathlib.Path, rounds: int) -> dict:
    done = subprocess.run([program, "papers", FOLDER / "office", ROOT, str(rounds)],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def page_of(receipt: pathlib.Path) -> pathlib.Path:
    """Our receipt's words, copy by copy, as the peers' source."""
    text = subprocess.run(["pdftotext", "-layout", receipt, "-"], capture_output=True, text=True,
                          check=True).stdout
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", "-x", "85", "-y", "225", "-W",
                    "165", "-H", "160", receipt, FOLDER / "qr"], check=True)
    copies = "".join(f'<section><img src="qr.png">{html.escape(copy)}</section>'
                     for copy in text.split("\f") if copy.strip())
    path = FOLDER / "receipt.html"
    path.write_text(PAGE.format(copies=copies))
    return path


def timed(rounds: int, work) -> float:
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def child_memory(command: list) -> float:
    """MiB of the largest process a command was."""
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
              "stdout=-3, stderr=-3); "
              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", script, *map(str, command)],
                          capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def peers(page: pathlib.Path, rounds: int) -> list[tuple[str, float, float]]:
    import weasyprint

    few = max(3, rounds // 10)
    inside = timed(few, lambda: weasyprint.HTML(page).write_pdf(FOLDER / "weasy.pdf"))
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    weasy = [pathlib.Path(sys.executable).with_name("weasyprint"), page, FOLDER / "weasy.pdf"]
    chrome = [*CHROMIUM, f"--print-to-pdf={FOLDER / 'chromium.pdf'}", page.as_uri()]

    def run(command: list):
        return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)

    return [("WeasyPrint, in one process", inside, here),
            ("WeasyPrint, a program per receipt", timed(few, run(weasy)), child_memory(weasy)),
            ("Chromium, a program per receipt", timed(few, run(chrome)), child_memory(chrome))]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--program", type=pathlib.Path,
                        default=ROOT / ".build/release/motcua-measure")
    asked = parser.parse_args()
    rounds = asked.rounds
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    report = ours(asked.program, rounds)
    print("| Paper | format | p50 | p95 | a second | size |\n|---|---|---|---|---|---|")
    for kind in report["kinds"]:
        print(f"| {kind['kind']} | {kind['format']} | {kind['time']['p50']:.1f} ms "
              f"| {kind['time']['p95']:.1f} ms | {kind['perSecond']:.0f} "
              f"| {kind['bytes'] / 1024:.0f} KiB |")
    print(f"\nHighest memory of the process that drew all of them: {report['peakMemory']:.0f} MiB\n")
    receipt = next(kind for kind in report["kinds"] if kind["kind"] == "receipt")
    print("| A5 receipt, both copies | p50 | highest memory |\n|---|---|---|")
    print(f"| motcua | {receipt['time']['p50']:.1f} ms | {report['peakMemory']:.0f} MiB |")
    for name, spent, memory in peers(page_of(FOLDER / "office/receipt.pdf"), rounds):
        print(f"| {name} | {spent:.0f} ms | {memory:.0f} MiB |")


if __name__ == "__main__":
    main()
