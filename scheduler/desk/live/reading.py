"""All that the desk shows, as one frozen value: the calendar, its cards and every problem at one instant."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from msgspec import structs

from scheduler.calendar.model import PROVINCE, Calendar, ChannelName, Post, PostId, Unit, offered, units_of
from scheduler.calendar.post import STAND_IN
from scheduler.calendar.slots import FIRST, occurrences
from scheduler.calendar.wording import Wording, fill, word
from scheduler.cards.gallery import Gallery
from scheduler.cards.messages import UNREADABLE, can_be_looked_at
from scheduler.kinds.kind import ChannelKind, Limits
from scheduler.problems import Problem
from scheduler.settings.model import Settings
from scheduler.settings.users import is_within

_NEVER = datetime.max.replace(tzinfo=UTC)  # posts without a time stand last
_SHORTEST = 4  # letters of what is looked for in a problem's words
_PRINT = 16  # digits of a fingerprint: enough for an address


@dataclass(frozen=True, slots=True)
class Turn:
    """One date of a post, by the name that the ledger has for it."""

    name: str
    due: datetime | None  # aware; None while the post waits in the queue


def turns_of(post: Post) -> Iterator[Turn]:
    """Every date of *post*, ascending; the one turn of a post without a time."""
    if post.at is None:
        yield Turn(FIRST, None)
    for name, due in occurrences(post):
        yield Turn(name, due)


@dataclass(frozen=True)
class Reading:
    """What was read from a folder of work; the pages are made from nothing else and the ledger's states."""

    settings: Settings | None  # None: config/settings.yaml has errors, which are among *problems*
    calendar: Calendar
    gallery: Gallery | None
    posts: tuple[Post, ...]  # in calendar order, those with an error too, as far as they could be read
    problems: tuple[Problem, ...]  # of settings, calendar and cards, by file and line
    prints: Mapping[PostId, str]  # the fingerprint of each post's pictures, of those that can be painted
    at: datetime  # when it was read, aware
    faulty: frozenset[PostId]  # the posts that do not go out, since they have an error
    _places: Mapping[PostId, int] = field(repr=False)
    _turns: dict[PostId, tuple[Turn, ...]] = field(default_factory=dict, repr=False)
    narrowed_to: frozenset[str] | None = None  # the units to which it is; None: it is whole

    @property
    def unit(self) -> Unit:
        """Whose desk it is: the province's, or the first of those to which it is narrowed."""
        name = self.settings.organisation if self.settings and self.narrowed_to is None else ""
        units = self.calendar.units
        return units.get(PROVINCE) or next(iter(units.values()), None) or Unit(PROVINCE, name)

    def narrowed(self, hers: frozenset[str]) -> Reading:
        """The same without all that is not for one of those units: other posts, units and problems."""
        calendar, gallery = self.calendar, self.gallery
        units = {id_: unit for id_, unit in calendar.units.items() if id_ in hers}
        posts = tuple(post for post in self.posts if units_of(post, units))
        ids = {post.id for post in posts}
        others = {word for post in self.posts if post.id not in ids for word in (post.id, post.title)}
        others |= {unit.name for id_, unit in calendar.units.items() if id_ not in hers}
        mine = {post.id for post in posts if is_within(post.units, hers)}
        problems = tuple(
            one
            for one in self.problems
            # Of her own posts no error is kept from her: it says what she has to mend.
            if one.post in ids and ((one.is_error and one.post in mine) or not _tells_of(one, others))
        )
        narrow = replace(
            calendar,
            posts=[post for post in calendar.posts if post.id in ids],
            faulty=[post for post in calendar.faulty if post.id in ids],
            units=units,
            problems=[one for one in calendar.problems if one.post in ids],
            unread={id_: title for id_, title in calendar.unread.items() if id_ in ids},
        )
        prints = {id_: seen for id_, seen in self.prints.items() if id_ in ids}
        for post in posts if gallery else ():
            unit = narrow.unit_of(post)
            if gallery and post.id in prints and unit != self.unit_of(post):
                prints[post.id] = gallery.fingerprint(post, unit)[:_PRINT]
        places = {post.id: n for n, post in enumerate(posts)}
        return replace(
            self, calendar=narrow, posts=posts, problems=problems, prints=prints,
            faulty=self.faulty & ids, _places=places, _turns={}, narrowed_to=hers,
        )  # fmt: skip

    @property
    def zone(self) -> ZoneInfo | None:
        """The office's zone; None, the machine's, where the settings cannot be read."""
        return self.settings.zone if self.settings else None

    @property
    def channels(self) -> Sequence[ChannelKind]:
        """The channels that a post may name."""
        return offered(self.calendar.units.values())

    def unit_of(self, post: Post) -> Unit:
        """For whom *post* is shown: the first of its units."""
        if PROVINCE in self.calendar.units:
            return self.calendar.unit_of(post)
        return next(iter(self.calendar.units_of(post)), self.unit)

    def words(self, post: Post, text: str) -> str:
        """*text* of *post* with its placeholders filled in, as the public reads it."""
        try:
            return fill(text, self.unit_of(post), self.calendar.hotlines)
        except LookupError:  # it names a hotline that there is not, which is told
            return text

    def wording(self, post: Post, unit: Unit, channel: ChannelName, limits: Limits) -> Wording:
        """The words of *post* there; as they were written where a faulty one has no others."""
        try:
            return word(post, unit, self.calendar.hotlines, channel, limits)
        except LookupError:
            return Wording(post.title, post.text, post.hashtags, post.link)

    def post(self, post_id: str) -> Post | None:
        """The post of that id, with or without an error."""
        place = self._places.get(PostId(post_id))
        return None if place is None else self.posts[place]

    def title(self, post_id: str) -> str:
        """What that post is called, also where it cannot be read; '' where the calendar has it not."""
        post = self.post(post_id)
        return self.words(post, post.title) if post else self.calendar.unread.get(post_id, "")

    def turns(self, post: Post) -> Sequence[Turn]:
        """Every date of *post*, which is one of the reading's, ascending."""
        found = self._turns.get(post.id)
        if found is None:
            found = self._turns[post.id] = tuple(turns_of(post))
        return found

    def passed(self, post: Post, now: datetime) -> int:
        """How many dates of *post* have come by *now*."""
        if not post.repeat:
            return post.at is not None and post.at <= now
        return bisect_right(self.turns(post), now, key=lambda turn: turn.due or _NEVER)

    @cached_property
    def days(self) -> Mapping[date | None, Sequence[tuple[Post, Turn]]]:
        """What each day has, by the office's clock and in calendar order; None: what waits in the queue."""
        found: dict[date | None, list[tuple[Post, Turn]]] = {}
        for post in self.posts:
            for turn in self.turns(post):
                day = turn.due.astimezone(self.zone).date() if turn.due else None
                found.setdefault(day, []).append((post, turn))
        return found

    @cached_property
    def dated(self) -> Sequence[date]:
        """The days, ascending, that have anything."""
        return sorted(day for day in self.days if day)

    @cached_property
    def first_days(self) -> Sequence[date]:
        """The days, ascending, on which any post has its first date."""
        return sorted(
            {
                day
                for day, entries in self.days.items()
                if day and any(turn.name == FIRST for _, turn in entries)
            }
        )

    def file_of(self, post_id: str) -> str:
        """The calendar's file in which that post stands, sound or not; '' for none."""
        post = self.post(post_id)
        if post is not None:
            return post.place().file
        return next((problem.place.file for problem in self.problems if problem.post == post_id), "")

    def neighbours(self, post: Post) -> tuple[Post | None, Post | None]:
        """The posts before and after *post* in calendar order."""
        place = self._places[post.id]
        before = self.posts[place - 1] if place else None
        after = self.posts[place + 1] if place + 1 < len(self.posts) else None
        return before, after

    def problems_of(self, post_id: str) -> tuple[Problem, ...]:
        """The problems of one post, whether it could be read or not."""
        return self._by_post.get(post_id, ())

    def is_hard_to_read(self, post: Post) -> bool:
        """Whether its cards can be painted and looked at, but not be read by everybody."""
        return post.id in self.prints and any(
            problem.code == UNREADABLE.code for problem in self.problems_of(post.id)
        )

    @cached_property
    def audiences(self) -> Collection[str]:
        """Those that some post is for."""
        return {post.audience for post in self.posts}

    @cached_property
    def topics(self) -> Collection[str]:
        """Those that some post is about."""
        return {post.topic for post in self.posts}

    @cached_property
    def has_pool(self) -> bool:
        """Whether any post has no time of its own, and takes a slot."""
        return any(
            post.status == "ready" and (post.at is None or bool(post.evergreen)) for post in self.posts
        )

    @cached_property
    def levels(self) -> Mapping[bool, int]:
        """How many problems are errors, and how many are not."""
        return Counter(problem.is_error for problem in self.problems)

    @cached_property
    def _by_post(self) -> Mapping[str, tuple[Problem, ...]]:
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(problem.post, []).append(problem)
        return {post: tuple(problems) for post, problems in found.items()}


def _tells_of(problem: Problem, others: Collection[str]) -> bool:
    """Whether its words name one of *others*: posts that are alike are told of both."""
    said = [str(value) for value in problem.values.values()]
    return any(word in value for value in said for word in others if len(word) >= _SHORTEST)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was learned of one post's cards."""

    post: Post
    problems: tuple[Problem, ...]
    fingerprint: str  # '' when it cannot be painted


class Assembler:
    """Makes readings; what it learned of a post's cards is kept until the post or the gallery changes.

    So one edited post among a thousand costs one look at one card.
    """

    def __init__(self) -> None:
        self._gallery: Gallery | None = None
        self._known: dict[PostId, _Known] = {}

    def assemble(
        self,
        settings: Settings | None,
        calendar: Calendar,
        gallery: Gallery | None,
        *,
        at: datetime,
    ) -> Reading:
        """One reading; *calendar* holds the settings' problems too (*settings* is None where they forbid)."""
        if gallery is not self._gallery:
            self._known = {}
            self._gallery = gallery
        sound = {post.id: post for post in calendar.posts}
        faulty: dict[PostId, Post] = {}
        for post in calendar.faulty:
            if post.id and post.id not in sound:
                faulty.setdefault(post.id, _as_called(post, calendar))
        posts = tuple(sorted((*sound.values(), *faulty.values()), key=lambda post: post.at or _NEVER))
        places = {post.id: n for n, post in enumerate(posts)}
        reading = Reading(settings, calendar, gallery, posts, (), {}, at, frozenset(faulty), places)
        if gallery is None:
            return _finished(reading, calendar.problems, {})
        self._known = {post.id: self._look(post, reading.unit_of(post), gallery) for post in posts}
        known = self._known.values()
        of_cards = (problem for one in known if one.post.id in sound for problem in one.problems)
        beside = gallery.problems_beside(calendar)
        of_units = gallery.unit_problems(calendar)
        found = (*gallery.template_problems, *of_units, *calendar.problems, *beside, *of_cards)
        return _finished(reading, found, {one.post.id: one.fingerprint for one in known if one.fingerprint})

    def _look(self, post: Post, unit: Unit, gallery: Gallery) -> _Known:
        old = self._known.get(post.id)
        # Equal posts may have moved to other lines, which only those with problems name.
        if old and (old.post is post or (old.post == post and not old.problems)):
            return _Known(post, old.problems, old.fingerprint)
        problems = tuple(gallery.problems(post, unit))
        seen = bool(post.cards) and can_be_looked_at(problems)
        return _Known(post, problems, gallery.fingerprint(post, unit)[:_PRINT] if seen else "")


def _as_called(post: Post, calendar: Calendar) -> Post:
    """*post*, which has an error, without what stands in it for words that could not be read."""
    title, text = calendar.unread.get(post.id, post.title), "" if post.text == STAND_IN else post.text
    return post if (title, text) == (post.title, post.text) else structs.replace(post, title=title, text=text)


def _finished(reading: Reading, problems: Sequence[Problem], prints: Mapping[PostId, str]) -> Reading:
    ordered = sorted(problems, key=lambda problem: (problem.place.file, problem.place.line))
    return replace(reading, problems=tuple(ordered), prints=prints)
