"""Where a ledger lies: in a file of this machine (SQLite), or in a database that many machines share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Engine, make_url

from scheduler.delivery.records import Seat
from scheduler.problems import Stop

Where = Path | URL


@dataclass(frozen=True, slots=True)
class Store:
    """An opened ledger's database, and what it alone can do.

    *reading* is for several questions that see one state, *at_once* for one question by itself, *writing* for
    a transaction that writes: one at a time. *seat* is a shared database's own, from wherever it is carried;
    None: a file's is this machine. *look_over* raises a Stop where it is damaged, and notes at which time it
    was found sound; *let_go_of_words* makes what was deleted unreadable on the disk as well.
    """

    where: Where
    reading: Engine
    at_once: Engine
    writing: Engine
    look_over: Callable[[datetime], None]
    let_go_of_words: Callable[[], None]
    seat: Seat | None = None


def where_of(root: Path, written: str) -> Where:
    """Where the ledger of the folder of work *root* lies, by what its settings say."""
    return make_url(written) if "://" in written else root / written


def is_begun(where: Where) -> bool:
    """Whether a ledger may lie there: a file that is there, or any server."""
    return isinstance(where, URL) or where.exists()


def stop_of(error: Exception, where: Where) -> Stop:
    """What the database's *error* about the ledger there means, in words."""
    if isinstance(where, URL):
        from scheduler.delivery import postgres  # noqa: PLC0415 - its driver is an extra

        return postgres.stop_of(error, where)
    from scheduler.delivery import sqlite  # noqa: PLC0415 - as below

    return sqlite.stop_of(error, where)


def doubt(where: Where) -> None:
    """Let the next one who opens it look it over; a server looks after its own.

    Raises:
        OSError: the note of when it was sound cannot be taken away.
    """
    if isinstance(where, Path):
        from scheduler.delivery import sqlite  # noqa: PLC0415 - as below

        sqlite.doubt(where)


def open_store(where: Where, now: datetime) -> Store:
    """The ledger that lies there, made if it is not, in the present form.

    Raises:
        Stop: damaged, of a newer version, of another program, or it cannot be reached or written.
    """
    if isinstance(where, URL):
        from scheduler.delivery import postgres  # noqa: PLC0415 - its driver is an extra

        return postgres.open_store(where)
    from scheduler.delivery import sqlite  # noqa: PLC0415 - it imports this module

    return sqlite.open_store(where, now)
