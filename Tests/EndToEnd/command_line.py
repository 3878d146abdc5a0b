"""The same path by command line only; a commune that starts alone; forms, deadlines, search."""

import json
import os
import threading

from checks import equal, expect
from office import fetch
from paper import decode, decode_raster, pdf_text
from world import (DONE, HAND_OVER, RECEIVED, ROOT, TRACKED, World, answers, attempt,
                   sample, samples)

BIRTH, MARITAL, COPIES = "1.001193", "1.004873", "2.000815"
# domain.md §6.3, by the kind of term: three working days, the same day, one working day is none.
DEADLINES = [
    (MARITAL, "2026-11-20T10:00:00+07:00", "2026-11-26", "24/11"),
    (BIRTH, "2026-11-23T15:10:00+07:00", "2026-11-25T17:00:00+07:00", "24/11"),
    (COPIES, "2026-11-23T15:10:00+07:00", "2026-11-25T17:00:00+07:00", "15"),
    (BIRTH, "2026-11-23T14:59:00+07:00", "2026-11-23T17:00:00+07:00", ""),
    (BIRTH, "2026-11-23T15:00:00+07:00", "2026-11-23T17:00:00+07:00", ""),
    (BIRTH, "2026-08-21T15:30:00+07:00", "2026-08-22", ""),
    (MARITAL, "2026-02-13T10:00:00+07:00", "2026-02-25", ""),
    (MARITAL, "2026-08-27T09:00:00+07:00", "2026-09-04", ""),
    (MARITAL, "2026-04-28T09:00:00+07:00", "2026-05-05", ""),
    (MARITAL, "2026-11-19T17:30:00+07:00", "2026-11-26", ""),
]
SEARCHES = [("khai sinh", BIRTH), ("dang ky khai sinh", BIRTH), ("giay khai sinh", BIRTH),
            ("doc than", MARITAL), ("tinh trang hon nhan", MARITAL), ("sao y", COPIES),
            ("chung thuc ban sao", COPIES)]


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "command-line") as world:
        enrolled(report, world)
    with World(binaries, "standalone") as world:
        alone_then_enrolled(report, world)
        forms(report, world)
        deadlines(report, world)
        searches(report, world)


def enrolled(report, world: World) -> None:
    kiosk, hub = world.kiosk, world.hub
    with report.step("enrolled, and a birth registered with the link cut"):
        world.found_hub()
        world.start_hub()
        world.enrol()
        world.link.cut()
        birth = world.receive(BIRTH, "valid-father-on-time", "--request", "one")
        equal(world.receive(BIRTH, "valid-father-on-time", "--request", "one")["code"],
              birth["code"], "the same request")
        expect({"code", "id", "due", "receiptURL"} <= set(birth), f"the answer: {birth}")
    with report.check("show answers what the contract promises"):
        shown = kiosk.json("dossier", "show", birth["code"])
        missing = {"code", "id", "officialCode", "procedure", "version", "unit", "status", "due",
                   "disputed", "answers", "components", "history"} - set(shown)
        equal(sorted(missing), [], "keys that are missing")
        equal((shown["status"], shown["procedure"]), (RECEIVED, BIRTH), "what was received")
        given = answers(BIRTH, "valid-father-on-time")
        kept = {path: shown["answers"].get(path) for path in given}
        equal(kept, given, "the answers")
    with report.step("receipt and declaration in every format; the QR is the same on all"):
        folder = world.folder
        for kind, form in (("receipt", "png"), ("receipt", "pdf"), ("receipt", "escpos"),
                           ("receipt", "text"), ("declaration", "pdf"), ("declaration", "png")):
            kiosk.run("document", birth["code"], "--kind", kind, "--format", form, "--out",
                      folder / f"{kind}.{form}")
        equal(decode(folder / "receipt.png"), birth["receiptURL"], "the QR of the PNG")
        decode_raster(folder / "receipt.escpos", folder / "slip.pgm")
        equal(decode(folder / "slip.pgm"), birth["receiptURL"], "the QR of the slip")
        expect(birth["code"] in pdf_text(folder / "receipt.pdf"), "the code on the receipt")
        text = pdf_text(folder / "declaration.pdf").upper()
        expect("BÙI MINH THỬ" in text and "ĐĂNG KÝ KHAI SINH" in text, f"the declaration: {text}")
        expect(birth["code"] in (folder / "receipt.text").read_text(), "the terminal receipt")
    with report.check("a pipe named as the file is written to and stays a pipe"):
        pipe = world.folder / "pipe"
        os.mkfifo(pipe)
        reader = threading.Thread(target=lambda: taken.append(pipe.read_bytes()))
        taken: list[bytes] = []
        reader.start()
        kiosk.run("document", birth["code"], "--kind", "receipt", "--format", "text", "--out",
                  pipe)
        reader.join(30)
        expect(birth["code"] in taken[0].decode(), "the receipt through the pipe")
        expect(pipe.is_fifo(), "still a pipe")
    with report.step("three copies are certified and handed back offline"):
        copies = world.receive(COPIES, "valid-several-papers")["code"]
        numbers = kiosk.json("dossier", "certify", copies)["numbers"]
        equal(len(numbers), 2, "a number for each paper")
        equal(kiosk.json("dossier", "certify", copies)["numbers"], numbers, "asked again")
        kiosk.run("dossier", "status", copies, *HAND_OVER)
    with report.check("the hub answers that the receipt is genuine but not yet there"):
        expect("chưa chuyển đến tỉnh" in fetch(birth["receiptURL"])[1], "the tracking page")
    with report.step("one sync sends everything; the province decides; the kiosk sees it"):
        world.link.restore()
        totals = kiosk.json("sync", "--once")
        equal(totals["pending"], 0, "what waits")
        expect({"sent", "received", "bytesUp", "bytesDown", "roundTrips", "conflicts"}
               <= set(totals), f"what sync reports: {totals}")
        equal(world.list_codes(hub), world.list_codes(), "the codes on both sides")
        hub.run("dossier", "status", birth["code"], "--to", "4", "--reason", "Tiếp nhận xử lý")
        hub.run("dossier", "status", birth["code"], "--to", "9", "--reason", "Đã đăng ký",
                "--set", "result=Giấy khai sinh")
        equal(hub.json("dossier", "show", birth["code"])["status"], DONE, "at the province")
        kiosk.run("sync", "--once")
        equal(kiosk.json("dossier", "show", birth["code"])["status"], DONE, "at the commune")
    with report.check("handed over; the tracking page shows every step; a second sync is silent"):
        kiosk.run("dossier", "status", birth["code"], *HAND_OVER)
        kiosk.run("sync", "--once")
        page = fetch(birth["receiptURL"])[1]
        for step in TRACKED:
            expect(step in page, f"the step “{step}”")
        equal(kiosk.json("sync", "--once")["sent"], 0, "entries sent when nothing is new")
    with report.check("history names every entry, and both books are sound"):
        kinds = [entry["kind"] for entry in kiosk.json("dossier", "history", birth["code"])]
        equal(kinds[0], "dossier.received", "the first entry")
        equal(kinds.count("dossier.status"), 3, "changes of status")
        kiosk.run("check")
        kiosk.run("check", "--rebuild")
        hub.run("check")


def alone_then_enrolled(report, world: World) -> None:
    kiosk = world.kiosk
    with report.step("a standalone commune works a day"):
        world.found_alone()
        day = [world.receive(BIRTH, name) for name in samples(BIRTH)[:2]]
        day.append(world.receive(MARITAL))
        day.append(world.receive(COPIES))
        kiosk.run("dossier", "certify", day[3]["code"])
        kiosk.run("dossier", "status", day[3]["code"], *HAND_OVER)
        for one in day:
            kiosk.run("receipt", "verify", one["receiptURL"])
        refused = attempt(kiosk, "sync", "--once")
        equal(refused.returncode, 4, "sync without a province")
    with report.step("it enrols later and uploads everything"):
        before = {code: kiosk.json("dossier", "show", code)["status"]
                  for code in world.list_codes()}
        world.found_hub()
        world.start_hub()
        kiosk.run("enrol", "--hub", world.link_url, "--code", world.invitation())
        equal(kiosk.json("sync", "--once")["pending"], 0, "what waits")
        after = {code: world.hub.json("dossier", "show", code)["status"]
                 for code in world.list_codes(world.hub)}
        equal(after, before, "codes and their status at the province")
    with report.check("receipts given out before still hold, at both ends"):
        for one in day:
            kiosk.run("receipt", "verify", one["receiptURL"])
            status, page = fetch(one["receiptURL"])
            equal(status, 200, f"the tracking page of {one['code']}")
            expect("chưa chuyển đến tỉnh" not in page, f"{one['code']} has arrived")
        new = world.receive(MARITAL)
        expect(new["code"] not in before, "a code given out after enrolling is a new one")
        kiosk.run("receipt", "verify", new["receiptURL"])
    with report.check("officers added before enrolment still sign in; books are sound"):
        kiosk.run("dossier", "list", "--officer", "lanhdao", "--password-file",
                  world.office.password)
        kiosk.run("sync", "--once")
        kiosk.run("check")
        world.hub.run("check")


def forms(report, world: World) -> None:
    kiosk = world.kiosk
    for procedure in (BIRTH, MARITAL, COPIES):
        form = ROOT / f"Forms/{procedure}/2026.1/form.xml"
        with report.check(f"{procedure}: the form is read and all its samples fill as they say"):
            expect(kiosk.json("form", "check", form)["valid"], "form check")
            wrong = []
            for path in sorted(sample(procedure, "x").parent.glob("*.json")):
                story = json.loads(path.read_text())
                filled = kiosk.json("form", "fill", form, "--answers", path)
                found = {(error["path"], error["kind"]) for error in filled["errors"]}
                named = {(error["path"], error["kind"]) for error in story.get("errors", [])}
                if found != named or filled["valid"] != (not named):
                    wrong.append(f"{path.name}: {sorted(found)}, expected {sorted(named)}")
            equal(wrong, [], "samples that fill otherwise")
    with report.check("form eval prints type, tab, value"):
        form = ROOT / f"Forms/{BIRTH}/2026.1/form.xml"
        lines = kiosk.run("form", "eval", form, "--answers", sample(BIRTH, "valid-father-on-time"),
                          "/data/nks/hoTen", "1 + 1", "1 div 0", "true()",
                          "string-length(/data/nks/hoTen)", "round(-2.5)").splitlines()
        equal([line.split("\t")[1] for line in lines],
              ["Bùi Minh Thử", "2", "Infinity", "true", "12", "-2"], "values")
        equal([line.split("\t")[0] for line in lines],
              ["nodeset", "number", "number", "boolean", "number", "number"], "types")


def deadlines(report, world: World) -> None:
    for procedure, received, due, because in DEADLINES:
        with report.check(f"deadline {procedure} received {received} is {due}"):
            answer = world.kiosk.json("deadline", "--procedure", procedure, "--received", received)
            expect(answer["due"].startswith(due), f"due {answer['due']}")
            expect(answer["rule"] and answer["calendar"] and because in answer["explanation"],
                   f"explained: {answer}")


def searches(report, world: World) -> None:
    with report.check("procedures are found without diacritics, best first"):
        for text, code in SEARCHES:
            hits = world.kiosk.json("procedure", "search", text)
            expect(hits and {"code", "name", "why"} <= set(hits[0]), f"“{text}”: {hits}")
            equal(hits[0]["code"], code, f"the first hit for “{text}”")
    with report.check("dossiers are found by name in any order, number, phone and code"):
        code = world.receive(BIRTH, "valid-father-on-time")["code"]
        for text in ("thu minh bui", "Bùi Minh", "099090000001", "0912345678", code):
            hits = [hit["code"] for hit in world.kiosk.json("dossier", "list", "--search", text)]
            expect(code in hits, f"“{text}” finds {hits}")
        equal(world.kiosk.json("dossier", "list", "--search", "khongcoai"), [], "a stranger")
