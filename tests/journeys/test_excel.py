"""A quarter planned in Excel: out of the program, through an officer's hands, and back."""

from __future__ import annotations

import re
import zipfile
from datetime import date, time
from pathlib import Path

import icalendar
import openpyxl
import pytest
import yaml
from PIL import Image

from scheduler.files import WorkFolder
from tests.desk.conftest import client_of
from tests.journeys.office import loa

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
audiences: {cha-me: Cha mẹ, hoc-sinh: Học sinh}
topics: {mat-khau: Mật khẩu}
website: {address: https://phunu.example.vn/tin/}
"""
HOTLINES = 'hoi: {name: Hội LHPN tỉnh, number: "0377672444"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    work = tmp_path / "viec"
    (work / "config").mkdir(parents=True)
    (work / "posts").mkdir()
    (work / "config/settings.yaml").write_text(SETTINGS, encoding="utf-8")
    (work / "config/hotlines.yaml").write_text(HOTLINES, encoding="utf-8")
    return work


def messy(path: Path, *, wrong: bool = False) -> Path:
    """A workbook as an officer keeps it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tháng 12"
    sheet["A1"] = "KẾ HOẠCH TRUYỀN THÔNG THÁNG 12"
    sheet.merge_cells("A1:F1")
    sheet.append([])
    head = ["STT", "TIÊU ĐỀ", "nội dung", "Ngày đăng", "Giờ đăng", "Đường dây nóng", "Đối tượng", "Mẫu thẻ"]
    sheet.append([*head, "Thẻ: tiêu đề", "Thẻ: các ý"])
    text = "Gọi {{ hotline('hoi') }}:\n\nmỗi ngày #AnToan"
    post = [1, "Mật khẩu mạnh", text, date(2026, 12, 1), time(7, 30), 377672444, "Cha mẹ", "checklist"]
    sheet.append([*post, "Ba bước", "Dài\nKhó đoán\nRiêng"])
    sheet.append([2, "Giờ ngủ", "Tắt máy.", "2/12/2026", "19 giờ 30"])
    sheet.append([3])
    book.create_sheet("Ghi chú").append(["Nhớ hỏi chị Hoa"])
    if wrong:
        sheet["D5"] = "31/11/2026"
        sheet["G4"] = "Cha me oi"
    book.save(path)
    return path


def test_a_messy_workbook_becomes_a_clean_calendar_once(folder: Path, tmp_path: Path) -> None:
    workbook = messy(tmp_path / "Kế hoạch quý 4.xlsx")
    done = loa("import", workbook, folder=folder)
    assert (done.status, done.out) == (0, "posts/ke-hoach-quy-4.yaml\n")
    assert "Ghi chú: lưu ý: trang này không có dòng đầu cột" in done.err
    assert (
        (folder / "posts/ke-hoach-quy-4.yaml").read_text(encoding="utf-8")
        == """\
posts:
  - id: mat-khau-manh
    at: 2026-12-01 07:30
    title: Mật khẩu mạnh
    text: |
      Gọi {{ hotline('hoi') }}:

      mỗi ngày #AnToan
    audience: cha-me
    hotlines: [hoi]
    card:
      template: checklist
      headline: Ba bước
      points:
        - Dài
        - Khó đoán
        - Riêng

  - id: gio-ngu
    at: 2026-12-02 19:30
    title: Giờ ngủ
    text: |
      Tắt máy.
"""
    )
    assert loa("check", folder=folder).status == 0
    again = loa("import", workbook, folder=folder)
    assert (again.status, again.out) == (0, "")
    assert "2 bài đã có trong lịch, giống hệt" in again.err


def test_with_a_wrong_cell_nothing_is_written_and_every_one_is_told(folder: Path, tmp_path: Path) -> None:
    done = loa("import", messy(tmp_path / "a.xlsx", wrong=True), folder=folder)
    assert (done.status, done.out) == (1, "")
    assert "Tháng 12, ô G4 (Đối tượng): Loa chưa biết “Cha me oi” là ai" in done.err
    assert "Tháng 12, ô D5 (Ngày đăng): tháng 11 chỉ có 30 ngày, không có ngày 31/11/2026" in done.err
    assert list((folder / "posts").iterdir()) == []


def test_the_sound_rows_may_go_first_and_what_the_form_would_fill_in_is_said(
    folder: Path, tmp_path: Path
) -> None:
    workbook = messy(tmp_path / "a.xlsx", wrong=True)
    book = openpyxl.load_workbook(workbook)
    book["Tháng 12"].append([4, "Tắt máy", "Tắt máy rồi ngủ.", "3/12/2026", "7h30"])
    book["Tháng 12"].append([5, "Ngủ sớm", "Ngủ sớm cho khỏe.", "4/12/2026", "7h30"])
    book["Tháng 12"].row_dimensions[8].hidden = True
    book.save(workbook)
    refused = loa("import", workbook, folder=folder)
    assert refused.status == 1
    assert "Có 3 lỗi nên chưa ghi gì; 1 bài không có lỗi" in refused.err
    assert "Tháng 12, dòng 8: dòng 8 đang bị ẩn hoặc bị lọc" in refused.err
    done = loa("import", workbook, "--only-sound", "--hidden-as-draft", folder=folder)
    assert (done.status, done.out) == (1, "posts/a.yaml\n")
    assert "2 bài có lỗi (2 lỗi) bị để lại" in done.err
    assert "1 bài bị ẩn, bị lọc hoặc gạch ngang đã nhập thành bản nháp" in done.err
    assert "Còn thiếu: hashtag (2 bài), đường dây nóng (2 bài), thẻ (2 bài)" in done.err
    posts = yaml.safe_load((folder / "posts/a.yaml").read_text(encoding="utf-8"))["posts"]
    assert [(post["id"], post.get("status")) for post in posts] == [("tat-may", None), ("ngu-som", "draft")]


def test_a_photo_nobody_was_asked_about_waits_and_the_desk_asks(folder: Path, tmp_path: Path) -> None:
    (folder / "assets/photos").mkdir(parents=True)
    Image.new("RGB", (1600, 1200), "#8a5").save(folder / "assets/photos/hop.jpg")
    book = openpyxl.Workbook()
    book.active.append(
        ["Tiêu đề", "Nội dung", "Ngày", "Giờ", "Mẫu thẻ", "Ảnh", "Mô tả ảnh", "Thẻ: có trẻ em"]
    )
    row = ["15/12/2098", "7h30", "story", "photos/hop.jpg", "Chị em ngồi họp"]
    book.active.append(["Buổi họp", "Chị em bàn việc.", *row])
    book.active.append(["Buổi tập", "Chị em tập hát.", *row, "none"])
    book.active.append(["Album", "Ảnh buổi họp.", *row[:2], "ảnh", *row[3:]])
    book.save(tmp_path / "a.xlsx")
    done = loa("import", tmp_path / "a.xlsx", folder=folder)
    assert done.status == 0
    assert "2 bài có ảnh mà chưa ai nói rõ ảnh có trẻ em hay không, nên bài chờ, chưa lên." in done.err
    checked = loa("check", folder=folder)
    assert checked.status == 1
    assert "trả lời câu hỏi dưới ảnh ở trang Sửa bài" in checked.out + checked.err
    desk = client_of(WorkFolder(folder))
    assert desk.app.state.live.reading.faulty == {"buoi-hop", "album"}
    page = re.sub(r'<details class="technical">.*?</details>', "", desk.get("/problems").text, flags=re.S)
    for title in ("Buổi họp", "Album"):
        assert title in page
    assert "Nhìn kỹ ảnh, rồi trả lời câu hỏi ngay dưới ảnh ở trang Sửa bài." in page
    assert "children_seen" not in page


def test_nothing_is_overwritten_without_a_word(folder: Path, tmp_path: Path) -> None:
    workbook = messy(tmp_path / "a.xlsx")
    old = "posts:\n  - {id: cu, at: 2026-12-01 08:00, title: Cũ, text: Cũ}\n"
    (folder / "posts/a.yaml").write_text(old, encoding="utf-8")
    refused = loa("import", workbook, folder=folder)
    assert refused.status == 1
    assert "Đã có posts/a.yaml nên chưa ghi gì" in refused.err
    assert (folder / "posts/a.yaml").read_text(encoding="utf-8") == old
    elsewhere = loa("import", workbook, "--out", "posts/b.yaml", folder=folder)
    assert (elsewhere.status, elsewhere.out) == (0, "posts/b.yaml\n")
    (folder / "posts/b.yaml").unlink()
    for kept in ("a.yaml.bak", "a.yaml.2.bak"):
        forced = loa("import", workbook, "--force", folder=folder)
        assert forced.status == 0
        assert "1 bài của bản cũ không có trong tệp Excel nên không còn trong lịch: cu" in forced.err
        assert (folder / "posts" / kept).read_text(encoding="utf-8") == old
        (folder / "posts/a.yaml").write_text(old, encoding="utf-8")


def test_a_post_that_was_changed_in_excel_is_told_and_not_doubled(folder: Path, tmp_path: Path) -> None:
    assert loa("import", messy(tmp_path / "a.xlsx"), folder=folder).status == 0
    assert loa("export", tmp_path / "ra.xlsx", folder=folder).out == f"{tmp_path / 'ra.xlsx'}\n"
    book = openpyxl.load_workbook(tmp_path / "ra.xlsx")
    book["Lịch bài"]["E2"] = "Nội dung mới"
    book.save(tmp_path / "ra.xlsx")
    done = loa("import", tmp_path / "ra.xlsx", folder=folder)
    assert (done.status, done.out) == (0, "")
    assert "Lịch bài, ô A2 (Mã bài): lịch đã có bài “mat-khau-manh” (posts/a.yaml:2)" in done.err
    forced = loa("import", tmp_path / "ra.xlsx", "--force", folder=folder)
    assert (forced.status, forced.out) == (0, "posts/a.yaml\n")
    posts = yaml.safe_load((folder / "posts/a.yaml").read_text(encoding="utf-8"))["posts"]
    assert [post["text"] for post in posts] == ["Nội dung mới\n", "Tắt máy.\n"]


def test_the_template_comes_from_any_folder_and_exports_replace_nothing(folder: Path, tmp_path: Path) -> None:
    anywhere = tmp_path / "mau.xlsx"
    assert loa("export", anywhere, "--template", folder=tmp_path).status == 0
    empty = loa("import", anywhere, folder=folder)
    assert (empty.status, empty.out) == (0, "")
    assert "chưa có bài nào" in empty.err
    refused = loa("export", anywhere, folder=folder)
    assert (refused.status, refused.out) == (1, "")
    assert loa("export", anywhere, "--force", folder=folder).status == 0
    assert loa("export", tmp_path / "a.pdf", folder=folder).status == 2


def test_the_calendar_goes_out_as_icalendar_with_the_slots_that_posts_wait_for(
    folder: Path, tmp_path: Path
) -> None:
    posts = """\
posts:
  - {id: a, at: 2026-12-01 08:00, title: A, text: A}
  - {id: b, title: B, text: B, status: draft}
  - {id: c, title: C, text: C, after: 2199-01-01}
  - {id: d, title: D, text: D}
"""
    (folder / "posts/a.yaml").write_text(posts, encoding="utf-8")
    with (folder / "config/settings.yaml").open("a", encoding="utf-8") as file:
        file.write('slots: {daily: ["07:30"]}\n')
    done = loa("export", tmp_path / "lich.ics", folder=folder)
    assert done.status == 0
    assert "2 bài không có trong tệp" in done.err
    assert done.err.endswith("b, c\n")
    calendar = icalendar.Calendar.from_ical((tmp_path / "lich.ics").read_bytes())
    events = {str(event["summary"]): event["dtstart"].dt for event in calendar.walk("VEVENT")}
    assert list(events) == ["A", "Dự kiến: D"]
    assert f"{events['Dự kiến: D']:%H:%M}" == "07:30"


def test_what_is_exported_again_says_what_has_changed_under_whatever_name(
    folder: Path, tmp_path: Path
) -> None:
    def export(name: str, posts: str) -> list[tuple[str, int, str]]:
        (folder / "posts/a.yaml").write_text(f"posts:\n{posts}", encoding="utf-8")
        assert loa("export", tmp_path / name, "--force", folder=folder).status == 0
        events = icalendar.Calendar.from_ical((tmp_path / name).read_bytes()).walk("VEVENT")
        return [(str(one["summary"]), one["sequence"], str(one.get("status", ""))) for one in events]

    a = "  - {id: a, at: 2026-12-01 08:00, title: A, text: A}\n"
    b = "  - {id: b, at: 2026-12-02 08:00, title: B, text: B}\n"
    assert export("mot.ics", a + b) == [("A", 0, ""), ("B", 0, "")]
    assert export("hai.ics", a.replace("08:00", "09:00")) == [("A", 1, ""), ("B", 1, "CANCELLED")]
    (folder / "var/exported.ics").write_bytes(b"x")
    done = loa("export", tmp_path / "ba.ics", folder=folder)
    assert done.status == 0
    assert "var/exported.ics (bản ghi ra lần trước) bị hỏng" in done.err


def test_what_cannot_be_imported_is_told_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "hong.xlsx", "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook")
    (tmp_path / "cu.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    (tmp_path / "a.csv").write_text("a,b", encoding="utf-8")
    for name, status, said in (
        ("hong.xlsx", 1, "bị hỏng"),
        ("cu.xls", 1, "dạng cũ (.xls)"),
        ("a.csv", 1, "bảng dạng chữ (.csv, .txt)"),
        ("khong-co.xlsx", 2, "Không có tệp"),
    ):
        done = loa("import", tmp_path / name, folder=folder)
        assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)
        assert said in done.err
    assert loa("import", tmp_path / "a.csv", "--out", "../a.yaml", folder=folder).status == 2
