"""Questions answered with files made on the spot, by a browser with a camera and a microphone."""

import json
import re
import shutil

from accessibility import look
from browser import chromium, sign_in
from checks import equal, expect
from office import await_true
from world import World

CODE = "9.000002"
# Chromium's own moving picture and tone instead of devices.
DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
FORM = """| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required | appearance | parameters |
| | background-audio | ghiAm | | | | | |
| | begin group | nyc | Người nộp | Applicant | | | |
| | text | hoTen | Họ tên | Name | yes | | |
| | image | chuKy | Chữ ký | Signature | yes | signature | |
| | image | anh | Ảnh | Picture | yes | new-front | |
| | image | soDo | Sơ đồ | Sketch | | annotate | |
| | audio | loiKhai | Lời khai | Statement | | | |
| | video | phim | Phim | Film | | | |
| | file | tep | Tệp | File | | | |
| | range | muc | Mức | Level | yes | no-ticks | start=0 end=1000 step=5 |
| | end group | | | | | | |
| | begin group | khac | Khác | Other | | | |
| | text | ghiChu | Ghi chú | Remark | | | |
| | end group | | | | | | |

| settings |
| | form_title | form_id | version | default_language |
| | Việc có tệp | 9.000002 | 2026.1 | Tiếng Việt (vi) |
"""


def answered(report, world: World, share, url: str, procedure: dict) -> None:
    work = world.folder / "work/files"
    work.mkdir(parents=True)
    (work / "form.md").write_text(FORM)
    (work / "procedure.json").write_text(json.dumps(procedure | {"code": CODE}, ensure_ascii=False))
    world.kiosk.run("form", "check", work / "form.md", "--write")
    shutil.copytree(work, share / "Forms" / CODE / "2026.1")
    with chromium(arguments=DEVICES) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        sign_in(page, url)
        await_true("the procedure", lambda: page.goto(f"{url}/procedures/{CODE}").ok, 20)
        page.locator("form button", has_text=re.compile("Bắt đầu")).click()
        page.goto(re.sub(r"/scan.*", "/sections/1", page.url))
        with report.step("nothing is recorded before the resident agreed; then with a sign to be seen"):
            expect(not page.locator(".recording [data-part=on-air]").is_visible(), "a sign")
            page.locator(".recording [data-do=begin]").click()
            page.locator(".recording [data-part=on-air]").wait_for()
        with report.step("a signature is drawn, a picture, sound and film are taken, a file is chosen"):
            page.locator("[name='f/nyc/hoTen']").fill("Bùi Văn An")
            sign(page, "nyc.chuKy")
            make(page, "nyc.anh", "shoot")
            make(page, "nyc.loiKhai", "begin", "done")
            make(page, "nyc.phim", "begin", "done")
            choose(page, "nyc.tep", "giay.pdf", b"%PDF-1.4\n")
            choose(page, "nyc.soDo", "so-do.png", picture())
            before = answer(page, "nyc.soDo")
            sign(page, "nyc.soDo")
            expect(answer(page, "nyc.soDo") != before, "the picture drawn upon")
            equal(page.locator("[name='f/nyc/hoTen']").input_value(), "Bùi Văn An", "the name")
            look(report, page, "files-vi-1366x768")
        with report.step("a file of another kind is refused with the reason and changes nothing"):
            kept = answer(page, "nyc.anh")
            with page.expect_navigation():
                field(page, "nyc.anh").locator("[data-file]").set_input_files(
                    {"name": "a.png", "mimeType": "image/png", "buffer": b"MZ"})
            expect("chỉ nhận jpg, png" in page.locator("#errors").inner_text(), "the reason")
            equal(answer(page, "nyc.anh"), kept, "the picture")
        with report.step("a range without ticks is slid, and its number stands beside it"):
            slider = field(page, "nyc.muc").locator("[data-slide]")
            slider.evaluate("e => { e.value = 735; e.dispatchEvent(new Event('input', {bubbles: true})) }")
            equal(page.locator("[name='f/nyc/muc']").input_value(), "735", "the number")
        with report.step("the recording goes on from page to page and is kept part by part"):
            with page.expect_navigation():
                page.locator("[name='_action'][data-continue]").click()
            await_true("the second page", lambda: page.url.endswith("/sections/2"), 10)
            page.locator(".recording [data-part=on-air]").wait_for()
            page.locator("[name='f/khac/ghiChu']").fill("Không")
            with page.expect_navigation():
                page.locator("[name='_action'][data-continue]").click()
            page.goto(re.sub(r"/(papers|sections).*", "/check", page.url))
        with report.step("all of it is kept with the dossier"):
            page.locator("#accept button[data-continue]").click()
            await_true("the receipt", lambda: "/receipt" in page.url, 20)
            code = re.search(r"/dossiers/([^/]+)/receipt", page.url)[1]
            state = world.kiosk.json("dossier", "show", code)
            files = [(file["component"], file["type"]) for file in state["files"]]
            for wanted in [("/nyc/chuKy", "image/png"), ("/nyc/anh", "image/jpeg"),
                           ("/nyc/soDo", "image/png"), ("/nyc/loiKhai", "audio/webm"),
                           ("/nyc/phim", "video/webm"), ("/nyc/tep", "application/pdf")]:
                equal(files.count(wanted), 1, f"files {wanted}")
            expect(files.count(("/ghiAm", "audio/webm")) >= 2, f"parts of the recording: {files}")
            page.goto(f"{url}/dossiers/{code}")
            for label in ("Chữ ký", "Ghi âm khi điền tờ khai"):
                expect(label in page.content(), label)
        equal(faults, [], "faults of the pages")


def field(page, name: str):
    return page.locator(f"[data-item='q-{name}']")


def answer(page, name: str) -> str:
    return field(page, name).locator("[data-answer]").inner_text()


def make(page, name: str, *actions: str) -> None:
    """Opens the tool of a field and uses its buttons; the file is there when the page is back."""
    field(page, name).locator("[data-make]").click()
    for action in actions[:-1]:
        page.locator(f"#make-file [data-do={action}]").click()
        page.wait_for_timeout(300)
    if actions[-1] == "shoot":
        video = page.locator("#make-file video")
        await_true("the camera", lambda: video.evaluate("e => e.videoWidth") > 0, 10)
    with page.expect_navigation():
        page.locator(f"#make-file [data-do={actions[-1]}]").click()
    field(page, name).locator("[data-answer]").wait_for()


def sign(page, name: str) -> None:
    field(page, name).locator("[data-make]").click()
    box = page.locator("#make-file canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 120, steps=5)
    page.mouse.up()
    with page.expect_navigation():
        page.locator("#make-file [data-do=done]").click()
    field(page, name).locator("[data-answer]").wait_for()


def choose(page, name: str, file: str, data: bytes) -> None:
    with page.expect_navigation():
        field(page, name).locator("[data-file]").set_input_files(
            {"name": file, "mimeType": "application/octet-stream", "buffer": data})
    field(page, name).locator("[data-answer]").wait_for()


def picture() -> bytes:
    """A white picture of one pixel, as PNG."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")
