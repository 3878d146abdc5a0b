"""Writes the registers of administrative units; see script/make-registers.

usage: make-registers.py FOLDER-OF-WHEELS [--check]
"""

import csv
import io
import json
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path

REGISTERS = Path(__file__).resolve().parent.parent / "Forms" / "registers"
KINDS = {"Xã": "Commune", "Phường": "Ward", "Đặc khu": "Special Zone"}
# National Assembly resolution 30/2026/QH16: a city under the central government since 30/4/2026,
# later than both packages.
CITIES_SINCE = {"75"}
# Papers and personal numbers of the 63 provinces are older than the city of 1/1/2025.
FORMER = {"46": "Tỉnh Thừa Thiên Huế"}
# The office's own spelling of the names whose tone mark can stand in two places.
SPELLING = {"Thanh Hóa": "Thanh Hoá", "Khánh Hòa": "Khánh Hoà", "Hòa Bình": "Hoà Bình"}


def plain(text):
    """The letters without their marks."""
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in marked if not unicodedata.combining(c)).replace("’", "'")


def only_wheel(folder, name):
    wheels = sorted(folder.glob(name + "-*.whl"))
    if len(wheels) != 1:
        sys.exit(f"{folder}: want one wheel of {name}, found {len(wheels)}")
    return zipfile.ZipFile(wheels[0])


def first_list(folder):
    """Units of today and the former provinces, out of vietnamadminunits (MIT)."""
    data = only_wheel(folder, "vietnamadminunits").read("vietnamadminunits/data/dataset.db")
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(data)
        file.flush()
        base = sqlite3.connect(file.name)
        communes = {
            code: (province, unicodedata.normalize("NFC", name))
            for code, province, name in base.execute(
                "SELECT wardCode, provinceCode, ward FROM admin_units")
        }
        today = dict(base.execute("SELECT DISTINCT provinceCode, province FROM admin_units"))
        former = dict(base.execute("SELECT DISTINCT provinceCode, province FROM admin_units_legacy"))
        base.close()
    return communes, today, former


def second_list(folder):
    """Units of today out of vietnam-provinces, for comparison."""
    data = only_wheel(folder, "vietnam_provinces").read(
        "vietnam_provinces/data/nested-divisions.json")
    provinces = json.loads(data)
    return {
        f"{ward['code']:05d}": (f"{province['code']:02d}", ward["name"])
        for province in provinces for ward in province["wards"]
    }


def compare(first, second):
    """Both lists name the same unit under each code; tone marks and apostrophes may differ."""
    wrong = [
        f"{code}: {first.get(code)} and {second.get(code)}"
        for code in sorted(first.keys() | second.keys())
        if code not in first or code not in second or first[code][0] != second[code][0]
        or plain(first[code][1]).lower() != plain(second[code][1]).lower()
    ]
    if wrong:
        sys.exit("the two lists disagree:\n" + "\n".join(wrong[:20]))


def english(name):
    kind = next((kind for kind in KINDS if name.startswith(kind + " ")), None)
    if kind is None:
        sys.exit(f"{name}: neither xã, phường nor đặc khu")
    return f"{plain(name[len(kind) + 1:])} {KINDS[kind]}"


def province(code, name):
    """Name in full, in Vietnamese and English."""
    city = name.startswith("Thành phố ")
    short = name.removeprefix("Thành phố ").removeprefix("Tỉnh ")
    short = SPELLING.get(short, short)
    kind, place = ("Thành phố", "City") if city else ("Tỉnh", "Province")
    return code, f"{kind} {short}", f"{plain(short)} {place}"


def table(head, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def main():
    folder, check = Path(sys.argv[1]), "--check" in sys.argv[2:]
    communes, today, former = first_list(folder)
    compare(communes, second_list(folder))
    today = {
        code: name.replace("Tỉnh", "Thành phố") if code in CITIES_SINCE else name
        for code, name in today.items()
    }
    named = ["code", "name_vi", "name_en"]
    files = {
        "communes.csv": table(
            named + ["province"],
            [(code, name, english(name), province)
             for code, (province, name) in sorted(
                 communes.items(), key=lambda item: (item[1][0], item[0]))]),
        "provinces34.csv": table(named, [province(*item) for item in sorted(today.items())]),
        # Three digits, as a personal identification number begins: no key of today's list.
        "provinces63.csv": table(
            named, [province(f"0{code}", FORMER.get(code, name))
                    for code, name in sorted(former.items())]),
    }
    stale = False
    for name, text in files.items():
        path = REGISTERS / name
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                print(f"{path} is not what script/make-registers writes", file=sys.stderr)
                stale = True
        else:
            path.write_text(text, encoding="utf-8")
    sys.exit(stale)


main()
