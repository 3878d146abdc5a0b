"""Procedures as data: picked up while the office runs, published by the province, amended, linked."""

import json
import pathlib
import os
import re
import shutil
import urllib.error
import urllib.request

from browser import Keyboard, chromium, sign_in, sign_in_province
from checks import equal, expect
from label_media import picture
from world import ROOT, Tool, World, answers, attempt, await_true, sample

BIRTH, DEATH, EXTRACT, LINKED_BIRTH = "1.001193", "1.000656", "2.000635", "3.000722"
FUNERAL = "1.001731"
SCREENSHOTS = ROOT / ".build/screenshots"
CODE = re.compile(r"H99\.88-\d{6}-\d{4}")
# A linked procedure needs at most this part of the keys of the one before it.
KEY_SHARE = 5


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "catalogue") as world, chromium() as context:
        share = own_share(world)
        world.found_hub()
        world.start_hub()
        world.enrol()
        world.kiosk_program = world.kiosk.serve(
            f"127.0.0.1:{world.kiosk_port}", world.folder / "logs/kiosk.log")
        world.programs.append(world.kiosk_program)
        world.kiosk_url = world.kiosk_program.await_url()
        office = Office(report, world, context, share)
        live(office)
        guide(office)
        chains(office)
        amendments(office)
        published(office)
        with report.check("the books of both sides are in order"):
            world.kiosk.run("check")
            world.hub.run("check")


def own_share(world: World) -> pathlib.Path:
    """A share folder of this run, whose Forms may be changed."""
    share = world.folder / "share"
    shutil.copytree(ROOT / "Forms", share / "Forms")
    (share / "Kiosk").symlink_to(ROOT / "Kiosk")
    os.environ["MOTCUA_SHARE"] = str(share)
    return share


class Office:
    """What the steps share: one page with hands on the keys."""

    def __init__(self, report, world: World, context, share: pathlib.Path):
        self.report, self.world, self.share = report, world, share
        self.page = context.new_page()
        self.hands = Keyboard(self.page)
        sign_in(self.page, world.kiosk_url, hands=self.hands)

    @property
    def forms(self) -> pathlib.Path:
        return self.share / "Forms"

    def open(self, path: str) -> str:
        self.page.goto(f"{self.world.kiosk_url}{path}")
        return self.page.locator("main").inner_text()

    def await_text(self, path: str, words: str) -> None:
        await_true(f"“{words}” on {path}", lambda: words in self.open(path), 30)


def live(office: Office) -> None:
    forms = office.forms
    with office.report.check("a procedure put into Forms is offered by the running office"):
        expect("Thủ tục mới thả vào" not in office.open("/procedures"), "not there before")
        target = forms / EXTRACT / "2026.9"
        shutil.copytree(forms / EXTRACT / "2026.1", target)
        procedure = json.loads((target / "procedure.json").read_text())
        procedure |= {"version": "2026.9", "effectiveFrom": "2026-11-01"}
        procedure["name"]["vi"] = "Thủ tục mới thả vào"
        (target / "procedure.json").write_text(json.dumps(procedure, ensure_ascii=False))
        office.await_text("/procedures", "Thủ tục mới thả vào")
        equal(office.world.kiosk.json("procedure", "show", EXTRACT)["version"], "2026.9",
              "the version on offer")
        shutil.rmtree(target)
        await_true("the old name again",
                   lambda: "Thủ tục mới thả vào" not in office.open("/procedures"), 30)
    with office.report.check("a broken folder is named on the office's state page, the rest works"):
        broken = forms / "1.999999" / "2026.1"
        broken.mkdir(parents=True)
        (broken / "procedure.json").write_text('{"code": "1.999999",')
        office.await_text("/sync", "1.999999/2026.1")
        notices = [line for line in office.open("/sync").splitlines() if "1.999999" in line]
        equal(len(notices), 1, "sentences about it")
        expect("không phải JSON hợp lệ" in notices[0], notices[0])
        expect("Đăng ký khai sinh" in office.open("/procedures"), "birth is still offered")
        shutil.rmtree(broken.parent)
        await_true("no word of it any more", lambda: "1.999999" not in office.open("/sync"), 30)
    with office.report.check("a form that does not compile is named and not offered"):
        xml = forms / FUNERAL / "2026.1/form.xml"
        good = xml.read_bytes()
        xml.write_bytes(good[: len(good) // 2])
        office.await_text("/sync", f"{FUNERAL}/2026.1")
        expect(f"/procedures/{FUNERAL}'" not in office.page.content(), "not offered")
        xml.write_bytes(good)
        await_true("offered again", lambda: FUNERAL in office.open("/procedures"), 30)


def guide(office: Office) -> None:
    with office.report.check("every procedure has a guide on screen and as PDF, blank forms too"):
        codes = [line["code"] for line in office.world.kiosk.json("procedure", "list")]
        for code in codes:
            text = office.open(f"/procedures/{code}")
            for words in ["Cần mang theo", "Khiếu nại, phản ánh", "Căn cứ pháp lý", "Thời hạn"]:
                expect(words in text, f"{code}: “{words}” is missing")
            for link in office.page.locator(".actions-line a").all():
                answer = office.page.request.get(
                    office.world.kiosk_url + link.get_attribute("href"))
                expect(answer.ok and answer.body().startswith(b"%PDF"),
                       f"{link.get_attribute('href')}: {answer.status}")
        expect(len(codes) >= 20, f"{len(codes)} procedures")
    with office.report.check("the command line prints the guide"):
        text = office.world.kiosk.run("procedure", "show", DEATH)
        expect("Khiếu nại lần đầu" in text and "Cần mang theo" in text, text)


def chains(office: Office) -> None:
    chain(office, BIRTH, "valid-father-on-time", LINKED_BIRTH, "valid-one-filling")
    chain(office, DEATH, "valid-son-for-father", EXTRACT, None)
    chain(office, DEATH, "valid-son-for-father", FUNERAL, None)


def chain(office: Office, first: str, story: str, second: str, other: str | None) -> None:
    """Receives `first` by keyboard, then `second` from its receipt; compares the keys pressed."""
    page, hands, world = office.page, office.hands, office.world
    with office.report.check(f"{second} after {first} needs a fifth of the keys or fewer"):
        hands.count = 0
        page.goto(f"{world.kiosk_url}/procedures/{first}")
        hands.focus_on("form.start button")
        hands.go("Enter")
        # No card is scanned here: what it would save is not counted for the first either.
        page.goto(page.url.replace("/scan", "/sections/1"))
        receive(office, {path: value for path, value in answers(first, story).items()
                         if isinstance(value, str) and path != "nyc/ngayKhai"})
        before, first_keys = CODE.search(page.url)[0], hands.count
        hands.count = 0
        hands.focus_on(f"form:has(input[value='{second}']) button")
        hands.go("Enter")
        expect("/drafts/" in page.url, f"a draft is begun: {page.url}")
        if "/sections/" in page.url:
            expect(before in page.locator("main").inner_text(), "it says where it comes from")
        typed = {"ketQua/soLuong": "2", "bhyt/noiKham": "Trạm y tế xã Pà Cò",
                 "nkt/loaiDoiTuong": "btxh", "maiTang/ngay": "2026-11-19",
                 "maiTang/noi": "Nghĩa trang xóm"}
        if other:
            typed |= {path: value for path, value in answers(second, other).items()
                      if isinstance(value, str) and path.startswith("bhyt/")}
        receive(office, typed)
        after, second_keys = CODE.search(page.url)[0], hands.count
        office.report.note(f"{first}: {first_keys} keys, {second} from it: {second_keys}")
        expect(second_keys * KEY_SHARE <= first_keys,
               f"{second_keys} keys against {first_keys} of the first")
        for code, linked in [(before, after), (after, before)]:
            expect(linked in office.open(f"/dossiers/{code}"), f"{code} names {linked}")
        kept = world.kiosk.json("dossier", "show", after)["answers"]
        expect(any("hoTen" in path for path in kept), "the name was taken over")


def receive(office: Office, wanted: dict[str, str]) -> None:
    """From a draft's page to the receipt, by keyboard; papers as the procedure asks for them."""
    page, hands = office.page, office.hands
    for _ in range(15):
        if "/sections/" not in page.url:
            break
        if page.locator("#section-form [name^='f/']").count() and office_needs(page, wanted):
            hands.section(wanted)
        else:
            hands.go("Control+Enter")
    expect(page.url.split("?")[0].endswith("/papers"), f"the papers come last: {page.url}")
    for paper in page.locator("section.component.has-error").all():
        number = paper.locator("[id^='original-']")
        field = number if number.count() else paper.locator("[id^='presented-']")
        hands.focus_on(f"#{field.get_attribute('id')}")
        if number.count():
            hands.press("Control+a")
            hands.type("1")
        else:
            hands.press("Space")
    hands.go("Control+Enter")
    expect(page.url.split("?")[0].endswith("/check"),
           f"to the last look: {page.url} {page.locator('.errors').all_inner_texts()}")
    hands.go("Control+Enter")
    expect(page.url.split("?")[0].endswith("/receipt"),
           f"accepted: {page.url} {page.locator('.errors').all_inner_texts()}")


def office_needs(page, wanted: dict[str, str]) -> bool:
    """Whether the section shown has a field that is to get another value."""
    shown = page.locator("#section-form [name^='f/']").evaluate_all(
        "all => all.map(e => [e.name.slice(2), e.type === 'radio' ? null : e.value])")
    return any(name in wanted for name, _ in shown)


def amendments(office: Office) -> None:
    world = office.world
    file = world.kiosk.data / "province.json"
    with office.report.check("the province's amendments show on the screen, in the promise and the fee"):
        file.write_text(json.dumps({
            "version": "2026.2", "province": {"vi": "Tỉnh Thử Nghiệm"}, "changes": [{
                "effectiveFrom": "2026-01-01", "basis": "Nghị quyết 15/2026/NQ-HĐND",
                "procedures": {BIRTH: {
                    "fees": {"copy": {"amount": "4321", "name": {"vi": "Bản sao theo nghị quyết"}}},
                    "term": {"value": 2, "unit": "workingDay", "rule": "R1",
                             "text": {"vi": "Hai ngày làm việc của tỉnh"}}}},
                "units": {"*": {"hotline": "1022 999"}}}]}, ensure_ascii=False))
        office.await_text(f"/procedures/{BIRTH}", "Hai ngày làm việc của tỉnh")
        text = office.open(f"/procedures/{BIRTH}")
        expect("Bản sao theo nghị quyết" in text and "1022 999" in text, text)
        promise = world.kiosk.json(
            "deadline", "--procedure", BIRTH, "--received", "2026-11-20T10:00:00+07:00")
        # Monday is the first working day, Tuesday 24/11 a day off, Wednesday the second.
        equal(promise["due"], "2026-11-25T17:00:00+07:00", "two working days after a Friday")
        received = world.receive(BIRTH, "valid-father-on-time")
        dossier = world.kiosk.json("dossier", "show", received["code"])
        equal(dossier["fee"]["total"], 4321, "the fee")
        paper = world.folder / "receipt.txt"
        world.kiosk.run("document", received["code"], "--kind", "receipt", "--format", "text",
                        "--out", paper)
        expect("1022 999" in paper.read_text(), f"the hotline on the receipt: {paper.read_text()}")
    with office.report.check("a slip in it is named in one sentence and nobody is charged by guess"):
        file.write_text(file.read_text().replace('"copy"', '"cpoy"'))
        done = attempt(world.kiosk, "dossier", "new", "--procedure", BIRTH, "--answers",
                       sample(BIRTH, "valid-father-on-time"))
        equal(done.returncode, 4, "the exit code")
        expect("no fee “cpoy”" in done.stderr and done.stderr.count("\n") == 1, done.stderr)
        office.await_text("/sync", "“cpoy”")
        expect("Hai ngày làm việc của tỉnh" in office.open(f"/procedures/{BIRTH}"),
               "the running office goes on with the last good file")
        file.unlink()
        await_true("the pack's own term",
                   lambda: "Hai ngày" not in office.open(f"/procedures/{BIRTH}"), 30)


def relabel(version: pathlib.Path, label: str) -> None:
    """Gives the question for the number of copies another label in a version's form."""
    form = version / "form.xml"
    text = form.read_text()
    for known in ["Số lượng bản sao đề nghị cấp", "Số bản theo danh mục tỉnh"]:
        text = text.replace(f">{known}<", f">{label}<")
    form.write_text(text)


def on_desk(office: Office, desk, code: str) -> str:
    """What the province's desk shows of a dossier."""
    desk.goto(f"{office.world.hub_url}/desk/dossiers")
    desk.locator("main a", has_text=code).first.click()
    desk.wait_for_load_state()
    return desk.locator("main").inner_text()


def illustrate(target: pathlib.Path) -> None:
    """Gives the first group and the first questions a picture; one more lies there that nobody names."""
    text = (target / "form.xml").read_text()
    (target / "form.xml").write_text(re.sub(
        r'(<text id="/data/[^"]*:label">\s*<value>[^<]*</value>)(?=\s*</text>)',
        r'\1<value form="image">jr://images/huong-dan.png</value>', text, count=4))
    (target / "media").mkdir()
    for name in ("huong-dan", "other"):
        (target / f"media/{name}.png").write_bytes(picture(300, 120))


def published(office: Office) -> None:
    world, folder = office.world, office.world.folder / "published"
    target = folder / EXTRACT / "2026.5"
    shutil.copytree(ROOT / f"Forms/{EXTRACT}/2026.1", target)
    procedure = json.loads((target / "procedure.json").read_text())
    procedure |= {"version": "2026.5", "effectiveFrom": "2026-11-01"}
    procedure["name"]["vi"] = "Trích lục theo danh mục tỉnh"
    procedure["components"][0]["name"]["vi"] = "Giấy uỷ quyền theo danh mục tỉnh"
    (target / "procedure.json").write_text(json.dumps(procedure, ensure_ascii=False))
    relabel(target, "Số bản theo danh mục tỉnh")
    illustrate(target)
    with office.report.check("the hub signs a catalogue; the commune fetches and offers it"):
        equal(world.hub.json("catalogue", "publish", folder, "--note", "thử")["version"], 1,
              "the first version")
        equal(world.hub.json("catalogue", "publish", folder)["version"], 1, "the same files")
        world.kiosk.run("sync", "--once")
        office.await_text("/procedures", "Trích lục theo danh mục tỉnh")
        received = world.receive(EXTRACT)
        equal(world.kiosk.json("dossier", "show", received["code"])["version"], "2026.5",
              "the version it was received under")
    with office.report.check("a picture of a label travels with the catalogue and is shown"):
        office.open(f"/procedures/{EXTRACT}")
        office.page.locator("form button", has_text=re.compile("Bắt đầu")).click()
        office.open(re.sub(r".*(/drafts/[^/]+)/.*", r"\1/sections/1", office.page.url))
        shown_picture = office.page.locator(".label-media img").first
        address = shown_picture.get_attribute("src")
        expect(address.startswith(f"/procedures/{EXTRACT}/2026.5/media/"), address)
        await_true("the picture", lambda: shown_picture.evaluate("e => e.naturalWidth") == 300, 10)
        expect(shown_picture.get_attribute("alt"), "its words")
        request = office.page.request
        for other in ("other.png", "..%2Fprocedure.json"):
            equal(request.get(f"{world.kiosk_url}{address.rpartition('/')[0]}/{other}").status, 404, other)
        equal(request.get(f"{world.kiosk_url}{address.replace('2026.5', '2026.1')}").status, 404,
              "another version")
    desk = office.page.context.new_page()
    with office.report.check("the province's desk names what only its own catalogue holds"):
        world.kiosk.run("sync", "--once")
        sign_in_province(desk, world.hub_url)
        expect("Trích lục theo danh mục tỉnh" in desk.locator("main").inner_text(), "in the list")
        text = on_desk(office, desk, received["code"])
        for words in ["Trích lục theo danh mục tỉnh", "Số bản theo danh mục tỉnh"]:
            expect(words in text, f"“{words}” is missing: {text}")
        expect("ketQua/" not in text, f"a raw path is shown: {text}")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        desk.screenshot(path=SCREENSHOTS / "vi-hub-published-dossier.png", full_page=True)
        shown = world.hub.run("dossier", "show", received["code"])
        expect("Số bản theo danh mục tỉnh" in shown, shown)
        desk.goto(received["receiptURL"])
        expect("Trích lục theo danh mục tỉnh" in desk.locator("main").inner_text(), "on tracking")
    with office.report.check("the province changes an answer by the rules of that version"):
        def change(value: str):
            path = world.file("change.json", {"ketQua/soLuong": value})
            return attempt(world.hub, "dossier", "edit", received["code"], "--answers", path)
        # The form takes 1 to 50 copies.
        refused = change("51")
        equal(refused.returncode, 2, "the exit code")
        expect("ketQua/soLuong" in refused.stderr and refused.stderr.count("\n") == 1,
               refused.stderr)
        equal(change("3").returncode, 0, "three copies")
    with office.report.check("a later catalogue takes over; what was received keeps its version"):
        procedure |= {"version": "2026.6", "effectiveFrom": "2026-11-02"}
        procedure["name"]["vi"] = "Trích lục lần hai"
        relabel(folder / EXTRACT / "2026.5", "Số bản lần hai")
        shutil.move(target, folder / EXTRACT / "2026.6")
        (folder / EXTRACT / "2026.6/procedure.json").write_text(
            json.dumps(procedure, ensure_ascii=False))
        equal(world.hub.json("catalogue", "publish", folder)["version"], 2, "the second version")
        world.kiosk.run("sync", "--once")
        office.await_text("/procedures", "Trích lục lần hai")
        dossier = world.kiosk.json("dossier", "show", received["code"])
        equal(dossier["version"], "2026.5", "its version")
        later = world.receive(EXTRACT)
        world.kiosk.run("sync", "--once")
        text = on_desk(office, desk, received["code"])
        expect("Số bản theo danh mục tỉnh" in text and "lần hai" not in text, text)
        text = on_desk(office, desk, later["code"])
        expect("Trích lục lần hai" in text and "Số bản lần hai" in text, text)
        world.kiosk.run("document", received["code"], "--kind", "receipt", "--format", "pdf",
                        "--out", world.folder / "old.pdf")
        equal([line["version"] for line in world.hub.json("catalogue", "list")], [2, 1],
              "the hub keeps both")
        expect(f"{EXTRACT}/2026.6/form.xml" in world.hub.json("catalogue", "show")["paths"],
               "what the newest holds")
    with office.report.check("a backup brings back the province's procedures, without a link"):
        kept = world.kiosk.json("dossier", "list")
        backup = world.folder / "kiosk.backup"
        world.kiosk.run("backup", backup)
        code = world.file("code.txt", world.hub.json("recover", backup)["recovery"])
        new = Tool(world.kiosk.binary, world.folder / "new-kiosk")
        new.run("restore", backup, "--recovery-file", code, "--offline")
        equal(new.json("dossier", "list"), kept, "the list with its names")
        equal(new.json("dossier", "show", received["code"])["version"], "2026.5", "its version")
        equal(new.json("procedure", "show", EXTRACT)["version"], "2026.6", "what is on offer")
        equal(new.json("check")["findings"], [], "findings")
    with office.report.check("what was published under a version is not published otherwise"):
        changed = json.loads((folder / EXTRACT / "2026.6/procedure.json").read_text())
        changed["name"]["vi"] = "Trích lục sửa lén"
        shutil.copytree(folder, world.folder / "changed")
        (world.folder / "changed" / EXTRACT / "2026.6/procedure.json").write_text(
            json.dumps(changed, ensure_ascii=False))
        done = attempt(world.hub, "catalogue", "publish", world.folder / "changed")
        equal(done.returncode, 2, "the exit code")
        expect("without a new version" in done.stderr, done.stderr)
    with office.report.check("a folder that devices could not use is not published"):
        (folder / EXTRACT / "2026.6/form.xml").write_text("<h:html")
        done = attempt(world.hub, "catalogue", "publish", folder)
        equal(done.returncode, 2, "the exit code")
        expect(f"{EXTRACT}/2026.6" in done.stderr and done.stderr.count("\n") == 1, done.stderr)
        equal(len(world.hub.json("catalogue", "list")), 2, "versions")
    with office.report.check("pieces come in ranges; what no version names is not there"):
        digest = world.hub.json("catalogue", "show")["sha256"]
        address = f"{world.hub_url}/sync/v1/catalogue/"
        request = urllib.request.Request(address + digest, headers={"Range": "bytes=2-9"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            body = answer.read()
            equal((answer.status, len(body)), (206, 8), "a range")
        for wrong, status in [("0" * 64, 404), ("x", 400)]:
            try:
                urllib.request.urlopen(address + wrong, timeout=20)
                expect(False, f"{wrong} was found")
            except urllib.error.HTTPError as error:
                equal(error.code, status, wrong)
