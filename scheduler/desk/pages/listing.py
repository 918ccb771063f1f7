"""Every post of the calendar as one kind of reader sees it; what did not change is not worked out again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from markupsafe import Markup

from scheduler.calendar.model import Post, PostId, UnitId
from scheduler.delivery.approvals import Approval
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.states import Snapshot
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.drafts import is_draft
from scheduler.desk.pages.standing import Tone
from scheduler.desk.pages.texts import speaker
from scheduler.desk.pages.views import (
    PostView,
    Summary,
    Week,
    by_week,
    distance,
    post_view,
    summary,
)
from scheduler.folding import bare
from scheduler.names import composed

_MOST_FOUND = 16  # of what was looked for
_MOST = 64  # kinds of readers: their languages, who may decide, and whose posts are shown

NAMES = ("text", "state", "audience", "topic", "channel")  # as addresses have them
_USUAL = ("facebook", "website", "zalo")

_Facts = tuple[object, ...]  # all that a view depends on


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader is looking for; '' means everything."""

    text: str = ""
    state: str = ""
    audience: str = ""
    topic: str = ""
    channel: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        """From the words of an address."""
        return cls(*(query.get(name, "").strip()[:200] for name in NAMES))

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def address(self, start: str) -> str:
        """Where the same is looked for from the week *start* on."""
        return self.on("/", **{"from": start})

    def on(self, path: str, **more: str) -> str:
        """Where the same is looked for on another page, *more* words of its address given."""
        words = {name: value for name, value in (asdict(self) | more).items() if value}
        return f"{path}?{urlencode(words)}" if words else path

    def admits(self, post: Post, view: PostView) -> bool:
        """Whether that post is among what is looked for, whatever its words."""
        if self.audience and post.audience != self.audience:
            return False
        if self.topic and post.topic != self.topic:
            return False
        if self.channel and self.channel not in post.channels:
            return False
        if self.state == Tone.ATTENTION:
            if not view.needs_a_look:
                return False
        elif self.state and view.tone != self.state:
            return False
        return True

    def matches(self, post: Post, view: PostView) -> bool:
        """Whether that post is among what is looked for."""
        is_plain, words = self.words()
        text = _searchable(post)[is_plain] if words else ""
        return self.admits(post, view) and all(word in text for word in words)

    def words(self) -> tuple[bool, list[str]]:
        """What each text must have, and whether that was typed without accents and finds words with them."""
        wanted = composed(self.text).lower()
        return bare(wanted) == wanted, wanted.split()


@dataclass(frozen=True, eq=False)
class Listing:
    """Every post as *visit* shows it; what is made of all of them together is made once.

    It is kept while no post looks different, whatever is written in the ledger.
    """

    visit: Visit
    views: Mapping[PostId, PostView]  # in calendar order
    items: dict[str, tuple[PostView, Markup]] = field(default_factory=dict)  # as they stand in the list
    texts: dict[PostId, tuple[Post, tuple[str, str]]] = field(default_factory=dict)
    _found: dict[Filter, Sequence[Week]] = field(default_factory=dict)

    @cached_property
    def weeks(self) -> Sequence[Week]:
        """All posts under their weeks."""
        language = self.visit.language
        return by_week(self.views.values(), language, speaker(language)("no_date"))

    @cached_property
    def unconnected(self) -> Sequence[str]:
        """The channels that posts name and that have no place yet; of an office without any, the usual
        ones."""
        settings = self.visit.reading.settings
        if settings is not None and not settings.channels:
            return _USUAL
        each = (one for view in self.views.values() for one in view.channels)
        return tuple(dict.fromkeys(one.channel for one in each if one.tone is Tone.UNCONNECTED))

    @cached_property
    def drafts(self) -> Sequence[PostView]:
        """The posts that somebody keeps as drafts, by time."""
        kept = (view for view in self._by_time if view.id in self._kept_back)
        return [view for view in kept if view.tone is not Tone.PUBLISHED]

    @cached_property
    def to_come(self) -> Sequence[PostView]:
        """The posts of which nothing has begun yet, by time; no drafts."""
        return [view for view in self._by_time if view.is_to_come and view.id not in self._kept_back]

    @cached_property
    def _kept_back(self) -> Collection[str]:
        return {post.id for post in self.visit.reading.posts if is_draft(post)}

    @cached_property
    def _by_time(self) -> Sequence[PostView]:
        return [view for week in self.weeks for view in week.posts]

    @cached_property
    def _summary(self) -> Summary:
        return summary(self.visit, self.views.values())

    def summary(self, visit: Visit) -> Summary:
        """What the whole calendar comes to, as of now."""
        known = self._summary
        return replace(known, distance=distance(known.following, visit.now, visit.language))

    def found(self, wanted: Filter) -> Sequence[Week]:
        """The weeks with the posts alone that are looked for."""
        known = self._found.get(wanted)
        if known is None:
            ids = {view.id for view in self._admitted(wanted)}
            each = (
                replace(week, posts=tuple(view for view in week.posts if view.id in ids))
                for week in self.weeks
            )
            known = tuple(week for week in each if week.posts)
            if len(self._found) < _MOST_FOUND:
                self._found[wanted] = known
        return known

    def _admitted(self, wanted: Filter) -> Iterator[PostView]:
        is_plain, words = wanted.words()
        for post, view in zip(self.visit.reading.posts, self.views.values(), strict=True):
            if wanted.admits(post, view):
                text = self._text(post)[is_plain] if words else ""
                if all(word in text for word in words):
                    yield view

    def item(self, view: PostView, caller: Callable[[], Markup]) -> Markup:
        """*view* as it stands in the list; *caller* renders it, where that was not done."""
        known = self.items.get(view.id)
        if known is None or known[0] is not view:
            known = self.items[view.id] = view, caller()
        return known[1]

    def _text(self, post: Post) -> tuple[str, str]:
        known = self.texts.get(post.id)
        if known is None or known[0] is not post:
            known = self.texts[post.id] = post, _searchable(post)
        return known[1]


@dataclass(frozen=True)
class _Kept:
    """A listing of *reading*, and by what of the ledger and which *minute* each of its views was made."""

    reading: Reading
    ledger: Snapshot
    minute: datetime
    frame: _Facts  # what every view depends on
    beside: _Facts  # what of the ledger is about no one post, and may concern any
    fixed: Mapping[PostId, tuple[UnitId, _Facts]]
    facts: Mapping[PostId, _Facts]
    listing: Listing

    def is_of(self, visit: Visit) -> bool:
        """Whether nothing has changed since."""
        return visit.ledger is self.ledger and self._is_of_the_same(visit)

    def written(self, visit: Visit) -> Collection[PostId] | None:
        """The posts that something was written about since, if nothing else has changed; else None."""
        return visit.ledger.written_since(self.ledger) if self._is_of_the_same(visit) else None

    def _is_of_the_same(self, visit: Visit) -> bool:
        if visit.reading is not self.reading or self.minute != _minute(visit):
            return False
        return self.beside == _beside(visit)  # the frame is the reading's


class Listings:
    """The listing of each kind of reader; may be asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Facts, _Kept] = OrderedDict()

    def of(self, visit: Visit) -> Listing:
        """The posts as *visit* shows them, worked out anew as far as anything has changed."""
        units = visit.reading.calendar.units
        unit = visit.wanted.get("unit", "")
        may = (visit.person.may_write, visit.person.may_approve, visit.person.units)
        kind = (visit.spoken, visit.decides, may, unit if unit in units else "")
        with self._lock:  # who comes meanwhile waits for the same
            kept = self._kept.pop(kind, None)
            if kept is None or not kept.is_of(visit):
                kept = _made(visit, kept)
            self._kept[kind] = kept
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return kept.listing


def _made(visit: Visit, former: _Kept | None) -> _Kept:
    reading, frame = visit.reading, _frame(visit)
    written = former.written(visit) if former else None
    posts = reading.posts if written is None else [post for one in written if (post := reading.post(one))]
    if former and former.reading is reading:
        fixed = former.fixed
    else:
        fixed = {post.id: _fixed(post, visit) for post in reading.posts}
    visit.ask_for(posts, [fixed[post.id][0] for post in posts])
    facts = {post.id: (fixed[post.id], *_facts(post, fixed[post.id][0], visit)) for post in posts}
    known = former.listing.views if former else {}
    same = former.facts if former and former.frame == frame else {}
    views = {
        post.id: known[post.id] if same.get(post.id) == facts[post.id] else post_view(post, visit)
        for post in posts
    }
    if former and written is not None:
        facts, views = {**former.facts, **facts}, {**known, **views}
    if former and former.reading is reading and former.minute == _minute(visit) and views == known:
        listing = former.listing
    else:
        listing = Listing(visit, views)
        if former:
            items, texts = former.listing.items.copy(), former.listing.texts.copy()
            listing.items.update((post, item) for post, item in items.items() if post in facts)
            listing.texts.update((post, text) for post, text in texts.items() if post in facts)
    return _Kept(reading, visit.ledger, _minute(visit), frame, _beside(visit), fixed, facts, listing)


def _frame(visit: Visit) -> _Facts:
    calendar = visit.reading.calendar
    return visit.reading.settings, dict(calendar.hotlines), dict(calendar.units), visit.asked is not None


def _beside(visit: Visit) -> _Facts:
    return {page: paused.reason for page, paused in visit.ledger.paused.items()}, visit.pool


def _fixed(post: Post, visit: Visit) -> tuple[UnitId, _Facts]:
    """For which unit *post* is shown, and what of its view a reading settles."""
    reading, problems = visit.reading, visit.reading.problems_of(post.id)
    errors = sum(problem.is_error for problem in problems)
    told = (post, errors, len(problems), post.id in reading.faulty, reading.prints.get(post.id))
    return visit.unit_of(post).id, told


def _facts(post: Post, unit: UnitId, visit: Visit) -> _Facts:
    """What of its view the ledger and the time settle."""
    reading = visit.reading
    approval = Approval.APPROVED
    if visit.asked is not None and post.id not in reading.faulty:
        approval = visit.asked.of(post)
    rows, held = visit.ledger.rows(post.id, unit), visit.held_of(post.id, beside=unit)
    passed = reading.passed(post, visit.now)
    why = _pauses(post, visit) if passed else ()
    turn = visit.pool.slots.get(post.id), visit.pool.told.get(post.id)
    return rows, held, visit.ledger.changes.get(post.id), passed, approval, why, turn


def _pauses(post: Post, visit: Visit) -> _Facts:
    """Why nothing goes out where *post* should have."""
    paused, unit = visit.ledger.paused, visit.unit_of(post)
    keys = [unit.channels[name].page_key for name in post.channels if paused and unit.has_channel(name)]
    return tuple(paused[key].reason for key in keys if key in paused)


def _minute(visit: Visit) -> datetime:
    """Times in a calendar are whole minutes: until the next one none of them passes."""
    return visit.now.replace(second=0, microsecond=0)


def _searchable(post: Post) -> tuple[str, str]:
    """The words of *post*, as they are and without accents."""
    text = " ".join((post.title, post.id, post.text)).lower()
    return text, bare(text)
