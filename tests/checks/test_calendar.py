"""Rules that hold posts against each other: alike, too close, translated, covered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.calendar.model import Post, PostId
from scheduler.checks.translations import mark_of
from tests.checks.conftest import Find, posts

BEDTIME = (
    "Chín giờ tối, đèn phòng con tắt rồi mà khe cửa vẫn hắt ra ánh sáng xanh. Mai còn thi, gọi con ngủ sớm "
    "lại thành một trận cự cãi. Có nhà gỡ chuyện này bằng cái ổ điện: dời chỗ sạc ra phòng khách, cả nhà "
    "thống nhất một giờ, tới giờ đó máy của ai cũng về chỗ."
)
SUPPER = (
    "Chiều nay, trước khi dọn cơm, cả nhà bỏ điện thoại vào cái rổ trên đầu tủ. Cả nhà, nghĩa là ba má cũng "
    "bỏ. Ăn xong, rửa chén xong mới lấy lại. Mấy phút đầu chắc hơi trống tay, rồi sẽ có người mở miệng."
)
ALIKE = BEDTIME.replace("Mai còn thi", "Mai con đi học").replace("cái ổ điện", "một cái ổ điện")


def at(day: int, clock: str = "07:30", month: int = 12) -> dict[str, object]:
    return {"at": f"2026-{month:02}-{day:02} {clock}"}


def codes(problems) -> list[tuple[str, str]]:
    return [(problem.code, problem.post) for problem in problems]


def test_a_post_like_one_of_the_last_90_days_names_it(find: Find):
    told = find(posts(at(1) | {"text": BEDTIME}, at(2) | {"text": SUPPER}, at(9) | {"text": ALIKE}))
    assert codes(told) == [("near-duplicate", "bai-2")]
    assert "bai-0" in told[0].wrong()
    assert not told[0].is_error


@pytest.mark.parametrize(
    ("later", "is_told"), [(date(2026, 12, 30), True), (date(2027, 3, 1), True), (date(2027, 3, 2), False)]
)
def test_after_90_days_a_post_may_come_again(find: Find, later, is_told):
    again = {"at": f"{later} 07:30", "text": BEDTIME}
    assert codes(find(posts(at(1) | {"text": BEDTIME}, again))) == [("near-duplicate", "bai-1")] * is_told


def test_the_same_words_on_two_pages_are_no_duplicate(find: Find):
    one = at(1) | {"text": BEDTIME, "channels": ["facebook"]}
    assert find(posts(one, at(2) | {"text": BEDTIME, "channels": ["website"]})) == []


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ({}, {"title": "Hỏi con mỗi tối"}, True),  # only the title differs
        ({}, {"title": "Chuyện khác hẳn", "hashtags": ["HoiCon"], "link": "https://a.vn/tin"}, True),
        ({}, {"text": "HỎI\u00a0con\u200b trước  bữa cơm tối nay."}, True),
        ({}, {"text": "Hỏi con trước bữa cơm trưa nay thôi nhé."}, False),
        ({"channels": {"facebook": {"text": "Lời khác."}, "website": {}}}, {"channels": ["facebook"]}, False),
        ({"channels": {"facebook": {"text": "Lời khác."}, "website": {}}}, {}, True),
        ({"units": ["x"]}, {"units": ["province"]}, False),
    ],
)
def test_what_would_be_held_as_the_same_again_is_told_before(
    find: Find, tmp_path: Path, first, second, is_told
):
    website = "website: {folder: x, address: 'https://x.vn/'}"
    units = f"units:\n  - {{id: province}}\n  - {{id: x, name: X, {website}}}\n"
    (tmp_path / "config/units.yaml").write_text(units, encoding="utf-8")
    body = {"text": "Hỏi con trước bữa cơm tối nay.", "title": "Hỏi con"}
    told = find(posts(at(1) | body | first, at(9) | body | second))
    held = [(one.code, one.post) for one in told if "giữ bài này lại" in one.wrong()]
    assert held == [("near-duplicate", "bai-1")] * is_told


def test_the_same_words_are_welcome_again_after_thirty_days(find: Find):
    said = {"text": "Gọi 111.", "title": "Một"}
    other = {"title": "Chuyện khác"}
    told = find(posts(at(1) | said, said | other | {"at": "2027-01-02 07:30"}))
    assert not any("giữ bài này lại" in one.wrong() for one in told)
    weekly = at(1) | said | {"repeat": "FREQ=WEEKLY;COUNT=9"}
    told = find(posts(weekly, said | other | {"at": "2027-02-01 15:00"}))
    assert [one.post for one in told if "26/1/2027" in one.wrong()] == ["bai-1"]


def test_an_offices_other_page_has_nothing_of_a_post_for_all_of_them(find: Find, tmp_path: Path):
    website = "website: {folder: k, address: 'https://k.vn/'}"
    units = f"units:\n  - {{id: k, name: Trang khác, office: province, {website}}}\n"
    (tmp_path / "config/units.yaml").write_text(units, encoding="utf-8")
    everywhere, page = {"units": ["all"], "text": BEDTIME}, {"units": ["k"], "text": BEDTIME}
    assert find(posts(at(1) | everywhere, at(1, "07:40") | page)) == []
    again = find(posts(at(1) | everywhere, at(9) | page | {"units": ["all", "k"]}))
    assert codes(again) == [("near-duplicate", "bai-1")]


def test_one_altered_copy_is_found_among_many_posts_that_share_their_closing_words(find: Find):
    closing = " Cần giúp đỡ, gọi {{ hotline('tong-dai-111') }}, ngày đêm đều có người nghe máy."
    first = datetime(2026, 12, 1, 7, tzinfo=UTC)
    others = [
        {
            "at": f"{first + timedelta(hours=8 * n):%Y-%m-%d %H:%M}",
            "text": " ".join(f"chuyện{n * k % 101} của{k * 7 % (n + 3)} nhà{n}" for k in range(1, 40))
            + closing,
        }
        for n in range(200)
    ]
    others[150]["text"] = others[20]["text"].replace("nhà20", "xóm", 4)
    assert codes(find(posts(*others))) == [("near-duplicate", "bai-150")]


@pytest.mark.parametrize(("clock", "is_told"), [("07:30", True), ("08:29", True), ("08:30", False)])
def test_two_posts_of_one_page_are_an_hour_apart(find: Find, clock, is_told):
    told = find(posts(at(1) | {"text": BEDTIME}, at(1, clock) | {"text": SUPPER}))
    assert codes(told) == [("too-close", "bai-1")] * is_told


def test_every_date_of_a_series_counts_for_posts_too_close_and_for_near_duplicates(find: Find):
    weekly = at(1) | {"text": BEDTIME, "repeat": "FREQ=WEEKLY;COUNT=20"}
    (close,) = find(posts(weekly, at(22, "08:00") | {"text": SUPPER}))
    assert (close.code, close.post) == ("too-close", "bai-1")
    assert "22/12/2026" in close.wrong("vi")
    told = find(posts(weekly, {"at": "2027-04-20 15:00", "text": BEDTIME}))
    assert codes(told) == [("near-duplicate", "bai-1")]
    assert "13/4/2027" in told[0].wrong("vi")


def test_a_series_is_never_too_close_to_itself_and_is_told_once(find: Find):
    daily = at(1) | {"text": BEDTIME, "repeat": "FREQ=DAILY;COUNT=5"}
    assert codes(find(posts(daily))) == []
    told = find(posts(daily, at(1, "08:00") | {"text": SUPPER, "repeat": "FREQ=DAILY;COUNT=5"}))
    assert codes(told) == [("too-close", "bai-1")]


def test_a_month_that_leaves_somebody_out_says_so_once(find: Find):
    audiences = {"cha-me": "Cha mẹ", "hoc-sinh": "Học sinh", "giao-vien": "Giáo viên"}
    words = ["rổ", "tủ", "ghe", "trăng", "xoài", "chùa", "đèn", "sách"]
    its = [at(n + 1) | {"audience": "cha-me", "text": f"{w} và {w} cùng {w}"} for n, w in enumerate(words)]
    (problem,) = find(posts(*its), audiences=audiences)
    assert (problem.code, problem.post, problem.is_error) == ("not-covered", "", False)
    assert "Học sinh (hoc-sinh), Giáo viên (giao-vien)" in problem.wrong()
    assert find(posts(*its), today=date(2027, 1, 1), audiences=audiences) == []  # nothing can be mended
    assert find(posts(*its[:7]), audiences=audiences) == []  # it is still being written


def test_a_series_that_began_before_speaks_to_its_audience_in_each_month(find: Find):
    words = ["rổ", "tủ", "ghe", "trăng", "xoài", "chùa", "đèn", "sách"]
    its = [at(n + 1) | {"audience": "cha-me", "text": f"{w} và {w} cùng {w}"} for n, w in enumerate(words)]
    series = {"at": "2026-11-01 20:00", "text": SUPPER, "audience": "hoc-sinh", "repeat": "FREQ=MONTHLY"}
    audiences = {"cha-me": "Cha mẹ", "hoc-sinh": "Học sinh"}
    assert codes(find(posts(*its, series), audiences=audiences)) == []
    ended = series | {"repeat": "FREQ=MONTHLY;COUNT=1"}
    assert codes(find(posts(*its, ended), audiences=audiences)) == [("not-covered", "")]


ORIGINAL = {
    "title": "Ba số cần nhớ",
    "text": "Ngày 6/12/2026 nhớ gọi {{ hotline('tong-dai-111') }}. Có 1.200 em dự. Xem https://a.vn/tin.",
}
TWIN = {
    "language": "km",
    "khmer_reader": "Cô Sa Rây, 28/11/2026",
    "title": "លេខបីដែលត្រូវចាំ",
    "text": "ថ្ងៃទី៦ ខែធ្នូ ឆ្នាំ២០២៦ ហៅ {{ hotline('tong-dai-111') }}។ ១.២០០ នាក់។ https://a.vn/tin។",
}
MARK = mark_of(Post(PostId("bai-0"), str(ORIGINAL["title"]), str(ORIGINAL["text"])))


def twins(find: Find, old: str = "", new: str = "", of: str = f"bai-0#{MARK}"):
    text = TWIN["text"].replace(old, new)
    assert not old or text != TWIN["text"]
    return find(
        posts(at(1) | ORIGINAL | {"source": "Hội"}, at(2) | TWIN | {"text": text, "translation_of": of})
    )


def test_a_translation_with_the_same_figures_in_khmer_is_sound(find: Find):
    assert twins(find) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("១.២០០", "១.៣០០", "con số"),
        ("ថ្ងៃទី៦", "ថ្ងៃទី៧", "ngày tháng"),
        ("ធ្នូ", "មករា", "ngày tháng"),
        ("tong-dai-111", "hoi-phu-nu-tinh", "số điện thoại"),
        ("https://a.vn/tin", "https://a.vn/khac", "đường dẫn"),
    ],
)
def test_a_translation_with_another_figure_is_told_what_differs(find: Find, old, new, what):
    told = twins(find, old, new)
    assert codes(told) == [("translation-differs", "bai-1")]
    assert what in told[0].wrong()
    assert told[0].is_error
    assert told[0].place.length < 40  # at the figure, not at the whole text


def test_a_draft_may_be_translated_and_one_with_an_error_too(find: Find):
    of_draft = at(2) | TWIN | {"translation_of": f"bai-0#{MARK}"}
    assert find(posts(at(1) | ORIGINAL | {"status": "draft"}, of_draft)) == []
    other = of_draft | {"text": str(TWIN["text"]).replace("១.២០០", "១.៣០០")}
    assert codes(find(posts(at(1) | ORIGINAL | {"status": "draft"}, other))) == [
        ("translation-differs", "bai-1")
    ]
    assert find(posts({"at": "2026-13-01 07:30"} | ORIGINAL | {"source": "Hội"}, of_draft)) == []


def test_a_small_number_may_be_a_word_in_one_language(find: Find):
    assert twins(find, "១.២០០ នាក់", "១.២០០ នាក់ ៣ ជំហាន") == []


@pytest.mark.parametrize(
    ("of", "code"),
    [
        ("bai-0", "translation-old"),
        ("bai-0#123abc", "translation-old"),
        ("bai-9", "translation-unknown"),
        ("bai-1", "translation-unknown"),
    ],
)
def test_a_translation_says_from_which_state_of_which_post_it_was_made(find: Find, of, code):
    told = twins(find, of=of)
    assert codes(told) == [(code, "bai-1")]
    assert "–" not in told[0].way_out()
    if code == "translation-old":
        assert f"translation_of: bai-0#{MARK}" in told[0].way_out()


def test_of_originals_that_are_equally_near_the_first_of_the_calendar_is_named(find: Find):
    found = [at(day) | {"id": id_} for day, id_ in enumerate(("bai-77", "bai-17", "bai-71", "bai-27"), 2)]
    told = find(posts(*found, at(9) | {"translation_of": "bai-7"}))
    assert {one.way_out("en").partition("?")[0] for one in told if one.code == "translation-unknown"} == {
        "Did you mean bai-77"
    }


def with_card(template: str, drawing: str) -> dict[str, object]:
    return {"card": {"template": template, "headline": "Hỏi con", "illustration": drawing, "alt": "Thẻ"}}


@pytest.mark.parametrize(
    ("second", "is_told"),
    [
        (at(4) | with_card("tip", "lock"), True),
        (at(4) | with_card("tip", "bird"), False),
        (at(4) | with_card("cover", "lock"), False),
        (at(4) | with_card("tip", "lock") | {"channels": ["website"]}, False),  # on another page
        (at(4, month=11) | with_card("tip", "lock"), False),  # another month, long past
    ],
)
def test_two_neighbours_with_one_template_and_drawing_are_told_with_what_else_there_is(
    find: Find, second, is_told
):
    first = at(3) | {"text": BEDTIME, "channels": ["facebook"]} | with_card("tip", "lock")
    told = find(posts(first, {"channels": ["facebook"], "title": "Khác", "text": SUPPER} | second))
    assert codes(told) == [("same-card", "bai-1")] * is_told
    if is_told:
        assert "bilingual" in told[0].as_text()


@pytest.mark.parametrize("photo", ["photos/a.jpg", "photos/b.jpg"])
def test_of_a_card_with_a_photo_the_photo_counts(find: Find, photo):
    def shot(name: str) -> dict[str, object]:
        return {"card": with_card("tip", "lock")["card"] | {"image": name, "children_seen": "none"}}  # type: ignore[operator]

    first = at(3) | {"text": BEDTIME} | shot("photos/a.jpg")
    told = find(posts(first, at(4) | {"title": "Khác", "text": SUPPER} | shot(photo)))
    assert codes(told) == [("same-card", "bai-1")] * (photo == "photos/a.jpg")


def test_a_post_between_them_parts_two_alike(find: Find):
    alike = with_card("tip", "lock")
    between = at(2) | {"title": "Giữa", "text": BEDTIME} | with_card("tip", "bird")
    last = at(3) | {"title": "Sau", "text": SUPPER} | alike
    assert find(posts(at(1) | alike, between, last)) == []
