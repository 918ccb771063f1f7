"""Every post of the calendar as one kind of reader sees it; what did not change is not worked out again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
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

_MOST = 8  # kinds of readers: their languages, who may decide, and whose posts are shown

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
    """The posts of *reading* by the ledger at *ledger* in that *minute*; `of` says for whom."""

    reading: Reading
    ledger: Snapshot
    minute: datetime
    frame: _Facts  # what every view depends on
    fixed: Mapping[PostId, tuple[UnitId, _Facts]]
    facts: Mapping[PostId, _Facts]
    views: Mapping[PostId, PostView]  # in calendar order
    visit: Visit
    items: dict[str, tuple[PostView, Markup]] = field(default_factory=dict)  # as they stand in the list
    texts: dict[PostId, tuple[Post, tuple[str, str]]] = field(default_factory=dict)

    def is_of(self, visit: Visit) -> bool:
        """Whether nothing has changed since."""
        is_same = visit.reading is self.reading and visit.ledger is self.ledger
        return is_same and self.minute == _minute(visit)

    @cached_property
    def weeks(self) -> Sequence[Week]:
        """All posts under their weeks."""
        language = self.visit.language
        return by_week(self.views.values(), language, speaker(language)("no_date"))

    @cached_property
    def unconnected(self) -> Sequence[str]:
        """The channels that posts name and that have no place yet; of an office without any, the usual
        ones."""
        settings = self.reading.settings
        if settings is not None and not settings.channels:
            return _USUAL
        each = (one for view in self.views.values() for one in view.channels)
        return tuple(dict.fromkeys(one.channel for one in each if one.tone is Tone.UNCONNECTED))

    @cached_property
    def _summary(self) -> Summary:
        return summary(self.visit, self.views.values())

    def summary(self, visit: Visit) -> Summary:
        """What the whole calendar comes to, as of now."""
        known = self._summary
        return replace(known, distance=distance(known.following, visit.now, visit.language))

    def admitted(self, wanted: Filter) -> Iterator[PostView]:
        """The posts that are looked for."""
        is_plain, words = wanted.words()
        for post, view in zip(self.reading.posts, self.views.values(), strict=True):
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


class Listings:
    """The listing of each kind of reader; may be asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Facts, Listing] = OrderedDict()

    def of(self, visit: Visit) -> Listing:
        """The posts as *visit* shows them, worked out anew as far as anything has changed."""
        units = visit.reading.calendar.units
        unit = visit.wanted.get("unit", "")
        may = (visit.person.may_write, visit.person.may_approve)
        kind = (visit.spoken, visit.decides, may, unit if unit in units else "")
        with self._lock:  # who comes meanwhile waits for the same
            kept = self._kept.pop(kind, None)
            if kept is None or not kept.is_of(visit):
                kept = _made(visit, kept)
            self._kept[kind] = kept
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return kept


def _made(visit: Visit, former: Listing | None) -> Listing:
    reading, calendar = visit.reading, visit.reading.calendar
    frame = (reading.settings, dict(calendar.hotlines), dict(calendar.units), visit.asked is not None)
    if former and former.reading is reading:
        fixed = former.fixed
    else:
        fixed = {post.id: _fixed(post, visit) for post in reading.posts}
    visit.ask_for(reading.posts, [unit for unit, _ in fixed.values()])
    facts = {post.id: (fixed[post.id], *_facts(post, fixed[post.id][0], visit)) for post in reading.posts}
    same = former.facts if former and former.frame == frame else {}
    views = {
        post.id: former.views[post.id]
        if former and same.get(post.id) == facts[post.id]
        else post_view(post, visit)
        for post in reading.posts
    }
    made = Listing(reading, visit.ledger, _minute(visit), frame, fixed, facts, views, visit)
    if former:
        made.items.update((post, item) for post, item in former.items.copy().items() if post in facts)
        made.texts.update((post, text) for post, text in former.texts.copy().items() if post in facts)
    return made


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
    return rows, held, visit.ledger.changes.get(post.id), reading.passed(post, visit.now), approval


def _minute(visit: Visit) -> datetime:
    """Times in a calendar are whole minutes: until the next one none of them passes."""
    return visit.now.replace(second=0, microsecond=0)


def _searchable(post: Post) -> tuple[str, str]:
    """The words of *post*, as they are and without accents."""
    text = " ".join((post.title, post.id, post.text)).lower()
    return text, bare(text)
