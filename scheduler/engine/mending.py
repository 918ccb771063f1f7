"""Where what is public no longer says what the calendar says, and what a person wants done about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from scheduler.calendar.model import PostId
from scheduler.channels.channel import Edits, Withdraws
from scheduler.delivery import change_reasons
from scheduler.delivery.changes import publish_anew
from scheduler.delivery.edition import same_words
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.ledger import ClaimLost, Delivery, State
from scheduler.delivery.reason import Reason, ordered
from scheduler.delivery.states import CHANGEABLE
from scheduler.engine.selection import ALL, Selection
from scheduler.engine.works import Works
from scheduler.kinds.registry import is_by_hand
from scheduler.problems import Text
from scheduler.queries.deliveries import Summary


@dataclass(frozen=True, slots=True)
class Difference:
    """What the calendar says otherwise than what is public there."""

    words: bool = False
    cards: bool = False
    fixed_cards: bool = False  # the cards differ, and no edit can replace them there

    def __bool__(self) -> bool:
        return self.words or self.cards

    @property
    def reason(self) -> Reason:
        """In words, with what to do."""
        if self.words and self.cards:
            return _BOTH
        return _WORDS if self.words else _CARDS


def difference(works: Works, row: Delivery | Summary) -> Difference:
    """How the public *row* differs from the calendar; a post that the calendar lost does not, nor what was
    said where nothing can be said otherwise."""
    planned = works.edition().agenda.find(row.key, row.due)
    channel = works.outlets.get(row.key.unit, row.key.channel)
    is_given = row.state is State.HANDED_OVER and is_by_hand(row.key.channel)
    if planned is None or not isinstance(channel, Edits) or not (is_given or row.state is State.PUBLISHED):
        return Difference()
    edition = works.edition()
    words, cards = edition.prints(planned, channel)
    if row.words_print:
        other_words = words != row.words_print
    else:  # a ledger of before has the text alone
        other_words = bool(row.text) and same_words(edition.text(planned, channel)) != same_words(row.text)
    moves = any(card.motion for card in planned.post.cards)
    shows_cards = bool(channel.sizes or planned.post.film or moves)
    other_cards = shows_cards and bool(row.cards_print) and cards != row.cards_print
    return Difference(other_words, other_cards, other_cards and not channel.replaces_pictures)


def public_rows(
    works: Works, posts: Collection[PostId], only: Selection = ALL, *, withdrawn: bool = False
) -> list[Delivery]:
    """What is public of *posts*, or handed over; the *withdrawn* ones too if wanted."""
    states = CHANGEABLE | ({State.WITHDRAWN} if withdrawn else set())
    rows = works.ledger.deliveries(states=states, posts=posts)
    return [row for row in rows if only.takes(row.key)]


def ask_edit(works: Works, row: Delivery, who: str, why: str) -> bool:
    """Let what stands there say what the calendar says; False if it is being changed just now, or cannot be
    mended there."""
    return _is_able(works, row, Edits) and _ask(works, row, Kind.EDIT, change_reasons.EDIT_ASKED, who, why)


def ask_withdrawal(works: Works, row: Delivery, who: str, why: str) -> bool:
    """Take it down; False if it is being changed just now, or cannot be taken down there."""
    return _is_able(works, row, Withdraws) and _ask(
        works, row, Kind.WITHDRAW, change_reasons.WITHDRAW_ASKED, who, why
    )


def ask_anew(works: Works, row: Delivery, who: str, why: str) -> bool:
    """Take it down if it stands, then publish it once more; False if it is being changed just now."""
    if row.state is not State.WITHDRAWN:
        able, asked = _is_able(works, row, Withdraws), change_reasons.ANEW_ASKED
        return able and _ask(works, row, Kind.WITHDRAW, asked, who, why, is_anew=True)
    try:
        with works.ledger.writing(who) as book:
            noted = book.note(row, reason=ordered(change_reasons.ANEW_ASKED, who, why))
            planned = works.edition().agenda.find(row.key, row.due)
            publish_anew(book, noted, planned.due if planned else row.due)
    except ClaimLost:
        return False
    return True


def _is_able(works: Works, row: Delivery, protocol: Any) -> bool:
    """Whether its channel keeps *protocol*, or cannot be opened just now and may."""
    channel = works.outlets.get(row.key.unit, row.key.channel)
    return channel is None or isinstance(channel, protocol)


def _ask(
    works: Works, row: Delivery, kind: Kind, reason: Reason, who: str, why: str, *, is_anew: bool = False
) -> bool:
    try:
        with works.ledger.writing(who) as book:
            book.follow_ups.ask(row, kind, reason=ordered(reason, who, why), why=why, is_anew=is_anew)
    except ClaimLost:
        return False
    return True


_UPDATE = Text(
    "Đưa bản mới lên: loa update {post}", "To let it say what the calendar says: loa update {post}"
)
_WORDS = Reason(
    "differs",
    Text("lời văn trong lịch đã khác bài đang công khai", "the calendar's words differ from what is public"),
    _UPDATE,
)
_CARDS = Reason(
    "differs",
    Text("thẻ ảnh trong lịch đã khác bài đang công khai", "the calendar's card differs from what is public"),
    _UPDATE,
)
_BOTH = Reason(
    "differs",
    Text(
        "lời văn và thẻ ảnh trong lịch đã khác bài đang công khai",
        "the calendar's words and card differ from what is public",
    ),
    _UPDATE,
)
