"""The set-up's pages that not every office needs: hours, approval; what forms write, and never touch."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from scheduler.desk.login import door_of
from scheduler.desk.opening import open_desk
from scheduler.settings.loading import load_settings
from scheduler.settings.users import load_users, save_users
from tests.desk.asking import forms_in
from tests.desk.conftest import PASSWORD, SETTINGS, client_of
from tests.desk.test_setup import form_of, send, text_of

SLOTS, APPROVAL = "/setup/slots", "/setup/approval"


@pytest.fixture
def client(folder):
    return client_of(folder)


def undo(client, answer):
    csrf = form_of(client, SLOTS)["csrf"]
    named = {"save": answer.headers["location"].partition("saved=")[2]}
    return client.post("/undo", data={"csrf": csrf, **named})


def test_the_overview_leads_to_what_not_every_office_needs(client):
    page = client.get("/setup").text
    assert "Xong 1 trong 8 bước" in page, "they are no steps of the beginning"
    assert [f'href="{one}"' in page for one in (SLOTS, APPROVAL)] == [True, True]
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
        statuses[name] = [desk.get(one).status_code for one in (SLOTS, APPROVAL)]
        if name == "mai":
            alone = {"role-mai": "writer", "approval": "none"}
            answer = send(desk, APPROVAL, form_of(desk, APPROVAL), **alone)
            assert answer.status_code == 422, "the last approver stays"
    assert statuses == {"lan": [403, 403], "mai": [200, 200]}
