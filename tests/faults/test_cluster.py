"""Communes' pages carried by three workers, under all that befalls machines, a database and a network."""

import pytest

from bench import cluster
from tests import postgres

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite,  # it has a server of its own
    pytest.mark.skipif(not postgres.programs(), reason="PostgreSQL is not here"),
]


@pytest.mark.timeout(900)
def test_whatever_befalls_workers_and_database_each_page_has_its_post_once(tmp_path_factory):
    given = cluster.arguments(["--pages", "40", "--trouble", "--ready", "10"])
    found = cluster.measure(given, workers=3, late=0.2)
    assert (found["doubled"], found["lost"], found["left"], found["held"]) == (0, 0, 0, 0)
    assert found["published"] == 40
    assert (found["kill"], found["restart"], found["freeze"]) == (5, 2, 1)
