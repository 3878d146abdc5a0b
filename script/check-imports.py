"""Fails when a target imports a module it may not: the layers of docs/architecture.md, held."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASE = {"Foundation", "FoundationEssentials", "FoundationXML", "Synchronization", "Dispatch", "Glibc", "Musl"}
HTTP = {"Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "Mustache", "Logging", "ServiceLifecycle", "UnixSignals"}

# What each target may import besides BASE.
ALLOWED = {
    "FormEngine": set(),
    "Dossiers": {"FormEngine"},
    "Identity": {"Crypto", "CryptoExtras"},
    "Sync": {"Dossiers", "Identity", "CZstd"},
    "Documents": {"Dossiers", "CPango", "CQREncode"},
    "DossierStore": {"Sync", "FormEngine", "Dossiers", "Identity", "GRDB", "GRDBSQLite"},
    "HTTPClient": {"CCurl"},
    "Printing": {"DossierStore", "Dossiers", "Identity", "HTTPClient", "ServiceLifecycle"},
    "SyncAgent": {"DossierStore", "Sync", "Identity", "Dossiers", "HTTPClient", "Logging", "ServiceLifecycle", "UnixSignals"},
    "Counter": {"DossierStore", "Documents", "FormEngine", "Dossiers", "Identity", "Sync"},
    "KioskServer": {"FormEngine", "Dossiers"} | HTTP,
    "KioskDesk": {"KioskServer", "Counter", "Printing", "SyncAgent", "HTTPClient", "DossierStore", "Documents", "FormEngine",
                  "Dossiers", "Identity", "Sync"},
    "Authoring": {"Counter", "FormEngine", "Dossiers", "Identity"},
    "Simulator": {"Sync", "DossierStore", "Hub", "Dossiers", "Identity", "CFaultVFS"},
    "motcua-sim": {"Simulator", "ArgumentParser"},
    "motcua-measure": {"Counter", "Documents", "DossierStore", "Hub", "HTTPClient", "Sync", "Dossiers", "FormEngine", "Identity", "GRDB"},
    "Hub": {"Sync", "Identity", "Dossiers", "GRDB", "GRDBSQLite"},
    "HubServer": {"Hub", "Documents", "FormEngine", "Sync", "Dossiers", "Identity"} | HTTP,
    "motcua": {"Authoring", "KioskDesk", "KioskServer", "Counter", "Printing", "SyncAgent", "HTTPClient", "DossierStore", "Documents", "FormEngine",
               "Dossiers", "Identity", "Sync", "ArgumentParser", "Logging", "ServiceLifecycle", "UnixSignals"},
    "motcua-hub": {"HubServer", "Hub", "FormEngine", "Dossiers", "Identity", "Sync",
                   "ArgumentParser", "Logging", "ServiceLifecycle", "UnixSignals"},
}
IMPORT = re.compile(
    r"^\s*(?:@\w+\s+)?(?:public |package |internal |fileprivate |private )?import "
    r"(?:struct |class |enum |func |protocol )?([A-Za-z_]\w*)")
# A text over several lines may hold another language.
LITERAL = re.compile(r'(#*)""".*?"""\1', re.DOTALL)


def main() -> int:
    broken = []
    for folder in sorted((ROOT / "Sources").iterdir()):
        if not list(folder.rglob("*.swift")):
            continue
        if folder.name not in ALLOWED:
            broken.append(f"{folder.name}: a target without a row in script/check-imports.py")
            continue
        for file in sorted(folder.rglob("*.swift")):
            code = LITERAL.sub(lambda match: "\n" * match[0].count("\n"), file.read_text())
            for number, line in enumerate(code.splitlines(), 1):
                match = IMPORT.match(line)
                if match and match[1] not in BASE | ALLOWED[folder.name]:
                    broken.append(f"{file.relative_to(ROOT)}:{number}: may not import {match[1]}")
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
