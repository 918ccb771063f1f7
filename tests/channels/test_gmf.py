"""Messages to an OA's own groups: one to each; where nobody can know, a person looks."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.channel import ChannelError, FailureKind, Outgoing, Trace
from scheduler.channels.gmf_kind import GmfSettings
from scheduler.channels.outlets import Outlets
from scheduler.channels.said import Book
from scheduler.channels.zalo.groups import GroupsOfOa
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.rehearsal.clock import RehearsalClock
from scheduler.rehearsal.server import Rehearsal
from scheduler.rehearsal.zalo import GROUPS
from scheduler.settings.model import Settings
from tests.channels.making import START
from tests.channels.zalo_office import Office, keep_pair
from tests.faults.killing import is_killed

NAMED = {name: group for group, name in GROUPS.items()}
NEEDS_FORK = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


@pytest.fixture
def office(world: Rehearsal, tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path, world, tmp_path / "site")
    world.disarm()


def opened(office: Office, clock=None, **groups: str) -> GroupsOfOa:
    clock = clock or office.rehearsal.clock
    block = GmfSettings(groups=groups or NAMED)
    return GroupsOfOa(block, office.tokens(clock), Book(office.folder / "gmf.json"), clock)


def said(office: Office, post: Outgoing) -> list[str]:
    """In which groups it stands."""
    return [one["group"] for one in office.rehearsal.group_messages() if one["text"] == post.wording.text]


def made(office: Office, name: str) -> Outgoing:
    return office.post(name, shown=False, text=f"Mời các chị họp lúc 8 giờ, {name} {office.folder.name}.")


def trace(post: Outgoing) -> Trace:
    return Trace(post.key, post.due, frozenset(), post.wording.text)


def failure_of(call, *given):
    with pytest.raises(ChannelError) as failed:
        call(*given)
    return failed.value.failure


def test_each_group_has_it_once_however_often_it_is_asked_for(office):
    post, groups = made(office, "a"), opened(office)
    assert groups.confirm([trace(post)]) == [()]
    receipt = groups.reveal(post, groups.prepare(post))
    assert said(office, post) == [*GROUPS]
    again = opened(office)
    assert again.reveal(post, again.prepare(post)) == receipt
    assert again.confirm([trace(post)]) == [(receipt,)]
    assert said(office, post) == [*GROUPS]


@pytest.mark.parametrize("fault", ["cut-after", "error-500-after", "truncated-json"])
def test_a_message_whose_answer_was_lost_is_a_persons_and_sent_again_by_her_word_alone(office, fault):
    post, groups = made(office, "a"), opened(office)
    office.rehearsal.arm(fault, "zalo-message")
    failure = failure_of(groups.reveal, post, groups.prepare(post))
    assert (failure.kind, failure.code) == (FailureKind.CONTENT, "zalo:gmf-unsure")
    assert "Chi hội trưởng" in failure.why.vi
    assert failure_of(opened(office).confirm, [trace(post)]).kind is FailureKind.DOUBTFUL
    assert said(office, post) == [*GROUPS][:1]
    again = opened(office)
    again.reveal(post, again.prepare(post))  # she looked, and it was not there
    assert said(office, post) == [next(iter(GROUPS)), *GROUPS]


@pytest.mark.parametrize("fault", ["refuse", "throttle", "policy-block"])
def test_a_refusal_is_tried_again_where_it_stopped(office, fault):
    post, groups = made(office, "a"), opened(office)
    only = opened(office, **dict([*NAMED.items()][:1]))
    only.reveal(post, only.prepare(post))
    office.rehearsal.arm(fault, "zalo-message")
    kind = failure_of(groups.reveal, post, groups.prepare(post)).kind
    if fault != "refuse":  # a connection that breaks says nothing
        assert kind in {FailureKind.THROTTLED, FailureKind.POLICY}
    groups.reveal(post, groups.prepare(post))
    assert said(office, post) == [*GROUPS]


def run(office: Office, post: Outgoing, when: str) -> None:
    groups = opened(office, RehearsalClock(office.rehearsal.address))
    real, left = groups._account.post, [2]

    def struck(*given):
        left[0] -= 1
        if not left[0] and when == "before":
            _die()
        answer = real(*given)
        if not left[0]:
            _die()
        return answer

    groups._account.post = struck
    groups.reveal(post, groups.prepare(post))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@NEEDS_FORK
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_the_second_group_nothing_is_sent_twice_by_itself(office, when):
    post = made(office, when)
    assert is_killed(run, office, post, when)
    before = said(office, post)
    groups = opened(office)
    assert failure_of(groups.confirm, [trace(post)]).code == "zalo:gmf-unsure"
    assert failure_of(groups.reveal, post, None).kind is FailureKind.CONTENT
    assert said(office, post) == before


def test_doctor_names_the_groups_that_there_are(office):
    assert opened(office).checkup().faults == ()
    (fault,) = opened(office, **{"Nhóm lạ": "abc"}).checkup().faults
    assert "Nhóm lạ" in fault.why.vi
    assert "Chi hội trưởng: f414c8f76fa586fbdfb4" in fault.why.vi


def test_doctor_hears_that_the_account_is_lost(office):
    assert opened(office).try_out()
    office.connect(refresh_token="never-given-out-0123456789", expires_in="60")
    (fault,) = opened(office).checkup().faults
    assert fault.code == failure_of(opened(office).try_out).code == "zalo:-14014"


def test_a_damaged_book_sends_nothing(office):
    post, groups = made(office, "a"), opened(office)
    (office.folder / "gmf.json").write_text("{")
    assert failure_of(groups.reveal, post, None).kind is FailureKind.CERTAIN
    assert said(office, post) == []


def test_what_was_sent_and_could_not_be_noted_is_not_sent_again_by_itself(office):
    post, groups = made(office, "a"), opened(office)
    book, real = office.folder / "gmf.json", groups._account.post

    def without_a_disk(*given):
        answer = real(*given)
        book.rename(office.folder / "kept")
        book.mkdir()
        return answer

    groups._account.post = without_a_disk
    failure = failure_of(groups.reveal, post, groups.prepare(post))
    assert (failure.kind, failure.code) == (FailureKind.CONTENT, "zalo:gmf-unsure")  # a person's
    book.rmdir()
    (office.folder / "kept").rename(book)
    assert failure_of(opened(office).confirm, [trace(post)]).kind is FailureKind.DOUBTFUL
    assert said(office, post) == [*GROUPS][:1]


@pytest.mark.parametrize("with_account", [True, False])
def test_it_opens_through_the_units_own_account(tmp_path, monkeypatch, with_account):
    monkeypatch.setenv("LOA_ZALO", "app-secret-0123456789")
    keep_pair(tmp_path / "zalo.txt")
    account = {"oa": "4318", "app_id": "1", "app_secret": "env:LOA_ZALO", "token": "file:zalo.txt"}
    blocks = {"gmf": {"groups": NAMED}} | ({"zalo": account} if with_account else {})
    settings = Settings.whole().model_validate({"organisation": "Hội", **blocks})
    outlets = Outlets(WorkFolder(tmp_path), settings, {}, FixedClock(START + timedelta(hours=1)))
    channel = outlets.get(PROVINCE, ChannelName("gmf"))
    if with_account:
        assert channel is not None
        assert "Chi hội trưởng" in channel.describe()
    else:
        (stop,) = outlets.missing.values()
        assert "zalo" in stop.say("vi")
