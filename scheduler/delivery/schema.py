"""The ledger's tables.

They run on SQLite and on PostgreSQL; what only one of them has is in
`sqlite.py` and `postgres.py`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TextClause,
    TypeDecorator,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from scheduler.clock import check_aware
from scheduler.delivery.states import WAKING, State
from scheduler.kinds.registry import by_hand_names

ONLY_ADDED = ("events", "approvals", "remarks")  # tables whose rows stay as they were written
VERSION = 12  # of the tables below; a step in `sqlite.py` leads from each version to the next


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. A naive time is refused; an aware one comes back (SQLite drops the offset)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC.

        Raises:
            ValueError: *value* has no time zone.
        """
        return None if value is None else check_aware(value).astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def parsed(said: str) -> Any:
    """What a column of JSON holds; None where it is none, as `examining` finds."""
    try:
        return json.loads(said)
    except ValueError:
        return None


def _word(length: int) -> String:
    """A word of so many letters, as persons may expect; none is cut off. PostgreSQL compares its bytes, as
    SQLite does."""
    return String(length).with_variant(Text(collation="C"), "postgresql")


def _number() -> BigInteger:
    return BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only for INTEGER


def _only(condition: ColumnElement[bool] | TextClause) -> dict[str, Any]:
    """What makes an index hold those rows alone."""
    return {"sqlite_where": condition, "postgresql_where": condition}


_words = Text().with_variant(Text(collation="C"), "postgresql")
_values = JSON().with_variant(JSONB(), "postgresql")


def _said() -> tuple[Column[Any], ...]:
    return (
        Column("code", _word(80), nullable=False, default=""),
        Column("given", _values, nullable=False, default=dict, server_default="{}"),  # see `catalogue`
        Column("detail", _words, nullable=False, default=""),
    )


_STATES = ", ".join(f"'{state.value}'" for state in State)
_WAKING = ", ".join(f"'{state.value}'" for state in State if state in WAKING)
_RESTING = ", ".join(f"'{state.value}'" for state in State if state not in WAKING)

metadata = MetaData()

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("post", _word(200), nullable=False),
    Column("occurrence", _word(40), nullable=False),
    Column("unit", _word(100), nullable=False),
    Column("channel", _word(40), nullable=False),
    Column("page_key", _word(200), nullable=False),
    Column("state", _word(20), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("owner", _word(200), nullable=False, default=""),
    Column("lease_until", Instant),
    Column("fence", Integer, nullable=False, default=1),
    Column("next_try_at", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("doubtful_rounds", Integer, nullable=False, default=0),
    Column("cut_offs", Integer, nullable=False, default=0),
    Column("looks", Integer, nullable=False, default=0),
    Column("fingerprint", _word(64), nullable=False, default=""),
    Column("message", _words, nullable=False, default=""),  # the post's own title and text, for comparison
    # the intent of the public call
    Column("text", _words, nullable=False, default=""),  # exactly what is sent: a look needs it
    Column("text_hash", _word(64), nullable=False, default=""),  # of the normalised text
    Column("media", _values, nullable=False, default=list),
    Column("media_ever", _values, nullable=False, default=list),
    Column("prepared_at", Instant),
    Column("first_intent_at", Instant),
    Column("intent_at", Instant),
    # the receipt
    Column("remote_id", _word(200)),
    Column("address", _words, nullable=False, default=""),
    Column("public_at", Instant),
    # the time for which the channel's own scheduler has it, or is about to be given it
    Column("scheduled_for", Instant),
    Column("waived", _word(80), nullable=False, default=""),
    # what a later reading of the calendar is compared with, and what is done once it is public
    Column("words_print", _word(64), nullable=False, default="", server_default=""),
    Column("cards_print", _word(64), nullable=False, default="", server_default=""),
    Column("first_comment", _words, nullable=False, default="", server_default=""),
    Column("former_ids", _values, nullable=False, default=list, server_default="[]"),
    # the ids that the channel gave before the public call, the latest last
    Column("drafts", _values, nullable=False, default=list, server_default="[]"),
    *_said(),
    UniqueConstraint("post", "occurrence", "unit", "channel", name="one_delivery"),
    CheckConstraint(f"state IN ({_STATES})", name="known_state"),
    CheckConstraint("state <> 'published' OR remote_id IS NOT NULL", name="published_has_receipt"),
)
Index(
    "one_remote_id",
    deliveries.c.page_key,
    deliveries.c.remote_id,
    unique=True,
    **_only(deliveries.c.remote_id.is_not(None)),
)
# Written out and not bound: only a condition that reads like the index's own lets SQLite use the index.
is_waking = text(f"state IN ({_WAKING})")
Index("waking", deliveries.c.next_try_at, **_only(is_waking))
Index("scheduled", deliveries.c.scheduled_for, **_only(deliveries.c.scheduled_for.is_not(None)))
Index("said_on_page", deliveries.c.page_key, deliveries.c.text_hash)
of_post_on_page = Index(
    "of_post_on_page", deliveries.c.page_key, deliveries.c.post
)  # when it went there before
Index("public_on_page", deliveries.c.page_key, deliveries.c.public_at)
# What people look at: the latest of a state (of a unit), and how the posts of one unit stand.
is_resting = text(f"state IN ({_RESTING})")
_newest = deliveries.c.due_at.desc()
by_state = Index("by_state", deliveries.c.state, _newest, deliveries.c.id, **_only(is_resting))
by_unit = Index("by_unit", deliveries.c.unit, deliveries.c.state, _newest, deliveries.c.id)
by_post = Index("by_post", deliveries.c.unit, deliveries.c.post)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("delivery_id", _number(), ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("kind", _word(20), nullable=False),
    Column("progress", _word(20), nullable=False),
    Column("fence", Integer, nullable=False, default=1),
    Column("text", _words, nullable=False, default=""),  # exactly what is said: a look needs it
    Column("is_anew", Boolean, nullable=False, default=False),
    Column("asked_by", _word(200), nullable=False, default=""),
    Column("asked_why", _words, nullable=False, default=""),
    Column("asked_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("next_try_at", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("doubtful_rounds", Integer, nullable=False, default=0),
    Column("looks", Integer, nullable=False, default=0),
    Column("remote_id", _word(200), nullable=False, default=""),
    *_said(),
)
is_open = text("progress IN ('waiting', 'sending', 'held')")
Index("one_open_of_a_kind", follow_ups.c.delivery_id, follow_ups.c.kind, unique=True, **_only(is_open))
Index("open_follow_ups", follow_ups.c.next_try_at, **_only(is_open))

freeze = Table(
    "freeze",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("who", _word(200), nullable=False),
    Column("why", _words, nullable=False),
)

visits = Table(  # when each page was last compared with the ledger
    "visits",
    metadata,
    Column("page_key", _word(200), primary_key=True),
    Column("at", Instant, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("page_key", _word(200), primary_key=True),
    Column("not_before", Instant, nullable=False),
    Column("since", Instant, nullable=False),
    Column("kind", _word(20), nullable=False),
    Column("rounds", Integer, nullable=False),
    *_said(),
)

events = Table(
    "events",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("delivery_id", _number(), ForeignKey("deliveries.id"), index=True),
    Column("page_key", _word(200), nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Column("who", _word(200), nullable=False),
    Column("before", _word(20)),
    Column("after", _word(20)),
    *_said(),
)

is_standstill = text("code >= 'standstill/' AND code < 'standstill0'")  # what begins so
standstills = Index("standstills", events.c.id, **_only(is_standstill))
is_clock_right = text("code = 'clock-right'")
clock_rights = Index("clock_rights", events.c.id, **_only(is_clock_right))
is_correction = text("code IN ('edit-asked', 'withdraw-asked', 'anew-asked')")
corrections = Index("corrections", events.c.code, **_only(is_correction))

identity = Table(
    "identity",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("ledger", _word(32), nullable=False),  # random, given at birth
    Column("generation", _number(), nullable=False),  # grows before each public call
    Column("machine", _word(32), nullable=False),  # which carried last, and from where
    Column("host", _word(200), nullable=False),
    Column("path", _words, nullable=False),
)

compared = Table(  # up to when all that each page shows was known to this ledger
    "compared",
    metadata,
    Column("page_key", _word(200), primary_key=True),
    Column("at", Instant, nullable=False),
)

birth = Table(
    "birth",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("born_at", Instant, nullable=False),
)

queue = Table(
    "queue",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("given_until", Instant, nullable=False),  # slots up to then were given out, or stay empty
)

approvals = Table(  # append only
    "approvals",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("post", _word(200), nullable=False, index=True),
    Column("step", _word(20), nullable=False),
    Column("seen", _word(64), nullable=False),  # of what the person saw
    Column("at", Instant, nullable=False),
    Column("who", _word(200), nullable=False),
    Column("remark", _words, nullable=False, default=""),
)

approval_asks = Table(  # each message that asked an approver for a submission's approval
    "approval_asks",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("submission", _number(), ForeignKey("approvals.id"), nullable=False, index=True),
    Column("person", _word(200), nullable=False),
    Column("secret", _word(64), nullable=False),  # its link's, hashed; '' where it has no link
    Column("account", _word(64), nullable=False),  # a print of her entry among the users then
    Column("at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("used_at", Instant),
)

remarks = Table(  # what colleagues say about a post; append only
    "remarks",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("post", _word(200), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("who", _word(200), nullable=False),
    Column("text", _words, nullable=False, default=""),
    Column("settles", _number(), ForeignKey("remarks.id"), index=True),  # the remark that is done by it
)

notifications = Table(  # each message that tells a person of a remark or of a decision about her post
    "notifications",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("remark_id", _number(), ForeignKey("remarks.id"), index=True),
    Column("decision_id", _number(), ForeignKey("approvals.id")),
    Column("person", _word(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("tries", Integer, nullable=False, default=0),
)
Index("unsent", notifications.c.next_at, **_only(notifications.c.sent_at.is_(None)))

outside = Table(  # what a stranger saw of a delivery that is public
    "outside",
    metadata,
    Column("delivery_id", _number(), ForeignKey("deliveries.id"), primary_key=True, autoincrement=False),
    Column("glance", _word(20), nullable=False),
    Column("since", Instant, nullable=False),  # since when each look saw that
    Column("at", Instant, nullable=False),
    Column("looks", Integer, nullable=False),  # that saw it
    Column("next_look_at", Instant),
)

links = Table(  # what the links of posts were found to be
    "links",
    metadata,
    Column("address", _words, primary_key=True),
    Column("found", _word(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("at", Instant, nullable=False),
)


def _figure() -> tuple[Column[Any], ...]:
    return (
        Column("metric", _word(80), nullable=False),  # by the channel's own name
        Column("day", _word(10), nullable=False),  # of the office, as ISO 8601: 2026-03-21
        Column("value", _number()),  # None: it was asked, and is not told
        Column("asked_at", Instant, nullable=False),
    )


insights = Table(  # what came of a delivery, day by day
    "insights",
    metadata,
    Column("delivery_id", _number(), ForeignKey("deliveries.id"), nullable=False),
    *_figure(),
    PrimaryKeyConstraint("delivery_id", "metric", "day"),
)

page_insights = Table(  # what a place tells of itself, day by day
    "page_insights",
    metadata,
    Column("page_key", _word(200), nullable=False),
    *_figure(),
    PrimaryKeyConstraint("page_key", "metric", "day"),
)

comments = Table(  # what people said below a public post that somebody should look at; kept 30 days at most
    "comments",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("delivery_id", _number(), ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("page_key", _word(200), nullable=False),
    Column("remote_id", _word(200), nullable=False),
    Column("thread", _word(200), nullable=False),  # the comment that an answer to it goes below
    Column("text", _words, nullable=False),  # '' in a copy of the ledger: `sqlite.copy`
    Column("flags", _word(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("is_hidden", Boolean, nullable=False, default=False),
    Column("is_gone", Boolean, nullable=False, default=False),
    Column("seen_by", _word(200), nullable=False, default=""),
    Column("seen_at", Instant),
    Column("told", Integer, nullable=False, default=0),  # how often people were told of it
    Column("tell_at", Instant),  # when they are told next, unless somebody saw it
    UniqueConstraint("page_key", "remote_id", name="one_comment"),
)

comment_acts = Table(  # what persons want done with one, each with its own intent
    "comment_acts",
    metadata,
    Column("id", _number(), primary_key=True),
    Column("comment_id", _number(), ForeignKey("comments.id"), nullable=False, index=True),
    Column("act", _word(20), nullable=False),
    Column("progress", _word(20), nullable=False),
    Column("text", _words, nullable=False, default=""),  # of an answer
    Column("asked_by", _word(200), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("next_try_at", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("looks", Integer, nullable=False, default=0),
    Column("remote_id", _word(200), nullable=False, default=""),
    *_said(),
)
Index(
    "one_answer",
    comment_acts.c.comment_id,
    unique=True,
    **_only(text("act = 'answer' AND progress <> 'dropped'")),
)

comment_reads = Table(  # when the comments below a public post were read
    "comment_reads",
    metadata,
    Column("delivery_id", _number(), ForeignKey("deliveries.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
)

comment_pages = Table(  # of which page comments cannot be read, and why
    "comment_pages",
    metadata,
    Column("page_key", _word(200), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    *_said(),
)


shared = MetaData()  # of a ledger that many machines share alone

leases = Table(
    "leases",
    shared,
    Column("name", _word(240), primary_key=True),  # what one program at a time has in hand
    Column("owner", _word(200), nullable=False),
    Column("until", Instant, nullable=False),  # by the server's clock
)

workers = Table(  # the programs that carry, or did so a short while ago
    "workers",
    shared,
    Column("id", _word(200), primary_key=True),
    Column("host", _word(200), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("role", _word(20), nullable=False),
    Column("version", _word(40), nullable=False),
    Column("since", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),  # both by the server's clock
    Column("reading", _word(64), nullable=False, default=""),  # a print of the calendar as it reads there
    Column("carried", Integer, nullable=False, default=0),
)


def is_with_person() -> ColumnElement[bool]:
    """Of a row: a person has it, to post it by hand or after she said that she did."""
    return _is_with_person(by_hand_names())


@cache
def _is_with_person(channels: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(deliveries.c.state == State.HANDED_OVER.value, deliveries.c.channel.in_(channels))
