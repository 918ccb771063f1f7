"""The way from a post to the practice page: a button where it may be, and where the post stands after."""

import pytest
from starlette.testclient import TestClient

from scheduler.calendar.writing import entry_in
from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.desk.people import csrf
from scheduler.problems import Stop, Text
from tests.desk.conftest import FIRST_DAY, client_of

SHOWN = {"facebook": "http://127.0.0.1:9/1", "website": "http://127.0.0.1:9/site/bai/mat-khau-manh.html"}


def practise(post, files, home):
    if post == "khong-co":
        raise Stop(Text("Chưa đăng thử được.", "Not yet."))
    return SHOWN


@pytest.fixture
def client(folder):
    app = open_desk(folder, clock=FixedClock(FIRST_DAY), practise=practise)
    return TestClient(app, base_url="http://127.0.0.1:8765")


def send(client, post="mat-khau-manh", **more):
    return client.post(f"/practice/{post}", data={"csrf": csrf.word(), **more})


def test_a_practised_post_says_where_it_stands(client):
    assert "Đã đăng thử" not in client.get("/post/mat-khau-manh").text
    page = send(client).text
    assert "Đã đăng thử" in page
    for address in SHOWN.values():
        assert f'href="{address}"' in page
    assert SHOWN["facebook"] not in client.get("/post/nguoi-la-nhan-tin").text


def test_what_cannot_be_practised_is_told_in_words(client):
    answer = send(client, "khong-co")
    assert answer.status_code == 409
    assert "Chưa đăng thử được." in answer.text


def test_a_form_of_another_page_practises_nothing(client):
    assert send(client, csrf="x").status_code == 403


def test_a_draft_is_practised_as_if_it_were_ready_and_stays_a_draft(folder):
    given = {}
    app = open_desk(
        folder, clock=FixedClock(FIRST_DAY), practise=lambda _, files, __: given.update(files) or SHOWN
    )
    client = TestClient(app, base_url="http://127.0.0.1:8765")
    file = folder.posts / "2026-12.yaml"
    before = file.read_bytes()
    assert "Bài vẫn là bản nháp." in client.get("/post/ban-nhap").text
    assert SHOWN["facebook"] in send(client, "ban-nhap").text
    assert list(given) == ["posts/2026-12.yaml"]
    as_practised = given["posts/2026-12.yaml"]
    assert entry_in("posts/2026-12.yaml", as_practised, "ban-nhap")["status"] == "ready"
    assert before.replace(b"status: draft", b"status: ready") == as_practised
    assert file.read_bytes() == before


def test_a_draft_without_a_time_is_practised_on_a_day_when_the_office_is_open(folder, posts):
    given = {}
    posts("    at: 2026-12-09 07:30\n", "")
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "blackout: {days: [2026-11-30]}\n", "utf-8")
    app = open_desk(
        folder, clock=FixedClock(FIRST_DAY), practise=lambda _, files, __: given.update(files) or SHOWN
    )
    send(TestClient(app, base_url="http://127.0.0.1:8765"), "ban-nhap")
    (data,) = given.values()
    assert str(entry_in("posts/2026-12.yaml", data, "ban-nhap")["at"]) == "2026-12-01 08:00"


def test_what_a_draft_lacks_leads_to_its_field(client, posts):
    posts("    text: Chưa xong.\n", "")
    posts("headline: Chưa xong, ", "")
    page = send(client, "ban-nhap").text
    assert "Chưa đăng thử được: còn thiếu 2 điều" in page
    assert 'href="/write/ban-nhap#field-text"' in page
    assert 'href="/write/ban-nhap#field-card-0-' in page
    assert SHOWN["facebook"] not in page


def test_a_post_on_a_channel_of_its_own_says_where_it_stands(folder):
    shown = {"zalo": "http://127.0.0.1:9/zalo/1"}
    app = open_desk(folder, clock=FixedClock(FIRST_DAY), practise=lambda *_: shown)
    assert shown["zalo"] in send(TestClient(app, base_url="http://127.0.0.1:8765")).text


def test_a_desk_that_cannot_practise_has_no_button(client, folder):
    assert 'action="/practice/' in client.get("/post/mat-khau-manh").text
    other = client_of(folder)
    assert 'action="/practice/' not in other.get("/post/mat-khau-manh").text
    assert send(other).status_code in {404, 405}
