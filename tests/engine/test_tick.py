from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName, PostId
from scheduler.channels.channel import UNTOLD, FailureKind
from scheduler.delivery.decisions import Pause
from scheduler.delivery.key import FIRST
from scheduler.delivery.ledger import State
from scheduler.delivery.plan import PUNCTUAL
from scheduler.delivery.reason import of_failure
from scheduler.delivery.reasons import CLAIM, LATE, LEFT_OUT, SLOT_BACK
from scheduler.engine.deciding import publish_now, retry, skip, stuck
from scheduler.engine.freezing import freeze
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.selection import ALL
from scheduler.engine.status import standings
from scheduler.engine.tick import (
    Selection,
    TickReport,
    due_now,
    early,
    named,
    next_due,
    order,
    orderable,
    stay,
    tick,
)
from scheduler.problems import Stop
from tests.delivery.practice import START, OneOutlet, calendar, failure, key, post
from tests.delivery.test_ledger import bring_to

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


@pytest.mark.parametrize(
    "said", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"]
)
def test_a_server_that_tells_an_impossible_time_stops_nothing(world, monkeypatch, said):
    w = world(post("a", START))
    reveal = w.page.reveal
    monkeypatch.setattr(
        w.page, "reveal", lambda *given: replace(reveal(*given), at=datetime.fromisoformat(said))
    )
    tick(w.works)
    w.restart()  # a ledger with a time that cannot be told would be refused here
    row = w.row("a")
    assert (row.state, row.public_at, w.page.calls) == (State.PUBLISHED, UNTOLD, 1)
    (standing,) = standings(w.works)
    assert standing.as_json("vi", w.works.settings.zone)["at"].startswith("2000-01-01")
    tick(w.works)
    assert w.page.calls == 1


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


def test_whatever_is_in_the_calendar_again_begins_afresh_whatever_is_still_left_out(world):
    w = world(post("b", START), post("q", None), post("taken", START), slots={"daily": ["08:00"]})
    spent = {"owner": "pc:1", "attempts": 7, "waived": "ordered"}
    for name in ("a", "taken", "b", "q"):
        row = bring_to(w.works.ledger, State.SKIPPED, name)
        with w.works.ledger.writing("test") as book:
            book.note(row, reason=LEFT_OUT, **spent)
    left_out = w.works.ledger.left_out()
    w.works.ledger.left_out = lambda: left_out
    with w.works.ledger.writing("another") as book:
        book.move(w.row("taken"), State.CLAIMED, reason=CLAIM)
    w.works.backlog.take_in_again()
    assert w.states() == {"a": "skipped", "taken": "claimed", "b": "claimed", "q": "skipped"}
    back = w.row("b")
    assert (back.owner, back.attempts, back.waived) == ("", 0, "")
    assert (w.row("a").reason.code, w.row("q").reason.code) == (LEFT_OUT.code, SLOT_BACK.code)
    assert w.row("taken").owner == "pc:1"


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
    w = world(post("a", START), post("b", START), post("c", START + DAY))
    w.page.handover = timedelta(days=7)
    tick(w.works, Selection(channel=ChannelName("website")))
    assert w.states() == {}
    tick(w.works, Selection(posts=frozenset({PostId("b")})))
    assert w.states() == {"b": "published"}


@pytest.mark.parametrize(
    "end", [lambda works: works.stopping.set(), lambda works: works.hindrances.append(lambda: LATE)]
)
def test_an_end_between_two_deliveries_leaves_the_second_alone(world, end):
    w = world(post("a", START), post("b", START))
    w.page.during_publish = lambda: end(w.works)
    report = tick(w.works)
    assert [one.key.post for one in report.carried] == ["a"]
    assert w.states() == {"a": "published"}


def test_who_is_in_doubt_is_looked_for_before_anything_else_goes_out(world):
    w = world(post("a", START), post("b", START))
    in_doubt(w, "b", 0)
    bring_to(w.works.ledger, State.RETRY, "a")  # there is nothing to look for
    confirm, done = w.page.confirm, []
    w.page.confirm = lambda traces: done.append([trace.key for trace in traces]) or confirm(traces)
    w.page.during_publish = lambda: done.append("a goes out")
    tick(w.works)
    assert done == [[str(key("b"))], "a goes out"]


@pytest.mark.parametrize("carry", [tick, lambda works: order(works, ["a"])])
def test_a_wake_up_and_an_order_tell_what_is_wrong_with_the_calendar(world, carry):
    w = world(post("a", START), post("old", START - HOUR))
    w.works.begin()
    assert [problem.code for problem in carry(w.works).problems] == ["before-birth"]


def test_a_dry_run_names_nothing_of_a_page_that_waits_and_nothing_twice_when_the_clock_was_set_back(world):
    w = world(post("a", START), post("b", START), post("c", START + HOUR), spacing=timedelta())
    w.page.faults = [failure(FailureKind.POLICY)]
    tick(w.works)
    assert due_now(w.works) == []
    freeze(w.works, "Hoa", "có tang")
    for hours in (2, 0, 2):
        w.clock.instant = START + hours * HOUR
        tick(w.works)
    assert [one.post for one in due_now(w.works)] == ["b", "a", "c"]


def test_what_was_not_begun_is_still_due_after_each_new_reading_of_the_calendar(world):
    w = world(post("a", START))
    tick(w.works)
    freeze(w.works, "Hoa", "có tang")
    w.clock.wait(3600)
    for _ in range(3):
        w.read = calendar(post("a", START), post("b", START + timedelta(minutes=30)))
        tick(w.works)
        assert [one.post for one in due_now(w.works)] == ["b"]


def test_what_is_through_is_due_for_a_unit_that_its_post_is_given_to_later(world):
    w = world(post("a", START), spacing=timedelta())
    w.works.outlets.__class__ = type("Outlets", (OneOutlet,), {"get": lambda self, *_: self.page})
    w.works.begin()
    for units in ([PROVINCE], [PROVINCE], [PROVINCE, "xa"]):
        read = calendar(post("a", START, units=units))
        province = read.units[PROVINCE]
        w.read = replace(read, units={name: replace(province, id=name) for name in (PROVINCE, "xa")})
        w.clock.wait(60)
        if "xa" not in units:
            tick(w.works)
    assert [one.unit for one in due_now(w.works)] == ["xa"]


@pytest.mark.unforeseen("disk full")
def test_every_wake_up_tidies_and_a_failure_there_stops_nothing(world):
    w = world(post("a", START))
    tidied = []

    def broken(now):
        tidied.append(now)
        raise OSError("disk full")

    w.page.tidy = broken
    tick(w.works)
    assert w.states() == {"a": "published"}
    assert tidied == [START]


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


@pytest.mark.slow
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


# -- what an order means -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State, ids=str)
def test_an_order_carries_what_has_not_gone_out_looks_for_what_may_have_and_leaves_the_rest(world, state):
    w = world(post("a", START + HOUR))
    row = bring_to(w.works.ledger, state)
    waits = state in {State.RETRY, State.CLAIMED, State.PREPARED, State.SKIPPED, State.HELD}
    in_doubt = state in {State.SENDING, State.UNCONFIRMED}
    assert orderable(w.works, ["a"]) == ([key("a")] if waits or in_doubt else [])
    report = order(w.works, ["a"])
    assert [one.key for one in report.carried] == [key("a")]
    assert (w.page.calls, w.page.looks) == (int(waits), int(in_doubt))
    if waits:
        waived = CLAIM.code if state is State.HELD else "ordered"
        assert (w.row("a").state, w.row("a").waived) == (State.PUBLISHED, waived)
    elif not in_doubt:
        assert w.row("a") == row


def test_an_order_stops_between_two_posts_when_it_is_told_to(world):
    w = world(post("a", START), post("b", START))
    w.page.during_publish = w.works.stopping.set
    report = order(w.works, ["a", "b"])
    assert [one.key.post for one in report.carried] == ["a"]
    assert w.states() == {"a": "published"}
    assert report.next_due == START, "what was not reached is due"


def test_what_is_ordered_more_than_two_minutes_before_its_time_is_named_as_early(world):
    times = {"a": PUNCTUAL, "b": PUNCTUAL + timedelta(seconds=1), "c": HOUR, "d": HOUR}
    w = world(*(post(name, START + ahead) for name, ahead in times.items()))
    w.works.begin()
    order(w.works, ["c"])
    assert [one.post.id for one in early(w.works, list(times))] == ["b", "d"]
    assert early(w.works, ["b"], Selection(channel=ChannelName("website"))) == []
    freeze(w.works, "Hoa", "có tang")
    with pytest.raises(Stop, match="Everything is stopped"):
        early(w.works, ["b"])


def test_of_a_series_an_order_means_the_date_that_has_come_and_once_that_is_public_the_next(world):
    w = world(post("a", START - 2 * DAY, repeat="FREQ=DAILY;COUNT=5"), post("q", None))
    days = [one.due for one in named(w.works, ["a"], ALL)]
    assert days == [START], "not one that went by before it"
    order(w.works, ["a"])
    assert [one.due for one in named(w.works, ["a"], ALL)] == [START + DAY]
    assert [(one.post.id, one.occurrence) for one in named(w.works, ["q", "x"], ALL)] == [("q", FIRST)]
    assert named(w.works, ["a"], Selection(channel=ChannelName("website"))) == []


def test_of_a_series_an_order_means_the_date_that_is_held_and_not_the_next(world):
    w = world(post("a", START, repeat="FREQ=DAILY;COUNT=3"))
    bring_to(w.works.ledger, State.HELD)
    assert [one.due for one in named(w.works, ["a"], ALL)] == [START]


def test_of_a_series_that_is_over_an_order_means_its_last_date(world):
    w = world(post("a", START - 2 * DAY, repeat="FREQ=DAILY;COUNT=2"))
    assert [one.due for one in named(w.works, ["a"], ALL)] == [START - DAY]


def test_nothing_unapproved_is_ordered_and_each_is_named(world):
    w = world(post("a", START), post("b", START), approval="required")
    with pytest.raises(Stop, match="loa approve a b"):
        order(w.works, ["b", "a"])
    assert w.states() == {}


# -- when there is something to do again ---------------------------------------------------------------


def test_a_page_that_waits_is_come_back_to_when_it_is_open(world):
    w = world(post("a", START), post("now", START), post("b", START + 5 * HOUR))
    w.page.faults = [failure(FailureKind.POLICY)]
    assert tick(w.works).next_due == START + HOUR
    assert w.page.calls == 1, "nothing more is tried there, though it was due before the page had to wait"
    assert next_due(w.works) == START + HOUR


def test_while_all_is_frozen_only_what_looks_has_a_time(world):
    w = world(post("a", START), post("b", START), post("c", START + DAY), slots={"daily": ["08:00"]})
    w.page.handover = timedelta(days=7)
    w.page.faults = [failure(FailureKind.DOUBTFUL)]
    w.page.find_faults = [failure(FailureKind.CERTAIN)]
    w.page.during_publish = lambda: freeze(w.works, "Hoa", "có tang")
    looked_for = tick(w.works).next_due
    assert looked_for == START + timedelta(seconds=30)
    assert w.states() == {"a": "unconfirmed"}
    assert [found.post for found in due_now(w.works)] == ["b"]


def test_while_all_stands_what_is_to_be_taken_down_has_its_time(world):
    w = world(post("a", START))
    tick(w.works)
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai")
    w.page.withdraw_faults = [failure(FailureKind.CERTAIN)]
    w.works.hindrances.append(lambda: LATE)
    report = tick(w.works)
    assert (report.next_due, report.carried) == (START + timedelta(seconds=30), ())


def test_what_missed_its_time_since_its_page_waited_is_held_with_the_pages_reason(world):
    w = world(post("a", START + HOUR))
    tick(w.works)
    with w.works.ledger.writing("test") as book:
        until = START + 9 * HOUR
        book.pause(
            w.page.page_key,
            Pause(FailureKind.POLICY, until, 1, of_failure(failure(FailureKind.POLICY).failure)),
        )
    w.clock.instant = until
    tick(w.works)
    assert (w.row("a").state, w.row("a").reason.code) == (State.HELD, LATE.code)
    assert "(vì sao)" in w.row("a").reason.why.vi


def test_while_all_is_frozen_no_slot_has_a_time_and_what_is_late_is_held_all_the_same(world):
    w = world(post("a", START), post("b", START + HOUR), post("q", None), slots={"daily": ["15:30"]})
    w.works.begin()
    row = bring_to(w.works.ledger, State.RETRY, "a")
    with w.works.ledger.writing("test") as book:
        book.note(row, reason=CLAIM, waived="ordered", next_try_at=START)
    freeze(w.works, "Hoa", "có tang")
    w.clock.instant = START + 8 * HOUR
    assert tick(w.works).next_due is None
    assert w.states() == {"a": "retry", "b": "held"}


@pytest.mark.parametrize("seconds", [1.0, 6.0])
def test_staying_waits_only_for_looks_that_come_in_time_and_tells_when_the_next_is(world, seconds):
    w = world(post("a", START), post("b", START + HOUR))
    w.page.faults = ["made, answer lost"]
    w.page.lag = timedelta(seconds=5)
    report = stay(w.works, tick(w.works), seconds)
    seen = seconds > 5
    assert [one.state for one in report.carried] == [State.PUBLISHED if seen else State.UNCONFIRMED]
    assert w.clock.now() == START + timedelta(seconds=5 if seen else 0)
    assert report.next_due == (START + HOUR if seen else START + timedelta(seconds=5))


def test_staying_ends_at_once_when_it_is_told_to(world):
    w = world(post("a", START))
    w.page.faults = ["made, answer lost"]
    w.page.lag = timedelta(seconds=5)
    report = tick(w.works)
    w.works.stopping.set()
    assert stay(w.works, report).carried == report.carried
    assert w.clock.now() == START


def test_staying_ends_where_somebody_else_has_it(world):
    w = world(post("a", START), post("b", START + HOUR))
    w.page.faults = ["made, answer lost"]
    w.page.lag = timedelta(seconds=5)
    report = tick(w.works)
    w.works.courier.look = lambda delivery: None
    stayed = stay(w.works, report)
    assert (stayed.carried, stayed.next_due) == (report.carried, START + timedelta(seconds=5))


def test_a_wake_up_names_all_that_it_touched_what_it_handed_over_too(world):
    w = world(post("a", START), post("b", START + DAY))
    w.page.handover = timedelta(days=7)
    assert [(one.key.post, one.state) for one in tick(w.works).carried] == [
        ("a", State.PUBLISHED), ("b", State.HANDED_OVER)
    ]  # fmt: skip
    w.read = calendar(post("a", START))
    w.clock.wait(60)
    assert [(one.key.post, one.state) for one in tick(w.works).carried] == [("b", State.RETRY)]


@pytest.mark.parametrize(
    ("carry", "is_standing"),
    [(tick, True), (tick, False), (lambda works, only: order(works, [], only), False)],
)
def test_only_what_is_chosen_is_taken_down(world, carry, is_standing):
    w = world(post("a", START), post("b", START))
    tick(w.works)
    w.clock.wait(3600)
    tick(w.works)
    for name in "ab":
        ask_withdrawal(w.works, w.row(name), "Mai", "sai")
    if is_standing:
        w.works.hindrances.append(lambda: LATE)
    report = carry(w.works, Selection(posts=frozenset({PostId("b")})))
    assert w.states() == {"a": "published", "b": "withdrawn"}
    assert bool(report.standstill) is is_standing


def in_doubt(w, name, seconds):
    row = bring_to(w.works.ledger, State.UNCONFIRMED, name)
    with w.works.ledger.writing("test") as book:
        return book.note(row, reason=CLAIM, next_try_at=START + timedelta(seconds=seconds))


def test_of_several_in_doubt_the_one_whose_look_comes_first_is_looked_at_first(world):
    w = world()
    rows = tuple(in_doubt(w, name, seconds) for name, seconds in [("a", 20), ("b", 10), ("c", 90)])
    last = w.works.ledger.last_event()
    report = stay(w.works, TickReport(rows, None))
    looked = [one.key.post for one in w.works.ledger.events_after(last)]
    assert (looked[:2], {*looked}) == (["b", "b"], {"a", "b"})
    assert {one.key.post: one.looks for one in report.carried} == {"a": 3, "b": 3, "c": 0}


def test_who_stays_for_what_somebody_else_has_by_now_tells_what_was_seen_and_goes(world):
    w = world()
    rows = tuple(in_doubt(w, name, seconds) for name, seconds in [("a", 10), ("b", 12)])
    with w.works.ledger.writing("another") as book:
        book.move(rows[1], State.HELD, reason=LATE)
    report = stay(w.works, TickReport(rows, None))
    assert [one.looks for one in report.carried] == [1, 0]
    assert report.next_due == START + timedelta(seconds=15)
