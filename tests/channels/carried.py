"""A site that is carried to a home on another machine, and what is asked of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scheduler.channels.channel import ChannelError, Gone, Trace
from scheduler.channels.site.homes.store import Store
from scheduler.channels.website import WebsiteChannel
from scheduler.clock import FixedClock
from tests.channels.making import START, files_of, outgoing, picture, website

MINUTE, DAY = 60, 86_400


class Counted:
    """A store that counts what is asked of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.calls: list[tuple[str, str]] = []

    def __getattr__(self, verb: str) -> Callable[..., object]:
        def ask(name: str, *more: bytes) -> object:
            self.calls.append((verb, name))
            return getattr(self.store, verb)(name, *more)

        return ask

    def close(self) -> None:
        self.store.close()

    def taken(self, verb: str) -> list[str]:
        """What *verb* was asked of, but the manifest's own; all calls are forgotten."""
        found = [name for one, name in self.calls if one == verb and not name.startswith(".loa/")]
        self.calls.clear()
        return found


class Office:
    """A site's copy in *folder*, and its home; `again` is another process on the same machine."""

    def __init__(self, folder: Path, open_store: Callable[[], Store]) -> None:
        self.folder = folder
        self.clock = FixedClock(START)
        self._open_store = open_store
        self.again()

    def again(self) -> WebsiteChannel:
        if hasattr(self, "channel"):
            self.channel.close()
        self.store = Counted(self._open_store())
        self.channel = website(self.folder, self.clock, store=self.store)
        return self.channel

    def publish(self, post: str, **what: object):
        self.clock.wait(MINUTE)
        going = outgoing(post, **what)
        return self.channel.reveal(going, self.channel.prepare(going))

    def made(self) -> dict[str, bytes]:
        return {name: data for name, data in files_of(self.folder).items() if not name.startswith(".loa/")}


def site(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_of(folder).items() if not name.startswith(".loa/")}


def trace(post: str) -> Trace:
    return Trace(f"{post}@first/province/website", START, frozenset(), "")


def failure(call: Callable[[], object]):
    with pytest.raises(ChannelError) as caught:
        call()
    return caught.value.failure


def live(office: Office, seen: Callable[[], dict[str, bytes]]) -> None:
    """Publish, edit, withdraw, expire; after each the home holds what the folder does."""
    office.publish("bai-1", title="Một", expires=date(2026, 12, 2))
    assert seen() == office.made()
    office.publish("bai-2", title="Hai", link="https://phunu.example.vn/?a=1")
    assert seen() == office.made()
    before = seen()
    office.channel.edit("bai-1", outgoing("bai-1", title="Một, đã sửa", media=(picture(colour="#063038"),)))
    assert seen() == office.made()
    assert "Một, đã sửa".encode() in seen()["rss.xml"]
    assert len(before.keys() - seen().keys()) == 3  # its three pictures of before
    office.channel.edit("bai-1", outgoing("bai-1", title="Một", expires=date(2026, 12, 2)))
    office.clock.wait(3 * DAY)
    office.channel.tidy(office.clock.now())
    assert seen() == office.made()
    assert b"bai-1.html" not in seen()["rss.xml"]
    assert office.channel.standing(START) == {"bai-1", "bai-2"}
    assert office.channel.shown("bai-1") == outgoing().wording.text
    office.channel.withdraw("bai-2")
    assert seen() == office.made()
    assert not [name for name in seen() if "bai-2" in name]
    assert office.channel.shown("bai-2") is None
    with pytest.raises(Gone):
        office.channel.withdraw("bai-2")
