"""Numbers and names in a text: chips to read, to pass and to delete, and braces in the file."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READERS

_PASTE = """() => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/html', '<b style="color:red">Từ Word</b><p>Dòng hai</p>');
  clipboardData.setData('text/plain', 'Từ Word\\r\\nDòng hai');
  const options = {clipboardData, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', options));
}"""
LINE, UNIT = "{{ hotline('tong-dai-111') }}", "{{ unit.name }}"


@pytest.fixture(params=READERS, ids=lambda reader: f"{reader[0]}")
def reader(window, desk, request):
    width, language = request.param
    one = window(desk, width, language)
    one.open("/write/mat-khau-manh")
    one.page.on("dialog", lambda dialog: dialog.accept())  # left without saving, on purpose
    return one


def written(reader):
    return reader.page.locator("#in-text").input_value()


def test_what_the_file_writes_in_braces_is_read_as_the_number_and_the_name(reader):
    box = reader.page.locator("[data-field=text]")
    before = written(reader)
    assert LINE in before
    expect(box).to_contain_text("gọi 111. Hội LHPN tỉnh Sóc Trăng luôn bên bạn.")
    assert "{{" not in box.inner_text()
    expect(
        reader.page.get_by_role("textbox", name="Nội dung" if reader.language == "vi" else "Text", exact=True)
    ).to_be_visible()
    reader.is_sound()
    box.focus()
    reader.page.keyboard.press("Control+End")
    reader.page.keyboard.type(" Chào chị.")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.type("Hẹn gặp!")
    assert written(reader) == f"{before} Chào chị.\n\nHẹn gặp!"


def test_a_chip_is_passed_and_deleted_by_one_key_and_comes_back_by_another(reader):
    page, box = reader.page, reader.page.locator("[data-field=text]")
    box.fill("")
    box.focus()
    page.keyboard.type("Gọi")
    page.locator(f'[data-insert="{LINE}"]').click()
    assert written(reader) == f"Gọi {LINE}"  # never glued to the word before
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("1")
    assert written(reader) == f"Gọi1 {LINE}"
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    assert written(reader).strip() == "Gọi1"
    page.keyboard.press("ControlOrMeta+z")
    assert written(reader) == f"Gọi1 {LINE}"
    page.keyboard.type(" nhé")
    assert written(reader) == f"Gọi1 {LINE} nhé"


def test_a_chip_is_typed_by_its_number_by_its_name_or_in_braces(reader):
    page, box = reader.page, reader.page.locator("[data-field=text]")
    box.fill("")
    box.focus()
    page.keyboard.type("Gọi @tong")
    expect(page.locator(".chip-list [role=option]")).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", "list-of-text-0")
    reader.is_sound()
    page.keyboard.press("Enter")
    expect(page.locator(".chip-list:not([hidden])")).to_have_count(0)
    page.keyboard.type(", (@037")
    expect(page.locator(".chip-list [role=option]")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.type(") hay @xyz ")
    page.keyboard.insert_text(UNIT)
    expect(box.locator(".chip")).to_have_count(3)
    assert written(reader) == f"Gọi {LINE}, ({{{{ hotline('hoi-phu-nu-tinh') }}}}) hay @xyz {UNIT}"
    assert "{{" not in box.inner_text()


def test_what_is_copied_within_stays_a_chip_and_what_comes_from_elsewhere_is_plain(reader):
    page, box = reader.page, reader.page.locator("[data-field=text]")
    box.fill("")
    box.focus()
    page.keyboard.type("Gọi @111")
    expect(page.locator(".chip-list [role=option]")).to_have_count(1)  # it opens a moment after the key
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+x")
    assert written(reader) == ""
    page.keyboard.press("ControlOrMeta+v")
    page.keyboard.press("ControlOrMeta+v")
    assert written(reader) == f"Gọi {LINE}Gọi {LINE}"
    box.fill("")
    page.evaluate(_PASTE)
    assert written(reader) == "Từ Word\nDòng hai"
    assert box.locator("b, p, [style]").count() == 0


def test_a_long_text_is_pasted_as_one_step_and_taken_back_by_one_key(reader):
    page, box = reader.page, reader.page.locator("[data-field=text]")
    box.fill("Đầu. ")
    box.focus()
    page.keyboard.press("Control+End")
    words = "\n".join(["Một  hai <b>&amp;</b>", "", f"Gọi {LINE}"] * 40)
    page.evaluate(_PASTE.replace("'Từ Word\\r\\nDòng hai'", json.dumps(words)))
    assert written(reader) == f"Đầu. {words}"
    assert (box.locator(".chip").count(), box.locator("b").count()) == (40, 0)
    page.keyboard.type("Z")
    assert written(reader) == f"Đầu. {words}Z"
    for _ in range(2):
        page.keyboard.press("ControlOrMeta+z")
    assert written(reader) == "Đầu. "


def test_without_a_script_the_braces_can_be_written(window, desk):
    one = window(desk, 1280, "vi", java_script_enabled=False)
    page = one.page
    page.goto(f"{desk}write/mat-khau-manh")
    text = page.locator("#in-text")
    expect(text).to_be_visible()
    text.fill(f"Gọi {LINE} nhé.")
    page.locator("aside button[value=save]").click()
    expect(page.locator("#on-facebook .said")).to_contain_text("Gọi 111 nhé.")
