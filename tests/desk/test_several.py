"""Several posts at once: one act, one undo, and what could not be done with which is told by title."""

from __future__ import annotations

import re

import pytest

from scheduler.calendar.trash import Trash
from scheduler.desk.people import csrf
from tests.desk.conftest import POSTS, carry, client_of, ledger_of
from tests.desk.test_writing import text_of

ALL = ["mat-khau-manh", "nguoi-la-nhan-tin", "ban-nhap"]


@pytest.fixture
def client(folder):
    return client_of(folder)


def do(client, act, posts=ALL, **more):
    data = {"csrf": csrf.word(), "who": "Chị Lan", "act": act, "post": posts, "back": "/month?m=2026-12"}
    return client.post("/several", data=data | more)


def undo(client, page):
    token = re.search(r'name="save" value="(\w+)"', page.text)[1]
    return client.post("/undo", data={"csrf": csrf.word(), "save": token})


def test_all_are_moved_by_as_many_days_and_one_press_takes_it_back(client, folder):
    page = do(client, "move", days="7")
    assert "Đã làm xong với mọi bài đã chọn." in page.text
    assert re.findall(r"at: (\S+)", text_of(folder)) == ["2026-12-08", "2026-12-09", "2026-12-16"]
    undo(client, page)
    assert text_of(folder) == POSTS


def test_a_hashtag_is_added_to_each_beside_what_it_has(client, folder):
    page = do(client, "tag", tag="#Tháng Hành Động")
    assert "hashtags: [AnToanMang, ThángHànhĐộng]" in text_of(folder)
    assert text_of(folder).count("ThángHànhĐộng") == 3
    undo(client, page)
    assert text_of(folder) == POSTS


def test_all_are_deleted_and_come_back_to_the_letter_by_one_press(client, folder):
    page = do(client, "delete")
    assert "posts: []" in text_of(folder)
    assert len(Trash(folder.var / "trash").all()) == 3
    undo(client, page)
    assert text_of(folder) == POSTS
    assert Trash(folder.var / "trash").all() == []


def test_what_cannot_be_done_is_told_by_title_and_the_rest_is_done(client, folder):
    for channel in ("facebook", "website"):
        carry(folder, "mat-khau-manh", channel, address="")
    for act, more in (("delete", {}), ("move", {"days": "3"})):
        page = do(client, act, **more)
        assert "<strong>Mật khẩu mạnh cho con</strong>" in page.text
        assert "Đã làm xong với 2 bài" in page.text
        assert "at: 2026-12-01 07:30" in text_of(folder)
        undo(client, page)
        assert text_of(folder) == POSTS


def test_those_that_need_it_are_submitted_and_a_draft_is_told(folder):
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "approval: required\n", "utf-8")
    page = do(client_of(folder), "submit")
    assert "<strong>Bài còn đang viết</strong>" in page.text
    with ledger_of(folder) as ledger:
        assert sorted(ledger.approvals(ALL)) == ["mat-khau-manh", "nguoi-la-nhan-tin"]


@pytest.mark.parametrize(
    ("act", "more", "status"),
    [
        ("move", {"days": "x"}, 409),
        ("move", {"days": "-30"}, 200),
        ("tag", {"tag": "!!"}, 409),
        ("delete", {"post": []}, 422),
        ("delete", {"post": "khong-co"}, 200),
        ("explode", {}, 404),
    ],
)
def test_what_means_nothing_changes_nothing(client, folder, act, more, status):
    page = do(client, act, posts=["mat-khau-manh"], **more)
    assert page.status_code == status
    assert text_of(folder) == POSTS


def test_it_leads_back_to_the_calendar_alone(client):
    page = do(client, "move", posts=["mat-khau-manh"], days="1", back="//evil.example/")
    assert page.url.path == "/month"


def test_a_wrong_hour_is_mended_on_all_of_them_and_the_days_stay(client, folder):
    page = do(client, "hour", hour="15:00")
    assert re.findall(r"at: (.+)", text_of(folder)) == [
        "2026-12-01 15:00", "2026-12-02 15:00", "2026-12-09 15:00",
    ]  # fmt: skip
    undo(client, page)
    assert text_of(folder) == POSTS
    assert "Ghi giờ đăng mới" in do(client, "hour", hour="").text


def test_a_series_is_not_ticked_nor_moved_as_a_whole_unasked(folder, posts):
    posts("at: 2026-12-01 07:30\n", "at: 2026-12-01 07:30\n    repeat: FREQ=WEEKLY;COUNT=4\n")
    client, before = client_of(folder), text_of(folder)
    assert 'name="post" value="mat-khau-manh"' not in client.get("/month?m=2026-12").text
    assert "Bài lặp lại thì chuyển riêng" in do(client, "move", posts=["mat-khau-manh"], days="7").text
    assert text_of(folder) == before


def test_more_posts_than_can_be_done_at_once_are_refused_and_none_is_passed_over_in_silence(client, folder):
    page = do(client, "delete", posts=[*ALL, *(f"p{n}" for n in range(198))])
    assert page.status_code == 422
    assert "nhiều nhất 200 bài" in page.text
    assert text_of(folder) == POSTS


@pytest.mark.parametrize("count", [201, 450, 12_000])
def test_too_many_ticked_posts_are_told_in_words_and_nothing_is_done(client, folder, count):
    page = do(client, "move", posts=[f"bai-{number}" for number in range(count)], days="7")
    assert page.status_code == 422
    assert "Mỗi lần làm được nhiều nhất 200 bài. Bỏ chọn bớt" in page.text
    assert text_of(folder) == POSTS
