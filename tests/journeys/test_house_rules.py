"""House rules from the calendar to the page: what has an error stays in, and what must come down is found."""

from __future__ import annotations

import pytest

from tests.journeys.office import Office, dump, sleep_until

NOTE = "Phiếu đồng ý số 12/2026"
APART = {"checks": {"too-close": "off"}}


@pytest.mark.slow
def test_a_post_with_an_error_of_a_house_rule_stays_in_and_the_others_go_out(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=4)
    office.begin()
    office.write("config/settings.yaml", dump(office.settings | APART))
    office.plan("lich", office.post("tot"), office.post("sai", "Gọi 0911 222 333 nhé."))
    told = office.run("check", "--format", "json")
    assert (told.status, [one["code"] for one in told.json]) == (1, ["hotline-unknown"])
    sleep_until(office.minute)
    done = office.run("publish", "--due", "--format", "json")
    assert {(row["post"], row["state"]) for row in done.json} == {("tot", "published")}
    assert office.messages() == office.feed() == ["Bài tot"]

    office.write("config/settings.yaml", dump(office.settings | {"checks": {"hotline-unknown": "warning"}}))
    done = office.run("publish", "--due", "--format", "json")
    assert {(row["post"], row["state"]) for row in done.json} == {("sai", "published")}


@pytest.mark.slow
def test_a_withdrawn_consent_lists_where_the_posts_that_rely_on_it_stand(tmp_path, practice):
    office = Office(tmp_path / "office", practice, ahead=4)
    office.begin()
    office.write("config/settings.yaml", dump(office.settings | APART))
    photo = {"children": ["6"], "consent": f"{NOTE} của mẹ em"}
    office.plan("lich", office.post("co-anh", "Con vẽ tranh.", **photo), office.post("khong-anh"))
    sleep_until(office.minute)
    assert len(office.run("publish", "--due", "--format", "json").json) == 4

    office.write("config/settings.yaml", dump(office.settings | APART | {"consents_withdrawn": [NOTE]}))
    (problem,) = office.run("check", "--format", "json").json
    assert (problem["code"], problem["level"]) == ("consent-withdrawn", "error")
    assert f'loa status --consent "{NOTE}"' in problem["hint"]
    rows = office.run("status", "--consent", NOTE, "--format", "json").json
    assert sorted(row["channel"] for row in rows) == ["facebook", "website"]
    assert all(row["post"] == "co-anh" and row["address"] for row in rows)
    assert office.run("status", "--consent", "Phiếu khác", "--format", "json").json == []


def test_a_check_counts_the_posts_with_an_error_too(tmp_path):
    office = Office(tmp_path / "office")
    office.plan("lich", office.post("tot"), office.post("sai", "Gọi 0911 222 333 nhé."))
    assert "Đã đọc 2 bài; 1 lỗi" in office.run("--lang", "vi", "check").said


def test_a_rule_that_does_not_exist_names_the_nearest(tmp_path):
    office = Office(tmp_path / "office")
    office.write("config/settings.yaml", dump(office.settings | {"checks": {"near-duplicat": "off"}}))
    (problem,) = office.run("check", "--format", "json").json
    assert (problem["code"], problem["level"]) == ("unknown-rule", "error")
    assert "near-duplicate" in problem["hint"]
