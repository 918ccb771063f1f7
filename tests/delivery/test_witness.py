"""What a machine remembers of a ledger outside its folder: who it is, and each public call beforehand."""

from __future__ import annotations

import os
import platform

import pytest
from filelock import FileLock

from scheduler.delivery import witness
from scheduler.delivery.records import Identity, Seat
from scheduler.delivery.witness import STATE, Call, Unusable, Witness, is_newest, state_folder

HERE = Seat("m1", "máy của Lan", "/loa/var/ledger.db")
THERE = Seat("m2", "máy của Mai", "/loa/var/ledger.db")


def ledger(generation, name="one", seat=HERE):
    return Identity(name, generation, seat)


@pytest.fixture
def seen(tmp_path):
    return Witness(tmp_path / "state", tmp_path / "var" / "ledger.db")


def test_the_memory_lies_where_it_is_told_and_else_with_whoever_logged_in(monkeypatch, tmp_path):
    monkeypatch.setenv(STATE, str(tmp_path))
    assert state_folder() == tmp_path
    monkeypatch.delenv(STATE)
    assert state_folder().name == "loa"
    assert state_folder() != tmp_path


def test_a_machine_has_one_id_of_its_own_that_nobody_else_may_read(seen, tmp_path):
    first = seen.seat()
    assert seen.seat() == first
    file = tmp_path / "state" / "machine"
    assert (first.machine, first.host) == (file.read_text(), platform.node() or "?")
    assert len(first.machine) == 32
    assert first.path == str((tmp_path / "var" / "ledger.db").resolve())
    assert Witness(tmp_path / "state", tmp_path / "b.db").seat().machine == first.machine
    if os.name == "posix":
        assert {one.stat().st_mode & 0o777 for one in (file, file.with_suffix(".lock"))} == {0o600}


def test_of_two_programs_that_ask_at_once_who_the_machine_is_the_first_says_it(seen, tmp_path, monkeypatch):
    def meanwhile(folder):
        folder.mkdir()
        (folder / "machine").write_text("the other's")

    monkeypatch.setattr(witness, "private_folder", meanwhile)
    assert seen.seat().machine == "the other's"


def test_calls_are_remembered_in_their_order_whatever_a_power_cut_tore_off(seen, tmp_path):
    assert (seen.calls("one"), seen.last("one")) == ([], None)
    (tmp_path / "state").mkdir()
    file = tmp_path / "state" / "one.calls"
    file.write_bytes(b'{"generation": 1, "se')
    assert (seen.calls("one"), seen.last("one")) == ([], None)
    made = [Call(n, HERE.mark, f"bài-{n}@first/province/facebook") for n in range(1, 99)]
    assert all(seen.add(ledger(call.generation), call.key) for call in made)
    with file.open("ab") as journal:
        journal.write(b'{"generation": 99, "se')
    assert seen.calls("one") == made
    assert seen.last("one") == made[-1]
    if os.name == "posix":
        assert {one.stat().st_mode & 0o777 for one in (file, file.with_suffix(".lock"))} == {0o600}


def test_an_older_copy_and_one_that_another_place_took_over_remember_nothing_unless_by_force(seen):
    assert seen.add(ledger(5))
    assert seen.add(ledger(5))
    assert not seen.add(ledger(4))
    assert not seen.add(ledger(6, seat=THERE))
    assert [(call.generation, call.key) for call in seen.calls("one")] == [(5, ""), (5, "")]
    assert seen.add(ledger(6, seat=THERE), by_force=True)
    assert not seen.add(ledger(7))
    assert is_newest(ledger(6, seat=THERE), seen.last("one"))


def test_what_else_was_carried_from_a_place_is_known_by_its_last_call(seen):
    for name, seat in [("one", HERE), ("two", HERE), ("three", THERE), ("four", HERE)]:
        for generation in (1, 2):
            seen.add(ledger(generation, name, seat), name)
    assert seen.others(HERE, "one") == {name: Call(2, HERE.mark, name) for name in ("four", "two")}
    assert set(seen.others(HERE, None)) == {"one", "two", "four"}


@pytest.mark.parametrize("file", ["machine", "one"])
def test_a_memory_that_another_program_has_for_long_is_told_and_not_waited_for(
    seen, tmp_path, monkeypatch, file
):
    monkeypatch.setattr(witness, "_WAIT", 0.01)
    (tmp_path / "state").mkdir()
    with FileLock(tmp_path / "state" / f"{file}.lock"), pytest.raises(Unusable, match="state"):
        seen.seat() if file == "machine" else seen.add(ledger(1))


def test_a_memory_that_cannot_be_read_is_told_with_its_folder(seen, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "one.calls").mkdir()
    for ask in (seen.calls, seen.last):
        with pytest.raises(Unusable, match="state"):
            ask("one")
