"""The site's pages: one for each post, the index and the archive, from the templates beside this file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from scheduler.calendar.model import Hotline
from scheduler.channels.site.feeds import Feeds
from scheduler.channels.site.fonts import font_files
from scheduler.channels.site.prose import excerpt, html_of, phrased
from scheduler.channels.site.records import Record
from scheduler.channels.site.words import Words

INDEX, ARCHIVE = "index.html", "luu-tru.html"
HOTLINES = 3  # at most, on index and archive
_OTHERS = 4  # posts shown under a post, out of the
_NEAR = 24  # that came before it
_PARTS = ("site.css", "tiles.svg", "mark.svg")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a post's page shows of the posts around it."""

    newer: Record | None = None
    older: Record | None = None
    others: tuple[Record, ...] = ()


class Pages:
    """Makes the HTML. Links within the site are relative, so that it can be looked at from anywhere."""

    def __init__(self, feeds: Feeds, words: Words) -> None:
        self._feeds = feeds
        self._environment = Environment(
            loader=PackageLoader("scheduler.channels.site", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            site=feeds, words=words, excerpt=excerpt, html_of=html_of, phrased=phrased, version=_version()
        )

    def post(self, record: Record, around: Neighbours) -> bytes:
        """The page of one post."""
        return self._render(
            "post.html", record, page=record.page, base="../", around=around, hotlines=record.hotlines
        )

    def index(self, records: Sequence[Record]) -> bytes:
        """The front page: the latest that is current, newest first; older ones are in the archive."""
        return self._render("index.html", records=records, page="", base="", hotlines=hotlines_of(records))

    def archive(self, records: Sequence[Record]) -> bytes:
        """Every post there ever was, by month, newest first."""
        words = self._environment.globals["words"]
        assert isinstance(words, Words)
        months = [
            (month, list(posts))
            for month, posts in groupby(records, lambda record: words.month(record.published))
        ]
        return self._render(
            "archive.html", months=months, page=ARCHIVE, base="", hotlines=hotlines_of(records)
        )

    def _render(self, template: str, record: Record | None = None, **values: Any) -> bytes:
        text = self._environment.get_template(template).render(record=record, **values)
        return text.encode("utf-8")


def neighbours(records: Sequence[Record], place: int, today: date) -> Neighbours:
    """What stands around the post at *place* of *records* (newest first).

    Below it come older posts that are current *today*, those of its topic first; never newer ones, so that
    a new post changes no page but that of the post before it.
    """
    newer = records[place - 1] if place > 0 else None
    older = records[place + 1] if place + 1 < len(records) else None
    near = [one for one in records[place + 2 : place + 2 + _NEAR] if one.is_current(today)]
    others = sorted(near, key=lambda one: one.topic != records[place].topic)[:_OTHERS]
    return Neighbours(newer, older, tuple(others))


def hotlines_of(records: Sequence[Record]) -> tuple[Hotline, ...]:
    """The hotlines of the newest posts, each once."""
    lines: dict[str, Hotline] = {}
    for record in records:
        for line in record.hotlines:
            lines.setdefault(line.number, line)
    return tuple(lines.values())[:HOTLINES]


@cache
def parts() -> Mapping[str, bytes]:
    """File name → bytes of what the pages need besides: style, drawings, fonts."""
    root = resources.files("scheduler.channels.site") / "parts"
    fonts = {f"chu/{name}": data for name, data in font_files().items()}
    return {name: (root / name).read_bytes() for name in _PARTS} | fonts


def _version() -> str:
    """Part of the style's address, so that browsers fetch it anew when it changes."""
    root = resources.files("scheduler.channels.site") / "parts"
    return hashlib.sha256((root / "site.css").read_bytes()).hexdigest()[:8]
