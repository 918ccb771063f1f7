"""A post is a draft until it is sent on; with what is wrong it is saved, and a press mends what is known."""

import re

import pytest

from tests.desk.conftest import SETTINGS, client_of
from tests.desk.test_writing import fields_of, opened, send, text_of

NEW = {"title": "Ngủ sớm nha con", "text": "Dời chỗ sạc ra phòng khách.", "card-0-headline": "Ngủ sớm"}
MISTYPED = "Cần thì gọi 0377 672 445 nha"


@pytest.fixture
def client(folder):
    return client_of(folder)


def post_of(client, name):
    return client.app.state.live.reading.post(name)


def told_of(client, fields):
    return client.post("/write/look", data=fields).json()["told"]


def test_a_new_post_is_a_draft_until_it_is_sent_on(client):
    fields = fields_of(client.get("/write").text)
    assert send(client, fields, "draft", **NEW).status_code == 303
    assert post_of(client, "ngu-som-nha-con").status == "draft"
    again = opened(client, "ngu-som-nha-con")
    assert send(client, again, "submit", **{"card-0-alt": "Thẻ ngủ sớm"}).status_code == 303
    assert post_of(client, "ngu-som-nha-con").status == "ready"
    assert send(client, opened(client, "ngu-som-nha-con"), "draft").status_code == 303
    assert post_of(client, "ngu-som-nha-con").status == "draft"


def test_saving_a_post_that_goes_out_leaves_it_going_out(client, folder):
    assert send(client, opened(client), "save", title="Tựa mới").status_code == 303
    assert "title: Tựa mới" in text_of(folder)
    assert post_of(client, "mat-khau-manh").status == "ready"


def test_a_copy_of_a_post_begins_as_a_draft(client):
    assert fields_of(client.get("/write?from=mat-khau-manh").text)["status"] == "draft"


def test_a_prepared_statement_stays_one_until_it_is_unticked(client):
    assert send(client, opened(client), "save", statement="1").status_code == 303
    assert post_of(client, "mat-khau-manh").is_statement
    fields = opened(client)
    assert fields["statement"] == "1"
    del fields["statement"]
    assert send(client, fields, "save").status_code == 303
    assert post_of(client, "mat-khau-manh").status == "ready"


@pytest.mark.parametrize("action", ["draft", "submit", "save"])
def test_without_a_title_it_is_kept_as_a_draft_by_a_name_that_is_never_published(client, action):
    answer = send(client, opened(client), action, title="")
    assert answer.headers["location"].startswith("/write/mat-khau-manh?saved=")
    assert (post_of(client, "mat-khau-manh").title, post_of(client, "mat-khau-manh").status) == (
        "Bài chưa có tên",
        "draft",
    )
    assert "Bài chưa có tên" in client.get("/").text
    page = client.get(answer.headers["location"]).text
    assert fields_of(page)["title"] == ""
    assert "Mục “Tiêu đề” còn trống" in page
    assert send(client, fields_of(page), "submit").headers["location"].startswith("/write/")
    assert post_of(client, "mat-khau-manh").status == "draft"


def test_what_cannot_be_read_is_saved_stands_with_its_title_and_opens_again(client, folder):
    answer = send(client, opened(client), repeat_every="other", repeat="hằng tuần", source="Luật mới")
    assert answer.headers["location"].startswith("/write/mat-khau-manh?saved=")
    assert "repeat: hằng tuần" in text_of(folder)
    assert "Mật khẩu mạnh cho con" in client.get("/").text
    page = client.get(answer.headers["location"]).text
    assert "Đã lưu, nhưng bài chưa đăng được" in page
    (told,) = re.findall(r'<div class="told" id="told-repeat".*?</div>', page, re.DOTALL)
    assert "error" in told
    assert fields_of(page)["repeat"] == "hằng tuần"
    assert fields_of(page)["source"] == "Luật mới"


def test_an_id_that_another_post_has_is_refused_and_nothing_is_saved(client, folder):
    before = text_of(folder)
    assert send(client, opened(client), id="nguoi-la-nhan-tin").status_code == 422
    assert send(client, opened(client), id="Không phải mã").status_code == 422
    assert text_of(folder) == before


def test_it_is_said_to_be_well_only_where_nothing_is_told(client):
    fields = opened(client)
    assert client.post("/write/look", data=fields).json()["sound"] == "Bài đã ổn."
    looked = client.post("/write/look", data={**fields, "card-0-alt": ""}).json()
    assert looked["told"]
    assert looked["sound"] == ""


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"text": MISTYPED}, "text", "Cần thì gọi {{ hotline('hoi-phu-nu-tinh') }} nha"),
        ({"card-0-alt": ""}, "card-0-alt", "Thẻ ghi: Đặt mật khẩu mạnh. Dài và dễ nhớ."),
        ({"text": "Cùng con\u200b đặt mật khẩu"}, "text", "Cùng con đặt mật khẩu"),
        ({"card-0-headline": "Đặt *mật khẩu"}, "card-0-headline", "Đặt mật khẩu"),
        ({"audience": "cha-mee"}, "audience", "cha-me"),
        (
            {"repeat_every": "other", "repeat": "FREQ=WEEKLY;BYDAY=WE;COUNT=3"},
            "date",
            "2026-12-02",
        ),
    ],
)
def test_one_press_mends_what_is_known_with_a_script_and_without(client, changes, field, value):
    fields = {**opened(client), **changes}
    mends = [one["mend"] for one in told_of(client, fields) if one["mend"]]
    assert [(one["field"], one["value"]) for one in mends] == [(field, value)]
    page = send(client, fields, "look").text
    (button,) = re.findall(r'name="action" value="(mend-\d+)"', page)
    mended = fields_of(send(client, fields_of(page), button).text)
    assert mended[field] == value
    assert not [one for one in told_of(client, mended) if one["mend"]]


def test_what_is_submitted_from_the_form_waits_for_its_approver(folder, users):
    settings = folder.config / "settings.yaml"
    settings.write_text(SETTINGS + "approval: required\n", "utf-8")
    client = client_of(folder)
    page = client.get("/write/mat-khau-manh").text
    assert re.search('name="action" value="submit"[^>]*>Trình duyệt', page)
    answer = send(client, fields_of(page), "submit", title="Tựa mới", who="Lan")
    assert answer.headers["location"].startswith("/post/mat-khau-manh?saved=")
    assert "Đã lưu và trình duyệt." in client.get(answer.headers["location"]).text
    assert "Chờ duyệt" in client.get("/post/mat-khau-manh").text
    faulty = send(client, opened(client), "submit", text=MISTYPED, who="Lan")
    assert faulty.headers["location"].startswith("/write/mat-khau-manh?saved=")
