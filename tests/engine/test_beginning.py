from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName, ChannelVariant
from scheduler.channels.channel import FailureKind
from scheduler.delivery.decisions import Pause
from scheduler.delivery.hindrances import ACCESS, TOKEN_TAKEN_UP
from scheduler.delivery.ledger import State
from scheduler.delivery.reason import of_failure
from scheduler.delivery.reasons import BEGUN
from scheduler.engine.beginning import check_beginning, lift_credential_pauses, rebuild
from scheduler.engine.tick import tick
from scheduler.problems import Stop
from tests.delivery.practice import PAGE, START, Page, calendar, failure, key, post

HOUR = timedelta(hours=1)


@pytest.mark.sqlite
def test_a_new_ledger_beside_a_page_that_has_these_posts_stops(world):
    w = world(post("a", START), post("b", START + 2 * HOUR))
    tick(w.works)
    w.works.close()
    w.works.ledger.where.unlink()
    w.clock.wait(3600)
    w.open()
    with pytest.raises(Stop) as stop:
        check_beginning(w.works)
    assert "loa rebuild" in stop.value.say("vi")
    assert w.works.ledger.birth is None, "it stops again until it is mended"


def test_a_new_ledger_beside_a_page_with_other_posts_may_begin(world):
    w = world(post("a", START - HOUR), post("b", START + HOUR))
    w.page.make("Bài cũ của trang, không có trong lịch.")
    check_beginning(w.works)
    assert w.page.readings == 1
    tick(w.works)
    assert w.works.ledger.birth == START


def test_a_ledger_that_has_carried_is_not_asked(world):
    w = world(post("a", START))
    tick(w.works)
    looks = w.page.looks
    check_beginning(w.works)
    assert w.page.looks == looks


def test_a_page_that_cannot_be_read_does_not_keep_a_new_ledger_from_beginning(world):
    w = world(post("a", START + HOUR))
    w.page.seen_faults = [failure(FailureKind.CERTAIN)]
    check_beginning(w.works)
    assert w.page.seen_faults == [], "it was asked"
    tick(w.works)
    assert w.works.ledger.birth == START


def test_a_mended_token_is_tried_at_the_next_start(world):
    w = world(post("a", START))
    w.page.faults = [failure(FailureKind.CREDENTIAL)]
    report = tick(w.works)
    assert report.next_due == START + timedelta(minutes=15)
    lift_credential_pauses(w.works)
    assert w.works.ledger.paused()["facebook:1"].not_before == START


@pytest.mark.sqlite
def test_a_lost_ledger_is_rebuilt_from_what_is_public(world):
    w = world(post("a", START), post("b", START + HOUR), post("c", START + 3 * HOUR))
    w.page.make("Bài cũ của trang, không có trong lịch.")
    for _ in range(2):
        tick(w.works)
        w.clock.wait(3600)
    before = w.row("a"), w.row("b")
    w.works.close()
    w.works.ledger.where.unlink()
    w.open()
    w.page.readings = 0
    taken = rebuild(w.works)
    assert [row.remote_id for row in taken] == [row.remote_id for row in before]
    assert w.page.readings == 1
    check_beginning(w.works)
    w.clock.wait(2 * 3600)
    tick(w.works)
    assert w.states() == {"a": "published", "b": "published", "c": "published"}
    assert w.page.calls == 3
    assert w.works.problems() == ()


def test_a_page_that_cannot_be_read_is_not_rebuilt_from(world):
    w = world(post("a", START))
    w.page.seen_faults = [failure(FailureKind.DOUBTFUL)]
    with pytest.raises(Stop, match=r"trang thử cannot be read to its end \(test\)"):
        rebuild(w.works)
    assert w.works.ledger.birth is None


def test_nor_is_a_place_where_it_cannot_be_announced_who_carries(world, monkeypatch):
    w = world(post("a", START))

    def fails(*_):
        raise failure(FailureKind.DOUBTFUL)

    monkeypatch.setattr(w.works.announcer, "take_over", fails)
    with pytest.raises(Stop, match="trang thử cannot be read"):
        rebuild(w.works)


def test_a_post_of_the_queue_that_is_public_is_taken_over_too_and_one_shown_twice_hides_no_other(world):
    w = world(post("a", START), post("b", None), slots={"daily": ["08:00"]})
    for name in "aab":
        carried_elsewhere(w, name)
    assert {row.key.post for row in rebuild(w.works)} == {"a", "b"}
    w.clock.wait(24 * 3600)
    tick(w.works)
    assert w.page.calls == 0


def test_where_no_place_is_reached_there_is_nothing_to_take_over(world):
    w = world(post("a", START))
    w.works.outlets.names = lambda unit: ()
    w.works.outlets.get = lambda unit, name: None
    assert rebuild(w.works) == []


def test_a_post_of_the_very_minute_of_the_birth_goes_out(world):
    w = world(post("a", START))
    w.clock.wait(42)
    tick(w.works)
    assert w.states() == {"a": "published"}


def test_a_post_whose_time_passed_before_the_ledgers_birth_is_told_and_one_that_began_is_not(world):
    w = world(post("cu", START - HOUR), post("moi", START))
    tick(w.works)
    assert w.states() == {"moi": "published"}
    told = [(problem.code, problem.post, problem.is_error) for problem in w.works.problems()]
    assert told == [("before-birth", "cu", False)]


def test_a_post_written_with_a_time_before_the_birth_is_told_at_the_next_reading(world):
    w = world(post("moi", START))
    tick(w.works)
    assert w.works.problems() == ()
    w.read = calendar(post("moi", START), post("cu", START - HOUR))
    assert [(problem.code, problem.post) for problem in w.works.problems()] == [("before-birth", "cu")]
    w.read = calendar(post("moi", START))
    assert w.works.problems() == ()


@pytest.mark.parametrize("kind", [FailureKind.CREDENTIAL, FailureKind.POLICY])
def test_a_token_that_is_mended_while_it_serves_is_taken_up_at_the_next_wake_up(world, kind):
    w = world(post("a", START))
    w.page.faults = [failure(kind)]
    tick(w.works)
    another = Pause(kind, START + HOUR, 1, of_failure(failure(kind).failure))
    with w.works.ledger.writing("test") as book:
        book.pause("facebook:2", another)
    asked = []
    w.works.outlets.look_again = lambda pages: asked.append(set(pages)) or frozenset(pages) - {"facebook:2"}
    tick(w.works)
    is_the_tokens = kind is FailureKind.CREDENTIAL
    assert asked == [{"facebook:1", "facebook:2"} if is_the_tokens else set()]
    assert w.works.ledger.paused()["facebook:2"].not_before == START + HOUR, "that one is not mended"
    assert w.states() == {"a": "published" if is_the_tokens else "retry"}
    told = [(one.page_key, one.reason) for one in w.works.ledger.remarks(ACCESS)]
    assert told == ([("facebook:1", TOKEN_TAKEN_UP)] if is_the_tokens else [])


def test_a_channel_that_cannot_be_tidied_just_now_is_told_in_words_and_carries_all_the_same(world, caplog):
    w = world(post("a", START))

    def fails(now):
        raise failure(FailureKind.CERTAIN)

    w.page.tidy = fails
    tick(w.works)
    assert w.states() == {"a": "published"}
    assert "facebook:1: vì sao" in caplog.text
    assert not any(record.exc_info for record in caplog.records)


class Unlisted(Page):
    """A place that can be asked for a post, and does not list what it shows."""

    seen = None


def unlisted(world, *posts):
    w = world(*posts)
    w.works.close()
    w.page = Unlisted(w.clock)
    w.open()
    return w


def lose_the_ledger(w):
    w.works.close()
    w.works.ledger.where.unlink()
    w.open()


def carried_elsewhere(w, name):
    """That post of the calendar is public, and this machine knows nothing of it."""
    edition = w.works.edition()
    w.page.make(edition.text(edition.agenda.find(key(name), START), w.page))


WEBSITE, GONE = ChannelName("website"), ChannelName("gone")
EVERYWHERE = {name: ChannelVariant() for name in (GONE, WEBSITE, PAGE)}


def with_a_second_place(w, other):
    """*other* is a second place of the province, asked before its page; a third one cannot be opened."""
    w.works.close()
    province = w.read.units[PROVINCE]
    channels = dict.fromkeys(EVERYWHERE, province.channels["facebook"])
    w.read = replace(w.read, units={PROVINCE: replace(province, channels=channels)})
    other.name, other.page_key = WEBSITE, "website:1"
    w.open()
    places = {GONE: None, WEBSITE: other, PAGE: w.page}
    w.works.outlets.names = lambda unit: tuple(places)
    w.works.outlets.get = lambda unit, name: places[name]


@pytest.mark.parametrize("ago", [timedelta(), 29 * 24 * HOUR])
def test_a_new_ledger_beside_a_place_that_lists_nothing_asks_for_the_latest_posts_and_stops(world, ago):
    w = unlisted(world, post("a", START), post("b", START + 60 * 24 * HOUR))
    carried_elsewhere(w, "a")
    w.clock.wait(ago.total_seconds())
    with pytest.raises(Stop) as stop:
        check_beginning(w.works)
    said = stop.value.say("vi")
    assert "“a”" in said
    assert "trang thử" in said
    assert str(w.works.ledger.where) in said
    assert w.works.ledger.birth is None


def test_what_was_put_there_before_its_time_is_found_too(world):
    w = unlisted(world, *(post(name, START + (n + 1) * HOUR) for n, name in enumerate("abcd")))
    carried_elsewhere(w, "c")
    with pytest.raises(Stop, match="“c”"):
        check_beginning(w.works)


def test_a_new_ledger_asks_such_a_place_for_three_posts_before_and_three_after_and_no_more(world):
    hours = [n for n in range(-9, 10) if n]
    w = unlisted(world, *(post(f"p{n}", START + n * HOUR) for n in hours))
    asked = []
    w.page.confirm = lambda traces: asked.extend(traces) or [() for _ in traces]
    check_beginning(w.works)
    names = ("p-1", "p-2", "p-3", "p1", "p2", "p3")
    assert {trace.key for trace in asked} == {f"{name}@first/province/facebook" for name in names}
    assert all(trace.since <= START - 29 * 24 * HOUR for trace in asked)


def test_such_a_place_that_cannot_be_read_does_not_keep_a_new_ledger_from_beginning(world):
    w = unlisted(world, post("a", START + HOUR))
    w.page.find_faults = [failure(FailureKind.CERTAIN)]
    check_beginning(w.works)
    assert w.page.find_faults == [], "it was asked"


def test_nor_does_it_keep_the_others_from_being_asked(world):
    w = unlisted(world, post("a", START + HOUR, channels=EVERYWHERE))
    carried_elsewhere(w, "a")
    other = Unlisted(w.clock)
    other.find_faults = [failure(FailureKind.CERTAIN)]
    with_a_second_place(w, other)
    with pytest.raises(Stop, match="“a”"):
        check_beginning(w.works)
    assert other.find_faults == []


def test_what_was_taken_over_from_one_place_and_is_not_seen_on_another_is_held_there(world):
    w = world(*(post(name, START, channels=EVERYWHERE) for name in "ab"))
    with_a_second_place(w, Page(w.clock))
    carried_elsewhere(w, "a")
    assert [str(row.key) for row in rebuild(w.works)] == ["a@first/province/facebook"]
    rows = {str(row.key): (row.state, row.reason) for row in w.works.ledger.deliveries()}
    state, reason = rows.pop("a@first/province/website")
    assert (state, reason.code) == (State.HELD, BEGUN.code)
    assert rows == {"a@first/province/facebook": (State.PUBLISHED, None)}


@pytest.mark.sqlite
def test_a_lost_ledger_is_rebuilt_from_such_a_place_and_nothing_goes_out_twice(world):
    w = unlisted(world, post("a", START), post("b", START + HOUR), post("c", START + 3 * HOUR))
    for _ in range(2):
        tick(w.works)
        w.clock.wait(3600)
    before = w.row("a"), w.row("b")
    lose_the_ledger(w)
    taken = rebuild(w.works)
    assert [row.remote_id for row in taken] == [row.remote_id for row in before]
    check_beginning(w.works)
    w.clock.wait(2 * 3600)
    tick(w.works)
    assert w.states() == {"a": "published", "b": "published", "c": "published"}
    assert w.page.calls == 3


def test_what_is_looked_for_anyway_is_left_to_that_look_when_the_ledger_is_rebuilt(world):
    w = unlisted(world, post("a", START))
    w.page.faults, w.page.lag = ["made, answer lost"], HOUR
    tick(w.works)
    state = w.row("a").state
    assert state.value in {"sending", "unconfirmed"}
    w.page.lag = timedelta()
    assert rebuild(w.works) == []
    assert w.row("a").state is state
