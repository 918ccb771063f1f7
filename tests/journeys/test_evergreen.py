"""Evergreen posts on the command line: planned, published, resting, and told of when nothing can fill."""

from __future__ import annotations

import pytest

from tests.journeys.office import Office, dump


@pytest.mark.slow
def test_an_evergreen_post_goes_out_rests_and_is_told_of(tmp_path, practice):
    office = Office(tmp_path / "office", practice, language="vi")
    office.write("config/settings.yaml", dump({**office.settings, "slots": {"daily": ["07:30"]}}))
    lasting = {**office.post("nho-so-111"), "evergreen": "60", "cap": "4"}
    del lasting["at"]
    office.plan("kho", {**lasting, "season": "mùa khô"})
    done = office.run("check")
    assert (done.status, "“mùa khô” không phải là một mùa" in done.said) == (1, True)
    office.plan("kho", {**lasting, "at": office.local(office.minute)})
    assert "bài dùng lại (evergreen) tự lấy khung giờ trống" in office.run("check").said
    office.plan("kho", lasting)
    assert office.run("check").status == 0
    planned = office.run("plan", "--days", "100", "--format", "json").json
    assert [(one["post"], one["forecast"]) for one in planned] == [("nho-so-111", True)] * 4
    assert office.run("publish", "nho-so-111", "--now").status == 0
    assert office.messages() == office.feed() == ["Bài nho-so-111"]
    planned = office.run("plan", "--days", "100", "--format", "json").json
    assert len(planned) == 2
    done = office.run("check")
    assert (done.status, "1 bài đang nghỉ giữa hai lần" in done.said) == (0, True)
    office.run("publish", "nho-so-111", "--now")
    assert office.messages() == ["Bài nho-so-111"]
