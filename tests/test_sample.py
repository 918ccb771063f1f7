"""The sample calendar: what an officer copies from is held to what a good editor asks."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler.calendar.model import Post
from scheduler.checks.rules import read_checked
from scheduler.files import WorkFolder
from scheduler.settings.loading import load_settings

ROOT = Path(__file__).resolve().parents[1]
LONGEST_HOOK = 90  # characters that Facebook shows on a phone before “Xem thêm”
_SENTENCE = re.compile(r".+?[.!?…]+[”\"’)]*(?=\s|\Z)|.+", re.DOTALL)


@pytest.fixture(scope="module")
def sample():
    folder = WorkFolder(ROOT)
    settings, _ = load_settings(folder)
    return read_checked(folder, settings)


def hook(post: Post) -> str:
    """The first sentence of its text."""
    return _SENTENCE.match(post.text.strip().partition("\n")[0])[0]


def test_the_first_sentence_stands_before_the_fold(sample):
    assert len(sample.posts) == 31
    assert {post.id: hook(post) for post in sample.posts if len(hook(post)) > LONGEST_HOOK} == {}


def test_no_two_neighbours_look_alike(sample):
    ordered = sorted(sample.posts, key=lambda post: post.at)
    for one, other in pairwise(ordered):
        assert one.cards[0].template != other.cards[0].template, other.id
        drawn = one.cards[0].fields.get("illustration")
        assert not drawn or drawn != other.cards[0].fields.get("illustration"), other.id


def test_the_month_shows_each_template_and_leans_on_none(sample):
    names = [post.cards[0].template for post in sample.posts]
    known = {path.stem for path in (ROOT / "assets/templates").glob("*.yaml")} - {"end"}
    assert set(names) == known
    assert max(map(names.count, known)) <= 7
    assert names.count("hotline") <= 3


def test_four_posts_speak_khmer_too_and_say_that_nobody_has_read_it_yet(sample):
    khmer = [post for post in sample.posts if post.cards[0].template == "bilingual"]
    assert len(khmer) == 4
    assert all(re.search("[ក-៝]", post.text) for post in khmer)
    told = {one.post for one in sample.problems if one.code == "khmer-unread"}
    assert told == {post.id for post in khmer if not post.khmer_reader}


def test_nothing_is_told_but_what_a_person_has_to_confirm(sample):
    assert {one.code for one in sample.problems} <= {"khmer-unread", "hotline-unverified"}
    assert not any(one.is_error for one in sample.problems)


def test_who_is_told_to_call_is_told_whom_to_call_in_danger(sample):
    for post in sample.posts:
        if "nguy hiểm ngay" in post.text:
            assert "{{ hotline('cong-an-113') }}" in post.text, post.id
    assert sum("cong-an-113" in post.text for post in sample.posts) >= 8


def test_the_letters_numbers_are_the_letters(sample):
    numbers = {key: line.number for key, line in sample.hotlines.items()}
    assert numbers == {
        "tong-dai-111": "111",
        "hoi-phu-nu-tinh": "0377672444",
        "so-ldtbxh": "02993551717",
        "cong-an-113": "113",
    }
