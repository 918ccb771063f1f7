from datetime import date

import pytest

from scheduler.desk.pages.repeating import OTHER, Repeat, repeat_of, rule_given
from scheduler.desk.pages.rule_words import rule_in_words

SUNDAY = "2026-12-06"


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ("", Repeat("")),
        ("FREQ=DAILY;COUNT=8", Repeat("FREQ=DAILY", times="8")),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=8", Repeat("FREQ=WEEKLY", times="8")),
        ("freq=weekly; interval=1", Repeat("FREQ=WEEKLY")),
        (
            "INTERVAL=2;FREQ=WEEKLY;UNTIL=20270131",
            Repeat("FREQ=WEEKLY", until="2027-01-31", interval="2"),
        ),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270131", Repeat("FREQ=WEEKLY", times="2", until="2027-01-31")),
        ("FREQ=WEEKLY;BYDAY=TH,MO;WKST=MO", Repeat("FREQ=WEEKLY", days=("MO", "TH"))),
        ("FREQ=MONTHLY;BYMONTHDAY=6", Repeat("FREQ=MONTHLY")),
        ("FREQ=MONTHLY;BYDAY=1SU", Repeat("FREQ=MONTHLY", on="nth")),
        ("FREQ=MONTHLY;BYDAY=SU;BYSETPOS=1", Repeat("FREQ=MONTHLY", on="nth")),
        ("FREQ=MONTHLY;BYDAY=-1SU", Repeat("FREQ=MONTHLY", on="last")),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", Repeat("FREQ=MONTHLY", interval="3", on="end")),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=6", Repeat("FREQ=YEARLY")),
        *(
            (rule, Repeat(OTHER, rule=rule))
            for rule in (
                "FREQ=MONTHLY;BYDAY=-1FR",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                "FREQ=MONTHLY;BYMONTHDAY=1,15",
                "FREQ=YEARLY;BYWEEKNO=20",
                "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
                "FREQ=DAILY;UNTIL=20270131T000000Z",
                "COUNT=8",
                "khi nào rảnh",
            )
        ),
    ],
)
def test_a_rule_is_shown_as_a_choice_where_one_says_it(rule, shown):
    assert repeat_of(rule, SUNDAY) == shown


def given(every, times="", until="", rule="", interval="1", on=""):
    return {
        "repeat_every": every,
        "repeat_times": times,
        "repeat_until": until,
        "repeat": rule,
        "repeat_interval": interval,
        "repeat_on": on,
    }


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (given(""), ""),
        (given("FREQ=WEEKLY", times="8"), "FREQ=WEEKLY;COUNT=8"),
        (given("FREQ=MONTHLY", until="2027-06-30"), "FREQ=MONTHLY;UNTIL=20270630"),
        (given("", rule="left from before"), ""),
        (given(OTHER, rule="FREQ=YEARLY", times="3"), "FREQ=YEARLY"),
        (given("FREQ=DAILY", interval="3"), "FREQ=DAILY;INTERVAL=3"),
        (given("FREQ=MONTHLY", on="nth", times="6"), "FREQ=MONTHLY;BYDAY=1SU;COUNT=6"),
        (given("FREQ=MONTHLY", on="last"), "FREQ=MONTHLY;BYDAY=-1SU"),
        (given("FREQ=MONTHLY", on="end"), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (given("FREQ=YEARLY"), "FREQ=YEARLY"),
    ],
)
def test_a_choice_becomes_its_rule(asked, rule):
    assert rule_given(asked, [], SUNDAY, "") == rule


def test_the_weekdays_that_are_ticked_are_in_the_rule_and_its_own_needs_no_word():
    assert rule_given(given("FREQ=WEEKLY"), ["SU", "WE"], SUNDAY, "") == "FREQ=WEEKLY;BYDAY=WE,SU"
    assert rule_given(given("FREQ=WEEKLY"), ["SU"], SUNDAY, "") == "FREQ=WEEKLY"


@pytest.mark.parametrize(
    ("rule", "vi", "en"),
    [
        ("FREQ=DAILY;INTERVAL=3;COUNT=8", "3 ngày một lần, 8 lần", "Every 3 days, 8 times"),
        ("FREQ=WEEKLY", "Chủ Nhật hằng tuần", "Sunday every week"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "Thứ Ba và thứ Năm hằng tuần", "Tuesday and Thursday every week"),
        ("FREQ=MONTHLY", "Ngày 6 hằng tháng", "Day 6 of every month"),
        (
            "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20270131",
            "Thứ Ba lần thứ 2 hằng tháng, đến hết ngày 31/1/2027",
            "Tuesday number 2 of every month, until 31 January 2027",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1",
            "Thứ Sáu cuối cùng hằng tháng",
            "The last Friday of every month",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU",
            "Thứ Ba đầu tiên trong tháng, 2 tháng một lần",
            "The first Tuesday of the month, every 2 months",
        ),
        ("FREQ=MONTHLY;BYDAY=TU", "Mọi thứ Ba hằng tháng", "All Tuesdays of every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Ngày cuối cùng hằng tháng", "The last day of every month"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8", "Ngày 8 tháng 3 hằng năm", "Day 8 of month 3 every year"),
        ("FREQ=DAILY;BYDAY=TU", "", ""),
        ("FREQ=WEEKLY;BYMONTH=3", "", ""),
        ("FREQ=YEARLY", "Ngày 6/12 hằng năm", "Day 6/12 every year"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=1SU", "Chủ Nhật đầu tiên tháng 3 hằng năm", None),
        ("FREQ=YEARLY;BYWEEKNO=20", "", ""),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", "", ""),
        ("hằng tuần", "", ""),
        ("FREQ=WEEKLY;UNTIL=khi nào", "", ""),
    ],
)
def test_a_rule_is_read_back_as_a_sentence(rule, vi, en):
    first = date.fromisoformat(SUNDAY)
    assert rule_in_words(rule, first, "vi") == vi
    assert en is None or rule_in_words(rule, first, "en") == en


def test_a_rule_that_says_the_same_in_other_words_stays_as_it_stood():
    assert rule_given(given("FREQ=WEEKLY", times="8"), [], SUNDAY, "COUNT=8;FREQ=WEEKLY;BYDAY=SU") == (
        "COUNT=8;FREQ=WEEKLY;BYDAY=SU"
    )


def test_a_series_moved_to_another_day_repeats_on_that_one():
    stood = "FREQ=WEEKLY;BYDAY=SU;COUNT=8"
    assert rule_given(given("FREQ=WEEKLY", times="8"), [], "2026-12-07", stood) == "FREQ=WEEKLY;COUNT=8"
