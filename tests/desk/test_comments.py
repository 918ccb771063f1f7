"""The page of comments: who sees it, what it says, and what a click comes to."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from scheduler.channels.channel import Comment
from scheduler.delivery.comments import Act
from scheduler.desk.login import Door
from scheduler.desk.opening import open_desk
from scheduler.engine.comments import see
from scheduler.engine.opening import open_works
from scheduler.queries.comments import flagged
from scheduler.settings.loading import load_settings
from tests.desk.conftest import FIRST_DAY, PASSWORD, carry, key_of, ledger_of

CRY = "cứu em với <script>alert(1)</script>"


@pytest.fixture
def said(folder):
    """A public post, below which somebody cries for help, and somebody leaves a number."""
    carry(folder, "mat-khau-manh", "facebook", address="https://www.facebook.com/1_2")
    with ledger_of(folder) as ledger, ledger.writing("loa") as book:
        row = ledger.delivery(key_of("mat-khau-manh", "facebook"))
        for number, (text, flag) in enumerate(((CRY, "child"), ("0900 000 001", "phone"))):
            one = Comment(f"2_{number}", text, FIRST_DAY + timedelta(minutes=number), f"2_{number}")
            book.comments.note(row.id, row.page_key, one, [flag], is_urgent=flag == "child")
    return folder


def rows(folder):
    with ledger_of(folder) as ledger:
        return {one.flags[0]: one for one in flagged(ledger, FIRST_DAY - timedelta(days=30))}


def desk_of(folder, clock, users=None, name=""):
    door = Door(names=frozenset({"127.0.0.1"}), asks_login=True, users=lambda: users) if users else None
    more = {"door": door} if door else {}
    desk = TestClient(open_desk(folder, clock=clock, **more), base_url="http://127.0.0.1:8765")
    if name:
        word = re.search(r'name="csrf" value="(\w+)"', desk.get("/login").text)[1]
        desk.post("/login", data={"csrf": word, "name": name, "password": PASSWORD})
    return desk


def act(desk, comment, what, **more):
    word = re.search(r'name="csrf" value="(\w+)"', desk.get("/").text + desk.get("/comments").text)[1]
    fields = {"csrf": word, "comment": str(comment), "act": what, "who": "Chị Lan", **more}
    return desk.post("/act/comment", data=fields, follow_redirects=False)


def test_what_somebody_should_see_stands_there_with_why_and_the_way_to_it(said, clock):
    page = desk_of(said, clock).get("/comments").text
    assert "Em nhỏ có thể đang gặp nguy" in page
    assert "cứu em với &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "https://www.facebook.com/1_2?comment_id=0" in page
    assert "Mật khẩu mạnh cho con" in page
    assert 'Bình luận <span class="count">2</span>' in page


def test_of_very_many_the_page_says_how_many_are_left(said, clock):
    with ledger_of(said) as ledger, ledger.writing("loa") as book:
        row = ledger.delivery(key_of("mat-khau-manh", "facebook"))
        for number in range(10, 310):
            one = Comment(f"2_{number}", "0900 000 001", FIRST_DAY + timedelta(hours=1), f"2_{number}")
            book.comments.note(row.id, row.page_key, one, ["phone"], is_urgent=False)
    page = desk_of(said, clock).get("/comments").text
    assert "cứu em với" in page
    assert "Còn 2 bình luận nữa" in page


def test_where_nothing_is_to_be_seen_the_page_says_so(folder, clock):
    page = desk_of(folder, clock).get("/comments").text
    assert "Không có bình luận nào cần xem" in page
    assert "sàm sỡ" in page  # the lists stand there


def test_a_click_marks_it_as_seen_and_says_by_whom(said, clock):
    desk = desk_of(said, clock)
    assert act(desk, rows(said)["child"].id, "seen").headers["location"] == "/comments?said=comment-seen"
    assert rows(said)["child"].seen_by == "Chị Lan"
    assert "Chị Lan đã xem" in desk.get("/comments").text
    again = act(desk, rows(said)["child"].id, "seen")
    assert again.status_code == 409
    assert "người khác vừa xử lý bình luận này" in again.text


def test_hiding_is_asked_for_and_done_by_nobody_here(said, clock):
    desk = desk_of(said, clock)
    for what, words in (("hide", "Đang ẩn"), ("show", "Đang hiện lại")):
        act(desk, rows(said)["phone"].id, what)
        one = rows(said)["phone"]
        assert (one.doing[0].act, one.doing[0].who, one.is_hidden) == (Act(what), "Chị Lan", False)
        assert words in desk.get("/comments").text


def test_the_ready_answer_has_the_directorys_numbers_and_may_be_changed(said, clock):
    desk = desk_of(said, clock)
    ready = html.unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", desk.get("/comments").text)[1])
    assert "111 (Tổng đài Quốc gia bảo vệ trẻ em)" in ready
    act(desk, rows(said)["child"].id, "answer", text="Bạn gọi 111 nhé.\r\nHội đây.")
    assert rows(said)["child"].doing[0].text == "Bạn gọi 111 nhé.\nHội đây."
    act(desk, rows(said)["child"].id, "drop")
    assert rows(said)["child"].doing == ()


def test_an_answer_is_neither_empty_nor_endless(said, clock):
    desk = desk_of(said, clock)
    for text in ("", "  \n", "x" * 8001):
        assert act(desk, rows(said)["child"].id, "answer", text=text).status_code == 422
    assert rows(said)["child"].doing == ()


def test_a_comment_or_an_act_that_there_is_not_is_told_in_words(said, clock):
    desk = desk_of(said, clock)
    for comment in ("", "x", "-1", "9" * 30, "99", "٣"):
        assert act(desk, comment, "hide").status_code in {404, 409}
    assert act(desk, rows(said)["child"].id, "delete").status_code == 404


@pytest.mark.parametrize(
    ("name", "sees", "may"),
    [("cam", False, set()), ("lan", True, {"seen", "hide"}), ("mai", True, {"seen", "hide", "answer"})],
)
def test_a_viewer_sees_none_a_writer_hides_and_who_approves_answers(said, clock, users, name, sees, may):
    desk = desk_of(said, clock, users, name)
    assert (desk.get("/comments").status_code == 200) is sees
    assert ("/comments" in desk.get("/").text) is sees
    for what in ("hide", "answer", "seen"):
        done = act(desk, rows(said)["phone"].id, what, text="Bạn gọi 111.")
        assert (done.status_code == 303 or (what == "seen" and done.status_code == 409)) is (what in may), (
            what
        )


def test_why_comments_cannot_be_read_and_what_is_wrong_with_the_lists_stand_above(said, clock):
    from scheduler.channels.facebook_tokens import UNREAD_COMMENTS
    from scheduler.delivery.reason import of_failure

    with ledger_of(said) as ledger, ledger.writing("loa") as book:
        book.comments.not_readable("facebook:1", of_failure(UNREAD_COMMENTS), FIRST_DAY)
    (said.config / "comments.yaml").write_text("child: {remove: [không có]}\n", encoding="utf-8")
    page = desk_of(said, clock).get("/comments").text
    assert "thiếu quyền đọc bình luận" in page
    assert "Loa không có lời “không có” để bỏ" in page


def test_words_that_are_over_thirty_days_old_are_shown_no_more(said, clock):
    clock.wait(timedelta(days=31).total_seconds())
    assert "cứu em với" not in desk_of(said, clock).get("/comments").text


def test_what_was_seen_by_another_window_is_not_lost(said, clock):
    settings, _ = load_settings(said)
    with open_works(said, settings, clock) as works:
        assert see(works, "Chị Hoa", rows(said)["child"].id)
    assert "Chị Hoa đã xem" in desk_of(said, clock).get("/comments").text
