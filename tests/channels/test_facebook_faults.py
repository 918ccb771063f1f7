"""Every fault of the SDK and of the network: what it means, and that no secret comes out with it."""

from __future__ import annotations

import hashlib
import hmac
import logging
import traceback
from collections.abc import Callable

import pytest

from scheduler.channels.channel import Channel, ChannelError, FailureKind, Prepared, Trace
from tests.channels.graph_server import PAGE, GraphServer, Reply, refusal
from tests.channels.making import APP_SECRET, START, TEXT, TOKEN, facebook, outgoing

JSON = {"Content-Type": "application/json"}
PROOF = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
EDGES = {"prepare": "photos", "reveal": "feed", "confirm": "published_posts"}
TRACE = Trace("p@first/province/facebook", START, frozenset({"1"}), TEXT)
CALLS: dict[str, Callable[[Channel], object]] = {
    "prepare": lambda channel: channel.prepare(outgoing()),
    "reveal": lambda channel: channel.reveal(outgoing(), Prepared(("1",))),
    "confirm": lambda channel: channel.confirm([TRACE]),
}

LOST = {
    "cut before a word": Reply(cut="before"),
    "cut in its middle": Reply({"id": f"{PAGE}_1"}, cut="midway"),
    "no answer in time": Reply({"id": f"{PAGE}_1"}, late=3),
    "a gateway's page": Reply(b"<html>502 Bad Gateway</html>", 502, {"Content-Type": "text/html"}),
    "no content type": Reply({"id": f"{PAGE}_1"}, headers={}),
    "text/javascript": Reply({"id": f"{PAGE}_1"}, headers={"Content-Type": "text/javascript"}),
    "truncated JSON": Reply(b'{"id": "10293', headers=JSON),
    "false": Reply(False, headers=JSON),
    "null": Reply(None, headers=JSON),
    "an empty object": Reply({}, headers=JSON),
    "an empty body": Reply(b"", headers=JSON),
    "a list": Reply([1], headers=JSON),
    "an error without an object": Reply({"error": "oops"}, headers=JSON),
    "an error without a code": Reply({"error": {"message": "hm"}}, 400),
    "an error with a strange code": Reply({"error": {"message": "hm", "code": "x"}}, 400),
    "a success with status 500": Reply({"id": f"{PAGE}_1", "data": []}, 500),
    "an empty error": Reply({"error": {}}, 400),
    "an id that is none": Reply({"id": 7, "data": {}}),
    "a picture": Reply(b"\x89PNG", headers={"Content-Type": "image/png"}),
    "a form": Reply(f"access_token={TOKEN}&expires=5".encode(), headers={"Content-Type": "text/plain"}),
    "code 1": refusal(1, 1965014, 500),
    "code 2": refusal(2, status=500, is_transient=True),
    "a code that nobody knows": refusal(987654, message="(#987654) Something new"),
    "a known code with a broken server": refusal(100, status=500),
}


@pytest.mark.parametrize("name", LOST)
def test_whatever_means_nothing_is_doubtful_in_public_and_certain_before(
    graph: GraphServer, name: str
) -> None:
    kinds = {}
    for call, edge in EDGES.items():
        graph.will(edge, LOST[name])
        with pytest.raises(ChannelError) as failed:
            CALLS[call](facebook(graph.address, timeout=(5, 0.3)))
        kinds[call] = failed.value.failure.kind
    assert kinds == {
        "prepare": FailureKind.CERTAIN,
        "reveal": FailureKind.DOUBTFUL,
        "confirm": FailureKind.DOUBTFUL,
    }


def test_without_a_connection_nothing_can_have_happened() -> None:
    kinds = {}
    for call, run in CALLS.items():
        with pytest.raises(ChannelError) as failed:
            run(facebook("http://127.0.0.1:9"))  # discard: nobody listens
        kinds[call] = failed.value.failure.kind
        assert failed.value.failure.code == "network"
    assert kinds["prepare"] is kinds["reveal"] is FailureKind.CERTAIN
    assert kinds["confirm"] is FailureKind.DOUBTFUL


def test_a_throttled_call_says_how_long_to_wait(graph: GraphServer) -> None:
    usage = (
        f'{{"{PAGE}":[{{"type":"pages","estimated_time_to_regain_access":12}}],"9":[{{"type":"pages",'
        '"estimated_time_to_regain_access":99}]}'
    )
    reply = refusal(80001)
    graph.will("feed", Reply(reply.body, 400, {**reply.headers, "X-Business-Use-Case-Usage": usage}))
    with pytest.raises(ChannelError) as failed:
        facebook(graph.address).reveal(outgoing(), Prepared())
    assert failed.value.failure.kind is FailureKind.THROTTLED
    assert failed.value.failure.wait_seconds == 12 * 60


@pytest.mark.parametrize("call", ["prepare", "confirm"])
def test_an_expired_token_pauses_the_page_wherever_it_is_noticed(graph: GraphServer, call: str) -> None:
    graph.will(EDGES[call], refusal(190, 463))
    with pytest.raises(ChannelError) as failed:
        CALLS[call](facebook(graph.address))
    assert (failed.value.failure.kind, failed.value.failure.code) == (
        FailureKind.CREDENTIAL,
        "facebook:190/463",
    )


SECRETIVE = LOST | {
    "a token repeated": refusal(190, message=f"Malformed access token {TOKEN} and {PROOF} of {APP_SECRET}"),
    "another token": refusal(190, message="Malformed access token EAAsomebody0elses0123"),
    "an address in the message": refusal(
        1, message=f"at /v26.0/me?access_token={TOKEN}&appsecret_proof={PROOF}"
    ),
    "a redirect": Reply(b"", 302, {"Location": f"/me?access_token={TOKEN}"}),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", SECRETIVE)
def test_no_fault_lets_a_secret_out(
    graph: GraphServer, caplog: pytest.LogCaptureFixture, name: str, call: str
) -> None:
    caplog.set_level(logging.DEBUG)
    graph.will(EDGES[call], SECRETIVE[name])
    channel = facebook(graph.address, app_secret=APP_SECRET, timeout=(5, 0.3))
    with pytest.raises(ChannelError) as failed:
        CALLS[call](channel)
    error = failed.value
    _assert_kept(repr(channel), repr(vars(channel)), *_said(error), caplog.text)
    _assert_kept(*(repr(record.__dict__) for record in caplog.records))


def test_nothing_is_let_out_when_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for run in CALLS.values():
        with pytest.raises(ChannelError) as failed:
            run(facebook("http://127.0.0.1:9", app_secret=APP_SECRET))
        _assert_kept(*_said(failed.value), caplog.text)


def test_a_good_call_is_logged_without_the_proof(
    graph: GraphServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    facebook(graph.address, app_secret=APP_SECRET).confirm([TRACE])
    assert "published_posts" in caplog.text  # urllib3 did log the address
    _assert_kept(caplog.text)


STRANGE = ("EAAbroken\ntoken0123456789", "EAAmã0truy0cập0123456789ế")


@pytest.mark.parametrize("number", [0, 1])
def test_a_token_that_no_header_can_hold_does_not_come_out(graph: GraphServer, number: int) -> None:
    with pytest.raises(ChannelError) as failed:
        facebook(graph.address, token=STRANGE[number]).reveal(outgoing(), Prepared())
    assert failed.value.failure.kind is FailureKind.CERTAIN
    for said in _said(failed.value):
        assert STRANGE[number] not in said
        assert STRANGE[number].encode("unicode_escape").decode() not in said


def _said(error: ChannelError) -> list[str]:
    """Everything that a log or a screen could show of *error*, and of what stands behind it."""
    said = ["".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())]
    behind: BaseException | None = error
    while behind is not None:
        said += [str(behind), repr(behind), repr(vars(behind))]
        request = getattr(behind, "request", None)
        said.append(repr(getattr(request, "headers", "")))
        behind = behind.__cause__ or behind.__context__
    return [*said, repr(error.failure), error.failure.detail]


def _assert_kept(*said: str) -> None:
    for text in said:
        for secret in (TOKEN, APP_SECRET, PROOF, "EAAsomebody0elses0123"):
            assert secret not in text
