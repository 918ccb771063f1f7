"""How each delivery stands, for people and scripts: what was published, waits, or is held, and what to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.calendar.model import PostId
from scheduler.channels.channel import Glance
from scheduler.delivery.follow_ups import FollowUp, Kind
from scheduler.delivery.hindrances import frozen_by
from scheduler.delivery.key import Key
from scheduler.delivery.outside_reasons import REASONS
from scheduler.delivery.plan import Act
from scheduler.delivery.reason import Reason
from scheduler.delivery.reasons import UNAPPROVED
from scheduler.delivery.states import BEFORE_SENDING
from scheduler.engine.mending import difference
from scheduler.engine.stranded import stranded, why_stranded
from scheduler.engine.works import Works
from scheduler.problems import Language, Text
from scheduler.queries.changes import open_changes
from scheduler.queries.deliveries import Summary, of_units

PLANNED = "planned"  # nobody has begun with it: its page or the spacing lets it wait, or its own time


@dataclass(frozen=True, slots=True)
class Standing:
    """One delivery that has begun, or whose time has come; *at*: when it became public (times aware)."""

    key: Key
    state: str
    due: datetime
    at: datetime | None = None
    remote_id: str | None = None
    address: str = ""
    reason: Reason | None = None
    is_seen: bool = False  # by anybody, without any secret

    def as_json(self, language: Language, zone: ZoneInfo) -> dict[str, Any]:
        """The object of `status --format json`; times in *zone*, with their offset."""
        return {
            "key": str(self.key),
            "post": self.key.post,
            "occurrence": self.key.occurrence,
            "unit": self.key.unit,
            "channel": self.key.channel,
            "state": self.state,
            "due": self.due.astimezone(zone).isoformat(timespec="seconds"),
            "at": self.at.astimezone(zone).isoformat(timespec="seconds") if self.at else None,
            "remote_id": self.remote_id,
            "address": self.address or None,
            "why": self.reason.why.say(language) if self.reason else None,
            "todo": (self.reason.todo.say(language) or None) if self.reason else None,
        }


def standings(
    works: Works,
    *,
    unit: str | None = None,
    since: datetime | None = None,
    posts: Collection[PostId] | None = None,
) -> list[Standing]:
    """All that has begun, and all that should have begun and waits, in the order of due times.

    *since*: due then or later (aware); *posts*: of those alone. Nothing is written: looking is not the birth
    of a ledger.
    """
    due = list(works.backlog.due(works.clock.now()))  # first: what begins meanwhile is among the rows
    changing = open_changes(works.ledger)
    rows = of_units(works.ledger, unit=unit, since=since, posts=posts)
    lost = {row.id: why_stranded(works, row) for row in stranded(works)}
    unapproved = works.unapproved({row.key.post for row in rows if row.state in BEFORE_SENDING})
    found = [
        Standing(
            row.key,
            PLANNED if row.is_at_rest else row.state.value,
            row.due,
            row.public_at,
            row.remote_id,
            row.address,
            lost.get(row.id)
            or (
                UNAPPROVED.filled(post=row.key.post)
                if row.state in BEFORE_SENDING and row.key.post in unapproved
                else _reason(works, row, changing.get(row.key.post, {}).get(row.key))
            ),
            row.is_out and row.outside is Glance.SEEN,
        )
        for row in rows
    ]
    paused, frozen = works.ledger.paused(), works.ledger.frozen
    begun = {row.key for row in rows}
    for item in due:
        candidate = item.candidate
        is_begun = candidate.delivery is not None or candidate.key in begun
        if is_begun or item.act is Act.LOOK or unit not in {None, candidate.key.unit}:
            continue
        is_asked_for = posts is None or candidate.key.post in posts
        if is_asked_for and (since is None or candidate.time >= since):
            page = paused.get(item.page_key)
            reason = page.reason if page else SPACED
            if item.act is Act.WAIT:
                reason = UNAPPROVED.filled(post=candidate.key.post)
            if frozen:
                reason = frozen_by(frozen.who, frozen.why)
            found.append(Standing(candidate.key, PLANNED, candidate.time, reason=reason))
    return sorted(found, key=lambda standing: standing.due)


def _reason(works: Works, row: Summary, changing: FollowUp | None) -> Reason | None:
    """Why it stands so; of what is public, what is to be done with it, or where the calendar differs."""
    if not row.is_out:
        return row.reason
    if changing:
        said = CHANGING[changing.kind]
        if changing.reason is None:
            return said
        why = Text(f"{said.why.vi}: {changing.reason.why.vi}", f"{said.why.en}: {changing.reason.why.en}")
        return Reason(said.code, why, changing.reason.todo, changing.reason.detail)
    differs = difference(works, row)
    if differs:
        return differs.reason.filled(post=row.key.post)
    is_told = row.outside not in (None, Glance.SEEN)
    return row.reason or (REASONS[row.outside] if is_told and row.outside else None)


CHANGING = {
    Kind.COMMENT: Reason("commenting", Text("chưa đăng được bình luận đầu tiên", "its first comment waits")),
    Kind.EDIT: Reason("editing", Text("đang chờ sửa", "it is being mended")),
    Kind.WITHDRAW: Reason("withdrawing", Text("đang chờ gỡ", "it is being taken down")),
}
SPACED = Reason("waiting", Text("đã đến giờ, đang chờ lượt đăng", "its time has come; it waits for its turn"))
