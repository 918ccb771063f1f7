"""Whatever comes back from Facebook is an answer, or a failure in words: never a trace, never without end."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from scheduler.channels import calling
from scheduler.channels.calling import Reach
from scheduler.channels.channel import (
    ChannelError,
    Checkup,
    FailureKind,
    Gone,
    Media,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.facebook_connecting import connect
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.problems import Stop
from scheduler.secrets import Secret
from tests.channels.graph_server import PAGE, Asked, GraphServer, Reply
from tests.channels.making import APP_SECRET, START, TEXT, TOKEN, facebook, outgoing
from tests.examples import examples

POST = f"{PAGE}_700001"
WHEN = "2026-12-01T00:00:00+0000"
JSON = "application/json; charset=UTF-8"
BEGIN = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
TRACE = Trace("p@first/province/facebook", START, frozenset({"1"}), TEXT)
CALLS: dict[str, Callable[[FacebookChannel], object]] = {
    "prepare": lambda channel: channel.prepare(outgoing()),
    "reveal": lambda channel: channel.reveal(outgoing(), Prepared(("1",))),
    "confirm": lambda channel: channel.confirm([TRACE]),
    "look up": lambda channel: channel.look_up(POST),
    "standing": lambda channel: channel.standing(START),
    "checkup": lambda channel: channel.checkup(),
    "shown": lambda channel: channel.shown(POST),
    "edit": lambda channel: channel.edit(POST, outgoing()),
    "withdraw": lambda channel: channel.withdraw(POST),
    "comment": lambda channel: channel.comment(POST, TEXT),
    "find comments": lambda channel: channel.find_comments(POST, TEXT),
}
PUBLIC = {"reveal", "comment"}  # twice is once too many

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [POST, "1", TEXT, "2026-12-01T00:00:00+0000", "0001-01-01T00:00:00+1400", "\ud83d", "٣_٤"]
    ),
    st.just(10**400),
)
NAMES = [
    "id", "data", "paging", "next", "cursors", "after", "message", "created_time", "permalink_url",
    "attachments", "target", "subattachments", "scheduled_publish_time", "is_published", "success", "error",
    "code", "error_subcode", "is_valid", "scopes", "granular_scopes", "expires_at", "type", "from", "tasks",
    "access_token", "name", "scope", "target_ids", "data_access_expires_at",
]  # fmt: skip
KEYS = st.one_of(st.sampled_from(NAMES), st.text(max_size=4))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=25,
)
MORE = ("message", "attachments", "permalink_url", "scheduled_publish_time", "is_published", "from")
POSTS = st.fixed_dictionaries(
    {"id": st.one_of(st.just(POST), VALUES), "created_time": st.one_of(st.just(WHEN), LEAVES)},
    optional=dict.fromkeys(MORE, VALUES),
)
ANSWERS = st.one_of(
    VALUES,
    POSTS,
    st.fixed_dictionaries(
        {"data": st.one_of(VALUES, st.lists(POSTS, max_size=3))}, optional={"paging": VALUES}
    ),
    st.fixed_dictionaries({"error": st.dictionaries(KEYS, LEAVES, max_size=4)}),
)
HEADERS = st.dictionaries(
    st.sampled_from(["X-Business-Use-Case-Usage", "Date", "Location", "Content-Encoding", "Retry-After"]),
    st.one_of(
        ANSWERS.map(lambda value: json.dumps(value)[:500]),
        st.sampled_from(["gzip", "br", "http://127.0.0.1:9/elsewhere", "0", "deflate"]),
    ),
    max_size=2,
)
KINDS = st.sampled_from([JSON, "application/json; charset=koi9", "text/html", ""])
USUAL = [204, 301, 302, 304, 307, 400, 401, 403, 404, 429, 500, 503]
STATUSES = st.one_of(st.just(200), st.sampled_from(USUAL), st.integers(200, 599))
BODIES = st.one_of(ANSWERS.map(lambda value: json.dumps(value).encode()), st.binary(max_size=40))


@contextmanager
def always(graph: GraphServer, reply: Reply) -> Iterator[None]:
    """Every call is answered so."""
    graph.reply_to = lambda asked: reply  # type: ignore[method-assign]
    try:
        yield
    finally:
        del graph.reply_to


@seed(1304)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(call=st.sampled_from(sorted(CALLS)), body=BODIES, status=STATUSES, kind=KINDS, headers=HEADERS)
def test_any_answer_to_any_call_is_understood_or_a_failure_in_words(
    graph: GraphServer, call: str, body: bytes, status: int, kind: str, headers: dict[str, str]
) -> None:
    graph.asked.clear()
    headers = {**({"Content-Type": kind} if kind else {}), **headers}
    with always(graph, Reply(body, status, headers)):
        try:
            answer = CALLS[call](facebook(graph.address))
        except Gone:
            assert call not in {"reveal", "prepare"}
        except ChannelError as error:
            check_told(error, call, status, body)
        else:
            check_answer(answer)
    assert len(graph.asked) <= 45, "it does not go on and on"
    assert call not in PUBLIC or len([one for one in graph.asked if one.method == "POST"]) == 1


def check_told(error: ChannelError, call: str, status: int, body: bytes) -> None:
    failure = error.failure
    assert failure.why.vi
    assert failure.todo.vi
    assert len(failure.detail) < 2000
    failure.detail.encode()  # it goes into the ledger
    assert 0 <= failure.wait_seconds < 10**8
    if call in PUBLIC and not failure.code.startswith("facebook:"):
        assert failure.kind is FailureKind.DOUBTFUL
    if call == "prepare":
        assert failure.kind is not FailureKind.DOUBTFUL


def check_answer(answer: object) -> None:
    """What comes out can be kept: of the right types, with times that can be written down."""
    if isinstance(answer, Receipt):
        assert datetime(2000, 1, 1, tzinfo=UTC) < answer.at < datetime(2300, 1, 1, tzinfo=UTC)
        assert isinstance(answer.address, str)
        (answer.remote_id + answer.address).encode()
    elif isinstance(answer, list | tuple | frozenset):
        for one in answer:
            check_answer(one)
    elif isinstance(answer, str):
        answer.encode()
    else:
        assert answer is None or isinstance(answer, Checkup)


@seed(1305)
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(ANSWERS, min_size=1, max_size=4))
def test_connecting_ends_in_a_connection_or_in_words(graph: GraphServer, answers: list[Any]) -> None:
    turn = iter(range(10**6))
    graph.asked.clear()
    known = {"access_token": TOKEN, "data": {"is_valid": True, "type": "USER", "app_id": "1"}}

    def reply(asked: object) -> Reply:
        number = next(turn)
        return Reply({**known, **one} if isinstance(one := answers[number % len(answers)], dict) else one)

    graph.reply_to = reply  # type: ignore[method-assign, assignment]
    page = FacebookSettings(page=PAGE, token="env:LOA_TEST_TOKEN", graph_url=graph.address)
    with suppress(Stop, ChannelError):
        connect(page, "1", Secret(APP_SECRET), Secret(TOKEN))
    del graph.reply_to
    assert len(graph.asked) < 30


@cache
def bomb() -> bytes:
    """Much more, unpacked, than an answer may have."""
    return gzip.compress(b'{"id": "' + b" " * (4 * calling.LARGEST) + b'"}', 1)


UNREADABLE: dict[str, tuple[Callable[[], bytes], dict[str, str]]] = {
    "deep": (lambda: b'{"data":' * 100_000 + b"1" + b"}" * 100_000, {}),
    "long": (lambda: b'{"id": "' + b"9" * 2_000_000 + b'"}', {}),
    "digits": (lambda: b'{"id": ' + b"9" * 100_000 + b"}", {}),
    "bomb": (bomb, {"Content-Encoding": "gzip"}),
    "not-packed": (lambda: b"not packed", {"Content-Encoding": "gzip"}),
    "utf-16": (lambda: '{"id": "Hội"}'.encode("utf-16"), {}),
    "no-utf-8": (lambda: b'{"id": "\xff\xfe"}', {}),
}


@pytest.mark.parametrize("call", sorted(CALLS))
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_a_failure(graph: GraphServer, call: str, name: str) -> None:
    made, headers = UNREADABLE[name]
    body = made()
    with (
        always(graph, Reply(body, 200, {"Content-Type": "application/json", **headers})),
        pytest.raises(ChannelError) as failed,
    ):
        CALLS[call](facebook(graph.address))
    check_told(failed.value, call, 200, body)


ENDLESS = {
    "a body without an end": (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
        b" " * 65536,
        0.0,
    ),
    "a body of drops": (BEGIN, b" ", 0.05),
    "a header without an end": (b"HTTP/1.1 200 OK\r\nX: ", b"y", 0.05),
    "nothing but 100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_without_an_end_is_cut(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begin, more, pause = ENDLESS[name]
    monkeypatch.setattr(calling, "LARGEST", 2**20)
    with endless(begin, more, pause) as address:
        graph = Graph(address, "v26.0", Secret(TOKEN), ends_after=0.5)
        with pytest.raises(CallFailed) as failed:
            graph.post("1/feed", {"message": TEXT})
    assert failed.value.reach in {Reach.NO_ANSWER, Reach.UNREADABLE}


@contextmanager
def endless(begin: bytes, more: bytes, pause: float) -> Iterator[str]:
    """A server that says *begin*, and then *more* for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def talk() -> None:
        with suppress(OSError), listener.accept()[0] as line:
            line.recv(65536)
            line.sendall(begin)
            while not ended.is_set():
                line.sendall(more)
                ended.wait(pause)

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        thread.join(5)
        listener.close()


FILM = "1234567890123"
REEL = Media(b"x" * 40, "video/mp4", 540, 960, "film", "Mẹ và con", 3.0)
LYING = replace(REEL, width=960, height=540)
THERE = Prepared((FILM,), f"{FILM}:0")
OF_FILM = replace(TRACE, media=frozenset({FILM}), drafts=(f"{FILM}:0",))
FILM_CALLS: dict[str, Callable[[FacebookChannel], object]] = {
    "prepare a reel": lambda channel: channel.prepare(outgoing(media=(REEL,))),
    "prepare a video": lambda channel: channel.prepare(outgoing(media=(LYING,))),
    "prepare another": lambda channel: channel.prepare(replace(outgoing(media=(REEL,)), draft=f"{FILM}:0")),
    "reveal a reel": lambda channel: channel.reveal(outgoing(media=(REEL,)), THERE),
    "reveal a video": lambda channel: channel.reveal(
        outgoing(media=(LYING,)), Prepared((FILM,), f"{FILM}:0")
    ),
    "confirm": lambda channel: channel.confirm(
        [replace(TRACE, media=frozenset({FILM}), drafts=(f"{FILM}:0",))]
    ),
    "look up": lambda channel: channel.look_up(FILM),
}
PHASE = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.one_of(st.sampled_from(["complete", "error", "in_progress"]), LEAVES),
            "bytes_transferred": st.one_of(st.integers(-1, 41), VALUES),
            "publish_status": st.one_of(st.sampled_from(["published", "draft"]), LEAVES),
            "error": VALUES,
        },
    ),
)
FILMS = st.fixed_dictionaries(
    {"id": st.just(FILM)},
    optional={
        "status": st.one_of(
            VALUES,
            st.fixed_dictionaries(
                {},
                optional={
                    "video_status": st.one_of(st.sampled_from(["ready", "processing", "error"]), LEAVES),
                    "uploading_phase": PHASE,
                    "processing_phase": PHASE,
                    "publishing_phase": PHASE,
                    "copyright_check_status": VALUES,
                },
            ),
        ),
        "published": st.one_of(st.booleans(), LEAVES),
        "post_id": VALUES,
        "permalink_url": VALUES,
        "scheduled_publish_time": VALUES,
        "success": st.one_of(st.just(True), LEAVES),
        "file_offset": st.one_of(st.integers(-1, 41), VALUES),
        "h": VALUES,
        "video_id": VALUES,
    },
)


@seed(1306)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    call=st.sampled_from(sorted(FILM_CALLS)),
    answers=st.lists(
        st.tuples(st.one_of(FILMS, FILMS, ANSWERS), st.sampled_from([200, 200, 500])), min_size=1
    ),
)
@pytest.mark.slow
def test_any_answer_about_a_film_is_understood_or_a_failure_in_words(
    graph: GraphServer, call: str, answers: list[tuple[Any, int]]
) -> None:
    turn = iter(range(10**6))
    graph.asked.clear()
    begun = {
        "video_reels": {"success": True, "video_id": FILM, "upload_url": f"{graph.address}/bytes/{FILM}"},
        "uploads": {"id": "upload:a"},
    }

    def reply(asked: Asked) -> Reply:
        body, status = answers[next(turn) % len(answers)]
        if asked.edge in begun and call.startswith("prepare"):
            return Reply(begun[asked.edge])
        return Reply(body, status)

    graph.reply_to = reply  # type: ignore[method-assign]
    channel = facebook(graph.address)
    channel._films._app = "555"
    try:
        answer = FILM_CALLS[call](channel)
    except ChannelError as error:
        assert error.failure.why.vi
        assert error.failure.todo.vi
        error.failure.detail.encode()
        assert not call.startswith("prepare") or error.failure.kind is not FailureKind.DOUBTFUL
    else:
        if isinstance(answer, Prepared):
            (answer.draft + "".join(answer.media)).encode()
        else:
            check_answer(answer)
    finally:
        del graph.reply_to
    assert len(graph.asked) <= 45


@pytest.mark.parametrize("offset", ["x", [1], {}, 10**400, "1" * 5000, True])
def test_how_much_of_a_film_came_may_be_any_nonsense(graph: GraphServer, offset: object) -> None:
    graph.will("uploads", Reply({"id": "upload:a"}))
    graph.will("upload:a", Reply({}, 500), *[Reply({"file_offset": offset}), Reply({}, 500)] * 4)
    channel = facebook(graph.address)
    channel._films._app = "555"
    with pytest.raises(ChannelError) as failed:
        FILM_CALLS["prepare a video"](channel)
    check_told(failed.value, "prepare", 200, b"")
