"""The sample calendar damaged: nothing raises, nothing is lost in silence, the rest is read.

5,000 times here; `python -m tests.calendar.fuzz` does it 20,000 times.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.files import WorkFolder
from tests.calendar.fuzz import DAMAGES, Fuzz, Tally

SEEDS, EACH = 2, 2500


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_damaged_calendar_is_read_around_the_damage(tmp_path: Path, seed: int) -> None:
    check(Fuzz(WorkFolder(tmp_path / "work")).run(EACH, seed), least=0.985)


def test_a_few_damaged_calendars_are_read_around_the_damage(tmp_path: Path) -> None:
    check(Fuzz(WorkFolder(tmp_path / "work")).run(200, seed=830), least=0.97)


def check(tallies: dict[str, Tally], least: float) -> None:
    """*least*: the share of the posts beside the damage that read as before; where a cut joins two posts into
    one, no reader can tell them apart."""
    whole = sum(tallies.values(), Tally())
    assert tallies.keys() == DAMAGES.keys()
    assert whole.silent == []
    assert whole.beside_read >= least * whole.beside
    assert all(tally.told for tally in tallies.values())
    assert whole.cards
