"""The disk plays a trick: every command ends in words and with a status, in time, and with nothing lost."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from scheduler.cli.app import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes of Unix")

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
language: vi
ledger: var/book/ledger.db
website: {folder: site, address: 'http://127.0.0.1:9/'}
"""
POST = """\
posts:
  - id: a
    title: Bài
    at: 2026-01-05 07:30
    text: Nội dung của bài đăng.
    source: Hội
"""
COMMANDS = {
    "check": ["check"],
    "plan": ["plan"],
    "status": ["status"],
    "publish": ["publish", "--due"],
    "publish-it": ["publish", "a"],
    "doctor": ["doctor"],
    "render": ["render"],
    "approve": ["approve", "a", "--by", "Lan"],
    "hold": ["hold", "a", "--by", "Lan", "--why", "xem lại"],
    "freeze": ["freeze", "--by", "Lan", "--why", "quốc tang"],
    "clock": ["clock", "--right", "--by", "Lan"],
    "rebuild": ["rebuild"],
    "serve": ["serve", "--no-desk"],
}


def file_in_place_of(name):
    def spoil(root: Path) -> None:
        path = root / name
        shutil.rmtree(path, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("đây là một tệp")

    return spoil


def folder_in_place_of(name):
    def spoil(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        (root / name / "x").mkdir(parents=True)

    return spoil


def loop_in_place_of(name):
    def spoil(root: Path) -> None:
        path = root / name
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(path.name)

    return spoil


def pipe_in_place_of(name):
    def spoil(root: Path) -> None:
        path = root / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(path)

    return spoil


def written(name, data):
    def spoil(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)

    return spoil


SURROUNDINGS = {
    "var-is-a-file": file_in_place_of("var"),
    "var-is-a-loop": loop_in_place_of("var"),
    "var-leads-nowhere": lambda root: (shutil.rmtree(root / "var", ignore_errors=True),
                                       (root / "var").symlink_to(root / "gone" / "disk")),
    "ledger-is-a-folder": folder_in_place_of("var/book/ledger.db"),
    "ledger-is-a-pipe": pipe_in_place_of("var/book/ledger.db"),
    "ledger-is-a-loop": loop_in_place_of("var/book/ledger.db"),
    "ledgers-folder-is-a-file": file_in_place_of("var/book"),
    "ledger-is-a-letter": written("var/book/ledger.db", b"Kinh gui chi Lan, " * 500),
    "ledger-is-empty": written("var/book/ledger.db", b""),
    "strange-wal": written("var/book/ledger.db-wal", b"\x37\x7f\x06\x82" + b"x" * 5000),
    "wal-is-a-folder": folder_in_place_of("var/book/ledger.db-wal"),
    "lock-is-a-folder": folder_in_place_of("var/book/ledger.db.carrying.lock"),
    "holder-is-a-folder": folder_in_place_of("var/book/ledger.db.carrying.json"),
    "sound-is-a-folder": folder_in_place_of("var/book/ledger.db.sound"),
    "cache-is-a-file": file_in_place_of("var/cache"),
    "log-is-a-file": file_in_place_of("var/log"),
    "site-is-a-file": file_in_place_of("site"),
    "site-is-a-loop": loop_in_place_of("site"),
    "site-leads-nowhere": lambda root: (root / "site").symlink_to(root / "gone" / "disk"),
    "site-in-proc": lambda root: (root / "site").symlink_to("/proc/1/fdinfo"),
    "sites-index-is-a-folder": folder_in_place_of("site/index.html"),
    "sites-posts-is-a-file": file_in_place_of("site/posts"),
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for name in ("config", "posts", "assets"):
        (tmp_path / name).mkdir()
    (tmp_path / "config" / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "posts" / "a.yaml").write_text(POST, encoding="utf-8")
    return tmp_path


# There a post is looked for again and again, half a minute long, before anything is said.
WAITED_FOR = {"site-leads-nowhere"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in WAITED_FOR or n % 2 else ())
        for n, name in enumerate(SURROUNDINGS)
    ],
)
@pytest.mark.slow
def test_each_command_ends_in_words(office, name, capsys, monkeypatch):
    monkeypatch.setattr("scheduler.engine.local._GLANCE", 0.05)
    for command, words in COMMANDS.items():
        SURROUNDINGS[name](office) if command == "check" else None
        if command == "serve":
            stop_soon(monkeypatch)
        with pytest.raises(SystemExit) as ended:
            main(["-C", str(office), *words])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out, (command, said.err)
        assert ended.value.code in {0, 1, 2, 3}, command
        assert said.out or said.err, command


def stop_soon(monkeypatch):
    """`serve` ends by itself after its first rounds."""
    from scheduler.engine import local

    plain = local._Rounds.glance

    def glance(rounds):
        plain(rounds)
        if rounds._pulse.rounds + rounds._pulse.failures > 0:
            rounds._works.stopping.set()

    monkeypatch.setattr(local._Rounds, "glance", glance)
