"""The calendar in Google Calendar and Outlook: what they need to open it, and what they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st
from msgspec import structs

from scheduler.calendar.ical import icalendar_of
from scheduler.calendar.model import PROVINCE, Calendar, Hotline, Post, PostId, Unit, UnitId
from scheduler.settings.model import Settings
from tests.examples import examples

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


# -- exported again ---------------------------------------------------------------------------------

DAY = timedelta(days=1)
Events = dict[str, icalendar.Event]


def exported(
    settings: Settings,
    calendar: Calendar,
    before: bytes = b"",
    now: datetime = NOW,
    forecast: Mapping[PostId, datetime] | None = None,
) -> tuple[bytes, Events]:
    units = {PROVINCE: Unit(PROVINCE, "Hội LHPN tỉnh"), MY_XUYEN: Unit(MY_XUYEN, "Hội LHPN xã Mỹ Xuyên")}
    data = icalendar_of(replace(calendar, units=units), forecast or {}, settings, now, before)
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return data, {str(event["uid"]).partition("@")[0]: event for event in events}


def test_a_moved_post_has_a_higher_sequence_and_a_removed_one_is_cancelled_for_a_year(settings):
    data, first = exported(settings, Calendar((post(), post(id="b"), post(id="c"))))
    assert {event["sequence"] for event in first.values()} == {0}
    moved = post(at=datetime(2026, 12, 7, 8, 0, tzinfo=ZONE))
    data, second = exported(settings, Calendar((moved, post(id="b"))), data, NOW + DAY)
    assert [(id_, event["sequence"], event.get("status")) for id_, event in second.items()] == [
        ("a", 1, None),
        ("b", 0, None),
        ("c", 1, "CANCELLED"),
    ]
    assert [event["last-modified"].dt for event in second.values()] == [NOW + DAY, NOW, NOW + DAY]
    assert {event["dtstamp"].dt for event in second.values()} == {NOW + DAY}
    assert [event["uid"] for event in second.values()] == [event["uid"] for event in first.values()]
    data, third = exported(settings, Calendar((moved, post(id="b"))), data, NOW + 2 * DAY)
    assert [event["sequence"] for event in third.values()] == [1, 0, 1]
    back, fourth = exported(settings, Calendar((moved, post(id="b"), post(id="c"))), data, NOW + 3 * DAY)
    assert (fourth["c"]["sequence"], fourth["c"].get("status")) == (2, None)
    assert back.endswith(b"END:VCALENDAR\r\n")
    _, later = exported(settings, Calendar((moved, post(id="b"))), data, NOW + 400 * DAY)
    assert list(later) == ["a", "b"]


def test_an_event_stays_while_its_post_has_an_error_and_after_it_was_published_from_the_queue(settings):
    waiting, broken = post(id="cho", at=None), post(id="b")
    slots = {waiting.id: datetime(2026, 12, 3, 0, 30, tzinfo=UTC)}
    data, first = exported(settings, Calendar((waiting, broken)), forecast=slots)
    _, second = exported(settings, Calendar((waiting,), faulty=(broken,)), data, NOW + 60 * DAY)
    for events in (first, second):
        assert [(id_, event["sequence"]) for id_, event in events.items()] == [("cho", 0), ("b", 0)]
    assert "CANCELLED" not in {event.get("status") for event in second.values()}
    _, drafted = exported(settings, Calendar((structs.replace(waiting, status="draft"),)), data, NOW + DAY)
    assert {event["status"] for event in drafted.values()} == {"CANCELLED"}


def test_an_office_that_takes_another_name_keeps_its_events(settings):
    data, first = exported(settings, Calendar((post(),)))
    renamed = settings.model_copy(update={"organisation": "Hội LHPN thành phố"})
    _, second = exported(renamed, Calendar((post(),)), data)
    assert second["a"]["uid"] == first["a"]["uid"]


TITLES = st.sampled_from(["Gọi", "Gọi, ngay; nhé\\n", "Ả" * 80])
WRITTEN = st.fixed_dictionaries(
    {
        "title": TITLES,
        "text": TITLES,
        "at": st.sampled_from([datetime(2026, 12, day, 7, 30, tzinfo=ZONE) for day in range(1, 4)]),
        "status": st.sampled_from(["ready", "draft"]),
        "repeat": st.sampled_from(["", "FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;UNTIL=20261227"]),
        "topic": st.sampled_from(["", "mat-khau"]),
        "link": st.sampled_from(["", "https://x.vn/a,b"]),
    }
)
CALENDARS = st.dictionaries(st.sampled_from("abcd"), WRITTEN, max_size=4)


@rules(max_examples=examples(20))
@given(calendars=st.lists(CALENDARS, min_size=2, max_size=4))
@pytest.mark.slow
def test_exactly_what_changed_has_a_higher_sequence(calendars):
    settings = Settings(organisation="Hội", topics={"mat-khau": "Mật khẩu"})
    data, now, last = b"", NOW, {}
    before: Events = {}
    for written in calendars:
        now += DAY
        posts = tuple(post(id=id_, **keys) for id_, keys in written.items())
        data, events = exported(settings, Calendar(posts), data, now)
        assert events.keys() == before.keys() | written.keys()
        for id_, event in events.items():
            is_same = id_ in before and written.get(id_) == last.get(id_)
            rise = event["sequence"] - (before[id_]["sequence"] if id_ in before else -1)
            assert rise == (0 if is_same else 1)
            assert (event["last-modified"].dt == now) is not is_same
            assert (event.get("status") == "CANCELLED") is (id_ not in written)
        before, last = events, written
