"""The two tokens: one renewal at a time; killed anywhere, the account works or a person is told."""

from __future__ import annotations

import json
import multiprocessing
import os
import pathlib
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.channels.channel import ChannelError, FailureKind
from scheduler.channels.zalo import tokens as module
from scheduler.channels.zalo.openapi import OpenApi
from scheduler.channels.zalo.tokens import EARLY, Pair, Tokens
from scheduler.problems import Stop
from scheduler.rehearsal.clock import RehearsalClock
from scheduler.rehearsal.server import Rehearsal
from scheduler.secrets import Secret
from tests.channels.graph_server import Reply
from tests.channels.zalo_office import Office, kept
from tests.faults.killing import is_killed

NEEDS_FORK = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
NEAR = timedelta(hours=25) - EARLY + timedelta(seconds=1)  # after which a pair is to be renewed


@pytest.fixture
def office(world: Rehearsal, tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path, world, tmp_path / "site")
    world.disarm()


@pytest.fixture
def old(office: Office) -> Office:
    """Its pair is to be renewed."""
    office.rehearsal.clock.wait(NEAR.total_seconds())
    return office


def opens(office: Office, token: Secret) -> bool:
    """Whether Zalo takes it."""
    return bool(OpenApi(office.block.api_url, office.block.oauth_url).get("v2.0/oa/getoa", token, {}))


def failure_of(call, *given):
    with pytest.raises(ChannelError) as failed:
        call(*given)
    return failed.value.failure


def test_a_pair_that_lasts_is_not_renewed_and_one_that_ends_is_in_time(office):
    before = kept(office.folder)
    assert office.tokens().access().reveal() == before["access"]
    office.rehearsal.clock.wait(NEAR.total_seconds())
    token = office.tokens().access()
    after = kept(office.folder)
    assert token.reveal() == after["access"] != before["access"]
    assert after["renewing"] != before["renewing"]
    assert opens(office, token)
    assert list(office.folder.glob(".*.renewing")) == []
    assert (office.folder / "zalo-token.txt").stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_the_time_until_it_ends_is_a_text_of_seconds(office):
    now = office.rehearsal.clock.now()
    assert Pair.given(office.rehearsal.zalo_pair(), now).ends - now == timedelta(hours=25)


@pytest.mark.parametrize(
    ("said", "hours"), [("", 25), ("soon", 25), ("-1", 25), (None, 25), ("0", 25), (7200, 2)]
)
def test_a_pair_that_does_not_say_when_it_ends_is_kept_for_the_old_one_is_used_up(office, said, hours):
    now = office.rehearsal.clock.now()
    given = Pair.given({**office.rehearsal.zalo_pair(), "expires_in": said}, now)
    assert given.ends - now == timedelta(hours=hours)


@pytest.mark.parametrize(("before", "after"), [("", True), ("\ufeff", False), ("Warning: x\n", False)])
def test_a_pair_with_something_around_it_is_not_lost(graph, tmp_path, before, after):
    pair = json.dumps({"access_token": "a" * 20, "refresh_token": "r" * 20, "expires_in": "90000"})
    graph.will("access_token", Reply((before + pair + (pair if after else "")).encode()))
    api = OpenApi(graph.address, graph.address, timeout=(2.0, 2.0))
    assert api.tokens(Secret("app-secret-0123456789"), {})["refresh_token"] == "r" * 20


def test_a_token_of_an_hour_is_not_renewed_at_each_call(office):
    office.connect(expires_in="3600")
    before = kept(office.folder)
    assert opens(office, office.tokens().access())
    office.rehearsal.clock.wait(40 * 60)
    office.tokens().access()
    assert kept(office.folder) == before
    office.rehearsal.clock.wait(6 * 60)
    office.tokens().access()
    assert kept(office.folder) != before


@pytest.mark.parametrize(
    "wrong", [{}, {"refresh_token": ""}, {"refresh_token": 7}, {"refresh_token": "a\nb" * 9}]
)
def test_what_is_no_pair_is_not_kept(office, wrong):
    with pytest.raises((ValueError, KeyError)):
        Pair.given({"access_token": "a" * 20, "expires_in": "90000"} | wrong, office.rehearsal.clock.now())


def steps() -> list[tuple[object, str, str]]:
    """Whatever a renewal does to disk and network, to be killed before it, or after."""
    return [
        (module, "write_whole", "before"),
        (module, "write_whole", "after"),
        (OpenApi, "tokens", "before"),
        (OpenApi, "tokens", "after"),
        (tempfile, "mkstemp", "after"),
        (os, "fsync", "before"),
        (pathlib.Path, "replace", "before"),
        (pathlib.Path, "replace", "after"),
        (pathlib.Path, "unlink", "before"),
        (pathlib.Path, "unlink", "after"),
    ]


def renew_and_die(office: Office, owner: object, name: str, when: str, nth: int) -> None:
    left, real = [nth], getattr(owner, name)

    def struck(*args, **kwargs):
        left[0] -= 1
        if left[0] == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*args, **kwargs)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, name, struck)
    office.tokens().access()


@pytest.mark.slow
@NEEDS_FORK
def test_killed_at_any_point_of_a_renewal_it_works_or_a_person_is_told_before_anything_else(old):
    came, lost = 0, 0
    for owner, name, when in steps():
        for nth in (1, 2):
            old.connect()
            old.rehearsal.clock.wait(NEAR.total_seconds())
            if not is_killed(renew_and_die, old, owner, name, when, nth):
                continue
            came += 1
            Pair.load(Secret((old.folder / "zalo-token.txt").read_text().strip()))  # whole, old or new
            try:
                assert opens(old, old.tokens().access())
            except ChannelError as error:
                lost += 1
                assert (error.failure.kind, error.failure.code) == (FailureKind.CREDENTIAL, "zalo:-14020")
                assert "connect zalo" in error.failure.todo.vi
                assert failure_of(old.tokens().access).code == "zalo:-14020"  # and so for every process
    assert came >= 12
    assert 0 < lost < came  # lost is only what Zalo gave and nobody kept


@NEEDS_FORK
def test_a_renewal_that_was_cut_off_is_gone_on_with_at_once_though_the_token_would_last(office):
    office.rehearsal.clock.wait(NEAR.total_seconds())
    assert is_killed(renew_and_die, office, OpenApi, "tokens", "after", 1)
    assert (
        office.rehearsal.clock.now()
        < Pair.load(Secret((office.folder / "zalo-token.txt").read_text().strip())).ends
    )
    assert failure_of(office.tokens().access).code == "zalo:-14020"


def race(office: Office, number: int, gate, answers) -> None:
    tokens = office.tokens(RehearsalClock(office.rehearsal.address))  # a connection of its own
    gate.wait(20)
    answers.put((number, tokens.access().reveal()))


@NEEDS_FORK
def test_of_two_processes_at_once_one_renews_and_both_go_on(old):
    forks = multiprocessing.get_context("fork")
    gate, answers = forks.Barrier(4), forks.Queue()
    old.rehearsal.arm("late", "zalo-tokens", seconds=0.3)  # whoever renews takes its time
    racers = [forks.Process(target=race, args=(old, number, gate, answers)) for number in range(4)]
    for one in racers:
        one.start()
    given = [answers.get(timeout=30) for _ in racers]
    for one in racers:
        one.join(10)
        assert one.exitcode == 0
    assert {token for _, token in given} == {kept(old.folder)["access"]}
    assert opens(old, Secret(given[0][1]))


@pytest.mark.parametrize(
    "fault", ["cut-after", pytest.param("late", marks=pytest.mark.slow), "error-500-after", "empty-object"]
)
def test_an_answer_that_was_lost_loses_the_account_aloud(old, fault):
    old.rehearsal.arm(fault, "zalo-tokens", **({"seconds": 3.0} if fault == "late" else {}))
    assert failure_of(old.tokens().access).kind is FailureKind.CERTAIN
    failure = failure_of(old.tokens().access)
    assert (failure.kind, failure.code) == (FailureKind.CREDENTIAL, "zalo:-14020")
    old.connect()
    assert opens(old, old.tokens().access())


@pytest.mark.parametrize("fault", ["refuse", "cut-before", "error-500-before", "html-502", "throttle"])
def test_a_call_that_never_came_to_zalo_is_made_again(old, fault):
    details = {"done": False} if fault == "html-502" else {}
    old.rehearsal.arm(fault, "zalo-tokens", **details)
    assert failure_of(old.tokens().access).kind in {FailureKind.CERTAIN, FailureKind.THROTTLED}
    assert opens(old, old.tokens().access())


def test_a_disk_that_takes_no_note_stops_the_renewal_before_it_is_asked_for(old, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    before = kept(old.folder)
    with monkeypatch.context() as patched:
        patched.setattr(module, "write_whole", full)
        assert failure_of(old.tokens().access).code == "zalo:unwritten"
    assert kept(old.folder) == before
    assert opens(old, old.tokens().access())  # the renewing token was not used


def test_a_pair_that_the_disk_does_not_take_stays_with_the_process_until_it_does(old, monkeypatch):
    def full(*_args):
        raise Stop(module._NO_PAIR)

    tokens = old.tokens()
    with monkeypatch.context() as patched:
        patched.setattr(module, "keep", full)
        assert failure_of(tokens.access).code == "zalo:unkept"
        assert failure_of(tokens.access).code == "zalo:unkept"
    assert opens(old, tokens.access())
    assert opens(old, old.tokens().access())


def test_a_token_that_somebody_used_elsewhere_is_told_and_one_that_is_no_token_too(old):
    pair = Pair.load(Secret((old.folder / "zalo-token.txt").read_text().strip()))
    form = {
        "grant_type": "refresh_token",
        "refresh_token": pair.renewing.reveal(),
        "app_id": old.block.app_id,
    }
    OpenApi(old.block.api_url, old.block.oauth_url).tokens(Secret(old.rehearsal.app_secret), form)
    assert failure_of(old.tokens().access).code == "zalo:-14020"
    old.connect(refresh_token="never-given-out-0123456789")
    old.rehearsal.clock.wait(NEAR.total_seconds())
    assert failure_of(old.tokens().access).code == "zalo:-14014"


FAR = '"ends":"9999-12-31T23:59:59+00:00","since":"9999-12-31T00:00:00+00:00"'
WRONG = "", "EAAtoken", "{}", '{"access":"a"}', "[1]", "[" * 100_000, f'{{"access":"a","renewing":"b",{FAR}}}'


@pytest.mark.parametrize("lies_there", WRONG, ids=range(len(WRONG)))
def test_what_is_no_pair_is_told_with_a_way_out(office, lies_there):
    (office.folder / "zalo-token.txt").write_text(lies_there)
    failure = failure_of(office.tokens().access)
    assert (failure.kind, failure.code) == (FailureKind.CREDENTIAL, "zalo:no-token")


def test_no_secret_is_in_what_is_said(old, caplog):
    secrets = [*kept(old.folder).values(), old.rehearsal.app_secret]
    old.rehearsal.arm("error-500-after", "zalo-tokens")
    failure = failure_of(old.tokens().access)
    said = f"{failure} {caplog.text} {Tokens.__name__}"
    assert not [one for one in secrets[:2] + secrets[-1:] if one in said]
