"""The hub keeps every authentic entry, and nothing blocks what comes behind."""

import datetime
import json
import sqlite3

from axe_playwright_python.sync_playwright import Axe
from browser import chromium, sign_in, sign_in_province
from checks import equal, expect
from disputes import SCREENS
from world import HAND_OVER, PROCESSING, ROOT, Tool, World, attempt, sample, samples

SHOTS = ROOT / ".build/screenshots-apart"
MARITAL = "1.004873"
WITH_PHONE = "valid-single-for-marriage"
AHEAD_DAYS = 40


def run(report, binaries: str, long: bool) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with World(binaries, "authentic") as world:
        second = Tool(world.kiosk.binary, world.folder / "second")
        with report.step("two kiosks of one commune"):
            world.found_hub()
            world.start_hub()
            world.enrol()
            second.run("init", "--hub", world.link_url, "--code", world.invitation())
        ranges(report, world, second)
        dispute(report, world)
        wild_clock(report, world)
        revoked(report, world, second)
        with report.check("all three books are sound"):
            for tool in (world.kiosk, second, world.hub):
                tool.run("check")


def receive(tool: Tool, *more: str, name: str = "") -> str:
    path = sample(MARITAL, name or samples(MARITAL)[0])
    return tool.json("dossier", "new", "--procedure", MARITAL, "--answers", path, *more)["code"]


def ranges(report, world: World, second: Tool) -> None:
    with report.check("two kiosks offline never give the same code; both see both dossiers"):
        world.link.cut()
        codes = {receive(world.kiosk), receive(second)}
        equal(len(codes), 2, "codes")
        world.link.restore()
        for tool in (world.kiosk, second, world.kiosk):
            tool.run("sync", "--once")
        for tool in (world.kiosk, second, world.hub):
            equal(set(world.list_codes(tool)), codes, "the dossiers")
    with report.check("one kiosk's change reaches the other through the province"):
        code = world.list_codes()[0]
        world.kiosk.run("dossier", "status", code, "--to", "4", "--reason", "Xử lý")
        world.kiosk.run("sync", "--once")
        second.run("sync", "--once")
        equal(second.json("dossier", "show", code)["status"], PROCESSING, "at the other kiosk")


def dispute(report, world: World) -> None:
    """The same field changed at both ends while the link is cut."""
    path, ours, theirs = "nyc/dienThoai", "0912000111", "0912000222"
    kiosk, hub = world.kiosk, world.hub
    code, without = receive(kiosk, name=WITH_PHONE), receive(kiosk)
    kiosk.run("sync", "--once")

    def disputed(tool: Tool) -> list[str]:
        return tool.json("dossier", "show", code)["disputed"]

    with report.check("one field changed at both ends is disputed at both, neither value lost"):
        kiosk.run("dossier", "edit", code, "--answers", world.file("ours.json", {path: ours}))
        hub.run("dossier", "edit", code, "--answers", world.file("theirs.json", {path: theirs}))
        kiosk.run("sync", "--once")
        equal([disputed(kiosk), disputed(hub)], [[path], [path]], "disputed fields")
        shown = kiosk.json("conflict", "show", code)[0]["values"]
        equal({value["value"] for value in shown}, {ours, theirs}, "values side by side")
        expect(code in [one["code"] for one in kiosk.json("conflict", "list")], "it is listed")
    with report.check("the province fills in a field that was left empty at the counter"):
        hub.run("dossier", "edit", without, "--answers", world.file("theirs.json", {path: theirs}))
        kiosk.run("sync", "--once")
        equal(kiosk.json("dossier", "show", without)["answers"][path], theirs, "at the commune")
    with report.check("a disputed dossier is not handed over; a decision settles it everywhere"):
        kiosk.run("dossier", "status", code, "--to", "9", "--set", "result=Giấy xác nhận")
        refused = attempt(kiosk, "dossier", "status", code, *HAND_OVER)
        equal(refused.returncode, 4, refused.stderr)
        kiosk.run("conflict", "resolve", code, path, "--value", ours)
        kiosk.run("sync", "--once")
        equal([disputed(kiosk), disputed(hub)], [[], []], "disputed fields")
        equal(hub.json("dossier", "show", code)["answers"][path], ours, "at the province")
        kiosk.run("dossier", "status", code, *HAND_OVER)


def wild_clock(report, world: World) -> None:
    with report.check("a dossier with a wild clock is kept, flagged, and shown"):
        later = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
        later = (later + datetime.timedelta(days=AHEAD_DAYS)).replace(hour=9)
        code = receive(world.kiosk, "--at", later.isoformat(timespec="seconds"))
        equal(world.kiosk.json("sync", "--once")["pending"], 0, "what waits")
        expect(code in world.list_codes(world.hub), "the province has it")
        with sqlite3.connect(f"file:{world.hub.data}/hub.sqlite?mode=ro", uri=True) as database:
            flagged = database.execute(
                "SELECT count(*) FROM entry WHERE wild_clock = 1").fetchone()[0]
        expect(flagged >= 1, "the entry is flagged")


def revoked(report, world: World, second: Tool) -> None:
    device = json.loads((world.kiosk.data / "keys/device.pub").read_text())["id"]
    with report.check("what a revoked device still sends is kept apart, not lost"):
        world.link.cut()
        code = receive(world.kiosk)
        world.hub.run("device", "revoke", device)
        world.link.restore()
        equal(world.kiosk.json("sync", "--once")["pending"], 0, "acknowledged")
        expect(code not in world.list_codes(world.hub), "it does not count yet")
    for screen, (width, height) in SCREENS.items():
        with chromium(viewport={"width": width, "height": height}) as context:
            apart(report, world, context, device, screen)
    with report.check("it blocks nobody: the other kiosk goes on"):
        other = receive(second)
        equal(second.json("sync", "--once")["pending"], 0, "what waits")
        expect(other in world.list_codes(world.hub), "the other kiosk's dossier")
    with report.check("released by a person, it counts, and reaches the other kiosk"):
        world.hub.run("device", "release", device)
        expect(code in world.list_codes(world.hub), "the province has it")
        second.run("sync", "--once")
        expect(code in world.list_codes(second), "the other kiosk has it")


def apart(report, world: World, context, device: str, screen: str) -> None:
    """What the office and the province see of a device that was revoked."""
    page = context.new_page()

    def look(name: str) -> None:
        page.screenshot(path=SHOTS / f"{name}-{screen}.png", full_page=True)
        equal(Axe().run(page).response["violations"], [], f"accessibility of {name}")

    with report.check(f"the office is told on every page that it was revoked ({screen})"):
        address = world.serve()
        try:
            sign_in(page, address, "lanhdao")
            page.goto(f"{address}/sync")
            expect("Tỉnh đã thu hồi máy này" in page.locator("body").inner_text(),
                   page.locator("body").inner_text()[:1500])
            look("kiosk-sync")
        finally:
            world.kiosk_program.stop()
    with report.check(f"the province sees what it keeps of the device, and why ({screen})"):
        sign_in_province(page, world.hub_url)
        page.goto(f"{world.hub_url}/desk/conflicts")
        expect("Giữ riêng, chưa tính vào hồ sơ" in page.locator("main").inner_text(),
               page.locator("main").inner_text())
        look("hub-conflicts")
        page.goto(f"{world.hub_url}/desk/devices")
        row = page.locator("tr", has_text=device).inner_text()
        expect("chờ người xét" in row, row)
        look("hub-devices")
