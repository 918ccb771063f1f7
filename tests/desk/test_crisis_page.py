"""The crisis page: what to do, what is public, and the prepared statement let out by one confirmed act."""

import re
from datetime import timedelta

import pytest

from scheduler.calendar.model import PostId
from scheduler.cards.mourning import is_in_mourning
from scheduler.delivery.guard import STATEMENT
from scheduler.desk.pages.crisis_texts import CRISIS
from tests.desk.conftest import FIRST_DAY, HOTLINES, carry, client_of, ledger_of

ID = "mat-khau-manh"
SAID = """
  - id: tuyen-bo
    status: statement
    title: Hội chia buồn cùng đồng bào vùng lũ
    text: Hội tạm dừng các hoạt động truyền thông trong những ngày này.
    audience: cha-me
    topic: ky-nang-so
    source: Hội LHPN tỉnh
    card: {template: tip, headline: Hội chia buồn cùng đồng bào vùng lũ, alt: Lời chia buồn}
"""


@pytest.fixture
def office(folder):
    (folder.posts / "tuyen-bo.yaml").write_text("posts:" + SAID, "utf-8")
    return folder


def send(desk, address="/crisis", **given):
    csrf = re.search(r'name="csrf" value="(\w+)"', desk.get("/crisis").text)[1]
    return desk.post(address, data={"csrf": csrf, "who": "Chị Mai", **given})


def seen(desk):
    return re.search(r'name="seen" value="(\w+)"', desk.get("/post/tuyen-bo").text)[1]


def approve(desk):
    return send(desk, "/decide/tuyen-bo", step="approve", seen=seen(desk))


def rows(folder):
    with ledger_of(folder) as ledger:
        return {row.key.channel: row.waived for row in ledger.deliveries(posts={PostId("tuyen-bo")})}


def test_the_playbook_says_all_of_it_in_vietnamese_whether_or_not_anything_is_stopped(folder):
    page = client_of(folder).get("/crisis").text
    for name, text in CRISIS.items():
        if re.fullmatch(r"crisis_(stopped|not_stopped|go_on)_\d", name):
            assert text.vi in page
    assert "111" in page
    assert CRISIS["crisis_not_now"].vi in page
    assert "<form" in page
    assert 'value="thaw"' not in page


def test_all_is_stopped_and_goes_on_from_the_page(folder):
    desk = client_of(folder)
    assert send(desk, act="freeze").status_code == 422, "it is told why"
    assert "Đã dừng mọi việc đăng." in send(desk, act="freeze", why="lũ lớn").text
    with ledger_of(folder) as ledger:
        assert (ledger.frozen.who, ledger.frozen.why) == ("Chị Mai", "lũ lớn")
    assert '<a href="/crisis">Việc cần làm, tuyên bố soạn sẵn</a>' in desk.get("/").text
    assert "Đã cho đăng lại." in send(desk, act="thaw").text
    with ledger_of(folder) as ledger:
        assert ledger.frozen is None


def test_greys_that_outlast_the_freeze_are_ended_from_the_page(folder):
    desk = client_of(folder)
    send(desk, act="freeze", why="quốc tang", mourning="1")
    assert 'value="colours"' not in desk.get("/crisis").text, "the thaw asks"
    send(desk, act="thaw", mourning="1")
    assert is_in_mourning(folder)
    assert 'value="colours"' in client_of(folder).get("/crisis").text
    assert "Thẻ ảnh trở lại màu thường." in send(desk, act="colours").text
    assert not is_in_mourning(folder)


def test_a_statement_waits_for_approval_and_for_a_freeze_and_is_then_let_out(office):
    desk = client_of(office)
    assert "Soạn sẵn, chờ được gọi" not in desk.get("/post/tuyen-bo").text, "it is not approved yet"
    assert "Chưa duyệt đúng như đang thấy" in desk.get("/crisis").text
    approve(desk)
    assert "Đã duyệt đúng như đang thấy" in desk.get("/crisis").text
    assert "Soạn sẵn, chờ được gọi" in desk.get("/post/tuyen-bo").text
    print_seen = seen(desk)
    assert send(desk, act="let_out", post="tuyen-bo", seen=print_seen).status_code == 409
    send(desk, act="freeze", why="lũ lớn")
    assert 'value="let_out"' in desk.get("/crisis").text
    assert send(desk, act="let_out", post="tuyen-bo", seen="0" * 64).status_code == 409
    assert rows(office) == {}
    assert "Đã cho tuyên bố lên." in send(desk, act="let_out", post="tuyen-bo", seen=print_seen).text
    assert rows(office) == {"website": STATEMENT}, "Facebook cannot be reached: there is no token"
    assert 'value="let_out"' in desk.get("/crisis").text, "for Facebook, once it can be"


def test_a_statement_stands_apart_from_the_queue_and_keeps_its_status_in_the_form(office):
    desk = client_of(office)
    assert "Tuyên bố soạn sẵn" in desk.get("/").text
    assert "Trong hàng chờ" not in desk.get("/").text
    form = desk.get("/write/tuyen-bo").text
    assert re.search(r'name="statement" value="1" checked', form)


def test_what_is_public_is_told_by_page_with_its_address_and_what_is_older_is_not(folder):
    carry(folder, ID, "facebook", address="https://www.facebook.com/1_2")
    now = FIRST_DAY + timedelta(days=2)
    page = client_of(folder, now=now).get("/crisis").text
    assert 'href="https://www.facebook.com/1_2"' in page
    assert f'href="/post/{ID}#act-withdraw-{ID}"' in page
    later = client_of(folder, now=now + timedelta(days=40)).get("/crisis").text
    assert "facebook.com/1_2" not in later
    assert CRISIS["crisis_public_none"].vi in later


def test_a_line_that_has_ended_is_nobody_to_call(folder):
    assert "0377 672 444" in client_of(folder).get("/crisis").text
    ended = HOTLINES.replace('"0377672444"}', '"0377672444", valid_until: 2026-11-01}')
    (folder.config / "hotlines.yaml").write_text(ended, "utf-8")
    assert "0377 672 444" not in client_of(folder).get("/crisis").text


def test_a_statement_with_a_time_is_refused_and_one_without_needs_no_slots(office):
    assert (
        "tuyên bố soạn sẵn (status: statement) không có giờ đăng"
        not in client_of(office).get("/problems").text
    )
    assert "khung giờ (slots)" not in client_of(office).get("/problems").text
    timed = SAID.replace("status: statement", "status: statement\n    at: 2026-12-03 07:30")
    (office.posts / "tuyen-bo.yaml").write_text("posts:" + timed, "utf-8")
    page = client_of(office).get("/problems").text
    assert "uyên bố soạn sẵn (status: statement) không có giờ đăng, nên không ghi at" in page


def test_the_month_gives_advice_and_says_where_there_is_too_little_to_give_any(folder):
    carry(folder, ID, "facebook", address="")
    page = client_of(folder, now=FIRST_DAY + timedelta(days=2)).get("/month").text
    assert "Chưa đủ số liệu để nói giờ nào tốt" in page
    assert "90 ngày qua chưa có bài nào dành cho: Giáo viên." in page
