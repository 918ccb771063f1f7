"""Who takes which slot: in order, once, where no timed post of the same page is near."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendar.model import PROVINCE, UnitId
from scheduler.delivery.agenda import Agenda
from scheduler.delivery.key import FIRST
from scheduler.delivery.turns import Queue, SlotRule
from tests.delivery.practice import PAGE, calendar, key, post, settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY, SPACING = timedelta(days=1), timedelta(minutes=10)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=ZONE)
RULE = SlotRule(settings().closed, ZONE, SPACING)
XA = UnitId("xa-moi")


def at(hour, minute=0, day=0):
    return MIDNIGHT + timedelta(days=day, hours=hour, minutes=minute)


def agenda_of(*posts, slots=None):
    """The province, and a commune with a page and slots of its own: an hour later."""
    read = calendar(*posts, slots=slots or {"daily": ["07:30", "19:30"]})
    later = type(read.units[PROVINCE].slots).model_validate({"daily": ["08:30"]})
    commune = replace(read.units[PROVINCE], id=XA, parent=PROVINCE, slots=later)
    return Agenda(replace(read, units={**read.units, XA: commune}))


def turns(agenda, after=MIDNIGHT, until=MIDNIGHT + DAY, begun=()):
    found = Queue(agenda, RULE, set(begun)).turns(after, until)
    assert all(one.occurrence == FIRST and one.channel == PAGE for one in found)
    return [(one.post.id, one.unit.id, one.due) for one in found]


def test_each_page_gives_its_slots_in_the_order_of_the_queue_the_earliest_first():
    agenda = agenda_of(post("a", None, units=(PROVINCE, XA)), post("b", None, units=(PROVINCE, XA)))
    assert turns(agenda) == [
        ("a", PROVINCE, at(7, 30)), ("a", XA, at(8, 30)), ("b", PROVINCE, at(19, 30))
    ]  # fmt: skip


def test_a_post_of_the_queue_waits_for_its_first_day_and_lets_others_go_before():
    agenda = agenda_of(post("a", None, after=at(0, day=1)), post("b", None))
    assert turns(agenda, until=MIDNIGHT + 2 * DAY) == [
        ("b", PROVINCE, at(7, 30)),
        ("a", PROVINCE, at(7, 30, day=1)),
    ]


def test_who_had_a_turn_has_no_other():
    agenda = agenda_of(post("a", None), post("b", None))
    assert turns(agenda, begun=[key("a")]) == [("b", PROVINCE, at(7, 30))]
    assert turns(agenda, begun=[key("a"), key("b")]) == []


def test_the_span_begins_after_its_beginning_and_ends_with_its_end():
    agenda = agenda_of(post("a", None), post("b", None))
    assert turns(agenda, at(7, 30), at(19, 29)) == []
    assert turns(agenda, at(7, 29), at(7, 30)) == [("a", PROVINCE, at(7, 30))]


@pytest.mark.parametrize(
    ("minutes", "units", "is_free"),
    [
        (0, (PROVINCE,), False),
        (9, (PROVINCE,), False),
        (-9, (PROVINCE,), False),
        (10, (PROVINCE,), True),
        (-10, (PROVINCE,), True),
        (0, (XA,), True),
        (5, (PROVINCE, XA), False),
    ],
)
def test_a_slot_is_taken_by_a_timed_post_of_that_page_less_than_the_spacing_away(minutes, units, is_free):
    timed = post("zeit", at(7, 30) + timedelta(minutes=minutes), units=units)
    expected = at(7, 30) if is_free else at(19, 30)
    assert turns(agenda_of(timed, post("a", None))) == [("a", PROVINCE, expected)]


def test_days_are_the_offices_whatever_zone_a_time_is_told_in_and_begin_with_midnight():
    assert RULE.day_of(at(6).astimezone(UTC)) == MIDNIGHT.date()
    assert RULE.start_of(MIDNIGHT.date()) < MIDNIGHT < RULE.start_of(MIDNIGHT.date()) + SPACING


def test_the_next_turn_is_the_first_of_anybodys_and_none_where_nobody_waits():
    queue = Queue(agenda_of(post("a", None, units=(XA,)), post("b", None)), RULE, set())
    assert queue.next_turn(MIDNIGHT) == at(7, 30)
    assert queue.next_turn(at(7, 30)) == at(8, 30)
    assert queue.next_turn(at(8, 30)) == at(19, 30)
    assert Queue(agenda_of(post("a", None)), RULE, {key("a")}).next_turn(MIDNIGHT) is None
    no_slots = agenda_of(post("a", None), slots={"daily": []})
    assert Queue(no_slots, RULE, set()).next_turn(MIDNIGHT) is None


def test_the_next_slot_is_the_first_of_any_page_free_or_not():
    units = agenda_of().calendar.units
    both = [(units[PROVINCE], PAGE), (units[XA], PAGE)]
    assert RULE.next_slot(both, at(7, 29)) == at(7, 30)
    assert RULE.next_slot(both, at(7, 30)) == at(8, 30)
    assert RULE.next_slot(both[1:], at(8, 30)) == at(8, 30, day=1)
    assert RULE.next_slot([], MIDNIGHT) is None
