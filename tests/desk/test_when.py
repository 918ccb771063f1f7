"""The day and hour of a post in the form: one press takes one that is free; what stands beside it is told."""

import pytest

from tests.desk.conftest import client_of
from tests.desk.test_writing import fields_of, opened, send


@pytest.fixture
def client(folder):
    return client_of(folder)


def looked(client, fields, **changes):
    return client.post("/write/look", data={**fields, **changes}).json()


def test_two_posts_at_one_hour_are_told_while_typing_whichever_comes_first_with_an_hour_that_is_free(client):
    for time in ("19:30", "20:00", "19:00"):
        seen = looked(client, opened(client), date="2026-12-02", time=time)
        (told,) = seen["told"]
        assert (told["field"], told["level"], seen["sound"]) == ("date", "warning", "")
        assert "“Người lạ nhắn tin xin ảnh” lên lúc 19:30" in told["wrong"]
        assert (told["mend"]["field"], told["mend"]["value"], told["mend"]["say"]) == (
            "time",
            "20:30",
            "Lấy 20:30",
        )
    assert looked(client, opened(client), date="2026-12-02", time="20:30")["told"] == []


def test_on_different_pages_two_posts_may_share_an_hour(folder, posts):
    posts("    audience: giao-vien\n", "    audience: giao-vien\n    channels: [website]\n")
    client = client_of(folder)
    fields = opened(client) | {"channels": ["facebook"]}
    assert looked(client, fields, date="2026-12-02", time="19:30")["told"] == []


def test_a_post_that_says_what_another_says_is_told_while_typing(client):
    text = "Nếu người lạ xin ảnh, con đừng gửi và kể ngay với cha mẹ."
    seen = looked(client, opened(client), title="Khác", text=text, date="2026-12-05")
    assert [one["field"] for one in seen["told"]] == ["text"]
    assert "Người lạ nhắn tin xin ảnh" in seen["told"][0]["wrong"]


def test_what_the_form_tells_is_what_the_menu_counts(client):
    fields = opened(client)
    seen = looked(client, fields, date="2026-12-02", time="20:00")
    assert send(client, fields, "save", date="2026-12-02", time="20:00").status_code == 303
    reading = client.app.state.live.reading
    assert len(seen["told"]) == reading.levels[True] + reading.levels[False] == 1


def test_a_day_far_ahead_is_said_to_be_so_and_words_of_today_are_noticed(client):
    fields = opened(client)
    assert "ngày nữa" not in looked(client, fields, date="2026-12-05")["when"]
    assert "Còn 32 ngày nữa mới lên." in looked(client, fields, date="2027-01-01")["when"]
    seen = looked(client, fields, date="2027-01-02", text="Sáng nay Hội tặng quà.", source="Hội")
    assert ". Trong bài có chữ “sáng nay”: người đọc sẽ hiểu là so với ngày 2/1/2027" in seen["when"]
    assert seen["sound"] == ""
    assert "so với" not in looked(client, fields, date="2027-01-02", text="Hôm nay, 20/10.")["when"]


def test_one_press_takes_today_tomorrow_or_the_next_free_slot(client):
    page = client.get("/write").text
    assert page.count('data-date="') == 3
    for words in ("Hôm nay", "Ngày mai", "Khung trống kế tiếp ("):
        assert words in page
    assert fields_of(page)["date"]


UNITS = """\
units:
  - {id: my-xuyen, name: Xã Mỹ Xuyên, facebook: {page: "2", token: env:XA}, slots: {daily: ["17:00"]}}
"""


def test_the_days_of_one_press_are_those_of_the_page_and_unit_where_it_goes(folder, posts):
    settings = folder.config / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + 'slots: {daily: ["07:30"]}\n', "utf-8")
    (folder.config / "units.yaml").write_text(UNITS, "utf-8")
    posts("at: 2026-12-02 19:30", "at: 2026-12-01 17:30")
    client = client_of(folder)
    fields = fields_of(client.get("/write?day=2026-12-20").text)

    def offered(**changes):
        return [(one["date"], one["time"]) for one in looked(client, fields, **changes)["quick"]]

    today, evening = ("2026-11-30", "08:30"), ("2026-11-30", "17:00")
    beside, morning = ("2026-12-01", "08:30"), ("2026-12-01", "07:30")  # where the province has one already
    assert offered() == [today, beside, ("2026-12-02", "07:30")]
    assert offered(units=["my-xuyen"]) == [today, morning, evening]
    assert offered(units=["my-xuyen", "province"]) == [today, beside, evening]
    posts("    audience: cha-me\n", "    audience: cha-me\n    channels: [website]\n")
    client = client_of(folder)
    assert offered(channels=["facebook"]) == [today, morning, morning]
    fields = opened(client)
    assert offered()[1] == morning  # it stands there itself


def test_what_was_saved_says_where_and_when_it_goes_out_by_itself_or_that_it_does_not(client):
    def said_after(action, **changes):
        sent = send(client, opened(client), action, **changes)
        return client.get(sent.headers["location"]).text

    assert "Đã hẹn: tự lên Facebook và Trang web lúc 07:30, Thứ Ba 1/12." in said_after(
        "save", title="Tựa mới"
    )
    assert "Đã lưu nháp. Bài không tự lên." in said_after("draft")


def test_the_buttons_keep_their_names_when_a_save_was_refused(client):
    page = client.get(send(client, opened(client), "submit", text="Gọi 0911222333.").headers["location"]).text
    assert "bài chưa đăng được" in page
    assert ">Hẹn đăng</button>" in page
    assert ">Lưu nháp</button>" in page
    assert "Về trang của bài" in page


def test_of_what_is_not_written_yet_the_preview_shows_the_place(client):
    seen = looked(client, fields_of(client.get("/write").text))
    ways = seen["ways"]
    assert not seen["length"]
    assert "Lời bài" in ways
    assert "no-text" in ways
    assert "<p>x</p>" not in ways
