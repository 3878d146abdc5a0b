"""What the author of a form does: check, eval, fill, schema; every mistake is named with its place."""

import copy
import json
import pathlib
import random
import shutil
import subprocess

import jsonschema

from checks import equal, expect
from office import ROOT
from world import World, attempt

FORMS = ROOT / "Forms"
VIETNAMESE, ENGLISH = "label::Tiếng Việt (vi)", "label::English (en)"
# A small form in Markdown; the tests spoil one cell at a time.
SURVEY = [
    ["type", "name", VIETNAMESE, ENGLISH, "required", "relevant", "constraint", "calculation"],
    ["begin group", "nyc", "Người yêu cầu", "Requester", "", "", "", ""],
    ["text", "hoTen", "Họ tên", "Full name", "yes", "", "mc:name-valid(.)", ""],
    ["select_one co", "coTre", "Có con nhỏ không", "Any small child", "yes", "", "", ""],
    ["integer", "soCon", "Số con", "Children", "yes", "/data/nyc/coTre = 'co'", ". > 0", ""],
    ["calculate", "calc_phi", "", "", "", "", "", "5000 * number(coalesce(/data/nyc/soCon, '0'))"],
    ["end group", "", "", "", "", "", "", ""],
]
CHOICES = [["list_name", "name", VIETNAMESE, ENGLISH], ["co", "co", "Có", "Yes"],
           ["co", "khong", "Không", "No"]]
SETTINGS = [["form_title", "form_id", "version", "default_language"],
            ["Thử nghiệm", "9.000001", "2026.1", "Tiếng Việt (vi)"]]
# Sheet, row, column, what it becomes; then what the first error must say of its place.
MISTAKES = [
    ("survey", 3, "type", "textt", {"sheet": "survey", "row": 3, "column": "type"}),
    ("survey", 4, "name", "hoTen", {"sheet": "survey", "row": 4, "column": "name"}),
    ("survey", 3, "name", "họ tên", {"sheet": "survey", "row": 3, "column": "name"}),
    ("survey", 4, "type", "select_one ko", {"row": 4}),
    ("survey", 5, "relevant", "/data/nyc/coTre = ('co'",
     {"sheet": "survey", "row": 5, "column": "relevant", "path": "nyc/soCon"}),
    ("survey", 5, "relevant", "khongCo(1)", {"row": 5, "column": "relevant"}),
    ("survey", 5, "relevant", "${khongCo} = 1", {"row": 5, "column": "relevant"}),
    ("survey", 5, "constraint", ". >", {"row": 5, "column": "constraint"}),
    ("survey", 6, "calculation", "5000 *", {"row": 6, "column": "calculation"}),
    ("survey", 6, "calculation", "/data/nyc/calc_phi2 + (1", {"row": 6, "column": "calculation"}),
    ("survey", 5, "required", "yes no", {"row": 5, "column": "required"}),
    ("choices", 3, "name", "co", {"sheet": "choices", "row": 3, "column": "name"}),
    ("survey", 7, "type", "end repeat", {"row": 7}),
]
WARNINGS = [
    ("survey", 5, "relevant", "/data/nyc/khongCo = 'co'",
     {"sheet": "survey", "row": 5, "column": "relevant"}),
    ("survey", 3, ENGLISH, "", {"sheet": "survey", "row": 3, "column": ENGLISH}),
    ("choices", 3, ENGLISH, "", {"sheet": "choices", "row": 3, "column": ENGLISH}),
]


def markdown(survey=SURVEY, choices=CHOICES, settings=SETTINGS) -> str:
    def sheet(name, rows):
        return [f"| {name} |"] + ["| | " + " | ".join(row) + " |" for row in rows]
    return "\n".join(
        sheet("survey", survey) + sheet("choices", choices) + sheet("settings", settings)) + "\n"


def spoilt(sheet: str, row: int, column: str, value: str) -> dict:
    sheets = copy.deepcopy({"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS})
    rows = sheets[sheet]
    rows[row - 1][rows[0].index(column)] = value
    return sheets


def workbook(path: pathlib.Path, sheets: dict) -> pathlib.Path:
    import openpyxl
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([cell or None for cell in row])
    book.save(path)
    return path


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "authoring") as world:
        checks(report, world)
        without_pyxform(report, world)
        versions(report, world)
        beside(report, world)
        schemas(report, world)


def matching(findings: list, place: dict) -> list:
    return [one for one in findings if all(one.get(key) == value for key, value in place.items())]


def check(world: World, form: pathlib.Path) -> tuple[int, dict]:
    done = attempt(world.kiosk, "form", "check", form, "--json")
    return done.returncode, json.loads(done.stdout)


def checks(report, world: World) -> None:
    good = world.file("form.md", markdown())
    with report.check("form check: a sound form in Markdown and in a workbook"):
        equal(check(world, good)[0], 0, "exit")
        book = workbook(world.folder / "form.xlsx", spoilt("survey", 2, "type", "begin group"))
        code, answer = check(world, book)
        equal((code, answer["id"], answer["version"], answer["warnings"]),
              (0, "9.000001", "2026.1", []), "the workbook")
    for kind in ("md", "xlsx"):
        with report.check(f"form check: {len(MISTAKES)} mistakes in .{kind}, each with row and column"):
            wrong = []
            for sheet, row, column, value, place in MISTAKES:
                sheets = spoilt(sheet, row, column, value)
                path = (world.file("spoilt.md", markdown(**sheets)) if kind == "md"
                        else workbook(world.folder / "spoilt.xlsx", sheets))
                code, answer = check(world, path)
                first = answer["errors"][0] if answer["errors"] else {}
                if code != 2 or not matching([first], place) or not first["message"]:
                    wrong.append(f"{column} = {value}: {code} {first}")
            equal(wrong, [], "mistakes that are not named")
    with report.check("form check: paths that lead nowhere and missing translations are warned of"):
        wrong = []
        for sheet, row, column, value, place in WARNINGS:
            path = world.file("warned.md", markdown(**spoilt(sheet, row, column, value)))
            code, answer = check(world, path)
            if code != 0 or len(matching(answer["warnings"], place)) != 1:
                wrong.append(f"{column} = {value}: {code} {answer['warnings']}")
        equal(wrong, [], "what was not warned of")
    with report.check("eval and fill take the spreadsheet itself"):
        answers = {"nyc/hoTen": "Bùi Văn An", "nyc/coTre": "co", "nyc/soCon": 3}
        path = world.file("answers.json", answers)
        said = world.kiosk.run("form", "eval", good, "--answers", path, "/data/nyc/calc_phi",
                               "/data/nyc/calc_phi * 2", "not(true())", "'x'").splitlines()
        equal(said, ["nodeset\t15000", "number\t30000", "boolean\tfalse", "string\tx"], "eval")
        filled = world.kiosk.json("form", "fill", good, "--answers", path)
        equal((filled["valid"], filled["errors"]), (True, []), "fill")
        path = world.file("answers.json", answers | {"nyc/soCon": 0})
        filled = world.kiosk.json("form", "fill", good, "--answers", path)
        equal([(error["path"], error["kind"]) for error in filled["errors"]],
              [("nyc/soCon", "constraint")], "errors of fill")
        expect({"valid", "errors", "answers", "relevant"} <= set(filled), f"the answer: {filled}")


def without_pyxform(report, world: World) -> None:
    with report.check("without pyxform the spreadsheet is refused with what to install"):
        done = subprocess.run(
            [world.kiosk.binary, "form", "check", str(world.folder / "form.md")], cwd=world.folder,
            env={"PATH": "/nowhere", "MOTCUA_SHARE": str(ROOT)}, capture_output=True, text=True)
        equal((done.returncode, done.stdout), (3, ""), "exit and output")
        expect("pipx install pyxform" in done.stderr and done.stderr.count("\n") == 1, done.stderr)


def versions(report, world: World) -> None:
    folder = world.folder / "9.000001"
    one, two = folder / "2026.1", folder / "2026.2"
    for place in (one, two):
        place.mkdir(parents=True)
    (one / "form.md").write_text(markdown())
    with report.check("form check --write compiles beside the form; a stale form.xml is warned of"):
        world.kiosk.run("form", "check", one / "form.md", "--write")
        expect((one / "form.xml").exists(), "no form.xml")
        equal(check(world, one / "form.md")[1]["warnings"], [], "warnings when it is fresh")
        (one / "form.md").write_text(markdown(**spoilt("survey", 3, VIETNAMESE, "Tên")))
        sheets = [warning.get("sheet") for warning in check(world, one / "form.md")[1]["warnings"]]
        equal(sheets, ["form.xml"], "warnings when it is stale")
        (one / "form.md").write_text(markdown())
    with report.check("a changed form under an old version is refused"):
        (two / "form.md").write_text(markdown(**spoilt("survey", 3, VIETNAMESE, "Tên")))
        code, answer = check(world, two / "form.md")
        equal((code, answer["errors"][0].get("column")), (2, "version"), "the error")
    with report.check("a field that changed its type is refused; under a new name it is not"):
        sheets = spoilt("survey", 5, "type", "decimal")
        sheets["settings"][1][2] = "2026.2"
        (two / "form.md").write_text(markdown(**sheets))
        code, answer = check(world, two / "form.md")
        equal((code, answer["errors"][0].get("path"), answer["errors"][0].get("row")),
              (2, "nyc/soCon", 5), "the error")
        sheets["survey"][4][1] = "soConLe"
        sheets["survey"][5][7] = "0"
        (two / "form.md").write_text(markdown(**sheets))
        equal(check(world, two / "form.md")[0], 0, "exit under another name")
    with report.check("a rename map must name fields of both versions and keep their types"):
        def renamed(old, new):
            (two / "renames.json").write_text(
                json.dumps({"from": "2026.1", "renames": {old: new}}))
            code, answer = check(world, two / "form.md")
            return code, [error["message"] for error in answer["errors"]]
        equal(renamed("nyc/khongCo", "nyc/hoTen")[0], 2, "an old name that is not there")
        equal(renamed("nyc/soCon", "nyc/khongCo")[0], 2, "a new name that is not there")
        code, said = renamed("nyc/soCon", "nyc/soConLe")
        expect(code == 2 and "keeps its type" in said[0], f"another type: {said}")
        shutil.rmtree(folder)


PROCEDURE_MISTAKES = [
    (["titlePath"], "nks/khongCo", "titlePath"),
    (["fees", 0, "amount"], "8000 * (", "fees.copy.amount"),
    (["fees", 0, "amont"], "8000", "fees[0].amont"),
    (["term", "unit"], "day", "term.unit"),
    (["effectiveFrom"], "01/07/2025", "effectiveFrom"),
    (["prefill", 0, "from"], "cccd.ten", "prefill[0].from"),
    (["version"], "2026.9", "version"),
    (["name"], {"en": "Birth"}, "name"),
    (["next"], [{"code": "2.000815", "why": {"vi": "Rồi"}, "dossiers": "several",
                 "carry": [{"to": "nyc/khongCo", "value": "/data/nyc/hoTen"}]}],
     "next[0].carry[0].to"),
    (["next"], [{"code": "2.000815", "why": {"vi": "Rồi"}, "dossiers": "maybe"}],
     "next[0].dossiers"),
]


# What is spoilt by the seed: a member is removed, added, or gets a value of another type.
SPOILT_COPIES = 16


def spoil(value, random) -> None:
    """Spoils one place of a JSON value."""
    places = []

    def walk(inner, keys):
        for key, one in (inner.items() if isinstance(inner, dict) else enumerate(inner)):
            places.append((inner, key))
            if isinstance(one, (dict, list)):
                walk(one, keys + [key])

    walk(value, [])
    inner, key = random.choice(places)
    how = random.choice(["remove", "add", "type"])
    if how == "remove":
        del inner[key]
    elif how == "add" and isinstance(inner, dict):
        inner["khongCo9"] = 1
    else:
        inner[key] = 7 if isinstance(inner[key], str) else "Bảy"


def dotted(path) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")


def against_jsonschema(report, world: World, folder: pathlib.Path, original: dict) -> None:
    with report.check(f"{SPOILT_COPIES} spoilt procedures: form check finds what jsonschema finds"):
        held, wrong, refused = validator("procedure"), [], 0
        for seed in range(SPOILT_COPIES):
            procedure = copy.deepcopy(original)
            spoil(procedure, random.Random(seed))
            (folder / "procedure.json").write_text(json.dumps(procedure, ensure_ascii=False))
            expected = set()
            for error in held.iter_errors(procedure):
                # jsonschema names the object an unknown member stands in, ours the member.
                unknown = error.validator == "additionalProperties"
                expected.add(dotted(list(error.absolute_path) + (["khongCo9"] if unknown else [])))
            found = {error.get("column", "") for error in check(world, folder / "form.xml")[1]["errors"]
                     if error.get("sheet") == "procedure.json"}
            refused += bool(expected)
            # Where there is a choice, jsonschema names the choice and ours the place inside of it.
            if not all(any(one == place or one.startswith(f"{place}.") for one in found)
                       for place in expected):
                wrong.append(f"seed {seed}: {sorted(expected)}, found {sorted(found)}")
        equal(wrong, [], "places found otherwise")
        expect(refused >= SPOILT_COPIES // 2, f"only {refused} break the schema")


def beside(report, world: World) -> None:
    shipped = FORMS / "1.001193/2026.1"
    folder = world.folder / "beside"
    shutil.copytree(shipped, folder)
    with report.check("procedure.json is held against its schema and its form, with the place"):
        equal(check(world, folder / "form.xml")[0], 0, "exit for the shipped procedure")
        original = json.loads((shipped / "procedure.json").read_text())
        wrong = []
        for keys, value, place in PROCEDURE_MISTAKES:
            procedure = copy.deepcopy(original)
            inner = procedure
            for key in keys[:-1]:
                inner = inner[key]
            inner[keys[-1]] = value
            (folder / "procedure.json").write_text(json.dumps(procedure, ensure_ascii=False))
            code, answer = check(world, folder / "form.xml")
            if code != 2 or not matching(
                    answer["errors"], {"sheet": "procedure.json", "column": place}):
                wrong.append(f"{place}: {code} {answer['errors'][:2]}")
        equal(wrong, [], "mistakes that are not named")
    against_jsonschema(report, world, folder, json.loads((shipped / "procedure.json").read_text()))
    shutil.rmtree(folder)


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((FORMS / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def schemas(report, world: World) -> None:
    files = {
        "procedure": sorted(FORMS.glob("*/*/procedure.json")),
        "declaration": sorted(FORMS.glob("*/*/declaration.json")),
        "sample": sorted(FORMS.glob("*/*/samples/*.json")),
        "calendar": [FORMS / "calendar.json"], "unit": [FORMS / "demo-unit.json"],
    }
    for name, paths in files.items():
        with report.check(f"{len(paths)} files of the pack are valid by {name}.schema.json"):
            held = validator(name)
            wrong = [f"{path.relative_to(FORMS)} {error.json_path}: {error.message[:200]}"
                     for path in paths for error in held.iter_errors(json.loads(path.read_text()))]
            equal(wrong, [], "what breaks the schema")
    with report.check("renames.schema.json takes a rename map and refuses what is none"):
        held = validator("renames")
        good = {"from": "2026.1", "renames": {"nyc/hoTen": "nguoiNop/hoTen"}}
        expect(held.is_valid(good), "the map")
        for slip in ({"from": 1}, {"renames": {"a b": "c"}}, {"renames": {"a": ""}}, {"to": "x"}):
            expect(not held.is_valid(good | slip), f"valid with {slip}")
    with report.check("form schema: every valid sample is valid by it, every slip of structure is not"):
        wrong = []
        for path in files["procedure"]:
            schema = json.loads(world.kiosk.run("form", "schema", path.parent / "form.xml"))
            jsonschema.Draft202012Validator.check_schema(schema)
            held = jsonschema.Draft202012Validator(schema)
            for sample in sorted((path.parent / "samples").glob("valid-*.json")):
                answers = json.loads(sample.read_text())["answers"]
                wrong += [f"{sample.name} {error.json_path}: {error.message[:200]}"
                          for error in held.iter_errors(answers)]
                for slip in ({"khongCo/gi": "x"}, {next(iter(answers)): {"a": "b"}}):
                    if held.is_valid(answers | slip):
                        wrong.append(f"{sample.name} is valid with {slip}")
        equal(wrong, [], "samples the schema judges otherwise")
