"""What strangers see of what was published, on a practice page that answers them as Facebook does."""

from __future__ import annotations

import pytest
import requests

from tests.journeys.office import Office


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param("", "ai cũng xem được", marks=pytest.mark.slow),
        pytest.param("login-wall", "không biết được", marks=pytest.mark.slow),
        ("not-for-strangers", "không xem được"),
    ],
)
def test_status_says_what_a_stranger_sees(tmp_path, practice, fault, words):
    office = Office(tmp_path / "office", practice, language="vi")
    office.plan("lich", office.post("mot"))
    if fault:
        armed = {"fault": fault, "path": "permalink"}
        assert requests.post(f"{practice.address}/_rehearsal/faults", json=armed, timeout=10).ok
    assert office.run("publish", "mot", "--now").status == 0
    rows = {row["channel"]: row for row in office.run("status", "--format", "json").json}
    assert rows["facebook"]["state"] == "published"
    assert rows["facebook"]["why"] is None if not fault else words in rows["facebook"]["why"]
    assert words in " ".join(office.run("status", COLUMNS="400").out.split())
    assert rows["website"]["why"] is None  # its host does not exist: nothing is known, and nothing said
