"""The state machine of a delivery: what is certain in each state, and every legal move."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from scheduler.problems import Text


class State(Enum):
    """What is certain about a delivery. A planned one has no row yet: the calendar alone decides."""

    CLAIMED = "claimed"  # one worker holds it until its lease ends; nothing has left the house
    PREPARED = "prepared"  # its pictures are uploaded, unpublished; nothing is public
    SENDING = "sending"  # the one public call is, or may be, on its way
    UNCONFIRMED = "unconfirmed"  # the answer was lost or meant nothing; the page itself is looked at
    HANDED_OVER = "handed_over"  # the channel's own scheduler holds it; or a person, to post it by hand
    PUBLISHED = "published"  # it is public, once
    WITHDRAWN = "withdrawn"  # it was public and was taken down
    RETRY = "retry"  # it certainly did not become public, and will be tried again
    HELD = "held"  # a person must decide
    SKIPPED = "skipped"  # a person, or the calendar, said no

    def __str__(self) -> str:
        return self.value


STATES: Mapping[str, Text] = {  # as people read them; a planned one has no row
    "planned": Text("chờ lượt", "planned"),
    "claimed": Text("đang đăng", "claimed"),
    "prepared": Text("đang đăng", "prepared"),
    "sending": Text("đang đăng", "sending"),
    "unconfirmed": Text("đang dò lại", "unconfirmed"),
    "handed_over": Text("đã giao", "handed over"),
    "published": Text("đã đăng", "published"),
    "withdrawn": Text("đã gỡ", "withdrawn"),
    "retry": Text("sẽ thử lại", "retry"),
    "held": Text("giữ lại", "held"),
    "skipped": Text("bỏ qua", "skipped"),
}

BEGINNINGS = frozenset({State.CLAIMED, State.HELD, State.SKIPPED})  # what a planned delivery may become

MOVES: Mapping[State, frozenset[State]] = {
    State.CLAIMED: frozenset({State.PREPARED, State.RETRY, State.HELD, State.SKIPPED}),
    State.PREPARED: frozenset({State.SENDING, State.RETRY, State.HELD, State.SKIPPED}),
    State.SENDING: frozenset(
        {State.PUBLISHED, State.HANDED_OVER, State.UNCONFIRMED, State.RETRY, State.HELD}
    ),
    State.UNCONFIRMED: frozenset({State.PUBLISHED, State.HANDED_OVER, State.RETRY, State.HELD}),
    State.HANDED_OVER: frozenset(
        {State.PUBLISHED, State.UNCONFIRMED, State.RETRY, State.WITHDRAWN, State.HELD}
    ),
    State.PUBLISHED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.CLAIMED}),  # a person's decision to publish it anew, nothing else
    State.RETRY: frozenset({State.CLAIMED, State.HELD, State.SKIPPED}),
    State.HELD: frozenset({State.CLAIMED, State.HANDED_OVER, State.PUBLISHED, State.SKIPPED}),
    State.SKIPPED: frozenset({State.CLAIMED}),
}

BEFORE_SENDING = frozenset({State.CLAIMED, State.PREPARED, State.RETRY})  # certainly not public yet
WAKING = frozenset(  # states that a wake-up has something to do with
    {State.CLAIMED, State.PREPARED, State.SENDING, State.UNCONFIRMED, State.HANDED_OVER, State.RETRY}
)
CHANGEABLE = frozenset({State.PUBLISHED, State.HANDED_OVER})  # it stands there, and can be changed there
SETTLED = frozenset({State.PUBLISHED, State.WITHDRAWN, State.SKIPPED})  # nothing more comes of it by itself
PERHAPS_PUBLIC = frozenset({State.SENDING, State.UNCONFIRMED, State.HANDED_OVER, State.PUBLISHED})


class IllegalMove(Exception):  # noqa: N818 - it is named for what happened, as the table of moves is
    """The program tried a move that the table does not have: a fault of the program, never of a person."""


class ClaimLost(Exception):  # noqa: N818 - not a fault: someone else has it
    """Someone else moved the delivery meanwhile: whoever had it stops at once."""


class RemoteIdTaken(Exception):  # noqa: N818 - a fault of the page, not of the program
    """A page answered with an id that another delivery already has there."""


def check_move(before: State | None, after: State) -> None:
    """Let a legal move pass; *before* is None for a planned delivery.

    Raises:
        IllegalMove: the table does not have it.
    """
    allowed = BEGINNINGS if before is None else MOVES[before]
    if after not in allowed:
        raise IllegalMove(f"{before or 'planned'} may not become {after}")
