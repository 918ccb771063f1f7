"""A post with an error stands everywhere with its title, marked, and a way leads back to its form."""

import re

import pytest

from tests.desk.conftest import client_of
from tests.desk.test_writing import fields_of, send

ID, TITLE = "nguoi-la-nhan-tin", "Người lạ nhắn tin xin ảnh"
NUMBER = "Gọi 0377 672 445 để được giúp."  # one digit beside the directory's
TEXT = "    text: Nếu người lạ xin ảnh, con đừng gửi và kể ngay với cha mẹ.\n"
FAULTS = {
    "a house rule": (TEXT, f"    text: {NUMBER}\n"),
    "a hotline that there is not": (TEXT, "    text: Gọi {{ hotline('khong-co') }}.\n"),
    "no such day": ("at: 2026-12-02 19:30", "at: 2026-13-02 19:30"),
    "an unknown key": ("audience: giao-vien", "audiense: giao-vien"),
    "an unknown unit": ("audience: giao-vien", "units: [xa-la]"),
    "a channel that there is not": ("audience: giao-vien", "channels: [handoff]"),
    "an id that is used twice": ("id: ban-nhap", f"id: {ID}"),
    "a mistake in what all posts share": ("defaults:\n", "defaults:\n  hotline: x\n"),
    "a card without a template": ("card: {template: tip, headline: Đừng gửi ảnh", "card: {headline: Đừng"),
}


@pytest.mark.parametrize(
    ("fault", "approval"),
    [
        pytest.param(fault, approval, marks=pytest.mark.slow if n % 4 != 2 * is_required else ())
        for n, fault in enumerate(FAULTS)
        for is_required, approval in enumerate(("none", "required"))
    ],
)
def test_whatever_is_wrong_with_it_every_page_stands_and_says_so(folder, posts, fault, approval):
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + f"approval: {approval}\n", "utf-8")
    posts(*FAULTS[fault])
    desk = client_of(folder)
    for address in ("/", "/month?m=2026-12", "/sheet?from=2026-12-01&to=2026-12-31", f"/post/{ID}"):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        dated = fault != "no such day" or "sheet" not in address
        assert not dated or TITLE in answer.text, address
        assert not dated or "trouble error" in answer.text or "alarm" in answer.text, address
    page = desk.get(f"/post/{ID}").text
    assert f'href="/write/{ID}"' in page
    assert 'action="/act"' not in page
    assert 'action="/decide' not in page
    assert desk.get(f"/write/{ID}").status_code == 200


def test_its_day_is_not_shown_as_free(folder, posts):
    posts(*FAULTS["a house rule"])
    month = client_of(folder).get("/month?m=2026-12").text
    (cell,) = re.findall(r'<td id="day-2026-12-02".*?</td>', month, re.DOTALL)
    assert TITLE in cell
    assert "Chưa có bài" not in cell
    assert "Viết thêm bài" in cell
    assert "Cần sửa" in cell or "cần sửa" in cell


def test_a_new_form_does_not_take_its_day(folder, posts):
    posts(*FAULTS["a house rule"])
    desk = client_of(folder)
    assert 'value="2026-12-03"' in desk.get("/write").text  # the first one to come without a post


def test_saved_with_an_error_it_comes_back_to_the_form_with_each_message_at_its_field(folder):
    desk = client_of(folder)
    fields = fields_of(desk.get(f"/write/{ID}").text)
    answer = send(desk, fields, text=NUMBER)
    assert answer.headers["location"].startswith(f"/write/{ID}?saved=")
    page = desk.get(answer.headers["location"]).text
    assert "Đã lưu, nhưng bài chưa đăng được" in page
    assert "chưa đọc được" not in page
    (told,) = re.findall(r'<div class="told" id="told-text".*?</div>', page, re.DOTALL)
    assert "0377 672 445" in told
    mended = fields_of(page)
    answer = send(desk, mended, text="Nếu người lạ xin ảnh, con đừng gửi.")
    assert answer.headers["location"].startswith(f"/post/{ID}?saved=")
    assert "Sẽ đăng" in desk.get(f"/post/{ID}").text


def test_a_draft_with_an_error_may_stay_unfinished(folder):
    desk = client_of(folder)
    fields = fields_of(desk.get(f"/write/{ID}").text)
    answer = send(desk, fields, text=NUMBER, status="draft")
    assert answer.headers["location"].startswith(f"/post/{ID}?saved=")


UNREAD = {
    "its card is broken off": (
        "headline: Đừng gửi ảnh, alt: Thẻ nhắc đừng gửi ảnh}",
        "headline: Đừng gửi ảnh",
    ),
    "its title opens a quote": (f"title: {TITLE}", f'title: "{TITLE}'),
    "its title stands behind a tab": (f"    title: {TITLE}", f"\ttitle: {TITLE}"),
}


@pytest.mark.parametrize("fault", UNREAD)
def test_what_cannot_be_read_is_called_by_the_title_that_its_text_still_shows(folder, posts, fault):
    posts(*UNREAD[fault])
    desk = client_of(folder)
    for _ in range(2):  # read, and as it is kept
        assert f">{TITLE}</a>" in re.search(r'id="alarm".*?</section>', desk.get("/").text, re.DOTALL)[0]
        assert f">{TITLE}</a>" in desk.get("/problems").text
        assert f"<h1>{TITLE}</h1>" in desk.get(f"/post/{ID}").text
        desk = client_of(folder)
    assert "Nhờ người cài đặt Loa" in desk.get(f"/post/{ID}").text
    assert desk.get(f"/write/{ID}").status_code == 200  # with all of it that could be read


def test_without_a_title_it_is_called_by_its_own_words(folder, posts):
    posts(f"    title: {TITLE}\n", "    title:\n")
    alarm = re.search(r'id="alarm".*?</section>', client_of(folder).get("/").text, re.DOTALL)[0]
    assert "Bài chưa đọc được (“Nếu người lạ xin ảnh, con đừng gửi và…”)" in alarm
    posts("posts:\n", "posts:\n  - Họp phụ nữ xã tháng 12\n")
    alarm = re.search(r'id="alarm".*?</section>', client_of(folder).get("/").text, re.DOTALL)[0]
    assert "Bài chưa đọc được (“Họp phụ nữ xã tháng 12”)" in alarm
    assert "posts/" not in alarm
    assert "dòng " not in re.sub(r"<[^>]*>", "", alarm).lower().replace("dòng này", "")


def test_file_line_and_id_are_seen_only_by_who_asks(folder):
    page = client_of(folder).get(f"/post/{ID}").text
    shown = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "posts/2026-12.yaml" in page
    assert "posts/" not in re.sub(r"<[^>]*>", "", shown)
    assert ID not in re.sub(r"<[^>]*>", "", shown)
