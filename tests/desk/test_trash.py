"""A post deleted on the desk: it lies in the trash, goes out no more, and comes back as it was."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from scheduler.calendar.trash import KEPT, Trash
from scheduler.delivery.reasons import LATE
from scheduler.delivery.states import State
from scheduler.desk.opening import open_desk
from scheduler.desk.people import csrf
from scheduler.desk.writing import deleting, saves
from scheduler.files import WorkFolder
from tests.desk.conftest import FIRST_DAY, POSTS, carry, client_of, hold, key_of, ledger_of
from tests.desk.test_people import desk, log_in, office, word
from tests.desk.test_setup import form_of
from tests.desk.test_writing import fields_of
from tests.desk.test_writing import send as save

__all__ = ["desk", "office"]

ID = "mat-khau-manh"
WHO = {"who": "Chị Lan"}


@pytest.fixture
def client(folder):
    return client_of(folder)


def send(client, address, **more):
    return client.post(address, data={"csrf": csrf.word(), **WHO, **more})


def text_of(folder):
    return (folder.posts / "2026-12.yaml").read_text("utf-8")


def names_in(client):
    return re.findall(r'action="/trash/([^"]+)"', client.get("/trash").text)


def test_a_deleted_post_leaves_its_lines_alone_and_lies_in_the_trash_with_who_and_when(client, folder):
    page = send(client, f"/delete/{ID}")
    assert "Đã xóa. Bài nằm ở Thùng rác 30 ngày." in page.text
    before, _, rest = POSTS.partition(f"  - id: {ID}\n")
    assert text_of(folder) == before + "  - id: nguoi-la" + rest.partition("  - id: nguoi-la")[2]
    trash = client.get("/trash").text
    assert "Mật khẩu mạnh cho con" in trash
    assert "Chị Lan xóa lúc" in trash
    assert "còn giữ đến 30/12/2026" in trash
    assert "{{" not in trash
    assert client.get(f"/post/{ID}").status_code == 404


def test_it_comes_back_to_the_letter_while_nothing_else_changed_and_with_all_it_said_where_it_did(
    client, folder, posts
):
    send(client, f"/delete/{ID}")
    page = send(client, f"/trash/{names_in(client)[0]}")
    assert "Đã lấy lại bài." in page.text
    assert text_of(folder) == POSTS
    assert names_in(client) == []
    send(client, f"/delete/{ID}")
    posts("channels: [facebook, website]", "channels: [website]")
    other = client_of(folder)
    send(other, f"/trash/{names_in(other)[0]}")
    post = client_of(folder).app.state.live.reading.post(ID)
    assert list(post.channels) == ["facebook", "website"], "as its file's defaults were"
    assert post.cards[0].fields["headline"] == "Đặt *mật khẩu mạnh*"


def test_the_undo_of_a_deletion_puts_every_character_back_and_empties_the_trash(client, folder):
    page = send(client, f"/delete/{ID}")
    send(client, "/undo", save=re.search(r'name="save" value="(\w+)"', page.text)[1])
    assert text_of(folder) == POSTS
    assert Trash(folder.var / "trash").all() == []
    with ledger_of(folder) as ledger, ledger.writing("x") as book:
        assert book.facts.removed(ID) is None


@pytest.mark.parametrize("channel", ["facebook", "website"])
def test_what_is_public_is_not_deleted_but_withdrawn_and_that_is_said(client, folder, channel):
    carry(folder, ID, channel, address="")
    assert "không xóa được" in client.get(f"/post/{ID}").text
    refused = send(client, f"/delete/{ID}")
    assert refused.status_code == 409
    assert "Gỡ bài xuống" in refused.text
    assert text_of(folder) == POSTS
    assert names_in(client) == []


def test_what_is_being_sent_or_waits_there_is_not_deleted(client, folder):
    carry(folder, ID, "facebook", address="", waits=True)
    assert send(client, f"/delete/{ID}").status_code == 409
    assert text_of(folder) == POSTS
    with ledger_of(folder) as ledger, ledger.writing("x") as book:
        assert book.facts.removed(ID) is None


def test_what_was_held_is_held_again_when_it_is_brought_back(client, folder):
    hold(folder, ID, "website")

    def stands():
        with ledger_of(folder) as ledger:
            return ledger.delivery(key_of(ID, "website"))

    send(client, f"/delete/{ID}")
    assert stands().state is State.SKIPPED
    send(client, f"/trash/{names_in(client)[0]}")
    assert stands().state is State.HELD
    assert LATE.code != stands().reason.code == "held-again"
    send(client, "/act", act="retry", post=ID)  # as its reason says
    assert stands().state is not State.HELD


def test_a_post_whose_time_passed_in_the_trash_comes_back_as_a_draft(client, folder):
    send(client, f"/delete/{ID}")
    later = client_of(folder, now=FIRST_DAY + timedelta(days=2))
    page = send(later, f"/trash/{names_in(later)[0]}")
    assert "nên bài thành bản nháp" in page.text
    assert "status: draft" in text_of(folder).partition("nguoi-la-nhan-tin")[0]


def test_the_undo_of_a_deletion_does_not_send_a_post_whose_time_came_meanwhile(folder, clock):
    client = TestClient(open_desk(folder, clock=clock), base_url="http://127.0.0.1:8765")
    page = send(client, f"/delete/{ID}")
    clock.instant += timedelta(days=2)
    send(client, "/undo", save=re.search(r'name="save" value="(\w+)"', page.text)[1])
    assert ID not in text_of(folder)
    assert names_in(client) != []


def test_after_30_days_nothing_of_it_is_shown_and_the_daily_work_takes_it_away(client, folder):
    send(client, f"/delete/{ID}")
    assert names_in(client_of(folder, now=FIRST_DAY + KEPT)) == []
    trash = Trash(folder.var / "trash")
    assert trash.tidy(FIRST_DAY + KEPT - timedelta(seconds=1)) == 0
    assert trash.tidy(FIRST_DAY + KEPT) == 1
    assert list((folder.var / "trash").iterdir()) == []


def test_a_new_post_of_the_same_title_gets_another_id_and_nothing_is_lost(client, folder):
    send(client, f"/delete/{ID}")
    save(client, fields_of(client.get("/write").text), title="Mật khẩu mạnh", text="Khác.")
    assert "id: mat-khau-manh-2" in text_of(folder)


def test_a_post_of_that_id_in_the_calendar_is_not_doubled(client, folder):
    send(client, f"/delete/{ID}")
    name = names_in(client)[0]
    file = folder.posts / "2026-12.yaml"
    file.write_text(POSTS + "\n# a remark\n", "utf-8")
    refused = send(client, f"/trash/{name}")
    assert refused.status_code == 409
    assert text_of(folder).count(f"id: {ID}\n") == 1
    assert Trash(folder.var / "trash").get(name) is not None


def test_half_a_file_in_the_trash_and_a_name_that_leads_out_are_passed_over(client, folder):
    send(client, f"/delete/{ID}")
    trash = folder.var / "trash"
    (trash / "20261130T010000-00000000.json").write_text('{"post": "x", "at"', "utf-8")
    assert len(names_in(client)) == 1
    for name in ("..%2f..%2fconfig", "20261130T010000-00000000", "x"):
        assert send(client, f"/trash/{name}").status_code == 404


def test_who_may_only_look_deletes_nothing(desk, office):
    log_in(desk, "cam")
    page = desk.get(f"/post/{ID}").text
    assert "/delete/" not in page
    refused = desk.post(f"/delete/{ID}", data={"csrf": word(desk, "/")})
    assert refused.status_code == 403
    assert text_of(office) == POSTS


def test_a_crash_before_the_calendar_is_written_leaves_the_post_there_and_the_trash_says_nothing(
    client, folder, monkeypatch
):
    def crash(*_, **__):
        raise RuntimeError("the power went")

    monkeypatch.setattr(saves, "save", crash)
    with pytest.raises(RuntimeError):
        send(client, f"/delete/{ID}")
    again = client_of(WorkFolder(folder.root))
    assert text_of(folder) == POSTS
    assert names_in(again) == []
    monkeypatch.undo()
    send(again, f"/delete/{ID}")
    assert "id: mat-khau-manh\n" not in text_of(folder)


def test_a_post_whose_id_another_file_has_by_now_is_not_brought_back_beside_it(client, folder):
    send(client, f"/delete/{ID}")
    (folder.posts / "2026-12.yaml").unlink()
    (folder.posts / "moi.yaml").write_text(POSTS, "utf-8")
    other = client_of(folder)
    refused = send(other, f"/trash/{Trash(folder.var / 'trash').all()[0].name}")
    assert refused.status_code == 409
    assert "mang cùng mã" in refused.text
    assert not (folder.posts / "2026-12.yaml").exists()


def test_a_file_that_cannot_be_opened_is_said_and_the_post_stays_in_the_trash(client, folder, monkeypatch):
    send(client, f"/delete/{ID}")

    def locked(*_):
        raise PermissionError(13, "locked")

    monkeypatch.setattr(deleting, "read_file", locked)
    refused = send(client, f"/trash/{names_in(client)[0]}")
    assert refused.status_code == 409
    assert "Loa không mở được tệp lịch" in refused.text
    assert len(names_in(client)) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("entry", "x"),
        ("entry", {"at": 5}),
        ("defaults", [1]),
        ("title", 5),
        ("start", "x"),
        ("at", "2026-12-01"),
    ],
)
def test_what_was_damaged_in_the_trash_is_passed_over(client, folder, key, value):
    send(client, f"/delete/{ID}")
    file = next((folder.var / "trash").iterdir())
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {key: value}), "utf-8")
    assert names_in(client) == []
    assert send(client, f"/trash/{file.stem}").status_code == 404


def test_a_calendar_whose_defaults_are_broken_takes_the_post_back_nevertheless(client, folder):
    send(client, f"/delete/{ID}")
    (folder.posts / "2026-12.yaml").write_text("defaults: [a]\nposts: []\n", "utf-8")
    send(client, f"/trash/{names_in(client)[0]}")
    assert f"id: {ID}" in text_of(folder)


def test_what_was_deleted_does_not_come_back_beside_another_post_of_its_id(client, folder):
    page = send(client, f"/delete/{ID}")
    token = re.search(r'name="save" value="(\w+)"', page.text)[1]
    rest = text_of(folder)
    other = f"posts:\n  - {{id: {ID}, at: 2026-12-20 07:30, title: Bài khác, text: Lời khác.}}\n"
    (folder.posts / "khac.yaml").write_text(other, "utf-8")
    line = form_of(client, "/setup/lines", line="")  # any save reads the calendar anew
    client.post("/setup/lines", data={**line, "name": "Công an", "number": "113"})
    said = send(client, "/undo", save=token).text
    assert "trong lịch đã có một bài khác mang mã ấy" in said
    assert text_of(folder) == rest
    assert len(Trash(folder.var / "trash").all()) == 1, "it still lies there"
