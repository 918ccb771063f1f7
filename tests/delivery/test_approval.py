from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from msgspec import structs

from scheduler.calendar.model import PROVINCE, Card
from scheduler.delivery.approvals import Decision, Step, approver, standing, submitter
from scheduler.delivery.change_reasons import EDIT_ASKED
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import State
from scheduler.engine.approving import decide
from scheduler.engine.outlook import outlook
from scheduler.engine.status import standings
from scheduler.engine.tick import order, tick
from scheduler.problems import Stop
from scheduler.settings.users import User, Users
from tests.delivery.practice import START, Page, calendar, post

HOUR = timedelta(hours=1)
NOBODY = Users()
PEOPLE = Users(
    {
        name: User(role=role, password="x")
        for name, role in {"lan": "writer", "mai": "approver", "hoa": "approver", "cam": "viewer"}.items()
    }
)


def act(w, step, name="a", who="Mai", remark="", users=NOBODY, seen=None):
    edition = w.works.edition()
    shown = edition.seen(edition.agenda.post(name)) if seen is None else seen
    decide(w.works.ledger, edition, users, step, {name: shown}, who, remark)


def stands(w, name="a"):
    edition = w.works.edition()
    return standing(
        w.works.ledger.approvals([name]).get(name, []), edition.seen(edition.agenda.post(name))
    ).value


def run(w, until=timedelta(days=1)):
    end = w.clock.now() + until
    for _ in range(60):
        report = tick(w.works)
        if report.next_due is None or report.next_due > end:
            return
        w.clock.instant = max(w.clock.instant, report.next_due)
    raise AssertionError("it never comes to rest")


@pytest.fixture
def asking(world):
    return lambda *posts, **more: world(*posts, approval="required", **more)


def test_nothing_unapproved_is_published_and_late_it_is_held_with_the_reason(asking):
    w = asking(post("a", START + HOUR))
    run(w)
    assert w.page.calls == w.page.uploads == 0
    row = w.row("a")
    assert (row.state, row.reason.code) == (State.HELD, "late")
    assert "chờ duyệt" in row.reason.why.vi
    assert "loa approve a" in row.reason.todo.vi


def test_what_cannot_go_out_is_neither_submitted_nor_approved_and_can_be_returned(asking):
    w = asking(post("a", START + HOUR))
    w.painter.bad["a"] = "film-broken"
    for step in (Step.SUBMITTED, Step.APPROVED):
        with pytest.raises(Stop) as stopped:
            act(w, step)
        assert "chữ trên thẻ quá dài" in stopped.value.say("vi")
    act(w, Step.RETURNED, remark="Thay phim")
    assert stands(w) == "returned"


def test_what_is_approved_goes_out_at_its_time(asking):
    w = asking(post("a", START + HOUR))
    act(w, Step.APPROVED)
    run(w)
    assert w.row("a").public_at == START + HOUR


def test_approved_late_but_within_the_rule_it_goes_out_at_once(asking):
    w = asking(post("a", START))
    tick(w.works)
    w.clock.instant = START + HOUR
    assert w.row("a") is None  # it waits, and holds nothing
    act(w, Step.APPROVED)
    tick(w.works)
    assert w.row("a").state is State.PUBLISHED


def test_without_the_setting_nobody_is_asked(world):
    w = world(post("a", START))
    run(w)
    assert w.row("a").state is State.PUBLISHED


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Lời khác."},
        {"title": "Tên khác"},
        {"cards": (Card("tip", {"headline": "khác"}),)},
        {"units": (PROVINCE, "xa-moi")},
        {"source": "Công văn 1"},
    ],
)
def test_any_change_of_what_was_seen_asks_again(asking, change):
    w = asking(post("a", START + HOUR))
    act(w, Step.APPROVED)
    province = w.read.units[PROVINCE]
    w.read = replace(
        w.read,
        posts=(structs.replace(w.read.posts[0], **change),),
        units={PROVINCE: province, "xa-moi": replace(province, id="xa-moi", name="Xã mới", channels={})},
    )
    assert stands(w) == "changed"
    run(w)
    assert w.page.calls == 0


def test_another_time_and_another_post_do_not(asking):
    w = asking(post("a", START + HOUR))
    act(w, Step.APPROVED)
    w.read = calendar(post("a", START + 2 * HOUR), post("b", START + HOUR))
    assert stands(w) == "approved"
    run(w)
    assert w.states() == {"a": "published", "b": "held"}


def test_a_change_between_upload_and_the_public_call_stops_it(asking):
    w = asking(post("a", START))
    act(w, Step.APPROVED)
    w.page.during_prepare = lambda: act(w, Step.RETURNED, remark="Sửa số điện thoại")
    tick(w.works)
    assert w.page.uploads == 1
    assert w.page.calls == 0
    assert w.row("a").reason.code == "unapproved"
    w.page.during_prepare = lambda: None
    act(w, Step.APPROVED)
    run(w)
    assert w.page.calls == 1


def test_an_order_does_not_go_round_the_approval(asking):
    w = asking(post("a", START + HOUR))
    with pytest.raises(Stop, match="approve a"):
        order(w.works, ["a"])
    act(w, Step.APPROVED)
    order(w.works, ["a"])
    assert w.row("a").state is State.PUBLISHED


def test_what_facebooks_scheduler_holds_was_approved_and_is_taken_back_with_the_approval(asking):
    w = asking(post("a", START + 24 * HOUR))
    w.page.handover = timedelta(days=7)
    tick(w.works)
    assert w.page.posts == []
    act(w, Step.APPROVED)
    tick(w.works)
    assert len(w.page.waiting()) == 1
    act(w, Step.RETURNED, remark="Chưa được")
    w.clock.instant += HOUR
    tick(w.works)
    assert w.page.posts == []


def test_what_is_approved_stays_with_facebooks_scheduler(asking):
    w = asking(post("a", START + 24 * HOUR))
    w.page.handover = timedelta(days=7)
    act(w, Step.APPROVED)
    tick(w.works)
    row = w.row("a")
    assert w.works.courier.follow(row, is_frozen=False) is row
    assert [item["id"] for item in w.page.waiting()] == [row.remote_id]


@dataclass
class Editing(Page):
    """A page whose posts can be edited."""

    edited: list[str] = field(default_factory=list)
    replaces_pictures: bool = False

    def edit(self, remote_id, outgoing):
        self.edited.append(outgoing.wording.text)


def test_an_edit_is_made_only_of_what_was_approved_as_it_reads_now(asking):
    w = asking(post("a", START))
    act(w, Step.APPROVED)
    w.page = Editing(w.clock)
    w.restart()
    tick(w.works)
    for words, is_approved in [("Lời chưa ai duyệt.", False), ("Lời đã duyệt.", True)]:
        w.read = calendar(post("a", START, words))
        if is_approved:
            act(w, Step.APPROVED)
        with w.works.ledger.writing("Mai") as book:
            row = book.follow_ups.ask(w.row("a"), Kind.EDIT, reason=EDIT_ASKED)
        done = w.works.changes.carry(row)
        assert (done.progress is Progress.DONE) is is_approved
        assert is_approved or (done.progress, done.reason.code) == (Progress.HELD, "unapproved")
    assert ["Lời đã duyệt" in text for text in w.page.edited] == [True]


def test_in_the_queue_the_unapproved_lets_others_go_first(asking):
    w = asking(post("a", None), post("b", None), slots={"daily": ["07:30"]})
    tick(w.works)
    act(w, Step.APPROVED, "b")
    run(w, timedelta(days=2))
    assert w.states() == {"b": "published"}


def test_plan_and_status_say_that_it_waits_for_approval(asking):
    w = asking(post("a", START), post("b", START + 2 * HOUR))
    act(w, Step.APPROVED, "b")
    tick(w.works)
    (waiting,) = standings(w.works)
    assert (waiting.state, waiting.reason.why.vi) == ("planned", "chờ duyệt")
    assert "loa approve a" in waiting.reason.todo.vi
    why = {one.planned.post.id: one.why.vi for one in outlook(w.works, START, START + 24 * HOUR)}
    assert why["a"].startswith("chờ duyệt")
    assert "duyệt" not in why["b"]


@pytest.mark.parametrize(
    ("told", "stands", "approved_by", "submitted_by"),
    [
        ("", "new", "", ""),
        ("submitted:now:Lan", "submitted", "", "Lan"),
        ("submitted:now:Lan approved:now:Mai submitted:now:Hoa", "approved", "Mai", "Hoa"),
        ("approved:now:Mai returned:now:Hoa submitted:now:Lan", "submitted", "", "Lan"),
        ("approved:now:Mai returned:now:Hoa", "returned", "", ""),
        ("approved:now:Mai approved:now:Hoa", "approved", "Hoa", ""),
        ("submitted:before:Lan approved:before:Mai", "changed", "", ""),
        ("submitted:before:Lan approved:before:Mai submitted:now:Hoa", "submitted", "", "Hoa"),
        ("approved:now:Mai submitted:before:Lan approved:now:Hoa", "approved", "Hoa", ""),
        ("submitted:now:Lan submitted:before:Hoa approved:now:Mai", "approved", "Mai", "Lan"),
    ],
)
def test_a_post_stands_as_was_decided_last_of_just_what_it_says_now(told, stands, approved_by, submitted_by):
    lines = [one.split(":") for one in told.split()]
    decisions = [Decision("a", Step(step), seen, START, who) for step, seen, who in lines]
    assert standing(decisions, "now").value == stands
    assert (approver(decisions, "now"), submitter(decisions, "now")) == (approved_by, submitted_by)


def test_an_approval_of_what_has_just_changed_is_refused(asking):
    w = asking(post("a", START + HOUR))
    before = w.works.edition().seen(w.read.posts[0])
    w.read = calendar(post("a", START + HOUR, text="Vừa sửa."))
    with pytest.raises(Stop, match="The post “a” was changed after it was opened"):
        act(w, Step.APPROVED, seen=before)
    assert stands(w) == "new"


@pytest.mark.sqlite
def test_the_ledger_keeps_who_what_and_when_and_nothing_is_taken_out(asking):
    w = asking(post("a", START + HOUR))
    act(w, Step.SUBMITTED, who="Lan")
    act(w, Step.RETURNED, remark="Thiếu nguồn")
    assert stands(w) == "returned"
    act(w, Step.APPROVED)
    lines = w.works.ledger.approvals(["a"])["a"]
    assert [(one.step.value, one.who, one.remark, one.at) for one in lines] == [
        ("submitted", "Lan", "", START), ("returned", "Mai", "Thiếu nguồn", START),
        ("approved", "Mai", "", START),
    ]  # fmt: skip
    for change in ("DELETE FROM approvals", "UPDATE approvals SET who = 'x'"):
        with sqlite3.connect(w.works.ledger.where) as book, pytest.raises(sqlite3.IntegrityError):
            book.execute(change)


def test_a_post_is_returned_only_with_a_remark(asking):
    w = asking(post("a", START))
    with pytest.raises(Stop, match="remark") as stop:
        act(w, Step.RETURNED, remark=" ")
    assert stop.value.status == 2


def test_what_is_not_there_is_not_decided_about_and_says_so(asking):
    w = asking(post("a", START))
    with pytest.raises(Stop, match="There is no post “b”"):
        act(w, Step.APPROVED, "b", seen="x")


def test_to_take_a_step_again_adds_no_line_and_keeps_no_other_post_from_its_own(asking):
    w = asking(post("a", START), post("b", START))
    edition = w.works.edition()
    both = {one.id: edition.seen(one) for one in w.read.posts}
    for step in (Step.SUBMITTED, Step.APPROVED):
        act(w, step, "a")
        decide(w.works.ledger, edition, NOBODY, step, both, "Mai")
    kept = w.works.ledger.approvals(["a", "b"])
    both_steps = [Step.SUBMITTED, Step.APPROVED]
    assert {name: [one.step for one in lines] for name, lines in kept.items()} == {
        "a": both_steps,
        "b": both_steps,
    }


def test_where_there_are_users_two_people_let_a_post_out(asking):
    w = asking(post("a", START))
    for who, step, why, status in (
        ("la", Step.APPROVED, "There is no user “la”, only lan, mai, hoa, cam", 2),
        ("lan", Step.APPROVED, "The role of lan", 1),
        ("cam", Step.SUBMITTED, "The role of cam", 1),
        ("mai", Step.APPROVED, "Nobody has submitted the post “a”", 1),
    ):
        with pytest.raises(Stop, match=why) as stop:
            act(w, step, who=who, users=PEOPLE)
        assert stop.value.status == status
    act(w, Step.SUBMITTED, who="mai", users=PEOPLE)
    with pytest.raises(Stop, match="The post “a” was submitted by the same person"):
        act(w, Step.APPROVED, who="mai", users=PEOPLE)
    act(w, Step.APPROVED, who="hoa", users=PEOPLE)
    assert stands(w) == "approved"
    w.read = calendar(post("a", START, text="Vừa sửa."))
    with pytest.raises(Stop, match="The post “a” was changed after it was last submitted"):
        act(w, Step.APPROVED, who="hoa", users=PEOPLE)
    act(w, Step.SUBMITTED, who="lan", users=PEOPLE)
    assert stands(w) == "submitted"
