import re
from dataclasses import replace
from html import unescape

import pytest
from PIL import Image

from scheduler.desk.pages.problem_texts import way_here, wrong_here
from scheduler.problems import Message, Place, Problem
from tests.desk.conftest import client_of
from tests.desk.test_writing import fields_of, send


def test_every_problem_has_its_place_its_line_and_its_cure(folder, posts):
    posts("    hashtags: [AnToanMang]", "    hastags: [AnToanMang]")
    posts("at: 2026-12-02 19:30", "at: 2026-12-02")
    desk = client_of(folder)
    text = desk.get("/problems").text
    assert (
        len(re.findall(r'<article class="problem error"', text))
        == len(desk.app.state.live.reading.problems)
        >= 2
    )
    assert "<mark>hastags</mark>" in text
    line = 1 + (folder.posts / "2026-12.yaml").read_text("utf-8").splitlines().index(
        "    hastags: [AnToanMang]"
    )
    assert f"dòng {line}, cột 5" in text
    assert "hashtags" in text
    assert text.count("Cách sửa") >= 2


def test_messages_that_begin_small_in_a_terminal_begin_with_a_capital_here(folder, posts):
    posts("    hashtags: [AnToanMang]", "    hastags: [AnToanMang]")
    desk = client_of(folder)
    [problem] = desk.app.state.live.reading.problems
    assert problem.wrong()[0].islower()
    assert f"</span> {problem.wrong()[0].upper()}" in desk.get("/problems").text


def test_what_is_wrong_with_a_card_stands_beside_what_else_is_wrong_in_its_post(folder, posts):
    posts("    hashtags: [AnToanMang]", "    hastags: [AnToanMang]")
    posts("{template: tip, headline: Đặt", "{template: tip, headlin: Đặt")
    told = {problem.code for problem in client_of(folder).app.state.live.reading.problems}
    assert told == {"unknown-key", "card-field"}


def test_they_are_said_in_english_too(folder, posts):
    posts("    hashtags: [AnToanMang]", "    hastags: [AnToanMang]")
    text = client_of(folder).get("/problems?lang=en").text
    assert "What to do" in text
    assert "Cách sửa" not in text


def test_the_menu_counts_them(folder, posts):
    assert 'class="count' not in client_of(folder).get("/").text
    posts("    hashtags: [AnToanMang]", "    hastags: [AnToanMang]")
    assert '<span class="count">1</span>' in client_of(folder).get("/").text


def test_a_calendar_without_problems_says_so(folder):
    assert "Không có lỗi nào" in client_of(folder).get("/problems").text


def said(html):
    """What is to be read without opening anything."""
    shown = re.sub(
        r"<details class=\"technical\".*?</details>", " ", html[html.index("<main") :], flags=re.DOTALL
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_what_can_be_done_stands_together_and_names_no_file(folder, posts):
    settings = folder.config / "settings.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("checks: {hotline-unverified: off}\n", ""), "utf-8"
    )
    posts("audience: giao-vien", "audience: ong-ba")
    posts("text: Chưa xong.", "text: Gọi 0912345678. សួស្តី ដល់ម៉ាក់ប៉ា")
    posts("source: Công văn 267/BTV-BTGCSLP", "source: ''")
    posts("Cùng con đặt mật khẩu dài", "Theo Luật Trẻ em 2016, 87% trẻ em đặt mật khẩu dài")
    page = client_of(folder).get("/problems").text
    shown = said(page)
    assert "Danh bạ đường dây nóng: 2 số cần gọi thử" in shown
    assert page.count('name="back" value="/problems"') == 2
    assert "Người lạ nhắn tin xin ảnh Thứ Tư, 2/12/2026 · 19:30 Sửa" in shown
    assert "Loa chưa biết “ong-ba” là ai Cách sửa: Chọn lại ở mục “Viết cho”." in shown
    assert 'href="/write/nguoi-la-nhan-tin"' in page
    for word in (".yaml", "config/", "verified_on", "source:", "{{", "audiences", "khmer_reader", "dòng 1"):
        assert word not in shown
    assert "config/hotlines.yaml" not in shown
    assert "posts/2026-12.yaml" in page  # for who opens the details


def test_a_photo_nobody_was_asked_about_is_asked_about_from_here_and_waits_for_the_answer(folder, posts):
    (folder.assets / "photos").mkdir(parents=True)
    Image.new("RGB", (1600, 1200), "#8a5").save(folder.assets / "photos" / "hop.jpg")
    posts("headline: Đừng gửi ảnh,", "headline: Đừng gửi ảnh, image: photos/hop.jpg,")
    posts("Nếu người lạ xin ảnh", "ĐỪNG GỬI ẢNH CHO NGƯỜI LẠ NGHE CON. Nếu người lạ xin ảnh")
    client = client_of(folder)
    reading = client.app.state.live.reading
    assert "nguoi-la-nhan-tin" in reading.faulty
    page = client.get("/problems").text
    assert "Chưa ai xem ảnh này có trẻ em nhìn rõ mặt hay không" in said(page)
    assert "children_seen" not in said(page)
    order = re.findall(r'class="problem (error|warning)"', page)
    assert order == ["error", "warning"], "what stops it comes first"
    form = client.get("/write/nguoi-la-nhan-tin").text
    asked = form[form.index('id="told-card-0-children_seen"') :]
    assert "trả lời câu hỏi ngay dưới ảnh" in asked[: asked.index("</div>")]
    answered = {**fields_of(form), "card-0-children_seen": "none"}
    assert send(client, answered).status_code == 303
    assert not client.app.state.live.reading.faulty


def test_a_number_is_called_from_here_and_she_stays_here(folder):
    settings = folder.config / "settings.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("checks: {hotline-unverified: off}\n", ""), "utf-8"
    )
    desk = client_of(folder)
    page = desk.get("/problems").text
    word = re.search(r'name="csrf" value="(\w+)"', page)[1]
    fields = {
        "csrf": word,
        "line": "hoi-phu-nu-tinh",
        "number": "0377672444",
        "who": "Lan",
        "back": "/problems",
    }
    answer = desk.post("/act/hotline", data=fields, headers={"origin": "http://127.0.0.1:8765"})
    assert answer.url.path == "/problems"
    assert "Danh bạ đường dây nóng: 1 số cần gọi thử" in said(answer.text)


def test_words_that_only_files_have_are_told_by_where_to_press(folder, posts):
    posts("    hashtags: [AnToanMang]", "    hashtags: [AnToanMang]\n    cap: 4")
    shown = said(client_of(folder).get("/problems").text)
    assert "evergreen" not in shown
    assert "Mục này chỉ dành cho bài dùng lại" in shown
    message = Message.of(
        "new-rule", "mục repeat sai", "repeat is wrong", "Viết repeat: FREQ=DAILY", "Write x"
    )
    told = Problem(message, Place("posts/a.yaml"), post="a")
    assert wrong_here(told, "vi") == "Có một chỗ viết chưa đúng"
    assert way_here(told, "vi").startswith("Mở bài ra sửa")
    assert way_here(replace(told, post=""), "vi").startswith("Nhờ người cài đặt Loa")
    said_so = Message.of("x", "chưa có “repeat”", "x", "Chọn lại ở mục “Lặp lại”.", "x")
    assert way_here(Problem(said_so, Place("a")), "vi") == "Chọn lại ở mục “Lặp lại”."
    assert wrong_here(Problem(said_so, Place("a")), "vi") == "chưa có “repeat”"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("title: Mật khẩu mạnh cho con", "title: Mật khẩu: mạnh cho con"),
        ("    audience: cha-me", "   audience: cha-me"),
        ("    audience: cha-me", "    audience cha-me"),
        ("source: Công văn 267/BTV-BTGCSLP", 'source: "Công văn 267'),
        ("    at: 2026-12-01 07:30", "\tat: 2026-12-01 07:30"),
        ("hashtags: [AnToanMang]", "hashtags: [AnToanMang"),
        ("    topic: ky-nang-so", "    topic: ky-nang-so\n    topic: ky-nang-so"),
        ("posts:\n", "posts\n"),
    ],
)
def test_what_only_a_file_can_mend_names_no_sign_and_sends_nobody_to_a_form(folder, posts, good, bad):
    posts(good, bad)
    desk = client_of(folder)
    for address in ("/problems", "/post/mat-khau-manh"):
        page = desk.get(address).text
        told = [
            re.sub(r"<details.*", "", one, flags=re.S) for one in page.split('<article class="problem')[1:]
        ]
        words = unescape(" ".join(re.sub(r"<[^>]+>", " ", one) for one in told))
        assert not re.search(r"ngoặc|hai chấm|thụt|dấu cách|YAML|Tab|title|topic", words)
        assert not told or "Nhờ người cài đặt Loa" in words
        assert "Sửa tiếp" not in page
    assert "Nhờ người cài đặt Loa" in desk.get("/problems").text


def test_lines_that_would_be_joined_are_mended_in_the_form(folder, posts):
    posts("text: Nếu người lạ xin ảnh, con đừng gửi", "text: Nếu người lạ xin ảnh.\n      - con đừng gửi")
    desk = client_of(folder)
    shown = said(desk.get("/problems").text)
    assert "Chỗ xuống dòng hay dòng trống ở đây sẽ mất khi đăng" in shown
    assert "xuống dòng lại ở ô nội dung" in shown
    fields = fields_of(desk.get("/write/nguoi-la-nhan-tin").text)
    send(desk, fields | {"text": "Nếu người lạ xin ảnh.\n- Con đừng gửi và kể ngay với cha mẹ."})
    assert "sẽ mất khi đăng" not in said(client_of(folder).get("/problems").text)
