"""The versions of Facebook's Graph API and the last day of each, as Meta's changelog has them (2026-11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

NEWEST = "v27.0"
# The last day of each; None: not announced. Without an end it is used until Meta names one.
LAST_DAYS: Mapping[str, date | None] = {
    "v20.0": date(2026, 9, 24),
    "v21.0": date(2027, 1, 21),
    "v22.0": date(2027, 5, 20),
    "v23.0": date(2027, 10, 8),
    "v24.0": date(2028, 2, 18),
    "v25.0": date(2028, 7, 29),
    "v26.0": None,
    NEWEST: None,
}
_OLDEST = next(iter(LAST_DAYS))


def last_day(version: str) -> date | None:
    """The last day of *version* (`v26.0`), None where none is known; those before them have ended."""
    if _number(version) < _number(_OLDEST):
        return LAST_DAYS[_OLDEST]
    return LAST_DAYS.get(version)


def is_known(version: str) -> bool:
    """Whether *version* is one that Meta had announced when this was written."""
    return version in LAST_DAYS or _number(version) < _number(_OLDEST)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("v").split("."))
