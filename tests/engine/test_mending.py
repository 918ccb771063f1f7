"""Mending what is public: what differs, what is asked for, and what keeps an edit from being made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from scheduler.calendar.model import Card
from scheduler.channels.channel import FailureKind, Gone
from scheduler.delivery import change_reasons
from scheduler.delivery.approvals import Step
from scheduler.delivery.change_reasons import CHANGE_INTENT, NOT_YET
from scheduler.delivery.edition import message_of
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import State
from scheduler.delivery.moves import text_hash, words_hash
from scheduler.delivery.reason import ordered
from scheduler.engine.approving import decide
from scheduler.engine.freezing import freeze
from scheduler.engine.mending import Difference, ask_anew, ask_edit, ask_withdrawal, difference, public_rows
from scheduler.engine.selection import Selection
from scheduler.engine.tick import tick
from scheduler.settings.users import Users
from tests.delivery.practice import START, Page, calendar, failure, post

MINUTE = timedelta(minutes=1)
NEW = "Lời đã sửa cho đúng."


@dataclass
class Mended(Page):
    """A page whose posts can be edited; with their pictures, if it *replaces_pictures*."""

    replaces_pictures: bool = False
    edits: list[str] = field(default_factory=list)
    during_edit: object = None
    edit_faults: list[BaseException] = field(default_factory=list)

    def edit(self, remote_id, outgoing):
        if self.edit_faults:
            raise self.edit_faults.pop(0)
        self.edits.append(outgoing.wording.text)
        next(one for one in self.kept if one["id"] == remote_id)["text"] = outgoing.wording.text
        if self.during_edit:
            self.during_edit()


class Said(Page):
    """A group chat: what was said there can be neither changed nor taken down."""

    edit = withdraw = None


@pytest.fixture
def mended(world):
    """Post *a* is public there; *changes* are made in the calendar since, and asked for."""

    def make(replaces_pictures=False, is_asked=True, approval="none", **changes):
        w = world(post("a", START), approval=approval)
        w.page = Mended(w.clock, replaces_pictures=replaces_pictures)
        w.restart()
        edition = w.works.edition()
        seen = {"a": edition.seen(w.read.posts[0])}
        decide(w.works.ledger, edition, Users(), Step.APPROVED, seen, "Hoa", "")
        tick(w.works)
        w.read = calendar(post("a", START, **({"text": NEW} | changes)))
        if is_asked:
            assert ask_edit(w.works, w.row("a"), "Mai", "sai số")
        return w

    return make


def test_a_post_of_the_queue_differs_as_any_other(world):
    w = world(post("a", None), slots={"daily": ["07:30"]})
    w.page = Mended(w.clock)
    w.restart()
    tick(w.works)
    w.clock.wait(1800)
    tick(w.works)
    assert not difference(w.works, w.row("a"))
    w.read = calendar(post("a", None, NEW), slots={"daily": ["07:30"]})
    assert difference(w.works, w.row("a")) == Difference(words=True)


def test_what_can_be_taken_down_nowhere_is_not_asked_for(world):
    w = world(post("a", START))
    w.page = Said(w.clock)
    w.restart()
    tick(w.works)
    assert not ask_withdrawal(w.works, w.row("a"), "Mai", "sai số")
    assert w.works.ledger.follow_ups() == []


def edit_of(w):
    ((row, _),) = w.works.ledger.follow_ups()
    return row


# -- what differs --------------------------------------------------------------------------------------

OTHER_CARD = {"cards": (Card("tip", {"headline": "khác"}),)}


@pytest.mark.parametrize(
    ("changes", "replaces_pictures", "differs"),
    [
        ({"text": ""}, False, Difference()),
        ({}, False, Difference(words=True)),
        ({"text": "", **OTHER_CARD}, False, Difference(cards=True, fixed_cards=True)),
        ({"text": "", **OTHER_CARD}, True, Difference(cards=True)),
        (OTHER_CARD, True, Difference(words=True, cards=True)),
    ],
)
def test_what_the_calendar_says_otherwise_than_what_is_public_is_told(
    mended, changes, replaces_pictures, differs
):
    w = mended(replaces_pictures, is_asked=False, **changes)
    found = difference(w.works, w.row("a"))
    assert found == differs
    assert bool(found) is (differs != Difference())
    if found:
        assert ("lời văn" in found.reason.why.vi, "thẻ ảnh" in found.reason.why.vi) == (
            found.words,
            found.cards,
        )
        assert "loa update" in found.reason.todo.vi


@pytest.mark.parametrize("replaces_pictures", [False, True])
def test_a_card_does_not_differ_where_no_cards_are_shown(mended, replaces_pictures):
    w = mended(replaces_pictures, is_asked=False, text="", **OTHER_CARD)
    w.page.sizes = ()
    assert difference(w.works, w.row("a")) == Difference()


def test_what_an_older_ledger_knows_only_the_text_of_is_held_against_that(mended):
    w = mended(is_asked=False, text="")
    old = replace(w.row("a"), words_print="", cards_print="")
    assert not difference(w.works, replace(old, text="  ".join(old.text.split(" ")))), "white space is none"
    assert difference(w.works, replace(old, text="khác")) == Difference(words=True)
    assert not difference(w.works, replace(old, text="")), "of nothing nothing is known"


def test_what_is_not_public_or_left_the_calendar_does_not_differ(mended):
    w = mended(is_asked=False)
    assert not difference(w.works, replace(w.row("a"), state=State.HANDED_OVER))
    w.read = calendar()
    assert not difference(w.works, w.row("a"))


def test_only_what_is_public_or_will_be_by_itself_is_offered(mended):
    w = mended(is_asked=False)
    assert public_rows(w.works, ["a"]) == [w.row("a")]
    assert public_rows(w.works, ["b"]) == public_rows(w.works, ["a"], Selection(channel="website")) == []
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai")
    tick(w.works)
    assert public_rows(w.works, ["a"]) == []
    assert public_rows(w.works, ["a"], withdrawn=True) == [w.row("a")]


# -- asking --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "kind", "reason", "is_anew"),
    [
        (ask_edit, Kind.EDIT, change_reasons.EDIT_ASKED, False),
        (ask_withdrawal, Kind.WITHDRAW, change_reasons.WITHDRAW_ASKED, False),
        (ask_anew, Kind.WITHDRAW, change_reasons.ANEW_ASKED, True),
    ],
)
def test_what_is_asked_for_is_noted_with_who_and_why_and_not_while_it_is_under_way(
    mended, ask, kind, reason, is_anew
):
    w = mended(is_asked=False)
    assert ask(w.works, w.row("a"), "Mai", "sai số")
    row = edit_of(w)
    assert (row.kind, row.is_anew, row.asked_by, row.asked_why) == (kind, is_anew, "Mai", "sai số")
    line = w.works.ledger.events()[-1]
    assert (line.who, line.reason) == ("Mai", ordered(reason, "Mai", "sai số"))
    with w.works.ledger.writing("loa") as book:
        book.follow_ups.step(row, w.row("a"), Progress.SENDING, reason=CHANGE_INTENT)
    assert not ask(w.works, w.row("a"), "Mai", "sai số")


def test_what_was_taken_down_is_published_anew_at_once_and_remembers_what_it_was(mended):
    w = mended(is_asked=False)
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai")
    tick(w.works)
    down = w.row("a")
    w.read = calendar(post("a", START + MINUTE))
    assert ask_anew(w.works, down, "Mai", "đã sửa")
    row = w.row("a")
    assert (row.state, row.due, row.former_ids, row.waived) == (
        State.CLAIMED, START + MINUTE, (down.remote_id,), "anew"
    )  # fmt: skip
    asked = ordered(change_reasons.ANEW_ASKED, "Mai", "đã sửa")
    assert ("Mai", asked) in [(one.who, one.reason) for one in w.works.ledger.events()]
    assert not ask_anew(w.works, down, "Mai", "lần nữa"), "it is no more as it was seen"
    tick(w.works)
    assert (w.row("a").state, len(w.page.posts)) == (State.PUBLISHED, 1)


def test_what_was_taken_down_and_left_the_calendar_keeps_its_time(mended):
    w = mended(is_asked=False)
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai")
    tick(w.works)
    w.read = calendar()
    assert ask_anew(w.works, w.row("a"), "Mai", "đã sửa")
    assert w.row("a").due == START


# -- the edit ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replaces_pictures", [False, True])
def test_an_edit_is_made_once_and_the_ledger_knows_what_stands_there_now(mended, replaces_pictures):
    w = mended(replaces_pictures, **OTHER_CARD)
    before = w.row("a")
    tick(w.works)
    row, edition = w.row("a"), w.works.edition()
    planned = edition.agenda.find(row.key)
    wording = edition.wording(planned, w.page)
    words, cards = edition.prints(planned, w.page)
    assert w.page.edits == [wording.text] == [w.page.texts()[0]]
    assert (row.text, row.words_print, row.message) == (wording.text, words, message_of(planned.post))
    assert row.cards_print == (cards if replaces_pictures else before.cards_print)
    assert hash_in(w) == words_hash(wording.body)
    assert w.works.ledger.follow_ups() == []
    assert [one.reason.code for one in w.works.ledger.events(row.key)][-2:] == ["edited", "edited"]


def hash_in(w):
    with w.works.ledger.reading() as reading:
        return reading.exec_driver_sql("SELECT text_hash FROM deliveries").scalar_one()


def test_what_changed_once_more_during_the_call_still_differs(mended):
    w = mended()
    w.page.during_edit = lambda: setattr(w, "read", calendar(post("a", START, text="Lời mới nữa.")))
    tick(w.works)
    row = w.row("a")
    assert row.text == w.page.texts()[0] and NEW in row.text
    assert difference(w.works, row) == Difference(words=True)


def test_an_edit_of_what_left_the_calendar_is_a_persons(mended):
    w = mended()
    w.read = calendar()
    tick(w.works)
    assert (edit_of(w).progress, edit_of(w).reason.code, w.page.edits) == (Progress.HELD, "gone", [])


def test_an_edit_that_cannot_be_painted_is_a_persons(mended):
    w = mended()
    w.painter.bad = {"a": "bad"}
    tick(w.works)
    assert (edit_of(w).progress, edit_of(w).reason.code) == (Progress.HELD, "post:card-too-long")
    assert w.page.edits == []


def test_an_edit_that_nobody_approved_is_a_persons_and_its_command_is_named(mended):
    w = mended(approval="required")
    tick(w.works)
    row = edit_of(w)
    assert (row.progress, row.reason.code, w.page.edits) == (Progress.HELD, "unapproved", [])
    assert "loa approve a" in row.reason.todo.vi


def carry(w):
    return w.works.changes.carry(edit_of(w))


@pytest.mark.parametrize("lost", [False, True])
def test_while_something_hinders_an_edit_waits_a_minute_and_is_not_judged(mended, lost):
    w = mended()
    if lost:
        w.read = calendar()  # what the calendar says just now may not be so
    w.works.hindrances.append(lambda: NOT_YET)
    row = carry(w)
    assert (row.progress, row.reason, row.next_try_at) == (
        Progress.WAITING,
        NOT_YET,
        START + MINUTE,
    )
    assert w.page.edits == []


def test_a_freeze_at_the_last_moment_keeps_an_edit_back_and_no_taking_down(mended):
    w = mended()
    w.works.hindrances.append(lambda: freeze(w.works, "Hoa", "có tang") and None)
    row = carry(w)
    assert (row.progress, row.reason.code, row.next_try_at) == (Progress.WAITING, "frozen", START + MINUTE)
    assert w.page.edits == []
    with w.works.ledger.writing("Mai") as book:
        book.follow_ups.drop(w.row("a"))
    ask_withdrawal(w.works, w.row("a"), "Mai", "sai")
    assert carry(w).progress is Progress.DONE
    assert w.page.posts == []


def test_publishing_anew_waits_while_something_hinders_since_it_makes_something_public(mended):
    w = mended(is_asked=False)
    ask_anew(w.works, w.row("a"), "Mai", "sai")
    w.works.hindrances.append(lambda: NOT_YET)
    row = carry(w)
    assert (row.progress, row.reason, len(w.page.posts)) == (Progress.WAITING, NOT_YET, 1)


def test_a_change_of_what_is_public_no_more_is_dropped(mended):
    w = mended()
    row = edit_of(w)
    with w.works.ledger.writing("Mai") as book:
        book.move(w.row("a"), State.WITHDRAWN, reason=change_reasons.TAKEN_DOWN)
    assert w.works.changes.carry(row).progress is Progress.DROPPED
    assert w.works.changes.carry(row) is None, "who has an old view has it no more"


@pytest.mark.unforeseen("cannot comment")
def test_what_a_channel_cannot_do_is_tried_again_and_never_called(world):
    w = world(post("a", START))
    tick(w.works)
    with w.works.ledger.writing("Mai") as book:
        book.follow_ups.ask(w.row("a"), Kind.COMMENT, text="Gọi 111.", reason=change_reasons.COMMENT_ASKED)
    row = carry(w)
    assert (row.reason.code, row.attempts) == ("unexpected", 0)
    assert (w.row("a").state, w.page.calls) == (State.PUBLISHED, 1)


@pytest.mark.unforeseen("boom")
def test_an_unforeseen_fault_before_the_call_counts_as_a_try_and_not_as_a_doubt(mended):
    w = mended()
    w.painter.bad = {"a": ValueError("boom")}
    row = carry(w)
    assert (row.progress, row.reason.code, row.attempts) == (Progress.WAITING, "unexpected", 1)
    assert row.reason.detail == "ValueError: boom"
    w.painter.bad = {}
    w.clock.instant = row.next_try_at
    tick(w.works)
    assert len(w.page.edits) == 1


@pytest.mark.parametrize(
    ("replaces_pictures", "inline", "calls"), [(False, True, 0), (True, True, 1), (False, False, 1)]
)
def test_an_edit_of_all_its_words_that_shows_is_done_and_one_with_more_is_done_once_more(
    mended, replaces_pictures, inline, calls
):
    w = mended(replaces_pictures)
    w.page.limits = replace(w.page.limits, inline=inline)  # else title, link and hashtags stand apart
    edition, row = w.works.edition(), w.row("a")
    text = edition.text(edition.agenda.find(row.key), w.page)
    with w.works.ledger.writing("loa") as book:  # and the program ended in the call
        book.follow_ups.step(
            edit_of(w),
            row,
            Progress.SENDING,
            reason=CHANGE_INTENT,
            text=text,
            next_try_at=START,
        )
    w.page.kept[0]["text"] = f" {text} "
    for _ in range(2):
        tick(w.works)
        w.clock.wait(600)
    assert len(w.page.edits) == calls
    assert w.works.ledger.follow_ups() == []
    assert not difference(w.works, w.row("a"))


def test_each_look_at_a_page_that_refuses_to_be_read_pauses_it_longer(mended):
    w = mended()
    with w.works.ledger.writing("loa") as book:
        book.follow_ups.step(edit_of(w), w.row("a"), Progress.SENDING, reason=CHANGE_INTENT)

    def refuse(remote_id):
        raise failure(FailureKind.THROTTLED)

    w.page.shown = refuse
    for rounds in (1, 2, 3):
        row = carry(w)
        assert w.works.ledger.paused()[w.page.page_key].rounds == rounds
        assert (row.progress, row.next_try_at - w.clock.now()) == (
            Progress.SENDING,
            2 ** (rounds - 1) * MINUTE,
        )
        w.clock.instant = row.next_try_at


def test_what_is_published_anew_goes_by_the_time_that_the_calendar_has_for_it_now(mended):
    w = mended(is_asked=False)
    w.read = calendar(post("a", START + MINUTE))
    ask_anew(w.works, w.row("a"), "Mai", "sai")
    carry(w)
    assert (w.row("a").state, w.row("a").due) == (State.CLAIMED, START + MINUTE)


def test_of_an_edit_that_shows_and_that_the_calendar_has_no_more_only_its_text_is_known(mended):
    w = mended()
    before, text = w.row("a"), "Lời của lần sửa trước."
    with w.works.ledger.writing("loa") as book:
        book.follow_ups.step(
            edit_of(w),
            before,
            Progress.SENDING,
            reason=CHANGE_INTENT,
            text=text,
            next_try_at=START,
        )
    w.page.kept[0]["text"] = text
    tick(w.works)
    row = w.row("a")
    assert (row.text, hash_in(w)) == (text, text_hash(text))
    assert (row.words_print, row.message) == (before.words_print, before.message)
    assert difference(w.works, row) == Difference(words=True)


def test_a_throttled_edit_waits_with_its_page(mended):
    w = mended()
    w.page.edit_faults = [failure(FailureKind.THROTTLED, wait=90.0)]
    assert carry(w).next_try_at == w.works.ledger.paused()[w.page.page_key].not_before


def test_what_a_person_took_down_is_found_so_by_an_edit_and_stays_down(mended):
    w = mended()
    w.page.edit_faults = [Gone(failure(FailureKind.CERTAIN, "gone").failure)]
    row = carry(w)
    assert (row.progress, row.reason.code) == (Progress.DROPPED, "taken-down")
    assert (w.row("a").state, w.row("a").reason.code) == (State.WITHDRAWN, "taken-down")


def test_an_edit_in_doubt_is_looked_into_at_once(mended):
    w = mended()

    def lose_the_answer():
        raise failure(FailureKind.DOUBTFUL)

    w.page.during_edit = lose_the_answer
    assert (carry(w).progress, len(w.page.edits)) == (Progress.DONE, 1)
    assert not difference(w.works, w.row("a"))


def test_what_was_said_where_nothing_can_be_said_otherwise_stays_and_is_not_asked_for(world):
    w = world(post("a", START))
    w.page = Said(w.clock)
    w.restart()
    tick(w.works)
    w.read = calendar(post("a", START, text=NEW))
    row = w.row("a")
    assert row.state is State.PUBLISHED
    assert not difference(w.works, row)
    assert not any(ask(w.works, row, "Hoa", "sai") for ask in (ask_edit, ask_withdrawal, ask_anew))
    assert w.works.ledger.follow_ups() == []
