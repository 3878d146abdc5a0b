#!/usr/bin/env python3
"""Writes `v1-sealed`: joining, files, files of sticks and a backup, from the protocol's text alone.
Beside it `v1-units`: the trust bundle of a hub that names its units.

Needs the Python package `cryptography` for X25519 and ChaCha20-Poly1305; HPKE is written out below
after RFC 9180. What would be random is taken from numbered seeds, so that it can be written again.
"""
import base64, hashlib, hmac, json, pathlib, unicodedata

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fixture_parts import b64, canonical, device, hub, message, segment, sha

HERE = pathlib.Path(__file__).parent
OUT = HERE / "v1-sealed"
OUT.mkdir(exist_ok=True)
NOW = 1795230120000


def extract(salt, key):
    return hmac.new(salt or bytes(32), key, "sha256").digest()


def expand(key, info, length):
    block, out = b"", b""
    while len(out) < length:
        block = hmac.new(key, block + info + bytes([len(out) // 32 + 1]), "sha256").digest()
        out += block
    return out[:length]


class Agreement:
    def __init__(self, number):
        self.secret = X25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        self.public = self.secret.public_key().public_bytes_raw()


def hpke(plain, recipient, ephemeral, info, context):
    """RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305."""
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"
    labelled = lambda suite, salt, label, key: extract(salt, b"HPKE-v1" + suite + label + key)
    expanded = lambda suite, key, label, info, length: expand(
        key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)
    dh = ephemeral.secret.exchange(X25519PublicKey.from_public_bytes(recipient))
    prk = labelled(kem, b"", b"eae_prk", dh)
    shared = expanded(kem, prk, b"shared_secret", ephemeral.public + recipient, 32)
    schedule = (b"\x00" + labelled(suite, b"", b"psk_id_hash", b"")
                + labelled(suite, b"", b"info_hash", info))
    secret = labelled(suite, shared, b"secret", b"")
    key = expanded(suite, secret, b"key", schedule, 32)
    nonce = expanded(suite, secret, b"base_nonce", schedule, 12)
    return {"key": b64(ephemeral.public),
            "sealed": b64(ChaCha20Poly1305(key).encrypt(nonce, plain, context))}


def seal(key, nonce, plain, context):
    return b"MCS1" + nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, context)


reader, province, sheet = Agreement(3), Agreement(4), Agreement(5)
lines = (HERE / "v1" / "lines.jsonl").read_bytes().splitlines()
request = json.loads((HERE / "v1" / "request.body").read_bytes().split(b"\n", 1)[0])
answer = json.loads((HERE / "v1" / "answer.body").read_bytes().split(b"\n", 1)[0])
scan = b"%PDF-1.7 " + bytes(range(256)) * 8

# Joining.
bundle = {"v": 1, "issued": NOW, "hub": {"id": hub.id, "key": b64(hub.public)}, "future": [1],
          "devices": [{"id": device.id, "key": b64(device.public), "unit": "H99.88", "from": NOW,
                       "agreement": b64(reader.public), "range": {"first": 1000, "last": 1999}}]}
named = bundle | {"units": [{"code": "H99.88", "name": "UBND xã Pà Cò Thử"},
                            {"code": "H99.89", "name": "UBND xã Vạn Mai Thử"}]}
for one in (bundle, named):
    one["signature"] = b64(hub.sign(b"motcua/bundle/1\n" + canonical(one)))
(HERE / "v1-units").mkdir(exist_ok=True)
(HERE / "v1-units" / "bundle.json").write_bytes(canonical(named) + b"\n")
message(OUT, "enrol", b"motcua/enrol/1", device, {
    "v": 1, "code": "2345-6789-ABCD", "signing": b64(device.public),
    "agreement": b64(reader.public), "time": NOW})
message(OUT, "enrolled", b"motcua/enrolled/1", hub, {
    "v": 1, "hub": hub.id, "hubKey": b64(hub.public), "hubAgreement": b64(province.public),
    "epoch": 1, "unit": {"code": "H99.88"}, "range": {"first": 1000, "last": 1999},
    "bundle": bundle, "nonce": "n0", "time": NOW})

# A file's second chunk of 1,000 bytes, and its last.
place = f"{hub.id}\n{device.id}\n{sha(scan).hex()}\n"
half = scan[1000:2000]
part = b"motcua/file/2\n" + sha(f"{place}1000\n{len(half)}\npart\n".encode())
whole = b"motcua/file/1\n" + sha(f"{place}2000\nlast\n".encode() + sha(scan[2000:]))
(OUT / "scan.pdf").write_bytes(scan)
(OUT / "part.signature").write_text(b64(device.sign(part)) + "\n")
(OUT / "last.signature").write_text(b64(device.sign(whole)) + "\n")


# Files of sticks.
def courier(name, kind, content, writer, to, seed):
    key, digest = sha(f"content {seed}".encode()), sha(content)
    payload = seal(key, bytes([seed]) * 12, content, f"courier {b64(digest)}".encode())
    envelope = {"v": 1, "kind": kind, "writer": writer.id, "hub": hub.id, "unit": "H99.88",
                "digest": b64(digest), "size": len(payload),
                "to": {reader: hpke(key, agreement.public, Agreement(seed + place),
                                    b"motcua/courier/1", digest)
                       for place, (reader, agreement) in enumerate(to.items())}}
    text = b"motcua-courier/1\n" + canonical(envelope) + b"\n" + payload
    signature = writer.sign(b"motcua/courier/1\n" + sha(text))
    (OUT / f"motcua-{writer.id}-{name}.mcb").write_bytes(text + signature)


run = canonical(dict(request, nonce="")) + b"\n" + segment(lines)
log = canonical({
    "v": 1, "hub": hub.id, "unit": "H99.88", "epoch": 1, "time": NOW, "bundle": bundle,
    "have": [sha(scan).hex()],
    "part": dict(answer["logs"]["H99.88"]),
    "devices": {device.id: {
        "acks": {"1": 3}, "held": 2, "ends": {"1": [3, request["stream"]["chain"]]},
        "recall": {"epoch": 1, "size": 2},
        "range": {"epoch": 1, "range": {"first": 1000, "last": 1999}},
        "forks": [{"epoch": 1, "from": 3, "next": 2, "digest": b64(sha(b"entry"))}]}},
}) + b"\n" + segment([b'{"o":"1.1"}', b'{"o":"1.2"}', lines[2]])
piece = canonical({"sha256": sha(scan).hex(), "size": len(scan), "offset": 1000})
piece += b"\n" + scan[1000:]
courier("run", "run", run, device, {hub.id: province}, 10)
courier("log", "log", log, hub, {device.id: reader, "a" * 16: Agreement(6)}, 20)
courier("file", "file", piece, device, {hub.id: province}, 30)

# A backup that the province, a recovery sheet and a passphrase open.
content = sha(b"backup content")
passphrase = unicodedata.normalize("NFC", "mười hai chữ trở lên")
context = f"kiosk\n{device.id}\n{NOW}".encode()
salt = bytes(range(16))
derived = hashlib.scrypt(passphrase.encode(), salt=salt, n=2**16, r=8, p=1, maxmem=2**27, dklen=32)
envelope = canonical({"v": 1, "kind": "kiosk", "owner": device.id, "created": NOW, "keys": [
    {"how": "province", "hub": hub.id,
     "key": hpke(content, province.public, Agreement(40), b"motcua/backup/1", context)},
    {"how": "sheet",
     "key": hpke(content, sheet.public, Agreement(41), b"motcua/backup/1", context)},
    {"how": "passphrase", "kdf": "scrypt", "n": 2**16, "salt": b64(salt),
     "sealed": b64(seal(derived, bytes([42]) * 12, content, b64(context).encode()))}]})
members = {"keys.json": b'{"test":true}', "files/0a": scan}
plain = b"".join(canonical({"name": name, "size": len(data)}) + b"\n" + data
                 for name, data in members.items())
plain += canonical({"end": True, "members": len(members)}) + b"\n"
chunks = [plain[at:at + 1000] for at in range(0, len(plain), 1000)]
backup = b"motcua-backup/1\n" + envelope + b"\n"
for number, chunk in enumerate(chunks):
    kind = "last" if number == len(chunks) - 1 else "part"
    text = f"backup {sha(envelope).hex()} {number} {kind}".encode()
    sealed = seal(content, bytes([50 + number]) * 12, chunk, text)
    backup += len(sealed).to_bytes(4, "big") + sealed
(OUT / "backup").write_bytes(backup)
private = b"S" + bytes([5]) * 32
code = base64.b32encode(private + sha(b"motcua/recovery/1\n" + private)[:2]).decode().lower()
(OUT / "expected.json").write_bytes(canonical({
    "run": sha(run).hex(), "log": sha(log).hex(), "file": sha(piece).hex(),
    "sheet": "-".join(code.rstrip("=")[at:at + 7] for at in range(0, 56, 7)),
    "members": {name: sha(data).hex() for name, data in members.items()}}) + b"\n")
