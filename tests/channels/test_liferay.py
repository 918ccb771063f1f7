"""Liferay as a channel, against answers written after its documentation: no live portal was at hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scheduler.channels.channel import ChannelError, FailureKind, Gone, Trace
from scheduler.channels.hearing import Hearing
from scheduler.channels.liferay import LiferayChannel
from scheduler.channels.liferay_failures import TABLE
from scheduler.channels.liferay_kind import KIND, LiferaySettings
from scheduler.channels.opening import Opening
from scheduler.channels.wordpress.content import key_print
from scheduler.clock import FixedClock
from scheduler.secrets import Secret
from tests.channels.graph_server import GraphServer, Reply
from tests.channels.making import PORTRAIT, START, ZONE, outgoing

PASSWORD = "mat khau rat dai 2026"
POST = outgoing("bai", channel="liferay", media=(PORTRAIT,))
CODE = f"loa-{key_print(POST.key)}"
FILE = f"{CODE}-{hashlib.sha256(PORTRAIT.data).hexdigest()[:16]}"
ABSENT = Reply({"status": "NOT_FOUND", "title": "No BlogsEntry exists"}, 404)
POSTING = {
    "id": 41234,
    "externalReferenceCode": CODE,
    "headline": "Mật khẩu mạnh cho con",
    "articleBody": '<p>Cùng con</p><img data-fileentryid="88" src="/documents/88">',
    "datePublished": "2026-12-01T00:30:00Z",
    "friendlyUrlPath": "bai",
}
DOCUMENT = Reply({"id": 88, "contentUrl": "/documents/20121/0/loa.jpg/uuid?t=1"})


@pytest.fixture
def portal(graph: GraphServer) -> Iterator[LiferayChannel]:
    block = LiferaySettings(
        address=graph.address, site="20121", user="loa", password="env:X", blog="https://hoi.example.vn/b/"
    )
    clock = FixedClock(START)
    opening = Opening(KIND, Path(), "Hội", "vi", ZONE, clock, Hearing(clock))
    yield LiferayChannel(block, Secret(PASSWORD), opening, timeout=(2.0, 2.0))


def trace(*drafts: str) -> Trace:
    return Trace(POST.key, START, frozenset(), "", drafts)


def failing(call: Any) -> Any:
    with pytest.raises(ChannelError) as caught:
        call()
    return caught.value.failure


def test_pictures_go_first_and_one_put_by_our_code_makes_it_public(
    graph: GraphServer, portal: LiferayChannel
) -> None:
    graph.will(CODE, ABSENT, Reply(POSTING))
    graph.will(FILE, DOCUMENT, DOCUMENT)
    prepared = portal.prepare(POST)
    assert (prepared.media, prepared.draft) == (("88",), CODE)
    receipt = portal.reveal(POST, prepared)
    assert (receipt.remote_id, receipt.address, receipt.at) == (
        "41234",
        "https://hoi.example.vn/b/bai",
        START,
    )
    sent = graph.asked[-1]
    assert (sent.method, sent.path.rpartition("/sites/")[2]) == (
        "PUT",
        f"20121/blog-postings/by-external-reference-code/{CODE}",
    )
    assert PASSWORD not in str([(one.path, one.query) for one in graph.asked])


def test_what_is_there_already_is_neither_doubled_nor_written_over(
    graph: GraphServer, portal: LiferayChannel
) -> None:
    graph.will(FILE, DOCUMENT)
    prepared = portal.prepare(POST)
    graph.will(CODE, Reply(POSTING))
    assert portal.reveal(POST, prepared).remote_id == "41234"
    assert [one.method for one in graph.asked if one.edge == CODE] == ["GET"]


def test_a_lost_answer_is_doubtful_and_the_code_tells(graph: GraphServer, portal: LiferayChannel) -> None:
    graph.will(FILE, DOCUMENT, DOCUMENT)
    prepared = portal.prepare(POST)
    graph.will(CODE, ABSENT, Reply(cut="before"), Reply(POSTING), ABSENT)
    assert failing(lambda: portal.reveal(POST, prepared)).kind is FailureKind.DOUBTFUL
    ((receipt,),) = portal.confirm([trace(CODE)])
    assert receipt.remote_id == "41234"
    assert portal.confirm([trace()]) == [()]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        *((Reply({"status": "X", "title": "t"}, int(code)), code) for code in TABLE if code.isdecimal()),
        (Reply({"status": "INTERNAL_SERVER_ERROR", "title": "t"}, 500), "5xx"),
        (Reply(b"<html>", 502, {"Content-Type": "text/html"}), "5xx"),
        (Reply(b"<html>", 200, {"Content-Type": "text/html"}), "odd-answer"),
        (Reply({"items": []}), "odd-answer"),
        (Reply(b"", 302, {"Location": "https://khac.example.vn/"}), "redirect"),
        (Reply(cut="before"), "no-answer"),
        (Reply({"status": "FORBIDDEN", "title": PASSWORD}, 403), "403"),
        (Reply({"status": f"\x1b]0;{PASSWORD}", "title": "x"}, 403), "403"),
    ],
)
def test_each_refusal_is_told_and_makes_nothing_public(
    graph: GraphServer, portal: LiferayChannel, reply: Reply, code: str
) -> None:
    graph.will(FILE, reply)
    found, row = failing(lambda: portal.prepare(POST)), TABLE[code]
    assert found.code == f"liferay:{code}"
    assert found.kind is (FailureKind.CERTAIN if row.kind is FailureKind.DOUBTFUL else row.kind)
    assert PASSWORD not in found.detail
    assert "\x1b" not in found.detail


def test_a_404_that_is_not_liferays_proves_nothing(graph: GraphServer, portal: LiferayChannel) -> None:
    graph.will(CODE, Reply(b"<html>", 404, {"Content-Type": "text/html"}))
    assert failing(lambda: portal.confirm([trace(CODE)])).kind is FailureKind.CREDENTIAL


def test_what_is_taken_down_goes_with_its_pictures(graph: GraphServer, portal: LiferayChannel) -> None:
    graph.will("41234", Reply(POSTING), Reply(b"", 204), ABSENT)
    graph.will("88", Reply({"id": 88, "externalReferenceCode": FILE}), Reply(b"", 204))
    portal.withdraw("41234")
    assert [(one.method, one.edge) for one in graph.asked] == [
        ("GET", "41234"), ("GET", "88"), ("DELETE", "88"), ("DELETE", "41234"),
    ]  # fmt: skip
    with pytest.raises(Gone):
        portal.withdraw("41234")


def test_its_cover_goes_too_and_a_picture_of_the_portals_own_stays(
    graph: GraphServer, portal: LiferayChannel
) -> None:
    body = f'{POSTING["articleBody"]}<img data-fileentryid="7" src="/documents/logo">'
    graph.will("41234", Reply({**POSTING, "articleBody": body, "image": {"imageId": 89}}), Reply(b"", 204))
    graph.will("88", Reply({"id": 88, "externalReferenceCode": FILE}), Reply(b"", 204))
    graph.will("89", Reply({"id": 89, "externalReferenceCode": "uuid", "title": FILE}), Reply(b"", 204))
    graph.will("7", Reply({"id": 7, "externalReferenceCode": "logo", "title": "logo.png"}))
    portal.withdraw("41234")
    assert {one.edge for one in graph.asked if one.method == "DELETE"} == {"88", "89", "41234"}


def test_somebody_elses_posting_under_that_number_is_left(graph: GraphServer, portal: LiferayChannel) -> None:
    graph.will("41234", Reply({**POSTING, "externalReferenceCode": "khac"}))
    assert failing(lambda: portal.withdraw("41234")).code == "liferay:not-ours"
    assert [one.method for one in graph.asked] == ["GET"]


def test_all_that_stands_there_is_read_to_its_end(graph: GraphServer, portal: LiferayChannel) -> None:
    pages = [
        Reply({"items": [{**POSTING, "id": number}], "lastPage": 2}) for number in (1, 2)
    ]  # fmt: skip
    graph.will("blog-postings", *pages, Reply({"items": [{**POSTING, "externalReferenceCode": "x"}]}))
    assert portal.standing(START) == {"1", "2"}
    assert failing(lambda: portal.standing(START)).kind is FailureKind.DOUBTFUL
    graph.will("7", Reply(POSTING), ABSENT)
    assert portal.shown("7") == "Mật khẩu mạnh cho con\nCùng con"
    assert portal.shown("7") is None


def test_a_doctor_sees_whether_posts_may_be_added(graph: GraphServer, portal: LiferayChannel) -> None:
    graph.will("blog-postings", Reply({"actions": {"create": {}}, "items": []}), Reply({"actions": {}}))
    assert portal.try_out().vi.startswith("đăng nhập được")
    assert failing(portal.try_out).kind is FailureKind.CREDENTIAL
    assert json.dumps([one.headers for one in graph.asked]).count(PASSWORD) == 0
