"""The page behind the link in a message to an approver: nobody logs in, and nothing but the form decides."""

from __future__ import annotations

import logging
import re
import shutil
import socket
import threading
from datetime import timedelta

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from scheduler.clock import FixedClock
from scheduler.delivery.approvals import Step
from scheduler.delivery.asks import LASTING
from scheduler.desk.login import door_of
from scheduler.desk.opening import open_desk
from scheduler.desk.people.sessions import FREE_TRIES
from scheduler.desk.server import serving
from scheduler.desk.writing import by_phone
from scheduler.engine.approval_messages import ask_approvers
from scheduler.engine.approving import decide
from scheduler.engine.opening import open_works
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings
from scheduler.settings.users import User, Users, load_users, save_users
from tests.desk.asking import state_of
from tests.desk.conftest import FIRST_DAY, HOTLINES, POSTS, ROLES, SETTINGS
from tests.desk.test_deciding import ID, steps_of
from tests.desk.test_people import AT, log_in
from tests.engine.receiving import receiver
from tests.web_server import Said, web_server

LINK = re.compile(r"/phone/[0-9]+-[\w-]{43}")


@pytest.fixture(scope="module")
def there():
    with receiver() as server:
        yield server


@pytest.fixture(scope="module")
def sent(tmp_path_factory, there, hashed):
    """A folder where lan submitted a post and two approvers were asked, and their links."""
    root = tmp_path_factory.mktemp("sent")
    for name in ("config", "posts", "assets"):
        (root / name).mkdir()
    (root / "config" / "hotlines.yaml").write_text(HOTLINES, "utf-8")
    (root / "posts" / "2026-12.yaml").write_text(POSTS, "utf-8")
    (root / "to.txt").write_text(there.alerts)
    (root / "to.txt").chmod(0o600)
    folder = WorkFolder(root)
    users = {name: User(role=role, password=hashed) for name, role in ROLES.items()}
    reached = User(role="approver", password=hashed, receivers=("file:to.txt",))
    save_users(folder, Users({**users, "mai": reached, "hoa": reached}))
    with web_server() as web:
        web.says["/healthz"] = Said(body=b'{"serving": true}')
        more = f"approval: required\ndesk: {{hosts: [loa.hoi.vn], address: '{web.address}'}}\n"
        (root / "config" / "settings.yaml").write_text(SETTINGS + more, "utf-8")
        with open_works(folder, load_settings(folder)[0], FixedClock(FIRST_DAY)) as works:
            edition = works.edition()
            seen = {ID: edition.seen(edition.agenda.post(ID))}
            decide(works.ledger, edition, load_users(folder)[0], Step.SUBMITTED, seen, "lan")
            ask_approvers(works)
    return root, [LINK.search(told["message"])[0] for told in there.messages]


@pytest.fixture
def office(sent, tmp_path):
    """A copy of that folder of the test's own."""
    shutil.copytree(sent[0], tmp_path / "office")
    return WorkFolder(tmp_path / "office")


@pytest.fixture
def links(sent, office):
    """Those of mai and hoa."""
    return sent[1]


def phone_of(folder, clock, address="203.0.113.5"):
    door = door_of(folder, load_settings(folder)[0], "0.0.0.0")
    app = open_desk(folder, clock=clock, door=door)
    client = TestClient(app, base_url=AT, follow_redirects=False, client=(address, 50_000))
    client.headers["accept"] = "text/html"
    return client


@pytest.fixture
def phone(office, clock):
    return phone_of(office, clock)


def change(office):
    file = office.posts / "2026-12.yaml"
    file.write_text(POSTS.replace("Dài và dễ nhớ.", "Dài, dễ nhớ, khó đoán."), "utf-8")


def send(phone, link, step="approve", **more):
    """What the page's form answers."""
    found = re.search(r'name="csrf" value="(\w+)"', phone.get(link).text)
    csrf = found[1] if found else "0" * 64
    return phone.post(link, data={"csrf": csrf, "step": step, "remark": "", **more})


def test_who_opens_the_link_sees_all_of_it_and_approves_in_her_name(office, phone, links):
    page = phone.get(links[0])
    assert page.status_code == 200
    for shown in ("Mật khẩu mạnh cho con", "Cùng con đặt mật khẩu dài", "Công văn 267", "Cha mẹ", "111"):
        assert shown in page.text
    assert "<script" not in page.text
    picture = phone.get(re.search(r'src="(/phone/[^"]+/card/0.jpg)"', page.text)[1])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    done = send(phone, links[0])
    assert (done.status_code, done.headers["location"]) == (303, links[0])
    assert "Chị đã duyệt bài này lúc" in phone.get(links[0]).text
    assert steps_of(office) == [("submitted", "lan", ""), ("approved", "mai", "")]
    other = phone.get(links[1])
    assert (other.status_code, "mai đã duyệt bài này lúc" in other.text) == (410, True)


def test_it_is_returned_with_a_remark_that_is_shown_as_it_was_written(office, phone, links):
    refused = send(phone, links[0], "return")
    assert (refused.status_code, "cần ghi sửa gì" in refused.text) == (422, True)
    bad = "<script>alert(1)</script> “sửa\u202e” \r\n dòng 3"
    assert send(phone, links[0], "return", remark=bad).status_code == 303
    assert steps_of(office)[-1] == ("returned", "mai", "<script>alert(1)</script> “sửa\u202e” dòng 3")
    log_in(phone, "lan")
    assert "<script>alert" not in phone.get(f"/post/{ID}").text


def test_a_remark_that_is_too_long_is_asked_for_anew_and_not_lost(office, phone, links):
    long = "ế" * (by_phone.LONGEST + 1)
    refused = send(phone, links[0], "return", remark=long)
    assert (refused.status_code, long in refused.text) == (422, True)
    assert "501 chữ" in refused.text
    assert send(phone, links[0], "return", remark=long[1:]).status_code == 303


def test_whoever_opens_a_link_without_its_form_changes_nothing(office, phone, links):
    before = state_of(office)
    addresses = (links[0], f"{links[0]}?step=approve", f"{links[0]}/card/0.jpg", f"{links[0]}/film.mp4")
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
        for address in addresses:
            assert phone.request(method, address).status_code < 500
    assert state_of(office) == before
    assert send(phone, links[0]).status_code == 303


def test_a_form_that_no_page_of_this_link_made_decides_nothing(office, phone, links):
    of_other = re.search(r'name="csrf" value="(\w+)"', phone.get(links[1]).text)[1]
    of_login = re.search(r'name="csrf" value="(\w+)"', phone.get("/login").text)[1]
    before = state_of(office)
    for csrf in (of_other, of_login, "", "0" * 64):
        answer = phone.post(links[0], data={"csrf": csrf, "step": "approve"})
        assert (answer.status_code, "Chị xem lại bài" in answer.text) == (409, True)
    assert phone.post(links[0]).status_code == 409
    own = re.search(r'name="csrf" value="(\w+)"', phone.get(links[0]).text)[1]
    for step in ("submit", "submitted", "", "APPROVE"):
        assert phone.post(links[0], data={"csrf": own, "step": step}).status_code == 422
    foreign = {"origin": "https://evil.example"}
    assert phone.post(links[0], data={"csrf": own, "step": "approve"}, headers=foreign).status_code == 403
    assert state_of(office) == before


def test_under_a_foreign_host_there_is_no_such_page(phone, links):
    for host in ("evil.example", "loa.hoi.vn.evil.example", "", "loa.hoi.vn@evil.example"):
        assert phone.get(links[0], headers={"host": host}).status_code == 400


def test_it_is_kept_by_nobody_found_by_nobody_and_tells_nobody_where_it_stands(phone, links):
    for answer in (
        phone.get(links[0]),
        phone.get(f"{links[0]}/card/0.jpg"),
        phone.get(f"{links[0]}/card/9.jpg"),
        phone.get("/phone/1-" + "x" * 43),
        send(phone, links[0], "return"),
        send(phone, links[0]),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "strict-origin"
        assert answer.headers["x-robots-tag"].startswith("noindex")
        assert "set-cookie" not in answer.headers
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_changed_since_is_neither_shown_nor_approved(office, links, clock):
    before = state_of(office)["ledger"]
    change(office)
    phone = phone_of(office, clock)
    page = phone.get(links[0])
    assert (page.status_code, "Bài đã được sửa sau khi tin này gửi đi" in page.text) == (410, True)
    assert "Mật khẩu mạnh" not in page.text
    assert phone.get(f"{links[0]}/card/0.jpg").status_code == 404
    assert phone.post(links[0], data={"step": "approve"}).status_code == 409
    assert state_of(office)["ledger"] == before


def test_what_changes_while_she_reads_is_not_approved_by_the_form_that_she_has(office, phone, links, clock):
    csrf = re.search(r'name="csrf" value="(\w+)"', phone.get(links[0]).text)[1]
    change(office)
    given = {"csrf": csrf, "step": "approve"}
    assert phone_of(office, clock).post(links[0], data=given).status_code == 410
    assert steps_of(office) == [("submitted", "lan", "")]
    file = office.posts / "2026-12.yaml"
    file.write_text(POSTS, "utf-8")
    assert send(phone_of(office, clock), links[0]).status_code == 303  # it reads again as it was shown


def test_expired_removed_demoted_and_another_persons_are_told_apart(office, phone, links, clock):
    known = load_users(office)[0].people
    said = set()

    def refused(status, words):
        page = phone.get(links[0])
        assert (page.status_code, words in page.text) == (status, True)
        assert send(phone, links[0]).status_code in {status, 409}
        assert steps_of(office) == [("submitted", "lan", "")]
        said.add(words)

    log_in(phone, "hoa")
    refused(403, "Liên kết này gửi riêng cho mai")
    phone.cookies.clear()
    save_users(office, Users({name: one for name, one in known.items() if name != "mai"}))
    refused(403, "mai không còn trong danh sách người dùng")
    save_users(office, Users({**known, "mai": known["lan"]}))
    refused(403, "mai hiện không có quyền duyệt bài")
    save_users(office, Users({**known, "mai": User(role="approver", password="x")}))
    refused(403, "Mật khẩu hay phần việc của chị đã đổi")
    save_users(office, Users(known))
    clock.instant += LASTING
    refused(410, "đã hết hạn lúc 08:00 ngày 2/12/2026")
    clock.instant -= timedelta(minutes=1)
    assert send(phone, links[0]).status_code == 303


def test_she_who_is_logged_in_as_herself_decides_all_the_same(office, phone, links):
    log_in(phone, "mai")
    assert send(phone, links[0]).status_code == 303
    assert steps_of(office)[-1] == ("approved", "mai", "")


def test_who_guesses_waits_and_nobody_else(office, clock, links):
    app = phone_of(office, clock).app
    guesser, mai = (
        TestClient(app, base_url=AT, follow_redirects=False, client=(one, 50_000))
        for one in ("203.0.113.9", "203.0.113.10")
    )
    guesses = [guesser.get(f"/phone/1-{'x' * 42}{n}") for n in range(FREE_TRIES + 2)]
    assert [one.status_code for one in guesses] == [404] * FREE_TRIES + [429] * 2
    assert "Từ máy này vừa mở nhiều liên kết sai" in guesses[-1].text
    assert guesser.post(links[0], data={"step": "approve"}).status_code == 429
    assert [mai.get(links[0]).status_code for _ in range(3 * FREE_TRIES)] == [200] * 3 * FREE_TRIES
    clock.instant += timedelta(hours=1, seconds=1)
    assert guesser.get(links[0]).status_code == 200


@pytest.mark.slow
def test_whatever_stands_for_a_link_is_answered_in_words(office, clock):
    app = phone_of(office, clock).app
    for number, link in enumerate(("1", "1-", "1-x", "..%2Fpost%2Fa", "%00", "1-" + "ế" * 43, "%ff-%fe")):
        phone = TestClient(app, base_url=AT, client=(f"203.0.113.{number}", 50_000))
        assert phone.get(f"/phone/{link}").status_code == 404


@pytest.mark.slow
def test_of_two_presses_at_once_one_decides(office, phone, links):
    csrf = re.search(r'name="csrf" value="(\w+)"', phone.get(links[0]).text)[1]
    start, statuses = threading.Barrier(6), []

    def press(step):
        start.wait()
        given = {"csrf": csrf, "step": step, "remark": "vì thế"}
        statuses.append(phone.post(links[0], data=given).status_code)

    threads = [threading.Thread(target=press, args=(step,)) for step in ("approve", "return") * 3]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses.count(303) == 1
    assert len(steps_of(office)) == 2
    replayed = phone.post(links[0], data={"csrf": csrf, "step": "approve"})
    assert (replayed.status_code, len(steps_of(office))) == (200, 2)  # what she decided, once more in words


def test_without_approval_a_link_has_nothing_to_decide(office, links, clock):
    settings = office.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8").replace("approval: required", "approval: none"), "utf-8")
    page = phone_of(office, clock).get(links[0])
    assert (page.status_code, "không cần duyệt bài" in page.text) == (410, True)


def test_submitting_on_the_desk_asks_the_approvers(office, clock, there):
    change(office)
    phone, arrived = phone_of(office, clock), threading.Event()
    there.messages.clear()
    there.on_message = lambda: len(there.messages) == 2 and arrived.set()
    log_in(phone, "lan")
    page = phone.get(f"/post/{ID}").text
    given = {name: re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("csrf", "seen")}
    assert (
        phone.post(f"/decide/{ID}", data={**given, "step": "submit", "links_known": "1"}).status_code == 303
    )
    assert arrived.wait(20)


def test_what_nobody_answered_in_48_hours_has_its_button_to_submit_again(office, clock):
    desk = phone_of(office, clock)
    log_in(desk, "lan")
    assert 'value="submit"' not in desk.get(f"/post/{ID}").text
    clock.instant += LASTING
    log_in(desk, "lan")
    assert 'value="submit"' in desk.get(f"/post/{ID}").text


@pytest.mark.slow
def test_no_log_has_a_links_secret_though_the_page_fails(office, links, clock, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    path, secret = links[0][1:], links[0].partition("-")[2]

    def fail(*_, **__):
        raise RuntimeError("a fault of the page")

    with serving(open_desk(office, clock=clock), port=0) as address:
        assert httpx.get(address + path).status_code == 200
        with socket.create_connection(("127.0.0.1", int(address.split(":")[2][:-1]))) as raw:
            raw.sendall(f"GET /{path} nonsense\r\n\r\n".encode())
            assert b"400" in raw.recv(1000)
        monkeypatch.setattr(by_phone, "judge", fail)
        assert httpx.get(address + path).status_code == 500
        assert httpx.post(address + path, data={"step": "approve"}).status_code == 500
    lines = [record for record in caplog.records if not record.name.startswith("http")]  # the client's own
    told = [logging.Formatter().format(record) for record in lines]
    assert any("a fault of the page" in line for line in told)
    assert [line for line in told if secret in line] == []


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"evergreen": 60}, ("nghỉ 60 ngày giữa hai lần; tông màu thẻ đổi", "bài lên đúng giờ")),
        ({"status": "statement"}, ("Tuyên bố soạn sẵn: chỉ lên khi", "tuyên bố nằm sẵn, chưa lên")),
    ],
)
def test_the_page_says_when_and_how_often_it_goes_out(office, clock, there, monkeypatch, more, shown):
    keys = "".join(f"    {key}: {value}\n" for key, value in more.items())
    (office.posts / "2026-12.yaml").write_text(POSTS.replace("    at: 2026-12-01 07:30\n", keys, 1), "utf-8")
    settings = office.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "slots: {daily: ['07:30']}\n", "utf-8")
    monkeypatch.setattr("scheduler.engine.approval_messages.is_reachable", lambda _: True)
    with open_works(office, load_settings(office)[0], clock) as works:
        edition = works.edition()
        seen = {ID: edition.seen(edition.agenda.post(ID))}
        decide(works.ledger, edition, load_users(office)[0], Step.SUBMITTED, seen, "lan")
        ask_approvers(works)
    page = phone_of(office, clock).get(LINK.search(there.messages[-1]["message"])[0]).text
    for words in shown:
        assert words in page
    pictures = re.findall(r'src="(/phone/[^"]+/card/0.jpg[^"]*)"', page)
    phone = phone_of(office, clock)
    assert len({phone.get(one).content for one in pictures}) == len(pictures)
    assert (len(pictures) > 2) is ("evergreen" in more)
    assert ("một trong các tông màu" in page) is ("evergreen" in more)
    assert phone.get(f"{pictures[0]}?look=99").status_code == 404
    assert phone.get(f"{pictures[0]}?look=x").status_code == 404
