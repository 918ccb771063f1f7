"""Versions of the Graph API: which there are, when each ends, and that the office is told in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.channels.channel import Ages, ChannelError, Ending, Failure, FailureKind
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.channels.facebook_versions import NEWEST, last_day
from scheduler.cli.examining_running import access
from scheduler.clock import SystemClock
from scheduler.problems import Text
from tests.channels.making import facebook

NOWHERE = "http://127.0.0.1:9"


def test_a_page_without_a_version_in_its_settings_takes_the_newest() -> None:
    assert FacebookSettings(page="1", token="env:X").version == NEWEST == "v27.0"


@pytest.mark.parametrize(
    ("version", "last"),
    [
        ("v2.8", date(2026, 9, 24)),
        ("v20.0", date(2026, 9, 24)),
        ("v21.0", date(2027, 1, 21)),
        ("v25.0", date(2028, 7, 29)),
        ("v26.0", None),
        ("v27.0", None),
        ("v99.0", None),
    ],
)
def test_a_version_ends_on_the_day_that_facebook_named(version: str, last: date | None) -> None:
    assert last_day(version) == last
    channel = facebook(NOWHERE, version=version)
    assert isinstance(channel, Ages)
    assert [ending.at.date() for ending in channel.endings()] == ([last] if last else [])


class Page:
    """A channel whose access cannot be asked after."""

    name = "facebook"

    def __init__(self, days: float) -> None:
        self.ends = SystemClock().now() + timedelta(days=days)

    def describe(self) -> str:
        return "Facebook 1"

    def endings(self) -> tuple[Ending, ...]:
        return (
            Ending("version", self.ends, Text("v21.0", "v21.0"), Text("Đặt v27.0", "Set v27.0"), early=90),
        )

    def checkup(self):
        raise ChannelError(Failure(FailureKind.DOUBTFUL, "network", Text("mạng", "network"), Text("", "")))


@pytest.mark.parametrize(("days", "status"), [(100, "fine"), (89, "warning"), (-1, "error")])
def test_doctor_tells_of_a_version_that_ends_within_90_days(days: float, status: str) -> None:
    found = access(Page(days))
    assert [one.level for one in found] == [status, "warning"]
    assert "v21.0" in found[0].said.vi
