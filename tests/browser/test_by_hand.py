"""Posting by hand in real Chromium: on a phone and a laptop, by keyboard alone, and without scripts."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from scheduler.delivery import by_hand
from scheduler.engine.mending import ask_edit, ask_withdrawal
from tests.browser.conftest import READERS
from tests.engine.giving import HOUR, POSTS, Office

CARD = "    card: {template: tip, headline: Giữ mật khẩu, alt: Thẻ ổ khóa}\n"
LONG = "NhómZaloPhụNữẤpHòaThọXãMỹXuyên" * 4
KHMER = """\
  - id: an-toan-km
    at: 2027-12-01 08:00
    title: ពាក្យសម្ងាត់
    text: កុំប្រាប់ពាក្យសម្ងាត់ដល់មនុស្សចម្លែក។
    language: km
    translation_of: an-toan
    channels: [broadcast]
"""
SETTINGS = f"""\
organisation: Hội LHPN xã Mỹ Xuyên
groups:
  places: {{Nhóm Zalo ấp 3: "https://zalo.me/g/abc", {LONG}: ""}}
broadcast:
  places: {{Loa xã: ""}}
desk: {{hosts: [loa.hoi.vn]}}
"""


@pytest.fixture
def office(tmp_path):
    units = "units:\n  - {id: province, name: Hội LHPN xã Mỹ Xuyên, language: km}\n"
    one = Office(tmp_path, SETTINGS, POSTS + CARD + KHMER, units)
    one.go()
    one.go(HOUR)
    yield one
    one.works.close()


def page_of(office, channel="groups"):
    return f"/by-hand/one?key={quote(str(office.key(channel)), safe='')}"


def pages(office):
    return ("/by-hand", page_of(office), page_of(office, "broadcast"))


@pytest.mark.parametrize(("width", "language"), READERS)
def test_every_page_is_sound_whatever_is_to_be_done(window, desk_of, office, width, language):
    reader = window(desk_of(office.folder, clock=office.clock).address, width, language)
    for act in (lambda: None, lambda: ask_edit(office.works, office.row(), "Mai", ""), down(office)):
        act()
        office.go(4 * HOUR)
        for path in pages(office):
            reader.open(path)
            reader.is_sound()


def down(office):
    return lambda: [
        ask_withdrawal(office.works, office.row(one), "Mai", "sai") for one in ("groups", "broadcast")
    ]


def test_it_is_copied_and_said_by_keyboard_alone(window, desk_of, office):
    reader = window(
        desk_of(office.folder, clock=office.clock).address,
        390,
        "vi",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = reader.open("/by-hand")
    reader.press(".delivery .button")
    page.wait_for_url(re.compile("/by-hand/one"))
    reader.press("[data-copy=text]")
    expect(page.locator("[data-copy=text]")).to_have_text("Đã chép")
    assert page.evaluate("navigator.clipboard.readText()") == office.pack().text
    for place in page.locator("[name=place]").all():
        place.focus()
        page.keyboard.press("Space")
    reader.type_into("[name=who]", "Chị Lan")
    reader.press(".saying button")
    expect(page.locator("#said")).to_contain_text("Đã ghi lời chị: đã đăng.")
    assert office.row().reason.code == by_hand.DONE.code


def test_where_a_browser_gives_no_clipboard_it_is_copied_in_the_old_way(window, desk_of, office):
    reader = window(desk_of(office.folder, clock=office.clock).address, 390, "vi")
    reader.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = reader.open(page_of(office))
    page.locator("[data-copy=text]").click()
    expect(page.locator("[data-copy=text]")).to_have_text("Đã chép")
    assert page.evaluate("getSelection().toString()").split() == office.pack().text.split()


def test_it_works_without_scripts(window, desk_of, office):
    reader = window(desk_of(office.folder, clock=office.clock).address, 390, "vi", java_script_enabled=False)
    page = reader.page
    page.goto(reader.address + page_of(office).lstrip("/"))
    expect(page.locator("#text")).to_contain_text("Giữ mật khẩu")
    expect(page.locator("[data-copy]").first).to_be_hidden()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Lưu ảnh").click()
    assert re.fullmatch(r"20261201-an-toan-\w+-anh-1\.jpg", saved.value.suggested_filename)
    page.locator("[name=place]").first.check()
    page.locator("[name=who]").fill("Chị Lan")
    page.get_by_role("button", name="Đã đăng").click()
    expect(page.locator("#said")).to_contain_text("Đã ghi lời chị: đã đăng.")
    assert office.row().reason.code == by_hand.PARTLY.code
