"""The first steps, timed: from nothing to the first post on the practice page, as docs/huong-dan.md tells.

    python bench/first_steps.py [--pictures FOLDER] [--json]

Real commands and real Chromium (extra `browser`) go the way; each action is counted. *machine* is what the
program and the browser took. *person* is an estimate by the keystroke-level model of Card, Moran and Newell
(The Psychology of Human-Computer Interaction, 1983, chapter 8): 0.28 s a key for an average typist, 1.1 s
to point, 0.2 s to press and let go, 0.4 s from keys to mouse or back, 1.35 s to make up one's mind before
each field, button and command. Vietnamese is counted as Telex types it: `ế` is e, e, s. The model knows
somebody who knows the way and copies words that lie before her: making up a post, reading the screen,
mistakes, and the one-time installation are not in it. The goal, five minutes for both together, leaves room.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where calendar.py would stand in for the library's own `calendar`

from PIL import Image  # noqa: E402 - the path comes first
from playwright.sync_api import Page, expect, sync_playwright  # noqa: E402

GOAL = 300.0  # seconds
KEY, POINT, PRESS, HOME, MIND = 0.28, 1.1, 0.2, 0.4, 1.35
PATIENCE = 60.0  # seconds
OFFICE = "Hội LHPN xã Đại Tâm"
TITLE = "Ngủ sớm nha con"
TEXT = (
    "Chín giờ tối, cả nhà mình dời chỗ sạc ra phòng khách. Con ngủ đủ giấc, mai đi học vui hơn.\n\n"
    "Cần hỏi gì về con, gọi "
)
HEADLINE, BODY = "Máy ngủ *trước con*", "Chín giờ tối, dời chỗ sạc ra phòng khách."
ALT = "Tấm thẻ vẽ mặt trăng ngủ, nhắc cả nhà ngủ sớm."


@dataclass
class Step:
    """One step of the way: what a person does in it, and what it takes."""

    name: str
    clicks: int = 0
    fields: int = 0
    keys: int = 0
    person: float = 0.0
    machine: float = 0.0


@dataclass
class Walk:
    """Goes the way in one browser window and counts."""

    page: Page
    steps: list[Step] = field(default_factory=list)
    at_keys: bool = True  # where her hand is

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What follows belongs to that step."""
        self.steps.append(Step(name))
        begun = time.perf_counter()
        yield
        self.steps[-1].machine = time.perf_counter() - begun

    def click(self, selector: str) -> None:
        """Point at it and press."""
        self._point()
        self.steps[-1].clicks += 1
        self.page.locator(selector).first.click()

    def type(self, selector: str, words: str) -> None:
        """Click into the field and write."""
        self._point()
        self.steps[-1].fields += 1
        self.page.locator(selector).click()
        self.page.keyboard.insert_text(words)
        self._keys(words)

    def command(self, words: str) -> None:
        """Write a command and press Enter."""
        self.steps[-1].person += MIND
        self._keys(words + "\n")

    def _point(self) -> None:
        self.steps[-1].person += MIND + self.at_keys * HOME + POINT + PRESS
        self.at_keys = False

    def _keys(self, words: str) -> None:
        pressed = telex(words)
        self.steps[-1].keys += pressed
        self.steps[-1].person += (not self.at_keys) * HOME + pressed * KEY
        self.at_keys = True


def telex(words: str) -> int:
    """How many keys *words* take: a mark is one more, and so is Shift."""
    letters = unicodedata.normalize("NFD", words).replace("đ", "dd").replace("Đ", "Dd")
    return len(letters) + sum(one.isupper() or one in '*"!?:()' for one in letters)


def go(root: Path, picture: Callable[[Page, str], None] = lambda _page, _name: None) -> list[Step]:
    """The whole way in the empty folder *root*; *picture* is shown the stations worth a picture."""
    office = root / "hoi"
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE * 1000)
        walk = Walk(page)
        with walk.step("loa new"):
            walk.command(f'loa new hoi --organisation "{OFFICE}"')
            subprocess.run(
                [*_LOA, "new", str(office), "--organisation", OFFICE], check=True, capture_output=True
            )
        for sample in (office / "posts").glob("*.yaml"):
            sample.unlink()  # the harder way: the calendar is empty, there is nothing to copy from
        with _preview(walk, office) as address:
            _write_and_practise(walk, address, picture)
        browser.close()
    return walk.steps


@contextmanager
def _preview(walk: Walk, office: Path) -> Iterator[str]:
    port = _free_port()
    command = [*_LOA, "-C", str(office), "preview", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as desk:
        try:
            with walk.step("loa preview"):
                walk.command("loa -C hoi preview --open")
                _until_answers(port)
                walk.page.goto(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/"
        finally:
            desk.terminate()


def _write_and_practise(walk: Walk, address: str, picture: Callable[[Page, str], None]) -> None:
    page = walk.page
    with walk.step("an empty calendar greets"):
        expect(page.locator("#first")).to_be_visible()
        walk.click("#first a.button")
        page.wait_for_url("**/write")
    with walk.step("write it in the form"):
        walk.type("[name=title]", TITLE)
        walk.type("[data-field=text]", TEXT)
        walk.click("[data-insert]")  # the number of the hotline
        walk.type("[name=card-0-headline]", HEADLINE)
        walk.type("[name=card-0-body]", BODY)
        walk.click("#field-card-0-illustration summary")
        walk.click("#field-card-0-illustration label:has([value=moon])")
        walk.type("[name=card-0-alt]", ALT)
        expect(page.locator("aside img").first).to_be_visible()
        expect(page.locator("#sound")).not_to_be_empty()  # all is well: save it
        walk.click("aside button[value=submit]")
        expect(page.locator("#said form")).to_be_visible()
    with walk.step("practise publishing it"):
        walk.click("#practise button")
        expect(page.locator("#practised")).to_be_visible(timeout=PATIENCE * 1000)
        picture(page, "first-practised.png")
    with walk.step("see it on the practice page"), page.context.expect_page() as opened:
        walk.click("#practised a.button")
    with opened.value as practised:
        expect(practised.locator("body")).to_contain_text("dời chỗ sạc ra phòng khách")
        assert not practised.url.startswith(address)


def main() -> int:
    """Print the way, and whether it is short enough."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pictures", type=Path, help="keep pictures of its stations there")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()

    def keep(page: Page, name: str) -> None:
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
        whole = given.pictures / name
        page.screenshot(path=whole)
        with Image.open(whole) as image:
            image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(whole, optimize=True)

    with tempfile.TemporaryDirectory() as path:
        steps = go(Path(path), keep) if given.pictures else go(Path(path))
    person, machine = sum(one.person for one in steps), sum(one.machine for one in steps)
    actions = sum(one.clicks + one.fields for one in steps)
    if given.json:
        print(json.dumps([vars(one) for one in steps], indent=2))
    else:
        print(f"{'':28}{'clicks':>7}{'fields':>7}{'keys':>6}{'person s':>10}{'machine s':>11}")
        for one in steps:
            print(
                f"{one.name:28}{one.clicks:>7}{one.fields:>7}{one.keys:>6}"
                f"{one.person:>10.1f}{one.machine:>11.1f}"
            )
        print(
            f"\n{actions} clicks and fields, {sum(one.keys for one in steps)} keys: a person {person:.0f} s, "
            f"the machine {machine:.0f} s, together {(person + machine) / 60:.1f} minutes: "
            f"{'under' if person + machine < GOAL else 'NOT under'} five"
        )
    return 0 if person + machine < GOAL else 1


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _until_answers(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, "the desk does not answer"
            time.sleep(0.05)
        else:
            return


_LOA = [sys.executable, str(ROOT / "run.py")]

if __name__ == "__main__":
    sys.exit(main())
