"""Chromium, driven as an officer drives it: with the keyboard."""

import contextlib
import os
import re

from playwright.sync_api import Error, Page, sync_playwright

from office import PASSWORD, Failed, await_true

CHROMIUM = os.environ.get("MOTCUA_CHROMIUM", "/usr/bin/chromium")
CARD = ("099090000001|113456789|BÙI VĂN AN|05081990|Nam|"
        "Xóm Pà Khôm, Pà Cò, Mai Châu, Hoà Bình|10052021")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
TAB_LIMIT = 150
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || !e.form || e.form.id !== 'section-form') return null;
  return { name: e.name || '', tag: e.tagName, type: e.type, value: e.value,
    continues: e.hasAttribute('data-continue'), index: e.selectedIndex ?? -1,
    options: e.options ? [...e.options].map(o => o.value) : [], checked: !!e.checked };
}"""


@contextlib.contextmanager
def chromium(arguments=(), **context):
    """A fresh browser with one window of the office's size."""
    settings = {"locale": "vi-VN", "viewport": {"width": 1366, "height": 768}} | context
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *arguments])
        try:
            yield browser.new_context(**settings)
        finally:
            browser.close()


class Keyboard:
    """Hands on the keys of one page; counts what they press."""

    def __init__(self, page: Page):
        self.page, self.count, self.live = page, 0, 0
        page.set_default_timeout(20_000)
        page.on("request", lambda request: self._live(request, 1))
        page.on("requestfinished", lambda request: self._live(request, -1))
        page.on("requestfailed", lambda request: self._live(request, -1))

    def _live(self, request, change: int) -> None:
        if request.url.endswith("/live"):
            self.live += change

    @property
    def place(self) -> str:
        """The page's address without its query."""
        return self.page.url.split("?")[0]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)

    def go(self, *keys: str) -> None:
        """Presses keys of which the last leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def settle(self) -> None:
        """Waits until the page has shown what follows from the last answer."""
        def quiet() -> bool:
            waits = self.page.evaluate(
                "() => new Promise(done => setTimeout(() => done("
                "!!document.querySelector('[data-waiting]')), 0))")
            return self.live <= 0 and not waits

        await_true("the live answers arrived", quiet, 20)

    def focus_on(self, selector: str) -> None:
        """Tabs until an element has the focus."""
        for _ in range(TAB_LIMIT):
            if self.page.evaluate(
                    "s => !!document.activeElement?.matches(s)", selector):
                return
            self.press("Tab")
        text = self.page.locator("main").inner_text()
        raise Failed(f"the keyboard does not reach {selector} on {self.page.url}: {text[:500]}")

    def fill_section(self, wanted: dict[str, str]) -> None:
        """Gives the wanted answers of the section shown, field after field by Tab."""
        self.focus_on("#section-form [name^='f/'], #section-form [data-continue]")
        for _ in range(TAB_LIMIT):
            control = self.page.evaluate(FOCUSED)
            if control is None or control["continues"]:
                return
            path = control["name"].removeprefix("f/")
            if path in wanted:
                self._answer(control, shown(wanted[path]), wanted[path])
            self.press("Tab")
            self.settle()
        raise Failed("the section has no end for the keyboard")

    def _answer(self, control: dict, typed: str, value: str) -> None:
        if control["tag"] == "SELECT":
            if value not in control["options"]:
                raise Failed(f"{control['name']} does not offer {value}")
            way = control["options"].index(value) - control["index"]
            self.press(*["ArrowDown" if way > 0 else "ArrowUp"] * abs(way))
        elif control["type"] in ("checkbox", "radio"):
            if not control["checked"]:
                self.press("Space")
        elif control["value"] != typed:
            self.press("Control+a")
            self.type(typed) if typed else self.press("Delete")

    def section_with_mistake(self, wanted: dict[str, str]) -> None:
        """Fills the section and tries to go on; the page that comes names what is wrong."""
        self.fill_section(wanted)
        self.go("Control+Enter")
        if not self.page.locator(".errors").count():
            raise Failed(f"nothing is pointed out on {self.page.url}")

    def section(self, wanted: dict[str, str]) -> str:
        """Fills the section and goes on; the address of the next page. Fields that came to be
        asked meanwhile get their answer in a second round."""
        for _ in range(3):
            before = self.place
            self.fill_section(wanted)
            self.go("Control+Enter")
            if self.place != before:
                return self.page.url
        errors = self.page.locator(".errors").inner_text()
        raise Failed(f"{self.page.url} is not accepted: {errors}")


def shown(value: str) -> str:
    """A stored value as an officer types it: dates day first."""
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return f"{match[3]}/{match[2]}/{match[1]}"
    return value


def visit(page: Page, url: str) -> None:
    """Opens the address. A navigation still under way, such as one to a server just killed, may
    end later and would cut this one off: then once more, as nothing else is under way."""
    try:
        page.goto(url)
    except Error as error:
        if "interrupted by another navigation" not in error.message:
            raise
        page.goto(url)


def sign_in(page: Page, url: str, name: str = "tiepnhan", hands: Keyboard | None = None) -> None:
    """Signs in at the kiosk with the keyboard; the name field has the focus."""
    hands = hands or Keyboard(page)
    visit(page, f"{url}/sign-in")
    hands.focus_on("#name")
    hands.type(name)
    hands.press("Tab")
    hands.type(PASSWORD)
    hands.go("Enter")
    if not page.url.endswith("/today"):
        await_true("signed in", lambda: "/sign-in" not in page.url, 10)


def sign_in_province(page: Page, hub_url: str) -> None:
    page.goto(f"{hub_url}/desk/sign-in")
    page.locator("#name").press_sequentially("tinh")
    page.locator("#password").press_sequentially(PASSWORD)
    with page.expect_navigation():
        page.locator("#password").press("Enter")
