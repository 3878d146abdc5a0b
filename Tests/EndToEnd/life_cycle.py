"""A dossier's whole life at the counter, without a link: every act on its page and by command."""

import json
import re

from browser import Keyboard, chromium, sign_in
from checks import equal, expect
from office import await_true
from world import ROOT, World, answers, attempt, sample, samples

MARITAL, RESIDENCE, BIRTH = "1.004873", "1.004194", "1.001193"
WIDOW, WORKER = "valid-widow-for-marriage", "valid-worker-rents-room"
WRONG, REFUSED = 2, 4
CERTIFICATE = {"id": "giayChungTu", "original": 1, "certified": 0, "copy": 1}
# One value is taken over with five keys: copy, change windows, paste, next field, change back.
KEYS_PER_VALUE = 5


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "life-cycle") as world, chromium(
            permissions=["clipboard-read", "clipboard-write"]) as context:
        world.found_alone()
        by_command(report, world)
        refusals(report, world)
        world.serve()
        on_screens(report, world, context)
        into_another_system(report, world, context)


def axes(world: World, code: str) -> dict:
    return world.kiosk.json("dossier", "show", code)["axes"]


def by_command(report, world: World) -> None:
    kiosk = world.kiosk
    as_officer = lambda name: ["--officer", name, "--password-file", world.office.password]
    with report.step("papers go with the dossier from desk to desk and come back"):
        code = world.receive(MARITAL, WIDOW)["code"]
        equal(axes(world, code)["custody"], {"counter": [CERTIFICATE]}, "what was handed in")
        kiosk.run("dossier", "pass", code, "--to", "specialist", "--taker", "chuyenmon",
                  *as_officer("tiepnhan"))
        equal(axes(world, code)["custody"], {"specialist": [CERTIFICATE]}, "with the specialist")
        mine = {row["desk"]: [line["code"] for line in row["dossiers"]]
                for row in kiosk.json("dossier", "work", *as_officer("chuyenmon"))}
        equal(mine["specialist"], [code], "the specialist's list")
        kiosk.run("dossier", "status", code, "--to", "4", *as_officer("chuyenmon"))
        kiosk.run("dossier", "pass", code, "--to", "leader", *as_officer("chuyenmon"))
        kiosk.run("dossier", "status", code, "--to", "9", "--reason", "Giấy xác nhận số 7",
                  *as_officer("lanhdao"))
        kiosk.run("dossier", "pass", code, "--to", "reception", *as_officer("lanhdao"))
        kiosk.run("dossier", "status", code, "--to", "10", "--set", "takenBy=Giàng Thị Thử",
                  *as_officer("tiepnhan"))
        shown = axes(world, code)
        equal([row["to"] for row in shown["passes"]], ["specialist", "leader", "reception"],
              "the way it went")
        equal(shown["passes"][0]["taker"], "Vàng A Mẫu", "who took it")
    with report.check("refused and asked to complete have codes, and no promise"):
        answers = sample(MARITAL, WIDOW)
        refused = kiosk.json("dossier", "new", "--procedure", MARITAL, "--answers", answers,
                             "--refuse", "Không thuộc thẩm quyền", "--signer", "Hà Văn Nghiệm")
        asked = kiosk.json("dossier", "new", "--procedure", MARITAL, "--answers", answers,
                           "--complete", "Thiếu giấy tờ", "--missing", "Giấy chứng tử")
        for made, status in ((refused, 3), (asked, 5)):
            shown = kiosk.json("dossier", "show", made["code"])
            equal((shown["status"], shown["due"]), (status, None), "state and promise")
        kiosk.run("dossier", "status", asked["code"], "--to", "2", "--brought",
                  "giayChungTu=1/0/0")
        shown = kiosk.json("dossier", "show", asked["code"])
        expect(shown["due"], "a promise from the day everything was there")
        equal(shown["axes"]["custody"], {"counter": [CERTIFICATE | {"copy": 0}]}, "what is held")
    with report.check("a promise is moved, the way of delivery chosen, a code taken over"):
        code = world.receive(MARITAL, WIDOW, "--delivery", "post", "--place", "Bản Thử 2",
                             "--representative", "Giàng A Thử", "--representative-identity",
                             "099090000001", "--authorisation", "Giấy uỷ quyền số 5")["code"]
        shown = kiosk.json("dossier", "show", code)
        equal(shown["axes"]["delivery"], {"way": "post", "place": "Bản Thử 2"}, "delivery")
        equal(shown["axes"]["representative"]["name"], "Giàng A Thử", "who brought it")
        kiosk.run("dossier", "extend", code, "--due", "2027-01-04", "--reason", "Chờ xác minh",
                  "--signer", "Hà Văn Nghiệm")
        shown = kiosk.json("dossier", "show", code)
        expect(shown["due"].startswith("2027-01-04T17:00:00"), f"the new promise: {shown['due']}")
        kiosk.run("dossier", "official", code, "BTP-2026-000123")
        equal(kiosk.json("dossier", "show", "BTP-2026-000123")["code"], code, "found by both")


def refusals(report, world: World) -> None:
    code = world.receive(MARITAL, WIDOW)["code"]
    kinds = [
        (WRONG, ["status", code, "--to", "11"]), (WRONG, ["status", code, "--to", "5"]),
        (REFUSED, ["status", code, "--to", "10"]), (REFUSED, ["status", code, "--to", "2"]),
        (WRONG, ["status", code, "--to", "7", "--reason", "Xin rút"]),
        (WRONG, ["pass", code, "--to", "moon"]), (WRONG, ["pass", code, "--to", "authority"]),
        (WRONG, ["pass", code, "--to", "specialist", "--taker", "nobody"]),
        (REFUSED, ["pass", code, "--to", "reception"]),
        (WRONG, ["pass", code, "--to", "specialist", "--paper", "giayChungTu=9/0/0"]),
        (WRONG, ["pass", code, "--to", "specialist", "--paper", "giayChungTu"]),
        (WRONG, ["hand-back", code, "--person", "A", "--identity", " "]),
        (WRONG, ["extend", code, "--due", "hôm nay", "--reason", "x"]),
        (WRONG, ["extend", code, "--due", "2025-03-03", "--reason", "x"]),
        (WRONG, ["delivery", code, "--way", "drone"]), (WRONG, ["delivery", code, "--way", "post"]),
        (WRONG, ["official", code, "mã số"]), (3, ["pass", "H99.88-990101-0001", "--to", "leader"]),
    ]
    for wanted, arguments in kinds:
        with report.check(f"one sentence and nothing changed: {' '.join(arguments[:1] + arguments[2:])}"):
            before = world.kiosk.json("dossier", "history", code)
            done = attempt(world.kiosk, "dossier", *arguments)
            equal(done.returncode, wanted, f"exit code; it said {done.stderr}")
            equal(len(done.stderr.strip().splitlines()), 1, f"sentences: {done.stderr}")
            equal(world.kiosk.json("dossier", "history", code), before, "the history")


def on_screens(report, world: World, context) -> None:
    page = context.new_page()
    hands = Keyboard(page)
    code = world.receive(MARITAL, WIDOW)["code"]
    shots = world.folder / "screens"
    shots.mkdir(exist_ok=True)
    look = lambda name: page.screenshot(path=shots / f"{name}.png", full_page=True)

    def opened(path: str) -> None:
        page.goto(world.kiosk_url + path)
        if page.locator("form[action$='/view']").count():
            hands.focus_on("form[action$='/view'] button")
            hands.go("Enter")

    def acted(name: str) -> str:
        hands.go("Control+Enter")
        look(name)
        return page.locator("main").inner_text()

    with report.step("reception hands a dossier on with the keyboard"):
        sign_in(page, world.kiosk_url, "tiepnhan", hands)
        opened(f"/dossiers/{code}")
        look("dossier")
        hands.focus_on("a[href$='/acts/pass']")
        hands.go("Enter")
        look("pass")
        hands.focus_on("[name='data/to']")
        text = acted("passed")
        expect("Công chức chuyên môn" in text, f"it is with the specialist: {text}")
        opened("/work")
        look("work-reception")
        expect(code not in page.locator("main").inner_text(), "gone from reception's list")
    with report.step("the specialist gives it back; reception sees from whom, and why on its page only"):
        why = "Thiếu chữ ký của người yêu cầu"
        page.locator("form.person button").click()
        sign_in(page, world.kiosk_url, "chuyenmon", hands)
        opened(f"/dossiers/{code}/acts/pass")
        page.locator("[name='data/to']").select_option("reception")
        hands.focus_on("[name='data/note']")
        hands.type(why)
        expect(why in acted("given-back"), "the note is shown")
        page.locator("form.person button").click()
        sign_in(page, world.kiosk_url, "tiepnhan", hands)
        opened("/work")
        look("work-given-back")
        text = page.locator("tr", has_text=code).inner_text()
        expect("Vàng A Mẫu chuyển lúc" in text and why not in text, f"the list: {text}")
        opened(f"/dossiers/{code}")
        expect(why in page.locator("dl.facts").first.inner_text(), "why it came back")
    with report.check("every act's page is reached and refuses what is missing"):
        opened(f"/dossiers/{code}/acts/delivery")
        page.locator("[name='data/way']").select_option("post")
        hands.focus_on("[name='data/place']")
        hands.go("Control+Enter")
        look("delivery-wrong")
        expect("địa chỉ nhận" in page.locator(".errors").inner_text(), "the address is wanted")
        hands.focus_on("[name='data/place']")
        hands.type("Bản Thử 2, xã Pà Cò Thử")
        expect("Qua bưu chính" in acted("delivery"), "the way of delivery is shown")
    with report.check("a second request for papers warns before it is made"):
        opened(f"/dossiers/{code}/status/5")
        expect("lần 2" not in page.locator("main").inner_text(), "the first needs no warning")
        hands.focus_on("[name='data/papers']")
        hands.type("Bản án ly hôn")
        hands.focus_on("#reason")
        hands.type("Thiếu")
        acted("asked")
        opened(f"/dossiers/{code}/status/2")
        hands.focus_on("[name='data/paper.giayChungTu']")
        hands.type("0/1/0")
        expect("1 bản chứng thực" in acted("taken-in"), "what was brought is counted")
        opened(f"/dossiers/{code}/status/5")
        look("second-request")
        expect("bổ sung lần 2: hồ sơ sẽ bị tính là trễ hạn" in page.locator("main").inner_text(),
               "the second counts as late, and the page says so")
    with report.check("withdrawn by the owner, the papers are back with him"):
        opened(f"/dossiers/{code}/status/7")
        look("withdraw")
        hands.focus_on("[name='data/ownerRequest']")
        hands.type("Đơn xin rút")
        hands.focus_on("[name='data/identityCheck']")
        hands.type("Thẻ căn cước")
        expect("Đã trả cho công dân" in acted("withdrawn"), "the papers are handed back")
    with report.check("a draft is asked to be completed on its page (form 02)"):
        draft_asked(world, page, hands, look)
    with report.check("the result is handed to somebody who acts for the owner"):
        done = world.receive(MARITAL, WIDOW)["code"]
        world.kiosk.run("dossier", "status", done, "--to", "9", "--reason", "Giấy xác nhận số 8")
        opened(f"/dossiers/{done}/hand-over")
        look("hand-over")
        hands.focus_on("#takenBy")
        hands.type("Giàng A Thử")
        hands.focus_on("#who-1")
        hands.press("2")
        hands.go("Control+Enter")
        look("hand-over-wrong")
        expect("giấy uỷ quyền" in page.locator(".errors").inner_text(), "the paper is wanted")
        hands.focus_on("#authorisation")
        hands.type("Số 5/2026")
        hands.go("Control+Enter")
        shown = world.kiosk.json("dossier", "history", done)[-1]["body"]["data"]
        equal((shown["authorisation"], shown["returnWay"]), ("Số 5/2026", "counter"), "recorded")
    report.note(f"screens in {shots}")


def draft_asked(world: World, page, hands, look) -> None:
    page.goto(f"{world.kiosk_url}/procedures/{MARITAL}")
    hands.focus_on("form.start button")
    hands.go("Enter")
    draft = page.url.split("/drafts/")[1].split("/")[0]
    page.goto(f"{world.kiosk_url}/drafts/{draft}/check")
    look("check")
    hands.focus_on("a[href$='/acts/complete']")
    hands.go("Enter")
    look("complete")
    hands.focus_on("[name='data/papers']")
    hands.press("Control+a")
    hands.type("Giấy chứng tử của vợ")
    hands.focus_on("#reason")
    hands.type("Chưa đủ giấy tờ")
    hands.go("Control+Enter")
    look("completed")
    code = page.url.rsplit("/", 1)[1]
    shown = world.kiosk.json("dossier", "show", code)
    equal((shown["status"], shown["due"]), (5, None), "asked, and nothing promised yet")


def plan_of(procedure: str) -> dict:
    return json.loads((ROOT / f"Forms/{procedure}/2026.1/entry.json").read_text())


def labels(procedure: str, name: str) -> list[str]:
    """What is asked in the other system's order; a list's questions once for each of its rows."""
    given = answers(procedure, name)
    return [line["label"] for group in plan_of(procedure)["groups"]
            for _ in (given.get(group["rows"], []) if "rows" in group else [None])
            for line in group["lines"]]


def keys_to_retype(values: list[str]) -> int:
    """Each letter, and one key to the next field."""
    return sum(len(value) + 1 for value in values)


def every_plan(report, world: World, page) -> None:
    """Every procedure of a ministry's system has its sheet, and it is worth having."""
    import jsonschema

    rule = jsonschema.Draft202012Validator(json.loads((ROOT / "Forms/entry.schema.json").read_text()))
    procedures = sorted(path.parents[1].name for path in ROOT.glob("Forms/*/2026.1/procedure.json")
                        if json.loads(path.read_text())["routing"]["system"] == "ministry")
    with report.check("every procedure of a ministry's system says how that system asks"):
        equal(len(procedures), 12, "procedures of ministries' systems")
        for procedure in procedures:
            plan = plan_of(procedure)
            equal([error.message for error in rule.iter_errors(plan)], [], procedure)
            form = (ROOT / f"Forms/{procedure}/2026.1/form.xml").read_text()
            known = set(re.findall(r'nodeset="/data/([^"]+)"', form))
            asked = {f"{group['rows']}/{path}" if "rows" in group else path
                     for group in plan["groups"] for line in group["lines"]
                     for path in line["paths"]}
            equal(sorted(asked - known), [], f"{procedure}: paths the form does not have")
    with report.check("taking over needs fewer keys than typing again, in every procedure"):
        said = []
        for procedure in procedures:
            name = samples(procedure)[0]
            code = world.receive(procedure, name)["code"]
            page.goto(f"{world.kiosk_url}/dossiers/{code}/entry")
            if page.locator("form[action$='/view']").count():
                page.locator("form[action$='/view'] button").click()
            equal(page.locator(".entry-label").all_inner_texts(), labels(procedure, name),
                  f"{procedure}: order and wording")
            values = page.locator("[data-copy]").all_inner_texts()
            over, again = KEYS_PER_VALUE * len(values), keys_to_retype(values)
            expect(len(values) > 5 and over < again, f"{procedure}: {over} keys, typed {again}")
            said.append(f"{procedure} {over} of {again}")
        report.note("keys to take over, of those to type again: " + ", ".join(said))


def into_another_system(report, world: World, context) -> None:
    """Values are carried over to a page with the same fields, as the other system would have."""
    page = context.new_page()
    every_plan(report, world, page)
    hands = Keyboard(page)
    for procedure, name in ((RESIDENCE, WORKER), (BIRTH, "valid-father-on-time")):
        with report.check(f"{procedure}: one key copies each value, the number comes back once"):
            code = world.receive(procedure, name)["code"]
            page.goto(f"{world.kiosk_url}/dossiers/{code}/entry")
            if page.locator("form[action$='/view']").count():
                hands.focus_on("form[action$='/view'] button")
                hands.go("Enter")
            page.screenshot(path=world.folder / f"screens/entry-{procedure}.png", full_page=True)
            values = page.locator("[data-copy]").all_inner_texts()
            equal(page.locator(".entry-label").all_inner_texts(), labels(procedure, name),
                  "order and wording")
            other = context.new_page()
            other.set_content("".join(f"<input id='f{n}'>" for n in range(len(values))))
            other.locator("#f0").focus()
            page.bring_to_front()
            before = hands.count
            for number in range(len(values)):
                hands.press("Enter")
                await_true("copied", lambda: page.locator(".is-copied").count() == number + 1)
                other.bring_to_front()
                other.keyboard.press("Control+v")
                other.keyboard.press("Tab")
                page.bring_to_front()
            over = hands.count - before + (KEYS_PER_VALUE - 1) * len(values)
            taken = [other.locator(f"#f{n}").input_value() for n in range(len(values))]
            equal(taken, values, "what arrived in the other system")
            other.close()
            equal(page.evaluate("document.activeElement.id"), "data-code", "the number's field")
            number = f"QG-{procedure}-0001"
            hands.type(number)
            hands.go("Control+Enter")
            retyped = keys_to_retype(values)
            expect(over < retyped, f"{over} keys are not fewer than {retyped}")
            report.note(f"{procedure}: {len(values)} values with {over} keys and {len(number) + 1} "
                        f"for the number; typed again it were {retyped}")
            equal(world.kiosk.json("dossier", "show", number)["code"], code, "found by its number")
