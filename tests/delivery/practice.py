"""A small practice world for delivery and engine: one page, a painter of nothing, a stepped clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from scheduler.calendar.model import (
    PROVINCE,
    Calendar,
    Card,
    ChannelName,
    ChannelVariant,
    Post,
    PostId,
    Unit,
    UnitId,
)
from scheduler.calendar.wording import Limits
from scheduler.channels.channel import (
    ChannelError,
    Failure,
    FailureKind,
    Gone,
    Outgoing,
    Prepared,
    Receipt,
    Seen,
    Trace,
)
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.channels.hearing import Hearing
from scheduler.clock import Clock, FixedClock
from scheduler.delivery.key import FIRST, Key
from scheduler.delivery.ledger import Delivery, Ledger
from scheduler.delivery.witness import state_folder
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.kinds.registry import find_kind
from scheduler.problems import Message, Place, Problem, Text
from scheduler.settings.model import Settings
from scheduler.settings.week import SlotsSettings

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
PAGE = ChannelName("facebook")
LIMITS = Limits(text=2000, inline=True)


def failure(kind: FailureKind, code: str = "test", wait: float = 0.0) -> ChannelError:
    return ChannelError(Failure(kind, code, Text("vì sao", "why"), Text("làm gì", "what to do"), wait))


def post(name: str, at: datetime | None, text: str = "", **changes: object) -> Post:
    values = {
        "id": PostId(name),
        "title": f"Bài {name}",
        "text": text or f"Nội dung riêng của {name}, không giống bài nào khác.",
        "at": at,
        "channels": {PAGE: ChannelVariant()},
        "cards": (Card("tip", {"headline": name}),),
    }
    return Post(**(values | changes))


def calendar(
    *posts: Post, problems: Sequence[Problem] = (), slots: dict[str, list[str]] | None = None
) -> Calendar:
    page = FacebookSettings(page="1", token="env:LOA_TOKEN")
    week = None if slots is None else SlotsSettings.model_validate(slots)
    unit = Unit(PROVINCE, "Hội", channels={"facebook": page}, slots=week)
    return Calendar(posts=posts, units={PROVINCE: unit}, problems=tuple(problems))


def key(name: str) -> Key:
    return Key(PostId(name), FIRST, PROVINCE, PAGE)


@dataclass
class Page:
    """A page that outlives the program if *file* is given. *faults* are taken one for each public call."""

    clock: Clock
    file: Path | None = None
    lag: timedelta = timedelta()
    faults: list[object] = field(default_factory=list)
    prepare_faults: list[BaseException] = field(default_factory=list)
    find_faults: list[BaseException | str | None] = field(default_factory=list)
    seen_faults: list[BaseException] = field(default_factory=list)
    during_prepare: Callable[[], None] = lambda: None
    during_publish: Callable[[], None] = lambda: None
    uploads: int = 0
    calls: int = 0
    looks: int = 0
    readings: int = 0
    tidied: int = 0
    name: ChannelName = PAGE
    page_key: str = "facebook:1"
    limits: Limits = LIMITS
    sizes: tuple[str, ...] = ("portrait",)
    handover: timedelta = timedelta()
    withdraw_faults: list[object] = field(default_factory=list)
    kept: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hearing = Hearing(self.clock)

    @property
    def lines(self) -> list[dict]:
        if self.file is None:
            return self.kept
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []

    @property
    def posts(self) -> list[dict]:
        """What stands there, public or waiting for its time."""
        gone = {line["deleted"] for line in self.lines if "deleted" in line}
        return [line for line in self.lines if line.get("id") not in gone and "deleted" not in line]

    def waiting(self) -> list[dict]:
        return [item for item in self.posts if datetime.fromisoformat(item["at"]) > self.clock.now()]

    def texts(self) -> list[str]:
        return [item["text"] for item in self.posts]

    def prepare(self, outgoing: Outgoing) -> Prepared:
        self.during_prepare()
        if self.prepare_faults:
            raise self.prepare_faults.pop(0)
        self.uploads += 1
        return Prepared((f"media-{self.clock.now().timestamp()}-{self.uploads}",))

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        media = prepared.media
        self.calls += 1
        self.during_publish()
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, BaseException):
            raise fault
        at = outgoing.scheduled or self.clock.now()
        made = self.make(outgoing.wording.text, media, at)
        if fault == "made, answer lost":
            raise failure(FailureKind.DOUBTFUL, "lost")
        if fault == "made twice, answer lost":
            self.make(outgoing.wording.text, media, at)
            raise failure(FailureKind.DOUBTFUL, "lost")
        if isinstance(fault, str) and fault.startswith("id:"):
            return Receipt(fault[3:], "", at)
        waits = outgoing.scheduled is not None
        return Receipt(made["id"], f"https://page.example/{made['id']}", at, waits=waits)

    def make(self, text: str, media: Sequence[str] = (), at: datetime | None = None) -> dict:
        now = self.clock.now()
        made = {
            "id": f"1_{len(self.lines) + 1}",
            "text": text,
            "media": list(media),
            "made": now.isoformat(),
            "at": (at or now).isoformat(),
        }
        self._keep(made)
        return made

    def withdraw(self, remote_id: str) -> None:
        fault = self.withdraw_faults.pop(0) if self.withdraw_faults else None
        if isinstance(fault, BaseException):
            raise fault
        if remote_id not in {item["id"] for item in self.posts}:
            raise Gone(failure(FailureKind.CERTAIN, "gone").failure)
        self._keep({"deleted": remote_id})
        if fault == "done, answer lost":
            raise failure(FailureKind.DOUBTFUL, "lost")

    def shown(self, remote_id: str) -> str | None:
        return next((item["text"] for item in self.posts if item["id"] == remote_id), None)

    def standing(self, since: datetime) -> frozenset[str]:
        return frozenset(item["id"] for item in self.posts)

    def seen(self, since: datetime) -> list[Seen]:
        self.readings += 1
        fault = self.seen_faults.pop(0) if self.seen_faults else None
        if fault:
            raise fault
        now = self.clock.now()
        posts = [(item, datetime.fromisoformat(item["at"])) for item in self.posts]
        return [
            Seen(
                Receipt(item["id"], f"https://page.example/{item['id']}", at, waits=at > now),
                item["text"],
                frozenset(item["media"]),
            )
            for item, at in posts
            if at >= since
            and datetime.fromisoformat(item["made"] if at > now else item["at"]) <= now - self.lag
        ]

    def _keep(self, line: dict) -> None:
        if self.file is None:
            self.kept.append(line)
        else:
            with self.file.open("a") as journal:
                journal.write(json.dumps(line) + "\n")

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        self.looks += 1
        fault = self.find_faults.pop(0) if self.find_faults else None
        if fault:
            raise fault
        return [self._of(trace) for trace in traces]

    def look_up(self, remote_id: str) -> Receipt | None:
        self.looks += 1
        fault = self.find_faults.pop(0) if self.find_faults else None
        if fault == "no such id":
            return None
        if fault:
            raise fault
        item = next((one for one in self.posts if one["id"] == remote_id), None)
        if item is None:
            return None
        at = datetime.fromisoformat(item["at"])
        return Receipt(remote_id, "", at, waits=at > self.clock.now() - self.lag)

    def _of(self, trace: Trace) -> tuple[Receipt, ...]:
        seen = []
        for item in self.posts:
            at, now = datetime.fromisoformat(item["at"]), self.clock.now()
            is_ours = bool(trace.media & set(item["media"])) or trace.text == item["text"]
            is_seen = datetime.fromisoformat(item["made"] if at > now else item["at"]) <= now - self.lag
            if is_ours and is_seen and trace.since - timedelta(minutes=2) <= at:
                seen.append(Receipt(item["id"], "", at, waits=at > now))
        return tuple(seen)

    def describe(self) -> str:
        return "trang thử"

    def tidy(self, now: datetime) -> None:
        self.tidied += 1


@dataclass
class Painter:
    """Paints nothing; *bad* maps a post's id to the problem of its card, or to what is raised."""

    bad: dict[str, Exception | str] = field(default_factory=dict)

    def problems(self, post: Post, unit: Unit, sizes: Sequence[str] = ()) -> list[Problem]:
        trouble = self.bad.get(post.id)
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is None:
            return []
        message = Message(
            "card-too-long", Text("chữ trên thẻ quá dài", "text too long"), Text("Rút ngắn.", "Cut.")
        )
        return [Problem(message, Place("posts/a.yaml", 3), post=post.id)]

    def paint(self, post: Post, unit: Unit, sizes: Sequence[str]) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(data=b"x", mime="image/jpeg", width=1, height=1, size=size, alt="")
            for _ in post.cards
            for size in sizes
        ]

    def film_sizes(self, post: Post, channels: Sequence[str]) -> list[str]:
        return []

    def fingerprint(self, post: Post, unit: Unit) -> str:
        return str(post.cards)

    def content(self, post: Post, units: Sequence[Unit]) -> str:
        return str(post.cards)


def settings(
    within: timedelta = timedelta(hours=6), spacing: timedelta = timedelta(minutes=10), **more: object
) -> Settings:
    return Settings.whole().model_validate(
        {
            "organisation": "Hội",
            "late": {"publish_within": within, "spacing": spacing},
            "facebook": {"page": "1", "token": "env:LOA_TOKEN"},
            **more,
        }
    )


@dataclass
class OneOutlet:
    """The province has one page, and nothing else is reached."""

    page: Page
    missing: dict[object, object] = field(default_factory=dict)
    sure_clocks: tuple[str, ...] = ()
    spare_clock: str = ""
    sure_source: Text = find_kind("facebook").said

    @property
    def hearing(self) -> Hearing:
        return self.page.hearing

    def look_again(self, pages: object) -> frozenset[str]:
        return frozenset()

    def renew(self, units: object, hotlines: object = None) -> None:
        pass

    def names(self, unit: UnitId) -> tuple[ChannelName, ...]:
        return (PAGE,) if unit == PROVINCE else ()

    def get(self, unit: UnitId, channel: ChannelName) -> Page | None:
        return self.page if (unit, channel) == (PROVINCE, PAGE) else None


@dataclass
class World:
    """Works on a real ledger file; `restart` is what a killed and started program sees."""

    folder: Path
    clock: FixedClock
    page: Page
    painter: Painter
    read: Calendar
    settings: Settings
    state: Path = field(default_factory=state_folder)
    works: Works = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.works = Works(
            WorkFolder(self.folder),
            self.settings,
            self.clock,
            ledger=Ledger.open(self.folder / "var" / "ledger.db", self.clock),
            outlets=OneOutlet(self.page),
            calendar=lambda: self.read,
            painter=lambda _: self.painter,
            state=self.state,
        )

    def restart(self) -> None:
        self.works.close()
        self.open()

    def row(self, name: str) -> Delivery | None:
        return self.works.ledger.delivery(key(name))

    def states(self) -> dict[str, str]:
        return {row.key.post: row.state.value for row in self.works.ledger.deliveries()}
