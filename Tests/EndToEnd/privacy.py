"""What people say is found by search and lies nowhere open on the disk."""

import gzip
import json
import pathlib
import subprocess
import urllib.parse
import zlib

from browser import ARGUMENTS, CHROMIUM, Keyboard, sign_in
from checks import equal, expect
from leaks import Needles, scan_database, scan_tree
from playwright.sync_api import sync_playwright
from world import PASSWORD, ROOT, World, answers, attempt

BIRTH = "1.001193"
NAME, NUMBER, PHONE = "Lường Quáng Kín", "099085004321", "0987001234"
CARD = f"{NUMBER}|113456780|{NAME.upper()}|07031985|Nam|Bản Ngọc Kín, Mai Châu|10052021"
PERSON = {"nyc/hoTen": NAME, "nyc/soDinhDanh": NUMBER, "nyc/ngaySinh": "1985-03-07",
          "nyc/dienThoai": PHONE, "cha/hoTen": NAME, "cha/soDinhDanh": NUMBER,
          "cha/ngaySinh": "07/03/1985", "nks/hoTen": "Lường Kín Con"}
PDF = f"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
% {NAME} {NUMBER} {PHONE}
trailer<</Root 1 0 R>>
""".encode()


def run(report, binaries: str, long: bool) -> None:
    needles = Needles([NAME, NUMBER, PHONE, PASSWORD, "Lường Kín Con"])
    scanner_sees(report, needles)
    with World(binaries, "privacy") as world:
        with report.step("a commune with a planted person, file, draft and search"):
            world.found_hub()
            world.start_hub()
            world.enrol()
            paper = world.file("giay-chung-sinh.pdf", PDF)
            code = world.receive(BIRTH, answers(BIRTH, "valid-father-on-time") | PERSON,
                                 "--file", f"giayChungSinh={paper}")["code"]
            world.serve()
            visit(world, code)
            world.kiosk.run("dossier", "status", code, "--to", "4", "--reason", f"Gọi {PHONE}")
            world.kiosk.run("sync", "--once")
        searched(report, world, code)
        nothing_open(report, world, needles)
        declared_kinds(report, world)


def visit(world: World, code: str) -> None:
    """An officer's day in a browser that keeps its profile on the disk."""
    profile = world.folder / "profile"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=ARGUMENTS, locale="vi-VN")
        page = context.new_page()
        hands = Keyboard(page)
        sign_in(page, world.kiosk_url, hands=hands)
        page.goto(f"{world.kiosk_url}/procedures/{BIRTH}")
        hands.focus_on("form.start button")
        hands.go("Enter")
        hands.focus_on("#card")
        hands.type(CARD)
        hands.go("Enter")
        hands.focus_on("form[action$='/scan/apply'] button")
        hands.go("Enter")
        hands.section_with_mistake({"nyc/dienThoai": PHONE})
        for path in ("/today", f"/dossiers/{code}", f"/dossiers/{code}/receipt",
                     f"/dossiers/{code}/history"):
            page.goto(world.kiosk_url + path)
            if page.locator("input[name='reason']").count():
                hands.focus_on("form[action$='/view'] .button")
                hands.go("Enter")
        page.goto(f"{world.kiosk_url}/copies")
        hands.focus_on("#name")
        hands.type(NAME)
        hands.go("Control+Enter")
        expect(page.locator(".errors").count() > 0, "copies of nothing are pointed out")
        page.goto(f"{world.kiosk_url}/dossiers")
        hands.focus_on("#text")
        hands.type(NAME)
        hands.go("Enter")
        expect(code in page.locator("main").inner_text(), "the search page finds the name")
        expect(NUMBER not in page.locator("main").inner_text(), "a list masks the number")
        expect("text=" not in page.url, f"nothing personal in addresses: {page.url}")
        context.close()


def searched(report, world: World, code: str) -> None:
    with report.check("name, number and phone are found by search"):
        for text in (NAME, "kin luong quang", NUMBER, PHONE):
            hits = [hit["code"] for hit in world.kiosk.json("dossier", "list", "--search", text)]
            expect(code in hits, f"“{text}” finds {hits}")
    with report.check("lists show masked details only"):
        text = world.kiosk.run("dossier", "list")
        expect("Lường Kín Con" not in text and NUMBER not in text, text)


def nothing_open(report, world: World, needles: Needles) -> None:
    world.kiosk_program.stop()
    world.stop_hub()
    places = {"the kiosk's data": world.kiosk.data, "the hub's data": world.hub.data,
              "Chromium's profile": world.folder / "profile", "the logs": world.folder / "logs"}
    for words, folder in places.items():
        with report.check(f"nothing personal lies open in {words}"):
            equal(scan_tree(folder, needles), [], "found")
    for tool, name in ((world.kiosk, "motcua.sqlite"), (world.hub, "hub.sqlite")):
        with report.check(f"no column of {name} holds anything personal"):
            equal(scan_database(tool.data / name, needles), [], "found")
    with report.check("no paper lies open in the data folders, and there are no core files"):
        found = [str(path) for tool in (world.kiosk, world.hub)
                 for path in pathlib.Path(tool.data).rglob("*") if path.is_file()
                 for magic in (b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0")
                 if magic in path.read_bytes()]
        equal(found, [], "open papers")
        cores = [str(path) for folder in (ROOT, world.folder) for path in folder.glob("core*")
                 if path.is_file()]
        equal(cores, [], "core files")


def declared_kinds(report, world: World) -> None:
    with report.check("every file of both data folders is of a declared kind"):
        world.kiosk.json("check")
        world.hub.json("check")
    plants = {"stray.txt": b"x", "files/stray": b"not sealed", "receipt.png": b"\x89PNG\r\n"}
    for name, content in plants.items():
        with report.check(f"a file of an unknown kind fails the check and is named: {name}"):
            plant = world.kiosk.data / name
            plant.parent.mkdir(exist_ok=True)
            plant.write_bytes(content)
            try:
                done = attempt(world.kiosk, "check", "--json")
                equal(done.returncode, 1, "exit code")
                expect(name in done.stdout, f"named: {done.stdout}{done.stderr}")
            finally:
                plant.unlink()
    with report.check("the hub's check names a file nobody declared"):
        plant = world.hub.data / "stray.txt"
        plant.write_text("x")
        done = attempt(world.hub, "check", "--json")
        plant.unlink()
        equal(done.returncode, 1, "exit code")
        expect("stray.txt" in done.stdout, f"named: {done.stdout}{done.stderr}")


def scanner_sees(report, needles: Needles) -> None:
    """The scan is worth something only if it sees what is there."""
    with report.step("the scan sees a planted name in every wrapping"):
        text = f"xx {NAME} yy"
        wrappings = {
            "UTF-8": text.encode(), "UTF-16": text.encode("utf-16-le"), "capitals":
            text.upper().encode(), "JSON": json.dumps(text).encode(), "gzip":
            b"..." + gzip.compress(text.encode()), "zlib": b"..." + zlib.compress(text.encode()),
            "zstd": b"..." + subprocess.run(["zstd", "-q", "-c"], input=text.encode(),
                                            capture_output=True, check=True).stdout,
            "address": urllib.parse.quote(text).encode()}
        unseen = [name for name, data in wrappings.items() if not needles.inside(data)]
        equal(unseen, [], "wrappings it does not see through")
