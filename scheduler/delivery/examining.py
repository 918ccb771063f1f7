"""Whether every value in the ledger is one that Loa could have written: SQLite itself keeps what it is given.

Each row is held against the tables in `schema.py`: texts are texts in UTF-8, numbers are numbers, times are
times, and a state is one that there is. Some thousand rows are looked at by one question.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import JSON, Boolean, Column, Integer, Table

from scheduler.channels.channel import FailureKind, Glance
from scheduler.delivery.approvals import Step
from scheduler.delivery.comments import Act
from scheduler.delivery.follow_ups import Kind, Progress
from scheduler.delivery.outside_reasons import Found
from scheduler.delivery.schema import Instant, metadata
from scheduler.delivery.states import State

_AT_ONCE = 4000  # rows; their texts together stay far below what SQLite joins
_CHOICES: Mapping[str, type[Enum]] = {
    "deliveries.state": State,
    "events.before": State,
    "events.after": State,
    "comment_acts.act": Act,
    "comment_acts.progress": Progress,
    "follow_ups.kind": Kind,
    "follow_ups.progress": Progress,
    "pages.kind": FailureKind,
    "approvals.step": Step,
    "outside.glance": Glance,
    "links.found": Found,
}
_TIME = "[12]###-[01]#-[0-3]# [0-2]#:[0-5]#:[0-5]#.######".replace("#", "[0-9]")
# What `catalogue` reads: each value a text, or one in each language.
_NO_VALUES = """{name} <> '{{}}' AND (json_type({name}) <> 'object' OR EXISTS (
    SELECT 1 FROM json_each({name}) WHERE type <> 'text' AND NOT (
        type = 'object' AND json_type(value, '$.vi') IS 'text' AND json_type(value, '$.en') IS 'text')))"""


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that Loa cannot have written: in which table, in which row (SQLite's own number) and column."""

    table: str
    row: int
    column: str

    def __str__(self) -> str:
        return f"{self.table}, {self.row}, {self.column}"


def first_broken(connection: sqlite3.Connection, newest: int | None = None) -> Broken | None:
    """The first value of no sound form, among the *newest* rows of each table or all; None: all have it.

    All of a million deliveries with four million events take 19 s; 50,000 of each half
    a second. Tables that are not there, and columns of a form to come, are passed over.

    Raises:
        sqlite3.DatabaseError: the file cannot be read.
    """
    before = connection.text_factory
    connection.text_factory = bytes
    try:
        found = (one for table in metadata.sorted_tables for one in _broken_in(connection, table, newest))
        return next(found, None)
    finally:
        connection.text_factory = before


def _broken_in(connection: sqlite3.Connection, table: Table, newest: int | None) -> Iterator[Broken]:
    there = {row[1].decode() for row in connection.execute(f"PRAGMA table_info({table.name})")}
    columns = [column for column in table.columns if column.name in there]
    if not columns:
        return
    bad = " OR ".join(f"({_is_bad(column)})" for column in columns)
    texts = " || char(10) || ".join(
        f"coalesce({_name(column)}, '')" for column in columns if _is_text(column)
    )
    joined = f"group_concat({texts}, char(10))" if texts else "''"
    # The names are our own tables' and columns'; values are bound.
    asked = f"SELECT coalesce(sum({bad}), 0), {joined} FROM {table.name}"  # nosec B608 # noqa: S608
    asked += " WHERE rowid BETWEEN ? AND ?"
    ends = f"SELECT coalesce(min(rowid), 0), coalesce(max(rowid), -1) FROM {table.name}"  # nosec B608 # noqa: S608
    first, last = connection.execute(ends).fetchone()
    if newest is not None:
        first = max(first, last - newest + 1)
    while first <= last:
        count, said = connection.execute(asked, (first, first + _AT_ONCE - 1)).fetchone()
        if count or not _is_utf8(said):
            yield from _named(connection, table, columns, first)
        first += _AT_ONCE


def _named(
    connection: sqlite3.Connection, table: Table, columns: list[Column[object]], first: int
) -> Iterator[Broken]:
    """Which values of those rows are broken."""
    for column in columns:
        shown = f"rowid, {_is_bad(column)}, {_name(column)}"
        asked = f"SELECT {shown} FROM {table.name}"  # nosec B608 # noqa: S608
        for row, is_bad, value in connection.execute(
            f"{asked} WHERE rowid BETWEEN ? AND ?", (first, first + _AT_ONCE - 1)
        ):
            if is_bad or (_is_text(column) and not _is_utf8(value)):
                yield Broken(table.name, row, column.name)


def _is_bad(column: Column[object]) -> str:
    """The condition, in SQL, of a value of no sound form but for its UTF-8."""
    name = _name(column)
    kind = column.type
    if isinstance(kind, Instant):
        bad = f"typeof({name}) <> 'text' OR {name} NOT GLOB '{_TIME}'"
        bad += f" OR date({name}, '+0 days') IS NOT substr({name}, 1, 10) OR substr({name}, 12, 2) > '23'"
    elif isinstance(kind, JSON):
        bad = f"typeof({name}) <> 'text' OR NOT json_valid({name})"
        form = _NO_VALUES if column.name == "given" else "json_type({name}) <> 'array'"
        bad = f"CASE WHEN {bad} THEN 1 ELSE {form.format(name=name)} END"
    elif isinstance(kind, Boolean):
        bad = f"{name} NOT IN (0, 1)"
    elif isinstance(kind, Integer):
        bad = f"typeof({name}) <> 'integer'"
    else:
        bad = f"typeof({name}) <> 'text'"
        choices = _CHOICES.get(f"{column.table.name}.{column.name}")
        if choices:
            bad += f" OR {name} NOT IN ({', '.join(repr(one.value) for one in choices)})"
    if column.nullable and not column.primary_key:
        return f"{name} IS NOT NULL AND ({bad})"
    return f"{name} IS NULL OR {bad}"


def _is_text(column: Column[object]) -> bool:
    return not isinstance(column.type, Integer | Boolean)


def _name(column: Column[object]) -> str:
    return f'"{column.name}"'


def _is_utf8(value: object) -> bool:
    if not isinstance(value, bytes):
        return True
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
