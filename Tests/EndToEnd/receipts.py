"""The longer receipt (COSE_Sign1 in base45) read by decoders that are not ours, and several keys."""

import base64
import datetime
import json

import base45
import cbor2
from pycose.algorithms import EdDSA
from pycose.headers import Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

from checks import equal, expect
from paper import decode
from world import UNIT, Tool, World, attempt, sample, samples

MARITAL = "1.004873"


def run(report, binaries: str, long: bool) -> None:
    with World(binaries, "receipts") as world:
        with report.step("a commune whose receipts carry their facts"):
            unit = json.loads(world.office.unit_file(world.hub_url).read_text())
            file = world.file("facts-unit.json", unit | {"receiptFacts": True})
            world.kiosk.run("init", "--standalone", "--unit", file)
            code = world.receive(MARITAL)["code"]
        with report.check("the printed QR code is read by zbar, and verified by motcua"):
            picture = world.folder / "receipt.png"
            world.kiosk.run("document", code, "--kind", "receipt", "--format", "png",
                            "--out", picture)
            text = decode(picture)
            equal(world.kiosk.json("receipt", "text", code, "--facts")["text"][:4], "MC1:", "mark")
            said = world.kiosk.json("receipt", "verify", text)
            equal((said["valid"], said["unit"], said["facts"]["code"]), (True, UNIT, code), "said")
        with report.check("pycose, cbor2 and base45 read the same facts and verify the signature"):
            bundle = json.loads((world.kiosk.data / "province.pub").read_text())
            device = bundle["devices"][0]
            message = Sign1Message.decode(base45.b45decode(text.removeprefix("MC1:")))
            message.key = OKPKey(crv=Ed25519, x=unpadded(device["key"]))
            expect(message.phdr[Algorithm] is EdDSA, f"{message.phdr}")
            expect(message.verify_signature(), "pycose finds the signature wrong")
            shown = world.kiosk.json("dossier", "show", code)
            facts = cbor2.loads(message.payload)
            equal([facts[1], facts[2], facts[3], facts[6]], [code, MARITAL, UNIT, shown["lookup"]],
                  "facts")
            equal(said["facts"]["receivedAt"][:16], shown["receivedAt"][:16], "when")
            # Deterministic encoding: cbor2 writes the same bytes.
            equal(cbor2.dumps(facts, canonical=True).hex(), message.payload.hex(), "bytes")
        with report.check("a changed fact is not genuine"):
            facts[1] = "H99.88-000000-0000"
            message.payload = cbor2.dumps(facts, canonical=True)
            whole = cbor2.dumps(cbor2.CBORTag(18, [message.phdr_encoded, {}, message.payload,
                                                   message.signature]))
            forged = "MC1:" + base45.b45encode(whole).decode()
            done = attempt(world.kiosk, "receipt", "verify", forged)
            equal((done.returncode, len(done.stderr.strip().splitlines())), (4, 1), "forged")
        with report.check("of several trust bundles the one that knows the key counts"):
            other = World(binaries, "receipts-other")
            other.found_alone(officers=False)
            mine, theirs = (one.kiosk.data / "province.pub" for one in (world, other))
            url = world.kiosk.json("receipt", "text", code)["text"]
            for one in (text, url):
                world.kiosk.run("receipt", "verify", one, "--key", theirs, "--key", mine)
                done = attempt(world.kiosk, "receipt", "verify", one, "--key", theirs)
                equal(done.returncode, 4, "a bundle that does not know the key")
            other.close()
    with World(binaries, "receipts-keys") as world:
        keys(report, world)


def keys(report, world: World) -> None:
    """A commune whose machine is replaced: two keys hold, then one has ended."""
    second = Tool(world.kiosk.binary, world.folder / "second")
    with report.step("a commune with two machines, each with its own key"):
        world.found_hub()
        world.start_hub()
        world.enrol()
        second.run("init", "--hub", world.link_url, "--code", world.invitation())
        world.kiosk.run("sync", "--once")
    # Well before and after the moment of the revocation, however fast the machine is.
    old, new = both(world.kiosk, -60), both(second, 0)
    bundles = [tool.data / "province.pub" for tool in (world.kiosk, second)]
    devices = [json.loads((tool.data / "keys/device.pub").read_text())["id"]
               for tool in (world.kiosk, second)]
    with report.check("while both keys hold, either machine's receipts are genuine at both"):
        for bundle in bundles:
            for device, texts in zip(devices, (old, new), strict=True):
                for text in texts:
                    said = world.kiosk.json("receipt", "verify", text, "--key", bundle)
                    equal((said["valid"], said["device"]), (True, device), "said")
    with report.check("a key that ended: what it signed before holds, what it signed since does not"):
        world.link.cut()
        world.hub.run("device", "revoke", devices[0])
        late = both(world.kiosk, 60)
        world.link.restore()
        second.run("sync", "--once")
        # The facts carry the time; the short text does not, and is genuine only while its key holds.
        wanted = {new[0]: 0, new[1]: 0, old[1]: 0, old[0]: 4, late[0]: 4, late[1]: 4}
        for text, code in wanted.items():
            done = attempt(second, "receipt", "verify", text)
            equal((done.returncode, len(done.stderr.strip().splitlines())),
                  (code, int(code != 0)), f"{text}: {done.stderr}")
    with report.check("an earlier bundle given beside it does not bring an ended key back"):
        done = attempt(second, "receipt", "verify", late[1], "--key", bundles[0],
                       "--key", bundles[1])
        equal(done.returncode, 4, done.stdout)


def both(tool: Tool, seconds: int) -> tuple[str, str]:
    """The receipt of a dossier taken in so many seconds from now: its short and its long text."""
    path = sample(MARITAL, samples(MARITAL)[0])
    zone = datetime.timezone(datetime.timedelta(hours=7))
    at = datetime.datetime.now(zone) + datetime.timedelta(seconds=seconds)
    code = tool.json("dossier", "new", "--procedure", MARITAL, "--answers", path,
                     "--at", at.isoformat(timespec="seconds"))["code"]
    return tuple(tool.json("receipt", "text", code, *more)["text"] for more in ((), ("--facts",)))


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
