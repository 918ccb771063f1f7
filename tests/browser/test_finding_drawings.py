"""A drawing is found by typing, on a laptop and on a phone, by the keyboard alone."""

import pytest

from tests.browser.conftest import WIDTHS


@pytest.mark.parametrize("width", WIDTHS)
def test_a_drawing_is_typed_for_seen_and_chosen(window, desk_of, folder, width):
    here = window(desk_of(folder).address, width, "vi")
    page = here.open("/write/mat-khau-manh")
    chooser = page.locator("[data-drawing]").first
    chooser.locator("summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('[data-find]')")
    page.keyboard.type("com")  # the field has the focus; without accents
    shown = chooser.locator("label[data-words]:visible")
    assert 1 <= shown.count() <= 8
    assert shown.first.locator("input").get_attribute("value") == "rice-bowl"
    assert chooser.locator("[data-found]").inner_text() == f"{shown.count()} hình"
    here.until(
        "[...document.querySelectorAll('.drawings label:not([hidden]) img')].every(one => one.complete)"
    )
    here.is_sound()
    page.keyboard.press("Enter")
    assert chooser.locator("[data-chosen]").inner_text() == "Bát cơm"
    assert not chooser.evaluate("each => each.open")
    assert page.url.endswith("/write/mat-khau-manh")  # nothing was saved by it
    page.keyboard.press("Enter")
    chooser.locator("[data-find]").fill("bão")
    assert [each.get_attribute("value") for each in shown.locator("input").all()] == ["storm", "flood"]
    chooser.locator("[data-find]").fill("zzz")
    assert "Không có hình nào hợp" in chooser.locator("[data-found]").inner_text()
    page.keyboard.press("Escape")
    assert not chooser.evaluate("each => each.open")
    assert chooser.locator("input:checked").get_attribute("value") == "rice-bowl"
    page.on("dialog", lambda dialog: dialog.accept())
