"""Two counters and the province say different things: both sides shown, decided, told to all."""

import datetime
import json

from axe_playwright_python.sync_playwright import Axe
from browser import Keyboard, chromium, sign_in, sign_in_province
from checks import equal, expect
from world import OFFICERS, ROOT, Tool, World, answers, attempt, sample

RESIDENCE, FAMILY, MARITAL = "1.004194", "valid-family-of-three-online", "1.004873"
SCREENS = {"1366x768": (1366, 768), "1080x1920": (1080, 1920)}
SHOTS = ROOT / ".build/screenshots-disputes"
NOT_FOUND, REFUSED = 3, 4
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EVERY_KIND = {"answers": 2, "row": 1, "file": 1, "status": 1}


def run(report, binaries: str, long: bool) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with World(binaries, "disputes") as world:
        story = Story(world)
        with report.step("two counters and the province work on the same dossiers unaware"):
            story.diverge()
        at_once(report, story)
        for screen, (width, height) in SCREENS.items():
            with chromium(viewport={"width": width, "height": height}) as context:
                looks(report, story, context, screen)
        with chromium() as context:
            on_screens(report, story, context)
        decisions(report, story)
        twins(report, story)
        rules(report, story)


class Story:
    """A hub, a counter, and a second counter of the same commune."""

    def __init__(self, world: World):
        self.world, self.one = world, world.kiosk
        self.two = Tool(world.kiosk.binary, world.folder / "counter2")

    def diverge(self) -> None:
        world = self.world
        world.found_hub()
        world.start_hub()
        world.enrol()
        self.two.run("init", "--hub", world.link_url, "--code", world.invitation())
        scan = lambda name, text: world.file(name, PDF + text)
        first = ["--file", f"giayToChoO={scan('first.pdf', b'%1')}"]
        self.code = world.receive(RESIDENCE, FAMILY, *first)["code"]
        self.other = world.receive(MARITAL, "valid-widow-for-marriage")["code"]
        self.one.run("dossier", "status", self.other, "--to", "4", "--reason", "Xử lý")
        self.sync()
        members = self.one.json("dossier", "show", self.code)["answers"]["thanhVien"]
        row = members[1]["_row"]
        self.edit(self.one, {"nyc/dienThoai": "0912000111",
                             "noiDung/noiO/chiTiet": "Số 7, tổ 3",
                             "thanhVien": [{"_row": row, "_deleted": True}]})
        self.edit(self.two, {"noiDung/noiO/xa": "phường Thử Hai",
                             "thanhVien": [{"_row": row, "hoTen": "Bùi Minh Thử Hai"}]})
        self.edit(world.hub, {"nyc/dienThoai": "0912000222"})
        self.one.run("dossier", "scan", self.code, "--file",
                     f"giayToChoO={scan('clear.pdf', b'%2')}")
        self.two.run("dossier", "scan", self.code, "--file",
                     f"giayToChoO={scan('colour.pdf', b'%3')}")
        self.one.run("dossier", "status", self.other, "--to", "7", "--reason", "Đơn xin rút",
                     "--set", "ownerRequest=Đơn", "--set", "identityCheck=Thẻ")
        self.two.run("dossier", "status", self.other, "--to", "8", "--reason", "Không thuộc xã",
                     "--set", "signer=Hà Văn Nghiệm")
        self.sync()
        world.serve()

    def edit(self, tool: Tool, changes: dict, code: str = "") -> None:
        tool.run("dossier", "edit", code or self.code, "--answers",
                 self.world.file("c.json", changes))

    def sync(self) -> None:
        for tool in (self.one, self.two, self.one):
            tool.run("sync", "--once")

    def disputes(self, tool: Tool) -> list:
        """What a side lists, by code, without what only one of them can know."""
        return sorted(
            (line["code"], sorted((d["field"], [v["entry"] for v in d["values"]],
                                   [v["stands"] for v in d["values"]])
                                  for d in line["disputes"]))
            for line in tool.json("conflict", "list"))

    def figures(self, tool: Tool) -> dict:
        return {f["kind"]: (f["open"], f["settled"]) for f in tool.json("conflict", "figures")}


def waiting(tool: Tool, reason: str, *more: str) -> list:
    return [(line["code"], line["days"]) for line in tool.json("attention", *more)
            if line["reason"] == reason]


def at_once(report, story: Story) -> None:
    with report.check("what is disputed stands on the list of what waits, with its days"):
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=6)
        for more, days in (([], 0), (["--at", later.isoformat(timespec="seconds")], 6)):
            equal(sorted(waiting(story.one, "disputed", *more)),
                  sorted([(story.code, days), (story.other, days)]), "disputed")
        equal(waiting(story.one, "unsent", "--at", later.isoformat(timespec="seconds")), [],
              "everything was sent")
    with report.check("counter, other counter and hub list the same disputes, sides and all"):
        lists = [story.disputes(tool) for tool in (story.one, story.two, story.world.hub)]
        equal(lists[1], lists[0], "the second counter's list")
        equal(lists[2], lists[0], "the hub's list")
        found = [d["kind"] for line in story.world.hub.json("conflict", "list")
                 for d in line["disputes"]]
        equal({kind: found.count(kind) for kind in set(found)}, EVERY_KIND, "kinds")
    with report.check("both count what is open, by kind"):
        for tool in (story.one, story.world.hub):
            equal(story.figures(tool), {kind: (n, 0) for kind, n in EVERY_KIND.items()}, "figures")
    with report.check("a dispute stops neither the next change nor the exchange, only the result"):
        refused = attempt(story.world.hub, "dossier", "status", story.code, "--to", "9",
                          "--reason", "Đã đăng ký", "--set", "result=Giấy")
        equal(refused.returncode, REFUSED, "finished at the hub while disputed")
        equal(story.one.json("sync", "--once")["pending"], 0, "left to send")
    with report.check("bad decisions are refused with one sentence and change nothing"):
        before = story.disputes(story.world.hub)
        for tool in (story.one, story.world.hub):
            for arguments, code in (
                    (["nyc/hoTen", "--value", "An"], NOT_FOUND),
                    (["nyc/dienThoai", "--keep", "vô-nghĩa"], 2),
                    (["nyc/dienThoai"], 2),
                    (["nyc/dienThoai", "--value", "12"], 2),
                    (["thanhVien", "--value", "x"], NOT_FOUND)):
                done = attempt(tool, "conflict", "resolve", story.code, *arguments)
                equal(done.returncode, code, f"{arguments}: {done.stderr}")
                equal(len(done.stderr.strip().splitlines()) >= 1, True, "a sentence")
        equal(story.disputes(story.world.hub), before, "disputes")


def look(report, page, name: str) -> None:
    with report.check(f"axe finds nothing on {name}, and nothing sticks out"):
        page.wait_for_load_state("load")
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        equal([f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found],
              [], "violations")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        expect(wide <= 0, f"{wide} px stick out")


def open_kiosk(page, story: Story, code: str) -> None:
    page.goto(f"{story.world.kiosk_url}/dossiers/{code}")
    if page.locator("form[action$='/view'] .button").count():
        page.locator("form[action$='/view'] .button").first.click()
        page.wait_for_load_state("load")


def looks(report, story: Story, context, screen: str) -> None:
    page = context.new_page()
    sign_in(page, story.world.kiosk_url, "lanhdao")
    page.goto(f"{story.world.kiosk_url}/disputes")
    look(report, page, f"kiosk-list-{screen}")
    open_kiosk(page, story, story.code)
    look(report, page, f"kiosk-sides-{screen}")
    open_kiosk(page, story, story.other)
    look(report, page, f"kiosk-status-{screen}")
    sign_in_province(page, story.world.hub_url)
    page.goto(f"{story.world.hub_url}/desk/conflicts")
    look(report, page, f"hub-list-{screen}")
    page.get_by_role("link", name=story.code).click()
    look(report, page, f"hub-sides-{screen}")


def on_screens(report, story: Story, context) -> None:
    page = context.new_page()
    with report.check("the kiosk decides file and row by keyboard, with the reason"):
        hands = Keyboard(page)
        sign_in(page, story.world.kiosk_url, "chuyenmon", hands)
        for matter, side in (("giayToChoO", "colour.pdf"), ("thanhVien[", "Bùi Minh Thử Hai")):
            open_kiosk(page, story, story.code)
            form = page.locator(f"form:has([name='matter'][value^='{matter}'])")
            radio = form.locator("label.side", has_text=side).locator("input")
            name = radio.get_attribute("id")
            hands.focus_on(f"#{name.rsplit('-', 1)[0]}-1")
            hands.press(radio.get_attribute("data-key"))
            hands.focus_on(f"#{name.rsplit('-', 1)[0]}-reason")
            hands.type("Rõ hơn")
            hands.go("Enter")
        shown = story.one.json("dossier", "show", story.code)
        equal(shown["answers"]["thanhVien"][1]["hoTen"], "Bùi Minh Thử Hai", "the row kept")
        equal(sorted(d["kind"] for d in story.one.json("conflict", "show", story.code)
                     if "values" in d), ["answers", "answers"], "what is left")
    with report.check("the hub decides the group and another value, and says who said what"):
        page = context.new_page()
        sign_in_province(page, story.world.hub_url)
        page.goto(f"{story.world.hub_url}/desk/conflicts")
        page.get_by_role("link", name=story.code).click()
        text = page.locator("main").inner_text()
        for words in ("Số 7, tổ 3", "phường Thử Hai", "0912000111", "0912000222", "tại tỉnh",
                      "máy", "công chức nhập", "đang dùng tạm"):
            expect(words in text, f"“{words}” is not shown: {text[:1500]}")
        address = page.locator("form:has([name='matter'][value='noiDung/noiO'])")
        address.locator("label.side", has_text="phường Thử Hai").locator("input").check()
        address.locator("[name='reason']").fill("Theo hợp đồng thuê nhà")
        address.locator("button").click()
        expect("Đã ghi" in page.locator(".notice").inner_text(), "recorded")
        phone = page.locator("form:has([name='matter'][value='nyc/dienThoai'])")
        phone.locator("[value='other']").check()
        phone.locator("[name='value']").fill("12")
        phone.locator("[name='reason']").fill("Đã gọi hỏi")
        phone.locator("button").click()
        expect(page.locator(".notice.problem").count() == 1, "a value the form refuses")
        phone.locator("[name='value']").fill("0912000333")
        phone.locator("button").click()
        expect("Đã gọi hỏi" in page.locator("main").inner_text(), "decided, with its reason")


def decisions(report, story: Story) -> None:
    world = story.world
    with report.check("decisions reach the others, and every replica says the same"):
        sides = story.one.json("conflict", "show", story.other)
        status = next(d for d in sides if d["kind"] == "status")
        story.sync()
        # Two decide the status at once, each for the other change.
        world.link.cut()
        one, two = [value["entry"] for value in status["values"]]
        story.one.run("conflict", "resolve", story.other, "status", "--keep", one,
                      "--reason", "Có đơn")
        world.hub.run("conflict", "decide", story.other, "status", "--keep", two,
                      "--reason", "Không đúng nơi")
        for days, expected in ((2, []), (3, [(story.other, 3)]), (9, [(story.other, 9)])):
            later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
            equal(waiting(story.one, "unsent", "--at", later.isoformat(timespec="seconds")), expected,
                  f"not sent for {days} days")
        world.link.restore()
        story.sync()
        equal(waiting(story.one, "unsent", "--at", later.isoformat(timespec="seconds")), [],
              "not sent after the exchange")
        again = next(d for d in world.hub.json("conflict", "show", story.other)
                     if d["kind"] == "status")
        expect({v["entry"] for v in again["values"]}.isdisjoint({one, two}),
               "two decisions at once are disputed themselves")
        equal(story.disputes(world.hub), story.disputes(story.one), "both list it")
        withdrawn = next(v["entry"] for v in again["values"] if v["value"] == "7")
        story.two.run("conflict", "resolve", story.other, "status", "--keep", withdrawn,
                      "--reason", "Đã hỏi chủ hồ sơ")
        story.sync()
        story.sync()
        for tool in (story.one, story.two, world.hub):
            equal([d for _, d in story.disputes(tool) if d], [], "nothing is open")
        states = [tool.json("dossier", "show", story.other)["status"]
                  for tool in (story.one, story.two, world.hub)]
        equal(states, [7, 7, 7], "the status everywhere")
    with report.check("how many, of which kind and how long they took is the same on both sides"):
        expected = {"answers": (0, 2), "row": (0, 1), "file": (0, 1), "status": (0, 3)}
        for tool in (story.one, story.two, world.hub):
            equal(story.figures(tool), expected, "figures")
        expect("settled 3" in story.one.run("conflict", "figures"), "for people too")
    with report.check("the decisions stand in the history with their reasons"):
        reasons = [entry["body"].get("reason") for entry in
                   story.one.json("dossier", "history", story.code)
                   if entry["kind"] == "dossier.decided"]
        equal(sorted(reasons), ["Rõ hơn", "Rõ hơn", "Theo hợp đồng thuê nhà"], "reasons")
    with report.check("journal, logs and projections verify on both sides"):
        story.one.run("check")
        world.hub.run("check")


def twins(report, story: Story) -> None:
    world = story.world
    with report.check("the same person at two counters is listed on both sides, merged by nobody"):
        given = sample(RESIDENCE, FAMILY)
        again = story.two.json("dossier", "new", "--procedure", RESIDENCE, "--answers", given)
        story.sync()
        listed = {line["code"] for line in world.hub.json("conflict", "list")
                  if any(d["kind"] == "duplicate" for d in line["doubts"])}
        equal(listed, {story.code, again["code"]}, "the hub's list")
        own = {line["code"] for line in story.one.json("conflict", "list")
               if any(d["kind"] == "duplicate" for d in line["doubts"])}
        equal(own, listed, "the counter's list")
        equal(story.figures(world.hub)["duplicate"], (1, 0), "counted as one")
        world.hub.run("conflict", "judge", again["code"], story.code, "--same",
                      "--reason", "Nộp hai lần")
        story.sync()
        for tool in (story.one, world.hub):
            equal([line["code"] for line in tool.json("conflict", "list")], [], "waiting")
        equal(story.one.json("dossier", "show", again["code"])["status"], 2, "its state")
    report.note(f"screens in {SHOTS}")


OWN, SPOUSE = "ndc/soDinhDanh", "mucDich/ketHonVoi/soDinhDanh"


def rules(report, story: Story) -> None:
    """Each counter corrects one number: nobody marries under his own."""
    world, codes = story.world, []
    with report.step("two counters change answers that break the form only together"):
        for last, word in enumerate(("Một", "Hai"), 21):
            name, number = f"Mùa Thị Thử {word}", f"0993010000{last}"
            given = answers(MARITAL, "valid-widow-for-marriage") | {
                "nyc/hoTen": name, "ndc/hoTen": name, "nyc/soDinhDanh": number, OWN: number}
            codes.append(story.one.json(
                "dossier", "new", "--procedure", MARITAL, "--answers",
                world.file("widow.json", given))["code"])
        story.sync()
        for code in codes:
            story.edit(story.one, {OWN: "099301000033"}, code)
            story.edit(story.two, {SPOUSE: "099301000033"}, code)
        story.sync()
    with report.check("counters and hub list both fields, and hold the result"):
        for tool in (story.one, story.two, world.hub):
            equal({line["code"]: line["doubts"] for line in tool.json("conflict", "list")},
                  {code: [{"kind": "rules", "fields": [SPOUSE, OWN]}] for code in codes}, "doubts")
            refused = attempt(tool, "dossier", "status", codes[0], "--to", "9", "--reason", "Đã cấp",
                              "--set", "result=Giấy")
            equal(refused.returncode, REFUSED, "finished although it breaks the form")
            shown = next(d for d in tool.json("conflict", "show", codes[0]) if d["kind"] == "rules")
            equal([(v["field"], v["value"], len(v["entries"])) for v in shown["rules"][0]["values"]],
                  [(SPOUSE, "099301000033", 1), (OWN, "099301000033", 1)], "values shown")
    for screen, (width, height) in SCREENS.items():
        with chromium(viewport={"width": width, "height": height}) as context:
            page = context.new_page()
            sign_in(page, world.kiosk_url, "chuyenmon")
            open_kiosk(page, story, codes[0])
            look(report, page, f"kiosk-rules-{screen}")
            sign_in_province(page, world.hub_url)
            page.goto(f"{world.hub_url}/desk/conflicts")
            page.get_by_role("link", name=codes[1]).click()
            look(report, page, f"hub-rules-{screen}")
    with chromium() as context:
        page = context.new_page()
        with report.check("the kiosk puts one of the two right, by the question's own field"):
            sign_in(page, world.kiosk_url, "chuyenmon")
            open_kiosk(page, story, codes[0])
            right(page.locator(f"form:has([name='matter'][value='{OWN}'])"), f"f/{OWN}", "099301000034")
            expect("Đã sửa" in page.locator("main").inner_text(), "recorded")
            equal(story.one.json("dossier", "show", codes[0])["answers"][OWN], "099301000034", "value")
        with report.check("the hub's desk puts the other right"):
            sign_in_province(page, world.hub_url)
            page.goto(f"{world.hub_url}/desk/conflicts")
            page.get_by_role("link", name=codes[1]).click()
            right(page.locator(f"form:has([name='field'][value='{SPOUSE}'])"), "value", "12")
            expect(page.locator(".notice.problem").count() == 1, "a number of two digits")
            right(page.locator(f"form:has([name='field'][value='{SPOUSE}'])"), "value", "099301000035")
            expect("Không còn gì phải quyết định" in page.locator("main").inner_text(), "settled")
    with report.check("corrections reach the others with their reasons, and nothing waits"):
        story.sync()
        for tool in (story.one, story.two, world.hub):
            equal(tool.json("conflict", "list"), [], "waiting")
        for code in codes:
            reasons = [entry["body"].get("reason") for entry in story.one.json("dossier", "history", code)
                       if entry["kind"] == "dossier.edited"]
            equal([reason for reason in reasons if reason], ["Theo thẻ căn cước"], "reasons")

    depends(report, story, codes[1])


def depends(report, story: Story, code: str) -> None:
    """One counter writes never married, the other divorced; the papers asked for differ."""
    world, field = story.world, "honNhan/tinhTrang"
    story.edit(story.one, {field: "1"}, code)
    divorce = {"so": "12/2025/QĐST", "ngay": "2025-03-01", "toaAn": "Toà án khu vực Thử"}
    story.edit(story.two, {field: "3"} | {f"honNhan/lyHon/{key}": value for key, value in divorce.items()},
               code)
    story.sync()
    with chromium() as context:
        page = context.new_page()
        with report.check("what depends on a disputed answer stands beside its sides, on both screens"):
            sign_in(page, world.kiosk_url, "chuyenmon")
            open_kiosk(page, story, code)
            there = page.locator(".depends li").all_inner_texts()
            sign_in_province(page, world.hub_url)
            page.goto(f"{world.hub_url}/desk/conflicts")
            page.get_by_role("link", name=code).click()
            equal(page.locator("form.dispute ul li").all_inner_texts(), there, "at the province")
            expect(any("Số" in words for words in there), f"no number of a paper in {there}")
    with report.check("commands edit nothing that is disputed, and decide only over sides they name"):
        for tool in (story.one, world.hub):
            refused = attempt(tool, "dossier", "edit", code, "--answers",
                              world.file("c.json", {field: "4"}))
            equal(refused.returncode, REFUSED, "edited although disputed")
            expect("conflict resolve" in refused.stderr, refused.stderr)
            sides = [value["entry"] for dispute in tool.json("conflict", "show", code)
                     for value in dispute["values"]]
            equal(len(sides), 2, "sides")
            refused = attempt(tool, "conflict", "resolve", code, field, "--keep", sides[0],
                              "--seen", sides[0])
            equal(refused.returncode, REFUSED, "decided over a side it did not name")
        world.hub.run("conflict", "resolve", code, field, "--keep", sides[0], "--seen", *sides)
        story.sync()
        equal(story.one.json("conflict", "list"), [], "waiting")


def right(form, field: str, value: str) -> None:
    form.locator(f"[name='{field}']").fill(value)
    form.locator("[name='reason']").fill("Theo thẻ căn cước")
    form.locator("button").click()
