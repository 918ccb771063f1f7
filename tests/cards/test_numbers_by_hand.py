"""A number of the directory that was typed by hand is painted in its one form."""

from scheduler.calendar.model import Card, Hotline
from scheduler.cards.design.filling import fields_of

LINES = {"so": Hotline("so", "Sở", "02993551717")}


def test_a_number_typed_by_hand_is_painted_as_the_directory_writes_it():
    card = Card("checklist", {"headline": "Gọi 0299.3551717", "points": ("(0299) 3551717", "0911222333")})
    assert fields_of(card, LINES) == {
        "headline": "Gọi 0299 3551 717",
        "points": ("0299 3551 717", "0911222333"),
    }
