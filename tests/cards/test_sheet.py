"""A month's cards on one picture, made by `render --sheet`."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scheduler.calendar.model import PROVINCE
from scheduler.cards.sheet import columns_for, write_sheets
from tests.cards.making import TIP
from tests.cards.test_contrast import own

ROOT = Path(__file__).parents[2]
CAROUSEL = """\
  - id: bo
    at: 2026-12-20 07:30
    title: Một bộ
    text: Cùng xem.
    audience: cha-me
    topic: mat-khau
    hotlines: [tong-dai-111]
    source: Công văn 267/BTV-BTGCSLP
    cards:
"""


def sheets(studio, size="portrait", **options):
    gallery, calendar = studio.open()
    unit = calendar.units[PROVINCE]
    return list(write_sheets(gallery, calendar.posts, unit, size, options.pop("language", "vi"), **options))


@pytest.mark.parametrize("size", ["portrait", "square", "wide"])
@pytest.mark.slow
def test_every_card_of_the_month_is_on_its_sheet(studio, size):
    studio.cards(
        *[TIP.replace("tip,", f"tip, mood: {mood},") for mood in ("man", "song", "nghe", "dem", "sen")]
    )
    (path,) = sheets(studio, size)
    assert path.name == f"sheet-2026-12-{size}.jpg"
    picture = np.asarray(Image.open(path).convert("RGB")).astype(int)
    gallery, calendar = studio.open()
    for post in calendar.posts:
        (card,) = gallery.paint(post, calendar.units[PROVINCE], (size,))
        painted = np.asarray(Image.open(card.path).convert("RGB")).astype(int)
        ground = painted[-5, 600]  # its band, below the words
        assert (abs(picture - ground).max(axis=2) < 12).sum() > 3000, card.mood


def test_each_month_has_a_sheet_and_named_posts_share_one(studio):
    studio.cards(TIP, TIP)
    studio.change("posts/2026-12.yaml", "2026-12-02", "2027-01-02")
    assert [path.stem for path in sheets(studio)] == ["sheet-2026-12-portrait", "sheet-2027-01-portrait"]
    assert [path.stem for path in sheets(studio, named=True)] == ["sheet-portrait"]


def test_equal_cards_give_equal_sheets_and_another_card_another(studio):
    first = sheets(studio)[0].read_bytes()
    assert sheets(studio)[0].read_bytes() == first
    studio.cards(TIP.replace("lock", "key"))
    assert sheets(studio)[0].read_bytes() != first


def test_a_carousel_shows_that_there_is_more(studio):
    studio.put("posts/2026-12.yaml", "posts:\n" + CAROUSEL + f"      - {TIP}\n" * 3)
    many = sheets(studio)[0].read_bytes()
    studio.put("posts/2026-12.yaml", "posts:\n" + CAROUSEL.replace("cards:", "card:") + f"      {TIP}\n")
    assert many != sheets(studio)[0].read_bytes()


def test_a_card_that_is_hard_to_read_is_on_the_sheet_and_marked(studio):
    studio.cards(TIP)
    path, *_ = sheets(studio)
    sound = np.asarray(Image.open(path), dtype=int)
    own(studio, fill="soft", on="deep")
    studio.cards("{template: rieng, headline: Một lời nói, alt: Thẻ}")
    assert [problem.code for problem in studio.problems()][:1] == ["card-contrast"]
    path, *_ = sheets(studio)
    marked = np.asarray(Image.open(path), dtype=int)
    warning = [(abs(pixels - (0xB3, 0x26, 0x1E)).max(axis=2) < 12).sum() for pixels in (sound, marked)]
    assert warning[0] < 100
    assert warning[1] > 8000


@pytest.mark.parametrize("count", [2, 7, 12, 20, 28, 30, 31, 47])
def test_the_last_row_is_no_lonely_card(count):
    for size in ("portrait", "wide"):
        last = count % columns_for(count, size)
        assert last != 1, size


@pytest.mark.slow
def test_the_command_says_where_the_sheet_is(studio, tmp_path):
    def render(*more):
        command = [sys.executable, "-c", "from scheduler.cli.app import main; main()", "render", *more]
        return subprocess.run(
            command, cwd=studio.folder.root, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True, text=True, encoding="utf-8", check=True,
        ).stdout  # fmt: skip

    assert "var/cards/sheet-2026-12-portrait.jpg" in render("--sheet")
    assert (studio.folder.var / "cards/sheet-2026-12-portrait.jpg").is_file()
    out = tmp_path / "ra"
    render("bai-1", "--sheet", "--size", "wide", "--out", str(out))
    assert [path.name for path in out.iterdir()] == ["sheet-wide.jpg"]
