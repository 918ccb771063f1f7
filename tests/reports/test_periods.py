"""Periods: what people may ask for, and how it stands in a title."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.problems import Stop
from scheduler.reports.periods import month_of, parse, suggested

DAYS = st.dates(date(2001, 1, 1), date(2198, 12, 31))


@pytest.mark.parametrize(
    ("code", "name", "first", "last"),
    [
        ("2026-12", "tháng 12 năm 2026", "2026-12-01", "2026-12-31"),
        ("2024-2", "tháng 2 năm 2024", "2024-02-01", "2024-02-29"),
        ("2026-w01", "tuần 1 (từ ngày 29/12/2025 đến ngày 04/01/2026)", "2025-12-29", "2026-01-04"),
        ("2026-Q4", "quý IV năm 2026", "2026-10-01", "2026-12-31"),
        ("2026-h1", "6 tháng đầu năm 2026", "2026-01-01", "2026-06-30"),
        ("2026-H2", "6 tháng cuối năm 2026", "2026-07-01", "2026-12-31"),
        ("2026", "năm 2026", "2026-01-01", "2026-12-31"),
        ("2026-12-05", "ngày 05/12/2026", "2026-12-05", "2026-12-05"),
        ("2026-11-28..2026-12-05", "từ ngày 28/11/2026 đến ngày 05/12/2026", "2026-11-28", "2026-12-05"),
    ],
)
def test_each_form_is_the_days_that_it_says(code, name, first, last):
    period = parse(code)
    assert (period.name.vi, str(period.first), str(period.last)) == (name, first, last)


@pytest.mark.parametrize(
    "words", ["", "2026-13", "2026-W54", "2026-Q5", "2026-H3", "26", "1999", "9999", "2026-02-30", "tháng 12",
              "2026-12-01..", "2026-12-05..2026-12-01", "2026-Q4-01", "٢٠٢٦"],
)  # fmt: skip
def test_whatever_else_is_refused_in_words(words):
    with pytest.raises(Stop):
        parse(words)


@given(DAYS)
def test_those_that_are_suggested_can_be_asked_for_and_the_present_ones_are_among_them(today):
    found = suggested(today)
    assert all(parse(one.code) == one for one in found)
    assert sum(one.first <= today <= one.last for one in found) == 5
    assert month_of(today) in found


@given(st.integers(2001, 2198))
def test_months_make_quarters_and_quarters_halves_and_those_a_year(year):
    def days(*codes):
        return [(parse(code).first, parse(code).last) for code in codes]

    months = days(*(f"{year}-{month:02}" for month in range(1, 13)))
    quarters = days(*(f"{year}-Q{number}" for number in range(1, 5)))
    assert quarters == [(months[n][0], months[n + 2][1]) for n in range(0, 12, 3)]
    assert days(f"{year}-H1", f"{year}-H2") == [(quarters[n][0], quarters[n + 1][1]) for n in (0, 2)]
    assert days(str(year)) == [(quarters[0][0], quarters[3][1])]


def test_a_period_begins_and_ends_by_the_offices_clock():
    start, end = parse("2026-12").bounds(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert start.astimezone(UTC) == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 12, 31, 17, tzinfo=UTC)
