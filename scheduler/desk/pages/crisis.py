"""What the crisis page shows: what is public, what waits elsewhere, the prepared statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from scheduler.calendar.model import ChannelName, Hotline, Post, UnitId
from scheduler.delivery.approvals import Approval
from scheduler.delivery.by_hand import DONE
from scheduler.delivery.key import Key
from scheduler.delivery.states import BEFORE_SENDING, State
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.standing import APPROVALS, channel_name, public_address
from scheduler.desk.pages.views import PostView, post_view
from scheduler.kinds.kind import Can
from scheduler.kinds.registry import find_kind
from scheduler.queries.public import SHOWN_FOR

_LINES = 6  # of the directory, on the one page
_NOT_OUT = BEFORE_SENDING | {State.HELD, State.SKIPPED}


@dataclass(frozen=True, slots=True)
class Standing:
    """One post on one page, or waiting for it."""

    post: str
    title: str
    when: str
    address: str
    can_go: bool  # whether Loa can take it down there


@dataclass(frozen=True, slots=True)
class Place:
    """One page, and what is public there."""

    name: str
    posts: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    """A prepared statement; *seen* is the print of what is shown."""

    post: PostView
    text: str
    alts: tuple[str, ...]
    seen: str
    is_approved: bool
    stands: str
    is_out: bool
    may_call: bool


@dataclass(frozen=True, slots=True)
class Crisis:
    """All of it."""

    is_frozen: bool
    is_in_mourning: bool
    public: tuple[Place, ...]
    waiting: tuple[Place, ...]
    given: tuple[Place, ...]
    said: tuple[Place, ...]  # posted by hand, by a person's word: Loa sees none of it
    statements: tuple[StatementView, ...]
    hotlines: tuple[Hotline, ...]


def crisis_of(visit: Visit) -> Crisis:
    """As the ledger and the calendar have it now."""
    ledger, calendar = visit.ledger, visit.reading.calendar
    public = [
        Place(
            _place(visit, unit, channel),
            tuple(
                Standing(
                    row.key.post,
                    visit.title_of(row.key.post),
                    visit.moment(row.public_at or row.due),
                    public_address(row.address),
                    _can_go(channel),
                )
                for row in rows
            ),
        )
        for (unit, channel), rows in ledger.still_public(visit.now).items()
    ]
    waiting, given, said = (defaultdict[str, list[Standing]](list) for _ in range(3))
    for row in ledger.scheduled(visit.now):
        waiting[_place(visit, row.key.unit, row.key.channel)].append(_elsewhere(visit, row.key, row.due))
    for one in ledger.by_hand:
        place = _place(visit, one.key.unit, one.key.channel)
        if one.is_open:
            given[place].append(_elsewhere(visit, one.key, one.given))
        elif one.reason.code == DONE.code and one.changed >= visit.now - SHOWN_FOR:
            said[place].append(_elsewhere(visit, one.key, one.changed))
    gallery = visit.reading.gallery
    named = (calendar.hotlines.get(key) for key in visit.reading.unit.hotlines or calendar.hotlines)
    lines = (line for line in named if line is not None and not line.has_ended(visit.today))
    return Crisis(
        ledger.frozen is not None,
        gallery is not None and gallery.is_in_mourning,
        tuple(public),
        tuple(Place(name, tuple(posts)) for name, posts in waiting.items()),
        tuple(Place(name, tuple(posts)) for name, posts in given.items()),
        tuple(Place(name, tuple(posts)) for name, posts in said.items()),
        tuple(_statement(post, visit) for post in calendar.posts if post.is_statement),
        tuple(islice(lines, _LINES)),
    )


def _statement(post: Post, visit: Visit) -> StatementView:
    asked = visit.asked
    stands = asked.of(post) if asked else Approval.NEW
    counted = sum(visit.ledger.counts_of(post.id).values(), Counter[State]())
    out = sum(number for state, number in counted.items() if state not in _NOT_OUT)
    is_out = asked is not None and out >= len(asked.edition.agenda.targets(post)) > 0
    may = visit.decides and visit.person.may_approve
    is_approved = stands is Approval.APPROVED
    return StatementView(
        post_view(post, visit),
        visit.reading.words(post, post.text),
        tuple(visit.reading.words(post, card.alt) for card in post.cards),
        asked.edition.seen(post) if asked else "",
        is_approved,
        APPROVALS[stands][0].say(visit.language),
        is_out,
        may and is_approved and not is_out and visit.ledger.frozen is not None,
    )


def _elsewhere(visit: Visit, key: Key, when: datetime) -> Standing:
    return Standing(key.post, visit.title_of(key.post), visit.moment(when), "", can_go=False)


def _place(visit: Visit, unit: UnitId, channel: ChannelName) -> str:
    name = channel_name(channel, visit.language)
    is_alone = len(visit.reading.calendar.units) < 2
    return name if is_alone else f"{name} · {visit.unit_name(unit)}"


def _can_go(channel: ChannelName) -> bool:
    kind = find_kind(channel)
    return kind is not None and Can.WITHDRAW in kind.can
