"""A post deleted while a wake-up that has read it still goes on: what the courier's last guard sees of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from scheduler.delivery.ledger import State
from scheduler.engine.daily import Daily
from scheduler.engine.removing import bring_back, remove
from scheduler.engine.tick import tick
from scheduler.problems import Stop
from tests.delivery.practice import START, calendar, key, post

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_post_deleted_in_the_middle_of_a_wake_up_that_has_read_it_is_not_made_public(world):
    w = world(post("a", START))
    w.page.during_prepare = lambda: remove(w.works, "Lan", "a")
    tick(w.works)  # what it holds of the calendar still has the post
    row = w.works.ledger.delivery(key("a"))
    assert (w.page.calls, row.state, row.reason.code) == (0, State.RETRY, "removed")
    assert "Lan đã xóa bài này" in row.reason.why.vi
    w.read = calendar()
    w.clock.instant += 2 * MINUTE
    tick(w.works)
    assert w.page.calls == 0


def test_what_is_being_sent_in_this_moment_is_not_deleted(world):
    w, told = world(post("a", START)), []

    def try_to_delete():
        with pytest.raises(Stop) as stop:
            remove(w.works, "Lan", "a")
        told.append(stop.value.words.vi)

    w.page.during_publish = try_to_delete
    tick(w.works)
    assert len(told) == w.page.calls == 1
    assert "đang được gửi đúng lúc này" in told[0]
    with pytest.raises(Stop, match="cannot be deleted"):
        remove(w.works, "Lan", "a")


def test_what_is_brought_back_goes_out_at_its_time_and_others_go_out_meanwhile(world):
    w = world(post("a", START + HOUR), post("b", START))
    remove(w.works, "Lan", "a")
    tick(w.works)
    assert w.page.calls == 1
    bring_back(w.works, "Lan", "a")
    w.clock.instant = START + HOUR
    tick(w.works)
    assert w.page.calls == 2


def test_a_post_that_somebody_wrote_again_counts_again_after_an_hour(world):
    w = world(post("a", START + 2 * HOUR))
    remove(w.works, "Lan", "a")
    w.clock.instant = START + 2 * HOUR
    tick(w.works)
    assert w.page.calls == 1


def test_a_line_of_the_book_says_who_deleted_and_who_brought_back_in_words(world):
    w = world(post("a", START + HOUR))
    remove(w.works, "Lan", "a")
    bring_back(w.works, "Mai", "a")
    said = [event.reason.why.vi for event in w.works.ledger.remarks("re")]
    assert said == ["Lan đã xóa bài này khỏi lịch", "Mai đã lấy lại bài từ Thùng rác"]


def test_the_daily_work_empties_the_trash_of_what_lay_there_for_30_days(world):
    w = world(post("a", START + HOUR))
    trash = w.works.folder.var / "trash"
    trash.mkdir(parents=True)
    kept = {"post": "x", "file": "posts/a.yaml", "title": "X", "at": START.isoformat(), "who": "Lan"}
    kept |= {"entry": {}, "defaults": {}, "removed": "", "start": 0, "mark": ""}
    old = trash / "20261201T000000-00000000.json"
    old.write_text(json.dumps(kept), "utf-8")
    Daily(w.works).run()
    assert old.exists()
    w.clock.instant += timedelta(days=30)
    Daily(w.works).run()
    assert not old.exists()
