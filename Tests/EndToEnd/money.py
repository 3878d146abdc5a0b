"""Fees, the drawer, the cash book, the bank's payment code, and telling residents: by command and by
keyboard."""

import binascii
import csv

from browser import Keyboard, chromium, sign_in
from checks import equal, expect
from paper import decode
from world import World, attempt

MARITAL, COPIES = "1.004873", "2.000815"
# domain.md §7.1: what banks' own tools write.
VERIFIED = [
    "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN"
    "62150811Chuyen tien630453E6",
    "00020101021238530010A0000007270123000697041601092245284790208QRIBFTTA53037045405100005802VN"
    "62340107NPS68690819TRANSFER TO SOMEONE6304AC13",
]


def fields(text: str) -> dict[str, str]:
    """The fields of one level, read by the lengths they name."""
    found, rest = {}, text
    while rest:
        tag, length = rest[:2], int(rest[2:4])
        value = rest[4:4 + length]
        equal(len(value), length, f"the length of field {tag}")
        expect(tag not in found, f"field {tag} twice")
        found[tag], rest = value, rest[4 + length:]
    return found


def paid_by(text: str) -> dict[str, str]:
    """Account, amount and purpose of a payment code whose checksum holds."""
    body, checksum = text[:-4], text[-4:]
    # Python's CRC of Hayes modems is the same polynomial; only the start differs.
    equal(f"{binascii.crc_hqx(body.encode('ascii'), 0xFFFF):04X}", checksum, "the checksum")
    whole = fields(text)
    equal(list(whole)[0], "00", "the first field")
    equal(list(whole)[-1], "63", "the last field")
    provider = fields(whole["38"])
    account = fields(provider["01"])
    return {"bank": account["00"], "account": account["01"], "amount": whole.get("54", ""),
            "kind": whole["01"], "purpose": fields(whole.get("62", "")).get("08", "")}


def run(report, binaries: str, long: bool) -> None:
    with report.check("the reader of payment codes reads those of the banks"):
        equal([paid_by(text)["amount"] for text in VERIFIED], ["", "10000", "10000"], "amounts")
        equal(paid_by(VERIFIED[2])["purpose"], "TRANSFER TO SOMEONE", "the purpose")
    with World(binaries, "money") as world, chromium() as context:
        world.office.unit_more = {"receiptSeries": {
            "form": "01BLP2-001", "series": "AA-26T",
            "ranges": [{"device": 1, "first": 7, "last": 9}]}}
        world.found_alone()
        code = by_command(report, world)
        refusals(report, world, code)
        by_keyboard(report, world, context)
        telling(report, world, context.pages[0])
        with report.check("the books are whole"):
            world.kiosk.run("check")


def by_command(report, world: World) -> str:
    kiosk = world.kiosk
    code = world.receive(MARITAL, "valid-single-for-marriage")["code"]
    with report.check("what the procedure asks for is due, and the notice has a payment code"):
        notice = kiosk.json("payment", "notice", code)
        equal((notice["total"], notice["inWords"]), (15_000, "Mười lăm nghìn đồng"), "the sum")
        expect("không phải biên lai" in notice["note"], "the notice says it is no receipt")
        equal(paid_by(notice["paymentCode"]),
              {"bank": "970416", "account": "257678859", "amount": "15000", "kind": "12",
               "purpose": code}, "the payment code")
    with report.step("a part in cash, the rest by transfer; the transfer is checked"):
        kiosk.run("cash", "open", "50.000")
        equal(kiosk.json("cash", "take", code, "--amount", "5000")["outstanding"], 10_000, "open")
        state = kiosk.json("payment", "take", code, "--transfer", "FT 26325-77")
        equal((state["standing"], state["received"]), ("claimed", 15_000), "after the transfer")
        again = kiosk.json("payment", "take", code, "--transfer", "ft2632577")
        equal(len(again["payments"]), 2, "the same transfer booked again")
        transfer = state["payments"][1]["entry"]
        kiosk.run("payment", "confirm", code, transfer, "--against", "statement")
    with report.step("the drawer is counted and closed; what lay in it counts as checked"):
        kiosk.run("cash", "count", "50000=1", "5000=1")
        kiosk.run("cash", "close")
        equal(kiosk.json("payment", "show", code)["standing"], "paid", "the payment axis")
        book = kiosk.json("cash", "book")
        equal((book["openings"], book["fees"], book["balance"]), (50_000, 5000, 55_000),
              "the book")
        equal([drawer["difference"] for drawer in book["drawers"]], [0], "the difference")
    return code


def refusals(report, world: World, code: str) -> None:
    other = world.receive(MARITAL, "valid-single-for-marriage")["code"]
    bad = [
        (4, "cash", "take", code),
        (4, "cash", "take", other, "--amount", "15001"),
        (2, "cash", "take", other, "--amount", "0"),
        (2, "cash", "take", other, "--amount=-5"),
        (2, "cash", "take", other, "--amount", "abc"),
        (2, "cash", "take", other, "--amount", "99999999999"),
        (2, "cash", "take", other, "--day", "2020-01-01"),
        (3, "cash", "take", "H99.88-260101-9999"),
        (4, "payment", "take", other, "--transfer", "FT2632577"),
        (2, "payment", "take", other, "--transfer", "--"),
        (2, "payment", "take", other),
        (2, "cash", "count", "3000=1"),
        (2, "cash", "count", "1000=1", "1000=2"),
        (4, "cash", "deposit", "1.000.000", "--to", "Kho bạc"),
        (2, "payment", "void", other, "x", "--reason", "y"),
        (3, "payment", "void", other, "aaaaaaaaaaaaaaaa.1.1", "--reason", "y"),
    ]
    before = world.kiosk.json("cash", "book")
    for expected, *arguments in bad:
        with report.check("refused: " + " ".join(arguments)):
            done = attempt(world.kiosk, *arguments)
            equal(done.returncode, expected, done.stderr)
            equal(len(done.stderr.strip().splitlines()), 1, f"sentences: {done.stderr}")
    with report.check("nothing changed by what was refused"):
        equal(world.kiosk.json("cash", "book"), before, "the book")
        equal(world.kiosk.json("payment", "show", other)["received"], 0, "the dossier")


def by_keyboard(report, world: World, context) -> None:
    code = world.receive(COPIES, "valid-one-page")["code"]
    page = context.new_page()
    hands = Keyboard(page)
    world.serve()
    sign_in(page, world.kiosk_url, hands=hands)
    with report.step("the fee screen's payment code is read by zbarimg"):
        page.goto(f"{world.kiosk_url}/dossiers/{code}/payment")
        if page.locator("[name='reason']").count():
            hands.go("Enter")
        picture = world.folder / "pay.png"
        page.locator(".pay-code").screenshot(path=picture)
        page.screenshot(path=world.folder / "payment-screen.png", full_page=True)
        equal(paid_by(decode(picture))["purpose"], code, "the purpose on the screen")
    with report.step("cash is taken with two keys and shows on the officer's drawer"):
        hands.go("Enter")
        expect(page.locator(".note-done").count() == 1, page.inner_text("main"))
        page.screenshot(path=world.folder / "paid-screen.png", full_page=True)
        hands.go("6")
        expect(code in page.inner_text("main"), "the line of the dossier")
    receipt_numbers(report, world, page, hands, code)
    with report.step("the day is counted and closed by keyboard"):
        hands.go("6")
        hands.focus_on("#n2000")
        hands.type("1")
        hands.go("Enter")
        page.screenshot(path=world.folder / "cash-screen.png", full_page=True)
        hands.focus_on("#close-reason")
        hands.go("Enter")
        text = page.inner_text("main")
        expect("chênh lệch 0" in text, text)
        page.screenshot(path=world.folder / "closed-screen.png", full_page=True)
        equal(world.kiosk.json("payment", "show", code)["standing"], "paid", "the dossier")
    with report.check("a wrong number of notes is refused beside what was typed"):
        hands.focus_on("#n500000")
        hands.type("-1")
        hands.go("Enter")
        expect(page.locator(".error-summary, [role=alert]").count() >= 1, page.inner_text("main"))
        equal(page.locator("#n500000").input_value(), "-1", "what was typed")


def receipt_numbers(report, world: World, page, hands: Keyboard, code: str) -> None:
    """Numbers 7 to 9 are this machine's."""
    numbers = lambda: world.kiosk.json("payment", "numbers")
    with report.step("a payment gets the next receipt number on its page, by keyboard, once"):
        page.goto(f"{world.kiosk_url}/dossiers/{code}/payment")
        hands.focus_on("input[name='number']")
        hands.go("Enter")
        text = page.inner_text("main")
        expect("01BLP2-001 AA-26T 7" in text, text)
        equal(page.locator("input[name='number']").count(), 0, "a second number is offered")
        page.screenshot(path=world.folder / "numbered-screen.png", full_page=True)
    with report.check("a spoilt receipt is recorded from the cash book's page and never given"):
        hands.go("6")
        page.get_by_role("link", name="Số biên lai").click()
        hands.focus_on("#number")
        hands.type("8")
        hands.press("Tab")
        hands.type("Viết sai tên")
        hands.go("Alt+s")
        text = page.inner_text("main")
        expect("Viết sai tên" in text and code in text, text)
        page.screenshot(path=world.folder / "numbers-screen.png", full_page=True)
        equal((numbers()["next"], numbers()["left"]), (9, 1), "what is left")
    for number, reason, wrong in (("8", "Lại hỏng", "đã dùng"), ("12", "Hỏng", "không thuộc dải"),
                                  ("chín", "Hỏng", "chữ số"), ("", "Hỏng", "ghi số"),
                                  ("9", "", "lý do")):
        with report.check(f"refused beside what was typed: number “{number}”, reason “{reason}”"):
            before = numbers()
            page.locator("#number").fill(number)
            page.locator("#reason").fill(reason)
            hands.go("Alt+s")
            said = page.locator(".errors li").all_inner_texts()
            expect(len(said) == 1 and wrong in said[0], said)
            equal(page.locator("#number").input_value(), number, "what was typed")
            equal(numbers(), before, "the numbers")


def telling(report, world: World, page) -> None:
    kiosk, hands = world.kiosk, Keyboard(page)
    evening = "2026-11-20T21:00:00+07:00"
    code = world.receive(MARITAL, "valid-single-for-marriage")["code"]
    for status in (4, 9):
        kiosk.run("dossier", "status", code, "--to", str(status), "--reason", "Giấy số 7")
    with report.step("consent is recorded by keyboard; before it nobody is told"):
        equal(kiosk.json("tell", "outbox"), [], "messages without consent")
        page.goto(f"{world.kiosk_url}/dossiers/{code}/telling")
        if page.locator("input[name='reason']").count():
            hands.go("Enter")
        hands.press("Space", "Tab", "Space")
        hands.focus_on("#phone")
        hands.press("Control+a")
        hands.type("0912 345 678")
        hands.focus_on("#village")
        hands.press("ArrowDown")
        page.screenshot(path=world.folder / "consent-screen.png", full_page=True)
        hands.go("Alt+s")
        expect(page.locator(".note-done").count() == 1, page.inner_text("main"))
    with report.step("the gateway's list has one message of one part; it is on no second list"):
        waiting = kiosk.json("tell", "outbox")
        equal([(line["alphabet"], line["parts"]) for line in waiting], [("gsm7", 1)], "parts")
        expect(len(waiting[0]["text"]) <= 160, waiting[0]["text"])
        held = kiosk.json("tell", "outbox", "--at", evening)
        expect(held[0]["state"].startswith("held until 2026-11-21T07:00:00+07:00"), str(held))
        out = world.folder / "messages.csv"
        kiosk.run("tell", "export", "--out", out, "--at", "2026-11-20T10:00:00+07:00")
        with out.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        equal([(row["phone"], row["text"]) for row in rows],
              [("0912345678", waiting[0]["text"])], "the list")
        equal(kiosk.json("tell", "export", "--out", world.folder / "second.csv")["messages"], 0,
              "messages on a second list")
    with report.step("the call list by village is ticked by keyboard, and the message is not sent"):
        page.goto(f"{world.kiosk_url}/calls")
        expect("Xóm Pà Khôm" in page.inner_text("main"), page.inner_text("main"))
        page.screenshot(path=world.folder / "calls-screen.png", full_page=True)
        hands.focus_on("button[value='reached']")
        hands.go("Enter")
        expect(code not in page.inner_text("main"), page.inner_text("main"))
        equal(kiosk.json("tell", "outbox"), [], "messages after the call")
        told = [entry for entry in kiosk.json("dossier", "history", code)
                if entry["kind"] == "dossier.told"]
        equal([entry["body"]["act"] for entry in told].count("consent"), 1, "words on consent")
        equal({entry["body"].get("result") for entry in told}, {None, "exported", "reached"},
              "what the journal says")
    for arguments in [
            ("tell", "consent", code, "--sms", "--phone", "123"),
            ("tell", "consent", code, "--call", "--village", "Đâu đó"),
            ("tell", "calls", "--village", "Đâu đó")]:
        with report.check(f"refused in one sentence: {' '.join(arguments)}"):
            done = attempt(kiosk, *arguments)
            equal((done.returncode, len(done.stderr.strip().splitlines())), (2, 1), done.stderr)
