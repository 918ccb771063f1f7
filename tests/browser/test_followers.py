"""The post as followers will see it, beside the form, while somebody types."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS


@pytest.mark.parametrize(("width", "language"), READERS)
def test_each_way_is_one_press_away_follows_the_keys_and_may_have_its_own_words(
    window, desk, folder, width, language
):
    reader = window(desk, width, language)
    page = reader.open("/write/mat-khau-manh")
    phone = page.locator("#phone")
    expect(phone.locator(".as-post .said").first).to_contain_text("gọi 111")
    reader.is_sound()
    reader.type_into("[name=title]", f"Tựa {width}")
    expect(phone.locator(".as-post .said").first).to_contain_text(f"Tựa {width}")
    reader.tab_to("[name=way]")
    page.keyboard.press("ArrowRight")
    expect(phone.locator(".as-article .title")).to_have_text(f"Tựa {width}")
    expect(page.locator("[name=way]:checked")).to_be_focused()
    assert phone.bounding_box()["width"] <= 390
    reader.press("[data-way=website] summary")
    reader.press("[data-take-words][data-into=own-website-text]")
    expect(page.locator("[data-field=own-website-text]")).to_be_focused()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(f" Riêng trang web {width}.")
    expect(phone).to_contain_text(f"Riêng trang web {width}.")
    reader.is_sound()
    reader.press("aside button[value=save]")
    page.wait_for_url("**/post/mat-khau-manh*")
    assert f"Riêng trang web {width}." in (folder.posts / "2026-12.yaml").read_text("utf-8")
