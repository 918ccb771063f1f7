"""One wake-up of `serve`, taken by hand: when the next one comes, what the pulse shows, and who is told."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery.reason import Reason
from scheduler.delivery.witness import Unusable
from scheduler.engine import local
from scheduler.engine.alerts import Alerts
from scheduler.engine.lock import carrying, last_sign
from scheduler.engine.pulse import QUIET, Pulse
from scheduler.engine.tick import TickReport
from scheduler.problems import Stop, Text
from tests.delivery.practice import START, failure, post

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NOTHING = Text("", "")
WHY = Reason("test", Text("máy đang hỏng", "the machine is broken"), Text("Sửa máy.", "Mend it."))
FULL = Unusable(Text("đĩa đầy", "the disk is full"))


@pytest.fixture
def waking(world, monkeypatch):
    """A world that is woken by `w.rounds._run()`: what was sent is in `w.told`, the seconds until the next
    wake-up in `w.delays`, and `w.trouble` is raised by each one."""

    def make(*posts, **more):
        w = world(*posts, **more)
        w.told, w.pings, w.reports, w.delays, w.trouble = [], [], [], [], None
        alerts = Alerts(w.works)
        alerts.begin()
        monkeypatch.setattr(alerts.sender, "send", lambda title, body, **_: w.told.append(body) or True)
        monkeypatch.setattr(alerts.sender, "ping", lambda: w.pings.append(w.pulse.last_good) or True)
        listen = w.works.timekeeper.listen

        def listen_or_fail():
            if w.trouble:
                raise w.trouble
            listen()

        w.works.timekeeper.listen = listen_or_fail
        w.pulse = Pulse(START)
        w.rounds = local._Rounds(w.works, alerts, w.reports.append, w.pulse)
        w.rounds._move_to = w.delays.append
        return w

    return make


def wake(w, times=1):
    for _ in range(times):
        w.rounds._run()
        w.rounds._tell()


@pytest.mark.parametrize(("ahead", "delay"), [(10, 10.0), (29.5, 29.5), (31, 30.0), (None, 30.0)])
def test_the_next_wake_up_is_on_time_for_what_comes_next_and_within_half_a_minute(waking, ahead, delay):
    w = waking(*([post("a", START + ahead * SECOND)] if ahead else []))
    wake(w)
    assert w.delays == [delay]


def test_what_is_due_already_is_gone_on_with_at_once_and_with_a_breath_where_nothing_was_carried(waking):
    w = waking(post("a", START))
    wake(w)
    assert w.rounds._delay(TickReport((), START - HOUR)) == 0.5
    assert w.rounds._delay(TickReport((w.row("a"),), START - HOUR)) == 0.0


def test_a_calendar_that_changes_during_a_wake_up_is_carried_right_after_it_and_else_at_once(waking):
    w = waking()
    w.rounds.wake()
    assert w.delays == [0.0]
    w.rounds._on_round = lambda _: w.rounds.wake()
    wake(w)
    assert w.delays == [0.0, 0.5]
    w.rounds._on_round = None
    wake(w)
    assert w.delays == [0.0, 0.5, 30.0], "it was wanted once"
    w.rounds.wake()
    assert w.delays[-1] == 0.0


@pytest.mark.unforeseen("OSError")
def test_failed_wake_ups_come_less_and_less_often_and_the_third_in_a_row_is_told_once(waking):
    w = waking()
    w.works.ledger.look_over = pytest.fail  # a disk that fails says nothing against the ledger
    for _ in range(2):
        w.trouble = OSError()
        wake(w, 2)
        assert len(w.told) == 0
        wake(w, 5)
        assert [w.delays, w.pulse.failures] == [[1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0], 7]
        (message,) = w.told
        assert "OSError" in message
        assert "loa doctor" in message
        w.trouble = None
        wake(w)
        assert [w.delays[-1], w.pulse.failures] == [30.0, 0]
        w.delays.clear()
        w.told.clear()


@pytest.mark.unforeseen("OSError")
def test_after_a_failed_wake_up_the_next_one_is_on_time_all_the_same(waking):
    w = waking(post("a", START + 3 * SECOND))
    w.trouble = OSError()
    wake(w, 4)
    assert w.delays == [1.0, 2.0, 3.0, 3.0]


@pytest.mark.unforeseen("OSError", "RuntimeError")
def test_and_soon_where_the_calendar_cannot_even_be_read(waking):
    w = waking()

    def fails():
        raise RuntimeError

    w.works.calendar = fails
    w.trouble = OSError()
    wake(w, 2)
    assert w.delays == [1.0, 2.0]


def test_a_memory_that_cannot_be_written_is_tried_again_and_told_in_its_words(waking):
    w = waking()
    w.trouble = FULL
    wake(w, 4)
    assert w.delays == [1.0, 2.0, 4.0, 8.0]
    assert w.told == ["đĩa đầy"]
    assert not w.works.stopping.is_set()


def ended_with(w, words):
    wake(w)
    assert w.works.stopping.is_set()
    assert (w.rounds.stop.say("vi"), w.told) == (words, [words])


def test_where_another_place_carries_it_ends_and_tells(waking):
    w = waking()
    w.trouble = Stop(Text("sổ này cũ", "an older copy"))
    ended_with(w, "sổ này cũ")


@pytest.mark.unforeseen("RuntimeError")
@pytest.mark.parametrize("work", ["a wake-up", "the daily work"])
@pytest.mark.sqlite
def test_a_ledger_that_is_damaged_ends_it_and_is_told(waking, work):
    w = waking()

    def damaged():
        raise Stop(Text("sổ bị hỏng", "the ledger is damaged"))

    w.works.ledger.look_over = damaged
    if work == "a wake-up":
        w.trouble = RuntimeError()
    else:
        w.rounds._look_after()
    ended_with(w, "sổ bị hỏng")


@pytest.mark.unforeseen("RuntimeError", "ValueError")
def test_the_ledger_is_looked_over_after_the_first_of_several_failures_alone(waking):
    w = waking()
    looks = []

    def look_over():
        looks.append(True)
        raise ValueError

    w.works.ledger.look_over = look_over
    w.trouble = RuntimeError()
    wake(w, 3)
    assert len(looks) == 1
    assert not w.works.stopping.is_set()


def test_the_pulse_counts_what_became_public_and_shows_what_asks_for_a_person(waking):
    w = waking(*(post(name, START) for name in "abc"), post("d", START + HOUR), spacing=timedelta())
    w.page.faults = [None, failure(FailureKind.CONTENT), None]
    why = []
    w.works.hindrances.append(lambda: why[-1] if why else None)
    wake(w)
    w.clock.instant = START + HOUR
    wake(w)
    assert (w.pulse.rounds, w.pulse.published, w.pulse.standstill) == (2, 3, None)
    assert abs(w.pulse.last_good - datetime.now(UTC)) < HOUR
    why.append(WHY)
    wake(w)
    assert w.pulse.standstill.reason == WHY
    why.append(Reason("moment", Text("vừa được lưu", "just saved"), NOTHING))
    wake(w)
    assert w.pulse.standstill is None
    assert [len(report.carried) for report in w.reports[:2]] == [3, 1]


@pytest.mark.unforeseen("OSError")
def test_a_sign_of_life_is_given_once_for_each_good_wake_up_and_for_no_other(waking):
    w = waking()
    w.rounds._tell()
    assert w.pings == [], "there was none"
    wake(w)
    w.rounds._tell()
    assert w.pings == [w.pulse.last_good]
    why = [WHY]
    w.works.hindrances.append(lambda: why[0])
    wake(w)
    why[0] = None
    wake(w)
    w.trouble = OSError()
    w.rounds._run()
    w.rounds._run()
    w.rounds._tell()
    assert len(w.pings) == 2


@pytest.mark.sqlite
def test_whoever_looks_from_elsewhere_sees_when_a_round_went_well(waking):
    w = waking()
    path = w.works.ledger.where
    assert last_sign(path) is None
    with carrying(path):
        holder = path.with_name("ledger.db.carrying.json")
        os.utime(holder, (START.timestamp(), START.timestamp()))
        assert last_sign(path) == START
        wake(w)
        assert abs(last_sign(path) - datetime.now(UTC)) < HOUR
    wake(w)
    assert w.pulse.failures == 0, "nobody holds it, and that is no failure"


def stay(w, seconds=10.0):
    """Begin in earnest; gives once the first wake-up came."""
    w.came, w.go_on = threading.Event(), threading.Event()
    listen = w.works.timekeeper.listen

    def hang():
        w.came.set()
        assert w.go_on.wait(10)
        listen()

    w.works.timekeeper.listen = hang
    del w.rounds._move_to
    w.rounds.start()
    assert w.came.wait(seconds)


def test_all_begins_at_once_and_comes_again_at_its_own_pace_however_late(waking, monkeypatch):
    w = waking()
    done = {}
    for name in ("_tell", "_look_after"):
        done[name] = threading.Event()
        setattr(w.rounds, name, done[name].set)
    for name in ("ask_approvers", "look_outside", "check_weekly", "measure", "watch_comments", "film_ahead"):
        done[name] = threading.Event()
        monkeypatch.setattr(local, name, lambda _, name=name: done[name].set())
    stay(w)
    assert all(event.wait(10) for event in done.values())
    jobs = {job.id: job for job in w.rounds._scheduler.get_jobs()}
    assert {name: job.trigger.interval.total_seconds() for name, job in jobs.items()} == {
        "wake-up": 30, "telling": 20, "asking": 20, "notifying": 20, "daily": 300, "outside": 60, "links": 60,
        "figures": 120, "comments": 10, "films": 60,
    }  # fmt: skip
    assert {job.misfire_grace_time for job in jobs.values()} == {None}
    w.go_on.set()
    w.rounds.end(10)


@pytest.mark.parametrize("hangs", [False, True])
def test_told_to_stop_it_waits_for_the_wake_up_in_hand_but_for_no_longer_than_it_may(waking, caplog, hangs):
    w = waking()
    stay(w)
    if not hangs:
        threading.Timer(0.1, w.go_on.set).start()
    w.rounds.end(0.2 if hangs else 10)
    assert len(w.reports) == (0 if hangs else 1)
    assert ("takes too long" in caplog.text) is hangs
    w.go_on.set()
    with w.rounds._state:
        assert w.rounds._state.wait_for(lambda: not w.rounds._is_running, 10)


@pytest.mark.parametrize(("ahead", "delays"), [(HOUR, [0.0]), (30 * SECOND, [])])
def test_a_wake_up_that_lies_far_ahead_for_the_clock_was_set_back_is_moved_here(
    waking, monkeypatch, ahead, delays
):
    w = waking()
    w.rounds._scheduler.add_job(w.rounds.wake, id="wake-up", next_run_time=local._now() + ahead)
    w.rounds._scheduler.start(paused=True)
    w.rounds.glance()
    w.rounds._is_running = True
    w.rounds.glance()
    assert w.delays == delays, "and none while one is in hand: it says itself when the next one comes"
    w.rounds._scheduler.shutdown(wait=False)


def test_the_next_wake_up_lies_ahead_by_its_delay(waking):
    w = waking()
    del w.rounds._move_to
    scheduler = w.rounds._scheduler
    scheduler.add_job(w.rounds.wake, "interval", seconds=30, id="wake-up")
    scheduler.start(paused=True)
    w.rounds._move_to(20.0)
    assert 10 * SECOND < scheduler.get_job("wake-up").next_run_time - datetime.now(UTC) <= 20 * SECOND
    scheduler.shutdown(wait=False)


def test_it_is_well_until_no_round_went_well_for_five_minutes_since_it_began_or_since_the_last():
    pulse = Pulse(START)
    assert pulse.is_well(START + QUIET - SECOND)
    assert not pulse.is_well(START + QUIET)
    pulse.good(START + HOUR, 0)
    assert pulse.is_well(START + HOUR + QUIET - SECOND)
    assert not pulse.is_well(START + HOUR + QUIET)
