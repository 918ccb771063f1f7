"""Occasions of the year that cards dress for: Tết, 8/3, 1/6, 20/10, 25/11; and mourning.

By the day of the post, never by the day of painting: a card that is painted again is the card that was
approved. What an occasion looks like is here; its colours are with the other moods (design.colours).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

NONE = "none"  # a card that dresses for none


@dataclass(frozen=True, slots=True)
class Occasion:
    """How cards look then: tiles for other tiles, and the drawing of a card that names none."""

    drawing: str
    tiles: Mapping[str, str] = field(default_factory=dict)


_ROSES = {"tile-flower": "tile-rose", "tile-star": "tile-rose", "tile-brocade": "tile-flower"}
_QUIET = {"tile-flower": "tile-lotus", "tile-star": "tile-leaf", "tile-brocade": "tile-rings"}
OCCASIONS: Mapping[str, Occasion] = {
    "tet": Occasion(
        "blossom", {"tile-flower": "tile-mai", "tile-star": "tile-mai", "tile-brocade": "tile-chung"}
    ),
    "8-3": Occasion("bouquet", _ROSES),
    "1-6": Occasion(
        "balloons", {"tile-flower": "tile-kite", "tile-star": "tile-balloon", "tile-brocade": "tile-kite"}
    ),
    "20-10": Occasion("rose", _ROSES),
    "25-11": Occasion("ribbon", {"tile-flower": "tile-ribbon", "tile-brocade": "tile-ribbon"}),
    "tang": Occasion("candle", _QUIET),  # with the mood of that name, or while all mourn
}
BY_DATE = ("tet", "8-3", "1-6", "20-10", "25-11")
_BEFORE, _AFTER = timedelta(days=10), timedelta(days=7)  # New Year's Day: from the kitchen gods' week on
_DAYS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {  # (month, day) of the first and the last
    "8-3": ((3, 2), (3, 8)),
    "1-6": ((5, 26), (6, 1)),
    "20-10": ((10, 14), (10, 20)),
    "25-11": ((11, 21), (11, 25)),  # behind the teachers' day
}


def occasion_of(day: date) -> str:
    """The occasion that *day* belongs to; '' for none."""
    if day.month <= 3:
        new_year = lunar_new_year(day.year)
        if new_year and new_year - _BEFORE <= day <= new_year + _AFTER:
            return "tet"
    here = day.month, day.day
    return next((name for name, (first, last) in _DAYS.items() if first <= here <= last), "")


@lru_cache(maxsize=64)
def lunar_new_year(year: int) -> date | None:
    """The first day of the lunar year in Vietnam; None in years that the package does not know."""
    from holidays import country_holidays  # noqa: PLC0415 - large, and asked for in winter alone

    known = country_holidays("VN", years=year, language="en_US")
    return min((day for day, name in known.items() if name == "Lunar New Year"), default=None)
