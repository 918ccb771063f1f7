"""A commune's plan with all its dirt: from the drop to drafts in the calendar, without a terminal."""

from __future__ import annotations

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import READERS
from tests.browser.test_markup import complaints
from tests.desk.conftest import POSTS
from tests.spreadsheets.test_plans import TITLE, plan

pytestmark = pytest.mark.parametrize(("width", "language"), READERS)

HEAD = ["STT", "Thời gian", None, "Bài đăng", None, "Kênh đăng tải", "Đối tượng", "Chị nào", "Ghi chú"]
DIRT = plan(
    [
        ["HỘI LHPN XÃ MỸ XUYÊN"],
        [TITLE],
        [],
        HEAD,
        [None, "Ngày", "Giờ", "Tiêu đề bài viết", "Nội dung", None, None, None, None],
        [1, "Thứ tư 9/12", "7h30", "Ngủ sớm", "Tắt máy rồi ngủ.", "Fanpage", "Cha mẹ", "Lan", "Hỏi tổ 3"],
        [2, "Thứ ba 10/12", "19 giờ", "Đọc sách", "Mỗi tối một trang.", "FB", "Giáo viên", "Hoa", None],
        [3, "11/12", "25h", "Kể chuyện", "Kể con nghe.", "FB", "Giáo viên", "Hoa", None],
        [None, None, None, "Ghi chú: gửi trước hai ngày"],
        [None, None, None, None, "TM. BAN THƯỜNG VỤ"],
    ],
    ["A2:I2", "B4:C4", "D4:E4"],
)


def test_a_dirty_plan_goes_from_the_drop_to_drafts(window, desk, folder, tmp_path, width, language):
    reader = window(desk, width, language)
    file = tmp_path / "Kế hoạch xã.xlsx"
    file.write_bytes(DIRT)
    page = reader.open("/")
    reader.press("#heading a[href='/excel']")
    page.wait_for_url("**/excel")
    reader.is_sound()
    page.set_input_files("#in-workbook", file)
    page.wait_for_url("**/excel/*")
    reader.is_sound()
    (kept := tmp_path / "markup").mkdir()
    (kept / "plan.html").write_text(page.request.get(page.url).text(), "utf-8")
    assert not complaints(kept)

    page.locator("#columns-0 summary").click()
    page.locator(".column", has_text="Chị nào").locator("select").select_option("in_charge")
    page.locator("#columns-0 button").click()
    expect(page.locator("#columns-0")).not_to_have_attribute("open", "")
    page.locator("#row-0-6").get_by_label("Facebook").check()
    page.locator("#row-0-6 .mend .button").first.click()
    expect(page.locator("#row-0-6")).to_have_class("row is-sound")
    expect(page.locator("#row-said")).to_be_focused()
    expect(page.locator("#row-said a")).to_have_attribute("href", "#row-0-7")

    reader.type_into("#in-c-0-7-2", "Thứ năm 10/12")  # by keyboard; what is wrong goes while she types
    expect(page.locator("#row-0-7")).to_have_class("row is-sound")
    expect(page.locator("#told-c-0-7-2")).to_be_empty()
    expect(page.locator("#row-0-8")).to_have_class("row is-wrong")
    reader.is_sound()
    page.locator("#take button").first.click()
    expect(page.locator("#said")).to_be_visible()
    expect(page.locator("#rows-known li")).to_have_count(2)
    reader.is_sound()

    posts = yaml.safe_load((folder.posts / "2026-12.yaml").read_text("utf-8"))["posts"]
    taken = [(post["title"], post["status"], post["in_charge"]) for post in posts[-2:]]
    assert taken == [("Ngủ sớm", "draft", "Lan"), ("Đọc sách", "draft", "Hoa")]
    page.goto(f"{reader.address}excel")
    expect(page.locator("#waiting li")).to_have_count(1)  # the row that is still wrong
    page.go_back()
    page.locator("#said button").click()
    page.wait_for_url("**said=undone*")
    assert (folder.posts / "2026-12.yaml").read_text("utf-8") == POSTS
    reader.is_sound()


def test_what_was_typed_last_is_kept_before_the_rows_are_taken(
    window, desk, folder, tmp_path, width, language
):
    reader = window(desk, width, language)
    file = tmp_path / "Kế hoạch xã.xlsx"
    file.write_bytes(
        plan([[TITLE], ["STT", "Ngày", "Giờ", "Tiêu đề", "Nội dung"], [1, "9/12", "7h", "Một", "Hai"]])
    )
    page = reader.open("/excel")
    page.set_input_files("#in-workbook", file)
    page.wait_for_url("**/excel/*")
    page.goto(f"{page.url}?row=0-3")
    page.route("**/mend", lambda route: route.abort("aborted"))  # the line is down
    reader.type_into("#in-c-0-3-4", "Một mới")
    expect(page.locator("#row-0-3 [data-kept]")).to_have_text(page.locator("body").get_attribute("data-lost"))
    page.unroute("**/mend")
    page.locator("#take button").first.click()
    expect(page.locator("#rows-known li")).to_have_count(1)
    posts = yaml.safe_load((folder.posts / "2026-12.yaml").read_text("utf-8"))["posts"]
    assert posts[-1]["title"] == "Một mới"


def test_what_is_chosen_in_one_row_outlives_the_saving_of_another(
    window, desk, folder, tmp_path, width, language
):
    reader = window(desk, width, language)
    file = tmp_path / "Kế hoạch xã.xlsx"
    head = ["STT", "Ngày", "Giờ", "Tiêu đề", "Nội dung", "Đối tượng"]
    rows = [[1, "9/12", "7h", "Một", "Hai", "Phụ huynh"], [2, "10/12", "7h", "Ba", "Bốn", "Cô giáo"]]
    file.write_bytes(plan([[TITLE], head, *rows]))
    page = reader.open("/excel")
    page.set_input_files("#in-workbook", file)
    page.wait_for_url("**/excel/*")
    assert page.locator("#take button").first.is_disabled()
    page.locator("#row-0-3 select").select_option("cha-me")
    page.locator("#row-0-4 select").select_option("giao-vien")
    page.locator("#row-0-4").get_by_role("checkbox").uncheck()
    page.locator("#row-0-3 .mend .button").first.click()
    expect(page.locator("#row-0-3")).to_have_class("row is-sound")
    expect(page.locator("#row-0-4 select")).to_have_value("giao-vien")
    expect(page.locator("#row-0-4").get_by_role("checkbox")).not_to_be_checked()
    expect(page.locator("#take button").first).to_be_in_viewport()
    reader.is_sound()
