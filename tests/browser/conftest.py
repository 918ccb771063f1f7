"""The desk in real Chromium: each test gets a window that tells of everything that went wrong in it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright
from starlette.applications import Starlette

from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.desk.server import serving
from tests.desk.conftest import FIRST_DAY, clock, folder, hashed, month, posts, users

__all__ = ["clock", "folder", "hashed", "month", "posts", "users"]

WIDTHS = {1280: 900, 390: 844}  # a laptop and a phone
READERS = [(1280, "vi"), (390, "en")]  # both widths and both languages, in half the time of all four
PATIENCE = 30  # seconds; a slow machine may take its time
MOST_TABS = 400  # more stops than any page has

expect.set_options(timeout=PATIENCE * 1000)

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]


def pytest_collection_modifyitems(config, items):
    """Chromium is started once for the whole room, and only by the slow run."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.slow)
            if config.pluginmanager.hasplugin("rerunfailures"):
                # Once more, as Playwright's own CI does: a browser keeps its own time. Each rerun is told.
                item.add_marker(pytest.mark.flaky(reruns=1))


class Served(NamedTuple):
    """A desk that answers."""

    address: str
    app: Starlette


@dataclass
class Window:
    """A reader's browser window on one desk."""

    page: Page
    address: str
    language: str
    wrong: list[str] = field(default_factory=list)  # console errors, failed and foreign requests

    def open(self, path: str = "/") -> Page:
        """Go there, and wait until the page has its scripts, fonts and pictures."""
        self.page.goto(self.address + path.lstrip("/"), wait_until="load")
        self.until("document.fonts.status === 'loaded'")
        return self.page

    def until(self, condition: str) -> None:
        """Wait until that holds in the page (the CSP forbids Playwright's `wait_for_function`)."""
        self.met(lambda: self.page.evaluate(condition), condition)

    def met(self, condition: Callable[[], object], what: str) -> None:
        """Wait until *condition* holds here, as of what the page tells this side."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"not within {PATIENCE} s: {what}"
            self.page.wait_for_timeout(20)

    def was_refused(self, words: str) -> None:
        """Wait until Chromium has written down a refusal with *words*; nothing else went wrong."""
        self.met(lambda: any(words in one for one in self.wrong), f"a complaint of {words}")
        assert [one for one in self.wrong if words not in one] == []
        self.wrong.clear()

    def tab_to(self, selector: str) -> None:
        """Press Tab until *selector*, once it is there, has the focus, as somebody without a mouse does."""
        expect(self.page.locator(selector).first).to_be_attached()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"no Tab reaches {selector}")

    def press(self, selector: str, key: str = "Enter") -> None:
        """Reach *selector* by Tab, then press *key*."""
        self.tab_to(selector)
        self.page.keyboard.press(key)

    def type_into(self, selector: str, words: str) -> None:
        """Reach a field by Tab and write *words* in place of what it holds."""
        self.tab_to(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)

    def is_sound(self) -> None:
        """Nothing went wrong so far, axe has nothing to say, and nothing sticks out at the side."""
        assert self.page.locator("html").get_attribute("lang") == self.language
        found = Axe().run(self.page).response["violations"]
        assert [_told(one) for one in found] == []
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} is {wide} px too wide: {self.page.evaluate(_STICKING_OUT)}"
        assert self.wrong == []


@pytest.fixture(scope="package")
def chromium():
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, desk_of) -> Iterator[Callable[..., Window]]:  # which outlives the windows
    """`window(address, width, language)` opens one; by the end of the test nothing may have gone wrong."""
    opened = []

    def open_window(address, width, language, **more):
        context = chromium.new_context(
            viewport={"width": width, "height": WIDTHS[width]}, reduced_motion="reduce", **more
        )
        context.add_cookies([{"name": "lang", "value": language, "url": address}])
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        one = Window(page, address, language)
        page.on(
            "console",
            lambda said: (
                _is_complaint(said, page)
                and one.wrong.append(f"{said.text} ({said.location['url']} on {page.url})")
            ),
        )
        page.on("pageerror", lambda error: one.wrong.append(str(error)))
        page.on(
            "request",
            lambda request: _is_foreign(request.url, address) and one.wrong.append(f"foreign: {request.url}"),
        )
        page.on(
            "requestfailed",
            lambda request: _is_failure(request) and one.wrong.append(f"{request.url}: {request.failure}"),
        )
        opened.append((context, one))
        return one

    yield open_window
    for context, one in opened:
        context.close()
        assert one.wrong == []


@pytest.fixture
def desk_of(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """`desk_of(folder)` serves it until the test ends, after every window is closed.

    It needs *tmp_path* so that the folder is there until then: a page may still be loading its pictures.
    """
    with ExitStack() as served:

        def serve(folder, clock=None, **more):
            app = open_desk(folder, clock=clock or FixedClock(FIRST_DAY), **more)
            return Served(served.enter_context(serving(app, port=0)), app)

        yield serve


@pytest.fixture
def desk(desk_of, folder):
    """The address of the small folder's desk."""
    return desk_of(folder).address


def _is_complaint(said, page):
    own_status = said.text.startswith("Failed to load resource") and said.location["url"] == page.url
    is_advice = said.text.startswith("[DOM]")  # such as of a form with a password and no name
    return (said.type in {"error", "warning"} or is_advice) and not own_status  # a 404 may be meant


def _is_foreign(url, address):
    return urlsplit(url).scheme in {"http", "https", "ws"} and not url.startswith(address)


def _is_failure(request):
    return request.failure != "net::ERR_ABORTED"  # the page itself let go of it: it was left, or asked anew


def _told(violation):
    return f"{violation['id']}: {violation['help']}: " + "; ".join(
        node["html"] for node in violation["nodes"][:3]
    )


_STICKING_OUT = """[...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .slice(0, 5).map(one => one.outerHTML.slice(0, 120))"""
