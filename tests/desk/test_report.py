"""The report's page: the same figures as the files, each with its deliveries behind it."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.desk.pages import report as page_of
from scheduler.reports import making
from tests.reports.office import Office

AFTER = datetime(2027, 1, 5, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    opened = Office(tmp_path_factory.mktemp("office"))
    opened.publish(opened.key("mat-khau", "website"), "2026-12-01 07:30", text="Gọi 111.")
    opened.publish(opened.key("mat-khau", "facebook"), "2026-12-01 07:30", "2026-12-01 12:30")
    opened.publish(opened.key("nguoi-la", "website", "my-xuyen"), "2026-12-02 19:30")
    opened.hold(opened.key("lua-dao", "website"), "2026-12-20 19:30", "2026-12-21 08:00")
    opened.ledger.close()
    return opened


@pytest.fixture(scope="module")
def desk(office):
    with TestClient(
        open_desk(office.folder, clock=FixedClock(AFTER)), base_url="http://127.0.0.1:8765"
    ) as client:
        yield client


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_the_page_has_the_figures_of_the_period_and_the_words_of_it(desk):
    page = desk.get("/report?period=2026-12")
    said = text_of(page)
    assert "Kết quả công tác truyền thông tháng 12 năm 2026." in said
    assert "Bài đã đăng 2 Lượt đã đăng 3 Đăng trễ 1 Giữ lại 1" in said
    assert "Trang web 2 2 0" not in said
    assert "Cùng con lên mạng an toàn 2 3 1" in said
    assert "In December 2026" in text_of(desk.get("/report?period=2026-12&lang=en"))
    desk.get("/report?lang=vi")


def test_each_figure_that_is_a_link_leads_to_as_many_deliveries(desk):
    page = desk.get("/report?period=2026-12").text
    links = re.findall(r'<dd><a href="(/report/rows[^"]*)">(\d+)</a>', page)
    assert len(links) == 3
    for address, count in links:
        rows = desk.get(address.replace("&amp;", "&"))
        assert rows.text.count('<li class="delivery"') == int(count)
    for by, value, count in (
        ("channel", "website", 3), ("unit", "my-xuyen", 1), ("hotline", "tong-dai-111", 1), ("point", "6", 0),
        ("topic", "mat-khau", 2), ("outcome", "held", 1),
    ):  # fmt: skip
        rows = desk.get(f"/report/rows?period=2026-12&by={by}&is={value}")
        assert rows.text.count('<li class="delivery"') == count, by
    assert desk.get("/report/rows?period=2026-12&by=moon&is=1").status_code == 404


def test_a_unit_that_is_not_there_has_no_report_and_is_not_taken_for_the_province(desk):
    page = text_of(desk.get("/report?period=2026-12&unit=xa-la"))
    assert "Không có đơn vị “xa-la”" in page
    assert "Lượt đã đăng" not in page
    assert desk.get("/report/xlsx?period=2026-12&unit=xa-la").status_code >= 400


def test_what_is_asked_for_by_days_or_by_unit_is_shown(desk):
    assert "Lượt đã đăng 1 " in text_of(desk.get("/report?from=2026-12-02&to=2026-12-03"))
    assert "Lượt đã đăng 1 " in text_of(desk.get("/report?period=2026-12&unit=my-xuyen"))


def test_whoever_chooses_another_period_beside_other_days_gets_that_period(desk):
    days = "from=2026-12-02&to=2026-12-03&was=2026-12-02..2026-12-03"
    assert "Lượt đã đăng 1 " in text_of(desk.get(f"/report?period=2026-12-02..2026-12-03&{days}"))
    assert "Lượt đã đăng 3 " in text_of(desk.get(f"/report?period=2026-12&{days}"))
    assert "Lượt đã đăng 1 " in text_of(desk.get("/report?period=2026-12&was=2026-12&from=2026-12-02&to="))


@pytest.mark.parametrize("period", ["2029", "2026-13", "%00", "2026-12-05..2026-12-01"])
def test_a_period_that_is_none_or_has_not_begun_is_told_in_words(desk, period):
    page = desk.get(f"/report?period={period}")
    assert page.status_code == 200
    assert "Chưa xem được kỳ này" in page.text
    assert desk.get(f"/report/xlsx?period={period}").status_code == 409


def test_without_posts_and_without_a_ledger_it_says_so(desk, tmp_path):
    assert "Trong kỳ này chưa có bài nào được đăng" in desk.get("/report?period=2026-02").text
    new = Office(tmp_path)
    new.ledger.close()
    (tmp_path / "var" / "ledger.db").unlink()
    client = TestClient(open_desk(new.folder, clock=FixedClock(AFTER)), base_url="http://127.0.0.1:8765")
    assert "Chưa có gì để báo cáo" in client.get("/report").text
    assert "Chưa có sổ đăng bài" in client.get("/report/xlsx").text


def test_the_files_have_the_pages_figures_and_a_name(desk):
    file = desk.get("/report/xlsx?period=2026-12&unit=my-xuyen")
    assert file.headers["Content-Disposition"] == 'attachment; filename="bao-cao-2026-12-my-xuyen.xlsx"'
    assert load_workbook(io.BytesIO(file.content))["Từng lượt"].max_row == 2
    pytest.importorskip("docx")
    assert desk.get("/report/docx?period=2026-12").content[:2] == b"PK"


def test_a_machine_that_cannot_write_word_says_what_to_install(desk, monkeypatch):
    for module in (making, page_of):
        monkeypatch.setattr(module, "has_word", lambda: False)
    page = desk.get("/report?period=2026-12").text
    assert "pip install" in page
    assert "/report/docx" not in page
    refused = desk.get("/report/docx?period=2026-12")
    assert refused.status_code == 409
    assert "pip install" in refused.text
    assert desk.get("/report/exe?period=2026-12").status_code == 404


def test_a_head_that_cannot_be_read_is_named_in_words(desk, office):
    pytest.importorskip("docx")
    own = office.folder.root / "config" / "bao-cao.docx"
    own.mkdir()
    refused = desk.get("/report/docx?period=2026-12")
    own.rmdir()
    assert refused.status_code == 409
    assert "Không đọc được config/bao-cao.docx" in refused.text


def test_what_is_written_meanwhile_is_on_the_page_at_once(desk, office):
    assert "Lượt đã đăng 0 " in text_of(desk.get("/report?period=2027-01"))
    again = Office(office.folder.root)
    again.publish(again.key("lua-dao", "facebook"), "2027-01-04 07:30")
    again.ledger.close()
    assert "Lượt đã đăng 1 " in text_of(desk.get("/report?period=2027-01"))
