"""What of the ledger's lines a person is told, in which words, and under which key it is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendar.model import ChannelName
from scheduler.channels.by_hand_kind import TO_TAKE_DOWN
from scheduler.channels.channel import FailureKind
from scheduler.delivery.by_hand import GIVEN, LEADER_TOLD, REMINDED
from scheduler.delivery.change_reasons import CHANGE_HELD, EDITED
from scheduler.delivery.hindrances import ACCESS, STANDSTILL
from scheduler.delivery.ledger import Event, PausedPage, State
from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import FOUND_SEVERAL, SET_ASIDE, TAKEN_IN
from scheduler.engine.causes import Cause, causes
from scheduler.problems import Text
from tests.delivery.practice import START, key

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = START + timedelta(hours=18)  # 01:00 on 2 December there
WHY, TODO, NOTHING = Text("vì sao", "why"), Text("làm gì", "what to do"), Text("", "")
NUMBERS = count(1)


def reason(code, todo=TODO):
    return Reason(code, WHY, todo)


def line(why, name="", page="facebook:1", before=None, after=None, channel="facebook"):
    about = replace(key(name), channel=ChannelName(channel)) if name else None
    return Event(next(NUMBERS), AT, "loa", about, page, before, after, why)


def held(name, why, page="facebook:1"):
    return line(why, name, page, State.CLAIMED, State.HELD)


def told(*events, paused=(), lost=()):
    pages = {page.page_key: page for page in paused}
    found = causes(events, pages, lost, ZONE)
    assert len({one.key for one in found}) == len(found), "each is told under a key of its own"
    assert all(one.key for one in found)
    return [(one.title.vi, one.concerned, one.todo.vi) for one in found]


def names(*posts, channel="facebook"):
    return tuple(f"{name}@first/province/{channel}" for name in posts)


def test_what_is_held_is_told_by_page_and_reason_with_its_number():
    events = [held("a", reason("x")), held("b", reason("y")), held("c", reason("x"))]
    assert told(*events, held("d", reason("x"), "facebook:2"), held("e", TAKEN_IN), held("f", SET_ASIDE)) == [
        ("2 bài đang giữ lại: vì sao", names("a", "c"), "làm gì"),
        ("Một bài đang giữ lại: vì sao", names("b"), "làm gì"),
        ("Một bài đang giữ lại: vì sao", names("d"), "làm gì"),
    ]


def test_of_standstills_the_last_is_told_with_its_local_time_and_the_rest_of_the_lines_too():
    events = [line(reason(f"{STANDSTILL}{code}"), page="") for code in "ab"]
    assert told(events[0], held("a", reason("x")), events[1]) == [
        ("Một bài đang giữ lại: vì sao", names("a"), "làm gì"),
        ("Loa tạm ngừng đăng mọi bài từ 01:00 ngày 2/12/2026: vì sao", (), "làm gì"),
    ]


@pytest.mark.parametrize(
    ("kind", "code", "lost", "is_told"),
    [
        (FailureKind.CREDENTIAL, "x", (), True),
        (FailureKind.CREDENTIAL, "x", ("facebook:2",), True),
        (FailureKind.CREDENTIAL, "x", ("facebook:1",), False),  # told as such
        (FailureKind.POLICY, "x", ("facebook:1",), True),
        (FailureKind.POLICY, "other", (), False),  # over by now
        (FailureKind.THROTTLED, "x", (), False),
    ],
)
def test_a_page_that_stopped_is_told_once_where_a_person_must_mend_it_and_it_still_stands(
    kind, code, lost, is_told
):
    page = PausedPage("facebook:1", AT, AT, kind, 1, reason(code))
    said = ("Trang facebook:1 tạm ngừng đăng từ 01:00 ngày 2/12/2026: vì sao", (), "làm gì")
    assert told(line(reason("x")), line(reason("x")), paused=[page], lost=lost) == [said] * is_told


@pytest.mark.parametrize(
    ("code", "title", "todo"),
    [
        (GIVEN.code, "2 bài đến giờ đăng tay", GIVEN.todo.vi),
        (REMINDED.code, "2 bài đã quá giờ mà chưa ai báo đã đăng", GIVEN.todo.vi),
        (LEADER_TOLD.code, "Báo lãnh đạo: 2 bài đã nhắc mà vẫn chưa ai báo đã đăng", GIVEN.todo.vi),
        (EDITED.code, "2 bài đăng tay đã sửa, cần sửa ở nơi đã đăng", GIVEN.todo.vi),
        (f"{CHANGE_HELD}withdraw/{TO_TAKE_DOWN}", "2 bài phải gỡ bằng tay", "làm gì"),
    ],
)
def test_what_a_person_posts_is_told_as_hers(code, title, todo):
    events = [line(reason(code), name, channel="groups") for name in "aba"]
    assert told(*events) == [(title, names("a", "b", channel="groups"), todo)]
    (cause,) = causes(events, {}, (), ZONE)
    assert cause.is_for_leader is (code == LEADER_TOLD.code)


def test_what_is_edited_where_a_program_posts_is_told_to_nobody():
    assert told(line(reason(EDITED.code), "a")) == []


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("comment", "Vướng bình luận đầu tiên: vì sao"),
        ("edit", "Chưa đưa được bản sửa lên bài đang công khai: vì sao"),
        ("withdraw", "Chưa gỡ được bài đang công khai: vì sao"),
    ],
)
def test_a_change_that_is_held_is_told_with_what_it_was(kind, title):
    events = [line(reason(f"{CHANGE_HELD}{kind}/x"), name) for name in "aba"]
    assert told(*events) == [(title, names("a", "b"), "làm gì")]


def test_what_else_asks_for_a_person_is_told_in_its_own_words_each_by_itself():
    access = f"{ACCESS}token/2026-12-03/3"
    several = [line(replace(reason("x"), code=FOUND_SEVERAL.code), name) for name in "ab"]
    events = [line(reason(access)), line(reason(access), page="facebook:2"), *several]
    assert told(*events, line(reason(access, NOTHING)), line(reason("ledger-not-copied", NOTHING))) == [
        ("vì sao", (), "làm gì"),
        ("vì sao", (), "làm gì"),
        ("vì sao", names("a"), "làm gì"),
        ("vì sao", names("b"), "làm gì"),
        ("vì sao", (), ""),
    ]


@pytest.mark.parametrize(("number", "more"), [(8, []), (9, ["… and 1 more"])])
@pytest.mark.parametrize("todo", [TODO, NOTHING])
def test_a_message_names_eight_and_says_what_to_do_in_the_readers_language(number, more, todo):
    cause = Cause("x", Text("hai bài", "two posts"), names(*"abcdefghi"[:number]), todo)
    said = ["What to do: what to do"] if todo is TODO else []
    assert cause.words("en").splitlines() == [
        "two posts",
        *(f"– {name}" for name in names(*"abcdefgh")),
        *more,
        *said,
    ]
