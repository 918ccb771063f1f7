"""Publishes to a site folder and is killed before its nth file is put in place; for n = 1, 2, … to the end.

Run as a program of its own (`python -m tests.channels.killing_site FOLDER`): it forks, which a process with
threads must not. Prints one JSON object for each kill: what the next run found, and whether all was healed.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.channels.channel import Trace
from scheduler.clock import FixedClock
from tests import once
from tests.channels.killing_archive import killed_before
from tests.channels.making import START, files_of, outgoing, website

LATER = START + timedelta(days=1)
TRACE = Trace("bai-2@first/province/website", LATER, frozenset(), "")


def first_post(folder: Path) -> None:
    channel = website(folder)
    post = outgoing("bai-1", title="Bài một")
    channel.reveal(post, channel.prepare(post))


def second_post(folder: Path) -> None:
    channel = website(folder, FixedClock(LATER))
    channel.tidy(LATER)
    post = outgoing("bai-2", title="Bài hai")
    channel.reveal(post, channel.prepare(post))


def main(root: Path) -> None:
    """Kill at every file; after each kill do what the program does when it starts again."""
    first_post(root / "whole")
    second_post(root / "whole")
    whole = files_of(root / "whole")
    number = 1
    while True:
        folder = root / str(number)
        first_post(folder)
        killed = killed_before(number, folder, second_post, {"os.rename"})
        state = files_of(folder)
        again = website(folder, FixedClock(LATER))
        again.tidy(LATER)
        found = len(again.confirm([TRACE])[0])
        if not found:
            post = outgoing("bai-2", title="Bài hai")
            again.reveal(post, again.prepare(post))
        seen = {
            "killed": killed,
            "record": "posts/bai-2.json" in state,
            "found": found,
            "healed": files_of(folder) == whole,
        }
        sys.stdout.write(json.dumps(seen) + "\n")
        sys.stdout.flush()  # before the next fork
        if not killed:
            return
        number += 1


if __name__ == "__main__":
    once.keep_templates(pytest.MonkeyPatch())
    main(Path(sys.argv[1]))
