"""The desk keeps nothing that cannot be read back: the file is then as it was, and a person is told why."""

from __future__ import annotations

import pytest

from scheduler.calendar.watching import Watch
from scheduler.desk.live.reading import Assembler
from scheduler.desk.people import csrf
from scheduler.desk.writing import drafting
from tests.desk.conftest import POSTS, client_of
from tests.desk.test_writing import FILE, opened, send


@pytest.fixture
def client(folder):
    return client_of(folder)


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_in_a_year_that_is_a_slip_is_kept_and_told_and_goes_out_never(client, folder, day):
    fields = opened(client)
    answer = send(client, fields | {"date": day})
    assert answer.status_code == 303
    assert "Viết năm từ 2000 đến 2199" in client.get(answer.headers["location"]).text
    before = (folder.root / FILE).read_text("utf-8")
    assert f"at: {day}" in before
    assert "có lỗi, nên sẽ không được đăng" in client.get("/").text
    moved = client.post(
        "/move/mat-khau-manh",
        data={csrf.FIELD: fields[csrf.FIELD], "day": day, "at": f"{fields['date']} 07:30"},
    )
    assert moved.status_code < 500
    assert (folder.root / FILE).read_text("utf-8") == before


@pytest.mark.parametrize("error", [OverflowError("year 0 is out of range"), RecursionError(), MemoryError()])
def test_what_the_calendar_cannot_be_read_with_is_taken_out_again(client, folder, monkeypatch, error):
    fields = opened(client) | {"title": "Bài làm hỏng lịch"}
    read = Watch._read

    def fail(watch, seen):
        if "Bài làm hỏng lịch" in (folder.root / FILE).read_text("utf-8"):
            raise error
        return read(watch, seen)

    monkeypatch.setattr(Watch, "_read", fail)
    answer = send(client, fields)
    assert answer.status_code == 422
    assert "Loa không đọc lại được lịch" in answer.text
    assert (folder.root / FILE).read_text("utf-8") == POSTS
    assert "Bài làm hỏng lịch" not in client.get("/").text


def test_nor_is_what_cannot_be_shown(client, folder, monkeypatch):
    fields = opened(client) | {"title": "Bài làm hỏng lịch"}
    whole = Assembler.assemble

    def fail(self, settings, calendar, *rest, **more):
        if any(post.title == "Bài làm hỏng lịch" for post in calendar.posts):
            raise OverflowError
        return whole(self, settings, calendar, *rest, **more)

    monkeypatch.setattr(Assembler, "assemble", fail)
    assert send(client, fields).status_code == 422
    assert (folder.root / FILE).read_text("utf-8") == POSTS


def test_what_cannot_even_be_tried_out_is_not_written(client, folder, monkeypatch):
    fields = opened(client) | {"title": "Bài làm hỏng lịch"}

    def fail(*_, **__):
        raise OverflowError

    monkeypatch.setattr(drafting, "read_part", fail)
    for action in ("save", "add-card"):
        answer = send(client, fields, action)
        assert answer.status_code == 422
        assert "Loa không đọc lại được lịch" in answer.text
    assert (folder.root / FILE).read_text("utf-8") == POSTS
