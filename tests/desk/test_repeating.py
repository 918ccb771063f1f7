import pytest

from scheduler.desk.pages.repeating import OTHER, Repeat, repeat_of, rule_given

SUNDAY = "2026-12-06"


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ("", Repeat("")),
        ("FREQ=DAILY;COUNT=8", Repeat("FREQ=DAILY", times="8")),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=8", Repeat("FREQ=WEEKLY", times="8")),
        ("freq=weekly; interval=1", Repeat("FREQ=WEEKLY")),
        ("INTERVAL=2;FREQ=WEEKLY;UNTIL=20270131", Repeat("FREQ=WEEKLY;INTERVAL=2", until="2027-01-31")),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270131", Repeat("FREQ=WEEKLY", times="2", until="2027-01-31")),
        ("FREQ=WEEKLY;BYDAY=MO", Repeat(OTHER, rule="FREQ=WEEKLY;BYDAY=MO")),
        ("FREQ=MONTHLY;BYDAY=-1FR", Repeat(OTHER, rule="FREQ=MONTHLY;BYDAY=-1FR")),
        ("FREQ=DAILY;UNTIL=20270131T000000Z", Repeat(OTHER, rule="FREQ=DAILY;UNTIL=20270131T000000Z")),
        ("COUNT=8", Repeat(OTHER, rule="COUNT=8")),
        ("khi nào rảnh", Repeat(OTHER, rule="khi nào rảnh")),
    ],
)
def test_a_rule_is_shown_as_a_choice_where_one_says_it(rule, shown):
    assert repeat_of(rule, SUNDAY) == shown


def given(every, times="", until="", rule=""):
    return {"repeat_every": every, "repeat_times": times, "repeat_until": until, "repeat": rule}


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (given(""), ""),
        (given("FREQ=WEEKLY", times="8"), "FREQ=WEEKLY;COUNT=8"),
        (given("FREQ=MONTHLY", until="2027-06-30"), "FREQ=MONTHLY;UNTIL=20270630"),
        (given("", rule="left from before"), ""),
        (given(OTHER, rule="FREQ=YEARLY", times="3"), "FREQ=YEARLY"),
    ],
)
def test_a_choice_becomes_its_rule(asked, rule):
    assert rule_given(asked, SUNDAY, "") == rule


def test_a_rule_that_says_the_same_in_other_words_stays_as_it_stood():
    assert rule_given(given("FREQ=WEEKLY", times="8"), SUNDAY, "COUNT=8;FREQ=WEEKLY;BYDAY=SU") == (
        "COUNT=8;FREQ=WEEKLY;BYDAY=SU"
    )


def test_a_series_moved_to_another_day_repeats_on_that_one():
    stood = "FREQ=WEEKLY;BYDAY=SU;COUNT=8"
    assert rule_given(given("FREQ=WEEKLY", times="8"), "2026-12-07", stood) == "FREQ=WEEKLY;COUNT=8"
