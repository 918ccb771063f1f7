from __future__ import annotations

from collections.abc import Iterator

import pytest

from scheduler.rehearsal.server import Rehearsal, start
from tests.delivery.conftest import world
from tests.delivery.practice import START

__all__ = ["world"]  # a fixture of the tests of delivery


@pytest.fixture(scope="session")
def shared_rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with start(tmp_path_factory.mktemp("rehearsal"), start=START) as running:
        yield running


@pytest.fixture
def rehearsal(shared_rehearsal: Rehearsal) -> Iterator[Rehearsal]:
    yield shared_rehearsal
    shared_rehearsal.disarm()
