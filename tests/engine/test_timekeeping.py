"""By a clock that is wrong nothing is carried; what it had put down is taken back once it is right."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import HealthCheck, example, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from scheduler.calendar.model import PostId
from scheduler.channels.channel import FailureKind
from scheduler.channels.hearing import TOLERANCE, Doubtful
from scheduler.clock import FixedClock
from scheduler.delivery.ledger import ClaimLost, State, Writing
from scheduler.delivery.reasons import CLAIM, LATE, SET_ASIDE, SLOT_BACK, WAS_WRONG
from scheduler.engine import timekeeping
from scheduler.engine.beginning import check_beginning
from scheduler.engine.newest import compare
from scheduler.engine.setting_right import set_right
from scheduler.engine.tick import order, tick
from scheduler.engine.timekeeping import span
from scheduler.problems import Stop, Text
from tests.delivery.practice import START, Page, Painter, World, calendar, failure, key, post, settings
from tests.delivery.test_ledger import bring_to
from tests.examples import examples

SECOND, MINUTE, HOUR, DAY, YEAR = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=365),
)
SLOTS = {"tue": ["08:00"], "wed": ["08:00"], "thu": ["08:00"]}  # 01:00 UTC; START is a Tuesday's 00:00


class Machine(FixedClock):
    """A machine whose own clock is off by *ahead*; `instant` is the true time, which alone passes."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return self.instant + self.ahead


class Witness:
    """Answers nothing but the true time, or not at all."""

    def __init__(self) -> None:
        self.clock = FixedClock(START)
        self.is_there = True
        self.asked = 0
        witness = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                witness.asked += 1
                if witness.is_there:
                    date = format_datetime(witness.clock.now(), usegmt=True)
                    self.wfile.write(f"HTTP/1.0 400 \r\nDate: {date}\r\n\r\n".encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture(scope="module")
def server() -> Iterator[Witness]:
    witness = Witness()
    yield witness
    witness.server.shutdown()
    witness.server.server_close()


@contextmanager
def machine(folder, witness, *posts, facebook=True, slots=None, **more):
    """A world on a machine whose clock may be wrong; *witness* stands for Facebook, or for the website."""
    clock = Machine(START)
    page = Page(clock)
    rules = settings(**more)
    w = World(folder, clock, page, Painter(), calendar(*posts, slots=slots), rules, state=folder / "state")
    witness.clock, witness.is_there, witness.asked = FixedClock(START), True, 0
    w.pass_time = lambda length: pass_time(w, witness, length)
    where = {"sure_clocks": (witness.address,)} if facebook else {"spare_clock": witness.address}
    vars(w.works.outlets).update(where)

    def restart() -> None:
        w.restart()
        vars(w.works.outlets).update(where)
        page.hearing = type(page.hearing)(clock)  # what was heard is forgotten with the process

    w.start_again = restart
    try:
        yield w
    finally:
        w.works.close()


def pass_time(w, witness, length: timedelta) -> None:
    w.clock.instant += length
    witness.clock.instant = w.clock.instant


def set_clock(w, ahead: timedelta) -> None:
    w.clock.ahead = ahead


@pytest.mark.parametrize("ahead", [YEAR, -YEAR, 11 * MINUTE, -11 * MINUTE, 3 * DAY])
def test_by_a_clock_that_is_wrong_nothing_is_held_given_a_slot_or_sent(tmp_path, server, ahead):
    posts = [post("a", START + 2 * HOUR), post("b", START + 3 * DAY), post("queued", None)]
    with machine(tmp_path, server, *posts, slots=SLOTS) as w:
        tick(w.works)
        w.page.handover = timedelta(days=7)
        set_clock(w, ahead)
        w.pass_time(2 * HOUR)
        cursor = w.works.ledger.cursor
        for start_again in (False, True):
            if start_again:
                w.start_again()
            report = tick(w.works)
            assert report.standstill is not None
            assert report.standstill.reason.code == ("clock-ahead" if ahead > timedelta(0) else "clock-slow")
            with pytest.raises(Stop) as stop:
                order(w.works, [PostId("a")])
            assert "Chỉnh lại ngày giờ của máy" in stop.value.say("vi")
        assert w.states() == {}
        assert w.page.posts == []
        assert w.works.ledger.cursor == cursor
        w.page.handover = timedelta(0)
        set_clock(w, timedelta(0))
        tick(w.works)
        w.pass_time(timedelta(seconds=1))
        tick(w.works)
        assert w.row("a").state is State.PUBLISHED
        w.pass_time(4 * DAY)
        for _ in range(3):
            tick(w.works)
        assert w.row("b").reason.code == "late"  # nobody was there for a day: the late rule, as ever


@pytest.mark.parametrize("is_closed_before", [False, True])
def test_a_page_that_failed_while_the_clock_was_ahead_is_open_once_it_is_right(
    tmp_path, server, is_closed_before
):
    with machine(tmp_path, server, post("a", START + HOUR)) as w:
        tick(w.works)
        if is_closed_before:
            w.page.seen_faults = [failure(FailureKind.POLICY)]
            compare(w.works, w.page, w.clock.now())
        set_clock(w, 40 * DAY)
        w.page.seen_faults = [failure(FailureKind.POLICY)]
        compare(w.works, w.page, w.clock.now())  # before anybody's answer has told that it is wrong
        w.start_again()
        set_clock(w, timedelta(0))
        w.pass_time(3 * HOUR)
        tick(w.works)
        assert w.row("a").state is State.PUBLISHED
        lines = len(w.works.ledger.remarks("clock-right"))
        tick(w.works)
        assert len(w.works.ledger.remarks("clock-right")) == lines == 1


def test_no_page_is_read_at_a_start_by_a_clock_that_is_wrong(tmp_path, server):
    with machine(tmp_path, server, post("a", START + HOUR)) as w:
        set_clock(w, 40 * DAY)
        check_beginning(w.works)
        assert w.page.readings == 0
        set_clock(w, timedelta(0))
        w.pass_time(HOUR)
        tick(w.works)
        assert w.row("a").state is State.PUBLISHED


def test_within_ten_minutes_all_goes_on(tmp_path, server):
    with machine(tmp_path, server, post("a", START + HOUR)) as w:
        set_clock(w, TOLERANCE)
        tick(w.works)
        w.pass_time(HOUR)
        tick(w.works)
        assert w.states() == {"a": "published"}
        assert server.asked == 1, "while the clock goes on nobody is asked again"


def test_a_machine_that_slept_asks_before_it_holds_anything(tmp_path, server):
    with machine(tmp_path, server, post("a", START + HOUR), post("b", START + 5 * HOUR)) as w:
        tick(w.works)
        w.clock.monotonic = START.timestamp  # it stood still as the machine slept
        w.pass_time(8 * HOUR)
        server.is_there = False
        report = tick(w.works)
        assert report.standstill.reason.code == "clock-unproved"
        assert report.next_due == w.clock.now() + timedelta(seconds=30)
        assert w.states() == {}
        server.is_there = True
        del w.clock.monotonic
        tick(w.works)
        assert w.states() == {"a": "held", "b": "published"}


def test_whoever_does_not_answer_is_not_asked_at_every_glance(tmp_path, server):
    with machine(tmp_path, server, post("a", START)) as w:
        w.works.outlets.sure_clocks *= 2
        server.is_there = False
        for _ in range(5):
            assert tick(w.works).standstill.reason.code == "clock-unproved"
        assert server.asked == 1, "and of several one alone, so that it takes no longer than half a minute"
        w.pass_time(timedelta(seconds=30))
        tick(w.works)
        assert server.asked == 2


def test_one_that_only_stands_in_is_asked_again_after_a_quarter_of_an_hour(tmp_path, server):
    with machine(tmp_path, server, post("a", START), facebook=False) as w:
        server.is_there = False
        for seconds, asked in ((0, 1), (30, 1), (869, 1), (1, 2)):
            w.pass_time(timedelta(seconds=seconds))
            assert tick(w.works).standstill is None
            assert server.asked == asked


def test_who_was_heard_for_six_hours_and_then_falls_silent_is_asked_as_seldom(tmp_path, server):
    with machine(tmp_path, server, post("a", START)) as w:
        tick(w.works)
        server.is_there = False
        for length, asked in ((7 * HOUR, 2), (timedelta(seconds=31), 2), (15 * MINUTE, 3)):
            w.pass_time(length)
            assert tick(w.works).standstill is None
            assert server.asked == asked


def test_where_the_channel_is_silent_the_website_tells_the_time(tmp_path, server):
    with machine(tmp_path, server, post("a", START), facebook=False) as w:
        w.works.outlets.sure_clocks = ("http://127.0.0.1:9",)
        assert w.works.timekeeper.trouble() is None, "nobody was asked yet"
        assert tick(w.works).standstill is None
        assert w.works.timekeeper.is_proved


@pytest.mark.parametrize(("facebook", "code"), [(True, "clock-doubtful"), (False, None)])
def test_a_certificate_that_is_not_valid_by_this_clock_speaks_against_it_where_it_is_facebooks(
    tmp_path, server, monkeypatch, facebook, code
):
    def doubtful(address, hearing):
        raise Doubtful(address)

    monkeypatch.setattr(timekeeping, "ask_time", doubtful)
    with machine(tmp_path, server, post("a", START), facebook=facebook) as w:
        if facebook:
            w.works.outlets.spare_clock = "https://trang.example/"
        standing = tick(w.works).standstill
        assert (standing.reason.code if standing else None) == code
        if facebook:
            words = (
                "theo đồng hồ của máy (07:00 ngày 1/12/2026) thì chứng thư của Facebook không còn hiệu lực"
            )
            assert words in standing.reason.why.vi


def test_a_clock_that_is_wrong_is_told_with_its_local_time_and_by_how_much(tmp_path, server):
    with machine(tmp_path, server, post("a", START + YEAR)) as w:
        tick(w.works)
        told = lambda: tick(w.works).standstill.reason.why.vi  # noqa: E731
        set_clock(w, 3 * HOUR)
        assert told().startswith("đồng hồ của máy (10:00 ngày 1/12/2026) nhanh hơn giờ thật 3 giờ")
        w.start_again()
        set_clock(w, -DAY)
        server.is_there = False
        assert "Facebook" in told()


def test_without_anybody_to_ask_a_clock_behind_the_ledger_stops_all_and_a_person_says_which_is_right(
    tmp_path, server
):
    with machine(tmp_path, server, post("a", START), post("b", START + DAY), facebook=False) as w:
        server.is_there = False
        w.works.begin()
        set_clock(w, YEAR)
        tick(w.works)
        assert (w.row("b").state, w.row("b").reason.code) == (State.HELD, "late")
        set_clock(w, timedelta(0))
        w.start_again()
        report = tick(w.works)
        assert report.standstill.reason.code == "clock-behind"
        assert "(07:00 ngày 1/12/2026)" in report.standstill.reason.why.vi
        assert "07:00 ngày 1/12/2027" in report.standstill.reason.why.vi
        assert "loa clock --right" in report.standstill.reason.todo.vi
        set_right(w.works, "Chị Lan")
        assert tick(w.works).standstill is None
        w.pass_time(DAY)
        tick(w.works)
        assert w.row("b").state is State.PUBLISHED
        assert [one.who for one in w.works.ledger.remarks("clock-right")] == ["Chị Lan"]


def by_an_old_loa(w, ahead):
    """A round without any look at the clock, as it was before: what it put down is to be taken back."""
    set_clock(w, ahead)
    w.works.hindrances.clear()
    w.works.timekeeper.listen = lambda: None
    for _ in range(3):
        tick(w.works)
    set_clock(w, timedelta(0))
    w.start_again()


@pytest.mark.parametrize("ahead", [YEAR, 30 * DAY])
@pytest.mark.slow
def test_what_a_clock_that_was_ahead_held_and_gave_out_is_taken_back(tmp_path, server, ahead):
    posts = [post(f"p{n}", START + n * DAY) for n in range(1, 5)]
    posts += [post("q1", None), post("q2", None)]
    with machine(tmp_path, server, *posts, slots=SLOTS, within=6 * HOUR) as w:
        tick(w.works)
        by_an_old_loa(w, ahead)
        assert {w.row(f"p{n}").state for n in range(1, 5)} == {State.HELD}
        tick(w.works)
        assert w.works.ledger.cursor <= w.clock.now()
        events = [one.reason.code for one in w.works.ledger.events(key("p1"))]
        assert events[-1] == "clock-was-wrong"
        for _ in range(8 * 6):
            w.pass_time(3 * HOUR)
            tick(w.works)
        assert w.states() == dict.fromkeys(("p1", "p2", "p3", "p4", "q1", "q2"), "published")
        assert len(w.page.posts) == len(set(w.page.texts())) == 6
        assert len(w.works.ledger.remarks("clock-right")) == 1


def test_a_ledger_born_by_a_clock_that_was_ahead_is_not_born_next_year(tmp_path, server):
    with machine(tmp_path, server, post("a", START + HOUR)) as w:
        by_an_old_loa(w, YEAR)
        assert w.works.ledger.birth > START + 300 * DAY
        tick(w.works)
        assert w.works.ledger.birth == START
        w.pass_time(HOUR)
        tick(w.works)
        assert w.states() == {"a": "published"}


JUMPS = st.one_of(
    st.integers(-600, 600).map(lambda n: timedelta(seconds=n)),
    st.integers(-100, 100).map(lambda n: n * timedelta(hours=7, minutes=13)),
    st.integers(-3, 3).map(lambda n: n * YEAR),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["jump", "right", "away", "back", "restart", "wait", "wait", "wait"]),
        JUMPS,
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=14,
)


@seed(1303)
@hypothesis_settings(max_examples=examples(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[("jump", YEAR, 0), ("wait", YEAR, 2), ("restart", YEAR, 0), ("right", YEAR, 1)])
@pytest.mark.slow
def test_whatever_the_clock_does_it_is_as_if_the_wrong_time_had_not_been(tmp_path_factory, server, steps):
    posts = [post(f"p{n}", START + n * 4 * HOUR) for n in range(8)]
    posts += [post("q1", None), post("q2", None)]
    folder = tmp_path_factory.mktemp("clock")
    with machine(folder, server, *posts, slots=SLOTS, within=60 * DAY, spacing=timedelta()) as w:
        tick(w.works)
        for what, length, hours in steps:
            if what == "jump":
                set_clock(w, length)
            elif what == "right":
                set_clock(w, timedelta(0))
            elif what in {"away", "back"}:
                server.is_there = what == "back"
            elif what == "restart":
                w.start_again()
            w.pass_time(hours * HOUR)
            before = (w.states(), w.works.ledger.cursor, len(w.page.posts))
            tick(w.works)
            if abs(w.clock.ahead) > TOLERANCE:
                assert (w.states(), w.works.ledger.cursor, len(w.page.posts)) == before
        set_clock(w, timedelta(0))
        server.is_there = True
        for _ in range(24):
            w.pass_time(6 * HOUR)
            tick(w.works)
            if set(w.states().values()) == {"published"} and len(w.states()) == len(posts):
                break
        w.pass_time(3 * DAY)
        tick(w.works)  # and nothing goes out again
        assert set(w.states().values()) == {"published"}
        assert w.states().keys() == {one.id for one in posts}
        assert len(w.page.posts) == len(set(w.page.texts())) == len(posts)


@pytest.mark.parametrize(
    ("length", "vi", "en"),
    [
        (timedelta(seconds=20), "1 phút", "1 minute"),
        (MINUTE, "1 phút", "1 minute"),
        (2 * MINUTE, "2 phút", "2 minutes"),
        (119 * MINUTE, "119 phút", "119 minutes"),
        (2 * HOUR, "2 giờ", "2 hours"),
        (5 * HOUR, "5 giờ", "5 hours"),
        (2 * DAY, "2 ngày", "2 days"),
        (366 * DAY, "366 ngày", "366 days"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_unit(length, vi, en):
    assert span(length) == Text(vi, en)


LATE_BY_IT = replace(LATE, why=Text("muộn", "late"))


@pytest.fixture
def put_down(tmp_path, server):
    """What stood in the ledger of a clock that was a year ahead: each by its post's name."""
    posts = [post("timed", START + DAY), post("before", START + DAY)]
    posts += [post(name, None) for name in ("turn", "late-turn", "set-aside", "public", "past")]
    spent = {"owner": "pc:1", "next_try_at": START + YEAR}
    with machine(tmp_path, server, *posts, slots=SLOTS) as w:
        w.works.begin()
        with w.works.ledger.writing("test") as book:
            book.begin(key("before"), "facebook:1", START + DAY, State.HELD, reason=LATE_BY_IT)
        w.pass_time(5 * MINUTE)
        set_clock(w, YEAR)
        with w.works.ledger.writing("test") as book:
            for name, due, state, reason in (
                ("timed", START + DAY, State.HELD, LATE_BY_IT),
                ("turn", START + YEAR, State.CLAIMED, CLAIM),
                ("late-turn", START + YEAR, State.HELD, LATE_BY_IT),
                ("set-aside", START + YEAR, State.HELD, SET_ASIDE),
                ("past", START, State.CLAIMED, CLAIM),
            ):
                book.begin(key(name), "facebook:1", due, state, reason=reason, **spent)
        public = bring_to(w.works.ledger, State.PUBLISHED, "public")
        with w.works.ledger.writing("test") as book:
            book.note(public, reason=CLAIM, due_at=START + YEAR)
        set_clock(w, timedelta(0))
        yield w


def test_only_what_the_wrong_clock_put_down_is_taken_back_and_what_a_person_said_or_is_public_stays(put_down):
    w = put_down
    moved = {row.key.post: row for row in set_right(w.works, "Lan")}
    why = {name: w.works.ledger.events(key(name))[-1].reason for name in moved}
    assert {name: (row.state, why[name], row.next_try_at) for name, row in moved.items()} == {
        "timed": (State.CLAIMED, WAS_WRONG, None),
        "turn": (State.SKIPPED, SLOT_BACK, None),
        "late-turn": (State.SKIPPED, SLOT_BACK, None),
    }
    assert moved["timed"].owner == ""
    assert {name: w.states()[name] for name in ("before", "set-aside", "public", "past")} == {
        "before": "held", "set-aside": "held", "public": "published", "past": "claimed",
    }  # fmt: skip


def test_one_that_somebody_decided_about_in_this_moment_keeps_no_other_from_being_set_right(
    put_down, monkeypatch
):
    w, move, lost = put_down, Writing.move, []

    def lose_the_first(book, row, *words, **more):
        if not lost:
            lost.append(row)
            raise ClaimLost
        return move(book, row, *words, **more)

    monkeypatch.setattr(Writing, "move", lose_the_first)
    assert len(set_right(w.works)) == 2
