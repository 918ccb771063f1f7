"""The website's news as a folder of files: the truth is `posts/ID.json`, all the rest is made from it.

The JSON file is written first: with it the post is public. Its page, the index, the archive, the feeds and
the maps follow, each replaced whole; a kill between any two of them is healed by the next `tidy`, since
every step gives the same bytes again. How: `site/folder.py`. Where the home is another machine, the record
there is what counts, and all is carried in that order: `site/homes/remote.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import asking
from scheduler.cache import print_of
from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import (
    ChannelError,
    Checkup,
    Failure,
    FailureKind,
    Figure,
    Glance,
    Gone,
    Mark,
    Outgoing,
    Prepared,
    Receipt,
    Standing,
    Trace,
    Unheard,
)
from scheduler.channels.directory import Directory
from scheduler.channels.site.feeds import FILES, Feeds
from scheduler.channels.site.folder import SiteFolder
from scheduler.channels.site.homes.failures import failure_of
from scheduler.channels.site.homes.home import Home, LocalHome
from scheduler.channels.site.homes.remote import RemoteHome
from scheduler.channels.site.homes.store import HomeError, Store
from scheduler.channels.site.hub import Hub
from scheduler.channels.site.outside import glance_at
from scheduler.channels.site.pages import Pages, design
from scheduler.channels.site.pictures import drop_pictures, write_pictures
from scheduler.channels.site.proof.proofs import Proofs, Sealing
from scheduler.channels.site.records import (
    Record,
    SitePicture,
    clean,
    dump_mark,
    load_mark,
    local_day,
    name_of,
    record_of,
    settled,
)
from scheduler.channels.site.store import Damaged
from scheduler.channels.site.texts import Words
from scheduler.channels.site.visits import POSTS, SITE, MoreToRead, Unread, Visits
from scheduler.channels.website_kind import KIND, PAGE_VIEWS, SITE_VIEWS
from scheduler.clock import Clock
from scheduler.problems import Language, Text

if TYPE_CHECKING:
    from scheduler.channels.website_kind import WebsiteSettings

_MOST_OF_A_FEED = 1_000_000  # bytes
_MARK = "loa.json"  # anybody may read it


class WebsiteChannel:
    """One site that a web server shows at one address. Keeps `Channel`, `Tidies`, `Edits`, `Withdraws`,
    `Remembers`, `TriesOut`, `Pings`, `ShowsStrangers`, `Measures`."""

    name = ChannelName(KIND.name)
    limits = KIND.limits
    sizes: Sequence[str] = ("wide", "portrait")
    replaces_pictures = True

    def __init__(  # noqa: PLR0913 - two of them are left out by most offices
        self,
        folder: Path,
        settings: WebsiteSettings,
        title: str,
        language: Language,
        zone: tzinfo,
        clock: Clock,
        store: Store | None = None,
        *,
        hub: Hub | None = None,
        visits: Visits | None = None,
        sealing: Sealing | None = None,
        directory: Directory = lambda _: (),
    ) -> None:
        """The site is made in *folder*, and carried to *store* where there is one; what is known of that is
        kept beside the folder. *title* is what the site calls itself; days begin in *zone*; *hub* is told
        when its feeds change; *visits* has its server's logs. With *sealing* each
        post has a page of proof, and its month a signed list. *directory* has the hotlines of its page."""
        self._folder = folder
        self._address = settings.address
        self._page_key = settings.page_key
        self._clock = clock
        self._zone = zone
        words = Words(language, zone)
        self._hub = hub
        self._visits = visits
        hub_address = hub.address if hub else ""
        feeds = Feeds(clean(title), words.about, language, settings.address, zone, hub_address)
        proofs = Proofs(folder, feeds.title, settings.address, sealing) if sealing else None
        parts = (title, language, settings.address, settings.keep, str(zone), hub_address)
        edition = print_of(design(), *parts, proofs.print if proofs else "")
        self._proofs = proofs
        self._names_approver = settings.show_approver
        self._site = SiteFolder(
            folder, edition, zone, feeds, Pages(feeds, words), settings.keep, proofs, directory=directory
        )
        self._home: Home = (
            RemoteHome(folder, folder.with_name(f"{folder.name}.json"), store, zone)
            if store
            else LocalHome(folder, self._site)
        )
        # Until the home has the record, nothing of what is made here is public.
        self._making = FailureKind.CERTAIN if store else FailureKind.DOUBTFUL
        self._swept = False
        self._unread: HomeError | None = None  # why the home's mark is not known

    @property
    def page_key(self) -> str:
        """As its settings have it."""
        return self._page_key

    def describe(self) -> str:
        """The site in a person's words."""
        return self._address

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Write the pictures, to which nothing leads yet; gives their file names."""
        with _failing_as(FailureKind.CERTAIN):
            if self._home.carries:
                self._home.check_ours()
            pictures = self._write_pictures(outgoing)
            self._home.send_pictures()
            return Prepared(tuple(picture.file for picture in pictures))

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """Make it public; the same key again gives the same address and date, with the words as they are now.

        Raises:
            ChannelError: CERTAIN before the record is written, DOUBTFUL from there on.
        """
        del prepared  # named by their content, so they are the same as those of `prepare`
        now = self._clock.now()
        with _failing_as(FailureKind.CERTAIN):
            self._check_read()
            self._home.meet(now, self._site.heal)
            pictures = self._write_pictures(outgoing)
            record = self._settled(outgoing, pictures, now)
        with _failing_as(self._making):
            self._site.put(record, now)
            self._home.begin()
        with _failing_as(FailureKind.DOUBTFUL):
            self._home.carry()
        return self._receipt(record)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, the post of its key, if the record stands; what is missing around it is made.

        Raises:
            ChannelError: the home could not be read, or the rest not be made: nothing is proved.
        """
        with _failing_as(FailureKind.DOUBTFUL):
            records = [self._home.record(name_of(trace.key)) for trace in traces]
            if any(records):
                self._bring(self._clock.now())
            return [(self._receipt(record),) if record else () for record in records]

    def shown(self, remote_id: str) -> str | None:
        """The text of that post; None if its record is gone."""
        with _failing_as(FailureKind.DOUBTFUL):
            record = self._record(remote_id)
            return record.text if record else None

    def standing(self, since: datetime) -> frozenset[str]:
        """The names of all posts; a damaged record stands as well."""
        del since  # a folder is listed whole
        with _failing_as(FailureKind.DOUBTFUL):
            return self._home.names()

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Put the words and pictures of *outgoing* in place of the old ones, at the same address and date.

        Raises:
            Gone: the post is there no more.
            ChannelError: CERTAIN, for what was done in part is done again by the next try.
        """
        now = self._clock.now()
        with _failing_as(FailureKind.CERTAIN):
            if self._record(remote_id) is None:
                raise _gone(remote_id)
            self._home.meet(now, self._site.heal)
            pictures = self._write_pictures(outgoing)
            self._site.put(self._settled(outgoing, pictures, now), now)
            drop_pictures(self._folder, remote_id, pictures)
            self._home.begin()
            self._home.carry()

    def withdraw(self, remote_id: str) -> None:
        """Take the post out: its record first, then its page, index and feeds, at last its pictures.

        Raises:
            Gone: it was there no more; whatever was left of it is taken out all the same.
            ChannelError: CERTAIN, for what was done in part is done again by the next try.
        """
        now = self._clock.now()
        with _failing_as(FailureKind.CERTAIN):
            self._home.check_there()
            was_there = self._home.has(remote_id)
            self._home.meet(now, self._site.heal)
            self._site.take_out(remote_id, now)
            drop_pictures(self._folder, remote_id)
            self._home.begin()
            self._home.carry()
        if not was_there:
            raise _gone(remote_id)

    def mark(self) -> Mark | None:
        """Which ledger the site was made from last; None for a site of before, or none."""
        with _failing_as(FailureKind.CERTAIN):
            try:
                data, self._unread = self._home.read_beside(_MARK), None
            except HomeError as error:
                self._unread = error
                raise
            try:
                return load_mark(data) if data is not None else None
            except (ValueError, TypeError, KeyError) as error:
                raise OSError(f"{_MARK} cannot be understood") from error

    def set_mark(self, mark: Mark) -> None:
        """Write down which ledger the site is made from.

        Raises:
            ChannelError: it cannot be written, or the home holds a website of somebody else's.
        """
        with _failing_as(FailureKind.CERTAIN):
            self._check_read()
            self._home.check_ours()
            self._home.write_beside(_MARK, dump_mark(mark), self._clock.now())

    def tidy(self, now: datetime) -> None:
        """Take out of index and feeds what has expired at *now*, and heal what a kill left."""
        with _failing_as(FailureKind.DOUBTFUL):
            if not self._swept:
                self._site.sweep()
                self._swept = True
            self._bring(now)

    def pending_ping(self, now: datetime) -> Callable[[], None] | None:
        """What tells the hub of feeds that it was not told of; None while they are not public yet."""
        hub = self._hub
        if hub is None or not self._home.is_settled:
            return None
        try:
            feed = (self._folder / FILES[0]).stat()
        except OSError:  # nothing was ever published, or the disk is away
            return None
        stamp = f"{feed.st_mtime_ns}-{feed.st_size}"
        return partial(hub.ping, stamp, now) if hub.told.stamp != stamp else None

    def unheard(self) -> Unheard | None:
        """The hub, if it did not take the last ping."""
        told = self._hub.told if self._hub else None
        return Unheard(told.hub, told.failing_since, told.why) if told and told.failing_since else None

    def try_out(self) -> Text:
        """Reach the home, and write there what nobody sees; gives what was found."""
        with _failing_as(FailureKind.CERTAIN):
            self._home.try_out()
        return _WRITABLE if self._home.carries else KIND.reached

    def as_stranger(self, address: str, text: str) -> Glance | None:
        """Whether the page of a post is there for anybody, and the feed has it."""
        del text  # the page names its own address
        if not address.startswith(self._address):
            return Glance.STRANGE
        ask = partial(
            asking.ask,
            who=self._address,
            most=_MOST_OF_A_FEED,
            is_private_allowed=asking.is_this_machine(self._address),
        )
        name = address.rpartition("/")[2].removesuffix(".html")
        return glance_at(address, self._address, ask, is_in_feed=self._is_listed(name))

    @property
    def tells_figures(self) -> bool:
        """Whether it has the logs of its web server."""
        return self._visits is not None

    def figures(self, posts: Sequence[Standing]) -> Iterator[tuple[Standing, Sequence[Figure]]]:
        """Of each post the views of its page, day by day.

        Raises:
            ChannelError: the logs could not be read, or not to their end yet.
        """
        days = self._counted()
        for post in posts:
            yield post, self._views(days, PAGE_VIEWS.name, f"{POSTS}{post.remote_id}.html")

    def page_figures(self) -> Sequence[Figure]:
        """The views of all its pages, day by day.

        Raises:
            ChannelError: as `figures`.
        """
        return self._views(self._counted(), SITE_VIEWS.name, SITE)

    def _counted(self) -> Mapping[date, Mapping[str, int]]:
        assert self._visits is not None, "nobody else is asked"
        try:
            return self._visits.counted(local_day(self._clock.now(), self._zone))
        except Unread as unread:
            failure = Failure(FailureKind.CERTAIN, "website:log", _NO_LOG, _MEND_LOG, detail=unread.why)
        except MoreToRead:
            failure = Failure(FailureKind.THROTTLED, "website:log-long", _LONG_LOG, _NOTHING_TO_DO, _READS_ON)
        raise ChannelError(failure)

    def _views(self, days: Mapping[date, Mapping[str, int]], metric: str, page: str) -> list[Figure]:
        today = local_day(self._clock.now(), self._zone)
        seen = {day: pages[page] for day, pages in days.items() if page in pages}
        return [
            Figure(metric, count, datetime.combine(day, time(12), self._zone))
            for day, count in sorted(({today: 0} | seen).items())
        ]

    def close(self) -> None:
        """Let go of what is open there; the next call opens it anew."""
        self._home.close()

    def _check_read(self) -> None:
        """Connections come back: whoever could not read the mark must not publish a moment later, for the
        home may be another ledger's by now."""
        if self._unread:
            raise HomeError(self._unread.trouble, self._unread.detail)

    def _bring(self, now: datetime) -> None:
        """Have all in step with the records that are public."""
        self._home.follow(now, self._site.heal)
        self._home.begin()
        self._home.carry()

    def _record(self, name: str) -> Record | None:
        """What stands there of a post that became public once."""
        self._home.check_there()
        return self._home.record(name)

    def _is_listed(self, name: str) -> bool:
        """Whether the feed should have it; by what was made here, for nobody is asked."""
        try:
            record = self._site.record(name)
        except OSError:
            return False
        return record is not None and record.is_current(local_day(self._clock.now(), self._zone))

    def _settled(self, outgoing: Outgoing, pictures: tuple[SitePicture, ...], now: datetime) -> Record:
        """The record of what goes out, with the lasting identity of what stands there already."""
        record = record_of(outgoing, pictures, self._address, now, names_approver=self._names_approver)
        try:
            before = self._site.record(record.name)
        except Damaged:
            before = None
        return settled(record, before, partial(self._site.others_since, record.name, now))

    def _receipt(self, record: Record) -> Receipt:
        return Receipt(record.name, self._address + record.page, record.published)

    def _write_pictures(self, outgoing: Outgoing) -> tuple[SitePicture, ...]:
        return write_pictures(self._folder, outgoing, self.sizes)


class ProvedWebsite(WebsiteChannel):
    """A site with pages of proof: it also keeps `Health`, for its key may be lost."""

    def checkup(self) -> Checkup:
        """Whether the lists of posts can be signed; nobody is asked."""
        assert self._proofs is not None, "it was opened with a sealing"
        with _failing_as(FailureKind.CERTAIN):
            trouble = self._proofs.trouble()
        if trouble is None:
            return Checkup()
        failure = Failure(FailureKind.CERTAIN, "website:signing-key", trouble, _MEND_KEY)
        return Checkup(faults=(failure,))


def _gone(name: str) -> Gone:
    return Gone(Failure(FailureKind.CONTENT, "website:gone", _NOT_THERE, _NOTHING_TO_DO, detail=name))


@contextmanager
def _failing_as(kind: FailureKind) -> Iterator[None]:
    """Whatever the disk or the home refuses, as a failure of that *kind*."""
    try:
        yield
    except HomeError as error:
        raise ChannelError(failure_of(error, kind)) from error
    except OSError as error:
        detail = f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
        raise ChannelError(Failure(kind, "website:disk", _NO_DISK, _MEND_DISK, detail=detail)) from error


_NO_DISK = Text("Không ghi được vào thư mục của trang web", "The website's folder cannot be written or read")
_MEND_DISK = Text(
    "Xem thư mục website.folder còn chỗ trống và cho phép ghi không. Ghi được thì Loa tự làm tiếp.",
    "Check that website.folder has room and may be written. Then Loa goes on by itself.",
)
_NO_LOG = Text(
    "Không đọc được nhật ký truy cập của trang web, nên chưa đếm được lượt xem",
    "The website's access log cannot be read, so its views are not counted",
)
_MEND_LOG = Text(
    "Xem lại website.access_log trong cài đặt, và cho máy chạy Loa quyền đọc tệp ấy (thường là nhóm adm).",
    "See website.access_log in the settings, and let the account that runs Loa read it (mostly group adm).",
)
_LONG_LOG = Text("Nhật ký truy cập còn dài, Loa đọc tiếp", "The access log is long; Loa reads on")
_READS_ON = 60.0  # seconds
_WRITABLE = Text("máy chủ của trang đọc và ghi được", "the site's server can be read and written")
_NOT_THERE = Text("Bài không còn trên trang web", "The post is on the website no more")
_NOTHING_TO_DO = Text("", "")
_MEND_KEY = Text(
    "Bài vẫn đăng. Mất khóa: chép lại từ bản sao lưu. Chưa từng có khóa: loa proof --make-key. Cố ý đổi "
    "khóa: ghi dấu khóa cũ vào website.old_signing_keys rồi chạy lại.",
    "Posts still go out. If the key is lost, restore its copy; if there never was one: loa proof "
    "--make-key. If it was changed on purpose, write the old fingerprint into website.old_signing_keys.",
)
