"""The pages where people post by hand: what they need is there, and what they say is kept as their word."""

from __future__ import annotations

import html
import re
from io import BytesIO
from urllib.parse import quote

import pytest
from PIL import Image
from starlette.testclient import TestClient

from scheduler.delivery import by_hand
from scheduler.delivery.states import State
from scheduler.desk.login import Door
from scheduler.desk.opening import open_desk
from scheduler.engine.freezing import freeze
from scheduler.engine.mending import ask_withdrawal
from scheduler.engine.status import standings
from tests.desk.conftest import PASSWORD
from tests.engine.giving import HOUR, POSTS, SETTINGS, Office, painted_office
from tests.speech.test_word_file import lines_of

CARD = "    card: {template: tip, headline: Giữ mật khẩu, alt: Thẻ ổ khóa}\n"
GROUPS = ["Nhóm Zalo ấp 3", "Nhóm Zalo ấp 4"]


@pytest.fixture(scope="module")
def painted(tmp_path_factory):
    """A folder whose posts were given; it is looked at, and nothing is said there."""
    with painted_office(tmp_path_factory.mktemp("painted"), POSTS + CARD, {}) as office:
        yield office


@pytest.fixture
def office(tmp_path):
    one = Office(tmp_path)
    one.go()
    one.go(HOUR)
    yield one
    one.works.close()


def desk_of(office, **more):
    return TestClient(open_desk(office.folder, clock=office.clock, **more), base_url="http://127.0.0.1:8765")


def address(office, what="one", channel="groups"):
    return f"/by-hand/{what}?key={quote(str(office.key(channel)), safe='')}"


def say(desk, office, act, channel="groups", **more):
    page = desk.get(address(office, channel=channel)).text
    word = re.search(r'name="csrf" value="(\w+)"', page)[1]
    fields = {"csrf": word, "key": str(office.key(channel)), "act": act, "who": "Chị Lan", **more}
    return desk.post("/act/by-hand", data=fields)


def copied(page, name):
    return html.unescape(re.search(rf'<pre class="to-copy[^>]* id="{name}"[^>]*>(.*?)</pre>', page, re.S)[1])


def test_the_list_says_what_is_still_to_do(painted):
    page = desk_of(painted).get("/by-hand").text
    assert page.count("Chờ đăng tay") == 2
    assert 'aria-label="Mở bài để đăng: Giữ mật khẩu · Nhóm chat"' in page
    assert 'Đăng tay <span class="count">2</span>' in page


def test_what_is_to_be_done_leads_to_the_page_where_it_is_done(painted):
    desk = desk_of(painted)
    for page in ("/deliveries", f"/post/{painted.key('groups').post}"):
        for channel in ("groups", "broadcast"):
            led = f'href="/by-hand/one?key={quote(str(painted.key(channel)), safe="/")}"'
            assert led in desk.get(page).text, (page, channel)


def test_many_places_of_one_state_stand_together_in_the_list(tmp_path):
    more = 'portal: {places: {Cổng: ""}, folder: var/cong}\nfacebook: {page: "1", token: env:LOA_NONE}\n'
    everywhere = POSTS.replace("    channels: [groups, broadcast]\n", "")
    office = Office(tmp_path, SETTINGS + more + "website: {address: https://a.vn/}\n", everywhere)
    page = desk_of(office).get("/").text
    office.works.close()
    (together,) = re.findall(r'<li class="alike">(.*?)</li>', page, re.S)
    assert "Facebook · Trang web · Nhóm chat · Loa, báo đài · Cổng thông tin" in together
    assert together.count("Sẽ đăng") == 1


def test_an_office_without_such_places_sees_nothing_of_it(folder):
    desk = TestClient(open_desk(folder), base_url="http://127.0.0.1:8765")
    assert "Đăng tay" not in desk.get("/").text
    assert "Nhóm chat" not in desk.get("/write").text
    assert "Không còn bài nào chờ đăng tay" in desk.get("/by-hand").text


def test_a_page_has_picture_text_and_places(painted):
    desk = desk_of(painted)
    page = desk.get(address(painted)).text
    assert copied(page, "text") == painted.pack().text
    assert 'href="https://zalo.me/g/abc"' in page
    assert 'alt="Thẻ ổ khóa"' in page
    data = desk.get(f"{address(painted, 'picture')}&n=1")
    assert Image.open(BytesIO(data.content)).size == (1080, 1350)
    for number in ("0", "2", "x", ""):
        assert desk.get(f"{address(painted, 'picture')}&n={number}").status_code == 404


def test_what_is_read_aloud_is_there_as_text_and_for_word(painted):
    desk = desk_of(painted)
    page = desk.get(address(painted, channel="broadcast")).text
    assert "gọi một một một." in copied(page, "script-text")
    assert "Đọc hết khoảng 10 giây" in page
    text = desk.get(address(painted, "script.txt", "broadcast"))
    assert text.content.decode("utf-8-sig").startswith("Bài đọc trên loa: Giữ mật khẩu.\r\n")
    word = desk.get(address(painted, "script.docx", "broadcast"))
    assert word.headers["content-type"].endswith("wordprocessingml.document")
    assert lines_of(word.content)[:3] == [
        ("Normal", "BÀI ĐỌC TRÊN LOA"),
        ("Title", "Giữ mật khẩu"),
        ("Normal", "Thời lượng: khoảng 10 giây."),
    ]
    assert lines_of(word.content)[3][1].endswith("gọi một một một.")
    for what in ("script.docx", "script.txt"):
        assert desk.get(address(painted, what, "groups")).status_code == 404


def test_a_code_brings_a_phone_there_where_other_machines_may_come(painted, tmp_path):
    desk = desk_of(painted)
    assert desk.get(address(painted, "code.svg")).status_code == 404
    assert "chỉ mở được trên máy này" in desk.get(address(painted)).text
    reached = Office(tmp_path, SETTINGS + "desk: {hosts: [loa.hoi.vn]}\n")
    reached.go()
    reached.go(HOUR)
    code = desk_of(reached).get(address(reached, "code.svg"))
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.content.startswith(b"<?xml")
    reached.works.close()


def test_what_a_person_says_is_kept_in_her_name_and_can_be_taken_back(office):
    desk = desk_of(office)
    assert "Đã ghi lời chị: đã đăng." in say(desk, office, "done", place=GROUPS[:1]).text
    assert office.row().reason.why.vi == "Chị Lan báo mới đăng ở: Nhóm Zalo ấp 3"
    page = say(desk, office, "done", place=GROUPS).text
    assert "Người đăng báo đã đăng" in page
    row = office.row()
    assert (row.state, by_hand.places_in(row.reason)) == (State.HANDED_OVER, tuple(GROUPS))
    assert "Đã có người báo" in desk.get("/by-hand").text
    assert "Người đăng báo đã đăng" in desk.get("/post/an-toan").text
    assert "Đã đăng</span>" not in desk.get("/post/an-toan").text
    assert "Đã ghi lại: chưa đăng." in say(desk, office, "back").text
    assert by_hand.places_in(office.row().reason) == ()


def test_what_is_to_be_taken_down_says_so_until_she_did(office):
    ask_withdrawal(office.works, office.row(), "Mai", "sai số")
    office.go()
    desk = desk_of(office)
    page = desk.get(address(office)).text
    assert "Cần gỡ bài này" in page
    assert 'value="done"' not in page
    assert "Tên người gỡ" in page
    assert 'href="https://zalo.me/g/abc"' in page  # she opens it to take it down there
    assert "Mở bài để gỡ" in desk.get("/by-hand").text
    assert say(desk, office, "down").status_code == 200
    office.go()
    assert office.row().state is State.WITHDRAWN


def test_from_the_moment_it_is_asked_for_the_page_says_post_no_more(office):
    ask_withdrawal(office.works, office.row(), "Mai", "sai số")
    page = desk_of(office).get(address(office)).text
    assert "Cần gỡ bài này" in page
    assert [act in page for act in ('value="done"', 'value="down"', "data-copy")] == [False, True, False]


def test_where_it_was_posted_already_is_not_asked_again(office):
    desk = desk_of(office)
    page = say(desk, office, "done", place=GROUPS[:1]).text
    assert f'value="{GROUPS[0]}" checked disabled>' in page
    assert f'value="{GROUPS[1]}">' in page  # each is her word: none is said for her


def test_the_post_can_be_mended_or_taken_down_from_its_own_page(office):
    desk = desk_of(office)
    page = desk.get("/post/an-toan").text
    word = re.search(r'name="csrf" value="(\w+)"', page)[1]
    assert [act in page for act in ("act-update", "act-withdraw", "act-hold", "act-now")] == [1, 1, 0, 0]
    fields = {"csrf": word, "post": "an-toan", "who": "Mai", "act": "withdraw", "why": "sai số"}
    assert desk.post("/act", data=fields).status_code == 200
    office.go()
    assert "đang chờ người đăng báo đã gỡ" in desk.get("/post/an-toan").text.lower()
    assert [one.reason.todo.vi[:17] for one in standings(office.works)] == ["Mở mục “Đăng tay”"] * 2


def test_while_all_is_frozen_the_page_asks_to_wait(office):
    freeze(office.works, "Mai", "quốc tang")
    assert "khoan đăng bài này" in desk_of(office).get(address(office)).text


def test_what_nobody_can_say_is_refused(office):
    desk = desk_of(office)
    assert say(desk, office, "done").status_code == 422  # no place
    assert say(desk, office, "done", place=["Nơi khác"]).status_code == 409
    assert say(desk, office, "done", place=GROUPS, who=" ").status_code == 422
    assert say(desk, office, "back").status_code == 409
    assert say(desk, office, "down").status_code == 409
    assert say(desk, office, "more").status_code == 404
    assert say(desk, office, "done", place=GROUPS, csrf="x").status_code == 403
    assert say(desk, office, "done", place=GROUPS, key="nothing").status_code == 404
    for strange in ("", "a", "../a@first/province/groups", "an-toan@first/province/website"):
        assert desk.get(f"/by-hand/one?key={quote(strange, safe='')}").status_code == 404
    assert office.row().reason.code == by_hand.GIVEN.code


def test_a_pack_that_is_gone_is_told_in_words(office):
    office.channel().packs.remove(office.row().remote_id)
    assert "Gói bài không còn trên máy" in desk_of(office).get(address(office)).text


def test_a_folder_that_cannot_be_read_is_told_in_words(office):
    desk, folder = desk_of(office), office.channel().packs.folder
    page = desk.get(address(office)).text
    folder.rename(folder.with_name("away"))
    folder.write_text("")
    fields = {
        "csrf": re.search(r'name="csrf" value="(\w+)"', page)[1],
        "key": str(office.key()),
        "who": "Lan",
    }
    answer = desk.post("/act/by-hand", data={**fields, "act": "done", "place": GROUPS})
    assert answer.status_code == 503
    assert "thư mục đăng tay" in answer.text


def test_who_may_only_look_says_nothing(office, users):
    door = Door(asks_login=True, users=lambda: users)
    for name, may in (("cam", False), ("lan", True)):
        desk = desk_of(office, door=door)
        word = re.search(r'name="csrf" value="(\w+)"', desk.get("/login").text)[1]
        desk.post("/login", data={"csrf": word, "name": name, "password": PASSWORD})
        page = desk.get(address(office)).text
        assert ('action="/act/by-hand"' in page) is may
        assert 'name="who"' not in page
        answer = desk.post("/act/by-hand", data={"key": str(office.key()), "act": "done", "place": GROUPS})
        assert answer.status_code == 403
    assert say(desk, office, "done", place=GROUPS, who="Ai đó").status_code == 200
    assert office.row().reason.why.vi.startswith("lan báo đã đăng")


def test_in_a_crisis_what_was_posted_by_hand_is_listed_as_said(office):
    desk = desk_of(office)
    assert "Đã đăng tay, theo lời báo" not in desk.get("/crisis").text
    say(desk, office, "done", place=GROUPS)
    page = desk.get("/crisis").text
    said = page.partition("Đã đăng tay, theo lời báo")[2].partition("</section>")[0]
    assert "Giữ mật khẩu" in said
    assert "Loa, báo đài" not in said
