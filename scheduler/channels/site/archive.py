"""Which pages the archive has: one for each month, topic and audience, and where each lies.

A topic's page shows its newest posts. Once there are more, each of its years has a page as well: what is
long past stays as it was made, and no page grows with the site. What has more posts than a page may hold
lies in parts, counted from the oldest: only the newest part changes with a new post.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.calendar.entry import as_id
from scheduler.channels.site.catalogue import Change, Entry, Month, totals

MOST = 800  # posts on one page: below 300 kB
LATEST = 60  # posts on the archive's front, and on the page of a topic or an audience
MONTH, TOPIC, AUDIENCE = "month", "topic", "audience"
SUBJECTS = TOPIC, AUDIENCE
FOLDERS: Mapping[str, str] = {MONTH: "luu-tru", TOPIC: "chu-de", AUDIENCE: "doi-tuong"}


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the archive: *words* is the month (2026-11), or the topic or audience as people read it."""

    kind: str
    words: str
    posts: int
    year: str = ""  # of a topic or an audience: that year alone; '': its newest posts
    part: int = 0  # of one with more posts than a page holds, the number of an older part; 0: the newest

    @property
    def page(self) -> str:
        """Its file, relative to the site's folder."""
        return page_of(self.kind, self.words, self.year, self.part)

    @property
    def whole(self) -> str:
        """The file of its newest part."""
        return page_of(self.kind, self.words, self.year)

    @property
    def is_in_parts(self) -> bool:
        """Whether there may be older parts: a topic's newest posts are never more than a page holds."""
        return self.kind == MONTH or bool(self.year)

    @property
    def parts(self) -> list[int]:
        """The numbers of its parts, the newest first."""
        return [0, *range(_older_parts(self.posts), 0, -1)] if self.is_in_parts else [0]

    def of(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those of all its *entries* (oldest first) that this part shows, newest first."""
        older = _older_parts(len(entries))
        begins = (self.part - 1 if self.part else older) * MOST
        return list(reversed(entries[begins : begins + MOST]))


def _older_parts(posts: int) -> int:
    return max(0, posts - 1) // MOST


def page_of(kind: str, words: str, year: str = "", part: int = 0) -> str:
    """The file of such a page. The hash parts two that differ in accents alone."""
    number = f"phan-{part}" if part else ""
    if kind == MONTH:
        return f"{FOLDERS[kind]}/{'-'.join(filter(None, (words, number)))}.html"
    mark = hashlib.sha256(words.encode()).hexdigest()[:6]
    return f"{FOLDERS[kind]}/{'-'.join(filter(None, (as_id(words)[:60], mark, year, number)))}.html"


def sections(months: Mapping[str, Month]) -> dict[str, Section]:
    """Every page of the archive but its front, by file; months and years in their order."""
    return {
        one.page: one
        for section in _sections(months)
        for one in (replace(section, part=part) for part in section.parts)
    }


def _sections(months: Mapping[str, Month]) -> Iterator[Section]:
    for month, about in months.items():
        yield Section(MONTH, month, about.posts)
    for kind in SUBJECTS:
        for words, years in totals(months, kind).items():
            posts = sum(years.values())
            yield Section(kind, words, posts)
            if posts > LATEST:
                for year, count in years.items():
                    yield Section(kind, words, count, year)


Beside = tuple[Section | None, Section | None]  # the month, or the topic's year, before and after


def beside(pages: Mapping[str, Section]) -> dict[str, Beside]:
    """What lies beside each of *pages*, which stand in their order; a subject's newest posts are left out."""
    rows: dict[tuple[str, str], list[Section]] = {}
    for one in pages.values():
        if one.is_in_parts and not one.part:
            rows.setdefault((one.kind, "" if one.kind == MONTH else one.words), []).append(one)
    return {
        one.page: (before, after)
        for row in rows.values()
        for before, one, after in zip([None, *row], row, [*row[1:], None], strict=False)
    }


def touched(changes: Sequence[Change], month_of: Callable[[datetime], str]) -> set[str]:
    """The files of the pages on which a changed entry is, or was."""
    found = set()
    for one in {entry for change in changes for entry in change if entry}:
        month = month_of(one.published)
        found.add(page_of(MONTH, month))
        for kind in SUBJECTS:
            words = getattr(one, kind)
            if words:
                found |= {page_of(kind, words), page_of(kind, words, month[:4])}
    return found
