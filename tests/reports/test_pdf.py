"""A PDF by LibreOffice: where there is none, or it takes too long, it is told, and nothing goes on."""

from __future__ import annotations

import os
import stat
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from scheduler.problems import Stop
from scheduler.reports import pdf

MADE = date(2027, 1, 5)
posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell's script stands for LibreOffice")


def stand_in(folder, monkeypatch, script):
    """What is called soffice from now on."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pdf, "office", lambda: str(program))


def is_running(number):
    """Whether that process is there, and no zombie that whoever adopted it has not looked at yet."""
    stat_of = Path(f"/proc/{number}/stat")
    try:
        os.kill(number, 0)
        return ") Z " not in stat_of.read_text() if stat_of.exists() else True
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_without_libreoffice_it_is_named(monkeypatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    monkeypatch.setattr(pdf, "_PLACES", ())
    with pytest.raises(Stop, match="has no LibreOffice"):
        pdf.as_pdf(b"", MADE)


@posix
def test_one_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setattr(pdf.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Stop, match="took more than 0 seconds"):
        pdf.as_pdf(b"", MADE, patience=0.4)
    child, ended = int((tmp_path / "child").read_text()), time.monotonic() + 10
    while is_running(child) and time.monotonic() < ended:
        pass
    assert not is_running(child)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("loa-")] == []


@posix
def test_one_that_makes_nothing_is_told(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "exit 77")
    with pytest.raises(Stop, match="status 77"):
        pdf.as_pdf(b"", MADE)


@posix
def test_it_is_asked_in_a_profile_of_its_own_and_its_file_is_taken(tmp_path, monkeypatch):
    stand_in(
        tmp_path, monkeypatch,
        f'echo "$@" > {tmp_path}/asked; for last; do :; done; cp "$last" "${{last%.docx}}.pdf"',
    )  # fmt: skip
    assert pdf.as_pdf(b"word", MADE) == b"word"
    assert "-env:UserInstallation=file://" in (tmp_path / "asked").read_text()


@posix
def test_the_clock_and_the_chance_of_libreoffice_are_not_in_the_file(tmp_path, monkeypatch):
    made = []
    for second, ids in (("05", "238AA418B94699EA"), ("09", "E576CD1C584F92B5")):
        stand_in(
            tmp_path, monkeypatch,
            f"""for last; do :; done; cat > "${{last%.docx}}.pdf" <<END
/CreationDate(D:202611300125{second}Z')
<xmp:ModifyDate>2026-11-30T01:25:{second}Z</xmp:ModifyDate>
/ID [ <{ids * 2}>
<{ids * 2}> ]
/DocChecksum /{ids * 2}
END""",
        )  # fmt: skip
        made.append(pdf.as_pdf(b"word", MADE))
    assert made[0] == made[1]
    assert b"(D:20270105000000Z')" in made[0]
    assert b">2027-01-05T00:00:00Z<" in made[0]
    assert pdf.as_pdf(b"word", date(2027, 1, 6)) != made[0]
