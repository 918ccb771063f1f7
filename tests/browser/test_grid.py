"""The calendar's views by mouse and by keyboard: an hour, a series, the trash, several posts at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS
from tests.desk.conftest import POSTS

ID = "mat-khau-manh"


def text_of(folder):
    return (folder.posts / "2026-12.yaml").read_text("utf-8")


@pytest.fixture
def reader(window, desk, width, language):
    return window(desk, width, language)


def test_a_post_is_dragged_to_an_hour_of_another_day(window, desk, folder):
    reader = window(desk, 1280, "vi")
    page = reader.open("/week?d=2026-12-01")
    cell = page.locator('[data-day="2026-12-03"][data-hour="9"]')
    page.locator(f"#entry-{ID}").drag_to(cell, target_position={"x": 20, "y": 4})
    expect(cell.locator(f"#entry-{ID}")).to_be_visible()
    assert text_of(folder) == POSTS.replace("at: 2026-12-01 07:30", "at: 2026-12-03 09:00")
    reader.is_sound()
    reader.press("#said button")
    expect(page.locator(f'[data-day="2026-12-01"][data-hour="7"] #entry-{ID}')).to_be_visible()
    assert text_of(folder) == POSTS


@pytest.mark.parametrize(("width", "language"), READERS)
def test_a_series_is_moved_in_the_middle_by_keyboard(reader, folder, posts):
    posts("    at: 2026-12-01 07:30\n", "    at: 2026-12-01 07:30\n    repeat: FREQ=WEEKLY;COUNT=4\n")
    before = text_of(folder)
    page = reader.open("/week?d=2026-12-08")
    reader.press(f"#mover-{ID}-2026-12-08 summary")
    page.locator(f"#mover-{ID}-2026-12-08 [name=day]").fill("2026-12-10")
    page.locator(f"#mover-{ID}-2026-12-08 [name=time]").fill("09:15")
    reader.press(f"#mover-{ID}-2026-12-08 button")
    page.wait_for_selector("#scope")
    reader.is_sound()
    reader.press("#scope button[value=after]")
    expect(page.locator(f"#day-2026-12-10 #entry-{ID}-2")).to_be_visible()
    reader.is_sound()
    page.goto(f"{reader.address}week?d=2026-12-01")
    expect(page.locator(f"#day-2026-12-01 #entry-{ID}")).to_be_visible()
    page.go_back()
    reader.press("#said button")
    page.wait_for_url("**said=undone*")
    assert text_of(folder) == before


@pytest.mark.parametrize(("width", "language"), READERS)
def test_a_deleted_post_is_brought_back_by_keyboard(reader, folder):
    page = reader.open(f"/post/{ID}")
    reader.press("#deleting summary")
    reader.type_into("#deleting [name=who]", "Chị Lan")
    reader.press("#deleting button")
    page.wait_for_url("**/month?*said=deleted*")
    expect(page.locator(f"#entry-{ID}")).to_have_count(0)
    reader.press("#foot a[href='/trash']")
    page.wait_for_url("**/trash")
    reader.is_sound()
    expect(page.locator("#trash [name=who]")).to_have_value("Chị Lan")  # her name is asked once
    reader.type_into("#trash [name=who]", "Chị Mai")
    reader.press("#trash button")
    page.wait_for_url(f"**/post/{ID}*")
    reader.is_sound()
    assert text_of(folder) == POSTS


@pytest.mark.parametrize("view", ["month", "week"])
def test_what_is_looked_for_is_kept_from_view_to_view(window, desk, view):
    reader = window(desk, 1280, "vi")
    page = reader.open(f"/{view}")
    page.locator("#filter [name=text]").fill("nguoi la")
    expect(page.locator(".entry")).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"/{view}\?.*text=nguoi\+la"))
    page.locator("#views a").last.click()
    expect(page.locator("li.post")).to_have_count(1)
    reader.is_sound()


def test_several_posts_are_ticked_moved_and_taken_back(window, desk, folder):
    reader = window(desk, 1280, "vi")
    page = reader.open("/month?m=2026-12")
    expect(page.locator("#several")).to_be_hidden()
    page.locator(f"#entry-{ID} .tick").check()
    page.locator("#entry-ban-nhap .tick").click(modifiers=["Shift"])
    expect(page.locator("#ticked")).to_have_text("3")
    reader.is_sound()
    page.locator("#several [name=who]").fill("Chị Lan")
    page.locator("#several [value=move]").click()
    expect(page.locator(f"#day-2026-12-08 #entry-{ID}")).to_be_visible()
    expect(page.locator("#day-2026-12-16 #entry-ban-nhap")).to_be_visible()
    reader.press("#said button")
    page.wait_for_url("**said=undone*")
    assert text_of(folder) == POSTS
