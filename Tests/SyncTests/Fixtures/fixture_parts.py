"""What the scripts beside this file share: names as in the protocol's text, nothing of the product.

Needs only Python, openssl (Ed25519) and zstd.
"""
import base64, hashlib, json, subprocess, tempfile


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sha(data):
    return hashlib.sha256(data).digest()


class Key:
    """An Ed25519 key from its 32-byte seed, by openssl."""

    def __init__(self, seed):
        self.file = tempfile.NamedTemporaryFile(suffix=".der")
        self.file.write(bytes.fromhex("302e020100300506032b657004220420") + seed)
        self.file.flush()
        self.public = self.run("pkey", "-inform", "DER", "-in", self.file.name, "-pubout",
                               "-outform", "DER")[-32:]
        self.id = base64.b32encode(sha(self.public)[:10]).decode().lower()

    def sign(self, message):
        with tempfile.NamedTemporaryFile() as text:
            text.write(message)
            text.flush()
            return self.run("pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey",
                            self.file.name, "-in", text.name)

    @staticmethod
    def run(*arguments):
        return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


def segment(lines):
    with tempfile.NamedTemporaryFile() as plain:
        plain.write(b"\n".join(lines))
        plain.flush()
        return subprocess.run(["zstd", "-9", "-c", "--check", plain.name], check=True,
                              capture_output=True).stdout


def message(folder, name, purpose, key, header, payload=None):
    """A signed body; with a payload the header is its first line."""
    body = canonical(header) + (b"" if payload is None else b"\n" + payload)
    (folder / f"{name}.body").write_bytes(body)
    signature = key.sign(purpose + b"\n" + sha(body))
    (folder / f"{name}.signature").write_text(b64(signature) + "\n")


device, hub = Key(bytes([1]) * 32), Key(bytes([2]) * 32)
