from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.calendar.model import ChannelName, PostId
from scheduler.channels.channel import FailureKind
from scheduler.delivery.ledger import State
from scheduler.engine.deciding import publish_now, retry, skip, stuck
from scheduler.engine.tick import Selection, due_now, order, tick
from tests.delivery.practice import START, calendar, failure, key, post

HOUR = timedelta(hours=1)


def test_a_day_switched_off_floods_nothing_and_loses_nothing(world):
    posts = [post(f"p{n:02}", START + n * HOUR) for n in range(24)]
    w = world(*posts)
    tick(w.works)
    w.clock.wait(22.5 * 3600)
    for _ in range(200):
        report = tick(w.works)
        if report.next_due is None:
            break
        w.clock.instant = max(w.clock.instant, report.next_due)
    rows = w.works.ledger.deliveries()
    held = [row.key.post for row in rows if row.state is State.HELD]
    assert held == [f"p{n:02}" for n in range(1, 17)]
    assert all(row.reason.code == "late" for row in rows if row.state is State.HELD)
    late = [
        row for row in rows if row.state is State.PUBLISHED and row.public_at - row.due > timedelta(minutes=2)
    ]
    assert [row.key.post for row in late] == [f"p{n:02}" for n in range(17, 23)]
    gaps = [after.public_at - before.public_at for before, after in itertools.pairwise(late)]
    assert min(gaps) >= timedelta(minutes=10)
    assert w.row("p23").public_at == START + 23 * HOUR, "the one on time keeps its time"


def test_held_for_lateness_names_the_local_time_and_may_be_ordered(world):
    w = world(post("a", START + HOUR))
    tick(w.works)
    w.clock.wait(10 * 3600)
    tick(w.works)
    assert "08:00 ngày 1/12/2026" in w.row("a").reason.why.vi  # START + 1 h is 01:00 UTC
    order(w.works, [PostId("a")])
    assert w.row("a").state is State.PUBLISHED


@pytest.mark.parametrize("how", [order, lambda works, posts: retry(works, "Mai", stuck(works, posts[0])[0])])
def test_what_a_person_let_go_and_is_then_moved_to_later_goes_out_at_its_new_time(world, how):
    w = world(post("a", START + HOUR))
    tick(w.works)
    w.clock.wait(10 * 3600)
    tick(w.works)
    w.page.prepare_faults = [failure(FailureKind.CERTAIN)]
    how(w.works, [PostId("a")])
    tick(w.works)
    assert w.row("a").state is State.RETRY
    w.read = calendar(post("a", START + 30 * HOUR))
    w.clock.wait(3600)
    tick(w.works)
    assert w.page.calls == 0
    w.clock.instant = START + 30 * HOUR
    tick(w.works)
    assert w.row("a").public_at == START + 30 * HOUR


@pytest.mark.parametrize(
    ("again", "state"),
    [(START + 30 * HOUR, State.PUBLISHED), (START + HOUR, State.HELD), (None, State.PUBLISHED)],
)
def test_what_was_left_out_after_it_began_and_is_in_the_calendar_again_is_not_forgotten(world, again, state):
    w = world(post("a", START + HOUR), slots={"daily": ["08:00"]})
    tick(w.works)
    w.page.prepare_faults = [failure(FailureKind.CERTAIN)]
    w.clock.wait(3600)
    tick(w.works)
    sound, w.read = w.read, replace(w.read, posts=())
    w.clock.wait(10 * 3600)
    tick(w.works)
    assert w.row("a").state is State.SKIPPED
    w.read = replace(sound, posts=(post("a", again),))
    for _ in range(40):
        tick(w.works)
        w.clock.wait(3600)
    assert w.row("a").state is state
    assert again is None or state is State.HELD or w.row("a").public_at == again


def test_what_a_person_skipped_stays_skipped_when_the_calendar_has_it_again(world):
    w = world(post("a", START + HOUR))
    tick(w.works)
    skip(w.works, "Mai", "không cần", key("a"))
    sound, w.read = w.read, calendar()
    tick(w.works)
    w.read = sound
    w.clock.wait(3600)
    tick(w.works)
    assert w.states() == {"a": "skipped"}


def test_an_order_after_a_move_counts_for_the_new_time(world):
    w = world(post("a", START + HOUR))
    w.page.prepare_faults = [failure(FailureKind.CERTAIN)]
    tick(w.works)
    w.clock.wait(3600)
    tick(w.works)
    w.read = calendar(post("a", START + 30 * HOUR))
    tick(w.works)
    assert w.page.calls == 0
    publish_now(w.works, "Mai", [PostId("a")])
    tick(w.works)
    assert w.row("a").state is State.PUBLISHED


def test_the_log_says_what_became_of_a_post_in_the_settings_language(world, caplog):
    w = world(post("a", START))
    with caplog.at_level("INFO", "scheduler.engine.tick"):
        tick(w.works)
    assert ": đã đăng " in caplog.text


def test_what_was_due_before_the_first_carrying_is_never_published(world):
    w = world(post("old", START - HOUR), post("new", START + HOUR))
    tick(w.works)
    w.clock.wait(3600)
    tick(w.works)
    assert w.states() == {"new": "published"}
    assert w.works.ledger.birth == START


def test_looking_is_not_the_birth_of_a_ledger(world):
    w = world(post("a", START))
    assert due_now(w.works)[0].post == "a"
    assert w.works.ledger.birth is None


def test_a_post_added_with_a_time_long_past_is_held_and_does_not_vanish(world):
    w = world()
    tick(w.works)
    w.clock.wait(20 * 3600)
    w.read = calendar(post("a", START + HOUR), post("b", START + 19 * HOUR))
    tick(w.works)
    assert w.states() == {"a": "held", "b": "published"}


def test_only_what_is_chosen_is_carried(world):
    w = world(post("a", START), post("b", START))
    tick(w.works, Selection(channel=ChannelName("website")))
    assert w.states() == {}
    tick(w.works, Selection(posts=frozenset({PostId("b")})))
    assert w.states() == {"b": "published"}


def test_a_stop_between_two_deliveries_leaves_the_second_alone(world):
    w = world(post("a", START), post("b", START))
    w.page.during_publish = w.works.stopping.set
    tick(w.works)
    assert w.states() == {"a": "published"}


def test_every_wake_up_tidies_and_a_failure_there_stops_nothing(world):
    w = world(post("a", START))

    def broken(now):
        raise OSError("disk full")

    w.page.tidy = broken
    tick(w.works)
    assert w.states() == {"a": "published"}


def test_the_clock_set_back_publishes_nothing_twice_and_nothing_early(world):
    w = world(post("a", START + HOUR), post("b", START + 2 * HOUR))
    tick(w.works)
    w.clock.wait(3600)
    tick(w.works)
    w.clock.wait(-7200)
    tick(w.works)
    w.clock.wait(2 * 3600)
    tick(w.works)
    assert w.states() == {"a": "published"}
    w.clock.wait(3600)
    tick(w.works)
    assert w.states() == {"a": "published", "b": "published"}
    assert w.page.calls == 2


def test_a_wake_up_asks_the_ledger_only_about_what_is_due(world):
    posts = [post(f"p{n}", START + timedelta(minutes=n)) for n in range(3000)]
    w = world(*posts, within=timedelta(days=30), spacing=timedelta())
    tick(w.works)
    w.clock.wait(100 * 60)
    tick(w.works)
    asked = []
    history = w.works.ledger.history
    begun = history.begun
    history.begun = lambda keys: begun(asked.extend(keys := list(keys)) or keys)
    w.clock.wait(60)
    tick(w.works)
    assert 0 < len(asked) <= 4
    assert w.page.calls == 102
