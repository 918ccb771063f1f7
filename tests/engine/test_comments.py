"""Comments watched: read in turn, flagged, told at once, hidden and answered by a person's word alone."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.channels.channel import ChannelError, Comment, FailureKind, Gone
from scheduler.delivery.backup import back_up
from scheduler.delivery.comment_reasons import TO_SEE, URGENT, URGENT_AGAIN, URGENT_LEADER
from scheduler.delivery.comments import Act
from scheduler.delivery.follow_ups import Progress
from scheduler.engine.causes import causes
from scheduler.engine.comments import ask, drop_answer, see, watch_comments
from scheduler.engine.freezing import freeze, thaw
from scheduler.engine.tick import tick
from scheduler.queries.comments import flagged, to_read, unreadable
from scheduler.settings.model import DeskSettings
from tests.delivery.practice import START, failure, key, post

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CRY, THANKS, NUMBER = "cô ơi cứu em với", "Bài hay quá, cảm ơn Hội", "gọi 0912 345 678"
ANSWER = "Bạn gọi ngay 111."


class Visitors:
    """What stands below the posts of a practice page, and what is done with it there."""

    def __init__(self, world):
        self.clock, self.page = world.clock, world.page
        self.said, self.answers, self.hidden, self.calls, self.faults = {}, [], set(), [], []
        self.read_faults = []
        for name in ("comments_of", "set_hidden", "is_hidden", "comment", "find_comments", "shown"):
            setattr(world.page, name, getattr(self, name))

    def say(self, text, number=1):
        self.said[f"1_{number}"] = Comment(f"1_{number}", text, self.clock.now(), f"1_{number}")

    def comments_of(self, remote_id):
        self.calls.append(("read", remote_id))
        if self.read_faults:
            raise self.read_faults.pop(0)
        yield list(self.said.values())

    def _do(self, what, make):
        self.calls.append(what)
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, BaseException):
            raise fault
        made = make()
        if fault == "answer lost":
            raise failure(FailureKind.DOUBTFUL, "lost")
        return made

    def set_hidden(self, comment_id, *, hidden):
        self._do(("hide", hidden), lambda: (self.hidden.add if hidden else self.hidden.discard)(comment_id))

    def is_hidden(self, comment_id):
        return comment_id in self.hidden if comment_id in self.said else None

    def comment(self, remote_id, text):
        self._do(("answer", remote_id), lambda: self.answers.append((f"1_{90 + len(self.answers)}", text)))
        return self.answers[-1][0]

    def find_comments(self, remote_id, text):
        return tuple(one for one, said in self.answers if said == text)

    def shown(self, remote_id):
        return ""


@pytest.fixture
def w(world):
    """One post is public, on a page where people comment."""
    made = world(post("bai-1", START))
    made.visitors = Visitors(made)
    tick(made.works)
    return made


def found(w):
    return flagged(w.works.ledger, w.clock.now() - 30 * DAY)


def told(w):
    return [event.reason.code for event in w.works.ledger.remarks(TO_SEE)]


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process grows beyond its first byte."""
    import resource

    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, was[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)


def later(w, by):
    w.clock.wait(by.total_seconds())
    watch_comments(w.works)


@pytest.mark.sqlite
def test_what_somebody_should_see_is_kept_and_the_rest_is_not(w):
    w.visitors.say(THANKS, 1)
    w.visitors.say(NUMBER, 2)
    assert watch_comments(w.works) == 1
    (one,) = found(w)
    assert (one.text, one.flags, one.is_open) == (NUMBER, ("phone",), True)
    with closing(sqlite3.connect(w.works.ledger.where)) as raw:
        assert THANKS not in "".join(raw.iterdump())


@pytest.mark.slow
def test_a_post_is_read_often_at_first_and_seldom_later_and_not_after_thirty_days(w):
    for hours in [
        *[1] * 8 * 24,
        *[6] * 32 * 4,
    ]:  # from the eighth day on a turn of each hour finds nothing due
        w.clock.wait(hours * 3600)
        watch_comments(w.works)
    assert 60 < len(w.visitors.calls) < 200
    w.visitors.calls.clear()
    later(w, DAY)
    assert w.visitors.calls == []


def test_a_child_in_danger_is_told_at_once_again_every_hour_then_to_the_leader_until_seen(w):
    w.visitors.say(CRY)
    watch_comments(w.works)
    assert told(w) == [URGENT.code]
    later(w, 59 * MINUTE)
    assert told(w) == [URGENT.code]
    for _ in range(3):
        later(w, HOUR)
    assert told(w) == [URGENT.code, URGENT_AGAIN.code, URGENT_LEADER.code, URGENT_LEADER.code]
    assert see(w.works, "Chị Lan", found(w)[0].id)
    later(w, DAY)
    assert len(told(w)) == 4


def test_no_alert_says_what_was_said_and_the_leaders_goes_to_her(w):
    w.visitors.say(CRY)
    for _ in range(4):
        later(w, HOUR)
    events = w.works.ledger.events()
    assert not any("cứu em" in f"{event.reason}" for event in events)
    gathered = causes(events, {}, (), w.works.settings.zone)
    assert [one.is_for_leader for one in gathered if one.key.startswith(TO_SEE)] == [False, False, True]
    assert "Có 1 bình luận cần xem ngay" in gathered[0].words("vi")


def test_a_cry_that_was_written_over_before_anybody_saw_it_is_told_until_somebody_has(w):
    w.visitors.say(CRY)
    watch_comments(w.works)
    w.visitors.say(NUMBER)
    later(w, HOUR)
    (one,) = found(w)
    assert set(one.flags) == {"child", "phone"}
    assert len(told(w)) == 2
    see(w.works, "Chị Lan", one.id)
    w.visitors.say(NUMBER + " em nhé, xem www.la.top")
    later(w, 3 * HOUR)
    assert (len(told(w)), found(w)[0].is_open) == (2, True)


@pytest.mark.parametrize("address", [None, "https://loa.hoi.vn"])
def test_an_alert_leads_to_the_desk_by_the_address_that_a_phone_can_open(world, address):
    w = world(post("bai-1", START))
    w.visitors = Visitors(w)
    w.works.settings = w.works.settings.model_copy(
        update={"desk": DeskSettings(hosts=("may-noi-bo",), address=address)}
    )
    tick(w.works)
    w.visitors.say(CRY)
    watch_comments(w.works)
    (said,) = [event.reason.todo.vi for event in w.works.ledger.events() if event.reason.code == URGENT.code]
    assert said == f"Mở trang làm việc, mục Bình luận{f': {address}/comments' if address else ''}."


def test_freezing_does_not_stop_the_watching(w):
    freeze(w.works, "Chị Mai", "tang lễ")
    w.visitors.say(CRY)
    watch_comments(w.works)
    assert told(w) == [URGENT.code]


def test_nothing_is_hidden_and_nothing_answered_by_itself(w):
    for number, words in enumerate((CRY, NUMBER, "tao giết mày")):
        w.visitors.say(words, number)
    for _ in range(30):
        later(w, DAY)
    assert {call[0] for call in w.visitors.calls} == {"read"}


def test_a_missing_permission_stops_nothing_and_is_asked_for_again_after_an_hour(w):
    w.visitors.read_faults = [failure(FailureKind.CREDENTIAL, "facebook:10")]
    watch_comments(w.works)
    assert w.works.ledger.paused() == {}
    (why,) = unreadable(w.works.ledger).values()
    assert why.reason.code == "facebook:10"
    later(w, 30 * MINUTE)
    assert len(w.visitors.calls) == 1
    later(w, 31 * MINUTE)
    assert unreadable(w.works.ledger) == {}


@pytest.mark.parametrize("fault", [None, "answer lost"])
def test_it_is_hidden_and_shown_again_by_a_persons_word(w, fault):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    (one,) = found(w)
    for act, hidden in ((Act.HIDE, True), (Act.SHOW, False)):
        w.visitors.faults = [fault]
        assert ask(w.works, "Chị Lan", one.id, act)
        watch_comments(w.works)
        assert bool(w.visitors.hidden) is hidden
        assert found(w)[0].is_hidden is hidden
    assert found(w)[0].seen_by == "Chị Lan"


@pytest.mark.parametrize("fault", [None, "answer lost", failure(FailureKind.THROTTLED, wait=120)])
def test_an_answer_is_sent_once_whatever_becomes_of_its_call(w, fault):
    w.visitors.say(CRY)
    watch_comments(w.works)
    (one,) = found(w)
    w.visitors.faults = [fault]
    assert ask(w.works, "Chị Lan", one.id, Act.ANSWER, ANSWER)
    for _ in range(60):
        later(w, MINUTE)
    assert [text for _, text in w.visitors.answers] == [ANSWER]
    assert found(w)[0].doing[0].progress is Progress.DONE
    assert not ask(w.works, "Chị Hoa", one.id, Act.ANSWER, ANSWER)


def test_an_answer_that_certainly_did_not_come_there_is_sent_after_some_looks(w):
    w.visitors.say(CRY)
    watch_comments(w.works)
    w.visitors.faults = [failure(FailureKind.DOUBTFUL)]
    ask(w.works, "Chị Lan", found(w)[0].id, Act.ANSWER, ANSWER)
    watch_comments(w.works)
    for _ in range(8):
        later(w, MINUTE)
    assert w.visitors.answers == []
    for _ in range(20):
        later(w, MINUTE)
    assert len(w.visitors.answers) == 1


def test_the_same_words_below_two_comments_are_two_answers(w):
    w.visitors.say(CRY, 1)
    w.visitors.say("bị xâm hại", 2)
    watch_comments(w.works)
    for one in found(w):
        w.visitors.faults = ["answer lost"]
        ask(w.works, "Chị Lan", one.id, Act.ANSWER, ANSWER)
        watch_comments(w.works)
    assert len(w.visitors.answers) == 2
    assert len({doing.remote_id for one in found(w) for doing in one.doing}) == 2


def test_while_all_is_frozen_an_answer_waits_and_hiding_goes_through(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    freeze(w.works, "Chị Mai", "tang lễ")
    (one,) = found(w)
    ask(w.works, "Chị Lan", one.id, Act.ANSWER, ANSWER)
    ask(w.works, "Chị Lan", one.id, Act.HIDE)
    watch_comments(w.works)
    assert (w.visitors.answers, len(w.visitors.hidden)) == ([], 1)
    thaw(w.works, "Chị Mai", {})
    later(w, 5 * MINUTE)
    assert len(w.visitors.answers) == 1


def test_of_two_who_answer_at_once_the_second_is_told_and_whoever_asked_may_ask_anew(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    (one,) = found(w)
    assert ask(w.works, "Chị Lan", one.id, Act.ANSWER, "Lời của chị Lan.")
    assert not ask(w.works, "Chị Hoa", one.id, Act.ANSWER, "Lời của chị Hoa.")
    assert ask(w.works, "Chị Lan", one.id, Act.ANSWER, ANSWER)
    watch_comments(w.works)
    assert [text for _, text in w.visitors.answers] == [ANSWER]


def test_an_answer_that_waits_can_be_taken_back(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    (one,) = found(w)
    ask(w.works, "Chị Lan", one.id, Act.ANSWER, ANSWER)
    assert drop_answer(w.works, "Chị Lan", one.id)
    later(w, HOUR)
    assert w.visitors.answers == []
    assert not drop_answer(w.works, "Chị Lan", one.id)


def test_what_its_writer_took_back_meanwhile_is_told_as_gone(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    w.visitors.faults = [Gone(failure(FailureKind.CERTAIN).failure)]
    ask(w.works, "Chị Lan", found(w)[0].id, Act.HIDE)
    watch_comments(w.works)
    assert found(w)[0].is_gone


def test_what_fails_again_and_again_is_left_to_a_person_who_may_ask_anew(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    (one,) = found(w)
    w.visitors.faults = [failure(FailureKind.POLICY) for _ in range(6)]
    ask(w.works, "Chị Lan", one.id, Act.HIDE)
    for _ in range(60):
        later(w, MINUTE)
    assert found(w)[0].doing[-1].progress is Progress.HELD
    assert w.works.ledger.paused() == {}
    ask(w.works, "Chị Lan", one.id, Act.HIDE)
    watch_comments(w.works)
    assert found(w)[0].is_hidden


def test_a_comment_that_was_changed_to_something_graver_is_to_be_seen_again(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    see(w.works, "Chị Lan", found(w)[0].id)
    w.visitors.say(f"{NUMBER} {CRY}")
    later(w, HOUR)
    assert found(w)[0].is_open
    assert told(w) == [URGENT.code]


def files_of(w):
    folder = w.works.ledger.where.parent
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.sqlite
def test_after_thirty_days_its_words_are_in_no_file_and_never_were_in_a_copy(w):
    secret = "cứu em với, zzqxj"
    w.visitors.say(secret)
    watch_comments(w.works)
    ask(w.works, "Chị Lan", found(w)[0].id, Act.ANSWER, f"{ANSWER} zzqxj")
    watch_comments(w.works)
    copied = back_up(w.works.ledger.where, w.clock.now().date())
    assert b"zzqxj" not in copied.read_bytes()
    assert b"zzqxj" in files_of(w)
    w.visitors.said.clear()
    later(w, 31 * DAY)
    assert found(w) == []
    assert b"zzqxj" not in files_of(w)


@pytest.mark.sqlite
def test_a_copy_that_a_kill_left_half_made_is_taken_away_before_the_next(w):
    folder = w.works.ledger.where.parent / "backups"
    folder.mkdir()
    left = folder / f"{w.works.ledger.where.stem}-2026-11-30.db.part"
    left.write_text(CRY, "utf-8")
    back_up(w.works.ledger.where, w.clock.now().date())
    assert not left.exists()


@pytest.mark.sqlite
def test_by_a_clock_that_is_wrong_nothing_is_forgotten_and_no_reading_put_off(w):
    w.visitors.say(CRY)
    watch_comments(w.works)
    true = w.clock.now()
    w.clock.wait((31 * DAY).total_seconds())
    w.works.outlets.hearing.note({"date": format_datetime(true)})
    assert watch_comments(w.works) == 0
    with closing(sqlite3.connect(w.works.ledger.where)) as raw:
        assert raw.execute("SELECT text FROM comments").fetchall() == [(CRY,)]
    assert len(w.visitors.calls) == 1


@pytest.mark.sqlite
def test_words_that_a_copy_does_not_have_are_read_again(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    with closing(sqlite3.connect(w.works.ledger.where)) as raw:
        raw.execute("UPDATE comments SET text = ''")
        raw.commit()
    later(w, HOUR)
    assert [one.text for one in found(w)] == [NUMBER]


def test_an_odd_answer_is_no_reason_to_forget_anything(w):
    w.visitors.say(NUMBER)
    watch_comments(w.works)
    w.visitors.read_faults = [failure(FailureKind.DOUBTFUL)]
    later(w, HOUR)
    assert len(found(w)) == 1
    assert issubclass(Gone, ChannelError)


def test_a_flood_of_other_things_leaves_no_cry_for_help_out_of_the_page(w):
    w.visitors.say(CRY, 1)
    w.clock.wait(60)
    for number in range(2, 310):
        w.visitors.say(NUMBER, number)
    watch_comments(w.works)
    shown = found(w)
    assert len(shown) < 309
    assert shown[0].text == CRY


def test_pages_that_cannot_be_read_keep_none_of_the_others_waiting(w):
    ledger, now = w.works.ledger, w.clock.now()
    assert [one.page_key for one in to_read(ledger, now, now - DAY, {"facebook:1"}, 1)] == ["facebook:1"]
    assert to_read(ledger, now, now - DAY, {"facebook:2"}, 1) == []


@pytest.mark.unforeseen("full")
@pytest.mark.sqlite
def test_what_fails_in_the_ledger_stands_in_the_log_without_what_was_said(w, caplog):
    w.visitors.say(CRY)
    with closing(sqlite3.connect(w.works.ledger.where)) as raw:
        raw.execute("CREATE TRIGGER full BEFORE INSERT ON comments BEGIN SELECT RAISE(ABORT, 'full'); END")
    watch_comments(w.works)
    assert "full" in caplog.text
    assert CRY not in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on files")
@pytest.mark.parametrize("act", [None, Act.HIDE])
@pytest.mark.sqlite
def test_a_full_disk_ends_the_turn_without_a_trace_and_is_told_by_whoever_asked_for_it(w, caplog, act):
    w.visitors.say(NUMBER)
    if act:
        watch_comments(w.works)
        assert ask(w.works, "Chị Lan", found(w)[0].id, act)
    with full_disk(), pytest.raises(OperationalError):
        watch_comments(w.works)
    assert "Traceback" not in caplog.text


@pytest.mark.unforeseen("nobody thought of it")
def test_what_nobody_foresaw_below_one_post_keeps_no_alert_back(w):
    w.visitors.say(CRY)
    watch_comments(w.works)
    w.visitors.read_faults = [RuntimeError("nobody thought of it")]
    later(w, HOUR)
    assert told(w) == [URGENT.code, URGENT_AGAIN.code]
    later(w, 10 * MINUTE)
    assert len(w.visitors.calls) == 3


def test_a_post_that_facebook_tells_nothing_of_keeps_none_of_its_pages_waiting(world):
    w = world(post("bai-1", START), post("bai-2", START + 12 * MINUTE))
    w.visitors = Visitors(w)
    tick(w.works)
    w.clock.wait(720)
    tick(w.works)
    read = w.page.comments_of

    def comments_of(remote_id):
        if remote_id == w.works.ledger.delivery(key("bai-2")).remote_id:
            raise failure(FailureKind.DOUBTFUL, "facebook:1")
        return read(remote_id)

    w.page.comments_of = comments_of
    w.visitors.say(CRY)
    for _ in range(3):
        later(w, 6 * MINUTE)
    assert told(w) == [URGENT.code]
