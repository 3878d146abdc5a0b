"""Machines burn: an office and a hub come back from their backups in the middle of work."""

import json
import os
import resource
import shutil
import subprocess

from checks import equal, expect
from world import ROOT, Tool, World, attempt, sample, samples

BIRTH = "1.001193"


def run(report, binaries: str, _long: bool) -> None:
    with World(binaries, "backup-alone") as world:
        alone(report, world)
        broken_disks(report, world)
    with World(binaries, "backup-sheet") as world:
        sheet_at_hub(report, world)
    with World(binaries, "backup") as world:
        hub_burns(report, world)
        kiosk_burns(report, world)


def alone(report, world: World) -> None:
    """A standalone commune and its recovery sheet."""
    backup = world.folder / "alone.backup"
    with report.step("a standalone office is backed up to a recovery sheet"):
        world.found_alone(officers=False)
        # What the province decided, put there by hand: one copy costs 4,321 đồng.
        (world.kiosk.data / "province.json").write_text(json.dumps({
            "version": "2026.2", "province": {"vi": "Tỉnh Thử Nghiệm"}, "changes": [{
                "effectiveFrom": "2026-01-01", "basis": "NQ 15", "procedures": {
                    BIRTH: {"fees": {"copy": {"amount": "4321", "name": {"vi": "Bản sao"}}}}}}]}))
        first = world.receive(BIRTH)["code"]
        equal(fee(world.kiosk, first), 4321, "the fee")
        made = first_sheet(world, world.kiosk, backup)
        equal(made["sealedTo"], ["sheet"], "sealed to")
        code = world.file("sheet.txt", made["recovery"] + "\n")
        equal(world.kiosk.json("check")["findings"], [], "findings")
    new = Tool(world.kiosk.binary, world.folder / "new-kiosk")
    with report.check("a wrong letter and a torn file are told and make nothing"):
        letter = "a" if made["recovery"][5] != "a" else "b"
        wrong = world.file("wrong.txt", made["recovery"][:5] + letter + made["recovery"][6:])
        torn = world.file("torn.backup", backup.read_bytes()[:-10])
        for file, secret in [(backup, wrong), (torn, code)]:
            done = attempt(new, "restore", file, "--recovery-file", secret)
            equal((done.returncode, new.data.exists()), (2, False), "exit and folder")
    with report.step("it comes back on an empty machine"):
        back = new.json("restore", backup, "--recovery-file", code)
        equal(world.list_codes(new), [first], "dossiers")
        later = Tool(world.kiosk.binary, world.folder / "later-kiosk")
        later.json("restore", world.folder / f"{backup.name}.again", "--recovery-file", code)
        expect(back["codesHeld"], "no number is given out")
    with report.check("no number is given out before an administrator grants a range"):
        done = attempt(new, "dossier", "new", "--procedure", BIRTH, "--answers",
                       sample(BIRTH, samples(BIRTH)[0]))
        equal(done.returncode, 4, "exit code")
        new.run("range", "grant", "2000-2999")
        world.kiosk = new
        second = world.receive(BIRTH)["code"]
        expect(int(second.rsplit("-", 1)[1]) >= 2000, f"the code {second}")
        equal(fee(new, second), 4321, "the fee is the province's")
        equal(new.json("check")["findings"], [], "findings")
    with report.check("a living folder is not overwritten"):
        done = attempt(new, "restore", backup, "--recovery-file", code)
        equal(done.returncode, 4, "exit code")
        equal(len(world.list_codes(new)), 2, "dossiers")


def first_sheet(world: World, tool: Tool, file) -> dict:
    """The first backup, after one onto a stick that is not there and one whose code nobody saw."""
    gone = attempt(tool, "backup", world.folder / "no-stick/a.backup")
    equal((gone.returncode, gone.stdout), (1, ""), "exit and output without the stick")
    full = attempt(tool, "backup", file, into="/dev/full")
    equal(full.returncode, 1, "exit where nothing can be printed")
    expect("the recovery code cannot be printed" in full.stderr.lower(), full.stderr)
    made = tool.json("backup", file)
    expect("recovery" in made, "the code of the first backup that stands is printed")
    again = tool.json("backup", world.folder / f"{file.name}.again")
    expect("recovery" not in again, "the sheet is printed once")
    equal(again["sealedTo"], ["sheet"], "a later one is sealed to")
    return made


def sheet_at_hub(report, world: World) -> None:
    """A hub's own sheet: what is printed opens what is made, and the last one printed counts."""
    backup = world.folder / "hub.backup"
    with report.step("the hub's first backup fails, and the next prints the code that opens it"):
        world.found_hub()
        made = first_sheet(world, world.hub, backup)
        later = world.folder / "hub.backup.again"
        code = world.file("hub-sheet.txt", made["recovery"] + "\n")
    with report.check("a new sheet that could not be printed leaves the old one in force"):
        attempt(world.hub, "backup", world.folder / "no-stick/b.backup", "--new-sheet")
        attempt(world.hub, "backup", world.folder / "lost.backup", "--new-sheet", into="/dev/full")
        world.hub.run("backup", world.folder / "third.backup")
        for file in [backup, later, world.folder / "third.backup"]:
            back = Tool(world.hub.binary, world.folder / f"new-{file.name}")
            back.json("restore", file, "--recovery-file", code)


def broken_disks(report, world: World) -> None:
    """Files that are not there, and a stick that takes none as large as the backup."""
    with report.check("lost files are counted; the rest is backed up and comes back"):
        scan = world.file("giay.pdf", b"%PDF-1.4\n" + os.urandom(3_000_000))
        world.receive(BIRTH, None, "--file", f"giayChungSinh={scan}")
        target = world.folder / "large.backup"
        # The limit stands for FAT32: smaller than the backup, larger than the database.
        done = subprocess.run(
            [world.kiosk.binary, "backup", target, "--data", world.kiosk.data], cwd=ROOT,
            capture_output=True, text=True, timeout=120, restore_signals=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000)))
        equal((done.returncode != 0, "FAT32" in done.stderr, target.exists()),
              (True, True, False), done.stderr)
        for file in (world.kiosk.data / "files").iterdir():
            file.unlink()
        sheet = world.kiosk.json("backup", target, "--new-sheet")
        equal((sheet["files"], sheet["lost"]), (0, 1), "files kept and lost")
        expect("1 tệp đính kèm bị mất" in world.kiosk.run("backup", target), "it is told")
        code = world.file("new-sheet.txt", sheet["recovery"] + "\n")
        third = Tool(world.kiosk.binary, world.folder / "third-kiosk")
        third.run("restore", target, "--recovery-file", code)
        equal(third.json("check")["findings"], [], "findings")


def fee(tool: Tool, code: str) -> int:
    return tool.json("dossier", "show", code)["fee"]["total"]


def hub_burns(report, world: World) -> None:
    with report.step("hub and kiosk are backed up in the middle of work"):
        world.found_hub()
        world.start_hub()
        world.enrol()
        world.receive(BIRTH)
        world.kiosk.run("sync", "--once")
        passphrase = world.file("pass.txt", "một câu rất dài để nhớ\n")
        device = world.kiosk.json("backup", world.folder / "kiosk.backup")
        equal(device["sealedTo"], ["province"], "the kiosk's is sealed to")
        world.hub.run("backup", world.folder / "hub.backup", "--passphrase-file", passphrase)
        world.receive(BIRTH)
        world.kiosk.run("sync", "--once")
    with report.step("the hub comes back in a new epoch, older than the kiosk"):
        world.stop_hub()
        shutil.rmtree(world.hub.data)
        restored = world.hub.json("restore", world.folder / "hub.backup", "--passphrase-file",
                                  passphrase)
        expect(restored["epoch"] > 1, "the epoch")
        equal(len(world.list_codes(world.hub)), 1, "dossiers in the backup")
    with report.check("the kiosk gives back the rest"):
        world.start_hub()
        world.kiosk.run("sync", "--once")
        equal(world.list_codes(world.hub), world.list_codes(), "dossiers")
        equal(world.hub.json("check")["findings"], [], "findings")


def kiosk_burns(report, world: World) -> None:
    colleague = Tool(world.kiosk.binary, world.folder / "colleague")
    with report.step("a colleague is admitted after the kiosk's backup"):
        colleague.run("init", "--hub", world.link_url, "--code", world.invitation())
        colleague.run("sync", "--once")
        world.kiosk.run("sync", "--once")
    before = world.list_codes()
    backup = world.folder / "kiosk.backup"
    with report.step("a dossier is erased after the kiosk's backup, then the kiosk burns"):
        world.kiosk.run("dossier", "erase", before[0], "--basis", "theo yêu cầu của chủ hồ sơ")
        world.kiosk.run("sync", "--once")
        shutil.rmtree(world.kiosk.data)
        code = world.file("code.txt", world.hub.json("recover", backup)["recovery"])
    with report.check("without a link nobody knows what was erased, so it does not open"):
        world.link.cut()
        done = attempt(world.kiosk, "restore", backup, "--recovery-file", code)
        equal((done.returncode, world.kiosk.data.exists()), (4, False), "exit and folder")
        world.link.restore()
    with report.step("with the link it takes back what came later, and a fresh range"):
        back = world.kiosk.json("restore", backup, "--recovery-file", code)
        equal(back["codesHeld"], False, "numbers held")
        shown = {line["code"] for line in world.kiosk.json("dossier", "list")} - {""}
        equal(sorted(set(before) - shown), before[:1], "what is not there")
    with report.check("the erased never comes back, numbers are fresh"):
        done = attempt(world.kiosk, "dossier", "show", before[0])
        equal(done.returncode, 3, "exit code")
        fresh = world.receive(BIRTH)["code"]
        expect(fresh not in before, f"the code {fresh}")
        world.kiosk.run("sync", "--once")
        expect(fresh in world.list_codes(world.hub), "it reaches the province")
    with report.check("it knows the receipts of the colleague"):
        receipt = colleague.json("dossier", "new", "--procedure", BIRTH, "--answers",
                                 sample(BIRTH, samples(BIRTH)[0]))["receiptURL"]
        done = attempt(world.kiosk, "receipt", "verify", receipt)
        equal(done.returncode, 0, done.stdout + done.stderr)
    with report.check("the books of both sides are in order"):
        equal(world.kiosk.json("check")["findings"], [], "the kiosk's findings")
        equal(world.hub.json("check")["findings"], [], "the hub's findings")
