"""A resident comes a second time: found in the register, filled in, fewer keys."""

from browser import Keyboard, chromium, sign_in
from checks import equal, expect
from world import World, answers

MARITAL = "1.004873"
FIND = "[name='find/nyc/cuDan']"
# Keys of the requester's section on the second visit against the first.
SHARE_LIMIT = 0.2


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "returning") as world, chromium() as context:
        world.found_alone()
        world.serve()
        wanted = answers(MARITAL, "valid-single-for-marriage")
        page = context.new_page()
        hands = Keyboard(page)
        sign_in(page, world.kiosk_url, hands=hands)
        with report.check("the first visit asks for no register, because nobody is in it"):
            open_section(page, hands, world)
            equal(page.locator(FIND).count(), 0, "fields to look for somebody")
            first = keys(hands, lambda: hands.section(wanted))
        with report.check("what was received is found again by the number"):
            world.receive(MARITAL, wanted)
            open_section(page, hands, world)
            hands.focus_on(FIND)
            second = keys(hands, lambda: look(hands, wanted["nyc/soDinhDanh"]))
            shown = {path: page.locator(f"[name='f/{path}']").input_value()
                     for path in ["nyc/hoTen", "nyc/ngaySinh", "nyc/noiCuTru/maXa",
                                  "nyc/dienThoai"]}
            equal(shown, {"nyc/hoTen": wanted["nyc/hoTen"], "nyc/ngaySinh": "30/04/2001",
                          "nyc/noiCuTru/maXa": "05212", "nyc/dienThoai": "0987654321"},
                  "what the register filled in")
        with report.check(f"the second visit takes at most {SHARE_LIMIT:.0%} of the keys"):
            second += keys(hands, lambda: hands.go("Control+Enter"))
            expect(page.url.split("#")[0].endswith("/sections/2"), f"goes on: {page.url}")
            report.note(f"the requester's section: {first} keys, then {second}")
            expect(second <= first * SHARE_LIMIT, f"{second} keys against {first}")
        with report.check("a name lists who it may be, masked, and one of them is taken"):
            open_section(page, hands, world)
            hands.focus_on(FIND)
            look(hands, "giang thu")
            hits = page.locator(".register-hits")
            expect("Giàng T. T***" in hits.inner_text(), hits.inner_text())
            html = page.content()
            for secret in (wanted["nyc/hoTen"], wanted["nyc/soDinhDanh"], wanted["nyc/dienThoai"]):
                expect(secret not in html, f"{secret} is on a page that only lists")
            hands.focus_on(".register-hits button")
            hands.go("Enter")
            equal(page.locator("[name='f/nyc/hoTen']").input_value(), wanted["nyc/hoTen"], "name")
        with report.check("someone else empties what was filled in"):
            hands.focus_on(".register-chosen button")
            hands.go("Enter")
            equal(page.locator("[name='f/nyc/hoTen']").input_value(), "", "the name")
            look(hands, "099099999999")
            expect(page.locator(".register-none").count() == 1, "nobody is said to be found")
        with report.check("the view is in the book of the dossier it came from"):
            code = world.list_codes()[0]
            history = world.kiosk.json("dossier", "history", code)
            kinds = [entry["kind"] for entry in history]
            equal(kinds.count("dossier.viewed"), 1, f"views among {kinds}")
        with report.check("the books hold and the register is what they give"):
            world.kiosk.run("check", "--rebuild")


def open_section(page, hands: Keyboard, world: World) -> None:
    """The requester's section of a fresh draft."""
    page.goto(f"{world.kiosk_url}/procedures/{MARITAL}")
    hands.focus_on("form.start button")
    hands.go("Enter")
    page.goto(page.url.replace("/scan", "/sections/1"))


def look(hands: Keyboard, text: str) -> None:
    hands.type(text)
    hands.go("Enter")


def keys(hands: Keyboard, work) -> int:
    before = hands.count
    work()
    return hands.count - before
