"""A real PostgreSQL for the tests: Debian's, in a folder of its own, stopped at the end of the run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import suppress
from functools import cache
from hashlib import sha1
from pathlib import Path

from filelock import FileLock
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError

from scheduler.clock import SystemClock
from scheduler.delivery.ledger import Ledger

USER = "loa"
_EMPTY = "loa_empty"  # a ledger of which each test gets a copy


@cache
def programs() -> Path | None:
    """Where the server's programs lie."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    named = shutil.which("pg_ctl")
    return found[0].parent if found else Path(named).parent if named else None


class Server:
    """A server in *folder*, reached by its socket there."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._durable = durable  # as an office's is: every commit waits for the disk

    def start(self) -> None:
        data = self.folder / "data"
        if not data.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres", "postgres")
            self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
            with (data / "postgresql.conf").open("a", encoding="ascii") as settings:
                settings.write(
                    f"unix_socket_directories = '{self.folder}'\nlisten_addresses = ''\n"
                    "max_connections = 300\nshared_buffers = 64MB\njit = off\n"
                    + ("" if self._durable else "fsync = off\nfull_page_writes = off\nautovacuum = off\n")
                )
        self._run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "start")
        with self._asked("postgres", "postgres") as connection:
            if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = 'loa'")).scalar():
                connection.execute(text("CREATE ROLE loa LOGIN CREATEDB"))

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", how, "-w", "stop")

    def url(self, database: str, user: str = USER) -> URL:
        query = {"host": str(self.folder)}
        return URL.create("postgresql+psycopg", username=user, database=database, query=query)

    def database(self, name: str, template: str = "template0") -> URL:
        """The address of an empty database of that name, made if it is not there."""
        with self._asked("postgres") as connection, suppress(ProgrammingError):
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {template}'))
        return self.url(name)

    def drop(self, name: str) -> None:
        with self._asked("postgres", "postgres") as connection:  # who may end a VACUUM as well
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def _asked(self, database: str, user: str = USER):
        engine = create_engine(self.url(database, user), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        return engine.connect()

    def _run(self, program: str, *arguments: object) -> None:
        folder = programs()
        assert folder is not None, "PostgreSQL is not installed"
        who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        command = [str(folder / program), *map(str, arguments)]
        # It gets none of our pipes, which its server would keep open.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False, **who)
            said.seek(0)
            assert done.returncode == 0, said.read().decode()


def _shared_folder() -> Path:
    # A socket's path may have some hundred letters: not below the tests' own folders.
    return Path(os.environ["LOA_TEST_SERVER"])


@cache
def shared() -> Server:
    """The server that all processes of this run share."""
    server = Server(_shared_folder())
    with FileLock(f"{server.folder}.lock"):
        if not (server.folder / "data" / "postmaster.pid").exists():
            server.start()
            Ledger.open(server.database(_EMPTY), SystemClock()).close()
    return server


def copy(source: URL, target: URL) -> None:
    """All that one database holds, in another that is empty; as from a copy that somebody made of it."""
    shared().drop(str(target.database))
    shared().database(str(target.database), f'"{source.database}"')


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def stop_shared() -> None:
    """At the end of the run."""
    folder = _shared_folder()
    if folder.exists():
        with suppress(AssertionError):
            Server(folder).stop()
        remove(folder)
    Path(f"{folder}.lock").unlink(missing_ok=True)


_made: set[str] = set()  # by this process
_open: Counter[str | None] = Counter()  # how often each is open: of a whole file's tests, perhaps


def database_of(path: Path) -> URL:
    """The database that stands for the ledger's file at *path*."""
    name = "t" + sha1(os.fsencode(path), usedforsecurity=False).hexdigest()[:20]
    if name in _made:
        return shared().url(name)
    _made.add(name)
    return shared().database(name, _EMPTY)


def drop_made() -> None:
    """After each test, what it closed: a database takes some megabytes."""
    for name in [name for name in _made if not _open[name]]:
        _made.discard(name)
        shared().drop(name)


def instead_of_files() -> None:
    """From here on each ledger's file of this process is a database."""
    opened, closed = Ledger.open.__func__, Ledger.close

    def instead(cls, where, clock):
        ledger = opened(cls, database_of(where.resolve()) if isinstance(where, Path) else where, clock)
        _open[ledger.where.database] += 1
        return ledger

    def close(ledger):
        closed(ledger)
        _open[ledger.where.database] -= 1

    Ledger.open, Ledger.close = classmethod(instead), close
