"""A contact sheet: many cards on one picture, titled, each with its day below."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from scheduler.calendar.model import Post, Unit
from scheduler.cards import brushes
from scheduler.cards.design.branding import brand_of, palette_of
from scheduler.cards.design.colours import Palette, mix
from scheduler.cards.design.drawings import Drawings
from scheduler.cards.design.items import Run, runs_of
from scheduler.cards.gallery import Gallery
from scheduler.cards.inking import draw_runs
from scheduler.cards.sizes import PIXELS
from scheduler.cards.typesetting.fitting import Setting, set_block, words_of
from scheduler.cards.typesetting.fonts import Weight
from scheduler.files import write_whole
from scheduler.locales import month as named_month
from scheduler.locales import weekday
from scheduler.problems import Language, Text

_MARGIN, _GAP = 96, 44  # pixels
_HEAD, _FOOT = 332, 96  # above the cards, and below them
_BELOW = 124  # under each card: its day and its hour
_WIDTHS = {"portrait": 324, "square": 324, "wide": 480, "story": 270}
_RADIUS = 18
_STRIP = 48  # a row of tiles
_KINDS = (
    "tile-leaf", "tile-flower", "tile-rings", "tile-brocade", "tile-quarter", "tile-lotus", "tile-star",
)  # fmt: skip

_NEVER = datetime.max.replace(tzinfo=UTC)
_CHOSEN = Text("Các thẻ đã chọn", "Chosen cards")
_COUNT = Text("{posts} bài", "{posts} posts")
_HARD_TO_READ = Text("Khó đọc", "Hard to read")
_WARNING = "#B3261E"
_CARDS = Text(" · {count} thẻ", " · {count} cards")


@dataclass(frozen=True, slots=True)
class Shown:
    """A post on the sheet: its cards as files' bytes, the day above the hour as they are written below it."""

    cards: tuple[bytes, ...]
    post: str
    day: str
    hour: str
    mark: str = ""  # what is wrong with its cards, written across them


def write_sheets(
    gallery: Gallery, posts: Sequence[Post], unit: Unit, size: str, language: Language, *,
    named: bool = False, into: Path | None = None,
) -> Iterator[Path]:  # fmt: skip
    """Sheets of *posts*, whose cards can be looked at, as files in *into* (by default beside the cards).

    Posts that were *named* come on one sheet, others on one for each month.
    """
    folder, *_ = gallery.made_of
    painted = [(post, [card.data for card in gallery.paint(post, unit, (size,))]) for post in posts]
    hard = {post.id for post in posts if any(one.is_error for one in gallery.problems(post, unit))}
    drawings, brand = Drawings(folder.assets / "drawings"), brand_of(unit)
    for stem, title, under, shown in _sheets(painted, named, language):
        path = (into or folder.var / "cards") / f"{stem}-{size}.jpg"
        marked = [
            replace(one, mark=_HARD_TO_READ.say(language)) if one.post in hard else one for one in shown
        ]
        data = paint_sheet(marked, size, title, f"{brand} · {under}", palette_of(unit.brand, "man"), drawings)
        write_whole(path, data)
        yield path


def columns_for(count: int, size: str) -> int:
    """How many cards stand in a row: so many that the last row is as full as may be."""
    if count <= 4:
        return count
    fewest, most = (3, 5) if size == "wide" else (4, 8)
    usual = min(most, max(fewest, round(math.sqrt(count * (0.8 if size == "wide" else 1.8)))))
    return min(
        range(max(fewest, usual - 1), min(most, usual + 1) + 1),
        key=lambda columns: (-count % columns / columns, abs(columns - usual)),
    )


def paint_sheet(
    posts: Sequence[Shown], size: str, title: str, under: str, palette: Palette, drawings: Drawings
) -> bytes:
    """The sheet as a JPEG: *title* and the line *under* it, then the cards of *posts* in their order.

    A post of several cards shows the first, the others peeping out behind it.

    Raises:
        ValueError: there are no posts.
    """
    if not posts:
        raise ValueError("a sheet of nothing")
    columns = columns_for(len(posts), size)
    wide = _WIDTHS[size]
    high = round(wide * PIXELS[size][1] / PIXELS[size][0])
    rows = math.ceil(len(posts) / columns)
    width = max(2 * _MARGIN + columns * (wide + _GAP) - _GAP, 1400)
    height = _HEAD + rows * (high + _BELOW) + _FOOT
    paper = mix(palette.base["light"], "#FFFFFF", 0.35)
    sheet = Image.new("RGB", (width, height), paper)
    _floor(sheet, palette, drawings)
    runs = _head(title, under, palette, width)
    left = (width - columns * (wide + _GAP) + _GAP) // 2
    for number, post in enumerate(posts):
        row, column = divmod(number, columns)
        x, y = left + column * (wide + _GAP), _HEAD + row * (high + _BELOW)
        _cards(sheet, post.cards, (x, y, wide, high), palette.base["deep"])
        deep, mark = palette.base["deep"], palette.base["mark"]
        runs += _line(post.day, "Bold", 25, deep, x, y + high + 22)
        if post.mark:
            sheet.paste(_WARNING, (x, y + high - 52, x + wide, y + high))
            runs += _line(post.mark, "Bold", 26, "#FFFFFF", x + 18, y + high - 36)
        runs += _line(post.hour, "SemiBold", 22, mark, x, y + high + 54)
    canvas = np.asarray(sheet.convert("RGBX")).view(np.uint32)[:, :, 0].copy()
    draw_runs(canvas, runs)
    out = io.BytesIO()
    Image.frombuffer("RGBX", sheet.size, canvas, "raw", "RGBX", 0, 1).save(
        out, "JPEG", quality=90, subsampling=0
    )
    return out.getvalue()


def _sheets(
    painted: Sequence[tuple[Post, Sequence[bytes]]], named: bool, language: Language
) -> Iterator[tuple[str, str, str, list[Shown]]]:
    """For each sheet its file's stem, its title, the line below that, and its posts in order of time."""
    ordered = sorted(painted, key=lambda pair: (pair[0].at is None, pair[0].at or _NEVER, pair[0].id))
    months: dict[str, list[tuple[Post, Sequence[bytes]]]] = {}
    for post, cards in ordered:
        month = "" if named or post.at is None else f"{post.at:%Y-%m}"
        months.setdefault(month, []).append((post, cards))
    for month, pairs in months.items():
        days = [post.at for post, _ in pairs if post.at]
        span = f"{_day(days[0])} – {_day(days[-1])}" if days else ""
        counted = _COUNT.say(language, posts=len(pairs))
        title = named_month(days[0], language) if month else _CHOSEN.say(language)
        shown = [_shown(post, cards, language) for post, cards in pairs]
        yield f"sheet-{month}" if month else "sheet", title, " · ".join(filter(None, (counted, span))), shown


def _shown(post: Post, cards: Sequence[bytes], language: Language) -> Shown:
    if post.at is None:
        return Shown(tuple(cards), post.id, post.title[:24], "")
    many = _CARDS.say(language, count=len(cards)) if len(cards) > 1 else ""
    return Shown(
        tuple(cards), post.id, f"{weekday(post.at, language)} {_day(post.at)}", f"{post.at:%H:%M}{many}"
    )


def _day(moment: datetime) -> str:
    return f"{moment.day}/{moment.month}"


def _head(title: str, under: str, palette: Palette, width: int) -> list[Run]:
    light = palette.base["light"]
    room = width - 2 * _MARGIN
    setting = Setting("ExtraBold", 92, 40, 1, tracking=-0.015)
    words = words_of(title, setting)
    size = next((size for size in range(92, 40, -4) if words.starts[-1] * size <= room), 40)
    block = set_block(words, setting, size, 2 * room)
    return [
        *runs_of(block, _MARGIN, 62, light, palette.turmeric),
        *_line(under, "SemiBold", 34, palette.base["soft"], _MARGIN, 62 + 112),
    ]


def _line(words: str, weight: Weight, size: int, colour: str, x: float, top: float) -> list[Run]:
    setting = Setting(weight, size, size, 1)
    found = words_of(words, setting)
    return runs_of(set_block(found, setting, size, 10_000), x, top, colour, colour) if len(found) else []


def _floor(sheet: Image.Image, palette: Palette, drawings: Drawings) -> None:
    """The band behind the title, a strip of tiles below it, and another at the foot."""
    base = palette.base
    bottom = _HEAD - 52
    sheet.paste(base["deep"], (0, 0, sheet.width, bottom))
    pairs = (
        (palette.turmeric, base["mark"], base["deep"]),
        (base["mark"], base["soft"], palette.turmeric),
        (base["mid"], base["light"], base["deep"]),
        (base["soft"], base["mark"], palette.turmeric),
    )
    for top in (bottom - _STRIP, sheet.height - _STRIP):
        for column, x in enumerate(range(0, sheet.width, _STRIP)):
            colours = dict(zip("abc", pairs[column % len(pairs)], strict=True))
            tile = drawings.paint(_KINDS[column % len(_KINDS)], _STRIP, colours, turn=column % 4)
            sheet.paste(tile, (x, top), tile)


def _cards(sheet: Image.Image, cards: Sequence[bytes], box: tuple[int, int, int, int], shade: str) -> None:
    x, y, wide, high = box
    mask = brushes.rounded(wide, high, (_RADIUS,) * 4)
    behind = min(len(cards), 3) - 1
    for number in range(behind, -1, -1):
        image = Image.open(io.BytesIO(cards[number]))
        image.draft("RGB", (wide, high))
        small = ImageOps.fit(image.convert("RGB"), (wide, high), Image.Resampling.LANCZOS)  # plain photos too
        at = (x + 11 * number, y - 11 * number)
        soft = Image.new("L", (wide + 60, high + 60))
        soft.paste(mask, (30, 30))
        soft = soft.filter(ImageFilter.GaussianBlur(10)).point([round(level * 0.2) for level in range(256)])
        sheet.paste(shade, (at[0] - 30, at[1] - 24), soft)
        sheet.paste(small, at, mask)
