"""Channels of every sort keep what each one promises; and what does not is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.channel import Channel, Receipt, Trace
from scheduler.channels.outlets import Outlets
from scheduler.channels.wordpress_kind import WordPressSettings
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.kinds import registry
from scheduler.rehearsal.server import Rehearsal, start
from scheduler.settings.model import Settings
from tests.channels.making import START, outgoing
from tests.channels.promises import keep_promises
from tests.channels.test_kinds import BLOCKS
from tests.channels.wordpress_server import opened


def channel_of(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Channel:
    monkeypatch.setattr(registry, "MODULES", (*registry.MODULES, "tests.channels.loudspeaker"))
    (folder / "var/loa").mkdir(parents=True)
    settings = Settings.whole().model_validate({"organisation": "Hội", name: BLOCKS[name]})
    outlets = Outlets(WorkFolder(folder), settings, {}, FixedClock(START))
    channel = outlets.get(PROVINCE, ChannelName(name))
    assert channel is not None
    return channel


@pytest.mark.parametrize("name", ["website", "groups", "broadcast", "portal", "loudspeaker"])
def test_it_keeps_its_promises(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_promises(channel_of(name, tmp_path, monkeypatch), outgoing(channel=name))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with start(tmp_path_factory.mktemp("promises"), start=START) as world:
        yield world


def test_wordpress_keeps_them(world: Rehearsal) -> None:
    block = WordPressSettings(address=world.wordpress_address, user="loa", password="env:X")
    keep_promises(opened(block, world.token, FixedClock(START)), outgoing(channel="wordpress"))


def test_one_that_confirms_by_ids_alone_would_double_after_a_lost_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = channel_of("groups", tmp_path, monkeypatch)
    whole = channel.confirm

    def by_ids_alone(traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        return [whole([trace])[0] if trace.drafts else () for trace in traces]

    monkeypatch.setattr(channel, "confirm", by_ids_alone)
    with pytest.raises(AssertionError, match="by its key alone"):
        keep_promises(channel, outgoing(channel="groups"))
