"""What is told of a delivery day by day becomes the figures of a report."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import date, timedelta

from scheduler.calendar.model import PROVINCE, ChannelName, PostId
from scheduler.clock import FixedClock
from scheduler.delivery.insights import Noted
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import Reason
from scheduler.delivery.states import State
from scheduler.kinds.metric import Measure, Metric
from scheduler.kinds.registry import kind_of
from scheduler.queries.insights import Told, came_of, measured, told_of
from tests.delivery.practice import START

SEEN = Metric("seen", Measure.VIEWS)
READ = Metric("read", Measure.VIEWS, is_total=False)
LIKED = Metric("liked", Measure.REACTIONS)
LOVED = Metric("loved", Measure.REACTIONS)


def _told(metric: str, *values: int | None) -> list[Told]:
    return [Told(metric, date(2026, 3, day), value) for day, value in enumerate(values, 1)]


def test_of_a_total_the_latest_value_counts_and_of_days_their_sum() -> None:
    assert measured(_told("seen", 5, 9, 12), [SEEN]) == {Measure.VIEWS: 12}
    assert measured(_told("read", 5, 9, 12), [READ]) == {Measure.VIEWS: 26}


def test_what_was_not_told_is_absent_and_a_zero_is_a_zero() -> None:
    assert measured(_told("seen", None, None), [SEEN]) == {}
    assert measured(_told("seen", 7, None), [SEEN]) == {Measure.VIEWS: 7}
    assert measured(_told("seen", 0), [SEEN, LIKED]) == {Measure.VIEWS: 0}


def test_metrics_of_one_measure_are_added_and_unknown_names_left_out() -> None:
    told = [*_told("liked", 3), *_told("loved", 4), *_told("hated", 100)]
    assert measured(told, [LIKED, LOVED]) == {Measure.REACTIONS: 7}


def test_summed_up_in_the_ledger_it_comes_to_what_is_measured_of_all_that_was_told(tmp_path) -> None:
    chance = random.Random(38)
    kinds = {name: kind_of(name).metrics for name in ("facebook", "zalo", "website")}
    with closing(Ledger.open(tmp_path / "ledger.db", FixedClock(START))) as ledger:
        channels = {}
        for number in range(8):
            channel = ChannelName(chance.choice(sorted(kinds)))
            key = Key(PostId(f"bai-{number}"), FIRST, PROVINCE, channel)
            with ledger.writing("test") as book:
                row = book.begin(key, f"{channel}:1", START, State.CLAIMED, reason=Reason("test"))
                channels[row.id] = channel
                for _ in range(chance.randrange(20)):
                    names = [one.name for one in kinds[channel]] + ["ended"]
                    day = START.date() + timedelta(days=chance.randrange(9))
                    value = chance.choice([None, 0, chance.randrange(500)])
                    book.insights.note(row.id, [Noted(chance.choice(names), day, value)])
        for until in (START.date(), START.date() + timedelta(days=4), date.max):
            told = told_of(ledger, channels, until)
            came = came_of(ledger, channels, until)
            for id_, channel in channels.items():
                assert came[id_].figures == measured(told.get(id_, ()), kinds[channel])
                days = [
                    one.day for one in told.get(id_, ()) if one.value is not None and one.metric != "ended"
                ]
                assert came[id_].as_of == max(days, default=None)
