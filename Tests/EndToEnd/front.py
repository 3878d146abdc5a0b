"""nginx with the shipped configuration in front of a hub, and certificates made for a test."""

import pathlib
import re
import shutil
import subprocess
import time

from office import ROOT, Failed, await_true

SHIPPED = ROOT / "Deploy/nginx/motcua-hub.conf"
# One line of the log: status, TLS version, `r` for a resumed session, the connection's number and
# how many requests it has carried.
LOG_FORMAT = "$status $ssl_protocol $ssl_session_reused $connection $connection_requests $request"
LOG_LINE = re.compile(r"(\d+) (\S+) (\S+) (\d+) (\d+) (\S+) (\S+) ")


class Authority:
    """A certificate authority of our own, by openssl, with one server certificate."""

    def __init__(self, folder: pathlib.Path, name: str, address: str = "127.0.0.1"):
        self.folder, self.name = folder, name
        folder.mkdir(parents=True, exist_ok=True)
        self.root, self.certificate, self.key = (
            folder / f"{name}.{part}" for part in ("ca.pem", "pem", "key"))
        root_key, request = folder / f"{name}.ca.key", folder / f"{name}.csr"
        extensions = folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=IP:{address}\n")
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        self._openssl("req", "-x509", *curve, "-days", "3650", "-subj", f"/CN=CA {name}",
                      "-keyout", root_key, "-out", self.root)
        self._openssl("req", *curve, "-subj", "/CN=hub", "-keyout", self.key, "-out", request)
        self._openssl("x509", "-req", "-in", request, "-CA", self.root, "-CAkey", root_key,
                      "-CAcreateserial", "-days", "365", "-extfile", extensions,
                      "-out", self.certificate)

    def begin_tomorrow(self) -> None:
        """Makes the server's certificate anew, valid from tomorrow on."""
        start = time.gmtime(time.time() + 86_400)
        index, settings = (self.folder / f"{self.name}.{part}" for part in ("index", "cnf"))
        index.write_text("")
        settings.write_text(
            f"[ca]\ndefault_ca=here\n[here]\ndatabase={index}\nnew_certs_dir={self.folder}\n"
            f"serial={self.folder / 'serial'}\n"
            "default_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n")
        self._openssl(
            "ca", "-batch", "-notext", "-config", settings, "-rand_serial", "-cert", self.root,
            "-keyfile", self.folder / f"{self.name}.ca.key", "-startdate",
            time.strftime("%Y%m%d%H%M%SZ", start), "-enddate",
            time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + 30 * 86_400)), "-extfile",
            self.folder / f"{self.name}.ext", "-in", self.folder / f"{self.name}.csr",
            "-out", self.certificate)

    @staticmethod
    def _openssl(*arguments) -> None:
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"openssl {arguments[0]}: {done.stderr[-500:]}")


class Front:
    """nginx with the shipped file; only names, ports and places are put in."""

    def __init__(self, folder: pathlib.Path, authority: Authority, hub_port: int, port: int,
                 address: str = "127.0.0.1", prefix=lambda words: words, protocols="TLSv1.3"):
        self.folder, self.port, self.address = folder, port, address
        self.hub_port, self.prefix, self.protocols = hub_port, prefix, protocols
        self.process = None
        (folder / "temporary").mkdir(parents=True, exist_ok=True)
        self.log = folder / "access.log"
        self.start(authority)

    @property
    def url(self) -> str:
        return f"https://{self.address}:{self.port}"

    def start(self, authority: Authority) -> None:
        if shutil.which("nginx") is None:
            raise Failed("nginx is not installed: apt-get install nginx-light")
        text = SHIPPED.read_text()
        for shipped, here in (
            ("server 127.0.0.1:8800;", f"server 127.0.0.1:{self.hub_port};"),
            ("listen 443 ssl", f"listen {self.address}:{self.port} ssl"),
            ("server_name hub.tinh.example;", f"server_name {self.address};"),
            ("ssl_protocols TLSv1.3;", f"ssl_protocols {self.protocols};"),
            ("/etc/motcua-hub/tls/hub.pem", str(authority.certificate)),
            ("/etc/motcua-hub/tls/hub.key", str(authority.key)),
        ):
            if text.count(shipped) != 1:
                raise Failed(f"{SHIPPED} does not say {shipped!r} exactly once")
            text = text.replace(shipped, here)
        (self.folder / "site.conf").write_text(text)
        places = "".join(f"  {kind}_temp_path {self.folder}/temporary/{kind};\n" for kind in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        main = self.folder / "nginx.conf"
        main.write_text(
            f"user root;\npid {self.folder}/nginx.pid;\nworker_processes 1;\ndaemon off;\n"
            "events { worker_connections 256; }\n"
            f"http {{\n  log_format front '{LOG_FORMAT}';\n  access_log {self.log} front;\n{places}"
            f"  include {self.folder}/site.conf;\n}}\n")
        self.process = subprocess.Popen(
            self.prefix(["nginx", "-p", str(self.folder), "-c", str(main),
                         "-e", str(self.folder / "error.log")]),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        await_true("nginx running", self._has_started, 10)

    def _has_started(self) -> bool:
        if self.process.poll() is not None:
            raise Failed(f"nginx ended: {self.process.stderr.read()[-500:]}")
        pid = self.folder / "nginx.pid"
        return pid.exists() and pid.read_text().strip() == str(self.process.pid)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        (self.folder / "nginx.pid").unlink(missing_ok=True)

    def requests(self) -> list[dict]:
        """What was asked so far, in the order it ended."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        found = []
        for line in lines:
            if match := LOG_LINE.match(line):
                status, protocol, reused, connection, number, method, path = match.groups()
                found.append({"status": int(status), "protocol": protocol,
                              "resumed": reused == "r", "connection": connection,
                              "number": int(number), "method": method, "path": path})
        return found
