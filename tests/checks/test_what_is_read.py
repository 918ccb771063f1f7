"""Rules judge what a reader sees: nothing that the eye passes over hides a finding."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar.directory import Directory
from scheduler.calendar.file import read_part
from scheduler.calendar.loading import join
from scheduler.calendar.model import Hotline
from scheduler.checks.rules import run
from scheduler.problems import Problem
from scheduler.settings.model import Settings
from tests.checks.conftest import Find, posts
from tests.checks.test_texts import TOLD
from tests.examples import examples

NUMBERS = ("111", "0377672444", "02993551717")
HOTLINES = {f"so-{number}": Hotline(f"so-{number}", "Hội", number) for number in NUMBERS}
SETTINGS = Settings(organisation="Hội LHPN tỉnh")


def told(text: str) -> list[Problem]:
    """What the rules tell of a post that says *text*, read from a file as every post is."""
    directory = Directory(HOTLINES)
    part = read_part("posts/a.yaml", posts({"text": text}).encode(), SETTINGS, directory)
    return run(join([part], directory), SETTINGS, today=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("id-number", "Căn cước số 079\u00a0123\u00a0456\u00a0789 bị lộ.", "079\u00a0123\u00a0456\u00a0789"),
        ("id-number", "Căn cước của chị số 079 12\u00ad3 456 789.", "079 12\u00ad3 456 789"),
        ("id-number", "Số ０７９１２３４５６７８９ bị lộ", "０７９１２３４５６７８９"),
        ("id-number", "Số 079 123 456 789 bị lộ", "079 123 456 789"),
        ("home-address", "Chị ở số\u202fnhà\u00a012 đường\u00a0Huệ.", "số\u202fnhà\u00a012 đường\u00a0Huệ"),
        ("child-named", "Em\u200b Thạch\u200b Thị\u200b Lan, lớp\u200b 5A vẽ.", "Thạch\u200b Thị\u200b Lan"),
        ("unfinished", "Mời bà con điền\u00a0vào\u00a0đây.", "điền\u00a0vào\u00a0đây"),
        ("all-caps", "BÀ\u00a0CON HÃY\u00a0CẨN\u00a0THẬN NHÉ", "BÀ\u00a0CON HÃY\u00a0CẨN\u00a0THẬN NHÉ"),
        ("source-missing", "Có 35\u00a0phần\u00a0trăm trẻ em.", "35\u00a0phần\u00a0trăm"),
        ("source-missing", "Có ３５％ trẻ em.", "３５％"),
        ("hotline-unknown", "Gọi 0299 35\u00ad51 718 để hỏi.", "0299 35\u00ad51 718"),
        ("hotline-unknown", "Gọi 0️⃣9️⃣1️⃣1️⃣2️⃣2️⃣2️⃣3️⃣3️⃣3️⃣ nhé", "0️⃣9️⃣1️⃣1️⃣2️⃣2️⃣2️⃣3️⃣3️⃣3"),
        ("bare-link", "Xem phunu\u200b.soctrang.gov.vn nhé", "phunu\u200b.soctrang.gov.vn"),
    ],
)  # fmt: skip
def test_what_the_eye_passes_over_hides_nothing_and_the_caret_stands_at_the_words(
    find: Find, code, text, words
):
    calendar = posts({"text": text})
    problem = next(one for one in find(calendar) if one.code == code)
    place = problem.place
    line = calendar.splitlines()[place.line - 1]
    assert line[place.column - 1 :][: place.length] == words
    assert len(problem.line_text) == len(line)


@pytest.mark.parametrize("field", ["consent", "child_consent", "source"])
def test_what_says_nothing_that_can_be_seen_is_missing(find: Find, field):
    given = {"children": ["9"], "consent": "Phiếu 1", "child_consent": "Em đồng ý", "source": "Hội"}
    said = {"text": "Có 87% trẻ em dùng mạng."}
    assert {one.code for one in find(posts(given | said | {field: "\u200b"}))} & {
        "consent-missing", "child-consent-missing", "source-missing",
    }  # fmt: skip


def test_a_title_that_nobody_can_see_is_unfinished(find: Find):
    codes = [one.code for one in find(posts({"title": "\u200b\u200b"})) if one.is_error]
    assert codes == ["unfinished"]
    assert find(posts({"title": "{{ unit.name }}"})) == []


UNSEEN = st.text(
    st.one_of(
        st.characters(categories=["Cf"], exclude_characters="\ufeff\ufff9\ufffa\ufffb"),
        st.sampled_from("\u034f\ufe0f\u3164\u115f"),
    ),
    min_size=1,
    max_size=3,
)
DIGITS = st.sampled_from(["0123456789", "０１２３４５６７８９", "០១២៣៤៥៦៧៨៩", "٠١٢٣٤٥٦٧٨٩"])
SPACES = st.text(st.characters(categories=["Zs"]), min_size=1, max_size=2)


@given(st.sampled_from(TOLD), st.data())
@settings(max_examples=examples(60))
def test_no_character_that_the_eye_passes_over_takes_a_finding_away(case, data):
    code, text, _ = case
    place = data.draw(st.integers(0, len(text)))
    text = text[:place] + data.draw(UNSEEN) + text[place:]
    gaps = [index for index, letter in enumerate(text) if letter == " "]
    if gaps:
        gap = data.draw(st.sampled_from(gaps))
        text = text[:gap] + data.draw(SPACES) + text[gap + 1 :]
    text = text.translate(str.maketrans("0123456789", data.draw(DIGITS)))
    found = [one for one in told(text) if one.code == code]
    assert found
    lines = posts({"text": text}).splitlines()
    for problem in found:
        place = problem.place
        assert 1 <= place.column <= place.column + place.length - 1 <= len(lines[place.line - 1])
