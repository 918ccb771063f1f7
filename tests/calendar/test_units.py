"""The organisations below the province: a tree, each with what differs there, one mistake at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE, Calendar, ChannelName, UnitId
from scheduler.calendar.wording import Limits, lines_of, word
from scheduler.files import WorkFolder
from scheduler.problems import Problem
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from tests.calendar.conftest import HOTLINES, Read, Write, codes

HEAD = "units:\n"
MY_XUYEN = """\
  - id: my-xuyen
    name: Hội LHPN xã Mỹ Xuyên
    hotlines: [cong-an-my-xuyen]
    brand: {name: Phụ nữ Mỹ Xuyên}
    facebook: {page: "77", token: env:LOA_MY_XUYEN}
    website: {folder: var/site/my-xuyen, address: https://phunu.example.vn/my-xuyen}
    slots: {daily: ["08:00"]}
    declines: [chi-tinh]
"""
AP_MOT = """\
  - {id: ap-mot, name: Chi hội ấp Một, parent: my-xuyen, hotlines: [tram-y-te, cong-an-my-xuyen]}
"""
LINES = """\
cong-an-my-xuyen: {name: Công an xã Mỹ Xuyên, number: 02993851234}
tram-y-te: {name: Trạm y tế, number: 02993855678}
"""
POST = "posts:\n  - {id: a, at: 2026-12-01 07:30, title: b, text: c}\n"

Units = Callable[..., Calendar]


@pytest.fixture
def units(read: Read, write: Write) -> Units:
    """Reads the calendar beside units.yaml made of *entries*."""

    def read_units(*entries: str, posts: str = POST) -> Calendar:
        write("config/hotlines.yaml", HOTLINES + LINES)
        write("config/units.yaml", HEAD + "".join(entries))
        return read(posts)

    return read_units


def ids(calendar: Calendar) -> list[str]:
    return list(calendar.units)


def post(more: str, text: str = "c") -> str:
    return f"posts:\n  - id: a\n    at: 2026-12-01 07:30\n    title: b\n    text: {text}\n    {more}\n"


def test_a_folder_without_units_has_the_province_with_all_of_the_settings(
    read: Read, settings: Settings
) -> None:
    (province,) = read(POST).units.values()
    assert (province.id, province.name, province.parent) == (PROVINCE, settings.organisation, None)
    assert province.channels == settings.channels
    assert list(province.channels) == ["facebook", "website"]


def test_a_unit_has_its_own_keys_over_the_provinces(units: Units) -> None:
    calendar = units(MY_XUYEN, AP_MOT, posts=POST.replace("id: a", "id: chi-tinh"))
    assert calendar.problems == ()
    assert ids(calendar) == ["province", "my-xuyen", "ap-mot"]
    unit = calendar.units[UnitId("my-xuyen")]
    page, site = unit.channels["facebook"], unit.channels["website"]
    assert (page.page, page.token) == ("77", "env:LOA_MY_XUYEN")
    assert site.address == "https://phunu.example.vn/my-xuyen/"
    assert unit.declines == {"chi-tinh"}
    assert [f"{slot:%H:%M}" for slot in unit.slots_of("facebook").week[6]] == ["08:00"]


def test_what_a_units_block_leaves_out_is_the_provinces(
    units: Units, write: Write, folder: WorkFolder
) -> None:
    write(
        "config/settings.yaml",
        'organisation: Hội\nbrand: {name: Tỉnh, deep: "#3F0A35"}\nslots: {daily: ["07:30"], sun: []}\n'
        'facebook: {page: "1", token: env:TINH, version: v25.0}\n',
    )
    own = 'facebook: {page: "2", token: env:XA}, brand: {name: Xã ta}, slots: {sat: ["09:00"]}'
    units(f"  - {{id: x, name: Xã, {own}}}\n")
    settings, problems = load_settings(folder)
    assert settings is not None, problems
    unit = read_calendar(folder, settings).units[UnitId("x")]
    page = unit.channels["facebook"]
    assert (page.page, page.token, page.version) == ("2", "env:XA", "v25.0")
    assert unit.brand is not None
    assert (unit.brand.name, unit.brand.deep) == ("Xã ta", "#3F0A35")
    week = unit.slots_of("website").week
    assert [[f"{slot:%H:%M}" for slot in week[day]] for day in (0, 5, 6)] == [["07:30"], ["09:00"], []]


def test_a_unit_without_a_page_of_its_own_goes_nowhere(units: Units) -> None:
    unit = units(MY_XUYEN, AP_MOT).units[UnitId("ap-mot")]
    assert unit.channels == {}


def test_hotlines_are_its_own_then_those_of_the_units_above(units: Units) -> None:
    calendar = units(AP_MOT, MY_XUYEN, "  - {id: province, name: Hội tỉnh ta, hotlines: [hoi-phu-nu-tinh]}\n")
    assert codes(calendar) == [("unknown-declined", 10)]
    assert ids(calendar) == ["province", "ap-mot", "my-xuyen"]
    assert {unit.id: unit.hotlines for unit in calendar.units.values()} == {
        "province": ("hoi-phu-nu-tinh",),
        "my-xuyen": ("cong-an-my-xuyen", "hoi-phu-nu-tinh"),
        "ap-mot": ("tram-y-te", "cong-an-my-xuyen", "hoi-phu-nu-tinh"),
    }
    assert [unit.above for unit in calendar.units.values()] == ["", "Hội LHPN xã Mỹ Xuyên", "Hội tỉnh ta"]


# -- mistakes ---------------------------------------------------------------------------------------

OTHER = "  - {id: dai-tam, name: Hội LHPN xã Đại Tâm}\n"


@pytest.mark.parametrize(
    ("entry", "code", "place", "hint"),
    [
        ("{id: x, name: X, hotline: [a]}", "unknown-key", "2:22", "hotlines"),
        ("{id: x}", "missing", "2:5", "name"),
        ("{name: X}", "missing", "2:5", "id"),
        ("{id: Xã, name: X}", "id-form", "2:10", "xa"),
        ("{id: all, name: X}", "unit-reserved", "2:10", "my-xuyen"),
        ("{id: x, name: X, parent: dai-tan}", "unknown-parent", "2:30", "dai-tam"),
        ("{id: x, name: X, parent: [dai-tam]}", "not-text", "2:30", ""),
        ("{id: x, name: X, parent: x}", "unit-circle", "2:30", "province"),
        ("{id: x, name: X, hotlines: [tong-dai-112]}", "unknown-hotline", "2:33", "tong-dai-111"),
        ("{id: x, name: X, facebook: {token: env:X}}", "unit-page", "2:22", "page"),
        ('{id: x, name: X, facebook: {page: "1", token: env:X}}', "unit-taken", "2:39", "riêng"),
        ('{id: x, name: X, facebook: {page: "2"}}', "unit-token", "2:22", "token"),
        ('{id: x, name: X, facebook: {page: "x"}}', "facebook-page", "2:39", ""),
        ('{id: x, name: X, facebook: {page: "2", tokens: a}}', "unknown-key", "2:44", "token"),
        ("{id: x, name: X, facebook: true}", "not-mapping", "2:32", ""),
        ("{id: x, name: X, website: {folder: var/x}}", "unit-site", "2:22", "address"),
        ("{id: x, name: X, website: {address: https://x.vn/}}", "unit-site", "2:22", "folder"),
        (
            "{id: x, name: X, website: {folder: var/site/, address: https://x.vn/}}",
            "unit-taken",
            "2:40",
            "riêng",
        ),
        (
            "{id: x, name: X, website: {folder: v, address: https://phunu.example.vn/tin}}",
            "unit-taken",
            "2:52",
            "riêng",
        ),
        ('{id: x, name: X, brand: {primary: "red"}}', "colour", "2:39", "#"),
        ("{id: x, name: X, brand: {logo: no.png}}", "logo-missing", "2:36", "assets"),
        ("{id: x, name: X, slots: {thu2: [a]}}", "weekday", "2:30", "mon"),
        ('{id: x, name: X, slots: {daily: ["7h30"]}}', "clock-form", "2:38", "07:30"),
        ("{id: x, name: X, language: en}", "choice", "2:32", "km"),
        ("{id: province, brand: {name: X}}", "unit-province", "2:20", "settings.yaml"),
        ("{id: province, hotline: [a]}", "unknown-key", "2:20", "hotlines"),
        ("mot-xa", "unit-shape", "2:5", "- id"),
        ("{id: x, name: Xã: X}", "colon", "2:21", ""),
    ],
)
def test_each_mistake_is_told_at_its_place_and_only_that_unit_is_left_out(
    units: Units, entry: str, code: str, place: str, hint: str
) -> None:
    calendar = units(f"  - {entry}\n", OTHER, posts=post("units: dai-tam"))
    (problem,) = calendar.problems
    assert (problem.code, str(problem.place)) == (code, f"config/units.yaml:{place}")
    assert problem.line_text
    assert hint in problem.way_out("vi")
    assert problem.wrong("vi") != problem.wrong("en")
    assert ids(calendar) == ["province", "dai-tam"]
    assert [sound.id for sound in calendar.posts] == ["a"]


def test_a_facebook_block_needs_a_token_where_the_province_has_no_page(
    units: Units, folder: WorkFolder
) -> None:
    units('  - {id: x, name: X, facebook: {page: "2"}}\n')
    calendar = read_calendar(folder, Settings(organisation="Hội"))
    assert [(one.code, one.place.line) for one in calendar.problems] == [("missing", 2)]


def test_two_units_of_one_id_are_both_left_out_and_each_names_the_other(units: Units) -> None:
    calendar = units(OTHER, OTHER, "  - {id: x, name: X, parent: dai-tam}\n")
    assert codes(calendar) == [("duplicate-unit", 2), ("duplicate-unit", 3), ("nameless-parent", 4)]
    assert "config/units.yaml:3" in calendar.problems[0].wrong("vi")
    assert ids(calendar) == ["province"]


def test_a_page_stays_with_the_first_that_names_it(units: Units) -> None:
    page = 'facebook: {page: "5", token: env:X}'
    calendar = units(f"  - {{id: x, name: Xã X, {page}}}\n", f"  - {{id: y, name: Xã Y, {page}}}\n")
    assert codes(calendar) == [("unit-taken", 3)]
    assert "Xã X" in calendar.problems[0].wrong("vi")
    assert ids(calendar) == ["province", "x"]


def test_a_circle_is_told_to_each_in_it_and_who_is_below_it_stays(units: Units) -> None:
    calendar = units(
        "  - {id: x, name: X, parent: y}\n",
        "  - {id: y, name: Y, parent: z}\n",
        "  - {id: z, name: Z, parent: x}\n",
        "  - {id: w, name: W, parent: x}\n",
    )
    assert codes(calendar) == [("unit-circle", 2), ("unit-circle", 3), ("unit-circle", 4)]
    assert "x → y → z → x" in calendar.problems[0].wrong("vi")
    assert ids(calendar) == ["province", "w"]
    assert calendar.units[UnitId("w")].above == "X"


def test_what_is_below_a_unit_with_a_mistake_stays_as_long_as_its_name_is_known(units: Units) -> None:
    faulty = "  - {id: x, name: Hội xã X, hotlines: [tram-y-te], trang: 1}\n"
    child = "  - {id: y, name: Y, parent: x}\n"
    calendar = units(faulty, child)
    assert codes(calendar) == [("unknown-key", 2)]
    unit = calendar.units[UnitId("y")]
    assert (unit.above, unit.hotlines) == ("Hội xã X", ("tram-y-te",))
    assert codes(units(faulty.replace("name: Hội xã X, ", ""), child))[-1] == ("nameless-parent", 3)


def test_a_line_that_is_no_yaml_costs_its_own_unit_only(units: Units) -> None:
    calendar = units(OTHER, '  - id: x\n    name: "X\n', "  - {id: y, name: Y}\n")
    assert [problem.place.file for problem in calendar.problems] == ["config/units.yaml"]
    assert ids(calendar) == ["province", "dai-tam", "y"]


@pytest.mark.parametrize("text", ["- id: x\n", "unit: []\n", "x\n", "units: 5\n"])
def test_a_file_that_is_no_list_of_units_is_told(read: Read, write: Write, text: str) -> None:
    write("config/units.yaml", text)
    calendar = read(POST)
    assert calendar.problems
    assert {problem.place.file for problem in calendar.problems} == {"config/units.yaml"}
    assert ids(calendar) == ["province"]
    assert len(calendar.posts) == 1


SECRET = "EAAGm0PX4ZCpsBAKZAfake0secret0for0tests0ZD"


@pytest.mark.parametrize(
    "entry",
    [
        f'{{id: x, name: X, facebook: {{page: "2", token: {SECRET}}}}}',
        f'{{id: x, name: X, facebook: {{page: "2", token: env:{SECRET}}}}}',
        f'{{id: x, name: X, facebook: {{page: "2", tokn: {SECRET}}}}}',
        f"{{id: x, name: X, facebook: {{page: {SECRET}, token: env:X}}}}",
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_shown(units: Units, entry: str) -> None:
    calendar = units(f"  - {entry}\n")
    assert calendar.problems
    assert ids(calendar) == ["province"]
    for problem in calendar.problems:
        shown = [problem.as_text("vi"), problem.as_text("en"), str(problem.as_json()), problem.as_github()]
        assert not any(SECRET in words for words in shown)
        assert SECRET not in problem.line_text


def test_a_declined_id_that_no_post_has_is_a_warning(units: Units) -> None:
    calendar = units(
        "  - {id: x, name: X, declines: [aa, a, dot-mot]}\n", posts="campaign: {id: dot-mot}\n" + POST
    )
    (problem,) = calendar.problems
    assert (problem.code, problem.is_error) == ("unknown-declined", False)
    assert str(problem.place) == "config/units.yaml:2:33"
    assert ids(calendar) == ["province", "x"]


# -- posts ------------------------------------------------------------------------------------------

X, Y = "  - {id: x, name: X}\n", "  - {id: y, name: Y, declines: [a]}\n"


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("province", ["province"]),
        ("all", ["province", "x"]),
        ("[x]", ["x"]),
        ("[x, province, y, x]", ["x", "province"]),
        ("[all, x]", ["province", "x"]),
    ],
)
def test_a_post_is_for_the_units_it_names_without_those_that_decline_it(
    units: Units, named: str, expected: list[str]
) -> None:
    calendar = units(X, Y, posts=post(f"units: {named}"))
    assert calendar.problems == ()
    assert [unit.id for unit in calendar.units_of(calendar.posts[0])] == expected


def test_a_campaign_is_declined_whole(units: Units) -> None:
    calendar = units(X, Y.replace("[a]", "[dot]"), posts="campaign: {id: dot}\n" + post("units: all"))
    assert [unit.id for unit in calendar.units_of(calendar.posts[0])] == ["province", "x"]


@pytest.mark.parametrize(
    ("named", "code", "column"),
    [
        ("[x, xx]", "unknown-unit", 16),
        ("xx", "unknown-unit", 12),
        ("y", "no-unit", 12),
        ("[]", "too-few", 12),
    ],
)
def test_a_post_for_a_unit_that_there_is_not_is_told(
    units: Units, named: str, code: str, column: int
) -> None:
    calendar = units(X, Y, posts=post(f"units: {named}"))
    (problem,) = calendar.problems
    assert (problem.code, problem.post, str(problem.place)) == (code, "a", f"posts/a.yaml:6:{column}")
    assert calendar.posts == ()


def test_a_post_for_a_unit_with_a_mistake_goes_to_the_others(units: Units) -> None:
    calendar = units(X, "  - {id: z, name: Z, trang: 1}\n", posts=post("units: [z, x]"))
    assert codes(calendar) == [("unknown-key", 3)]
    assert [unit.id for unit in calendar.units_of(calendar.posts[0])] == ["x"]
    assert ("no-unit", 6) in codes(units(X, "  - {id: z, name: Z, trang: 1}\n", posts=post("units: z")))


def worded(calendar: Calendar, unit: str) -> str:
    found = calendar.units[UnitId(unit)]
    limits = Limits(1000, inline=False)
    return word(calendar.posts[0], found, calendar.hotlines, ChannelName("website"), limits).text


def test_placeholders_say_what_is_each_units_own(units: Units) -> None:
    text = "\"{{ unit.name }} ({{unit.parent}}): {{ unit.hotline }}, {{ hotline('tong-dai-111') }}\""
    calendar = units(
        "  - {id: province, hotlines: [hoi-phu-nu-tinh]}\n", MY_XUYEN, AP_MOT, X,
        posts=post("units: all", text),
    )  # fmt: skip
    assert {unit: worded(calendar, unit) for unit in calendar.units} == {
        "province": "Hội LHPN tỉnh Sóc Trăng (Hội LHPN tỉnh Sóc Trăng): 0377 672 444, 111",
        "my-xuyen": "Hội LHPN xã Mỹ Xuyên (Hội LHPN tỉnh Sóc Trăng): 0299 3851 234, 111",
        "ap-mot": "Chi hội ấp Một (Hội LHPN xã Mỹ Xuyên): 0299 3855 678, 111",
        "x": "X (Hội LHPN tỉnh Sóc Trăng): 0377 672 444, 111",
    }


@pytest.mark.parametrize(
    ("named", "said"),
    [("x", "X "), ("[my-xuyen, x]", "X "), ("all", "Hội LHPN tỉnh Sóc Trăng và 1 đơn vị khác")],
)
def test_a_post_that_asks_for_a_local_line_where_there_is_none_names_the_unit(
    units: Units, named: str, said: str
) -> None:
    calendar = units(MY_XUYEN, X, posts=post(f"units: {named}", '"Gọi {{ unit.hotline }}"'))
    problem = next(one for one in calendar.problems if one.is_error)
    assert (problem.code, str(problem.place)) == ("no-local-line", "posts/a.yaml:5:16")
    assert said in problem.wrong("vi")
    assert "{{ hotline('mã-đường-dây') }}" in problem.way_out("vi")
    assert calendar.posts == ()


def test_a_channels_own_text_is_looked_at_too(units: Units) -> None:
    more = 'channels: {facebook: {text: "Gọi {{ unit.hotline }}"}}'
    (problem,) = units(X, posts=post(more)).problems
    assert (problem.code, str(problem.place)) == ("no-local-line", "posts/a.yaml:6:38")


def test_a_page_shows_the_posts_lines_and_then_the_units_own(units: Units) -> None:
    calendar = units(MY_XUYEN, X, posts=post("hotlines: [tong-dai-111]"))
    (one,) = calendar.posts
    for unit, numbers in (("my-xuyen", ["111", "02993851234"]), ("x", ["111"])):
        shown = lines_of(one, calendar.units[UnitId(unit)], calendar.hotlines, date(2026, 12, 1))
        assert [line.number for line in shown] == numbers


def test_each_problem_says_the_same_in_both_languages_without_braces(units: Units) -> None:
    calendar = units(
        X, X, "  - {id: z, name: Z, parent: q, hotlines: [q], declines: [q]}\n",
        "  - {id: w, name: W, parent: w}\n",
        posts=post("units: [w, q]", '"{{ unit.hotline }}"'),
    )  # fmt: skip
    assert len(calendar.problems) >= 5
    for problem in calendar.problems:
        assert isinstance(problem, Problem)
        for language in ("vi", "en"):
            told = problem.wrong(language) + problem.way_out(language).replace("{{ hotline(", "")
            assert "{" not in told


def test_the_guides_own_example_is_sound(read: Read, write: Write) -> None:
    guide = (Path(__file__).parents[2] / "docs/huong-dan.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(units:.*?)```", guide, re.DOTALL)
    write("config/hotlines.yaml", HOTLINES + LINES)
    write("config/units.yaml", example)
    calendar = read(POST.replace("id: a", "id: mat-khau-manh"))
    assert calendar.problems == ()
    assert ids(calendar) == ["province", "my-xuyen", "ap-hoa-long"]
