"""One byte changed in heads, bodies, streams, checkpoints or receipts is seen and named."""

import concurrent.futures
import os
import pathlib
import random
import shutil
import sqlite3
import time

from checks import equal, expect
from world import Tool, World, attempt

BIRTH, COPIES = "1.001193", "2.000815"
# Tables and columns of which one byte is changed.
KIOSK = [("entry", "head"), ("entry", "body"), ("entry", "commitment"), ("entry", "digest"),
         ("entry", "chain"), ("entry", "seq"), ("entry", "subject"), ("entry", "kind"),
         ("subject", "sealed"), ("stream", "chain"), ("stream", "signature"), ("stream", "seq"),
         ("log", "seq"), ("log", "position"), ("follower", "state"), ("follower", "size"),
         ("checkpoint", "checkpoint"), ("summary", "sealed"), ("file", "sealed")]
HUB = [("entry", "head"), ("entry", "sealed_body"), ("entry", "commitment"), ("entry", "digest"),
       ("entry", "subject"), ("entry", "kind"), ("secret", "sealed_secret"), ("stream", "chain"),
       ("stream", "head"), ("stream", "seq"), ("unit_log", "frontier"),
       ("unit_log", "checkpoint"), ("log_entry", "seq"), ("checkpoint", "checkpoint"),
       ("checkpoint", "frontier"), ("device", "signing"), ("dossier", "sealed_summary"),
       ("officer", "sealed_summary"), ("file_chunk", "sealed_bytes")]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
OFFSETS, LONG_OFFSETS = 1, 8


def run(report, binaries: str, long: bool) -> None:
    seed = int(os.environ.get("MOTCUA_SEED", time.time_ns() % 1_000_000))
    report.note(f"seed {seed} (MOTCUA_SEED repeats it)")
    chance = random.Random(seed)
    with World(binaries, "tamper") as world:
        with report.step("two dossiers at a commune and its province"):
            world.found_hub()
            world.start_hub()
            world.enrol()
            paper = world.file("giay.pdf", b"%PDF-1.4\n" + bytes(chance.randbytes(5000)))
            birth = world.receive(BIRTH, "valid-father-on-time", "--file",
                                  f"giayChungSinh={paper}")
            copies = world.receive(COPIES)["code"]
            world.kiosk.run("dossier", "certify", copies)
            world.kiosk.run("sync", "--once")
            world.receive(BIRTH)
            world.kiosk.run("sync", "--once")
            world.stop_hub()
            world.kiosk.run("check")
            world.hub.run("check")
        turns = LONG_OFFSETS if long else OFFSETS
        databases(report, world.kiosk, "motcua.sqlite", KIOSK, chance, turns)
        databases(report, world.hub, "hub.sqlite", HUB, chance, turns)
        files(report, world.kiosk, chance)
        receipts(report, world, birth["receiptURL"])


def databases(report, tool: Tool, name: str, columns, chance: random.Random, turns: int) -> None:
    for table, column in columns:
        with report.check(f"{name}: one byte of {table}.{column} is seen and named"):
            for turn in range(turns):
                copy = copied(tool)
                where = change(copy.data / name, table, column, chance)
                detected(copy, f"{table}.{column} {where}")


def copied(tool: Tool) -> Tool:
    """The data folder's twin."""
    twin = tool.data.parent / f"{tool.data.name}-changed"
    if twin.exists():
        shutil.rmtree(twin)
    shutil.copytree(tool.data, twin)
    return Tool(pathlib.Path(tool.binary), twin)


def change(file: pathlib.Path, table: str, column: str, chance: random.Random) -> str:
    """Changes one byte of one value; says which."""
    with sqlite3.connect(file) as database:
        cursor = database.execute(f'SELECT * FROM "{table}" WHERE "{column}" IS NOT NULL')
        names = [one[0] for one in cursor.description]
        rows = cursor.fetchall()
        if not rows:
            raise AssertionError(f"{table}.{column} has no value: the test would show nothing")
        row = chance.choice(rows)
        new, place = changed(row[names.index(column)], chance)
        clause = " AND ".join(f'"{name}" IS ?' for name in names)
        done = database.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {clause}',
                                (new, *row))
        if done.rowcount != 1:
            raise AssertionError(f"{done.rowcount} rows changed")
    database.close()
    return f"row {rows.index(row) + 1}, byte {place}"


def changed(value, chance: random.Random):
    if isinstance(value, int):
        return value + 1000, "number"
    data = bytearray(value.encode() if isinstance(value, str) else value)
    place = chance.randrange(len(data))
    if isinstance(value, str):
        data[place] = ord("x") if data[place] != ord("x") else ord("y")
        return data.decode(errors="replace"), place
    data[place] ^= 1 << chance.randrange(8)
    return bytes(data), place


def detected(tool: Tool, what: str) -> None:
    done = attempt(tool, "check", "--json")
    expect(done.returncode != 0, f"{what}: not seen: {done.stdout}")
    expect("findings\":[]" not in done.stdout.replace(" ", "")
           and (done.stdout.strip() or done.stderr.strip()),
           f"{what}: seen, not named: {done.stdout}{done.stderr}")


def files(report, kiosk: Tool, chance: random.Random) -> None:
    names = [path.relative_to(kiosk.data) for path in kiosk.data.rglob("*") if path.is_file()
             and (path.parent.name in ("files", "keys") or path.name == "province.pub")
             and path.name != "master.key"]
    for name in names:
        kind = "files/…" if name.parts[0] == "files" else str(name)
        with report.check(f"one byte of {kind} is seen and named"):
            copy = copied(kiosk)
            data = bytearray((copy.data / name).read_bytes())
            place = chance.randrange(len(data))
            data[place] ^= 1
            (copy.data / name).write_bytes(data)
            detected(copy, f"{name} byte {place}")
    with report.check("a file cut short, and a file gone, are seen"):
        kept = [name for name in names if name.parts[0] == "files"]
        expect(kept, "there is a file to cut")
        for act in (lambda path: path.write_bytes(path.read_bytes()[:-1]), pathlib.Path.unlink):
            copy = copied(kiosk)
            act(copy.data / kept[0])
            detected(copy, str(kept[0]))


def receipts(report, world: World, text: str) -> None:
    with report.check("one changed character anywhere in a receipt's text is refused"):
        variants = []
        for at, letter in enumerate(text):
            other = ALPHABET[(ALPHABET.find(letter) + 1) % len(ALPHABET)]
            variants.append((at, text[:at] + other + text[at + 1:]))
        last = ALPHABET.index(text[-1])
        variants += [(len(text) - 1, text[:-1] + ALPHABET[last ^ bit]) for bit in (1, 2, 4, 8)]
        variants += [(len(text), text + "A"), (len(text), text[:-1]), (0, text[1:])]

        def verdict(variant: tuple[int, str]) -> tuple[int, str, int]:
            return (*variant, attempt(world.kiosk, "receipt", "verify", variant[1]).returncode)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            accepted = [f"at {at}: {changed} → {code}" for at, changed, code
                        in pool.map(verdict, variants) if code not in (2, 4)]
        equal(accepted, [], f"changed texts of {text} that were accepted")
        equal(attempt(world.kiosk, "receipt", "verify", text).returncode, 0, "the true receipt")
