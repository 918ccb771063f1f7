"""A post that the calendar has no more is called by its title wherever the desk still shows it."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from scheduler.desk.opening import open_desk
from scheduler.desk.people import csrf
from tests.desk.conftest import client_of, hold
from tests.engine.giving import HOUR, POSTS, Office

ID = "mat-khau-manh"


@pytest.fixture
def office(tmp_path):
    """A post was given to persons; then its file lost it."""
    named = POSTS.replace("title: Giữ mật khẩu", "title: '{{ unit.name }} nhắc giữ mật khẩu'")
    office = Office(tmp_path, posts=named)
    office.go()
    office.go(HOUR)
    office.write("posts: []\n")
    yield office
    office.works.close()


def words_of(client, address):
    """What a person reads there."""
    page = client.get(address).text
    main = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    return " ".join(re.sub(r'<details class="technical".*?</details>|<[^>]+>', " ", main, flags=re.S).split())


def test_what_was_sent_is_called_as_it_was_sent(office):
    desk = TestClient(open_desk(office.folder, clock=office.clock), base_url="http://127.0.0.1:8765")
    title = "Hội LHPN xã Mỹ Xuyên nhắc giữ mật khẩu"
    history = f"/history?key={quote(str(office.key()), safe='')}"
    for address in ("/deliveries", "/deliveries?post=an-toan", "/by-hand", history, "/post/an-toan"):
        assert title in words_of(desk, address), address
        assert "an-toan" not in words_of(desk, address), address
    gone = desk.get("/post/an-toan")
    assert gone.status_code == 404
    assert 'href="/deliveries?post=an-toan"' in gone.text


def test_what_was_deleted_here_before_it_was_sent_keeps_its_title(folder):
    hold(folder, ID, "facebook")
    desk = client_of(folder)
    desk.post(f"/delete/{ID}", data={"csrf": csrf.word(), "who": "Chị Lan"})
    for address in ("/deliveries", f"/post/{ID}"):
        assert "Mật khẩu mạnh cho con" in words_of(desk, address), address
    assert 'href="/trash"' in desk.get(f"/post/{ID}").text


def test_where_nobody_knows_its_title_it_is_told_by_its_time(folder, posts):
    hold(folder, ID, "facebook")
    posts(f"id: {ID}", "id: bai-khac")
    desk = client_of(folder)
    assert "Bài không còn trong lịch (hẹn Thứ Hai, 30/11/2026 · 08:00)" in words_of(desk, "/deliveries")
    assert ID not in words_of(desk, "/deliveries")


@pytest.mark.parametrize("address", ["/write", "/excel", f"/post/{ID}", "/versions/x"])
def test_a_page_that_needs_the_settings_says_what_is_wrong_with_them(folder, address):
    (folder.config / "settings.yaml").write_text("organisation: [Hội\n", "utf-8")
    said = words_of(client_of(folder), address)
    assert "Cài đặt có lỗi, nên Loa chưa đọc được lịch" in said
    assert "Loa chưa đọc được" in said
    assert "Không có trang này" not in said
