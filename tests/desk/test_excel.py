"""A plan in Excel on the desk: dropped, understood, mended, taken as drafts, and kept for later."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import yaml

from scheduler.clock import FixedClock
from scheduler.desk.login import Door
from scheduler.desk.opening import open_desk
from scheduler.desk.people import csrf
from scheduler.spreadsheets import importing
from tests.desk.conftest import PASSWORD, client_of
from tests.spreadsheets.test_columns_and_rows import saved
from tests.spreadsheets.test_plans import TITLE, plan

HOST = {"origin": "http://127.0.0.1:8765"}
HEAD = ["STT", "Ngày", "Giờ", "Tiêu đề", "Nội dung", "Đối tượng", "Kênh", "Người phụ trách", "Ghi chú"]
ROWS = [
    [1, "Thứ tư 9/12", "7h30", "Ngủ sớm", "Tắt máy rồi ngủ.", "Cha mẹ", "FB, web", "Chị Lan", "Hỏi tổ 3"],
    [2, "Thứ ba 10/12", "19 giờ", "Đọc sách", "Mỗi tối một trang.", "Giáo viên", "FB", None, None],
    [3, "11/12", "7h30", "Kể chuyện", "Kể con nghe.", "Phụ huynh", "Fanpage", None, None],
]


def book(rows=ROWS, head=HEAD):
    return plan([[TITLE], head, *rows])


class Desk:
    """The officer before /excel."""

    def __init__(self, folder):
        self.folder = folder
        self.client = client_of(folder)

    @property
    def word(self) -> str:
        return re.search(r'name="csrf" value="(\w+)"', self.client.get("/excel").text)[1]

    def post(self, address: str, fields: Any = None, files: Any = None, **headers: str) -> Any:
        word = self.word
        return self.client.post(
            address, data={"csrf": word, **(fields or {})}, files=files, headers={**HOST, **headers}
        )

    def drop(self, data: bytes, name: str = "Kế hoạch.xlsx") -> Any:
        answer = self.post("/excel", files={"workbook": (name, data)})
        self.at = str(answer.url).split("#")[0].split("?")[0].removeprefix("http://127.0.0.1:8765")
        return answer

    def act(self, act: str, **fields: str) -> Any:
        return self.post(f"{self.at}/{act}", fields)

    def mend(self, name: str, words: str) -> Any:
        row = "-".join(name.split("-")[1:3])
        return self.post(f"{self.at}/mend", {"row": row, name: words}, accept="application/json").json()

    def save(self, row: str, *, remember: bool = True, accept: str = "text/html", **asked: Any) -> Any:
        """Press "Lưu dòng này" with what was chosen of the words that were asked for."""
        fields: dict[str, Any] = {"row": row}
        for name, written, meant in asked.values():
            fields |= {f"a-{name}": written, f"w-{name}": meant, **({f"k-{name}": "1"} if remember else {})}
        return self.post(f"{self.at}/mend", fields, accept=accept)

    @property
    def page(self) -> str:
        return said(self.client.get(self.at).text)

    def states(self) -> dict[int, str]:
        found = re.findall(r'<li class="row is-(\w+)" id="row-0-(\d+)"', self.client.get(self.at).text)
        return {int(line): state for state, line in found}

    def calendar(self, file: str = "2026-12.yaml") -> list[dict[str, Any]]:
        return yaml.safe_load((self.folder.posts / file).read_text("utf-8"))["posts"]


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def desk(folder):
    return Desk(folder)


def test_each_row_is_shown_as_it_was_understood(desk):
    page = said(desk.drop(book()).text)
    assert "1 bài nhận được ngay · 2 dòng cần sửa · 0 bài đã có trong lịch" in page
    row = page[page.index("Dòng 3 ") :]
    assert "Thứ Tư, 9/12/2026 · 07:30 Ngủ sớm Tắt máy rồi ngủ. Kênh Facebook, trang web" in row
    assert "Đối tượng Cha mẹ Người phụ trách Chị Lan Ghi chú Hỏi tổ 3" in row
    assert "B4: “Thứ ba 10/12”: ngày 10/12/2026 lại là Thứ Năm." in page
    assert desk.states() == {3: "sound", 4: "wrong", 5: "wrong"}


def test_sound_rows_become_drafts_in_one_write_and_the_rest_waits_over_a_restart(desk, folder):
    desk.drop(book())
    before = (folder.posts / "2026-12.yaml").read_bytes()
    page = desk.act("take")
    assert (
        "Đã đưa 1 bài vào lịch. 2 dòng còn lại nằm ở Cần sửa. Việc tiếp theo: xem bài rồi cho đăng"
        in page.text
    )
    assert (folder.posts / "2026-12.yaml").read_bytes().startswith(before)
    assert desk.calendar()[-1] == {
        "id": "ngu-som",
        "at": datetime(2026, 12, 9, 7, 30).isoformat(" ", "minutes"),  # noqa: DTZ001 - as the file says it
        "title": "Ngủ sớm",
        "text": "Tắt máy rồi ngủ.\n",
        "audience": "cha-me",
        "card": {"template": "tip", "headline": "Ngủ sớm", "alt": "Thẻ ghi: Ngủ sớm"},
        "channels": ["facebook", "website"],
        "status": "draft",
        "in_charge": "Chị Lan",
        "note": "Hỏi tổ 3",
    }
    again = Desk(folder)
    assert "Còn 2 dòng chưa nhận" in said(again.client.get("/excel").text)
    again.at = desk.at
    assert again.states() == {3: "known", 4: "wrong", 5: "wrong"}
    assert "Hỏi tổ 3" in said(again.client.get("/post/ngu-som").text)


def test_what_was_taken_is_taken_back_by_one_press_and_offered_again(desk, folder):
    desk.drop(book())
    before = (folder.posts / "2026-12.yaml").read_bytes()
    save = re.search(r'name="save" value="(\w+)"', desk.act("take").text)[1]
    desk.post("/undo", {"save": save})
    assert (folder.posts / "2026-12.yaml").read_bytes() == before
    assert desk.states()[3] == "sound"


def test_rows_that_were_taken_are_known_again_whatever_was_changed_since(desk, posts):
    desk.drop(book())
    desk.act("take")
    posts("title: Ngủ sớm\n", "title: Ngủ thật sớm\n")  # on the desk, after it was taken
    desk.client.app.state.live.refresh()
    corrected = [ROWS[0], [2, "Thứ năm 10/12", *ROWS[1][2:]], [9, *ROWS[2][1:5], "Cha mẹ", "web", None, None]]
    desk.drop(book(corrected), "Kế hoạch sửa.xlsx")
    assert desk.states() == {3: "known", 4: "sound", 5: "sound"}
    desk.act("take")
    titles = [post["title"] for post in desk.calendar()]
    assert titles[-3:] == ["Ngủ thật sớm", "Đọc sách", "Kể chuyện"]
    desk.drop(book(corrected), "Kế hoạch sửa.xlsx")
    assert set(desk.states().values()) == {"known"}


def test_a_row_that_stands_twice_is_taken_once(desk):
    desk.drop(book([ROWS[0], ROWS[0]]))
    assert desk.states() == {3: "sound", 4: "known"}
    assert "Giống hệt dòng 3" in desk.page
    desk.act("take")
    assert [post["title"] for post in desk.calendar()].count("Ngủ sớm") == 1


def test_pressing_twice_takes_each_row_once(desk, monkeypatch):
    desk.drop(book())
    press = partial(desk.client.post, f"{desk.at}/take", data={"csrf": desk.word}, headers=HOST)
    have_come = threading.Barrier(3, timeout=20)
    own = csrf.read_form

    async def read_form(request):
        given = await own(request)
        await asyncio.to_thread(have_come.wait)  # all of them are there before one is carried out
        return given

    monkeypatch.setattr(csrf, "read_form", read_form)
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: press(follow_redirects=False), range(3)))
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422]
    assert [post["title"] for post in desk.calendar()].count("Ngủ sớm") == 1


def test_a_file_that_holds_the_post_already_takes_no_second_one(desk, posts):
    desk.drop(book())
    posts("id: ban-nhap\n", "id: ngu-som\n")  # and nobody has read it yet
    assert "Bấm nhận lần nữa" in said(desk.act("take").text)
    assert [post["title"] for post in desk.calendar()].count("Ngủ sớm") == 0


def test_one_story_on_several_days_is_several_posts(desk):
    again = [[n, f"{day}/12", "7h", "Nhắc họp", "Chiều nay họp."] for n, day in enumerate((6, 13, 32, 27))]
    desk.drop(book(again))
    desk.act("take")
    assert desk.states() == {3: "known", 4: "known", 5: "wrong", 6: "known"}
    desk.mend("c-0-5-2", "20/12")
    desk.act("take")
    assert [f"{post['at']}" for post in desk.calendar() if post["title"] == "Nhắc họp"] == [
        f"2026-12-{day:02} 07:00" for day in (6, 13, 27, 20)
    ]


def test_a_title_alone_makes_no_row_a_post_that_is_there(desk):
    desk.drop(book([[1, "6/12", "7h", "Thông báo", "Chiều nay họp."]]))
    desk.act("take")
    desk.drop(book([[1, "7/12", "7h", "Thông báo", "Mai mở lớp học bơi."]]), "Thêm.xlsx")
    assert desk.states() == {3: "sound"}


def test_what_is_another_post_after_all_is_taken_when_somebody_says_so(desk):
    desk.drop(book([[1, "6/12", "7h", "Nhắc họp", "Chiều nay họp."]]))
    desk.act("take")
    desk.drop(book([[1, "3/1/2027", "7h", "Nhắc họp", "Chiều nay họp."]]), "Tháng 1.xlsx")
    assert desk.states() == {3: "known"}
    assert "Trong lịch, bài này đăng lúc Chủ Nhật, 6/12/2026 · 07:00" in desk.page
    desk.act("apart", row="0-3")
    assert desk.states() == {3: "sound"}
    desk.act("take")
    assert desk.states() == {3: "known"}
    titles = [post.title for post in desk.client.app.state.live.reading.posts]
    assert titles.count("Nhắc họp") == 2


def test_a_cell_is_mended_in_its_row_and_kept(desk, folder):
    desk.drop(book())
    wrong = desk.mend("c-0-4-2", "32/12/2026")
    assert wrong["state"] == "wrong"
    assert wrong["told"]["c-0-4-2"] == [
        "B4: Tháng 12 chỉ có 31 ngày, không có ngày 32/12/2026. Sửa lại ngày."
    ]
    right = desk.mend("c-0-4-2", "Thứ năm 10/12")
    assert (right["state"], right["told"], right["take"]) == ("sound", {}, "Nhận 2 bài vào lịch")
    again = Desk(folder)
    again.at = desk.at
    assert again.states()[4] == "sound"


def test_all_that_was_chosen_in_a_row_is_saved_by_one_button_and_learnt_for_every_row(desk, folder):
    desk.drop(book([*ROWS, [4, "12/12", "7h30", "Vẽ tranh", "Cùng con vẽ.", "Phụ huynh", "FB", None, None]]))
    assert "Loa chưa biết “Phụ huynh” là ai" in desk.page
    assert "Loa chưa biết “Fanpage” là nơi nào" in desk.page
    half = said(desk.save("0-5", audience=("0-5-6-0", "Phụ huynh", "cha-me")).text)
    assert "Chưa lưu được: còn 1 ô chưa chọn. Những gì chị đã điền vẫn được giữ." in half
    whole = said(
        desk.save(
            "0-5",
            audience=("0-5-6-0", "Phụ huynh", "cha-me"),
            channels=("0-5-7-0", "Fanpage", ["facebook", "website"]),
        ).text
    )
    assert "Đã xong dòng 5. Còn 1 dòng cần sửa. Đã hiểu “Phụ huynh” = Cha mẹ, cho cả dòng 6. " in whole
    assert "Đã hiểu “Fanpage” = Facebook, trang web. Đến dòng 4" in whole
    assert desk.states() == {3: "sound", 4: "wrong", 5: "sound", 6: "sound"}
    kept = json.loads((folder.config / "excel.json").read_text("utf-8"))
    assert kept["words"] == {"audience": {"phu-huynh": "cha-me"}, "channels": {"fanpage": "facebook,website"}}
    desk.drop(book([["1", "15/12", "8h", "Khác", "Bài khác", "PHỤ HUYNH", "fanpage", None, None]]), "b.xlsx")
    assert desk.states() == {3: "sound"}
    assert "Kênh Facebook, trang web" in desk.page


def test_the_other_rows_that_say_a_learnt_word_are_named(desk):
    rows = [[n, f"{n}/12", "7h30", f"Bài {n}", f"Lời {n}.", "Phụ huynh", "FB"] for n in (4, 5, 6)]
    desk.drop(book(rows))
    page = said(desk.save("0-3", audience=("0-3-6-0", "Phụ huynh", "cha-me")).text)
    assert "Đã xong dòng 3. Không còn dòng nào cần sửa." in page
    assert "Đã hiểu “Phụ huynh” = Cha mẹ, cho cả dòng 4 và 5." in page


def test_what_was_chosen_and_not_saved_yet_waits_with_its_row(desk):
    desk.drop(book())
    answer = desk.save("0-5", accept="application/json", audience=("0-5-6-0", "Phụ huynh", "cha-me"))
    assert answer.json()["state"] == "wrong"
    later = said(desk.post(f"{desk.at}/later", {"row": "0-4", "c-0-4-4": "Đọc sách mỗi tối"}).text)
    assert "Dòng 4 để lại sau. Những gì chị đã điền vẫn được giữ. Còn 2 dòng cần sửa. Đến dòng 5" in later
    assert "Đọc sách mỗi tối" in later
    assert '<option value="cha-me" selected>' in desk.client.get(desk.at).text


def test_a_word_that_is_not_to_be_remembered_is_mended_in_its_cell_alone(desk, folder):
    desk.drop(book([[1, "15/12", "8h", "Một", "Hai", "Ai đó", "FB, Fanpage", None, None]]))
    page = desk.save(
        "0-3",
        remember=False,
        audience=("0-3-6-0", "Ai đó", "-"),
        channels=("0-3-7-0", "Fanpage", ["website"]),
    ).text
    assert desk.states() == {3: "sound"}
    assert "Kênh Facebook, trang web" in said(page)
    assert not (folder.config / "excel.json").exists()


def test_signs_that_are_no_word_are_mended_in_their_cell_and_never_learnt(desk, folder):
    desk.drop(
        book([[n, f"{n}/12", "8h", f"Bài {n}", "Lời", sign, "FB"] for n, sign in ((5, "???"), (6, "!!"))])
    )
    desk.save("0-3", audience=("0-3-6-0", "???", "cha-me"))
    assert desk.states() == {3: "sound", 4: "wrong"}
    assert not (folder.config / "excel.json").exists()


def test_a_meaning_that_nobody_offers_is_none(desk, folder):
    desk.drop(book())
    for row, name in (("0-5", "0-5-6-0"), ("0-99", "0-99-6-0"), ("9-5", "9-5-6-0"), ("0-5", "0-x-6-0")):
        desk.save(row, audience=(name, "Phụ huynh", "khong-co"))
    assert desk.states()[5] == "wrong"
    assert not (folder.config / "excel.json").exists()


def test_a_place_that_is_not_connected_is_told_where_a_row_names_it(desk):
    desk.drop(book([[1, "15/12", "8h", "Một", "Hai", "Cha mẹ", "FB, Zalo", None, None]]))
    assert "G3: Zalo OA chưa được nối với Loa, nên bài chưa lên đó được." in desk.page
    assert desk.states() == {3: "sound"}


def test_the_button_that_takes_says_what_stays_and_why_it_cannot(desk):
    desk.drop(book())
    assert "Nhận 1 bài vào lịch" in desk.page
    assert "còn 2 dòng để lại sau" in desk.page
    desk.act("take")
    assert 'aria-describedby="take-why" disabled>Nhận bài vào lịch' in desk.client.get(desk.at).text
    assert "Chưa có bài nào nhận được: sửa xong một dòng ở trên" in desk.page
    row = re.split("Dòng [345] ", desk.page)[3]
    assert "Đã vào lịch · Xem bài" in row
    assert "bài khác" not in row


def test_columns_are_matched_by_hand_and_remembered(desk):
    head = ["Hôm", "Lúc", "Đầu đề", "Lời kể", "Loại tin"]
    rows = [["15/12/2026", "8h", "Một", "Hai", "Tin ngắn"]]
    page = said(desk.drop(plan([head, *rows])).text)
    assert "Chưa thấy cột Tiêu đề, Nội dung" in page
    said_of = {1: "at.date", 2: "at.time", 3: "title", 4: "text", 5: ""}
    desk.act("columns", **{f"column-0-{number}": key for number, key in said_of.items()})
    assert desk.states() == {2: "sound"}
    desk.drop(plan([["KẾ HOẠCH"], head, ["16/12/2026", "8h", "Ba", "Bốn", "Tin"]]), "khac.xlsx")
    assert desk.states() == {3: "sound"}


def test_the_campaigns_defaults_are_said_and_taken(desk):
    desk.drop(book([ROWS[0]]))
    assert "đường dây nóng 111; thẻ “Lời khuyên” lấy tiêu đề làm câu chính" in desk.page
    assert "hotlines" not in desk.calendar()[-1]
    desk.act("take")
    post = desk.client.app.state.live.reading.post("ngu-som")
    assert (post.hotlines, post.campaign.id) == (("tong-dai-111",), "an-toan-mang")


def test_without_a_campaign_the_posts_have_a_file_of_their_own(desk):
    desk.drop(book([ROWS[0]]))
    desk.act("into", into="")
    desk.act("take")
    (post,) = desk.calendar("ke-hoach.yaml")
    assert (post["hotlines"], post["status"]) == (["tong-dai-111"], "draft")


def test_a_photo_is_known_by_its_name_and_one_that_is_not_there_is_noted(desk, folder):
    from PIL import Image

    (folder.assets / "photos").mkdir()
    Image.new("RGB", (1600, 1200), "#8a5").save(folder.assets / "photos" / "le-hoi.jpg")
    row = ["15/12", "8h", "Lễ hội", "Cả xã cùng vui."]
    head = ["Ngày", "Giờ", "Tiêu đề", "Nội dung", "Hình ảnh"]
    desk.drop(plan([[TITLE], head, [*row, "Lễ hội.jpg"], [*row[:2], "Khác", "Bài khác.", "mat.jpg"]]))
    assert desk.states() == {3: "sound", 4: "sound"}
    assert "Ghi chú Ảnh cần tải lên: mat.jpg" in desk.page
    desk.act("take")
    with_photo, without = desk.calendar()[-2:]
    assert with_photo["card"]["image"] == "photos/le-hoi.jpg"
    assert (without["card"]["template"], without["note"]) == ("tip", "Ảnh cần tải lên: mat.jpg")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "là tệp Excel dạng cũ (.xls)"),
        ("a.csv", "Tiêu đề,Nội dung\nMột,Hai\n".encode(), "bảng dạng chữ (.csv, .txt)"),
        ("a.xlsx", b"PK\x03\x04 cut", "bị hỏng"),
        ("a.xlsx", b"", "Chưa chọn tệp nào"),
        ("a.xlsx", b"x" * 5_000_001, "lớn hơn 5 MB"),
        ("a.xlsx", plan([["Chào chị"]]), "Không thấy bảng kế hoạch nào"),
        ("a.xlsx", plan([HEAD, [1, "9/12/2026", "7h", "Một", "Hai", *["x"] * 120]]), "rộng 125 cột"),
        ("a.xlsx", plan([HEAD, *[[n, None, None, f"Bài {n}", "x"] for n in range(1001)]]), "1.001 dòng bài"),
    ],
    ids=["xls", "csv", "cut", "empty", "big", "no-table", "wide", "many"],
)
def test_what_cannot_be_read_is_told_and_leaves_nothing_behind(desk, folder, name, data, words):
    answer = desk.drop(data, name)
    assert answer.status_code in {413, 422}
    assert words in said(answer.text)
    assert "loa " not in said(answer.text)[:-200].split("Kế hoạch bằng Excel", 1)[1]
    assert list((folder.var / "excel").glob("*.json")) == []


def test_a_bomb_is_refused_and_a_formula_is_never_worked_out(desk):
    bomb = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book())) as old,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, data if "sheet1" not in part else data + b" " * 210_000_000)
    assert desk.drop(bomb.getvalue()).status_code == 422
    desk.drop(book([[1, "9/12", "7h", '=HYPERLINK("http://x.vn","a")', "Hai", None, None, None, None]]))
    assert desk.states() == {3: "wrong"}
    assert "D3: Ô này là công thức chưa được tính" in desk.page


@pytest.mark.slow
def test_hundreds_of_rows_are_read_and_judged_in_one_go(desk, monkeypatch):
    read = []
    monkeypatch.setattr(importing, "read_part", lambda *a: read.append(a) or real(*a))
    rows = [[n, "9/12", "7h", f"Bài {n}", f"Nội dung {n}", "Cha mẹ", "FB", None, None] for n in range(205)]
    answer = desk.drop(book(rows))
    assert len(read) == 1
    pages = [answer.text, *(desk.client.get(f"{desk.at}?from={at}").text for at in (100, 200))]
    assert [page.count('<li class="row ') for page in pages] == [100, 100, 5]
    assert max(len(page.encode()) for page in pages) < 150_000
    desk.act("take")
    assert len(desk.calendar()) == 208


real = importing.read_part


def test_a_row_is_left_out_and_taken_back_in_and_the_file_thrown_away(desk, folder):
    desk.drop(book())
    desk.act("away", row="0-4")
    assert desk.states()[4] == "away"
    desk.act("away", row="0-4")
    assert desk.states()[4] == "wrong"
    assert "Đã bỏ." in desk.act("throw").text
    assert desk.client.get(desk.at).status_code == 404
    assert "chưa nhận" not in said(desk.client.get("/excel").text)


@pytest.mark.parametrize("damage", ["{", "[]", '{"name": 1}', "\x00"])
def test_what_people_said_may_be_damaged_and_the_workbook_is_shown_all_the_same(desk, folder, damage):
    desk.drop(book())
    for path in (folder.var / "excel").glob("*.json"):
        path.write_text(damage, "utf-8")
    assert desk.states()[3] == "sound"


def test_every_channel_may_be_meant_in_words_and_the_campaigns_own_are_said_where_nothing_is(desk, posts):
    posts("channels: [facebook, website]", "channels: [facebook]")
    desk.client.app.state.live.refresh()
    head = ["Ngày", "Giờ", "Tiêu đề", "Nội dung", "Kênh"]
    rows = [["7h", "Một", "Hai", "Tất cả"], ["8h", "Ba", "Bốn", None], ["9h", "Năm", "Sáu", "FB và web"]]
    desk.drop(plan([[TITLE], head, *(["9/12", *row] for row in rows)]))
    assert set(desk.states().values()) == {"sound"}
    first, second, third = re.split("Dòng [345] ", desk.page)[1:4]
    assert "Kênh Facebook, trang web" in third
    assert "Kênh Facebook, trang web" in first
    assert "Kênh Facebook Sửa" in second


def test_a_list_of_members_beside_the_plan_is_no_plan(desk):
    workbook = openpyxl.load_workbook(BytesIO(book([ROWS[0]])))
    members = workbook.create_sheet("Hội viên")
    for row in (["STT", "Họ tên", "Địa chỉ"], [1, "Nguyễn Thị A", "Ấp 3"]):
        members.append(row)
    page = said(desk.drop(saved(workbook)).text)
    assert "Chưa thấy cột" not in page
    assert "Hội viên: trang này không có dòng đầu cột" in page


def test_a_memory_of_columns_that_no_post_has_is_passed_over(desk, folder):
    (folder.config / "excel.json").write_text('{"columns": {"tieu-de": "x.y"}}', "utf-8")
    desk.drop(book([ROWS[0]]))
    assert desk.states() == {3: "sound"}


def test_the_offices_damaged_memory_is_told_on_the_page(desk, folder):
    (folder.config / "excel.json").write_text("{", "utf-8")
    desk.drop(book())
    assert "ghi nhớ tên cột" in desk.page


def test_no_words_of_a_file_are_shown(desk):
    desk.drop(book([*ROWS, [4, "9/12", "7h", None, "Gọi 0377672445 xxxx", "Ông bà", "báo", None, "x"]]))
    page = desk.page[: desk.page.index("Trang này chỉ mở")]
    for word in (
        ".yaml",
        "config/",
        "posts/",
        "title",
        "status: ",
        "Thêm một dòng",
        "{{",
        "cha-me",
        "dòng 6, cột",
    ):
        assert word not in page


def test_who_may_only_look_sees_no_form_and_changes_nothing(folder, users):
    app = open_desk(
        folder,
        clock=FixedClock(datetime(2026, 11, 30, 1, tzinfo=UTC)),
        door=Door("127.0.0.1", asks_login=True, users=lambda: users),
    )
    from starlette.testclient import TestClient

    client = TestClient(app, base_url="http://127.0.0.1:8765")
    word = re.search(r'name="csrf" value="(\w+)"', client.get("/login").text)[1]
    client.post("/login", data={"csrf": word, "name": "cam", "password": PASSWORD}, headers=HOST)
    assert client.get("/excel").status_code == 403
    assert "/excel" not in client.get("/").text


def test_rows_that_wait_are_told_first_where_people_look_for_what_is_to_be_mended(desk):
    menu = re.compile(r'href="/problems"[^>]*>Cần sửa(?: <span class="count">(\d+)</span>)?')
    assert menu.search(desk.client.get("/").text)[1] is None
    desk.drop(book())
    desk.act("take")
    page = desk.client.get("/problems").text
    assert menu.search(page)[1] == "2"
    assert "Kế hoạch Excel còn dòng để lại Kế hoạch Còn 2 dòng chưa nhận Làm tiếp" in said(page)
    assert "Không có lỗi nào" not in page
    desk.act("throw")
    assert menu.search(desk.client.get("/problems").text)[1] is None


def test_the_page_is_found_from_the_calendar_and_from_the_form(desk):
    for address in ("/", "/month", "/week", "/write"):
        assert '<a href="/excel">Nhập kế hoạch từ Excel</a>' in desk.client.get(address).text
