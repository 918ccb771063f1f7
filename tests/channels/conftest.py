from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.rehearsal.server import Rehearsal, start
from tests.channels import graph_server
from tests.channels.graph_server import GraphServer
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
