"""PWG Raster read by CUPS's own library, and by the table of PWG 5102.4."""

import ctypes
import ctypes.util
import dataclasses
import os
import pathlib
import struct
import subprocess

import numpy

HEADER_BYTES = 1796
# PWG 5102.4-2012, 4.3: places of the words of a page's header, counted from its beginning.
PLACES = {"HWResolutionX": 276, "HWResolutionY": 280, "Duplex": 272, "NumCopies": 340,
          "PageSizeX": 352, "PageSizeY": 356, "Width": 372, "Height": 376, "BitsPerColor": 384,
          "BitsPerPixel": 388, "BytesPerLine": 392, "ColorOrder": 396, "ColorSpace": 400,
          "NumColors": 420, "TotalPageCount": 452, "CrossFeedTransform": 456, "FeedTransform": 460,
          "AlternatePrimary": 480}
# The bytes 4.3 reserves, which have to be zero.
RESERVED = [(256, 12), (284, 16), (312, 12), (332, 8), (348, 4), (360, 8), (380, 4), (404, 16),
            (424, 28), (488, 20), (1604, 64)]


@dataclasses.dataclass
class Page:
    header: dict[str, int]
    name: str
    lines: bytes


def first_header(document: bytes) -> dict[str, int]:
    """The first page's header by the standard's own table, read by nobody's library."""
    assert document[:4] == b"RaS2", f"begins with {document[:4]!r}"
    header = document[4:4 + HEADER_BYTES]
    assert header[:64] == b"PwgRaster".ljust(64, b"\0"), header[:64]
    for place, count in RESERVED:
        assert header[place:place + count] == bytes(count), f"reserved bytes at {place}"
    return {name: struct.unpack_from(">I", header, place)[0] for name, place in PLACES.items()}


def pages(path: pathlib.Path) -> list[Page]:
    """All pages as CUPS reads them."""
    cups = ctypes.CDLL(ctypes.util.find_library("cups") or "libcups.so.2")
    cups.cupsRasterOpen.restype = ctypes.c_void_p
    for name in ("cupsRasterReadHeader2", "cupsRasterReadPixels", "cupsRasterClose"):
        getattr(cups, name).argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint][
            :1 if name.endswith("Close") else 2 if name.endswith("2") else 3]
    found, file = [], os.open(path, os.O_RDONLY)
    try:
        stream = cups.cupsRasterOpen(file, 0)
        assert stream, "CUPS does not open it"
        header = ctypes.create_string_buffer(HEADER_BYTES)
        while cups.cupsRasterReadHeader2(stream, header):
            # CUPS hands the words over in the machine's order.
            words = {name: struct.unpack_from("=I", header.raw, place)[0]
                     for name, place in PLACES.items()}
            count = words["BytesPerLine"] * words["Height"]
            lines = ctypes.create_string_buffer(count)
            got = cups.cupsRasterReadPixels(stream, lines, count)
            assert got == count, f"CUPS reads {got} of {count} bytes"
            name = header.raw[1732:1796].split(b"\0")[0].decode()
            found.append(Page(words, name, lines.raw))
        cups.cupsRasterClose(stream)
    finally:
        os.close(file)
    return found


def grey(page: Page) -> bytes:
    """Grey values, 0 is black, a byte a dot."""
    width, step = page.header["Width"], page.header["BytesPerLine"]
    rows = (page.lines[start:start + step] for start in range(0, len(page.lines), step))
    kind = page.header["ColorSpace"], page.header["BitsPerPixel"]
    if kind == (18, 8):
        return b"".join(rows)
    if kind == (19, 24):
        return b"".join(row[1::3] for row in rows)
    assert kind == (3, 1), f"kind {kind}"
    table = [bytes(0 if byte >> (7 - bit) & 1 else 255 for bit in range(8)) for byte in range(256)]
    return b"".join(b"".join(table[byte] for byte in row)[:width] for row in rows)


def save(page: Page, path: pathlib.Path) -> None:
    """As a PGM picture."""
    size = f"P5 {page.header['Width']} {page.header['Height']} 255\n"
    path.write_bytes(size.encode() + grey(page))


def alike(folder: pathlib.Path, wanted: pathlib.Path, number: int, page: Page) -> float:
    """How much of the ink of our page and of poppler's page of the PDF is not the other's, both
    looked at in squares of a sixth of an inch; 0 is the same, the same drawn by two renderers is below
    0.05, a page shifted by one square above 0.5."""
    stem, dots = folder / "poppler", page.header["HWResolutionX"]
    subprocess.run(["pdftoppm", "-r", str(dots), "-f", str(number), "-l", str(number),
                    "-singlefile", "-gray", wanted, stem], check=True)
    head, size, _, data = stem.with_suffix(".pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    theirs = 255 - numpy.frombuffer(data, numpy.uint8).reshape(height, width).astype(float)
    ours = numpy.frombuffer(grey(page), numpy.uint8).reshape(
        page.header["Height"], page.header["Width"])
    ours = 255 - ours.astype(float)
    if width > height:
        ours = numpy.rot90(ours)
    step = dots // 6
    rows, columns = (min(a, b) // step for a, b in zip(ours.shape, theirs.shape, strict=True))

    def squares(ink):
        cut = ink[:rows * step, :columns * step]
        return cut.reshape(rows, step, columns, step).sum(axis=(1, 3))

    left, right = squares(ours), squares(theirs)
    return float(abs(left - right).sum() / right.sum())
