from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.calendar.model import PROVINCE
from scheduler.delivery.agenda import Agenda
from tests.delivery.practice import START, calendar, key, post

HOUR = timedelta(hours=1)
SLOT = START + 5 * HOUR


@pytest.fixture
def agenda():
    return Agenda(
        calendar(post("b", START + HOUR), post("a", START), post("q", None), post("d", START, status="draft"))
    )


def test_a_delivery_is_found_as_it_is_planned_and_of_the_queue_at_the_slot_that_it_was_given(agenda):
    planned = agenda.find(key("a"), SLOT)
    assert (planned.key, planned.due, planned.unit.id) == (key("a"), START, PROVINCE)
    assert agenda.find(key("q"), SLOT).due == SLOT


@pytest.mark.parametrize(
    "lost",
    [
        key("gone"),
        key("d"),
        replace(key("a"), unit="xa-cu"),
        replace(key("a"), channel="website"),
        replace(key("a"), occurrence="2026-12-24"),
        replace(key("q"), occurrence="2026-12-24"),
    ],
    ids=str,
)
def test_what_the_calendar_has_no_more_is_not_found_whatever_slot_it_had(agenda, lost):
    assert agenda.find(lost, SLOT) is None


def test_of_the_queue_nothing_is_planned_without_a_slot(agenda):
    assert agenda.find(key("q")) is None


def test_the_next_due_time_is_the_first_after_now(agenda):
    asked = (START - HOUR, START, START + HOUR)
    assert [agenda.next_after(now) for now in asked] == [START, START + HOUR, None]


def test_it_counts_each_delivery_the_queued_ones_too_and_no_draft(agenda):
    assert len(agenda) == 3
