"""The printed receipt's QR code as a cheap phone sees it: crumpled, faded, tilted, blurred, noisy."""

import pathlib
import subprocess

import numpy
from PIL import Image, ImageFilter

from checks import expect
from paper import decode, decode_all, decode_raster
from printers import Listener
from world import World

MARITAL = "1.004873"
SEEDS, LONG_SEEDS = 8, 60
# What mixes everything varies most, so that more pictures of it are taken.
SEEDS_OF_ALL_AT_ONCE = 24
# The part of a camera's picture a receipt's code takes when held as people hold it: pixels a side.
PHONE_SIDE = 420
# Of the pictures of one kind, this many in a hundred must be read; a phone takes several a second.
WANTED_PERCENT, WANTED_OF_ALL_AT_ONCE = 75, 50


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "degraded") as world:
        with report.step("a receipt on A5 at 150 and 200 dpi, and on slips of 58 and 80 mm"):
            world.found_alone(officers=False)
            code = world.receive(MARITAL)["code"]
            media = printed(world, code)
            texts = {name: decode(path) for name, path in media.items()}
            wanted = next(iter(texts.values()))
            expect(code in wanted and set(texts.values()) == {wanted}, f"clean prints: {texts}")
        for name, path in media.items():
            with report.check(f"{name}: the code is read from bad pictures"):
                rates = read_all(path, world.folder, wanted, LONG_SEEDS if long else SEEDS)
                report.note(f"{name}: " + ", ".join(f"{kind} {rate} %" for kind, rate in rates))
                bad = [kind for kind, rate in rates
                       if rate < (WANTED_OF_ALL_AT_ONCE if kind == "all at once" else WANTED_PERCENT)]
                expect(not bad, f"read too rarely: {bad}")
        with report.check("the pictures are bad: one that is far worse is not read"):
            square = crop(Image.open(media["A5 at 150 dpi"]).convert("L"), wanted, world.folder)
            worse = square.resize((60, 60)).filter(ImageFilter.GaussianBlur(2))
            path = world.folder / "worse.png"
            worse.save(path)
            expect(decode(path) == "", "a picture nobody can read was read")


def printed(world: World, code: str) -> dict[str, pathlib.Path]:
    """What each kind of paper shows, as a picture of the printer's own dots."""
    media = {}
    pdf = world.folder / "receipt.pdf"
    world.kiosk.run("document", code, "--kind", "receipt", "--format", "pdf", "--out", pdf)
    for dpi in (150, 200):
        stem = world.folder / f"a5-{dpi}"
        subprocess.run(["pdftoppm", "-r", str(dpi), "-f", "1", "-l", "1", "-singlefile", "-gray",
                        "-png", pdf, stem], check=True)
        media[f"A5 at {dpi} dpi"] = stem.with_suffix(".png")
    for paper in ("mm58", "mm80"):
        listener = Listener()
        world.kiosk.run("printer", "add", paper, listener.address, "--paper", paper)
        world.kiosk.run("printer", "print", paper, code)
        world.kiosk.run("printer", "run", "--poll", "20")
        raw, picture = world.folder / f"{paper}.raw", world.folder / f"{paper}.pgm"
        raw.write_bytes(listener.jobs[-1])
        decode_raster(raw, picture)
        media[f"slip of {paper[2:]} mm"] = picture
        listener.close()
    return media


def crop(page: Image.Image, wanted: str, folder: pathlib.Path) -> Image.Image:
    """The code with some of the paper around it: what can be cut off while it is still read."""
    path = folder / "page.png"

    def reads(box: tuple[int, int, int, int]) -> bool:
        page.crop(box).save(path)
        return decode(path) == wanted

    box = [0, 0, page.width, page.height]
    for side in range(4):
        kept, lost = box[side], box[(side + 2) % 4]
        while abs(kept - lost) > 4:
            middle = (kept + lost) // 2
            tried = box[:side] + [middle] + box[side + 1:]
            kept, lost = (middle, lost) if reads(tuple(tried)) else (kept, middle)
        box[side] = kept
    margin = (box[2] - box[0]) // 10
    return page.crop((max(0, box[0] - margin), max(0, box[1] - margin),
                      min(page.width, box[2] + margin), min(page.height, box[3] + margin)))


def read_all(path: pathlib.Path, folder: pathlib.Path, wanted: str, seeds: int):
    square = crop(Image.open(path).convert("L"), wanted, folder)
    photo = numpy.asarray(
        square.resize((PHONE_SIDE, PHONE_SIDE * square.height // square.width), Image.BICUBIC),
        dtype=float)

    def one(kind: str, seed: int) -> pathlib.Path:
        # One generator per picture: the same seed gives the same picture.
        chance = numpy.random.default_rng([seed, list(WAYS).index(kind)])
        target = folder / f"{path.stem}-{kind.replace(' ', '-')}-{seed}.pgm"
        Image.fromarray(WAYS[kind](photo, chance).clip(0, 255).astype("uint8")).save(target)
        return target

    rates = []
    for kind in WAYS:
        count = max(seeds, SEEDS_OF_ALL_AT_ONCE) if kind == "all at once" else seeds
        read = decode_all([one(kind, seed) for seed in range(count)])
        rates.append((kind, 100 * list(read.values()).count(wanted) // count))
        for target, text in read.items():
            if text == wanted:
                target.unlink()
    return rates


def noisy(picture, chance, sigma: float = 18):
    return picture + chance.normal(0, sigma, picture.shape)


def faded(picture, chance, least: float = 0.25):
    """Pale ink that differs over the paper, on paper that is not white any more."""
    ink = least + 0.35 * smooth(picture.shape, chance, 4)
    return 225 - (255 - picture) * ink


def blurred(picture, chance):
    image = Image.fromarray(picture.clip(0, 255).astype("uint8"))
    return numpy.asarray(
        image.filter(ImageFilter.GaussianBlur(chance.uniform(1.2, 1.9))), dtype=float)


def tilted(picture, chance):
    """Held askew: one edge farther away, and turned in its plane."""
    image = Image.fromarray(picture.clip(0, 255).astype("uint8"))
    turned = image.rotate(chance.uniform(-20, 20), Image.BICUBIC, expand=True, fillcolor=250)
    width, height = turned.size
    lean = chance.uniform(0.06, 0.13) * width
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    seen = [(lean, lean * 0.7), (width - lean, 0), (width, height), (0, height - lean * 0.5)]
    return numpy.asarray(
        turned.transform((width, height), Image.PERSPECTIVE, perspective(seen, corners),
                         Image.BICUBIC, fillcolor=250), dtype=float)


def perspective(seen, corners):
    """The eight numbers that carry points of the picture seen to the flat one."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, corners):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return numpy.linalg.solve(numpy.array(rows, dtype=float), numpy.array(values, dtype=float))


def crumpled(picture, chance):
    """Smooth folds that move the dots and darken the valleys."""
    height, width = picture.shape
    reach = 0.006 * width
    y, x = numpy.mgrid[0:height, 0:width].astype(float)
    across = x + reach * (2 * smooth(picture.shape, chance, 5) - 1)
    down = y + reach * (2 * smooth(picture.shape, chance, 5) - 1)
    moved = picture[down.round().clip(0, height - 1).astype(int),
                    across.round().clip(0, width - 1).astype(int)]
    return moved * (0.65 + 0.35 * smooth(picture.shape, chance, 6))


def small(picture, chance):
    """From farther away: half the dots a side, made larger again by the phone."""
    image = Image.fromarray(picture.clip(0, 255).astype("uint8"))
    part = chance.uniform(0.5, 0.6)
    less = image.resize((int(image.width * part), int(image.height * part)), Image.BILINEAR)
    return numpy.asarray(less.resize(image.size, Image.BICUBIC), dtype=float)


def stained(picture, chance):
    """Three spots and a fold line, five in a hundred of the code."""
    spoiled = picture.copy()
    height, width = picture.shape
    y, x = numpy.mgrid[0:height, 0:width]
    for _ in range(3):
        cy, cx = chance.uniform(0.35, 0.65) * height, chance.uniform(0.35, 0.65) * width
        spoiled[(x - cx) ** 2 + (y - cy) ** 2 < (0.035 * width) ** 2] = chance.uniform(60, 230)
    spoiled[int(0.5 * height):int(0.5 * height) + 2, :] = 235
    return spoiled


def everyday(picture, chance):
    """A little of everything at once: out of a pocket, in a dim room."""
    worn = faded(crumpled(tilted(picture, chance), chance), chance, 0.45)
    image = Image.fromarray(worn.clip(0, 255).astype("uint8"))
    soft = image.filter(ImageFilter.GaussianBlur(0.7))
    return noisy(numpy.asarray(soft, dtype=float), chance, 5)


def smooth(shape, chance, cells: int):
    """Values from 0 to 1 that change slowly over the picture."""
    grid = Image.fromarray((chance.random((cells, cells)) * 255).astype("uint8"))
    return numpy.asarray(grid.resize(shape[::-1], Image.BICUBIC), dtype=float) / 255


WAYS = {"noisy": noisy, "faded": faded, "blurred": blurred, "at an angle": tilted,
        "crumpled": crumpled, "far away": small, "stained": stained, "all at once": everyday}
