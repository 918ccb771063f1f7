from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.clock import FixedClock
from scheduler.delivery.ledger import Ledger
from scheduler.engine.lock import carrying
from scheduler.problems import Stop

LEDGER = "var/ledger.db"
START = datetime(2026, 12, 1, tzinfo=UTC)
HOLD = """
import sys, pathlib
from scheduler.engine.lock import carrying
with carrying(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / LEDGER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_program_stops_and_names_the_first(tmp_path, holder):
    with pytest.raises(Stop) as stop, carrying(tmp_path / LEDGER):
        pass
    assert stop.value.status == 3
    for language in ("vi", "en"):
        assert str(holder.pid) in stop.value.say(language)
        assert "-c" in stop.value.say(language)


def test_a_killed_holder_holds_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()
    with carrying(tmp_path / LEDGER):
        assert str(os.getpid()) in (tmp_path / "var" / "ledger.db.carrying.json").read_text()


def test_two_folders_that_share_a_ledger_share_the_right(tmp_path, holder):
    other = tmp_path / "other-folder"
    other.mkdir()
    with pytest.raises(Stop) as stop, carrying(other / ".." / LEDGER):
        pass
    assert stop.value.status == 3


@pytest.mark.slow
def test_a_ledger_is_looked_over_after_its_holder_was_cut_off_and_not_after_a_good_end(tmp_path, holder):
    ledger = tmp_path / LEDGER
    Ledger.open(ledger, FixedClock(START)).close()
    note = tmp_path / "var" / "ledger.db.sound"
    assert note.exists()
    holder.kill()
    holder.wait()
    with carrying(ledger):
        assert not note.exists()
        Ledger.open(ledger, FixedClock(START)).close()
    with carrying(ledger):
        assert note.exists()


def test_the_right_is_given_back(tmp_path):
    for _ in range(2):
        with carrying(tmp_path / LEDGER), pytest.raises(Stop), carrying(tmp_path / LEDGER):
            pass


def test_a_holder_that_left_no_name_is_still_respected(tmp_path, holder):
    (tmp_path / "var" / "ledger.db.carrying.json").write_text("{half")
    with pytest.raises(Stop) as stop, carrying(tmp_path / LEDGER):
        pass
    assert stop.value.status == 3


def test_a_folder_that_cannot_be_written_stops_with_words(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(Stop) as stop, carrying(tmp_path / LEDGER):
        pass
    assert stop.value.status == 1
