"""The website's news as a folder of files: the truth is `posts/ID.json`, all the rest is made from it.

The JSON file is written first: with it the post is public. Its page, the index, the archive and the feeds
follow, each replaced whole; a kill between any two of them is healed by the next `tidy`, since every step
gives the same bytes again.
"""

from __future__ import annotations

import errno
import hashlib
import io
import logging
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from scheduler.calendar.model import ChannelName
from scheduler.calendar.wording import Limits
from scheduler.channels.channel import (
    ChannelError,
    Failure,
    FailureKind,
    Gone,
    Mark,
    Media,
    Outgoing,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.site.feeds import Feeds
from scheduler.channels.site.pages import ARCHIVE, INDEX, Pages, neighbours, parts
from scheduler.channels.site.records import (
    Record,
    SitePicture,
    clean,
    dump,
    dump_mark,
    load,
    load_mark,
    local_day,
    name_of,
    newest_first,
    record_of,
    settled,
)
from scheduler.channels.site.words import Words
from scheduler.clock import Clock
from scheduler.files import write_whole
from scheduler.problems import Language, Text

if TYPE_CHECKING:
    from scheduler.settings import WebsiteSettings

log = logging.getLogger(__name__)

TEXT_LIMIT = 100_000  # characters; a guard against accidents, not a rule of the web
SMALL_WIDTH = 540  # pixels of a picture in lists
_SMALL_QUALITY = 82
_RECORDS, _PAGES, _PICTURES = "posts", "bai", "anh"
_MARK = "loa.json"  # anybody may read it
_OURS = b'<meta name="generator" content="Loa">'


class WebsiteChannel:
    """One folder that a web server shows at one address. Keeps `Channel`, `Tidies`, `Edits`,
    `Withdraws`, `Remembers`."""

    name = ChannelName("website")
    limits = Limits(text=TEXT_LIMIT, inline=False)
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
        self._keep = settings.keep
        self._zone = zone
        self._clock = clock
        words = Words(language, zone)
        self._feeds = Feeds(clean(title), words.about, language, settings.address, zone)
        self._pages = Pages(self._feeds, words)
        self._read: dict[str, tuple[object, Record | None]] = {}  # by file name: its stamp, what it holds
        self._made: dict[str, object] = {}  # by file name: all that it was made from
        self._state: object = None  # of records and day when the site was last in step
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
            records = self._records()
            before = next((one for one in records if one.name == name_of(outgoing.key)), None)
            record = settled(record_of(outgoing, pictures, self._address, self._clock.now()), before, records)
        with _failing_as(FailureKind.DOUBTFUL):
            write_whole(self._folder / _RECORDS / f"{record.name}.json", dump(record))
            self._build(self._clock.now())
        return self._receipt(record)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, the post of its key, if the record stands; what is missing around it is made.

        Raises:
            ChannelError: the folder could not be read, or the rest not be made: nothing is proved.
        """
        with _failing_as(FailureKind.DOUBTFUL):
            records = self._named([name_of(trace.key) for trace in traces])
            if any(records):
                self._build(self._clock.now())
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
        del since  # a folder is read whole
        with _failing_as(FailureKind.DOUBTFUL):
            self._check_there()
            return frozenset(file.stem for file in _files(self._folder / _RECORDS, ".json"))

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
            records = self._records()
            before = next(one for one in records if one.name == remote_id)
            record = settled(record_of(outgoing, pictures, self._address, self._clock.now()), before, records)
            write_whole(self._folder / _RECORDS / f"{remote_id}.json", dump(record))
            self._build(self._clock.now())
            self._drop_pictures(remote_id, {name for one in pictures for name in (one.file, one.small)})

    def withdraw(self, remote_id: str) -> None:
        """Take the post out: its record first, then its page, index and feeds, at last its pictures.

        Raises:
            Gone: it was there no more; whatever was left of it is taken out all the same.
            ChannelError: CERTAIN, for what was done in part is done again by the next try.
        """
        with _failing_as(FailureKind.CERTAIN):
            self._check_there()
            file = self._folder / _RECORDS / f"{remote_id}.json"
            was_there = file.exists()
            file.unlink(missing_ok=True)
            self._build(self._clock.now())
            self._drop_pictures(remote_id, ())
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
            write_whole(self._folder / _MARK, dump_mark(mark))

    def tidy(self, now: datetime) -> None:
        """Take out of index and feeds what has expired at *now*, and heal what a kill left.

        Raises:
            ChannelError: something could not be written.
        """
        with _failing_as(FailureKind.DOUBTFUL):
            if not self._swept:
                self._sweep()
                self._swept = True
            self._build(now)

    def _record(self, name: str) -> Record | None:
        self._check_there()
        return self._named([name])[0]

    def _check_there(self) -> None:
        """Something became public here once: without its records the disk is away, and no post is gone."""
        if not (self._folder / _RECORDS).is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._folder / _RECORDS))

    def _named(self, names: Sequence[str]) -> list[Record | None]:
        """The records of those *names*, by one look at the folder; None where there is none."""
        known = {record.name: record for record in self._records()}
        for name in names:
            if name not in known and (self._folder / _RECORDS / f"{name}.json").exists():
                raise OSError(f"{_RECORDS}/{name}.json cannot be understood")
        return [known.get(name) for name in names]

    def _receipt(self, record: Record) -> Receipt:
        return Receipt(record.name, self._address + record.page, record.published)

    def _write_pictures(self, outgoing: Outgoing) -> tuple[SitePicture, ...]:
        name = name_of(outgoing.key)
        pictures = []
        for picture in outgoing.media:
            if picture.size not in self.sizes:
                continue
            content = hashlib.sha256(picture.data).hexdigest()[:10]
            file = f"{_PICTURES}/{name}-{content}{picture.suffix}"
            small = _narrow(picture) if picture.size == "portrait" else b""
            small_file = f"{_PICTURES}/{name}-{content}-{SMALL_WIDTH}.jpg" if small else ""
            write_whole(self._folder / file, picture.data)
            if small:
                write_whole(self._folder / small_file, small)
            pictures.append(
                SitePicture(
                    file,
                    picture.mime,
                    len(picture.data),
                    picture.width,
                    picture.height,
                    picture.size,
                    clean(picture.alt),
                    small_file,
                    SMALL_WIDTH if small else 0,
                )
            )
        return tuple(pictures)

    def _records(self) -> list[Record]:
        """Every sound record, newest first; a file is read again only when it has changed."""
        seen = {}
        for entry in _entries(self._folder / _RECORDS):
            if entry.name.endswith(".json"):
                state = entry.stat()
                stamp = (state.st_mtime_ns, state.st_size, entry.inode())
                known = self._read.get(entry.name)
                as_before = known if known and known[0] == stamp else None
                seen[entry.name] = as_before or (stamp, _record_in(Path(entry.path)))
        self._read = seen
        sound = [record for _, record in seen.values() if record is not None]
        return sorted(sound, key=newest_first, reverse=True)

    def _build(self, now: datetime) -> None:
        """Bring pages, index, archive and feeds in step with the records; what is in step is not touched."""
        records = self._records()
        if not (self._folder / _RECORDS).is_dir():
            return  # nothing was ever published here; whatever lies there is not ours
        today = local_day(now, self._zone)
        state = (today, {name: stamp for name, (stamp, _) in self._read.items()})
        gone = self._made.keys() - self._standing()
        if state == self._state and not gone:
            return
        for name in gone:
            del self._made[name]
        self._state = None
        for name, data in parts().items():
            self._make(name, data, partial(bytes, data))
        for place, record in enumerate(records):
            around = neighbours(records, place, today)
            self._make(record.page, (record, around), partial(self._pages.post, record, around))
        self._drop_pages_without_record()
        latest = tuple(islice((one for one in records if one.is_current(today)), self._keep))
        self._make(INDEX, latest, partial(self._pages.index, latest))
        self._make(ARCHIVE, tuple(records), partial(self._pages.archive, records))
        changed = max((record.updated for record in records), default=now)
        self._feed(latest, changed)
        self._state = state

    def _standing(self) -> set[str]:
        """The names of all files in the folders that this makes files in."""
        folders = {name.rpartition("/")[:2] for name in self._made}
        return {
            f"{folder}{slash}{entry.name}"
            for folder, slash in folders
            for entry in _entries(self._folder / folder)
        }

    def _feed(self, records: tuple[Record, ...], changed: datetime) -> None:
        for name, data in self._feeds.files(records, changed).items():
            self._make(name, data, partial(bytes, data))

    def _make(self, name: str, source: object, content: Callable[[], bytes]) -> None:
        """Write the file *name* unless this process has made it from an equal *source* already."""
        if name in self._made and self._made[name] == source:
            return
        write_whole(self._folder / name, content())
        self._made[name] = source

    def _drop_pages_without_record(self) -> None:
        """A damaged record keeps its page: only one that was taken away loses it."""
        for page in _files(self._folder / _PAGES, ".html"):
            if f"{page.stem}.json" not in self._read:
                page.unlink(missing_ok=True)
                self._made.pop(f"{_PAGES}/{page.name}", None)

    def _drop_pictures(self, name: str, kept: Collection[str]) -> None:
        """Remove the pictures of the post *name* but those *kept*: what is taken down is there no more."""
        ours = re.compile(rf"{re.escape(name)}-[0-9a-f]{{10}}(?:-{SMALL_WIDTH})?")
        for suffix in (".jpg", ".png"):
            for file in _files(self._folder / _PICTURES, suffix):
                if ours.fullmatch(file.stem) and f"{_PICTURES}/{file.name}" not in kept:
                    file.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove the unfinished files of a killed run; only one program carries, so they are nobody's."""
        for folder in (".", _RECORDS, _PAGES, _PICTURES, "chu"):
            for file in _files(self._folder / folder, ".part"):
                if file.name.startswith("."):
                    file.unlink(missing_ok=True)

    def _check_ours(self) -> None:
        """Never write over a website that someone else made.

        Raises:
            ChannelError: the folder holds one.
        """
        index = self._folder / INDEX
        if INDEX in self._made or not index.exists() or (self._folder / _RECORDS).is_dir():
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


def _files(folder: Path, suffix: str) -> list[Path]:
    """The files of *folder* with that ending, by name; none if there is no such folder."""
    return [Path(entry.path) for entry in _entries(folder) if entry.name.endswith(suffix)]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What *folder* holds, by name; nothing if there is no such folder."""
    try:
        return sorted(os.scandir(folder), key=attrgetter("name"))
    except FileNotFoundError:
        return []


def _record_in(file: Path) -> Record | None:
    try:
        return load(file.read_bytes())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("%s cannot be understood and is left out of the site: %s", file, error)
        return None


def _narrow(picture: Media) -> bytes:
    """The picture at a list's width, as JPEG; empty if it is no wider, or not one that Pillow reads."""
    if picture.width <= SMALL_WIDTH:
        return b""
    try:
        with Image.open(io.BytesIO(picture.data)) as image:
            size = (SMALL_WIDTH, round(picture.height * SMALL_WIDTH / picture.width))
            image.draft("RGB", size)
            small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, ValueError):
        return b""
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_SMALL_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


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
