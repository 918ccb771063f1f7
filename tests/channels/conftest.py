from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels import graph_server
from tests.channels.graph_server import GraphServer


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with graph_server.running() as server:
        yield server
