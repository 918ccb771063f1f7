"""A unit with a WordPress: connected, looked over, published to, and practised, by the commands alone."""

from __future__ import annotations

import json
import stat

import pytest

from tests.journeys.office import Office, dump

pytestmark = pytest.mark.slow
PASSWORD = "config/wordpress.txt"


@pytest.fixture
def office(tmp_path, practice):
    office = Office(tmp_path / "office", practice, language="vi")
    office.settings["wordpress"] = {
        "address": practice.wordpress_address,
        "user": "loa",
        "password": f"file:{PASSWORD}",
    }
    office.write("config/settings.yaml", dump(office.settings))
    return office


def test_connected_and_looked_over_a_post_is_published_there(office, practice):
    token = practice.token
    grouped = " ".join(token[at : at + 4] for at in range(0, len(token), 4))  # as WordPress shows it
    refused = office.run("connect", "wordpress", given="abcd efgh\n")
    assert refused.status == 1
    assert "mật khẩu ứng dụng" in refused.err
    assert not (office.root / PASSWORD).exists()
    done = office.run("connect", "wordpress", given=f"{grouped}\n")
    assert done.status == 0, done.said
    assert "Đã nối" in done.err
    assert grouped not in done.said
    assert stat.S_IMODE((office.root / PASSWORD).stat().st_mode) == 0o600
    office.plan("lich", office.post("tren-wp", channels=["wordpress"]))
    assert "nhận ảnh 1,5 MB" in office.run("doctor").out
    assert office.run("publish", "tren-wp").status == 0
    assert [post["title"]["raw"] for post in practice.wordpress_posts()] == ["Bài tren-wp"]


def test_a_demo_carries_to_a_practice_wordpress_where_the_settings_have_one(office, tmp_path):
    office.write_secret(PASSWORD, "abcdefgh")
    office.plan("lich", *(office.post(f"bai-{n}", channels=["wordpress", "website"]) for n in range(3)))
    ran = office.run("demo", "--once", "--dir", str(tmp_path / "tap"), "--format", "json")
    assert ran.status == 0, ran.said
    found = json.loads(ran.out.splitlines()[-1])
    assert (found["published"], found["lost"], found["doubled"]) == (6, 0, 0)
