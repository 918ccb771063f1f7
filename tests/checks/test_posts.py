"""Rules about a post beside its words: consent, lines that end, form, levels; and that none ever raises."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendar.model import Calendar, Card, ChannelName, ChannelVariant, Hotline, Post, PostId
from scheduler.checks.consent import relying_on
from scheduler.checks.rules import RULES, run
from scheduler.settings.model import Settings
from scheduler.settings.rules import LEVELS
from tests.checks.conftest import Find, posts

READ = "Cô Sa Rây, ngày 28/11/2026"
CARD = {"template": "tip", "headline": "Hỏi con", "body": "Mỗi tối một câu.", "alt": "Tấm thẻ vẽ mặt trăng"}


def codes(problems) -> list[str]:
    return sorted(problem.code for problem in problems)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"children": ["6"]}, ["consent-missing"]),
        ({"children": ["6"], "consent": "Phiếu số 1"}, []),
        ({"children": ["5", "7"], "consent": "Phiếu số 1"}, ["child-consent-missing"]),
        ({"children": ["9"], "consent": "Phiếu số 1", "child_consent": "Em đồng ý"}, []),
        ({"children": ["9"]}, ["child-consent-missing", "consent-missing"]),
        ({"children": ["6"], "consent": "rồi"}, ["consent-missing"]),
        ({"children": ["6"], "consent": "Mẹ em đồng ý rồi ạ"}, ["consent-missing"]),
        ({"children": ["9"], "consent": "Phiếu số 1", "child_consent": "ok"}, ["child-consent-missing"]),
        ({"card": CARD | {"children_seen": "unsure"}}, ["children-unsure"]),
        ({"card": CARD | {"children_seen": "không rõ"}}, ["children-unsure"]),
        ({"card": CARD | {"children_seen": "none"}}, []),
        ({"card": CARD | {"children_seen": "yes"}}, ["children-unsure"]),
        ({"card": CARD | {"children_seen": "yes"}, "children": ["6"]}, ["consent-missing"]),
        ({"card": CARD | {"children_seen": "yes"}, "children": ["6"], "consent": "Phiếu số 1"}, []),
        ({"cards": [CARD, CARD | {"children_seen": "unsure"}]}, ["children-unsure"]),
        ({"card": CARD | {"image": "photos/hop.jpg"}}, ["children-unasked"]),
        (
            {"card": CARD | {"photo": "photos/hop.JPG"}},
            ["children-unasked"],
        ),  # of a design of the office's own
        ({"card": CARD | {"anh": "photos/be.jfif"}}, ["children-unasked"]),
        ({"card": CARD | {"anh": "be.JFIF"}}, ["children-unasked"]),
        ({"card": CARD | {"anh": "assets/su-kien/be"}}, ["children-unasked"]),
        ({"card": CARD | {"body": "Lớp 7/2"}}, []),
        ({"card": CARD | {"body": "24/7"}}, []),
        ({"card": CARD | {"body": "https://hoi.vn/tin"}}, []),
        ({"card": CARD | {"body": "hoi.vn/tin"}}, []),
        ({"cards": [CARD, CARD | {"image": "photos/hop.jpg"}]}, ["children-unasked"]),
        ({"card": CARD | {"image": "photos/hop.jpg", "children_seen": "none"}}, []),
        ({"card": CARD | {"image": "photos/hop.jpg"}, "status": "draft"}, []),  # asked when it is finished
        ({"card": CARD | {"image": "photos/hop.jpg", "children_seen": "unsure"}}, ["children-unsure"]),
        ({"card": CARD | {"image": "photos/hop.jpg"}, "children": ["6"], "consent": "Phiếu số 1"}, []),
        ({"card": CARD | {"alt": ""}}, ["alt-missing"]),
        ({"cards": [CARD, CARD | {"alt": ""}]}, ["alt-missing"]),
        ({"card": CARD | {"headline": "Hỏi *con một câu"}}, ["lone-star"]),
        ({"card": CARD | {"headline": "Hỏi *con* một câu"}}, []),
        ({"card": CARD | {"body": "…"}}, ["unfinished"]),
        ({"hashtags": [f"The{n}" for n in range(11)]}, ["many-hashtags"]),
        ({"hashtags": [f"The{n}" for n in range(10)]}, []),
        ({"text": "ơ " * 32_000}, ["text-too-long"]),
        ({"text": "ơ " * 31_000}, []),
        ({"text": "ơ " * 31_000, "hashtags": ["A" * 900, "B" * 900]}, ["text-too-long"]),
        ({"text": "Xem.", "hashtags": [f"{n}{'A' * 9_000}" for n in range(8)]}, ["text-too-long"]),
        ({"text": "ơ " * 31_000, "link": "https://a.vn/" + "a" * 1_500}, ["text-too-long"]),
        ({"first_comment": "ơ " * 4_001}, ["text-too-long"]),
        ({"first_comment": "ơ " * 3_999}, []),
        ({"first_comment": "ơ " * 4_001, "channels": ["website"]}, []),  # which says none
        ({"title": "ơ" * 251}, ["text-too-long"]),
        ({"title": "ơ" * 250}, []),
        ({"channels": {"website": {"title": "ơ" * 251}}}, ["text-too-long"]),
        ({"card": CARD | {"alt": "ơ" * 1_001}}, ["text-too-long"]),
        ({"card": CARD | {"alt": "ơ" * 1_000}}, []),
        ({"text": "{{ unit.hotline }}" + "ơ " * 32_000}, []),  # which line it means the reader asks
        ({"text": "ơ " * 32_000, "channels": ["website"]}, []),
        ({"language": "km"}, ["wrong-language", "wrong-language"]),
        ({"language": "km", "khmer_reader": READ, "title": "សួស្តី", "text": "សួស្តី"}, []),
        ({"card": CARD | {"khmer": "Chào em"}}, ["wrong-language"]),
        ({"card": CARD | {"khmer": "សួស្តី"}, "text": "Chào em. សួស្តី", "khmer_reader": READ}, []),
        ({"text": "Có 87% trẻ em dùng mạng.", "source": "UNICEF 2022"}, []),
        ({"text": "Chào [tên].", "status": "draft"}, []),
    ],
)
def test_what_a_post_needs(find: Find, fields, expected):
    assert codes(find(posts(fields))) == expected


def test_every_child_of_seven_or_more_is_named_where_its_own_consent_is_missing(find: Find):
    (problem,) = find(posts({"children": ["8", "5", "9"], "consent": "Phiếu số 1"}))
    assert "ảnh có em 8 và 9 tuổi" in problem.wrong()
    assert "a child of 8 and 9" in problem.wrong("en")


ANSWERS = st.sampled_from(["", "none", "yes", "unsure", "Yes", "có"])
YES = st.sampled_from(
    ["rồi", "Có", "ok", "đã", "đồng ý", "Mẹ em", "phụ huynh", "gia đình", "ạ", "cho phép", "!", "12"]
)
CONSENTS = st.lists(YES, max_size=5).map(" ".join)


@given(
    ANSWERS, ANSWERS, st.lists(st.integers(0, 17), max_size=2), CONSENTS, st.sampled_from(["", "phiếu số 3"])
)
def test_a_photo_of_which_children_are_unsure_or_consents_say_nothing_never_goes_out(
    first, second, ages, consent, paper
):
    cards = tuple(
        Card("story", {"image": "photos/a.jpg"}, "Ảnh", children_seen=one) for one in (first, second)
    )
    said = f"{consent} {paper}"
    post = Post(PostId("a"), "a", "a", children=tuple(ages), consent=said, child_consent=said, cards=cards)
    found = run(Calendar(posts=(post,)), Settings(organisation="Hội"), today=date(2026, 12, 1))
    told = {problem.code for problem in found if problem.is_error}
    answers = {first, second} - {"", "none"}
    is_clear = answers <= {"yes"} and (bool(ages) or not answers)
    assert ("children-unsure" in told) is not is_clear
    assert ("children-unasked" in told) is ("" in {first, second} and not ages)
    assert ("consent-missing" in told) is (bool(ages) and not paper)


def test_a_photo_nobody_was_asked_about_is_asked_about_as_long_as_it_may_go_out_by_itself(find: Find):
    """Today is 1 December: the late post of yesterday still goes out, the one of last week does not."""
    card = {"card": CARD | {"image": "photos/hop.jpg"}}
    days = {
        "2026-11-20 07:30": [],
        "2026-11-30 23:30": ["children-unasked"],
        "2026-12-09 07:30": ["children-unasked"],
    }
    assert {at: codes(find(posts(card | {"at": at}))) for at in days} == days
    series = card | {"at": "2026-11-02 07:30", "repeat": "FREQ=WEEKLY;COUNT={}"}
    for times, told in (("3", []), ("9", ["children-unasked"])):
        assert codes(find(posts(series | {"repeat": series["repeat"].format(times)}))) == told


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Gọi {{ hotline('cu') }}."},
        {"text": "Gọi 1800 1567."},
        {"hotlines": ["cu"]},
        {"card": CARD | {"template": "hotline", "hotline": "cu"}},
    ],
)
def test_a_line_that_has_ended_stops_the_post_however_it_is_named(find: Find, fields):
    assert codes(find(posts(fields | {"at": "2026-12-10 07:30"}))) == []
    (problem,) = find(posts(fields | {"at": "2026-12-11 07:30"}))
    assert (problem.code, problem.is_error) == ("hotline-expired", True)
    assert "10/12/2026" in problem.wrong()


def test_a_units_local_line_that_has_ended_stops_the_post_that_says_it(find: Find, tmp_path: Path):
    units = "units:\n  - {id: province, hotlines: [cu]}\n  - {id: x, name: X, hotlines: [so-ldtbxh]}\n"
    (tmp_path / "config/units.yaml").write_text(units, encoding="utf-8")
    says = {"text": "Gọi {{ unit.hotline }}.", "at": "2026-12-11 07:30"}
    told = find(posts(says, says | {"units": ["x"], "at": "2026-12-12 07:30", "title": "Khác"}))
    assert [(one.code, one.post) for one in told if one.is_error] == [("hotline-expired", "bai-0")]


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        ("Phiếu đồng ý số 12/2026", True),
        ("phiếu đồng ý  số 12/2026, số 13/2026", True),
        ("Phiếu đồng ý số 12/20261", False),
        ("Phiếu đồng ý số 112/2026", False),
    ],
)
def test_a_withdrawn_consent_is_told_at_each_post_that_relies_on_it(find: Find, given, is_told):
    calendar = posts({"children": ["3"], "consent": given})
    told = find(calendar, consents_withdrawn=["Phiếu đồng ý số 12/2026"])
    assert codes(told) == ["consent-withdrawn"] * is_told
    post = Post(PostId("a"), "a", "a", consent=given)
    assert relying_on([post], "Phiếu đồng ý số 12/2026") == ({"a"} if is_told else frozenset())


def test_an_office_sets_the_level_of_a_rule_or_puts_it_off(find: Find):
    calendar = posts({"text": "Gọi 0911222333. Xem www.a.vn"})
    assert [(one.code, one.is_error) for one in find(calendar)] == [
        ("hotline-unknown", True),
        ("bare-link", False),
    ]
    told = find(calendar, checks={"hotline-unknown": "off", "bare-link": "error"})
    assert [(one.code, one.is_error) for one in told] == [("bare-link", True)]


def test_every_rule_has_a_level_and_every_level_a_rule():
    assert list(RULES) == list(LEVELS)


def test_house_rules_are_told_in_one_go_with_what_is_wrong_in_a_posts_form(find: Find):
    # What could not be read (its source, its consent) may be there: nothing is said of that.
    text = posts({"text": "Có 87% trẻ em. Gọi 0911222333.", "children": ["3"], "audience": "ai"})
    assert codes(find(text)) == ["hotline-unknown"]


WORDS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("0123456789 +()[]{}<>*.…-/:%em Em lớpsốgọi@ខ១"))
)


@given(WORDS, WORDS, WORDS, st.sampled_from(["vi", "km"]))
def test_no_text_ever_makes_a_rule_raise(title, text, words, language):
    card = Card("bilingual", {"headline": words, "points": (text, title), "khmer": title}, alt=words)
    first = Post(
        PostId("mot"), title, text, cards=(card,), children=(3, 9), consent=words, language=language,
        channels={ChannelName("facebook"): ChannelVariant(title=words, text=text)},
    )  # fmt: skip
    second = Post(PostId("hai"), words, text, translation_of="mot#abcdef", cards=(card, card))
    lines = {
        "a": Hotline("a", "A", "111", valid_until=date(2026, 1, 1)),
        "b": Hotline("b", "B", "0377672444"),
    }
    settings = Settings(organisation="Hội", consents_withdrawn=("a",))
    found = run(Calendar(posts=(first, second), hotlines=lines), settings, today=date(2026, 12, 1))
    for problem in found:
        assert problem.as_text("vi")
        assert problem.as_text("en")
