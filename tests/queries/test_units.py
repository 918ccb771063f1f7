"""How each unit stands, counted anew where something was written alone: as if all had been counted."""

from contextlib import closing
from datetime import timedelta

import pytest

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.clock import FixedClock
from scheduler.delivery.by_hand import GIVEN
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reasons import CLAIM, INTENT, RECEIPT, UPLOADED
from scheduler.delivery.states import State
from scheduler.queries.by_hand import count_to_do, given_to_persons
from scheduler.queries.remarks import open_remarks
from scheduler.queries.units import behind, tally, what_was_last
from tests.delivery.practice import START

DATES = {PostId("a"): {"first"}, PostId("b"): {"first", "2026-12-02"}}


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.open(tmp_path / "ledger.db", FixedClock(START))) as opened:
        yield opened


def put(ledger, post, unit, *, day=0, state=State.PUBLISHED, channel="facebook"):
    key = Key(PostId(post), "first", UnitId(unit), ChannelName(channel))
    with ledger.writing("test") as book:
        row = book.begin(key, f"{channel}:{unit}", START + timedelta(days=day), State.CLAIMED, reason=CLAIM)
        if state is State.CLAIMED:
            return
        row = book.move(row, State.PREPARED, reason=UPLOADED)
        row = book.move(row, State.SENDING, reason=INTENT)
        told = GIVEN if state is State.HANDED_OVER else RECEIPT
        book.move(row, state, reason=told, remote_id=f"{post}-{unit}", public_at=START)


def test_what_is_tallied_anew_by_what_was_written_is_what_all_comes_to(ledger):
    put(ledger, "a", "x")
    put(ledger, "a", "y", state=State.CLAIMED)
    former = tally(ledger, DATES)
    put(ledger, "b", "x", day=1)
    put(ledger, "c", "z", day=2)
    now = tally(ledger, DATES, former)
    assert now == tally(ledger, DATES)
    assert now.begun == {("x", "facebook"): 2, ("y", "facebook"): 1}
    assert now.lasts == {"x": START + timedelta(days=1), "z": START + timedelta(days=2)}
    assert {unit: last.post for unit, last in what_was_last(ledger, now.lasts).items()} == {
        "x": "b",
        "z": "c",
    }
    assert behind(ledger, START + timedelta(minutes=1)) == {"y": 1}
    assert tally(ledger, {}, now) == tally(ledger, {})


def test_of_one_unit_all_is_found_however_much_others_have(ledger):
    for number in range(4):
        put(ledger, f"p{number}", "x", state=State.HANDED_OVER, channel="groups")
    put(ledger, "own", "y", day=1, state=State.HANDED_OVER, channel="groups")
    assert [one.key.post for one in given_to_persons(ledger, 2, [UnitId("y")])] == ["own"]
    assert (count_to_do(ledger), count_to_do(ledger, [UnitId("y")]), count_to_do(ledger, [])) == (5, 1, 0)
    with ledger.writing("mai") as book:
        for post in ("own", "p1"):
            book.remarks.add(PostId(post), "xem giúp", [])
    assert [one.remark.post for one in open_remarks(ledger, "hoa", [PostId("own")])] == ["own"]
    assert open_remarks(ledger, "hoa", []) == []
