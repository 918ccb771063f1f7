"""What the search page reads: the current posts as JSON, a file for each month, only when somebody searches.

No server answers a search and nobody else is asked: `parts/tim.js` reads these files, the newest first. A
month of more than `MOST` posts is split, so that no file is large; a new post changes its month's last file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice

from scheduler.channels.site.catalogue import Entry, Month

FOLDER, PAGE = "tim", "tim.html"
MOST = 100  # posts in a file: 300 kB at most
_HEAD = '{"generator":"Loa","posts":[\n'


def parts_of(months: Mapping[str, Month]) -> Iterator[tuple[str, str, int, int]]:
    """Each file, newest posts first, with its month, its first post and how many it has."""
    for month, about in reversed([*months.items()]):
        for start in reversed(range(0, about.current, MOST)):
            name = f"{FOLDER}/{month}{f'-{start // MOST + 1}' if start else ''}.json"
            yield name, month, start, min(MOST, about.current - start)


def searches(
    months: Mapping[str, Month], entries_of: Callable[[str], Iterable[Entry]], day: Callable[[Entry], str]
) -> dict[str, Callable[[], bytes]]:
    """File → what makes it; *day* is the date of a post as its lists write it."""
    return {
        name: partial(_posts, entries_of, month, start, day) for name, month, start, _ in parts_of(months)
    }


def _posts(
    entries_of: Callable[[str], Iterable[Entry]], month: str, start: int, day: Callable[[Entry], str]
) -> bytes:
    """Oldest first, a line each: page, date, title, topic, audience, words, tags, language."""
    current = (one for one in entries_of(month) if not one.is_over)
    rows = (
        [one.page, day(one), one.title, one.topic, one.audience, one.about, " ".join(one.tags), one.language]
        for one in islice(current, start, start + MOST)
    )
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return (_HEAD + ",\n".join(lines) + "\n]}\n").encode()
