"""axe on every page, in both languages and on both screens; the flow without scripts."""

import datetime
import re
import socket

from axe_playwright_python.sync_playwright import Axe
from browser import CARD, chromium, shown, sign_in_province
from checks import equal, expect
from office import Failed, await_true
from paper import pdf_text
from world import PASSWORD, RECEIVED, ROOT, World, answers

BIRTH, MARITAL, COPIES = "1.001193", "1.004873", "2.000815"
SCREENSHOTS = ROOT / ".build/screenshots"
SCREENS = {"1366x768": (1366, 768), "1080x1920": (1080, 1920)}
# Words of one language that have no place on a page of the other.
VIETNAMESE = re.compile(r"Đăng nhập|Tiếp tục|Hồ sơ nhận|Hẹn trả|Giấy tờ phải nộp|Lịch sử")


def run(report, binaries: str, long: bool) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for old in SCREENSHOTS.glob("*.png"):
        old.unlink()
    with World(binaries, "accessibility") as world:
        with report.step("an office with a day's dossiers in every state"):
            scene = Scene(world)
        for screen, (width, height) in SCREENS.items():
            for language in ("vi", "en"):
                with chromium(viewport={"width": width, "height": height}) as context:
                    kiosk_pages(report, scene, context, f"{language}-{screen}", language)
                    hub_pages(report, scene, context, f"{language}-{screen}", language)
        without_scripts(report, world)
        papers(report, scene)


class Scene:
    """An office whose pages all have something to show."""

    def __init__(self, world: World):
        self.world, kiosk = world, world.kiosk
        # Everything that waits waits too long, and the province gives receipt numbers.
        world.office.unit_more = {
            "attention": {"dueSoonWorkingDays": 60, "supplementDays": 0, "slipDays": 0,
                          "unsentDays": 0},
            "receiptSeries": {"form": "01BLP2-001", "series": "AA-26T",
                              "ranges": [{"device": 1, "first": 1, "last": 50}]}}
        world.found_hub()
        world.start_hub()
        world.enrol()
        long_ago = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=20)
        kiosk.run("clock", "confirm", "--at", long_ago.isoformat(timespec="seconds"))
        answers_then = answers(MARITAL)
        del answers_then["nyc/ngayKhai"]
        world.receive(MARITAL, answers_then, "--at", long_ago.isoformat(timespec="seconds"))
        kiosk.run("clock", "confirm")
        births = [world.receive(BIRTH)["code"] for _ in range(3)]
        self.open, self.asked, self.done = births
        self.receipt_url = world.receive(MARITAL)["receiptURL"]
        self.copies = world.receive(COPIES)["code"]
        kiosk.run("dossier", "certify", self.copies)
        kiosk.run("dossier", "status", self.asked, "--to", "5", "--reason", "Thiếu giấy tờ",
                  "--set", "papers=Giấy chứng sinh")
        kiosk.run("dossier", "status", self.done, "--to", "9", "--reason", "Đã đăng ký",
                  "--set", "result=Giấy khai sinh")
        self.paid = world.receive(MARITAL)["code"]
        claim = kiosk.json("cash", "take", self.paid)["payments"][0]["entry"]
        kiosk.run("payment", "receipt", self.paid, claim)
        kiosk.run("payment", "spoil", "2", "--reason", "Viết sai")
        kiosk.run("slip", "print", "--count", "2", "--out", world.folder / "slips.pdf")
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            kiosk.run("printer", "add", "slips", f"socket://127.0.0.1:{nobody.getsockname()[1]}",
                      "--paper", "mm80")
        kiosk.run("printer", "print", "slips", self.paid)
        kiosk.run("sync", "--once")
        for tool, phone in ((kiosk, "0912000111"), (world.hub, "0912000222")):
            tool.run("dossier", "edit", self.open, "--answers",
                     world.file("phone.json", {"nyc/dienThoai": phone}))
        kiosk.run("sync", "--once")
        world.link.cut()
        self.pending_url = world.receive(BIRTH)["receiptURL"]
        world.serve()


def look(report, page, name: str) -> None:
    """One page: no violation of axe's rules, and a picture for people."""
    with report.check(f"axe finds nothing on {name}"):
        page.wait_for_load_state("load")
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        equal([f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:3]}"
               for one in found], [], "violations")
        expect("{{" not in page.content(), "a template was left unfilled")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        expect(wide <= 0, f"{wide} px stick out at the side")


def kiosk_pages(report, scene: Scene, context, place: str, language: str) -> None:
    world, page = scene.world, context.new_page()
    base = world.kiosk_url
    page.set_default_timeout(20_000)
    page.goto(f"{base}/sign-in")
    switch(page, language)
    look(report, page, f"{place}-sign-in")
    page.locator("#name").fill("tiepnhan")
    page.locator("#password").fill("sai-mat-khau")
    page.locator("main form button").click()
    look(report, page, f"{place}-sign-in-wrong")
    page.locator("#name").fill("lanhdao")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/today")
    menu(report, page, place)
    if language == "en":
        with report.check(f"no Vietnamese of ours on the English pages, {place}"):
            text = page.locator("body").inner_text()
            expect(not VIETNAMESE.search(text), f"{VIETNAMESE.search(text)} in {text[:800]}")
    page.goto(f"{base}/procedures/{BIRTH}")
    page.locator("form.start button").click()
    draft = page.url.removesuffix("/scan")
    page.locator("#card").fill(CARD)
    page.locator("#card").press("Enter")
    page.locator("form[action$='/scan/apply']").wait_for()
    look(report, page, f"{place}-scan-preview")
    page.locator("form[action$='/scan/apply'] button").click()
    for path, name in draft_pages(draft):
        page.goto(path)
        look(report, page, f"{place}-{name}")
    page.locator("[data-continue]").first.click()
    for path, name in office_pages(scene):
        page.goto(base + path)
        if page.locator("input[name='reason'][type=radio]").count() and "status" not in path:
            look(report, page, f"{place}-reason-{name}")
            page.locator("form[action$='/view'] .button").click()
        look(report, page, f"{place}-{name}")
        if path == "/attention":
            with report.check(f"each reason to wait has its group, {place}"):
                found = set(page.locator("section.group").evaluate_all(
                    "e => e.map(one => one.className.split('group-')[1])"))
                equal({"overdue", "supplementWaiting", "disputed", "slipUnbooked", "unsent"} - found,
                      set(), f"missing among {found}")
    page.goto(f"{base}/slips")
    page.locator("#slip").fill("H99.88-000000-0000")
    page.locator("form[action='/slips/book'] .button").click()
    page.locator(".errors").wait_for()
    look(report, page, f"{place}-slips-wrong")
    page.goto(f"{base}/dossiers")
    page.locator("#text").fill("thử")
    page.locator("#text").press("Enter")
    look(report, page, f"{place}-search-found")
    page.goto(f"{base}/copies")
    page.locator("form[data-fee] [data-continue]").click()
    page.locator(".errors").wait_for()
    look(report, page, f"{place}-copies-wrong")
    page.goto(draft + "/check")
    page.locator("details.discard summary").click()
    page.locator("details.discard button").click()
    page.wait_for_url("**/today")


def menu(report, page, place: str) -> None:
    """A head of unit has all of it; on an office's screen it is one line."""
    with report.check(f"every page of the menu has its key, and “more” opens by its own, {place}"):
        high = page.locator(".menu").evaluate("e => e.offsetHeight")
        if page.viewport_size["width"] >= 1280:
            expect(high < 60, f"the menu is {high} px high")
        keys = page.locator(".menu [data-key]").evaluate_all("e => e.map(one => one.dataset.key)")
        equal(len(keys), len(set(keys)), f"keys {keys}")
        page.keyboard.press("Alt+m")
        inside = page.locator(".more-places li a")
        inside.first.wait_for()
        # The page's own rules forbid what `wait_for_function` does when it has to look twice.
        await_true("the first place inside in focus", lambda: page.evaluate(
            "document.activeElement.matches('.more-places li a')"))
    look(report, page, f"{place}-menu")
    with report.check(f"“more” closes again, and a key inside it works while it is closed, {place}"):
        page.keyboard.press("Escape")
        expect(not inside.first.is_visible(), "still open")
        for key in ("l", "0"):
            with page.expect_navigation():
                page.keyboard.press(f"Alt+{key}")
        expect(page.url.endswith("/printing"), page.url)


def draft_pages(draft: str):
    yield f"{draft}/scan", "scan"
    for number in range(1, 8):
        yield f"{draft}/sections/{number}", f"section-{number}"
    yield f"{draft}/sections/2?check=1", "section-2-wrong"
    yield f"{draft}/check", "check"
    yield f"{draft}/papers", "papers"
    for act in ("handing", "complete", "refuse"):
        yield f"{draft}/acts/{act}", f"draft-{act}"


def office_pages(scene: Scene):
    yield "/today", "today"
    yield "/stick", "stick"
    yield "/procedures", "procedures"
    yield f"/procedures/{BIRTH}", "procedure"
    yield f"/dossiers/{scene.open}", "dossier"
    yield f"/dossiers/{scene.open}/receipt", "receipt"
    yield f"/dossiers/{scene.open}/history", "history"
    yield f"/dossiers/{scene.open}/status/5", "status-5"
    yield f"/dossiers/{scene.open}/acts/pass", "act-pass"
    yield f"/dossiers/{scene.open}/acts/delivery", "act-delivery"
    yield f"/dossiers/{scene.open}/entry", "entry"
    yield f"/dossiers/{scene.paid}/payment", "payment"
    yield f"/dossiers/{scene.paid}/telling", "telling"
    yield "/work", "work"
    yield f"/dossiers/{scene.asked}", "dossier-asked"
    yield f"/dossiers/{scene.done}", "dossier-done"
    yield f"/dossiers/{scene.done}/hand-over", "hand-over"
    yield f"/copies/{scene.copies}", "copies-done"
    yield "/copies", "copies"
    yield "/dossiers", "search"
    yield "/attention", "attention"
    yield "/disputes", "disputes"
    yield "/calls", "calls"
    yield "/cash", "cash"
    yield "/receipt-numbers", "receipt-numbers"
    yield "/slips", "slips"
    yield "/printing", "printing"
    yield "/reports", "reports"
    yield "/sync", "sync"
    yield "/clock", "clock"
    yield "/khong-co", "error"


def hub_pages(report, scene: Scene, context, place: str, language: str) -> None:
    world, page = scene.world, context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{world.hub_url}/desk/sign-in?lang={language}")
    look(report, page, f"{place}-hub-sign-in")
    sign_in_province(page, world.hub_url)
    look(report, page, f"{place}-hub-dossiers")
    page.get_by_role("link", name=scene.open).click()
    look(report, page, f"{place}-hub-dossier")
    page.goto(f"{world.hub_url}/desk/conflicts")
    page.get_by_role("link", name=scene.open).click()
    look(report, page, f"{place}-hub-conflict")
    for path, name in (("/desk/conflicts", "conflicts"), ("/desk/devices", "devices"),
                       ("/t", "lookup"), ("/khong-co", "error")):
        page.goto(world.hub_url + path)
        look(report, page, f"{place}-hub-{name}")
    for address, name in ((scene.receipt_url, "tracking"), (scene.pending_url, "pending"),
                          (scene.receipt_url[:-5], "unknown")):
        page.goto(address)
        look(report, page, f"{place}-hub-{name}")


def switch(page, language: str) -> None:
    """Chooses the language with the button every page has."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=language][value={language}]").click()
        page.wait_for_load_state("load")
    equal(page.locator("html").get_attribute("lang"), language, "the page's language")


def without_scripts(report, world: World) -> None:
    wanted = answers(MARITAL, "valid-single-for-marriage")
    with report.check("with scripts off a dossier is filled, checked and accepted"), \
            chromium(java_script_enabled=False) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{world.kiosk_url}/sign-in")
        page.locator("#name").fill("tiepnhan")
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/today")
        page.goto(f"{world.kiosk_url}/procedures/{MARITAL}")
        page.locator("form.start button").click()
        page.goto(page.url.replace("/scan", "/sections/1"))
        for _ in range(30):
            if "/sections/" not in page.url:
                break
            fill_plainly(page, wanted)
        expect(page.url.endswith("/papers"), f"the papers come last: {page.url}")
        page.screenshot(path=SCREENSHOTS / "vi-no-script-papers.png", full_page=True)
        for box in page.locator("section.component:not(:has(.optional))").all():
            original = box.locator("input[name^='original/']")
            if original.count():
                original.fill("1")
            else:
                box.locator("input[type=checkbox]").check()
        page.locator("button[form=counts][data-continue]").click()
        expect(page.url.endswith("/check"), f"the last look: {page.locator('main').inner_text()}")
        page.locator("#accept button").click()
        expect(page.url.endswith("/receipt"), f"accepted: {page.locator('main').inner_text()}")
        code = page.url.split("/")[-2]
        equal(world.kiosk.json("dossier", "show", code)["status"], RECEIVED, "the dossier")


def fill_plainly(page, wanted: dict) -> None:
    """One round through a section without scripts: fill what is asked, press the button."""
    for path, value in wanted.items():
        field = page.locator(f"main [name='f/{path}']")
        if not isinstance(value, str) or not field.count():
            continue
        if field.first.evaluate("e => e.tagName") == "SELECT":
            # A list that depends on another answer is there in the next round.
            if field.locator(f"option[value='{value}']").count():
                field.select_option(value)
        elif field.last.get_attribute("type") == "checkbox":
            field.last.check()
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"main [name='f/{path}'][value='{value}']").check()
        else:
            field.fill(shown(value))
    page.locator("#section-form [data-continue]").click()
    if page.locator(".errors").count():
        page.screenshot(path=SCREENSHOTS / "vi-no-script-errors.png", full_page=True)


def papers(report, scene: Scene) -> None:
    """Every paper as a picture, for people to look at."""
    world = scene.world
    with report.check("every paper is drawn, as PDF with its code and as a picture"):
        for code, kind in ((scene.open, "receipt"), (scene.open, "declaration"),
                           (scene.copies, "receipt")):
            name = f"paper-{kind}-{code.rsplit('-', 1)[1]}"
            world.kiosk.run("document", code, "--kind", kind, "--format", "png", "--out",
                            SCREENSHOTS / f"{name}.png")
            target = world.folder / f"{name}.pdf"
            world.kiosk.run("document", code, "--kind", kind, "--format", "pdf", "--out", target)
            if kind == "receipt" and code not in pdf_text(target):
                raise Failed(f"{name} does not bear its code")
