"""Printing: byte for byte, unplugged half-way, killed at every step, and printers that lie."""

import collections
import contextlib
import sqlite3
import threading

import raster
from checks import equal, expect
from paper import decode, decode_raster, pdf_pages, pdf_text
from printers import Cable, Dossiers, Liar, Listener, VirtualPrinter, http, killed_at
from world import Failed, World, attempt, free_port

MARITAL = "1.004873"
STEPS_LIMIT = 80
# The printers are at hand: they are asked often, so that nobody waits for the next question.
RUN = ("printer", "run", "--poll", "20")


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "printing") as world, contextlib.ExitStack() as stack:
        def own(thing):
            stack.callback(thing.close)
            return thing

        with report.step("a commune with a printer for A5 and one for slips"):
            world.found_alone()
            printer = own(VirtualPrinter(world.folder, "a5"))
            slips = own(Listener())
            added = world.kiosk.json("printer", "add", "A5", printer.address, "--paper", "a5")
            equal((added["ready"], added["format"]), (True, "application/pdf"), "the A5 printer")
            added = world.kiosk.json("printer", "add", "slips", slips.address, "--paper", "mm80")
            equal(added["ready"], True, "the slip printer")
        exact(report, world, printer, slips)
        pictures(report, world, own)
        unplugged(report, world, own)
        killed_ipp(report, world, printer, own(Cable(printer.port)))
        killed_raw(report, world, own)
        asked(report, world, own)
        lies(report, world, own)
        erased(report, world)
        refused(report, world)
        with report.check("the book is sound after all of it"):
            world.kiosk.run("check")


def jobs(world: World) -> dict[int, dict]:
    return {job["id"]: job for job in world.kiosk.json("printer", "jobs")}


def paper(world: World, code: str, form: str) -> bytes:
    out = world.folder / f"wanted.{form}"
    world.kiosk.run("document", code, "--kind", "receipt", "--format", form, "--out", out)
    return out.read_bytes()


def put(world: World, printer: str, code: str) -> int:
    return world.kiosk.json("printer", "print", printer, code)["id"]


def exact(report, world: World, printer: VirtualPrinter, slips: Listener) -> None:
    code = world.receive(MARITAL)["code"]
    with report.check("an IPP printer receives the receipt byte for byte"):
        job = put(world, "A5", code)
        equal(jobs(world)[job]["state"], "queued", "the job before")
        equal(world.kiosk.json(*RUN), [], "what is left")
        equal(jobs(world)[job]["state"], "printed", "the job afterwards")
        expect(printer.documents()[-1] == paper(world, code, "pdf"), "other bytes arrived")
    with report.check("a TCP 9100 printer receives the slip byte for byte, as often as asked"):
        slip = world.receive(MARITAL)["code"]
        world.kiosk.run("printer", "print", "slips", slip, "--copies", "2")
        world.kiosk.run(*RUN)
        expect(slips.jobs[-1] == paper(world, slip, "escpos") * 2, "other bytes arrived")
    with report.check("personal data leave the spool when printed"):
        with contextlib.closing(sqlite3.connect(world.kiosk.data / "motcua.sqlite")) as book:
            kept = book.execute("SELECT count(*) FROM print_job WHERE content IS NOT NULL")
            equal(kept.fetchone()[0], 0, "jobs with content")
    with report.check("the journal names the print; the next one is marked as a reprint"):
        kinds = [event["kind"] for event in world.kiosk.json("dossier", "show", code)["history"]]
        equal(kinds.count("dossier.printed"), 1, "prints in the journal")
        equal(put(world, "A5", code), max(jobs(world)), "the newest job")
        world.kiosk.run(*RUN)
        again = world.folder / "again.pdf"
        again.write_bytes(printer.documents()[-1])
        expect("BẢN IN LẠI (lần 1)" in pdf_text(again), "no mark of a reprint")
    with report.check("a slip of 58 mm is as wide as its paper and its QR code is read"):
        narrow = Listener()
        world.kiosk.run("printer", "add", "narrow", narrow.address, "--paper", "mm58")
        world.kiosk.run("printer", "print", "narrow", slip)
        world.kiosk.run(*RUN)
        raw, picture = world.folder / "narrow.raw", world.folder / "narrow.pgm"
        raw.write_bytes(narrow.jobs[-1])
        equal(decode_raster(raw, picture), 384, "dots across")
        expect(slip in decode(picture), "the QR code is not read")
        world.kiosk.run("printer", "remove", "narrow")


def pictures(report, world: World, own) -> None:
    """A printer that takes no PDF gets its pages as dots."""
    printer = own(VirtualPrinter(world.folder, "dots", formats="image/pwg-raster"))
    code = world.receive(MARITAL)["code"]
    kinds = ["receipt", "declaration", "07"]
    with report.check("a printer that takes no PDF is given PWG Raster by what it says it takes"):
        added = world.kiosk.json("printer", "add", "dots", printer.address, "--paper", "a4")
        equal((added["ready"], added["format"]), (True, "image/pwg-raster"), "the printer")
        for kind in kinds:
            world.kiosk.run("printer", "print", "dots", code, "--kind", kind)
        world.kiosk.run(*RUN)
        equal(len(printer.documents()), len(kinds), "documents")
    sizes = {"receipt": ((420, 595), "iso_a5_148x210mm"), "declaration": ((595, 842),
             "iso_a4_210x297mm"), "07": ((595, 842), "iso_a4_210x297mm")}
    for kind, document in zip(kinds, printer.documents(), strict=True):
        with report.check(f"CUPS's reader and the standard's table agree on the {kind}"):
            file, wanted = world.folder / f"{kind}.pwg", world.folder / f"{kind}.pdf"
            file.write_bytes(document)
            world.kiosk.run("document", code, "--kind", kind, "--format", "pdf", "--out", wanted)
            read, header = raster.pages(file), raster.first_header(document)
            equal(read[0].header, header, "the first page's header")
            size, name = sizes[kind]
            equal([(page.name, page.header["PageSizeX"], page.header["PageSizeY"])
                   for page in read], [(name, *size)] * pdf_pages(wanted), "pages")
            equal((header["TotalPageCount"], header["AlternatePrimary"]), (len(read), 0xFFFFFF),
                  "pages, and white")
            for number, page in enumerate(read, 1):
                part = raster.alike(world.folder, wanted, number, page)
                expect(part < 0.08, f"page {number} differs by {part:.3f}")
            if kind == "receipt":
                save = world.folder / "dots.pgm"
                raster.save(read[1], save)
                expect(code in decode(save), "the QR code is not read")
    world.kiosk.run("printer", "remove", "dots")


def unplugged(report, world: World, own) -> None:
    with report.check("a printer that is off: the job waits and is printed once when it is back"):
        late = own(VirtualPrinter(world.folder, "late"))
        world.kiosk.run("printer", "add", "late", late.address, "--paper", "a5")
        late.unplug()
        code = world.receive(MARITAL)["code"]
        job = put(world, "late", code)
        left = world.kiosk.json(*RUN)
        equal([(one["id"], one["state"]) for one in left], [(job, "queued")], "what waits")
        expect("cannot be reached" in left[0]["problem"], f"why: {left}")
        late.plug_in()
        world.kiosk.run(*RUN)
        world.kiosk.run(*RUN)
        expect(late.documents() == [paper(world, code, "pdf")], "not once, byte for byte")
    with report.check("the cable of an IPP printer pulled at each piece: printed once, by itself"):
        cable = own(Cable(late.port))
        world.kiosk.run("printer", "add", "late", f"ipp://127.0.0.1:{cable.port}/ipp/print",
                        "--paper", "a5")
        pulled, told, dossiers = 0, collections.Counter(), Dossiers(world, MARITAL)
        for cut in range(1, STEPS_LIMIT, 2):
            before = len(late.documents())
            code, wanted = dossiers.next()
            cable.expect(lambda step, cut=cut: step < cut)
            job = world.together(["printer", "print", "late", code], list(RUN))[0]["id"]
            if cable.steps < cut:
                break
            pulled += 1
            cable.expect(lambda step: True)
            told[state := settle(world, job)] += 1
            once(world, job, state, late, before, wanted, f"cut at piece {cut}")
        report.note(f"the cable was pulled at {pulled} places: {dict(told)}")
        expect(4 <= pulled < STEPS_LIMIT // 2, f"pulled {pulled} times")
    with report.check("the cable of a slip printer pulled half-way: a person decides"):
        torn = own(Listener(give_up_after=4096))
        world.kiosk.run("printer", "add", "torn", torn.address, "--paper", "mm80")
        code = world.receive(MARITAL)["code"]
        job = put(world, "torn", code)
        for _ in range(3):
            world.kiosk.run(*RUN)
        equal(jobs(world)[job]["state"], "uncertain", "the job")
        equal(len(torn.jobs), 1, "attempts at the printer")
        torn.give_up_after = None
        again = world.kiosk.json("printer", "reprint", str(job))
        equal([one["state"] for one in again], ["cancelled", "queued"], "the old job and the new")
        equal(again[1]["reprint"], 1, "the number of the reprint")
        world.kiosk.run(*RUN)
        equal((len(torn.jobs), jobs(world)[again[1]["id"]]["state"]), (2, "printed"), "printed")


def settle(world: World, job: int) -> str:
    """Runs the spooler until a job is through or a person has to look."""
    for _ in range(4):
        listed = world.together(list(RUN), ["printer", "jobs"])[1]
        state = next(one["state"] for one in listed if one["id"] == job)
        if state in ("printed", "uncertain"):
            return state
    raise Failed(f"not printed: {jobs(world)[job]}")


def once(world: World, job: int, state: str, printer: VirtualPrinter, before: int, wanted: bytes,
         words: str) -> None:
    """Printed once, or shown to a person who finds it printed once, in part or not at all."""
    documents = printer.documents()[before:]
    whole = documents.count(wanted)
    for part in documents:
        expect(wanted.startswith(part), f"{words}: a document nobody sent")
    if state == "printed":
        expect(whole == 1, f"{words}: printed {whole} times")
        return
    expect(whole <= 1, f"{words}: printed {whole} times")
    world.kiosk.run(*RUN)
    equal(len(printer.documents()) - before, len(documents), f"{words}: printed unasked")
    if whole == 1:
        world.kiosk.run("printer", "done", str(job))
    else:
        world.kiosk.run("printer", "reprint", str(job))
        world.kiosk.run(*RUN)
        again = world.folder / "again.pdf"
        again.write_bytes(printer.documents()[-1])
        expect("BẢN IN LẠI (lần 1)" in pdf_text(again), f"{words}: no mark of a reprint")


def killed_ipp(report, world: World, printer: VirtualPrinter, cable: Cable) -> None:
    with report.check("kill -9 at each piece to and from an IPP printer: nothing lost or doubled"):
        world.kiosk.run("printer", "add", "killed", f"ipp://127.0.0.1:{cable.port}/ipp/print",
                        "--paper", "a5")
        command = [world.kiosk.binary, *RUN, "--data", str(world.kiosk.data)]
        killed, told, dossiers = 0, collections.Counter(), Dossiers(world, MARITAL)
        for moment in range(1, STEPS_LIMIT):
            before = len(printer.documents())
            code, wanted = dossiers.next()
            job = put(world, "killed", code)
            dead = threading.Event()

            def die(step: int) -> bool:
                if step == moment:
                    dead.set()
                    # The piece still goes on its way at every other moment.
                    return moment % 2 == 0
                return not dead.is_set()

            cable.expect(die)
            was = killed_at(command, dead)
            cable.expect(lambda step: True)
            if not was:
                expect(jobs(world)[job]["state"] == "printed", "the run without a kill")
                break
            killed += 1
            told[state := settle(world, job)] += 1
            once(world, job, state, printer, before, wanted, f"moment {moment}")
        report.note(f"killed at {killed} moments: {dict(told)}")
        expect(10 <= killed < STEPS_LIMIT - 1, f"killed {killed} times")


def killed_raw(report, world: World, own) -> None:
    with report.check("kill -9 while a slip is being sent: shown as uncertain, never printed twice"):
        slow = own(Listener())
        world.kiosk.run("printer", "add", "slow", slow.address, "--paper", "mm80")
        command = [world.kiosk.binary, *RUN, "--data", str(world.kiosk.data)]
        for moment in (1, 20_000, 40_000):
            dead = threading.Event()
            code = world.receive(MARITAL)["code"]
            job = put(world, "slow", code)
            hold = threading.Event()

            def die(count: int) -> None:
                if count >= moment and not dead.is_set():
                    dead.set()
                    hold.wait(5)

            slow.on_bytes = die
            before = len(slow.jobs)
            killed_at(command, dead)
            hold.set()
            slow.on_bytes = None
            state = jobs(world)[job]["state"]
            for _ in range(2):
                world.kiosk.run(*RUN)
            ended = jobs(world)[job]["state"]
            expect((state, ended) in [("sending", "uncertain"), ("printed", "printed")],
                   f"killed at byte {moment}: {state}, then {ended}")
            equal(len(slow.jobs) - before, 1, f"connections with bytes, killed at {moment}")
            if ended == "uncertain":
                world.kiosk.run("printer", "done", str(job))
                equal(jobs(world)[job]["state"], "printed", "as the officer said")


def asked(report, world: World, own) -> None:
    with report.check("a slip printer that answers is asked for paper, and confirms"):
        empty = own(Listener(answers=b"\x72"))
        added = world.kiosk.json("printer", "add", "asked", empty.address, "--paper", "mm80",
                                 "--answers")
        equal((added["ready"], added["problems"][0].split(";")[0]),
              (False, "The printer is out of paper"), "no paper")
        code = world.receive(MARITAL)["code"]
        job = put(world, "asked", code)
        left = world.kiosk.json(*RUN)
        equal([(one["id"], one["state"]) for one in left if one["printer"] == "asked"],
              [(job, "queued")], "what waits")
        empty.answers = b"\x12"
        world.kiosk.run(*RUN)
        equal(jobs(world)[job]["state"], "printed", "with paper")
        wanted = paper(world, code, "escpos")
        expect([wanted in one for one in empty.jobs].count(True) == 1, "not once")


    with report.check("one that answers with nonsense gives one clear sentence, and gets no paper"):
        before = len([one for one in empty.jobs if wanted in one])
        for nonsense in (b"\xff", b"\x00", b"H", b"%"):
            empty.answers = nonsense
            done = attempt(world.kiosk, "printer", "test", "asked")
            equal((done.returncode, len(done.stderr.strip().splitlines())), (4, 1), "test")
            expect("no thermal printer's state" in done.stderr, done.stderr)
        job = put(world, "asked", code)
        world.kiosk.run(*RUN)
        equal(jobs(world)[job]["state"], "failed", "the job")
        equal(len([one for one in empty.jobs if wanted in one]), before, "papers")
        world.kiosk.run("printer", "cancel", str(job))


def lies(report, world: World, own) -> None:
    version = b"\x09\x00\x00\x00\x00\x00\x00\x01\x03"
    liars = {
        "garbage": (http("200 OK", b"\xff" * 64), "does not speak IPP"),
        "a web page": (http("200 OK", b"<html></html>", "text/html"), "does not speak IPP"),
        "an unknown version": (http("200 OK", version), "does not speak IPP"),
        "an answer cut short": (http("200 OK", b"\x02\x00\x00\x00\x00\x00\x00\x01\x01\x47\x00\x12a"),
                                "does not speak IPP"),
        "no printer attributes": (http("200 OK", b"\x02\x00\x00\x00\x00\x00\x00\x01\x03"),
                                  "does not speak IPP"),
        "a password": (http("401 Unauthorized", more='WWW-Authenticate: Basic realm="x"\r\n'),
                       "asks for a password"),
        "another address": (http("302 Found", more="Location: http://127.0.0.1/\r\n"),
                            "another address"),
        "nothing there": (http("404 Not Found"), "no printer at this address"),
        "encryption": (http("426 Upgrade Required"), "ipps://"),
        "trouble": (http("503 Service Unavailable"), "in trouble"),
        "no HTTP": (b"220 printer ready\r\n", "cannot be reached"),
        "an end without an answer": (b"", "cannot be reached"),
    }
    for name, (answer, words) in liars.items():
        with report.check(f"a printer that answers with {name} gives one clear sentence"):
            liar = own(Liar(answer))
            added = world.kiosk.json("printer", "add", "liar",
                                     f"ipp://127.0.0.1:{liar.port}/ipp/print", "--paper", "a5")
            equal(added["ready"], False, "ready")
            expect(len(added["problems"]) == 1 and words in added["problems"][0], f"{added}")
            done = attempt(world.kiosk, "printer", "test", "liar")
            equal((done.returncode, len(done.stderr.strip().splitlines())), (4, 1), "test")
    with report.check("a job for such a printer fails with its sentence and can be cancelled"):
        liar = own(Liar(http("401 Unauthorized")))
        world.kiosk.run("printer", "add", "liar", f"ipp://127.0.0.1:{liar.port}/ipp/print",
                        "--paper", "a5")
        job = put(world, "liar", world.receive(MARITAL)["code"])
        world.kiosk.run(*RUN)
        equal(jobs(world)[job]["state"], "failed", "the job")
        world.kiosk.run("printer", "cancel", str(job))
        equal(jobs(world)[job]["state"], "cancelled", "the job")
        equal(attempt(world.kiosk, "printer", "retry", str(job)).returncode, 4, "too late")


def erased(report, world: World) -> None:
    with report.check("erasing a dossier destroys its print jobs"):
        world.kiosk.run("printer", "add", "off", f"socket://127.0.0.1:{free_port()}",
                        "--paper", "mm80")
        code = world.receive(MARITAL)["code"]
        job = put(world, "off", code)
        world.kiosk.run(*RUN)
        expect(job in jobs(world), "the job waits")
        world.kiosk.run("dossier", "erase", code, "--basis", "thử nghiệm")
        expect(job not in jobs(world), "the job is still there")


def refused(report, world: World) -> None:
    printed = [number for number, job in jobs(world).items() if job["state"] == "printed"]
    cases = [
        (["printer", "add", "x", "ftp://a/b", "--paper", "a4"], 2),
        (["printer", "add", "x", "socket://a", "--paper", "a4"], 2),
        (["printer", "add", "x", "file:///etc/passwd", "--paper", "mm80"], 2),
        (["printer", "add", "tên có dấu", "socket://a", "--paper", "mm80"], 2),
        (["printer", "add", "x", "socket://a", "--paper", "a3"], 2),
        (["printer", "add", "x", "ipp://user:secret@a/", "--paper", "a4"], 2),
        (["printer", "remove", "nobody"], 3), (["printer", "test", "nobody"], 3),
        (["printer", "print", "nobody", world.list_codes()[0]], 3),
        (["printer", "print", "A5", "H99.88-000000-0000"], 3),
        (["printer", "print", "A5", world.list_codes()[0], "--copies", "0"], 2),
        (["printer", "print", "A5", world.list_codes()[0], "--kind", "x"], 2),
        (["printer", "cancel", "999999"], 3), (["printer", "done", str(max(printed))], 4),
    ]
    before = jobs(world), world.kiosk.json("printer", "list")
    for arguments, code in cases:
        with report.check(f"refused in one sentence: {' '.join(arguments)}"):
            done = attempt(world.kiosk, *arguments)
            equal((done.returncode, len(done.stderr.strip().splitlines())), (code, 1),
                  f"{done.stderr}")
    with report.check("what was refused changed nothing"):
        equal((jobs(world), world.kiosk.json("printer", "list")), before, "jobs and printers")
