"""A saved file is on the screen, and the reader keeps her place."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS

pytestmark = pytest.mark.parametrize(("width", "language"), READERS)


@pytest.fixture
def reader(window, desk, width, language):
    return window(desk, width, language)


def test_a_saved_file_is_on_the_screen(reader, posts):
    page = reader.open("/")
    posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu thật mạnh")
    expect(page.locator("#post-mat-khau-manh h3")).to_have_text("Mật khẩu thật mạnh")
    reader.is_sound()


def test_the_place_and_what_is_open_are_kept(reader, posts, folder):
    long = "\n\n".join(f"      Đoạn thứ {n} của một bài viết dài để có chỗ mà cuộn xuống." for n in range(40))
    posts("      Cùng con đặt mật khẩu dài, dễ nhớ.", f"      Cùng con đặt mật khẩu.\n\n{long}")
    page = reader.open("/post/mat-khau-manh")
    reader.press("#more summary")
    expect(page.locator("#more")).to_have_attribute("open", "")
    page.locator("#details").scroll_into_view_if_needed()
    place = "Math.round(document.getElementById('details').getBoundingClientRect().top)"
    before = page.evaluate(place)
    assert page.evaluate("scrollY") > 0
    posts("Đoạn thứ 3 của", "Đoạn thứ 3 (vừa thêm thật nhiều chữ vào đây cho dài ra thành hai dòng) của")
    expect(page.locator("#on-facebook")).to_contain_text("vừa thêm thật nhiều chữ")
    reader.until(f"Math.abs({place} - {before}) <= 1")
    expect(page.locator("#more")).to_have_attribute("open", "")


def test_what_is_being_typed_and_the_focus_are_kept(reader, posts):
    page = reader.open("/")
    reader.tab_to("#filter [name=text]")
    page.keyboard.type("mat khau")
    expect(page.locator("li.post")).to_have_count(1)
    posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu mới")
    expect(page.locator("#post-mat-khau-manh h3")).to_have_text("Mật khẩu mới")
    expect(page.locator("#filter [name=text]")).to_be_focused()
    expect(page.locator("#filter [name=text]")).to_have_value("mat khau")


def test_an_open_mover_of_the_month_stays_open(reader, posts):
    page = reader.open("/month")
    reader.press("#mover-nguoi-la-nhan-tin summary")
    posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu mới")
    expect(page.locator("#entry-mat-khau-manh .name")).to_have_text("Mật khẩu mới")
    expect(page.locator("#mover-nguoi-la-nhan-tin")).to_have_attribute("open", "")


def test_a_mistake_and_its_cure_come_and_go(reader, posts):
    page = reader.open("/problems")
    posts("hashtags: [AnToanMang]", "hastags: [AnToanMang]")
    expect(page.locator(".problem")).to_contain_text("hastags")
    reader.is_sound()
    posts("hastags: [AnToanMang]", "hashtags: [AnToanMang]")
    expect(page.locator(".problem")).to_have_count(0)


def test_a_form_being_filled_in_is_never_touched(reader, posts):
    page = reader.open("/write/nguoi-la-nhan-tin")
    reader.type_into("[name=title]", "Đang viết dở")
    other = page.context.new_page()
    other.goto(reader.address)
    posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu mới")
    expect(other.locator("#post-mat-khau-manh h3")).to_have_text("Mật khẩu mới")
    expect(page.locator("[name=title]")).to_have_value("Đang viết dở")
    page.on("dialog", lambda dialog: dialog.accept())
