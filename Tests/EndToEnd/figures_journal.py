"""Times, the calendar and a dossier as `figures.py` reads them from an export; own code, nothing of the
program's."""

import datetime

VIET_NAM = datetime.timezone(datetime.timedelta(hours=7))
REGISTERED, RECEIVED, NOT_ACCEPTED, PROCESSING, SUPPLEMENT, FEE, WITHDRAWN, STOPPED, DONE, \
    RETURNED = range(1, 11)
STATUS_NAMES = {
    1: "Mới đăng ký", 2: "Được tiếp nhận", 3: "Không được tiếp nhận", 4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ", 6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ", 8: "Dừng xử lý", 9: "Đã xử lý xong", 10: "Đã trả kết quả"}
CHANNELS = {"1": "direct", "2": "online", "3": "post"}
AUTHORITIES = {
    "commune": "Uỷ ban nhân dân cấp xã", "communePolice": "Công an cấp xã",
    "socialInsurance": "Cơ quan Bảo hiểm xã hội", "department": "Sở, ngành cấp tỉnh",
    "ministrySystem": "Cơ quan thuộc Bộ, trên hệ thống của Bộ"}
DELIVERY = {"counter": "Tại quầy", "unit": "Tại quầy", "post": "Bưu chính", "online": "Trực tuyến"}
WISHES = {"buu_chinh": "Bưu chính", "dien_tu": "Trực tuyến"}


def instant(text: str) -> int:
    """Milliseconds of an RFC 3339 time."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(moment.timestamp() * 1000)


def local(milliseconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(milliseconds // 1000, VIET_NAM)


def rfc3339(milliseconds: int) -> str:
    return local(milliseconds).isoformat()


def at(day: datetime.date, time: datetime.time) -> int:
    return round(datetime.datetime.combine(day, time, VIET_NAM).timestamp() * 1000)


def short(milliseconds) -> str:
    return "" if milliseconds is None else local(milliseconds).strftime("%H:%M %d/%m/%Y")


def half_up(part: int, whole: int) -> int:
    """part / whole to the nearest whole number, halves up."""
    down, rest = divmod(part, whole)
    return down + (2 * rest >= whole)


class Calendar:
    def __init__(self, data: dict):
        day = datetime.date.fromisoformat
        self.holidays = {day(one["date"]) for one in data["holidays"]}
        self.swapped = {day(one["date"]) for one in data["swappedWorkingDays"]}

    def works(self, day: datetime.date) -> bool:
        if day in self.swapped:
            return True
        return day.isoweekday() <= 5 and day not in self.holidays

    def between(self, first: datetime.date, last: datetime.date) -> int:
        """Working days after `first` up to `last`."""
        days = (last - first).days
        return sum(self.works(first + datetime.timedelta(n)) for n in range(1, days + 1))

    def after(self, day: datetime.date, count: int = 1) -> datetime.date:
        while count:
            day += datetime.timedelta(1)
            count -= self.works(day)
        return day


class Dossier:
    """One dossier as its entries tell it, one after the other."""

    def __init__(self, entries: list[dict], procedures: dict):
        first = entries[0]
        self.body = body = first["body"]
        self.id, self.code, self.unit = first["id"], body["code"], body["unit"]
        self.procedure = procedures[body["procedure"], body["version"]]
        self.receiver, self.received = first["actor"], body["receivedAt"]
        self.channel = CHANNELS[body["channel"]]
        self.values = dict(body.get("frozen", {})) | body["answers"]
        self.steps: list[tuple[int, int, dict, str]] = []  # moment, state, data, actor
        self.recorded: list[int] = []
        self.promises: list[int] = []
        self.extensions: list[dict] = []
        self.delivery = (body.get("delivery") or {}).get("way")
        self.files: set[str] = set()
        self.charges = body["fee"].get("lines", [])
        self.claims: dict[str, dict] = {}
        self.disputed = None
        self._replaced: set[str] = set()
        self.step(first, body.get("status", RECEIVED), {}, self.received)
        for entry in entries[1:]:
            getattr(self, entry["kind"].replace("dossier.", "on_"), self.ignore)(entry, entry["body"])

    def ignore(self, entry, body):
        pass

    def step(self, entry, state, data, moment):
        if overlap := self._replaced & set(entry["replaces"]):
            raise SystemExit(f"{self.code}: two changes of state at once over {sorted(overlap)}")
        self._replaced |= set(entry["replaces"])
        self.steps.append((moment, state, data, entry["actor"]))
        self.recorded.append(entry["time"])
        self.promise(entry["body"].get("due"))

    def promise(self, due):
        if due and due.get("instant") is not None:
            self.promises.append(due["instant"])

    def on_status(self, entry, body):
        data = body.get("data", {})
        told = next((data[key] for key in ("supplementReceivedAt", "finishedAt", "returnedAt")
                     if data.get(key)), None)
        self.step(entry, body["to"], data, instant(told) if told else entry["time"])

    def on_edited(self, entry, body):
        for path, value in body.get("changes", {}).items():
            self.values.pop(path, None)
            if value is not None:
                self.values[path] = value

    def on_file(self, entry, body):
        self.files.add(body["component"])

    def on_delivery(self, entry, body):
        self.delivery = body["way"]

    def on_extended(self, entry, body):
        self.extensions.append(body)
        self.promise(body["due"])

    def on_payment(self, entry, body):
        act = body["act"]
        if act == "charged":
            self.charges = body["lines"]
        elif act == "claimed":
            self.claims[entry["id"]] = {"standing": "claimed", "back": 0} | body
        elif act == "confirmed" and self.claims[body["claim"]]["standing"] == "claimed":
            self.claims[body["claim"]]["standing"] = "confirmed:" + body["against"]
        elif act == "voided":
            self.claims[body["claim"]]["standing"] = "voided"
        elif act == "refunded":
            self.claims[body["claim"]]["back"] += body["amount"]

    # What follows from it

    @property
    def state(self) -> int:
        return self.steps[-1][1]

    @property
    def due(self):
        return self.promises[-1] if self.promises else None

    @property
    def accepted(self):
        return next((step[0] for step in self.steps if step[1] in (RECEIVED, PROCESSING)), None)

    @property
    def requests(self) -> int:
        return sum(step[1] == SUPPLEMENT for step in self.steps)

    def first(self, *states):
        """The first change to the first of these states that ever stood."""
        for state in states:
            for step in self.steps:
                if step[1] == state:
                    return step
        return None

    def ending(self):
        if self.state in (WITHDRAWN, NOT_ACCEPTED):
            return self.first(self.state)
        return self.first(DONE, RETURNED, STOPPED) if self.state in (DONE, RETURNED, STOPPED) else None

    def end(self):
        """(kind, moment, actor); open dossiers have none."""
        step = self.ending()
        if step is None:
            return None
        if step[1] == WITHDRAWN:
            return "withdrawn", step[0], step[3]
        return ("refused" if self.accepted is None else "ended"), step[0], step[3]

    def state_at(self, moment: int):
        return next((state for time, state, _, _ in reversed(self.steps) if time <= moment), None)

    def open_at(self, moment: int) -> bool:
        end = self.end()
        return self.accepted is not None and self.accepted <= moment \
            and (end is None or end[1] > moment)

    def judged(self, rules: dict):
        """(timing, reasons) of a dossier that ended."""
        due = self.due
        if rules["promise"] == "beforeExtension" and self.extensions:
            due = self.extensions[0]["before"]
        if due is None:
            return "unpromised", []
        end = self.end()[1]
        reasons = []
        if end > due:
            reasons.append("pastDue")
        if self.requests > rules["supplementRequests"]:
            reasons.append("askedTwice")
        if any(one["late"] for one in self.extensions):
            reasons.append("extendedLate")
        if reasons:
            return "late", reasons
        return ("early" if local(end).date() < local(due).date() else "onTime"), []

    def worked(self, paused: list[int]) -> int:
        """Milliseconds from being taken in to the end, without pauses."""
        end, total, begun = self.end()[1], 0, self.accepted
        for moment, state, _, _ in self.steps:
            if not self.accepted <= moment <= end:
                continue
            if state in paused and begun is not None:
                total, begun = total + moment - begun, None
            elif state not in paused and begun is None:
                begun = moment
        return total + (max(0, end - begun) if begun is not None else 0)

    def counting(self):
        return [claim for claim in self.claims.values() if claim["standing"] != "voided"]
