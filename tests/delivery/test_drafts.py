"""Where the channel gives the post's id before the public call, that id is what confirms it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind, Prepared, Receipt
from scheduler.delivery.ledger import State
from scheduler.engine.mending import ask_anew
from scheduler.engine.tick import tick
from tests.delivery.drafting import DraftingPage
from tests.delivery.practice import START, calendar, failure, post
from tests.delivery.test_courier import run

TEXT = "Cùng một lời, như bài mẫu hằng tuần."


@pytest.fixture
def drafting(world):
    """The practice world over a page with drafts; another post there says the same words."""

    def make(*posts, **more):
        w = world(*posts, **more)
        w.page = DraftingPage(w.clock)
        w.restart()
        w.page.make(f"Bài a\n\n{TEXT}")
        return w

    return make


def ours(w):
    return [one["id"] for one in w.page.posts if one["id"] != "1_1"]


def test_the_draft_that_was_prepared_is_what_becomes_public(drafting):
    w = drafting(post("a", START, text=TEXT))
    run(w)
    row = w.row("a")
    assert (row.state, row.remote_id, row.drafts) == (State.PUBLISHED, "1_2", ("1_2",))
    assert ours(w) == ["1_2"]


def test_a_lost_answer_is_confirmed_by_the_id_and_by_nothing_that_resembles_it(drafting):
    w = drafting(post("a", START, text=TEXT))
    w.page.faults = ["made, answer lost"]
    run(w)
    assert (w.row("a").remote_id, w.row("a").reason, w.page.calls, w.page.looks) == ("1_2", None, 1, 1)


def test_what_was_not_made_is_revealed_again_and_no_second_draft_is_left(drafting):
    w = drafting(post("a", START, text=TEXT))
    w.page.faults = [failure(FailureKind.DOUBTFUL)]
    run(w)
    assert (w.page.calls, list(w.page.drafts), ours(w)) == (2, ["1_2"], ["1_2"])
    assert w.row("a").drafts == ("1_2",)


def test_a_call_that_happens_after_all_looks_makes_no_second_post(drafting):
    w = drafting(post("a", START, text=TEXT))
    w.page.faults = ["made later, answer lost"]
    w.page.during_publish = w.page.settle  # the first call takes effect as the second arrives
    run(w)
    assert (w.page.calls, w.row("a").state, ours(w)) == (2, State.PUBLISHED, ["1_2"])


def test_a_page_that_forgot_the_draft_is_given_a_new_one_and_both_are_asked_for(drafting):
    w = drafting(post("a", START, text=TEXT), within=timedelta(days=3))
    w.page.during_prepare = w.works.stopping.set
    tick(w.works)
    w.page.during_prepare = lambda: None
    assert w.row("a").state is State.PREPARED
    prepare = w.page.prepare
    w.page.prepare = lambda outgoing: prepare(outgoing.__class__(**{**fields_of(outgoing), "draft": ""}))
    w.clock.wait(25 * 3600)  # its pictures are gone there, and it is prepared again
    w.restart()
    w.page.faults = ["made, answer lost"]
    run(w)
    first, second = w.row("a").drafts
    assert first != second
    assert (w.row("a").remote_id, ours(w)) == (second, [second])


def test_a_post_that_needs_no_draft_any_more_is_not_revealed_by_the_one_it_had(drafting):
    w = drafting(post("a", START, text=TEXT), within=timedelta(days=3))
    w.page.during_prepare = w.works.stopping.set
    tick(w.works)
    assert w.row("a").drafts == ("1_2",)
    w.page.during_prepare = lambda: None
    prepare = w.page.prepare
    w.page.prepare = lambda outgoing: Prepared(prepare(outgoing).media)  # a reel became a post with pictures
    given = []
    w.page.reveal = lambda _, prepared: given.append(prepared.draft) or Receipt("1_9", "", w.clock.now())
    w.clock.wait(25 * 3600)
    w.restart()
    run(w)
    assert given == [""]
    assert (w.row("a").state, w.row("a").remote_id) == (State.PUBLISHED, "1_9")


def fields_of(outgoing):
    return {name: getattr(outgoing, name) for name in outgoing.__dataclass_fields__}


def test_an_edit_before_it_is_revealed_fills_the_same_draft_anew(drafting):
    w = drafting(post("a", START, text=TEXT))

    def edit():
        w.page.during_prepare = lambda: None
        w.read = calendar(post("a", START, text="Lời đã sửa lại cho đúng với công văn mới."))

    w.page.during_prepare = edit
    run(w)
    assert ours(w) == ["1_2"]
    assert "Lời đã sửa" in w.page.texts()[-1]


def test_published_anew_it_has_a_draft_of_its_own(drafting):
    w = drafting(post("a", START, text=TEXT))
    run(w)
    ask_anew(w.works, w.row("a"), "Mai", "sai số điện thoại")
    run(w)
    row = w.row("a")
    assert row.former_ids == ("1_2",)
    assert (row.state, row.drafts, ours(w)) == (State.PUBLISHED, (row.remote_id,), [row.remote_id])


def test_a_draft_of_the_page_that_the_settings_named_before_is_not_filled_elsewhere(drafting):
    w = drafting(post("a", START, text=TEXT))
    w.page.during_prepare = w.works.stopping.set
    tick(w.works)
    assert w.row("a").drafts == ("1_2",)
    w.page.during_prepare = lambda: None
    w.page.page_key, w.page.kept = "facebook:2", []
    w.restart()
    run(w)
    assert (w.row("a").page_key, w.row("a").drafts) == ("facebook:2", ("1_1",))
    assert [one["id"] for one in w.page.posts] == ["1_1"]
