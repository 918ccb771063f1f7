"""What is made of what stands on a page: which of several is taken, what is never taken, what is taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Receipt
from scheduler.delivery import reasons
from scheduler.delivery.decisions import Pause
from scheduler.delivery.follow_ups import Kind
from scheduler.delivery.moves import text_hash
from scheduler.delivery.reconcile import Sight, record, sights
from scheduler.delivery.states import State
from tests.delivery.practice import START, failure, key, post
from tests.delivery.test_ledger import bring_to

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def doubtful(w, name="a", **changes):
    row = bring_to(w.works.ledger, State.UNCONFIRMED, name)
    with w.works.ledger.writing("test") as book:
        return book.note(row, reason=reasons.LOOKED, **changes)


@pytest.fixture
def w(world):
    return world(post("a", START))


def reconciler(w):
    return w.works.courier.reconciler


# -- reading a page once for many ----------------------------------------------------------------------


def test_what_is_looked_for_on_a_page_in_one_days_calls_is_read_for_at_once(w):
    rows = [doubtful(w, name) for name in "abc"]
    old = doubtful(w, "d", first_intent_at=START - DAY)
    asked = [("facebook:1", rows[0]), ("facebook:1", rows[1]), ("facebook:2", rows[2]), ("facebook:1", old)]
    found = sights(asked)
    assert set(found) == {key(name) for name in "abcd"}
    assert found[key("a")] is found[key("b")]
    assert len({id(sight) for sight in found.values()}) == 3


def test_a_page_is_read_once_and_each_is_given_its_own(w):
    rows = [doubtful(w, name, text=f"Lời {name}") for name in "ab"]
    ids = [w.page.make(row.text)["id"] for row in reversed(rows)]
    sight = Sight(rows)
    assert [[one.remote_id for one in sight.of(row, w.page)] for row in rows] == [[ids[1]], [ids[0]]]
    assert w.page.looks == 1


def test_a_page_that_cannot_be_read_is_so_for_all_and_asked_once(w):
    rows = [doubtful(w, name) for name in "ab"]
    w.page.find_faults = [failure(FailureKind.THROTTLED, "busy")]
    sight = Sight(rows)
    for row in rows:
        with pytest.raises(ChannelError, match="busy"):
            sight.of(row, w.page)
    assert w.page.looks == 1


def test_what_is_known_of_a_call_is_all_told_to_the_channel(w):
    traces = []
    w.page.confirm = lambda asked: traces.extend(asked) or [()]
    row = doubtful(w, text="Lời", media_ever=["m1", "m2"], drafts=["d1", ""], first_intent_at=START - HOUR)
    reconciler(w).find(row)
    (trace,) = traces
    assert (trace.key, trace.since, trace.text) == (str(key("a")), START - HOUR, "Lời")
    assert (trace.media, trace.drafts) == ({"m1", "m2"}, ("d1",))


def test_a_channel_that_answers_for_more_than_it_was_asked_is_believed_in_nothing(w):
    w.page.confirm = lambda asked: [(), ()]
    row = doubtful(w)
    with pytest.raises(ValueError, match="longer"):
        reconciler(w).find(row)


# -- one look ------------------------------------------------------------------------------------------


def test_a_look_for_what_was_cut_off_counts_that_and_finds_it(w):
    row = bring_to(w.works.ledger, State.SENDING)
    with w.works.ledger.writing("test") as book:
        row = book.note(row, reason=reasons.INTENT, text="Lời", cut_offs=1)
    w.page.make("Lời")
    found = reconciler(w).look(row)
    assert (found.state, found.remote_id, found.cut_offs) == (State.PUBLISHED, "1_1", 2)
    told = [one.reason.code for one in w.works.ledger.events(key("a"))][-2:]
    assert told == ["cut-off", "found"]


def test_a_look_for_what_was_cut_off_that_is_cut_off_too_is_made_again_at_once(w, monkeypatch):
    row = bring_to(w.works.ledger, State.SENDING)
    monkeypatch.setattr(w.page, "confirm", None)
    with pytest.raises(TypeError):
        reconciler(w).look(row)
    left = w.works.ledger.delivery(key("a"))
    assert (left.state, left.next_try_at, left.cut_offs) == (State.UNCONFIRMED, START, 1)


def test_a_look_that_finds_nothing_is_one_of_its_round(w):
    looked = reconciler(w).look(doubtful(w))
    assert looked.next_try_at == START + timedelta(seconds=5)
    assert (looked.state, looked.looks, looked.cut_offs) == (State.UNCONFIRMED, 1, 0)


@pytest.mark.parametrize("kind", [FailureKind.CERTAIN, FailureKind.THROTTLED])
def test_a_look_at_a_page_that_cannot_be_read_proves_nothing_and_pauses_it_if_that_is_why(w, kind):
    w.page.find_faults = [failure(kind, wait=600.0)]
    looked = reconciler(w).look(doubtful(w, intent_at=START))
    assert (looked.state, looked.looks, looked.reason.why.vi) == (State.UNCONFIRMED, 0, "vì sao")
    assert looked.next_try_at == START + timedelta(seconds=30)
    assert bool(w.works.ledger.paused()) is (kind is FailureKind.THROTTLED)


def test_each_look_at_a_page_that_still_cannot_be_read_pauses_it_for_longer(w):
    row = doubtful(w, intent_at=START)
    for rounds in (1, 2):
        w.page.find_faults = [failure(FailureKind.THROTTLED)]
        row = reconciler(w).look(row)
        assert w.works.ledger.paused()[row.page_key].rounds == rounds


def test_a_look_by_one_read_of_the_page_asks_it_no_more(w):
    row = doubtful(w, text="Lời")
    w.page.make("Lời")
    sight = Sight([row])
    sight.of(row, w.page)
    assert reconciler(w).look(row, sight).state is State.PUBLISHED
    assert w.page.looks == 1


def test_another_page_than_it_was_sent_to_is_not_looked_at(w):
    row = doubtful(w, page_key="facebook:2")
    with pytest.raises(ChannelError) as error:
        reconciler(w).find(row)
    assert (error.value.failure.kind, error.value.failure.code) == (FailureKind.CERTAIN, "unseen-elsewhere")
    assert "facebook:2" in error.value.failure.todo.vi
    assert w.page.looks == 0


# -- what is taken for it ------------------------------------------------------------------------------


def test_what_another_delivery_made_or_this_one_was_before_is_never_taken_for_it(w):
    row = doubtful(w, text="Lời", former_ids=["1_1"])
    bring_to(w.works.ledger, State.PUBLISHED, "b")
    with w.works.ledger.writing("test") as book:
        book.note(w.row("b"), reason=reasons.RECEIPT, remote_id="1_2")
    for _ in range(3):
        w.page.make("Lời")
    assert [one.remote_id for one in reconciler(w).find(row)] == ["1_3"]
    with w.works.ledger.writing("test") as book:
        book.note(row, reason=reasons.LOOKED, remote_id="1_3")
    assert [one.remote_id for one in reconciler(w).find(w.row("a"))] == ["1_3"], "its own stays its own"


@pytest.mark.parametrize(
    ("found", "taken"),
    [
        ([("2", HOUR, False), ("1", 2 * HOUR, False)], "2"),
        ([("2", HOUR, False), ("1", HOUR, False)], "1"),
        ([("1", HOUR, True), ("2", 2 * HOUR, False)], "2"),
    ],
    ids=["the earliest", "of two at once the first id", "what is public before what waits"],
)
def test_of_several_one_is_taken_and_all_are_told(w, found, taken):
    receipts = tuple(Receipt(name, f"https://a.vn/{name}", START + at, waits) for name, at, waits in found)
    row = reconciler(w).adopt(doubtful(w), receipts)
    assert (row.state, row.remote_id, row.address) == (State.PUBLISHED, taken, f"https://a.vn/{taken}")
    told = reasons.FOUND_SEVERAL.filled(count=2, ids="1, 2")
    assert w.works.ledger.events(key("a"))[-1].reason == told


@pytest.mark.parametrize("waits", [True, False])
def test_a_receipt_opens_its_page_and_asks_for_the_comment_once_it_is_public(w, waits):
    row = doubtful(w, first_comment="Gọi 111.")
    pause = Pause(FailureKind.POLICY, START + HOUR, 1, reasons.LOOKED)
    with w.works.ledger.writing("test") as book:
        book.pause(row.page_key, pause)
        done = record(book, row, Receipt("1", "", START, waits), reasons.FOUND)
    assert done.state is (State.HANDED_OVER if waits else State.PUBLISHED)
    assert w.works.ledger.paused() == {}
    opened = [one.reason for one in w.works.ledger.events() if one.key is None][-1]
    assert opened == (reasons.at_channel(reasons.HANDED_OVER, key("a")) if waits else reasons.RECEIPT)
    asked = [(one.kind, one.text) for one, _ in w.works.ledger.follow_ups()]
    assert asked == ([] if waits else [(Kind.COMMENT, "Gọi 111.")])


@pytest.mark.parametrize(
    ("is_worked_on", "says"), [(False, reasons.HANDED_OVER), (True, reasons.WORKED_ON)], ids=["held", "film"]
)
def test_what_a_channel_holds_says_whether_it_waits_for_its_time_or_is_worked_on(w, is_worked_on, says):
    row = doubtful(w)
    with w.works.ledger.writing("test") as book:
        done = record(book, row, Receipt("1", "", START, True, is_worked_on), reasons.FOUND)
    assert done.reason == reasons.at_channel(says, key("a"))


# -- what a new ledger does not know -------------------------------------------------------------------

THERE = Receipt("1_9", "https://a.vn/9", START - HOUR)


def planned_of(w):
    return w.works.edition().agenda.find(key("a"))


def test_what_is_public_already_is_entered_as_it_stands_there_and_asks_for_no_comment(w):
    taken = reconciler(w).take_in(planned_of(w), None, "facebook:1", "Lời trên trang", THERE)
    assert taken == w.row("a")
    assert (taken.state, taken.page_key, taken.due) == (State.PUBLISHED, "facebook:1", START)
    assert (taken.remote_id, taken.address, taken.public_at) == ("1_9", "https://a.vn/9", START - HOUR)
    assert (taken.text, taken.first_comment) == ("Lời trên trang", "")
    assert taken.message == f"Bài a\n{planned_of(w).post.text}"
    assert w.works.ledger.follow_ups() == []
    assert {one.reason.code for one in w.works.ledger.events(key("a"))} == {"taken-in"}
    with w.works.ledger.reading() as reading:
        found = reading.exec_driver_sql("SELECT text_hash FROM deliveries").scalar_one()
    assert found == text_hash("Lời trên trang")


@pytest.mark.parametrize("state", [State.CLAIMED, State.RETRY, State.HELD, State.SKIPPED], ids=str)
def test_what_the_ledger_knows_otherwise_is_public_all_the_same(w, state):
    row = bring_to(w.works.ledger, state)
    with w.works.ledger.writing("test") as book:
        row = book.note(row, reason=reasons.LATE, next_try_at=START, first_comment="Gọi 111.")
    taken = reconciler(w).take_in(planned_of(w), row, "facebook:2", "Lời", THERE)
    assert (taken.state, taken.remote_id, taken.page_key) == (State.PUBLISHED, "1_9", "facebook:2")
    assert (taken.next_try_at, w.works.ledger.follow_ups()) == (None, [])


@pytest.mark.parametrize("like", ["", "1_9"])
@pytest.mark.parametrize("state", [None, State.CLAIMED, State.RETRY, State.HELD], ids=str)
def test_what_may_be_public_is_a_persons_and_what_it_resembles_is_not_taken_for_it(w, state, like):
    row = None
    if state:
        row = bring_to(w.works.ledger, state)
        with w.works.ledger.writing("test") as book:
            row = book.note(row, reason=reasons.LATE, former_ids=["1_1"], next_try_at=START)
    reconciler(w).suspect(planned_of(w), row, "facebook:2", reasons.NEVER_SEEN, *([like] if like else []))
    held = w.row("a")
    assert (held.state, held.reason, held.page_key) == (State.HELD, reasons.NEVER_SEEN, "facebook:2")
    assert held.former_ids == (*(("1_1",) if state else ()), *((like,) if like else ()))
    assert held.next_try_at is None


def test_what_a_person_skipped_stays_skipped_though_it_may_be_public(w):
    row = bring_to(w.works.ledger, State.SKIPPED)
    reconciler(w).suspect(planned_of(w), row, "facebook:2", reasons.NEVER_SEEN, "1_9")
    kept = w.row("a")
    assert kept == replace(row, reason=reasons.NEVER_SEEN, former_ids=("1_9",), changed_at=kept.changed_at)
