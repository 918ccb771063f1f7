"""Writing on the desk: what is saved is what was meant, and nothing else in the file."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from scheduler.cards.design.drawings import Drawings
from scheduler.desk.people import csrf
from tests.desk.conftest import POSTS, SETTINGS, carry, client_of

FILE = "posts/2026-12.yaml"


@pytest.fixture
def client(folder):
    return client_of(folder)


def fields_of(html: str) -> dict[str, object]:
    """What a browser would send of the form."""
    form = re.search(r'<form class="write".*?</form>', html, re.DOTALL)[0]
    sent: dict[str, object] = {}

    def add(name, value):
        sent[name] = (
            [*sent[name], value]
            if name in sent and isinstance(sent[name], list)
            else ([sent[name], value] if name in sent else value)
        )

    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r'\bname="([^"]*)"', tag)
        kind = re.search(r'\btype="([^"]*)"', tag)[1]
        value = re.search(r'\bvalue="([^"]*)"', tag)
        if name and kind not in {"file"} and (kind not in {"checkbox", "radio"} or " checked" in tag):
            add(name[1], unescape(value[1] if value else ""))
    for name, words in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        add(name, unescape(words))
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        add(name, unescape(chosen[1]))
    return sent


def unescape(words):
    import html

    return html.unescape(words)


def opened(client, post="mat-khau-manh"):
    return fields_of(client.get(f"/write/{post}").text)


def send(client, fields, action="save", **changes):
    return client.post("/write", data={**fields, **changes, "action": action}, follow_redirects=False)


def text_of(folder):
    return (folder.posts / "2026-12.yaml").read_text("utf-8")


def test_saving_an_untouched_form_changes_no_byte(client, folder):
    answer = send(client, opened(client))
    assert answer.status_code == 303
    assert text_of(folder) == POSTS


@pytest.mark.slow
def test_every_post_of_the_real_month_is_saved_untouched_without_a_change(month):
    client = client_of(month)
    before = {path.name: path.read_bytes() for path in month.posts.glob("*.yaml")}
    for post in client.app.state.live.reading.posts:
        assert send(client, opened(client, post.id)).status_code == 303, post.id
    assert {path.name: path.read_bytes() for path in month.posts.glob("*.yaml")} == before


def test_one_changed_field_changes_one_line(client, folder):
    answer = send(client, opened(client), title="Mật khẩu: dài và dễ nhớ")
    assert answer.headers["location"].startswith("/post/mat-khau-manh?saved=")
    lines = zip(text_of(folder).splitlines(), POSTS.splitlines(), strict=True)
    assert len([new for new, old in lines if new != old]) == 1
    assert "Mật khẩu: dài và dễ nhớ" in client.get("/post/mat-khau-manh").text


def test_a_new_post_is_written_and_shown(client, folder):
    fields = fields_of(client.get("/write?day=2026-12-20").text)
    assert (fields["date"], fields["time"], fields["file"]) == ("2026-12-20", "07:30", FILE)
    answer = send(
        client, fields, title="Ngủ sớm nha con", text="Dời chỗ sạc.\r\n\r\nRa phòng khách.",
        audience="cha-me", topic="ky-nang-so",
        **{"card-0-headline": "Ngủ *sớm*", "card-0-alt": "Thẻ ngủ sớm"},
    )  # fmt: skip
    assert answer.status_code == 303
    assert text_of(folder).startswith(POSTS)
    page = client.get(answer.headers["location"]).text
    assert "Ngủ sớm nha con" in page
    assert "Hoàn tác" in page
    added = text_of(folder).removeprefix(POSTS)
    assert "id: ngu-som-nha-con" in added
    assert "text: |\n      Dời chỗ sạc.\n\n      Ra phòng khách.\n" in added
    assert "channels" not in added, "what the file's defaults say is not said again"


def test_the_first_post_of_an_empty_calendar(folder):
    (folder.posts / "2026-12.yaml").unlink()
    client = client_of(folder)
    assert 'href="/write"' in client.get("/").text
    fields = fields_of(client.get("/write").text)
    answer = send(
        client, fields, title="Chào", text="Lời đầu tiên.", **{"card-0-headline": "Chào", "card-0-alt": "x"}
    )
    assert answer.status_code == 303, answer.text
    assert "Lời đầu tiên." in client.get(answer.headers["location"]).text


def test_what_is_wrong_stands_beside_its_field(client):
    fields = opened(client)
    looked = client.post(
        "/write/look", data={**fields, "repeat_every": "other", "repeat": "hằng tuần"}
    ).json()
    assert {one["field"] for one in looked["told"] if one["level"] == "error"} == {"repeat"}
    looked = client.post("/write/look", data={**fields, "text": "Gọi 0912345678 nha"}).json()
    assert [one["field"] for one in looked["told"] if one["level"] == "error"] == ["text"]


@pytest.mark.parametrize(
    "fault",
    [
        {"text": "Gọi 0912345678 nha"},
        {"repeat_every": "other", "repeat": "hằng tuần"},
        {"text": "{{ hotline('da-xoa') }}"},
        {"title": "", "card-0-template": "checklist"},
    ],
)
def test_another_post_at_that_hour_is_told_beside_whatever_else_is_wrong(client, fault):
    given = {**opened(client), "date": "2026-12-02", "time": "19:00", **fault}
    told = client.post("/write/look", data=given).json()["told"]
    assert [one["mend"]["say"] for one in told if "Người lạ nhắn tin" in one["wrong"]] == ["Lấy 20:30"]
    assert len([one for one in told if one["level"] == "error"]) >= 1


LINES = """\
tong-dai-111: {name: Tổng đài Quốc gia bảo vệ trẻ em, number: "111"}
hoi-phu-nu-tinh: {name: Hội LHPN tỉnh Sóc Trăng, number: "0377672444"}
so-cu: {name: Số đã thôi, number: "0299111222", valid_until: 2026-11-01}
"""


@pytest.mark.parametrize(
    ("text", "template", "offered"),
    [
        ("Gọi 0377 672 444 nha.", "hotline", ("card-0-hotline", "hoi-phu-nu-tinh")),
        ("Gọi {{ hotline('hoi-phu-nu-tinh') }} nha.", "hotline", ("card-0-hotline", "hoi-phu-nu-tinh")),
        ("Gọi 111 hoặc 0377672444 nha.", "hotline", None),  # it shows the first of them
        ("Gọi 0912345678 nha.", "hotline", None),
        ("Gọi 0377672445 nha.", "hotline", None),
        ("Gọi 0299111222 nha.", "hotline", None),  # not called any more
        ("Gọi 0377672444 nha.", "tip", None),
        ("Có 89% trẻ em lên mạng, gọi 111.", "number", ("card-0-number", "89%")),
        ("Cần giúp thì gọi 111.", "number", ("card-0-number", "111")),
        ("Cần giúp thì gọi 113, hoặc 0377672444.", "number", None),
        ("Lớp có 42 em, ngày 20/11.", "number", None),
    ],
)
def test_a_number_of_the_text_is_offered_to_the_card_if_the_directory_has_it(
    client, folder, text, template, offered
):
    (folder.config / "hotlines.yaml").write_text(LINES, "utf-8")
    client = client_of(folder)
    given = {**opened(client), "title": "Bài", "text": text, "card-0-template": template}
    offers = client.post("/write/look", data=given).json()["offers"]
    assert [(one["mend"]["field"], one["mend"]["value"]) for one in offers] == ([offered] if offered else [])
    if offered:
        assert client.post("/write/look", data={**given, offered[0]: offered[1]}).json()["offers"] == []


def test_a_series_is_chosen_and_its_days_are_said(client, folder):
    fields = {**opened(client), "repeat_every": "FREQ=WEEKLY", "repeat_times": "3"}
    looked = client.post("/write/look", data=fields).json()
    assert looked["series"] == "Thứ Ba hằng tuần, 3 lần. Bài lặp lại: 1/12, 8/12, 15/12"
    assert send(client, fields).status_code == 303
    assert "    repeat: FREQ=WEEKLY;COUNT=3\n" in text_of(folder)
    again = opened(client)
    assert (again["repeat_every"], again["repeat_times"], again["repeat"]) == ("FREQ=WEEKLY", "3", "")


def test_the_form_speaks_of_its_fields_not_of_a_files_keys(client):
    fields = opened(client)
    given = {**fields, "text": "Có 89% trẻ em lên mạng. Gọi 0912345678 nha", "source": "", "card-0-alt": ""}
    told = client.post("/write/look", data=given).json()["told"]
    told += client.post("/write/look", data={**given, "title": "", "card-0-headline": ""}).json()["told"]
    assert {one["field"] for one in told} >= {"title", "text", "card-0-headline", "card-0-alt"}
    said = " ".join(f"{one['wrong']} {one['hint']}" for one in told)
    for key in ("title", "headline", "source", "alt:", ".yaml", "{{"):
        assert key not in said


@pytest.mark.parametrize("words", ["{{ hotline('da-xoa') }}", "{{ unit.phone }}", "Gọi {{ ngay", "{{ x }}"])
def test_what_cannot_be_filled_in_is_told_without_braces_of_ours(client, words):
    told = client.post("/write/look", data={**opened(client), "text": words}).json()["told"]
    assert [one["field"] for one in told] == ["text"]
    said = told[0]["wrong"].replace(words, "") + told[0]["hint"]
    assert "gõ @" in said
    for strange in ("config/", "hotline(", "unit.", "da-xoa"):
        assert strange not in said


def test_who_sees_to_it_and_the_offices_note_are_kept_and_not_shown_to_followers(client, folder):
    given = {**opened(client), "in_charge": "Chị Lan", "note": "Chờ ảnh của xã"}
    assert "Chờ ảnh" not in client.post("/write/look", data=given).json()["ways"]
    assert send(client, given).status_code == 303
    assert "in_charge: Chị Lan" in text_of(folder)
    assert opened(client)["note"] == "Chờ ảnh của xã"


def test_a_second_post_of_the_same_title_gets_an_id_of_its_own(client, folder):
    fields = opened(client)
    send(client, fields, post="", base="{}", id="", title="Hai bài một tên")
    answer = send(client, fields, post="", base="{}", id="", title="Hai bài một tên", time="08:45")
    assert answer.headers["location"].startswith("/post/hai-bai-mot-ten-2?")
    assert "id: hai-bai-mot-ten\n" in text_of(folder)


def test_an_id_that_was_public_once_is_not_given_again(client, folder):
    carry(folder, "bai-da-xoa", "facebook", address="")
    answer = send(client, opened(client), post="", base="{}", id="", title="Bài đã xóa")
    assert answer.headers["location"].startswith("/post/bai-da-xoa-2?")


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2026-12-05", "Thứ Bảy, 5/12/2026 · 07:30"),
        ("2025-02-01", "Thứ Bảy, 1/2/2025 · 07:30 đã qua lâu rồi, bài sẽ không tự lên. Chọn giờ khác nhé."),
        ("2026-11-30", "Thứ Hai, 30/11/2026 · 07:30 vừa qua: lưu là Loa đăng ngay."),
    ],
)
def test_the_day_is_said_in_words_and_that_it_is_past(client, date, said):
    seen = client.post("/write/look", data={**opened(client), "date": date, "time": "07:30"}).json()
    assert seen["when"] == said


def test_the_card_is_painted_while_it_is_written(client, folder):
    fields = opened(client)
    looked = client.post("/write/look", data={**fields, "card-0-headline": "Câu khác"}).json()
    (address,) = re.findall(r'"(/write/card/[^"]*)"', looked["ways"])
    with Image.open(io.BytesIO(client.get(address).content)) as image:
        assert image.size == (540, 675)
    assert "ký tự trên Facebook" in looked["length"]
    assert looked["sound"]
    assert text_of(folder) == POSTS


def test_a_card_has_its_address_as_long_as_it_looks_the_same(client):
    def address(**changed):
        looked = client.post("/write/look", data={**opened(client), **changed}).json()
        return re.findall(r'"(/write/card/[^"]*)"', looked["ways"])

    assert address() == address(text="Chữ khác.") != address(**{"card-0-headline": "Câu khác"})
    assert address()


def test_what_a_card_says_goes_along_to_another_design_and_back_and_not_into_the_file(client, folder):
    fields = {**opened(client), "card-0-headline": "Ngủ *sớm*", "card-0-body": "Dời chỗ sạc."}
    asked = fields_of(send(client, fields, "template", **{"card-0-template": "question"}).text)
    assert asked["card-0-question"] == "Ngủ *sớm*"
    asked |= {"card-0-question": "Mấy giờ *đi ngủ?*", "card-0-answers": "Chín giờ\nMười giờ"}
    again = fields_of(send(client, asked, "template", **{"card-0-template": "tip"}).text)
    assert (again["card-0-headline"], again["card-0-body"]) == ("Mấy giờ *đi ngủ?*", "Dời chỗ sạc.")
    once_more = fields_of(send(client, again, "template", **{"card-0-template": "question"}).text)
    assert once_more["card-0-answers"] == "Chín giờ\nMười giờ"
    assert send(client, again).status_code == 303
    assert "answers" not in text_of(folder)
    assert "left" not in text_of(folder)


def test_what_answers_a_form_is_read_in_another_language_by_its_own_address(client):
    def leads(answer):
        (link,) = re.findall(r'class="language" href="([^"]*)"', answer.text)
        assert client.get(link).status_code == 200
        return link.partition("?")[0]

    fields = opened(client)
    assert leads(send(client, fields, "template")) == "/write/mat-khau-manh"
    assert leads(send(client, {**fields, "post": ""}, "template")) == "/write"
    assert leads(client.post("/move/mat-khau-manh", data={"csrf": "of another run"})) == "/post/mat-khau-manh"
    assert leads(client.post("/several", data={"csrf": "of another run"})) == "/"


@pytest.mark.parametrize(
    ("turned", "said", "button"),
    [(0, "ảnh “hop-to” hơi tối", "Làm sáng ảnh"), (255, "ảnh “hop-to” sáng quá", "Cân lại sáng tối")],
)
def test_a_photo_is_spoken_of_without_its_file_and_mended_by_the_button_that_is_named(
    client, folder, turned, said, button
):
    (folder.assets / "photos").mkdir(parents=True)
    made = (
        Image.linear_gradient("L")
        .resize((640, 480))
        .point([abs(turned - 150 * value**2 // 255**2) for value in range(256)])
    )
    made.convert("RGB").save(folder.assets / "photos" / "hop-to.jpg")
    given = {"card-0-template": "story", "card-0-image": "photos/hop-to.jpg", "card-0-children_seen": "none"}
    told = client.post("/write/look", data={**opened(client), **given}).json()["told"]
    of_photo = {one["wrong"].lower(): one for one in told if one["field"] == "card-0-image"}
    assert of_photo[said]["mend"]["say"] == button
    assert f"“{button}”" in of_photo[said]["hint"]
    words = " ".join(f"{one['wrong']} {one['hint']}" for one in told)
    assert "hơi nhỏ, lên tin 24 giờ sẽ mờ" in words
    for of_files in ("photos/", ".jpg", "light:", "focus:", "story", "pip"):
        assert of_files not in words


def test_where_a_source_is_asked_for_its_field_is_open(client):
    fields = opened(client)
    closed = '<details id="less-used">'
    assert closed in client.get("/write/nguoi-la-nhan-tin").text
    given = {**fields, "source": "", "text": "Có 89% trẻ em lên mạng."}
    told = client.post("/write/look", data=given).json()["told"]
    assert [one["asks"] for one in told if one["asks"]] == ["source"]
    assert closed not in send(client, given, "template").text


def test_a_card_is_added_and_taken_out_without_a_script(client):
    more = send(client, opened(client), "add-card")
    assert fields_of(more.text)["cards"] == "2"
    less = send(client, fields_of(more.text), "remove-card-0")
    assert fields_of(less.text)["cards"] == "1"
    assert "card-0-points" in fields_of(
        send(client, opened(client), "template", **{"card-0-template": "checklist"}).text
    )


def test_two_people_who_change_different_fields_both_have_their_way(client, folder, posts):
    fields = opened(client)
    posts("topic: ky-nang-so", "topic: duong-day-nong")
    assert send(client, fields, title="Tựa mới").status_code == 303
    assert "topic: duong-day-nong" in text_of(folder)
    assert "title: Tựa mới" in text_of(folder)


def test_two_people_who_change_the_same_field_see_both_and_choose(client, folder, posts):
    fields = opened(client)
    posts("title: Mật khẩu mạnh cho con", "title: Tựa của họ")
    answer = send(client, fields, title="Tựa của tôi")
    assert answer.status_code == 409
    assert "Tựa của họ" in answer.text
    assert "Tựa của tôi" in answer.text
    assert "title: Tựa của họ" in text_of(folder)
    theirs = send(client, fields_of(answer.text), "take-title")
    assert fields_of(theirs.text)["title"] == "Tựa của họ"
    assert send(client, fields_of(answer.text)).status_code == 303
    assert "title: Tựa của tôi" in text_of(folder)


def test_what_they_alone_changed_is_kept_when_she_decides_about_the_rest(client, folder, posts):
    fields = opened(client)
    posts("title: Mật khẩu mạnh cho con", "title: Tựa của họ")
    posts("dài, dễ nhớ.", "dài, dễ nhớ, của họ.")
    answer = send(client, fields, title="Tựa của tôi", source="Nguồn của tôi")
    assert answer.status_code == 409
    assert send(client, fields_of(answer.text)).status_code == 303
    for words in ("title: Tựa của tôi", "dài, dễ nhớ, của họ.", "source: Nguồn của tôi"):
        assert words in text_of(folder)


def test_a_clash_of_any_key_is_told_in_words(client, folder, posts):
    posts("status: draft", "status: draft\n    in_charge: Chị Lan")
    fields = opened(client, "ban-nhap")
    posts("status: draft\n    in_charge: Chị Lan", "status: statement\n    in_charge: Chị Mai")
    answer = send(client, fields, "submit", in_charge="Chị Cúc")
    assert answer.status_code == 409
    clash = re.search(r'<section class="clash".*?</section>', answer.text, re.DOTALL)[0]
    for words in ("Tình trạng", "Đăng khi đến giờ", "Tuyên bố soạn sẵn", "Người phụ trách", "Chị Cúc"):
        assert words in clash


def test_a_save_is_taken_back_unless_somebody_wrote_since(client, folder, posts):
    token = send(client, opened(client), title="Tựa mới").headers["location"].partition("saved=")[2]
    client.post("/undo", data={"csrf": csrf.word(), "save": token})
    assert text_of(folder) == POSTS
    token = send(client, opened(client), title="Tựa mới").headers["location"].partition("saved=")[2]
    posts("title: Tựa mới", "title: Tựa mới hơn")
    client.post("/undo", data={"csrf": csrf.word(), "save": token})
    assert "Tựa mới hơn" in text_of(folder)


def test_a_post_is_moved_to_another_day_at_its_own_time(client, folder):
    data = {"csrf": csrf.word(), "at": "2026-12-01 07:30", "day": "2026-12-05"}
    moved = client.post("/move/mat-khau-manh", data=data)
    assert "Đã dời bài sang Thứ Bảy, 5/12/2026." in moved.text
    assert text_of(folder) == POSTS.replace("at: 2026-12-01 07:30", "at: 2026-12-05 07:30")
    again = client.post("/move/mat-khau-manh", data=data | {"day": "2026-12-06"})
    assert "vừa đổi giờ" in again.text, "who saw an old time does not move it"
    assert "2026-12-05 07:30" in text_of(folder)


def test_odd_characters_are_taken_out_by_one_press_and_come_back_by_another(folder, posts):
    posts("Cùng con đặt mật khẩu dài, dễ nhớ.", "\uf0b7 Cùng con\n      \uf0b7 Đặt mật\u200b khẩu")
    posts("headline: Đặt *mật khẩu mạnh*", "headline: Đặt mật\u00ad khẩu mạnh")
    client, before = client_of(folder), text_of(folder)
    page = client.get("/post/mat-khau-manh").text
    assert "dấu đầu dòng của Word" in page
    assert 'action="/clean/mat-khau-manh"' in page
    cleaned = client.post("/clean/mat-khau-manh", data={"csrf": csrf.word()})
    clean = before.replace("\uf0b7", "•").replace("\u200b", "").replace("\u00ad", "")
    assert text_of(folder) == clean
    assert "/clean/" not in cleaned.text
    token = re.search(r'name="save" value="([^"]*)"', cleaned.text)[1]
    client.post("/undo", data={"csrf": csrf.word(), "save": token})
    assert text_of(folder) == before


def test_the_form_takes_odd_characters_out_of_what_is_not_saved_yet(client, folder):
    odd = {
        "text": "\uf0b7 Cùng con\n\uf0b7 Đặt mật\u200b khẩu",
        "card-0-headline": "Đặt mật\u00ad khẩu",
        "source": "Luật\u202e Trẻ em",
    }
    page = send(client, opened(client), "look", **odd)
    assert "Bấm “Làm sạch ký tự lạ” cạnh nút Lưu bài" in page.text
    assert 'id="clean" name="action" value="clean">' in page.text
    clean = send(client, fields_of(page.text), "clean")
    filled = fields_of(clean.text)
    assert filled["text"].splitlines() == ["• Cùng con", "• Đặt mật khẩu"]
    assert (filled["card-0-headline"], filled["source"]) == ("Đặt mật khẩu", "Luật Trẻ em")
    assert 'id="clean" name="action" value="clean" hidden>' in clean.text
    assert "ký tự lạ” cạnh" not in clean.text, "what is told is of the words as they are now"
    assert text_of(folder) == POSTS
    sent = {key: value for key, value in fields_of(page.text).items() if key != "action"}
    assert client.post("/write/look", data=sent).json()["odd"] is True


@pytest.mark.parametrize("post", ["mat-khau-manh", "khong-co", "..%2f..%2fx"])
def test_where_nothing_can_be_cleaned_the_file_stays_as_it_is(client, folder, post):
    answer = client.post(f"/clean/{post}", data={"csrf": csrf.word()})
    assert answer.status_code in (200, 404)
    assert text_of(folder) == POSTS
    assert client.post("/clean/mat-khau-manh").status_code == 403


def test_variants_of_a_channel_and_a_cards_mood_are_kept(client, folder, posts):
    posts(
        "    audience: cha-me\n",
        "    audience: cha-me\n    channels: {facebook: {text: Riêng}, website: {}}\n",
    )
    posts("alt: Thẻ nhắc mật khẩu mạnh}", "alt: Thẻ nhắc mật khẩu mạnh, mood: sen}")
    client = client_of(folder)
    before = text_of(folder)
    assert send(client, opened(client)).status_code == 303
    assert text_of(folder) == before


def test_own_words_of_a_way_that_is_ticked_off_by_mistake_are_there_when_it_is_ticked_on(
    client, folder, posts
):
    posts(
        "    audience: cha-me\n",
        "    audience: cha-me\n    channels: {facebook: {text: Riêng}, website: {}}\n",
    )
    client = client_of(folder)
    stood = text_of(folder)
    send(client, opened(client), channels=["website"])
    assert "Riêng" not in text_of(folder), "it does not go there"
    again = opened(client)
    assert again["own-facebook-text"] == "Riêng"
    saved = text_of(folder)
    send(client, again)
    assert text_of(folder) == saved, "an untouched form changes no byte"
    send(client, {**again, "own-facebook-text": "Riêng, sửa lại"})
    send(client, opened(client), channels=["facebook", "website"])
    assert "Riêng, sửa lại" in text_of(folder)
    send(client, opened(client), **{"own-facebook-text": ""})
    send(client, opened(client), channels=["website"])
    assert opened(client)["own-facebook-text"] == "", "what was emptied comes back no more"
    assert stood != text_of(folder)


@pytest.mark.parametrize(
    "file",
    [
        "../config/settings.yaml",
        "posts/../../x.yaml",
        "posts/.x.yaml",
        "config/a.yaml",
        "posts/a.txt",
        "/etc/passwd.yaml",
    ],
)
def test_no_path_outside_the_calendar_is_written(client, folder, file):
    fields = fields_of(client.get("/write").text)
    assert send(client, fields, file=file, title="x", text="y").status_code == 404
    assert sorted(path.name for path in folder.posts.iterdir()) == ["2026-12.yaml"]


@pytest.mark.parametrize("address", ["/write", "/write/look", "/move/mat-khau-manh", "/undo", "/photos"])
def test_without_the_word_of_our_own_page_nothing_is_done(client, folder, address):
    for word in ({}, {"csrf": "x"}):
        assert client.post(address, data={**word, "title": "x", "file": FILE}).status_code == 403
    assert text_of(folder) == POSTS
    foreign = client.post(address, data={"csrf": csrf.word()}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403


def photo(kind="JPEG", size=(80, 60)):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera của mẹ"
    Image.new("RGB", size, "#9b1459").save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def upload(client, name, data):
    return client.post("/photos", data={"csrf": csrf.word()}, files={"photo": (name, data)})


def test_a_photo_is_kept_without_its_metadata_under_a_safe_name(client, folder):
    answer = upload(client, "../../Ảnh của Mẹ.JPG", photo())
    assert answer.json() == {"name": "photos/anh-cua-me.jpg"}
    kept = folder.assets / "photos" / "anh-cua-me.jpg"
    assert b"Camera" not in kept.read_bytes()
    assert upload(client, "Ảnh của Mẹ.JPG", photo(size=(90, 60))).json()["name"] == "photos/anh-cua-me-2.jpg"


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>alert(1)</script>", b"", photo("GIF")],
)
def test_what_is_no_photo_is_refused_by_its_content(client, folder, data):
    assert upload(client, "anh.jpg", data).status_code in {415, 422}
    assert not (folder.assets / "photos").exists()


def test_a_photo_that_is_too_large_is_told_in_words(client, folder):
    out = io.BytesIO()
    Image.new("P", (9_400, 9_400)).save(out, "PNG")
    answer = upload(client, "bom.png", out.getvalue())
    assert answer.status_code == 415
    assert "25 triệu điểm ảnh" in answer.json()["error"]
    assert not (folder.assets / "photos").exists()


def test_a_post_id_with_a_script_in_it_is_shown_as_text(client):
    answer = client.get("/write/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_the_form_reads_in_english_too(client):
    page = client.get("/write/mat-khau-manh?lang=en").text
    assert "Edit the post" in page
    assert "Tiêu đề" not in page


@pytest.mark.parametrize(("language", "shown"), [("vi", "Hoa sen"), ("en", "Lotus")])
def test_a_drawing_is_chosen_by_its_name_in_the_readers_language_and_kept_by_its_id(
    client, folder, language, shown
):
    page = client.get(f"/write/mat-khau-manh?lang={language}").text
    assert re.search(rf'value="lotus">.*<span>{shown}</span>', page)
    send(client, fields_of(page), **{"card-0-illustration": "lotus"})
    assert "illustration: lotus" in text_of(folder)
    page = client.get(f"/write/mat-khau-manh?lang={language}").text
    assert f"<span data-chosen>{shown}</span>" in page
    assert 'value="lotus" checked' in page


def test_a_drawing_that_is_not_there_is_kept_until_another_is_chosen(client, folder, posts):
    posts("headline: Đặt *mật khẩu mạnh*", "headline: Đặt *mật khẩu mạnh*, illustration: la-sen")
    before = text_of(folder)
    assert send(client, opened(client)).status_code == 303
    assert text_of(folder) == before
    assert send(client, opened(client), **{"card-0-illustration": ""}).status_code == 303
    assert "illustration" not in text_of(folder)


def test_drawings_that_fit_what_the_post_says_are_offered_first(client):
    """And each has the words by which the page finds it."""
    page = client.get("/write/mat-khau-manh").text
    names = re.findall(r'name="card-0-illustration" value="([^"]*)"', page)
    assert names[1] == "lock"
    assert re.search(r'data-words="bát cơm, [^"]*bữa ăn[^"]*"><input [^>]*value="rice-bowl"', page)


def test_the_offices_own_drawings_come_last_by_their_ids(folder):
    (folder.assets / "drawings").mkdir()
    (folder.assets / "drawings" / "ao-ba-ba.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>', "utf-8"
    )
    client = client_of(folder)
    names = re.findall(r'name="card-0-illustration" value="([^"]*)"', client.get("/write").text)
    assert names[0] == ""
    assert names[-1] == "ao-ba-ba"
    assert set(names[1:-1]) == set(Drawings(Path("none")).names())
    assert client.get("/drawing/ao-ba-ba.webp").status_code == 200


def test_what_the_form_carries_is_what_stood_in_the_file(client):
    base = json.loads(opened(client)["base"])
    assert base["title"] == "Mật khẩu mạnh cho con"
    assert base["card"]["template"] == "tip"


def test_what_sends_others_on_is_ticked_by_nobody_but_her(folder):
    """A broadcast rings on the phone of each follower, and a month has few of them."""
    (folder.config / "settings.yaml").write_text(
        SETTINGS
        + 'zalo: {oa: "43", app_id: "17", app_secret: env:LOA_ZALO, token: file:config/zalo.txt}\n'
        + 'followers: {oa: "43", monthly: 4}\n',
        encoding="utf-8",
    )
    (folder.posts / "2026-12.yaml").unlink()
    page = client_of(folder).get("/write").text
    assert fields_of(page)["channels"] == ["facebook", "website", "zalo"]
    assert 'value="followers"' in page
    assert "Riêng Người quan tâm OA: chỉ gửi khi chị đánh dấu" in page


def test_where_nothing_is_connected_each_place_is_ticked_and_says_so(folder):
    settings = (folder.config / "settings.yaml").read_text("utf-8")
    kept = settings[: settings.index("facebook:")]
    (folder.config / "settings.yaml").write_text(kept, encoding="utf-8")
    (folder.posts / "2026-12.yaml").unlink()
    page = client_of(folder).get("/write").text
    assert {"facebook", "website"} <= set(fields_of(page)["channels"])
    assert "chưa nối, bài chưa lên" in page


def test_a_post_that_names_no_place_has_each_ticked_where_it_goes_and_names_none_until_one_is_changed(folder):
    text = POSTS.replace("  channels: [facebook, website]\n", "")
    (folder.posts / "2026-12.yaml").write_text(text, encoding="utf-8")
    client = client_of(folder)
    fields = opened(client)
    assert fields["channels"] == ["facebook", "website"]
    assert send(client, fields).status_code == 303
    assert text_of(folder) == text
    assert send(client, fields, title="Tựa mới").status_code == 303
    assert "channels" not in text_of(folder)
    assert send(client, opened(client), channels=["website"]).status_code == 303
    assert "    channels: [website]\n" in text_of(folder)


def test_the_copy_of_a_post_that_names_no_place_goes_where_that_goes(folder):
    (folder.posts / "2026-12.yaml").write_text(
        POSTS.replace("  channels: [facebook, website]\n", ""), encoding="utf-8"
    )
    copy = fields_of(client_of(folder).get("/write?from=mat-khau-manh").text)
    assert copy["channels"] == ["facebook", "website"]


@pytest.mark.parametrize("post", ["mat-khau-manh", ""])
@pytest.mark.parametrize("shared", ["  channels: [facebook, website]\n", ""])
def test_a_post_that_is_ticked_nowhere_is_not_saved_and_says_so_beside_the_boxes(folder, shared, post):
    text = POSTS.replace("  channels: [facebook, website]\n", shared)
    (folder.posts / "2026-12.yaml").write_text(text, encoding="utf-8")
    client = client_of(folder)
    fields = {**fields_of(client.get(f"/write/{post}").text), "title": "Ngủ sớm", "text": "Dời chỗ sạc."}
    del fields["channels"]
    looked = client.post("/write/look", data=fields).json()
    assert "Chưa đánh dấu nơi nào để đăng bài" in [
        one["wrong"] for one in looked["told"] if one["field"] == "channels"
    ]
    for action in ("save", "draft"):
        answer = send(client, fields, action)
        assert answer.status_code == 422
        assert "Dời chỗ sạc." in answer.text
    assert text_of(folder) == text


def test_a_moving_card_is_chosen_on_the_form_and_taken_back_there(client, folder):
    fields = opened(client)
    assert fields["card-0-motion"] == ""
    assert send(client, fields, **{"card-0-motion": "true"}).status_code == 303
    assert "motion: true" in text_of(folder)
    fields = opened(client)
    assert fields["card-0-motion"] == "true"
    kept = text_of(folder)
    send(client, fields)
    assert text_of(folder) == kept
    send(client, fields, **{"card-0-motion": ""})
    assert text_of(folder) == POSTS


def test_a_line_that_nobody_called_is_told_with_the_button_that_ends_it(folder):
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8").replace("unverified: off", "unverified: error"), "utf-8")
    client = client_of(folder)
    fields = {**opened(client), "text": "Gọi {{ hotline('hoi-phu-nu-tinh') }}."}
    (told,) = (
        one
        for one in client.post("/write/look", data=fields).json()["told"]
        if one["field"] == "text"
    )  # fmt: skip
    assert "Danh bạ đường dây nóng" in str(told)
    assert "verified_on" not in str(told)
