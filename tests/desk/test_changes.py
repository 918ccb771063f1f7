"""What changed since somebody decided about a post is shown beside what she saw."""

import re
import shutil

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from markupsafe import Markup

from scheduler.desk.pages.changes import marked
from tests.desk.conftest import client_of
from tests.desk.test_deciding import ID, asking, step  # noqa: F401 - a fixture among them
from tests.examples import examples


@pytest.fixture
def approved(asking):  # noqa: F811
    """A folder in which somebody approved the post."""
    step(client_of(asking), "approve")
    return asking


def sides(folder):
    """The rows of the comparison: label, before, after."""
    page = client_of(folder).get(f"/post/{ID}").text
    found = re.search(r'<details class="changes".*?</details>', page, re.DOTALL)
    cell = r'<p dir="auto">(.*?)</p>'
    return (
        re.findall(rf"<h3>(.*?)</h3>\s*<div class=\"compare\">.*?{cell}.*?{cell}", found[0], re.DOTALL)
        if found
        else None
    )


def test_a_post_as_it_was_approved_has_nothing_to_compare(approved):
    assert sides(approved) is None


def test_words_that_went_and_came_stand_side_by_side(approved, posts):
    posts("dài, dễ nhớ", "thật dài, dễ nhớ")
    posts("source: Công văn 267/BTV-BTGCSLP", "source: Công văn 268/BTV-BTGCSLP")
    words, source = sides(approved)
    assert words[0] == "Lời trên Facebook, Trang web"
    assert "<ins> thật</ins>" in words[2]
    assert "<del>" not in words[1]
    assert source[:1] == ("Nguồn",)
    assert "<del>267</del>" in source[1]
    assert "<ins>268</ins>" in source[2]


def test_a_changed_card_is_shown_beside_the_one_that_was_seen(approved, posts):
    posts("headline: Đặt *mật khẩu mạnh*", "headline: Đặt *mật khẩu dài*")
    desk = client_of(approved)
    page = desk.get(f"/post/{ID}").text
    before = re.search(r'src="(/seen/[0-9a-f]{64}/0\.jpg)"', page)[1]
    assert desk.get(before).content[:3] == b"\xff\xd8\xff"
    assert desk.get(before).content != desk.get(f"/card/{ID}/0/portrait.jpg").content
    assert sides(approved) == []  # no words changed


def test_after_the_next_approval_there_is_nothing_to_compare(approved, posts):
    posts("dài, dễ nhớ", "thật dài, dễ nhớ")
    step(client_of(approved), "approve")
    assert sides(approved) is None


def test_a_copy_that_is_gone_or_damaged_leaves_the_post_as_it_is(approved, posts):
    posts("dài, dễ nhớ", "thật dài, dễ nhớ")
    (copy,) = (approved.var / "seen").iterdir()
    (copy / "words.json").write_text('{"facts": [], "words": 3, "cards": "x"}', "utf-8")
    assert sides(approved) is None
    shutil.rmtree(copy)
    assert sides(approved) is None


def test_a_link_that_leads_nowhere_among_the_copies_keeps_nobody_from_deciding(asking):  # noqa: F811
    seen = asking.var / "seen"
    seen.mkdir(parents=True)
    (seen / "hong").symlink_to("khong-co")
    step(client_of(asking), "approve")
    assert len([one for one in seen.iterdir() if one.is_dir()]) == 1


@pytest.mark.parametrize("name", ["..%2f..%2fconfig", "0" * 64, "A" * 64, "x"])
def test_no_other_file_is_read_by_a_card_s_address(approved, name):
    assert client_of(approved).get(f"/seen/{name}/0.jpg").status_code == 404


@hypothesis(max_examples=examples(60), deadline=None)
@given(st.text(), st.text())
def test_both_sides_say_all_of_their_text_and_never_markup(before, now):
    def plain(side):
        return Markup(re.sub(r"</?(del|ins)>", "", side).replace("<br>", "\n")).unescape()

    left, right = marked(before, now)
    assert (plain(left), plain(right)) == (before, now)
    assert ("<ins>" in left, "<del>" in right) == (False, False)
