"""The calendar's views: month, week by hours and list are one page; posts are moved to a day, to an hour."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from scheduler.desk.opening import open_desk
from scheduler.desk.people import csrf
from scheduler.desk.writing.moving import Mover
from scheduler.desk.writing.saves import Saves
from tests.desk.conftest import FIRST_DAY, POSTS, carry, client_of, hold
from tests.desk.test_writing import text_of

ID = "mat-khau-manh"
QUEUED = """\
  - id: cho-khung
    title: Bài chờ khung giờ
    text: Chờ một khung giờ trống.
    after: 2026-12-01
"""
SERIES = ("    at: 2026-12-01 07:30\n", "    at: 2026-12-01 07:30\n    repeat: FREQ=WEEKLY;COUNT=4\n")


@pytest.fixture
def client(folder):
    return client_of(folder)


def move(client, post=ID, at="2026-12-01 07:30", **more):
    return client.post(f"/move/{post}", data={"csrf": csrf.word(), "at": at, **more})


def cell(page, day, hour):
    found = re.search(rf'data-day="{day}" data-hour="{hour}">(.*?)</div>', page, re.DOTALL)
    return re.findall(r'id="([^"]+)" draggable', found[1]) if found else []


def test_the_week_has_each_post_at_its_hour_and_those_of_one_hour_together(folder, posts):
    posts("at: 2026-12-02 19:30", "at: 2026-12-01 07:45")
    page = client_of(folder).get("/week?d=2026-12-03").text
    assert cell(page, "2026-12-01", 7) == ["entry-mat-khau-manh", "entry-nguoi-la-nhan-tin"]
    assert 'href="/week?d=2026-11-23"' in page
    assert 'href="/week?d=2026-12-07"' in page


def test_the_hours_reach_as_far_as_the_posts(folder, posts):
    posts("at: 2026-12-01 07:30", "at: 2026-12-01 03:10")
    page = client_of(folder).get("/week?d=2026-12-01").text
    assert cell(page, "2026-12-01", 3) == ["entry-mat-khau-manh"]
    assert "rows-19" in page


@pytest.mark.parametrize("view", ["/", "/month", "/week?d=2026-12-01"])
def test_one_menu_entry_and_a_switch_lead_to_all_three_and_keep_what_is_looked_for(client, view):
    page = client.get(f"{view}{'&' if '?' in view else '?'}text=nguoi+la&channel=facebook").text
    menu = page.partition("<nav")[2].partition("</nav>")[0]
    assert menu.count("aria-current") == 1
    assert 'href="/month"' not in menu
    switch = re.search(r'<nav class="views".*?</nav>', page, re.DOTALL)[0]
    assert switch.count("text=nguoi+la&amp;channel=facebook") == 3
    shown = re.findall(r'href="/post/([a-z-]+)"', page.partition('id="filter"')[2])
    assert set(shown) == {"nguoi-la-nhan-tin"}


def test_a_channel_is_looked_for(folder, posts):
    posts("    audience: giao-vien\n", "    audience: giao-vien\n    channels: [website]\n")
    for view in ("/?", "/month?m=2026-12&", "/week?d=2026-12-01&"):
        page = client_of(folder).get(f"{view}channel=facebook").text.partition('id="filter"')[2]
        assert "Mật khẩu mạnh" in page
        assert "Người lạ nhắn tin" not in page


def test_every_day_to_come_has_a_plus_the_neighbours_too(client):
    page = client.get("/month?m=2026-12").text
    assert 'href="/write?day=2027-01-02"' in page
    assert 'href="/write?day=2026-12-01"' in page, "also beside another post"
    assert 'href="/write?day=2026-11-29"' not in page


def queue(folder):
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + 'slots: {thu: ["09:00", "15:00"]}\n', "utf-8")
    file = folder.posts / "2026-12.yaml"
    file.write_text(POSTS + QUEUED, "utf-8")


def test_a_queued_post_stands_as_expected_in_the_slot_that_it_will_get(folder):
    queue(folder)
    client = client_of(folder)
    for page in (client.get("/month?m=2026-12").text, client.get("/week?d=2026-12-03").text):
        entry = re.search(r'id="expected-cho-khung".*?</li>', page, re.DOTALL)[0]
        assert "dự kiến 09:00" in entry
        assert 'data-at=""' in entry
    assert cell(client.get("/week?d=2026-12-03").text, "2026-12-03", 9) == ["expected-cho-khung"]


def test_a_queued_post_dragged_onto_a_day_gets_that_day_and_its_first_slot(folder):
    queue(folder)
    client = client_of(folder)
    page = move(client, "cho-khung", "", day="2026-12-10")
    assert "Đã dời bài sang Thứ Năm, 10/12/2026." in page.text
    assert "at: 2026-12-10 09:00" in text_of(folder)
    assert "after:" not in text_of(folder)
    client.post("/undo", data={"csrf": csrf.word(), "save": re.search(r'"save" value="(\w+)"', page.text)[1]})
    assert text_of(folder) == POSTS + QUEUED
    move(client, "cho-khung", "", day="2026-12-11", time="20:15", back="week")
    assert "at: 2026-12-11 20:15" in text_of(folder)


def test_a_post_is_moved_to_an_hour_and_the_week_is_where_it_goes_on(client, folder):
    page = move(client, day="2026-12-03", time="14:30", back="week")
    assert str(page.url).partition("&")[0].endswith("/week?d=2026-12-03")
    assert text_of(folder) == POSTS.replace("at: 2026-12-01 07:30", "at: 2026-12-03 14:30")


@pytest.mark.parametrize("time", ["25:00", "x", "7:30", "07:30:00"])
def test_what_is_no_time_leaves_the_time_as_it_is(client, folder, time):
    move(client, day="2026-12-05", time=time)
    assert "at: 2026-12-05 07:30" in text_of(folder)


def test_nothing_is_moved_to_where_it_would_go_out_at_once(folder):
    client = client_of(folder)
    refused = move(client, day="2026-11-29")
    assert refused.status_code == 409
    assert "Giờ ấy đã qua" in refused.text
    assert text_of(folder) == POSTS


def test_what_is_public_is_not_moved(client, folder):
    for channel in ("facebook", "website"):
        carry(folder, ID, channel, address="")
    assert "không chuyển được nữa" in move(client, day="2026-12-05").text
    assert text_of(folder) == POSTS
    assert 'id="mover-mat-khau-manh"' not in client.get("/month?m=2026-12").text


def test_a_series_asks_for_which_dates_and_each_answer_is_what_it_says(folder, posts):
    posts(*SERIES)
    client, before = client_of(folder), text_of(folder)
    given = {"day": "2026-12-16", "time": "09:00", "occurrence": "2026-12-15", "back": "week"}
    page = move(client, **given).text
    for words in ("Chỉ bài này", "Bài này và các bài sau", "Cả chuỗi", "Thứ Tư, 16/12/2026 · 09:00"):
        assert words in page
    assert text_of(folder) == before, "nothing is done before she answers"
    assert 'data-version=""' in page, "a question has no address to be asked for anew"
    for came, leads in (
        ("/week?d=2026-11-30&q=con&said=moved&saved=x", "/week?d=2026-11-30&amp;q=con"),
        ("/month?m=2026-10", "/month?m=2026-10"),
        ("/post/x?said=moved", "/post/x"),
        ("/units", "/week?d=2026-12-16"),
    ):
        client.headers["referer"] = f"http://127.0.0.1:8765{came}"
        assert f'<a href="{leads}">' in move(client, **given).text, "she is led back to where she came from"
    del client.headers["referer"]
    kept = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition('id="scope"')[2])
    )
    moved = client.post(f"/move/{ID}", data={**kept, "csrf": csrf.word(), "scope": "this"})
    assert moved.status_code == 200
    text = text_of(folder)
    assert "2026-12-15" in text.partition("except:")[2].partition("title:")[0]
    assert "continues: mat-khau-manh\n" in text
    week = client.get("/week?d=2026-12-16").text
    assert cell(week, "2026-12-16", 9) == ["entry-mat-khau-manh-2"]
    assert cell(week, "2026-12-15", 7) == []
    token = re.search(r'"save" value="(\w+)"', moved.text)[1]
    client.post("/undo", data={"csrf": csrf.word(), "save": token})
    assert text_of(folder) == before


def test_the_dates_of_a_series_that_are_out_keep_their_names_when_the_rest_is_moved(folder, posts):
    posts(*SERIES)
    for channel in ("facebook", "website"):
        carry(folder, ID, channel, address="")
    client = client_of(folder, now=FIRST_DAY + timedelta(days=4))
    move(client, day="2026-12-09", occurrence="2026-12-08", scope="all")
    reading = client_of(folder).app.state.live.reading
    assert [turn.name for turn in reading.turns(reading.post(ID))] == ["first"]
    second = reading.post("mat-khau-manh-2")
    assert [f"{turn.due:%d/%m}" for turn in reading.turns(second)] == ["09/12", "16/12", "23/12"]
    assert not [one for one in reading.problems if one.code == "near-duplicate"]


def test_a_date_that_is_held_is_not_moved_away_from_under_its_hold(folder, posts):
    posts(*SERIES)
    hold(folder, ID, "website")
    client, before = client_of(folder), text_of(folder)
    refused = move(client, day="2026-12-03", scope="this")
    assert refused.status_code == 409
    assert "đang được giữ lại" in refused.text
    assert text_of(folder) == before


def test_the_undo_of_a_move_does_not_send_a_post_whose_former_time_came_meanwhile(folder, clock):
    client = TestClient(open_desk(folder, clock=clock), base_url="http://127.0.0.1:8765")
    page = move(client, day="2026-12-03")
    clock.instant = datetime.fromisoformat("2026-12-01 07:40+07:00")
    told = client.post("/undo", data={"csrf": csrf.word(), "save": token_of(page)})
    assert "Chưa hoàn tác" in told.text
    assert "at: 2026-12-03 07:30" in text_of(folder)


def test_the_undo_of_a_parted_date_that_is_out_does_not_send_it_once_more(folder, posts):
    posts(*SERIES)
    client = client_of(folder)
    page = move(client, day="2026-12-10", occurrence="2026-12-08", scope="this")
    carry(folder, "mat-khau-manh-2", "facebook", address="")
    told = client.post("/undo", data={"csrf": csrf.word(), "save": token_of(page)})
    assert "Chưa hoàn tác" in told.text
    assert "id: mat-khau-manh-2" in text_of(folder)


def test_a_date_of_a_series_that_begins_while_it_is_moved_stays_where_it_is(folder, posts, monkeypatch):
    posts(*SERIES)
    client = client_of(folder)
    page_of = Mover.why_not

    def meanwhile(*given):
        why = page_of(*given)  # what the page knows of the ledger is from before
        carry(folder, ID, "facebook", address="", waits=True)
        return why

    monkeypatch.setattr(Mover, "why_not", meanwhile)
    before = text_of(folder)
    refused = move(client, day="2026-12-03", occurrence="first", scope="this")
    assert refused.status_code == 409
    assert text_of(folder) == before


def test_the_calendar_is_written_while_nothing_else_can_note_an_intent(folder, posts, monkeypatch):
    posts(*SERIES)
    client, keep, told = client_of(folder), Saves.keep, []

    def during(*given, **more):
        engine = sqlite3.connect(folder.var / "ledger.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            engine.execute("begin immediate")
        engine.close()
        told.append(1)
        return keep(*given, **more)

    monkeypatch.setattr(Saves, "keep", during)
    move(client, day="2026-12-10", occurrence="2026-12-08", scope="this")
    assert told == [1]
    assert "id: mat-khau-manh-2" in text_of(folder)


def token_of(page):
    return re.search(r'"save" value="(\w+)"', page.text)[1]
