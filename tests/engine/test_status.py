from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery.change_reasons import NOT_YET
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.hindrances import frozen_by
from scheduler.delivery.reason import Reason
from scheduler.engine.freezing import freeze
from scheduler.engine.status import standings
from scheduler.engine.tick import tick
from scheduler.problems import Text
from tests.delivery.practice import START, calendar, failure, post
from tests.engine.test_mending import Mended

HOUR = timedelta(hours=1)


def test_published_held_and_waiting_are_told_in_the_readers_language(world):
    w = world(post("a", START), post("b", START), post("c", START), post("d", START + HOUR))
    w.page.faults = [None, failure(FailureKind.CONTENT), failure(FailureKind.CREDENTIAL)]
    w.clock.wait(-60)
    tick(w.works)
    w.clock.wait(60)
    tick(w.works)
    w.clock.wait(5)
    rows = {row.key.post: row.as_json("vi", w.settings.zone) for row in standings(w.works)}
    assert list(rows["a"]) == [
        "key", "post", "occurrence", "unit", "channel", "state",
        "due", "at", "remote_id", "address", "why", "todo",
    ]  # fmt: skip
    assert rows["a"]["key"] == "a@first/province/facebook"
    assert rows["a"]["state"] == "published"
    assert rows["a"]["due"] == "2026-12-01T07:00:00+07:00"
    assert rows["a"]["at"] == "2026-12-01T07:00:00+07:00"
    assert (rows["a"]["remote_id"], rows["a"]["address"]) == ("1_1", "https://page.example/1_1")
    assert (rows["a"]["why"], rows["a"]["todo"], rows["b"]["at"]) == (None, None, None)
    assert (rows["b"]["state"], rows["b"]["why"], rows["b"]["todo"]) == ("held", "vì sao", "làm gì")
    assert (rows["c"]["state"], rows["c"]["why"]) == ("retry", "vì sao")
    english = {row.key.post: row.as_json("en", w.settings.zone) for row in standings(w.works)}
    assert (english["b"]["why"], english["b"]["todo"]) == ("why", "what to do")
    assert "d" not in rows


def test_what_waits_for_its_page_is_told_with_the_pages_reason(world):
    w = world(post("a", START), post("b", START))
    w.page.faults = [failure(FailureKind.CREDENTIAL)]
    tick(w.works)
    w.clock.wait(3600)
    waiting = standings(w.works)[-1]
    assert waiting.key.post == "b"
    assert (waiting.state, waiting.reason.code) == ("planned", "test")


def test_what_is_to_be_tried_again_hides_nothing_that_waits_behind_it(world):
    w = world(post("a", START), post("b", START + HOUR))
    w.page.prepare_faults = [failure(FailureKind.CERTAIN)]
    tick(w.works)
    w.clock.wait(3600)
    assert [(row.key.post, row.state) for row in standings(w.works)] == [("a", "retry"), ("b", "planned")]


@pytest.mark.parametrize("begun", ["abc", "a", ""])
def test_the_choice_of_unit_time_and_posts_is_kept_of_what_has_begun_and_of_what_waits(world, begun):
    times = {"a": START, "b": START + HOUR, "c": START + 2 * HOUR}
    w = world(*(post(name, times[name]) for name in "cab"))
    w.works.begin()
    for name in begun:
        w.clock.instant = times[name]
        tick(w.works)
    w.clock.instant = START + 2 * HOUR
    assert sorted(w.states()) == sorted(begun)
    told = lambda **only: "".join(row.key.post for row in standings(w.works, **only))  # noqa: E731
    assert told() == "abc"
    assert told(unit="province") == "abc"
    assert told(unit="elsewhere") == ""
    assert told(since=START + HOUR) == "bc"
    assert told(posts={"a", "c"}) == "ac"
    assert told(posts={"a", "c"}, since=START + HOUR) == "c"


def test_what_waits_while_all_is_frozen_says_who_and_why(world):
    w = world(post("a", START))
    freeze(w.works, "Hoa", "có tang")
    (waiting,) = standings(w.works)
    assert waiting.reason == frozen_by("Hoa", "có tang")


CHANGES = {
    Kind.COMMENT: ("commenting", "chưa đăng được bình luận đầu tiên", "its first comment waits"),
    Kind.EDIT: ("editing", "đang chờ sửa", "it is being mended"),
    Kind.WITHDRAW: ("withdrawing", "đang chờ gỡ", "it is being taken down"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_is_public_and_being_changed_says_so_and_what_keeps_the_change_back(world, kind):
    w = world(post("a", START))
    tick(w.works)
    with w.works.ledger.writing("Mai") as book:
        change = book.follow_ups.ask(w.row("a"), kind, reason=NOT_YET)
    (row,) = standings(w.works)
    code, vi, en = CHANGES[kind]
    assert (row.state, row.reason.why, row.reason.todo.vi) == ("published", Text(vi, en), "")
    why = Reason("test", Text("vì sao", "why"), Text("làm gì", "what to do"), "detail")
    with w.works.ledger.writing("loa") as book:
        book.follow_ups.step(change, w.row("a"), Progress.HELD, reason=why)
    (row,) = standings(w.works)
    assert row.reason == Reason(code, Text(f"{vi}: vì sao", f"{en}: why"), why.todo, "detail")


def test_of_several_changes_the_gravest_is_told_as_on_the_desk_and_before_it_what_is_held(world):
    w = world(post("a", START))
    tick(w.works)
    with w.works.ledger.writing("Mai") as book:
        book.follow_ups.ask(w.row("a"), Kind.WITHDRAW, reason=NOT_YET)
        edit = book.follow_ups.ask(w.row("a"), Kind.EDIT, reason=NOT_YET)  # the last one asked for
    assert standings(w.works)[0].reason.code == "withdrawing"
    with w.works.ledger.writing("loa") as book:
        book.follow_ups.step(edit, w.row("a"), Progress.HELD, reason=NOT_YET)
    assert standings(w.works)[0].reason.code == "editing"


def test_what_is_public_and_reads_otherwise_in_the_calendar_says_so_with_the_command(world):
    w = world(post("a", START), post("b", START), spacing=timedelta())
    w.page = Mended(w.clock)
    w.restart()
    tick(w.works)
    w.read = calendar(post("a", START, "Lời đã sửa."), post("b", START))
    same, other = sorted(standings(w.works), key=lambda row: row.reason is not None)
    assert (same.key.post, same.reason, other.reason.code) == ("b", None, "differs")
    assert other.reason.todo.vi == "Đưa bản mới lên: loa update a"


def test_what_begins_while_it_is_looked_at_is_told_once_and_never_left_out(world, monkeypatch):
    w = world(post("a", START))
    unapproved, begun = type(w.works).unapproved, []

    def meanwhile(works, posts):
        if not begun:
            begun.append(True)
            tick(works)
        return unapproved(works, posts)

    monkeypatch.setattr(type(w.works), "unapproved", meanwhile)
    assert [row.key.post for row in standings(w.works)] == ["a"]
    assert begun
    assert w.states() == {"a": "published"}
