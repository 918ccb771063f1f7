"""Emoji on cards: those that have an icon of ours are drawn in the text's own colour, others are told."""

import pytest

from scheduler.cards.typesetting.fonts import font, lacks, runs
from scheduler.cards.typesetting.segments import words_of


@pytest.mark.parametrize("sign", ["❤", "✅", "⚠", "📞", "🌸", "🏠", "👩", "💰", "📍", "⏰", "🔒", "➡", "🎁"])
def test_an_emoji_with_an_icon_has_ink(sign):
    assert lacks(f"Chào {sign} em") == ""
    (piece,) = words_of(sign, "Bold").words[0].pieces
    assert piece.face == "Icons"
    assert piece.scale == 1.0
    assert piece.shaped.glyphs


def test_letters_numbers_and_marks_stay_with_their_own_font():
    assert {face for face, _ in runs("Gọi 111 ➡ ngay!…“”", "Bold")} <= {"Bold", "Icons"}
    for text in ("Gọi 111 ngay!", "…“”–", "90%"):
        assert [face for face, _ in runs(text, "Bold")] == ["Bold"]


def test_a_skin_and_a_joiner_draw_nothing():
    (word,) = words_of("👩🏽", "Bold").words
    assert sum(len(piece.shaped.glyphs) for piece in word.pieces) == 1


def test_a_card_with_icons_is_sound_and_one_without_an_icon_is_told(studio):
    studio.cards("{template: tip, headline: Gọi 📞 *ngay* ❤️, alt: Thẻ}")
    assert studio.problems() == []
    studio.cards("{template: tip, headline: Chào 😀, alt: Thẻ}")
    assert {one.code for one in studio.problems()} == {"card-glyph"}


def test_every_icon_keeps_to_its_line():
    top, bottom, *_ = font("Icons").reach
    assert top <= 860
    assert bottom >= -120
