"""Letting posts out on the command line: submit, approve, return; and the people who may."""

from __future__ import annotations

import re

import pytest

from tests.engine.receiving import receiver
from tests.journeys.office import Office, dump
from tests.web_server import web_server


@pytest.fixture
def office(tmp_path, practice):
    made = Office(tmp_path / "office", practice, ahead=3600, language="vi")
    settings = made.root / "config" / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "approval: required\n", "utf-8")
    made.plan("lich", made.post("bai"))
    return made


@pytest.mark.slow
def test_a_post_goes_out_once_it_is_approved_and_not_before(office):
    done = office.run("publish", "bai")
    assert done.status == 1
    assert "loa approve bai --by TÊN" in done.err
    assert office.run("plan", "--format", "json").json[0]["post"] == "bai"
    assert "chờ duyệt" in office.run("plan").out
    done = office.run("approve", "bai", "--by", "Chị Mai")
    assert (done.status, done.err.strip()) == (0, "Chị Mai đã duyệt 1 bài.")
    assert office.run("publish", "bai", "--now").status == 0
    assert office.messages() == office.feed() == ["Bài bai"]


@pytest.mark.slow
def test_a_changed_post_asks_again_even_for_what_is_public(office):
    office.run("approve", "bai", "--by", "Chị Mai")
    assert office.run("publish", "bai", "--now").status == 0
    office.plan("lich", office.post("bai", "Lời đã sửa mà chưa ai duyệt."))
    done = office.run("update", "bai", "--why", "sai", "--by", "Chị Lan")
    assert done.status == 1
    (post,) = office.practice.posts()
    assert "chưa ai duyệt" not in post["message"]


@pytest.mark.slow
def test_two_people_let_a_post_out_where_there_are_users(office):
    for name, role in (("lan", "writer"), ("mai", "approver")):
        done = office.run("user", "add", name, "--role", role, given="hoa sen trong bùn\n")
        assert done.status == 0, done.err
    assert office.run("user", "list").out.splitlines() == ["lan\twriter", "mai\tapprover"]
    assert "hoa sen" not in (office.root / "config" / "users.yaml").read_text("utf-8")
    assert office.run("approve", "bai", "--by", "lan").status == 1
    done = office.run("approve", "bai", "--by", "Mai")
    assert (done.status, "chưa có ai trình duyệt" in done.err) == (1, True)
    assert office.run("approve", "bai", "--by", "la").status == 2
    assert office.run("submit", "bai", "--by", "lan").status == 0
    assert office.run("return", "bai", "--by", "mai", "--why", "Thêm nguồn").status == 0
    assert office.run("submit", "bai", "--by", "Lan").status == 0
    assert office.run("approve", "bai", "--by", "mai").status == 0
    office.plan("lich", office.post("bai", "Lời sửa sau khi duyệt."))
    done = office.run("approve", "bai", "--by", "mai")
    assert (done.status, "đã được sửa sau lần trình, duyệt trước" in done.err) == (1, True)
    assert "loa submit bai" in done.err
    assert office.run("user", "remove", "mai").status == 0


@pytest.mark.slow
def test_an_approver_who_can_be_reached_is_asked_by_a_message(office):
    for name, role in (("lan", "writer"), ("mai", "approver")):
        office.run("user", "add", name, "--role", role, given="hoa sen trong bùn\n")
    with receiver() as there:
        place = office.root / "config" / "nhan-mai.txt"
        place.write_text(there.alerts)
        place.chmod(0o600)
        done = office.run("user", "reach", "mai", "--to", "file:config/nhan-mai.txt")
        assert (done.status, "Đã ghi nơi nhắn cho mai" in done.err) == (0, True)
        assert office.run("user", "list").out.splitlines()[1] == "mai\tapprover\tfile:config/nhan-mai.txt"
        done = office.run("submit", "bai", "--by", "lan")
        assert (done.status, "Đã nhắn người duyệt: mai. Tin không kèm liên kết" in done.err) == (0, True)
        (message,) = there.messages
    assert "Bài bai" in message["title"]
    assert message["attachments"][0]["mimetype"] == "image/jpeg"
    office.run("user", "add", "mai", "--role", "approver", "--unit", "province", given="hoa sen trong nước\n")
    office.run("user", "add", "mai", "--role", "approver", given="hoa sen trong đầm\n")
    assert "mai\tapprover\tprovince" in office.run("user", "list").out  # nor does it widen what she sees
    nowhere = office.run("user", "add", "mai", "--unit", "khong-co", given="hoa sen trong nước\n")
    assert nowhere.status == 2
    assert "Không có đơn vị" in nowhere.err
    assert "file:config/nhan-mai.txt" in office.run("user", "list").out  # another password leaves it
    assert office.run("user", "reach", "mai").status == 0
    assert "file:" not in office.run("user", "list").out


@pytest.mark.slow
def test_where_she_is_reached_is_a_place_and_no_address_and_lies_where_nothing_is_public(office):
    office.run("user", "add", "mai", "--role", "approver", given="hoa sen trong bùn\n")
    secret = "tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/42"
    public = next(office.root.rglob("settings.yaml")).read_text("utf-8")
    folder = re.search(r"folder: ?\"?([^\s,}\"]+)", public)[1]
    for to, said in (
        (secret, "nơi cất địa chỉ"),
        (f"file:{folder}/nhan.txt", "ai cũng tải được"),
        ("file:config/none.txt", "không đọc được tệp"),
    ):
        done = office.run("user", "reach", "mai", "--to", to)
        assert (done.status != 0, said in done.err) == (True, True), done.err
        assert "AAHdqTcv" not in done.err + done.out
    assert "file:" not in office.run("user", "list").out


WRONG_USE = [
    (("user", "reach", "mai", "--to", "file:x"), "Không có người dùng"),
    (("user", "add", "Mai Lan"), "chữ thường không dấu"),
    (("user", "add", "mai"), "ít nhất 10 ký tự"),
    (("user", "remove", "mai"), "Không có người dùng"),
    (("serve", "--host", "0.0.0.0"), "loa user add"),
    (("preview", "--host", "may-hoi"), "địa chỉ IP"),
]


def test_wrong_use_is_told_with_the_way_out(office):
    for words, said in WRONG_USE:
        done = office.run(*words, given="ngắn\n")
        assert done.status == 2, words
        assert said in done.err
        assert "ngắn" not in done.err, words


def test_a_rehearsal_asks_nobody(office):
    assert office.run("demo", "--once", "--dir", office.root / "tap", "--format", "json").json["held"] == 0


@pytest.mark.slow
def test_a_link_that_leads_nowhere_is_told_and_asks(office):
    with web_server() as web:
        office.settings |= {"approval": "required", "website": {"folder": "var/site", "address": web.address}}
        office.write("config/settings.yaml", dump(office.settings))
        office.plan("lich", office.post("bai", link=f"{web.address}x"))
        done = office.run("approve", "bai", "--by", "Chị Mai")
        assert (done.status, f"{web.address}x" in done.err) == (1, True)
        assert "--links-known" in done.err
        assert f"không mở được: {web.address}x" in office.run("doctor").out
        done = office.run("approve", "bai", "--by", "Chị Mai", "--links-known")
        assert (done.status, done.err.strip()) == (0, "Chị Mai đã duyệt 1 bài.")
