"""How a post read before: each save is kept with who and when, shown side by side, and gone back to."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from scheduler.calendar.versions import MOST, Versions
from scheduler.desk.opening import open_desk
from scheduler.desk.people import csrf
from scheduler.desk.writing import saves
from scheduler.files import WorkFolder
from tests.desk.asking import forms_in
from tests.desk.conftest import FIRST_DAY, POSTS, client_of
from tests.desk.test_people import desk, log_in, office
from tests.desk.test_writing import opened, send, text_of

__all__ = ["desk", "office"]
ID = "mat-khau-manh"


@pytest.fixture
def client(folder):
    return client_of(folder)


def kept_of(folder, post=ID):
    return Versions(folder.var / "versions").of(post)


def test_each_save_is_kept_beside_what_stood_there_before(client, folder):
    send(client, opened(client), title="Tựa hai")
    send(client, opened(client), title="Tựa ba")
    titles = [(one.entry["title"], one.who) for one in kept_of(folder)]
    assert titles == [("Mật khẩu mạnh cho con", None), ("Tựa hai", ""), ("Tựa ba", "")]
    assert kept_of(folder, "nguoi-la-nhan-tin") == [], "what was not changed has no version"


def first_of(folder):
    return kept_of(folder)[0].mark


def test_a_page_opened_before_older_versions_were_dropped_goes_back_to_the_one_it_shows(client, folder):
    send(client, opened(client), title="Tựa hai")
    send(client, opened(client), title="Tựa ba")
    form = next(
        one for one in forms_in("", client.get(f"/versions/{ID}").text) if "version" in dict(one.fields)
    )
    wanted = next(one for one in kept_of(folder) if one.mark == dict(form.fields)["version"])
    path = next((folder.var / "versions").iterdir())
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    client.post(f"/versions/{ID}", data=dict(form.fields))
    assert f"title: {wanted.entry['title']}" in text_of(folder)


def test_the_page_tells_what_changed_in_words_side_by_side(client, folder, posts):
    send(client, opened(client), title="Tựa hai", **{"card-0-body": "Dài thôi."})
    client.post(f"/move/{ID}", data={"csrf": csrf.word(), "at": "2026-12-01 07:30", "day": "2026-12-05"})
    page = client.get(f"/versions/{ID}").text
    for words in (
        "Tiêu đề",
        "Tựa hai",
        "Mật khẩu mạnh cho con",
        "Câu phụ",
        "Dài và dễ nhớ.",
        "5/12/2026 07:30",
    ):
        assert words in page, words
    assert page.count("Bản đang dùng") == 1
    assert "{{" not in page


def test_one_press_goes_back_and_the_newer_wording_is_kept_too(client, folder):
    send(client, opened(client), title="Tựa hai", source="Luật Trẻ em")
    page = client.post(f"/versions/{ID}", data={"csrf": csrf.word(), "version": first_of(folder)})
    assert "Đã quay lại bản ấy." in page.text
    assert text_of(folder) == POSTS
    assert [one.entry["title"] for one in kept_of(folder)][-2:] == ["Tựa hai", "Mật khẩu mạnh cho con"]
    token = re.search(r'name="save" value="(\w+)"', page.text)[1]
    client.post("/undo", data={"csrf": csrf.word(), "save": token})
    assert "title: Tựa hai" in text_of(folder)


def test_what_an_editor_wrote_between_two_saves_is_kept_too(client, folder, posts):
    send(client, opened(client), title="Tựa hai")
    posts("title: Tựa hai", "title: Tựa của Excel")
    other = client_of(folder)
    send(other, opened(other), title="Tựa ba")
    assert [one.entry["title"] for one in kept_of(folder)][1:] == ["Tựa hai", "Tựa của Excel", "Tựa ba"]


def test_a_crash_between_the_two_writes_loses_neither_wording(client, folder, monkeypatch):
    keep = saves.save

    def crash(*given, **more):
        keep(*given, **more)
        raise RuntimeError("the power went")

    monkeypatch.setattr(saves, "save", crash)
    with pytest.raises(RuntimeError):
        send(client, opened(client), title="Tựa hai")
    monkeypatch.undo()
    assert "title: Tựa hai" in text_of(folder)
    assert [one.entry["title"] for one in kept_of(folder)] == ["Mật khẩu mạnh cho con"]
    again = client_of(WorkFolder(folder.root))
    send(again, opened(again), title="Tựa ba")
    assert [one.entry["title"] for one in kept_of(folder)][1:] == ["Tựa hai", "Tựa ba"]


def test_half_a_line_is_passed_over_and_the_next_one_stands_by_itself(folder):
    versions = Versions(folder.var / "versions")
    versions.note(ID, {"title": "Một"}, "Lan", FIRST_DAY)
    (file,) = (folder.var / "versions").iterdir()
    with file.open("ab") as torn:
        torn.write(b'{"post": "mat-kh')
    versions.note(ID, {"title": "Hai"}, "Lan", FIRST_DAY)
    assert [one.entry["title"] for one in versions.of(ID)] == ["Một", "Hai"]
    assert json.loads(file.read_bytes().splitlines()[-1])["who"] == "Lan"


def test_of_very_many_versions_the_latest_are_kept(folder):
    versions = Versions(folder.var / "versions")
    (folder.var / "versions").mkdir(parents=True)
    versions.note(ID, {"title": "0"}, "Lan", FIRST_DAY)
    (file,) = (folder.var / "versions").iterdir()
    line = file.read_bytes()
    file.write_bytes(b"".join(line.replace(b'"0"', b'"%d"' % n) for n in range(2 * MOST)))
    versions.note(ID, {"title": "mới"}, "Lan", FIRST_DAY)
    kept = [one.entry["title"] for one in versions.of(ID)]
    assert (len(kept), kept[0], kept[-1]) == (MOST + 1, str(MOST), "mới")


def test_it_says_who_saved_where_people_log_in(desk, office):
    log_in(desk, "lan")
    send(desk, opened(desk), title="Tựa hai")
    assert "lan lưu" in desk.get(f"/versions/{ID}").text


@pytest.mark.parametrize("version", ["0", "-1", "x", ""])
def test_a_version_that_there_is_not_changes_nothing(client, folder, version):
    send(client, opened(client), title="Tựa hai")
    before = text_of(folder)
    assert client.post(f"/versions/{ID}", data={"csrf": csrf.word(), "version": version}).status_code == 404
    assert text_of(folder) == before


def test_a_version_whose_time_has_passed_comes_back_as_a_draft(client, folder, clock):
    client = TestClient(open_desk(folder, clock=clock), base_url="http://127.0.0.1:8765")
    client.post(f"/move/{ID}", data={"csrf": csrf.word(), "at": "2026-12-01 07:30", "day": "2026-12-05"})
    clock.instant = datetime.fromisoformat("2026-12-01 07:40+07:00")
    page = client.post(f"/versions/{ID}", data={"csrf": csrf.word(), "version": first_of(folder)})
    assert "nên bài thành bản nháp" in page.text
    entry = kept_of(folder)[-1].entry
    assert (entry["at"], entry["status"]) == ("2026-12-01 07:30", "draft")


@pytest.mark.parametrize("entry", ["x", {"text": 5}, [["a", "b"]], {"card": {"x": [None]}}])
def test_a_damaged_version_is_passed_over(client, folder, entry):
    send(client, opened(client), title="Tựa hai")
    file = next((folder.var / "versions").iterdir())
    line = {"post": ID, "at": FIRST_DAY.isoformat(), "who": "", "entry": entry}
    file.write_text(file.read_text("utf-8") + json.dumps(line) + "\n", "utf-8")
    assert len(kept_of(folder)) == 2
    assert client.get(f"/versions/{ID}").status_code == 200
