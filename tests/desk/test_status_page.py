"""“Tình trạng đăng”: everything that waits, goes, went out or is held, each with the one thing to do."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from scheduler.clock import FixedClock
from scheduler.delivery.reasons import UPLOADED
from scheduler.delivery.states import State
from scheduler.desk.opening import open_desk
from scheduler.desk.pages.examining import Examiner
from scheduler.problems import Text
from tests.desk.conftest import FIRST_DAY, SETTINGS, carry, client_of, hold, key_of, ledger_of


def sections(page):
    """The words of each part of the page, by its name."""
    parts = re.split(r'<section class="stand" id="([a-z-]+)"', page)
    return {
        name: re.sub(r"<[^>]*>", " ", words) for name, words in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_every_post_stands_where_it_is_with_its_one_act(folder):
    carry(folder, "mat-khau-manh", "website", address="https://phunu.soctrang.gov.vn/tin/x")
    hold(folder, "mat-khau-manh", "facebook")
    page = client_of(folder).get("/deliveries").text
    found = sections(page)
    assert list(found) == ["st-held", "st-waiting", "st-drafts", "st-out"]
    assert "Lỡ giờ đăng" in found["st-held"]
    assert re.findall(r'id="act-(retry|skip)-', page) == ["retry", "skip"], "the right one first"
    assert "Người lạ nhắn tin xin ảnh" in found["st-waiting"], "approved, and it waits"
    assert "Sẽ đăng" in found["st-waiting"]
    assert "Bài còn đang viết" in found["st-drafts"], "a draft waits for her alone"
    assert 'href="/write/ban-nhap">Viết tiếp' in page
    assert "Bài còn đang viết" not in found["st-waiting"]
    assert "Mật khẩu mạnh cho con" in found["st-out"]


def test_it_says_what_the_time_is_and_where(folder):
    assert "08:00, giờ Việt Nam (UTC+07)" in client_of(folder).get("/deliveries").text
    settings = folder.config / "settings.yaml"
    settings.write_text(f"{SETTINGS}time_zone: Asia/Kolkata\n", "utf-8")
    assert "06:30, múi giờ Asia/Kolkata (UTC+05:30)" in client_of(folder).get("/deliveries").text


def test_what_needs_a_hand_has_the_button_that_does_it(folder, posts):
    settings = folder.config / "settings.yaml"
    settings.write_text(SETTINGS.replace("facebook: {", "# facebook: {") + "approval: required\n", "utf-8")
    posts("  channels: [facebook, website]", "  channels: [facebook]")
    page = client_of(folder).get("/deliveries").text
    assert 'href="/setup/facebook"' in page
    assert "Không đăng" not in sections(page)["st-waiting"], "it is not connected, which nobody decided"
    assert "Chưa nối nơi đăng" not in page, "not once more for each post"
    assert re.findall(r'id="unconnected-title">(.*?)<', page) == ["Có bài chọn nơi đăng chưa nối"]
    assert page.count('href="/setup/facebook"') == 1, "said once, above the posts"
    posts("  channels: [facebook]", "  channels: [website]")
    assert 'href="/post/mat-khau-manh#approval">Trình duyệt' in client_of(folder).get("/deliveries").text
    posts("template: tip, headline: Đừng gửi ảnh", "template: khong-co, headline: Đừng gửi ảnh")
    assert 'href="/write/nguoi-la-nhan-tin">Sửa tiếp' in client_of(folder).get("/deliveries").text


class Found:
    def __init__(self, level, said, cure=None):
        self.level, self.what, self.said, self.cure = level, Text("Đồng hồ", "Clock"), said, cure


def test_what_the_machine_lacks_is_said_with_its_cure_what_matters_first(folder):
    cure = Text("Xem từng lỗi: loa check", "See them: loa check")
    found = [Found("fine", Text("khớp", "agrees")), Found("error", Text("chạy chậm", "is slow"), cure)]
    app = open_desk(folder, clock=FixedClock(FIRST_DAY), examiner=Examiner(lambda: found, lambda _: ()))
    desk = TestClient(app, base_url="http://127.0.0.1:8765")
    csrf = re.search(r'name="csrf" value="(\w+)"', desk.get("/deliveries").text)[1]
    page = desk.post("/setup/test", data={"csrf": csrf, "back": "/deliveries"}).text
    words = " ".join(sections(page)["examined"].split())
    assert words.index("chạy chậm") < words.index("khớp")
    assert "Xem từng lỗi: mục “Cần sửa”" in words
    assert "Xem lúc" in words


def test_a_draft_with_something_missing_is_among_the_drafts_and_marked_on_its_page(folder, posts):
    posts("    text: Chưa xong.\n", "")
    client = client_of(folder)
    found = sections(client.get("/deliveries").text)
    assert "Bài còn đang viết" in found["st-drafts"]
    assert "Bài còn đang viết" not in found["st-waiting"]
    assert "Bản nháp, không tự lên" in client.get("/post/ban-nhap").text
    assert 'href="/deliveries#st-drafts"' in client.get("/post/ban-nhap").text
    assert "Bản nháp, không tự lên" not in client.get("/post/mat-khau-manh").text


def test_a_post_whose_time_cannot_be_read_is_no_draft(folder, posts):
    posts("at: 2026-12-01 07:30", "at: mai")
    client = client_of(folder)
    assert "Mật khẩu mạnh cho con" not in sections(client.get("/deliveries").text)["st-drafts"]
    assert "Bản nháp, không tự lên" not in client.get("/post/mat-khau-manh").text


def decide(desk, name, page):
    """Press that button of the first row that has it, as the page sends it; the page that then opens."""
    form = re.search(rf'<form[^>]*action="/act">(?:(?!</form>).)*value="{name}".*?</form>', page, re.DOTALL)[
        0
    ]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return desk.post("/act", data={"who": "Nguyễn Thị Mai", "why": "sai ngày", **sent})


def told(page):
    return " ".join(re.sub(r"<[^>]*>", " ", re.search(r'id="said".*?</div>', page, re.DOTALL)[0]).split())


def test_who_decides_there_comes_back_there_is_told_what_happens_and_can_take_it_back(folder):
    for channel in ("facebook", "website"):
        hold(folder, "mat-khau-manh", channel)
    desk = client_of(folder)
    answer = decide(desk, "retry", desk.get("/deliveries").text)
    assert answer.url.path == "/deliveries"
    assert "Đã cho đăng “Mật khẩu mạnh cho con” trên Facebook. Bài lên lúc" in told(answer.text)
    assert "Hoàn tác" in told(answer.text)
    assert sections(answer.text)["st-held"].count("Lỡ giờ đăng") == 1, "its other way is still to be decided"
    back = decide(desk, "hold_again", answer.text)
    assert "lại được giữ" in told(back.text)
    assert "Hoàn tác" not in told(back.text)
    assert "Nguyễn Thị Mai bấm Hoàn tác" in sections(back.text)["st-held"]
    skipped = decide(desk, "skip", back.text)
    assert "Lượt này không đăng nữa." in told(skipped.text)
    again = decide(desk, "hold_again", skipped.text)
    assert set(re.findall(r'id="act-(\w+)-', again.text)) == {"retry", "skip"}
    with ledger_of(folder) as ledger:
        states = [ledger.delivery(key_of("mat-khau-manh", one)).state for one in ("facebook", "website")]
    assert states == [State.HELD, State.HELD]


def test_what_went_on_meanwhile_is_not_taken_back(folder):
    hold(folder, "mat-khau-manh", "website")
    desk = client_of(folder)
    answer = decide(desk, "retry", desk.get("/deliveries?state=held").text)
    assert answer.url.params["state"] == "held", "the choice that she had made stays"
    with ledger_of(folder) as ledger, ledger.writing("serve") as book:
        row = ledger.delivery(key_of("mat-khau-manh", "website"))
        book.move(row, State.PREPARED, reason=UPLOADED)
    refused = decide(desk, "hold_again", answer.text)
    assert refused.status_code == 409
    assert "data-back" in refused.text, "a way back to where she was"


def test_what_was_let_go_on_waits_once_like_the_others(folder):
    for channel in ("facebook", "website"):
        hold(folder, "mat-khau-manh", channel)
    desk = client_of(folder)
    for _ in range(2):
        decide(desk, "retry", desk.get("/deliveries?state=held").text)
    found = sections(desk.get("/deliveries").text)
    assert "st-going" not in found
    assert "st-held" not in found
    assert found["st-waiting"].count("Mật khẩu mạnh cho con") == 2, "its title, and its button"


def test_a_held_post_says_so_among_those_that_wait(folder):
    hold(folder, "mat-khau-manh", "website")
    assert "Đang giữ lại" in sections(client_of(folder).get("/deliveries").text)["st-waiting"]


def test_it_says_what_goes_out_tomorrow(folder, posts):
    def said():
        page = client_of(folder).get("/deliveries").text
        return re.search(r'id="tomorrow">(.*?)</p>', page)[1], page

    line, page = said()
    assert line == "Ngày mai (Thứ Ba 1/12) có 1 bài lên: 07:30."
    assert "<b>Ngày mai</b> · Thứ Ba, 1/12/2026 · 07:30" in page
    posts("    at: 2026-12-02 19:30", "    at: 2026-11-30 19:30\n    repeat: FREQ=DAILY;COUNT=3")
    assert said()[0] == "Ngày mai (Thứ Ba 1/12) có 2 bài lên: 07:30, 19:30.", "each date of a series"
    for channel in ("facebook", "website"):
        hold(folder, "mat-khau-manh", channel)
    assert said()[0] == "Ngày mai (Thứ Ba 1/12) có 1 bài lên: 19:30. 1 bài còn vướng.", (
        "what is held does not"
    )
    posts("    at: 2026-11-30 19:30\n    repeat: FREQ=DAILY;COUNT=3", "    at: 2026-12-05 19:30")
    assert said()[0] == "Ngày mai (Thứ Ba 1/12) không có bài nào lên. 1 bài còn vướng."
