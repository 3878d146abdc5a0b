#!/usr/bin/env python3
"""Writes a filling script of random steps for each form: `walks.py OUTPUT-FOLDER FORM…` makes `name.walk.script`. The same form gives the same script.

A step answers a question (of the first rows, where there are rows), adds or removes a row. Some lead to rows that are not
there: then JavaRosa and the engine have to agree on that too.
"""

import os
import random
import re
import sys
import xml.etree.ElementTree as ET

STEPS = 24
TEXTS = ["", "An", "Đắk Lắk", "a b", "12", "x", "Nguyễn Thị Hoa", "0"]
NUMBERS = ["", "0", "1", "2", "3", "5", "17", "18", "60", "-1", "1000"]
DECIMALS = ["", "0.5", "2.5", "-1.25", "10.0", "99.99"]
DATES = ["", "2026-11-21", "2024-02-29", "2000-01-01", "1999-12-31", "2026-12-01"]
TIMES = ["", "10:15:00.000+07:00", "23:59:00.000+07:00"]
POINTS = ["", "10.5 106.5 0.0 0.0", "21.03 105.85 0.0 0.0"]
LINES = ["", "10.0 106.0 0.0 0.0; 11.0 107.0 0.0 0.0; 12.0 106.0 0.0 0.0"]


def local(element):
    return element.tag.split("}")[-1]


class Form:
    def __init__(self, path):
        root = ET.parse(path).getroot()
        self.head = next(e for e in root.iter() if local(e) == "model")
        self.types = {}
        for bind in self.head:
            if local(bind) == "bind":
                self.types[bind.get("nodeset")] = bind.get("type", "string").split(":")[-1]
        self.calculated = {b.get("nodeset") for b in self.head if local(b) == "bind" and b.get("calculate")}
        self.lists = {}
        for instance in self.head:
            if local(instance) == "instance" and instance.get("id"):
                values = [e.text for e in instance.iter() if local(e) in ("name", "value", "id") and e.text]
                self.lists[instance.get("id")] = values
        text = open(path, encoding="utf-8").read()
        # JavaRosa's max() does not know negative numbers; see deviations.tsv.
        self.hasMaximum = "max(" in text
        # It never removes rows a form counts itself, so what a walk does there says little.
        self.counts = "jr:count" in text
        self.questions, self.rows = [], []
        body = next(e for e in root.iter() if local(e) == "body")
        self.read(body)

    def read(self, element):
        for child in element:
            name = local(child)
            if name == "repeat":
                fixed = any(key.endswith("count") or key.endswith("noAddRemove") for key in child.keys())
                self.rows.append((child.get("nodeset"), fixed))
            if name in ("input", "select", "select1", "trigger", "range", "{http://www.opendatakit.org/xforms}rank", "rank"):
                if child.get("ref") not in self.calculated:
                    self.questions.append((child.get("ref"), name, child))
            self.read(child)

    def values(self, reference, control, element):
        if control in ("select", "select1", "rank"):
            values = [v.text for i in element if local(i) == "item" for v in i if local(v) == "value"]
            for itemset in element:
                if local(itemset) == "itemset":
                    found = re.search(r"instance\('([^']+)'\)", itemset.get("nodeset"))
                    values += self.lists.get(found.group(1), []) if found else []
            return values
        if control == "trigger":
            return ["OK"]
        if control == "range":
            start, end, step = (float(element.get(k)) for k in ("start", "end", "step"))
            numbers = [start + step * i for i in range(int((end - start) / step) + 1)]
            return [str(int(n)) if self.types.get(reference) == "int" else str(n) for n in numbers]
        numbers = [number for number in NUMBERS if not (self.hasMaximum and number.startswith("-"))]
        return {"int": numbers, "decimal": DECIMALS, "date": DATES, "time": TIMES, "geopoint": POINTS, "geotrace": LINES,
                "geoshape": LINES, "dateTime": ["", "2026-11-21T10:15:00.000+07:00"]}.get(self.types.get(reference), TEXTS)


def placed(reference, rows, chance):
    """The path with row numbers, mostly of rows that are likely to be there."""
    path = ""
    for part in reference.strip("/").split("/"):
        path += "/" + part
        if re.sub(r"\[\d+\]", "", path) in rows:
            path += f"[{chance.choice([1, 1, 1, 2, 2, 3])}]"
    return path


def step(form, chance):
    rows = {name for name, _ in form.rows}
    open_rows = [name for name, fixed in form.rows if not fixed]
    drawn = chance.random()
    if open_rows and drawn < 0.2:
        reference = chance.choice(open_rows)
        path = re.sub(r"\[\d+\]$", "", placed(reference, rows, chance))
        return f"add\t{path}"
    if open_rows and drawn < 0.28:
        return f"remove\t{placed(chance.choice(open_rows), rows, chance)}"
    reference, control, element = chance.choice(form.questions)
    values = form.values(reference, control, element)
    if not values:
        return None
    if control in ("select", "rank"):
        count = len(values) if control == "rank" else chance.randint(0, min(3, len(values)))
        value = " ".join(chance.sample(values, count)) if count else ""
    else:
        value = chance.choice(values)
    return f"set\t{placed(reference, rows, chance)}\t{value}"


def main():
    for path in sys.argv[2:]:
        if "<h:body" not in open(path, encoding="utf-8").read():
            continue
        form = Form(path)
        if not form.questions or form.counts:
            continue
        chance = random.Random(path.split("/")[-1])
        lines = [line for line in (step(form, chance) for _ in range(STEPS)) if line]
        name = os.path.basename(path)[:-4]
        with open(os.path.join(sys.argv[1], name + ".walk.script"), "w", encoding="utf-8") as script:
            script.write("\n".join(["# written by Oracle/walks.py", *lines, "valid", "submission"]) + "\n")


if __name__ == "__main__":
    main()
