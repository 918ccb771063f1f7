from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date

from scheduler import locales

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 12, 1, 7, 30, tzinfo=ZONE)


def test_a_moment_is_said_as_people_say_it():
    assert locales.moment(MORNING, "vi") == "Thứ Ba, 1/12/2026 · 07:30"
    assert locales.moment(MORNING, "en") == "Tuesday, 1 December 2026 · 07:30"


def test_a_message_has_the_day_in_both_languages():
    assert locales.day_text(MORNING).vi == "1/12/2026"
    assert locales.day_text(MORNING, year=False).en == "1 December"
    assert locales.time_text(MORNING).vi == "07:30 ngày 1/12/2026"
    assert locales.time_text(MORNING).en == "07:30, 1 December 2026"


@pytest.mark.parametrize("number", range(1, 13))
def test_days_in_messages_are_said_as_cldr_has_them(number):
    for day in (date(2026, number, 1), date(2027, number, 28)):
        for language, locale, long, short in (
            ("vi", "vi", "d/M/y", "d/M"),
            ("en", "en_GB", "d MMMM y", "d MMMM"),
        ):
            assert locales.day(day, language) == format_date(day, long, locale)
            assert locales.day(day, language, year=False) == format_date(day, short, locale)


def test_a_month_and_the_days_of_a_week_have_their_names():
    assert [locales.month(MORNING, language) for language in ("vi", "en")] == [
        "Tháng 12/2026",
        "December 2026",
    ]
    assert locales.weekdays("vi")[0] == ("T2", "Thứ Hai")
    assert locales.weekdays("vi")[6] == ("CN", "Chủ Nhật")
    assert locales.weekdays("en")[6] == ("Sun", "Sunday")
    assert locales.weekday(date(2026, 12, 6), "vi") == "Chủ Nhật"


def test_a_great_number_is_parted_as_its_language_parts_it():
    assert [locales.whole_number(3321, language) for language in ("vi", "en")] == ["3.321", "3,321"]
