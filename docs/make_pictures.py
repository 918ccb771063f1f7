"""Makes the pictures of README.md and docs/: `python docs/make_pictures.py` (needs Chromium
and the extra `browser`).

Cards, the practice page and the preview come from the program itself, run on the sample calendar.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE
from scheduler.cards.gallery import Gallery
from scheduler.cards.sheet import write_sheets
from scheduler.desk.opening import open_desk
from scheduler.desk.server import serving
from scheduler.files import WorkFolder
from scheduler.rehearsal.demo import practise, run
from scheduler.settings.loading import load_settings

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
CARDS = {
    "tip": "nick-game-cua-em",
    "checklist": "mot-cau-chi-minh-em-hieu",
    "hotline": "so-dan-canh-ban-hoc",
}
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"


def cards() -> None:
    """One card of each template at half its size."""
    folder = WorkFolder(ROOT)
    settings, _ = load_settings(folder)
    assert settings is not None
    calendar = read_calendar(folder, settings)
    gallery = Gallery(folder, settings, calendar.hotlines)
    for name, post_id in CARDS.items():
        post = calendar.post(post_id)
        assert post is not None, post_id
        (card,) = gallery.paint(post, calendar.units[PROVINCE], ("portrait",))
        with Image.open(card.path) as image:
            image.resize((540, 675), Image.Resampling.LANCZOS).save(PICTURES / f"card-{name}.jpg", quality=88)


def month() -> None:
    """The contact sheet of the sample month, as `render --sheet` makes it, made smaller."""
    folder = WorkFolder(ROOT)
    settings, _ = load_settings(folder)
    assert settings is not None
    calendar = read_calendar(folder, settings)
    gallery = Gallery(folder, settings, calendar.hotlines)
    with tempfile.TemporaryDirectory() as target:
        unit = calendar.units[PROVINCE]
        sheets = write_sheets(gallery, calendar.posts, unit, "portrait", settings.language, into=Path(target))
        with Image.open(next(sheets)) as image:
            image.thumbnail((1700, 1400), Image.Resampling.LANCZOS)
            image.save(PICTURES / "month.jpg", quality=82, optimize=True)


def screen(address: str, name: str, width: int, height: int, until: int = 0) -> None:
    """A page as Chromium shows it, in 256 colours; *until*: milliseconds for what its scripts ask for."""
    with tempfile.TemporaryDirectory() as profile:
        whole = Path(profile) / "whole.png"
        subprocess.run(  # nosec B603 # this program's own words
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", f"--user-data-dir={profile}/profile", f"--window-size={width},{height}",
                f"--screenshot={whole}", *([f"--virtual-time-budget={until}"] if until else ()), address,
            ],
            check=True, timeout=60, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with Image.open(whole) as image:
            image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(PICTURES / name, optimize=True)


def main() -> None:
    """Make them all anew."""
    PICTURES.mkdir(exist_ok=True)
    cards()
    month()
    with tempfile.TemporaryDirectory() as target, practise(WorkFolder(ROOT), Path(target)) as (works, world):
        assert run(works, world, lambda: None).is_perfect
        screen(f"{world.address}/", "practice-page.png", 1100, 1375)
        screen(world.site_address, "website.png", 1100, 1375)
    with serving(open_desk(WorkFolder(ROOT))) as address:
        screen(address, "preview.png", 1280, 900)
        screen(f"{address}month?m=2026-12", "desk-month.png", 1280, 1180)
        screen(f"{address}write/com-khong-dien-thoai", "desk-write.png", 1280, 1180, until=5000)
    first = ["first run", "--way", "keyboard", "--pictures", str(PICTURES)]
    subprocess.run([sys.executable, str(ROOT / "bench" / "journeys.py"), *first], check=True)  # nosec B603


if __name__ == "__main__":
    main()
