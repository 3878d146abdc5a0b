"""Papers by the command line: every kind and format, thermal bytes against python-escpos, layouts corrected."""

import json
import shutil
import subprocess

from checks import equal, expect
from paper import decode, decode_raster, pdf_text
from world import ROOT, World, attempt

BIRTH, COPIES = "1.001193", "2.000815"
# Commands around the picture: start, and feed and cut.
START, CUT = b"\x1b@", b"\x1dVB\x00"
ROWS_PER_BAND = 240


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "papers") as world:
        world.found_alone()
        code = world.receive(BIRTH, "valid-father-on-time")["code"]
        copies = world.receive(COPIES, "valid-several-papers")["code"]
        world.kiosk.run("dossier", "status", code, "--to", "5", "--reason", "Thiếu giấy chứng sinh",
                        "--set", "papers=Giấy chứng sinh")
        kinds(report, world, code, copies)
        terminal(report, world, code)
        thermal(report, world, code)
        layouts(report, world)
        schema(report)


def draw(world: World, kind: str, form: str, *codes: str, more=()):
    out = world.folder / f"{kind}.{form}"
    world.kiosk.run("document", *codes, "--kind", kind, "--format", form, "--out", out, *more)
    return out


def kinds(report, world: World, code: str, copies: str) -> None:
    with report.check("every kind of paper that its time has come for"):
        for kind in ("01", "receipt", "declaration", "declaration-assisted", "02", "06", "fee",
                     "access"):
            expect(draw(world, kind, "pdf", code).read_bytes().startswith(b"%PDF"), kind)
        text = pdf_text(draw(world, "02", "pdf", code))
        for words in ("PHIẾU YÊU CẦU BỔ SUNG,", "HOÀN THIỆN HỒ SƠ", code):
            expect(words in text, text)
        expect("ban hành kèm theo" not in text, "a layout nobody has checked claims to be the form")
        for kind in ("03", "04", "05"):
            failed = attempt(world.kiosk, "document", code, "--kind", kind, "--format", "pdf",
                             "--out", world.folder / "none")
            expect(failed.returncode != 0 and "no “" in failed.stderr, failed.stderr)
    with report.check("lists of codes and of days"):
        for kind in ("07", "results", "01-batch"):
            text = pdf_text(draw(world, kind, "pdf", code, copies))
            expect(code in text.replace("\n", "") and copies in text, f"{kind}: {text}")
        expect(code in draw(world, "07", "text", "2020-01-01..2099-12-31").read_text(), "by days")
    with report.check("a preview is marked"):
        text = pdf_text(draw(world, "02", "pdf", code, more=("--preview",)))
        expect("BẢN XEM TRƯỚC" in text, text)


def terminal(report, world: World, code: str) -> None:
    with report.check("the terminal's small code leads to the tracking page with the look-up code"):
        shown = world.kiosk.json("dossier", "show", code)
        unit = json.loads(world.office.unit_file(world.hub_url).read_text())
        picture = world.folder / "terminal.pgm"
        draw_terminal(draw(world, "receipt", "text", code).read_text(), picture)
        equal(decode(picture), f"{unit['trackingURL']}{code}?k={shown['lookup']}", "the code")


def draw_terminal(text: str, picture) -> None:
    """Half blocks as a dark terminal shows them: light ink, 4 by 4 dots a half."""
    lines = [line for line in text.splitlines() if line.strip() and set(line) <= set(" ▀▄█")]
    rows = [[mark in halves for mark in line] for line in lines for halves in ("▀█", "▄█")]
    wide = max(map(len, rows))
    dots = b"".join(bytes(255 * cell for cell in row + [False] * (wide - len(row))
                          for _ in range(4)) * 4 for row in rows)
    picture.write_bytes(b"P5\n%d %d\n255\n" % (wide * 4, len(rows) * 4) + dots)


def thermal(report, world: World, code: str) -> None:
    from escpos.printer import Dummy
    from PIL import Image

    for kind in ("receipt", "02", "fee"):
        for width, dots in (("58", 384), ("80", 576)):
            with report.check(f"{kind} on {width} mm: the bytes python-escpos gives for the picture"):
                printed = draw(world, kind, "escpos", code, more=("--width", width))
                picture = world.folder / "slip.pgm"
                equal(decode_raster(printed, picture), dots, "dots across")
                peer = Dummy()
                peer.image(Image.open(picture), impl="bitImageRaster", center=False,
                           fragment_height=ROWS_PER_BAND)
                ours = printed.read_bytes()
                expect(ours.startswith(START) and ours.endswith(CUT), "start and cut")
                equal(ours[len(START):-len(CUT)], peer.output.removeprefix(START), "the bytes")


def layouts(report, world: World) -> None:
    with report.check("mistakes of a layout are said with their places"):
        folder = world.folder / "layouts"
        shutil.copytree(ROOT / "Forms/layouts", folder)
        files = sorted(folder.glob("*.json"))
        good = subprocess.run(
            [world.kiosk.binary, "layout", "check", *files], capture_output=True, text=True)
        equal(good.returncode, 0, good.stderr)
        wrong = json.loads((folder / "02.json").read_text())
        wrong["blocks"][1]["height"] = "1"
        written = next(number for number, block in enumerate(wrong["blocks"])
                       if block["kind"] == "text")
        wrong["blocks"][written]["text"] = "{onwer}"
        (folder / "02.json").write_text(json.dumps(wrong))
        said = subprocess.run([world.kiosk.binary, "layout", "check", *files],
                              capture_output=True, text=True)
        expect(said.returncode != 0, "a wrong file was accepted")
        for place in ("blocks[1].height", f"blocks[{written}].text", "{onwer}"):
            expect(place in said.stderr, said.stderr)


def schema(report) -> None:
    import jsonschema

    with report.check("layout files are valid by their schema, which refuses what is none"):
        rule = json.loads((ROOT / "Forms/layout.schema.json").read_text())
        checker = jsonschema.Draft202012Validator(rule)
        for file in sorted((ROOT / "Forms/layouts").glob("*.json")):
            layout = json.loads(file.read_text())
            equal([error.message for error in checker.iter_errors(layout)], [], file.name)
            layout["blocks"][0]["kind"] = "picture"
            expect(not checker.is_valid(layout), f"{file.name} with an unknown block")
