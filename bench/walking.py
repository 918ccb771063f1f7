"""Going a way through the desk in real Chromium, by keyboard or by touch, and counting what a person does.

*person* is an estimate by the keystroke-level model of Card, Moran and Newell (The Psychology of
Human-Computer Interaction, 1983, chapter 8): 0.28 s a key for an average typist, 1.1 s to point, 0.2 s to
press and let go, 1.35 s to make up one's mind before each field, button and command. Vietnamese is counted
as Telex types it: `ế` is e, e, s. On a phone a key is 0.33 s: 36.2 words a minute, of five letters each, as
Palin, Feit, Kim, Kristensson and Oulasvirta measured with 37,370 people ("How do people type on mobile
devices?", MobileHCI 2019). A tap is a point and a press, a swipe a point: a mouse's, though a finger is
quicker (Findlater and others, "Comparing touchscreen and mouse input performance", CHI 2017), so that the
estimate errs on the long side. The model knows somebody who knows the way and copies words that lie before
her: making up a post, reading the screen and mistakes are not in it.

By keyboard each Tab is pressed and counted; she knows that Shift and Tab go back, and that the first Tab of
a page leads past its head. What a machine's own windows ask for cannot be walked and is only counted: a file
is its name and Enter, or two taps; a day of a phone's calendar three taps, its clock four.
"""

from __future__ import annotations

import math
import shutil
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

POINT, PRESS, MIND = 1.1, 0.2, 1.35  # seconds, as is each way's `key`
PATIENCE = 60.0  # seconds
expect.set_options(timeout=PATIENCE * 1000)
MOST_TABS = 400  # more stops than any page has
DAY_TAPS, TIME_TAPS, FILE_TAPS, CHOICE_TAPS = 3, 4, 2, 2
SCROLLED, MUST_SHOW = 0.75, 40  # of the screen by one swipe; pixels of what is tapped


@dataclass(frozen=True)
class Way:
    """How somebody acts: *key* is seconds for each key."""

    name: str
    width: int
    height: int
    key: float
    by_touch: bool = False


KEYBOARD = Way("keyboard", 1280, 900, key=0.28)
TOUCH = Way("touch", 390, 844, key=0.33, by_touch=True)
WAYS = (KEYBOARD, TOUCH)


@dataclass
class Step:
    """One step of a way: what a person does in it, and the seconds that it takes.

    *clicks*: controls pressed, or tapped; *fields*: filled in; *keys*: all that are pressed, also to get
    there; *reach*: of these the Tabs, or else the swipes, until what is meant is at hand.
    """

    name: str
    clicks: int = 0
    fields: int = 0
    keys: int = 0
    reach: int = 0
    person: float = 0.0
    machine: float = 0.0


@dataclass
class Walk:
    """Goes one way in real windows and counts; *wrong* has what a console complained of meanwhile."""

    browser: Browser
    way: Way
    pictures: Path | None = None  # where they are kept, if they are
    steps: list[Step] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    @contextmanager
    def window(self) -> Iterator[Page]:
        """A person's own window; what was opened last is acted in."""
        context = self.browser.new_context(
            viewport={"width": self.way.width, "height": self.way.height},
            has_touch=self.way.by_touch,
            is_mobile=self.way.by_touch,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE * 1000)
        page = self.page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on(
            "console",
            lambda said: said.type in {"error", "warning"} and self.wrong.append(f"{page.url}: {said.text}"),
        )
        yield page
        context.close()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What follows belongs to that step."""
        self.steps.append(Step(name))
        begun = time.perf_counter()
        yield
        self.steps[-1].machine = time.perf_counter() - begun

    @property
    def _now(self) -> Step:
        return self.steps[-1]

    def press(self, selector: str, key: str = "Enter", *, to: str = "") -> None:
        """A link, a button, a box to tick (*key* Space); *to*: it leads to a page of such an address."""
        self._reach(selector)
        self._now.clicks += 1
        with self.page.expect_navigation(url=to) if to else nullcontext():
            if self.way.by_touch:
                self.page.locator(selector).first.tap()
            else:
                self._stroke(key)

    def type(self, selector: str, words: str, *, anew: bool = False) -> None:
        """Write into a field; *anew*: in place of what it holds."""
        self._into(selector)
        if anew:
            self.page.keyboard.press("ControlOrMeta+a")
            self._count(*((0, 2) if self.way.by_touch else (2, 0)))
        self.page.keyboard.insert_text(words)
        self._count(telex(words))

    def choose(self, selector: str, value: str) -> None:
        """One of a list."""
        self._into(selector)
        chosen = self.page.locator(selector).first
        if self.way.by_touch:
            chosen.select_option(value)
            self._count(0, CHOICE_TAPS - 1)
            return
        options = chosen.evaluate("one => Array.from(one.options, ({ value }) => value)")
        steps = options.index(value) - options.index(chosen.input_value())
        for _ in range(abs(steps)):
            self._stroke("ArrowDown" if steps > 0 else "ArrowUp")
        expect(chosen).to_have_value(value)

    def answer(self, name: str, value: str) -> None:
        """One of a row of round boxes: a tap, or by keyboard the arrow keys once one has the focus."""
        one = f"[name={name}][value={value}]"
        if self.way.by_touch:
            self.press(one)
        else:
            self._reach(f"[name={name}]")
            self._now.clicks += 1
            self._stroke("Space")
            while not self.page.locator(one).is_checked():
                self._stroke("ArrowDown")
        expect(self.page.locator(one)).to_be_checked()

    def day(self, selector: str, day: date) -> None:
        """A day, as the machine's own field for one takes it."""
        self._fill(selector, day.isoformat(), len("31122026"), DAY_TAPS)

    def hour(self, selector: str, hour: str) -> None:
        """An hour such as 07:30."""
        self._fill(selector, hour, len("0730"), TIME_TAPS)

    def give(self, selector: str, file: Path) -> None:
        """A file, by the button that asks for one."""
        self._reach(selector)
        self._now.clicks += 1
        with self.page.expect_file_chooser() as asked:
            if self.way.by_touch:
                label = self.page.locator(f"label:has({selector})")
                (label if label.count() else self.page.locator(selector)).first.tap()
            else:
                self._stroke("Space")
        asked.value.set_files(file)
        self._count(*((0, FILE_TAPS) if self.way.by_touch else (telex(file.name) + 1, 0)))

    def send(self, button: str, to: str = "", shortcut: str = "Enter") -> None:
        """What was just written: by *shortcut* where it stands, on a phone by *button*. *to*: see `press`."""
        if self.way.by_touch:
            self.press(button, to=to)
            return
        self._now.person += MIND
        self._now.clicks += 1
        with self.page.expect_navigation(url=to) if to else nullcontext():
            self._stroke(shortcut)

    def opens(self, address: str) -> None:
        """What is opened from outside: Loa by its icon, a page by its link."""
        self._now.person += MIND + POINT + PRESS
        self._now.clicks += 1
        self.page.goto(address)

    def picture(self, name: str) -> None:
        """Keep what she sees just now, in 256 colours."""
        if self.pictures is None:
            return
        self.page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
        whole = self.pictures / name
        self.page.screenshot(path=whole)
        with Image.open(whole) as image:
            image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(whole, optimize=True)

    def _into(self, selector: str) -> None:
        self._reach(selector)
        self._now.fields += 1
        if self.way.by_touch:
            self.page.locator(selector).first.tap()

    def _fill(self, selector: str, value: str, keys: int, taps: int) -> None:
        self._into(selector)
        self.page.locator(selector).first.fill(value)
        self._count(*((0, taps) if self.way.by_touch else (keys, 0)))

    def _count(self, keys: int, taps: int = 0) -> None:
        self._now.keys += keys
        self._now.clicks += taps
        self._now.person += keys * self.way.key + taps * (POINT + PRESS)

    def _stroke(self, combination: str) -> None:
        self.page.keyboard.press(combination)
        self._count(combination.count("+") + 1)

    def _reach(self, selector: str) -> None:
        """Go to where *selector* can be acted on: by Tab until it has the focus, or by swiping."""
        self._now.person += MIND
        one = self.page.locator(selector).first
        one.wait_for(state="attached")
        if self.way.by_touch:
            seen = self.page.locator(f"label:has({selector})").first if not one.is_visible() else one
            seen.wait_for(state="visible")
            self._swipe(seen)
            self._now.person += POINT + PRESS
        else:
            self._tab_to(selector)

    def _swipe(self, one: Locator) -> None:
        box, menu = one.bounding_box(), self.page.locator("header nav").first
        assert box, "what is shown stands somewhere"
        low = float(self.way.height)
        if menu.count() and menu.evaluate("one => getComputedStyle(one).position === 'fixed'"):
            low = (menu.bounding_box() or {"y": low})["y"]
        beyond = max(0.0, box["y"] + min(box["height"], MUST_SHOW) - low, -box["y"])
        swipes = math.ceil(beyond / (SCROLLED * low))
        self._now.reach += swipes
        self._now.person += swipes * POINT

    def _tab_to(self, selector: str) -> None:
        page, is_back = self.page, self.page.evaluate(_IS_BEFORE, selector)
        for _ in range(MOST_TABS):
            if page.evaluate(_HAS_FOCUS, selector):
                return
            self._tab("Shift+Tab" if is_back else "Tab")
            if page.evaluate("document.activeElement.matches('.skip')") and page.evaluate(
                _IS_WITHIN, selector
            ):
                self._tab("Enter")
        raise AssertionError(f"no Tab reaches {selector} on {page.url}")

    def _tab(self, key: str) -> None:
        self._stroke(key)
        self._now.reach += key.count("+") + 1


_HAS_FOCUS = "selector => document.activeElement.matches(selector)"
_IS_WITHIN = "selector => Boolean(document.querySelector(selector)?.closest('main'))"
# Above where she is: Shift and Tab lead there sooner than all the way round.
_IS_BEFORE = """selector => {
  const [wanted, here] = [document.querySelector(selector), document.activeElement];
  if (!here || here === document.body || here.id === 'content') return false;
  const isAbove = here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING;
  return Boolean(isAbove) && !wanted.contains(here);
}"""


def telex(words: str) -> int:
    """How many keys *words* take: a mark is one more, and so is Shift."""
    letters = unicodedata.normalize("NFD", words).replace("đ", "dd").replace("Đ", "Dd")
    return len(letters) + sum(one.isupper() or one in '*"!?:()' for one in letters)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser in which all walks are gone."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
