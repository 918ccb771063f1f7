"""config/comments.yaml: an office adds, takes out, and is told what is wrong with a place and a way out."""

from __future__ import annotations

import pytest

from scheduler.files import WorkFolder
from scheduler.flagging.loading import read_office
from scheduler.flagging.rules import Flag


@pytest.fixture
def office(tmp_path):
    def read(text):
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "config" / "comments.yaml").write_text(text, encoding="utf-8")
        return read_office(WorkFolder(tmp_path))

    return read


def test_an_office_adds_words_takes_some_out_and_names_what_is_not_meant(office):
    made, problems = office(
        "child: {add: [thầy nạt cháu]}\n"
        "threat: {remove: [giết], unless: [mày coi chừng trượt]}\n"
        "teencode: {teo: tao}\n"
    )
    assert problems == []
    flags = made.rules.flags_of
    assert flags("thay nat chau") == (Flag.CHILD,)
    assert flags("giết con gà") == ()
    assert flags("mày coi chừng trượt chân") == ()
    assert flags("teo biết nhà mày") == (Flag.THREAT,)
    assert "thầy nạt cháu" in made.shown[Flag.CHILD]
    assert "giết" not in made.shown[Flag.THREAT]


def test_rules_can_be_switched_off_and_places_be_safe(office):
    made, _ = office("phone: false\nsafe_links: [tinh.example.vn]\n")
    assert made.rules.flags_of("0900 000 001 https://xa.tinh.example.vn/a") == ()
    assert made.rules.flags_of("https://tinh.example.vn.xyz.com") == (Flag.LINK,)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("child: {add: [ab]}\n", "comment-phrase", 1),
        ("phone: true\nsafe_links: [không phải trang]\n", "comment-host", 2),
        ("threat:\n  remove: [giêt]\n", "comment-not-listed", 2),
        ("answers: {chidl: 'Gọi {lines}'}\n", "comment-kind", 1),
        ("answers: {child: 'Gọi đi'}\n", "comment-no-lines", 1),
        ("chlid: {add: [thầy nạt cháu]}\n", "unknown-key", 1),
        ("child: [a\n", None, None),
        ("- a\n", None, None),
    ],
)
def test_a_mistake_is_told_with_its_place_and_loas_own_lists_stay(office, text, code, line):
    made, problems = office(text)
    (problem,) = problems
    if code:
        assert (problem.code, problem.place.line) == (code, line)
    assert problem.place.file == "config/comments.yaml"
    for language in ("vi", "en"):
        assert problem.wrong(language)
        assert problem.way_out(language)
        assert "{{" not in problem.way_out(language)
    assert made.rules.flags_of("cứu em với") == (Flag.CHILD,)


def test_an_empty_file_changes_nothing(office):
    made, problems = office("# chưa có gì\n")
    assert problems == []
    assert made.rules.flags_of("cứu em với") == (Flag.CHILD,)


def test_an_answer_of_the_offices_own_is_kept(office):
    made, problems = office("answers: {child: 'Cháu gọi {lines} nhé.'}\n")
    assert (problems, made.answers[Flag.CHILD]) == ([], "Cháu gọi {lines} nhé.")
