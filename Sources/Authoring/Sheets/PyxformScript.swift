/// What the author's own pyxform is asked to do, in its language: compile one form and say where
/// every row of its sheets stands. It reads the form, writes nothing, and answers one JSON value.
enum PyxformScript {
  static let text = #"""
    import sys
    sys.path = [entry for entry in sys.path if entry]
    import io, json, re

    path = sys.argv[1]


    def markdown(text):
        """Rows as pyxform counts them: those with a cell, the heading being row 1."""
        sheets, name = {}, None
        for number, line in enumerate(text.split("\n"), 1):
            if re.match(r"^\s*#", line):
                continue
            match = re.match(r"\s*\|(.*)\|\s*(#[^|]*)?$", line)
            if not match or re.match(r"^[\s|:-]+$", match[1]):
                continue
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", match[1])]
            if cells[0]:
                name = cells[0].lower()
                sheets[name] = []
            if name and any(cells[1:]):
                sheets[name].append((number, cells[1:]))
        return {name: [(index, line, cells) for index, (line, cells) in enumerate(rows, 1)]
                for name, rows in sheets.items()}


    def workbook(path):
        import openpyxl
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return {sheet.title.lower():
                [(index, None, ["" if cell is None else str(cell).strip() for cell in row])
                 for index, row in enumerate(sheet.iter_rows(values_only=True), 1)]
                for sheet in book.worksheets}


    def named(rows):
        filled = [row for row in rows if any(row[2])]
        if not filled:
            return []
        heading = filled[0][2]
        return [{"row": index, "line": line, "cells": {
                    key: value for key, value in zip(heading, cells) if key and value}}
                for index, line, cells in filled[1:]]


    answer = {"xml": None, "error": None, "warnings": [], "sheets": {}}
    try:
        from pyxform import __version__
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert
        answer["pyxform"] = __version__
    except ImportError as error:
        answer["missing"] = str(error)
        print(json.dumps(answer))
        sys.exit(0)
    try:
        if path.lower().endswith(".xlsx"):
            sheets = workbook(path)
        else:
            with io.open(path, encoding="utf-8-sig") as file:
                sheets = markdown(file.read())
        answer["sheets"] = {name: named(rows) for name, rows in sheets.items()}
        answer["xml"] = convert(
            xlsform=path, warnings=answer["warnings"], validate=False, pretty_print=True).xform
    except PyXFormError as error:
        answer["error"] = str(error)
    except Exception as error:
        answer["error"] = "%s: %s" % (type(error).__name__, error)
    print(json.dumps(answer))
    """#
}
