"""The table of Zalo's refusals: complete, in words, and the same for the adapter as on the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Prepared
from scheduler.channels.zalo.account import ZaloChannel
from scheduler.channels.zalo.drafts import Drafts
from scheduler.channels.zalo.failures import _BY_REACH, BY_WORDS, TABLE, UNKNOWN, row_of
from scheduler.channels.zalo.openapi import OpenApi
from scheduler.channels.zalo.tokens import Tokens
from scheduler.channels.zalo_kind import ZaloSettings
from scheduler.clock import FixedClock
from scheduler.secrets import Secret
from tests.channels.graph_server import GraphServer, Reply
from tests.channels.making import START, outgoing
from tests.channels.zalo_office import keep_pair

DOUBTFUL, CERTAIN, CONTENT = FailureKind.DOUBTFUL, FailureKind.CERTAIN, FailureKind.CONTENT
THROTTLED, CREDENTIAL, POLICY = FailureKind.THROTTLED, FailureKind.CREDENTIAL, FailureKind.POLICY

# Zalo's table of errors, as its clients quote it.
KNOWN = {
    -32: THROTTLED,
    -200: DOUBTFUL,
    -201: CONTENT,
    -202: CREDENTIAL,
    -204: POLICY,
    -205: POLICY,
    -207: CREDENTIAL,
    -208: CREDENTIAL,
    -209: POLICY,
    -210: CONTENT,
    -211: THROTTLED,
    -212: CREDENTIAL,
    -213: CONTENT,
    -214: CERTAIN,
    -215: CREDENTIAL,
    -216: CREDENTIAL,
    -217: CONTENT,
    -218: CONTENT,
    -221: POLICY,
    -222: CONTENT,
    -224: POLICY,
    -227: CONTENT,
    -230: CONTENT,
    -233: CONTENT,
    -305: CONTENT,
    -311: CONTENT,
    -320: POLICY,
    -321: POLICY,
    -14014: CREDENTIAL,
    -14020: CREDENTIAL,
    -14068: CREDENTIAL,
}
PAIR = {"access_token": "another-0123456789", "refresh_token": "next-0123456789", "expires_in": "90000"}


@pytest.fixture
def zalo(graph: GraphServer, tmp_path: Path) -> ZaloChannel:
    keep_pair(tmp_path / "token.txt")
    block = ZaloSettings(
        oa="1",
        app_id="2",
        app_secret="env:X",
        token="file:token.txt",
        api_url=graph.address,
        oauth_url=graph.address,
    )
    api, clock = OpenApi(graph.address, graph.address), FixedClock(START)
    tokens = Tokens(block, tmp_path, api, Secret("app-secret-0123456789"), clock)
    home = "https://phunu.vn/"
    return ZaloChannel(block, tokens, Drafts(tmp_path / "drafts.json"), home, "Hội", clock)


def told(zalo: ZaloChannel):
    with pytest.raises(ChannelError) as failed:
        zalo.reveal(outgoing(), Prepared(("a1",), "a1"))
    assert failed.value.__cause__ is None
    return failed.value.failure


@pytest.mark.parametrize(("code", "kind"), KNOWN.items())
def test_a_known_refusal_means_the_same_on_the_wire(graph, zalo, code, kind):
    refusal = Reply({"error": code, "message": "no"})
    graph.will("update", refusal, refusal)
    graph.will("access_token", Reply(PAIR))
    failure = told(zalo)
    assert (failure.kind, failure.code) == (kind, f"zalo:{code}")
    row = row_of(code)
    assert (row.kind, failure.why, failure.todo) == (kind, row.why, row.todo)


def test_every_code_of_the_table_is_known_here_and_no_other():
    assert TABLE.keys() == KNOWN.keys()


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (-200, "Upload media failed: Too many failed attempts", CERTAIN),
        (-201, "cover value is invalid", CONTENT),
        (-201, "photo_url is invalid", CONTENT),
        (-201, "title allow 1 to 150 characters", CONTENT),
        (-201, "Media is being processed", CERTAIN),
    ],
)
def test_where_the_number_does_not_tell_the_words_do(code, message, kind):
    assert row_of(code, message).kind is kind
    assert row_of(code, message) is not TABLE[code]


def test_every_reason_and_cure_is_said_in_both_languages_and_reads_as_words():
    for row in [*TABLE.values(), *(row for *_, row in BY_WORDS), *_BY_REACH.values(), UNKNOWN]:
        for text in (row.why, row.todo):
            assert text.vi
            assert text.en
            assert text.vi != text.en
            assert "{" not in text.vi + text.en
            assert not {"token", "API", "endpoint"} & set(text.vi.split())
        assert not row.why.vi.endswith(".")
        assert row.todo.vi.endswith((".", "loa connect zalo"))
        assert (row.wait > 0) == (row.kind is THROTTLED)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"", 200),
        Reply(b"<html>", 502),
        Reply([], 200),
        Reply({}, 200),
        Reply({"data": {"token": "x"}}, 200),
        Reply({"error": True}, 200),
        Reply({"error": 1.5}, 200),
        Reply({"error": 0, "data": []}, 200),
        Reply({"error": 0, "data": {}}, 500),
        Reply({"error": -99999, "message": "new"}, 200),
        Reply({"error": "--214"}, 200),
        Reply({"error": "9" * 5000}, 200),
        Reply({"error": -201, "message": "broken"}, 500),
        Reply(b'{"error": 0, "data": {"to', 200),
        Reply(b"[" * 100_000, 200),
        Reply(b"\xff\xfe", 200),
        Reply({"error": 0}, cut="before"),
        Reply({"error": 0, "data": {}}, cut="midway"),
    ],
)
def test_whatever_else_comes_is_doubtful_on_the_public_call(graph, zalo, reply):
    graph.will("update", reply)
    assert told(zalo).kind is DOUBTFUL


@pytest.mark.parametrize("code", ["-211", -211])
def test_a_code_may_be_a_text(graph, zalo, code):
    graph.will("update", Reply({"error": code, "message": "quota"}))
    assert told(zalo).code == "zalo:-211"


def test_nobody_at_the_address_is_certain(graph, zalo):
    zalo._account._api._address = "http://127.0.0.1:9"
    failure = told(zalo)
    assert (failure.kind, failure.code) == (CERTAIN, "zalo:network")
    assert "Việt Nam" in failure.todo.vi


def test_what_zalo_says_is_kept_short_and_without_secrets(graph, zalo, caplog):
    secret = Secret("a-secret-that-zalo-repeats-0123456789").reveal()
    graph.will("update", Reply({"error": -201, "message": f"bad {secret} " + "x" * 5000 + "\ud800"}))
    failure = told(zalo)
    assert secret not in failure.detail + caplog.text
    assert len(failure.detail) <= 300
    failure.detail.encode()


def test_a_secret_travels_in_a_header_and_never_in_an_address(graph, zalo):
    graph.will("update", Reply({"error": 0, "data": {}}))
    graph.will("getslice", Reply({"error": 0, "data": {"total": 0, "medias": []}}))
    zalo.reveal(outgoing(), Prepared(("a1",), "a1"))
    for asked in graph.asked:
        assert asked.headers["access_token"] == "access-0123456789"
        assert "access-0123456789" not in asked.path + str(asked.query)


def listing(*medias, total=None):
    return Reply({"error": 0, "data": {"total": len(medias) if total is None else total, "medias": medias}})


def media(id_="a1", status="show", **more):
    return {"id": id_, "title": "Bài", "status": status} | more


@pytest.mark.parametrize(
    "replies",
    [
        [listing({"title": "x", "status": "show"})],
        [listing(media(status="draft")), Reply({"error": -209, "message": "API is not support"})],
        [listing(media(status="draft")), Reply({"error": 0, "data": {"status": "draft"}})],
        [listing(media(id_=None))],
        [listing(media(id_=""))],
        [listing("x")],
        [Reply({"error": 0, "data": {"medias": []}})],
        [Reply({"error": 0, "data": {"total": "many", "medias": []}})],
        [listing(media("b"), total=3), listing(total=3)],  # it says that it has more than it gives
        [listing(media(), media(status="hide")), Reply({"error": -200, "message": "later"})],  # both
    ],
)
def test_a_list_that_is_odd_or_cut_proves_nothing(graph, zalo, replies):
    for reply in replies:
        graph.will("getslice" if "medias" in str(reply.body) else "getdetail", reply)
    with pytest.raises(ChannelError) as failed:
        zalo.shown("a1")
    assert failed.value.failure.kind is DOUBTFUL


@pytest.mark.parametrize("medias", [[{"id": "a1", "title": "Bài"}], [media(), media(status="hide")]])
def test_what_the_list_leaves_unclear_is_asked_for_alone(graph, zalo, medias):
    graph.will("getslice", listing(*medias), listing(*medias))
    graph.will("getdetail", Reply({"error": 0, "data": {"id": "a1", "status": "hide"}}))
    assert zalo.shown("a1") is None
    graph.will("getdetail", Reply({"error": 0, "data": {"id": "a1", "status": "show"}}))
    assert zalo.shown("a1") == "Bài"


def test_a_list_without_times_is_read_all_the_same(graph, zalo):
    graph.will("getslice", listing(media("b", create_date="hôm qua"), media(create_date=0)))
    assert zalo.shown("a1") == "Bài"


def test_a_list_that_gives_each_article_twice_within_a_page_is_not_read_past_any(graph, zalo):
    pages = [[media(f"{page}{number}") for number in range(10)] for page in "bc"]
    doubled = [listing(*(one for one in page for _ in range(2)), total=21) for page in pages]
    graph.will("getslice", *doubled, listing(media(), media(), total=21))
    assert zalo.shown("a1") == "Bài"
    assert [asked.query["offset"] for asked in graph.asked] == ["0", "10", "20"]


def test_a_list_is_read_to_its_end_though_it_grows_meanwhile(graph, zalo):
    first = [media(f"b{number}") for number in range(10)]
    graph.will("getslice", listing(*first, total=12), listing(first[-1], media(), media("c"), total=13))
    assert zalo.shown("a1") == "Bài"
    assert [asked.query["offset"] for asked in graph.asked] == ["0", "10"]
    assert {asked.query["limit"] for asked in graph.asked} == {"10"}
