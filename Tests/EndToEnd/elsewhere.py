"""Received in one commune, decided in a second, collected in a third; a fourth sees nothing."""

import pathlib

from axe_playwright_python.sync_playwright import Axe
from browser import chromium, sign_in, sign_in_province
from checks import equal, expect
from disputes import SCREENS, open_kiosk
from world import HAND_OVER, ROOT, UNIT, Tool, World, attempt, sample

MARITAL, GIVEN = "1.004873", "valid-single-for-marriage"
DECIDES, COLLECTS, OTHER = "H99.89", "H99.90", "H99.91"
NAMES = {DECIDES: "UBND xã Vạn Mai Thử", COLLECTS: "UBND xã Bao La Thử",
         OTHER: "UBND xã Đặc biệt khó khăn Nà Phặc Thượng Thử"}
SHOTS = ROOT / ".build/screenshots-elsewhere"


def run(report, binaries: str, _long: bool) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with World(binaries, "elsewhere") as world:
        story = Story(world)
        with report.step("four communes of a province, which tells each of the others"):
            story.found()
        by_commands(report, story)
        world.serve()
        for screen, (width, height) in SCREENS.items():
            with chromium(viewport={"width": width, "height": height}) as context:
                on_screens(report, story, context, screen)
                gone(report, story, context, screen)
        moved(report, story)
    report.note(f"screens in {SHOTS}")


class Story:
    """A hub and a counter in each of four communes."""

    def __init__(self, world: World):
        self.world, self.here = world, world.kiosk
        self.others: dict[str, Tool] = {}

    def found(self) -> None:
        world = self.world
        world.found_hub()
        world.start_hub()
        world.enrol()
        self.others = {code: world.commune(code, name) for code, name in NAMES.items()}
        self.sync()

    def new(self, *more: str) -> str:
        code = self.here.json("dossier", "new", "--procedure", MARITAL, "--answers",
                              sample(MARITAL, GIVEN), *more)["code"]
        self.sync()
        return code

    def sync(self) -> None:
        tools = [self.here, *self.others.values()]
        for tool in tools + tools:
            tool.run("sync", "--once")

    def sees(self, code: str) -> dict[str, bool]:
        """Who has the dossier."""
        return {unit: attempt(tool, "dossier", "show", code).returncode == 0
                for unit, tool in self.others.items()}


def by_commands(report, story: Story) -> None:
    here, decides = story.here, story.others[DECIDES]
    collects = story.others[COLLECTS]
    code = story.new("--authority", DECIDES, "--return-unit", COLLECTS)
    with report.check("it is where it is decided and where it is collected, and nowhere else"):
        equal(story.sees(code), {DECIDES: True, COLLECTS: True, OTHER: False}, "who has it")
        shown = here.json("dossier", "show", code)
        equal([shown["unit"], shown["authority"], shown["returnUnit"]],
              [UNIT, DECIDES, COLLECTS], "its units")
    with report.check("the receipt tells the resident where to go"):
        receipt = world_file(story, "receipt.txt")
        here.run("document", code, "--kind", "receipt", "--format", "text", "--out", receipt)
        said = " ".join(receipt.read_text().split())
        for words in (f"Tại nơi khác, {NAMES[COLLECTS]}", f"tại {NAMES[COLLECTS]}."):
            expect(words in said, f"{words!r} in {said}")
    with report.check("each does its part, and all see it"):
        decides.run("dossier", "status", code, "--to", "4", "--reason", "Đủ hồ sơ")
        decides.run("dossier", "status", code, "--to", "9", "--reason", "Giấy xác nhận số 12")
        story.sync()
        collects.run("dossier", "status", code, *HAND_OVER)
        story.sync()
        for tool in (here, decides, collects, story.world.hub):
            equal(tool.json("dossier", "show", code)["status"], 10, f"status at {tool.data}")
    with report.check("a unit the province does not have is refused, and nothing is kept"):
        before = len(here.json("dossier", "list"))
        refused = attempt(here, "dossier", "new", "--procedure", MARITAL, "--answers",
                          sample(MARITAL, GIVEN), "--authority", "H99.77")
        equal(refused.returncode, 2, "exit code")
        expect("H99.77" in refused.stderr, refused.stderr)
        equal(len(here.json("dossier", "list")), before, "dossiers")


def world_file(story: Story, name: str) -> pathlib.Path:
    return story.world.folder / name


def on_screens(report, story: Story, context, screen: str) -> None:
    page, url = context.new_page(), story.world.kiosk_url
    sign_in(page, url, "lanhdao")
    with report.check(f"{screen}: an officer chooses both on the page of a draft"):
        page.goto(f"{url}/procedures/{MARITAL}")
        page.locator("form.start button").first.click()
        draft = page.url.split("/drafts/")[1].split("/")[0]
        page.goto(f"{url}/drafts/{draft}/acts/handing")
        choices = page.get_by_label("Đơn vị trả kết quả").locator("option").all_inner_texts()
        equal(choices[-3:], sorted(NAMES.values()), "the others by name")
        page.get_by_label("Đơn vị giải quyết").select_option(label=NAMES[DECIDES])
        page.get_by_label("Đơn vị trả kết quả").select_option(label=NAMES[OTHER])
        look(page, f"choosing-{screen}")
        page.locator("main form button").last.click()
        page.goto(f"{url}/drafts/{draft}/check")
        text = page.inner_text("main")
        for words in (f"Đơn vị giải quyết\n{NAMES[DECIDES]}",
                      f"Cách nhận kết quả\nTại nơi khác\n{NAMES[OTHER]}"):
            expect(words in text, f"{words!r} in {text}")
        look(page, f"check-{screen}")
        page.goto(f"{url}/drafts/{draft}/acts/handing")
        equal(page.get_by_label("Đơn vị giải quyết").input_value(), DECIDES, "kept")
        equal(page.get_by_label("Nhận kết quả", exact=True).input_value(), "unit", "the way")
        equal(page.get_by_label("Địa chỉ nhận hoặc nơi trả").input_value(), NAMES[OTHER],
              "the place")
    code = story.new("--authority", DECIDES, "--return-unit", COLLECTS)
    with report.check(f"{screen}: the dossier's page says both"):
        open_kiosk(page, story, code)
        text = page.inner_text("main")
        for words in (f"Cơ quan giải quyết\n{NAMES[DECIDES]}",
                      f"Đơn vị trả kết quả\n{NAMES[COLLECTS]}"):
            expect(words in text, f"{words!r} in {text}")
        look(page, f"dossier-{screen}")
    with report.check(f"{screen}: a change of status offers them as they are named"):
        page.goto(f"{url}/dossiers/{code}/status/4")
        equal([page.get_by_label(label).input_value()
               for label in ("Đơn vị giải quyết", "Đơn vị trả kết quả")], [DECIDES, COLLECTS],
              "what stands in the fields")
        look(page, f"status-{screen}")
    with report.check(f"{screen}: the province changes the unit with a change of status"):
        sign_in_province(page, story.world.hub_url)
        page.goto(f"{story.world.hub_url}/desk/dossiers")
        page.get_by_role("link", name=code).first.click()
        page.get_by_label("Trạng thái mới").select_option("4")
        page.get_by_label("Lý do").fill("Thuộc thẩm quyền xã khác")
        page.locator("summary").click()
        page.get_by_label("Đơn vị giải quyết").select_option(OTHER)
        look(page, f"hub-{screen}")
        page.get_by_role("button", name="Chuyển trạng thái").click()
        story.sync()
        equal(story.sees(code)[OTHER], True, "the unit named anew has it")
        shown = story.here.json("dossier", "show", code)
        equal([shown["authority"], shown["returnUnit"]], [OTHER, COLLECTS], "its units")


def gone(report, story: Story, context, screen: str) -> None:
    """Received and decided elsewhere; to be collected here first, then there."""
    decides = story.others[DECIDES]
    code = decides.json("dossier", "new", "--procedure", MARITAL, "--answers",
                        sample(MARITAL, GIVEN), "--return-unit", UNIT)["code"]
    story.sync()
    equal(story.here.json("dossier", "show", code)["status"], 2, "status before it left")
    decides.run("dossier", "status", code, "--to", "4", "--reason", "Đủ hồ sơ",
                "--set", f"returnUnit={DECIDES}")
    story.sync()
    page, url = context.new_page(), story.world.kiosk_url
    with report.check(f"{screen}: what is no longer this office's says so, and offers no work"):
        page.goto(f"{url}/dossiers")
        page.locator("main input[name=text]").fill(code)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        look(page, f"gone-list-{screen}")
        equal(page.locator(".flag-left").all_inner_texts(), ["Không còn thuộc đơn vị"], "the flag")
        open_kiosk(page, story, code)
        look(page, f"gone-{screen}")
        text = page.inner_text("main")
        for words in (f"{code} không còn thuộc đơn vị này", f"Nơi trả kết quả: {NAMES[DECIDES]}"):
            expect(words in text, f"{words!r} in {text}")
        equal(page.locator(f"a[href*='{code}/status/']").count(), 0, "changes of status")
    with report.check(f"{screen}: today's list does not ask for it"):
        page.goto(f"{url}/today")
        expect(code not in page.inner_text("main"), "it stands in today's list")


def look(page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    equal([v["id"] for v in found], [], f"{name}: accessibility")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def moved(report, story: Story) -> None:
    code = story.new("--authority", DECIDES)
    with report.check("handed to another unit, the first one gets no more of it"):
        story.here.run("dossier", "status", code, "--to", "4", "--reason", "Sai thẩm quyền",
                       "--set", f"authority={OTHER}")
        story.sync()
        story.others[OTHER].run("dossier", "status", code, "--to", "9", "--reason", "Số 13")
        story.sync()
        equal([story.here.json("dossier", "show", code)["status"],
               story.others[OTHER].json("dossier", "show", code)["status"]], [9, 9], "status")
        equal(story.others[DECIDES].json("dossier", "show", code)["status"], 4,
              "what the first one had when it left")
    with report.check("the first one is told whose it is now when it goes on with it"):
        refused = attempt(story.others[DECIDES], "dossier", "status", code, "--to", "9",
                          "--reason", "Giấy xác nhận số 14")
        equal(refused.returncode, 4, "exit code")
        for words in (code, "concerns this office no longer", NAMES[OTHER]):
            expect(words in refused.stderr, refused.stderr)
    with report.check("all is whole"):
        for tool in (story.here, *story.others.values(), story.world.hub):
            equal(tool.json("check")["findings"], [], "findings")
