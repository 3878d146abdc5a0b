"""Bad requests to the kiosk: a status 4xx in one sentence, and nothing changed."""

import http.client
import re
import urllib.parse

from checks import equal, expect
from world import PASSWORD, World

FORM = "application/x-www-form-urlencoded"
MEGABYTE = 1024 * 1024


class Visitor:
    """A browser's manners without a browser: one cookie, one form token."""

    def __init__(self, port: int):
        self.port, self.cookie, self.token = port, "", ""

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            given.setdefault("Cookie", self.cookie)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (BrokenPipeError, ConnectionResetError):
            # The server answered and closed before it had read everything.
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        if found := re.search(r'name="_?token" value="([^"]+)"', text):
            self.token = found[1]
        return answer.status, text, answer.headers

    def post(self, path: str, fields: dict, **headers):
        body = urllib.parse.urlencode({"_token": self.token} | fields)
        return self.ask("POST", path, body, **({"Content_Type": FORM} | headers))

    def upload(self, path: str, name: str, data: bytes, component: str):
        edge = "xxxxBOUNDARYxxxx"
        parts = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in (("_token", self.token), ("component", component)))
        body = (parts + f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="'
                + name + '"\r\nContent-Type: application/pdf\r\n\r\n').encode() + data
        return self.ask("POST", path, body + f"\r\n--{edge}--\r\n".encode(),
                        Content_Type=f"multipart/form-data; boundary={edge}")


def run(report, world: World, books, code: str) -> None:
    world.serve()
    officer = Visitor(world.kiosk_port)
    with report.step("an officer signs in without a browser"):
        officer.ask("GET", "/sign-in")
        status, _, _ = officer.post("/sign-in", {"name": "tiepnhan", "password": PASSWORD})
        equal(status, 303, "signing in")
        officer.ask("GET", "/today")
        status, _, headers = officer.post("/drafts", {"procedure": "1.001193"})
        draft = headers["Location"].rsplit("/", 1)[0]
        status, _, _ = officer.post(f"/dossiers/{code}/view", {"reason": "handling"})
        equal(status, 303, "giving a reason to look")
    kiosk(report, books, officer, draft, code)
    closed_accounts(report, world, officer)
    world.kiosk_program.stop()


def closed_accounts(report, world: World, officer: Visitor) -> None:
    """What another process writes about an officer ends the session he has."""
    reset = ["officer", "reset", "tiepnhan", "--password-file", world.office.password]
    for words, command in (("the same password set anew", reset),
                           ("an account that was closed", ["officer", "disable", "tiepnhan"])):
        with report.check(f"{words} ends the session"):
            officer.ask("GET", "/sign-in")
            officer.post("/sign-in", {"name": "tiepnhan", "password": PASSWORD})
            equal(officer.ask("GET", "/today")[0], 200, "before")
            world.kiosk.run(*command)
            status, _, headers = officer.ask("GET", "/dossiers")
            equal((status, headers["Location"]), (303, "/sign-in"), "after")
            officer.ask("GET", "/sign-in")
    with report.check("who is disabled does not sign in again"):
        status, _, _ = officer.post("/sign-in", {"name": "tiepnhan", "password": PASSWORD})
        equal(status, 401, "signing in")


def answered(report, books, words: str, allowed: tuple, ask) -> None:
    with report.check(words):
        before = books.read()
        status, text, _ = ask()
        expect(status in allowed, f"status {status}, expected {allowed}: {text[:600]}")
        expect("Fatal error" not in text and "Optional(" not in text, f"in words: {text[:300]}")
        equal(books.read(), before, "the books")


def kiosk(report, books, officer: Visitor, draft: str, code: str) -> None:
    stranger, port = Visitor(officer.port), officer.port
    section, status = f"{draft}/sections/1", f"/dossiers/{code}/status/4"
    good = {"reason": "Chuyển bộ phận hộ tịch"}

    def raw(body, content: str = FORM):
        return lambda: officer.ask("POST", section, body, Content_Type=content)

    def posted(path: str, fields: dict, **headers):
        return lambda: officer.post(path, fields, **headers)

    cases = [
        ("a post without a session", (401, 403), lambda: stranger.post(status, good)),
        ("a post with an expired session", (401, 403),
         lambda: Visitor(port).ask("POST", status, "reason=x", Cookie="motcua=" + "A" * 43,
                                   Content_Type=FORM)),
        ("a page with an expired session", (303,),
         lambda: Visitor(port).ask("GET", f"/dossiers/{code}", Cookie="motcua=" + "A" * 43)),
        ("a post without the form's token", (403,), posted(status, good | {"_token": ""})),
        ("a post with another token", (403,), posted(status, good | {"_token": "x" * 43})),
        ("a post from another site", (403,), posted(status, good, Origin="http://evil.example")),
        ("a post from another port", (403,), posted(status, good, Origin="http://127.0.0.1:1")),
        ("a post with Origin null", (403,), posted(status, good, Origin="null")),
        ("a post another site sends", (403,), posted(status, good, Sec_Fetch_Site="cross-site")),
        ("a wrong Host", (400, 421), lambda: officer.ask("GET", "/today", Host="evil.example")),
        ("a Host that only begins like ours", (400, 421),
         lambda: officer.ask("GET", "/today", Host="127.0.0.1.evil.example")),
        ("a method nobody asked for", (404, 405), lambda: officer.ask("DELETE", section)),
        ("JSON instead of a form", (400, 415), raw("{}", "application/json")),
        ("a form with half an escape", (400,), raw("a=%f")),
        ("a form in invalid UTF-8", (400,), raw(b"_token=%ff%fe&f/nyc/hoTen=%ff")),
        ("a form with a NUL", (400,), raw("f/nyc/hoTen=a%00b")),
        ("a form of 10 MB", (400, 413), raw("f/nyc/hoTen=" + "a" * (10 * MEGABYTE))),
        ("an address of 100 000 letters", (400, 414),
         lambda: officer.ask("GET", "/" + "a" * 100_000)),
        ("a field that does not exist", (400, 404, 409, 422),
         posted(section, {"f/nks/mauMat": "nâu"})),
        ("a section that does not exist", (303, 404), posted(f"{draft}/sections/99", {})),
        ("a draft that does not exist", (404,), posted("/drafts/nosuchdraft/sections/1", {})),
        ("a path out of the folder", (400, 404),
         lambda: officer.ask("GET", "/styles/..%2f..%2f..%2fetc%2fpasswd")),
        ("an incomplete draft accepted", (409, 422), posted(f"{draft}/accept", {})),
        ("an unknown procedure begun", (404, 422), posted("/drafts", {"procedure": "9.999999"})),
        ("a transition that is forbidden", (404, 409), posted(f"/dossiers/{code}/status/10", good)),
        ("a card that is none", (400, 422), posted(f"{draft}/scan", {"card": "xin chào"})),
        ("a clock in 1970 confirmed", (409, 422),
         posted("/clock", {"date": "01/01/1970", "time": "08:00"})),
    ]
    pdf = b"%PDF-1.4\n"
    for name in ("../../x.pdf", "..\\x.pdf", ".htaccess", "a\u202efdp.exe", "a" * 300 + ".pdf"):
        cases.append((f"an upload named {name[:20]!r}", (400, 413, 422), lambda name=name:
                      officer.upload(f"{draft}/files", name, pdf, "giayChungSinh")))
    for words, data in (("a program", b"\x7fELF" + bytes(50)), ("HTML", b"<html>"), ("", b"")):
        cases.append((f"an upload that holds {words or 'nothing'}", (415, 422), lambda data=data:
                      officer.upload(f"{draft}/files", "x.pdf", data, "giayChungSinh")))
    cases.append(("an upload of 7 MB", (413,), lambda: officer.upload(
        f"{draft}/files", "x.pdf", pdf + bytes(7 * MEGABYTE), "giayChungSinh")))
    cases.append(("an upload for no component", (400, 404, 422), lambda: officer.upload(
        f"{draft}/files", "x.pdf", pdf, "khongCo")))
    for words, allowed, ask in cases:
        answered(report, books, f"kiosk: {words}", allowed, ask)
    with report.check("kiosk: after all of it the officer is still served"):
        equal(officer.ask("GET", "/today")[0], 200, "the first page")
