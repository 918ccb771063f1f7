"""A prepared statement: the one thing that goes out while all is frozen, and only as it was approved."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar.model import PostId
from scheduler.channels.channel import FailureKind
from scheduler.clock import FixedClock
from scheduler.delivery.approvals import Step
from scheduler.delivery.guard import STATEMENT
from scheduler.delivery.reasons import late
from scheduler.delivery.states import State
from scheduler.engine.approving import decide
from scheduler.engine.deciding import publish_now, retry
from scheduler.engine.freezing import freeze, kept_back, let_out, thaw
from scheduler.engine.tick import order, tick
from scheduler.problems import Stop, Text
from scheduler.settings.users import User, Users
from tests.delivery.practice import START, Page, Painter, World, calendar, failure, key, post
from tests.delivery.practice import settings as rules
from tests.examples import examples

NOBODY = Users({})
SAID = PostId("tuyen-bo")


def statement(**more):
    return post("tuyen-bo", None, **{"status": "statement", **more})


def seen_of(w):
    edition = w.works.edition()
    return edition.seen(edition.agenda.post(SAID))


def approve(w, step=Step.APPROVED):
    decide(w.works.ledger, w.works.edition(), NOBODY, step, {SAID: seen_of(w)}, "Mai", "xem lại")


def call(w, seen=""):
    return let_out(w.works, NOBODY, "Mai", SAID, seen or seen_of(w))


@pytest.fixture
def office(world):
    """Frozen by Hoa; the statement approved; an ordinary post is due."""
    w = world(statement(), post("a", START))
    w.works.begin()
    approve(w)
    freeze(w.works, "Hoa", "có tang")
    return w


def test_a_statement_that_nobody_calls_never_goes_out(world):
    w = world(statement(), slots={"daily": ["07:30"]})
    w.works.begin()
    approve(w)
    assert publish_now(w.works, "Mai", {SAID}) == []
    for _ in range(3):
        w.clock.wait(86_400)
        tick(w.works)
    assert (w.page.posts, w.works.edition().agenda.next_after(START)) == ([], None)


def test_while_frozen_it_goes_out_once_and_it_alone(office):
    (called,) = call(office)
    assert (called.state, called.waived) == (State.CLAIMED, STATEMENT)
    assert [one.key for one in kept_back(office.works)] == [key("a")]
    for _ in range(3):
        tick(office.works)
        office.clock.wait(60)
    (text,) = office.page.texts()
    assert statement().text in text
    assert office.states() == {"tuyen-bo": "published"}
    assert call(office) == []
    tick(office.works)
    assert office.page.calls == 1


def test_it_is_called_only_while_all_is_frozen(world):
    w = world(statement())
    w.works.begin()
    approve(w)
    with pytest.raises(Stop, match="Nothing is frozen"):
        call(w)
    assert w.states() == {}


def test_unapproved_it_does_not_go_out_though_the_office_asks_no_approval_else(world):
    w = world(statement())
    w.works.begin()
    freeze(w.works, "Hoa", "có tang")
    with pytest.raises(Stop, match="not approved as it reads now"):
        call(w)
    approve(w)
    approve(w, Step.RETURNED)
    with pytest.raises(Stop, match="not approved as it reads now"):
        call(w)
    tick(w.works)
    assert w.page.calls == 0


def test_what_was_changed_since_it_was_seen_is_not_let_out(office):
    seen = seen_of(office)
    office.read = calendar(statement(text="Lời khác."))
    with pytest.raises(Stop, match="was changed after"):
        call(office, seen)
    with pytest.raises(Stop, match="not approved as it reads now"):
        call(office)


@pytest.mark.parametrize("change", ["other words", "approval taken back", "a post like any other"])
def test_what_was_called_and_then_changed_does_not_go_out(office, change):
    call(office)
    if change == "approval taken back":
        approve(office, Step.RETURNED)
    else:
        other = statement(text="Lời khác.") if change == "other words" else statement(status="ready")
        office.read = calendar(other)
    tick(office.works)
    assert office.page.calls == 0


def test_what_was_approved_as_a_statement_is_not_approved_as_a_post_like_any_other(world):
    w = world(statement(), approval="required")
    w.works.begin()
    approve(w)
    assert w.works.unapproved({SAID}) == set()
    w.read = calendar(statement(status="ready"))
    assert w.works.unapproved({SAID}) == {SAID}


def test_no_other_post_can_be_called(office):
    with pytest.raises(Stop, match="no prepared statement"):
        let_out(office.works, NOBODY, "Mai", PostId("a"), "x")


def test_only_an_approver_lets_it_out(office):
    people = {name: User(role=role, password="x") for name, role in (("lan", "writer"), ("mai", "approver"))}
    with pytest.raises(Stop, match="role of lan"):
        let_out(office.works, Users(people), "Lan", SAID, seen_of(office))
    assert let_out(office.works, Users(people), "Mai", SAID, seen_of(office))


@pytest.mark.parametrize("tried", [False, True])
def test_a_call_ends_with_its_freeze_and_then_it_is_a_persons(office, tried):
    call(office)
    if tried:
        office.page.faults = [failure(FailureKind.CERTAIN)]
        tick(office.works)
    thaw(office.works, "Hoa", {})
    office.clock.wait(3 * 86_400)
    tick(office.works)
    assert office.states()["tuyen-bo"] == "held"
    assert not any(statement().text in text for text in office.page.texts())
    assert "loa retry tuyen-bo" in office.row("tuyen-bo").reason.todo.vi
    retry(office.works, "Mai", key("tuyen-bo"))
    tick(office.works)
    assert [statement().text in text for text in office.page.texts()].count(True) == 1


@pytest.mark.parametrize("way", [order, publish_now])
def test_once_posts_go_on_what_was_called_is_published_by_the_command_that_its_reason_names(office, way):
    call(office)
    thaw(office.works, "Hoa", {})
    with office.works.ledger.writing("loa") as book:
        book.move(office.row("tuyen-bo"), State.HELD, reason=late(Text("07:00", "07:00"), SAID, None))
    assert "loa publish tuyen-bo" in office.row("tuyen-bo").reason.todo.vi
    way(office.works, *([] if way is order else ["Mai"]), {SAID})
    tick(office.works)
    assert office.states()["tuyen-bo"] == "published"


def test_a_call_does_not_last_into_another_freeze(office):
    office.page.faults = [failure(FailureKind.CERTAIN)]
    call(office)
    tick(office.works)
    assert office.states()["tuyen-bo"] in {"retry", "held"}
    thaw(office.works, "Hoa", {})
    office.clock.wait(1)
    freeze(office.works, "Hoa", "việc khác")
    if office.states()["tuyen-bo"] == "held":
        retry(office.works, "Mai", key("tuyen-bo"))
    office.clock.wait(3600)
    tick(office.works)
    assert office.page.posts == []
    call(office)
    tick(office.works)
    assert len(office.page.posts) == 1


def test_what_failed_is_tried_again_while_all_is_frozen(office):
    office.page.faults = [failure(FailureKind.THROTTLED), "made, answer lost"]
    call(office)
    for _ in range(6):
        office.clock.wait(1800)
        tick(office.works)
    assert office.states()["tuyen-bo"] == "published"
    assert len(office.page.posts) == 1


OTHER = statement(text="Lời của tuyen-bo đã sửa, chưa ai duyệt.")
PLAIN = post("a", START)


def is_ready(w):
    return w.read.posts[0].is_statement and not w.works.unapproved({SAID})


def _call(w):
    frozen, ready = w.works.ledger.frozen, is_ready(w)
    try:
        call(w)
    except Stop:
        assert frozen is None or not ready


def _order_another(w):
    if w.works.ledger.frozen:
        with pytest.raises(Stop):
            publish_now(w.works, "Mai", {PostId("a")})


ACTS = {
    "call": _call,
    "call again": _call,
    "wake": lambda w: tick(w.works),
    "wake again": lambda w: tick(w.works),
    "freeze": lambda w: freeze(w.works, "Hoa", "có tang"),
    "thaw": lambda w: thaw(w.works, "Hoa", {}),
    "approve": approve,
    "return": lambda w: approve(w, Step.RETURNED),
    "edit": lambda w: setattr(w, "read", calendar(OTHER, PLAIN)),
    "edit back": lambda w: setattr(w, "read", calendar(statement(), PLAIN)),
    "make it ordinary": lambda w: setattr(w, "read", calendar(statement(status="ready"), PLAIN)),
    "restart": World.restart,
    "lose the answer": lambda w: w.page.faults.append("made, answer lost"),
    "order another": _order_another,
}


@settings(max_examples=examples(15), deadline=None)
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=4, max_size=14), is_approved=st.booleans())
@pytest.mark.slow
def test_whatever_the_order_of_acts_a_frozen_office_lets_out_the_approved_statement_alone_and_once(
    tmp_path_factory, acts, is_approved
):
    clock, folder = FixedClock(START), tmp_path_factory.mktemp("office")
    read = calendar(statement(), PLAIN)
    w = World(folder, clock, Page(clock), Painter(), read, rules(), state=folder / "state")
    try:
        w.works.begin()
        if is_approved:
            approve(w)
        freeze(w.works, "Hoa", "có tang")
        for act in acts:
            before, frozen = len(w.page.lines), w.works.ledger.frozen
            ready = is_ready(w)
            ACTS[act](w)
            made = [line["text"] for line in w.page.lines[before:]]
            assert not frozen or (ready and all("tuyen-bo" in text for text in made)) or not made
            clock.wait(61)
        assert sum("tuyen-bo" in text for text in w.page.texts()) <= 1
    finally:
        w.works.close()
