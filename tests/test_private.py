"""What the program writes for itself is for its owner alone, from the first byte; the website is for all."""

import logging
import os
import sys
from pathlib import Path

import pytest

from scheduler.cli.logs import log_to
from scheduler.clock import FixedClock
from scheduler.delivery.backup import back_up
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.records import Identity
from scheduler.delivery.witness import Witness
from scheduler.engine.lock import carrying
from scheduler.files import private_file, write_whole
from scheduler.settings.users import save_users
from tests.desk.conftest import FIRST_DAY, client_of, folder, hashed, hold, users  # noqa: F401 - fixtures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture
def open_to_all(monkeypatch):
    """A shell that leaves new files open to all; and nobody can close them afterwards."""
    before = os.umask(0)
    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)
    monkeypatch.setattr(Path, "chmod", lambda *_, **__: None)
    yield
    os.umask(before)


def open_ones(root):
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.stat().st_mode & 0o077
    }


def test_what_the_program_writes_is_private_from_the_first_byte(folder, users, open_to_all):  # noqa: F811
    ledger = folder.var / "ledger.db"
    with carrying(ledger):
        hold(folder, "nguoi-la-nhan-tin", "website")
        assert not open_ones(folder.var)
        client_of(folder).get("/card/mat-khau-manh/0/wide.jpg")
        with Ledger.open(ledger, FixedClock(FIRST_DAY)).writing("test"):
            assert (folder.var / "ledger.db-wal").is_file()
            back_up(ledger, FIRST_DAY.date())
            assert not open_ones(folder.var)
    save_users(folder, users)
    log_to(folder)
    handler = logging.getLogger().handlers[-1]
    logging.getLogger("test").warning("a line")
    handler.doRollover()
    logging.getLogger().removeHandler(handler)
    handler.close()
    assert len(list((folder.var / "log").iterdir())) == 2
    assert {"backups", "cache", "cards", "log"} <= {path.name for path in folder.var.iterdir()}
    assert not open_ones(folder.var)
    assert (folder.var / "cards").stat().st_mode & 0o077 == 0
    assert (folder.config / "users.yaml").stat().st_mode & 0o077 == 0


def test_what_a_machine_remembers_of_a_ledger_is_private_too(tmp_path, open_to_all):
    memory = tmp_path / "state" / "loa"
    witness = Witness(memory, tmp_path / "ledger.db")
    assert witness.add(Identity("a", 1, witness.seat()), "b")
    assert len(list(memory.glob("*.calls"))) == 1
    assert not open_ones(memory)
    assert memory.stat().st_mode & 0o077 == 0


def test_what_an_older_program_left_open_is_closed(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x")
    for close in (private_file, lambda path: write_whole(path, b"x", private=True)):
        path.chmod(0o644)
        close(path)
        assert path.stat().st_mode & 0o777 == 0o600
    private_file(tmp_path)  # a folder is none of its business
    assert tmp_path.stat().st_mode & 0o100


def test_what_everybody_shall_read_can_be_read(tmp_path):
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644
