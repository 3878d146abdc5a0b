"""One person's one matter at two communes: both are told, each settles its own, nobody merges."""

from axe_playwright_python.sync_playwright import Axe
from browser import chromium, sign_in, sign_in_province
from checks import equal, expect
from disputes import SCREENS, open_kiosk
from world import ROOT, UNIT, Tool, World, sample

MARITAL, GIVEN = "1.004873", "valid-widow-for-marriage"
FAR_UNIT, FAR_NAME = "H99.89", "UBND xã Bao La Thử"
SHOTS = ROOT / ".build/screenshots-duplicates"


def run(report, binaries: str, _long: bool) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with World(binaries, "duplicates") as world:
        story = Story(world)
        with report.step("another commune takes in what this one has"):
            story.receive()
        told(report, story)
        world.serve()
        for screen, (width, height) in SCREENS.items():
            with chromium(viewport={"width": width, "height": height}) as context:
                looks(report, story, context, screen)
        settled(report, story)
    report.note(f"screens in {SHOTS}")


class Story:
    """A hub and a counter in each of two communes."""

    def __init__(self, world: World):
        self.world, self.own = world, world.kiosk

    def receive(self) -> None:
        world = self.world
        world.found_hub()
        world.start_hub()
        world.enrol()
        self.far = world.commune(FAR_UNIT, FAR_NAME)
        self.here, self.there = (self.new(tool) for tool in (self.own, self.far))
        self.own.run("sync", "--once")

    def new(self, tool: Tool) -> str:
        code = tool.json("dossier", "new", "--procedure", MARITAL, "--answers",
                         sample(MARITAL, GIVEN))["code"]
        tool.run("sync", "--once")
        return code

    @property
    def sides(self) -> list:
        return [(self.own, self.here, self.there, FAR_UNIT),
                (self.far, self.there, self.here, UNIT)]


def told(report, story: Story) -> None:
    with report.check("each commune lists the other's dossier, which it does not have"):
        for tool, own, other, unit in story.sides:
            [line] = tool.json("conflict", "list")
            equal(line["code"], own, "the dossier it has")
            equal([(d["kind"], d["code"], d["unit"]) for d in line["doubts"]],
                  [("duplicate", other, unit)], "what it was told")
            expect(other in tool.run("conflict", "show", own), "shown to people")
    with report.check("the province lists the pair, once"):
        hub = story.world.hub
        equal({line["code"] for line in hub.json("conflict", "list")},
              {story.here, story.there}, "the pair")
        equal([(f["kind"], f["open"]) for f in hub.json("conflict", "figures")],
              [("duplicate", 1)], "counted as one")


def looks(report, story: Story, context, screen: str) -> None:
    page, world = context.new_page(), story.world
    sign_in(page, world.kiosk_url, "lanhdao")
    with report.check(f"{screen}: the dossier's page says where the other is, and asks"):
        page.goto(f"{world.kiosk_url}/disputes")
        look(page, f"kiosk-list-{screen}")
        open_kiosk(page, story, story.here)
        text = page.inner_text("main")
        for words in (story.there, FAR_NAME, "máy này không có"):
            expect(words in text, f"{words} in the page")
        equal(page.get_by_role("link", name=story.there).count(), 0, "links to what is not here")
        look(page, f"kiosk-{screen}")
        page.goto(f"{world.kiosk_url}/dossiers/{story.here}/history")
        expect(f"Tỉnh báo có thể trùng với hồ sơ {story.there}" in page.inner_text("main"),
               "the history")
    with report.check(f"{screen}: the province's desk shows both"):
        sign_in_province(page, world.hub_url)
        page.goto(f"{world.hub_url}/desk/conflicts")
        page.get_by_role("link", name=story.there).click()
        expect(story.here in page.inner_text("main"), "the other's code")
        look(page, f"hub-{screen}")


def look(page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    equal([v["id"] for v in found], [], f"{name}: accessibility")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def settled(report, story: Story) -> None:
    world = story.world
    with report.check("an officer settles his own dossier, the other's waits for its own"):
        with chromium() as context:
            page = context.new_page()
            sign_in(page, world.kiosk_url, "lanhdao")
            open_kiosk(page, story, story.here)
            page.get_by_label("Khác việc").check()
            page.get_by_label("Căn cứ").fill("Hai lần xin, hai mục đích")
            page.get_by_role("button", name="Ghi nhận").click()
            expect("Đã ghi nhận" in page.inner_text("body"), "the notice")
        story.own.run("sync", "--once")
        story.far.run("sync", "--once")
        equal(story.own.json("conflict", "list"), [], "this commune's list")
        equal([line["code"] for line in story.far.json("conflict", "list")], [story.there],
              "the other commune's list")
        story.far.run("conflict", "judge", story.there, story.here, "--no-same",
                      "--reason", "Hai lần xin")
        story.far.run("sync", "--once")
        equal(story.far.json("conflict", "list"), [], "after its own verdict")
    with report.check("all is whole"):
        for tool in (story.own, story.far, world.hub):
            equal(tool.json("check")["findings"], [], "findings")
