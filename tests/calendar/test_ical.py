"""The calendar in Google Calendar and Outlook: what they need to open it, and what they show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from scheduler.calendar.ical import icalendar_of
from scheduler.calendar.model import PROVINCE, Calendar, Hotline, Post, PostId, Unit, UnitId
from scheduler.settings import Settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
MY_XUYEN = UnitId("my-xuyen")


def ical(
    settings: Settings, *posts: Post, forecast: Mapping[PostId, datetime] | None = None
) -> icalendar.Component:
    units = {
        PROVINCE: Unit(PROVINCE, "Hội LHPN tỉnh"),
        MY_XUYEN: Unit(MY_XUYEN, "Hội LHPN xã Mỹ Xuyên", hotlines=("tong-dai-111",)),
    }
    hotlines = {"tong-dai-111": Hotline("tong-dai-111", "Tổng đài", "111")}
    data = icalendar_of(Calendar(posts, hotlines=hotlines, units=units), forecast or {}, settings, NOW)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    return icalendar.Calendar.from_ical(data)


def post(**keys: object) -> Post:
    at = datetime(2026, 12, 6, 19, 30, tzinfo=ZONE)
    return Post(**{"id": PostId("a"), "title": "Gọi", "text": "Gọi", "at": at, **keys})


def test_a_post_is_one_event_at_its_local_time_in_its_own_words(settings):
    written = post(
        title="{{ unit.name }}, gọi", text="Gọi {{ hotline('tong-dai-111') }};\nngay", hashtags=("BaoVe",),
        link="https://x.vn/a,b",
    )  # fmt: skip
    calendar = ical(settings, written, post(id="cho", at=None))
    (event,) = calendar.walk("VEVENT")
    assert event["summary"] == "Hội LHPN tỉnh, gọi"
    assert event["description"].startswith("Gọi 111;\nngay\n\nhttps://x.vn/a,b\n\n#BaoVe")
    assert event["dtstart"].dt == written.at
    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["dtend"].dt > event["dtstart"].dt
    assert event["dtstamp"].dt == NOW
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]


def test_an_event_keeps_its_uid_when_its_post_moves_and_shares_it_with_no_other(settings):
    before, other = ical(settings, post(), post(id="b")).walk("VEVENT")
    (after,) = ical(settings, post(at=datetime(2027, 1, 1, 8, 0, tzinfo=ZONE), title="Khác")).walk("VEVENT")
    assert after["uid"] == before["uid"] != other["uid"]


@pytest.mark.parametrize(
    ("repeat", "last"),
    [
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=4", "2026-12-27"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20261227", "2026-12-27"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20261227T193000", "2026-12-27"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20261227T123000Z", "2026-12-27"),
        ("FREQ=WEEKLY;UNTIL=20261226", "2026-12-20"),
    ],
)
def test_a_series_recurs_to_its_last_day_and_leaves_out_its_exceptions(settings, repeat, last):
    out = datetime(2026, 12, 13, tzinfo=ZONE).date()
    (event,) = ical(settings, post(repeat=repeat, excluded=(out,))).walk("VEVENT")
    rule = event["rrule"].to_ical().decode()
    assert "UNTIL" not in rule or rule.split("UNTIL=")[1].split(";")[0].endswith("Z")
    left_out = {one.dt for one in event["exdate"].dts}
    assert left_out == {datetime(2026, 12, 13, 19, 30, tzinfo=ZONE)}
    days = [day for day in rrulestr(rule, dtstart=event["dtstart"].dt) if day not in left_out]
    assert f"{days[-1]:%Y-%m-%d}" == last
    assert {f"{day:%H:%M}" for day in days} == {"19:30"}


def test_a_post_of_the_queue_stands_at_the_slot_it_is_likely_to_take_and_says_so(settings):
    slot = datetime(2026, 12, 3, 0, 30, tzinfo=UTC)
    waiting = post(id="cho", at=None, title="Giờ ngủ")
    (event,) = ical(settings, waiting, post(id="khac", at=None), forecast={waiting.id: slot}).walk("VEVENT")
    assert event["summary"] == "Dự kiến: Giờ ngủ"
    assert event["status"] == "TENTATIVE"
    assert event["dtstart"].dt == slot.astimezone(ZONE)
    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    (published,) = ical(settings, post(id="cho")).walk("VEVENT")
    assert event["uid"] == published["uid"]


def test_a_units_own_post_speaks_in_its_words_and_names_its_line(settings):
    own = post(title="{{ unit.name }}", text="Gọi {{ unit.hotline }}", units=(MY_XUYEN,))
    (event,) = ical(settings, own).walk("VEVENT")
    assert event["summary"] == "Hội LHPN xã Mỹ Xuyên"
    assert event["description"] == "Gọi 111"
