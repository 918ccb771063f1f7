"""A post of plain photos: a list of them in place of cards, under the very rules of a card's photo."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.calendar.model import PROVINCE, Unit
from scheduler.calendar.yaml_text import entry_of
from scheduler.checks.rules import of_post
from scheduler.checks.written import House
from scheduler.settings.model import Settings
from tests.calendar.conftest import Read, codes

POST = """\
posts:
  - id: a
    at: 2026-12-01 07:30
    title: Ngày hội
    text: Cảm ơn các chị đã đến.
    source: Hội
"""
ALBUM = (
    POST
    + """\
    photos:
      - {image: photos/a.jpg, alt: Các chị bên sân}
      - image: photos/b.jpg
        focus: [0.2, 0.7]
        children_seen: unsure
"""
)


def test_photos_are_cards_without_a_template_in_their_order(read: Read) -> None:
    (post,) = read(ALBUM).posts
    first, second = post.cards
    assert first.is_photo
    assert (first.fields, first.alt) == ({"image": "photos/a.jpg"}, "Các chị bên sân")
    assert second.fields == {"image": "photos/b.jpg", "focus": ("0.2", "0.7")}
    assert [str(post.place(*post.card_path(n)).line) for n in (0, 1)] == ["8", "9"]
    assert entry_of(post)["photos"] == [
        {"image": "photos/a.jpg", "alt": "Các chị bên sân"},
        {"image": "photos/b.jpg", "focus": ["0.2", "0.7"], "children_seen": "unsure"},
    ]


@pytest.mark.parametrize("card", ["card: {template: tip}", "cards: [{template: tip}, {template: end}]"])
def test_photos_beside_cards_are_an_error_that_says_what_to_do(read: Read, card: str) -> None:
    calendar = read(f"{ALBUM}    {card}\n")
    assert calendar.posts == ()
    problem = next(one for one in calendar.problems if one.code == "card-and-photos")
    assert problem.place.line == 8
    assert problem.way_out("en").startswith("Keep one:")


def test_a_post_of_photos_takes_no_card_from_its_file_and_one_of_a_card_no_photos(read: Read) -> None:
    shared = "defaults:\n  card: {template: tip, headline: Một}\n"
    assert [card.is_photo for card in read(shared + ALBUM).posts[0].cards] == [True, True]
    shared = "defaults:\n  photos: [{image: photos/a.jpg}]\n"
    (post,) = read(f"{shared}{POST}    card: {{template: tip}}\n").posts
    assert [card.template for card in post.cards] == ["tip"]


@pytest.mark.parametrize(
    ("photos", "code"),
    [
        ("[]", "too-few"),
        ("[{alt: Một}]", "missing"),
        ("[{image: a.jpg, headline: Một}]", "unknown-key"),
        (f"[{', '.join(['{image: a.jpg}'] * 11)}]", "too-many"),
    ],
)
def test_what_is_no_photo_holds_the_post(read: Read, photos: str, code: str) -> None:
    calendar = read(f"{POST}    photos: {photos}\n")
    assert calendar.posts == ()
    assert code in {found for found, _ in codes(calendar)}


def test_each_photo_is_described_and_asked_for_children_as_a_card_is(read: Read, settings: Settings) -> None:
    (post,) = read(ALBUM).posts
    house = House(settings, {}, {PROVINCE: Unit(PROVINCE, "Hội")}, date(2026, 11, 30))
    found = {(one.code, one.place.line) for one in of_post(post, house, is_whole=True)}
    assert found == {("alt-missing", 9), ("children-unsure", 8), ("children-unsure", 11)}
