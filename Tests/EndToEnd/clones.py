"""A data folder is copied to a second machine: two dossiers get one code, and each is worked on."""

import shutil

from axe_playwright_python.sync_playwright import Axe
from browser import chromium, sign_in, sign_in_province
from checks import equal, expect
from disputes import SCREENS
from world import ROOT, Tool, World, attempt

SHOTS = ROOT / ".build/screenshots-clones"
BIRTH, MARITAL = "1.001193", "1.004873"
REFUSED = 4


def run(report, binaries: str, _long: bool) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with World(binaries, "clones") as world:
        story = Story(world)
        with report.step("a copied folder and its original receive a dossier each"):
            story.diverge()
        commands(report, story)
        tracked(report, story)
        world.serve()
        for screen, (width, height) in SCREENS.items():
            with chromium(viewport={"width": width, "height": height}) as context:
                screens(report, story, context, screen)
        judged(report, story)
        with report.check("both machines and the hub are whole"):
            for tool in [story.one, story.two, world.hub]:
                equal(tool.json("check")["findings"], [], "findings")


class Story:
    """A hub, a machine, and a second one with a copy of its folder."""

    def __init__(self, world: World):
        self.world, self.one = world, world.kiosk
        self.two = Tool(world.kiosk.binary, world.folder / "copy")

    def sync(self) -> None:
        for tool in [self.one, self.two, self.one]:
            tool.run("sync", "--once")

    def diverge(self) -> None:
        world = self.world
        world.found_hub()
        world.start_hub()
        world.enrol()
        world.kiosk.run("sync", "--once")
        shutil.copytree(self.one.data, self.two.data)
        first = world.receive(MARITAL, "valid-widow-for-marriage")
        world.kiosk = self.two
        second = world.receive(BIRTH)
        world.kiosk = self.one
        self.code = first["code"]
        equal(second["code"], self.code, "the copy's code")
        self.sync()
        listed = self.one.json("conflict", "codes")
        equal([line["code"] for line in listed], [self.code], "codes given twice")
        equal(self.two.json("conflict", "codes"), listed, "on the copy")
        by_procedure = {self.one.json("dossier", "show", id)["procedure"]: id
                        for id in listed[0]["dossiers"]}
        self.marital, self.birth = by_procedure[MARITAL], by_procedure[BIRTH]


def commands(report, story: Story) -> None:
    one, two = story.one, story.two
    with report.check("a command that names the code is refused and says both ids"):
        for tool in [one, two]:
            for words in [["show", story.code], ["history", story.code],
                          ["status", story.code, "--to", "4", "--reason", "Xử lý"]]:
                done = attempt(tool, "dossier", *words)
                equal(done.returncode, REFUSED, f"exit of {words}")
                for id in [story.marital, story.birth]:
                    expect(id in done.stderr, f"{id} in {done.stderr}")
    with report.check("the export has each dossier once"):
        ids = [line["id"] for line in one.json("dossier", "export")]
        equal(sorted(ids), sorted([story.marital, story.birth]), "exported")
    with report.check("each is decided by its id on either machine, and the other stays"):
        one.run("dossier", "status", story.marital, "--to", "4", "--reason", "Xử lý")
        story.sync()
        equal(two.json("dossier", "show", story.marital)["status"], 4, "the one")
        equal(two.json("dossier", "show", story.birth)["status"], 2, "the other")
        two.run("dossier", "status", story.birth, "--to", "5", "--reason", "Thiếu giấy",
                "--set", "papers=Giấy chứng sinh")
        story.sync()
        statuses = [one.json("dossier", "show", id)["status"]
                    for id in [story.marital, story.birth]]
        equal(statuses, [4, 5], "statuses on the first machine")
    with report.check("each one's receipt is drawn by its id"):
        for id in [story.marital, story.birth]:
            out = story.world.folder / f"{id}.txt"
            one.run("document", id, "--kind", "receipt", "--format", "text", "--out", out)
            expect(story.code in out.read_text(), "the code on the receipt")


def tracked(report, story: Story) -> None:
    with report.check("the public page shows neither and sends the resident to the office"):
        text = story.one.json("receipt", "text", story.marital)["text"]
        with chromium() as context:
            page = context.new_page()
            page.goto(text)
            expect("Số này có ở nhiều hồ sơ" in page.content(), page.content()[:2000])
            expect("0200 000 000" in page.content(), "the office's telephone")


def screens(report, story: Story, context, screen: str) -> None:
    page = context.new_page()
    address = story.world.kiosk_url
    sign_in(page, address, "lanhdao")

    def look(name: str) -> None:
        page.screenshot(path=SHOTS / f"{name}-{screen}.png", full_page=True)
        equal(Axe().run(page).response["violations"], [], f"accessibility of {name}")

    with report.check(f"the page of disputes names the copy and both dossiers ({screen})"):
        page.goto(f"{address}/disputes")
        look("disputes")
        expect("bản sao dữ liệu" in page.content(), "the copy")
        for id in [story.marital, story.birth]:
            equal(page.locator(f"a[href='/dossiers/{id}']").count(), 1, id)
    with report.check(f"the code leads to a choice, the choice to one dossier ({screen})"):
        for id in [story.marital, story.birth]:
            page.goto(f"{address}/dossiers/{story.code}")
            look("choice")
            page.locator(f"a[href='/dossiers/{id}']").click()
            reason = page.locator("form[action$='/view'] button[type=submit], "
                                  "form[action$='/view'] button")
            if reason.count():
                reason.first.click()
            equal(page.locator("h1").inner_text(), story.code, "the dossier's page")
            expect(page.url.endswith(id), page.url)
            look("dossier")
            page.locator("a[href$='/history']").click()
            expect(page.url.endswith(f"{id}/history"), page.url)


def judged(report, story: Story) -> None:
    """A person of the province found the copy and says so."""
    world = story.world
    with report.check("a released device is told of no copy any more, nor is the province"):
        [device] = [line["id"] for line in world.hub.json("device", "list")]
        with chromium() as context:
            page = context.new_page()
            sign_in_province(page, world.hub_url)
            page.goto(f"{world.hub_url}/desk/conflicts")
            expect("Hai máy dùng chung một khoá" in page.content(), "the copy, at the province")
            world.hub.run("device", "release", device)
            story.sync()
            page.reload()
            expect("Hai máy dùng chung một khoá" not in page.content(), "the province's desk")
            sign_in(page, world.kiosk_url, "lanhdao")
            page.goto(f"{world.kiosk_url}/disputes")
            expect("bản sao dữ liệu" not in page.content(), "the page of disputes")
        expect(world.hub.json("device", "forks")["forks"][0]["settled"], "when it was judged")
