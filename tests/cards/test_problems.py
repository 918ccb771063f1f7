"""What keeps a card from being painted is told at its place, with a way out, before anything is published."""

import pytest

from tests.cards.making import HOTLINES, SETTINGS, TIP

LONG = "rất dài " * 60


def places(problems):
    return [(problem.code, str(problem.place)) for problem in problems]


def place_of(studio, words, card):
    """file:line:column of *words* in *card*, as it stands in the calendar."""
    index = studio.text.index(card) + card.index(words)
    before = studio.text[:index].split("\n")
    return f"posts/2026-12.yaml:{len(before)}:{len(before[-1]) + 1}"


CASES = {
    "a template that does not exist": (
        "{template: tipp, headline: Một}", "card-template", "tipp",
    ),
    "a field that the template lacks": (
        "{template: tip, headline: Một, boddy: Hai}", "card-field", "boddy",
    ),
    "a required field under a wrong name": (
        "{template: tip, headlin: Một}", "card-field", "headlin",
    ),
    "a required field left out": (
        "{template: tip, body: Hai}", "card-field-missing", "{template",
    ),
    "a required list left out": (
        "{template: checklist, headline: Một}", "card-field-missing", "{template",
    ),
    "a text where a list belongs": (
        "{template: checklist, headline: Một, points: chỉ một ý}", "card-field-list", "chỉ một ý",
    ),
    "a list where a text belongs": (
        "{template: tip, headline: [Một, Hai]}", "card-field-text", "[Một, Hai]",
    ),
    "one point": (
        "{template: checklist, headline: Một, points: [Hai]}", "card-field-count", "[Hai]",
    ),
    "six points": (
        "{template: checklist, headline: Một, points: [a, b, c, d, e, g]}", "card-field-count", "[a, b",
    ),
    "an unknown illustration": (
        "{template: tip, headline: Một, illustration: lok}", "card-illustration", "lok",
    ),
    "a path for an illustration": (
        "{template: tip, headline: Một, illustration: ../../secret}", "card-illustration", "../../secret",
    ),
    "an unknown mood": (
        "{template: tip, headline: Một, mood: hong}", "card-mood", "hong",
    ),
    "an unknown ground": (
        "{template: tip, headline: Một, ground: xanh}", "card-ground", "xanh",
    ),
    "an unknown hotline": (
        "{template: hotline, headline: Một, hotline: tong-dai}", "card-hotline", "tong-dai}",
    ),
    "emoji": (
        "{template: tip, headline: Chào 😀 em}", "card-glyph", "😀",
    ),
    "emoji in a point": (
        "{template: checklist, headline: Một, points: [Hai, Ba 🤣🏽]}", "card-glyph", "🤣",
    ),
    "a sign of another script": (
        "{template: tip, headline: Một, body: Hai 漢}", "card-glyph", "漢",
    ),
    "a headline that fits at no size": (
        f"{{template: tip, headline: {LONG}}}", "card-too-long", "rất dài",
    ),
    "a point that fits at no size": (
        f"{{template: checklist, headline: Một, points: [Hai, {LONG}]}}", "card-too-long", "rất dài",
    ),
    "a label that meets the name": (
        "{template: tip, headline: Một, label: Một dòng chữ nhỏ ở góc trên mà dài như vậy}",
        "card-too-long", "Một dòng chữ",
    ),
    "one word wider than the card": (
        f"{{template: tip, headline: Một {'nghiêng' * 12}}}", "card-word-too-long", "nghiêng",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_mistake_is_one_problem_at_its_place(studio, case):
    card, code, words = CASES[case]
    studio.cards(TIP, card)
    assert places(studio.problems()) == [(code, place_of(studio, words, card))]


@pytest.mark.parametrize("case", CASES)
def test_every_problem_says_in_both_languages_what_is_wrong_and_what_to_do(studio, case):
    studio.cards(CASES[case][0])
    (problem,) = studio.problems()
    assert problem.is_error
    assert problem.post == "bai-1"
    assert problem.line_text
    for language in ("vi", "en"):
        said = problem.wrong(language) + problem.way_out(language)
        assert "{" not in said
        assert problem.way_out(language)


def test_all_mistakes_of_all_cards_are_told_at_once(studio):
    studio.cards(*(card for card, _, _ in CASES.values()))
    assert [problem.code for problem in studio.problems()] == [code for _, code, _ in CASES.values()]


def test_a_post_with_problems_is_not_painted(studio):
    studio.cards("{template: tip, headline: Chào 😀 em}", TIP)
    assert studio.paint(post="bai-2")
    with pytest.raises(ValueError, match="bai-1"):
        studio.paint(post="bai-1")
    assert all(name.startswith("bai-2/") for name in studio.files)


def test_what_is_too_long_tells_a_length_that_fits_at_every_size(studio):
    """The officer shortens once, not once for each size."""
    studio.cards(f"{{template: tip, headline: Một, body: {LONG}}}")
    (problem,) = studio.problems()
    length = problem.values["length"]
    assert 0 < length < problem.values["count"]
    studio.cards(f"{{template: tip, headline: Một, body: {LONG[:length].strip()}}}")
    assert studio.problems() == []


def test_invisible_signs_of_copied_text_do_no_harm(studio):
    studio.cards("{template: tip, headline: Đặt\u200d mật\u00ad khẩu\u2060 mạnh\ufe0f}")
    assert studio.problems() == []
    with_signs = studio.paint()[0].data
    studio.cards("{template: tip, headline: Đặt mật khẩu mạnh}")
    assert studio.paint()[0].data == with_signs


def test_letters_and_marks_typed_apart_are_the_same_letters(studio):
    """Decomposed accents, as some phones type them."""
    studio.cards("{template: tip, headline: Mật khẩu}")
    whole = studio.paint()[0].data
    studio.cards("{template: tip, headline: Ma\u0323\u0302t kha\u0302\u0309u}")
    assert studio.problems() == []
    assert studio.paint()[0].data == whole


def test_a_hotline_card_needs_a_hotline(studio):
    studio.cards("{template: hotline, headline: Một}")
    studio.change("posts/2026-12.yaml", "    hotlines: [tong-dai-111, hoi-phu-nu-tinh]\n", "")
    (problem,) = studio.problems()
    assert problem.code == "card-hotline-missing"


def test_a_hotline_with_a_name_too_long_is_told_with_the_file_to_mend(studio):
    long_name = "Trung tâm Công tác xã hội và Quỹ Bảo trợ trẻ em của tỉnh Sóc Trăng ở thành phố"
    studio.put("config/hotlines.yaml", HOTLINES.replace("Hội LHPN tỉnh Sóc Trăng", long_name))
    (problem,) = studio.problems()
    assert problem.code == "card-hotline-long"
    assert "config/hotlines.yaml" in problem.way_out("vi")


def test_a_name_of_the_organisation_too_long_is_told(studio):
    long_name = "Hội Liên hiệp Phụ nữ thành phố Sóc Trăng và mười một huyện, thị xã của tỉnh"
    studio.put("config/settings.yaml", SETTINGS.replace("name: Phụ nữ Sóc Trăng", f'name: "{long_name}"'))
    (problem,) = studio.problems()
    assert problem.code == "card-brand"
    assert long_name in problem.wrong("vi")


def test_a_topic_with_a_long_name_gives_way_to_the_organisation(studio):
    studio.put(
        "config/settings.yaml",
        SETTINGS.replace("mat-khau: Mật khẩu", "mat-khau: Bảo vệ trẻ em trên môi trường mạng"),
    )
    assert studio.problems() == []


@pytest.mark.parametrize("where", ["config/settings.yaml", "config/hotlines.yaml"])
def test_emoji_in_what_stands_on_every_card_is_told(studio, where):
    studio.change(where, "Sóc Trăng", "Sóc Trăng 😀")
    assert {problem.code for problem in studio.problems()} == {"card-glyph"}


def test_a_drawing_that_is_no_svg_is_told(studio):
    studio.put("assets/drawings/lock.svg", "<svg")
    (problem,) = studio.problems()
    assert problem.code == "card-drawing"
    assert str(problem.place) == place_of(studio, "lock", TIP)


DRAWING = "drawing: {name: lock, box: [72, 72, 200], on: $look.panel}"
PORTRAIT = """\
name: mau-rieng
fields: {headline: {required: true}}
moods: [man]
vary: {look: [{panel: main}]}
sizes:
  portrait:
    canvas: [1080, 1350]
    layers:
      - panel: {box: [0, 0, 0, 0], fill: $look.panel}
      - drawing: {name: lock, box: [72, 72, 200], on: $look.panel}
      - stack:
          box: [72, 400, -72, 900]
          on: main
          texts: [{field: headline, weight: Bold, size: [90, 40], lines: 3}]
"""
# The other sizes as they are wherever the portrait has its mistake.
OTHERS = PORTRAIT[PORTRAIT.index("  portrait:") :]
TEMPLATE = PORTRAIT + "".join(
    OTHERS.replace("portrait", size).replace("[1080, 1350]", canvas)
    for size, canvas in (("square", "[1080, 1080]"), ("wide", "[1200, 1080]"))
)


def test_a_template_of_ones_own_is_used(studio):
    studio.put("assets/templates/mau-rieng.yaml", TEMPLATE)
    studio.cards("{template: mau-rieng, headline: Một}")
    assert studio.problems() == []
    assert studio.paint()[0].width == 1080


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("fill: $look.panel", "fill: hong", "template-colour"),
        ("fill: $look.panel", "fill: $mau.nen", "template-choice"),
        ("fill: $look.panel", "fill: mix(main; deep)", "template-colour"),
        ("on: main", "on: xanh", "template-ground"),
        ("name: lock", "name: khong-co", "template-drawing"),
        (DRAWING, "rings: {centre: [left, 9], step: 50, on: xanh}", "template-ground"),
        (
            DRAWING,
            "tiles: {box: [0, 0, 90, 90], module: 90, kinds: tile-khong, on: main}",
            "template-drawing",
        ),
        (
            DRAWING,
            "tiles: {box: [0, 0, 1090, 90], module: 90, kinds: tile-leaf, on: main}",
            "template-box-outside",
        ),
        (DRAWING, "panel: {box: [90, 0, 80, 0], fill: main}", "template-box-outside"),
        (DRAWING, "panel: {box: [90, 0, 80], fill: main}", "template-box"),
        (
            DRAWING,
            "points: {field: y, box: [0, 0, 0, 0], on: main, tile: 90, gap: 9, size: [40, 30]}",
            "template-field",
        ),
        (DRAWING, "gradient: {box: [0, 0, 0, 0], from: main, to: tim}", "template-colour"),
        (DRAWING, "shape: {circle: [1, 2, 3], ring: [1, 2, 3, 4], fill: main}", "template-shape"),
        (DRAWING, "{panel: {box: [0, 0, 0, 0], fill: main}, qr: {box: [0, 0, 0, 0]}}", "template-layer"),
        ("moods: [man]", "moods: [hong]", "template-mood"),
        ("  wide:", "  rong:", "template-size"),
    ],
)
def test_a_template_that_names_what_is_not_there_is_told(studio, old, new, code):
    assert old in TEMPLATE
    studio.put("assets/templates/mau-rieng.yaml", TEMPLATE.replace(old, new, 1))
    studio.cards("{template: mau-rieng, headline: Một}")
    (problem,) = studio.problems()
    assert problem.code == code
    assert problem.place.file == "assets/templates/mau-rieng.yaml"
    assert problem.place.line > 1
    with pytest.raises(ValueError, match="bai-1"):
        studio.paint()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("canvas: [1080, 1350]", "canvas: [1080]", 7),
        ("weight: Bold", "weight: Fett", 14),
        ("- panel: {", "- panell: {", 9),
        ("moods: [man]", "moods: [man", 3),
    ],
)
def test_a_template_that_cannot_be_read_is_told_with_its_line(studio, old, new, line):
    studio.put("assets/templates/mau-rieng.yaml", TEMPLATE.replace(old, new))
    problems = studio.problems()
    assert problems
    assert str(problems[0].place).startswith(f"assets/templates/mau-rieng.yaml:{line}:")
