"""Khmer fits whole or is told; its lines end only between words, and nothing in a cluster is parted."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from scheduler.cards.design.items import runs_of
from scheduler.cards.typesetting import khmer
from scheduler.cards.typesetting.fitting import ABOVE, Overflow, Setting, fit, set_block, total, words_of
from scheduler.cards.typesetting.fonts import lacks
from tests.cards.khmer_making import PHRASES, cluster_starts
from tests.cards.making import bounds, ink
from tests.cards.test_text import MARGIN, PHONES, ROUNDING, lines_of, place, prepared, syllables

LETTERS = [chr(code) for code in range(0x1780, 0x17B4)]
VOWELS = [chr(code) for code in range(0x17B6, 0x17C9)]
SIGNS = [chr(code) for code in range(0x17C9, 0x17D2)]
COENG = "\u17d2"
STOPS = ["។ ", "? ", "៖ ", "! ", ", ", "៕"]
KHMER_PHONES = ("០៣៧៧ ៦៧២ ៤៤៤", "1900 1234", "0377 672 444")

cluster = st.builds(
    lambda base, subscripts, vowel, sign: base + "".join(COENG + one for one in subscripts) + sign + vowel,
    st.sampled_from(LETTERS),
    st.lists(st.sampled_from(LETTERS[:33]), max_size=2),
    st.sampled_from(["", *VOWELS]),
    st.sampled_from(["", "", "", *SIGNS]),
)
made_up = st.lists(cluster, min_size=1, max_size=8).map("".join)
# What a finger on a phone may type: signs without a letter, vowels twice, a coeng at the end.
any_order = st.text([*LETTERS, *VOWELS, *SIGNS, COENG, "\u200c", "\u200d"], min_size=1, max_size=6)
phrases = st.sampled_from(PHRASES)
marked = st.one_of(phrases, made_up).map(lambda words: f"*{words}*")
khmer_parts = st.one_of(phrases, phrases, made_up, marked)
parts = st.one_of(
    khmer_parts, khmer_parts, any_order, syllables, syllables, st.integers(0, 10**6).map(str),
    st.sampled_from([*PHONES, *KHMER_PHONES, "១២ ឆ្នាំ", "១២៣", "Facebook", "(OTP)", "«", "»", "ៗ"]),
)  # fmt: skip
between = st.sampled_from([" ", " ", "", "", "\u200b", "\n", "\u00a0", *STOPS])


@st.composite
def texts(draw, of=parts, most=400):
    text = draw(of)
    for part in draw(st.lists(of, max_size=24)):
        text += draw(between) + part
    return text[:most].strip() or "ក"


@st.composite
def styles(draw):
    smallest = draw(st.integers(28, 60))
    return Setting(
        draw(st.sampled_from(("Medium", "SemiBold", "Bold", "ExtraBold"))),
        draw(st.integers(smallest, 110)),
        smallest,
        draw(st.integers(1, 8)),
        draw(st.sampled_from([1.2, 1.4])),
        draw(st.sampled_from([-0.015, 0.0, 0.08])),
        draw(st.sampled_from([0.0, 0.0, 1.2])),
    )


boxes = st.tuples(st.integers(250, 1000), st.integers(80, 1200))
paragraph = Setting("Medium", 60, 28, 40, 1.4)
slower = settings(suppress_health_check=[HealthCheck.too_slow])


def line_ends(text, width, size=40):
    """*text* without its marks as it is set, and where its lines end there, in signs from its beginning."""
    bare = unmarked(text)
    return bare, ends_in(set_block(words_of(text, paragraph), paragraph, size, width), bare)


def ends_in(block, bare):
    """Where the lines of *block* end in *bare*, the text without its marks, but for the last one."""
    ends, at = [], 0
    for line in block.lines:
        for word in line:
            at = _find(bare, word.text, at) + len(word.text)
        ends.append(at)
    return ends[:-1]


def is_space(bare, at):
    return bare[at : at + 1] in (" ", "\n", "\u200b")


def ends_of_words(bare):
    """Where khmercut ends words of Khmer, and where runs of its letters begin and end."""
    import khmercut

    found = {0}
    for run in re.finditer("[\u1780-\u17d3\u17d7\u17dc\u17dd\u200c\u200d]+", bare):
        found |= {run.start(), run.end()}  # where its letters end, so does a word
        letters = [at for at in range(*run.span()) if bare[at] not in "\u200c\u200d"]
        count = 0
        for word in khmercut.tokenize("".join(bare[at] for at in letters)):
            count += len(word)
            found.add(letters[count] if count < len(letters) else run.end())
    return found


def unmarked(text):
    return re.sub(r"\*([^*]+)\*", r"\1", text)  # a star without a partner is a star


def _find(bare, word, at):
    """Where *word* goes on in *bare*: the dots and held spaces of a number are painted as gaps."""
    pattern = "".join("[ .\u00a0]" if sign in " \u00a0" else re.escape(sign) for sign in word)
    found = re.compile(pattern).match(bare, at) or re.compile(rf"[\s\u200b]*({pattern})").match(bare, at)
    assert found, (bare[at : at + 20], word)
    return found.end() - len(word)


@given(st.lists(st.tuples(texts(), styles()), min_size=1, max_size=2), boxes)
@example([("ក៏ឹ្រក្កឿវ៏ឹ", Setting("ExtraBold", 90, 28, 3))], (600, 400))
@example([("រ្ណ", Setting("ExtraBold", 90, 90, 1))], (900, 400))  # a subscript wider than its letter
@slower
def test_what_fits_has_all_its_ink_inside(stack, box):
    width, height = box
    texts_set = [(words, setting) for words, setting in prepared(stack) if len(words)]
    assume(texts_set)
    gaps = [40.0] * len(texts_set)
    try:
        blocks = fit(texts_set, width, height, gaps)
    except Overflow as overflow:
        assert 0 <= overflow.number < len(texts_set)
        assert 0 < overflow.keep < 1
        return
    assert total(blocks, gaps) <= height
    for (block, top), (_, setting) in zip(place(blocks, gaps), texts_set, strict=True):
        assert setting.smallest <= block.size <= setting.largest
        assert len(block.lines) <= setting.lines + 1  # one more, rather than a word parted
        runs = runs_of(block, 0, top, "#000000", "#FFFFFF")
        assert all(run.size >= 28 for run in runs)
        mask = ink(runs, width + 2 * MARGIN, height + 2 * MARGIN, dx=MARGIN, dy=MARGIN)
        if not mask.any():  # nothing but signs without ink
            continue
        left, first, right, last = bounds(mask)
        assert left - MARGIN >= -ROUNDING
        assert right - MARGIN <= width + ROUNDING
        assert last - MARGIN <= height + ROUNDING
        assert first - MARGIN >= top - ABOVE * block.size - ROUNDING


@given(texts(), st.integers(150, 900))
@example("នៅលើអ៊ីនធឺណិត*ស្ត្រី*ខ្មែរ", 150)
@slower
def test_no_line_ends_inside_a_cluster(text, width):
    """As HarfBuzz tells it, asked about the whole text."""
    bare, ends = line_ends(text, width)
    starts = cluster_starts(bare)
    assert [bare[: end + 3] for end in ends if bare[end : end + 1].strip() and end not in starts] == []


@given(texts(), st.integers(150, 900))
@slower
def test_a_line_of_khmer_ends_only_where_khmercut_ends_a_word(text, width):
    bare, ends = line_ends(text, width)
    allowed = ends_of_words(bare)
    for end in ends:
        assert is_space(bare, end) or end in allowed, (bare[:end], bare[end:])


@given(texts(), st.integers(150, 900))
@slower
def test_no_sign_is_lost(text, width):
    """The words in order are the text: only spaces and breaks are left out, dots in phone numbers painted."""
    block = set_block(words_of(text, paragraph), paragraph, 40, width)
    said = "".join(word.text for line in block.lines for word in line)
    assert re.sub(r"[\s.\u200b]", "", said) == re.sub(r"[\s.\u200b]", "", unmarked(text))


@given(texts(khmer_parts), st.integers(28, 90), st.integers(250, 900))
@example("ឡ្ចូឡ្ចូ ក្កឿឡ្ចូឡ្ចូវ៏ឹឡ្ចូវ៏ឹ ឡ្ចូ វ៏ឹ", 60, 250)
@slower
@pytest.mark.slow
def test_neighbouring_lines_never_touch(text, size, width):
    setting = Setting("ExtraBold", size, size, 60, 1.2, -0.015)
    words = words_of(text, setting)
    assume(len(words) and all((word.advance + word.overhang) * size <= width for word in words.words))
    block = set_block(words, setting, size, width)
    masks = [
        ink(runs, width + 2 * MARGIN, round(block.height) + 2 * MARGIN, dx=MARGIN, dy=MARGIN, least=128)
        for runs in lines_of(block, 0.0)
    ]
    for upper, lower in pairwise(masks):
        below = upper.copy()
        below[1:] |= upper[:-1]  # a row of pixels stays free between them
        assert not (below & lower).any()


@given(st.lists(texts(khmer_parts, most=60), min_size=2, max_size=3), st.integers(0, 30))
@example(["ឡ្ចូឡ្ចូឡ្ចូ", "វ៏ឹវ៏ឹវ៏ឹ"], 0)
@example(["gậy gậy gậy", "Ế Ỗ Ế Ỗ Ế Ỗ"], 0)
@example(["ស៉ៃឳ្ស៏ែង្ឌ្ធ៌ៃភ្ទ៍ៃល្ថ៉ឹដ្ធ្ភ៎ូរ៍ិរ្រ់ះ?", "GẬY QUỴ GẬY Ỗ Ậ"], 0)  # marks on marks
@slower
def test_neighbouring_texts_of_a_stack_never_touch(stack, gap):
    settings = [Setting("ExtraBold", 90, 90, 60), *[Setting("Medium", 44, 44, 60)] * 2]
    texts_set = [(words_of(text, setting), setting) for text, setting in zip(stack, settings, strict=False)]
    assume(all(len(words) for words, _ in texts_set))
    gaps = [float(gap)] * len(stack)
    try:
        blocks = fit(texts_set, 900, 20_000, gaps)
    except Overflow:  # a word that is wider than the box
        return
    tall = round(total(blocks, gaps)) + 2 * MARGIN
    masks = [
        ink(
            runs_of(block, 0, top, "#000000", "#000000"),
            900 + 2 * MARGIN,
            tall,
            dx=MARGIN,
            dy=MARGIN,
            least=128,
        )
        for block, top in place(blocks, gaps)
    ]
    for upper, lower in pairwise(masks):
        assert not (upper & lower).any()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ការពារកុមារនៅលើអ៊ីនធឺណិត", ["ការពារ", "កុមារ", "នៅលើ", "អ៊ីនធឺណិត"]),
        ("ភ្លាមៗនៅទីនេះ", ["ភ្លាមៗ", "នៅ", "ទីនេះ"]),  # said twice, written once
        ("កុំផ្ញើ។កុំជឿ", ["កុំ", "ផ្ញើ។", "កុំ", "ជឿ"]),
        ("ទៅFacebookនិងZalo", ["ទៅ", "Facebook", "និង", "Zalo"]),
        ("កូន(អាយុ១២ឆ្នាំ)ទៅ", ["កូន", "(អាយុ១២ឆ្នាំ)", "ទៅ"]),
        ("ទៅលេខ 111", ["ទៅ", "លេខ", "111"]),
        ("អាយុ ១២ ឆ្នាំ", ["អាយុ", "១២\u00a0ឆ្នាំ"]),
        ("ទៅលេខ 0377 672 444 ភ្លាម", ["ទៅ", "លេខ", "0377 672 444", "ភ្លាម"]),
        ("លេខ ០៣៧៧ ៦៧២ ៤៤៤", ["លេខ", "០៣៧៧ ៦៧២ ៤៤៤"]),
        ("កុមារ\u200bភាព", ["កុមារ", "ភាព"]),  # the writer's own break
        ("កុមារ\u2060នៅលើ", ["កុមារ\u2060នៅលើ"]),  # and what the writer holds together
        ("កុមារ\u00a0នៅ", ["កុមារ\u00a0នៅ"]),
        ("mật\u200bkhẩu", ["mật", "khẩu"]),
    ],
)
def test_words_are_what_a_reader_takes_for_one(text, words):
    assert [word.text for word in words_of(text, paragraph).words] == words


@pytest.mark.parametrize("text", ["Zaloិ", "Zaloិក", "12្ក", "ស្\u200dត", "ក\u200c៉ា", "ក្ក្ក្កេៗ", "១២ិ៣"])
def test_what_a_finger_typed_wrong_is_one_piece_all_the_same(text):
    assert khmer.breaks(text) == []
    assert [word.text for word in words_of(text, paragraph).words] == [text]


def test_words_of_a_phrase_stand_close_and_phrases_apart():
    first, second, third = words_of("កុមារនៅ កុមារ", paragraph).words
    assert (first.after, second.after > 0.1, third.after > 0.1) == (0.0, True, True)
    block = set_block(words_of("កុមារនៅលើ", paragraph), paragraph, 40, 900)
    alone = sum(word.advance for word in block.lines[0])
    assert block.width(block.lines[0]) == pytest.approx(40 * (alone + block.lines[0][-1].overhang))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("ការពារ*កុមារ*នៅលើ", ["កុមារ"]),
        ("ការពារ *នៅលើអ៊ីនធឺណិត*", ["នៅលើ", "អ៊ីនធឺណិត"]),
        ("ខ*្មែ*រ", ["ខ្មែ"]),  # a mark inside a cluster takes the whole of it
        ("*ខ*្មែរ", ["ខ្មែ"]),
        ("*Kể* កុមារ", ["Kể"]),
    ],
)
def test_a_mark_colours_whole_clusters(text, marked):
    words = words_of(text, paragraph)
    pieces = [piece for word in words.words for piece in word.pieces if piece.is_marked]
    expected = [piece for part in marked for word in words_of(part, paragraph).words for piece in word.pieces]
    assert [piece.shaped for piece in pieces] == [piece.shaped for piece in expected]
    without = words_of(text.replace("*", ""), paragraph)
    assert [word.text for word in words.words] == [word.text for word in without.words]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("ការពារ Bảo vệ «111» ៕", ""),
        ("ការពារ😀កុមារ", "😀"),
        ("ការពារ ไทย", "ไ"),
        ("mật khẩu 密码", "密"),
        ("ពាក្យ ★", "★"),
        ("\u200b ", ""),
    ],
)
def test_a_sign_that_no_font_has_is_found_in_any_script(text, sign):
    assert lacks(text) == sign


def of_the_post(studio):
    return [problem for problem in studio.problems() if problem.post]


def test_a_card_tells_its_emoji_in_khmer_with_the_line(studio):
    studio.cards("{template: tip, headline: ការពារកុមារ, body: ទៅលេខ 111 🙏, alt: Thẻ}")
    (problem,) = of_the_post(studio)
    assert "🙏" in problem.as_text()
    assert "ទៅលេខ" in problem.line_text


def test_a_card_in_khmer_is_painted(studio):
    studio.cards(
        "{template: tip, headline: ការពារ*កុមារ*នៅលើអ៊ីនធឺណិត, body: ទៅលេខ 111។, illustration: lock, alt: Thẻ}"
    )
    assert of_the_post(studio) == []
    assert studio.paint(("portrait", "square", "wide"))[0].data


def test_a_text_in_khmer_that_is_too_long_is_told(studio):
    studio.cards("{template: tip, headline: " + "".join(PHRASES) + ", alt: Thẻ}")
    (problem,) = of_the_post(studio)
    assert problem.code == "card-too-long"


def test_capitals_with_two_marks_stay_whole_beside_khmer():
    setting = Setting("ExtraBold", 90, 90, 6)
    block = set_block(words_of("Ế Ỗ Ậ កុមារ Ế Ỗ Ậ នៅលើ ឡ្ចូ Ế Ỗ", setting), setting, 90, 420)
    assert len(block.lines) > 2
    assert block.drop == 0
    masks = [ink(runs, 1000, 1200, dx=MARGIN, dy=MARGIN, least=128) for runs in lines_of(block, 0.0)]
    assert not any((upper & lower).any() for upper, lower in pairwise(masks))
    assert bounds(masks[0])[1] - MARGIN >= -ABOVE * 90 - ROUNDING


@pytest.mark.slow
def test_vietnamese_never_waits_for_what_khmer_needs():
    program = (
        "import sys; from tests.cards.making import *; laid_out('tip', 'square');"
        "print(*sorted({'khmercut', 'pycrfsuite'} & set(sys.modules)))"
        ";from scheduler.cards.typesetting.fonts import font; print(font.cache_info().currsize)"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    modules, fonts = said.split("\n")[:2]
    assert modules == ""
    assert int(fonts) <= 6  # weights of Be Vietnam Pro


def test_threads_may_ask_for_words_at_once():
    letters = [phrase[at:] for phrase in PHRASES for at in range(0, 20, 2)]
    alone = [khmer.cuts(text) for text in letters]
    khmer.cuts.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(khmer.cuts, letters)) == alone


def test_khmer_is_as_large_as_asked_and_never_below_the_floor():
    def sizes(setting, size):
        block = set_block(words_of("mật ក", setting), setting, size, 900)
        return sorted({run.size for run in runs_of(block, 0, 0, "#000000", "#000000")})

    assert sizes(Setting("ExtraBold", 100, 56, 1), 100) == [92.0, 100.0]
    assert sizes(Setting("Medium", 100, 40, 1), 40) == [40.0, 42.0]
    assert sizes(Setting("ExtraBold", 100, 56, 1, khmer=1.1), 100) == [100.0, pytest.approx(110, abs=0.02)]
    assert sizes(Setting("ExtraBold", 28, 28, 1), 28) == [28.0]
