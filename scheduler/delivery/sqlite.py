"""All that the ledger needs of SQLite alone: how it is opened, brought to the present form, and copied."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from scheduler.delivery import examining
from scheduler.delivery.examining import Broken
from scheduler.delivery.schema import (
    ONLY_ADDED,
    VERSION,
    approval_asks,
    approvals,
    by_post,
    by_state,
    by_unit,
    clock_rights,
    comment_acts,
    comment_pages,
    comment_reads,
    comments,
    compared,
    corrections,
    deliveries,
    follow_ups,
    freeze,
    identity,
    insights,
    links,
    metadata,
    notifications,
    of_post_on_page,
    outside,
    page_insights,
    parsed,
    queue,
    remarks,
    standstills,
    visits,
)
from scheduler.delivery.store import Store
from scheduler.files import private_file
from scheduler.problems import Stop, Text

Step = Callable[[Connection], None]


def _add_scheduled_for(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE deliveries ADD COLUMN scheduled_for DATETIME")
    next(index for index in deliveries.indexes if index.name == "scheduled").create(connection)


def _add_what_follows(connection: Connection) -> None:
    """Follow-ups, freezing, and what they must know of a delivery."""
    for column, kind in (
        ("words_print", "VARCHAR(64) DEFAULT ''"),
        ("cards_print", "VARCHAR(64) DEFAULT ''"),
        ("first_comment", "TEXT DEFAULT ''"),
        ("former_ids", "JSON DEFAULT '[]'"),
    ):
        connection.exec_driver_sql(f"ALTER TABLE deliveries ADD COLUMN {column} {kind} NOT NULL")
    for table in (follow_ups, freeze, visits):
        table.create(connection)


def _add_approvals(connection: Connection) -> None:
    approvals.create(connection)
    _only_add(connection, "approvals")


def _add_identity(connection: Connection) -> None:
    """Which ledger it is, and how new; both are noted at the next carrying."""
    for table in (identity, compared):
        table.create(connection)


def _add_drafts(connection: Connection) -> None:
    """What a channel gives before the public call; the priority, which nobody ever set, goes."""
    connection.exec_driver_sql("ALTER TABLE deliveries ADD COLUMN drafts JSON DEFAULT '[]' NOT NULL")
    connection.exec_driver_sql("DROP INDEX waking")
    connection.exec_driver_sql("ALTER TABLE deliveries DROP COLUMN priority")
    next(index for index in deliveries.indexes if index.name == "waking").create(connection)


def _add_what_people_ask(connection: Connection) -> None:
    for index in (by_state, by_unit, by_post, standstills, clock_rights, corrections):
        index.create(connection)


def _add_what_strangers_see(connection: Connection) -> None:
    for table in (outside, links):
        table.create(connection)


def _add_what_came_of_it(connection: Connection) -> None:
    of_post_on_page.create(connection)
    figures = (insights, page_insights, approval_asks)
    for table in (*figures, comments, comment_acts, comment_reads, comment_pages):
        table.create(connection)


def _keep_values(connection: Connection) -> None:
    """A reason's values stand beside its code instead of its words; what was said until now stays as said."""
    _let_change(connection, "events")
    words = ("why", "todo")
    said = ", ".join(f"'own_{one}', json_object('vi', {one}_vi, 'en', {one}_en)" for one in words)
    for table in ("deliveries", "follow_ups", "pages", "events"):
        if any(row.name == "given" for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")):
            continue  # made by a step before, as the tables are now
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN given JSON DEFAULT '{{}}' NOT NULL")
        # Our own tables' and columns' names; no value is among them.
        kept = f"UPDATE {table} SET given = json_object({said}) WHERE code <> ''"  # nosec B608 # noqa: S608
        connection.exec_driver_sql(kept)
        for column in (f"{one}_{language}" for one in words for language in ("vi", "en")):
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    _only_add(connection, "events")
    connection.exec_driver_sql(
        "UPDATE deliveries SET code = 'left-out' WHERE state = 'skipped' AND code = 'gone'"
    )


def _add_remarks(connection: Connection) -> None:
    for table in (remarks, notifications):
        table.create(connection)
    _only_add(connection, "remarks")


STEPS: Sequence[Step] = (
    queue.create,
    _add_scheduled_for,
    _add_what_follows,
    _add_approvals,
    _add_identity,
    _add_drafts,
    _add_what_people_ask,
    _keep_values,
    _add_what_strangers_see,
    _add_what_came_of_it,
    _add_remarks,
)  # STEPS[n] leads from version n + 1 to n + 2; a new ledger needs none of them

_CHANGES = ("UPDATE", "DELETE")
_APPLICATION = 0x4C4F4131  # "LOA1": whose file this is
_BUSY = 15.0  # seconds to wait for another program's short transaction
_NEWEST = 50_000  # rows of each table that are looked at when the ledger is opened; all of them once a day
_VOUCHED = timedelta(hours=25)  # the daily look comes before


def open_store(path: Path, now: datetime) -> Store:
    """The ledger at *path*, made if it is not there, in the present form. *now* names the copy kept
    before a step.

    Raises:
        Stop: damaged, of a newer version, of another program, or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or path.exists():
            path.resolve(strict=True)  # a loop of links
            if not path.is_file():
                raise Stop(_NO_FILE, path=path)
        private_file(path)  # its companions take after it
        url = URL.create("sqlite", database=str(path))
        engine = create_engine(
            url,
            connect_args={"timeout": _BUSY},
            json_deserializer=parsed,
            hide_parameters=True,  # what people said is among them, and what failed stands in the log
        )
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
        _bring_up(engine, path, now)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise stop_of(error, path) from error
    except RuntimeError as error:
        raise Stop(_NO_FILE, path=path) from error
    except OSError as error:
        raise Stop(_UNWRITABLE, path=path) from error
    return Store(
        where=path,
        reading=engine,
        at_once=engine.execution_options(at_once=True),  # SQLite answers one question of one state by itself
        writing=engine.execution_options(writes=True),
        look_over=partial(_look_over, path),
        let_go_of_words=partial(_let_go_of_words, path),
    )


def _look_over(path: Path, now: datetime) -> None:
    if not is_sound(path):
        doubt(path)
        raise Stop(DAMAGED, path=path)
    broken = first_broken(path)
    if broken:
        doubt(path)
        raise Stop(BROKEN, path=path, where=broken)
    vouch(path, now)


def stop_of(error: BaseException, path: Path) -> Stop:
    """What SQLite's *error* about the ledger at *path* means, in words."""
    said = str(error)
    if "locked" in said:
        return Stop(_LOCKED, path=path)
    if any(sign in said for sign in ("unable to open", "readonly", "full", "I/O")):
        return Stop(_UNWRITABLE, path=path)
    return Stop(DAMAGED, path=path)


def copy(path: Path, target: Path) -> None:
    """A copy by SQLite's own backup, whole even while others write; *target* is there whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    private_file(part)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as copied:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
        _leave_out_words(copied)
    part.replace(target)


def _leave_out_words(copied: sqlite3.Connection) -> None:
    """A copy may be kept after what people said is to be forgotten: it has none of it."""
    copied.execute("PRAGMA secure_delete = ON")
    for table in (comments.name, comment_acts.name):
        there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        if copied.execute(there, (table,)).fetchone():
            copied.execute(f"UPDATE {table} SET text = ''")  # nosec B608 # noqa: S608 - our own table's name
    copied.commit()


def _let_go_of_words(path: Path) -> None:
    # What was deleted leaves the file beside the ledger too, which keeps what was written last.
    with closing(sqlite3.connect(path, timeout=_BUSY)) as own:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_sound(path: Path) -> bool:
    """Whether every page of the ledger reads as SQLite wrote it; takes about 2 s for a million deliveries."""
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY)) as asking:
            return bool(asking.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise
        return False


def first_broken(path: Path, newest: int | None = None) -> Broken | None:
    """The first value in the ledger that Loa cannot have written, among the *newest* rows or all."""
    with closing(sqlite3.connect(path, timeout=_BUSY)) as asking:
        return examining.first_broken(asking, newest)


def vouch(path: Path, now: datetime) -> None:
    """Note that this very file was sound at *now*: for a day nobody who opens it looks it over again."""
    note = _vouching(path)
    private_file(note)
    note.write_text(f"{path.stat().st_ino} {now.isoformat()}", encoding="ascii")


def doubt(path: Path) -> None:
    """Take that note away: the next one to open the ledger looks it over."""
    _vouching(path).unlink(missing_ok=True)


def _is_vouched_for(path: Path, now: datetime) -> bool:
    try:
        file, _, then = _vouching(path).read_text(encoding="ascii").partition(" ")
        age = now - datetime.fromisoformat(then)
        return file == str(path.stat().st_ino) and timedelta(0) <= age < _VOUCHED
    except (OSError, ValueError, TypeError):
        return False


def _vouching(path: Path) -> Path:
    return path.with_name(f"{path.name}.sound")


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, see below
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # an intent must outlive a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is written over: `comments`
        f"busy_timeout = {int(_BUSY * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that will write takes its turn at once: one that reads first and writes later is
    # refused when someone else wrote in between.
    options = connection.get_execution_options()
    if not options.get("at_once"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _bring_up(engine: Engine, path: Path, now: datetime) -> None:
    with engine.connect() as reading:
        version = _pragma(reading, "user_version")
        tables = reading.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        owner = _pragma(reading, "application_id")
    is_vouched_for = _is_vouched_for(path, now)
    if not is_vouched_for and not is_sound(path):
        raise Stop(DAMAGED, path=path)
    if tables and owner != _APPLICATION:
        raise Stop(_NOT_OURS, path=path)
    present = VERSION
    if version > present:
        raise Stop(_NEWER, path=path, version=version, known=present)
    if not is_vouched_for:
        broken = first_broken(path, _NEWEST)
        if broken:
            raise Stop(BROKEN, path=path, where=broken)
        vouch(path, now)
    if version == present:
        return
    with engine.connect().execution_options(writes=True) as writing, writing.begin():
        if _pragma(writing, "user_version") != version:
            return  # another program was quicker
        if not tables:
            _make(writing)
        else:
            kept = path.with_name(f"{path.name}.v{version}-{now:%Y%m%dT%H%M%S}")
            copy(path, kept)
            try:
                _step_up(writing, path, version)
            except BaseException:
                kept.unlink()  # nothing has changed; whoever tries on would fill the disk with copies
                raise
        writing.exec_driver_sql(f"PRAGMA user_version = {present}")


def _step_up(connection: Connection, path: Path, version: int) -> None:
    """From *version* to the present form.

    Raises:
        Stop: what came of it cannot be read; a column of before is of no form that is looked at any more.
    """
    for step in STEPS[version - 1 : VERSION - 1]:
        step(connection)
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection), "it is SQLite's own"
    broken = examining.first_broken(raw, _NEWEST)
    if broken:
        raise Stop(BROKEN, path=path, where=broken)


def _make(connection: Connection) -> None:
    metadata.create_all(connection)
    for table in ONLY_ADDED:
        _only_add(connection, table)
    connection.exec_driver_sql(f"PRAGMA application_id = {_APPLICATION}")


def _let_change(connection: Connection, table: str) -> None:
    for change in _CHANGES:
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{change.lower()}")


def _only_add(connection: Connection, table: str) -> None:
    for change in _CHANGES:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} are only ever added'); END"
        )


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


BROKEN = Text(
    "Trong sổ đăng bài {path} có chỗ không đọc được (bảng, dòng, cột: {where}), nên Loa không đăng gì cả, để "
    "khỏi đăng hai lần. Lấy lại bản sao gần nhất (thư mục backups bên cạnh sổ) theo mục “Lấy lại sổ” trong "
    "docs/van-hanh.md, rồi chạy lại.",
    "The ledger {path} has a value that cannot be read (table, row, column: {where}), so nothing is "
    "published, lest it be published twice. Restore its latest copy (the folder backups beside it) as "
    "docs/van-hanh.md tells, then run again.",
)
DAMAGED = Text(
    "Sổ đăng bài {path} bị hỏng nên Loa không đăng gì cả, để khỏi đăng hai lần. Lấy lại bản sao gần nhất "
    "(thư mục backups bên cạnh sổ) theo mục “Lấy lại sổ” trong docs/van-hanh.md, rồi chạy lại.",
    "The ledger {path} is damaged, so nothing is published, lest it be published twice. Restore its latest "
    "copy (the folder backups beside it) as docs/van-hanh.md tells, then run again.",
)
_NOT_OURS = Text(
    "{path} không phải sổ đăng bài của Loa. Xem lại mục ledger trong config/settings.yaml.",
    "{path} is not a ledger of Loa. See `ledger` in config/settings.yaml.",
)
_NEWER = Text(
    "Sổ đăng bài {path} do bản Loa mới hơn ghi (dạng {version}, bản này biết đến dạng {known}). "
    "Cập nhật Loa rồi chạy lại.",
    "The ledger {path} was written by a newer Loa (form {version}; this one knows up to {known}). "
    "Update Loa and run again.",
)
_UNWRITABLE = Text(
    "Không ghi được sổ đăng bài {path}. Kiểm tra quyền ghi và chỗ trống của ổ đĩa rồi chạy lại.",
    "The ledger {path} cannot be written. See the folder's permissions and the free disk space.",
)
_NO_FILE = Text(
    "Chỗ của sổ đăng bài, {path}, không phải một tệp thường nên không dùng được. Xem lại mục ledger trong "
    "config/settings.yaml, rồi xóa hoặc dời thứ đang nằm ở đó.",
    "What lies at {path}, where the ledger belongs, is no plain file. See `ledger` in config/settings.yaml, "
    "and move away what lies there.",
)
_LOCKED = Text(
    "Sổ đăng bài {path} đang bận vì một chương trình khác đang ghi. Đợi một lát rồi chạy lại.",
    "The ledger {path} is busy: another program is writing. Wait a moment and run again.",
)
