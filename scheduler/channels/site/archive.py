"""Which pages the archive has: one for each month, topic and audience, and where each lies.

A topic's page shows its newest posts. Once there are more, each of its years has a page as well: what is
long past stays as it was made, and no page grows with the site.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.calendar.entry import as_id
from scheduler.channels.site.catalogue import Change, Month, totals

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

    @property
    def page(self) -> str:
        """Its file, relative to the site's folder."""
        return page_of(self.kind, self.words, self.year)


def page_of(kind: str, words: str, year: str = "") -> str:
    """The file of such a page. The hash parts two that differ in accents alone."""
    if kind == MONTH:
        return f"{FOLDERS[kind]}/{words}.html"
    mark = hashlib.sha256(words.encode()).hexdigest()[:6]
    return f"{FOLDERS[kind]}/{'-'.join(part for part in (as_id(words)[:60], mark, year) if part)}.html"


def sections(months: Mapping[str, Month]) -> dict[str, Section]:
    """Every page of the archive but its front, by file; months and years in their order."""
    return {section.page: section for section in _sections(months)}


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
        if one.kind == MONTH or one.year:
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
