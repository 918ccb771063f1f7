"""What the browser itself would say is said in the page's language, and Khmer is seen where it is typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS

pytestmark = pytest.mark.parametrize(("width", "language"), READERS)


def test_what_a_field_lacks_is_said_in_the_pages_language(window, desk, tmp_path, width, language):
    reader = window(desk, width, language)
    page = reader.open("/excel")
    chosen = page.locator("#drop [data-chosen]")
    expect(chosen).to_have_text("Chưa chọn tệp" if language == "vi" else "No file chosen")
    page.locator("#drop .buttons .button").click()
    said = page.evaluate("document.querySelector('#in-workbook').validationMessage")
    assert said == ("Chọn một tệp trước." if language == "vi" else "Choose a file first.")
    reader.is_sound()
    page.goto(f"{reader.address}post/mat-khau-manh")
    page.locator("#deleting summary").click()
    page.locator("#deleting button").click()
    name = page.locator("#deleting [name=who]")
    assert name.evaluate("one => one.validationMessage") == (
        "Điền vào ô này." if language == "vi" else "Fill this in."
    )
    name.fill("Chị Lan")
    assert name.evaluate("one => one.validationMessage") == ""
    page.locator("#deleting button").click()
    page.wait_for_url("**said=deleted*")


def test_khmer_is_painted_in_its_own_letters_where_it_is_typed(window, desk, posts, width, language):
    posts("text: Chưa xong.", "text: សួស្តី ដល់ម៉ាក់ប៉ា\n    language: km")
    reader = window(desk, width, language)
    page = reader.open("/write/ban-nhap")
    reader.until("[...document.fonts].some(f => f.unicodeRange.includes('1780') && f.status === 'loaded')")
    expect(page.locator("#field-khmer_reader")).to_be_visible()
    reader.is_sound()
