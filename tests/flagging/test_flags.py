"""Which comments a person is shown. Every sentence was written for these tests; nobody said any of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.files import WorkFolder
from scheduler.flagging.loading import read_office
from scheduler.flagging.rules import Flag, hosts_in, numbers_in
from scheduler.flagging.words import LONGEST
from tests.examples import examples

HOSTS, NUMBERS = ["https://phunu.example.gov.vn/tin/", "https://hoi.example.org"], ["111", "0377672444"]
C, H, A, T, N, P, L, S = Flag


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    return read_office(WorkFolder(tmp_path_factory.mktemp("none")), HOSTS, NUMBERS)[0].rules


TRUE = {
    # a child in danger: with accents, without, teencode, spaced out, stretched, mixed up
    "Cô ơi cứu em với, bố dượng hay đánh em": C,
    "co oi cuu em voi, duong danh em hoai": C,
    "co oi cuu e vs": C,
    "CỨU EM VỚI": C,
    "cứuuuu emmm": C,
    "Cháu bị xâm hại mà không ai tin": C,
    "chau bi xam hai": C,
    "em bị h i ế p d â m": C,
    "em bi h.i.e.p d.a.m": C,
    "bị hiepdam": C,
    "em bị hiêp dâm": C,
    "bo e ngay nao cung danh e": C,
    "Em k dám kể với mẹ": C,
    "e ko dám kể cho ai hết": C,
    "Anh đó dọa sẽ tung ảnh của em": C,
    "chú hàng xóm sờ mó em gái con": C,
    "chu hang xom so mo em gai": C,
    "nó gạ con bé gửi ảnh": C,
    "bé nhà kế bên bị nhốt cả ngày": C,
    "nha em bat em lay chong": C,
    "e ko muốn sống nữa": H,
    "chỉ muốn chết cho xong": H,
    "minh muon chet qua": H,
    "tự tử cho rồi": H,
    "Chồng em đánh em mỗi lần say": A,
    "ck em danh em hoai": A,
    "Tôi bị lừa hết mấy chục triệu tiền": A,
    "mẹ tôi bị quấy rối": A,
    "tao giết mày": T,
    "m coi chừng t": T,
    "tao biet nha may do": T,
    "Bé Nguyễn Thị Mẫu học lớp 5A trường Tiểu học Hoa Sen": N,
    "cháu Lụa, trường Hoa Sen ấy": N,
    "be na hoc lop 5a truong hoa sen": N,
    "Gọi chị 0900 000 001 nhé": P,
    "o9oo ooo 001": P,
    "+84 900.000.001": P,
    "vào bit.ly/nhan-qua": L,
    "https://qua-tang.example.xyz/a": L,
    "qua tang chấm com": None,
    "qua-tang (chấm) com": L,
    "Việc nhẹ lương cao, ai cần": S,
    "viec nhe luong cao": S,
    "Chuyên lấy lại tiền lừa đảo": S,
}
FALSE = [
    "Bài hay quá, cảm ơn Hội ạ",
    "bai hay qua, cam on hoi",
    "Đọc mà cười muốn chết",
    "Đọc sách giết thời gian",
    "Cha mẹ không nên đánh con",
    "Đừng đánh con, hãy nói với con",
    "Tuyên truyền phòng chống xâm hại trẻ em rất cần",
    "Xã mình nói không với tảo hôn",
    "Con tôi năm nay lên lớp 5 trường Hoa Sen",
    "Trường Nguyễn Trãi lớp 5 nghỉ học",
    "Ông so sánh giá ở chợ",
    "Mọi người gọi 111 nhé",
    "Số Hội là 0377 672 444",
    "Ngày 20.11.2026 họp, 100.000 đồng",
    "Xem https://phunu.example.gov.vn/tin/bai và facebook.com/hoi",
    "Trang của Hội: https://hoi.example.org/a",
    "Đừng bấm vào link lạ nha bà con",
    "Chị em vay vốn ngân hàng chính sách đã giải ngân",
    "Em của chị học giỏi",
    "a b c d e",
    "😂😂😂",
    "",
]


@pytest.mark.parametrize(("text", "flag"), [(text, flag) for text, flag in TRUE.items() if flag], ids=str)
def test_what_a_person_should_see_is_flagged(rules, text, flag):
    assert flag in rules.flags_of(text)


@pytest.mark.parametrize("text", FALSE)
def test_what_is_said_every_day_is_not(rules, text):
    assert rules.flags_of(text) == ()


def test_the_gravest_reason_stands_first(rules):
    assert rules.flags_of("gọi 0900 000 001 cứu em với")[0] is Flag.CHILD


def test_numbers_and_hosts_are_given_in_their_plain_form():
    assert list(numbers_in("gọi +84 900 000 001, 0900.000.002")) == ["0900000001", "0900000002"]
    assert list(hosts_in("https://www.a.example.vn:80/x và b.example.com.")) == [
        "a.example.vn",
        "b.example.com",
    ]


HOSTILE = [
    "a" * 9000, "lớp 5" * 2000, "0 " * 5000, "bố " * 4000, "a.b" * 4000, "www." * 3000, "h " * 5000,
    "[ " * 5000, "." * 9000, "bị " * 4000, "bố … đánh " * 900, "0" * 9000, "-" * 9000, "(chấm" * 2000,
    "bé Nguyễn " * 900, "lop 1a truong be " * 500, "https://" * 1200, "a@" * 4500, "\u0301" * 9000,
    "e\u0323\u0302" * 3000, "İ" * 9000, "\u202e" * 9000, "đ" * 9000, "\n" * 9000, "Ｈ ｉ ế ｐ " * 900,
]  # fmt: skip


@pytest.mark.timeout(20)
def test_no_text_takes_long_however_it_is_made(rules):
    """All of them together take about 2 s here; a pattern that grew by powers would not end."""
    for text in HOSTILE:
        rules.flags_of(text)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.text(max_size=300) | st.lists(st.sampled_from([*TRUE, *FALSE, "…", " ", "\u200b", "."])).map("".join)
)
def test_any_text_is_read(rules, text):
    flags = rules.flags_of(text)
    assert list(flags) == [flag for flag in Flag if flag in flags]


def test_what_stands_behind_the_longest_comment_is_not_looked_at(rules):
    assert rules.flags_of("x " * (LONGEST // 2) + "cứu em với") == ()


def test_letters_that_are_not_seen_hide_nothing(rules):
    assert Flag.CHILD in rules.flags_of("c\u200bứu\u00ad em\u00a0với")
    assert Flag.PHONE in rules.flags_of("０９００ 000 001")
