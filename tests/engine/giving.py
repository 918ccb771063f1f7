"""A folder of work whose posts persons post by hand, with a clock to move."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE, ChannelName, PostId, UnitId
from scheduler.clock import FixedClock
from scheduler.delivery.key import FIRST, Key
from scheduler.engine.opening import open_works
from scheduler.engine.tick import tick
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # 7:00 in Sóc Trăng
HOUR = timedelta(hours=1)
SETTINGS = """\
organisation: Hội LHPN xã Mỹ Xuyên
groups:
  places: {Nhóm Zalo ấp 3: "https://zalo.me/g/abc", Nhóm Zalo ấp 4: ""}
broadcast:
  places: {Loa xã: ""}
"""
HOTLINES = 'tong-dai-111: {name: Tổng đài 111, number: "111"}\n'
POSTS = """\
posts:
  - id: an-toan
    at: 2026-12-01 08:00
    title: Giữ mật khẩu
    text: Đừng đưa mật khẩu cho người lạ. Cần giúp, gọi {{ hotline('tong-dai-111') }}.
    hotlines: [tong-dai-111]
    channels: [groups, broadcast]
"""

POINTS = [
    "before-claim", "after-claim", "before-upload", "after-upload", "before-intent", "after-intent",
    "after-announcement", "after-call", "after-delivery",
]  # fmt: skip
_CARRY = """
import sys
from pathlib import Path
from tests.engine.giving import HOUR, Office
Office(Path(sys.argv[1]), *sys.argv[2:]).go(HOUR)
"""


@contextmanager
def painted_office(root, posts, files):
    """An office in the fresh folder *root*, with *files* there, whose posts with cards were given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOA_STATE", str(root / "state"))
        folder = root / "office"
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        office = Office(folder, posts=posts)
        office.go()
        office.go(HOUR)
        yield office
        office.works.close()


def killed_at(point, root, *made_of):
    """An office whose carrying was killed there, and which went on for a while."""
    office = Office(root, *made_of)
    office.go()
    office.works.close()
    killed = subprocess.run(
        [sys.executable, "-c", _CARRY, str(root), *made_of],
        env={**os.environ, "LOA_FAULT_POINT": point},
        check=False,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL
    office.clock.wait(3600)
    office.open()
    for _ in range(12):
        office.go(timedelta(minutes=2))
    return office


class Office:
    """A folder of work that is carried, with a clock to move; what it does can be told in words."""

    def __init__(self, root, settings=SETTINGS, posts=POSTS, units=""):
        self.folder = WorkFolder(root)
        for part in ("config", "posts", "assets", "var"):
            (root / part).mkdir(parents=True, exist_ok=True)
        (root / "config/settings.yaml").write_text(settings, "utf-8")
        (root / "config/hotlines.yaml").write_text(HOTLINES, "utf-8")
        if units:
            (root / "config/units.yaml").write_text(units, "utf-8")
        self.clock = FixedClock(START)
        self.write(posts)
        self.settings, problems = load_settings(self.folder)
        assert self.settings is not None, problems
        self.open()

    def open(self):
        self.works = open_works(self.folder, self.settings, self.clock, calendar=lambda: self.read)

    def write(self, posts):
        (self.folder.posts / "a.yaml").write_text(posts, "utf-8")
        settings, _ = load_settings(self.folder)
        self.read = read_calendar(self.folder, settings)
        assert not [one.as_text() for one in self.read.problems if one.is_error]

    def go(self, wait=timedelta()):
        self.clock.wait(wait.total_seconds())
        return tick(self.works)

    def row(self, channel="groups", post="an-toan", unit=PROVINCE):
        return self.works.ledger.delivery(self.key(channel, post, unit))

    def pack(self, channel="groups", unit=PROVINCE):
        return self.channel(channel, unit).packs.find(self.row(channel, unit=unit).remote_id)

    def channel(self, channel="groups", unit=PROVINCE):
        return self.works.outlets.get(unit, ChannelName(channel))

    @staticmethod
    def key(channel="groups", post="an-toan", unit=PROVINCE):
        return Key(PostId(post), FIRST, UnitId(unit), ChannelName(channel))

    def codes(self, channel="groups"):
        events = self.works.ledger.events(self.key(channel))
        return [one.reason.code for one in events if one.reason.code.startswith("by-hand")]
