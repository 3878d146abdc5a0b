"""A week at the counter, told by command: 150 dossiers over all procedures, roles and outcomes, across
a holiday, a swapped Saturday and a two-day power cut with emergency slips and a dead clock. Promised
dates, fees, the cash book and the slips are worked out here once more, from the law's rules and the
samples' answers alone."""

import csv
import datetime
import io
import json
import os
import pathlib
import shutil
import subprocess

from checks import equal, expect
from demo import samples
from figures import Office
from office import ROOT
from week_law import TZ, Law, fee, moment
from world import World

RECEPTION, SPECIALIST, HEAD = "tiepnhan", "chuyenmon", "lanhdao"
EACH = 6
PRINTED, BOOKED = 25, 18
WRONG, MISSING, REFUSED = 2, 3, 4
SWAPPED, EXCHANGED = datetime.date(2026, 11, 28), datetime.date(2026, 11, 30)
HOLIDAY = datetime.date(2026, 11, 24)
CUT = [datetime.date(2026, 11, 25), datetime.date(2026, 11, 26)]
# Before opening, in the morning, at noon, at the cut-off and around it, at closing and after.
CLOCKS = ["06:40", "09:12", "11:45", "14:59", "15:00", "15:01", "16:59", "17:20"]
END = "2026-12-03T08:00:00+07:00"
OPEN_DAYS = [datetime.date(2026, 11, day) for day in (20, 23, 27, 28)] + [
    datetime.date(2026, 12, day) for day in (1, 2)]
OUTCOMES = ["returned", "collected", "supplement", "refused", "incomplete", "withdrawn", "stopped",
            "extended", "open", "waiting"]


class Dossier:
    """What becomes of one, as the story has it."""

    def __init__(self, procedure: str, sample: str, received: datetime.datetime, outcome: str):
        self.procedure, self.sample, self.received, self.outcome = procedure, sample, received, outcome
        self.path = ROOT / f"Forms/{procedure}/2026.1/samples/{sample}.json"
        self.rules = json.loads((self.path.parent.parent / "procedure.json").read_text())
        self.fee = fee(procedure, json.loads(self.path.read_text())["answers"])
        self.code, self.slip, self.paid = "", False, 0

    @property
    def is_accepted(self) -> bool:
        return self.outcome not in ("refused", "incomplete")

    @property
    def status(self) -> int:
        return {"returned": 10, "collected": 10, "supplement": 4, "refused": 3, "incomplete": 2,
                "withdrawn": 7, "stopped": 8, "extended": 4, "open": 2, "waiting": 9}[self.outcome]


class Story:
    """Everything that happens, in order of time, and what must come of it."""

    def __init__(self, world: World):
        self.world, self.events = world, []
        self.counters: dict[str, int] = {}
        self.drawers: dict[tuple[str, str], int] = {}
        self.password = str(world.office.password)

    def at(self, time: datetime.datetime, who: str, *words: str, exit: int = 0, rank: int = 1) -> None:
        line = [*map(str, words), "--at", time.isoformat(), "--officer", who, "--password-file",
                self.password, "--json"]
        self.events.append((time, rank, len(self.events), line, exit))

    def next_code(self, day: datetime.date) -> str:
        taken = self.counters.get(day.isoformat(), 0)
        self.counters[day.isoformat()] = taken + 1
        return f"H99.88-{day:%y%m%d}-{1000 + taken}"

    def tell(self, environment: dict) -> list[dict]:
        """Runs everything in one process; answers what each command said."""
        events = sorted(self.events, key=lambda event: event[:3])
        self.events = []
        text = "\n".join(json.dumps(event[3], ensure_ascii=False) for event in events)
        done = subprocess.run(
            [self.world.kiosk.binary, "batch", "--keep-going", "--data", self.world.kiosk.data],
            cwd=ROOT, env=os.environ | environment, input=text, capture_output=True, text=True,
            timeout=600)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        equal(len(answers), len(events), f"answers; it said {done.stderr}")
        wrong = [(event[3], answer["exit"], answer.get("error"))
                 for event, answer in zip(events, answers) if answer["exit"] != event[4]]
        equal(wrong, [], f"{len(wrong)} commands that ended otherwise than told")
        for event, answer in zip(events, answers):
            if event[4]:
                expect(answer["error"] and "\n" not in answer["error"], f"one sentence: {answer}")
        return answers


def share(world: World) -> pathlib.Path:
    """The forms with a calendar in which Saturday 28 November is worked for Monday the 30th."""
    folder = world.folder / "share"
    folder.mkdir()
    shutil.copytree(ROOT / "Forms", folder / "Forms")
    (folder / "Kiosk").symlink_to(ROOT / "Kiosk")
    path = folder / "Forms/calendar.json"
    data = json.loads(path.read_text())
    data["version"] = "2026.3"
    name = {"vi": "Nghỉ hoán đổi", "en": "Day off in exchange"}
    data["holidays"].append({"date": EXCHANGED.isoformat(), "name": name, "status": "announced",
                             "mark": "test"})
    data["swappedWorkingDays"].append({
        "date": SWAPPED.isoformat(), "for": EXCHANGED.isoformat(), "name": name,
        "status": "announced", "mark": "test"})
    for key in ("holidays", "swappedWorkingDays"):
        data[key].sort(key=lambda row: row["date"])
    path.write_text(json.dumps(data, ensure_ascii=False))
    return folder


def cast() -> list[Dossier]:
    """Six dossiers of every procedure, spread over days, hours and outcomes."""
    found = []
    procedures = sorted(path.parts[-2] for path in ROOT.glob("Forms/*.*/2026.1"))
    for place, procedure in enumerate(procedures):
        names = samples(procedure)
        for turn in range(EACH):
            index = place * EACH + turn
            received = moment(OPEN_DAYS[index % len(OPEN_DAYS)],
                              CLOCKS[(index // len(OPEN_DAYS) + turn) % len(CLOCKS)])
            found.append(Dossier(procedure, names[turn % len(names)],
                                 received + datetime.timedelta(seconds=index % 50),
                                 OUTCOMES[(index + place) % len(OUTCOMES)]))
    return sorted(found, key=lambda dossier: dossier.received)


def receive(story: Story, dossier: Dossier) -> None:
    dossier.code = story.next_code(dossier.received.date())
    more = {"refused": ["--refuse", "Không thuộc thẩm quyền của xã", "--signer", "Hà Văn Nghiệm"],
            "incomplete": ["--complete", "Thiếu giấy tờ", "--missing", "Bản chính"]}
    story.at(dossier.received, RECEPTION, "dossier", "new", "--procedure", dossier.procedure,
             "--answers", dossier.path, *more.get(dossier.outcome, []), rank=0)


def go_on(story: Story, dossier: Dossier, begin: datetime.datetime) -> None:
    """The acts after reception or booking, minutes apart, by those whose they are."""
    clock = [begin]

    def act(who: str, *words: str, exit: int = 0) -> None:
        clock[0] += datetime.timedelta(seconds=70)
        story.at(clock[0], who, *words, exit=exit)

    code = dossier.code
    status = lambda who, to, *more, **options: act(
        who, "dossier", "status", code, "--to", to, *more, **options)
    notice = ["--set", "authorityNotice=Công văn số 12"]
    result = ["--reason", "Giấy tờ kết quả số 7", *notice]
    match dossier.outcome:
        case "returned":
            act(RECEPTION, "dossier", "pass", code, "--to", "specialist", "--taker", SPECIALIST)
            status(RECEPTION, 4, exit=REFUSED)
            status(SPECIALIST, 4, *notice)
            act(SPECIALIST, "dossier", "pass", code, "--to", "leader")
            status(HEAD, 9, *result)
            status(HEAD, 9, *result, exit=REFUSED)
            act(HEAD, "dossier", "pass", code, "--to", "reception")
            status(RECEPTION, 10, "--set", "takenBy=Giàng Thị Thử")
        case "collected":
            status(SPECIALIST, 9, *result)
            status(RECEPTION, 10, exit=WRONG)
            status(RECEPTION, 10, "--set", "takenBy=Lò Văn Thử")
        case "supplement":
            status(RECEPTION, 5, "--reason", "Thiếu bản chính", "--set", "papers=Bản chính")
            status(RECEPTION, 9, exit=REFUSED)
            status(SPECIALIST, 4, "--set", "supplementReceivedAt=" + clock[0].isoformat())
        case "incomplete":
            status(RECEPTION, 2)
        case "withdrawn":
            status(RECEPTION, 7, "--reason", "Xin rút", exit=WRONG)
            status(RECEPTION, 7, "--reason", "Xin rút", "--set", "ownerRequest=Đơn xin rút",
                   "--set", "identityCheck=CCCD")
        case "stopped":
            status(RECEPTION, 8, "--reason", "Hết căn cứ", exit=REFUSED)
            status(HEAD, 8, "--reason", "Hết căn cứ", "--set", "legalBasis=Điều 5", *notice)
        case "extended":
            status(SPECIALIST, 4, *notice)
            act(HEAD, "dossier", "extend", code, "--due", "2027-01-05", "--reason", "Chờ xác minh",
                "--signer", "Hà Văn Nghiệm")
        case "waiting":
            status(SPECIALIST, 9, *result)


def take(story: Story, dossier: Dossier, index: int, time: datetime.datetime) -> None:
    """Two of three pay in cash, to one of two officers; one shows a transfer."""
    if not dossier.is_accepted or not dossier.fee:
        return
    dossier.paid = dossier.fee
    if index % 3 == 2:
        story.at(time, RECEPTION, "payment", "take", dossier.code, "--transfer", f"FT{index:05d}")
        return
    who = RECEPTION if index % 3 else HEAD
    key = (time.date().isoformat(), who)
    story.drawers[key] = story.drawers.get(key, 0) + dossier.fee
    story.at(time, who, "cash", "take", dossier.code)
    # Once is enough.
    story.at(time + datetime.timedelta(seconds=5), who, "cash", "take", dossier.code, exit=REFUSED)


def notes(amount: int) -> list[str]:
    said = []
    for value in (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000):
        count, amount = divmod(amount, value)
        if count:
            said.append(f"{value}={count}")
    return said


def power_cut(story: Story) -> tuple[list[str], list[Dossier]]:
    """Slips printed on Friday, filled in on Wednesday and Thursday, booked on the next Friday by a
    machine that wakes in 1970 first."""
    friday = moment(datetime.date(2026, 11, 20), "17:30")
    codes = [story.next_code(friday.date()) for _ in range(PRINTED)]
    story.at(friday, RECEPTION, "slip", "print", "--count", PRINTED, "--out",
             story.world.folder / "slips.pdf", rank=0)
    morning = moment(datetime.date(2026, 11, 27), "06:00")
    by_hand = []
    procedures = ["1.004873", "2.000635", "1.001193", "1.014027", "1.012812", "1.014028"]
    for index in range(BOOKED):
        procedure = procedures[index % len(procedures)]
        names = samples(procedure)
        dossier = Dossier(procedure, names[index % len(names)],
                          moment(CUT[index % 2], CLOCKS[1 + index % 7]),
                          ["open", "returned", "waiting"][index % 3])
        dossier.code, dossier.slip = codes[index], True
        book = ["slip", "book", dossier.code, "--procedure", procedure, "--answers", dossier.path,
                "--received", dossier.received.isoformat(), "--reason", "Mất điện hai ngày"]
        time = morning + datetime.timedelta(seconds=90 * index)
        if index == 0:
            dead = datetime.datetime(1970, 1, 1, 7, 0, 40, tzinfo=TZ)
            back = moment(datetime.date(2026, 11, 19), "08:00")
            early = morning - datetime.timedelta(minutes=20)
            for order, wrong in enumerate((dead, back)):
                # In the order of the story, not of the wrong clock.
                line = [*map(str, book), "--at", wrong.isoformat(), "--officer", RECEPTION,
                        "--password-file", story.password, "--json"]
                story.events.append((early, order, len(story.events), line, REFUSED))
        story.at(time, RECEPTION, *book, rank=0)
        story.at(time + datetime.timedelta(seconds=1), RECEPTION, *book, exit=REFUSED)
        by_hand.append(dossier)
        go_on(story, dossier, time)
    later = morning + datetime.timedelta(minutes=40)
    for end, chosen in (("voided", codes[18:20]), ("lost", codes[20:21]), ("returned", codes[21:22])):
        story.at(later, RECEPTION, "slip", "void", *chosen, "--as", end, "--reason", "Không dùng")
    story.at(later, RECEPTION, "slip", "book", codes[18], *book[3:], exit=REFUSED)
    story.at(later, RECEPTION, "slip", "book", "H99.88-261120-1999", *book[3:], exit=MISSING)
    future = [*book[3:]]
    future[future.index("--received") + 1] = moment(datetime.date(2026, 11, 27), "23:00").isoformat()
    story.at(later, RECEPTION, "slip", "book", codes[22], *future, exit=WRONG)
    return codes, by_hand


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "week") as world:
        folder = share(world)
        environment = {"MOTCUA_SHARE": str(folder)}
        law = Law(folder / "Forms/calendar.json")
        world.kiosk.run("init", "--standalone", "--unit", world.office.unit_file(world.hub_url),
                        "--at", "2026-11-20T06:00:00+07:00", environment=environment)
        world.office.add_officers(world.kiosk, [
            (RECEPTION, "Lò Thị Thử", "receptionOfficer"), (SPECIALIST, "Vàng A Mẫu", "specialist"),
            (HEAD, "Hà Văn Nghiệm", "headOfUnit")])
        story = Story(world)
        dossiers = cast()
        for index, dossier in enumerate(dossiers):
            receive(story, dossier)
            after = dossier.received + datetime.timedelta(seconds=20)
            take(story, dossier, index, after)
            go_on(story, dossier, after)
        codes, by_hand = power_cut(story)
        close(story)
        with report.step("every command of the week ends as told, those that must not with a sentence"):
            story.tell(environment)
        everything = dossiers + by_hand
        ask = lambda *words: world.kiosk.json(*words, "--at", END, environment=environment)
        with report.check("at least 120 dossiers of all procedures, each at its outcome"):
            listed = {row["code"]: row for row in ask("dossier", "list")}
            expect(len(listed) >= 120, f"{len(listed)} dossiers")
            equal(set(listed), {dossier.code for dossier in everything}, "the codes")
            equal({code: row["status"] for code, row in listed.items()},
                  {dossier.code: dossier.status for dossier in everything}, "the outcomes")
            equal({row["procedure"] for row in listed.values()},
                  {path.parts[-2] for path in ROOT.glob("Forms/*.*/2026.1")}, "the procedures")
        with report.check("every promise is the law's, counted from the true hour"):
            moved = ("refused", "incomplete", "supplement", "extended")
            plain = [dossier for dossier in everything if dossier.outcome not in moved]
            expect(len(plain) > 80, "most promises are as they were made")
            equal({dossier.code: (listed[dossier.code]["receivedAt"], listed[dossier.code]["due"])
                   for dossier in plain},
                  {dossier.code: (dossier.received.isoformat(),
                                  law.due(dossier.received, dossier.rules["term"]))
                   for dossier in plain}, "the promises")
            equal({listed[d.code]["due"] for d in everything if d.outcome == "refused"}, {None},
                  "what was refused")
            equal({listed[d.code]["due"] for d in everything if d.outcome == "extended"},
                  {"2027-01-05T17:00:00+07:00"}, "what was put off")
        cash_book(report, story, ask)
        slips(report, ask, codes, by_hand)
        figures(report, world, environment)
        with report.check("the books are whole"):
            world.kiosk.run("check", environment=environment)


def figures(report, world: World, environment: dict) -> None:
    """The program's figures against those of a script that knows the export alone."""
    ask = lambda *words: world.kiosk.json(*words, "--at", END, environment=environment)
    folder = world.folder / "export"
    world.kiosk.run("export", folder, "--at", END, environment=environment)
    office = Office(folder, END)
    for month in ("2026-11", "2026-12"):
        with report.check(f"report, index and cash of {month} are what the script makes of the export"):
            shown, own = ask("report", "month", month), office.month(month)
            for member in own:
                equal(shown[member], own[member], member)
    with report.check("what waits is what the script finds"):
        shown = [{key: one[key] for key in ("reason", "code", "due", "since", "days")}
                 for one in ask("attention") if one["reason"] not in ("disputed", "unsent")]
        equal(shown, office.attention(), "what waits")
        expect(len(shown) > 10, f"{len(shown)} rows")
    with report.check("the ledger's rows are the script's"):
        out = world.folder / "ledger.csv"
        world.kiosk.run("report", "ledger", "--from", "2026-11-20", "--to", "2026-12-02", "--format",
                        "csv", "--out", out, "--at", END, environment=environment)
        rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
        equal(rows, office.ledger("2026-11-20", "2026-12-02"), "the ledger")
    with report.check("all promises are those of another reading of the calendar"):
        equal(office.promises(), {}, "promises")


def close(story: Story) -> None:
    """In the evening each drawer is counted and closed."""
    for (day, who), amount in sorted(story.drawers.items()):
        evening = moment(datetime.date.fromisoformat(day), "20:00")
        late = datetime.timedelta(seconds=30)
        story.at(evening, who, "cash", "close", exit=REFUSED)
        story.at(evening + late, who, "cash", "count", *notes(amount))
        story.at(evening + 2 * late, who, "cash", "close")


def cash_book(report, story: Story, ask) -> None:
    with report.check("the cash book has every đồng of every drawer, and every day is closed"):
        book = ask("cash", "book", "--from", "2026-11-20", "--to", "2026-12-02")
        equal(book["fees"], sum(story.drawers.values()), "the fees taken in cash")
        equal(book["balance"], sum(story.drawers.values()), "what lies in the drawers")
        names = {RECEPTION: "Lò Thị Thử", HEAD: "Hà Văn Nghiệm"}
        equal({(drawer["day"], drawer["name"]): (drawer["expected"], drawer["counted"], drawer["closed"])
               for drawer in book["drawers"]},
              {(day, names[who]): (amount, amount, True)
               for (day, who), amount in story.drawers.items()}, "the drawers")


def slips(report, ask, codes: list[str], by_hand: list[Dossier]) -> None:
    with report.check("every slip is booked once or accounted for"):
        rows = {row["code"]: row for row in ask("slip", "list", "--all")}
        equal(list(rows), codes, "the slips")
        equal([rows[code]["standing"] for code in codes],
              ["booked"] * BOOKED + ["voided"] * 2 + ["lost", "returned"] + ["open"] * 3, "the slips")
        equal({row["code"]: row["days"] for row in ask("slip", "list")},
              {code: 13 for code in codes[22:]}, "days outstanding")
        equal({dossier.code: (rows[dossier.code]["receivedAt"], rows[dossier.code]["bookedAt"][:10])
               for dossier in by_hand},
              {dossier.code: (dossier.received.isoformat(), "2026-11-27") for dossier in by_hand},
              "both times of each")
