"""The day of an event: written as people write it, its weekday reckoned, a day that there is not told."""

from datetime import date

import pytest

from scheduler.cards.dates import as_fields, day_of

AFTER = date(2026, 11, 25)


@pytest.mark.parametrize(
    "text", ["2026-12-12", "12/12/2026", "12/12", " 12 / 12 ", "12.12.2026", "12-12-2026"]
)
def test_a_day_is_read_however_it_is_written(text):
    assert day_of(text, AFTER) == date(2026, 12, 12)


@pytest.mark.parametrize("text", ["", "mai", "31/11/2026", "12", "12/13", "2026-02-29", "12/12/26"])
def test_what_is_no_day_is_none(text):
    assert day_of(text, AFTER) is None


def test_without_a_year_it_is_the_next_such_day():
    assert day_of("25/11", AFTER) == AFTER
    assert day_of("24/11", AFTER) == date(2027, 11, 24)
    assert day_of("24/11", None) is None


def test_the_weekday_is_reckoned():
    assert as_fields(date(2026, 12, 12)) == {
        "day": "12", "day_name": "Thứ Bảy", "month_year": "Tháng 12/2026", "weekday": "Thứ Bảy, tháng 12",
    }  # fmt: skip
    assert as_fields(date(2026, 12, 13))["weekday"] == "Chủ Nhật, tháng 12"


def test_a_card_tells_a_day_that_there_is_not(studio):
    studio.cards("{template: event, date: 31/11/2026, title: Ngày hội, alt: Thẻ}")
    (problem,) = studio.problems()
    assert problem.message.code == "card-field-day"
    assert "31/11/2026" in problem.as_text()


def test_a_number_of_four_signs_is_told(studio):
    studio.cards('{template: number, number: "1234", headline: em nhỏ, alt: Thẻ}')
    (problem,) = studio.problems()
    assert problem.message.code == "card-field-signs"
