"""Every fault of the network and of Facebook, in the public call, the upload and the look: once each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.delivery.ledger import State
from scheduler.rehearsal.faults import ZALO_KINDS, Kind
from tests.faults.real import check_each_once, open_works, posts, run_to_the_end

KINDS = [kind.value for kind in Kind if kind not in ZALO_KINDS]


def details(kind):
    return {"late": {"seconds": 3.0}, "slow-edges": {"seconds": 20.0}}.get(kind, {})


@pytest.mark.parametrize(
    "path", ["feed", *(pytest.param(path, marks=pytest.mark.slow) for path in ("photos", "published_posts"))]
)
@pytest.mark.parametrize("kind", KINDS)
def test_each_post_is_public_once_whatever_the_network_does(tmp_path, rehearsal, kind, path):
    if kind == "late" and path != "feed":
        pytest.skip("the same wait, once is enough")
    story = posts(f"{kind}-{path}", rehearsal.clock.now() + timedelta(hours=1))
    rehearsal.disarm()
    if path == "published_posts":
        rehearsal.arm("cut-before", "feed")  # a look must be needed at all
    rehearsal.arm(kind, path, **details(kind))
    works = open_works(tmp_path, rehearsal, story)
    run_to_the_end(works)
    rows = works.ledger.deliveries()
    assert [row.state for row in rows] == [State.PUBLISHED] * 4, [row.reason for row in rows]
    check_each_once(tmp_path, rehearsal, story, rows)
    works.close()
    works.clock.close()
