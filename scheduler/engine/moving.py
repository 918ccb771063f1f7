"""The ledger moves to another place: from a file to a server that many machines share, or back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, MappingResult, Table, func, insert, select, text

from scheduler.channels.outlets import Outlets
from scheduler.clock import Clock
from scheduler.delivery.announcing import ELSEWHERE, Announcer
from scheduler.delivery.backup import back_up
from scheduler.delivery.facts import Facts
from scheduler.delivery.leases import workers_of
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.schema import metadata
from scheduler.delivery.store import Where
from scheduler.delivery.transaction import Transaction
from scheduler.delivery.witness import Witness
from scheduler.problems import Stop, Text

_AT_ONCE = 1000  # rows


def move(source: Where, target: Where, outlets: Outlets, state: Path, clock: Clock) -> int:
    """Copy all that the ledger at *source* holds to *target*, which is empty, row by row, and compare each;
    gives how many rows. The one at *source* carries no more. The caller holds the right to carry it.

    A shared ledger notes itself where it went: so every machine that still has its address stops.

    Raises:
        Stop: workers still carry it, *source* is not the newest or cannot be read, *target* holds something
            already, or a row is not the same there; then nothing is changed.
    """
    with closing(Ledger.open(source, clock)) as old, closing(Ledger.open(target, clock)) as new:
        if any(one.is_alive and one.role for one in workers_of(old)):
            raise Stop(_AT_WORK, status=ELSEWHERE)
        announcer = Announcer(old, outlets, state)
        announcer.check(())
        if isinstance(source, Path):
            back_up(source, clock.now().date())
        witness = Witness(state, new.where, new.store.seat)
        with old.reading() as reading, new.store.writing.begin() as writing:
            if any(writing.execute(select(func.count()).select_from(table)).scalar() for table in _TABLES):
                raise Stop(_NOT_EMPTY, path=target)
            count = sum(_copy(table, reading, writing) for table in _TABLES)
            identity = old.identity
            if identity is not None:
                identity = replace(identity, generation=identity.generation + 1, seat=witness.seat())
                Facts(Transaction(writing, clock.now(), "loa")).be(identity)
                if old.store.seat is not None:  # first: cut off between the two, neither carries
                    with old.writing("loa") as book:
                        book.facts.be(identity)
        if identity is not None:
            witness.add(identity, by_force=True)  # whoever carries from the old place is told to stop
        return count


_TABLES = metadata.sorted_tables


def _copy(table: Table, reading: Connection, writing: Connection) -> int:
    count = 0
    for rows in _rows(table, reading).partitions():
        writing.execute(insert(table), [dict(row) for row in rows])
        count += len(rows)
    if writing.dialect.name == "postgresql" and table.autoincrement_column is not None:
        number = table.autoincrement_column
        after = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{number.name}'), :last)"
        last = reading.execute(select(func.max(number))).scalar()
        if last:
            writing.execute(text(after), {"last": last})
    with closing(_rows(table, reading)) as before, closing(_rows(table, writing)) as now:
        if any(dict(here) != dict(there) for here, there in zip(before, now, strict=True)):
            raise Stop(_NOT_THE_SAME, table=table.name)
    return count


def _rows(table: Table, connection: Connection) -> MappingResult:
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
    return connection.execute(asked).mappings()


_AT_WORK = Text(
    "Còn máy đang đăng bằng sổ này (loa worker), nên chưa chuyển gì. Tắt hết, đợi nửa phút rồi chạy lại.",
    "Machines still carry by this ledger (loa worker), so nothing was moved. Stop them all, wait half a "
    "minute, and run again.",
)
_NOT_EMPTY = Text(
    "Chỗ mới ({path}) đã có một sổ đăng bài, nên Loa không chép đè lên. Tạo một cơ sở dữ liệu trống "
    "(hoặc chỉ một tệp chưa có) rồi chạy lại.",
    "The new place ({path}) has a ledger already, which is not written over. Make an empty database (or "
    "name a file that is not there), and run again.",
)
_NOT_THE_SAME = Text(
    "Chép xong đối chiếu thì bảng {table} ở chỗ mới không giống ở chỗ cũ, nên chưa chuyển gì; sổ cũ vẫn dùng "
    "như trước. Gửi thư mục var/log cho người hỗ trợ.",
    "Compared after the copy, the table {table} is not the same in the new place, so nothing was moved; "
    "the old ledger goes on as before. Give var/log to whoever helps you.",
)
