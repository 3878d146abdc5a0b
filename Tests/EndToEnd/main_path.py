"""The main job in the browser: a birth registered by keyboard with the link cut."""

from afterwards import Day, copies, hand_over, link_back, papers, province
from browser import CARD, chromium
from checks import equal, expect
from world import World

BIRTH = "1.001193"
FROM_CARD = ["nyc/hoTen", "nyc/ngaySinh", "nyc/soDinhDanh", "nyc/ngayCap"]
CHILD = "Bùi Minh Thử"
DRAFT_PATH = "nks/queQuan"


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "main-path") as world, chromium() as context:
        day = Day(report, world, context)
        begin(day)
        fill(day)
        accept(day)
        papers(day)
        copies(day)
        link_back(day)
        province(day)
        hand_over(day)
        with report.check("both sides find nothing wrong in their books"):
            world.kiosk.run("check")
            world.hub.run("check")


def begin(day: Day) -> None:
    world = day.world
    with day.report.step("the kiosk is enrolled by a one-time code, then the link is cut"):
        world.found_hub()
        world.start_hub()
        world.enrol()
        world.serve()
        world.link.cut()
    with day.report.step("the officer signs in and finds birth registration, without a mouse"):
        day.sign_in()
        day.hands.go("n")
        day.hands.focus_on("#text")
        day.hands.type("khai sinh")
        day.hands.go("Enter")
        day.hands.focus_on(f"a[href='/procedures/{BIRTH}']")
        day.hands.go("Enter")
        day.hands.focus_on("form.start button")
        day.hands.go("Enter")
        expect(day.page.url.endswith("/scan"), f"a draft begins with the card: {day.page.url}")
    with day.report.step("the card's QR, a burst from the scanner, prefills the requester"):
        day.hands.focus_on("#card")
        day.hands.type(CARD)
        day.hands.go("Enter")
        text = day.page.locator("main").inner_text()
        expect("099090000001" in text and "05/08/1990" in text, f"the card is shown: {text}")
        day.hands.focus_on("form[action$='/scan/apply'] button")
        day.hands.go("Enter")
        shown = {path: day.value(path) for path in FROM_CARD}
        equal([shown["nyc/soDinhDanh"], shown["nyc/ngaySinh"], shown["nyc/ngayCap"]],
              ["099090000001", "05/08/1990", "10/05/2021"], "what the card filled in")
        expect(shown["nyc/hoTen"].upper() == "BÙI VĂN AN", f"the name: {shown['nyc/hoTen']}")


def fill(day: Day) -> None:
    page, hands, wanted = day.page, day.hands, day.wanted
    with day.report.step("a wrong phone number is pointed out and corrected"):
        before = hands.place
        hands.section_with_mistake(wanted | {"nyc/dienThoai": "091234567"})
        # The page that says what is wrong is fetched anew: the same place with a query of its own.
        expect(hands.place == before and "0912345678" in page.locator(".errors").inner_text(),
               "the error summary names the phone number")
        expect(page.title().startswith("Lỗi"), f"the title says so: {page.title()}")
        hands.section(wanted)
    with day.report.step("a field left out is named, and its link leads the keyboard there"):
        missing = "nks/hoTen"
        hands.section_with_mistake(
            {path: value for path, value in wanted.items() if path != missing})
        hands.focus_on(".errors a")
        hands.press("Enter")
        equal(page.evaluate("document.activeElement.name"), f"f/{missing}", "the field in focus")
        hands.type(wanted[missing])
        hands.press("Tab")
        hands.settle()
    with day.report.step("kill -9 while filling loses at most the answer being typed"):
        kept = {path: day.value(path) for path in wanted
                if path.startswith("nks/") and page.locator(f"[name='f/{path}']").count()}
        hands.focus_on(f"[name='f/{DRAFT_PATH}']")
        hands.press("Control+a")
        hands.type("Đang gõ dở")
        day.restart_kiosk()
        hands.focus_on("a[href^='/drafts/']")
        hands.go("Enter")
        if "/sections/2" not in page.url:
            hands.focus_on("a[href$='/sections/2']")
            hands.go("Enter")
        found = {path: day.value(path) for path in kept}
        for lost in (kept, found):
            lost.pop(DRAFT_PATH, None)
        equal(found, kept, "the section after the restart")
    with day.report.step("the other sections are filled by keyboard"):
        for _ in range(8):
            if page.url.endswith("/papers"):
                break
            hands.section(wanted)
        expect(page.url.endswith("/papers"), f"the papers come last: {page.url}")
    with day.report.step("the papers handed in are counted"):
        hands.focus_on("#original-giayChungSinh")
        hands.press("Control+a")
        hands.type("1")
        hands.focus_on("#presented-giayToTuyThan")
        if not page.locator("#presented-giayToTuyThan").is_checked():
            hands.press("Space")
        hands.go("Control+Enter")
        expect(page.url.endswith("/check"), f"all answers are shown for a last look: {page.url}")
        text = page.locator("main").inner_text()
        expect(CHILD in text and "16.000" in text, f"the child and the fee: {text[-1500:]}")


def accept(day: Day) -> None:
    page, world = day.page, day.world
    with day.report.step("accepted, and kill -9 right after: the dossier is there, once"):
        day.hands.focus_on("#accept button")
        with page.expect_response(lambda answer: answer.url.endswith("/accept")) as answered:
            day.hands.press("Enter")
        location = answered.value.headers["location"]
        world.kiosk_program.kill()
        day.birth = location.split("/")[2]
        world.serve()
        day.sign_in()
        equal(world.list_codes(), [day.birth], "the dossiers after the restart")
        expect(page.locator("a[href^='/drafts/']").count() == 0, "the draft is gone")
    with day.report.step("the receipt page shows the promised date and why"):
        day.hands.page.goto(f"{world.kiosk_url}{location}")
        if page.locator("input[name='reason']").count():
            day.hands.focus_on("form[action$='/view'] .button")
            day.hands.go("Enter")
        text = page.locator("main").inner_text()
        expect(day.birth in text and page.locator(".explanation").inner_text().strip(),
               f"code and explanation: {text}")
