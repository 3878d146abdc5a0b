#!/usr/bin/env python3
"""Filling scripts of the shipped procedures' own stories, and their results in one file a form.

`stories.py write FOLDER` copies forms and registers to FOLDER, writes a script for each sample and prints the oracle's jobs;
`stories.py join FOLDER TARGET` joins what the oracle answered. A script answers the questions in the order of the form, adds the rows
it needs and ends with `valid` and `submission`; of the submission only a check sum (64-bit FNV-1a) is kept: its parts stand in the steps before.
"""

import datetime
import json
import pathlib
import re
import shutil
import sys
import xml.etree.ElementTree as ET

FORMS = pathlib.Path(__file__).resolve().parents[3] / "Forms"
XF, JR = "{http://www.w3.org/2002/xforms}", "{http://openrosa.org/javarosa}"


def versions():
    for form in sorted(FORMS.glob("*/*/form.xml")):
        yield f"{form.parent.parent.name}-{form.parent.name}", form


def local(element):
    return element.tag.split("}")[-1]


def fields(root):
    """Paths below the root in the order of the form, with the rows that are there at the start."""
    order, rows = [], {}

    def walk(element, path):
        for child in element:
            name = f"{path}/{local(child)}" if path else local(child)
            if f"{JR}template" in child.attrib:
                rows.setdefault(name, 0)
                order.append(name)
            elif name in rows:
                rows[name] += 1
                if rows[name] > 1:
                    continue
            elif not len(child):
                order.append(name)
            walk(child, name)

    walk(root, "")
    return list(dict.fromkeys(order)), rows


def canonical(value):
    """A time of day as a screen stores it; samples write it as people say it."""
    return f"{value}:00.000+07:00" if re.fullmatch(r"\d\d:\d\d", value) else value


def steps(answers, order, rows, times):
    place = {path: index for index, path in enumerate(order)}
    for path in sorted(answers, key=lambda path: (place.get(path, len(place)), path)):
        value = answers[path]
        if not isinstance(value, list):
            yield f"set\t/data/{path}\t{canonical(value) if path in times else value}"
            continue
        for number, row in enumerate(value, 1):
            if number > rows.get(path, 0):
                yield f"add\t/data/{path}"
            for field in sorted(row, key=lambda field: place.get(f"{path}/{field}", len(place))):
                yield f"set\t/data/{path}[{number}]/{field}\t{row[field]}"


def write(folder):
    for register in (FORMS / "registers").glob("*.csv"):
        shutil.copy(register, folder)
    for name, form in versions():
        shutil.copy(form, folder / f"{name}.xml")
        tree = ET.parse(form)
        order, rows = fields(next(tree.iter(f"{XF}instance"))[0])
        times = {bind.attrib["nodeset"].removeprefix("/data/") for bind in tree.iter(f"{XF}bind")
                 if bind.get("type") == "time"}
        for story in sorted(form.parent.glob("samples/*.json")):
            script = folder / f"{name}.{story.stem}.script"
            lines = list(steps(json.loads(story.read_text())["answers"], order, rows, times))
            script.write_text("\n".join(lines + ["valid", "submission"]) + "\n")
            print(f"fill {folder / name}.xml {script} {script.with_suffix('.tsv')}")


def fnv1a(text):
    result = 0xCBF29CE484222325
    for byte in text.encode():
        result = (result ^ byte) * 0x100000001B3 % 2**64
    return result


def join(folder, target):
    today = datetime.date.today().isoformat()
    for name, form in versions():
        lines, begin = [f"today\t{today}"], None
        for story in sorted(form.parent.glob("samples/*.json")):
            result = (folder / f"{name}.{story.stem}.tsv").read_text().splitlines()
            if begin is None:
                begin = result[0]
                lines.append(begin)
            if result[0] != begin:
                sys.exit(f"{name}: {story.stem} begins otherwise than the first story.")
            lines.append(f"story\t{story.stem}")
            lines += result[1:-1]
            # 350.0 is 350.
            kept = re.sub(r"(\d)\.0(?!\d)", r"\1", result[-1].removeprefix("submission\t"))
            lines.append(f"submission\t{fnv1a(kept):016x}")
        (target / f"{name}.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    folders = [pathlib.Path(argument) for argument in sys.argv[2:]]
    {"write": write, "join": join}[sys.argv[1]](*folders)
