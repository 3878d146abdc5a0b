"""Bad messages to the hub: forged, replayed, unsigned, from elsewhere; and guesses."""

import sqlite3
import threading

from bad_requests import FORM, MEGABYTE, Visitor
from checks import equal, expect
from office import Link
from world import PASSWORD, UNIT, World


class Recorder(Link):
    """A link that keeps what the device sends."""

    def __init__(self, target_port: int):
        self.sent: dict[int, bytes] = {}
        super().__init__(target_port)

    def _pump(self, source, sink) -> None:
        if sink.getpeername()[1] == self.target_port:
            source = Tap(source, self.sent, threading.get_ident())
        super()._pump(source, sink)

    def exchange(self) -> tuple[dict, bytes]:
        """Headers and body of the last exchange that passed."""
        for data in reversed(list(self.sent.values())):
            for part in reversed(data.split(b"POST ")[1:]):
                if part.startswith(b"/sync/v1/exchange"):
                    head, _, body = part.partition(b"\r\n\r\n")
                    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
                    headers = {name.lower(): value for name, value in lines}
                    return headers, body[:int(headers["content-length"])]
        raise AssertionError("no exchange passed")


class Tap:
    """A socket that tells what was read from it."""

    def __init__(self, inner, kept: dict, key: int):
        self.inner, self.kept, self.key = inner, kept, key

    def recv(self, count: int) -> bytes:
        data = self.inner.recv(count)
        self.kept[self.key] = self.kept.get(self.key, b"") + data
        return data

    def __getattr__(self, name: str):
        return getattr(self.inner, name)


def run(report, world: World) -> None:
    """Forged, replayed and unsigned messages; posts from elsewhere; guesses."""
    with report.step("two exchanges are overheard, each of another device"):
        first, second = (overheard(world, index) for index in (0, 1))
        (headers, body), (_, other_body) = first, second
        signature = headers["motcua-signature"]
    kept = lambda: hub_counts(world)
    anyone = Visitor(world.hub_port)

    def send(content: bytes, sign: str | None, path: str = "/sync/v1/exchange"):
        extra = {"Motcua_Signature": sign} if sign is not None else {}
        return lambda: anyone.ask("POST", path, content,
                                  Content_Type="application/octet-stream", **extra)

    forged = bytearray(body)
    forged[-1] ^= 1
    letter = "A" if signature[5] != "A" else "B"
    cases = [
        ("an exchange sent again", (409,), send(body, signature)),
        ("an exchange without a signature", (400, 401), send(body, None)),
        ("an exchange with one bit changed", (400, 401, 403), send(bytes(forged), signature)),
        ("a changed signature", (400, 401),
         send(body, signature[:5] + letter + signature[6:])),
        ("a signature of another device", (401, 403), send(other_body, signature)),
        ("an exchange of nonsense", (400, 401), send(b"xin chao\n\x00\xff", "A" * 86)),
        ("an empty exchange", (400, 401), send(b"", signature)),
        ("an exchange of 20 MB", (400, 413), send(bytes(20 * MEGABYTE), signature)),
        ("an enrolment of nonsense", (400, 401), send(b"{}", "A" * 86, "/sync/v1/enrol")),
        ("an unknown endpoint", (404,), send(b"", signature, "/sync/v1/tat-ca")),
        ("a file without a signature", (400, 401),
         lambda: anyone.ask("PUT", "/sync/v1/file/" + "0" * 64, b"x")),
        ("a file with a path for a name", (400, 404),
         lambda: anyone.ask("PUT", "/sync/v1/file/..%2f..%2fx", b"x")),
        ("a wrong Host", (400, 421), lambda: anyone.ask("GET", "/t", Host="evil.example")),
        ("a code nobody has", (404,), lambda: anyone.ask("GET", "/t/H99.88-261121-9999?d=x&s=y")),
        ("a path out of the assets", (404,), lambda: anyone.ask("GET", "/assets/..%2fhub.css")),
        ("a wrong password", (401, 403),
         lambda: anyone.ask("POST", "/desk/sign-in", "name=tinh&password=sai-mat-khau",
                            Content_Type=FORM)),
        ("a desk without a session", (401, 403),
         lambda: anyone.ask("POST", "/desk/dossiers/x/status", "to=4", Content_Type=FORM)),
        ("a post from another site", (403,),
         lambda: anyone.ask("POST", "/desk/sign-in", f"name=tinh&password={PASSWORD}",
                            Content_Type=FORM, Origin="http://evil.example")),
    ]
    for words, allowed, ask in cases:
        with report.check(f"hub: {words}"):
            before = kept()
            status, text, _ = ask()
            expect(status in allowed, f"status {status}, expected {allowed}: {text[:400]}")
            equal(kept(), before, "what the hub keeps")
    unenrolled(report, world, kept)
    guesses(report, world, anyone)


def overheard(world: World, index: int) -> tuple[dict, bytes]:
    """A device of its own that exchanges through a link that listens."""
    tool = type(world.kiosk)(world.kiosk.binary, world.folder / f"device-{index}")
    link = Recorder(world.hub_port)
    try:
        tool.run("init", "--hub", f"http://127.0.0.1:{link.port}", "--code", world.invitation())
        tool.run("sync", "--once")
        return link.exchange()
    finally:
        link.cut()


def hub_counts(world: World) -> list[int]:
    with sqlite3.connect(f"file:{world.hub.data}/hub.sqlite?mode=ro", uri=True) as database:
        return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("entry", "dossier", "device", "file", "log_entry")]


def unenrolled(report, world: World, kept) -> None:
    """A device of another province knocks here."""
    with report.check("hub: an exchange of a device enrolled elsewhere"):
        binaries = str(world.office.binaries)
        with World(binaries, "other-province") as other:
            other.found_hub()
            other.start_hub()
            headers, body = overheard(other, 0)
        before = kept()
        status, text, _ = Visitor(world.hub_port).ask(
            "POST", "/sync/v1/exchange", body, Motcua_Signature=headers["motcua-signature"])
        expect(status in (400, 401, 403), f"status {status}: {text}")
        equal(kept(), before, "what the hub keeps")


def guesses(report, world: World, anyone: Visitor) -> None:
    with report.check("hub: guessing look-up codes and enrolment codes is slowed down"):
        seen = {anyone.ask("POST", "/t", "code=H99.88-261121-1001&lookup=AAAAAA",
                           Content_Type=FORM)[0] for _ in range(30)}
        equal(seen, {404, 429}, "answers to thirty guesses")
        equal(world.hub.json("unit", "list")[0]["code"], UNIT, "the hub is well")
