"""What is pressed stays under the pointer while something appears or goes above it."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_album import _DROP, PHOTOS, as_photos


def centre(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_press_that_leaves_a_field_hits_what_it_was_meant_for(window, desk):
    page = window(desk, 1280, "vi").open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("[name=title]", "Ngày hội")
    page.locator("[data-field=text]").fill("Vui quá.")
    as_photos(page)
    page.evaluate(_DROP, PHOTOS[:1])
    expect(page.locator("#in-card-0-alt")).to_be_focused()
    answer = page.locator("#field-card-0-children_seen").get_by_label("Không có em nào")
    answer.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.mouse.move(*centre(answer.bounding_box()))
    page.mouse.down()  # the field is left: that it is empty is told above the answer
    page.mouse.up()
    expect(answer).to_be_checked()
    expect(page.locator("#told-card-0-alt")).to_contain_text("chưa có lời tả")


@pytest.mark.parametrize("scrolled", [0, 200])
def test_what_the_mouse_stands_on_keeps_its_place_while_the_page_is_brought_up_to_date(
    window, desk, posts, scrolled
):
    reader = window(desk, 1280, "vi")
    page = reader.open("/post/nguoi-la-nhan-tin")
    page.mouse.wheel(0, scrolled)
    target = page.locator("#cards .sizes a").first
    target.hover()
    before = target.bounding_box()["y"]

    def is_where_it_was():
        return abs(target.bounding_box()["y"] - before) < 2

    posts("title: Người lạ nhắn tin xin ảnh", "title: Người lạ nhắn tin xin ảnh\n    hastags: [A]")
    expect(page.locator("#problems")).to_be_visible()  # which stands above it
    reader.met(is_where_it_was, "what the mouse stands on is where it was")
    posts("\n    hastags: [A]", "")
    expect(page.locator("#problems")).to_have_count(0)
    reader.met(is_where_it_was, "what the mouse stands on is where it was")
