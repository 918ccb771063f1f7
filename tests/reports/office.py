"""A small office whose book is written by delivery's own moves, at any time, for the tests of the report."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import Calendar, ChannelName, PostId, UnitId
from scheduler.clock import FixedClock
from scheduler.delivery import by_hand, sqlite
from scheduler.delivery.change_reasons import ANEW, TAKEN_DOWN
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reasons import CLAIM, HANDED_OVER, INTENT, LATE, RECEIPT, SET_ASIDE, SKIPPED, UPLOADED
from scheduler.delivery.records import Delivery
from scheduler.delivery.schema import insights, page_insights
from scheduler.delivery.states import State
from scheduler.files import WorkFolder
from scheduler.reports.figures import Figures
from scheduler.reports.gathering import figures_of
from scheduler.reports.periods import parse
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
audiences: {cha-me: Cha mẹ, giao-vien: Giáo viên, hoc-sinh: Học sinh}
topics: {mat-khau: Mật khẩu, nguoi-la: Người lạ trên mạng, lua-dao: Tránh lừa đảo}
report: {points: {"6": {topics: [lua-dao]}}}
facebook: {page: "102938475610293", token: env:LOA_FACEBOOK_TOKEN}
website: {folder: var/site, address: "https://phunu.soctrang.gov.vn/tin/"}
groups: {places: {Nhóm Zalo Khóm 1: "", Nhóm Zalo Khóm 2: ""}}
"""
HOTLINES = """\
tong-dai-111: {name: Tổng đài Quốc gia bảo vệ trẻ em, number: "111"}
hoi-phu-nu-tinh: {name: Hội LHPN tỉnh Sóc Trăng, number: "0377672444"}
so-ldtbxh: {name: Sở LĐTB&XH tỉnh Sóc Trăng, number: "02993551717"}
"""
UNITS = """\
units:
  - id: my-xuyen
    name: Hội LHPN xã Mỹ Xuyên
    hotlines: [hoi-phu-nu-tinh]
    facebook: {page: "202938475610293", token: env:LOA_FACEBOOK_TOKEN}
  - id: khom-1
    parent: my-xuyen
    name: Chi hội Khóm 1
"""
POSTS = """\
campaign: {id: an-toan, title: Cùng con lên mạng an toàn, programme: Quyết định số 830/QĐ-TTg}
defaults: {channels: [facebook, website], units: [all]}
posts:
  - id: mat-khau
    at: 2026-12-01 07:30
    title: Mật khẩu mạnh cho con
    text: Cùng con đặt mật khẩu dài. Cần giúp đỡ, gọi {{ hotline('tong-dai-111') }}.
    audience: cha-me
    topic: mat-khau
    source: Công văn 267/BTV-BTGCSLP, mục 2 và 3
    card: {template: tip, headline: Đặt *mật khẩu mạnh*, alt: Thẻ nhắc mật khẩu mạnh}
  - id: nguoi-la
    at: 2026-12-02 19:30
    title: Người lạ nhắn tin xin ảnh
    text: Con đừng gửi, và kể ngay với cha mẹ.
    audience: hoc-sinh
    topic: nguoi-la
    hotlines: [hoi-phu-nu-tinh]
    card: {template: tip, headline: Đừng gửi ảnh, alt: Thẻ nhắc đừng gửi ảnh}
  - id: lua-dao
    at: 2026-12-20 19:30
    title: Quà lạ trên máy con
    text: Dừng tay, hỏi má, rồi mới bấm.
    topic: lua-dao
"""
PROVINCE, COMMUNE = UnitId("province"), UnitId("my-xuyen")


class Office:
    """A folder of work with its settings, calendar and book; *clock* is set by whoever writes."""

    def __init__(self, root: Path) -> None:
        for name in ("config", "posts", "assets"):
            (root / name).mkdir(exist_ok=True)
        for name, text in (
            ("config/settings.yaml", SETTINGS), ("config/hotlines.yaml", HOTLINES),
            ("config/units.yaml", UNITS), ("posts/2026-12.yaml", POSTS),
        ):  # fmt: skip
            if not (root / name).exists():
                (root / name).write_text(text, "utf-8")
        self.folder = WorkFolder(root)
        settings, problems = load_settings(self.folder)
        assert settings is not None, problems
        self.settings: Settings = settings
        self.clock = FixedClock(datetime(2026, 12, 1, tzinfo=UTC))
        self.ledger = Ledger.open(root / "var" / "ledger.db", self.clock)
        self.calendar: Calendar = read_calendar(self.folder, settings)

    def at(self, moment: str) -> datetime:
        """The clock stands at that moment of the office's: 2026-12-01 07:30."""
        self.clock.instant = datetime.fromisoformat(moment).replace(tzinfo=self.settings.zone).astimezone(UTC)
        return self.clock.now()

    def key(self, post: str, channel: str, unit: str = PROVINCE, occurrence: str = FIRST) -> Key:
        return Key(PostId(post), occurrence, UnitId(unit), ChannelName(channel))

    def publish(
        self, key: Key, due: str, at: str = "", *, text: str = "Lời bài", public_at: datetime | None = None
    ) -> Delivery:
        """It was due then and became public at *at*; all is written at that time."""
        planned, now = self.at(due), self.at(at or due)
        with self.ledger.writing("máy 1") as book:
            row = book.begin(
                key, f"{key.channel}:{key.unit}", planned, State.CLAIMED, reason=CLAIM, message="Bài cũ\nLời",
            )  # fmt: skip
            row = book.move(row, State.PREPARED, reason=UPLOADED)
            row = book.move(row, State.SENDING, reason=INTENT, text=text)
            return book.move(
                row, State.PUBLISHED, reason=RECEIPT, remote_id=str(key), public_at=public_at or now,
                address=f"https://phunu.soctrang.gov.vn/tin/{key.post}-{key.unit}.html",
            )  # fmt: skip

    def hold(self, key: Key, due: str, at: str) -> Delivery:
        planned, _ = self.at(due), self.at(at)
        reason = LATE.filled(due="07:30", post=key.post)
        with self.ledger.writing("máy 1") as book:
            return book.begin(key, f"{key.channel}:{key.unit}", planned, State.HELD, reason=reason)

    def set_aside(self, key: Key, due: str, who: str) -> Delivery:
        planned = self.at(due)
        with self.ledger.writing(who) as book:
            reason = SET_ASIDE.filled(who=who, why="chờ ý kiến", post=key.post)
            return book.begin(key, f"{key.channel}:{key.unit}", planned, State.HELD, reason=reason)

    def skip(self, row: Delivery, at: str) -> Delivery:
        self.at(at)
        with self.ledger.writing("chị Lan") as book:
            return book.move(row, State.SKIPPED, reason=SKIPPED.filled(who="chị Lan", why="trùng bài"))

    def withdraw(self, row: Delivery, at: str) -> Delivery:
        self.at(at)
        with self.ledger.writing("máy 1") as book:
            return book.move(row, State.WITHDRAWN, reason=TAKEN_DOWN)

    def begin_anew(self, row: Delivery, at: str) -> Delivery:
        self.at(at)
        with self.ledger.writing("máy 1") as book:
            return book.move(row, State.CLAIMED, reason=ANEW, remote_id=None, public_at=None, address="")

    def anew(self, row: Delivery, at: str) -> Delivery:
        row, now = self.begin_anew(row, at), self.at(at)
        with self.ledger.writing("máy 1") as book:
            row = book.move(row, State.PREPARED, reason=UPLOADED)
            row = book.move(row, State.SENDING, reason=INTENT)
            return book.move(row, State.PUBLISHED, reason=RECEIPT, remote_id=f"{row.key}-2", public_at=now)

    def give(self, key: Key, at: str) -> Delivery:
        """A person has it, to post it by hand."""
        now = self.at(at)
        with self.ledger.writing("máy 1") as book:
            row = book.begin(key, f"{key.channel}:{key.unit}", now, State.CLAIMED, reason=CLAIM)
            row = book.move(row, State.PREPARED, reason=UPLOADED)
            row = book.move(row, State.SENDING, reason=INTENT)
            return book.move(row, State.HANDED_OVER, reason=by_hand.GIVEN, remote_id=str(key))

    def say(self, row: Delivery, at: str, *, done: bool = True) -> Delivery:
        """What that person says of it."""
        self.at(at)
        places = "Nhóm Zalo Khóm 1; Nhóm Zalo Khóm 2"
        reason = by_hand.DONE.filled(who="chị Lan", places=places) if done else by_hand.TAKEN_BACK
        with self.ledger.writing("chị Lan") as book:
            from dataclasses import replace

            said = replace(reason.filled(who="chị Lan"), detail=places if done else "")
            return book.note(row, reason=said)

    def hand_over(self, key: Key, due: str, at: str) -> Delivery:
        """Facebook's own scheduler has it."""
        planned, _ = self.at(due), self.at(at)
        with self.ledger.writing("máy 1") as book:
            row = book.begin(key, f"{key.channel}:{key.unit}", planned, State.CLAIMED, reason=CLAIM)
            row = book.move(row, State.PREPARED, reason=UPLOADED)
            row = book.move(row, State.SENDING, reason=INTENT)
            reason = HANDED_OVER.filled(channel="Facebook")
            return book.move(row, State.HANDED_OVER, reason=reason, remote_id=str(key))

    def tell(self, row: Delivery, day: str, values: Mapping[str, int | None]) -> None:
        """What the channel told of that delivery on that day, by its own names."""
        self._note(insights, [{"delivery_id": row.id, **one} for one in self._told(day, values)])

    def tell_page(self, page_key: str, day: str, values: Mapping[str, int | None]) -> None:
        """The same of a place."""
        self._note(page_insights, [{"page_key": page_key, **one} for one in self._told(day, values)])

    def figures(self, period: str = "2026-12", now: str = "2027-01-05 08:00", unit: str = "") -> Figures:
        """The report's figures as they are known then."""
        return figures_of(
            self.ledger, self.calendar, self.settings, parse(period), self.at(now),
            unit=UnitId(unit) if unit else None, about=("hotline",),
        )  # fmt: skip

    def _told(self, day: str, values: Mapping[str, int | None]) -> list[dict[str, object]]:
        now = self.clock.now()
        return [{"metric": name, "day": day, "value": one, "asked_at": now} for name, one in values.items()]

    def _note(self, table: object, rows: list[dict[str, object]]) -> None:
        engine = sqlite.open_store(self.ledger.where, self.clock.now()).reading
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(table), rows)  # type: ignore[arg-type]
        engine.dispose()


def fill_at_random(office: Office, seed: int, count: int = 60) -> None:
    """So many deliveries over some months, of every kind."""
    chance = random.Random(seed)
    posts = ["mat-khau", "nguoi-la", "lua-dao", "da-bo"]
    first = datetime(2026, 11, 1)  # noqa: DTZ001 - the wall's
    for number in range(count):
        due = first + timedelta(hours=chance.randrange(24 * 90))
        later = due + timedelta(minutes=chance.choice((0, 3, 40, 60 * 30)))
        channel = chance.choice(("facebook", "website", "groups"))
        unit = chance.choice(("province", "my-xuyen", "khom-1"))
        key = office.key(chance.choice(posts), channel, unit, f"{number}")
        said, at, end = (f"{one:%Y-%m-%d %H:%M}" for one in (due, later, later + timedelta(days=3)))
        if channel == "groups":
            row = office.give(key, said)
            if chance.random() < 0.6:
                row = office.say(row, at)
                if chance.random() < 0.3:
                    office.say(row, end, done=False)
            continue
        way = chance.random()
        if way < 0.7:
            row = office.publish(key, said, at, text=chance.choice(("Gọi 111.", "Gọi 0377 672 444.", "Lời")))
            if way < 0.2:
                row = office.withdraw(row, end)
                if way < 0.1:
                    office.anew(row, f"{later + timedelta(days=20):%Y-%m-%d %H:%M}")
        elif way < 0.8:
            office.hand_over(key, said, said)
        else:
            row = office.hold(key, said, at)
            if way < 0.9:
                office.skip(row, end)
