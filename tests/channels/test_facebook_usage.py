"""How much of what Facebook allows is used up: slower above 75 %, nothing above 95 % until it says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Prepared, Trace
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.channels.facebook_usage import Usage
from scheduler.clock import FixedClock
from scheduler.secrets import Secret
from tests.channels.graph_server import PAGE, GraphServer, Reply
from tests.channels.making import START, TEXT, facebook, outgoing

JSON = {"Content-Type": "application/json"}


def page_usage(percent: float, minutes: float = 0, page: str = PAGE) -> dict[str, str]:
    entry = {
        "type": "pages",
        "call_count": percent,
        "total_time": 1,
        "estimated_time_to_regain_access": minutes,
    }
    return {"x-business-use-case-usage": json.dumps({page: [entry]})}


@pytest.mark.parametrize(
    ("headers", "percent", "closed_for"),
    [
        ({}, 0, 0),
        ({"x-app-usage": '{"call_count":12,"total_cputime":30,"total_time":0}'}, 30, 0),
        ({"x-page-usage": '{"call_count":96}'}, 96, 300),
        (page_usage(80), 80, 0),
        (page_usage(96, 12), 96, 720),
        (page_usage(96), 96, 300),
        (page_usage(99, 7, page="9"), 99, 420),  # it is named by another id, and still said to us
        ({**page_usage(10), "x-app-usage": '{"call_count":97}'}, 97, 300),
        (page_usage(20, 3), 20, 180),
        ({"x-app-usage": "[1]"}, 0, 0),
        ({"x-app-usage": '{"call_count":"viel"}'}, 0, 0),
        ({"x-app-usage": '{"call_count":1e400}'}, 0, 0),
        ({"x-app-usage": '{"call_count":-5}'}, 0, 0),
        ({"x-business-use-case-usage": "{"}, 0, 0),
        ({"x-business-use-case-usage": '{"1":[3,null,{"call_count":[]}]}'}, 0, 0),
    ],
)
def test_what_the_headers_say(headers: Mapping[str, str], percent: float, closed_for: float) -> None:
    usage = Usage(PAGE, FixedClock(START))
    usage.note(headers)
    assert (usage.percent, usage.closed_for) == (percent, closed_for)


def test_what_was_heard_an_hour_ago_says_nothing_of_now() -> None:
    clock = FixedClock(START)
    usage = Usage(PAGE, clock)
    usage.note(page_usage(80))
    clock.instant += timedelta(minutes=61)
    assert usage.percent == 0


def failing(call: object) -> tuple[FailureKind, str, float]:
    with pytest.raises(ChannelError) as failed:
        call()  # type: ignore[operator]
    return failed.value.failure.kind, failed.value.failure.code, failed.value.failure.wait_seconds


def test_near_the_end_nothing_more_is_asked_until_facebook_says_so(graph: GraphServer) -> None:
    clock = FixedClock(START)
    channel = facebook(graph.address, clock=clock)
    graph.will("photos", Reply({"id": "7"}, headers={**JSON, **page_usage(96, 12)}))
    channel.prepare(outgoing())
    asked = len(graph.asked)
    trace = Trace("p@first/province/facebook", START, frozenset({"7"}), TEXT)
    for call in (
        lambda: channel.reveal(outgoing(), Prepared(("7",))),
        lambda: channel.confirm([trace]),
        lambda: channel.edit(f"{PAGE}_1", outgoing()),
    ):
        assert failing(call) == (FailureKind.THROTTLED, "facebook:usage", 720)
    assert len(graph.asked) == asked  # no call was made, so nothing can have happened
    clock.instant += timedelta(minutes=12)
    assert channel.reveal(outgoing(), Prepared(("7",))).remote_id


def test_when_it_is_busy_posts_are_spaced_and_none_is_lost(graph: GraphServer) -> None:
    clock = FixedClock(START)
    channel = facebook(graph.address, clock=clock)
    graph.will("photos", Reply({"id": "7"}, headers={**JSON, **page_usage(80)}))
    channel.prepare(outgoing())
    clock.instant += timedelta(minutes=1)
    assert failing(lambda: channel.prepare(outgoing("hai"))) == (FailureKind.THROTTLED, "facebook:busy", 240)
    clock.instant += timedelta(minutes=4)
    assert channel.prepare(outgoing("hai")).media


def test_doctor_and_whoever_asks_is_told(graph: GraphServer) -> None:
    channel = facebook(graph.address)
    scopes = ["read_insights", "pages_read_user_content"]
    about = {"is_valid": True, "type": "PAGE", "profile_id": PAGE, "scopes": scopes, "expires_at": 0}
    graph.will("debug_token", Reply({"data": about}, headers={**JSON, **page_usage(81)}))
    (remark,) = channel.checkup().remarks
    assert "81%" in remark.why.vi


@pytest.mark.parametrize(
    "place",
    [
        r"https://evil.example\.facebook.com/x",  # to requests the host ends at the backslash
        "https://evil.example@a.facebook.com/x",
        "https://evilfacebook.com/x",
        "http://rupload.facebook.com/x",
        "https://a.facebook.com:444/x",
        "https://a.facebook.com",
    ],
)
def test_a_films_bytes_and_the_token_go_to_facebook_alone(place: str) -> None:
    graph = Graph("https://graph.facebook.com", "v27.0", Secret("EAA" + "a" * 20))
    with pytest.raises(CallFailed) as failed:
        graph.upload(place, b"a", {})
    assert failed.value.detail == "a foreign address"
    assert graph._is_facebooks("https://rupload.facebook.com/video-upload/v27.0/1?a=b")
