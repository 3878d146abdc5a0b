"""Computes an office's figures from its full export alone, independently of the program.

    figures.py EXPORT --month 2026-11 --at 2026-11-30T17:00:00+07:00

Input: a folder that `motcua export` wrote. Read are entries.jsonl (the whole journal), unit.json,
calendar.json, index.json, officers.json and procedures.jsonl; not dossiers.jsonl nor any table,
which hold what the program computed itself. `--at` is the moment that counts as now.

Output: one JSON object on standard output
  month      {month, unit, closing, total, procedures, officers, units, index, cash, erased}, each
             member as `motcua report month --json` writes it
  attention  [{reason, code, due, since, days}] as `motcua attention --json`, without the reasons
             `unsent` (not in the journal) and `disputed` (not read here)
  ledger     rows of form 07 of the month, by the Vietnamese titles of `ledger.csv`
  promises   {code: [promised, computed]} of dossiers whose first promise is not what this script's own
             reading of calendar, hours and term gives; empty if all is well

As a module: `Office(folder, now)` with `.month("2026-11")`, `.attention()`, `.ledger(first, last)`,
`.promises()`.

Own reading of the entries, own calendar, own rounding. A dossier whose states were changed on two
devices at once is refused: how such chains are joined is the fold's business and tested elsewhere.
"""

import argparse
import collections
import datetime
import json
import pathlib
import sys

from figures_journal import (
    AUTHORITIES, DELIVERY, DONE, PROCESSING, RECEIVED, RETURNED, STATUS_NAMES,
    SUPPLEMENT, WISHES, Calendar, Dossier, at, half_up, instant, local, rfc3339, short)

MINUTE = 60_000


class Figures(collections.Counter):
    """Counts of one group, by path: "received/online"."""

    def shown(self) -> dict:
        counts = lambda *names: {name: self[name] for name in names}
        parts = lambda group, *names: {name: self[f"{group}/{name}"] for name in names}
        return counts("carried", "refused", "withdrawn", "openInTime", "openOverdue",
                      "offeredOnline", "sentOnline", "payable", "paidOnline", "papers",
                      "digitised") | {
            "workedMinutes": self["worked"] // MINUTE,
            "received": parts("received", "direct", "online", "post"),
            "ended": parts("ended", "early", "onTime", "late", "unpromised"),
            "lateness": parts("lateness", "pastDue", "askedTwice", "extendedLate")}


class Office:
    def __init__(self, folder, now: str):
        folder = pathlib.Path(folder)
        load = lambda name: json.loads((folder / name).read_text())
        lines = lambda name: [json.loads(line) for line in (folder / name).open()]
        self.now = instant(now)
        self.unit, self.rules = load("unit.json"), load("index.json")
        self.calendar = Calendar(load("calendar.json"))
        self.people = {one["id"]: one["fullName"] for one in load("officers.json")}
        procedures = {(one["code"], one["version"]): one for one in lines("procedures.jsonl")}
        self.names = {one["code"]: one["name"]["vi"] for one in procedures.values()}
        self.entries = lines("entries.jsonl")
        subjects: dict[str, list[dict]] = {}
        for entry in self.entries:
            if entry["kind"].startswith("dossier."):
                subjects.setdefault(entry["subject"], []).append(entry)
        erased = {subject for subject, entries in subjects.items()
                  if any(entry["kind"] == "dossier.erased" for entry in entries)}
        self.erased = len(erased)
        self.dossiers = [
            Dossier(sorted(entries, key=lambda one: (one["id"] != subject, one["time"],
                                                     one["author"], one["epoch"], one["seq"])),
                    procedures)
            for subject, entries in subjects.items() if subject not in erased]

    # The month

    def month(self, month: str) -> dict:
        year, number = map(int, month.split("-"))
        first = datetime.date(year, number, 1)
        after = datetime.date(year + number // 12, number % 12 + 1, 1)
        begin, end = at(first, datetime.time()), at(after, datetime.time())
        closing = min(self.now, end - 1)
        total, procedures, officers, units = Figures(), {}, {}, {}
        for dossier in self.dossiers:
            groups = [units.setdefault(dossier.unit, Figures())]
            own = dossier.unit == self.unit["code"]
            if own:
                groups += [total, procedures.setdefault(dossier.procedure["code"], Figures())]
            for figures in groups:
                self.receive(figures, dossier, begin, end, carry=True)
                self.finish(figures, dossier, begin, end)
                self.leave_open(figures, dossier, closing)
            if own and dossier.accepted is not None and begin <= dossier.accepted < end:
                self.receive(officers.setdefault(dossier.receiver, Figures()), dossier, begin, end)
            ending = dossier.end()
            if own and ending and ending[0] == "ended" and begin <= ending[1] < end:
                self.finish(officers.setdefault(ending[2], Figures()), dossier, begin, end)
        listed = lambda groups, names: [
            {"id": key, "name": names.get(key, key), "figures": figures.shown()}
            for key, figures in sorted(groups.items()) if any(figures.values())]
        owner = lambda key: "Quản trị viên tại máy" if key.startswith("local:") else "Thiết bị"
        people = {key: self.people.get(key, owner(key)) for key in officers}
        return {
            "month": month, "unit": self.unit["code"], "closing": rfc3339(closing),
            "definitions": self.rules["version"], "total": total.shown(),
            "procedures": listed(procedures, self.names), "officers": listed(officers, people),
            "units": listed(units, {self.unit["code"]: self.unit["name"]}),
            "index": [self.indicator(one, total) for one in self.rules["indicators"]],
            "cash": self.cash(first, after), "erased": self.erased}

    def receive(self, figures, dossier, begin, end, carry=False):
        accepted, ending = dossier.accepted, dossier.end()
        if accepted is None:
            return
        if accepted < begin:
            figures["carried"] += carry and (ending is None or ending[1] >= begin)
            return
        if accepted >= end:
            return
        offered = dossier.procedure["level"]["new"] in self.rules["onlineLevels"]
        payable = sum(line["amount"] for line in dossier.charges) > 0
        paid = any(claim["standing"] == "confirmed:statement" and claim["amount"] > claim["back"]
                   and claim["method"] in self.rules["onlineMethods"]
                   for claim in dossier.counting())
        papers = [one["id"] for one in dossier.body["components"]
                  if one["original"] + one["certified"] + one["copy"] > 0]
        figures["received/" + dossier.channel] += 1
        figures["offeredOnline"] += offered
        figures["sentOnline"] += offered and dossier.channel == "online"
        figures["payable"] += payable
        figures["paidOnline"] += payable and paid
        figures["papers"] += len(papers)
        figures["digitised"] += len([one for one in papers if one in dossier.files])

    def finish(self, figures, dossier, begin, end):
        ending = dossier.end()
        if ending is None or not begin <= ending[1] < end:
            return
        if ending[0] == "ended":
            timing, reasons = dossier.judged(self.rules["onTime"])
            figures["ended/" + timing] += 1
            figures["worked"] += dossier.worked(self.rules["paused"])
            for reason in reasons:
                figures["lateness/" + reason] += 1
        elif ending[0] == "refused":
            figures["refused"] += 1
        else:
            figures["withdrawn"] += dossier.accepted is not None

    def leave_open(self, figures, dossier, closing):
        if not dossier.open_at(closing):
            return
        due = dossier.due
        if self.rules["onTime"]["promise"] == "beforeExtension" and dossier.extensions:
            due = dossier.extensions[0]["before"]
        late = due is not None and due < closing \
            and dossier.state_at(closing) in (RECEIVED, PROCESSING)
        figures["openOverdue" if late else "openInTime"] += 1

    def indicator(self, one: dict, total: Figures) -> dict:
        part = whole = 0
        minutes = None
        ended = [total["ended/" + name] for name in ("early", "onTime", "late", "unpromised")]
        measure = one["measure"]
        if measure == "onTime":
            part, whole = sum(ended[:2]), sum(ended[:3])
        elif measure == "meanTime":
            part = whole = sum(ended)
            minutes = total["worked"] // whole // MINUTE if whole else None
        elif measure == "online":
            part, whole = total["sentOnline"], total["offeredOnline"]
        elif measure == "onlinePayment":
            part, whole = total["paidOnline"], total["payable"]
        elif measure == "digitised":
            part, whole = total["digitised"], total["papers"]
        share = half_up(10_000 * part, whole) if whole and measure != "meanTime" else None
        full, points = one.get("fullMarksFrom"), one.get("points")
        score = None
        if share is not None and full and points is not None:
            score = half_up(100 * points * min(share, full), full)
        return {"id": one["id"], "measure": measure, "part": part, "whole": whole,
                "share": share, "minutes": minutes, "score": score, "points": points,
                "mark": one["mark"]}

    def cash(self, first, after) -> dict:
        """The cash book's sums of the drawers of these days."""
        inside = lambda day: first <= datetime.date.fromisoformat(day) < after
        drawers = collections.defaultdict(lambda: {"lines": [], "closed": None})
        claims = {}
        voided = set()
        for entry in self.entries:
            body = entry.get("body") or {}
            act = body.get("act")
            if entry["kind"] == "dossier.payment" and body.get("method") == "cash":
                key = body["day"], entry["actor"], entry["author"]
                if act == "claimed":
                    claims[entry["id"]] = key, body["amount"]
                    drawers[key]["lines"].append(("fees", body["amount"]))
                elif act == "refunded":
                    drawers[key]["lines"].append(("refunds", -body["amount"]))
            elif entry["kind"] == "cash.act":
                key = body["day"], body["officer"], body["device"]
                sign = {"opened": ("opening", 1), "deposited": ("deposits", -1),
                        "corrected": ("corrections", 1)}.get(act)
                if sign:
                    drawers[key]["lines"].append((sign[0], sign[1] * body["amount"]))
                elif act == "closed":
                    drawers[key]["closed"] = body["counted"]
                else:
                    drawers[key]
        for entry in self.entries:
            body = entry.get("body") or {}
            if entry["kind"] == "dossier.payment" and body.get("act") == "voided" \
                    and body["claim"] in claims and body["claim"] not in voided:
                voided.add(body["claim"])
                key, amount = claims[body["claim"]]
                drawers[key]["lines"].append(("voids", -amount))
        sums = collections.Counter(opening=0, fees=0, voids=0, refunds=0, deposits=0, corrections=0)
        shown = [drawer for key, drawer in drawers.items() if inside(key[0])]
        for drawer in shown:
            for kind, amount in drawer["lines"]:
                sums[kind] += amount
        others = [claim for dossier in self.dossiers if dossier.unit == self.unit["code"]
                  for claim in dossier.counting() if inside(claim["day"])]
        by = lambda method: sum(one["amount"] for one in others if one["method"] == method)
        return dict(sums) | {
            "balance": sum(sums.values()), "drawers": len(shown),
            "openDrawers": sum(drawer["closed"] is None for drawer in shown),
            "differences": sum(drawer["closed"] - sum(amount for _, amount in drawer["lines"])
                               for drawer in shown if drawer["closed"] is not None),
            "transfers": by("transfer"), "papers": by("paper")}

    # What waits

    def attention(self) -> list[dict]:
        limits = {"dueSoonWorkingDays": 2, "supplementDays": 15, "slipDays": 7} \
            | (self.unit.get("attention") or {})
        today, found = local(self.now).date(), []
        for dossier in self.dossiers:
            due = dossier.due
            day = due and local(due).date()
            add = lambda reason, days, due=None, since=None: found.append(
                {"reason": reason, "code": dossier.code, "days": days,
                 "due": due and rfc3339(due), "since": since and rfc3339(since)})
            if dossier.state in (RECEIVED, PROCESSING) and due:
                if due < self.now:
                    add("overdue", self.calendar.between(day, today), due)
                elif day == today:
                    add("dueToday", 0, due)
                elif (left := self.calendar.between(today, day)) <= limits["dueSoonWorkingDays"]:
                    add("dueSoon", left, due)
            if dossier.state == SUPPLEMENT:
                asked = dossier.recorded[-1]
                days = (today - local(asked).date()).days
                if days >= limits["supplementDays"]:
                    add("supplementWaiting", days, since=asked)
        for code, printed in self.open_slips():
            days = (today - local(printed).date()).days
            if days >= limits["slipDays"]:
                found.append({"reason": "slipUnbooked", "code": code, "days": days, "due": None,
                              "since": rfc3339(printed)})
        order = ["overdue", "dueToday", "dueSoon", "supplementWaiting", "slipUnbooked"]
        return sorted(found, key=lambda one: (order.index(one["reason"]),
                                              instant(one["due"] or one["since"]), one["code"]))

    def open_slips(self) -> list[tuple[str, int]]:
        """Emergency slips neither booked nor ended: code and when they were printed."""
        slips, ended = {}, {}
        for entry in sorted(self.entries, key=lambda one: (one["time"], one["epoch"], one["seq"])):
            body = entry.get("body") or {}
            if entry["kind"] == "slip.printed" and body.get("unit") == self.unit["code"]:
                slips[entry["subject"]] = body["code"], entry["time"]
            elif entry["kind"] == "slip.act" and body["act"] != "printedAgain":
                before = ended.get(entry["subject"])
                # A dossier is a fact whatever else was said.
                ended[entry["subject"]] = before if before == "booked" else body["act"]
        return [slip for subject, slip in slips.items()
                if ended.get(subject, "reopened") == "reopened"]

    # Form 07

    def ledger(self, first: str, last: str) -> list[dict]:
        inside = lambda dossier: first <= local(dossier.received).date().isoformat() <= last
        rows = sorted(filter(inside, self.dossiers), key=lambda one: (one.received, one.code))
        return [self.row(number, dossier) for number, dossier in enumerate(rows, 1)]

    def row(self, number: int, dossier: Dossier) -> dict:
        procedure, values = dossier.procedure, dossier.values
        people = procedure.get("applicant", {})
        answer = lambda path: values.get(path, "") if path else ""
        owner = (procedure.get("owner") or people).get("name")
        wish = next((value for path, value in values.items() if path.endswith("hinhThucNhan")), "")
        decided = procedure["decidedBy"]
        decided = [decided] if isinstance(decided, str) else decided
        last = lambda state: next((index for index in reversed(range(len(dossier.steps)))
                                   if dossier.steps[index][1] == state), None)
        done, returned = last(DONE), last(RETURNED)
        notes = [f"Bổ sung {dossier.requests} lần"] * (dossier.requests > 0)
        notes += ["Hẹn lại"] * bool(dossier.extensions)
        notes += [{3: "Từ chối", 7: "Rút hồ sơ", 8: "Dừng"}.get(dossier.state, "")]
        return {
            "TT": str(number), "Mã hồ sơ": dossier.code,
            "Tên thủ tục hành chính": procedure["name"]["vi"],
            "Số bộ": str(dossier.body.get("sets", 1)), "Tên cá nhân, tổ chức": answer(owner),
            "Địa chỉ, số điện thoại": "; ".join(
                filter(None, [answer(people.get("address")), answer(people.get("phone"))])),
            "Cơ quan chủ trì giải quyết": self.unit["name"] if decided == ["commune"]
            else "; ".join(AUTHORITIES[one] for one in decided),
            "Nhận hồ sơ": short(dossier.received), "Hẹn trả kết quả": short(dossier.due),
            "Trả kết quả": short(dossier.recorded[returned]) if returned is not None else "",
            "Phương thức nhận kết quả": DELIVERY.get(dossier.delivery)
            or WISHES.get(wish, "Tại quầy"),
            "Người nhận": dossier.steps[returned][2].get("takenBy", "")
            if returned is not None else "",
            "Trạng thái": STATUS_NAMES[dossier.state],
            "Kết quả": dossier.steps[done][2].get("result", "") if done is not None else "",
            "Ghi chú": "; ".join(filter(None, notes))}

    # Promises

    def promises(self) -> dict:
        wrong = {}
        for dossier in self.dossiers:
            if dossier.promises and dossier.unit == self.unit["code"]:
                own = self.promise(dossier.accepted, dossier.procedure["term"])
                if own != dossier.promises[0]:
                    wrong[dossier.code] = [rfc3339(dossier.promises[0]), rfc3339(own)]
        return wrong

    def promise(self, accepted: int, term: dict) -> int:
        time = datetime.time.fromisoformat
        hours = self.unit["hours"]
        opens, closes = time(hours["morning"][0]), time(hours["afternoon"][1])
        moment = local(accepted)
        day, clock = moment.date(), moment.time()
        if not self.calendar.works(day) or clock > closes:
            day, clock = self.calendar.after(day), opens
        for session in ("morning", "afternoon"):
            begins, ends = map(time, hours[session])
            if clock <= ends:
                clock = max(clock, begins)
                break
        if term["unit"] == "sameDay":
            cut = time(term.get("cutOff") or "15:00")
            side = self.unit.get("cutOffBelongsTo") or term.get("cutOffBelongsTo") or "before"
            late = clock > cut if side == "before" else clock >= cut
            day = self.calendar.after(day) if late else day
        elif term["unit"] == "workingDay":
            day = self.calendar.after(day, term["value"])
        else:
            day += datetime.timedelta(term["value"])
        while not self.calendar.works(day):
            day += datetime.timedelta(1)
        carries = self.unit.get("promise") == "carryHour" and term["unit"] != "sameDay"
        return at(day, clock if carries else closes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("export")
    parser.add_argument("--month", required=True)
    parser.add_argument("--at", required=True)
    options = parser.parse_args()
    office = Office(options.export, options.at)
    json.dump({"month": office.month(options.month), "attention": office.attention(),
               "ledger": office.ledger(options.month + "-01", options.month + "-31"),
               "promises": office.promises()}, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
