"""What earlier versions of the programs wrote is put back, read and worked with by these.

Each folder of `old-data` has backups of a hub and of a kiosk made by the version of its day, and
what they showed then; none is ever changed. `old_data.py --make DAY --binaries DIR` adds one.
"""

import argparse
import json
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / "old-data"
PASSPHRASE = "một câu rất dài để nhớ"
BIRTH = "1.001193"
# Members of `dossier show` that say the same for ever.
LASTING = ["code", "procedure", "status", "answers", "receivedAt", "due"]


def run(report, binaries: str, _long: bool) -> None:
    from checks import expect
    from world import World

    days = sorted(path for path in FOLDER.iterdir() if path.is_dir())
    with report.check("there is data of earlier versions"):
        expect(days, f"nothing in {FOLDER}")
    for day in days:
        with World(binaries, "old-data") as world:
            put_back(report, world, day)


def put_back(report, world, day: pathlib.Path) -> None:
    from checks import equal, expect

    # A restore writes beside the backup what was erased.
    day = pathlib.Path(shutil.copytree(day, world.folder / day.name))
    expected = json.loads((day / "expected.json").read_text())
    passphrase = world.file("passphrase.txt", PASSPHRASE + "\n")
    with report.step(f"a hub of {day.name} is put back and serves"):
        world.hub.run("restore", day / "hub.backup", "--passphrase-file", passphrase)
        world.start_hub()
        equal(world.list_codes(world.hub), sorted(expected["hub"]), "dossiers")
        equal(world.hub.json("check")["findings"], [], "findings")
    with report.step(f"a kiosk of {day.name} is put back and finds the hub where it is now"):
        back = world.kiosk.json("restore", day / "kiosk.backup", "--passphrase-file", passphrase,
                                "--hub", world.link_url)
        equal((back["lost"], back["codesHeld"]), (0, False), "files lost, numbers held")
        equal(world.kiosk.json("check")["findings"], [], "findings")
    with report.check(f"every dossier of {day.name} says what it said"):
        shown = reading(world.kiosk)
        equal(shown["dossiers"], expected["dossiers"], "dossiers")
        equal(shown["conflicts"], expected["conflicts"], "what is in dispute")
    with report.check(f"the data of {day.name} is rebuilt to the same"):
        for tool in (world.kiosk, world.hub):
            equal(tool.json("check", "--rebuild")["findings"], [], "findings")
    with report.check(f"work goes on where {day.name} left it"):
        new = world.receive(BIRTH)["code"]
        equal(world.kiosk.json("sync", "--once")["pending"], 0, "what waits")
        expect(new in world.list_codes(world.hub), "it reaches the province")
        equal(sorted(set(world.list_codes(world.hub)) - {new}), sorted(expected["hub"]),
              "the others at the province")


def reading(tool) -> dict:
    """What a kiosk shows of all that it has; erased dossiers have no code."""
    codes = sorted(line["code"] for line in tool.json("dossier", "list") if line["code"])
    found = {code: tool.json("dossier", "show", code) for code in codes}
    return {"dossiers": {code: {name: one.get(name) for name in LASTING}
                         for code, one in found.items()},
            "conflicts": sorted(line["code"] for line in tool.json("conflict", "list"))}


def make(binaries: str, day: str) -> None:
    """Two counters and the province that disagree, an erased dossier, money and a scan."""
    from disputes import Story
    from world import World

    with World(binaries, "old-data-made") as world:
        story = Story(world)
        story.diverge()
        story.sync()
        erased, paid = world.receive(BIRTH)["code"], world.receive(BIRTH)["code"]
        world.kiosk.run("sync", "--once")
        world.kiosk.run("dossier", "erase", erased, "--basis", "theo yêu cầu của chủ hồ sơ")
        world.kiosk.run("dossier", "status", paid, "--to", "4", "--reason", "Xử lý")
        story.sync()
        target = FOLDER / day
        target.mkdir(parents=True)
        passphrase = world.file("passphrase.txt", PASSPHRASE + "\n")
        world.hub.run("backup", target / "hub.backup", "--passphrase-file", passphrase)
        world.kiosk.run("backup", target / "kiosk.backup", "--passphrase-file", passphrase)
        expected = reading(world.kiosk) | {"hub": world.list_codes(world.hub)}
        (target / "expected.json").write_text(
            json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent.parent / "script")]
    parser = argparse.ArgumentParser()
    parser.add_argument("--make", required=True, metavar="DAY")
    parser.add_argument("--binaries", required=True)
    options = parser.parse_args()
    make(options.binaries, options.make)
