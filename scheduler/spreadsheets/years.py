"""The year of days that are written without one: it stands in the sheet's title, or in its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
# The day on which a plan was signed, its number, and the papers that it goes by, say nothing of its days.
_OTHER = re.compile(
    r"ngày\W.{1,12}tháng|^\W*số\b|\bcăn cứ\b|[0-9]/(?:KH|QĐ|CV|NQ|CT|HD|NĐ|TT)\b", re.IGNORECASE
)


def year_of(titles: Iterable[str], names: Iterable[str]) -> int:
    """The one year that *titles* name, else the first of *names* that does; 0 for none, or several."""
    lines = [line for title in titles for line in title.split("\n")]
    found = {year for line in lines if not _OTHER.search(line) for year in _YEAR.findall(line)}
    for name in names:
        if found:
            break
        found = set(_YEAR.findall(name))
    return int(found.pop()) if len(found) == 1 else 0
