"""A ledger as years of publishing leave it, for the benches: rows with their lines of the book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from scheduler.calendar.model import PROVINCE
from scheduler.delivery import sqlite
from scheduler.delivery.catalogue import kept
from scheduler.delivery.reason import NOTHING
from scheduler.delivery.reasons import LATE
from scheduler.delivery.schema import birth, deliveries, events

CHANNELS = "facebook", "website"
CHUNK = 10_000  # rows in one statement
HELD = 20  # whatever the size: a person looks at them
STEPS = (None, "claimed"), ("claimed", "prepared"), ("prepared", "sending"), ("sending", None)

_Key = tuple[str, datetime, str, str]  # a post, its time, a unit and a channel


def fill(
    path: Path,
    rows: int,
    recent: Sequence[tuple[str, datetime]],
    now: datetime,
    units: Sequence[str] = (PROVINCE,),
) -> None:
    """A ledger at *path* with so many *rows*: first of the *recent* posts, each with its time (aware), on
    both channels of all *units*; then of posts that the calendar has no more. Each has four lines of the
    book."""
    engine = sqlite.open_store(path, now).reading
    past = [*recent, *(_former(number, now) for number in range(max(0, rows // 2 - len(recent))))]
    each = ((post, at, unit, channel) for post, at in past for unit in units for channel in CHANNELS)
    keys = list(islice(each, rows))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(birth), [{"id": 1, "born_at": now - timedelta(days=36500)}])
        for table, made in ((deliveries, map(_row, range(1, rows + 1), keys)), (events, _lines(keys))):
            _put(connection.execute, table, made)
    engine.dispose()


def _put(execute: Any, table: Table, made: Iterator[dict[str, Any]]) -> None:
    while part := list(islice(made, CHUNK)):
        execute(insert(table), part)


def _former(number: int, now: datetime) -> tuple[str, datetime]:
    return f"cu-{number:06}", now - timedelta(days=400, minutes=30 * number)


def _row(number: int, key: _Key) -> dict[str, Any]:
    post, at, unit, channel = key
    state = _state(number)
    is_out = state in {"published", "withdrawn"}
    return {
        "id": number, "post": post, "occurrence": "first", "unit": unit, "channel": channel,
        "page_key": f"{channel}:1", "state": state, "due_at": at, "changed_at": at,
        "remote_id": f"1_{number}" if is_out else None, "public_at": at if is_out else None,
        "address": f"https://www.facebook.com/1_{number}" if is_out else "",
        "message": "Lời của bài " * 30, "text": "Lời của bài " * 30, "text_hash": f"{number:064x}",
        **_said(state),
    }  # fmt: skip


def _lines(keys: Sequence[_Key]) -> Iterator[dict[str, Any]]:
    for number, (_, at, _unit, channel) in enumerate(keys, 1):
        for before, after in STEPS:
            state = after or _state(number)
            said = _said(state if after is None else "")
            yield {
                "delivery_id": number, "page_key": f"{channel}:1", "at": at, "who": "may-1",
                "before": before, "after": state, **said,
            }  # fmt: skip
        if number % 20 == 0:
            yield {
                "delivery_id": None, "page_key": f"{channel}:1", "at": at, "who": "may-1",
                "before": None, "after": None, **_said("") | {"code": "went-out-again"},
            }  # fmt: skip


def _state(number: int) -> str:
    if number <= HELD:
        return "held"
    return {0: "skipped", 50: "withdrawn"}.get(number % 100, "published")


def _said(state: str) -> dict[str, Any]:
    is_told = state in {"held", "skipped"}
    return kept(LATE.filled(due="1/12 07:30", post="bai-1") if is_told else NOTHING)
