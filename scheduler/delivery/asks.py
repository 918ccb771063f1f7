"""Who was asked by a message to approve what was submitted, and by which link she may answer.

Of a link's secret only a hash is kept. What it stands for, the post and the print of what was shown, is the
submission's; so the first line that comes after that one, whoever's, ends it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from scheduler.calendar.model import PostId
from scheduler.delivery.approvals import Step
from scheduler.delivery.schema import approval_asks, approvals
from scheduler.delivery.transaction import Part

LASTING = timedelta(hours=48)  # of a link, and of a submission that nobody answers
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=10), timedelta(hours=6)  # before a message is tried again


@dataclass(frozen=True, slots=True)
class Submission:
    """The last line about *post*: *who* submitted what has the print *seen*, at *at* (aware)."""

    number: int
    post: PostId
    seen: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A message to *person* about a submission; *is_last*: nothing was decided or submitted since."""

    number: int
    submission: Submission
    person: str
    secret: str = field(repr=False)
    account: str = field(repr=False)
    at: datetime
    used_at: datetime | None
    is_last: bool


def wait_after(tries: int) -> timedelta:
    """How long a message that nobody took so many times is left alone."""
    doublings = min(max(tries - 1, 0), 10)
    return min(_FIRST_WAIT * float(2**doublings), _LONGEST_WAIT)


class Asks(Part):
    """The part of a transaction that is about such messages."""

    def begin(self, submission: Submission, person: str, secret: str, account: str) -> tuple[int, int] | None:
        """Note that *person* is about to be asked; gives the message's number, and how many came before.

        None: she was asked, or somebody is just about it, or the submission waits no more.
        """
        last = select(func.max(approvals.c.id)).where(approvals.c.post == submission.post)
        if self._connection.execute(last).scalar_one_or_none() != submission.number:
            return None
        is_it = (approval_asks.c.submission == submission.number, approval_asks.c.person == person)
        former = self._connection.execute(select(approval_asks.c.at, approval_asks.c.sent_at).where(*is_it))
        tries = former.all()
        wait = wait_after(len(tries))
        if any(one.sent_at is not None or abs(self._now - one.at) < wait for one in tries):
            return None
        values = {"submission": submission.number, "person": person, "secret": secret, "account": account}
        made = insert(approval_asks).values(at=self._now, **values).returning(approval_asks.c.id)
        return self._connection.execute(made).scalar_one(), len(tries)

    def sent(self, number: int) -> None:
        """That message went out."""
        self._mark(number, "sent_at")

    def use(self, number: int) -> None:
        """Its link's one decision is made."""
        self._mark(number, "used_at")

    def find(self, number: int) -> Ask | None:
        """That message, as it stands in this very transaction."""
        return read_ask(self._connection, number)

    def has_lapsed(self, at: datetime) -> bool:
        """Whether what was submitted *at* may be submitted anew, so that people are asked again."""
        return self._now - at >= LASTING

    def _mark(self, number: int, column: str) -> None:
        is_open = (approval_asks.c.id == number, approval_asks.c[column].is_(None))
        self._connection.execute(update(approval_asks).where(*is_open).values({column: self._now}))


def read_ask(connection: Connection, number: int) -> Ask | None:
    """The message of that number."""
    asked = select(approval_asks, *_SUBMISSION, _LAST.label("last_of_post"))
    asked = asked.join_from(approval_asks, approvals).where(approval_asks.c.id == number)
    row = connection.execute(asked).mappings().one_or_none()
    if row is None:
        return None
    return Ask(
        row["id"],
        _submission_of(row),
        row["person"],
        row["secret"],
        row["account"],
        row["at"],
        row["used_at"],
        row["last_of_post"] == row["submission"],
    )


def read_waiting(connection: Connection, since: datetime) -> list[Submission]:
    """What was submitted after *since* (aware), and nothing decided since; the oldest first."""
    asked = select(*_SUBMISSION).where(
        approvals.c.step == Step.SUBMITTED.value, approvals.c.at > since, approvals.c.id == _LAST
    )
    return [_submission_of(row) for row in connection.execute(asked.order_by(approvals.c.id)).mappings()]


def read_sent(connection: Connection, submissions: Collection[int]) -> set[tuple[int, str]]:
    """Who was sent a message about which of *submissions*."""
    asked = select(approval_asks.c.submission, approval_asks.c.person).where(
        approval_asks.c.submission.in_(list(submissions)), approval_asks.c.sent_at.is_not(None)
    )
    return {(row.submission, row.person) for row in connection.execute(asked)}


_SUBMISSION = (
    approvals.c.id.label("submission_id"),
    approvals.c.post,
    approvals.c.seen,
    approvals.c.at.label("submitted_at"),
    approvals.c.who,
)
_others = approvals.alias()
_LAST = (  # the number of the last line about the same post
    select(func.max(_others.c.id))
    .where(_others.c.post == approvals.c.post)
    .correlate(approvals)
    .scalar_subquery()
)


def _submission_of(row: RowMapping) -> Submission:
    post = PostId(row["post"])
    return Submission(row["submission_id"], post, row["seen"], row["submitted_at"], row["who"])
