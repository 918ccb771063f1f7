"""When a post goes out: each mistake in its at, after, repeat and except is told at its place."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import Calendar
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from tests.calendar.conftest import SETTINGS, Read, Write, codes

SLOTS = """\
slots: {daily: ["07:30", "19:30"], facebook: {daily: ["19:30"]}}
blackout:
  holidays: VN
  days: [2026-12-25, {day: 2027-02-01..2027-02-12, why: Nghỉ Tết}]
"""
POST = "posts:\n  - id: a\n    title: b\n    text: c\n"
TIMED = POST + "    at: 2026-12-06 19:30\n"  # a Sunday
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def read_with(folder: WorkFolder, write: Write) -> Read:
    """Reads the calendar of a text, with *more* in the settings."""

    def read_text(text: str, more: str = SLOTS) -> Calendar:
        write("config/settings.yaml", SETTINGS + more)
        write("posts/a.yaml", text)
        settings, problems = load_settings(folder)
        assert problems == []
        assert settings is not None
        return read_calendar(folder, settings)

    return read_text


# -- without a time ---------------------------------------------------------------------------------


def test_a_post_without_a_time_waits_for_a_slot(read_with: Read) -> None:
    calendar = read_with(POST + "    after: 2026-12-24\n")
    assert calendar.problems == ()
    (post,) = calendar.posts
    assert (post.at, post.after) == (None, datetime(2026, 12, 24, tzinfo=VIETNAM))


def test_without_slots_in_the_settings_it_is_an_error_at_the_post(read: Read) -> None:
    calendar = read(POST)
    assert (calendar.posts, codes(calendar)) == ((), [("at-missing", 2)])
    (problem,) = calendar.problems
    assert "at: 2026-12-01 07:30" in problem.way_out("vi")
    assert 'slots: {daily: ["07:30", "19:30"]}' in problem.way_out("vi")


def test_a_channel_without_slots_is_named(read_with: Read) -> None:
    more = 'slots: {website: {sat: ["08:30"]}}\n'
    calendar = read_with(POST + "    channels: [website, facebook]\n", more)
    assert codes(calendar) == [("slots-missing", 5)]
    assert "facebook" in calendar.problems[0].wrong("vi")
    assert read_with(POST + "    channels: [website]\n", more).problems == ()


def test_a_draft_needs_neither_time_nor_slots(read: Read) -> None:
    calendar = read(POST + "    status: draft\n    repeat: FREQ=DAILY\n")
    assert (calendar.problems, calendar.posts[0].at) == ((), None)


def test_who_wrote_a_wrong_time_is_not_told_that_it_is_missing(read: Read) -> None:
    assert codes(read(POST + "    at: mai\n")) == [("at-form", 5)]
    assert codes(read(POST + "    at: “2026-12-06: 19:30”\n")) == [("curly-quote", 5)]


def test_a_post_without_a_time_cannot_repeat(read_with: Read) -> None:
    calendar = read_with(POST + "    repeat: FREQ=DAILY\n")
    assert codes(calendar) == [("repeat-without-at", 5)]


def test_a_unit_with_slots_of_its_own_needs_none_of_the_provinces(read_with: Read, write: Write) -> None:
    write(
        "config/units.yaml",
        "units:\n"
        '  - {id: x, name: Xã X, facebook: {page: "7", token: env:X}, slots: {daily: ["08:00"]}}\n'
        '  - {id: y, name: Xã Y, facebook: {page: "8", token: env:Y}}\n',
    )
    queued = POST + "    channels: [facebook]\n    units: "
    assert read_with(queued + "[x]\n", "").problems == ()
    (problem,) = read_with(queued + "[x, y]\n", "").problems
    assert problem.code == "slots-missing"
    assert "Xã Y" in problem.wrong("vi")


def test_a_post_without_channels_goes_to_those_that_its_units_have(read_with: Read, write: Write) -> None:
    write(
        "config/units.yaml",
        "units:\n  - {id: x, name: Xã X, website: {folder: var/x, address: https://x.example}}\n",
    )
    post = "posts:\n  - {id: a, at: 2026-12-06 19:30, title: b, text: c, units: "
    assert list(read_with(post + "[x]}\n", "").posts[0].channels) == ["website"]
    assert list(read_with(post + "[province]}\n", "").posts[0].channels) == ["facebook", "website"]


# -- mistakes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code", "place", "hint"),
    [
        ("after: 2026-12-01", "after-with-at", "6:12", "at"),
        ("after: mai", "date-form", "6:12", "2026-12-01"),
        ("repeat: hằng tuần", "repeat-form", "6:13", "FREQ=WEEKLY"),
        ("repeat: BYDAY=SU", "repeat-form", "6:13", "FREQ=WEEKLY"),
        ("repeat: FREQ=HOURLY", "repeat-frequency", "6:13", "DAILY"),
        ("repeat: FREQ=WEEKLY;BYDY=SU", "repeat-key", "6:25", "BYDAY"),
        ("repeat: FREQ=WEEKLY;BYDAY=CN", "repeat-part", "6:25", "BYDAY=MO"),
        ("repeat: FREQ=WEEKLY;BYDAY=1SU", "repeat-part", "6:13", "BYDAY=SU"),
        ("repeat: FREQ=MONTHLY;BYDAY=6SU", "repeat-part", "6:13", "BYDAY=-1FR"),
        ("repeat: FREQ=YEARLY;BYMONTH=12;BYDAY=53SU", "repeat-part", "6:13", "BYDAY=-1FR"),
        ("repeat: FREQ=WEEKLY;INTERVAL=0", "repeat-part", "6:25", "INTERVAL=2"),
        ("repeat: FREQ=DAILY;UNTIL=2026-12-31", "repeat-part", "6:24", "UNTIL=20261231"),
        ("repeat: FREQ=DAILY;UNTIL=20261232", "repeat-part", "6:24", "UNTIL="),
        ("repeat: FREQ=DAILY;BYSETPOS=1", "repeat-part", "6:13", "BYDAY=FR;BYSETPOS=1"),
        ("repeat: FREQ=DAILY;COUNT=2;COUNT=3", "repeat-part-twice", "6:32", ""),
        ("repeat: FREQ=DAILY;BYHOUR=7", "repeat-elsewhere", "6:24", "at"),
        ("repeat: DTSTART=20261206;FREQ=DAILY", "repeat-elsewhere", "6:13", "at"),
        ("repeat: EXDATE:20261206", "repeat-elsewhere", "6:13", "except"),
        ("repeat: FREQ=DAILY;COUNT=2;UNTIL=20261231", "repeat-ends-twice", "6:13", ""),
        ("repeat: FREQ=DAILY;UNTIL=20261205", "repeat-ends-early", "6:13", "UNTIL"),
        ("repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "repeat-never", "6:13", "BY…"),
        ("repeat: FREQ=WEEKLY;BYDAY=SA", "repeat-other-day", "5:9", "2026-12-05"),
        ("repeat: FREQ=WEEKLY;BYDAY=MO;COUNT=1", "repeat-other-day", "5:9", "2026-12-07"),
        ("repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "repeat-other-day", "5:9", "2028-02-29"),
        ("repeat: FREQ=DAILY\n    except: [2026-12-07, 2026-12-06]", "except-first", "7:26", "at"),
        ("repeat: FREQ=DAILY;COUNT=3\n    except: [7/12/2026]", "date-form", "7:14", "2026-12-07"),
        ("expires: 2026-12-05", "expires-early", "6:14", ""),
    ],
)
def test_each_mistake_is_told_at_its_place_with_a_way_out(
    read_with: Read, more: str, code: str, place: str, hint: str
) -> None:
    calendar = read_with(f"{TIMED}    {more}\n")
    assert calendar.posts == ()
    (problem,) = calendar.problems
    assert (problem.code, str(problem.place)) == (code, f"posts/a.yaml:{place}")
    assert hint in problem.way_out("vi")
    assert problem.way_out("en") != problem.way_out("vi")


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("repeat: FREQ=WEEKLY;COUNT=3\n    except: [2026-12-13, 2026-12-14]", "7:26"),
        ("repeat: FREQ=WEEKLY;COUNT=3\n    except: [2026-12-27]", "7:14"),
        ("except: [2026-12-13]", "6:14"),
    ],
)
def test_a_day_left_out_on_which_nothing_came_is_a_warning(read_with: Read, written: str, place: str) -> None:
    calendar = read_with(f"{TIMED}    {written}\n")
    (problem,) = calendar.problems
    assert (problem.code, problem.is_error) == ("except-misses", False)
    assert str(problem.place) == f"posts/a.yaml:{place}"
    assert [post.id for post in calendar.posts] == ["a"]


@pytest.mark.parametrize(
    ("at", "vietnamese", "english"),
    [
        ("2026-12-25 07:30", "theo lịch của cơ quan", "by the office's own calendar"),
        ("2027-02-12 07:30", "Nghỉ Tết", "Nghỉ Tết"),
    ],
)
def test_a_time_on_the_offices_closed_day_is_a_warning_with_its_name(
    read_with: Read, at: str, vietnamese: str, english: str
) -> None:
    calendar = read_with(f"{POST}    at: {at}\n")
    (problem,) = calendar.problems
    assert (problem.code, problem.is_error, problem.place.line) == ("closed-day", False, 5)
    assert f"({vietnamese})" in problem.wrong("vi")
    assert f"({english})" in problem.wrong("en")
    assert len(calendar.posts) == 1


def test_the_first_date_of_a_series_on_a_closed_day_is_named_and_except_mends_it(
    read_with: Read,
) -> None:
    weekly = f"{POST}    at: 2026-12-04 07:30\n    repeat: FREQ=WEEKLY;COUNT=11\n"
    (problem,) = read_with(weekly).problems
    assert (problem.code, problem.is_error, problem.place.line) == ("closed-day", False, 6)
    assert "except: [2026-12-25]" in problem.way_out("vi")
    (problem,) = read_with(weekly + "    except: [2026-12-25]\n").problems
    assert "2027-02-05" in problem.wrong("vi")
    assert "Nghỉ Tết" in problem.wrong("vi")
    assert read_with(weekly + "    except: [2026-12-25, 2027-02-05, 2027-02-12]\n").problems == ()


def test_a_public_holiday_needs_no_warning(read_with: Read) -> None:
    assert read_with(POST + "    at: 2027-01-01 07:30\n").problems == ()


# -- what a file shares -----------------------------------------------------------------------------


def test_a_shared_rule_is_held_against_each_posts_own_day(read_with: Read) -> None:
    calendar = read_with(
        "defaults: {repeat: FREQ=WEEKLY;BYDAY=SU;COUNT=2, except: [2026-12-13]}\n"
        "posts:\n"
        "- {id: a, at: 2026-12-06 19:30, title: b, text: c}\n"
        "- {id: b, at: 2026-12-07 19:30, title: b, text: c}\n"
        "- {id: c, at: 2026-12-13 19:30, title: b, text: c}\n"
        "- {id: d, at: 2026-12-07 19:30, title: b, text: c, repeat: FREQ=DAILY;COUNT=9}\n"
    )
    assert codes(calendar) == [("except-first", 1), ("repeat-other-day", 4)]
    assert [post.id for post in calendar.posts] == ["a", "d"]
    assert calendar.posts[1].excluded == (date(2026, 12, 13),)


def test_a_shared_after_is_for_those_without_a_time(read_with: Read) -> None:
    calendar = read_with(
        "defaults: {after: 2026-12-24 08:00}\n"
        "posts:\n"
        "- {id: a, at: 2026-12-06 19:30, title: b, text: c}\n"
        "- {id: b, title: b, text: c}\n"
    )
    assert calendar.problems == ()
    assert calendar.posts[1].after == datetime(2026, 12, 24, 8, tzinfo=VIETNAM)


def test_a_shared_rule_that_is_none_is_told_once_and_holds_those_that_take_it(read_with: Read) -> None:
    calendar = read_with(
        "defaults: {repeat: tuần}\n"
        "posts:\n"
        "- {id: a, at: 2026-12-06 19:30, title: b, text: c}\n"
        "- {id: b, at: 2026-12-06 19:30, title: b, text: c, repeat: FREQ=DAILY;COUNT=2}\n"
    )
    assert codes(calendar) == [("repeat-form", 1), ("file-held", 1)]
    assert [post.id for post in calendar.posts] == ["b"]


def test_a_shared_warning_holds_nobody(read_with: Read) -> None:
    calendar = read_with(
        "defaults: {at: 2026-12-25 07:30, title: b, text: c}\nposts:\n- {id: a}\n- {id: b}\n"
    )
    assert codes(calendar) == [("closed-day", 1)]
    assert [post.id for post in calendar.posts] == ["a", "b"]


def test_a_warning_of_its_own_does_not_let_a_post_pass_that_takes_a_wrong_value(read_with: Read) -> None:
    calendar = read_with(
        "defaults: {audience: chame, title: b, text: c}\nposts:\n- {id: a, at: 2026-12-25 07:30}\n"
    )
    assert codes(calendar) == [("unknown-audience", 1), ("file-held", 1), ("closed-day", 3)]
    assert calendar.posts == ()
