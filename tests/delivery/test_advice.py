"""Whoever does what a reason advises gets what it promises, in the state in which it is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import click
import pytest

from scheduler.channels.channel import FailureKind
from scheduler.cli.commands import program
from scheduler.delivery import change_reasons, hindrances, reasons
from scheduler.delivery.approvals import Step
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import State
from scheduler.delivery.reason import Reason
from scheduler.engine import mending
from scheduler.engine.approving import decide
from scheduler.engine.deciding import hold, hold_beside, retry, skip, stuck
from scheduler.engine.freezing import freeze, let_out, thaw
from scheduler.engine.status import standings
from scheduler.engine.tick import early, order, tick
from scheduler.problems import Text
from scheduler.settings.users import Users
from tests.delivery.practice import START, calendar, failure, key, post

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORD = r"--[a-z-]+|“[^”]+”|[^\s.,;:()“”]+"
COMMAND = re.compile(rf"loa ([a-z]+)((?: (?:{WORD}))*)")


def commands(todo: str) -> list[list[str]]:
    """The commands that *todo* names, as words."""
    return [[found[1], *re.findall(WORD, found[2])] for found in COMMAND.finditer(todo)]


def run(w, until=DAY):
    end = w.clock.now() + until
    for _ in range(4000):
        report = tick(w.works)
        if report.next_due is None or report.next_due > end:
            return
        w.clock.instant = max(w.clock.instant, report.next_due)
    raise AssertionError("it never comes to rest")


def obey(w, todo: str) -> None:
    """What a person does who is told *todo*: its commands, one after the other."""
    for name, *words in commands(todo):
        if name == "publish":
            assert early(w.works, words) == [], "it would be asked first"
            order(w.works, words)
        elif name == "retry":
            (word,) = words
            for key in [Key.parse(word)] if "@" in word else stuck(w.works, word):
                assert retry(w.works, "Mai", key).delivery is not None
        elif name == "approve":
            edition = w.works.edition()
            seen = {one: edition.seen(edition.agenda.post(one)) for one in words[:1]}
            decide(w.works.ledger, edition, Users(), Step.APPROVED, seen, words[2])
        elif name == "skip":
            skip(w.works, "Mai", words[2], Key.parse(words[0]))
        elif name == "thaw":
            thaw(w.works, "Mai", {})
        else:
            assert name == "check", name


def late(w):
    w.clock.instant = START + DAY


def alike(w):
    w.read = calendar(post("b", START, text="Một", title="Bài a"), post("a", START + HOUR, text="Một"))
    run(w)


def in_doubt_twice(w):
    w.page.faults = [failure(FailureKind.DOUBTFUL), failure(FailureKind.DOUBTFUL)]
    run(w)


def unreadable(w):
    w.page.faults = [failure(FailureKind.DOUBTFUL)]
    w.page.find_faults = [failure(FailureKind.DOUBTFUL, "cut") for _ in range(1000)]
    run(w, 3 * DAY)
    w.page.find_faults = []


def refused_24_times(w):
    w.page.faults = [failure(FailureKind.CERTAIN) for _ in range(24)]
    run(w, 3 * DAY)


def with_a_bad_card(w):
    w.painter.bad["a"] = "dài"
    run(w)
    del w.painter.bad["a"]  # mended, as it is told first


def too_long(w):
    sound, w.read = w.read, calendar(post("a", START, text="x " * 1500))
    run(w)
    w.read = sound


def with_too_long_a_comment(w):
    sound, w.read = w.read, calendar(post("a", START, first_comment="x " * 200))
    w.page.limits = replace(w.page.limits, comment=300)
    run(w)
    w.read = sound


def with_too_long_a_title(w):
    sound, w.read = w.read, calendar(post("a", START, title="x" * 60))
    w.page.limits = replace(w.page.limits, title=50)
    run(w)
    w.read = sound


def called_a_twin(w):
    w.page.faults = [failure(FailureKind.DUPLICATE, "facebook:506")]
    run(w)


def taken_out(w):
    sound, at = w.read, w.page.during_prepare
    w.page.during_prepare = lambda: setattr(w, "read", calendar())
    run(w)
    w.read, w.page.during_prepare = sound, at


def held_by_a_person(w):
    hold(w.works, "Lan", "chờ số liệu", ["a"])


def withdrawn_beside(w):
    beside = SimpleNamespace(key=replace(key("a"), channel="website"), due=START)  # public elsewhere
    hold_beside(w.works, "Lan", "sai số", [beside])


def called_too_late(w):
    w.read = calendar(post("a", None, status="statement"))
    edition = w.works.edition()
    seen = edition.seen(edition.agenda.post("a"))
    decide(w.works.ledger, edition, Users(), Step.APPROVED, {"a": seen}, "Mai")
    freeze(w.works, "Lan", "có tang")
    let_out(w.works, Users(), "Mai", "a", seen)
    thaw(w.works, "Lan", {})


def frozen(w):
    freeze(w.works, "Lan", "có việc")
    tick(w.works)


def deleted_at_facebook(w):
    w.read, w.page.handover = calendar(post("a", START + DAY)), 7 * DAY
    tick(w.works)
    w.page.withdraw(w.row("a").remote_id)
    run(w, 2 * DAY)


def suspected(w, reason):
    planned = w.works.edition().agenda.find(key("a"), START)
    said = reason.filled(key=planned.key, post="a", address="https://page.example/1_7")
    w.works.courier.reconciler.suspect(planned, None, w.page.page_key, said)


REACHED = {
    "late": late,
    "looks-like": alike,
    "doubtful-again": in_doubt_twice,
    "never-seen": unreadable,
    "tried-out": refused_24_times,
    "post:card-too-long": with_a_bad_card,
    "too-long": too_long,
    "comment-too-long": with_too_long_a_comment,
    "title-too-long": with_too_long_a_title,
    "twin-unseen": called_a_twin,
    "held-by-person": held_by_a_person,
    "withdrawn-beside": withdrawn_beside,
    "call-ended": called_too_late,
    "vanished": deleted_at_facebook,
    "resembles": lambda w: suspected(w, reasons.RESEMBLES),
    "begun-elsewhere": lambda w: suspected(w, reasons.BEGUN),
}


@pytest.mark.parametrize("code", REACHED)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.slow
def test_who_does_what_is_advised_has_the_post_published_once(world, code, language):
    w = world(post("a", START), within=7 * DAY if code == "tried-out" else 6 * HOUR)
    w.works.begin()
    REACHED[code](w)
    tick(w.works)
    row = w.row("a")
    assert row.reason.code == code
    obey(w, row.reason.todo.say(language))
    run(w, HOUR)
    assert w.row("a").state is State.PUBLISHED
    assert len(w.page.posts) == len(w.read.posts)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_left_out_and_is_back_is_published_at_once_by_the_advice(world, language):
    w = world(post("a", START))
    w.works.begin()
    taken_out(w)
    assert w.row("a").reason.code == "left-out"
    obey(w, w.row("a").reason.todo.say(language))
    assert w.row("a").state is State.PUBLISHED


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_held_before_its_time_is_let_go_by_the_advice_and_keeps_its_time(world, language):
    w = world(post("a", START + DAY))
    held_by_a_person(w)
    tick(w.works)
    obey(w, w.row("a").reason.todo.say(language))
    tick(w.works)
    assert w.page.calls == 0
    run(w, 2 * DAY)
    assert w.row("a").public_at == START + DAY


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_nobody_approved_in_time_is_approved_and_published_by_the_advice(world, language):
    w = world(post("a", START + HOUR), approval="required")
    run(w)
    obey(w, w.row("a").reason.todo.say(language))
    assert w.row("a").state is State.PUBLISHED


def test_what_is_frozen_goes_out_after_the_advice(world):
    w = world(post("a", START))
    frozen(w)
    (row,) = standings(w.works)
    obey(w, row.reason.todo.vi)
    run(w, HOUR)
    assert w.row("a").state is State.PUBLISHED


def test_let_go_without_an_approval_it_waits_for_that_and_says_so(world):
    w = world(post("a", START + HOUR), approval="required")
    held_by_a_person(w)
    (key,) = stuck(w.works, "a")
    retry(w.works, "Lan", key)
    for now in (START, START + HOUR, START + 2 * HOUR):
        w.clock.instant = now
        tick(w.works)
        (row,) = standings(w.works)
        assert (row.state, row.reason.code) == ("planned", "unapproved")
        assert commands(row.reason.todo.vi) == [["approve", "a", "--by", "TÊN"]]
    obey(w, row.reason.todo.vi)
    run(w, HOUR)
    assert w.row("a").state is State.PUBLISHED


def test_of_a_series_its_name_lets_go_the_last_date_that_came_and_no_older_one(world):
    w = world(post("a", START + HOUR, repeat="FREQ=DAILY;COUNT=3"))
    w.works.begin()
    for days in (1, 2):
        w.clock.instant = START + days * DAY
        tick(w.works)
    assert list(w.states().values()) == ["held"]
    held = [row.due for row in w.works.ledger.deliveries(states={State.HELD})]
    assert held == [START + HOUR, START + HOUR + DAY]
    (key,) = stuck(w.works, "a")
    assert w.works.ledger.delivery(key).due == START + HOUR + DAY


def everything_said() -> dict[str, Text]:
    """The way out of each reason that is a constant of the program, by its name."""
    found = {}
    for module in (reasons, change_reasons, hindrances, mending):
        for name, value in vars(module).items():
            if isinstance(value, Reason):
                found[name] = value.todo
    return found | {"CHANGE_TRIED_OUT": change_reasons.CHANGE_TRIED_OUT}


@pytest.mark.parametrize("name", everything_said())
def test_every_advised_command_exists_with_these_words_and_is_the_same_in_both_languages(name):
    todo = everything_said()[name]
    vi, en = commands(todo.vi), commands(todo.en)
    assert [one[0] for one in vi] == [one[0] for one in en]
    for command, *words in (*vi, *en):
        filled = [word.replace("{key}", "a@first/province/facebook").format(post="a") for word in words]
        known = program.commands[command]
        known.make_context(command, filled, parent=click.Context(program))


def test_every_reason_with_a_command_is_among_those_that_are_tried_here():
    tried = {
        *REACHED,
        "gone",
        "left-out",
        "unapproved",
        "frozen",
        "comment-unsure",
        "change-unseen",
        "differs",
        "page-unread",
        "rests",  # tests/engine/test_pool.py
        "held-again",  # tests/desk/test_trash.py
        "undone-by-person",  # tests/desk/test_status_page.py
    }
    advising = {
        value.code
        for module in (reasons, change_reasons, mending)
        for value in vars(module).values()
        if isinstance(value, Reason) and commands(value.todo.vi)
    }
    assert advising <= tried
