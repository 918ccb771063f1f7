"""Every fault of the network and of Facebook, in the public call, the upload and the look: once each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.delivery.ledger import State
from scheduler.rehearsal.faults import ZALO_KINDS, Kind
from tests.faults.real import check_each_once, open_works, posts, run_to_the_end

pytestmark = pytest.mark.slow

KINDS = [kind.value for kind in Kind if kind not in ZALO_KINDS]


def details(kind):
    return {"late": {"seconds": 3.0}, "slow-edges": {"seconds": 20.0}}.get(kind, {})


# The fast suite has, in the public call alone, those of lost answers and every third of the others.
CASES = [
    pytest.param(
        kind,
        path,
        marks=()
        if path == "feed" and (kind in {"cut-before", "cut-after"} or n % 3 == 0)
        else pytest.mark.slow,
    )
    for n, kind in enumerate(KINDS)
    for path in ("feed", "photos", "published_posts")
]


@pytest.mark.parametrize(("kind", "path"), CASES)
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
