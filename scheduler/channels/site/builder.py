"""Makes the site's files: all that show a changed post, and none besides. Each is replaced whole."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache, partial
from itertools import islice
from pathlib import Path

from scheduler.calendar.model import Hotline
from scheduler.channels.directory import Directory
from scheduler.channels.site import hotlines, search, sitemap
from scheduler.channels.site.archive import FOLDERS, LATEST, MONTH, Beside, Section, beside, sections, touched
from scheduler.channels.site.catalogue import Catalogue, Change, Entry, Stale, totals
from scheduler.channels.site.feeds import FILES, Feeds
from scheduler.channels.site.hotlines import Hotlines
from scheduler.channels.site.pages import (
    ARCHIVE,
    INDEX,
    MANIFEST,
    MISSING,
    ON_FRONT,
    Neighbours,
    Pages,
    parts,
)
from scheduler.channels.site.proof import lists
from scheduler.channels.site.proof.proofs import Proofs
from scheduler.channels.site.records import Record
from scheduler.channels.site.store import Damaged, Records
from scheduler.channels.website_kind import WIDGET, WIDGET_SCRIPT
from scheduler.files import write_whole

log = logging.getLogger(__name__)

PAGES, FONTS = "bai", "chu"
LISTS = (*FOLDERS.values(), sitemap.FOLDER, search.FOLDER)  # folders whose files come and go with the posts
_BY_MONTH = sitemap.FOLDER, search.FOLDER, lists.FOLDER  # whose files begin with a month
MADE_IN = ("", PAGES, FONTS, lists.FOLDER, *LISTS)
# Names that somebody else's files may have; and those which any change may change.
_BESIDE = (search.PAGE, hotlines.PAGE, MISSING, MANIFEST)
SHARED = (sitemap.SITEMAP, sitemap.ROBOTS, WIDGET, WIDGET_SCRIPT, *_BESIDE)
FRONT = (INDEX, ARCHIVE, *FILES, sitemap.PAGES, *SHARED, lists.FRONT)
_OURS = re.compile(
    rb'<meta name="generator" content="Loa">|<!-- Loa -->|\A(?:# Loa\n|/\* Loa \*/\n|\{"generator":"Loa",)'
)
_HEAD = 2000  # bytes in which that stands
_OTHERS = 4  # posts shown under a post, out of the
_NEAR = 24  # that came before it
_FOR_HOTLINES = 12  # posts at the head of a list whose hotlines it shows

Maker = Callable[[], bytes]


class Builder:
    """Makes the files in *folder* out of *catalogue* and *records*; front page and feeds show *keep* posts.

    Every method raises OSError for what the disk refuses, and Stale where a record is not as the catalogue
    has it.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        records: Records,
        feeds: Feeds,
        pages: Pages,
        keep: int,
        proofs: Proofs | None,
        *,
        directory: Directory,
    ) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._records = records
        self._feeds = feeds
        self._pages = pages
        self._keep = keep
        self._proofs = proofs
        self._hotlines = Hotlines(directory, pages, feeds.zone)
        self._foreign: set[str] = set()  # somebody else's files in the places of ours

    def follow(self, changes: Sequence[Change], now: datetime) -> None:
        """Take *changes* into the catalogue, make all files that they touch, and take out what is no more."""
        before = sections(self._catalogue.months)
        were = self._makers(before, now).keys()
        self._catalogue.change(changes)
        after = sections(self._catalogue.months)
        makers = self._makers(after, now)
        self._make_posts(changes, now)
        months = {self._catalogue.month_of(one.published) for change in changes for one in change if one}
        names = {*FRONT, *touched(changes, self._catalogue.month_of), *(makers.keys() - were)}
        names |= {page for page, one in after.items() if one.part and one.whole in names}
        begins = tuple(f"{folder}/{month}" for folder in _BY_MONTH for month in months)
        names |= {name for name in makers if name.startswith((*begins, lists.HEAD, lists.KEY))}
        if self.is_behind(now):
            names |= after.keys()  # each has a band of hotlines
            self._mark_ended({new.name for _, new in changes if new}, now)
        for pages in (before, after):
            around = beside(pages)
            for name in before.keys() ^ after.keys():  # a month more, or less: its neighbours lead elsewhere
                names |= {one.page for one in around.get(name, ()) if one}
        for name in makers:  # in their order: what leads to a page comes after it
            if name in names:
                self._write(name, makers[name]())
        for name in were - makers.keys():
            self._remove(name)
        self._catalogue.directory = self._hotlines.print_at(now)

    def is_behind(self, now: datetime) -> bool:
        """Whether the directory of hotlines is not as the site shows it."""
        return self._hotlines.print_at(now) not in ("", self._catalogue.directory)

    def prove(self) -> None:
        """Hold every list against what it should say: what was taken down is in no catalogue."""
        if self._proofs is None:
            return
        for one in list(self._proofs.all_gone()):
            if self._records.has(one.name):
                self._proofs.withdrawals.forget(one.name)
            else:
                self._write(one.page, self._pages.gone(one, self._proofs.seal))
        for name, make in self._proof_makers().items():
            self._write(name, make())

    def mend(self, folders: Collection[str], now: datetime) -> None:
        """Make what is missing in *folders*, and take out what nothing stands for any more."""
        makers = self._makers(sections(self._catalogue.months), now)
        makers |= {name: partial(bytes, data) for name, data in parts().items()}
        pages: dict[str, Entry] = {}
        if PAGES in folders or lists.FOLDER in folders:
            pages = {one.page: one for one in self._catalogue}
        proofs = self._proof_pages(pages.values())
        present = {f"{folder}/{name}".lstrip("/") for folder in folders for name in self._names_in(folder)}
        for name, make in makers.items():
            if name.rpartition("/")[0] in folders and name not in present:
                self._write(name, make())
        for name, entry in (pages | proofs).items():
            if name.rpartition("/")[0] in folders and name not in present and entry:
                self._make_post(entry, now)
        for name in present - makers.keys() - pages.keys() - proofs.keys():
            folder, _, file = name.rpartition("/")
            if folder == lists.FOLDER:
                self._drop_proof(file)
            elif folder == PAGES and file.endswith(".html"):
                self._drop_post(file.removesuffix(".html"))
            elif folder in LISTS:
                self._remove(name)

    def make_parts(self) -> None:
        """Style, drawings and fonts, as this edition has them."""
        for name, data in parts().items():
            write_whole(self._folder / name, data)

    def _makers(self, pages: dict[str, Section], now: datetime) -> dict[str, Maker]:
        """Every file but the posts' pages and the parts, with what makes it; nothing is made yet."""
        months = self._catalogue.months
        latest = cache(self._latest)
        changed = max((month.updated for month in months.values()), default=now)
        feeds = cache(lambda: self._feeds.files(latest(), changed))
        around = cache(lambda: beside(pages))
        makers: dict[str, Maker] = {
            name: partial(lambda one: self._section(one, around().get(one.page, (None, None)), now), one)
            for name, one in pages.items()
        }
        makers[ARCHIVE] = lambda: self._archive(now)
        makers |= search.searches(months, self._catalogue.of_month, self._pages.day_of)
        makers[search.PAGE] = lambda: self._pages.search(months)
        makers |= self._hotlines.makers(now)
        makers[INDEX] = lambda: self._index(latest()[:ON_FRONT], now)
        makers[MISSING] = self._pages.missing
        makers[MANIFEST] = self._pages.manifest
        makers[WIDGET] = lambda: self._pages.widget(latest())
        makers[WIDGET_SCRIPT] = self._pages.widget_script
        makers |= {name: partial(lambda name: feeds()[name], name) for name in FILES}
        makers |= self._proof_makers()
        mapped = ("", ARCHIVE, search.PAGE, hotlines.PAGE, *pages)
        return makers | sitemap.sitemaps(self._feeds.address, months, self._catalogue.of_month, mapped)

    def _proof_makers(self) -> dict[str, Maker]:
        """The lists, and the page that says how to check."""
        proofs = self._proofs
        if proofs is None:
            return {}
        front: Maker = lambda: self._pages.proofs(  # noqa: E731 - one of many in a table
            proofs.seal, proofs.months(self._catalogue), self._catalogue.months
        )
        return proofs.makers(self._catalogue) | {lists.FRONT: front}

    def _proof_pages(self, entries: Iterable[Entry]) -> dict[str, Entry | None]:
        """The page of proof of each of *entries*, and of each post that was taken down (None)."""
        if self._proofs is None:
            return {}
        gone = dict.fromkeys(one.page for one in self._proofs.all_gone())
        return gone | {lists.proof_page(one.name): one for one in entries}

    def _latest(self) -> tuple[Record, ...]:
        """What front page and feeds show, newest first."""
        current = (one for one in self._catalogue if not one.is_over)
        return tuple(self._record(one) for one in islice(current, self._keep))

    def _index(self, shown: Sequence[Record], now: datetime) -> bytes:
        return self._pages.index(shown, self._catalogue.months, self._hotlines.band(shown, now))

    def _archive(self, now: datetime) -> bytes:
        latest = list(islice(self._catalogue, LATEST))
        return self._pages.archive(self._catalogue.months, latest, self._band(latest, now))

    def _section(self, section: Section, around: Beside, now: datetime) -> bytes:
        years: dict[str, int] = {}
        if section.kind == MONTH:
            entries = section.of(self._catalogue.of_month(section.words))
        elif section.year:
            entries = section.of([*self._catalogue.about(section.kind, section.words, section.year)][::-1])
        else:
            entries = list(islice(self._catalogue.about(section.kind, section.words), LATEST))
            years = totals(self._catalogue.months, section.kind)[section.words]
        return self._pages.section(section, entries, around, years, self._band(entries, now))

    def _band(self, entries: Sequence[Entry], now: datetime) -> tuple[Hotline, ...]:
        return self._hotlines.band(map(self._record, entries[:_FOR_HOTLINES]), now)

    def _mark_ended(self, made: Collection[str], now: datetime) -> None:
        """Make the pages anew of posts with a hotline that ended, or did and is back; but what is *made*."""
        for entry in self._catalogue:
            if entry.name not in made:
                were = entry.name in self._catalogue.ended
                if were or self._hotlines.of_post(self._record(entry), now).ended:
                    self._make_post(entry, now)

    def _make_posts(self, changes: Iterable[Change], now: datetime) -> None:
        """The pages of the changed posts, and of those around that show them; see `_around`."""
        for old, new in changes:  # first of all: what is taken down must not wait for a full disk
            if old and not new:
                self._drop_post(old.name)
        entries: dict[str, Entry] = {}
        for old, new in changes:
            for one in (old, new):
                if one:
                    near = [
                        *islice(self._catalogue.after(one), _NEAR + 1),
                        *islice(self._catalogue.before(one), 1),
                    ]
                    entries |= {other.name: other for other in near}
            if new:
                entries[new.name] = new
        for entry in entries.values():
            self._make_post(entry, now)

    def _make_post(self, entry: Entry, now: datetime) -> None:
        record = self._record(entry)
        proofs, calls = self._proofs, self._hotlines.of_post(record, now)
        (self._catalogue.ended.add if calls.ended else self._catalogue.ended.discard)(entry.name)
        page = self._pages.post(record, self._around(entry), calls, is_proved=proofs is not None)
        self._write(entry.page, page)
        if proofs is not None:
            page = self._pages.proof(record, lists.sums_of(entry), proofs.seal)
            self._write(lists.proof_page(entry.name), page)

    def _around(self, entry: Entry) -> Neighbours:
        """Below a post come older ones that are current, those of its topic first; never newer ones, so that
        a new post changes no page but that of the post before it."""
        newer = next(self._catalogue.after(entry), None)
        near = [*islice(self._catalogue.before(entry), 1 + _NEAR)]
        current = [one for one in near[1:] if not one.is_over]
        others = sorted(current, key=lambda one: one.topic != entry.topic)[:_OTHERS]
        return Neighbours(newer, near[0] if near else None, tuple(self._record(one) for one in others))

    def _record(self, entry: Entry) -> Record:
        try:
            found = self._records.get(entry.name)
        except Damaged as error:
            raise Stale(entry.name) from error
        if found is None or found[0] != entry.digest:
            raise Stale(entry.name)
        return found[1]

    def _write(self, name: str, data: bytes) -> None:
        if self._is_ours(name):
            write_whole(self._folder / name, data)
        elif name not in self._foreign:
            self._foreign.add(name)
            log.warning("%s was not made by Loa and is left as it is", self._folder / name)

    def _remove(self, name: str) -> None:
        if self._is_ours(name):
            (self._folder / name).unlink(missing_ok=True)

    def _drop_post(self, name: str) -> None:
        """A damaged record keeps its page: only one that was taken away loses it."""
        if not self._records.has(name):
            (self._folder / PAGES / f"{name}.html").unlink(missing_ok=True)
            self._catalogue.ended.discard(name)
            self._drop_proof(f"{name}.html")

    def _drop_proof(self, file: str) -> None:
        """Of what was taken down the page says so; lists stay while nothing can be signed."""
        proofs, path = self._proofs, self._folder / lists.FOLDER / file
        name = file.removesuffix(".html")
        if proofs is not None:
            if name == file and proofs.trouble():
                return
            found = proofs.find_gone(name) if name != file else None
            if found:
                write_whole(path, self._pages.gone(found, proofs.seal))
                return
            if name != file and self._records.has(name):
                return
        path.unlink(missing_ok=True)

    def _is_ours(self, name: str) -> bool:
        """Whether nothing of somebody else's lies there; what a person put among the lists stays."""
        if name.rpartition("/")[0] not in LISTS and name not in SHARED:
            return True
        try:
            with (self._folder / name).open("rb") as file:
                return is_marked(file.read(_HEAD))
        except FileNotFoundError:
            return True

    def _names_in(self, folder: str) -> list[str]:
        with suppress(FileNotFoundError), os.scandir(self._folder / folder) as entries:
            return [entry.name for entry in entries if entry.is_file()]
        return []


def is_marked(data: bytes) -> bool:
    """Whether a list, a map or the robots' file with those bytes was made by Loa."""
    return _OURS.search(data[:_HEAD]) is not None
