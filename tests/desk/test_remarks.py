import re

import pytest

from scheduler.files import WorkFolder
from scheduler.queries.remarks import AT_MOST, open_remarks
from scheduler.settings.users import save_users
from tests.desk.conftest import FIRST_DAY, client_of, ledger_of

ID = "mat-khau-manh"


@pytest.fixture
def office(folder, users):
    """The folder, with lan, mai and cam."""
    save_users(WorkFolder(folder.root), users)
    return folder


def word(desk):
    return re.search(r'name="csrf" value="(\w+)"', desk.get(f"/post/{ID}").text)[1]


def say(desk, text, **more):
    return desk.post(f"/remark/{ID}", data={"csrf": word(desk), "who": "Lan", "text": text, **more})


def settle(desk, number=1, **more):
    return desk.post(f"/remark-done/{ID}", data={"csrf": word(desk), "who": "mai", "remark": number, **more})


def told(folder):
    with ledger_of(folder) as ledger:
        return [(one.person, one.who, one.text, one.step) for one in ledger.notifications(FIRST_DAY)]


def test_a_remark_stands_on_its_post_and_on_the_page_of_open_ones_until_it_is_done(office):
    desk = client_of(office)
    assert "Chưa ai nhắn gì" in desk.get(f"/post/{ID}").text
    assert "Không còn điều nào phải làm" in desk.get("/remarks").text
    page = say(desk, "Thẻ thiếu số 111.\nXem lại giúp.", to="mai").text
    assert "Đã gửi lời nhắn." in page
    assert "Thẻ thiếu số 111.<br>Xem lại giúp." in page
    assert "1 lời nhắn chưa xong" in desk.get("/").text
    assert f'<a href="/post/{ID}#remarks">Mật khẩu mạnh cho con</a>' in desk.get("/remarks").text
    assert "Đã ghi là xong." in settle(desk).text
    assert "mai đã xong" in desk.get(f"/post/{ID}").text
    assert "lời nhắn chưa xong" not in desk.get("/").text
    assert "Không còn điều nào phải làm" in desk.get("/remarks").text


def test_whom_it_names_is_told_once_and_who_wrote_it_is_not(office):
    say(client_of(office), "@mai @lan @Cam xem giúp, nhắn thu@cam.vn nhé", to=["mai", "lan"])
    assert [one[0] for one in told(office)] == ["mai", "cam"]


def test_a_name_that_nobody_has_is_said_and_the_remark_kept(office):
    page = say(client_of(office), "@hoa xem giúp @mai").text
    assert "có tên không phải người dùng nào" in page
    assert "<b>@hoa</b> xem giúp <b>@mai</b>" in page
    assert [one[0] for one in told(office)] == ["mai"]


def test_who_asked_is_told_that_it_is_done_and_a_second_done_changes_nothing(office):
    desk = client_of(office)
    say(desk, "Sửa ngày")
    assert settle(desk).status_code == 200
    assert told(office) == [("lan", "mai", "", "settled")]
    late = settle(desk)
    assert (late.status_code, "có người báo xong" in late.text) == (409, True)
    assert len(told(office)) == 1


def test_what_is_written_is_words_and_never_markup(office):
    page = say(client_of(office), "<img src=x onerror=alert(1)> @mai<script>").text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; <b>@mai</b>&lt;script&gt;" in page


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 2001])
def test_an_empty_or_endless_remark_is_refused_in_words(office, text):
    refused = say(client_of(office), text)
    assert (refused.status_code, "Chị chưa viết lời nhắn" in refused.text) == (422, True)
    assert told(office) == []


@pytest.mark.parametrize("number", ["0", "7", "x", "9" * 30, "-1"])
def test_to_call_done_what_is_not_there_is_told_in_words(office, number):
    assert settle(client_of(office), number).status_code in {404, 409}


def test_a_post_that_cannot_be_read_has_remarks_too(office, posts):
    posts("title: Mật khẩu mạnh cho con", "titel: Mật khẩu mạnh cho con")
    assert "sửa chữ titel" in say(client_of(office), "sửa chữ titel").text


def test_nobody_talks_about_a_post_that_is_not_there(office):
    desk = client_of(office)
    data = {"csrf": word(desk), "who": "Lan", "text": "x"}
    assert desk.post("/remark/khong-co", data=data).status_code == 404


def test_of_very_many_remarks_a_page_shows_the_latest_and_what_names_the_reader(office):
    with ledger_of(office) as ledger:
        with ledger.writing("lan") as book:
            for n in range(AT_MOST + 50):
                book.remarks.add(ID, f"điều {n}.", ["mai"] if n == 0 else [])
        assert [one.remark.text for one in open_remarks(ledger, "mai")][:2] == [
            "điều 0.",
            f"điều {AT_MOST + 49}.",
        ]
    desk = client_of(office)
    page = desk.get(f"/post/{ID}").text
    assert page.count('class="remark-words"') == AT_MOST
    assert f"điều {AT_MOST + 49}." in page
    assert f"Đây là {AT_MOST} lời nhắn mới nhất." in page
    assert f"Đây là {AT_MOST} lời nhắn mới nhất." in desk.get("/remarks").text
