"""A commune without a link: dossiers and papers travel on sticks, and the officer reads that they
came."""

import json
import pathlib
import random
import shutil

from browser import chromium, sign_in
from checks import equal, expect
from world import UNIT, World, attempt, small_disk

BIRTH = "1.001193"
PAPER = b"%PDF-1.4\n% giay chung sinh thu nghiem\n" + bytes(range(256)) * 40


def run(report, binaries: str, _long: bool) -> None:
    with World(binaries, "courier") as world:
        with report.step("a commune whose link is gone after it joined"):
            world.found_hub()
            world.start_hub()
            world.enrol()
            world.stop_hub()
        whole_way(report, world)
        out_of_order(report, world)
        too_small(report, world)
        on_screen(report, world)
        with report.check("both folders are sound"):
            equal(world.kiosk.json("check")["findings"], [], "the commune's")
            equal(world.hub.json("check")["findings"], [], "the province's")


def stick(world: World, name: str) -> pathlib.Path:
    """A stick on which other people's files lie too."""
    folder = world.folder / name
    folder.mkdir()
    (folder / "Họ và tên.txt").write_text("tệp của người khác")
    (folder / "motcua-ghi-chu.mcb").write_text("không phải của chương trình")
    return folder


def parcels(folder: pathlib.Path, kind: str) -> list[pathlib.Path]:
    return sorted(folder.glob(f"motcua-*-{kind}-*.mcb"))


def whole_way(report, world: World) -> None:
    first = stick(world, "usb-1")
    with report.step("three dossiers with a paper are put on a stick"):
        paper = world.file("giay.pdf", PAPER)
        codes = [world.receive(BIRTH, None, "--file", f"giayChungSinh={paper}")["code"]
                 for _ in range(3)]
        wrote = world.kiosk.json("courier", "write", first)
        equal((wrote["dossiers"], wrote["filesLeft"]), (3, 0), "what the stick carries")
        expect(wrote["files"] >= 1, "the paper travels too")
    with report.check("nothing of them lies open on it"):
        inside = b"".join(path.read_bytes() for path in parcels(first, "*"))
        for secret in [codes[0].encode(), PAPER[:40], b"answers"]:
            expect(secret not in inside, f"{secret!r} lies open")
    with report.check("the province takes them in and leaves other files alone"):
        read = world.hub.json("courier", "read", first)
        equal(world.list_codes(world.hub), sorted(codes), "codes at the province")
        equal(read["foreign"], 2, "other files")
    with report.check("read again, nothing is new"):
        equal(world.hub.json("courier", "read", first)["new"], 0, "new entries")
    with report.check("the officer reads that all came, none twice"):
        world.hub.run("courier", "write", first)
        back = world.kiosk.json("courier", "read", first)
        equal(back["sentence"], "3 hồ sơ đã tới tỉnh, không sót, không trùng.", "the sentence")
        equal((back["waiting"], back["pending"]), ([], 0), "what waits")


def out_of_order(report, world: World) -> None:
    first, second = stick(world, "usb-2"), stick(world, "usb-3")
    with report.check("a second stick without the first is held and does not count"):
        world.receive(BIRTH)
        world.kiosk.run("courier", "write", first)
        world.receive(BIRTH)
        world.kiosk.run("courier", "write", second, "--only-new")
        read = world.hub.json("courier", "read", second)
        equal((read["held"], len(read["heldRuns"])), (1, 1), "held")
        equal(len(world.list_codes(world.hub)), 3, "dossiers at the province")
    run_file = parcels(first, "run")[0]
    good = run_file.read_bytes()
    with report.check("a file cut short or changed is named and changes nothing"):
        for bad, problem in [(good[: len(good) // 2], "cutShort"),
                             (good[:-80] + bytes([good[-80] ^ 1]) + good[-79:], "notSigned")]:
            run_file.write_bytes(bad)
            done = attempt(world.hub, "courier", "read", first, "--json")
            equal(done.returncode, 1, "exit code")
            equal([one["problem"] for one in json.loads(done.stdout)["unusable"]], [problem],
                  "what is told")
            equal(len(world.list_codes(world.hub)), 3, "dossiers at the province")
    with report.check("with the first stick both count"):
        run_file.write_bytes(good)
        read = world.hub.json("courier", "read", first)
        equal(len(world.list_codes(world.hub)), 5, "dossiers at the province")
        equal(read["heldRuns"], [], "what is held")
    with report.check("the officer reads that five came"):
        world.hub.run("courier", "write", first, "--unit", UNIT)
        equal(world.kiosk.json("courier", "read", first)["sentence"],
              "5 hồ sơ đã tới tỉnh, không sót, không trùng.", "the sentence")
    with report.check("a stick that is gone is one sentence"):
        shutil.rmtree(second)
        lost = attempt(world.kiosk, "courier", "read", second)
        equal((lost.returncode, len(lost.stderr.strip().splitlines())), (3, 1), "exit and lines")


def too_small(report, world: World) -> None:
    """Sticks without room for all."""
    small, none = world.folder / "usb-small", world.folder / "usb-none"
    with small_disk(small, 600_000) as mounted, small_disk(none, 4_096):
        expect(mounted, "run this as root: a small stick has to be mounted")
        with report.check("scans that find no room are left over, and said"):
            scan = world.file("lon.pdf", b"%PDF-1.4\n" + random.Random(1).randbytes(900_000))
            world.receive(BIRTH, None, "--file", f"giayChungSinh={scan}")
            wrote = world.kiosk.json("courier", "write", small)
            equal((wrote["dossiers"], wrote["filesLeft"], wrote["bytesLeft"], wrote["full"]),
                  (1, 1, 900_009, True), "what the stick carries")
            equal(sorted(path.name for path in small.iterdir()), sorted(wrote["written"]),
                  "nothing half written lies on it")
            told = world.kiosk.run("courier", "write", small)
            expect("USB hết chỗ: còn 1 tệp đính kèm (1 MB) chưa chép." in told, told)
        with report.check("where not even the entries find room nothing counts as carried"):
            (none / "ảnh.jpg").write_bytes(bytes(4_096))
            done = attempt(world.kiosk, "courier", "write", none, "--json")
            wrote = json.loads(done.stdout)
            equal((done.returncode, wrote["dossiers"], wrote["dossiersLeft"], wrote["written"]),
                  (1, 0, 1, []), "what the stick carries")
            equal([path.name for path in none.iterdir()], ["ảnh.jpg"], "what lies on it")
            told = attempt(world.kiosk, "courier", "write", none).stdout
            expect("USB hết chỗ: còn 1 hồ sơ" in told and "tháo USB" not in told, told)
        with report.check("what did go reaches the province, the scan with the next stick"):
            world.hub.json("courier", "read", small)
            large = stick(world, "usb-large")
            world.kiosk.run("courier", "write", large)
            world.hub.run("courier", "read", large)
            world.hub.run("courier", "write", large)
            equal(world.kiosk.json("courier", "read", large)["pending"], 0, "what waits")
        with report.check("the province's own stick without room says so, and nothing half lies on it"):
            done = attempt(world.hub, "courier", "write", none, "--json")
            wrote = json.loads(done.stdout)
            equal((done.returncode, wrote["units"], wrote["written"], wrote["full"]),
                  (1, [UNIT], [], True), "what the stick carries")
            left = wrote["left"]
            equal([(one["unit"], one["files"]) for one in left], [(UNIT, 1)], "what is left over")
            expect(left[0]["entries"] > 0, left)
            equal([path.name for path in none.iterdir()], ["ảnh.jpg"], "what lies on it")
            told = attempt(world.hub, "courier", "write", none)
            expect("The stick is full" in told.stdout and UNIT in told.stdout, told.stdout)
            equal(len(told.stderr.strip().splitlines()), 1, "lines of the error")


def on_screen(report, world: World) -> None:
    """The officer's screen; the last sentence comes from what the province signed."""
    plugs = world.folder / "media"
    plugs.mkdir()
    (plugs / "ghi-chu.txt").write_text("không phải USB")
    world.serve("--sticks", str(plugs))
    with chromium() as context:
        page = context.new_page()
        sign_in(page, world.kiosk_url)
        with report.check("without a stick the page says what to do"):
            page.goto(f"{world.kiosk_url}/sync")
            page.locator("a[href='/stick']").click()
            expect("Chưa thấy USB nào" in page.inner_text("main"), page.inner_text("main"))
        folder = plugs / "KINGSTON 8GB"
        folder.mkdir()
        world.receive(BIRTH)
        with report.check("a stick that was plugged in is offered and written"):
            page.reload()
            equal(page.locator("input[name=stick]").count(), 1, "sticks")
            page.get_by_role("button", name="Chép hồ sơ lên USB").click()
            expect("Đã chép 1 hồ sơ" in page.inner_text("[role=status]"), page.inner_text("main"))
            equal(len(parcels(folder, "run")), 1, "files with entries")
            expect("6 trên 7 hồ sơ đã tới tỉnh, còn 1 hồ sơ chưa tới" in page.inner_text("main"),
                   page.inner_text("main"))
        with report.check("the sentence changes with the province's signature, not before"):
            page.get_by_role("button", name="Nhận từ USB tỉnh gửi về").click()
            expect("còn 1 hồ sơ chưa tới" in page.inner_text("main"), page.inner_text("main"))
            world.hub.run("courier", "read", folder)
            world.hub.run("courier", "write", folder, "--unit", UNIT)
            page.get_by_role("button", name="Nhận từ USB tỉnh gửi về").click()
            expect("7 hồ sơ đã tới tỉnh, không sót, không trùng." in page.inner_text("main"),
                   page.inner_text("main"))
        with report.check("a folder that is no stick is not read or written"):
            page.locator("input[name=stick]").evaluate("e => e.value = '/tmp'")
            page.get_by_role("button", name="Chép hồ sơ lên USB").click()
            expect("Không thấy USB nữa" in page.inner_text(".errors"), page.inner_text("main"))
        with report.check("a stick pulled out meanwhile is one sentence"):
            page.goto(f"{world.kiosk_url}/stick")
            shutil.rmtree(folder)
            page.get_by_role("button", name="Chép hồ sơ lên USB").click()
            expect("Không thấy USB nữa" in page.inner_text("main"), page.inner_text("main"))
    world.kiosk_program.stop()
