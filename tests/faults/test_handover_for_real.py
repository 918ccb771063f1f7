"""Two rehearsed weeks in which the practice Facebook holds the posts, while the calendar goes on changing."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from scheduler.calendar.model import PROVINCE, Calendar, Card, ChannelName, ChannelVariant, Post, PostId, Unit
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.delivery.ledger import Ledger, State
from scheduler.engine.tick import order, tick
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.rehearsal.clock import RehearsalClock
from scheduler.rehearsal.server import start
from scheduler.secrets import Secret
from tests.delivery.practice import START, settings
from tests.faults.real import Both, Painter, StillClock, own_words

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def rehearsal(tmp_path_factory):
    """A page of its own: how many calls are made, and so which of them fail, hangs on nobody else's posts."""
    with start(tmp_path_factory.mktemp("rehearsal"), start=START) as running:
        yield running


class Office:
    """An office whose calendar is whatever `posts` has, and whose page takes posts seven days ahead."""

    def __init__(self, folder, rehearsal, mark):
        self.rehearsal = rehearsal
        self.clock = StillClock(RehearsalClock(rehearsal.address))
        self.start = self.clock.now().replace(second=0, microsecond=0) + HOUR
        self.mark = mark
        page = FacebookSettings(
            page=rehearsal.page_id, token="env:X", version="v26.0", graph_url=rehearsal.address, handover="7d"
        )
        self.unit = Unit(PROVINCE, "Hội", channels={"facebook": page})
        channel = FacebookChannel(page, Secret(rehearsal.token), None, self.clock, timeout=(30.0, 30.0))
        self.posts = {n: self.post(n) for n in range(14)}
        self.read()
        self.works = Works(
            WorkFolder(folder),
            settings(within=timedelta(days=2), spacing=timedelta()),
            self.clock,
            ledger=Ledger.open(folder / "ledger.db", self.clock),
            outlets=Both([channel], self.clock),
            calendar=lambda: self.calendar,
            painter=lambda _: Painter(),
        )

    def post(self, n, words="như đã viết", later=timedelta()):
        return Post(
            id=PostId(f"{self.mark}-{n}"),
            title=f"Bài {n} của {self.mark}.",
            text=f"Lời của bài {n}, {words}: {own_words(f'{self.mark}-{n}')}.",
            at=(self.start + n * DAY + later).astimezone(ZONE),
            channels={ChannelName("facebook"): ChannelVariant()},
            cards=(Card("tip"),),
        )

    def read(self):
        self.calendar = Calendar(posts=tuple(self.posts.values()), units={PROVINCE: self.unit})

    def run(self, until):
        for _ in range(500):
            report = tick(self.works)
            now = self.clock.now()
            if report.next_due is None or report.next_due > until:
                self.clock.advance_to(until)
                return
            self.clock.advance_to(max(report.next_due, now + timedelta(seconds=1)))
        raise AssertionError("it never comes to rest")

    def look_after(self, until):
        """A person looks at what is held, and does as she is told; then it goes on."""
        held = [row for row in self.works.ledger.deliveries() if row.state is State.HELD]
        assert {row.reason.code for row in held} <= {"doubtful-again"}  # two answers in a row said nothing
        order(self.works, [row.key.post for row in held])
        self.run(until)

    def waiting(self):
        return [post["message"] for post in self.rehearsal.scheduled() if self.mark in post["message"]]

    def shown(self):
        return sorted(
            (post["message"], post["created_time"][:16])
            for post in self.rehearsal.posts()
            if self.mark in post["message"]
        )


def expected(office):
    return sorted(
        (f"{post.title}\n\n{post.text}", f"{post.at.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M}")
        for post in office.posts.values()
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", ["none", "error-500-after", "error-500-before", "cut-after", "truncated-json", "throttle"]
)
def test_after_two_weeks_of_changes_the_page_is_what_the_calendar_says(tmp_path, rehearsal, fault):
    office = Office(tmp_path, rehearsal, f"tuan-{fault}")
    if fault != "none":
        rehearsal.arm(fault, count=400, chance=0.15, seed=7)
    office.run(office.start + 2 * DAY + HOUR)
    rehearsal.disarm()
    office.run(office.start + 2 * DAY + 3 * HOUR)  # what waits after a fault is tried again
    office.look_after(office.start + 2 * DAY + 4 * HOUR)
    assert len(office.waiting()) == 7
    if fault != "none":
        rehearsal.arm(fault, count=400, chance=0.15, seed=8)
    office.posts[5] = office.post(5, "đã sửa")
    office.posts[6] = office.post(6, later=2 * HOUR)
    del office.posts[7]
    office.posts[12] = office.post(12, "đã sửa khi chưa giao")
    office.read()
    office.run(office.start + 9 * DAY + HOUR)
    office.posts[20] = structs.replace(
        office.post(20), at=(office.start + 11 * DAY + 3 * HOUR).astimezone(ZONE)
    )
    office.posts[10] = office.post(10, "đã sửa hai lần")
    office.read()
    office.run(office.start + 16 * DAY)
    rehearsal.disarm()
    office.run(office.start + 17 * DAY)
    office.look_after(office.start + 17 * DAY + HOUR)
    states = {row.key.post: row.state.value for row in office.works.ledger.deliveries()}
    assert states.pop(f"{office.mark}-7") == "skipped"
    assert set(states.values()) == {"published"}
    assert [text for text, _ in office.shown()] == [text for text, _ in expected(office)]
    if fault == "none":
        assert office.shown() == expected(office)
    assert len(office.waiting()) == 0
    office.works.close()
    office.clock.close()
