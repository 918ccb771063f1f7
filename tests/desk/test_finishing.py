"""A draft's own page says what comes next, and one press does it, if nothing is wrong."""

import re

import pytest
from PIL import Image

from scheduler.desk.people import csrf
from tests.desk.conftest import POSTS, SETTINGS, client_of
from tests.desk.test_writing import text_of

KHMER = "សួស្តី ដល់ម៉ាក់ប៉ា"


@pytest.fixture
def client(folder):
    return client_of(folder)


def press(client, page, post="ban-nhap", **more):
    seen = re.search(r'name="seen" value="(\w+)"', page[page.index('id="finishing"') :])[1]
    fields = {"csrf": csrf.word(), "seen": seen, **more}
    return client.post(f"/finish/{post}", data=fields, follow_redirects=False)


def post_of(client, post="ban-nhap"):
    return client.app.state.live.reading.post(post)


def test_a_drafts_page_lets_it_go_by_one_press_that_can_be_taken_back(client, folder):
    page = client.get("/post/ban-nhap").text
    assert "Chưa đăng. Viết xong thì hẹn đăng" in page
    assert "finishing" not in client.get("/post/mat-khau-manh").text
    answer = press(client, page)
    assert answer.status_code == 303
    assert post_of(client).status == "ready"
    save = re.search(r"saved=(\w+)", answer.headers["location"])[1]
    client.post("/undo", data={"csrf": csrf.word(), "save": save})
    assert text_of(folder) == POSTS


def test_where_approval_is_asked_it_is_submitted(folder, posts):
    (folder.config / "settings.yaml").write_text(f"{SETTINGS}approval: required\n", "utf-8")
    client = client_of(folder)
    page = client.get("/post/ban-nhap").text
    assert "Viết xong thì trình duyệt" in page
    answer = press(client, page, who="Chị Lan")
    assert "said=sent-on" in answer.headers["location"]
    assert "Chị Lan" in client.get("/post/ban-nhap").text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("text: Chưa xong.", "text: Gọi 0912345678 nha."),
        ("at: 2026-12-09 07:30", "at: 2026-11-09 07:30"),
    ],
    ids=["error", "past"],
)
def test_what_is_not_sound_or_would_go_at_once_stays_a_draft_and_its_form_tells_why(folder, posts, old, new):
    posts(old, new)
    client, before = client_of(folder), text_of(folder)
    answer = press(client, client.get("/post/ban-nhap").text)
    assert answer.status_code == 422
    assert 'id="write"' in answer.text
    assert text_of(folder) == before


def test_a_photo_of_which_nobody_said_whether_it_shows_a_child_is_asked_about_first(folder, posts):
    (folder.assets / "photos").mkdir()
    Image.new("RGB", (1600, 1200), "#8a5").save(folder.assets / "photos" / "le-hoi.jpg")
    card = "{template: story, headline: Lễ hội, image: photos/le-hoi.jpg, alt: Lễ hội}"
    posts("card: {template: tip, headline: Chưa xong, alt: Thẻ nháp}", f"card: {card}")
    client, before = client_of(folder), text_of(folder)
    assert press(client, client.get("/post/ban-nhap").text).status_code == 422
    assert text_of(folder) == before
    posts("le-hoi.jpg,", "le-hoi.jpg, children_seen: none,")
    client = client_of(folder)
    assert press(client, client.get("/post/ban-nhap").text).status_code == 303


def test_words_that_nobody_saw_are_not_let_go(client, folder, posts):
    page = client.get("/post/ban-nhap").text
    posts("text: Chưa xong.", "text: Lời khác hẳn.")
    client.app.state.live.refresh()
    before = text_of(folder)
    answer = press(client, page)
    assert answer.headers["location"] == "/post/ban-nhap?said=draft-changed"
    assert "Bài vừa được sửa ở chỗ khác" in client.get(answer.headers["location"]).text
    assert text_of(folder) == before


def test_after_deleting_she_is_back_where_she_was_and_the_trash_is_named(client):
    for back, place in (
        ("/?state=draft&from=2026-12-07&said=moved", "/?state=draft&from=2026-12-07&"),
        ("/week?d=2026-12-07", "/week?d=2026-12-07&"),
        ("//evil.example/?a", "/month?m=2026-12&"),
        ("https://evil.example/", "/month?m=2026-12&"),
        ("/write/ban-nhap", "/month?m=2026-12&"),
    ):
        fields = {"csrf": csrf.word(), "who": "Lan", "back": back}
        answer = client.post("/delete/ban-nhap", data=fields, follow_redirects=False)
        assert answer.headers["location"].startswith(f"{place}said=deleted&saved="), back
        page = client.get(answer.headers["location"]).text
        note = page[page.index('id="said"') :]
        assert '<a href="/trash">' in note[: note.index("</div>")]
        save = re.search(r"saved=(\w+)", answer.headers["location"])[1]
        client.post("/undo", data={"csrf": csrf.word(), "save": save})
        assert post_of(client) is not None


@pytest.mark.parametrize(
    ("level", "said"), [("warning", "Bài vẫn lên đúng giờ."), ("error", "Bài chờ, chưa lên,")]
)
def test_khmer_that_nobody_read_is_asked_for_beside_its_notice(folder, posts, level, said):
    settings = SETTINGS.replace("off}", f"off, khmer-unread: {level}}}")
    (folder.config / "settings.yaml").write_text(settings, "utf-8")
    posts("text: Chưa xong.", f"text: {KHMER}\n    language: km")
    posts("title: Bài còn đang viết", f"title: {KHMER}")
    client = client_of(folder)
    page = client.get("/write/ban-nhap").text
    part = page[page.index('id="field-khmer_reader"') : page.index('id="field-date"')]
    assert said in part
    assert 'class="read-back asked"' in page
    assert "Cô Sa Rây, ngày 28/11/2026" in send_reader(client, page, folder)
    assert said not in client.get("/write/ban-nhap").text


def send_reader(client, page, folder):
    from tests.desk.test_writing import fields_of, send

    send(client, fields_of(page), "draft", khmer_reader="Cô Sa Rây", khmer_day="2026-11-28")
    return text_of(folder)


def test_who_read_it_is_kept_to_the_letter_by_a_form_that_changes_nothing(folder, posts):
    from tests.desk.test_writing import opened, send

    posts("text: Chưa xong.", "text: Chưa xong.\n    khmer_reader: Cô Sa Rây 28/11/2026")
    client, before = client_of(folder), text_of(folder)
    fields = opened(client, "ban-nhap")
    assert (fields["khmer_reader"], fields["khmer_day"]) == ("Cô Sa Rây", "2026-11-28")
    send(client, fields, "draft")
    assert text_of(folder) == before
