"""All that the ledger needs of PostgreSQL alone: how it is opened, made, and how writers take turns.

The tables are those of `schema.py`. A writer first locks the one row of `loa_ledger`: so they take turns, as
they do with SQLite's `BEGIN IMMEDIATE`, the numbers of lines come in the order in which they can be read, and
what a guard found in its transaction stays so until that ends. The same row tells the form of the tables: a
program that is older than the ledger writes nothing more into it.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from scheduler.delivery.records import Seat
from scheduler.delivery.schema import ONLY_ADDED, VERSION, metadata, parsed, shared
from scheduler.delivery.store import Store
from scheduler.problems import Stop, Text

_BUSY = 15  # seconds to wait for another program's short transaction
_FROZEN = 10  # seconds after which the server ends the transaction of a writer that says nothing more
_STUCK = 120  # the same of one that only reads
_CUT = 10  # seconds until a connection that nobody answers is given up
_NUL = "\x00"  # which PostgreSQL keeps in no text
_ROOM = 10  # connections of one process beyond those that it keeps
_FORM = text(
    "SELECT version, set_config('idle_in_transaction_session_timeout', :frozen, true) "
    "FROM loa_ledger FOR UPDATE"
)


def open_store(where: URL) -> Store:
    """The ledger in the database that *where* names, made if it is not there.

    Raises:
        Stop: it cannot be reached, is of a newer version, of another program, or cannot be written.
    """
    engine = _engine(where)
    try:
        seat = _bring_up(engine, where)
    except DBAPIError as error:
        engine.dispose()
        raise stop_of(error, where) from error
    except Stop:
        engine.dispose()
        raise
    writing = engine.execution_options(isolation_level="READ COMMITTED")
    event.listen(writing, "begin", _take_turn)
    return Store(
        where=where,
        reading=engine.execution_options(isolation_level="REPEATABLE READ"),
        at_once=engine.execution_options(isolation_level="AUTOCOMMIT"),
        writing=writing,
        look_over=lambda _: None,  # the server looks after its own pages
        let_go_of_words=lambda: None,  # as its VACUUM does, some time later
        seat=seat,
    )


def stop_of(error: Exception, where: URL) -> Stop:
    """What PostgreSQL's *error* about the ledger at *where* means, in words; none of the server's own."""
    cause = getattr(error, "orig", None)
    state = getattr(cause, "sqlstate", None) or _state_at_the_door(str(cause))
    words = {
        "28P01": _NOT_LET_IN,
        "28000": _NOT_LET_IN,
        "3D000": _NO_DATABASE,
        "42501": _MAY_NOT,
        "53100": _FULL,
        "55P03": _LOCKED,
    }.get(state, _UNREACHABLE if not state or state[:2] in {"08", "57"} else _REFUSED)
    return Stop(words, path=where, code=state)


def _state_at_the_door(said: str) -> str:
    """What a server that lets nobody in says has no code, and libpq passes it on in English."""
    if "authentication failed" in said or "no password supplied" in said or "role " in said:
        return "28P01"
    return "3D000" if "FATAL" in said and "does not exist" in said else ""


def _engine(where: URL) -> Engine:
    waits = f"-c lock_timeout={_BUSY}s -c idle_in_transaction_session_timeout={_STUCK}s"
    try:
        engine = create_engine(
            where,
            connect_args={
                "connect_timeout": 5,
                "keepalives_idle": 5,
                "keepalives_interval": 2,
                "keepalives_count": 3,
                "tcp_user_timeout": _CUT * 1000,
                "options": f"{waits} -c statement_timeout=60s -c timezone=UTC",
                "application_name": "loa",
            },
            pool_pre_ping=True,
            max_overflow=_ROOM,
            json_serializer=_json,
            json_deserializer=parsed,
            hide_parameters=True,  # what people said is among them, and what failed stands in the log
        )
    except (ModuleNotFoundError, NoSuchModuleError):
        raise Stop(_NO_DRIVER) from None
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: object) -> None:
    from psycopg.types.string import StrDumper  # noqa: PLC0415 - an extra

    class WithoutNul(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace(_NUL, "\N{REPLACEMENT CHARACTER}"))

    connection.adapters.register_dumper(str, WithoutNul)


def _json(value: object) -> str:
    return json.dumps(_without_nul(value), ensure_ascii=False)


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(_NUL, "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(one) for name, one in value.items()}
    return [_without_nul(one) for one in value] if isinstance(value, list | tuple) else value


def _take_turn(connection: Connection) -> None:
    version = connection.execute(_FORM, {"frozen": f"{_FROZEN}s"}).scalar_one()
    if version != VERSION:
        raise Stop(_NEWER, path=connection.engine.url, version=version, known=VERSION)


def _bring_up(engine: Engine, where: URL) -> Seat:
    with engine.begin() as connection:
        # Two that open an empty database at once: one makes the tables, the other finds them.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('loa_ledger'))"))
        there = set(inspect(connection).get_table_names())
        if "loa_ledger" not in there:
            if there:
                raise Stop(_NOT_OURS, path=where)
            _make(connection)
        version = connection.execute(text("SELECT version FROM loa_ledger")).scalar_one()
        if version > VERSION:
            raise Stop(_NEWER, path=where, version=version, known=VERSION)
        asked = "SELECT system_identifier::text, current_database() FROM pg_control_system()"
        system, database = connection.execute(text(asked)).one()
    return Seat(f"postgresql:{system}"[:32], where.host or "localhost", database)


def _make(connection: Connection) -> None:
    metadata.create_all(connection)
    shared.create_all(connection)
    connection.execute(
        text(
            "CREATE FUNCTION loa_only_added() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% are only ever added', TG_TABLE_NAME; END $$"
        )
    )
    for table in ONLY_ADDED:
        connection.execute(
            text(
                f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION loa_only_added()"
            )
        )
    connection.execute(text("CREATE TABLE loa_ledger (version integer NOT NULL)"))
    connection.execute(text("INSERT INTO loa_ledger VALUES (:version)"), {"version": VERSION})


_NO_DRIVER = Text(
    "Mục ledger trong config/settings.yaml chỉ một máy chủ PostgreSQL, nhưng máy này chưa cài phần nối với "
    "nó. Chạy: pip install 'loa[cluster]'",
    "`ledger` in config/settings.yaml names a PostgreSQL server, and what connects to it is not installed. "
    "Run: pip install 'loa[cluster]'",
)
_UNREACHABLE = Text(
    "Không nối được với máy chủ của sổ đăng bài ({path}), nên Loa chưa đăng gì. Kiểm tra mạng và máy chủ "
    "PostgreSQL; nối lại được là Loa đăng tiếp, không bài nào mất.",
    "The ledger's server ({path}) cannot be reached, so nothing is published. See the network and "
    "PostgreSQL; once it answers again Loa goes on, and nothing is lost.",
)
_NOT_LET_IN = Text(
    "Máy chủ của sổ đăng bài ({path}) không cho vào. Xem lại tên và mật khẩu; mật khẩu để trong tệp của "
    "libpq (passfile), không ghi vào config/settings.yaml.",
    "The ledger's server ({path}) refuses the login. See the name and the password, which stands in a file "
    "for libpq (passfile) and not in config/settings.yaml.",
)
_NO_DATABASE = Text(
    "Trên máy chủ của sổ đăng bài chưa có cơ sở dữ liệu ấy ({path}). Tạo bằng createdb, rồi chạy lại.",
    "The ledger's server has no such database ({path}). Make it with createdb, and run again.",
)
_MAY_NOT = Text(
    "Tài khoản này không được ghi vào sổ đăng bài ({path}). Xem lại quyền của tài khoản trên PostgreSQL.",
    "This account may not write the ledger ({path}). See its privileges in PostgreSQL.",
)
_FULL = Text(
    "Ổ đĩa của máy chủ giữ sổ đăng bài ({path}) đã đầy, nên Loa chưa đăng gì. Dọn chỗ rồi Loa đăng tiếp.",
    "The disk of the ledger's server ({path}) is full, so nothing is published. Make room, and Loa goes on.",
)
_LOCKED = Text(
    "Sổ đăng bài {path} đang bận vì một chương trình khác đang ghi. Đợi một lát rồi chạy lại.",
    "The ledger {path} is busy: another program is writing. Wait a moment and run again.",
)
_REFUSED = Text(
    "Máy chủ của sổ đăng bài ({path}) báo lỗi {code}, nên Loa chưa đăng gì. Gửi mã lỗi này cho người hỗ trợ.",
    "The ledger's server ({path}) reports {code}, so nothing is published. Give that code to whoever "
    "helps you.",
)
_NOT_OURS = Text(
    "Cơ sở dữ liệu {path} đã có bảng của chương trình khác. Tạo một cơ sở dữ liệu riêng cho Loa, rồi sửa mục "
    "ledger trong config/settings.yaml.",
    "The database {path} has another program's tables. Make one for Loa alone, and change `ledger` in "
    "config/settings.yaml.",
)
_NEWER = Text(
    "Sổ đăng bài {path} do bản Loa mới hơn ghi (dạng {version}, bản này biết đến dạng {known}). "
    "Cập nhật Loa rồi chạy lại.",
    "The ledger {path} was written by a newer Loa (form {version}; this one knows up to {known}). "
    "Update Loa and run again.",
)
