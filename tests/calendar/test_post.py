"""One post's keys: each mistake at its own place, with words that say what to write instead."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from scheduler.calendar.recurrence import parse_rule
from scheduler.reader.moments import is_skipped, parse_after, parse_at, parse_date
from scheduler.settings.model import Settings
from tests.calendar.conftest import Read, Write, codes

BASE = "posts:\n  - id: a\n    at: 2026-12-01 07:30\n    title: b\n"


def problem_of(read: Read, more: str, base: str = BASE) -> tuple[str, str, str]:
    calendar = read(base + more + ("" if "    text:" in more else "\n    text: c") + "\n")
    assert calendar.posts == ()
    assert len(calendar.problems) == 1, [one.as_text("en") for one in calendar.problems]
    (problem,) = calendar.problems
    return problem.code, str(problem.place).removeprefix("posts/a.yaml:"), problem.way_out("vi")


# -- dates and times --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("450", "at-form", "2026-12-01 07:30"),
        ("1700000000", "at-form", "2026-12-01 07:30"),
        ("2026-12-05", "at-form", "2026-12-05 07:30"),
        ("2026-12-05T19:00", "at-form", "2026-12-05 19:00"),
        ("2026-12-05 19:00:00", "at-form", "2026-12-05 19:00"),
        ("2026-12-05 7:05", "at-form", "2026-12-05 07:05"),
        ("2026-12-05 7h", "at-form", "2026-12-05 07:00"),
        ("5/12/2026 19h30", "at-form", "2026-12-05 19:30"),
        ("19:30 5-12-2026", "at-form", "2026-12-05 19:30"),
        ("“2026-12-05 19:30”", "at-form", "2026-12-05 19:30"),
        ("2026-12-05 19:30 +07", "at-form", "2026-12-05 19:30"),
        ("٢٠٢٦-12-05 19:30", "at-form", "19:30"),
        ("2026-02-29 19:30", "no-such-date", "01 – 28"),
        ("2026-13-01 19:30", "no-such-date", "2026"),
        ("2026-00-10 19:30", "no-such-date", "2026"),
        ("2026-12-05 24:00", "no-such-time", "23"),
        ("2026-12-05 19:60", "no-such-time", "59"),
    ],
)
def test_a_time_has_one_form_and_every_other_a_hint(read: Read, written: str, code: str, hint: str) -> None:
    base = BASE.replace("2026-12-01 07:30", written)
    found = problem_of(read, "", base)
    assert found[:2] == (code, "3:9")
    assert hint in found[2]


def is_no_moment(written: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?", written) is None


@given(st.text(max_size=20).filter(is_no_moment))  # hypothesis tries what stands in the code too
def test_no_other_text_is_a_time_or_a_date(written: str) -> None:
    for parse in (parse_at, parse_date):
        with pytest.raises(PydanticCustomError):
            parse(written)


@given(st.datetimes(*(datetime.fromisoformat(day) for day in ("2000-01-01", "2199-12-31"))))
def test_every_minute_is_read_back(moment: object) -> None:
    minute = moment.replace(second=0, microsecond=0, fold=0)  # type: ignore[attr-defined]
    assert parse_at(f"{minute:%Y-%m-%d %H:%M}".rjust(16, "0")) == minute


@pytest.mark.parametrize("day", ["0000-01-01", "0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_years_that_are_a_slip_are_refused_wherever_a_date_stands(
    day: str,
) -> None:
    for parse, written in ((parse_at, f"{day} 00:00"), (parse_date, day), (parse_after, day)):
        with pytest.raises(PydanticCustomError) as wrong:
            parse(written)
        assert (wrong.value.context or {})["code"] == "year-far"
    with pytest.raises(PydanticCustomError):
        parse_rule(f"FREQ=DAILY;UNTIL={day.replace('-', '')}")


def test_a_time_that_the_clocks_skip_is_refused(read: Read, settings: Settings, write: Write) -> None:
    zone = settings.model_copy(update={"time_zone": "Europe/Berlin"}).zone
    assert is_skipped(parse_at("2026-03-29 02:30").replace(tzinfo=zone))
    assert not is_skipped(parse_at("2026-03-29 03:00").replace(tzinfo=zone))
    assert not is_skipped(parse_at("2026-10-25 02:30").replace(tzinfo=zone))  # twice, but it is there


# -- keys -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code", "place", "hint"),
    [
        ("    audience: Cha mẹ", "unknown-audience", "5:15", "cha-me"),
        ("    topic: mat-khẩu", "unknown-topic", "5:12", "mat-khau"),
        ("    hotlines: [tong-dai-111, tong-dai-113]", "unknown-hotline", "5:30", "tong-dai-111"),
        ("    hashtags: [An Toàn]", "hashtag-form", "5:16", "AnToàn"),
        ('    hashtags: ["#Hay!", A]', "hashtag-form", "5:16", "Hay"),
        ('    hashtags: ["111"]', "hashtag-form", "5:16", "BaoVeTreEm"),
        ("    hashtag: [A]", "unknown-key", "5:5", "hashtags"),
        ("    hashtag:", "unknown-key", "5:5", "hashtags"),
        ("    expires: 31/1/2027", "date-form", "5:14", "2027-01-31"),
        ("    expires: 2027-02-31", "no-such-date", "5:14", "28"),
        ("    expires: 2026-11-30", "expires-early", "5:14", ""),
        ("    link: javascript:alert(1)", "link-form", "5:11", "https://"),
        ("    link: https://phunu\u200b.vn/tin", "link-form", "5:24", "trình duyệt"),
        ("    link: https://phunu.vn/t\u00adin", "link-form", "5:29", "trình duyệt"),
        ("    link: https://phunu..vn/tin", "link-form", "5:11", "https://"),
        ("    link: https://phunu.vn@xau.vn/", "link-form", "5:11", "https://"),
        (f"    link: https://{'a' * 64}.vn/", "link-form", "5:11", "https://"),
        (f"    link: https://phunu.vn/{'a' * 2100}", "link-form", "5:11", "ngắn hơn"),
        ("    channels: {website: {link: 'https://phunu\u202e.vn/'}}", "link-form", "5:46", "trình duyệt"),
        ("    channels: []", "no-channels", "5:15", "facebook"),
        ("    channels: {facebook: {texts: x}}", "unknown-key", "5:27", "text"),
        ("    channels: [handoff]", "later", "5:15", "draft"),
        ("    channels: facebook", "channels-form", "5:15", "[facebook"),
        ("    card: tip", "not-mapping", "5:11", ""),
        ("    card: {template: tip, points: [a, [b]]}", "not-text", "5:39", ""),
        (
            "    card:\n      template: tip\n      points:\n        - Lưu ý: gọi",
            "colon",
            "8:11",
            "Lưu ý: gọi",
        ),
        ("    card:\n      template: tip\n      headline: {a: b}", "colon", "7:18", ""),
        ("    card: {template: tip, points: [a, “b, c”, d]}", "curly-quote", "5:39", '"'),
        ("    cards: [{template: tip}]", "too-few", "5:12", "2"),
        ("    cards: [{template: tip, a: {b: c}}, {template: tip}]", "colon", "5:33", "b: c"),
        ("    card: {template: a}\n    cards: [{template: a}, {template: b}]", "card-and-cards", "6:12", ""),
        ("    units: All", "id-form", "5:12", "all"),
        ("    units: provinces", "unknown-unit", "5:12", "province"),
        ("    text: c\n    first_comment: Gọi {{ hotline('a') }}", "unknown-hotline", "6:24", "hotlines"),
        ("    channels: [handoff]", "later", "5:15", "draft"),
        ("    text:", "missing", "2:5", "text"),
        ('    text: ""', "empty", "5:11", ""),
        ("    text: [a]", "not-text", "5:11", ""),
        ("    text: |\n      a\n      hashtags: [A]", "key-in-text", "7:7", "thụt"),
        ("    text: |\n      a\n      - id: b", "key-in-text", "7:7", "thụt"),
    ],
)
def test_each_mistake_is_told_at_its_place_with_a_way_out(
    read: Read, more: str, code: str, place: str, hint: str
) -> None:
    found = problem_of(read, more)
    assert found[:2] == (code, place)
    assert hint in found[2]


@pytest.mark.parametrize("written", ["Mat-Khau", "mật-khẩu", "-a", "a--b", "a_b", "a b"])
def test_an_id_has_one_form_and_a_hint(read: Read, written: str) -> None:
    code, place, hint = problem_of(read, "", BASE.replace("id: a", f"id: {written}"))
    assert (code, place) == ("id-form", "2:9")
    assert hint.rsplit(" ", 1)[1].replace("-", "").isalnum()


def test_units_may_name_the_province_and_a_first_comment_may_follow(read: Read) -> None:
    assert read(BASE + "    text: c\n    units: province\n").problems == ()
    assert read(BASE + "    text: c\n    first_comment: x\n").problems == ()


@pytest.mark.parametrize("more", ["audience: xyz", "topic: xyz", "hotlines: [xyz]", "units: xyz"])
def test_what_is_like_nothing_known_brings_no_guess(read: Read, more: str) -> None:
    assert "Có phải" not in problem_of(read, f"    {more}")[2]


def test_several_mistakes_of_one_post_are_told_together(read: Read) -> None:
    calendar = read(BASE + "    text: Gọi {{ hotline('a') }}\n    audience: x\n    hotlines: [y]\n")
    assert codes(calendar) == [("unknown-hotline", 5), ("unknown-audience", 6), ("unknown-hotline", 7)]
    assert {problem.post for problem in calendar.problems} == {"a"}


def test_a_wrong_key_does_not_hide_what_is_wrong_in_the_others(read: Read) -> None:
    calendar = read(
        "posts:\n  - id: a\n    at: mai\n    titel: b\n    text: Gọi {{ x }}\n"
        "    audience: y\n    link: z: w\n"
    )
    assert codes(calendar) == [
        ("at-form", 3),
        ("unknown-key", 4),
        ("placeholder", 5),
        ("unknown-audience", 6),
        ("colon", 7),
    ]
    assert {problem.post for problem in calendar.problems} == {"a"}


# -- placeholders -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("{{ hotline('tong-dai-11') }}", "unknown-hotline", "tong-dai-111"),
        ('{{ hotline("tong-dai-111") }}', "placeholder", "{{ hotline('tong-dai-111') }}"),
        ("{{ hotline(‘tong-dai-111’) }}", "placeholder", "{{ hotline('tong-dai-111') }}"),
        ("{{ hotline(tong-dai-111) }}", "placeholder", "{{ hotline('tong-dai-111') }}"),
        ("{{ unit.nam }}", "unit-field", "{{ unit.name }}"),
        ("{{ Unit.Name }}", "placeholder", "{{ unit.name }}"),
        ("{{ unit.name|upper }}", "placeholder", "{{ unit.name }}"),
        ("{{ 7 * 7 }}", "placeholder", "{{ unit.name }}"),
        ("{{}}", "placeholder", "{{ unit.name }}"),
        ("{{ unit.name }", "placeholder", "{{ unit.name }}"),
        ("{{ unit.name", "placeholder", "{{ unit.name }}"),
        ("unit.name }}", "placeholder", "{{ unit.name }}"),
    ],
)
def test_anything_else_between_braces_is_told_where_it_stands(
    read: Read, written: str, code: str, hint: str
) -> None:
    more = f"    text: |\n      Một {{{{ unit.name }}}} dòng.\n      Gọi {written} nhé."
    found = problem_of(read, more)
    expected = "7:21" if written == "unit.name }}" else "7:11"
    assert found[:2] == (code, expected)
    assert hint in found[2]


def test_the_second_of_two_equal_mistakes_has_its_own_place(read: Read) -> None:
    calendar = read(BASE + "    text: |\n      {{ x }}\n      {{ x }}\n")
    assert codes(calendar) == [("placeholder", 6), ("placeholder", 7)]


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ('    card: {template: tip, headline: "{{ unit.name }}"}', "5:37"),
        ('    card: {template: tip, points: [a, "b {{ unit.name }}"]}', "5:35"),
        ('    card: {template: tip, alt: "{{ unit.name }}"}', "5:32"),
    ],
)
def test_a_placeholder_that_nothing_fills_in_is_refused(read: Read, more: str, place: str) -> None:
    assert problem_of(read, more)[:2] == ("placeholder-here", place)


def test_a_channels_own_text_is_held_to_the_same(read: Read) -> None:
    found = problem_of(read, '    channels: {facebook: {text: "{{ x }}"}}')
    assert found[:2] == ("placeholder", "5:34")
