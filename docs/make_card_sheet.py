"""Paints every card template × size × length of text into sheets, and what docs/the-cards.md shows.

    python -m docs.make_card_sheet            the sheets, the guide's pictures and the guide's generated parts
    python -m docs.make_card_sheet --to DIR   every card in its full size into DIR too

Everything is painted by the program itself, through the Gallery; the texts are those of docs/card-texts.yaml.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from PIL import Image

from docs import make_card_guide
from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE, Card, Post, PostId, Unit
from scheduler.cards.gallery import Gallery, PaintedCard
from scheduler.cards.sizes import SIZES
from scheduler.files import WorkFolder
from scheduler.reader.parsing import read
from scheduler.settings.loading import load_settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
LENGTHS = ("short", "medium", "long")
MOODS = ("man", "sen", "song", "nghe", "dem")
COLUMNS = {
    "portrait": (6, 250),
    "square": (6, 250),
    "wide": (4, 380),
    "story": (6, 250),
}  # templates in a row, pixels of a card
GAP, PAPER = 14, "#FFFFFF"


def texts() -> dict[str, list[dict[str, object]]]:
    """The fields of each template's three cards, by template."""
    path = DOCS / "card-texts.yaml"
    value = read(path.name, path.read_bytes()).value
    return {} if not isinstance(value, dict) else value


def posts() -> Iterator[tuple[str, int, Post]]:
    """A post for each template and length; all five moods come up."""
    zone = load_settings(WorkFolder(ROOT))[0]
    assert zone is not None
    at = datetime(2026, 10, 7, 7, 30, tzinfo=zone.zone)
    for row, (name, cards) in enumerate(texts().items()):
        for column, fields in enumerate(cards):
            kept = {
                key: tuple(value) if isinstance(value, list) else str(value) for key, value in fields.items()
            }
            card = Card(name, kept, alt=name, mood=MOODS[(row * 2 + column) % len(MOODS)])
            yield name, column, Post(
                PostId(f"{name}-{LENGTHS[column]}"), name, name, at=at, topic="nguoi-la", cards=(card,),
                hotlines=("tong-dai-111", "hoi-phu-nu-tinh", "so-ldtbxh"),
            )  # fmt: skip


def gallery_in(folder: Path) -> tuple[Gallery, Unit]:
    """A gallery with the settings of the repository that keeps its pictures in *folder*."""
    settings, _ = load_settings(WorkFolder(ROOT))
    assert settings is not None
    calendar = read_calendar(WorkFolder(ROOT), settings)
    return Gallery(WorkFolder(folder), settings, calendar.hotlines), calendar.units[PROVINCE]


def painted(folder: Path, only: str = "") -> dict[tuple[str, int, str], PaintedCard]:
    """Every card by template, length and size.

    Raises:
        SystemExit: a template or a card has a problem.
    """
    gallery, unit = gallery_in(folder)
    found: dict[tuple[str, int, str], PaintedCard] = {}
    wrong = [problem.as_text() for problem in gallery.template_problems]
    for name, length, post in posts():
        if only and name not in only.split(","):
            continue
        problems = gallery.problems(post, unit)
        wrong += [f"{post.id}: {problem.as_text()}" for problem in problems]
        if not problems:
            for card in gallery.paint(post, unit, SIZES):
                found[name, length, card.size] = card
    if wrong:
        if not only:
            raise SystemExit("\n".join(wrong))
        sys.stderr.write("\n".join(wrong) + "\n")
    return found


def sheets(cards: dict[tuple[str, int, str], PaintedCard]) -> dict[str, Image.Image]:
    """One sheet for each size: each template a column of its three lengths."""
    names = list(dict.fromkeys(name for name, _, _ in cards))
    found = {}
    for size in SIZES:
        columns, width = COLUMNS[size]
        one = cards[names[0], 0, size]
        height = round(width * one.height / one.width)
        blocks = -(-len(names) // columns)
        block = 3 * (height + GAP) + 2 * GAP
        sheet = Image.new("RGB", (columns * (width + GAP) + GAP, blocks * block), PAPER)
        for index, (name, length) in enumerate(itertools.product(names, range(3))):
            column, row = (index // 3) % columns, index // 3 // columns
            place = GAP + column * (width + GAP), GAP + row * block + length * (height + GAP)
            with Image.open(cards[name, length, size].path) as image:
                sheet.paste(image.resize((width, height), Image.Resampling.LANCZOS), place)
        found[size] = sheet
    return found


def save(picture: Image.Image, name: str) -> None:
    """A JPEG under 600 kB in docs/pictures."""
    path = PICTURES / name
    for quality in (88, 82, 76, 70, 60):
        picture.save(path, quality=quality, optimize=True)
        if path.stat().st_size < 600_000:
            return


def main() -> None:
    """All of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, help="a folder for every card in its full size")
    options.add_argument("--only", default="", help="these templates alone, into --to (with commas)")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cards = painted(Path(folder), asked.only)
        if asked.to:
            asked.to.mkdir(parents=True, exist_ok=True)
            for (name, length, size), card in cards.items():
                (asked.to / f"{name}-{size}-{LENGTHS[length]}.jpg").write_bytes(card.data)
        if asked.only:
            return
        for size, sheet in sheets(cards).items():
            save(sheet, f"cards-templates-{size}.jpg")
        make_card_guide.GUIDE.write_text(make_card_guide.generated(), encoding="utf-8")
        for name, picture in make_card_guide.example_pictures(Path(folder)):
            save(picture, f"layer-{name}.jpg")
        save(make_card_guide.drawing_picture(), "cards-drawings.jpg")
        save(make_card_guide.mood_picture(), "cards-moods.jpg")


if __name__ == "__main__":
    main()
