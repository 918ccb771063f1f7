"""Texts as officers write them: what is told, at the very words, and what is left alone."""

from __future__ import annotations

import unicodedata

import pytest

from tests.checks.conftest import Find, posts

TOLD = [
    # code, text, the words under the caret
    ("hotline-unknown", "Cần giúp, gọi 0911 222 333 nhé.", "0911 222 333"),
    ("hotline-unknown", "Cần giúp, gọi 0377672445 nhé.", "0377672445"),
    ("hotline-unknown", "Số của Hội: 0377 627 444", "0377 627 444"),
    ("hotline-unknown", "Số của Hội: 037767244", "037767244"),
    ("hotline-unknown", "Gọi +84 911 222 333.", "+84 911 222 333"),
    ("hotline-unknown", "Gọi (0299) 3551 999", "(0299) 3551 999"),
    ("hotline-unknown", "SĐT/Zalo: 0377672444/0911222333", "0911222333"),
    ("hotline-unknown", "Liên hệ 1900 1234 để hỏi", "1900 1234"),
    ("hotline-unknown", "Gặp nguy hiểm, gọi ngay 113!", "113"),
    ("hotline-unknown", "Đường dây nóng (số 112) trực cả đêm", "112"),
    ("hotline-unknown", "Em bấm 911 như trong phim", "911"),
    ("hotline-unknown", "Bấm 1 1 3 khi nguy hiểm", "1 1 3"),
    ("hotline-unknown", "Gọi ngay 1-1-4!", "1-1-4"),
    ("hotline-unknown", "Gọi 1.1.5 để được cấp cứu", "1.1.5"),
    ("hotline-unknown", "Đừng bấm 9 1 1 như trong phim", "9 1 1"),
    ("hotline-unknown", "Nhớ nha em #Goi113", "113"),
    ("hotline-unknown", "Nhớ nha em #TổngĐài112TrựcĐêm", "112"),
    ("hotline-unknown", "លេខ ០៩១១ ២២២ ៣៣៣", "០៩១១ ២២២ ៣៣៣"),
    ("child-named", "Em Nguyễn Văn An, lớp 5A trường Tiểu học Mỹ Xuyên, đạt giải.", "Nguyễn Văn An"),
    ("child-named", "Cháu Thạch Thị Sa Rây (lớp 7/2) vẽ bức tranh này.", "Thạch Thị Sa Rây"),
    ("child-named", "Học sinh lớp 4B Trần Gia Hân kể lại.", "Trần Gia Hân"),
    ("child-named", "Bé Na, lớp 2A trường Tiểu học Đại Tâm, bị bạn trêu.", "Na"),
    ("id-number", "CCCD của em là 094 209 001234", "094 209 001234"),
    ("id-number", "Số 365123456 bị lộ", "365123456"),
    ("id-number", "căn cước 094209001234", "094209001234"),
    ("home-address", "Nhà em ở số nhà 12 đường Hùng Vương.", "số nhà 12 đường Hùng Vương"),
    ("home-address", "Chị ấy ngụ tại ấp Giồng Chùa", "ngụ tại ấp Giồng Chùa"),
    ("source-missing", "Có 87% trẻ em dùng mạng mỗi ngày.", "87%"),
    ("source-missing", "Cứ 4 trẻ thì một em từng bị bắt nạt.", "Cứ 4 trẻ"),
    ("source-missing", "Theo một khảo sát, trẻ lên mạng sớm hơn.", "Theo một khảo sát"),
    ("source-missing", "Quyết định số 830/QĐ-TTg nói rõ điều này.", "Quyết định số 830/QĐ-TTg"),
    ("source-missing", "Luật Trẻ em bảo vệ các em.", "Luật Trẻ em"),
    ("bare-link", "Xem thêm ở www.phunu.soctrang.gov.vn nhé", "www.phunu.soctrang.gov.vn"),
    ("bare-link", "Vào phunu.soctrang.gov.vn/tin để đọc.", "phunu.soctrang.gov.vn/tin"),
    ("all-caps", "Nghe này. HÃY BẢO VỆ TRẺ EM NGAY HÔM NAY!", "HÃY BẢO VỆ TRẺ EM NGAY HÔM NAY"),
    ("unfinished", "Chào [tên], mời chị dự buổi gặp.", "[tên]"),
    ("unfinished", "Liên hệ: ..........", ".........."),
    ("unfinished", "Gọi số XXX để đăng ký", "XXX"),
    ("unfinished", "Mời {tên đơn vị} tham dự", "{tên đơn vị}"),
    ("unfinished", "Lorem ipsum dolor", "Lorem ipsum"),
    ("unfinished", "Địa điểm: điền vào đây", "điền vào đây"),
    ("unfinished", "Diễn giả: cập nhật sau", ": cập nhật sau"),
    ("unfinished", "TODO viết nốt đoạn này", "TODO"),
    ("old-encoding", "B¶o vÖ trÎ em trªn m¹ng", "B¶o"),
    ("old-encoding", "Baûo veä treû em treân maïng", "Baûo"),
    ("old-encoding", "Ba?o ve^. tre? em", "Ba?o"),
    ("old-encoding", "Báº£o vá»‡ tráº» em", "Báº£o"),
    ("stray-accent", "Bảo vệ́ trẻ em", "vệ́"),
    ("wrong-language", "Xin chào សួស្តី các em", "សួស្តី "),
]


def test_a_number_in_a_hashtag_is_one_that_people_call(find: Find) -> None:
    (told,) = find(posts({"hashtags": ["ThangHanhDong2026", "Goi111", "GọiNgay113"]}))
    assert (told.code, told.values["words"]) == ("hotline-unknown", "113")


LEFT_ALONE = [
    "Gọi 0377 672 444, 0299.3551717 hoặc +84 377 672 444. Tổng đài 111, số 111.",
    "Bấm 1 1 1, gọi 1-1-1. #Goi111 #Hotline111 #TongDai111 #ThangHanhDong2026 #Goi2026 #Lop113",
    "Gọi 1 12 phút rồi gọi lại 1 1 5 phút. Bấm 1, 1, 3. Gọi 1.1.3.5 và 1-1-35.",
    "Gọi 111 trẻ em tới dự. Có 111 trẻ em, 113 cha mẹ và 1.200 hội viên.",
    "Ngày 01-12-2026 07:30, từ 01/6/2021 tới 31.12.2026, giai đoạn 2021-2025.",
    "Cuộc gọi dài 120 phút. Tổng đài nhận 135 cuộc trong năm 2025. Đường dây nóng trực 24/24.",
    "Trong số 150 trẻ em được hỏi, con số 112 em trả lời có.",
    "Đường dẫn https://a.vn/0911222333/123456789?x=094209001234 vẫn là đường dẫn.",
    "Cô Nguyễn Thị Hoa, chủ nhiệm lớp 5A, kể với Hội.",
    "Các em học sinh Trường Tiểu học Kim Đồng, lớp 5, cùng vẽ tranh.",
    "Em An (tên em đã được đổi) học lớp 5 trường Tiểu học Đại Tâm.",
    "Em Thảo kể với mẹ. Lớp 5 hay trường nào cũng có chuyện này.",
    "Môi trường mạng có bạn tốt, em nhớ chọn bạn.",
    "Ủng hộ 500000000 đồng, số tài khoản 123456789.",
    "Trụ sở Hội: số 12 đường Hùng Vương. Hội trường ấp Giồng Chùa. Che số nhà trước khi đăng.",
    "Chắc 100% là lừa đảo. Cứ từ từ, 24/7 có người nghe máy. Luật sư tư vấn miễn phí.",
    "Đọc ở https://phunu.soctrang.gov.vn/tin hoặc viết về hoi@phunu.soctrang.gov.vn. Ăn cơm.Rồi ngủ.",
    "UBND TP HCM và Hội LHPN. Quỹ UNICEF, WHO.",
    "Ảnh, số điện thoại, nơi ở… đều là chuyện riêng. [Hỏi – đáp] Dạ… em hiểu rồi.",
    "Nói sau nhé. Con kể, má viết tiếp. Còn thiếu thì bổ sung sau.",
    "Đêm Noël, em đi đâu vậy? Con nói: “Dạ?” Café, Zürich.",
    "Bảo vệ trẻ em trên môi trường mạng, đừng để các em một mình.",
]


@pytest.mark.parametrize(("code", "text", "words"), TOLD)
def test_what_must_not_go_out_like_this_is_told_at_its_very_words(find: Find, code, text, words):
    calendar = posts({"text": text})
    problem = next(one for one in find(calendar) if one.code == code)
    place, lines = problem.place, calendar.splitlines()
    assert lines[place.line - 1][place.column - 1 :][: place.length] == words
    assert problem.line_text == lines[place.line - 1]
    assert problem.post == "bai-0"
    assert all(problem.wrong(one) and problem.way_out(one) for one in ("vi", "en"))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_officers_write_every_day_is_left_alone(find: Find, text):
    assert [(one.code, one.wrong()) for one in find(posts({"text": text}))] == []


def test_an_address_on_a_picture_needs_no_link(find: Find):
    card = {"template": "tip", "headline": "Vào baovetreem.vn báo tin", "alt": "Thẻ"}
    assert "bare-link" not in {one.code for one in find(posts({"card": card}))}
    assert "bare-link" in {one.code for one in find(posts({"text": "Vào baovetreem.vn báo tin."}))}


def test_letters_typed_apart_are_put_together_and_not_told_of(find: Find):
    assert find(posts({"text": unicodedata.normalize("NFD", "Bảo vệ trẻ em trên môi trường mạng")})) == []


NEAR = [
    ("0377672445", "hoi-phu-nu-tinh"),
    ("0377 627 444", "hoi-phu-nu-tinh"),
    ("0299 3551 771", "so-ldtbxh"),
]


@pytest.mark.parametrize(("typed", "key"), NEAR)
def test_one_wrong_digit_or_two_swapped_name_the_line_that_was_meant(find: Find, typed, key):
    (problem,) = find(posts({"text": f"Gọi {typed}."}))
    assert f"{{{{ hotline('{key}') }}}}" in problem.way_out("vi")


def test_the_same_words_are_found_where_they_stand_the_second_time(find: Find):
    calendar = posts({"text": "{{ hotline('tong-dai-111') }} 911 em. Gọi 911."})
    (problem,) = find(calendar)
    assert problem.place.column == calendar.splitlines()[problem.place.line - 1].rindex("911") + 1


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"title": "Gọi 0911222333"}, "0911222333"),
        ({"channels": {"website": {"text": "Gọi 0911222333"}}}, "0911222333"),
        ({"card": {"template": "tip", "headline": "Gọi", "body": "0911222333", "alt": "a"}}, "0911222333"),
        ({"card": {"template": "checklist", "points": ["Một", "Gọi 0911222333"], "alt": "a"}}, "0911222333"),
        ({"card": {"template": "tip", "headline": "Gọi", "alt": "Thẻ ghi 0911222333"}}, "0911222333"),
    ],
)
def test_every_text_that_people_read_is_looked_at(find: Find, where, words):
    calendar = posts(where)
    (problem,) = find(calendar)
    place = problem.place
    assert calendar.splitlines()[place.line - 1][place.column - 1 :][: place.length] == words
