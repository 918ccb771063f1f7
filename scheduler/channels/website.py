"""The website's news as a folder of files: the truth is `posts/ID.json`, all the rest is made from it.

The JSON file is written first: with it the post is public. Its page, the index, the archive, the feeds and
the maps follow, each replaced whole; a kill between any two of them is healed by the next `tidy`, since
every step gives the same bytes again. How: `site/folder.py`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cache import print_of
from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import (
    ChannelError,
    Failure,
    FailureKind,
    Gone,
    Mark,
    Outgoing,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.site.feeds import Feeds
from scheduler.channels.site.folder import SiteFolder
from scheduler.channels.site.pages import INDEX, Pages, design
from scheduler.channels.site.pictures import drop_pictures, write_pictures
from scheduler.channels.site.records import (
    Record,
    SitePicture,
    clean,
    dump_mark,
    load_mark,
    name_of,
    record_of,
    settled,
)
from scheduler.channels.site.store import FOLDER as RECORDS
from scheduler.channels.site.store import Damaged
from scheduler.channels.site.texts import Words
from scheduler.channels.website_kind import KIND
from scheduler.clock import Clock
from scheduler.problems import Language, Text

if TYPE_CHECKING:
    from scheduler.channels.website_kind import WebsiteSettings

_MARK = "loa.json"  # anybody may read it
_OURS = b'<meta name="generator" content="Loa">'


class WebsiteChannel:
    """One folder that a web server shows at one address. Keeps `Channel`, `Tidies`, `Edits`,
    `Withdraws`, `Remembers`."""

    name = ChannelName(KIND.name)
    limits = KIND.limits
    sizes: Sequence[str] = ("wide", "portrait")
    replaces_pictures = True

    def __init__(
        self,
        folder: Path,
        settings: WebsiteSettings,
        title: str,
        language: Language,
        zone: tzinfo,
        clock: Clock,
    ) -> None:
        """*folder* is where the files go; *title* is what the site calls itself; days begin in *zone*."""
        self._folder = folder
        self._address = settings.address
        self._page_key = settings.page_key
        self._clock = clock
        words = Words(language, zone)
        feeds = Feeds(clean(title), words.about, language, settings.address, zone)
        edition = print_of(design(), title, language, settings.address, settings.keep, str(zone))
        self._site = SiteFolder(folder, edition, zone, feeds, Pages(feeds, words), settings.keep)
        self._swept = False

    @property
    def page_key(self) -> str:
        """As its settings have it."""
        return self._page_key

    def describe(self) -> str:
        """The site in a person's words."""
        return self._address

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Write the pictures, to which nothing leads yet; gives their file names.

        Raises:
            ChannelError: they could not be written; nothing is public.
        """
        with _failing_as(FailureKind.CERTAIN):
            return Prepared(tuple(picture.file for picture in self._write_pictures(outgoing)))

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """Make it public; the same key again gives the same address and date, with the words as they are now.

        Raises:
            ChannelError: CERTAIN before the record is written, DOUBTFUL from there on.
        """
        del prepared  # named by their content, so they are the same as those of `prepare`
        with _failing_as(FailureKind.CERTAIN):
            self._check_ours()
            pictures = self._write_pictures(outgoing)
            record = self._settled(outgoing, pictures)
        with _failing_as(FailureKind.DOUBTFUL):
            self._site.put(record, self._clock.now())
        return self._receipt(record)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, the post of its key, if the record stands; what is missing around it is made.

        Raises:
            ChannelError: the folder could not be read, or the rest not be made: nothing is proved.
        """
        with _failing_as(FailureKind.DOUBTFUL):
            records = [self._site.record(name_of(trace.key)) for trace in traces]
            if any(records):
                self._site.heal(self._clock.now())
            return [(self._receipt(record),) if record else () for record in records]

    def shown(self, remote_id: str) -> str | None:
        """The text of that post; None if its record is gone.

        Raises:
            ChannelError: the folder could not be read.
        """
        with _failing_as(FailureKind.DOUBTFUL):
            record = self._record(remote_id)
            return record.text if record else None

    def standing(self, since: datetime) -> frozenset[str]:
        """The names of all posts; a damaged record stands as well.

        Raises:
            ChannelError: the folder could not be read.
        """
        del since  # a folder is listed whole
        with _failing_as(FailureKind.DOUBTFUL):
            return self._site.names()

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Put the words and pictures of *outgoing* in place of the old ones, at the same address and date.

        Raises:
            Gone: the post is there no more.
            ChannelError: CERTAIN, for what was done in part is done again by the next try.
        """
        with _failing_as(FailureKind.CERTAIN):
            if self._record(remote_id) is None:
                raise _gone(remote_id)
            pictures = self._write_pictures(outgoing)
            self._site.put(self._settled(outgoing, pictures), self._clock.now())
            drop_pictures(self._folder, remote_id, pictures)

    def withdraw(self, remote_id: str) -> None:
        """Take the post out: its record first, then its page, index and feeds, at last its pictures.

        Raises:
            Gone: it was there no more; whatever was left of it is taken out all the same.
            ChannelError: CERTAIN, for what was done in part is done again by the next try.
        """
        with _failing_as(FailureKind.CERTAIN):
            self._check_there()
            was_there = self._site.has(remote_id)
            self._site.take_out(remote_id, self._clock.now())
            drop_pictures(self._folder, remote_id)
        if not was_there:
            raise _gone(remote_id)

    def mark(self) -> Mark | None:
        """Which ledger the site was made from last; None for a site of before, or none.

        Raises:
            ChannelError: it cannot be read, or understood.
        """
        with _failing_as(FailureKind.CERTAIN):
            try:
                return load_mark((self._folder / _MARK).read_bytes())
            except FileNotFoundError:
                return None
            except (ValueError, TypeError, KeyError) as error:
                raise OSError(f"{_MARK} cannot be understood") from error

    def set_mark(self, mark: Mark) -> None:
        """Write down which ledger the site is made from.

        Raises:
            ChannelError: it cannot be written, or the folder holds a website of somebody else's.
        """
        with _failing_as(FailureKind.CERTAIN):
            self._check_ours()
            self._site.write_beside(_MARK, dump_mark(mark), self._clock.now())

    def tidy(self, now: datetime) -> None:
        """Take out of index and feeds what has expired at *now*, and heal what a kill left.

        Raises:
            ChannelError: something could not be written.
        """
        with _failing_as(FailureKind.DOUBTFUL):
            if not self._swept:
                self._site.sweep()
                self._swept = True
            self._site.heal(now)

    def _record(self, name: str) -> Record | None:
        self._check_there()
        return self._site.record(name)

    def _check_there(self) -> None:
        """Something became public here once: without its records the disk is away, and no post is gone."""
        if not (self._folder / RECORDS).is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._folder / RECORDS))

    def _settled(self, outgoing: Outgoing, pictures: tuple[SitePicture, ...]) -> Record:
        """The record of what goes out, with the lasting identity of what stands there already."""
        now = self._clock.now()
        self._site.heal(now)
        record = record_of(outgoing, pictures, self._address, now)
        try:
            before = self._site.record(record.name)
        except Damaged:
            before = None
        return settled(record, before, partial(self._site.others_since, record.name, now))

    def _receipt(self, record: Record) -> Receipt:
        return Receipt(record.name, self._address + record.page, record.published)

    def _write_pictures(self, outgoing: Outgoing) -> tuple[SitePicture, ...]:
        return write_pictures(self._folder, outgoing, self.sizes)

    def _check_ours(self) -> None:
        """Never write over a website that someone else made.

        Raises:
            ChannelError: the folder holds one.
        """
        index = self._folder / INDEX
        if not index.exists() or (self._folder / RECORDS).is_dir():
            return
        if _OURS not in index.read_bytes():
            raise ChannelError(
                Failure(
                    FailureKind.CREDENTIAL,
                    "website:other-site",
                    _OTHER_SITE,
                    _OTHER_FOLDER,
                    detail=str(index),
                )
            )


def _gone(name: str) -> Gone:
    return Gone(Failure(FailureKind.CONTENT, "website:gone", _NOT_THERE, _NOTHING_TO_DO, detail=name))


@contextmanager
def _failing_as(kind: FailureKind) -> Iterator[None]:
    """Whatever the disk refuses, as a failure of that *kind*."""
    try:
        yield
    except OSError as error:
        detail = f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
        raise ChannelError(Failure(kind, "website:disk", _NO_DISK, _MEND_DISK, detail=detail)) from error


_NO_DISK = Text("Không ghi được vào thư mục của trang web", "The website's folder cannot be written or read")
_MEND_DISK = Text(
    "Xem thư mục website.folder còn chỗ trống và cho phép ghi không. Ghi được thì Loa tự làm tiếp.",
    "Check that website.folder has room and may be written. Then Loa goes on by itself.",
)
_OTHER_SITE = Text(
    "Thư mục website.folder đang chứa một trang web khác", "The folder website.folder holds another website"
)
_OTHER_FOLDER = Text(
    "Chọn một thư mục trống cho website.folder trong config/settings.yaml.",
    "Choose an empty folder for website.folder in config/settings.yaml.",
)
_NOT_THERE = Text("Bài không còn trên trang web", "The post is on the website no more")
_NOTHING_TO_DO = Text("", "")
