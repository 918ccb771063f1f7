"""Telephone numbers typed by hand: each way of writing is read, and the directory's form goes out."""

from __future__ import annotations

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName, Hotline, Post, PostId, Unit
from scheduler.calendar.numbers import PHONE, bare, in_one_form
from scheduler.calendar.wording import Limits, word

LINES = {
    "hoi": Hotline("hoi", "Hội", "0377672444"),
    "so": Hotline("so", "Sở", "02993551717"),
    "tong-dai": Hotline("tong-dai", "Tổng đài", "18001567"),
}


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0377672444", "0377672444"),
        ("0377 672 444", "0377672444"),
        ("0377\u00a0672\u00a0444", "0377672444"),
        ("0377-672-444", "0377672444"),
        ("+84 377 672 444", "0377672444"),
        ("(+84) 377 672 444", "0377672444"),
        ("0299.3551717", "02993551717"),
        ("(0299) 3551 717", "02993551717"),
        ("02.99.3551.717", "02993551717"),
        ("1800 1567", "18001567"),
        ("០៣៧៧ ៦៧២ ៤៤៤", "0377672444"),
    ],
)
def test_a_number_is_found_whole_however_it_is_typed(typed, digits):
    found = PHONE.search(f"Gọi {typed}, ngày đêm.")
    assert found is not None
    assert (found[0], bare(found[0])) == (typed, digits)


@pytest.mark.parametrize(
    "text",
    ["01-12-2026 07:30", "01.12.2026", "zalo.me/0377672444", "830/QĐ-TTg", "0,5% của 1.200.000", "năm 1900"],
)
def test_what_is_no_telephone_number_is_not_taken_for_one(text):
    assert PHONE.search(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gọi 0377.672.444 hay (0299) 3551717.", "Gọi 0377 672 444 hay 0299 3551 717."),
        ("Số khác, 0911.222.333, giữ nguyên.", "Số khác, 0911.222.333, giữ nguyên."),
        ("Xem https://a.vn/0377672444 nhé", "Xem https://a.vn/0377672444 nhé"),
        ("1800 1567", "18001567"),
    ],
)
def test_a_number_of_the_directory_takes_its_one_form(text, expected):
    assert in_one_form(text, LINES) == expected


def test_that_form_is_what_a_channel_is_given():
    post = Post(PostId("a"), "Gọi 0377672444", "Hoặc 0299.3551717.")
    worded = word(post, Unit(PROVINCE, "Hội"), LINES, ChannelName("website"), Limits(1000, inline=False))
    assert (worded.title, worded.text) == ("Gọi 0377 672 444", "Hoặc 0299 3551 717.")
