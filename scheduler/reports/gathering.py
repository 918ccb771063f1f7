"""From ledger, calendar and directory to the figures of a period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice

from scheduler.calendar.model import Calendar, Hotline, Post, PostId, Unit, UnitId
from scheduler.calendar.wording import fill
from scheduler.delivery import by_hand
from scheduler.delivery.change_reasons import TAKEN_DOWN
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import SLOT_BACK
from scheduler.delivery.states import State
from scheduler.kinds.metric import Measure
from scheduler.kinds.registry import find_kind, is_by_hand, kinds
from scheduler.problems import Text
from scheduler.queries.corrections import corrections
from scheduler.queries.former import title_in
from scheduler.queries.insights import came_of, measured, told_of_pages
from scheduler.queries.span import Stand, stands, withdrawals
from scheduler.reports.figures import (
    GONE,
    NOT_IN_CALENDAR,
    WENT_OUT,
    Dimension,
    Figures,
    Mended,
    Outcome,
    Row,
    Shown,
)
from scheduler.reports.hotlines import Lines
from scheduler.reports.periods import Period
from scheduler.reports.points import points_of
from scheduler.settings.model import Settings

_CHUNK = 500  # deliveries whose insights are asked for at once


def figures_of(
    ledger: Ledger,
    calendar: Calendar,
    settings: Settings,
    period: Period,
    now: datetime,
    *,
    unit: UnitId | None = None,
    about: Collection[str] = (),
) -> Figures:
    """The figures of *period* as they are known at *now* (aware), of *unit* and those below it; None: of all.

    *about*: the templates whose cards are about one hotline.
    """
    zone = settings.zone
    start, end = period.bounds(zone)
    until = min(end, now.astimezone(zone))
    wanted = _below(calendar.units, unit) if unit else None
    posts = {post.id: post for post in (*calendar.faulty, *calendar.posts)}
    lines = Lines(calendar.hotlines, about)
    made = _Making(calendar, settings, posts, lines, zone, start, until)
    rows: list[Row] = []
    messages: dict[PostId, str] = {}
    for part in _chunks(stands(ledger, start, until)):
        mine = [one for one in part if wanted is None or one.key.unit in wanted]
        kept = [(one, row) for one in mine if (row := made.row(one)) is not None]
        out = {one.id: row.key.channel for one, row in kept if row.went_out}
        came = came_of(ledger, out, (until - _MOMENT).date())
        for one, row in kept:
            found = came[one.id].figures if one.id in came else {}
            rows.append(replace(row, measures=found) if found else row)
            if row.key.post not in posts:
                messages.setdefault(row.key.post, one.message)
    shown_units = {id_: one for id_, one in calendar.units.items() if wanted is None or id_ in wanted}
    shown = calendar.units[unit] if unit else next(iter(calendar.units.values()))
    titles = {
        id_: _title(id_, posts, shown, calendar.hotlines, messages) for id_ in {row.key.post for row in rows}
    }
    return Figures(
        period,
        until,
        end <= now,
        shown,
        tuple(sorted(rows, key=lambda row: (row.at or row.due, row.key))),
        titles,
        _names(calendar, settings, posts),
        {Dimension.TOPIC: tuple(settings.topics), Dimension.AUDIENCE: tuple(settings.audiences)},
        calendar.hotlines if wanted is None else _lines_for(calendar, wanted, rows),
        tuple(_mended(ledger, start, until, zone, wanted)),
        _pages(ledger, calendar.units, wanted, start.date(), (until - _MOMENT).date()),
        {id_: id_ if not one.office else one.parent or id_ for id_, one in shown_units.items()},
    )


_MOMENT = timedelta(microseconds=1)


@dataclass
class _Making:
    """Makes rows of what the book says."""

    calendar: Calendar
    settings: Settings
    posts: Mapping[PostId, Post]
    lines: Lines
    zone: tzinfo
    start: datetime
    until: datetime

    def __post_init__(self) -> None:
        self._on_cards: dict[PostId, frozenset[str]] = {}
        self._points: dict[tuple[PostId, bool], frozenset[int]] = {}
        self._hotlines: dict[tuple[frozenset[str], ...], Mapping[Shown, frozenset[str]]] = {}

    def row(self, one: Stand) -> Row | None:
        """*one* as it belongs to the period; None where it does not."""
        found = self._outcome(one)
        if found is None:
            return None
        outcome, at, reason = found
        post = self.posts.get(one.key.post)
        at = at.astimezone(self.zone) if at else None
        due = one.due.astimezone(self.zone)
        is_late = outcome in {Outcome.OUT, Outcome.WITHDRAWN} and bool(
            at and at - due > self.settings.late.spacing and not is_by_hand(one.key.channel)
        )
        hotlines = self._shown(one, post, (at or due).date())
        return Row(
            one.key,
            outcome,
            due,
            at,
            is_late,
            one.address,
            None if outcome is Outcome.OUT else reason,
            one.trouble if is_late else None,
            post.campaign.id if post else GONE,
            post.topic if post else GONE,
            post.audience if post else GONE,
            self._points_of(post, any(hotlines.values())) if post else frozenset(),
            hotlines,
            len(by_hand.places_in(one.word)) if outcome is Outcome.SAID else 0,
        )

    def _outcome(self, one: Stand) -> tuple[Outcome, datetime | None, Reason | None] | None:
        is_given = one.state is State.HANDED_OVER and is_by_hand(one.key.channel)
        is_said = one.word is not None and one.word.code == by_hand.DONE.code
        found: tuple[Outcome, datetime | None, Reason | None]
        if one.state is State.WITHDRAWN:
            found = Outcome.WITHDRAWN, one.public_at or one.said_at, one.reason
        elif one.state is State.PUBLISHED:
            found = Outcome.OUT, one.public_at, one.reason
        elif is_given and is_said:
            found = Outcome.SAID, one.said_at, one.word
        elif one.public_at is not None:
            found = Outcome.WITHDRAWN, one.public_at, one.reason  # it was public, and is to be published anew
        elif is_given:
            found = Outcome.TO_POST, None, one.word or one.reason
        elif one.state in _STOPPED:
            found = _STOPPED[one.state], None, one.reason
        else:
            found = Outcome.WAITING, None, one.trouble or one.reason
        outcome, at, _ = found
        if outcome in WENT_OUT:
            is_of_it = at is not None and self.start <= at < self.until
        elif outcome is Outcome.WAITING:
            is_of_it = self.start <= one.due < self.until
        else:
            is_of_it = self.start <= one.moved_at and one.reason.code != SLOT_BACK.code
        return found if is_of_it else None

    def _shown(self, one: Stand, post: Post | None, day: date) -> Mapping[Shown, frozenset[str]]:
        words = self.lines.in_words(one.text, post)
        cards = buttons = _NO_LINES
        unit = self.calendar.units.get(one.key.unit)
        if post is not None:
            if post.id not in self._on_cards:
                self._on_cards[post.id] = self.lines.on_cards(post)
            cards = self._on_cards[post.id]
            buttons = self.lines.as_buttons(post, unit, one.key.channel, day) if unit else _NO_LINES
        return self._hotlines.setdefault(
            (words, cards, buttons),
            {
                way: keys
                for way, keys in ((Shown.WORDS, words), (Shown.CARD, cards), (Shown.BUTTON, buttons))
                if keys
            },
        )

    def _points_of(self, post: Post, shows_hotline: bool) -> frozenset[int]:
        asked = post.id, shows_hotline
        if asked not in self._points:
            self._points[asked] = points_of(
                post, shows_hotline=shows_hotline, chosen=self.settings.report.points
            )
        return self._points[asked]


_STOPPED = {State.HELD: Outcome.HELD, State.SKIPPED: Outcome.SKIPPED}
_NO_LINES: frozenset[str] = frozenset()


def _below(units: Mapping[UnitId, Unit], top: UnitId) -> frozenset[UnitId]:
    """That unit and all below it."""
    found = {top}
    while True:
        more = {unit.id for unit in units.values() if unit.parent in found} - found
        if not more:
            return frozenset(found)
        found |= more


def _chunks(values: Iterator[Stand]) -> Iterator[Sequence[Stand]]:
    while part := list(islice(values, _CHUNK)):
        yield part


def _title(
    id_: PostId,
    posts: Mapping[PostId, Post],
    unit: Unit,
    hotlines: Mapping[str, Hotline],
    messages: Mapping[PostId, str],
) -> str:
    title = posts[id_].title if id_ in posts else title_in(messages.get(id_, "")) or NOT_IN_CALENDAR.vi
    try:
        return fill(title, unit, hotlines)
    except LookupError:  # of a faulty post, or a line that the directory has no more
        return title


def _names(
    calendar: Calendar, settings: Settings, posts: Mapping[PostId, Post]
) -> dict[Dimension, dict[str, Text]]:
    def same(words: Iterable[tuple[str, str]]) -> dict[str, Text]:
        return {key: Text(said, said) for key, said in words} | {GONE: NOT_IN_CALENDAR}

    campaigns = {post.campaign.id: post.campaign.title or post.campaign.id for post in posts.values()}
    campaigns.pop("", None)
    return {
        Dimension.CHANNEL: {kind.name: kind.title for kind in kinds()},
        Dimension.CAMPAIGN: same(campaigns.items()),
        Dimension.TOPIC: same(settings.topics.items()),
        Dimension.AUDIENCE: same(settings.audiences.items()),
        Dimension.UNIT: {id_: Text(unit.name, unit.name) for id_, unit in calendar.units.items()},
    }


def _lines_for(calendar: Calendar, wanted: Collection[UnitId], rows: Iterable[Row]) -> dict[str, Hotline]:
    """The lines that the *wanted* units have, or showed."""
    keys = {key for id_ in wanted for key in calendar.units[id_].hotlines}
    keys |= {key for row in rows for keys in row.hotlines.values() for key in keys}
    return {key: line for key, line in calendar.hotlines.items() if key in keys}


_MENDED = {
    "edit": Text("sửa bài đang công khai", "mended"),
    "withdraw": Text("gỡ bài", "taken down"),
    "anew": Text("gỡ rồi đăng lại", "published anew"),
}
_BY_OTHERS = Text("có người gỡ ngay trên trang", "taken down on the page by hand")


def _mended(
    ledger: Ledger, start: datetime, until: datetime, zone: tzinfo, wanted: Collection[UnitId] | None
) -> Iterator[Mended]:
    asked_for: set[Key] = set()
    found = []
    for one in corrections(ledger, since=start):
        if one.asked < until:
            asked_for.add(one.key)
            done = one.mended.astimezone(zone) if one.mended and one.mended < until else None
            found.append(Mended(one.key, _MENDED[one.what], one.why, one.asked.astimezone(zone), done))
    for key, at, reason in withdrawals(ledger, start, until):
        if key not in asked_for:  # by hand on the page, or as it was asked for before
            what = _BY_OTHERS if reason.code == TAKEN_DOWN.code else _MENDED["withdraw"]
            why, moment = str(reason.values.get("why", "")), at.astimezone(zone)
            found.append(Mended(key, what, why, moment, moment))
    return (one for one in sorted(found, key=_asked) if wanted is None or one.key.unit in wanted)


def _asked(one: Mended) -> tuple[datetime, Key]:
    return one.asked, one.key


def _pages(
    ledger: Ledger,
    units: Mapping[UnitId, Unit],
    wanted: Collection[UnitId] | None,
    first: date,
    last: date,
) -> dict[str, dict[Measure, tuple[int, int]]]:
    """What the places themselves tell of the period: by channel, of each measure its sum, and of how many."""
    told = told_of_pages(ledger, first, last)
    sums: defaultdict[str, Counter[Measure]] = defaultdict(Counter)
    places: defaultdict[str, Counter[Measure]] = defaultdict(Counter)
    for unit in units.values():
        if wanted is not None and unit.id not in wanted:
            continue
        for name, block in unit.channels.items():
            kind = find_kind(name)
            found = measured(told.get(block.page_key, ()), kind.page_metrics) if kind else {}
            sums[name].update(found)
            places[name].update(found.keys())
    return {
        name: {measure: (sums[name][measure], count) for measure, count in each.items()}
        for name, each in places.items()
        if each
    }
