"""“I have called it, it is right”: the name and the day go into the directory, and nothing else changes."""

from __future__ import annotations

import re

import pytest

from tests.desk.conftest import HOTLINES, client_of

LINE = {"line": "hoi-phu-nu-tinh", "number": "0377672444", "who": "Cô Mai"}


@pytest.fixture
def client(folder):
    return client_of(folder)


def press(client, **changes):
    word = re.search(r'name="csrf" value="(\w+)"', client.get("/units").text)[1]
    return client.post("/act/hotline", data={"csrf": word, **LINE, **changes}, follow_redirects=False)


def directory(folder):
    return (folder.config / "hotlines.yaml").read_text("utf-8")


def test_who_called_and_when_are_written_into_the_line_alone(client, folder):
    assert "Chưa có ai gọi thử" in client.get("/units").text
    answer = press(client)
    assert directory(folder) == HOTLINES.replace(
        'number: "0377672444"}',
        'number: "0377672444", verified_on: 2026-11-30, verified_by: Cô Mai, verified_number: 0377672444}',
    )
    page = client.get(answer.headers["location"]).text
    assert "Còn đúng, xác nhận ngày 30/11/2026" in page
    assert "người xác nhận: Cô Mai" in page
    assert "Hoàn tác" in page
    press(client, who="Cô Lan")
    assert "verified_on: 2026-11-30, verified_by: Cô Lan," in directory(folder)


def test_below_a_line_in_several_lines_it_stands_in_its_own(client, folder):
    line = 'hoi-phu-nu-tinh:\n  name: Hội\n  number: "0377672444"  # hỏi cô Ba\n'
    text = f'{line}\nkhac: {{name: K, number: "112"}}\n'
    (folder.config / "hotlines.yaml").write_text(text, "utf-8")
    client.app.state.live.refresh()
    press(client)
    said = "  verified_on: 2026-11-30\n  verified_by: Cô Mai\n  verified_number: 0377672444\n"
    assert directory(folder) == text.replace("cô Ba\n", f"cô Ba\n{said}")


def test_it_is_taken_back_by_one_press(client, folder):
    saved = press(client).headers["location"].partition("saved=")[2].partition("#")[0]
    word = re.search(r'name="csrf" value="(\w+)"', client.get("/units").text)[1]
    client.post("/undo", data={"csrf": word, "save": saved})
    assert directory(folder) == HOTLINES


def test_a_number_that_was_changed_since_was_not_called(client, folder):
    press(client)
    changed = directory(folder).replace('"0377672444"', '"0377672445"')
    (folder.config / "hotlines.yaml").write_text(changed, "utf-8")
    page = client_of(folder).get("/units").text
    assert "Còn đúng, xác nhận" not in page
    assert "Chưa có ai gọi thử" in page


def test_a_day_that_has_not_come_is_no_call(folder):
    text = HOTLINES.replace('"0377672444"}', '"0377672444", verified_on: 2027-05-01}')
    (folder.config / "hotlines.yaml").write_text(text, "utf-8")
    page = client_of(folder).get("/units").text
    assert "Còn đúng" not in page
    assert "5/2027, là ngày chưa tới" in page


def test_a_number_that_changed_in_the_file_since_the_page_was_read_was_not_called(client, folder):
    client.get("/units")
    text = HOTLINES.replace("0377672444", "0377672445")
    (folder.config / "hotlines.yaml").write_text(text, "utf-8")
    assert "said=line-changed" in press(client).headers["location"]
    assert directory(folder) == text


def test_the_number_that_was_called_is_written_even_where_the_desk_knows_the_one_before(client, folder):
    client.get("/units")
    text = HOTLINES.replace("0377672444", "0377672445")
    (folder.config / "hotlines.yaml").write_text(text, "utf-8")
    assert "said=line-called" in press(client, number="0377672445").headers["location"]
    assert "verified_number: 0377672445" in directory(folder)


def test_an_emergency_number_is_asked_about_and_not_called(client):
    page = client.get("/units").text
    assert page.count("Chưa có ai hỏi nơi phụ trách") == page.count("Nơi phụ trách nói số còn đúng") == 1
    assert page.count("Tôi đã gọi thử, số còn đúng") == 1


def test_a_name_with_signs_that_turn_letters_round_leaves_the_line_sound(client, folder):
    press(client, who="Cô\u202e Mai")
    assert "verified_by: Cô Mai," in directory(folder)


@pytest.mark.parametrize(
    "changes", [{"number": "0377672445"}, {"line": "khong-co"}, {"who": "  "}, {"who": "\u200b\u2060"}]
)
def test_another_number_than_was_called_no_line_and_no_name_write_nothing(client, folder, changes):
    press(client, **changes)
    assert directory(folder) == HOTLINES
