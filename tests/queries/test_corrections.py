"""The log of corrections, from the lines of those deliveries that anything was asked about."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName, PostId, UnitId
from scheduler.clock import FixedClock
from scheduler.delivery import change_reasons, reasons
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import ordered
from scheduler.delivery.states import State
from scheduler.queries.corrections import corrections

START = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    return FixedClock(START)


@pytest.fixture
def ledger(tmp_path, clock):
    opened = Ledger.open(tmp_path / "ledger.db", clock)
    yield opened
    opened.close()


def begun(ledger, post, unit=PROVINCE):
    key = Key(PostId(post), FIRST, unit, ChannelName("website"))
    with ledger.writing("may-1") as book:
        return book.begin(key, f"website:{unit}", START, State.CLAIMED, reason=reasons.CLAIM)


def note(ledger, clock, row, reason, who="Lan"):
    clock.wait(HOUR.total_seconds())
    with ledger.writing(who) as book:
        book.note(row, reason=reason)
    return clock.now()


def test_each_request_ends_with_the_first_line_that_mends_it(ledger, clock):
    a, b, c = begun(ledger, "a"), begun(ledger, "b"), begun(ledger, "c")
    asked = note(ledger, clock, a, ordered(change_reasons.EDIT_ASKED, "Lan", "sai số"))
    twice = note(ledger, clock, b, ordered(change_reasons.EDIT_ASKED, "Mai", "sai tên"), who="Mai")
    anew = note(ledger, clock, b, ordered(change_reasons.ANEW_ASKED, "Mai", "sai thẻ"), who="Mai")
    note(ledger, clock, c, reasons.RECEIPT)  # nothing was asked about it
    mended = note(ledger, clock, a, change_reasons.EDITED)
    note(ledger, clock, a, change_reasons.EDITED)
    down = note(ledger, clock, b, change_reasons.WITHDRAWN)
    out = note(ledger, clock, b, reasons.RECEIPT)
    told = [(one.key.post, one.what, one.who, one.asked, one.mended) for one in corrections(ledger)]
    assert told == [
        ("a", "edit", "Lan", asked, mended),
        ("b", "edit", "Mai", twice, down),
        ("b", "anew", "Mai", anew, out),
    ]


def test_only_those_of_a_unit_and_asked_since_a_time_are_told(ledger, clock):
    here, there = begun(ledger, "a"), begun(ledger, "a", UnitId("my-xuyen"))
    note(ledger, clock, here, change_reasons.EDIT_ASKED)
    later = note(ledger, clock, there, change_reasons.WITHDRAW_ASKED)
    last = note(ledger, clock, here, change_reasons.EDIT_ASKED)
    assert [one.key.unit for one in corrections(ledger, unit="my-xuyen")] == ["my-xuyen"]
    assert [one.asked for one in corrections(ledger, since=later)] == [later, last]
    assert [one.asked for one in corrections(ledger, since=later, unit=PROVINCE)] == [last]
