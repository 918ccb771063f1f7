"""An album is made in the form: photos dropped at once, put in order, taken out and brought back."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

_DROP = """(photos) => {
  const given = new DataTransfer();
  for (const [name, data] of photos) {
    const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
    given.items.add(new File([bytes], name, {type: 'image/jpeg'}));
  }
  const options = {bubbles: true, cancelable: true, dataTransfer: given};
  document.querySelector('#field-album').dispatchEvent(new DragEvent('drop', options));
}"""


def as_photos(page):
    """Choose plain photos, and wait for the form that has them."""
    page.get_by_label("Chỉ ảnh, không chữ").check()
    page.wait_for_url("**/write#field-pictures")
    page.wait_for_load_state("load")
    expect(page.locator("#field-album")).to_be_visible()


def photo(name, colour, shape=(900, 600)):
    shades = Image.linear_gradient("L").resize(shape).point(lambda level: level // 2 + 60).convert("RGB")
    out = io.BytesIO()
    Image.blend(shades, Image.new("RGB", shape, colour), 0.5).save(out, "JPEG")
    return name, base64.b64encode(out.getvalue()).decode()


PHOTOS = [
    photo("Sân đầy cờ.jpg", "#c9387f"), photo("Các chị hát.jpg", "#2f9e60", (600, 900)),
    photo("Chụp chung.jpg", "#3250c8", (1200, 500)),
]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_an_album_is_dropped_described_put_in_order_and_saved(window, desk, folder, width):
    reader = window(desk, width, "vi")
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    reader.type_into("[name=title]", "Ngày hội của các chị")
    as_photos(page)
    page.evaluate(_DROP, PHOTOS)
    expect(page.locator(".one-photo")).to_have_count(3)
    expect(page.locator("#in-card-0-alt")).to_be_focused()
    assert page.locator("[name=title]").input_value() == "Ngày hội của các chị"
    for number, words in enumerate(["Sân đầy cờ", "Các chị hát", "Chụp chung"]):
        page.locator(f"[name=card-{number}-alt]").fill(words)
        page.locator(f"#field-card-{number}-children_seen").get_by_label("Không có em nào").check()
    page.locator("[value=photo-down-0]").press("Enter")
    expect(page.locator("[name=card-0-alt]")).to_have_value("Các chị hát")
    expect(page.locator("[value=photo-down-1]")).to_be_focused()  # where the same photo is now
    page.locator("[value=photo-out-2]").press("Enter")
    expect(page.locator(".one-photo")).to_have_count(2)
    expect(page.locator("[value=undo-photo]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".one-photo")).to_have_count(3)
    expect(page.locator("[name=card-2-alt]")).to_have_value("Chụp chung")
    expect(page.locator("#field-card-2-children_seen").get_by_label("Không có em nào")).to_be_checked()
    expect(page.locator("#pictures img")).to_have_count(3)
    reader.is_sound()
    page.get_by_role("button", name="Lưu nháp").last.click()
    page.wait_for_url("**/post/**")
    texts = [path.read_text("utf-8") for path in folder.posts.glob("*.yaml")]
    (text,) = [one for one in texts if "Ngày hội của các chị" in one]
    assert text.index("image: photos/cac-chi-hat.jpg") < text.index("image: photos/san-day-co.jpg")
    assert text.count("children_seen: none") == 3
    assert "template" not in text.partition("Ngày hội của các chị")[2]
    reader.is_sound()
    reader.open(f"/write/{page.url.partition('/post/')[2].partition('?')[0]}")
    expect(page.locator("[name=card-1-alt]")).to_have_value("Sân đầy cờ")


def test_what_is_no_photo_is_told_by_its_name_and_the_others_are_taken(window, desk):
    reader = window(desk, 1280, "vi")
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    as_photos(page)
    page.evaluate(_DROP, [PHOTOS[0], ("Hỏng.jpg", base64.b64encode(b"GIF89a").decode())])
    expect(page.locator(".one-photo")).to_have_count(1)
    expect(page.locator("[data-photos-said]")).to_contain_text("Hỏng.jpg")
    reader.was_refused("415")


def test_cards_that_were_put_by_come_back_with_their_words(window, desk):
    reader = window(desk, 1280, "vi")
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[name=card-0-headline]").fill("Một lời khuyên")
    as_photos(page)
    page.get_by_label("Thẻ hình có chữ").check()
    expect(page.locator("[name=card-0-headline]")).to_have_value("Một lời khuyên")
