"""What is read from the ledger: a delivery, an event, a page. Frozen values; all times aware, in UTC."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TypedDict

from sqlalchemy import RowMapping

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.channels.channel import FailureKind
from scheduler.delivery.approvals import Decision, Step
from scheduler.delivery.catalogue import read
from scheduler.delivery.key import Key
from scheduler.delivery.reason import Reason
from scheduler.delivery.states import State
from scheduler.kinds.registry import is_by_hand


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row: all that is known of a delivery that has begun.

    *fence* grows with each claim; *doubtful_rounds* counts the public calls without a clear answer,
    *cut_offs* those during which the program itself ended; *looks* counts the complete looks of this
    round of doubt that found nothing; *scheduled_for* is the time for which the channel's own scheduler
    has it, or is being given it; *waived* names the reason for which it was held and which a person has set
    aside; *words_print* and *cards_print* are of what was sent (`Edition.prints`), '' where an older
    ledger does not know; *former_ids* are never taken for it: those it had before it was
    withdrawn and published anew, and those of posts that only resemble it; *drafts* are the ids that the
    channel gave it before the public call, the latest last; '' last: at the last `prepare` it gave none.
    """

    id: int
    key: Key
    page_key: str
    state: State
    due: datetime
    changed_at: datetime
    fence: int
    owner: str = ""
    lease_until: datetime | None = None
    next_try_at: datetime | None = None
    attempts: int = 0
    doubtful_rounds: int = 0
    cut_offs: int = 0
    looks: int = 0
    fingerprint: str = ""
    message: str = ""
    text: str = ""
    media: tuple[str, ...] = ()
    media_ever: tuple[str, ...] = ()
    prepared_at: datetime | None = None
    first_intent_at: datetime | None = None
    intent_at: datetime | None = None
    remote_id: str | None = None
    address: str = ""
    public_at: datetime | None = None
    scheduled_for: datetime | None = None
    waived: str = ""
    words_print: str = ""
    cards_print: str = ""
    first_comment: str = ""
    former_ids: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    reason: Reason | None = None

    def is_waived_at(self, due: datetime) -> bool:
        """Whether a person let it go whatever its time, which was *due* (aware) then: moved to another since,
        it goes by that."""
        return self.waived != "" and self.due == due.astimezone(UTC)

    @property
    def is_with_person(self) -> bool:
        """Whether a person has it, to post it by hand or after she said that she did: no scheduler does."""
        return self.state is State.HANDED_OVER and is_by_hand(self.key.channel)

    @property
    def is_at_rest(self) -> bool:
        """Whether it was let go on, or given its turn in the queue, and nobody has begun with it since."""
        return self.state is State.CLAIMED and not self.owner


class Changes(TypedDict, total=False):
    """The columns that a move may write besides the state; see `Delivery`."""

    page_key: str
    due_at: datetime
    owner: str
    lease_until: datetime | None
    next_try_at: datetime | None
    attempts: int
    doubtful_rounds: int
    cut_offs: int
    looks: int
    fingerprint: str
    message: str
    text: str
    text_hash: str
    media: list[str]
    media_ever: list[str]
    prepared_at: datetime | None
    first_intent_at: datetime | None
    intent_at: datetime | None
    remote_id: str | None
    address: str
    public_at: datetime | None
    scheduled_for: datetime | None
    waived: str
    words_print: str
    cards_print: str
    first_comment: str
    former_ids: list[str]
    drafts: list[str]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the book: who moved what, when, from where to where (None: from nothing), and why."""

    id: int
    at: datetime
    who: str
    key: Key | None  # None: it concerns a page
    page_key: str
    before: State | None
    after: State | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class PausedPage:
    """A page where nothing goes out before *not_before*; *rounds* counts the pauses without a success."""

    page_key: str
    not_before: datetime
    since: datetime
    kind: FailureKind
    rounds: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Seat:
    """From where a ledger is carried: a machine (a random id), what people call it, and the ledger's path."""

    machine: str
    host: str
    path: str

    @property
    def mark(self) -> str:
        """The same for the same place alone; tells nobody which it is."""
        return hashlib.sha256(f"{self.machine}\n{self.path}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which ledger it is (a random id), its *generation*, which grows before each public call, and from
    where it was carried last."""

    ledger: str
    generation: int
    seat: Seat


def key_of(row: RowMapping) -> Key:
    """The key that a row of `deliveries` holds."""
    return Key(PostId(row["post"]), row["occurrence"], UnitId(row["unit"]), ChannelName(row["channel"]))


def delivery_of(row: RowMapping) -> Delivery:
    """A row of `deliveries`."""
    same = {name: row[name] for name in _SAME}
    return Delivery(
        key=key_of(row),
        state=State(row["state"]),
        due=row["due_at"],
        media=tuple(row["media"]),
        media_ever=tuple(row["media_ever"]),
        former_ids=tuple(row["former_ids"]),
        drafts=tuple(row["drafts"]),
        reason=reason_of(row) if row["code"] else None,
        **same,
    )


def event_of(row: RowMapping) -> Event:
    """A row of `events`, with the key of its delivery beside it."""
    return Event(
        id=row["id"],
        at=row["at"],
        who=row["who"],
        key=key_of(row) if row["post"] else None,
        page_key=row["page_key"],
        before=State(row["before"]) if row["before"] else None,
        after=State(row["after"]) if row["after"] else None,
        reason=reason_of(row),
    )


def page_of(row: RowMapping) -> PausedPage:
    """A row of `pages`."""
    return PausedPage(
        page_key=row["page_key"],
        not_before=row["not_before"],
        since=row["since"],
        kind=FailureKind(row["kind"]),
        rounds=row["rounds"],
        reason=reason_of(row),
    )


def decision_of(row: RowMapping) -> Decision:
    """A row of `approvals`."""
    return Decision(PostId(row["post"]), Step(row["step"]), row["seen"], row["at"], row["who"], row["remark"])


def reason_of(row: RowMapping) -> Reason:
    """The reason in a row of any of the tables."""
    return read(row["code"], row["given"], row["detail"])


_READ_OTHERWISE = {"key", "state", "due", "media", "media_ever", "former_ids", "drafts", "reason"}
_SAME = tuple(field.name for field in fields(Delivery) if field.name not in _READ_OTHERWISE)
