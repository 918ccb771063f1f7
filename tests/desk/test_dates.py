from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.desk.pages import dates

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 12, 1, 7, 30, tzinfo=ZONE)


def test_a_span_names_the_year_once_unless_it_changes():
    assert dates.span(date(2026, 11, 30), date(2026, 12, 6), "vi") == "30/11 – 6/12/2026"
    assert dates.span(date(2026, 12, 28), date(2027, 1, 3), "vi") == "28/12/2026 – 3/1/2027"
    assert dates.span(date(2026, 12, 1), date(2026, 12, 1), "en") == "1 December 2026"


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(seconds=10), "còn 1 phút"),
        (timedelta(minutes=45), "còn 45 phút"),
        (timedelta(hours=9), "hôm nay"),
        (timedelta(hours=20), "ngày mai"),
        (timedelta(days=7), "còn 7 ngày"),
    ],
)
def test_how_far_ahead_it_is(ahead, said):
    assert dates.distance(MORNING + ahead, MORNING, "vi") == said
