"""What an author published reaches a running office: a new version, its rename map and a language."""

import json
import re
import shutil

from accessibility import look
from authoring import VIETNAMESE, markdown, spoilt
from browser import chromium, sign_in
from checks import equal, expect
from file_answers import answered
from office import ROOT, Program, await_true
from world import PASSWORD, World

CODE, MARK = "9.000001", "≈ "
PROCEDURE = {
    "code": CODE, "version": "2026.1", "name": {"vi": "Việc thử", "en": "Trial"},
    "sector": {"code": "T", "vi": "Thử", "en": "Trial"}, "level": {"new": "partial", "old": 3},
    "decidedBy": "commune", "effectiveFrom": "2026-01-01", "receipt": "always",
    "routing": {"system": "provincial", "name": {"vi": "Tỉnh", "en": "Province"}},
    "term": {"value": 1, "unit": "workingDay", "rule": "R1", "text": {"vi": "01 ngày", "en": "1 day"}},
    "titlePath": "nyc/hoTen", "applicant": {"name": "nyc/hoTen"},
}


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "authoring-office") as world:
        published(report, world)


def publish(world: World, share, version: str, old: str, new: str, begins: str) -> None:
    """Writes, compiles and publishes a version in which the group `old` is called `new`."""
    work = world.folder / "work" / version
    work.mkdir(parents=True)
    sheets = spoilt("settings", 2, "version", version)
    text = markdown(**sheets).replace(f"/data/{old}/", f"/data/{new}/")
    (work / "form.md").write_text(text.replace(f"begin group | {old} ", f"begin group | {new} "))
    procedure = json.dumps(PROCEDURE | {"version": version, "effectiveFrom": begins},
                           ensure_ascii=False).replace(f"{old}/", f"{new}/")
    (work / "procedure.json").write_text(procedure)
    if old != new:
        (work / "renames.json").write_text(json.dumps({"from": "2026.1", "renames": {old: new}}))
    world.kiosk.run("form", "check", work / "form.md", "--write")
    shutil.copytree(work, share / "Forms" / CODE / version)


def published(report, world: World) -> None:
    share = world.folder / "share"
    shutil.copytree(ROOT / "Forms", share / "Forms")
    (share / "Kiosk").symlink_to(ROOT / "Kiosk")
    world.found_alone()
    office = Program(
        [world.kiosk.binary, "serve", "--listen", "127.0.0.1:0", "--data", str(world.kiosk.data)],
        world.folder / "logs/kiosk.log", {"MOTCUA_SHARE": str(share)})
    world.programs.append(office)
    url = office.await_url()
    with chromium() as context:
        page = context.new_page()
        sign_in(page, url)
        with report.step("a published folder is offered by the running office"):
            publish(world, share, "2026.1", "nyc", "nyc", "2026-01-01")
            await_true("the procedure", lambda: page.goto(f"{url}/procedures/{CODE}").ok, 20)
            page.locator("form button", has_text=re.compile("Bắt đầu")).click()
            page.goto(re.sub(r"/scan.*", "/sections/1", page.url))
            draft = page.url.removesuffix("/sections/1")
            page.locator("[name='f/nyc/hoTen']").fill("Bùi Văn An")
            page.locator("[name='_action'][data-continue]").click()
            expect("/version" not in page.content(), "a newer version")
        with report.step("a new version leaves the draft alone and says that it is there"):
            publish(world, share, "2026.2", "nyc", "nguoiNop", "2026-02-01")
            await_true("the note", lambda: page.goto(f"{draft}/sections/1").ok
                       and page.locator(f"a[href$='/version']").count() == 1, 20)
            equal(page.locator("[name='f/nyc/hoTen']").input_value(), "Bùi Văn An", "the answer")
        with report.step("the officer sees what changes, then carries the draft over"):
            page.locator("a[href$='/version']").click()
            look(report, page, "version-vi-1366x768")
            expect("Bùi Văn An" in page.content() and "2026.2" in page.content(), page.content())
            with page.expect_navigation():
                page.locator("button[data-continue]").click()
            page.goto(f"{draft}/sections/1")
            equal(page.locator("[name='f/nguoiNop/hoTen']").input_value(), "Bùi Văn An", "the answer")
            equal(page.locator("a[href$='/version']").count(), 0, "offers of a newer version")
        with report.step("a language put beside the form is offered and used, with Vietnamese beside it"):
            form = share / f"Forms/{CODE}/2026.2/form.xml"
            lines = world.kiosk.run("form", "strings", "export", form, "--language", "hmn")
            lines = lines.replace("\r\n", "\n").replace("itself\",", "itself\",Hmoob").replace(
                "answers for the translation,", "answers for the translation,UBND xã Thử").replace(
                "Họ tên,Full name,", f"Họ tên,Full name,{MARK}Họ tên")
            pack = world.file("hmn.csv", lines)
            world.kiosk.run("form", "strings", "import", form, pack, "--language", "hmn")
            button = page.locator("button[name=language][value=hmn]")
            await_true("the language", lambda: page.reload().ok and button.count() == 1, 20)
            button.click()
            page.goto(f"{draft}/sections/1")
            look(report, page, "pack-hmn-1366x768")
            labels = page.locator("#fields label, #fields legend").all_inner_texts()
            expect(any(MARK + "Họ tên" in label for label in labels), f"labels: {labels}")
            expect(any(label.startswith("Có con nhỏ") for label in labels), f"labels: {labels}")
            expect("giá trị pháp lý" in page.content(), "what counts in law")
        with report.check("a version whose field changed its type is named and not offered"):
            bad = share / f"Forms/{CODE}/2026.3"
            shutil.copytree(share / f"Forms/{CODE}/2026.2", bad)
            for name in ("form.xml", "procedure.json"):
                text = (bad / name).read_text().replace("2026.2", "2026.3")
                text = text.replace("2026-02-01", "2026-03-01").replace('soCon" type="int"', 'soCon" type="string"')
                (bad / name).write_text(text)
            shutil.rmtree(bad / "languages")
            await_true("the page", lambda: page.goto(f"{url}/procedures/{CODE}").ok
                       and "2026.3" in page.content(), 20)
            page.locator("form button", has_text=re.compile("Bắt đầu")).click()
            await_true("the version before", lambda: page.goto(f"{url}/procedures/{CODE}").ok
                       and "2026.2" in page.content(), 20)
            page.goto(f"{url}/sync")
            expect("2026.3" in page.content(), "the folder on the page of the link")
    answered(report, world, share, url, PROCEDURE)
