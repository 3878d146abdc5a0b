"""A form whose labels have pictures, sound and film, and what a browser makes of them."""

import io
import math
import pathlib
import struct
import wave
import zlib

from checks import equal, expect
from office import await_true

FORM = """| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required | relevant | media::image | media::image::English (en) | media::audio | media::video | media::big-image |
| | begin group | nyc | Giấy tờ | Papers | | | | | | | |
| | select_one the | the | Bạn có thẻ nào? | Which card do you have? | yes | | the.png | card-en.png | tone.wav | | the.png |
| | text | cho | Nơi cấp | Where issued | | ${the} = 'cc' | | | | | |
| | select_multiple the | tatCa | Những thẻ đã mất | Cards that are lost | | | | | | phim.webm | |
| | end group | | | | | | | | | | |

| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | media::image | media::audio |
| | the | cc | Căn cước | Citizen card | cc.png | |
| | the | ho | Hộ chiếu | Passport | ho.png | tone.wav |
| | the | khac | Giấy tờ khác | Another paper | | |

| settings |
| | form_title | form_id | version | default_language |
| | Giấy tờ có hình | {code} | 2026.1 | Tiếng Việt (vi) |
"""


def author(folder: pathlib.Path, code: str = "9.000003") -> pathlib.Path:
    """Writes the form and its files as an author does; answers the form's file."""
    media = folder / "media"
    media.mkdir(parents=True)
    (folder / "form.md").write_text(FORM.replace("{code}", code))
    for index, name in enumerate(("the", "card-en", "cc", "ho")):
        (media / f"{name}.png").write_bytes(picture(300 + 60 * index, 190, 40 * index))
    (media / "tone.wav").write_bytes(tone())
    # The beginning of a film is enough: it is offered, nobody watches it here.
    (media / "phim.webm").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(64))
    return folder / "form.md"


def picture(width: int = 8, height: int = 8, shade: int = 0) -> bytes:
    """A picture of bars, as PNG."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"".join(
        bytes((20 + shade, 90, 80)) if x // 20 % 2 else b"\xf0\xf4\xf2" for x in range(width))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * height))
            + chunk(b"IEND", b""))


def tone() -> bytes:
    """A second of a low tone, as WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 1, 8000, 8000, "NONE", ""))
        out.writeframes(bytes(int(128 + 40 * math.sin(index / 4)) for index in range(8000)))
    return file.getvalue()


def shown(page) -> None:
    """Every picture of the page is there with words, and nothing plays by itself."""
    pictures = page.locator("#fields img").all()
    expect(pictures, "pictures of labels")
    for one in pictures:
        await_true("the picture", lambda: one.evaluate("e => e.naturalWidth") > 0, 10)
        expect(one.get_attribute("alt"), "words for a picture")
        box = one.bounding_box()
        expect(0 < box["width"] <= page.viewport_size["width"], f"the picture's size: {box}")
    for player in page.locator("#fields audio, #fields video").all():
        equal(player.evaluate("e => [e.paused, e.preload, e.controls, e.autoplay]"),
              [True, "none", True, False], "a player")


def play(page, player) -> None:
    equal(player.evaluate("e => e.readyState"), 0, "nothing is fetched before it is asked for")
    player.evaluate("e => { e.muted = true; return e.play() }")
    await_true("the sound to its end", lambda: player.evaluate("e => e.ended"), 15)
