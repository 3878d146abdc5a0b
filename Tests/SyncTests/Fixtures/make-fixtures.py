#!/usr/bin/env python3
"""Writes the wire examples of format version 1 beside this file, from the protocol's text alone.

Needs only Python, openssl (Ed25519) and zstd: nothing of the product. The files are committed; they
change only when the format does, and then in a new folder.
"""
import base64, hashlib, hmac, pathlib

from fixture_parts import b64, canonical, device, hub, message, segment, sha

OUT = pathlib.Path(__file__).parent / "v1"

secret = bytes(range(16))
subject = f"{device.id}.1.1"
heads = [
    {"a": device.id, "c": "officer", "e": 1, "k": "dossier.received", "o": "local:1000", "s": 1,
     "t": 1795230000000},
    {"a": device.id, "c": "hub", "e": 1, "k": "dossier.edited", "o": "local:1000", "s": 2,
     "t": 1795230060000, "u": subject},
    {"a": device.id, "c": "unchecked", "e": 1, "future": {"x": [1]}, "k": "dossier.later",
     "o": "local:1000", "r": [subject], "s": 3, "t": 60000, "u": subject},
]
bodies = [
    {"secret": b64(secret), "code": "H99.88-261121-0001", "procedure": "1.001193",
     "answers": {"nks/hoTen": "Đỗ Thị \"Thử\"\n"}},
    {"changes": {"nks/hoTen": {"v": "Đỗ Thị Thử", "over": [subject]}}, "source": "officer"},
    {"anything": True},
]
lines, expected, chain = [], [], bytes(32)
for number, (head, body) in enumerate(zip(heads, bodies)):
    name = f"{head['a']}.{head['e']}.{head['s']}"
    commitment = hmac.new(secret, name.encode() + b"\0" + canonical(body), "sha256").digest()
    digest = sha(b"motcua/entry/1\n" + canonical(head) + b"\0" + commitment)
    chain = sha(b"\2" + chain + digest)
    erased = number == 2
    lines.append(canonical({"h": head, "m": b64(commitment)} if erased else {"h": head, "b": body}))
    expected.append({"id": name, "commitment": b64(commitment), "digest": b64(digest),
                     "chain": b64(chain)})


def stream(key, seq, chain):
    text = f"motcua/stream/1\n{key.id}\n1\n{seq}\n{b64(chain)}\n".encode()
    return {"author": key.id, "epoch": 1, "seq": seq, "chain": b64(chain),
            "signature": b64(key.sign(text))}


def leaf(digest):
    return sha(b"\0" + digest)


digests = [base64.urlsafe_b64decode(e["digest"] + "=") for e in expected]
root = sha(b"\1" + sha(b"\1" + leaf(digests[0]) + leaf(digests[1])) + leaf(digests[2]))
checkpoint = {"hub": hub.id, "unit": "H99.88", "epoch": 1, "size": 3, "root": b64(root),
              "time": 1795230120000}
text = (f"motcua/checkpoint/1\n{hub.id}\nH99.88\n1\n3\n{b64(root)}\n1795230120000\n").encode()
checkpoint["signature"] = b64(hub.sign(text))

OUT.mkdir(exist_ok=True)
(OUT / "lines.jsonl").write_bytes(b"\n".join(lines) + b"\n")
(OUT / "segment.zst").write_bytes(segment(lines))
(OUT / "expected.json").write_bytes(canonical(
    {"entries": expected, "deviceKey": b64(device.public), "hubKey": b64(hub.public)}) + b"\n")
message(OUT, "request", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "n1", "after": 0, "count": 3,
    "stream": stream(device, 3, chain), "logs": {"H99.88": {"epoch": 1, "size": 0}},
    "time": 1795230061000}, segment(lines))
message(OUT, "answer", b"motcua/answer/1", hub, {
    "v": 1, "hub": hub.id, "epoch": 1, "nonce": "n2", "ack": 3, "time": 1795230120000, "wait": 30,
    "more": False, "have": [], "want": [hashlib.sha256(b"").hexdigest()],
    "logs": {"H99.88": {"checkpoint": checkpoint, "from": 0, "count": 3}}},
    segment([b'{"o":"1.1"}', b'{"o":"1.2"}', lines[2]]))

pieces = {"1.001193/2026.2/procedure.json": b"{}", "province.json": '{"v":"Đ"}'.encode()}
catalogue = {
    "v": 1, "hub": hub.id, "version": 3, "issued": 1795230120000, "note": "Nghị quyết 15",
    "future": [1], "files": [
        {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for path, data in sorted(pieces.items())]}
catalogue["signature"] = b64(hub.sign(b"motcua/catalogue/1\n" + canonical(catalogue)))
(OUT / "catalogue.json").write_bytes(canonical(catalogue))

# Level 2: what either side says so that the other finds back what it lost.
OUT = pathlib.Path(__file__).parent / "v1-level2"
OUT.mkdir(exist_ok=True)
message(OUT, "request", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 2, "nonce": "n3", "after": 0, "count": 0,
    "stream": None, "logs": {"H99.88": {"epoch": 1, "size": 3}}, "time": 1795230061000,
    "reads": 2, "has": {"1": 3, "2": 0}, "wants": ["range"], "asks": [sha(b"x").hex()],
    "witness": checkpoint,
    "returns": {"unit": "H99.88", "from": 0, "count": 3, "checkpoint": checkpoint}},
    segment(lines))
second = dict(checkpoint, epoch=2, time=1795230180000)
text = (f"motcua/checkpoint/1\n{hub.id}\nH99.88\n2\n3\n{b64(root)}\n1795230180000\n").encode()
second["signature"] = b64(hub.sign(text))
message(OUT, "answer", b"motcua/answer/1", hub, {
    "v": 1, "hub": hub.id, "epoch": 2, "nonce": "n4", "ack": 0, "time": 1795230180000, "wait": 30,
    "more": False, "have": [], "want": [], "acks": {"1": 3}, "held": 2,
    "recall": {"H99.88": {"epoch": 1, "size": 2}}, "range": {"first": 2000, "last": 2999},
    "safe": [sha(b"x").hex()], "fork": {"epoch": 1, "from": 3, "next": 2},
    "logs": {"H99.88": {"checkpoint": second, "from": 0, "count": 2}}},
    segment([b'{"k":"1.0.2"}', lines[2]]))

# Level 5: how the ends of streams are compared.
OUT = pathlib.Path(__file__).parent / "v1-level5"
OUT.mkdir(exist_ok=True)
message(OUT, "request", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 2, "nonce": "n5", "after": 0, "count": 0,
    "stream": None, "logs": {"H99.88": {"epoch": 1, "size": 3}}, "time": 1795230061000,
    "reads": 5, "has": {"1": 3, "2": 0}, "ends": {"1": [3, b64(chain)]}}, b"")
message(OUT, "again", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "n6", "after": 0, "count": 3,
    "stream": stream(device, 3, chain), "logs": {"H99.88": {"epoch": 1, "size": 3}},
    "time": 1795230062000, "reads": 5, "has": {"1": 3, "2": 0}, "again": True}, segment(lines))
for name, epochs in [("wanted", []), ("differs", [1, 3])]:
    message(OUT, name, b"motcua/answer/1", hub, {
        "v": 1, "hub": hub.id, "epoch": 2, "nonce": "n7", "ack": 3, "time": 1795230180000,
        "wait": 30, "more": False, "have": [], "want": [], "acks": {"1": 3},
        "compare": epochs, "reads": 5, "logs": {}}, b"")

# Level 6: a question after what may have arrived, its answer, and a run ahead.
OUT = pathlib.Path(__file__).parent / "v1-level6"
OUT.mkdir(exist_ok=True)
message(OUT, "question", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "n5", "after": 0, "count": 0,
    "stream": None, "logs": {"H99.88": {"epoch": 1, "size": 3}}, "time": 1795230061000,
    "reads": 6, "wants": ["range", "ends"]}, b"")
message(OUT, "part", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "n6", "after": 0, "count": 2,
    "stream": stream(device, 2, base64.urlsafe_b64decode(expected[1]["chain"] + "=")), "logs": {},
    "time": 1795230062000, "reads": 6, "has": {"1": 3}}, segment(lines[:2]))
for name, ends in [("stands", {"1": [3, b64(chain)]}), ("empty", {})]:
    message(OUT, name, b"motcua/answer/1", hub, {
        "v": 1, "hub": hub.id, "epoch": 1, "nonce": "n7", "ack": 0, "time": 1795230180000,
        "wait": 30, "more": False, "ends": ends, "reads": 6, "logs": {}}, b"")
message(OUT, "run", b"motcua/run/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "", "after": 0, "count": 3,
    "stream": stream(device, 3, chain), "logs": {}, "time": 1795230063000, "reads": 6},
    segment(lines))

# Level 8: what a device that stands apart is told.
OUT = pathlib.Path(__file__).parent / "v1-level8"
OUT.mkdir(exist_ok=True)
for reason in ("quarantined", "revoked"):
    message(OUT, reason, b"motcua/answer/1", hub, {
        "v": 1, "hub": hub.id, "epoch": 1, "nonce": "n7", "ack": 3, "time": 1795230180000,
        "wait": 30, "more": False, "apart": {"as": reason, "entries": 3}, "reads": 8, "logs": {}},
        b"")

# Level 9: what the hub cannot check any more.
OUT = pathlib.Path(__file__).parent / "v1-level9"
OUT.mkdir(exist_ok=True)
for name, subjects in (("answer", [f"{device.id}.1.1", f"{device.id}.2.10"]), ("wrong", ["1.1"])):
    message(OUT, name, b"motcua/answer/1", hub, {
        "v": 1, "hub": hub.id, "epoch": 1, "nonce": "n7", "ack": 1, "time": 1795230180000,
        "wait": 30, "more": False, "unprovable": subjects, "reads": 9, "logs": {}}, b"")

message(OUT, "request", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "n5", "after": 3, "count": 0,
    "stream": None, "logs": {"H99.88": {"epoch": 1, "size": 3}}, "time": 1795230061000, "reads": 9,
    "knew": {f"{device.id}.1.1": expected[0]["digest"]}}, b"")

# A fork at the third entry, which the hub has all the same.
OUT = pathlib.Path(__file__).parent / "v1-kept"
OUT.mkdir(exist_ok=True)
message(OUT, "answer", b"motcua/answer/1", hub, {
    "v": 1, "hub": hub.id, "epoch": 2, "nonce": "n7", "ack": 1, "time": 1795230180000, "wait": 30,
    "more": False, "reads": 8, "logs": {}, "fork": {
        "epoch": 1, "from": 2, "next": 2, "kept": {f"{device.id}.1.3": expected[2]["digest"]}}}, b"")

# The end of a log is given back; a dossier in it began before.
OUT = pathlib.Path(__file__).parent / "v1-secrets"
OUT.mkdir(exist_ok=True)
message(OUT, "request", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "n5", "after": 3, "count": 0,
    "stream": None, "logs": {"H99.88": {"epoch": 1, "size": 3}}, "time": 1795230061000, "reads": 8,
    "returns": {"unit": "H99.88", "from": 1, "count": 2, "checkpoint": checkpoint,
                "secrets": {f"{device.id}.1.1": b64(bytes(range(32)))}}}, segment(lines[1:]))

# What comes ahead of a log: two of its entries, and the log going on with them named by position.
OUT = pathlib.Path(__file__).parent / "v1-ahead"
OUT.mkdir(exist_ok=True)
message(OUT, "request", b"motcua/exchange/1", device, {
    "v": 1, "hub": hub.id, "device": device.id, "epoch": 1, "nonce": "n5", "after": 0, "count": 0,
    "stream": None, "logs": {}, "time": 1795230061000, "reads": 4,
    "ahead": {"H99.88": {"epoch": 1, "from": 0, "to": 3, "next": "o.0.1.1",
                         "holds": [[0, 1], [2, 1]]}}}, b"")
message(OUT, "answer", b"motcua/answer/1", hub, {
    "v": 1, "hub": hub.id, "epoch": 1, "nonce": "n6", "ack": 0, "time": 1795230120000, "wait": 30,
    "more": True, "reads": 3, "logs": {},
    "ahead": {"H99.88": {"from": 0, "to": 3, "next": "o.0.1.2", "runs": [[0, 2]]}}},
    segment(lines[:2]))
message(OUT, "rest", b"motcua/answer/1", hub, {
    "v": 1, "hub": hub.id, "epoch": 1, "nonce": "n7", "ack": 0, "time": 1795230120000, "wait": 30,
    "more": False, "reads": 3,
    "logs": {"H99.88": {"checkpoint": checkpoint, "from": 0, "count": 2}},
    "ahead": {"H99.88": {"from": 0, "to": 3}}},
    segment([b'{"k":"1.0.2"}', lines[2]]))
