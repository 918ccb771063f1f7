"""A photo is dropped on the form, or pasted into it, as people do elsewhere."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

_BRING = """([kind, data, words]) => {
  const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], 'Buổi họp.jpg', {type: 'image/jpeg'}));
  if (words) given.setData('text/plain', words);
  const options = {bubbles: true, cancelable: true, dataTransfer: given, clipboardData: given};
  const made = kind === 'paste' ? new ClipboardEvent(kind, options) : new DragEvent(kind, options);
  document.querySelector('[data-field=text]').dispatchEvent(made);
}"""


@pytest.fixture
def photo():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#c9387f").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_photo_is_dropped_or_pasted_and_asks_for_consent_beside_it(window, desk, folder, photo, kind):
    reader = window(desk, 1280 if kind == "drop" else 390, "vi")
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())  # left on purpose
    expect(page.locator("#field-consents")).to_be_hidden()
    page.evaluate(_BRING, [kind, photo, ""])
    expect(page.locator("select[name=card-0-image]")).to_have_value("photos/buoi-hop.jpg")
    expect(page.locator("#field-consents")).to_be_hidden()
    asked = page.locator("#field-card-0-children_seen")
    expect(asked.locator(".told")).to_be_empty()  # what nobody has come to is no mistake yet
    asked.get_by_label("Chưa chắc").check()
    expect(asked.locator(".told")).to_contain_text("Chưa rõ ảnh này có trẻ em")
    asked.get_by_label("Không có em nào").check()
    expect(asked.locator(".told")).to_be_empty()
    asked.get_by_label("Có", exact=True).check()
    expect(page.locator("#field-card-0-image #field-consents")).to_be_visible()
    expect(asked.locator(".told")).to_contain_text("Ghi tuổi từng em ở ô “Các em mấy tuổi”")
    reader.type_into("[name=title]", "Buổi họp tối")
    reader.type_into("[data-field=text]", "Cảm ơn các chị.")
    reader.type_into("[name=card-0-headline]", "Buổi họp")
    page.get_by_label("Các em mấy tuổi").fill("8, 9")
    page.get_by_label("Cha mẹ: ai đồng ý").fill("rồi")
    expect(page.locator("#told-consent")).to_contain_text("Ghi rõ: ai đồng ý, ngày nào, phiếu ở đâu.")
    expect(page.locator("#told-children")).to_contain_text("8 và 9 tuổi")
    assert (folder.assets / "photos" / "buoi-hop.jpg").is_file()
    reader.is_sound()


def test_words_that_come_with_a_picture_of_themselves_are_words(window, desk, folder, photo):
    page = window(desk, 1280, "vi").open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-field=text]").focus()
    page.evaluate(_BRING, ["paste", photo, "Từ Word"])
    expect(page.locator("[data-field=text]")).to_have_text("Từ Word")
    assert not (folder.assets / "photos").exists()


def test_a_file_that_is_no_photo_is_refused_and_the_next_choice_is_taken_even_of_the_same_name(
    window, desk, photo
):
    reader = window(desk, 1280, "vi")
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    chooser, chosen = page.locator("[data-photo]").first, page.locator("select[name=card-0-image]")
    said = page.locator("[data-photo-said]").first
    good = {"name": "hop.jpg", "mimeType": "image/jpeg", "buffer": base64.b64decode(photo)}
    chooser.set_input_files({**good, "buffer": b"no photo"})
    expect(said).to_contain_text("hop.jpg")
    reader.was_refused("415")
    chooser.set_input_files(good)
    expect(chosen).to_have_value("photos/hop.jpg")
    expect(said).to_be_empty()
    chosen.select_option("")
    reader.until("document.querySelector('[data-photo]').files.length === 0")  # it can be chosen again
    chooser.set_input_files(good)
    expect(chosen).to_have_value("photos/hop.jpg")
    assert not reader.wrong


def test_the_source_is_unfolded_where_a_figure_asks_for_one(window, desk):
    reader = window(desk, 390, "vi")
    page = reader.open("/write/nguoi-la-nhan-tin")
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.locator("#in-source")).to_be_hidden()
    reader.type_into("[data-field=text]", "Có 89% trẻ em lên mạng.")
    expect(page.locator("#in-source")).to_be_visible()
    reader.is_sound()
