"""The set-up's pages that not every office needs: what their forms write, and what they never touch."""

from __future__ import annotations

import stat
import sys

import pytest
from starlette.testclient import TestClient

from scheduler.desk.login import door_of
from scheduler.desk.opening import open_desk
from scheduler.settings.loading import load_settings
from scheduler.settings.users import Users, load_users, save_users
from tests.desk.asking import forms_in
from tests.desk.conftest import PASSWORD, SETTINGS, client_of
from tests.desk.test_setup import form_of, send, text_of
from tests.engine.receiving import receiver

SLOTS, APPROVAL = "/setup/slots", "/setup/approval"


@pytest.fixture
def client(folder):
    return client_of(folder)


def undo(client, answer):
    csrf = form_of(client, SLOTS)["csrf"]
    named = {"save": answer.headers["location"].partition("saved=")[2].partition("#")[0]}
    return client.post("/undo", data={"csrf": csrf, **named})


def test_the_overview_leads_to_what_not_every_office_needs(client):
    page = client.get("/setup").text
    assert "Xong 1 trong 8 bước" in page, "they are no steps of the beginning"
    assert [f'href="{one}"' in page for one in (SLOTS, APPROVAL, RECEIVERS)] == [True] * 3
    assert "Chưa có giờ nào" in client.get(SLOTS).text, "an empty state says what then happens"


def test_hours_as_people_write_them_go_into_the_settings_and_are_taken_back(client, folder):
    answer = send(client, SLOTS, form_of(client, SLOTS), daily="7h30, 19:30", sat="8 giờ 30", sat_how="own",
                  sun_how="none")  # fmt: skip
    assert answer.status_code == 303
    assert text_of(folder).startswith(SETTINGS)
    slots = load_settings(folder)[0].slots
    week = [[f"{time:%H:%M}" for time in times] for times in slots.of("facebook").week]
    assert week == [["07:30", "19:30"]] * 5 + [["08:30"], []]
    page = client.get(SLOTS).text
    assert 'value="07:30, 19:30"' in page
    assert "1/12" in page, "the next hours"
    undo(client, answer)
    assert text_of(folder) == SETTINGS


@pytest.mark.parametrize("lines", [
    'slots:\n  daily: ["07:30", "19:30"]   # mọi ngày\n  sat: ["08:30"]\n'
    '  facebook: {daily: ["20:00"]}\n# hết\n',
    'slots: {daily: ["07:30", "19:30"], sat: ["08:30"], facebook: {daily: ["20:00"]}}   # mọi ngày\n# hết\n',
])  # fmt: skip
def test_notes_and_the_hours_of_a_channel_stay(client, folder, lines):
    (folder.config / "settings.yaml").write_text(SETTINGS + lines, "utf-8")
    send(client, SLOTS, form_of(client, SLOTS))
    assert text_of(folder) == SETTINGS + lines, "an untouched form changes no byte"
    fields = form_of(client, SLOTS)
    assert "vẫn giữ như cũ: Facebook." in client.get(SLOTS).text
    send(client, SLOTS, fields, daily="7:30", sat_how="same")
    changed = lines.replace('"07:30", "19:30"', '"07:30"')
    changed = changed.replace('  sat: ["08:30"]\n', "").replace('sat: ["08:30"], ', "")
    assert text_of(folder) == SETTINGS + changed
    send(client, SLOTS, form_of(client, SLOTS), daily="")
    assert load_settings(folder)[0].slots.of("facebook").week[0][0].hour == 20


def test_hours_nobody_understands_are_told_beside_their_field_and_nothing_is_lost(client, folder):
    answer = send(client, SLOTS, form_of(client, SLOTS), daily="7:30", mon="sáng sớm", mon_how="own",
                  tue="25:00", tue_how="own", wed="", wed_how="own")  # fmt: skip
    assert answer.status_code == 422
    for day, words in (("mon", "sáng sớm"), ("tue", "25:00"), ("wed", "Ngày này chưa ghi giờ nào")):
        beside = answer.text.partition(f'id="hours-{day}-wrong"')[2].partition("</small>")[0]
        assert words in beside, day
    assert [f'value="{one}"' in answer.text for one in ("sáng sớm", "25:00", "7:30")] == [True] * 3
    assert text_of(folder) == SETTINGS


def test_an_approval_is_asked_for_and_taken_back(client, folder):
    answer = send(client, APPROVAL, form_of(client, APPROVAL), approval="required")
    assert answer.status_code == 303
    assert text_of(folder) == SETTINGS + "approval: required\n"
    assert "Bài phải có người duyệt" in client.get("/setup").text
    undo(client, answer)
    assert text_of(folder) == SETTINGS


def test_who_may_do_what_is_saved_together_with_the_approval(client, folder, users):
    save_users(folder, users)
    before = text_of(folder, "users")
    nobody = send(
        client, APPROVAL, form_of(client, APPROVAL), **{"approval": "required", "role-mai": "viewer"}
    )
    assert nobody.status_code == 422, "nobody could approve"
    assert "Chưa có ai được duyệt" in nobody.text.partition('id="approval-wrong"')[2]
    assert (text_of(folder), text_of(folder, "users")) == (SETTINGS, before)
    again = next(one for one in forms_in(APPROVAL, nobody.text) if one.action == APPROVAL)
    assert dict(again.fields)["role-mai"] == "viewer", "what she chose is still there"
    answer = send(
        client, APPROVAL, form_of(client, APPROVAL), **{"approval": "required", "role-lan": "approver"}
    )
    assert answer.status_code == 303
    people = load_users(folder)[0].people
    assert [people[name].role for name in ("lan", "mai", "cam")] == ["approver", "approver", "viewer"]
    assert text_of(folder).endswith("approval: required\n")
    undo(client, answer)
    assert (text_of(folder), text_of(folder, "users")) == (SETTINGS, before), "both files at once"


def test_a_change_of_either_file_meanwhile_is_never_overwritten(client, folder, users):
    save_users(folder, users)
    fields = form_of(client, APPROVAL)
    theirs = text_of(folder, "users") + "# trực sáng\n"
    (folder.config / "users.yaml").write_text(theirs, "utf-8")
    answer = send(client, APPROVAL, fields, **{"approval": "required", "role-lan": "viewer"})
    assert answer.status_code == 409
    assert (text_of(folder), text_of(folder, "users")) == (SETTINGS, theirs)
    again = next(one for one in forms_in(APPROVAL, answer.text) if one.action == APPROVAL)
    assert send(client, APPROVAL, dict(again.fields)).status_code == 303
    assert "# trực sáng" in text_of(folder, "users")
    assert load_users(folder)[0].people["lan"].role == "viewer"


def test_elsewhere_these_pages_are_an_approvers(folder, users, clock):
    save_users(folder, users)
    (folder.config / "settings.yaml").write_text(SETTINGS + "desk: {hosts: [loa.hoi.vn]}\n", "utf-8")
    door = door_of(folder, load_settings(folder)[0], "0.0.0.0")
    statuses = {}
    for name in ("lan", "mai"):
        desk = TestClient(open_desk(folder, clock=clock, door=door), base_url="http://loa.hoi.vn")
        word = dict(forms_in("/login", desk.get("/login").text)[0].fields)["csrf"]
        desk.post("/login", data={"csrf": word, "name": name, "password": PASSWORD})
        statuses[name] = [desk.get(one).status_code for one in (SLOTS, APPROVAL, RECEIVERS)]
        if name == "mai":
            alone = {"role-mai": "writer", "approval": "none"}
            answer = send(desk, APPROVAL, form_of(desk, APPROVAL), **alone)
            assert answer.status_code == 422, "the last approver stays"
    assert statuses == {"lan": [403] * 3, "mai": [200] * 3}


RECEIVERS = "/setup/receivers"
TELEGRAM = {"way": "telegram", "telegram_token": "123456789:ABCdefGhIJKlmNoPQRsTUVwxyZ0123456789"}
MAIL = {"way": "mail", "mail_to": "mai@x.vn", "mail_from": "hoi@gmail.com", "mail_password": "bí mật & 9"}


def add_way(client, whom, **given):
    form = form_of(client, RECEIVERS, act="add", way=given["way"])
    return send(client, RECEIVERS, form, whom=whom, **given)


def test_a_secret_typed_once_is_kept_apart_and_shown_nowhere(client, folder, users):
    save_users(folder, users)
    before = text_of(folder, "users")
    answer = add_way(client, "person-mai", **MAIL)
    assert answer.status_code == 303
    place = folder.config / "nhan-mai-thu.txt"
    kept = place.read_text("utf-8")
    assert "pass=b%C3%AD%20m%E1%BA%ADt%20%26%209" in kept
    assert sys.platform == "win32" or stat.S_IMODE(place.stat().st_mode) == 0o600
    assert load_users(folder)[0].people["mai"].receivers == ("file:config/nhan-mai-thu.txt",)
    page = client.get(RECEIVERS).text
    assert "Thư điện tử" in page.partition('id="person-mai"')[2].partition("</li>")[0]
    assert not any(secret in page for secret in ("bí mật", "gmail.com", "mai@x.vn", kept.strip()))
    assert "1 nơi có nhận tin" in client.get("/setup").text
    undo(client, answer)
    assert text_of(folder, "users") == before
    assert not place.exists(), "the secret went too"


@pytest.mark.parametrize(("given", "field"), [
    ({**MAIL, "mail_to": "mai"}, "mail_to"),
    ({**MAIL, "mail_password": ""}, "mail_password"),
    ({**MAIL, "mail_server": "127.0.0.1:8765"}, "mail_server"),
    ({**TELEGRAM, "telegram_chat": "a b"}, "telegram_chat"),
    ({**TELEGRAM, "telegram_token": "sai", "telegram_chat": "42"}, "telegram_token"),
])  # fmt: skip
def test_what_cannot_be_an_address_is_told_beside_its_field_and_nothing_is_written(
    client, folder, users, given, field
):
    save_users(folder, users)
    before = {path.name: path.read_bytes() for path in folder.config.iterdir()}
    answer = add_way(client, "person-lan", **given)
    assert answer.status_code == 422
    assert f'id="way-{field}-wrong"' in answer.text
    again = next(
        one for one in forms_in(RECEIVERS, answer.text) if dict(one.fields).get("way") == given["way"]
    )
    shown = {**given, "mail_password": "", "telegram_token": ""}
    assert {key: dict(again.fields)[key] for key in given} == {key: shown[key] for key in given}
    assert {path.name: path.read_bytes() for path in folder.config.iterdir()} == before


def test_the_office_is_told_too_and_a_way_is_taken_away_and_brought_back(client, folder):
    assert "Chưa ai nhận tin" in client.get("/setup").text
    assert add_way(client, "to", **TELEGRAM, telegram_chat="42").status_code == 303
    place = folder.config / "tin-bao-telegram.txt"
    kept = place.read_text("utf-8")
    assert text_of(folder) == SETTINGS + "alerts:\n  to:\n    - file:config/tin-bao-telegram.txt\n"
    assert load_settings(folder)[0].alerts.to == ("file:config/tin-bao-telegram.txt",)
    fields = form_of(client, RECEIVERS, act="remove", whom="to")
    removed = send(client, RECEIVERS, fields)
    assert (text_of(folder), place.exists()) == (SETTINGS, False), "no secret is left lying there"
    undo(client, removed)
    assert place.read_text("utf-8") == kept
    assert load_settings(folder)[0].alerts.to == ("file:config/tin-bao-telegram.txt",)
    assert send(client, RECEIVERS, {**fields, "whom": "person-ai"}).status_code == 404


def test_a_try_sends_a_message_and_says_whether_it_was_taken(client, folder, users):
    with receiver() as server:
        (folder.config / "nhan.txt").write_text(server.alerts, "utf-8")
        (folder.config / "nhan.txt").chmod(0o600)
        user = users.people["mai"].model_copy(update={"receivers": ("file:config/nhan.txt",)})
        save_users(folder, Users({**users.people, "mai": user}))
        tried = f"{RECEIVERS}/try"
        fields = next(
            dict(one.fields) for one in forms_in("", client.get(RECEIVERS).text) if one.action == tried
        )
        page = client.post(tried, data=fields).text
        assert "tin thử" in server.messages[0]["title"]
        assert "Đã gửi tin thử" in page
        assert "mat-khau-rieng" not in page
        server.status = 500
        assert "chưa được" in client.post(tried, data=fields).text
        assert client.post(tried, data={**fields, "place": "file:config/settings.yaml"}).status_code == 404
    (folder.config / "nhan.txt").unlink()
    assert "Chưa có mã" in client.get(RECEIVERS).text
