import re

from tests.desk.conftest import client_of


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
    assert "What to write" in text
    assert "Cách sửa" not in text


def test_the_menu_counts_them(folder, posts):
    assert 'class="count' not in client_of(folder).get("/").text
    posts("    hashtags: [AnToanMang]", "    hastags: [AnToanMang]")
    assert '<span class="count">1</span>' in client_of(folder).get("/").text


def test_a_calendar_without_problems_says_so(folder):
    assert "Không có lỗi nào" in client_of(folder).get("/problems").text
