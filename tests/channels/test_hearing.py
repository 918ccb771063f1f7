"""What others say the time is: heard from whatever answer comes in, or asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.channels.channel import ChannelError, Prepared
from scheduler.channels.hearing import Hearing, ask_time
from scheduler.clock import FixedClock
from tests.channels.graph_server import GraphServer, Reply
from tests.channels.making import facebook, outgoing
from tests.examples import examples

NOW = datetime(2027, 3, 8, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine(FixedClock):
    """A machine whose clock is set, or which sleeps, while its monotonic clock only goes on."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(instant)
        self.passed = 0.0

    def monotonic(self) -> float:
        return self.passed

    def wait(self, seconds: float) -> None:
        super().wait(seconds)
        self.passed += seconds


def date(instant: datetime, **more: str) -> dict[str, str]:
    return {"date": format_datetime(instant, usegmt=True), **more}


@pytest.mark.parametrize("ahead", [timedelta(0), 366 * 24 * HOUR, -5 * HOUR])
def test_the_distance_holds_while_the_clock_goes_on_and_is_forgotten_when_it_jumps(ahead: timedelta) -> None:
    machine = Machine(NOW + ahead)
    hearing = Hearing(machine)
    assert hearing.apart is None
    assert hearing.note(date(NOW))
    assert hearing.apart == ahead
    machine.wait(3600)
    assert hearing.apart == ahead
    machine.instant -= ahead + timedelta(minutes=2)  # somebody sets it
    assert hearing.apart is None
    assert hearing.note(date(machine.instant))
    assert hearing.apart == timedelta(0)


def test_an_answer_out_of_a_store_is_as_old_as_it_says() -> None:
    hearing = Hearing(Machine(NOW))
    assert hearing.note(date(NOW - 3 * HOUR, age="10800"))
    assert hearing.apart == timedelta(0)


@settings(max_examples=examples(60))
@given(
    st.dictionaries(
        st.sampled_from(["date", "age", "x"]),
        st.one_of(st.text(), st.just(format_datetime(NOW, usegmt=True)), st.from_regex(r"-?[0-9]{1,40}")),
    )
)
def test_whatever_stands_in_the_headers_there_is_a_time_or_none(headers: dict[str, str]) -> None:
    hearing = Hearing(Machine(NOW))
    assert hearing.note(headers) is (hearing.apart is not None)


def test_every_answer_of_facebook_is_heard_a_refusal_too(graph: GraphServer) -> None:
    clock = Machine(datetime.now(UTC) + 48 * HOUR)
    hearing = Hearing(clock)
    graph.will("feed", Reply({"error": {"code": 190, "message": "…"}}, status=400))
    with pytest.raises(ChannelError):
        facebook(graph.address, clock=clock, hearing=hearing).reveal(outgoing(), Prepared())
    assert hearing.apart is not None
    assert abs(hearing.apart - 48 * HOUR) < timedelta(minutes=5)


def test_whoever_answers_can_be_asked_for_the_time_and_silence_tells_none(graph: GraphServer) -> None:
    hearing = Hearing(Machine(datetime.now(UTC)))
    assert ask_time(graph.address, hearing)
    assert hearing.apart is not None
    assert abs(hearing.apart) < timedelta(minutes=5)
    assert not ask_time("http://127.0.0.1:9/", Hearing(Machine(NOW)))
    assert not ask_time("nonsense", Hearing(Machine(NOW)))
