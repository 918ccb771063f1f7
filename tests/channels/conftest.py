from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.rehearsal.server import Rehearsal, start
from tests.channels import graph_server, home_servers
from tests.channels.carried import Office
from tests.channels.graph_server import GraphServer
from tests.channels.home_servers import Server
from tests.channels.making import START


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
