"""The author's preview of a form: both modes, every saved change at once, and nobody else's business."""

import contextlib
import http.client
import json
import pathlib
import re
import subprocess
import urllib.parse

import label_media
from accessibility import SCREENS, SCREENSHOTS, look
from authoring import VIETNAMESE, markdown, spoilt
from browser import chromium
from checks import equal, expect
from office import ROOT
from world import World, attempt


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "authoring-preview") as world:
        previewed(report, world)
        looked_at(report, world)
        with_media(report, world)


@contextlib.contextmanager
def preview(world: World, form: pathlib.Path):
    """The preview of a form, and how to ask it."""
    program = subprocess.Popen(
        [world.kiosk.binary, "form", "preview", str(form), "--listen", "127.0.0.1:0", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = json.loads(program.stdout.readline())["url"].removeprefix("http://")

        def ask(path: str, fields: dict | None = None, **headers) -> tuple[int, str, str]:
            link = http.client.HTTPConnection(address, timeout=60)
            body = urllib.parse.urlencode(fields) if fields is not None else None
            link.request("POST" if body is not None else "GET", path, body, {
                "Host": address, "Content-Type": "application/x-www-form-urlencoded"} | headers)
            answer = link.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("Location") or ""
        ask.url = f"http://{address}"
        yield ask
    finally:
        program.terminate()
        program.wait(20)


def previewed(report, world: World) -> None:
    form = world.file("preview.md", markdown())
    with preview(world, form) as ask:
        token = re.search(r'name="_token" value="([^"]+)"', ask("/")[1])[1]

        def post(path: str, fields: dict) -> tuple[int, str, str]:
            return ask(path, {"_token": token, "_action": "continue"} | fields)

        with report.check("form preview, officer: a section per page, what is missing is said, then on"):
            page = ask("/officer/1")[1]
            expect("Họ tên" in page and "Có con nhỏ không" in page, "the section")
            expect("Số con" not in page, "a question that is not asked")
            status, page, _ = post("/officer/1", {"f/nyc/hoTen": "Bùi Văn An"})
            equal(status, 422, "status while something is missing")
            expect('class="errors"' in page and 'value="Bùi Văn An"' in page, "the page")
            status, _, there = post("/officer/1", {"f/nyc/coTre": "khong"})
            equal((status, there), (303, "/check"), "the whole section")
        with report.check("form preview, resident: one question per page, in order, as answers want it"):
            asked = []
            there = "/resident/1"
            for fields in ({"f/nyc/hoTen": "Bùi Văn An"}, {"f/nyc/coTre": "co"}, {"f/nyc/soCon": "2"}):
                page = ask(there)[1]
                asked.append(re.search(r'name="_path" value="([^"]+)"', page)[1])
                there = post(there, {"_path": asked[-1]} | fields)[2]
            equal((asked, there), (["nyc/hoTen", "nyc/coTre", "nyc/soCon"], "/check"), "the way")
        with report.check("form preview: the answers come out as form fill takes them"):
            path = world.file("kept.json", ask("/answers.json")[1])
            filled = world.kiosk.json("form", "fill", form, "--answers", path)
            equal((filled["valid"], filled["answers"]["nyc/calc_phi"]), (True, "10000"), "fill")
        with report.check("form preview: a saved change shows at once and the answers stay"):
            form.write_text(markdown(**spoilt("survey", 3, VIETNAMESE, "Họ, chữ đệm, tên")))
            page = ask("/officer/1")[1]
            expect("Họ, chữ đệm, tên" in page and 'value="Bùi Văn An"' in page, page[-2000:])
        with report.check("form preview: a broken form is named with its place, then works again"):
            form.write_text(markdown(**spoilt("survey", 5, "constraint", ". >")))
            status, page, _ = ask("/")
            expect(status == 422 and "row 5" in page and "constraint" in page, f"{status} {page}")
            form.write_text(markdown())
            expect('value="Bùi Văn An"' in ask("/officer/1")[1], "the answers")
        with report.check("form preview: other names, other sites and posts without token are refused"):
            equal(ask("/", Host="forms.example")[0], 421, "another host name")
            equal(ask("/clear", {"_token": token}, Origin="http://evil.example")[0], 403, "origin")
            equal(ask("/clear", {})[0], 403, "a post without token")
            expect('value="Bùi Văn An"' in ask("/officer/1")[1], "the answers")
    with report.check("form preview is for this machine only"):
        refused = attempt(world.kiosk, "form", "preview", form, "--listen", "0.0.0.0:8720")
        equal((refused.returncode, refused.stdout), (4, ""), "exit and output")


def looked_at(report, world: World) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with preview(world, ROOT / "Forms/1.001193/2026.1/form.xml") as ask:
        token = re.search(r'name="_token" value="([^"]+)"', ask("/")[1])[1]
        for language in ("vi", "en"):
            ask("/language", {"_token": token, "language": language})
            for screen, (width, height) in SCREENS.items():
                with chromium(viewport={"width": width, "height": height}) as context:
                    page = context.new_page()
                    for path in ("/", "/officer/1", "/resident/1", "/resident/3", "/check"):
                        page.goto(ask.url + path)
                        name = path.strip("/").replace("/", "-") or "overview"
                        look(report, page, f"preview-{name}-{language}-{screen}")
        with report.check("preview in a browser: what follows from an answer appears while typing"):
            with chromium(viewport={"width": 1366, "height": 768}) as context:
                page = context.new_page()
                errors = []
                page.on("pageerror", lambda error: errors.append(str(error)))
                page.goto(ask.url + "/officer/1")
                field = page.locator("[name='f/nyc/soDinhDanh']")
                expect(field.is_visible(), "the number is asked for")
                page.locator("[name='f/nyc/loaiGiayTo']").select_option("ho_chieu")
                page.locator("[name='f/nyc/soGiayTo']").wait_for(state="visible")
                field.wait_for(state="hidden")
                equal(errors, [], "errors of scripts")


def with_media(report, world: World) -> None:
    folder = world.folder / "work/media-form"
    form = label_media.author(folder)
    with report.check("form check: a sound form with pictures, sound and film"):
        equal(world.kiosk.json("form", "check", form)["errors"], [], "errors")
    with report.check("form check: a file that is missing or no picture, with sheet, row and column"):
        (folder / "media/cc.png").rename(folder / "cc.png")
        (folder / "media/card-en.png").rename(folder / "card-en.png")
        (folder / "media/card-en.png").write_bytes(b"GIF89a")
        checked = attempt(world.kiosk, "form", "check", form, "--json")
        places = [(error["sheet"], error["row"], error["column"])
                  for error in json.loads(checked.stdout)["errors"]]
        equal((checked.returncode, sorted(places)), (2, [
            ("choices", 2, "media::image"), ("survey", 3, "media::image::English (en)")]),
              "exit and places")
        expect("media/cc.png" in checked.stdout and "media/card-en.png" in checked.stdout, "the names")
        for name in ("cc.png", "card-en.png"):
            (folder / name).rename(folder / "media" / name)
    with preview(world, form) as ask:
        with report.check("only files the form names are served, and no other of the folder"):
            (folder / "media/other.png").write_bytes(label_media.picture())
            equal([ask(f"/media/{name}", **{"Range": "bytes=0-3"})[0]
                   for name in ("tone.wav", "other.png", "..%2Fform.md", "form.md")],
                  [206, 404, 404, 404], "status")
        token = re.search(r'name="_token" value="([^"]+)"', ask("/")[1])[1]
        for screen, (width, height) in SCREENS.items():
            with chromium(viewport={"width": width, "height": height}) as context:
                page = context.new_page()
                for language in ("vi", "en"):
                    ask("/language", {"_token": token, "language": language})
                    for path in ("/officer/1", "/resident/1", "/resident/2"):
                        page.goto(ask.url + path)
                        label_media.shown(page)
                        look(report, page, f"media-{path.strip('/').replace('/', '-')}-{language}-{screen}")
        with report.check("a browser shows the language's own picture and plays the sound when asked"):
            with chromium() as context:
                page = context.new_page()
                page.goto(ask.url + "/officer/1")
                question = page.locator("[data-item='q-nyc.the']")
                equal(question.locator(".label-media img").get_attribute("src"), "/media/card-en.png",
                      "the picture")
                label_media.play(page, question.locator(".label-media audio"))
                page.get_by_role("radio", name="Citizen card").check()
                page.locator("[data-item='q-nyc.cho']").wait_for(state="visible")
                expect(page.get_by_role("radio", name="Citizen card").is_checked(), "the choice by its picture")
