from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.channels.channel import Prepared
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.facebook_kind import FacebookSettings
from scheduler.clock import FixedClock
from scheduler.rehearsal.server import Rehearsal, start
from scheduler.secrets import Secret
from tests.channels import graph_server, home_servers
from tests.channels.carried import Office
from tests.channels.graph_server import GraphServer
from tests.channels.home_servers import Server
from tests.channels.making import START, outgoing


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with graph_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the practice website."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Iterator[Rehearsal]:
    """A practice Zalo OA, one for all tests: each has titles of its own."""
    with start(tmp_path_factory.mktemp("oa"), start=START, site=site) as running:
        yield running


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A practice page, one for all tests of a module: each has posts of its own."""
    with start(tmp_path_factory.mktemp("page"), start=START) as running:
        yield running


@pytest.fixture
def channel(practice: Rehearsal) -> Iterator[FacebookChannel]:
    settings = FacebookSettings(
        page=practice.page_id, token="env:X", version="v26.0", graph_url=practice.address
    )
    yield FacebookChannel(settings, Secret(practice.token), None, FixedClock(START), (2.0, 2.0))
    practice.disarm()


@pytest.fixture
def post(channel: FacebookChannel, request: pytest.FixtureRequest) -> str:
    return channel.reveal(outgoing(text=request.node.name, media=()), Prepared()).remote_id


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with home_servers.sftp(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture
def home(ssh: Server, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def office(ssh: Server, home: Path, tmp_path: Path) -> Iterator[Office]:
    one = Office(tmp_path / "var" / "site", lambda: ssh.opened(path=str(home)))
    yield one
    one.channel.close()
