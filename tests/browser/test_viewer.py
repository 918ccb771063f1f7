"""A card at its full size: over the page, every size one after another, and back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS


@pytest.mark.parametrize(("width", "language"), READERS)
def test_a_card_opens_over_the_page_and_closes_again(window, desk, posts, width, language):
    reader = window(desk, width, language)
    page = reader.open("/post/mat-khau-manh")
    reader.press(".sizes .portrait a")
    viewer = page.locator("#viewer")
    expect(viewer).to_be_visible()
    expect(viewer.locator("figcaption")).to_contain_text("(1/4)")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("img")).to_have_attribute(
        "src", page.locator(".sizes a").nth(1).get_attribute("href")
    )
    reader.is_sound()
    posts("Cùng con đặt", "Cùng nhau đặt")
    expect(page.locator("#previews")).to_contain_text("Cùng nhau đặt")
    expect(viewer).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    assert page.url.endswith("/post/mat-khau-manh")
    page.locator(".sizes .square a").click()
    page.locator("#viewer [data-close]").click()
    expect(viewer).to_be_hidden()
