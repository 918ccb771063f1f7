"""The desk on a phone: the first post in sight, the menu one row at the thumb, Khmer where it is spoken."""

import pytest
from playwright.sync_api import expect

THUMB = 44  # CSS pixels: the least that a thumb hits


@pytest.fixture
def reader(window, desk):
    return window(desk, 390, "vi")


def test_the_first_post_is_in_sight_and_the_menu_is_one_row_below_it(reader):
    page = reader.open("/")
    menu = page.locator("header nav").bounding_box()
    boxes = [one.bounding_box() for one in page.locator("header nav > a").all() if one.is_visible()]
    assert len(boxes) == 5
    assert {round(box["y"]) for box in boxes} == {round(boxes[0]["y"])}
    assert min(min(box["height"], box["width"]) for box in boxes) >= THUMB
    assert round(menu["y"] + menu["height"]) == 844
    first = page.locator("li.post h3").first.bounding_box()
    assert first["y"] + first["height"] < menu["y"]
    reader.is_sound()


def test_a_post_is_saved_from_wherever_one_writes_it(reader):
    page = reader.open("/write")
    menu = page.locator("header nav").bounding_box()
    for place in ("#field-title", "#field-card-0-alt", "#foot"):
        page.locator(place).scroll_into_view_if_needed()
        box = page.locator("aside button[value=submit]").bounding_box()
        assert 0 < box["y"] < box["y"] + box["height"] <= menu["y"]
    reader.is_sound()


def test_what_a_button_unfolds_is_in_sight_with_the_button_that_does_it(reader):
    page = reader.open("/post/mat-khau-manh")
    menu = page.locator("header nav").bounding_box()
    opener = page.locator("#act-hold-mat-khau-manh > summary")
    page.evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 700)", opener.element_handle()
    )
    opener.click()
    does = "#act-hold-mat-khau-manh button"
    expect(page.locator(does)).to_be_in_viewport()
    reader.until(f"document.querySelector('{does}').getBoundingClientRect().bottom < {menu['y']}")


def test_what_is_used_less_opens_above_the_menu_and_closes(reader):
    page = reader.open("/")
    page.click("header nav .more")
    expect(page.locator("#menu a[href='/setup']")).to_be_visible()
    reader.is_sound()
    page.click("#menu .less")
    expect(page.locator("#menu")).to_be_hidden()
    page.click("header nav .more")
    page.click("#menu a[href='/report']")
    page.wait_for_url("**/report")


def test_the_menu_is_in_khmer_where_a_unit_speaks_it_and_says_that_nobody_read_it(reader, folder):
    page = reader.open("/")
    expect(page.locator("a.language[lang=km]")).to_have_count(0)
    (folder.config / "units.yaml").write_text(
        "units:\n  - {id: my-xuyen, name: Hội LHPN xã Mỹ Xuyên, language: km}\n", "utf-8"
    )
    expect(page.locator("a.language[lang=km]")).to_have_count(1)
    page.click("a.language[lang=km]")
    expect(page.locator("header nav [lang=km]").first).to_have_text("ប្រតិទិនផ្សាយ")
    expect(page.locator("#foot")).to_contain_text("chưa có người nói tiếng Khmer đọc lại")
    page = reader.open("/")
    expect(page.locator(".state [lang=km]").first).to_be_visible()
    reader.is_sound()
