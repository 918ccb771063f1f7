from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.engine.lock import carrying
from scheduler.files import WorkFolder
from scheduler.problems import Stop

HOLD = """
import sys, pathlib
from scheduler.engine.lock import carrying
from scheduler.files import WorkFolder
with carrying(WorkFolder(pathlib.Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_program_stops_and_names_the_first(tmp_path, holder):
    with pytest.raises(Stop) as stop, carrying(WorkFolder(tmp_path)):
        pass
    assert stop.value.status == 3
    for language in ("vi", "en"):
        assert str(holder.pid) in stop.value.say(language)
        assert "-c" in stop.value.say(language)


def test_a_killed_holder_holds_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()
    with carrying(WorkFolder(tmp_path)):
        assert str(os.getpid()) in (tmp_path / "var" / "carrying.json").read_text()


def test_the_right_is_given_back(tmp_path):
    folder = WorkFolder(tmp_path)
    for _ in range(2):
        with carrying(folder):
            pass


def test_a_holder_that_left_no_name_is_still_respected(tmp_path, holder):
    (tmp_path / "var" / "carrying.json").write_text("{half")
    with pytest.raises(Stop) as stop, carrying(WorkFolder(tmp_path)):
        pass
    assert stop.value.status == 3


def test_a_folder_that_cannot_be_written_stops_with_words(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(Stop) as stop, carrying(WorkFolder(tmp_path)):
        pass
    assert stop.value.status == 1
