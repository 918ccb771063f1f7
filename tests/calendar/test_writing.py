"""A change is put into the file so that only it differs: in the values, and in the bytes."""

from __future__ import annotations

import copy
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar.entry import POST_KEYS
from scheduler.calendar.writing import (
    Conflict,
    Unwritable,
    add_post,
    change_post,
    changes_between,
    entry_in,
    mark_of,
    remove_post,
    save,
)
from scheduler.reader.parsing import read
from tests.examples import examples

POSTS = Path(__file__).parents[2] / "posts"
FILES = {f"posts/{path.name}": path.read_bytes() for path in sorted(POSTS.glob("*.yaml"))}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff\ud800-\udfff]")


def values_of(data: bytes):
    return read("posts/a.yaml", data, items="posts").value


def paths_of(value, below=()):
    if isinstance(value, dict):
        for key, one in value.items():
            yield from paths_of(one, (*below, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from paths_of(one, (*below, number))
    else:
        yield below


ALL = [
    (file, post["id"], path)
    for file, data in FILES.items()
    for post in values_of(data)["posts"]
    for path in paths_of(post)
    if path != ("id",)
]
texts = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\u2028\u2029\ufeff\ufffe\uffff\ufffd",
    )
    | st.sampled_from("\n \t:#-'\"|>{}[]*&!%@,“”ậẾỗ"),
    max_size=120,
).filter(lambda text: not FORBIDDEN.search(unicodedata.normalize("NFC", text)))


@settings(max_examples=examples(100))
@given(place=st.sampled_from(ALL), text=texts, line_end=st.sampled_from(["\n", "\r\n"]))
@pytest.mark.slow
def test_any_field_of_the_real_calendar_may_become_any_text(place, text, line_end):
    file, post, path = place
    data = FILES[file].replace(b"\n", line_end.encode())
    new = change_post(file, data, post, {path: text})
    expected = copy.deepcopy(values_of(data))
    holder = next(one for one in expected["posts"] if one["id"] == post)
    for key in path[:-1]:
        holder = holder[key]
    wanted = unicodedata.normalize("NFC", text)
    found = values_of(new)
    got = next(one for one in found["posts"] if one["id"] == post)
    for key in path[:-1]:
        got = got[key]
    if path[-1:] == ("text",) or "\n" in wanted:
        assert got[path[-1]].strip("\n") == wanted.strip("\n")
    else:
        assert got[path[-1]] == wanted
    holder[path[-1]] = got[path[-1]]
    assert found == expected, "another value changed"
    old_span = span_of(data, file, post, path)
    start, end = old_span
    text_before, text_after = data.decode(), new.decode()
    assert text_after.startswith(text_before[:start])
    assert text_after.endswith(text_before[end:])
    if line_end == "\r\n":
        assert not re.search(r"(?<!\r)\n", text_after), "a line end of the other kind"


def span_of(data, file, post, path):
    """The characters of the value, by the reader's own second look; its trailing line ends do not count."""
    document = read(file, data, items="posts")
    number = next(n for n, one in enumerate(document.value["posts"]) if one["id"] == post)
    node = list(document.nodes(("posts", number, *path)))[-1]
    text = data.decode()
    end = node.end
    if node.style in ("|", ">"):
        end = node.start + len(text[node.start : end].rstrip("\r\n \t"))
    return node.start, end


SMALL = """\
# Đầu tệp
campaign:
  id: dot-1   # mã đợt

posts:
  # bài đầu
  - id: a
    at: 2026-12-01 07:30   # sáng
    title: 'Một bài'
    text: |
      Dòng một.

      Dòng hai.

    hashtags: [Mot, Hai]
    card: {template: tip, headline: Chào, alt: x}

  - id: b
    at: 2026-12-02 07:30
    title: Bài hai
    text: Một dòng thôi.
"""


def changed(changes, post="a", text=SMALL):
    return change_post("posts/a.yaml", text.encode(), post, changes).decode()


def test_moving_a_post_changes_one_line_and_keeps_its_comment():
    new = changed({("at",): "2026-12-05 19:30"})
    assert new == SMALL.replace("2026-12-01 07:30   # sáng", "2026-12-05 19:30   # sáng")


def test_quotes_stay_and_are_doubled_where_needed():
    assert "title: 'Con ''gà'' con'\n" in changed({("title",): "Con 'gà' con"})


def test_a_text_below_a_bar_keeps_its_margin_and_the_blank_line_behind_it():
    new = changed({("text",): "Mới.\n\nHai."})
    assert "    text: |\n      Mới.\n\n      Hai.\n\n    hashtags:" in new


def test_one_line_becomes_a_block_when_it_gets_two():
    new = changed({("text",): "Một.\nHai."}, "b")
    assert new.endswith("    text: |\n      Một.\n      Hai.\n")


def test_what_stands_in_brackets_stays_there():
    new = changed({("card", "headline"): "Chào, em: hỏi {một} câu", ("hashtags", 1): "Ba"})
    assert 'headline: "Chào, em: hỏi {một} câu", alt: x}' in new
    assert "hashtags: [Mot, Ba]" in new


def test_a_new_key_comes_where_the_guide_has_it():
    new = changed({("audience",): "cha-me", ("repeat",): "FREQ=DAILY;COUNT=2"})
    keys = re.findall(r"^    (\w+):", new.split("- id: b")[0], re.MULTILINE)
    assert keys == sorted(keys, key=POST_KEYS.index)
    assert len(keys) == 7


def test_a_key_of_a_card_in_brackets_is_added_and_taken_out():
    assert ", alt: x, mood: sen}" in changed({("card", "mood"): "sen"})
    assert "{template: tip, headline: Chào}" in changed({("card", "alt"): None})
    assert "{template: tip, alt: x}" in changed({("card", "headline"): None})


def test_a_key_is_taken_out_with_its_line():
    assert changed({("hashtags",): None}) == SMALL.replace("    hashtags: [Mot, Hai]\n", "")


def test_an_empty_key_is_filled():
    text = SMALL.replace("    hashtags: [Mot, Hai]\n", "    hashtags:\n")
    assert "    hashtags: [Ba]\n" in changed({("hashtags",): ["Ba"]}, text=text)


def test_a_list_of_cards_takes_the_place_of_one():
    cards = [{"template": "cover", "headline": "Ba việc"}, {"template": "tip", "headline": "Một: đi ngủ"}]
    new = changed({("card",): None, ("cards",): cards})
    assert values_of(new.encode())["posts"][0]["cards"] == cards
    assert new.startswith(SMALL.split("    card:", maxsplit=1)[0])


def test_a_post_is_added_behind_the_others_and_taken_out_again():
    entry = {"id": "c", "title": "Ba: bốn", "text": "Dòng.\nDòng.", "at": "2026-12-03 07:30"}
    new = add_post("posts/a.yaml", SMALL.encode(), entry)
    assert new.decode().startswith(SMALL)
    assert values_of(new)["posts"][2]["title"] == "Ba: bốn"
    assert remove_post("posts/a.yaml", new, "c").decode().rstrip("\n") == SMALL.rstrip("\n")


@pytest.mark.parametrize(
    "text", ["", "posts:\n", "posts: []\n", "# chưa có bài\n", "campaign: {id: x}\nposts: [] # trống\n"]
)
def test_the_first_post_of_a_file(text):
    new = add_post("posts/a.yaml", text.encode(), {"id": "c", "title": "Ba", "text": "Bốn"})
    assert [one["id"] for one in values_of(new)["posts"]] == ["c"]


def test_the_middle_and_the_only_post_can_be_taken_out():
    first = remove_post("posts/a.yaml", SMALL.encode(), "a")
    assert [one["id"] for one in values_of(first)["posts"]] == ["b"]
    assert b"# b\xc3\xa0i \xc4\x91\xe1\xba\xa7u" in first
    none = remove_post("posts/a.yaml", first, "b")
    assert values_of(none)["posts"] == []


def test_a_mark_at_the_beginning_and_other_line_ends_stay():
    data = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    new = change_post("posts/a.yaml", data, "a", {("text",): "Một.\nHai.", ("source",): "Luật"})
    assert new.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in new
    assert not re.search(rb"(?<!\r)\n", new)


@pytest.mark.parametrize("text", ["a\x00b", "a\u2028b", "\ud800"])
def test_a_character_that_no_page_can_show_is_refused_in_words(text):
    with pytest.raises(Unwritable) as refused:
        changed({("title",): text})
    assert "ký tự" in refused.value.say("vi")


def test_a_post_that_is_gone_is_told():
    with pytest.raises(Unwritable) as refused:
        changed({("title",): "x"}, "nobody")
    assert "nobody" in refused.value.say("vi")


def test_what_somebody_else_wrote_meanwhile_is_never_overwritten(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(SMALL, encoding="utf-8")
    seen = mark_of(path.read_bytes())
    mine = changed({("title",): "Của tôi"}).encode()
    path.write_text(SMALL.replace("Một bài", "Của người khác"), encoding="utf-8")
    with pytest.raises(Conflict) as conflict:
        save(path, mine, seen)
    assert "Của người khác" in conflict.value.theirs.decode()
    save(path, mine, mark_of(path.read_bytes()))
    assert path.read_bytes() == mine


def test_only_what_differs_is_changed():
    old = entry_in("posts/a.yaml", SMALL.encode(), "a")
    new = copy.deepcopy(old)
    new["card"]["headline"] = "Khác"
    new["text"] = new["text"].rstrip("\n")
    del new["hashtags"]
    new["source"] = "Luật"
    assert changes_between(old, new) == {
        ("hashtags",): None, ("card", "headline"): "Khác", ("source",): "Luật"
    }  # fmt: skip
