"""Plain photos in the write form, without a script: in place of cards, put in order, kept in the file."""

import re

import pytest
from PIL import Image

from tests.cards.test_photos import saved
from tests.desk.conftest import client_of
from tests.desk.test_writing import client, fields_of, opened, send, text_of

__all__ = ["client"]

PHOTOS = """
    photos:
      - image: photos/a.jpg
        alt: Sân đầy cờ
        children_seen: none
      - image: photos/b.jpg
        alt: Các chị hát
        crop: [0, 0.1, 1, 0.9]
        focus: [0.2, 0.7]
        children_seen: none"""
CARD = (
    "\n    card: {template: tip, headline: Đặt *mật khẩu mạnh*, body: Dài và dễ nhớ., "
    "alt: Thẻ nhắc mật khẩu mạnh}"
)


@pytest.fixture
def album(folder, posts):
    """The first post is an album of two photos."""
    for name, colour in (("a", "#c9387f"), ("b", "#3250c8")):
        saved(folder.assets / f"photos/{name}.jpg", Image.new("RGB", (900, 600), colour))
    posts(CARD, PHOTOS)


def order_of(fields):
    return [fields.get(f"card-{n}-alt") for n in range(int(fields["cards"]))]


def test_an_album_that_nobody_touched_is_saved_without_a_change(client, folder, album):
    before = text_of(folder)
    assert send(client, opened(client)).status_code == 303
    assert text_of(folder) == before


def test_photos_change_places_and_one_is_taken_out_and_brought_back(client, folder, album):
    fields = opened(client)
    assert (fields["shown"], order_of(fields)) == ("photos", ["Sân đầy cờ", "Các chị hát"])
    moved = fields_of(send(client, fields, "photo-down-0").text)
    assert order_of(moved) == ["Các chị hát", "Sân đầy cờ"]
    assert order_of(fields_of(send(client, moved, "photo-up-0").text)) == order_of(moved)  # it is the first
    less = fields_of(send(client, moved, "photo-out-0").text)
    assert order_of(less) == ["Sân đầy cờ"]
    back = fields_of(send(client, less, "undo-photo").text)
    assert order_of(back) == ["Các chị hát", "Sân đầy cờ"]
    assert back["card-0-focus"].split() == ["0.2", "0.7"]
    assert send(client, back).status_code == 303
    text = text_of(folder)
    assert text.index("photos/b.jpg") < text.index("photos/a.jpg")
    assert [text.count(f"photos/{name}.jpg") for name in "ab"] == [1, 1]


def test_a_cards_crop_is_shown_and_kept_and_goes_with_its_photo(client, folder, album, posts):
    cut = "\n    card: {template: tip, headline: A, "
    cut += "image: photos/a.jpg, crop: [10%, 0, 0.9, 1], children_seen: none}"
    posts(PHOTOS, cut)
    before = text_of(folder)
    fields = opened(client)
    assert fields["card-0-crop"].split() == ["10%", "0", "0.9", "1"]
    assert send(client, fields).status_code == 303
    assert text_of(folder) == before
    assert send(client, fields, **{"card-0-image": ""}).status_code == 303
    assert "crop" not in text_of(folder)


def test_another_photo_takes_nothing_over_from_the_one_before(client, folder, album, posts):
    said = "crop: [0.1, 0, 0.9, 1], focus: [0.2, 0.7], light: levelled, children_seen: none}"
    posts(PHOTOS, f"\n    card: {{template: story, headline: A, image: photos/a.jpg, {said}")
    assert send(client, opened(client), **{"card-0-image": "photos/b.jpg"}).status_code == 303
    text = text_of(folder)
    assert "photos/b.jpg" in text
    assert [word in text for word in ("crop", "focus", "levelled", "none")] == [False] * 4
    assert "children_seen: unsure" in text


def test_another_plain_photo_takes_nothing_over_but_what_it_shows_is_hers_to_mend(client, folder, album):
    assert send(client, opened(client), **{"card-1-image": "photos/a.jpg"}).status_code == 303
    text = text_of(folder).partition("Các chị hát")[2]
    assert [word in text for word in ("crop", "focus", "none")] == [False] * 3


def test_another_photo_and_another_design_at_once_take_nothing_over(client, album, posts):
    said = "focus: [0.2, 0.7], children_seen: none}"
    posts(PHOTOS, f"\n    card: {{template: story, headline: A, image: photos/a.jpg, {said}")
    there = fields_of(send(client, opened(client) | {"card-0-template": "tip"}, "template").text)
    assert there["card-0-focus"].split() == ["0.2", "0.7"]  # the same photo
    other = there | {"card-0-template": "story", "card-0-image": "photos/b.jpg"}
    assert fields_of(send(client, other, "template").text)["card-0-focus"] == ""


@pytest.mark.parametrize(
    ("cut", "stays"),
    [("", False), ("0\n0.05\n1\n0.9", False), ("0.1\n0.2\n0.9\n0.8", True), ("0%\n10%\n100%\n90%", True)],
)
def test_what_was_said_of_children_holds_for_the_part_that_was_looked_at(client, folder, album, cut, stays):
    """Cut less than before, a photo shows what nobody has looked at: the answer is asked for again."""
    fields = opened(client) | {"card-1-crop": cut}
    assert fields["card-1-children_seen"] == "none"
    asked = fields_of(send(client, fields, "photos").text)
    assert (asked.get("card-1-children_seen") == "none") is stays
    answered = asked | {"card-1-children_seen": "none"}
    assert fields_of(send(client, answered, "photos").text)["card-1-children_seen"] == "none"
    assert send(client, fields).headers["location"].startswith("/post/" if stays else "/write/")
    assert ("children_seen: unsure" in text_of(folder)) is not stays


def test_a_crop_that_is_none_is_told_beneath_the_photo(client, album):
    page = send(client, opened(client) | {"card-1-crop": "0.5\n0\n0.5\n1"}, "photos").text
    told = page.partition('id="told-card-1-crop"')[2].partition("</div>")[0]
    assert "Khung cắt ảnh chưa đúng" in told


def test_the_posts_page_shows_each_photo_as_it_goes_out_and_the_first_as_a_links_preview(album, client):
    page = client.get("/post/mat-khau-manh").text
    shown = re.findall(r'<a href="/card/mat-khau-manh/(\d)/(\w+)[.]jpg', page)
    assert shown == [("0", "portrait"), ("0", "wide"), ("1", "portrait")]
    assert "Ảnh 2/2" in page


@pytest.mark.parametrize(("count", "more"), [(1, ""), (2, ""), (3, ""), (5, ""), (7, "+2")])
def test_facebooks_box_has_all_photos_as_facebook_lays_them_out(folder, posts, count, more):
    saved(folder.assets / "photos/a.jpg", Image.new("RGB", (900, 600), "#c9387f"))
    saved(folder.assets / "photos/b.jpg", Image.new("RGB", (600, 900), "#c9387f"))
    one = "\n      - {image: photos/%s.jpg, alt: Sân đầy cờ, children_seen: none}"
    posts(CARD, "\n    photos:" + one % "a" + one % "b" * (count - 1))
    page = client_of(folder).get("/post/mat-khau-manh").text
    box = page.partition('id="on-facebook"')[2].partition("</section>")[0]
    assert re.findall(r'/card/mat-khau-manh/(\d+)/portrait[^"]*" alt=""', box) == [
        str(n) for n in range(count)
    ]
    assert f'data-more="{more}"' in box
    assert ("is-wide" in box) == (count > 1)
    posts(one % "a", one % "b")  # the first stands upright
    assert "is-wide" not in client_of(folder).get("/post/mat-khau-manh").text


def test_what_a_photo_lacks_says_which_photo_and_what_to_do_by_the_forms_own_words(client, album):
    changes = {"card-1-alt": "", "card-0-children_seen": "yes"}
    told = client.post("/write/look", data=opened(client) | changes).json()["told"]
    found = {one["field"]: (one["wrong"], one["hint"]) for one in told if not one["field"].endswith("image")}
    assert found == {
        "card-1-alt": (
            "ảnh 2 chưa có lời tả cho người khiếm thị",
            "Điền một câu ở mục “Lời tả bức ảnh”: trong ảnh có ai, đang làm gì.",
        ),
        "card-0-children_seen": (
            "ảnh 1 có trẻ em mà chưa ghi tuổi các em",
            "Ghi tuổi từng em ở ô “Các em mấy tuổi”, dưới ảnh.",
        ),
    }


@pytest.mark.parametrize("size", [(600, 400), (9, 9), (3, 300), (1, 1)])
def test_a_small_photo_is_told_and_the_smallest_part_of_it_breaks_no_page(client, folder, album, posts, size):
    """As they come through Zalo; a crop stays where its photo is exchanged for a smaller one."""
    for name in "ab":
        saved(folder.assets / f"photos/{name}.jpg", Image.new("RGB", size, "#c9387f"))
    posts("[0, 0.1, 1, 0.9]", "[0.9, 0.9, 1, 1]")
    told = client_of(folder).get("/post/mat-khau-manh")
    assert told.status_code == 200
    assert "hơi nhỏ, lên điện thoại sẽ mờ" in told.text
    shown = re.findall(r'href="(/card/[^"]*)"', told.text)
    assert {client_of(folder).get(address).status_code for address in shown[:1]} == {200}
    assert client_of(folder).get("/write/mat-khau-manh").status_code == 200
    assert client_of(folder).get("/problems").status_code == 200


def test_a_photo_that_nobody_answered_for_keeps_the_post_at_home(client, folder, album):
    fields = opened(client) | {"cards": "3", "card-2-image": "photos/a.jpg", "card-2-alt": "Thêm một tấm"}
    shown = send(client, fields, "photos").text
    assert "checked" not in shown.partition('name="card-2-children_seen"')[2].partition("</div>")[0]
    assert send(client, fields_of(shown)).headers["location"].startswith("/write/")  # each error at its field
    assert "children_seen: unsure" in text_of(folder)


def test_cards_become_photos_and_come_back_as_they_were(client, folder):
    fields = opened(client)
    photos = fields_of(send(client, fields, "pictures", pictures="photos").text)
    assert (photos["shown"], photos["cards"]) == ("photos", "0")
    cards = fields_of(send(client, photos, "pictures", pictures="cards").text)
    assert cards["card-0-headline"] == fields["card-0-headline"] == "Đặt *mật khẩu mạnh*"
    before = text_of(folder)
    assert send(client, cards).status_code == 303
    assert text_of(folder) == before


def test_a_card_that_became_photos_is_written_as_photos_alone(client, folder, album, posts):
    posts(PHOTOS, CARD)
    fields = fields_of(send(client, opened(client), "pictures", pictures="photos").text)
    fields |= {
        "cards": "1",
        "card-0-image": "photos/b.jpg",
        "card-0-alt": "Hát",
        "card-0-children_seen": "none",
    }
    assert send(client, fields).headers["location"].startswith("/post/")
    entry = text_of(folder).partition("  - id: nguoi-la-nhan-tin")[0]
    assert "photos:" in entry
    assert "card:" not in entry
    page = client.get("/post/mat-khau-manh").text
    assert 'alt="Hát"' in page


def test_what_a_form_carries_aside_is_no_way_to_harm_it(client, album):
    for words in ("[", "{}", '[{"template": {}}]', "[1, null]", '[{"image": ["x", 1]}]' * 2):
        fields = opened(client) | {"put_by": words, "taken_out": words}
        assert send(client, fields, "undo-photo").status_code == 200
        assert send(client, fields, "pictures", pictures="cards").status_code == 200
