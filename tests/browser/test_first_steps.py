"""A post that was practised; from nothing to it goes the first of the seven journeys."""

import threading

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, READERS

SHOWN = {"facebook": "http://127.0.0.1:9/1", "website": "http://127.0.0.1:9/site/"}


@pytest.mark.parametrize(("width", "language"), READERS)
def test_a_post_that_was_practised_says_where_it_stands(window, desk_of, folder, width, language):
    reader = window(desk_of(folder, practise=lambda *_: SHOWN).address, width, language)
    page = reader.open("/post/mat-khau-manh")
    reader.press("#practise button")
    expect(page.locator("#practised")).to_be_in_viewport()
    assert [one.get_attribute("href") for one in page.locator("#practised a").all()] == list(SHOWN.values())
    reader.is_sound()


def test_a_practice_on_its_way_says_so_and_takes_one_press(window, desk_of, folder):
    begun, may_end = [], threading.Event()

    def practise(post, *_):
        begun.append(post)
        assert may_end.wait(PATIENCE)
        return SHOWN

    reader = window(desk_of(folder, practise=practise).address, 390, "vi")
    page = reader.open("/post/ban-nhap")
    button = page.locator("#practise button")
    said = button.evaluate("one => { one.click(); one.click(); return one.textContent; }")
    assert said == "Đang đăng thử, chừng 10 giây…"
    may_end.set()
    expect(page.locator("#practised")).to_be_in_viewport()
    assert begun == ["ban-nhap"]
    reader.is_sound()
