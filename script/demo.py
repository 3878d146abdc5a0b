"""The demonstration: a day at a commune's counter, played by itself or left running to try."""

import argparse
import json
import pathlib
import select
import subprocess
import sys
import termios
import tty

from office import PASSWORD, ROOT, Failed, Link, Office, Program, fetch, free_port

OFFICERS = [
    ("tiepnhan", "Lò Thị Thử", "receptionOfficer"),
    ("chuyenmon", "Vàng A Mẫu", "specialist"),
    ("lanhdao", "Hà Văn Nghiệm", "headOfUnit"),
]
CARD = "099090000001|113456789|BÙI VĂN AN|05081990|Nam|Xóm Pà Khôm, Pà Cò, Mai Châu, Hoà Bình|10052021"


class Day:
    """One demonstration in a folder of its own."""

    def __init__(self, binaries: str, kiosk_port: int, hub_port: int):
        self.office = Office(binaries, ROOT / ".build/demo")
        self.kiosk_port, self.hub_port = kiosk_port, hub_port or free_port()
        self.programs: list[Program] = []
        self.step_number = 0

    def step(self, words: str) -> None:
        self.step_number += 1
        print(f"  {self.step_number:2}. {words}", flush=True)

    def start_hub(self) -> None:
        office = self.office
        office.hub.run("init")
        unit = office.unit_file(f"http://127.0.0.1:{self.hub_port}")
        office.hub.run("unit", "add", unit)
        office.hub.run("officer", "add", "tinh", "--full-name", "Nông Thị Tỉnh", "--role",
                       "specialist", "--password-file", office.password)
        program = office.hub.serve(f"127.0.0.1:{self.hub_port}", office.folder / "logs/hub.log")
        self.programs.append(program)
        self.hub_url = program.await_url()
        self.link = Link(self.hub_port)

    def start_kiosk(self) -> None:
        office = self.office
        code = office.hub.json("device", "invite", "--unit", "H99.88")["code"]
        office.kiosk.run("init", "--hub", f"http://127.0.0.1:{self.link.port}", "--code", code)
        office.add_officers(office.kiosk, OFFICERS)

    def serve_kiosk(self) -> None:
        program = self.office.kiosk.serve(
            f"127.0.0.1:{self.kiosk_port}", self.office.folder / "logs/kiosk.log")
        self.programs.append(program)
        self.kiosk = program
        self.kiosk_url = program.await_url()

    def act(self, officer: str, *arguments) -> str:
        """A command of the kiosk, done by an officer."""
        return self.office.kiosk.run(
            *arguments, "--officer", officer, "--password-file", self.office.password)

    def receive(self, procedure: str, sample: str, at: str | None = None, request: str = "",
                officer: str | None = None) -> dict:
        answers = json.loads(
            (ROOT / f"Forms/{procedure}/2026.1/samples/{sample}.json").read_text())["answers"]
        # The declaration is signed on the day it is received.
        answers.pop("nyc/ngayKhai", None)
        path = self.office.folder / "answers.json"
        path.write_text(json.dumps(answers, ensure_ascii=False))
        arguments = ["dossier", "new", "--procedure", procedure, "--answers", path]
        if at:
            arguments += ["--at", at]
        if request:
            arguments += ["--request", request]
        if officer:
            arguments += ["--officer", officer, "--password-file", self.office.password]
        return self.office.kiosk.json(*arguments)

    def stop(self) -> None:
        for program in self.programs:
            program.stop()


def samples(procedure: str) -> list[str]:
    folder = ROOT / f"Forms/{procedure}/2026.1/samples"
    return sorted(path.stem for path in folder.glob("valid-*.json"))


def believable_day(day: Day) -> None:
    """A dozen dossiers: one overdue, one asked for a supplement, one disputed, some finished."""
    import datetime
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))

    def ago(days: int) -> str:
        then = (now - datetime.timedelta(days=days)).replace(hour=9, minute=12, second=0)
        return then.isoformat(timespec="seconds")

    births, marital, copies = (samples(code) for code in ("1.001193", "1.004873", "2.000815"))
    # The office's clock is told it is twelve days ago, and then that it is today again.
    day.office.kiosk.run("clock", "confirm", "--at", ago(12))
    day.receive("1.004873", marital[0], at=ago(12))
    day.office.kiosk.run("clock", "confirm")

    def receive(procedure: str, names: list[str], count: int) -> list[str]:
        return [day.receive(procedure, names[index % len(names)], officer="tiepnhan")["code"]
                for index in range(count)]

    births, marital, copies = (receive("1.001193", births, 4), receive("1.004873", marital, 4),
                               receive("2.000815", copies, 3))
    day.act("chuyenmon", "dossier", "status", births[0], "--to", "4",
            "--reason", "Chuyển bộ phận hộ tịch")
    day.act("chuyenmon", "dossier", "status", births[3], "--to", "9",
            "--reason", "Đã đăng ký", "--set", "result=Giấy khai sinh")
    day.act("tiepnhan", "dossier", "status", marital[1], "--to", "5",
            "--reason", "Thiếu giấy tờ", "--set", "papers=Bản án ly hôn")
    for code in copies[:2]:
        day.act("tiepnhan", "dossier", "certify", code)
        day.act("tiepnhan", "dossier", "status", code, "--to", "10", "--set",
                "takenBy=Người yêu cầu", "--set", "returnForm=Bản giấy",
                "--set", "ledgerSignature=đã ký")
    day.office.kiosk.run("sync", "--once")
    phone = day.office.folder / "phone.json"
    phone.write_text(json.dumps({"nyc/dienThoai": "0912000111"}))
    day.act("chuyenmon", "dossier", "edit", births[1], "--answers", phone)
    phone.write_text(json.dumps({"nyc/dienThoai": "0912000222"}))
    day.office.hub.run("dossier", "edit", births[1], "--answers", phone)
    day.office.kiosk.run("sync", "--once")


def leave_running(day: Day) -> None:
    print(f"""
The office is open. Kiosk: {day.kiosk_url}   Province: {day.hub_url}
Sign-in names: tiepnhan (reception), chuyenmon (specialist), lanhdao (head of unit); at the
province: tinh. The password of all of them is {PASSWORD} (this demonstration only).

Try this:
  1. Open {day.kiosk_url} and sign in as tiepnhan.
  2. Look at what needs attention: one dossier is overdue, one disputed (chuyenmon may decide
     it: sign in with that name and open it).
  3. Press o here: the link to the province is cut. Nothing on the screen stops working.
  4. Press 2 (or Alt+2), type "khai sinh", Enter, and open birth registration.
  5. On the scan page paste this sample card:
     {CARD}
  6. Fill the sections (Enter goes on, Ctrl+Enter continues), note the papers handed in, check
     the answers, accept.
  7. Print preview: the receipt with its QR code, the declaration for signature.
  8. Press o again: the link is back, and the dossier travels by itself.
  9. Open the address in the QR code: what the resident sees on a phone.
 10. Sign in at {day.hub_url}/desk as tinh and take the dossier further; the kiosk shows it.
Ctrl-C stops everything.""", flush=True)
    keyboard = sys.stdin.isatty()
    before = termios.tcgetattr(sys.stdin) if keyboard else None
    try:
        if keyboard:
            tty.setcbreak(sys.stdin.fileno())
        while all(program.process.poll() is None for program in day.programs):
            if not keyboard:
                select.select([], [], [], 0.5)
            elif select.select([sys.stdin], [], [], 0.5)[0] and sys.stdin.read(1) == "o":
                day.link.cut() if day.link.up else day.link.restore()
                print("The link is " + ("back." if day.link.up else "cut."), flush=True)
    except KeyboardInterrupt:
        print("\nStopping.")
    finally:
        if before:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def decode(image: pathlib.Path) -> str:
    """What a QR reader sees in a picture."""
    done = subprocess.run(["zbarimg", "-q", "--raw", str(image)], capture_output=True, text=True)
    return done.stdout.strip()


def play(day: Day) -> None:
    """The main job by itself; raises Failed at the first step that does not hold."""
    office, kiosk, hub = day.office, day.office.kiosk, day.office.hub
    day.step("a province with one commune; the kiosk is enrolled by a one-time code")
    day.start_hub()
    day.start_kiosk()
    day.link.cut()
    day.step("the link is cut; a birth is registered with no network")
    born = day.receive("1.001193", samples("1.001193")[0], request="demo-birth")
    again = day.receive("1.001193", samples("1.001193")[0], request="demo-birth")
    expect(born["code"] == again["code"], "the same request must make one dossier")
    day.step(f"{born['code']}: the receipt is drawn and its QR code read back")
    picture = office.folder / "receipt.png"
    kiosk.run("document", born["code"], "--kind", "receipt", "--format", "png", "--out", picture)
    expect(decode(picture) == born["receiptURL"], "the QR code must hold the receipt's address")
    kiosk.run("document", born["code"], "--kind", "declaration", "--format", "pdf", "--out",
              office.folder / "declaration.pdf")
    kiosk.run("receipt", "verify", born["receiptURL"])
    day.step("three copies are certified, numbered and handed back, still with no network")
    copies = day.receive("2.000815", samples("2.000815")[0])["code"]
    kiosk.run("dossier", "certify", copies)
    kiosk.run("dossier", "status", copies, "--to", "10", "--set", "takenBy=Người nộp",
              "--set", "returnForm=Bản giấy", "--set", "ledgerSignature=đã ký")
    status, page = fetch(born["receiptURL"])
    expect(status == 200 and "chưa" in page, "a receipt scanned before the link says so")
    day.step("the link is back: everything travels in one exchange")
    day.link.restore()
    report = kiosk.json("sync", "--once")
    expect(report["pending"] == 0, f"nothing may be left to send: {report}")
    expect(hub.json("dossier", "show", born["code"])["status"] == 2, "the province has it")
    day.step("the province takes it to processing and done; the kiosk sees it")
    hub.run("dossier", "status", born["code"], "--to", "4", "--reason", "Tiếp nhận xử lý")
    hub.run("dossier", "status", born["code"], "--to", "9", "--reason", "Đã đăng ký",
            "--set", "result=Giấy khai sinh")
    kiosk.run("sync", "--once")
    expect(kiosk.json("dossier", "show", born["code"])["status"] == 9, "the kiosk shows it done")
    day.step("the result is handed over; the tracking page shows every step")
    kiosk.run("dossier", "status", born["code"], "--to", "10", "--set", "takenBy=Cha của trẻ",
              "--set", "returnForm=Bản giấy", "--set", "ledgerSignature=đã ký")
    kiosk.run("sync", "--once")
    status, page = fetch(born["receiptURL"])
    expect(status == 200 and "Đã trả kết quả" in page, "the tracking page shows the hand-over")
    day.step("both sides check their books")
    kiosk.run("check")
    hub.run("check")


def expect(condition: bool, words: str) -> None:
    if not condition:
        raise Failed(words)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--once", action="store_true")
    options = parser.parse_args()
    day = Day(options.binaries, 0 if options.once else 8700, 0 if options.once else 8710)
    try:
        if options.once:
            play(day)
            print("Every step held.")
        else:
            day.start_hub()
            day.start_kiosk()
            believable_day(day)
            day.serve_kiosk()
            leave_running(day)
        return 0
    except Failed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        day.stop()


if __name__ == "__main__":
    sys.exit(main())
