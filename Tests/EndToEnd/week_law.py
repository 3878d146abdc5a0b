"""Promised dates and fees as the law has them, worked out apart from the program."""

import datetime
import json
import pathlib

TZ = datetime.timezone(datetime.timedelta(hours=7))


def moment(day: datetime.date, clock: str) -> datetime.datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=TZ)


class Law:
    """The rules of promised dates, worked out apart from the program."""

    def __init__(self, calendar: pathlib.Path):
        data = json.loads(calendar.read_text())
        self.off = {row["date"] for row in data["holidays"]}
        self.swapped = {row["date"] for row in data["swappedWorkingDays"]}

    def works(self, day: datetime.date) -> bool:
        name = day.isoformat()
        return name in self.swapped or (day.weekday() < 5 and name not in self.off)

    def working(self, day: datetime.date, count: int) -> datetime.date:
        """The day that is `count` working days after one."""
        while count:
            day += datetime.timedelta(days=1)
            count -= self.works(day)
        return day

    def counted(self, received: datetime.datetime) -> tuple[datetime.date, str]:
        """R3: outside office hours it is the next opening."""
        clock = received.strftime("%H:%M:%S")
        if not self.works(received.date()) or clock > "17:00:00":
            return self.working(received.date(), 1), "07:00:00"
        noon = "11:30:00" < clock < "13:30:00"
        return received.date(), "13:30:00" if noon else max(clock, "07:00:00")

    def due(self, received: datetime.datetime, term: dict) -> str:
        day, clock = self.counted(received)
        if term["unit"] == "sameDay":
            day = self.working(day, 1) if clock > "15:00:00" else day
        elif term["unit"] == "workingDay":
            day = self.working(day, term["value"])
        else:
            day += datetime.timedelta(days=term["value"])
            day = day if self.works(day) else self.working(day, 1)
        return moment(day, "17:00").isoformat()


def number(answers: dict, path: str, otherwise: int = 0) -> int:
    return int(answers.get(path) or otherwise)


def fee(procedure: str, answers: dict) -> int:
    """What the fee schedules ask, in đồng."""
    if procedure == "2.000815":
        total = 0
        for paper in answers["giayTo"]:
            pages = int(paper["soTrang"])
            one = min(200_000, 2_000 * min(pages, 2) + 1_000 * max(0, pages - 2))
            total += int(paper["soBan"]) * one
        return total
    online = answers.get("ketQua/hinhThucNop") == "truc_tuyen"
    return {
        "2.000884": lambda: 10_000 * len(answers["vanBan"]), "1.001612": lambda: 100_000,
        "1.004194": lambda: 7_000 if online else 15_000,
        "1.004222": lambda: 10_000 if online else 20_000,
        "1.004873": lambda: 15_000 * number(answers, "ketQua/soLuong", 1),
        "2.000635": lambda: 8_000 * number(answers, "ketQua/soLuong", 1),
    }.get(procedure, lambda: 8_000 * number(answers, "ketQua/soLuongBanSao"))()
