"""The words of the whole program: post, card, hotline, unit, calendar. All values are frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Literal, NewType, Protocol

import msgspec

from scheduler.kinds.kind import ChannelBlock, ChannelKind, home_of
from scheduler.kinds.registry import kinds
from scheduler.problems import Message, Place, Problem
from scheduler.settings.model import Brand
from scheduler.settings.week import Slots, SlotsSettings

PostId = NewType("PostId", str)
UnitId = NewType("UnitId", str)
ChannelName = NewType("ChannelName", str)

PROVINCE = UnitId("province")  # the unit that every calendar has
ALL_UNITS = UnitId("all")  # in a post's `units`: each unit that does not decline it, no office's other pages

VERIFIED_FOR = timedelta(days=365)  # a number that was called longer ago may have changed hands

CardField = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hotline:
    """One line of the directory config/hotlines.yaml: where `{{ hotline(…) }}` takes its numbers from."""

    key: str
    name: str
    number: str  # digits alone
    who: str = ""
    hours: str = ""
    area: str = ""  # where it serves, in words
    valid_until: date | None = None  # the last day on which it may be published
    verified_on: date | None = None  # the day on which somebody called it, and it was right
    verified_by: str = ""
    place: Place = field(default=Place(""), compare=False)

    def has_ended(self, day: date) -> bool:
        """Whether it may no longer be published on *day*."""
        return self.valid_until is not None and self.valid_until < day

    def is_verified(self, day: date) -> bool:
        """Whether somebody has called it within a year before *day*."""
        return self.verified_on is not None and day - self.verified_on <= VERIFIED_FOR

    def is_called(self, today: date) -> bool:
        """The same as it is known *today*: a call that is yet to come was none."""
        return self.verified_on is not None and self.verified_on <= today and self.is_verified(today)

    @property
    def shown(self) -> tuple[object, ...]:
        """What people who approve a post approve of it; that the number was called again changes nothing."""
        return self.key, self.name, self.number, self.who, self.hours, self.area, self.valid_until

    @property
    def display(self) -> str:
        """The number in its one written form: 111; 0377 672 444; 0299 3551 717.

        Mobile numbers (03, 05, 07, 08, 09) are grouped 4-3-3. Land lines have an area code of 4
        digits (02xx) before 7 digits, written 4-4-3, so that the code is read as one.
        """
        digits = self.number
        if len(digits) == 10:
            return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
        if len(digits) == 11:
            return f"{digits[:4]} {digits[4:8]} {digits[8:]}"
        return digits


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation with its own page and hotlines; the province's values are the settings' own.

    A unit goes where it has a page or a website of its own. Its *brand* and *slots* are the province's, but
    for the keys that it has itself. Another page of an office is a unit too: *name* is what staff call that
    page, *parent* the office, and what it does not say itself is the office's.
    """

    id: UnitId
    name: str
    language: Literal["vi", "km"] = "vi"
    parent: UnitId | None = None  # None: the province, which is above all others
    above: str = ""  # the parent's name; '' for the province
    office: str = ""  # of another page of an office: that office's name; '' for a unit of its own
    hotlines: tuple[str, ...] = ()  # keys: its own, then those of the units above it
    declines: frozenset[str] = frozenset()  # ids of posts and campaigns that it does not want
    brand: Brand | None = None
    channels: Mapping[str, ChannelBlock] = field(default_factory=dict)  # by name
    slots: SlotsSettings | None = None
    counted: tuple[str, ...] = ()  # the websites, its own and the province's, whose readers are counted

    @property
    def signature(self) -> str:
        """The name by which its posts and cards call it."""
        return self.office or self.name

    @property
    def home(self) -> str:
        """The public address that its cards may lead to; '' where it has none of its own."""
        return home_of(self.channels)

    def slots_of(self, channel: str) -> Slots:
        """Its week of the posts without a time that go to *channel*; an empty one when no slots are set."""
        return self.slots.of(channel) if self.slots else Slots()

    def has_channel(self, channel: str) -> bool:
        """Whether it has a page or a website of its own there, reachable or not."""
        return channel in self.channels


class Card(msgspec.Struct, frozen=True):
    """A picture to be painted: a template's name and what fills its fields; a plain photo has none."""

    template: str
    fields: Mapping[str, CardField] = msgspec.field(default_factory=dict)
    alt: str = ""
    mood: str = ""  # '' lets the painter choose by the post's id
    ground: str = ""
    motion: str = ""  # true, false, or the size of its film; '' lets the template choose
    occasion: str = ""  # that it dresses for: '' by the day of the post, `none` for none
    qr: str = ""  # a QR code on it: `link` for the post's own address, or another one
    children_seen: str = (
        ""  # whether its photo shows a child that can be recognised; '' where nobody was asked
    )

    @property
    def is_photo(self) -> bool:
        """Whether it is a plain photo, shown as it is: its field `image`, and nothing written on it."""
        return not self.template

    @property
    def keeps_mood(self) -> bool:
        """Whether it looks the same whenever it goes out: its colours are chosen by hand, or it has none."""
        return self.is_photo or bool(self.mood) or self.occasion not in {"", "none"}


# What every card may say beside its template's own fields.
CARD_KEYS = Card.__struct_fields__[2:]


@dataclass(frozen=True, slots=True)
class ChannelVariant:
    """What differs on one channel; None where nothing does."""

    title: str | None = None
    text: str | None = None
    hashtags: tuple[str, ...] | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A named run of posts: one file's heading."""

    id: str = ""
    title: str = ""
    programme: str = ""


class Post(msgspec.Struct, frozen=True, eq=False):
    """One message of the calendar, with its defaults applied and all its text in NFC.

    *places* finds where a value stands: use `place("card", "headline")`, `place("text")`.
    """

    id: PostId
    title: str
    text: str
    at: datetime | None = None  # aware; None: it waits in the queue
    after: datetime | None = None  # aware; in the queue, no earlier than this
    repeat: str = ""  # a recurrence rule by RFC 5545, '' for none
    excluded: tuple[date, ...] = ()  # local days on which it does not recur
    evergreen: int = 0  # days of rest between two goings on one page, of a post of the pool; 0: it is none
    season: str = ""  # when a post of the pool may go out (`seasons`), '' for always
    cap: int = 0  # how many times a year on one page; 0: as the rest allows
    turn: str = ""  # of a post of the pool that goes out: the day, which its look goes by
    units: tuple[UnitId, ...] = (PROVINCE,)
    campaign: Campaign = Campaign()
    channels: Mapping[ChannelName, ChannelVariant] = msgspec.field(default_factory=dict)
    audience: str = ""
    topic: str = ""
    hotlines: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    film: str = ""  # a file below posts/; the post's one card is its poster
    film_alt: str = ""  # what it shows, in words
    link: str = ""
    first_comment: str = ""  # said below the post where the channel takes comments
    status: Literal["draft", "ready", "statement"] = "ready"
    source: str = ""
    children: tuple[int, ...] = ()  # ages, in years, of the children who can be recognised in its photos
    consent: str = ""  # the parents'
    child_consent: str = ""  # the child's own, from 7 years
    language: Literal["vi", "km"] = "vi"
    khmer_reader: str = ""  # who reads Khmer and has looked its Khmer words over, and when
    translation_of: str = ""  # the id of the post it says in another language
    continues: str = ""  # the id of the series that it was parted from, whose words it may say again
    expires: date | None = None
    in_charge: str = ""  # who looks after it; like *note* it stays in the office
    note: str = ""
    places: Places | None = None

    @property
    def family(self) -> str:
        """The id that it shares with all that were parted from one series; its own where nothing was."""
        return self.continues or self.id

    @property
    def is_queued(self) -> bool:
        """Whether it waits in the queue for a slot, once."""
        return self.at is None and not self.evergreen

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, wherever they stand."""
        return isinstance(other, Post) and content_of(self) == content_of(other)

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

    @property
    def is_statement(self) -> bool:
        """Whether it lies prepared for a crisis: it goes out only when it is called while all is frozen."""
        return self.status == "statement"

    @property
    def file(self) -> str:
        """The name of its file; '' for a post of no file."""
        return self.places.file if self.places else ""

    def place(self, *path: str | int) -> Place:
        """Where the value at *path* (keys and indexes below the post) stands; the nearest known if absent."""
        return self.places.place(*path) if self.places else Place("")

    def card_path(self, number: int) -> tuple[str | int, ...]:
        """Where card *number* (from 0) stands: one alone is `card`, several `cards`, plain ones `photos`."""
        if self.cards and self.cards[0].is_photo:
            return "photos", number
        return ("card",) if len(self.cards) == 1 else ("cards", number)

    def problem(self, message: Message, *path: str | int, **values: object) -> Problem:
        """A problem of this post's value at *path*, with its line to show."""
        if self.places is None:
            return Problem(message, Place(""), values, post=self.id)
        return self.places.problem(message, *path, post=self.id, **values)

    def problem_in(
        self, message: Message, words: str, /, *path: str | int, nth: int = 0, **values: object
    ) -> Problem:
        """A problem of *words* inside the text at *path* (their occurrence *nth*, from 0)."""
        if self.places is None:
            return Problem(message, Place(""), values, post=self.id)
        place = self.places.find(words, *path, nth=nth)
        return self.places.problem_at(message, place, post=self.id, **values)


CONTENT = Post.__struct_fields__[:-1]  # all but the places
content_of = attrgetter(*CONTENT)


class Places(Protocol):
    """Knows where each value of a post stands in its file (the reader makes them)."""

    @property
    def file(self) -> str:
        """The file's name."""

    def place(self, *path: str | int) -> Place:
        """The place of the value at *path*, or of the nearest one above it."""

    def key(self, *path: str | int) -> Place:
        """The place of the key at *path*, or of the nearest value above it."""

    def problem(self, message: Message, *path: str | int, post: str = "", **values: object) -> Problem:
        """A problem at that place."""

    def find(self, words: str, *path: str | int, nth: int = 0) -> Place:
        """The place of *words* inside the text at *path*; the text's own if they are written differently."""

    def problem_at(self, message: Message, place: Place, *, post: str = "", **values: object) -> Problem:
        """A problem at *place*, which this gave."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that was read from a folder of work: the sound posts in the order of files, and every problem.

    *faulty*: the posts that have an error, as far as they could be read. They never go out; they are here
    so that all that is wrong with them is told at once, their cards included. *unread*: by id, what those are
    called whose title could not be read, of which some are not even among the faulty. *prints*: by file, a
    hash of all that its posts were made of, settings and hotlines included; under '' what all files share.
    """

    posts: Sequence[Post] = ()
    faulty: Sequence[Post] = ()
    hotlines: Mapping[str, Hotline] = field(default_factory=dict)
    units: Mapping[UnitId, Unit] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    prints: Mapping[str, str] = field(default_factory=dict, compare=False)

    def units_of(self, post: Post) -> tuple[Unit, ...]:
        """The units that *post* is for, without those that decline it."""
        return units_of(post, self.units)

    def unit_of(self, post: Post) -> Unit:
        """The unit for which *post* is shown to the staff: the first of them, or else the province."""
        return next(_taking(post, self.units), None) or self.units[PROVINCE]

    def post(self, post_id: str) -> Post | None:
        """The sound post of that id."""
        return next((post for post in self.posts if post.id == post_id), None)


def offered(units: Iterable[Unit]) -> tuple[ChannelKind, ...]:
    """The channels that a post may name: the usual ones, and those that any of *units* has."""
    there = {name for unit in units for name in unit.channels}
    return tuple(kind for kind in kinds() if kind.usual or kind.name in there)


def units_of(post: Post, units: Mapping[UnitId, Unit]) -> tuple[Unit, ...]:
    """Those of *units* that *post* is for, without those that decline it; unknown ids are passed over."""
    return tuple(_taking(post, units))


def named_units(ids: Sequence[UnitId], units: Mapping[UnitId, Unit]) -> Iterator[Unit]:
    """Those of *units* that *ids* mean; an office's other pages only by their own ids."""
    if ALL_UNITS in ids:
        return (unit for unit in units.values() if not unit.office or unit.id in ids)
    return (units[id_] for id_ in dict.fromkeys(ids) if id_ in units)


def _taking(post: Post, units: Mapping[UnitId, Unit]) -> Iterator[Unit]:
    found = named_units(post.units, units)
    return (unit for unit in found if unit.declines.isdisjoint((post.id, post.campaign.id)))
