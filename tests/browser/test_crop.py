"""A photo is cut in the form: by pointer, by keyboard and by numbers; its file stays as it is."""

import hashlib

import pytest
from playwright.sync_api import expect

from tests.browser.test_album import PHOTOS
from tests.browser.test_photos import _BRING


@pytest.fixture
def cutting(window, desk, request):
    """A reader's form with a photo on its first card, and the frame over it."""
    reader = window(desk, request.param, "vi")
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate(_BRING, ["drop", PHOTOS[0][1], ""])
    expect(page.locator("select[name=card-0-image]")).to_have_value("photos/buoi-hop.jpg")
    expect(page.locator(".framing .frame img").first).to_have_attribute("src", "/photo/photos/buoi-hop.jpg")
    reader.until("document.querySelector('.framing .frame img').naturalWidth > 0")
    page.get_by_role("button", name="Cắt ảnh").click()
    expect(page.locator("[data-cut-box]")).to_be_focused()
    return reader


def crop_of(page):
    return page.locator("[name=card-0-crop]").input_value().split()


@pytest.mark.parametrize("cutting", [1280, 390], indirect=True)
def test_a_photo_is_cut_by_numbers_by_keys_and_by_pointer_and_all_of_it_used_again(cutting):
    page = cutting.page
    page.get_by_label("Bỏ bên trái").fill("20")
    assert crop_of(page) == ["0.2", "0", "1", "1"]
    box = page.locator("[data-cut-box]")
    box.press("ArrowLeft")
    assert crop_of(page) == ["0.18", "0", "0.98", "1"]
    box.press("Shift+ArrowUp")
    assert crop_of(page) == ["0.18", "0", "0.98", "0.98"]
    expect(page.get_by_label("Bỏ bên phải")).to_have_value("2")
    cutting.is_sound()
    box.scroll_into_view_if_needed()
    corner = page.locator("[data-corner=se]").bounding_box()
    stage = page.locator("[data-cut-stage]").bounding_box()
    page.mouse.move(corner["x"] + corner["width"] - 4, corner["y"] + corner["height"] - 4)
    page.mouse.down()
    page.mouse.move(
        corner["x"] + corner["width"] - 4 - stage["width"] / 4,
        corner["y"] + corner["height"] - 4 - stage["height"] / 4,
        steps=3,
    )
    page.mouse.up()
    left, top, right, bottom = map(float, crop_of(page))
    assert (left, top) == (0.18, 0)
    assert (right, bottom) == pytest.approx((0.73, 0.73), abs=0.02)
    page.get_by_role("button", name="Dùng cả ảnh").click()
    assert crop_of(page) == []
    box.press("Escape")
    expect(page.get_by_role("button", name="Cắt ảnh")).to_be_focused()
    expect(page.locator("[data-cut-stage]")).to_be_hidden()


@pytest.mark.parametrize("cutting", [1280], indirect=True)
def test_what_was_cut_is_kept_in_the_post_and_another_photo_is_whole(cutting, folder):
    page = cutting.page
    file = folder.assets / "photos/buoi-hop.jpg"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    page.get_by_label("Bỏ phía dưới").fill("95")  # a tenth stays at least
    page.get_by_label("Bỏ phía trên").fill("30")
    assert crop_of(page) == ["0", "0", "1", "0.1"]
    page.get_by_label("Bỏ phía dưới").fill("40")
    page.get_by_label("Bỏ phía trên").fill("30")
    none = page.locator("[name=card-0-children_seen][value=none]")
    none.check()
    page.locator("[name=title]").fill("Buổi họp tối")
    page.get_by_role("button", name="Lưu nháp").last.click()
    page.wait_for_url("**/post/**")
    texts = "".join(path.read_text("utf-8") for path in folder.posts.glob("*.yaml"))
    assert texts.split("crop:")[1].split("]")[0].replace("-", " ").split()[:4] == ["0", "0.3", "1", "0.6"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    cutting.open(f"/write/{page.url.partition('/post/')[2].partition('?')[0]}")
    expect(page.locator("[data-cut-stage]")).to_be_visible()
    page.get_by_role("button", name="Cắt ảnh").click()
    page.get_by_label("Bỏ bên trái").fill("10")
    expect(none).to_be_checked()
    page.get_by_label("Bỏ phía trên").fill("20")  # less than before: what is seen now nobody has looked at
    expect(none).not_to_be_checked()
    page.evaluate(_BRING, ["drop", PHOTOS[1][1], ""])
    expect(page.locator("select[name=card-0-image]")).to_have_value("photos/buoi-hop-2.jpg")
    expect(page.locator("[name=card-0-crop]")).to_have_value("")
