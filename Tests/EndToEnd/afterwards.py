"""The main job after acceptance: paper, copies, the link, the province, the hand-over."""

import contextlib
import time

from browser import Keyboard, sign_in, sign_in_province
from checks import equal, expect
from office import fetch
from paper import decode, decode_raster
from world import (DONE, PROCESSING, RETURNED, TRACKED, World, answers, await_port, await_true)

BIRTH = "1.001193"
COPY_KEYS_LIMIT = 25
ARRIVAL_LIMIT_SECONDS = 5.0
CHILD = "Bùi Minh Thử"


class Day:
    """What the steps of the day share."""

    def __init__(self, report, world: World, context):
        self.report, self.world, self.context = report, world, context
        self.page = context.new_page()
        self.hands = Keyboard(self.page)
        self.wanted = {path: value for path, value in answers(BIRTH, "valid-father-on-time").items()
                       if path != "nyc/ngayKhai"}
        self.birth = self.receipt = ""
        self.copies: list[str] = []

    def sign_in(self) -> None:
        sign_in(self.page, self.world.kiosk_url, hands=self.hands)

    def restart_kiosk(self) -> None:
        self.world.kiosk_program.kill()
        self.world.serve()
        self.sign_in()

    def value(self, path: str) -> str:
        return self.page.locator(f"[name='f/{path}']").input_value()


def papers(day: Day) -> None:
    world, folder = day.world, day.world.folder
    with day.report.step("zbarimg reads the same address from the PNG and from the 80 mm raster"):
        picture = page_bytes(day, f"/dossiers/{day.birth}/documents/receipt/png")
        (folder / "receipt.png").write_bytes(picture)
        slip = folder / "receipt.escpos"
        world.kiosk.run("document", day.birth, "--kind", "receipt", "--format", "escpos",
                        "--out", slip)
        width = decode_raster(slip, folder / "slip.pgm")
        day.receipt = decode(folder / "receipt.png")
        expect(day.receipt.startswith(f"{world.hub_url}/t/{day.birth}?d="),
               f"the address in the QR: {day.receipt}")
        equal(decode(folder / "slip.pgm"), day.receipt, "the raster's address")
        equal(width, 576, "dots across 80 mm paper at 203 dpi")
    with day.report.check("the signature on the receipt holds without a link"):
        world.kiosk.run("receipt", "verify", day.receipt)
    with day.report.check("the declaration is a PDF of A4 with the child's name"):
        data = page_bytes(day, f"/dossiers/{day.birth}/documents/declaration/pdf")
        (folder / "declaration.pdf").write_bytes(data)
        expect(data.startswith(b"%PDF-"), "a PDF")
    with day.report.check("before the first sync: received at the commune, not at the province"):
        status, text = fetch(day.receipt)
        equal(status, 200, "the tracking page")
        expect("Xã đã nhận hồ sơ, chưa chuyển đến tỉnh" in text, f"the headline: {text[:3000]}")
        expect(CHILD not in text, "no name on a public page")


def page_bytes(day: Day, path: str) -> bytes:
    answer = day.page.request.get(day.world.kiosk_url + path)
    expect(answer.ok, f"{path}: {answer.status}")
    return answer.body()


def certify(day: Day, copies: str) -> str:
    """One paper, certified and handed back from the first page, by keys only."""
    page, hands = day.page, day.hands
    page.goto(f"{day.world.kiosk_url}/today")
    hands.count = 0
    hands.go("c")
    hands.type("Lò An")
    hands.press("Enter")
    hands.type("CCCD")
    hands.press("Enter")
    hands.type("2")
    hands.press("Enter")
    hands.type(copies)
    hands.press("Enter")
    hands.go("Enter")
    code = page.url.rsplit("/", 1)[1]
    expect("/copies/" in page.url, f"certified: {page.url} {page.locator('main').inner_text()}")
    hands.go("Enter")
    expect(page.locator(".note-done").count() > 0, "the page says the copies were returned")
    return code


def copies(day: Day) -> None:
    world = day.world
    with day.report.step("three copies are certified and returned, still offline"):
        day.copies.append(certify(day, "3"))
        shown = world.kiosk.json("dossier", "show", day.copies[0])
        equal(shown["status"], RETURNED, "the dossier of copies")
    with day.report.check(f"one paper with two copies takes at most {COPY_KEYS_LIMIT} keys"):
        day.copies.append(certify(day, "2"))
        day.report.note(f"certified copies: {day.hands.count} keys")
        expect(day.hands.count <= COPY_KEYS_LIMIT, f"{day.hands.count} keys")
    with day.report.check("the bar says offline and how much waits"):
        def offline() -> bool:
            day.page.goto(f"{world.kiosk_url}/today")
            return "ngoại tuyến" in day.page.locator("#link-bar").inner_text()

        await_true("the bar says offline", offline, 30)
        expect("3" in day.page.locator("#link-bar").inner_text(), "three dossiers wait")


def link_back(day: Day) -> None:
    world = day.world
    world.stop_hub()
    world.link.restore()
    with day.report.step("5 s after the province's port opens everything is there, no click"):
        world.start_hub_unannounced()
        opened = await_port(world.hub_port)
        wanted = sorted([day.birth, *day.copies])

        def arrived() -> bool:
            with contextlib.suppress(Exception):
                return world.list_codes(world.hub) == wanted
            return False

        await_true("all dossiers at the province", arrived, 120)
        taken = time.monotonic() - opened
        day.report.note(f"everything arrived {taken:.2f} s after the port opened")
        expect(taken <= ARRIVAL_LIMIT_SECONDS, f"it took {taken:.2f} s")
    with day.report.check("each code exists exactly once on both sides"):
        equal(world.list_codes(world.hub), world.list_codes(), "the codes at the province")


def province(day: Day) -> None:
    world = day.world
    page = day.context.new_page()
    page.set_default_timeout(20_000)
    with day.report.step("the province's desk takes the birth to processing, then done"):
        sign_in_province(page, world.hub_url)
        page.get_by_role("link", name=day.birth).click()
        for status, extra in ((PROCESSING, {}), (DONE, {"result": "Giấy khai sinh"})):
            page.locator("#to").select_option(str(status))
            page.locator("#reason").fill("Theo quy trình")
            if extra and not page.locator("#d-result").is_visible():
                page.locator("details summary").click()
            for key, value in extra.items():
                page.locator(f"#d-{key}").fill(value)
            with page.expect_navigation():
                page.locator("form[action$='/status'] button[type=submit]").click()
            expect(page.locator(f".tag.s{status}").count() > 0,
                   f"status {status}: {page.locator('main').inner_text()}")
    with day.report.step("the kiosk shows it without a click"):
        def shown() -> bool:
            day.page.goto(f"{world.kiosk_url}/dossiers/{day.birth}")
            offered = day.page.locator("a[href$='/hand-over']").count() > 0
            done = day.page.locator(f".status-{DONE}").count() > 0
            equal(offered, done, "a page is of one moment: finished, and the hand-over offered")
            return done

        seconds = await_true("the kiosk shows the result", shown, 90)
        day.report.note(f"the kiosk showed the province's decision after {seconds:.1f} s")


def hand_over(day: Day) -> None:
    hands = day.hands
    with day.report.step("the officer hands over the result"):
        hands.focus_on("a[href$='/hand-over']")
        hands.go("Enter")
        hands.focus_on("#takenBy")
        hands.type("Bùi Văn An")
        hands.go("Control+Enter")
        expect(day.page.locator(f".status-{RETURNED}").count() > 0, "returned")
    with day.report.check("the tracking page shows every step"):
        await_true("the hand-over at the province",
                   lambda: "Đã trả kết quả" in fetch(day.receipt)[1], 90)
        text = fetch(day.receipt)[1]
        for step in TRACKED:
            expect(step in text, f"the step “{step}”")
        expect(CHILD not in text and "099090000001" not in text, "nothing personal is public")
