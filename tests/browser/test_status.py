"""“Tình trạng đăng” in the browser: deciding there, by keyboard."""

import re

from playwright.sync_api import expect

from tests.desk.conftest import hold


def test_who_lets_a_held_post_go_on_is_told_on_the_page_and_takes_it_back(window, desk_of, folder):
    hold(folder, "mat-khau-manh", "website")
    desk = desk_of(folder)
    reader = window(desk.address, 390, "vi")
    page = reader.open("/deliveries")
    reader.press("#st-held summary")
    reader.type_into("#st-held [name=who]", "Mai")
    reader.press("#st-held form .button")
    page.wait_for_url(re.compile("/deliveries.*said=retry"))
    expect(page.locator("#said")).to_contain_text("Đã cho đăng")
    expect(page.locator("#said .who-kept")).to_have_count(0)  # nobody is asked for a name there
    reader.is_sound()
    reader.press("#said .undo")
    expect(page.locator("#said")).to_contain_text("Đã hoàn tác")
    expect(page.locator("#st-held li")).to_have_count(1)
