"""When a change of what is public may go on, and what a visit to a page believes."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery import change_reasons
from scheduler.delivery.decisions import Pause, set_aside
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.ledger import State
from scheduler.engine.following import follow, next_follow, visit
from scheduler.engine.freezing import freeze
from scheduler.engine.selection import Selection
from scheduler.engine.tick import tick
from tests.delivery.practice import START, Page, failure, post

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
BARE, ANEW = (Kind.WITHDRAW, False), (Kind.WITHDRAW, True)
EDIT, COMMENT = (Kind.EDIT, False), (Kind.COMMENT, False)


@pytest.fixture
def w(world):
    """Posts *a* and *b* are public."""
    made = world(post("a", START), post("b", START), spacing=timedelta())
    tick(made.works)
    assert made.states() == {"a": "published", "b": "published"}
    return made


def ask(w, what, name="a", progress=Progress.WAITING, wait=timedelta()):
    kind, is_anew = what
    with w.works.ledger.writing("Mai") as book:
        row = book.follow_ups.ask(w.row(name), kind, is_anew=is_anew, reason=change_reasons.EDIT_ASKED)
        if progress is not Progress.WAITING or wait:
            then = START + wait
            book.follow_ups.step(row, w.row(name), progress, reason=change_reasons.NOT_YET, next_try_at=then)


# -- when it may go on ---------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [BARE, ANEW, EDIT, COMMENT], ids=str)
@pytest.mark.parametrize(
    "progress",
    [
        Progress.WAITING,
        *(pytest.param(one, marks=pytest.mark.slow) for one in (Progress.SENDING, Progress.HELD)),
    ],
    ids=str,
)
@pytest.mark.parametrize("state", ["open", "hindered", "frozen", "unreachable", "paused"])
def test_what_keeps_a_change_waiting(w, what, progress, state):
    ask(w, what, progress=progress, wait=MINUTE)
    then = START + MINUTE
    if state == "hindered":
        w.works.hindrances.append(lambda: change_reasons.NOT_YET)
        then = None if progress is Progress.WAITING and what is not BARE else then
    elif state == "frozen":
        freeze(w.works, "Hoa", "có tang")
        then = None if progress is Progress.WAITING and what in (EDIT, COMMENT) else then
    elif state == "unreachable":
        w.works.page_of = lambda key: None
        then = None
    elif state == "paused":
        then = START + HOUR
        with w.works.ledger.writing("loa") as book:
            book.pause(w.page.page_key, Pause(FailureKind.POLICY, then, 1, change_reasons.NOT_YET))
    then = None if progress is Progress.HELD else then
    assert next_follow(w.works) == then
    carried = []
    w.works.changes.carry = carried.append
    w.clock.instant = START + MINUTE
    follow(w.works)
    assert [row.kind for row in carried] == [what[0]] * (then == w.clock.now())


def test_the_first_of_all_that_waits_is_when_to_come_again(w):
    assert next_follow(w.works) is None
    ask(w, EDIT, "a", wait=2 * MINUTE)
    ask(w, EDIT, "b", wait=MINUTE)
    assert next_follow(w.works) == START + MINUTE


def test_what_may_go_on_is_carried_and_told_and_the_rest_waits(w, caplog):
    ask(w, BARE, "a")
    ask(w, BARE, "b", wait=MINUTE)
    with caplog.at_level("INFO", "scheduler.engine.following"):
        (done,) = follow(w.works)
    assert (done.progress, w.states()) == (Progress.DONE, {"a": "withdrawn", "b": "published"})
    assert "a@first" in caplog.text
    w.clock.instant = START + MINUTE
    assert follow(w.works, Selection(posts=frozenset({"a"}))) == []
    w.works.stopping.set()
    assert follow(w.works) == []
    w.works.stopping.clear()
    (done,) = follow(w.works)
    assert w.states() == {"a": "withdrawn", "b": "withdrawn"}


# -- visits --------------------------------------------------------------------------------------------


def take_down(w, name="a"):
    w.page.withdraw(w.row(name).remote_id)


def test_a_page_is_visited_once_a_day_from_the_day_after_it_is_known(w):
    take_down(w)
    w.clock.instant = START + DAY - MINUTE
    assert visit(w.works) == []
    w.clock.instant = START + DAY
    (gone,) = visit(w.works)
    assert (gone.key.post, gone.state, gone.reason.code) == ("a", State.WITHDRAWN, "taken-down")
    assert gone == w.row("a")
    take_down(w, "b")
    w.clock.instant += DAY - MINUTE
    assert visit(w.works) == []
    w.clock.instant += MINUTE
    assert [one.key.post for one in visit(w.works)] == ["b"]


def test_a_page_that_could_not_be_read_takes_nothing_down_and_is_visited_again_in_an_hour(w):
    take_down(w)
    standing, asked = w.page.standing, []

    def fails(since):
        asked.append(since)
        raise failure(FailureKind.DOUBTFUL)

    w.page.standing = fails
    w.clock.instant = START + DAY
    for minutes in (0, 30, 29):
        w.clock.instant += minutes * MINUTE
        assert visit(w.works) == []
    assert asked == [START - HOUR], "from a little before the oldest that should stand there"
    w.page.standing = standing
    w.clock.instant += MINUTE
    assert [one.key.post for one in visit(w.works)] == ["a"]


@pytest.mark.parametrize(
    ("age", "is_noticed"),
    [(HOUR + MINUTE, True), (HOUR, False), (30 * DAY - MINUTE, True), (30 * DAY, False)],
    ids=str,
)
def test_what_is_too_young_or_too_old_is_not_looked_for(w, age, is_noticed):
    take_down(w)
    take_down(w, "b")
    with w.works.ledger.writing("test") as book:
        book.note(w.row("b"), reason=change_reasons.NOT_YET, public_at=START + DAY * 31 - 2 * HOUR)
        book.note(w.row("a"), reason=change_reasons.NOT_YET, public_at=START + DAY * 31 - age)
    w.clock.instant = START + DAY * 31
    assert {one.key.post for one in visit(w.works)} == ({"a", "b"} if is_noticed else {"b"})


def test_what_a_read_of_the_page_does_not_show_is_looked_at_by_itself_before_it_is_believed(w):
    take_down(w, "b")
    w.page.standing = lambda since: frozenset()
    w.clock.instant = START + DAY
    assert [one.key.post for one in visit(w.works)] == ["b"]
    assert w.states() == {"a": "published", "b": "withdrawn"}


def test_what_a_read_of_the_page_shows_is_not_looked_at_again(w):
    take_down(w, "b")
    missing, shown, asked = w.row("b").remote_id, w.page.shown, []
    w.page.shown = lambda remote_id: asked.append(remote_id) or shown(remote_id)
    w.clock.instant = START + DAY
    assert [one.key.post for one in visit(w.works)] == ["b"]
    assert asked == [missing]


def test_no_page_keeps_another_from_being_visited(w):
    """One that shows nothing, one that waits, one just visited, one that cannot be read, one with nothing."""
    others = {name: Page(w.clock, page_key=name) for name in ("waits", "fresh", "broken", "empty")}

    def fails(since):
        raise failure(FailureKind.DOUBTFUL)

    with w.works.ledger.writing("test") as book:
        book.note(w.row("b"), reason=change_reasons.NOT_YET, page_key="broken")
        for name in ("broken", "empty"):
            book.facts.visited(name)
    w.clock.instant = START + DAY
    with w.works.ledger.writing("test") as book:
        book.facts.visited("fresh")
        book.pause("waits", Pause(FailureKind.DOUBTFUL, w.clock.now() + MINUTE, 1, change_reasons.NOT_YET))
    others["broken"].standing = fails
    waits, fresh, broken, empty = others.values()
    w.works.places = lambda: [SimpleNamespace(page_key="mute"), waits, fresh, broken, w.page, empty]
    take_down(w)
    assert [one.key.post for one in visit(w.works)] == ["a"]
    assert set(w.works.ledger.visited()) == {"fresh", "broken", "empty", w.page.page_key}
    assert set(w.works.visited_in_vain) == {"broken"}


def test_a_page_that_waits_is_not_visited(w):
    take_down(w)
    w.clock.instant = START + DAY
    with w.works.ledger.writing("loa") as book:
        until = w.clock.now() + HOUR
        book.pause(w.page.page_key, Pause(FailureKind.POLICY, until, 1, change_reasons.NOT_YET))
    assert visit(w.works) == []
    w.clock.instant = until
    assert len(visit(w.works)) == 1


def test_what_is_being_changed_just_now_is_left_to_that(w):
    take_down(w)
    take_down(w, "b")
    taken_down = w.works.changes.taken_down

    def meanwhile(row):
        if row.key.post == "a":
            with w.works.ledger.writing("another") as book:
                book.settle(row, set_aside(State.WITHDRAWN, change_reasons.TAKEN_DOWN))
        return taken_down(row)

    w.works.changes.taken_down = meanwhile
    w.clock.instant = START + DAY
    assert [one.key.post for one in visit(w.works)] == ["b"]
    assert w.states() == {"a": "withdrawn", "b": "withdrawn"}
