"""docs/forms.md followed word for word from an empty folder, as a new user would.

Fences of the guide: `file=PATH` is saved, `sh` is run by bash (`sh fails` must exit with 2), `text` is what
the commands before it print. Comments `<!-- test: … -->` say what the reader does by hand.
"""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess

from authoring_preview import preview
from checks import equal, expect
from office import ROOT
from world import World

GUIDE = ROOT / "docs/forms.md"
FENCE = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$|^<!-- test: (.*?) -->$", re.MULTILINE | re.DOTALL)
TRANSLATED = "≈ "


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "authoring-guide") as world:
        follow(report, Reader(world))


class Reader:
    """Somebody who does what the guide says."""

    def __init__(self, world: World):
        self.world = world
        self.folder = world.folder / "empty"
        self.folder.mkdir(parents=True)
        self.share = world.folder / "share"
        shutil.copytree(ROOT / "Forms", self.share / "Forms")
        shutil.copytree(ROOT / "Kiosk", self.share / "Kiosk")
        tools = world.folder / "bin"
        tools.mkdir()
        (tools / "motcua").symlink_to(world.kiosk.binary)
        self.environment = os.environ | {
            "PATH": f"{tools}:{ROOT / '.build/venv/bin'}:{os.environ['PATH']}",
            "MOTCUA_SHARE": str(self.share)}

    def save(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text)

    def bash(self, script: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["bash", "-e", "-c", script], cwd=self.folder, env=self.environment,
            capture_output=True, text=True, timeout=300)

    def by_hand(self, words: str) -> None:
        if match := re.fullmatch(r'replace "(.*)" by "(.*)" in (\S+)', words):
            path = self.folder / match[3]
            before = path.read_text()
            equal(before.count(match[1]), 1, f"places of “{match[1]}”")
            path.write_text(before.replace(match[1], match[2]))
        elif match := re.fullmatch(r"translate (\S+)", words):
            self.translate(self.folder / match[1])
        else:
            raise ValueError(words)

    def translate(self, path: pathlib.Path) -> None:
        with path.open(newline="") as file:
            rows = list(csv.reader(file))
        for row in rows[1:]:
            row[3] = {"pack:name": "Hmoob", "pack:translator": "UBND xã Thử"}.get(
                row[0], TRANSLATED + row[1])
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(rows)


def follow(report, reader: Reader) -> None:
    printed, count = "", 0
    section = ""
    text = GUIDE.read_text()
    for match in FENCE.finditer(text):
        kind, info, body, comment = match.groups()
        section = re.findall(r"^## (.*)$", text[: match.start()], re.MULTILINE)[-1]
        if comment:
            reader.by_hand(comment)
        elif info.startswith("file="):
            reader.save(info.removeprefix("file="), body)
        elif kind == "sh":
            with report.step(f"the guide, {section}: {body.splitlines()[0][:70]}"):
                done = reader.bash(body)
                equal(done.returncode, 2 if info == "fails" else 0,
                      f"exit; it said {done.stdout} {done.stderr}")
                printed, count = done.stdout + done.stderr, count + 1
        elif kind == "text":
            with report.check(f"the guide, {section}: what is printed"):
                equal(printed, body, "what was printed")
    with report.check("nothing of the guide was passed over"):
        expect(count >= 12, f"only {count} commands")
    afterwards(report, reader)


def afterwards(report, reader: Reader) -> None:
    world, folder = reader.world, reader.folder
    with report.check("after the guide: the new version is offered, with the pack's texts"):
        done = reader.bash("motcua procedure show 9.000001 --json")
        shown = json.loads(done.stdout)
        equal(shown["version"], "2026.2", "version")
        equal(shown["name"]["hmn"], TRANSLATED + "Mượn hội trường xã", "the name")
        equal(json.loads((folder / "shown.json").read_text())["version"], "2026.2", "shown before")
    with report.check("after the guide: samples of both versions fill as they say"):
        wrong = []
        for sample in sorted(folder.glob("9.000001/*/samples/*.json")):
            form = sample.parent.parent / "form.xml"
            done = reader.bash(f"motcua form fill {form} --answers {sample} --json")
            found = [(one["path"], one["kind"]) for one in json.loads(done.stdout)["errors"]]
            named = [(one["path"], one["kind"])
                     for one in json.loads(sample.read_text()).get("errors", [])]
            if found != named:
                wrong.append(f"{sample}: {found}")
        equal(wrong, [], "samples that fill otherwise")
    with report.check("after the guide: the form is read in the pack's language, with fallback"):
        pack = folder / "9.000001/2026.2/languages/hmn.csv"
        lines = pack.read_text().splitlines()
        kept = [line for line in lines if not line.startswith("form:/data/nyc/hoTen:label")]
        equal(len(lines) - len(kept), 1, "lines left out")
        pack.write_text("\n".join(kept) + "\n")
        with preview(world, folder / "9.000001/2026.2/form.xml") as ask:
            token = re.search(r'name="_token" value="([^"]+)"', ask("/")[1])[1]
            equal(ask("/language", {"_token": token, "language": "hmn"})[0], 303, "the language")
            page = ask("/officer/1")[1]
            expect(TRANSLATED + "Số định danh cá nhân" in page, page[-3000:])
            expect(">Họ và tên<" in page.replace("</label>", "<"), "the text without translation")
            equal(ask("/language", {"_token": token, "language": "xx"})[0], 400, "no such language")
    with report.check("after the guide: the preview looks among the author's own people"):
        with preview(world, folder / "register/form.md") as ask:
            token = re.search(r'name="_token" value="([^"]+)"', ask("/")[1])[1]
            page = ask("/officer/1", {"_token": token, "find/cuDan": "an bui", "_action": "find:cuDan"})[1]
            expect('value="take:r2:cuDan"' in page and "r1" not in page, page[-3000:])
            ask("/officer/1", {"_token": token, "find/cuDan": "0993 0100 0007", "_action": "find:cuDan"})
            page = ask("/officer/1")[1]
            expect(re.search(r'name="f/hoTen" value="Giàng Thị Thử"', page), page[-3000:])
    with report.check("after the guide: people that stand twice are named and refused"):
        people = folder / "register/samples/entities/residents.csv"
        before = people.read_text()
        people.write_text(before + "r1,Hà Thị Thử,Hà Thị Thử,099301000008\n")
        done = reader.bash("motcua form check register/form.md || exit $?")
        equal((done.returncode, done.stdout), (2, ""), "the exit")
        expect("residents.csv, row 4" in done.stderr and "r1" in done.stderr, done.stderr)
        people.write_text(before)
    with report.check("strings: what does not fit is refused and changes nothing"):
        form = folder / "9.000001/2026.2/form.xml"
        pack = folder / "9.000001/2026.2/languages/hmn.csv"
        before = pack.read_text()
        export = folder / "hmn.csv"
        text = export.read_text()
        line = next(one for one in text.splitlines() if "${" in one)
        slips = {
            "another value": text.replace(line, line.replace("≈ Phí âm thanh: ${", "≈ ${x${")),
            "an unknown key": text + "form:/data/khongCo:label,a,b,c\n",
            "no name": re.sub(r"(pack:name,.*,)Hmoob", r"\1", text),
            "no heading": text.split("\n", 1)[1], "an open quote": text + '"a',
        }
        for what, slip in slips.items():
            expect(slip != text, what)
            (folder / "slip.csv").write_text(slip)
            done = reader.bash(f"motcua form strings import {form} slip.csv --language hmn || exit $?")
            equal((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), what)
        equal(pack.read_text(), before, "the pack")
    with report.check("strings: a PO file goes the same way, and what is fuzzy is left out"):
        text = (folder / "hmn.po").read_text()
        entries = text.split("\n\n")
        for index, entry in enumerate(entries[1:], 1):
            source = re.search(r'^msgid "(.*)"$', entry, re.MULTILINE)[1]
            key = re.search(r'^msgctxt "(.*)"$', entry, re.MULTILINE)[1]
            said = {"pack:name": "Hmoob", "pack:translator": "UBND xã Thử"}.get(key, "≈ " + source)
            entry = entry.replace('msgstr ""', f'msgstr "{said}"')
            if key == "procedure:name":
                entry = "#, fuzzy\n" + entry
            entries[index] = entry
        (folder / "back.po").write_text("\n\n".join(entries))
        done = reader.bash(f"motcua form strings import {form} back.po --language hmn --json")
        said = json.loads(done.stdout)
        equal((said["translated"], said["outdated"]), (said["total"] - 1, []), "what was taken")
