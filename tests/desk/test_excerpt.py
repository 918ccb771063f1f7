from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels.facebook_kind import FOLD_CHARACTERS as CUT_CHARACTERS
from scheduler.channels.facebook_kind import FOLD_LINES as CUT_LINES
from scheduler.channels.facebook_kind import fold as facebook_cut
from scheduler.desk.pages.excerpt import line_of
from scheduler.problems import Message, Place, Problem, Text

WRONG = Message("code", Text("sai", "wrong"), Text("sửa", "mend"))


def problem(line_text, column, length=1):
    return Problem(WRONG, Place("posts/a.yaml", 7, column, length), line_text=line_text)


def test_the_marked_span_is_the_one_the_problem_names():
    line = line_of(problem("    hastags: [AnToanMang]", 5, 7))
    assert (line.number, line.before, line.marked, line.after) == (7, "    ", "hastags", ": [AnToanMang]")
    assert line.caret == "    ^^^^^^^"


def test_a_long_line_is_cut_around_the_fault_and_says_so():
    text = "  text: " + "a " * 100 + "0377672445" + " b" * 100
    line = line_of(problem(text, text.index("0377") + 1, 10))
    assert line.marked == "0377672445"
    assert line.before.startswith("…")
    assert line.after.endswith("…")
    assert len(line.before + line.marked + line.after) < 100


def test_a_problem_without_a_line_shows_none():
    assert line_of(problem("", 1)) is None


@given(
    st.text(st.characters(exclude_characters="\n\r"), min_size=1), st.integers(1, 300), st.integers(1, 300)
)
def test_any_line_and_column_can_be_shown(text, column, length):
    line = line_of(problem(text, column, length))
    if line is None:
        assert not text.strip()
        return
    shown = line.before.removeprefix("…") + line.marked + line.after.removesuffix("…")
    assert line.marked
    assert shown.strip() in (text.expandtabs(1) + " ")
    assert len(line.caret) == len(line.before) + len(line.marked)


def test_a_short_text_is_shown_whole():
    assert facebook_cut("Một dòng.\n\nHai dòng.") == ("Một dòng.\n\nHai dòng.", "")


def test_many_lines_are_folded_after_the_fifth():
    shown, rest = facebook_cut("\n".join(f"dòng {n}" for n in range(9)))
    assert shown.split("\n") == [f"dòng {n}" for n in range(5)]
    assert rest.strip().startswith("dòng 5")


def test_a_long_line_is_folded_between_two_words():
    shown, rest = facebook_cut("Cùng con " * 100)
    assert len(shown) <= CUT_CHARACTERS
    assert shown.endswith(("Cùng", "con"))
    assert rest.startswith(" ")


@given(st.text())
def test_folding_loses_nothing_but_blanks(text):
    shown, rest = facebook_cut(text)
    assert (shown + rest).split() == text.split()
    assert len(shown) <= CUT_CHARACTERS or (not rest and shown == text)
    assert shown.rstrip().count("\n") < CUT_LINES or not rest
