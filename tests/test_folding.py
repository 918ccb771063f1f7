"""The folded copy of a text: what looks the same is the same, and every letter leads back to its place."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.folding import EMOJI, PLAIN, bare, comparable, fold, is_plain, says_nothing
from tests.examples import examples

UNSEEN = st.text(
    st.one_of(st.characters(categories=["Cf"]), st.sampled_from("\u034f\ufe0f\u3164\u115f\u20e3")), max_size=4
)
SPACES = st.text(st.one_of(st.characters(categories=["Zs"]), st.just("\t")), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("079\u00a0123\u202f456\u2003789", "079 123 456 789"),
        ("07\u00ad9\u200b12\u20603", "079123"),
        ("０７９ ៣៤ ٥٦ ７️⃣", "079 34 56 7"),
        ("ﬁn Ｈội № ① ㎏", "fin Hội No 1 kg"),
        ("0299\u20113551\u2212718", "0299-3551-718"),
        ("hai  \u00a0 dấu cách\t!", "hai dấu cách !"),
        ("Tie\u0302\u200b\u0301ng", "Tiếng"),
        ("B¶o vÖ… m²", "B¶o vÖ… m²"),  # what an old font left behind is known by its signs
        ("👩\u200d👧", "👩👧"),
        ("một\nhai", "một\nhai"),
    ],
)
def test_what_looks_the_same_is_the_same(typed, read):
    assert fold(typed).text == read


def test_what_folding_passes_over_at_a_glance_it_would_leave_as_it_is():
    found = re.compile(f"[{PLAIN}{EMOJI}]")
    for character in map(chr, range(sys.maxunicode + 1)):
        if found.match(character):
            assert fold(f"{character}\t").text in (f"{character} ", " "), hex(ord(character))


@given(st.text(), UNSEEN, st.data())
@settings(max_examples=examples(100))
def test_an_unseen_character_anywhere_changes_nothing(text, unseen, data):
    place = data.draw(st.integers(0, len(text)))
    assert fold(text[:place] + unseen + text[place:]).text == fold(text).text


@given(st.text(), st.text(), SPACES)
@settings(max_examples=examples(100))
def test_any_space_is_a_space(before, after, spaces):
    assert fold(f"{before}{spaces}{after}").text == fold(f"{before} {after}").text


@given(st.text())
@settings(max_examples=examples(100))
def test_every_letter_leads_back_into_the_original_and_in_order(text):
    folded = fold(text)
    assert fold(folded.text).text == folded.text
    assert not is_plain(text) or folded.text == text
    for start in range(len(folded.text)):
        begin, end = folded.span(start, start + 1)
        assert 0 <= begin < end <= len(text)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


def test_two_texts_are_compared_as_they_are_read():
    assert comparable("Hỏi\u00a0con \n một  câu\u200b") == comparable("hỏi con một câu")
    assert says_nothing(" \u200b\u00ad\n")
    assert not says_nothing("\u200b.")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_without_accents_there_are_the_letters_of_a_keyboard_however_it_was_typed(form):
    typed = unicodedata.normalize(form, "Đường dây nóng ở Ấp Đề, Mỹ Xuyên")
    assert bare(typed) == "Duong day nong o Ap De, My Xuyen"
    assert bare("ក្រុម") == "ក្រុម"  # signs of Khmer are no accents
