"""WebSub: a hub is told once of each publication, and nothing depends on whether it listens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import feedparser
import msgspec
import pytest

from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.channel import ChannelError, Prepared
from scheduler.channels.outlets import Outlets
from scheduler.channels.site.homes.store import HomeError, Store, Trouble
from scheduler.channels.site.hub import Hub, Told
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.cli.examining_running import hub as findings
from scheduler.clock import FixedClock, SystemClock
from scheduler.delivery.states import State
from scheduler.engine.pinging import Pinger
from scheduler.files import WorkFolder
from scheduler.settings.model import Settings
from tests.channels import home_servers
from tests.channels.making import ADDRESS, START, TITLE, outgoing
from tests.engine.giving import HOUR, POSTS, SETTINGS, Office

TOPICS = [("hub.url", ADDRESS + name) for name in ("rss.xml", "atom.xml", "feed.json")]


class Listening(ThreadingHTTPServer):
    """A hub that keeps what it is told and answers *status*; while *held* is clear it does not answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hub)
        self.status = 204
        self.told: list[list[tuple[str, str]]] = []
        self.called, self.held = threading.Event(), threading.Event()
        self.held.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub"


class _Hub(BaseHTTPRequestHandler):
    server: Listening

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        self.server.told.append(parse_qsl(data))
        self.server.called.set()
        self.server.held.wait(60)
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Listening]:
    server = Listening()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.held.set()
    server.shutdown()
    server.server_close()


def opened(folder: Path, hub: str | None, clock: FixedClock | None = None) -> WebsiteChannel:
    """A site as a new process opens it."""
    plain = {"organisation": "Hội", "website": {"address": ADDRESS, **({"hub": hub} if hub else {})}}
    settings = Settings.whole().model_validate(plain)
    channel = Outlets(WorkFolder(folder), settings, {}, clock or FixedClock(START)).get(
        PROVINCE, ChannelName("website")
    )
    assert isinstance(channel, WebsiteChannel)
    return channel


def ping(channel: WebsiteChannel) -> bool:
    """Whether there was something to tell."""
    pending = channel.pending_ping(START)
    if pending:
        pending()
    return pending is not None


def test_each_publication_is_told_once_by_whoever_comes_next(tmp_path: Path, hub: Listening) -> None:
    channel = opened(tmp_path, hub.address)
    assert not ping(channel)
    channel.reveal(outgoing("mot"), Prepared())
    assert ping(opened(tmp_path, hub.address))  # it was killed between the two
    assert hub.told == [[("hub.mode", "publish"), *TOPICS]]
    assert not ping(opened(tmp_path, hub.address))
    channel = opened(tmp_path, hub.address)
    channel.tidy(START)
    assert not ping(channel)
    channel.edit("mot", outgoing("mot", title="Sửa"))
    assert ping(channel)
    channel.withdraw("mot")
    assert ping(channel)
    assert len(hub.told) == 3


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_failed_is_tried_again_at_the_next_publication(
    tmp_path: Path, hub: Listening, status: int
) -> None:
    hub.status = status
    channel = opened(tmp_path, hub.address)
    channel.reveal(outgoing("mot"), Prepared())
    assert ping(channel)
    assert not ping(channel)
    unheard = channel.unheard()
    assert unheard is not None
    assert (unheard.who, unheard.since, unheard.why) == (hub.address, START, f"HTTP {status}")
    hub.status = 202
    channel.reveal(outgoing("hai"), Prepared())
    assert ping(channel)
    assert channel.unheard() is None
    assert len(hub.told) == 2


def test_nobody_there_is_a_failure_as_any_other(tmp_path: Path, hub: Listening) -> None:
    hub.shutdown()
    hub.server_close()
    channel = opened(tmp_path, hub.address)
    channel.reveal(outgoing(), Prepared())
    assert ping(channel)
    unheard = opened(tmp_path, hub.address).unheard()
    assert unheard is not None
    assert unheard.why == "ConnectionError"


def test_feeds_name_hub_and_self_only_where_there_is_one(tmp_path: Path) -> None:
    for address in (None, "https://hub.example.vn/a"):
        opened(tmp_path, address).reveal(outgoing(), Prepared())
        folder = tmp_path / "var/site"
        for name in ("rss.xml", "atom.xml"):
            parsed = feedparser.parse((folder / name).read_bytes())
            assert not parsed.bozo
            links = {link.rel: link.href for link in parsed.feed.links if link.rel in ("self", "hub")}
            assert links == {"self": ADDRESS + name, **({"hub": address} if address else {})}
        feed = msgspec.json.decode((folder / "feed.json").read_bytes())
        assert feed.get("hubs") == ([{"type": "WebSub", "url": address}] if address else None)


def test_without_a_hub_nothing_is_told(tmp_path: Path) -> None:
    channel = opened(tmp_path, None)
    channel.reveal(outgoing(), Prepared())
    assert channel.pending_ping(START) is None
    assert channel.unheard() is None
    assert not (tmp_path / "var/hubs").exists()


def test_a_hub_that_hangs_holds_up_nothing(tmp_path: Path, hub: Listening) -> None:
    hub.held.clear()
    channel, pinger = opened(tmp_path, hub.address), Pinger()
    channel.reveal(outgoing("mot"), Prepared())
    pinger.ping([channel], START, patience=0.0)
    assert hub.called.wait(30)
    channel.reveal(outgoing("hai"), Prepared())
    pinger.ping([channel], START)  # the first still waits: nothing is begun, and nothing waited for
    assert len(hub.told) == 1


class Cut:
    """A way to a home that breaks at its front page and feeds while *is_cut*."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.is_cut = False

    def __getattr__(self, verb: str) -> Callable[..., object]:
        return getattr(self.store, verb)

    def write(self, name: str, data: bytes) -> None:
        if self.is_cut and "/" not in name:
            raise HomeError(Trouble.AWAY, "cut off")
        self.store.write(name, data)


@pytest.mark.slow
def test_of_a_home_elsewhere_it_is_told_once_all_is_there(tmp_path: Path, hub: Listening) -> None:
    with home_servers.webdav(tmp_path / "dav") as server:
        way = Cut(server.opened())
        settings = WebsiteSettings(folder="var/site", address=ADDRESS)
        channel = WebsiteChannel(
            tmp_path / "site", settings, TITLE, "vi", UTC, FixedClock(START), way,
            hub=Hub(hub.address, ["a"], tmp_path / "hub.json"),
        )  # fmt: skip
        channel.reveal(outgoing("mot"), channel.prepare(outgoing("mot")))
        assert ping(channel)
        way.is_cut = True
        with pytest.raises(ChannelError):
            channel.reveal(outgoing("hai"), channel.prepare(outgoing("hai")))
        assert b"hai.html" in (tmp_path / "site/rss.xml").read_bytes()
        assert not ping(channel)
        way.is_cut = False
        channel.tidy(START)
        assert ping(channel)
        channel.close()


def test_a_memory_that_is_damaged_says_nothing(tmp_path: Path, hub: Listening) -> None:
    channel = opened(tmp_path, hub.address)
    channel.reveal(outgoing(), Prepared())
    assert ping(channel)
    (memory,) = (tmp_path / "var/hubs").iterdir()
    for data in (b"", b"{", b'{"hub": 3}', b'{"hub": "https://another.vn", "stamp": "x"}'):
        memory.write_bytes(data)
        assert opened(tmp_path, hub.address).unheard() is None
        assert ping(opened(tmp_path, hub.address))


def test_doctor_tells_of_it_after_a_day(tmp_path: Path, hub: Listening) -> None:
    for since, count in ((timedelta(hours=23), 0), (timedelta(hours=25), 1)):
        hub.status = 500
        channel = opened(tmp_path, hub.address)
        channel.reveal(outgoing(f"bai-{count}"), Prepared())
        assert ping(channel)
        (memory,) = (tmp_path / "var/hubs").iterdir()
        told = msgspec.json.decode(memory.read_bytes(), type=Told)
        memory.write_bytes(msgspec.json.encode(replace(told, failing_since=SystemClock().now() - since)))
        found = findings(opened(tmp_path, hub.address))
        assert len(found) == count
    assert "HTTP 500" in found[0].said.vi


def test_a_wake_up_tells_it_behind_all_that_it_carried(tmp_path: Path, hub: Listening) -> None:
    hub.status = 500
    site = f'website: {{address: "{ADDRESS}", hub: "{hub.address}"}}\n'
    office = Office(tmp_path, SETTINGS + site, POSTS.replace("[groups, broadcast]", "[website]"))
    office.go()
    assert hub.told == []
    assert [row.state for row in office.go(HOUR).carried] == [State.PUBLISHED]
    assert len(hub.told) == 1
    office.go(HOUR)
    assert len(hub.told) == 1
    office.works.close()
