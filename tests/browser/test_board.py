"""The board of the units in real Chromium: sound at both widths, and the list follows what is typed."""

import pytest
from playwright.sync_api import expect

from scheduler.delivery.states import State
from tests.browser.conftest import READERS
from tests.desk.test_board import province, put, stop

__all__ = ["province"]


@pytest.fixture
def address(province, desk_of):
    put(province, "my-xuyen")
    put(province, "dai-tam", State.HELD)
    stop(province, "facebook:14")
    return desk_of(province).address


@pytest.mark.parametrize(("width", "language"), READERS)
def test_the_board_and_what_it_leads_to_are_sound(window, address, width, language):
    reader = window(address, width, language)
    for path in ("/units", "/units?text=khong-co", "/units?unit=my-xuyen", "/units?unit=province"):
        reader.open(path)
        reader.is_sound()


def test_the_list_follows_what_is_typed_without_accents_and_a_unit_is_opened_by_keyboard(window, address):
    reader = window(address, 1280, "vi")
    page = reader.open("/units")
    expect(page.locator("#board tbody tr")).to_have_count(7)
    reader.type_into("#filter [name=text]", "hoa tu")
    expect(page.locator("#board tbody tr")).to_have_count(1)
    expect(page.locator("#u-hoa-tu")).to_contain_text("chưa có mã truy cập")
    reader.press("#u-hoa-tu th > a")
    expect(page.locator("h2").first).to_contain_text("Hòa Tú")
    reader.is_sound()
