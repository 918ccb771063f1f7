"""What is public is mended, taken down and commented on, each once, whatever the network does meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery import reasons
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import State
from scheduler.engine.freezing import freeze, thaw
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.tick import tick
from tests.delivery.practice import START, post
from tests.faults.real import open_works, posts, run_to_the_end

FAULTS = [
    "refuse", "cut-before", "cut-after", "error-500-before", "error-500-after", "truncated-json",
    "empty-object", "html-502", "no-content-type", "throttle", "expired-token", "policy-block",
]  # fmt: skip
_stories = iter(range(10_000))


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    from scheduler.rehearsal import start

    with start(tmp_path_factory.mktemp("rehearsal"), start=START) as world:
        yield world


class Office:
    """One post with a first comment, public on page and website; the calendar can be changed."""

    def __init__(self, folder, rehearsal, comment="Hỏi thêm thì gọi 111."):
        rehearsal.disarm()
        self.rehearsal = rehearsal
        self.folder = folder
        story = posts(f"doi-{next(_stories)}", rehearsal.clock.now() + timedelta(minutes=5), count=2)[:1]
        self.post = replace(story[0], first_comment=comment)
        self.works = open_works(folder, rehearsal, (self.post,))

    def change(self, **changes):
        self.post = replace(self.post, **changes)
        calendar = replace(self.works.calendar(), posts=(self.post,))
        self.works.calendar = lambda: calendar

    def row(self, channel="facebook"):
        return next(row for row in self.works.ledger.deliveries() if row.key.channel == channel)

    def ask(self, kind, channel="facebook", **more):
        with self.works.ledger.writing("Chị Lan") as book:
            book.ask(self.row(channel), kind, reason=reasons.EDIT_ASKED, why="sai số", **more)

    def on_page(self):
        mine = self.post.title.removesuffix(".")
        return [post for post in self.rehearsal.posts() if mine in post["message"]]

    def run(self):
        run_to_the_end(self.works)


@pytest.fixture
def new_office(tmp_path, rehearsal):
    office = Office(tmp_path, rehearsal)
    yield office
    rehearsal.disarm()
    office.works.close()
    office.works.clock.close()


@pytest.fixture
def office(new_office):
    new_office.run()
    return new_office


@pytest.mark.parametrize("fault", FAULTS)
def test_the_first_comment_stands_there_once(new_office, fault):
    office = new_office
    office.rehearsal.arm(fault, "comment")
    office.run()
    (post,) = office.on_page()
    assert post["comments"] == ["Hỏi thêm thì gọi 111."]
    assert [row.state for row in office.works.ledger.deliveries()] == [State.PUBLISHED] * 2
    assert office.works.ledger.follow_ups() == []


def test_a_comment_that_no_look_can_prove_is_held_and_the_post_is_not_sent_again(new_office):
    office = new_office
    office.rehearsal.arm("cut-before", "comment", count=2)
    office.run()
    ((row, delivery),) = office.works.ledger.follow_ups()
    assert (row.progress, row.reason.code) == (Progress.HELD, "comment-unsure")
    assert delivery.state is State.PUBLISHED
    assert len(office.on_page()) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_an_edit_changes_the_words_and_no_post_is_added(office, fault):
    before = office.on_page()[0]
    office.change(text="Lời đã sửa cho đúng.")
    office.ask(Kind.EDIT)
    office.rehearsal.arm(fault, "edit")
    office.run()
    (post,) = office.on_page()
    assert "Lời đã sửa cho đúng." in post["message"]
    assert (post["id"], post["pictures"]) == (before["id"], before["pictures"])
    assert office.row().text == post["message"]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_withdrawn_is_gone_and_never_comes_back(office, fault):
    office.ask(Kind.WITHDRAW)
    office.rehearsal.arm(fault, "delete")
    office.run()
    assert office.on_page() == []
    row = office.row()
    assert row.state is State.WITHDRAWN
    assert "Chị Lan" in row.reason.why.vi
    assert "sai số" in row.reason.why.vi
    office.run()
    assert office.on_page() == []


@pytest.mark.parametrize("fault", ["error-500-after", "cut-after", "cut-before"])
@pytest.mark.parametrize("call", ["delete", "feed"])
def test_withdrawn_and_published_anew_it_stands_there_once(office, call, fault):
    before = office.on_page()[0]["id"]
    office.ask(Kind.WITHDRAW, is_anew=True)
    office.rehearsal.arm(fault, call)
    office.run()
    (post,) = office.on_page()
    assert post["id"] != before
    row = office.row()
    assert (row.state, row.remote_id, row.former_ids) == (State.PUBLISHED, post["id"], (before,))
    assert post["comments"] == ["Hỏi thêm thì gọi 111."]


def test_the_website_takes_an_edit_whole_and_a_withdrawal_out_of_its_feed(office):
    office.change(title=office.post.title + " Mới", text="Lời mới trên trang web.")
    office.ask(Kind.EDIT, "website")
    office.run()
    feed = json.loads((office.folder / "site" / "feed.json").read_text())
    assert [item["title"] for item in feed["items"]] == [office.post.title]
    office.ask(Kind.WITHDRAW, "website")
    office.run()
    assert json.loads((office.folder / "site" / "feed.json").read_text())["items"] == []
    assert office.row("website").state is State.WITHDRAWN
    assert office.row().state is State.PUBLISHED


def take_down_by_hand(office):
    graph = office.works.outlets.get("province", "facebook")
    graph.withdraw(office.row().remote_id)


def test_what_a_person_took_down_is_noticed_within_a_day_and_not_published_again(office):
    take_down_by_hand(office)
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    tick(office.works)
    row = office.row()
    assert (row.state, row.reason.code) == (State.WITHDRAWN, "taken-down")
    office.run()
    assert office.on_page() == []
    assert office.row("website").state is State.PUBLISHED


def test_a_page_that_cannot_be_read_to_its_end_takes_nothing_down(office):
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    office.rehearsal.arm("truncated-json", "published_posts", count=5)
    tick(office.works)
    assert office.row().state is State.PUBLISHED


def test_a_page_that_cannot_be_read_is_visited_again_after_an_hour_and_not_before(office):
    take_down_by_hand(office)
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    office.rehearsal.arm("truncated-json", "published_posts", count=1)
    for _ in range(3):
        tick(office.works)
    assert office.row().state is State.PUBLISHED
    office.works.clock.wait(timedelta(hours=1).total_seconds())
    tick(office.works)
    assert office.row().state is State.WITHDRAWN


def test_a_post_on_a_page_that_the_settings_name_no_more_is_not_believed_taken_down(world):
    w = world(post("a", START))
    tick(w.works)
    address = w.row("a").address
    w.page.page_key, w.page.kept = "facebook:2", []
    w.restart()
    assert ask_withdrawal(w.works, w.row("a"), "Mai", "sai số điện thoại")
    tick(w.works)
    assert w.row("a").state is State.PUBLISHED
    ((change, _),) = w.works.ledger.follow_ups()
    assert change.reason.code == "elsewhere"
    assert address in change.reason.todo.vi


def test_a_page_that_is_paused_is_not_visited(office):
    take_down_by_hand(office)
    office.works.clock.wait(timedelta(days=1, hours=1).total_seconds())
    until = office.works.clock.now() + timedelta(hours=2)
    with office.works.ledger.writing("loa") as book:
        book.pause(office.row().page_key, until, FailureKind.POLICY, rounds=1, reason=reasons.NOT_YET)
    tick(office.works)
    assert office.row().state is State.PUBLISHED


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.WITHDRAW])
def test_what_a_person_took_down_is_noticed_when_it_is_to_be_changed(office, kind):
    take_down_by_hand(office)
    office.change(text="Lời khác.")
    office.ask(kind)
    office.run()
    assert office.row().state is State.WITHDRAWN
    assert office.works.ledger.follow_ups() == []


def test_a_frozen_ledger_takes_down_but_neither_edits_nor_publishes(office):
    office.change(text="Lời khác.")
    freeze(office.works, "Chị Hoa", "có tang")
    office.ask(Kind.EDIT)
    office.ask(Kind.WITHDRAW, "website")
    office.run()
    assert "Lời khác." not in office.on_page()[0]["message"]
    assert office.row("website").state is State.WITHDRAWN
    thaw(office.works, "Chị Hoa", {})
    office.run()
    assert "Lời khác." in office.on_page()[0]["message"]
