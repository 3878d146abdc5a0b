"""Reads what was printed with programs that are not ours."""

import pathlib
import re
import subprocess

from office import Failed

RASTER = b"\x1dv0"


def decode(image: pathlib.Path) -> str:
    """What a QR reader sees in a picture."""
    done = subprocess.run(["zbarimg", "-q", "--raw", str(image)], capture_output=True, text=True)
    return done.stdout.strip()


def decode_all(images: list[pathlib.Path]) -> dict[pathlib.Path, str]:
    """What a QR reader sees in each of many pictures, read by one process."""
    done = subprocess.run(
        ["zbarimg", "-q", "--xml", "-Sdisable", "-Sqrcode.enable", *map(str, images)],
        capture_output=True, text=True)
    found = dict.fromkeys(images, "")
    for source in done.stdout.split("<source href='")[1:]:
        name, _, rest = source.partition("'")
        found[pathlib.Path(name)] = "\n".join(re.findall(r"<!\[CDATA\[(.*?)\]\]>", rest, re.S))
    if len(found) > len(images):
        raise Failed(f"zbarimg names pictures nobody gave it: {done.stdout[:300]}")
    return found


def decode_raster(printed: pathlib.Path, picture: pathlib.Path) -> int:
    """Turns the raster images (GS v 0) of a thermal slip into one picture; its width in dots."""
    data, at, rows, across = printed.read_bytes(), 0, [], 0
    while (at := data.find(RASTER, at)) >= 0:
        mode = data[at + 3]
        across = data[at + 4] | data[at + 5] << 8
        high = data[at + 6] | data[at + 7] << 8
        if mode != 0:
            raise Failed(f"the raster mode is {mode}, expected 0")
        start, end = at + 8, at + 8 + across * high
        if end > len(data):
            raise Failed("the raster is cut short")
        rows += [data[row:row + across] for row in range(start, end, across)]
        at = end
    if not rows:
        raise Failed("no raster image in the slip")
    dots = [bytes(0 if byte >> bit & 1 else 255 for byte in row for bit in range(7, -1, -1))
            for row in rows]
    picture.write_bytes(b"P5\n%d %d\n255\n" % (across * 8, len(dots)) + b"".join(dots))
    return across * 8


def pdf_text(document: pathlib.Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(document), "-"], capture_output=True,
                          text=True, check=True)
    return done.stdout


def pdf_pages(document: pathlib.Path) -> int:
    done = subprocess.run(["pdfinfo", str(document)], capture_output=True, text=True, check=True)
    return next(int(line.split()[1]) for line in done.stdout.splitlines()
                if line.startswith("Pages:"))
