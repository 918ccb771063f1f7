"""The way from a post to the practice page: a button where it may be, and where the post stands after."""

import pytest
from starlette.testclient import TestClient

from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.desk.people import csrf
from scheduler.problems import Stop, Text
from tests.desk.conftest import FIRST_DAY, client_of

SHOWN = {"facebook": "http://127.0.0.1:9/1", "website": "http://127.0.0.1:9/site/bai/mat-khau-manh.html"}


def practise(post):
    if post != "mat-khau-manh":
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


def test_a_draft_has_no_button_and_neither_has_a_desk_that_cannot_practise(client, folder):
    assert 'action="/practice/' in client.get("/post/mat-khau-manh").text
    assert 'action="/practice/' not in client.get("/post/ban-nhap").text
    other = client_of(folder)
    assert 'action="/practice/' not in other.get("/post/mat-khau-manh").text
    assert send(other).status_code in {404, 405}
