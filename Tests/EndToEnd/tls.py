"""TLS 1.3 by nginx with the shipped configuration: who is believed, what is kept and resumed."""

import contextlib
import datetime
import pathlib
import socket
import ssl
import subprocess

from browser import chromium, sign_in
from checks import equal, expect
from front import Authority, Front
from world import OFFICERS, Tool, World, attempt, await_true, free_port
from office import Link

BIRTH = "1.001193"
EXCHANGE = "/sync/v1/exchange"
HERE = pathlib.Path(__file__).parent


def run(report, binaries: str, _long: bool) -> None:
    with World(binaries, "tls") as world:
        front = None
        try:
            with report.step("a hub behind nginx with a certificate of the province's authority"):
                province = Authority(world.folder / "tls", "province")
                stranger = Authority(world.folder / "tls", "stranger")
                world.found_hub()
                world.start_hub()
                front = Front(world.folder / "nginx", province, world.hub_port, free_port())
                world.link = Link(front.port)
            who_is_believed(report, world, front, province, stranger)
            kept_and_resumed(report, world, front)
            ends(report, world)
            other_ends(report, world, front, province, stranger)
            moves(report, world, front, stranger)
            with report.check("both folders are sound"):
                equal(world.kiosk.json("check")["findings"], [], "the commune's")
                equal(world.hub.json("check")["findings"], [], "the province's")
        finally:
            if front:
                front.stop()


def vietnamese_day() -> str:
    day = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    return f"{day.day}/{day.month}/{day.year}"


def url(world: World) -> str:
    return f"https://127.0.0.1:{world.link.port}"


def refused(done, words: str) -> None:
    """One sentence on standard error, and no success."""
    equal(len(done.stderr.strip().splitlines()), 1, f"lines on standard error: {done.stderr}")
    expect(done.returncode != 0 and words in done.stderr,
           f"exit {done.returncode}: {done.stderr}")


def who_is_believed(report, world, front, province, stranger) -> None:
    for words, authority in (("another authority than the hub's", ["--authority", stranger.root]),
                             ("the system's authorities only", [])):
        with report.check(f"a device that trusts {words} is told so and does not enrol"):
            refused(attempt(world.kiosk, "init", "--hub", url(world), "--code",
                            world.invitation(), *authority), "not from the authority")
    with report.check("an authority file that is none, or for http, is refused"):
        text = world.file("none.pem", "no certificate")
        for where, file in ((url(world), text), (url(world), world.folder / "missing.pem"),
                            (world.hub_url, province.root)):
            done = attempt(world.kiosk, "init", "--hub", where, "--code", "X", "--authority", file)
            refused(done, "authority file")
            equal(done.returncode, 2, "exit code")
    with report.step("with the province's authority it enrols"):
        world.kiosk.run("init", "--hub", url(world), "--code", world.invitation(),
                        "--authority", province.root)
        world.office.add_officers(world.kiosk, OFFICERS)
        equal({one["protocol"] for one in front.requests()}, {"TLSv1.3"}, "TLS versions")
    with report.check("TLS 1.2 gets no connection"):
        context = ssl.create_default_context(cafile=province.root)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        try:
            with socket.create_connection(("127.0.0.1", front.port)) as plain:
                context.wrap_socket(plain, server_hostname="127.0.0.1")
        except ssl.SSLError as error:
            expect("PROTOCOL_VERSION" in str(error).upper().replace(" ", "_"), str(error))
        else:
            raise AssertionError("TLS 1.2 was accepted")


def exchanges(front) -> list[dict]:
    return [one for one in front.requests() if one["path"] == EXCHANGE and one["status"] == 200]


def arrived(world, codes) -> bool:
    return set(codes) <= set(world.list_codes(world.hub))


def kept_and_resumed(report, world, front) -> None:
    codes = []
    with report.step("dossiers go over one connection that stays open"):
        world.serve()
        # Another process's exchange would have a connection of its own.
        for _ in range(2):
            codes.append(world.receive(BIRTH)["code"])
            await_true("the dossier at the province", lambda: arrived(world, codes), 30)
        last = exchanges(front)[-2:]
        equal(len({one["connection"] for one in last}), 1, f"connections of {last}")
        expect(last[-1]["number"] >= 2, f"requests on it: {last}")
    before = exchanges(front)[-1]["connection"]
    with report.check("`sync --once` beside a running agent goes over the agent's connection"):
        done = world.kiosk.json("sync", "--once")
        expect(done["roundTrips"] >= 1 and done["pending"] == 0, f"{done}")
        equal(exchanges(front)[-1]["connection"], before, "the connection")
    with report.check("after a cut the session is resumed on a new connection"):
        world.link.cut()
        codes.append(world.receive(BIRTH)["code"])
        world.link.restore()
        await_true("the dossier at the province", lambda: arrived(world, codes), 30)
        after = [one for one in exchanges(front) if int(one["connection"]) > int(before)]
        expect(after and all(one["resumed"] for one in after), f"resumed: {after}")
    stopped = []
    with report.check("a box on the way that stops short hellos does not keep anything"):
        world.link.stops = lambda data: is_short_hello(data) and not stopped.append(data)
        world.link.cut()
        world.link.restore()
        codes.append(world.receive(BIRTH)["code"])
        await_true("the dossier at the province", lambda: arrived(world, codes), 30)
        equal(len(stopped), 1, "short hellos")
        expect(exchanges(front)[-1]["resumed"], "the session was not resumed")
    world.kiosk_program.stop()


def is_short_hello(data: bytes) -> bool:
    """Whether this is a ClientHello without the session id that makes it look like TLS 1.2."""
    return data[:1] == b"\x16" and data[5:6] == b"\x01" and data[43:44] == b"\x00"


def ends(report, world) -> None:
    with report.check("a command ends in peace, however slowly its thread of the link does"):
        slow = world.folder / "late_thread.so"
        subprocess.run(["clang", "-shared", "-fPIC", "-o", slow, HERE / "late_thread.c", "-ldl"],
                       check=True)
        agent = Tool(world.kiosk.binary, world.kiosk.data)
        agent.prefix = ["env", f"LD_PRELOAD={slow}"]
        for _ in range(5):
            done = attempt(agent, "sync", "--once")
            equal((done.returncode, done.stderr), (0, ""), "exit code and words")


def other_ends(report, world, front, province, stranger) -> None:
    front.stop()
    for words, authority, protocols, sentence in (
            ("shows another authority's certificate", stranger, "TLSv1.3",
             "not from the authority"),
            ("knows TLS 1.2 only", province, "TLSv1.2", "TLS 1.3")):
        with report.check(f"an end that {words} gets nothing"):
            front.protocols = protocols
            front.start(authority)
            seen = len(front.requests())
            refused(attempt(world.kiosk, "sync", "--once"), sentence)
            equal(len(front.requests()), seen, "requests")
        front.stop()
    front.protocols = "TLSv1.3"
    with report.check("a machine whose clock is behind reads that, not of the certificate"):
        kept = province.certificate.read_bytes()
        province.begin_tomorrow()
        front.start(province)
        wrong = f"Đồng hồ của máy này sai (máy chỉ ngày {vietnamese_day()})"
        done = attempt(world.kiosk, "sync", "--once")
        refused(done, wrong)
        equal(done.returncode, 1, "exit code")
        world.serve()
        refused(attempt(world.kiosk, "sync", "--once"), wrong)
        with chromium() as context:
            page = context.new_page()
            sign_in(page, world.kiosk_url)
            page.goto(f"{world.kiosk_url}/sync")
            expect(wrong in page.inner_text("main"), page.inner_text("main"))
        world.kiosk_program.stop()
        front.stop()
        province.certificate.write_bytes(kept)
    with report.check("with the right end again all goes on"):
        front.start(province)
        equal(world.kiosk.json("sync", "--once")["pending"], 0, "what waits")


def moves(report, world, front, successor) -> None:
    """The province's hub gets another name, and a certificate of another authority."""
    kept = world.kiosk.json("link")["hub"]
    equal(kept, url(world), "where the hub is")
    with report.step("the hub is reached elsewhere, by another authority's certificate"):
        front.stop()
        second = Front(world.folder / "nginx-2", successor, world.hub_port, free_port())
        waiting = world.receive(BIRTH)["code"]
        expect(attempt(world.kiosk, "sync", "--once").returncode != 0, "the old address answered")
    try:
        with report.check("an address with the wrong authority, or of another hub, is not taken"):
            refused(attempt(world.kiosk, "link", "--hub", second.url), "not from the authority")
            with another_hub(world) as stranger:
                refused(attempt(world.kiosk, "link", "--hub", stranger), "is not the hub")
            done = attempt(world.kiosk, "link", "--authority", successor.root)
            equal(done.returncode, 2, "an authority without an address")
            equal(world.kiosk.json("link")["hub"], kept, "the address")
        with report.check("the device goes there once the hub it knows has answered"):
            moved = world.kiosk.json("link", "--hub", second.url, "--authority", successor.root)
            equal(moved["hub"], second.url, "the address")
            equal(world.kiosk.json("sync", "--once")["pending"], 0, "what waits")
            expect(arrived(world, [waiting]), "the dossier is at the province")
    finally:
        second.stop()


@contextlib.contextmanager
def another_hub(world):
    """The address of a hub of another province."""
    tool, port = Tool(world.hub.binary, world.folder / "other-hub"), free_port()
    tool.run("init")
    program = tool.serve(f"127.0.0.1:{port}", world.folder / "logs/other-hub.log")
    try:
        program.await_url()
        yield f"http://127.0.0.1:{port}"
    finally:
        program.stop()
