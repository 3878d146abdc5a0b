"""What the suites say of themselves: one line per check, and a closing line."""

import contextlib
import json
import pathlib
import time
import traceback

from office import Failed


class Abandoned(Exception):
    """The rest of the suite makes no sense after what failed."""


class Report:
    """Counts checks as they are made."""

    def __init__(self, suite: str):
        self.suite, self.passed, self.failed = suite, 0, 0

    @contextlib.contextmanager
    def check(self, words: str):
        """One check; whatever goes wrong inside fails it, and the suite goes on."""
        start = time.monotonic()
        try:
            yield
        except Exception as error:  # noqa: BLE001: a check fails for any reason
            self.failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            here = [frame for frame in traceback.extract_tb(error.__traceback__)
                    if "/Tests/EndToEnd/" in frame.filename] or [where]
            place = f"{pathlib.Path(here[-1].filename).name}:{here[-1].lineno}"
            reason = (str(error).strip() or type(error).__name__)[:2000].replace("\n", "\n       ")
            print(f"FAIL {self.suite}: {words}\n       {place}: {reason}", flush=True)
        else:
            self.passed += 1
            print(f"ok   {self.suite}: {words} ({time.monotonic() - start:.1f} s)", flush=True)

    @contextlib.contextmanager
    def step(self, words: str):
        """A check without which the suite cannot go on."""
        before = self.failed
        with self.check(words):
            yield
        if self.failed > before:
            raise Abandoned(words)

    @contextlib.contextmanager
    def surroundings(self):
        """Around a whole suite: what breaks outside a check is a failure too."""
        try:
            yield
        except Abandoned as error:
            print(f"     {self.suite}: the rest was left out after “{error}”", flush=True)
        except Exception as error:  # noqa: BLE001
            self.failed += 1
            traceback.print_exc()
            print(f"FAIL {self.suite}: broke off: {error}", flush=True)

    def note(self, words: str) -> None:
        """A measured value worth reading."""
        print(f"     {self.suite}: {words}", flush=True)

    def close(self) -> int:
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 0 if self.failed == 0 else 1


def expect(condition, words: str) -> None:
    if not condition:
        raise Failed(words)


def equal(actual, expected, words: str) -> None:
    if actual != expected:
        show = lambda value: json.dumps(value, ensure_ascii=False, default=str)[:600]
        raise Failed(f"{words}: {show(actual)}, expected {show(expected)}")
