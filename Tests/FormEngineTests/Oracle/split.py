#!/usr/bin/env python3
"""Makes XLSForm tables and filling scripts of `forms*.txt`: `split.py OUTPUT-FOLDER FILE…`.

`== NAME` begins a form, its survey follows; `-- SHEET` begins another sheet (the last of one name counts); `> NAME` begins a
filling script. Cells stand between ` | `, paths in scripts are relative to the form's root.
"""

import os
import re
import sys


def table(sheet, rows):
    lines = [f"| {sheet} |"]
    return lines + ["| | " + " | ".join(row) + " |" for row in rows]


def command(line):
    parts = line.split(" ", 2)
    if parts[0] in ("valid", "submission"):
        return parts[0]
    if parts[0] in ("eval", "language"):
        return line.replace(" ", "\t", 1)
    parts[1] = "/data/" + parts[1]
    if parts[0] in ("set", "form") and len(parts) == 2:
        parts.append("")
    return "\t".join(parts)


def write(folder, name, sheets, scripts):
    sheets.setdefault("settings", [["form_id"], [name]])
    if "form_id" not in sheets["settings"][0]:
        sheets["settings"][0].append("form_id")
        sheets["settings"][1].append(name)
    with open(os.path.join(folder, name + ".md"), "w", encoding="utf-8") as file:
        file.write("\n".join(line for sheet, rows in sheets.items() for line in table(sheet, rows)) + "\n")
    for script, lines in scripts.items():
        with open(os.path.join(folder, f"{name}.{script}.script"), "w", encoding="utf-8") as file:
            file.write("\n".join(command(line) for line in lines) + "\n")


def main():
    folder = sys.argv[1]
    for path in sys.argv[2:]:
        name, sheets, scripts, target = None, {}, {}, None
        for line in open(path, encoding="utf-8"):
            line = line.rstrip("\n")
            if line.startswith("== "):
                if name:
                    write(folder, name, sheets, scripts)
                name, sheets, scripts = line[3:], {"survey": []}, {}
                target = sheets["survey"]
            elif line.startswith("-- "):
                target = sheets[line[3:]] = []
            elif line.startswith("> "):
                target = scripts[line[2:]] = []
            elif line and not line.startswith("#"):
                if any(target is script for script in scripts.values()):
                    target.append(line)
                else:
                    target.append([cell.strip() for cell in re.split(r" \|(?: |$)", line)])
        write(folder, name, sheets, scripts)


if __name__ == "__main__":
    main()
