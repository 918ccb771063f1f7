"""The board of the units: who is in trouble first, each with its way out; found by typing, by the page."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from scheduler.calendar.model import UnitId
from scheduler.channels.channel import FailureKind
from scheduler.channels.facebook_failures import busy
from scheduler.clock import FixedClock
from scheduler.delivery.decisions import Pause
from scheduler.delivery.key import Key
from scheduler.delivery.ledger import Ledger
from scheduler.delivery.reason import of_failure
from scheduler.delivery.reasons import CLAIM, INTENT, LATE, RECEIPT, UPLOADED
from scheduler.delivery.states import State
from tests.desk.conftest import FIRST_DAY, client_of, key_of, ledger_of

ID = "mat-khau-manh"
UNITS = (
    "units:\n"
    + "".join(
        f"""\
  - id: {id}
    name: Hội LHPN xã {name}
    facebook: {{page: "{page}", token: {token}}}
"""
        for id, name, page, token in [
            ("my-xuyen", "Mỹ Xuyên", 11, "env:LOA_BOARD_THERE"),
            ("dai-tam", "Đại Tâm", 12, "env:LOA_BOARD_THERE"),
            ("hoa-tu", "Hòa Tú", 13, "env:LOA_BOARD_NOT_THERE"),
            ("gia-hoa", "Gia Hòa", 14, "env:LOA_BOARD_THERE"),
            ("ngoc-to", "Ngọc Tố", 15, "env:LOA_BOARD_THERE"),
        ]
    )
    + "  - {id: thanh-quoi, name: Hội LHPN xã Thạnh Quới}\n"
)
DUE = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
DAY_AFTER = DUE + timedelta(days=1)


@pytest.fixture
def province(folder, posts, monkeypatch):
    """A post for all, due on the first day; what became of it at each commune, as seen a day later."""
    for name in ("LOA_BOARD_THERE", "LOA_FACEBOOK_TOKEN"):
        monkeypatch.setenv(name, "x" * 20)
    (folder.config / "units.yaml").write_text(UNITS, "utf-8")
    posts("  hotlines: [tong-dai-111]\n", "  hotlines: [tong-dai-111]\n  units: all\n")
    birth = FixedClock(FIRST_DAY - timedelta(days=30))
    with closing(Ledger.open(folder.var / "ledger.db", birth)) as ledger, ledger.writing("test") as book:
        book.facts.be_born()
    return folder


def put(folder, unit, state=State.PUBLISHED, due=DUE):
    """Let the ledger hold that unit's delivery on Facebook so."""
    key = Key(key_of(ID, "facebook").post, "first", UnitId(unit), key_of(ID, "facebook").channel)
    with ledger_of(folder) as ledger, ledger.writing("test") as book:
        if state is State.HELD:
            book.begin(key, f"facebook:{unit}", due, state, reason=LATE.filled(due="1/12 07:30", post=ID))
            return
        row = book.begin(key, f"facebook:{unit}", due, State.CLAIMED, reason=CLAIM)
        row = book.move(row, State.PREPARED, reason=UPLOADED)
        row = book.move(row, State.SENDING, reason=INTENT)
        receipt = {"remote_id": f"{unit}-1", "address": "https://facebook.com/1", "public_at": due}
        book.move(row, state, reason=RECEIPT, **receipt)


def stop(folder, page):
    reason = of_failure(busy(97, 60))
    with ledger_of(folder) as ledger, ledger.writing("test") as book:
        book.pause(page, Pause(FailureKind.THROTTLED, DAY_AFTER, 1, reason))


def row_of(page, unit):
    return re.search(rf'<tr id="u-{unit}".*?</tr>', page, re.DOTALL)[0]


def rows_of(page):
    return re.findall(r'<tr id="u-([\w-]+)"', page)


def test_whoever_is_in_trouble_stands_first_with_what_is_wrong_and_the_way_to_mend_it(province):
    put(province, "my-xuyen")
    put(province, "dai-tam", State.HELD)
    stop(province, "facebook:14")
    put(province, "gia-hoa")
    page = client_of(province, now=DAY_AFTER).get("/units").text
    assert rows_of(page) == ["gia-hoa", "hoa-tu", "dai-tam", "province", "ngoc-to", "thanh-quoi", "my-xuyen"]
    assert "97%" in row_of(page, "gia-hoa")
    assert "máy này chưa có mã truy cập" in row_of(page, "hoa-tu")
    assert "/setup/units?unit=hoa-tu" in row_of(page, "hoa-tu")
    assert "1 lượt bị giữ lại" in row_of(page, "dai-tam")
    assert "/deliveries?unit=dai-tam&amp;state=held" in row_of(page, "dai-tam")
    assert "1 lượt đã quá giờ mà chưa lên" in row_of(page, "ngoc-to")
    assert "Chưa nối trang nào" in row_of(page, "thanh-quoi")
    assert "Ổn" in row_of(page, "my-xuyen")


def test_each_unit_has_its_counts_its_last_and_its_next_post(province, posts):
    posts("at: 2026-12-09 07:30", "at: 2026-12-02 09:30")
    posts("    status: draft\n", "    units: [my-xuyen]\n")
    put(province, "my-xuyen")
    row = row_of(client_of(province, now=DAY_AFTER).get("/units").text, "my-xuyen")
    assert re.findall(r'data-label="[^"]+">(\d+)', row) == ["1", "2", "0", "0"]
    assert re.findall(r'href="(/post/[^"]+)">([^<]+)', row) == [
        (f"/post/{ID}?unit=my-xuyen", "Mật khẩu mạnh cho con"),
        ("/post/ban-nhap?unit=my-xuyen", "Bài còn đang viết"),
    ]


def test_a_week_without_a_post_is_told_and_nothing_is_of_a_ledger_that_is_younger(province):
    put(province, "my-xuyen")
    put(province, "ngoc-to", due=DUE + timedelta(days=8))
    page = client_of(province, now=DUE + timedelta(days=9)).get("/units?state=silent").text
    assert "9 ngày rồi chưa đăng bài nào" in row_of(page, "my-xuyen")
    assert "ngoc-to" not in rows_of(page)
    young = client_of(province, now=FIRST_DAY - timedelta(days=25)).get("/units?state=silent").text
    assert rows_of(young) == []


def test_what_nobody_approved_yet_makes_no_unit_late(province):
    late = client_of(province, now=DAY_AFTER).get("/units?state=late").text
    assert "my-xuyen" in rows_of(late)
    settings = province.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "approval: required\n", "utf-8")
    assert rows_of(client_of(province, now=DAY_AFTER).get("/units?state=late").text) == []


def test_what_a_unit_declines_is_not_expected_of_it(province):
    text = UNITS.replace("name: Hội LHPN xã Ngọc Tố", f"name: Hội LHPN xã Ngọc Tố\n    declines: [{ID}]")
    (province.config / "units.yaml").write_text(text, "utf-8")
    late = rows_of(client_of(province, now=DAY_AFTER).get("/units?state=late").text)
    assert "my-xuyen" in late
    assert "ngoc-to" not in late


@pytest.mark.parametrize("words", ["hoa tu", "HÒA TÚ", "tú hò", "hoa-tu"])
def test_a_unit_is_found_by_its_name_however_it_is_typed(province, words):
    page = client_of(province).get("/units", params={"text": words}).text
    assert rows_of(page) == ["hoa-tu"]
    assert "1 trong 7 đơn vị" in page


def test_accents_that_were_typed_count(province):
    assert rows_of(client_of(province).get("/units", params={"text": "hóa"}).text) == []


def test_a_count_leads_to_those_that_it_counts_and_the_order_is_hers(province):
    put(province, "my-xuyen")
    desk = client_of(province, now=DAY_AFTER)
    page = desk.get("/units").text
    assert '<a class="is-no_key" href="/units?state=no_key"><b>1</b>' in page
    assert rows_of(desk.get("/units?state=no_key").text) == ["hoa-tu"]
    assert rows_of(desk.get("/units?sort=published").text)[0] == "my-xuyen"
    assert rows_of(desk.get("/units?sort=name").text)[:3] == ["province", "dai-tam", "gia-hoa"]
    assert rows_of(desk.get("/units?sort=nothing&state=nothing&p=x").text) == rows_of(page)


def test_fifty_stand_on_a_page_and_the_next_page_keeps_what_is_looked_for(province):
    more = "".join(f"  - {{id: xa-{n}, name: Xã số {n}}}\n" for n in range(60))
    (province.config / "units.yaml").write_text(UNITS + more, "utf-8")
    desk = client_of(province)
    first = desk.get("/units?text=số").text
    assert len(rows_of(first)) == 50
    assert 'href="/units?text=s%E1%BB%91&amp;p=2"' in first
    second = rows_of(desk.get("/units?text=số&p=2").text)
    assert len(second) == 10
    assert rows_of(desk.get("/units?text=số&p=999").text) == second


def test_what_is_looked_for_is_one_table_for_excel(province):
    put(province, "my-xuyen")
    desk = client_of(province, now=DAY_AFTER)
    assert '<a href="/units.xlsx?text=xa"' in desk.get("/units?text=xa").text
    sheet = load_workbook(BytesIO(desk.get("/units.xlsx?state=no_key").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Đơn vị", "Thuộc", "Đã đăng")
    assert [row[0] for row in rows[1:]] == ["Hội LHPN xã Hòa Tú"]
    assert "chưa có mã truy cập" in rows[1][-1]


def test_one_unit_alone_has_no_board(folder):
    desk = client_of(folder)
    page = desk.get("/units").text
    assert 'id="board"' not in page
    assert 'href="/units"' not in page
    assert desk.get("/units.xlsx").status_code == 404


def test_what_is_written_meanwhile_is_seen_without_counting_all_again(province):
    desk = client_of(province, now=DAY_AFTER)
    assert "đã quá giờ" in row_of(desk.get("/units").text, "my-xuyen")
    put(province, "my-xuyen")
    row = row_of(desk.get("/units").text, "my-xuyen")
    assert "đã quá giờ" not in row
    assert f"/post/{ID}?unit=my-xuyen" in row
    assert "đã quá giờ" in row_of(desk.get("/units").text, "ngoc-to")
