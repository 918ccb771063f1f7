"""What carrying asks of the works: which pages wait, who is approved, what is wrong; one reading counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.channels.channel import FailureKind
from scheduler.delivery import change_reasons, reasons
from scheduler.delivery.approvals import Step
from scheduler.delivery.decisions import UNSEEN, Pause
from scheduler.engine.approving import decide
from scheduler.engine.tick import tick
from scheduler.settings.users import Users
from tests.delivery.practice import PAGE, START, OneOutlet, calendar, key, post

HOUR = timedelta(hours=1)
HERE, THERE = "facebook:1", "facebook:2"


def pause(w, page, until):
    with w.works.ledger.writing("test") as book:
        book.pause(page, Pause(FailureKind.POLICY, until, 1, change_reasons.NOT_YET))


def test_a_page_waits_until_its_pause_is_over_and_no_longer(world):
    w = world()
    pause(w, HERE, START + HOUR)
    pause(w, THERE, START + 2 * HOUR)
    found = [w.works.paused(START + hours * HOUR) for hours in (0, 1, 2)]
    assert found == [{HERE, THERE}, {THERE}, set()]
    assert [w.works.is_paused(page) for page in (HERE, THERE, "website")] == [True, True, False]
    w.clock.wait(3600)
    assert not w.works.is_paused(HERE)


@pytest.mark.parametrize(("paused", "opens"), [(None, 0), (2, 2), (-1, 0)])
def test_what_is_ready_goes_out_then_or_once_its_page_waits_no_more(world, paused, opens):
    w = world()
    if paused is not None:
        pause(w, HERE, START + paused * HOUR)
    assert w.works.open_from(HERE, START) == START + opens * HOUR
    assert w.works.open_from(THERE, START) == START


def approve(w, name, step=Step.APPROVED):
    edition = w.works.edition()
    decide(
        w.works.ledger, edition, Users(), step, {name: edition.seen(edition.agenda.post(name))}, "Mai", "x"
    )


def test_what_nobody_approved_as_it_reads_now_is_unapproved(world):
    w = world(*(post(name, START) for name in "abc"), approval="required")
    assert w.works.unapproved({"a", "b", "c", "gone"}) == {"a", "b", "c"}
    approve(w, "a")
    approve(w, "b")
    approve(w, "b", Step.RETURNED)
    approve(w, "c")
    w.read = replace(w.read, posts=(*w.read.posts[:2], post("c", START, "Lời khác.")))
    assert w.works.unapproved({"a", "b", "c"}) == {"b", "c"}
    assert w.works.unapproved({"a"}) == w.works.unapproved(()) == set()


def test_where_nobody_is_asked_all_is_approved(world):
    assert world(post("a", START)).works.unapproved({"a"}) == set()


def test_the_first_hindrance_that_gives_a_reason_is_the_one(world):
    w = world()
    assert w.works.hindrance() is None
    w.works.hindrances += [lambda: None, lambda: reasons.CLAIM, lambda: reasons.RECEIPT]
    assert w.works.hindrance() == reasons.CLAIM


def test_a_place_is_what_can_be_reached(world):
    w = world()
    assert w.works.places() == [w.page]
    assert w.works.page_of(key("a")) == HERE
    assert w.works.page_of(replace(key("a"), channel="website")) is None
    w.works.outlets.missing = {("province", PAGE): "why"}
    assert w.works.unreached() == ("why",)
    w.works.outlets.__class__ = type("Closed", (OneOutlet,), {"get": lambda *_: None})
    assert w.works.places() == []


def test_one_reading_is_one_edition_and_a_new_one_another(world):
    w = world(post("a", START))
    first = w.works.edition()
    assert w.works.edition() is first
    w.read = calendar(post("a", START))
    assert w.works.edition() is not first


def test_what_is_wrong_is_told_anew_for_a_new_reading_and_once_the_ledger_is_born(world, broken_file):
    w = world(post("a", START - HOUR))
    assert [one.code for one in w.works.problems()] == ["before-birth"]
    assert w.works.problems() is w.works.problems()
    w.clock.wait(-3 * 3600)
    w.works.begin()
    assert w.works.problems() == (), "it is born before its time"
    w.read = calendar(post("b", START, channels={"website": None}), problems=[broken_file])
    assert [one.code for one in w.works.problems()] == ["yaml", "channel-off"]


def test_the_first_carrying_is_the_birth_and_no_later_one(world):
    w = world(post("a", START))
    assert w.works.ledger.birth is None
    w.works.begin()
    w.clock.wait(60)
    w.works.begin()
    assert w.works.ledger.birth == START
    assert w.works.ledger.identity is not None
    tick(w.works)
    assert w.states() == {"a": "published"}


@pytest.mark.parametrize(("within", "patience"), [(HOUR, UNSEEN), (3 * UNSEEN, 3 * UNSEEN)])
def test_the_late_rule_and_the_patience_are_the_settings_own(world, within, patience):
    w = world(within=within, spacing=7 * HOUR)
    assert (w.works.late.publish_within, w.works.late.spacing) == (within, 7 * HOUR)
    assert w.works.courier._core.patience == patience
