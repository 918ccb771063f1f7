"""The report in Excel: one sheet a question, dates as dates, filters, Excel's own charts."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from scheduler.reports import workbook as made_by
from scheduler.reports.figures import Dimension
from scheduler.reports.workbook import workbook
from scheduler.settings.model import Brand
from tests.reports.office import Office, fill_at_random

MADE = date(2027, 1, 5)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    opened = Office(tmp_path_factory.mktemp("office"))
    fill_at_random(opened, 3, 24)
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def figures(office):
    return office.figures("2026-Q4")


@pytest.fixture(scope="module")
def book(figures):
    return load_workbook(io.BytesIO(workbook(figures, MADE, Brand())))


def rows_of(sheet):
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_each_question_has_its_sheet_and_its_figures(figures, book):
    for by, name in zip(Dimension, ("kênh", "đợt", "chủ đề", "đối tượng", "đơn vị"), strict=True):
        expected = [(one.name.vi, one.posts, one.went_out) for one in figures.counts(by)]
        assert [row[:3] for row in rows_of(book[f"Theo {name}"])] == expected
    assert sum(row[1] for row in rows_of(book["Theo thời gian"])) == len(figures.out)
    assert len(rows_of(book["Đường dây nóng"])) == len(figures.hotlines)
    assert len(rows_of(book["Sáu mục Công văn 267"])) == 6


def test_every_figure_is_found_again_by_filtering_the_sheet_of_deliveries(figures, book):
    sheet = book["Từng lượt"]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, row, strict=True)) for row in rows_of(sheet)]
    assert len(rows) == len(figures.rows)
    assert sheet.auto_filter.ref.startswith("A1:")
    for one in figures.counts(Dimension.CHANNEL):
        there = [row for row in rows if row["Kênh"] == one.name.vi]
        assert len(there) == one.total
    assert sum(row["Trễ"] == "trễ" for row in rows) == len(figures.late)
    assert {row["Lượt xem"] for row in rows if row["Kết quả"] == "Đã đăng"} == {"không có số liệu"}


def test_dates_are_dates_and_each_sheet_of_counts_has_a_chart_of_its_own(book):
    sheet = book["Từng lượt"]
    due = next(cell for cell in sheet[2] if isinstance(cell.value, datetime))
    assert due.is_date
    assert due.number_format == "dd/mm/yyyy hh:mm"
    assert book["Theo thời gian"]["A2"].is_date
    charted = {name for name in book.sheetnames if book[name]._charts}
    assert charted == {
        "Theo kênh", "Theo đợt", "Theo chủ đề", "Theo đối tượng", "Theo đơn vị", "Theo thời gian",
        "Đường dây nóng",
    }  # fmt: skip


def test_the_same_period_twice_is_the_same_file(office, figures, monkeypatch):
    first = workbook(figures, MADE, Brand())
    from openpyxl.writer import excel

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 1, 1, tzinfo=tz)

    monkeypatch.setattr(excel.datetime, "datetime", Later)
    assert workbook(office.figures("2026-Q4", now="2027-02-05 08:00"), MADE, Brand()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert b"2027-01-05T00:00:00Z" in file.read("docProps/core.xml")


def test_what_looks_like_a_formula_stays_words(figures):
    strange = replace(figures, titles=dict.fromkeys(figures.titles, "=1+1"))
    sheet = load_workbook(io.BytesIO(workbook(strange, MADE, Brand())))["Từng lượt"]
    assert {sheet.cell(2, 1).value, sheet.cell(2, 1).data_type} == {"=1+1", "s"}


def test_signs_that_no_workbook_holds_are_left_out(figures):
    strange = replace(figures, titles=dict.fromkeys(figures.titles, "Bài\x0b số 1\x00\ufffe\ud83d"))
    sheet = load_workbook(io.BytesIO(workbook(strange, MADE, Brand())))["Từng lượt"]
    assert sheet.cell(2, 1).value == "Bài số 1"


def test_without_posts_it_has_its_headings_and_zeros(office):
    empty = load_workbook(io.BytesIO(workbook(office.figures("2026-02"), MADE, Brand())))
    assert rows_of(empty["Từng lượt"]) == []
    assert "Trong tháng 2 năm 2026" in empty["Tổng hợp"]["A4"].value


def test_more_rows_than_a_sheet_holds_go_on_in_another(figures, monkeypatch):
    monkeypatch.setattr(made_by, "MOST_ROWS", 10)
    many = load_workbook(io.BytesIO(workbook(figures, MADE, Brand())))
    names = [name for name in many.sheetnames if name.startswith("Từng lượt")]
    assert len(names) == -(-len(figures.rows) // 10)
    assert sum(len(rows_of(many[name])) for name in names) == len(figures.rows)
