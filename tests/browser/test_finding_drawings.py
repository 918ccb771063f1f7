"""A drawing is found by typing, on a laptop and on a phone, by the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDTHS


@pytest.mark.parametrize("width", WIDTHS)
def test_a_drawing_is_typed_for_seen_and_chosen(window, desk_of, folder, width):
    here = window(desk_of(folder).address, width, "vi")
    page = here.open("/write/mat-khau-manh")
    chooser = page.locator("[data-drawing]").first
    chooser.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(chooser.locator("[data-find]")).to_be_focused()
    page.keyboard.type("com")  # the field has the focus; without accents
    shown = chooser.locator("label[data-words]:visible")
    expect(shown.first.locator("input")).to_have_value("rice-bowl")
    assert 1 <= shown.count() <= 8
    expect(chooser.locator("[data-found]")).to_have_text(f"{shown.count()} hình")
    here.until(
        "[...document.querySelectorAll('.drawings label:not([hidden]) img')].every(one => one.complete)"
    )
    here.is_sound()
    page.keyboard.press("Enter")
    expect(chooser.locator("[data-chosen]")).to_have_text("Bát cơm")
    expect(chooser).not_to_have_attribute("open", "")
    assert page.url.endswith("/write/mat-khau-manh")  # nothing was saved by it
    page.keyboard.press("Enter")
    chooser.locator("[data-find]").fill("bão")
    expect(shown.locator("input")).to_have_count(2)
    assert [each.get_attribute("value") for each in shown.locator("input").all()] == ["storm", "flood"]
    chooser.locator("[data-find]").fill("zzz")
    expect(chooser.locator("[data-found]")).to_contain_text("Không có hình nào hợp")
    page.keyboard.press("Escape")
    expect(chooser).not_to_have_attribute("open", "")
    assert chooser.locator("input:checked").get_attribute("value") == "rice-bowl"
    page.on("dialog", lambda dialog: dialog.accept())
