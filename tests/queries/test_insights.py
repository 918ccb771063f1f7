"""What is told of a delivery day by day becomes the figures of a report."""

from __future__ import annotations

from datetime import date

from scheduler.kinds.metric import Measure, Metric
from scheduler.queries.insights import Told, measured

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
