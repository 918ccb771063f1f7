from __future__ import annotations

from datetime import timedelta

from scheduler.channels.channel import FailureKind
from scheduler.engine.status import standings
from scheduler.engine.tick import tick
from tests.delivery.practice import START, failure, post

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
    assert rows["a"]["state"] == "published"
    assert rows["a"]["due"] == "2026-12-01T07:00:00+07:00"
    assert rows["a"]["address"] == "https://page.example/1_1"
    assert (rows["b"]["state"], rows["b"]["why"], rows["b"]["todo"]) == ("held", "vì sao", "làm gì")
    assert (rows["c"]["state"], rows["c"]["why"]) == ("retry", "vì sao")
    english = {row.key.post: row.as_json("en", w.settings.zone) for row in standings(w.works)}
    assert english["b"]["why"] == "why"
    assert "d" not in rows


def test_what_waits_for_its_page_is_told_with_the_pages_reason(world):
    w = world(post("a", START), post("b", START))
    w.page.faults = [failure(FailureKind.CREDENTIAL)]
    tick(w.works)
    (waiting,) = [row for row in standings(w.works) if row.key.post == "b"]
    assert (waiting.state, waiting.reason.code) == ("planned", "test")


def test_the_choice_of_unit_and_time_is_kept(world):
    w = world(post("a", START), post("b", START + HOUR))
    tick(w.works)
    w.clock.wait(3600)
    tick(w.works)
    assert [row.key.post for row in standings(w.works, since=START + HOUR)] == ["b"]
    assert standings(w.works, unit="elsewhere") == []


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
