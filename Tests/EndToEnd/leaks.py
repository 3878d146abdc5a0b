"""Looks for words in bytes as they are, in other encodings, and inside what is compressed."""

import gzip
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import unicodedata
import urllib.parse
import zlib

ZSTD, GZIP, PDF = b"\x28\xb5\x2f\xfd", b"\x1f\x8b\x08", b"%PDF-"
ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
UNPACKED_LIMIT = 16 * 1024 * 1024
DEPTH_LIMIT = 3


class Needles:
    """The words looked for, in every spelling a program may give them."""

    def __init__(self, words: list[str]):
        spellings: set[bytes] = set()
        for word in words:
            for form in {word, word.upper(), word.lower(), unicodedata.normalize("NFD", word),
                         plain(word), plain(word).lower(), plain(word).upper()}:
                escaped = json.dumps(form)[1:-1]
                spellings |= {
                    form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be"),
                    escaped.encode(), re.sub(r"\\u[0-9a-f]{4}", lambda m: m[0][:2]
                                             + m[0][2:].upper(), escaped).encode(),
                    urllib.parse.quote(form).encode(), urllib.parse.quote_plus(form).encode()}
        self.pattern = re.compile(b"|".join(re.escape(one) for one in sorted(spellings)))

    def inside(self, data: bytes, depth: int = 0) -> str:
        """What was found and in which wrapping; empty if nothing."""
        if match := self.pattern.search(data):
            return repr(data[max(0, match.start() - 20):match.end() + 20])
        if depth == DEPTH_LIMIT:
            return ""
        for wrapping, inner in unpacked(data):
            if found := self.inside(inner, depth + 1):
                return f"{wrapping}: {found}"
        return ""


def plain(word: str) -> str:
    """Without diacritics."""
    parts = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in parts if not unicodedata.combining(one))


def unpacked(data: bytes):
    """Every compressed stream and PDF that begins anywhere in the bytes."""
    for at in places(data, ZSTD):
        done = subprocess.run(["zstd", "-q", "-d", "-c"], input=data[at:at + UNPACKED_LIMIT],
                              capture_output=True)
        if done.stdout:
            yield "zstd", done.stdout[:UNPACKED_LIMIT]
    for at in places(data, GZIP):
        try:
            yield "gzip", gzip.GzipFile(fileobj=io.BytesIO(data[at:])).read1(UNPACKED_LIMIT)
        except (OSError, EOFError, zlib.error):
            pass
    for match in ZLIB.finditer(data):
        try:
            inner = zlib.decompressobj().decompress(data[match.start():], UNPACKED_LIMIT)
        except zlib.error:
            continue
        if inner:
            yield "zlib", inner
    for at in places(data, PDF):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data[at:])
            file.flush()
            done = subprocess.run(["pdftotext", file.name, "-"], capture_output=True)
        if done.stdout:
            yield "PDF", done.stdout


def places(data: bytes, magic: bytes):
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def scan_tree(folder: pathlib.Path, needles: Needles) -> list[str]:
    """Every file below a folder that holds a needle, and how; also file names."""
    found = []
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if words := needles.inside(str(path.relative_to(folder)).encode()):
            found.append(f"{path}: its name: {words}")
        if path.is_file() and not path.is_symlink():
            if words := needles.inside(path.read_bytes()):
                found.append(f"{path}: {words}")
    return found


def scan_database(file: pathlib.Path, needles: Needles) -> list[str]:
    """Every column of every table that holds a needle."""
    found = []
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        database.text_factory = bytes
        tables = [name.decode() for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            cursor = database.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row):
                    if isinstance(value, bytes) and (words := needles.inside(value)):
                        found.append(f"{table}.{name}: {words}")
    return found
