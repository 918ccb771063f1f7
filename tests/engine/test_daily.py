"""Once a day: the ledger looked over and copied; each page's access asked after, and told in time, once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest

from scheduler.channels.channel import ChannelError, Checkup, Ending, Failure, FailureKind
from scheduler.delivery.backup import back_up, copies
from scheduler.delivery.hindrances import ACCESS
from scheduler.delivery.ledger import Ledger
from scheduler.engine.beginning import rebuild
from scheduler.engine.daily import Daily, lost_access
from scheduler.engine.tick import tick
from scheduler.problems import Stop, Text
from tests.delivery.practice import START, Page, failure, post

DAY = 86_400
WHAT = Text("mã truy cập", "the token")
TODO = Text("Chạy: loa connect facebook", "Run: loa connect facebook")


def told(w):
    return [event.reason for event in w.works.ledger.remarks(ACCESS) if "/asked/" not in event.reason.code]


def give_access(w, *endings, faults=()):
    """Let the page tell that of its access."""
    w.page.checkup = lambda: Checkup(
        tuple(Ending(code, at, WHAT, TODO) for code, at in endings), tuple(faults)
    )


def test_an_end_is_told_14_7_3_and_1_days_before_and_when_it_came_and_each_once(world):
    w = world(post("a", START))
    give_access(w, ("token", START + timedelta(days=20)))
    days = []
    for day in range(23):
        for _ in range(3):  # a restart forgets nothing
            before = len(told(w))
            Daily(w.works).run()
            days += [20 - day] * (len(told(w)) - before)
        w.clock.wait(DAY)
    assert days == [14, 7, 3, 1, 0]
    assert told(w)[0].why.vi == "mã truy cập của trang thử còn 14 ngày nữa là hết hạn (21/12/2026)"
    assert "còn 1 ngày" in told(w)[3].why.vi
    assert told(w)[-1].why.vi == "mã truy cập của trang thử đã hết hạn (21/12/2026)"


@pytest.mark.slow
def test_what_a_channel_knows_by_itself_is_told_from_its_own_day_on_though_facebook_says_nothing(world):
    w = world(post("a", START))
    ending = Ending("version", START + timedelta(days=100), WHAT, TODO, early=90)
    w.page.endings = lambda: (ending,)

    def checkup():
        raise ChannelError(Failure(FailureKind.DOUBTFUL, "network", WHAT, TODO))

    w.page.checkup = checkup
    days = []
    for day in range(102):
        before = len(told(w))
        Daily(w.works).run()
        days += [100 - day] * (len(told(w)) - before)
        w.clock.wait(DAY)
    assert days == [90, 14, 7, 3, 1, 0]


def test_after_a_week_off_only_what_is_true_now_is_told(world):
    w = world(post("a", START))
    give_access(w, ("token", START + timedelta(days=2)), ("data-access", START + timedelta(days=30)))
    Daily(w.works).run()
    assert [reason.code for reason in told(w)] == [f"{ACCESS}token/2026-12-03/3"]


def test_a_token_that_is_renewed_is_warned_of_anew_at_its_new_end(world):
    w = world(post("a", START))
    daily = Daily(w.works)
    give_access(w, ("token", START + timedelta(days=5)))
    daily.run()
    give_access(w, ("token", START + timedelta(days=65)))
    for _ in range(60):
        daily.run()
        w.clock.wait(DAY)
    assert len(told(w)) == 3  # 7 of the first; 14 and 7 of the second


def test_what_is_wrong_is_told_once_until_it_is_mended_and_breaks_again(world):
    w = world(post("a", START))
    broken = Failure(FailureKind.CREDENTIAL, "facebook:token-ended", WHAT, TODO)
    daily = Daily(w.works)
    lost = []
    for faults in ([broken], [broken], [], [], [broken]):
        give_access(w, ("token", w.clock.now() + timedelta(days=7)), faults=faults)
        daily.run()
        lost.append(set(lost_access(w.works)))
        w.clock.wait(DAY + 1)
    assert lost == [{"facebook:1"}, {"facebook:1"}, set(), set(), {"facebook:1"}]
    said = [reason.why.vi for reason in told(w) if "/token/" not in reason.code]
    assert said[:2] == ["trang thử: mã truy cập", "trang thử: mã truy cập dùng được trở lại"]
    assert [reason.code for reason in told(w) if "/token/" not in reason.code] == [
        f"{ACCESS}fault/facebook:token-ended",
        f"{ACCESS}fine",
        f"{ACCESS}fault/facebook:token-ended",
    ]


def test_a_page_that_does_not_let_itself_be_asked_for_its_token_is_told_too(world):
    w = world(post("a", START))

    def checkup():
        raise ChannelError(Failure(FailureKind.CREDENTIAL, "facebook:token-ended", WHAT, TODO))

    w.page.checkup = checkup
    Daily(w.works).run()
    assert [reason.code for reason in told(w)] == [f"{ACCESS}fault/facebook:token-ended"]


def test_once_every_page_told_none_is_asked_again_on_that_day_as_it_is_there_whoever_starts_anew(world):
    w = world(post("a", START))
    asked, places = [], [Page(w.clock, name="website", page_key=f"website:{n}") for n in range(3)]

    def checkup(number):
        asked.append(number)
        if number == 1 and len(asked) == 1:
            raise ChannelError(Failure(FailureKind.DOUBTFUL, "network", WHAT, TODO))
        return Checkup()

    for number in (1, 2):  # the first has nothing to tell
        places[number].checkup = partial(checkup, number)
    w.works.places = lambda: places
    daily = Daily(w.works)
    for hours, both in ((0, 2), (1, 2), (10, 2), (6, 3), (6, 3)):  # from 17:00 UTC it is the next day there
        w.clock.wait(hours * 3600)
        daily.run()
        Daily(w.works).run()
        assert asked == [1, 2] * both


def test_what_a_pause_has_told_already_is_not_told_again(world):
    w = world(post("a", START))
    w.page.prepare_faults = [failure(FailureKind.CREDENTIAL)]
    tick(w.works)
    give_access(w, faults=[Failure(FailureKind.CREDENTIAL, "facebook:token-ended", WHAT, TODO)])
    Daily(w.works).run()
    assert told(w) == []


def test_a_page_that_does_not_answer_is_asked_again_within_the_day(world):
    w = world(post("a", START))
    asked = []

    def checkup():
        asked.append(w.clock.now())
        raise ChannelError(Failure(FailureKind.DOUBTFUL, "network", WHAT, TODO))

    w.page.checkup = checkup
    daily = Daily(w.works)
    for _ in range(7):
        daily.run()
        w.clock.wait(600)
    assert len(asked) == 2
    assert told(w) == []


@pytest.mark.sqlite
def test_a_copy_is_kept_of_each_of_the_last_14_days_whole_and_of_one_file(world):
    w = world(post("a", START))
    tick(w.works)
    w.clock.wait(18 * 3600)  # it is the next day there
    daily = Daily(w.works)
    for _ in range(20):
        daily.run()
        daily.run()
        w.clock.wait(DAY)
    kept = copies(w.works.ledger.where)
    assert [path.name for path in kept] == [f"ledger-2026-12-{day:02}.db" for day in range(21, 7, -1)]
    assert {path.suffix for path in kept[0].parent.iterdir()} == {".db"}
    with closing(sqlite3.connect(kept[0])) as copied:
        assert copied.execute("SELECT post, state FROM deliveries").fetchall() == [("a", "published")]


@pytest.mark.sqlite
def test_a_copy_put_in_the_ledgers_place_goes_on_as_the_ledger(world):
    w = world(post("a", START), post("b", START + timedelta(days=2)))
    tick(w.works)
    Daily(w.works).run()
    w.works.close()
    path = w.works.ledger.where
    path.write_bytes(b"\x00" * 4096 * 8)
    for companion in path.parent.glob("ledger.db-*"):
        companion.unlink()
    (path.parent / "ledger.db.sound").unlink()
    with pytest.raises(Stop, match="damaged"):
        w.open()
    copies(path)[0].replace(path)
    w.open()
    assert w.states() == {"a": "published"}
    w.clock.wait(2 * DAY)
    tick(w.works)
    assert w.states() == {"a": "published", "b": "published"}
    assert w.page.calls == 2


@pytest.mark.sqlite
def test_a_restored_copy_catches_up_with_what_went_out_since_and_nothing_goes_out_twice(world):
    w = world(*(post(name, START) for name in "abcd"), spacing=timedelta())
    w.page.prepare_faults = [failure(FailureKind.CERTAIN)] * 4
    tick(w.works)
    w.works.ledger.look_over()
    copied = back_up(w.works.ledger.where, START.date())
    assert set(w.states().values()) == {"retry"}
    w.clock.wait(3600)
    tick(w.works)
    assert set(w.states().values()) == {"published"}
    w.works.close()
    for old in copied.parent.parent.glob("ledger.db*"):
        old.unlink()
    copied.replace(w.works.ledger.where)
    w.open()
    assert len(rebuild(w.works)) == 4
    w.clock.wait(3600)
    tick(w.works)
    assert set(w.states().values()) == {"published"}
    assert w.page.calls == 4


@pytest.mark.sqlite
def test_a_ledger_found_damaged_stops_the_day_and_every_later_opening(world):
    w = world(*(post(f"p{n}", START) for n in range(40)), spacing=timedelta())
    tick(w.works)
    with closing(sqlite3.connect(w.works.ledger.where)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with w.works.ledger.where.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(Stop, match=r"ledger\.db is damaged"):
        Daily(w.works).run()
    with pytest.raises(Stop, match="damaged"):
        Ledger.open(w.works.ledger.where, w.clock)


@pytest.mark.sqlite
def test_a_copy_that_cannot_be_made_is_remarked_and_stops_nothing(world):
    w = world(post("a", START))
    (w.works.ledger.where.parent / "backups").write_text("a file where the folder should be")
    Daily(w.works).run()
    (remark,) = w.works.ledger.remarks("ledger-not-copied")
    assert "backups" in remark.reason.why.vi
    assert remark.reason.why.en.isascii()
    with pytest.raises(Stop, match=r"backups \(\w+Error\)"):
        back_up(w.works.ledger.where, START.date())
