"""Bad input on the command line: one sentence, exit 2, 3 or 4, and nothing changed."""

import json
import sqlite3

import bad_messages
import bad_requests
from checks import equal, expect
from world import ROOT, World, answers, attempt, sample

BIRTH, MARITAL, COPIES = "1.001193", "1.004873", "2.000815"
MEGABYTE = 1024 * 1024
REFUSALS = (2, 3, 4)
LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]><x>&c;&d;</x>"""


class Books:
    """What must not change: the dossiers listed and the heads in the journal."""

    def __init__(self, world: World):
        self.world = world

    def read(self):
        with sqlite3.connect(f"file:{self.world.kiosk.data}/motcua.sqlite?mode=ro",
                             uri=True) as database:
            counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                      for table in ("entry", "summary", "file", "setting")]
        files = sorted(path.name for path in (self.world.kiosk.data / "files").glob("*"))
        return counts, self.world.list_codes(), files


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "bad-input") as world:
        with report.step("a commune with one dossier"):
            world.found_hub()
            world.start_hub()
            world.enrol()
            code = world.receive(MARITAL)["code"]
            world.kiosk.run("sync", "--once")
        books = Books(world)
        for words, arguments, codes in commands(world, code):
            refused(report, books, words, arguments, codes)
        bad_requests.run(report, world, books, code)
        bad_messages.run(report, world)
        with report.check("after all of it both books are sound"):
            world.kiosk.run("check", "--rebuild")
            world.hub.run("check")
    clocks(report, binaries)


def refused(report, books: Books, words: str, arguments: list, codes=REFUSALS) -> None:
    with report.check(words):
        before = books.read()
        done = attempt(books.world.kiosk, *arguments)
        complaint = done.stderr.strip()
        expect(done.returncode in codes, f"exit {done.returncode}: {complaint or done.stdout}")
        equal(len(complaint.splitlines()), 1, f"sentences: {complaint[:500]}")
        expect(len(complaint) < 1000, f"a short sentence: {complaint[:300]}")
        equal(done.stdout, "", "standard output")
        equal(books.read(), before, "the books")


def commands(world: World, code: str):
    """What is wrong, the command line, the exit codes that fit."""
    good = answers(BIRTH, "valid-father-on-time")
    new = ["dossier", "new", "--procedure", BIRTH, "--answers"]
    yield from ((words, [*new, world.file(f"bad-{number}.json", content)], (2, 4))
                for number, (words, content) in enumerate(bad_answers(good)))
    yield "answers that are not there", [*new, world.folder / "nowhere.json"], (2, 3)
    birth = sample(BIRTH, "valid-father-on-time")
    yield ("an unknown procedure", ["dossier", "new", "--procedure", "9.999999", "--answers",
                                    birth], (2, 3))
    yield "an unknown procedure shown", ["procedure", "show", "9.999999"], (3,)
    yield from ((words, [*new, birth, "--file", offer], (2, 3)) for words, offer
                in bad_files(world))
    form = ROOT / f"Forms/{BIRTH}/2026.1/form.xml"
    for words, text in (("malformed XML", "<h:html><a></h:html>"), ("no form", "<x/>"),
                        ("entities in XML", LAUGHS), ("empty XML", ""),
                        ("a form cut short", form.read_text()[:5000])):
        yield f"{words} as a form", ["form", "check", world.file("bad.xml", text)], (2,)
    yield "a bad expression", ["form", "eval", form, "1 +"], (2,)
    yield "a code nobody has", ["dossier", "show", "H99.88-261121-9999"], (3,)
    yield "a code with a path in it", ["dossier", "show", "../../etc/passwd"], (2, 3)
    status = ["dossier", "status", code, "--to"]
    yield "a status that is none", [*status, "11"], (2,)
    yield "a status that is no number", [*status, "chín"], (2,)
    yield "a transition the life cycle forbids", [*status, "10"], (4,)
    yield "a transition without its data", [*status, "5"], (2,)
    yield "data no transition knows", [*status, "4", "--set", "mauSac=xanh"], (2,)
    yield "a reason of 10 000 letters", [*status, "4", "--reason", "x" * 10_000], (2,)
    yield ("a change of a field that does not exist",
           ["dossier", "edit", code, "--answers", world.file("c.json", {"nyc/khongCo": "1"})], (2,))
    yield ("a change to a wrong value",
           ["dossier", "edit", code, "--answers", world.file("d.json", {"nyc/dienThoai": "12"})],
           (2, 4))
    for words, text in (("nonsense", "xin chào"), ("an empty text", ""),
                        ("a receipt of 10 000 letters", "a" * 10_000)):
        yield f"{words} as a receipt", ["receipt", "verify", text], (2, 4)
    document = ["document", code, "--out", world.folder / "o", "--kind"]
    yield "a document of no kind", [*document, "98", "--format", "pdf"], (2,)
    yield "a format that is none", [*document, "receipt", "--format", "docx"], (2,)
    yield ("a place that cannot be written",
           ["document", code, "--kind", "receipt", "--format", "pdf", "--out",
            world.folder / "no/such/folder/o.pdf"], (2,))
    yield "an office in a folder that is one", ["init", "--standalone", "--unit",
                                                world.folder / "unit.json"], (4,)
    yield "a second enrolment with a wrong code", ["enrol", "--hub", world.link_url, "--code",
                                                   "NOSUCHCODE"], (2, 3, 4)
    yield ("a wrong password", ["dossier", "list", "--officer", "tiepnhan", "--password-file",
                                world.file("wrong", "sai-mat-khau\n")], (4,))
    yield ("a role that is none", ["officer", "add", "moi", "--full-name", "Mới", "--role", "vua",
                                   "--password-file", world.office.password], (2,))
    yield ("a name that is taken", ["officer", "add", "tiepnhan", "--full-name", "Lò Thị", "--role",
                                    "specialist", "--password-file", world.office.password], (4,))
    yield ("an act the role forbids", ["officer", "disable", "lanhdao", "--officer", "tiepnhan",
                                       "--password-file", world.office.password], (4,))
    yield "a conflict that is none", ["conflict", "resolve", code, "nyc/hoTen", "--value", "x"], (
        2, 3, 4)
    yield "a time that is none", ["deadline", "--procedure", BIRTH, "--received", "hôm nay"], (2,)
    yield "an option that is none", ["dossier", "list", "--mau", "xanh"], (2,)
    yield "a command that is none", ["ho-so"], (2,)
    yield "an address that is none", ["serve", "--listen", "nowhere"], (2,)


def bad_answers(good: dict):
    yield "JSON cut short", json.dumps(good)[:100]
    yield "JSON that is a list", "[1, 2]"
    yield "JSON that is null", "null"
    yield "JSON with a name twice", '{"nyc/hoTen": "A", "nyc/hoTen": "B"}'
    yield "JSON with a hundred thousand brackets", '{"nyc/hoTen":' + "[" * 100_000
    yield "an empty file", ""
    yield "invalid UTF-8", b'{"nyc/hoTen": "\xff\xfe"}'
    yield "half a surrogate pair", b'{"nyc/hoTen": "\\ud800"}'
    yield "a NUL in an answer", good | {"nyc/hoTen": "Bùi\u0000An"}
    yield "a control character in an answer", good | {"nyc/hoTen": "Bùi\u0007An"}
    yield "a field that does not exist", good | {"nks/mauMat": "nâu"}
    yield "a path that leads elsewhere", good | {"../../etc/passwd": "x"}
    yield "a group with a value", good | {"nyc": "Bùi Văn An"}
    yield "an object for a text", good | {"nyc/hoTen": {"ho": "Bùi"}}
    yield "rows for a text", good | {"nyc/hoTen": [{"a": "b"}]}
    yield "a word for a date", good | {"nks/ngaySinh": "hôm qua"}
    yield "a date that is none", good | {"nks/ngaySinh": "2026-02-30"}
    yield "a word for a number", good | {"ketQua/soLuongBanSao": "ba"}
    yield "a choice that is none", good | {"nks/gioiTinh": "khong_ro"}
    yield "10 MB of text", good | {"nks/queQuan": "Pà Cò " * (10 * MEGABYTE // 8)}
    yield "a name with digits", good | {"nks/hoTen": "Bùi 2 Thử"}
    yield "required answers left out", {"nyc/hoTen": "Bùi Văn An"}


def bad_files(world: World):
    pdf = b"%PDF-1.4\n"
    yield "a component that is none", f"khongCo={world.file('ok.pdf', pdf)}"
    yield "a program that calls itself a PDF", (
        f"giayChungSinh={world.file('x.pdf', bytes([0x7F]) + b'ELF' + bytes(100))}")
    yield "a page of HTML as a file", f"giayChungSinh={world.file('x.html', '<html></html>')}"
    yield "an empty file as a paper", f"giayChungSinh={world.file('empty.pdf', b'')}"
    yield "a file of 7 MB", f"giayChungSinh={world.file('big.pdf', pdf + bytes(7 * MEGABYTE))}"
    yield "a file name with a line break", (
        "giayChungSinh=" + str(world.file("a\nb.pdf", pdf)))
    yield "a file name that hides its end", (
        "giayChungSinh=" + str(world.file("a\u202efdp.exe", pdf)))
    yield "a file name with a backslash", "giayChungSinh=" + str(world.file("..\\x.pdf", pdf))
    yield "a file that is not there", "giayChungSinh=/nowhere/x.pdf"
    yield "a folder as a file", f"giayChungSinh={world.folder}"
    yield "a file without a component", str(world.file("ok.pdf", pdf))


def clocks(report, binaries: str) -> None:
    with World(binaries, "clocks") as world:
        with report.step("a fresh demo unit"):
            world.found_alone(officers=False)
        books = Books(world)
        new = ["dossier", "new", "--procedure", BIRTH, "--answers",
               sample(BIRTH, "valid-father-on-time"), "--at"]
        for words, time in (("a clock in 1970", "1970-01-01T08:00:00+07:00"),
                            ("a clock in 2099", "2099-01-01T08:00:00+07:00"),
                            ("a form no longer in force", "2027-03-02T08:00:00+07:00"),
                            ("a form not yet in force", "2025-06-02T08:00:00+07:00")):
            refused(report, books, f"{words} at acceptance", [*new, time], (3, 4))
        refused(report, books, "--at that is no time", [*new, "trưa nay"], (2,))
        with report.check("--at works only in a unit marked as demo"):
            unit = json.loads((world.folder / "unit.json").read_text()) | {"demo": False}
            world.kiosk.data = world.folder / "real"
            world.kiosk.run("init", "--standalone", "--unit", world.file("real.json", unit))
            done = attempt(world.kiosk, *new, "2026-11-20T10:00:00+07:00")
            equal(done.returncode, 4, done.stderr)
        with report.check("a clock set back after work must be confirmed"):
            world.kiosk.data = world.folder / "kiosk"
            world.receive(BIRTH, "valid-father-on-time")
            done = attempt(world.kiosk, *new, "2026-11-20T08:00:00+07:00")
            equal(done.returncode, 4, done.stderr)
            equal(len(world.list_codes()), 1, "dossiers")
