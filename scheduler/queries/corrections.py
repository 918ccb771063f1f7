"""The log of corrections: what was wrong with what is public, who decided, and when it was mended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from scheduler.delivery.history import parts
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.records import key_of
from scheduler.delivery.schema import deliveries, events, is_correction

_ASKED = {"edit-asked": "edit", "withdraw-asked": "withdraw", "anew-asked": "anew"}  # as in `is_correction`
_MENDED = {
    "edit": {"edited", "withdrawn", "taken-down"},
    "withdraw": {"withdrawn", "taken-down"},
    "anew": {"receipt", "found", "found-several"},
}
_TOLD = sorted({*_ASKED, *(code for codes in _MENDED.values() for code in codes)})


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of the correction log: what was wrong, who decided, and when it was mended (None: not yet)."""

    key: Key
    what: str  # edit, withdraw, anew
    who: str
    why: str
    asked: datetime
    mended: datetime | None


def corrections(
    ledger: Ledger, *, unit: str | None = None, since: datetime | None = None
) -> list[Correction]:
    """The correction log, the oldest first: of that *unit*, asked *since* then (aware).

    Read are the lines of the deliveries that anything was asked about, no others.
    """
    asked = select(events.c.delivery_id).where(is_correction).distinct()
    if since is not None:
        asked = asked.where(events.c.at >= since)
    with ledger.reading() as reading:
        ids = reading.execute(asked).scalars().all()
    told = select(
        events.c.id, events.c.at, events.c.who, events.c.code, events.c.detail,
        deliveries.c.post, deliveries.c.occurrence, deliveries.c.unit, deliveries.c.channel,
    ).join_from(events, deliveries).where(events.c.code.in_(_TOLD))  # fmt: skip
    if unit is not None:
        told = told.where(deliveries.c.unit == unit)
    found: dict[int, Correction] = {}  # by the line that asked
    waiting: defaultdict[Key, list[int]] = defaultdict(list)
    for part in parts(ids):
        with ledger.reading() as reading:
            lines = (
                reading.execute(told.where(events.c.delivery_id.in_(part)).order_by(events.c.id))
                .mappings()
                .all()
            )
        for line in lines:
            key, code = key_of(line), line["code"]
            if code in _ASKED:
                found[line["id"]] = Correction(
                    key, _ASKED[code], line["who"], line["detail"], line["at"], None
                )
                waiting[key].append(line["id"])
                continue
            for number in list(waiting[key]):
                if code in _MENDED[found[number].what]:
                    found[number] = replace(found[number], mended=line["at"])
                    waiting[key].remove(number)
    return [one for _, one in sorted(found.items()) if since is None or one.asked >= since]
