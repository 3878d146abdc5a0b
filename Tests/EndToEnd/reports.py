"""A month of forty dossiers: report, index, ledger, attention list and full export against a script
that knows the export alone; the pages of reports and of what waits."""

import csv
import hashlib
import io
import json
import subprocess

import jsonschema
from axe_playwright_python.sync_playwright import Axe
from browser import Keyboard, chromium, sign_in
from checks import equal, expect
from figures import Office
from paper import pdf_text
from world import ROOT, World, attempt

MARITAL, EXTRACT, COPIES, DISABILITY = "1.004873", "2.000635", "2.000815", "1.001699"
SINGLE = "valid-single-for-marriage"
MONTH, CLOSE = "2026-12", "2026-12-31T16:00:00+07:00"
SCREENSHOTS = ROOT / ".build/screenshots"


def at(day: int, time: str = "09:00", month: int = 12) -> list[str]:
    return ["--at", f"2026-{month:02}-{day:02}T{time}:00+07:00"]


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "reports") as world:
        world.found_alone()
        with report.step("a month of forty dossiers with every outcome"):
            codes = story(world)
            equal(len(codes), 40, "dossiers")
        folder = exported(report, world)
        agree(report, world, folder)
        refusals(report, world, folder)
        with chromium() as context:
            on_screens(report, world, context)


class Story:
    """What happens to dossiers, by command, at stated times; done in the order of the times, since a
    clock that goes back is refused."""

    def __init__(self, world: World):
        self.world, self.kiosk = world, world.kiosk
        self.planned: list[tuple[str, object]] = []
        self.codes: list[str] = []

    def plan(self, when: list[str], act) -> None:
        self.planned.append((when[1], act))

    def tell(self) -> list[str]:
        for _, act in sorted(self.planned, key=lambda one: one[0]):
            act()
        return self.codes

    def new(self, when: list[str], *more: str, procedure: str = MARITAL,
            sample: str | None = SINGLE) -> list[str]:
        """A list that holds the dossier's code once it is received."""
        found: list[str] = []

        def receive():
            found.append(self.world.receive(procedure, sample, *more, *when)["code"])
            self.codes.append(found[0])

        self.plan(when, receive)
        return found

    def run(self, when: list[str], *arguments) -> None:
        """A command at a time; a list stands for the code in it."""
        self.plan(when, lambda: self.kiosk.run(
            *(one[0] if isinstance(one, list) else one for one in arguments), *when))

    def to(self, code: list[str], status: int, when: list[str], *more: str) -> None:
        self.run(when, "dossier", "status", code, "--to", str(status), "--reason", "Giấy số 7",
                 *more)

    def ask(self, code: list[str], when: list[str]) -> None:
        self.to(code, 5, when, "--set", "papers=Giấy tờ thử")


def story(world: World) -> list[str]:
    tell = Story(world)
    as_officer = ["--officer", "tiepnhan", "--password-file", str(world.office.password)]
    # Left over from November; one ends in December, one was ended before.
    old = [tell.new(at(day, month=11)) for day in (26, 27, 30)]
    tell.to(old[0], 9, at(30, "10:00", month=11))
    tell.to(old[1], 9, at(1))
    # In time and early, at the counter, online and by post.
    for number, channel in enumerate(("direct", "online", "direct", "post", "online", "direct")):
        code = tell.new(at(2 + number // 3, f"{10 + number}:15"), "--channel", channel)
        tell.to(code, 9, at(4 + number // 3, f"1{number}:30"))
        if number % 2:
            tell.to(code, 10, at(8, f"14:0{number}"), "--set", "takenBy=Giàng Thị Thử")
    # Sharp, and one minute late.
    for time in ("17:00", "17:01"):
        tell.to(tell.new(at(7)), 9, at(10, time))
    # Same day, before and after three o'clock; copies that lie.
    for time in ("14:59", "15:01"):
        tell.to(tell.new(at(8, time), procedure=EXTRACT, sample=None), 9, at(9, "08:00"))
    for minute in range(4):
        tell.new(at(9, f"10:0{minute}"), procedure=COPIES, sample="valid-one-page")
    # Pauses: one request, two requests, one that waits too long, one for a payment.
    once, twice, waits, fee = (tell.new(at(10)) for _ in range(4))
    for code in (once, twice, waits):
        tell.ask(code, at(10, "15:00"))
    tell.to(fee, 6, at(10, "15:30"))
    for code in (once, twice):
        tell.to(code, 4, at(14, "08:30"))
    tell.ask(twice, at(14, "10:00"))
    tell.to(twice, 4, at(15, "10:00"))
    for code in (once, twice):
        tell.to(code, 9, at(16, "08:00"))
    # Not taken in, taken in later, withdrawn, stopped, corrected.
    tell.new(at(11), "--refuse", "Không thuộc thẩm quyền", "--signer", "Hà Văn Nghiệm")
    later = tell.new(at(11), "--complete", "Thiếu giấy tờ", "--missing", "Giấy chứng tử")
    tell.to(later, 2, at(14, "09:30"))
    tell.to(tell.new(at(11)), 7, at(14), "--set", "identityCheck=Có")
    never = tell.new(at(11), "--complete", "Thiếu", "--missing", "Đơn")
    tell.to(never, 7, at(15), "--set", "identityCheck=Có")
    tell.to(tell.new(at(11)), 8, at(14), "--set", "legalBasis=NĐ 118/2025")
    wrong = tell.new(at(14))
    tell.to(wrong, 9, at(15))
    tell.to(wrong, 4, at(16), "--correct", "--set", "signer=Hà Văn Nghiệm")
    tell.to(wrong, 9, at(21))
    # Promises moved in time and after they were broken.
    for day, late in ((17, []), (18, ["--late"])):
        code = tell.new(at(14))
        tell.run(at(day, "16:00"), "dossier", "extend", code, "--due", "2026-12-24", "--reason",
                 "Chờ xác minh", *late)
        tell.to(code, 9, at(22))
    # Open at the end: overdue, due on the last day, after it, far away.
    for day in (15, 18, 21, 24, 25, 28, 30):
        tell.new(at(day, "10:00"))
    # One paper scanned, others on paper only.
    scan = world.file("don.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    tell.new(at(29), "--file", f"giayToYTe={scan}", procedure=DISABILITY, sample=None)
    # An officer's day with money of every kind.
    paid = [tell.new(at(21, f"{10 + number}:30"), *as_officer) for number in range(3)]
    money(tell, paid, as_officer)
    return tell.tell()


def money(tell: Story, paid: list[list[str]], as_officer: list[str]) -> None:
    kiosk, first, second, third = tell.kiosk, *paid

    def claim(code: list[str]) -> str:
        return kiosk.json("payment", "show", code[0])["payments"][-1]["entry"]

    tell.run(at(22, "08:00"), "cash", "open", "100000", *as_officer)
    tell.run(at(22, "09:10"), "cash", "take", first, *as_officer)
    tell.run(at(22, "10:00"), "cash", "take", second, *as_officer)
    tell.plan(at(22, "10:30"), lambda: kiosk.run(
        "payment", "void", second[0], claim(second), "--reason", "Nhầm", *as_officer,
        *at(22, "10:30")))
    for code, reference in ((second, "FT100"), (third, "FT200")):
        tell.run(at(22, "11:00"), "payment", "take", code, "--transfer", reference, *as_officer)
    tell.run(at(22, "16:00"), "cash", "deposit", "15000", "--to", "Kho bạc", *as_officer)
    tell.run(at(22, "16:30"), "cash", "count", "50000=2", *as_officer)
    tell.run(at(22, "16:40"), "cash", "close", *as_officer)
    tell.run(at(23, "08:00"), "cash", "open", "20000", *as_officer)
    tell.plan(at(23, "09:00"), lambda: kiosk.run(
        "payment", "confirm", third[0], claim(third), "--against", "statement", *at(23, "09:00")))


def exported(report, world: World):
    folder = world.folder / "export"
    with report.step("everything leaves in open formats, with digests that hold"):
        said = world.kiosk.run("export", folder, "--at", CLOSE)
        expect("Giàng" not in said, f"personal data on standard output: {said}")
        manifest = json.loads((folder / "manifest.json").read_text())
        for one in manifest["files"]:
            data = (folder / one["path"]).read_bytes()
            equal((len(data), hashlib.sha256(data).hexdigest()), (one["bytes"], one["sha256"]),
                  one["path"])
        equal(folder.stat().st_mode & 0o777, 0o700, "who may read it")
        kinds = [json.loads(line)["kind"] for line in (folder / "entries.jsonl").open()]
        equal(kinds.count("office.exported"), 1, "the export on record")
    with report.check("the definitions of the index keep to their schema"):
        schema = json.loads((ROOT / "Forms/index.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(
            json.loads((ROOT / "Forms/index.json").read_text()))
    return folder


def agree(report, world: World, folder) -> None:
    kiosk, office = world.kiosk, Office(folder, CLOSE)
    with report.check("the monthly report is what the script makes of the export"):
        shown = kiosk.json("report", "month", MONTH, "--at", CLOSE)
        own = office.month(MONTH)
        for member in own:
            equal(shown[member], own[member], member)
        total = own["total"]
        equal(sum(total["received"].values()) + total["carried"],
              sum(total["ended"].values()) + total["withdrawn"] + total["openInTime"]
              + total["openOverdue"], "what came in and what became of it")
        expect(min(total["ended"]["early"], total["ended"]["onTime"], total["withdrawn"],
                   total["refused"], total["carried"], total["openInTime"], total["openOverdue"],
                   *total["lateness"].values(), *total["received"].values(),
                   total["digitised"], total["papers"] - total["digitised"]) > 0,
               f"an outcome that did not occur: {total}")
        report.note(json.dumps(total))
    with report.check("the month before agrees too"):
        before = "2026-11"
        shown, own = kiosk.json("report", "month", before, "--at", CLOSE), office.month(before)
        for member in own:
            equal(shown[member], own[member], member)
    with report.check("the index alone, over both months"):
        months = kiosk.json("report", "index", before, "--to", MONTH, "--at", CLOSE)
        equal([one["index"] for one in months],
              [office.month(one["month"])["index"] for one in months], "the index")
    with report.check("what waits is what the script finds, day by day"):
        for day in (11, 17, 25, 28, 31):
            now = at(day, "08:00")
            shown = [{key: one[key] for key in ("reason", "code", "due", "since", "days")}
                     for one in kiosk.json("attention", *now) if one["reason"] != "disputed"]
            if day == 31:
                equal(shown, Office(folder, now[1]).attention(), "what waits")
                equal({one["reason"] for one in shown},
                      {"overdue", "dueToday", "dueSoon", "supplementWaiting"}, "why it waits")
    with report.check("the ledger's rows and cells are the script's"):
        out = world.folder / "ledger.csv"
        kiosk.run("report", "ledger", "--from", "2026-12-01", "--to", "2026-12-31", "--format",
                  "csv", "--out", out, "--at", CLOSE)
        rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
        equal(rows, office.ledger("2026-12-01", "2026-12-31"), "the ledger")
        equal(len(rows), 37, "rows")
    with report.check("promised dates are the ones of another calendar reading"):
        equal(office.promises(), {}, "promises")
    with report.check("the cash book's sums by hand"):
        cash = office.month(MONTH)["cash"]
        equal((cash["opening"], cash["fees"], cash["voids"], cash["deposits"], cash["balance"]),
              (120_000, 30_000, -15_000, -15_000, 120_000), "the drawers")
        equal((cash["openDrawers"], cash["transfers"]), (1, 30_000), "the rest")
    papers(report, world)


def papers(report, world: World) -> None:
    kiosk = world.kiosk
    with report.check("report, ledger and hand-over list are drawn"):
        wanted = [
            ("month", ["month", MONTH], ["Tháng 12 năm 2026", "Tổng cộng", "NHẬN GIẢI QUYẾT"]),
            ("ledger", ["ledger", "--from", "2026-12-01", "--to", "2026-12-31"],
             ["SỔ THEO DÕI HỒ SƠ", "H99.88-261230-"]),
            ("handover", ["handover", "--day", "2026-12-16"],
             ["PHIẾU BÀN GIAO KẾT QUẢ", "Số hồ sơ: 2"])]
        for name, arguments, words in wanted:
            out = world.folder / f"{name}.pdf"
            kiosk.run("report", *arguments, "--out", out, "--at", CLOSE)
            text = " ".join(pdf_text(out).split())
            for word in words:
                expect(word in text, f"{name} has no “{word}”: {text[:400]}")
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            subprocess.run(["pdftoppm", "-r", "70", "-png", "-f", "1", "-l", "1", out,
                            SCREENSHOTS / f"report-{name}"], check=True)


def refusals(report, world: World, folder) -> None:
    as_officer = ["--officer", "tiepnhan", "--password-file", world.office.password]
    bad = [
        (2, "report", "month", "2026-13"), (2, "report", "month", "2027-03", "--at", CLOSE),
        (2, "report", "month", MONTH, "--format", "docx", "--out", world.folder / "x"),
        (4, "report", "month", MONTH, *as_officer), (4, "export", world.folder / "y", *as_officer),
        (2, "export", folder), (2, "export", world.folder / "not/there"),
        (2, "dossier", "new", "--procedure", MARITAL, "--answers", "/dev/null", "--channel", "fax"),
    ]
    before = world.kiosk.json("report", "index", MONTH, "--at", CLOSE)
    for expected, *arguments in bad:
        with report.check("refused: " + " ".join(map(str, arguments[:4]))):
            done = attempt(world.kiosk, *arguments)
            equal(done.returncode, expected, done.stderr)
            equal(len(done.stderr.strip().splitlines()), 1, f"sentences: {done.stderr}")
    with report.check("nothing was left and nothing counted by what was refused"):
        expect(not (world.folder / "y").exists(), "a refused export")
        equal(world.kiosk.json("report", "index", MONTH, "--at", CLOSE), before, "the index")


def on_screens(report, world: World, context) -> None:
    page = context.new_page()
    hands = Keyboard(page)
    world.serve()
    with report.step("a head of unit opens report and list by their keys"):
        sign_in(page, world.kiosk_url, "lanhdao", hands=hands)
        hands.go("r")
        expect(page.url.endswith("/reports"), page.url)
        page.goto(f"{world.kiosk_url}/reports/2026-11")
        text = page.inner_text("main")
        expect("Tháng 11 năm 2026" in text and "2.1" in text, text)
        hands.go("9")
        expect(page.url.endswith("/attention"), page.url)
    with report.check("a month on its page, as pictures, in both languages and sizes"):
        for language in ("en", "vi"):
            page.goto(f"{world.kiosk_url}/reports/2026-11")
            page.locator(f"button[name=language][value={language}]").click()
            page.wait_for_load_state("load")
            for width, height in ((1366, 768), (1080, 1920)):
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{world.kiosk_url}/reports/2026-11")
                page.screenshot(path=SCREENSHOTS / f"{language}-{width}-reports-month.png",
                                full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                expect(wide <= 0, f"at {width}: {wide} px stick out")
                equal(Axe().run(page).response["violations"], [], "axe")
            expect("{{" not in page.content(), "a template was left unfilled")
    with report.check("the downloads are PDF and CSV"):
        for path, kind in (("/reports/2026-11/pdf", "application/pdf"),
                           ("/reports/2026-11/csv", "text/csv")):
            answer = context.request.get(world.kiosk_url + path)
            equal((answer.status, answer.headers["content-type"].split(";")[0]), (200, kind), path)
