"""What is read aloud: numbers, dates, telephone numbers and abbreviations as people say them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import ChannelName
from scheduler.calendar.wording import word
from scheduler.files import WorkFolder
from scheduler.kinds.kind import Limits
from scheduler.settings.loading import load_settings
from scheduler.speech.abbreviations import ABBREVIATIONS
from scheduler.speech.numbers import MOST_DIGITS, cardinal, grouped, roman
from scheduler.speech.reading import Reading
from scheduler.speech.script import PACE, script_of
from tests.examples import examples

ROOT = Path(__file__).parents[2]
NUMBERS = {
    0: "không",
    4: "bốn",
    10: "mười",
    14: "mười bốn",
    15: "mười lăm",
    21: "hai mươi mốt",
    24: "hai mươi bốn",
    45: "bốn mươi lăm",
    105: "một trăm lẻ năm",
    110: "một trăm mười",
    1001: "một ngàn không trăm lẻ một",
    1024: "một ngàn không trăm hai mươi bốn",
    2026: "hai ngàn không trăm hai mươi sáu",
    1_000_000: "một triệu",
    1_000_005: "một triệu không trăm lẻ năm",
    1_500_000: "một triệu năm trăm ngàn",
    10**9: "một tỷ",
    2_000_000_000_000: "hai ngàn tỷ",
}
SAID = {
    "Gọi 111 hoặc 0377 672 444.": "Gọi một một một hoặc không ba bảy bảy, sáu bảy hai, bốn bốn bốn.",
    "Lớp có 111 em.": "Lớp có một trăm mười một em.",
    "Nhắn cho em số 111, đã có 111 cùng lo": "Nhắn cho em số một một một, đã có một một một cùng lo.",
    "bấm 111 em nha": "Bấm một một một em nha.",
    "con số 112": "Con số một trăm mười hai.",
    "nhà số 12/5 đường 30/4": "Nhà số mười hai trên năm đường ba mươi tháng tư.",
    "2 năm/lần": "Hai năm một lần.",
    "Tổng đài có 111 cuộc gọi": "Tổng đài có một trăm mười một cuộc gọi.",
    "Sở (0299.3551717)": "Sở, không hai chín chín, ba năm năm một, bảy một bảy.",
    "hotline 1900 1234": "Hotline một chín không không, một hai ba bốn.",
    "+84 377 672 444": "Cộng tám bốn, ba bảy bảy, sáu bảy hai, bốn bốn bốn.",
    "ngày 12/11/2026": "Ngày mười hai tháng mười một năm hai ngàn không trăm hai mươi sáu.",
    "Hạn 5/4.": "Hạn ngày mùng năm tháng tư.",
    "mùng 5/12": "Mùng năm tháng mười hai.",
    "ngày 5 tháng 12": "Ngày mùng năm tháng mười hai.",
    "từ 1-5/12": "Từ ngày mùng một đến ngày mùng năm tháng mười hai.",
    "từ 1–5/12": "Từ ngày mùng một đến ngày mùng năm tháng mười hai.",
    "tháng 12/2026": "Tháng mười hai năm hai ngàn không trăm hai mươi sáu.",
    "2026-12-05": "Ngày mùng năm tháng mười hai năm hai ngàn không trăm hai mươi sáu.",
    "ĐTDĐ: 0913.000.111/0299.382.2822": (
        "Điện thoại di động: không chín một ba, không không không, một một một"
        " hoặc không hai chín chín, ba tám hai hai, tám hai hai."
    ),
    "0913000111,0913000222": (
        "Không chín một ba, không không không, một một một,"
        " không chín một ba, không không không, hai hai hai."
    ),
    "02993 822 822 - 0913 000 111": (
        "Không hai chín chín, ba tám hai hai, tám hai hai, không chín một ba, không không không, một một một."
    ),
    "0299.3551717/3551718": (
        "Không hai chín chín, ba năm năm một, bảy một bảy hoặc ba năm năm một, bảy một tám."
    ),
    "(+84) 912 345 678": "Cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám.",
    "+84(0)299 355 1717": "Cộng tám bốn, hai chín chín, ba năm năm một, bảy một bảy.",
    "(028) 3822 5678": "Không hai tám, ba tám hai hai, năm sáu bảy tám.",
    "gọi 0912345678 8 giờ sáng": "Gọi không chín một hai, ba bốn năm, sáu bảy tám, tám giờ sáng.",
    "1800 1567 24/7": "Một tám không không, một năm sáu bảy, hai mươi bốn trên bảy.",
    "1900 6161 24 giờ": "Một chín không không, sáu một sáu một, hai mươi bốn giờ.",
    "tổng đài 1022, có 1022 lượt": ("Tổng đài một không hai hai, có một ngàn không trăm hai mươi hai lượt."),
    "gọi 156 hoặc 5656": "Gọi một năm sáu hoặc năm sáu năm sáu.",
    "gọi 113/114/115": "Gọi một một ba hoặc một một bốn hoặc một một năm.",
    "ĐT: 3822822": "Điện thoại: ba tám hai hai, tám hai hai.",
    "STK 12345678": "Số tài khoản một hai ba bốn, năm sáu bảy tám.",
    "thẻ 1234567890": "Thẻ một hai ba bốn, năm sáu bảy, tám chín không.",
    "150000000 đồng": "Một trăm năm mươi triệu đồng.",
    "1.500.000.000 - 2.000.000.000 đồng": "Một tỷ năm trăm triệu đến hai tỷ đồng.",
    "có 3/4 học sinh, chiếm 1/2": "Có ba phần tư học sinh, chiếm một phần hai.",
    "1/6 trẻ em vui": "Ngày mùng một tháng sáu trẻ em vui.",
    "12/3 đường Lê Lợi": "Mười hai trên ba đường Lê Lợi.",
    "chiều 12/3 đường Lê Lợi vui": "Chiều ngày mười hai tháng ba đường Lê Lợi vui.",
    "ngày 30/4-1/5": "Ngày ba mươi tháng tư đến ngày mùng một tháng năm.",
    "ngày 20-11, ngày 5-10": "Ngày hai mươi tháng mười một, ngày mùng năm đến mười.",
    "quý 4/2026": "Quý tư năm hai ngàn không trăm hai mươi sáu.",
    "kèm 1-1, tỷ số 2-1": "Kèm một một, tỷ số hai một.",
    "cao 1m60, 30' mỗi ngày": "Cao một mét sáu mươi, ba mươi phút mỗi ngày.",
    "H5N1, H. Kế Sách": "Hát năm en nờ một, huyện Kế Sách.",
    "Chỉ thị 20-CT/TW": "Chỉ thị hai mươi chỉ thị trên Trung ương.",
    "102/2016/QH13": "Một trăm lẻ hai trên hai ngàn không trăm mười sáu trên Quốc hội mười ba.",
    "T.Ư Hội, tp. Sóc Trăng": "Trung ương Hội, thành phố Sóc Trăng.",
    "45/13": "Bốn mươi lăm trên mười ba.",
    "1/3 số trẻ": "Một phần ba số trẻ.",
    "trực 24/7": "Trực hai mươi bốn trên bảy.",
    "lúc 7:30": "Lúc bảy giờ ba mươi phút.",
    "lúc 7h30": "Lúc bảy giờ ba mươi phút.",
    "lúc 7g30": "Lúc bảy giờ ba mươi phút.",
    "07:00 - 09:30": "Bảy giờ đến chín giờ ba mươi phút.",
    "19h–21h": "Mười chín giờ đến hai mươi mốt giờ.",
    "tỷ lệ 1:10": "Tỷ lệ một trên mười.",
    "trẻ 5–10 tuổi": "Trẻ năm đến mười tuổi.",
    "2021- 2025": "Hai ngàn không trăm hai mươi mốt đến hai ngàn không trăm hai mươi lăm.",
    "10-15%": "Mười đến mười lăm phần trăm.",
    "0,05%": "Không phẩy không năm phần trăm.",
    "2,5 kg": "Hai phẩy năm ki lô gam.",
    "-5°C": "Âm năm độ C.",
    "1.000.000 đồng": "Một triệu đồng.",
    "50.000đ/em": "Năm mươi ngàn đồng một em.",
    "500k": "Năm trăm ngàn.",
    "thứ 1, thứ 4, tháng 4, quý IV": "Thứ nhất, thứ tư, tháng tư, quý tư.",
    "Đại hội XIII": "Đại hội mười ba.",
    "lớp 6A": "Lớp sáu A.",
    "P.5, Q1, TP. Sóc Trăng": "Phường năm, quận một, thành phố Sóc Trăng.",
    "Hội LHPN các huyện, TX, TP": "Hội Liên hiệp Phụ nữ các huyện, thị xã, thành phố.",
    "Dùng AI&": "Dùng ây ai và.",
    "Dùng AI&ABC": "Dùng a i và ABC.",
    "Sở LĐTB&XH": "Sở Lao động, Thương binh và Xã hội.",
    "số 830/QĐ-TTg": "Số tám trăm ba mươi trên quyết định Thủ tướng.",
    "Số: 102/KH-UBND": "Số: một trăm lẻ hai trên kế hoạch Ủy ban nhân dân.",
    "56/2017/NĐ-CP": "Năm mươi sáu trên hai ngàn không trăm mười bảy trên nghị định Chính phủ.",
    "24/2023/TT-BYT": "Hai mươi bốn trên hai ngàn không trăm hai mươi ba trên thông tư Bộ Y tế.",
    "Họp UBND. Sau đó về.": "Họp Ủy ban nhân dân. Sau đó về.",
    "AI CŨNG LÀM ĐƯỢC. AI giả giọng.": "Ai CŨNG LÀM ĐƯỢC. Ây ai giả giọng.",
    "báo CA xã": "Báo công an xã.",
    "nhắn tin, gọi điện, v.v... Rồi": "Nhắn tin, gọi điện, vân vân. Rồi.",
    "1. Khóa máy": "Một. Khóa máy.",
    "- Hỏi con": "Hỏi con.",
    "cha/mẹ và/hoặc ông bà": "Cha hoặc mẹ và hoặc ông bà.",
    "Con vui 😀👍🏽 lắm": "Con vui lắm.",
    "xem https://phunu.soctrang.gov.vn/tin/ nhé": "Xem phunu chấm soctrang chấm gov chấm vn nhé.",
    "hoi@gmail.com": "Hoi a còng gmail chấm com.",
    "“Con ơi!” – má gọi": "“Con ơi!” Má gọi.",
    "DVCTT": "Dê vê xê tê tê.",
    "COVID-19": "COVID mười chín.",
    "ទូរសព្ទ 12": "ទូរសព្ទ mười hai.",
}
SYLLABLES = st.sampled_from(["con", "má", "mạng", "đọc", "sách", "điện", "thoại", "người", "lạ", "hỏi", "em"])
JUNK = st.sampled_from(
    [*"#/\\|~^*_=+<>()[]{}'\"`@&%$€₫°±×÷²³½→•–—-…:;,.!?\t\u00a0\u200b\u00ad✅😀☎", "1️⃣", "០", "៥", "٣"]
)
WRITTEN = st.one_of(
    SYLLABLES,
    st.sampled_from(sorted(ABBREVIATIONS)),
    JUNK,
    st.from_regex(r"[0-9]{1,12}([.,:/hgk%–-][0-9]{1,4}){0,3}", fullmatch=True),
    st.text(max_size=6),
)
TEXTS = st.lists(st.tuples(WRITTEN, st.sampled_from(["", " ", "\n"])), max_size=12).map(
    lambda parts: "".join(one + gap for one, gap in parts)
)


def said(text: str) -> str:
    return "\n".join(Reading({"111"}).read(text))


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number_is_said_as_in_the_south(number: int, words: str) -> None:
    assert cardinal(number) == words


@pytest.mark.parametrize(("written", "words"), SAID.items())
def test_it_is_said_as_people_say_it(written: str, words: str) -> None:
    assert said(written) == words


@tried(max_examples=examples(60))
@given(st.integers(0, 10**MOST_DIGITS - 1))
def test_whoever_hears_a_number_can_write_it_down(number: int) -> None:
    assert heard(cardinal(number)) == number


@tried(max_examples=examples(60))
@given(st.from_regex(r"0[0-9]{9,10}", fullmatch=True))
def test_whoever_hears_a_telephone_number_can_dial_it(number: str) -> None:
    assert "".join(str(DIGITS[digit]) for digit in grouped(number).replace(",", "").split()) == number


@tried(max_examples=examples(80))
@given(TEXTS)
def test_no_digit_no_sign_and_no_abbreviation_is_left(text: str) -> None:
    words = said(text)
    assert not [letter for letter in words if unicodedata.category(letter)[0] == "N"]
    odd = {one for one in words if unicodedata.category(one)[0] not in "LM"} - set(" \n.,;:!?…“”")
    assert not odd
    table = {key for key in ABBREVIATIONS if key.isupper()}
    assert not table.intersection(re.findall(r"\w+", words))


@tried(max_examples=examples(60))
@given(st.lists(st.one_of(SYLLABLES, JUNK), max_size=15))
def test_every_word_is_said_in_its_order(parts: list[str]) -> None:
    heard_words = iter(re.findall(r"\w+", said(" ".join(parts)).lower()))
    assert all(one in heard_words for one in parts if one.isalpha())


@tried(max_examples=examples(40))
@given(st.lists(st.tuples(SYLLABLES, st.sampled_from(["", "^", "\\", "#MatKhau", "https://a.vn/b"]))))
def test_what_is_not_said_is_told(parts: list[tuple[str, str]]) -> None:
    reading = Reading()
    reading.read(" ".join(f"{one} {odd}" for one, odd in parts))
    assert reading.left_out == [odd for _, odd in parts if odd]


def test_abbreviations_that_no_table_has_are_spelled_and_told() -> None:
    reading = Reading()
    assert reading.read("Nộp ở DVCTT, mã KRQ7.") == ["Nộp ở dê vê xê tê tê, mã ca e rờ cu bảy."]
    assert reading.spelled == ["DVCTT", "KRQ"]


def test_roman_numbers_are_only_those_that_are_written_so() -> None:
    assert [roman(one) for one in ("I", "IV", "XIII", "XXI", "IIII", "VX", "LL")] == [1, 4, 13, 21, 0, 0, 0]


def test_the_whole_sample_calendar_can_be_read_aloud() -> None:
    folder = WorkFolder(ROOT)
    settings, _ = load_settings(folder)
    assert settings is not None
    calendar = read_calendar(folder, settings)
    assert len(calendar.posts) > 30
    for post in calendar.posts:
        unit = calendar.unit_of(post)
        wording = word(post, unit, calendar.hotlines, ChannelName("website"), Limits(100_000, inline=False))
        numbers = {line.number for line in calendar.hotlines.values()}
        script = script_of(wording.title, wording.body, numbers)
        words = "\n".join((script.title, *script.paragraphs))
        assert not re.search(r"[\d#/%&+@–—-]|\b(?:LHPN|UBND|LĐTB)\b", words)
        assert script.spelled == ()
        assert script.seconds >= script.syllables * 60 / PACE > 0


def test_the_length_is_that_of_one_hundred_and_forty_syllables_a_minute() -> None:
    script = script_of("Nhắc", " ".join(["con"] * (2 * PACE - 1)))
    assert (script.syllables, script.seconds, script.length.vi) == (280, 120, "khoảng 2 phút")
    longer = script_of("Nhắc", " ".join(["con"] * (2 * PACE)))
    assert (longer.length.vi, longer.length.en) == ("khoảng 2 phút 5 giây", "about 2 min 5 s")
    assert script_of("Nhắc con", "ngủ sớm").length.vi == "khoảng 5 giây"


def test_the_khmer_stands_beside_it_as_it_is_written() -> None:
    script = script_of("Số 111", "Gọi 111.", {"111"}).with_translation("លេខ ១១១", "ទូរសព្ទ ១១១\n\nបាន")
    assert script.translated == ("លេខ ១១១", "ទូរសព្ទ ១១១", "បាន")
    assert script.text == (
        "Bài đọc trên loa: Số một một một.\n\nThời lượng: khoảng 5 giây\n\nGọi một một một.\n\n"
        "Bản tiếng Khmer\n\nលេខ ១១១\n\nទូរសព្ទ ១១១\n\nបាន\n"
    )


_NAMES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
DIGITS = {name: number for number, name in enumerate(_NAMES)}


def heard(words: str) -> int:
    """What somebody writes down who hears *words*; knows nothing of how they were made."""
    *above, below = words.rsplit("tỷ", 1)
    total = heard(above[0]) * 10**9 if above else 0
    for scale, name in ((10**6, "triệu"), (1000, "ngàn"), (1, "")):
        part, _, rest = below.partition(name) if name and name in below else ("", "", below)
        part, below = (below, "") if scale == 1 else (part, rest)
        total += _hundreds(part.split()) * scale
    return total


def _hundreds(words: list[str]) -> int:
    total = 0
    if "trăm" in words:
        at = words.index("trăm")
        total, words = DIGITS[words[at - 1]] * 100, words[at + 1 :]
    values = {**DIGITS, "mốt": 1, "lăm": 5, "lẻ": 0}
    for one in words:
        total = (
            total + 10
            if one == "mười"
            else total + 9 * (total % 10)
            if one == "mươi"
            else total + values[one]
        )
    return total
