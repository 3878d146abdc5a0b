"""Times our form engine against JavaRosa on the same form and the same answers, in one run.

    script/measure-forms [--rounds 100]

The form is made here: 1,000 questions in 50 groups, 300 of them calculated and 200 of the others
relevant only under a condition, texts in two languages. Every round reads the XML and starts an empty form
("load"), then gives all 700 answers one after the other ("change"). Both engines get the same file
and the same answers and have to end with the same values, which are compared. "Cold" is the first
round of a new process, "warm" the median of the second half of the rounds.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
GROUPS, ASKED, CALCULATED, RELEVANT = 50, 14, 6, 4
ORACLE = ROOT / "Tests/FormEngineTests/Oracle/FormTiming.java"


def field(group: int, kind: str, number: int) -> str:
    return f"/data/g{group}/{kind}{number}"


def calculation(group: int, number: int) -> str:
    """Six kinds, from a product of two answers to texts and dates; each group uses the one before."""
    q = lambda index: field(group, "q", index)
    before = field(max(group - 1, 0), "c", 0) if group else q(1)
    return [
        f"{q(1)} * {q(2)} + coalesce({before}, 0)",
        f"if({q(1)} > 50, 'nhiều', if({q(1)} > 10, 'vừa', 'ít'))",
        f"concat({q(5)}, ' ', {q(6)}, ' (', {field(group, 'c', 0)}, ')')",
        f"format-date(date({q(9)}), '%d/%m/%Y')",
        f"round({q(3)} div 7, 2) + string-length(normalize-space({q(5)}))",
        f"selected({q(10)}, 'b') and {field(group, 'c', 0)} > 100",
    ][number]


def relevance(group: int, number: int) -> str:
    return [
        f"selected({field(group, 'q', 10)}, 'b')",
        f"{field(group, 'q', 1)} > 20 and {field(group, 'q', 2)} < 80",
        f"string-length({field(group, 'q', 5)}) > 3",
        f"{field(group, 'c', 0)} > 1000 or {field(group, 'q', 10)} = 'c'",
    ][number]


def bind(group: int, index: int) -> str:
    kinds = ["string", "int", "int", "decimal", "string", "string", "string", "string", "string",
             "date", "string", "string", "string", "string"]
    rules = ""
    if index >= ASKED - RELEVANT:
        rules = f' relevant="{escaped(relevance(group, index - ASKED + RELEVANT))}"'
        if index == 10:
            rules = f' relevant="{escaped(relevance(group, 1))}"'
    elif index in (1, 2):
        rules = ' required="true()" constraint=". &gt;= 0 and . &lt;= 100"'
    return f'<bind nodeset="{field(group, "q", index)}" type="{kinds[index]}"{rules}/>'


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def make_form() -> str:
    instance, binds, body, texts = [], [], [], {"Tiếng Việt (vi)": [], "English (en)": []}
    for group in range(GROUPS):
        asked = "".join(f"<q{index}/>" for index in range(ASKED))
        computed = "".join(f"<c{index}/>" for index in range(CALCULATED))
        instance.append(f"<g{group}>{asked}{computed}</g{group}>")
        binds += [bind(group, index) for index in range(ASKED)]
        types = ["int", "string", "string", "string", "decimal", "boolean"]
        binds += [f'<bind nodeset="{field(group, "c", index)}" type="{types[index]}" '
                  f'calculate="{escaped(calculation(group, index))}"/>' for index in range(CALCULATED)]
        questions = []
        for index in range(ASKED):
            key, name = field(group, "q", index), f"g{group}q{index}"
            for language, words in texts.items():
                words.append(f'<text id="{name}"><value>{language} {group}.{index}?</value></text>')
            control = "select1" if index == 10 else "input"
            items = "".join(f"<item><label>{value.upper()}</label><value>{value}</value></item>"
                            for value in "abcdef") if index == 10 else ""
            questions.append(f'<{control} ref="{key}"><label ref="jr:itext(\'{name}\')"/>{items}</{control}>')
        body.append(f'<group ref="/data/g{group}"><label>{group}</label>{"".join(questions)}</group>')
    itext = "".join(f'<translation lang="{language}">{"".join(words)}</translation>'
                    for language, words in texts.items())
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>1000</h:title><model><itext>{itext}</itext>
<instance><data id="thousand" version="1">{"".join(instance)}</data></instance>
{chr(10).join(binds)}</model></h:head><h:body>{"".join(body)}</h:body></h:html>
"""


def make_answers() -> list[tuple[str, str, str]]:
    """Path, type and value, in document order."""
    answers = []
    for group in range(GROUPS):
        for index in range(ASKED):
            number = (group * 37 + index * 11) % 97
            match index:
                case 1 | 2: kind, value = "int", str(number)
                case 3: kind, value = "decimal", f"{number}.5"
                case 9: kind, value = "date", f"20{number % 30:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
                case 10: kind, value = "string", "abcdef"[number % 6]
                case _: kind, value = "string", f"Nguyễn Thị {number}"
            answers.append((field(group, "q", index), kind, value))
    return answers


def run(name: str, command: list) -> dict:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"{name} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--jar", type=pathlib.Path, required=True)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / ".build/release/motcua-measure")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / ".build/measure")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    form, answers = folder / "thousand.xml", folder / "thousand.tsv"
    form.write_text(make_form())
    answers.write_text("".join("\t".join(line) + "\n" for line in make_answers()))
    ours = run("our engine", [options.binary.resolve(), "form", form, answers, options.rounds])
    theirs = run("JavaRosa", [
        "java", "-Duser.timezone=GMT+07:00", "-Dfile.encoding=UTF-8", "-cp", options.jar, ORACLE,
        form, answers, options.rounds])
    differing = [path for path, value in theirs["values"].items() if ours["values"].get(path, "") != value]
    if differing or len(ours["values"]) != len(theirs["values"]):
        sys.exit(f"The engines do not agree: {differing[:10]}")
    print(f"| 1,000 questions, {options.rounds} rounds | ours | JavaRosa | ours : JavaRosa |")
    print("|---|---|---|---|")
    for what in ("load", "change"):
        for state in ("cold", "warm"):
            pair = [figure(engine[what], state) for engine in (ours, theirs)]
            unit = "one answer, mean" if what == "change" else "read the XML and begin"
            scale, sign = (1000 / len(make_answers()), "µs") if what == "change" else (1, "ms")
            print(f"| {unit}, {state} | {pair[0] * scale:.1f} {sign} | {pair[1] * scale:.1f} {sign} "
                  f"| {pair[0] / pair[1]:.2f} |")


def figure(rounds: list[float], state: str) -> float:
    """Milliseconds of a round."""
    return rounds[0] if state == "cold" else statistics.median(rounds[len(rounds) // 2:])


if __name__ == "__main__":
    main()
