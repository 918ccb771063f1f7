"""What is written about pages that wait, and what was said before, by itself on a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.calendar.wording import Wording
from scheduler.channels.channel import FailureKind
from scheduler.clock import FixedClock
from scheduler.delivery.decisions import ChangeVerdict, Pause, Verdict
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.hindrances import CLOCK_RIGHT
from scheduler.delivery.ledger import Ledger, State
from scheduler.delivery.moves import text_hash, words_hash
from scheduler.delivery.reasons import CLAIM, RECEIPT, TWIN_UNSEEN
from scheduler.delivery.records import Identity, PausedPage, Seat
from scheduler.delivery.states import PERHAPS_PUBLIC
from tests.delivery.practice import START, key
from tests.delivery.test_ledger import bring_to

HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger.open(tmp_path / "ledger.db", FixedClock(START))
    yield opened
    opened.close()


# -- each line -----------------------------------------------------------------------------------------


def test_each_move_is_stamped_and_its_line_says_from_where_to_where_and_why(ledger):
    begun = bring_to(ledger, State.CLAIMED)
    assert (begun.changed_at, begun.fence) == (START, 1)
    ledger._clock.wait(60)
    with ledger.writing("Mai") as book:
        held = book.move(begun, State.HELD, reason=RECEIPT)
    assert (held.changed_at, held.fence, held.reason) == (START + timedelta(minutes=1), 1, RECEIPT)
    ledger._clock.wait(60)
    with ledger.writing("Mai") as book:
        claimed = book.move(held, State.CLAIMED, reason=CLAIM)
        taken = book.take_over(claimed, reason=RECEIPT)
    assert (claimed.fence, taken.fence, taken.changed_at) == (2, 3, START + timedelta(minutes=2))
    told = [(one.who, one.before, one.after, one.reason, one.page_key) for one in ledger.events(key("a"))]
    assert told == [
        ("test", None, State.CLAIMED, CLAIM, "facebook:1"),
        ("Mai", State.CLAIMED, State.HELD, RECEIPT, "facebook:1"),
        ("Mai", State.HELD, State.CLAIMED, CLAIM, "facebook:1"),
        ("Mai", State.CLAIMED, State.CLAIMED, RECEIPT, "facebook:1"),
    ]


@pytest.mark.parametrize("state", State, ids=str)
def test_a_reason_stays_on_the_row_where_a_person_will_ask_for_it(ledger, state):
    row = bring_to(ledger, state)
    goes_its_way = {State.CLAIMED, State.PREPARED, State.SENDING, State.PUBLISHED}
    assert row.reason == (None if state in goes_its_way else CLAIM)
    with ledger.writing("test") as book:
        assert book.note(row, reason=TWIN_UNSEEN).reason == TWIN_UNSEEN, "what there is to do is always kept"


def test_only_a_public_call_about_to_be_made_is_a_new_generation(ledger):
    with ledger.writing("test") as book:
        book.facts.be(Identity("one", 1, Seat("machine", "host", "path")))
    prepared = bring_to(ledger, State.PREPARED)
    assert ledger.identity.generation == 1
    with ledger.writing("test") as book:
        book.move(prepared, State.SENDING, reason=CLAIM)
    assert ledger.identity == Identity("one", 2, Seat("machine", "host", "path"))


@pytest.mark.parametrize("state", [State.HELD, State.RETRY], ids=str)
@pytest.mark.parametrize("paused", [None, Pause(FailureKind.POLICY, START + HOUR, 3, RECEIPT)], ids=str)
def test_a_verdict_is_written_whole_its_pages_pause_too(ledger, state, paused):
    row = bring_to(ledger, State.RETRY)
    with ledger.writing("test") as book:
        settled = book.settle(row, Verdict(state, TWIN_UNSEEN, {"attempts": 4}, paused))
    assert settled == ledger.delivery(key("a"))
    assert (settled.state, settled.reason, settled.attempts) == (state, TWIN_UNSEEN, 4)
    assert [one.rounds for one in ledger.paused().values()] == ([3] if paused else [])
    last = ledger.events(key("a"))[-1]
    assert (last.before, last.after, last.reason) == (State.RETRY, state, TWIN_UNSEEN)


@pytest.mark.parametrize("paused", [None, Pause(FailureKind.POLICY, START + HOUR, 3, RECEIPT)], ids=str)
def test_a_verdict_on_a_change_is_written_whole_its_pages_pause_too(ledger, paused):
    public = bring_to(ledger, State.PUBLISHED)
    with ledger.writing("test") as book:
        change = book.follow_ups.ask(public, Kind.EDIT, reason=CLAIM)
        verdict = ChangeVerdict(Progress.HELD, TWIN_UNSEEN, {"attempts": 4}, paused)
        settled = book.settle_change(change, public, verdict)
    assert ledger.follow_ups() == [(settled, public)]
    assert (settled.progress, settled.reason, settled.attempts) == (Progress.HELD, TWIN_UNSEEN, 4)
    assert {page: one.rounds for page, one in ledger.paused().items()} == (
        {"facebook:1": 3} if paused else {}
    )


# -- pages that wait -----------------------------------------------------------------------------------


def pause(ledger, kind=FailureKind.POLICY, page="facebook:1", reason=CLAIM, rounds=1, wait=HOUR):
    with ledger.writing("test") as book:
        book.pause(page, Pause(kind, START + wait, rounds, reason))


def test_a_pause_is_kept_page_by_page_and_told_once_for_one_cause(ledger):
    pause(ledger)
    pause(ledger, page="facebook:2", kind=FailureKind.THROTTLED)
    ledger._clock.wait(60)
    pause(ledger, rounds=2, wait=2 * HOUR)
    now = START + timedelta(minutes=1)
    assert ledger.paused() == {
        "facebook:1": PausedPage("facebook:1", START + 2 * HOUR, now, FailureKind.POLICY, 2, CLAIM),
        "facebook:2": PausedPage("facebook:2", START + HOUR, START, FailureKind.THROTTLED, 1, CLAIM),
    }
    pause(ledger, reason=RECEIPT)
    told = [(line.page_key, line.reason, line.key) for line in ledger.events()]
    assert told == [("facebook:1", CLAIM, None), ("facebook:2", CLAIM, None), ("facebook:1", RECEIPT, None)]


def test_a_page_that_is_open_again_is_told_once_and_no_other_page_is_open(ledger):
    pause(ledger)
    pause(ledger, page="facebook:2")
    for _ in range(2):
        with ledger.writing("test") as book:
            book.resume("facebook:1", reason=RECEIPT)
    assert set(ledger.paused()) == {"facebook:2"}
    assert [line.page_key for line in ledger.events() if line.reason == RECEIPT] == ["facebook:1"]


@pytest.mark.parametrize("only", [None, ["facebook:1", "facebook:2"]])
def test_lifting_a_cause_opens_its_pages_and_lets_what_waits_there_try_now(ledger, only):
    for number, kind in enumerate([FailureKind.CREDENTIAL, FailureKind.POLICY, FailureKind.CREDENTIAL], 1):
        page = f"facebook:{number}"
        pause(ledger, kind, page)
        for name, state in (("tries", State.RETRY), ("doubt", State.UNCONFIRMED)):
            row = bring_to(ledger, state, f"{name}-{number}")
            with ledger.writing("test") as book:
                book.note(row, reason=CLAIM, page_key=page, next_try_at=START + HOUR)
    with ledger.writing("test") as book:
        book.lift(FailureKind.CREDENTIAL, only)
    open_now = {"facebook:1"} if only else {"facebook:1", "facebook:3"}
    assert {page for page, one in ledger.paused().items() if one.not_before == START} == open_now
    assert {page for page, one in ledger.paused().items() if one.not_before == START + HOUR} == {
        "facebook:1", "facebook:2", "facebook:3",
    } - open_now  # fmt: skip
    tried = {row.key.post for row in ledger.waking() if row.next_try_at == START}
    assert tried == {f"tries-{page[-1]}" for page in open_now}


@pytest.mark.parametrize("paused", [-HOUR, HOUR])
def test_lifting_a_cause_puts_nothing_off_that_is_past(ledger, paused):
    pause(ledger, FailureKind.CREDENTIAL, wait=paused)
    row = bring_to(ledger, State.RETRY)
    with ledger.writing("test") as book:
        book.note(row, reason=CLAIM, next_try_at=START - HOUR)
        book.lift(FailureKind.CREDENTIAL)
    assert ledger.paused()["facebook:1"].not_before == min(START, START + paused)
    assert ledger.delivery(key("a")).next_try_at == START - HOUR


# -- what the ledger is asked --------------------------------------------------------------------------


@pytest.mark.parametrize("state", State, ids=str)
@pytest.mark.parametrize("at", [START + HOUR, START, None], ids=["to come", "past", "none"])
def test_a_channels_scheduler_holds_what_was_handed_over_and_what_was_set_aside_until_its_time(
    ledger, state, at
):
    row = bring_to(ledger, state)
    with ledger.writing("test") as book:
        row = book.note(row, reason=CLAIM, scheduled_for=at, remote_id="1_1")
    through = state in {State.PUBLISHED, State.WITHDRAWN}
    holds = state is State.HANDED_OVER or (at == START + HOUR and not through)
    assert ledger.scheduled(START) == ([row] if holds else [])


def test_what_never_came_to_a_channels_scheduler_is_not_taken_back_from_there(ledger):
    row = bring_to(ledger, State.HELD)
    with ledger.writing("test") as book:
        book.note(row, reason=CLAIM, scheduled_for=START + HOUR)
    assert ledger.scheduled(START) == []


def test_the_last_line_about_a_delivery_is_the_latest_by_its_time_since_the_clock_was_right(ledger):
    assert ledger.last_written() is None
    bring_to(ledger, State.CLAIMED)
    ledger._clock.wait(60)
    with ledger.writing("test") as book:
        book.remark("facebook:1", RECEIPT)
    assert ledger.last_written() == START, "a line about a page is none"
    ledger._clock.wait(-3600)
    bring_to(ledger, State.CLAIMED, "b")
    assert ledger.last_written() == START, "whatever was written last"
    with ledger.writing("test") as book:
        book.remark("", CLOCK_RIGHT)
    assert ledger.last_written() is None
    bring_to(ledger, State.CLAIMED, "c")
    assert ledger.last_written() == ledger._clock.now()


def test_the_last_lines_are_those_that_were_written_last(ledger, monkeypatch):
    monkeypatch.setattr("scheduler.delivery.ledger._LAST_LINES", 2)
    for name in "abc":
        ledger._clock.wait(60)
        bring_to(ledger, State.CLAIMED, name)
    assert ledger.last_written() == ledger._clock.now()
    ledger._clock.wait(-3600)
    for name in "de":
        bring_to(ledger, State.CLAIMED, name)
    assert ledger.last_written() == ledger._clock.now()


def test_the_last_line_in_time_is_the_latest_of_any_up_to_then(ledger):
    assert ledger.last_in_time(START) is None
    bring_to(ledger, State.CLAIMED)
    ledger._clock.wait(60)
    with ledger.writing("test") as book:
        book.remark("facebook:1", RECEIPT)
    assert ledger.events()[-1].page_key == "facebook:1"
    minute = timedelta(minutes=1)
    asked = [START - minute, START, START + minute / 2, START + minute, START + HOUR]
    assert [ledger.last_in_time(now) for now in asked] == [None, START, START, START + minute, START + minute]


# -- what was said before ------------------------------------------------------------------------------

WORDS = Wording(title="Tên", text="Tên\n\nLời.", hashtags=(), link="", body="Lời.")


def say(ledger, name, state=State.PUBLISHED, **changes):
    row = bring_to(ledger, state, name)
    with ledger.writing("test") as book:
        return book.note(row, reason=CLAIM, **changes)


def twin(ledger, since=START, page="facebook:1", post="a"):
    with ledger.writing("test") as book:
        found = book.twin(page, WORDS, since, {post})
    return found and found.key.post


@pytest.mark.parametrize("printed", [words_hash(WORDS.body), text_hash(WORDS.text)])
@pytest.mark.parametrize("state", State, ids=str)
def test_a_twin_is_another_post_with_those_words_that_is_or_may_be_public_there(ledger, state, printed):
    say(ledger, "b", state, text_hash=printed, intent_at=START)
    assert twin(ledger) == ("b" if state in PERHAPS_PUBLIC else None)
    assert twin(ledger, page="facebook:2") is None
    assert twin(ledger, post="b") is None


def test_a_twin_is_as_old_as_it_is_public_or_else_as_its_intent(ledger):
    printed = words_hash(WORDS.body)
    row = say(ledger, "b", text_hash=printed, intent_at=START - HOUR)
    assert twin(ledger, START - HOUR) == "b"
    assert twin(ledger) is None
    with ledger.writing("test") as book:
        book.note(row, reason=CLAIM, public_at=START)
    assert twin(ledger) == "b"
    say(ledger, "c", text_hash="other", intent_at=START + HOUR)
    assert twin(ledger, START + HOUR) is None


def test_a_post_went_out_before_when_it_last_was_or_may_have_been_public_on_that_page(ledger):
    def sent(occurrence, at, page="facebook:1", post="a"):
        with ledger.writing("test") as book:
            one = replace(key(post), occurrence=occurrence)
            row = book.begin(one, page, START, State.CLAIMED, reason=CLAIM)
            row = book.move(row, State.PREPARED, reason=CLAIM)
            return book.move(row, State.SENDING, reason=CLAIM, intent_at=at)

    later = START + 3 * HOUR
    sent("1", START)
    public, not_public = sent("2", START - HOUR), sent("3", later)
    sent("4", later, page="facebook:2")
    sent("1", later, post="b")
    with ledger.writing("test") as book:
        book.move(public, State.PUBLISHED, reason=CLAIM, remote_id="1_2", public_at=START + HOUR)
        book.move(not_public, State.RETRY, reason=CLAIM)
        asked = [START, START + HOUR, START + HOUR + timedelta(seconds=1)]
        went = [book.went_before(not_public, since) for since in asked]
        assert went == [START + HOUR, START + HOUR, None]
        assert book.went_before(public, START) == START, "itself does not count"


def test_the_messages_of_a_post_are_those_that_were_published_the_latest_first(ledger):
    for name, message, public in (("1", "cũ", START - HOUR), ("2", "mới", START), ("3", "", START + HOUR)):
        with ledger.writing("test") as book:
            one = replace(key("a"), occurrence=name)
            row = book.begin(one, "facebook:1", START, State.CLAIMED, reason=CLAIM, message=message)
            row = book.move(row, State.PREPARED, reason=CLAIM)
            row = book.move(row, State.SENDING, reason=CLAIM)
            book.move(row, State.PUBLISHED, reason=CLAIM, remote_id=name, public_at=public)
    say(ledger, "b", message="khác")
    with ledger.writing("test") as book:
        book.begin(key("a"), "facebook:1", START, State.CLAIMED, reason=CLAIM, message="chưa đăng")
        assert book.messages("a") == ["mới", "cũ"]
