from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery.hindrances import ACCESS, TOKEN_TAKEN_UP
from scheduler.engine.beginning import check_beginning, lift_credential_pauses, rebuild
from scheduler.engine.tick import tick
from scheduler.problems import Stop
from tests.delivery.practice import START, calendar, failure, post

HOUR = timedelta(hours=1)


def test_a_new_ledger_beside_a_page_that_has_these_posts_stops(world):
    w = world(post("a", START), post("b", START + 2 * HOUR))
    tick(w.works)
    w.works.close()
    w.works.ledger.path.unlink()
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


def test_a_lost_ledger_is_rebuilt_from_what_is_public(world):
    w = world(post("a", START), post("b", START + HOUR), post("c", START + 3 * HOUR))
    w.page.make("Bài cũ của trang, không có trong lịch.")
    for _ in range(2):
        tick(w.works)
        w.clock.wait(3600)
    before = w.row("a"), w.row("b")
    w.works.close()
    w.works.ledger.path.unlink()
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
    with pytest.raises(Stop):
        rebuild(w.works)
    assert w.works.ledger.birth is None


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
    asked = []
    w.works.outlets.look_again = lambda pages: asked.append(set(pages)) or frozenset(pages)
    tick(w.works)
    is_the_tokens = kind is FailureKind.CREDENTIAL
    assert asked == [{"facebook:1"} if is_the_tokens else set()]
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
