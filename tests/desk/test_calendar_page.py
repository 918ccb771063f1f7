import re
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.delivery.hindrances import FROZEN, STANDSTILL
from scheduler.engine.standstill import OVER, SETTINGS_CHANGED
from tests.desk.conftest import FIRST_DAY, carry, client_of, hold, ledger_of


def shown(answer):
    return re.findall(r'<li class="post [a-z]+" id="post-([^"]+)"', answer.text)


def test_posts_stand_in_calendar_order_under_their_weeks(folder, posts):
    posts("at: 2026-12-02 19:30", "at: 2026-12-08 19:30")
    text = client_of(folder).get("/").text
    first, second = text.index("Tuần 30/11 – 6/12/2026"), text.index("Tuần 7/12 – 13/12/2026")
    posts_at = [
        text.index(f'id="post-{post}"') for post in ("mat-khau-manh", "nguoi-la-nhan-tin", "ban-nhap")
    ]
    assert [first, posts_at[0], second, *posts_at[1:]] == sorted([first, second, *posts_at])
    assert "Thứ Ba, 1/12/2026 · 07:30" in text


def test_the_bar_says_how_many_posts_and_which_goes_out_next(folder):
    text = client_of(folder).get("/").text
    assert "3 bài" in text
    assert "Bài kế tiếp · ngày mai" in text
    assert re.search(r'<a href="/post/mat-khau-manh">Thứ Ba, 1/12/2026 · 07:30</a>', text)
    assert "0/4 lượt" in text


def test_once_it_is_out_the_next_one_is_named(folder):
    carry(folder, "mat-khau-manh", "facebook", address="https://www.facebook.com/1")
    carry(folder, "mat-khau-manh", "website", address="javascript:alert(1)")
    text = client_of(folder, now=FIRST_DAY + timedelta(days=1, hours=12)).get("/").text
    assert re.search(r'<a href="/post/nguoi-la-nhan-tin">Thứ Tư, 2/12/2026 · 19:30</a>', text)
    assert "2/4 lượt" in text
    assert 'href="https://www.facebook.com/1"' in text
    assert "javascript:" not in text


def test_what_is_held_calls_for_a_look_and_says_why(folder):
    hold(folder, "mat-khau-manh", "facebook")
    desk = client_of(folder)
    text = desk.get("/").text
    assert "Đang giữ lại" in text
    assert "1 lượt đang giữ lại chờ chị" in text
    assert shown(desk.get("/?state=attention")) == ["mat-khau-manh"]
    post = desk.get("/post/mat-khau-manh").text
    assert "Lỡ giờ đăng 1/12 07:30" in post
    assert "bấm “Cho đăng”" in post
    assert "loa publish" not in post
    assert 'value="hold"' not in post  # it is held already
    held = desk.get("/deliveries").text
    assert "bấm “Cho đăng”" in held
    assert "loa publish" not in held


def test_of_a_series_the_next_date_is_told_not_the_one_that_is_out(folder, posts):
    posts("    at: 2026-12-01 07:30\n", "    at: 2026-12-01 07:30\n    repeat: FREQ=WEEKLY;COUNT=3\n")
    for channel in ("facebook", "website"):
        carry(folder, "mat-khau-manh", channel, address="https://www.facebook.com/1")
    desk = client_of(folder, now=FIRST_DAY + timedelta(days=4))
    text = desk.get("/").text
    assert '<a href="/post/mat-khau-manh">Thứ Ba, 8/12/2026 · 07:30</a>' in text  # in the bar
    assert text.count("Bài lặp lại: 8/12, 15/12") == 1
    post = desk.get("/post/mat-khau-manh").text
    assert "Bài lặp lại: 8/12, 15/12" in post
    assert "Sẽ đăng" in post


def test_every_date_of_a_series_stands_in_the_month_as_it_is(folder, posts):
    posts("    at: 2026-12-01 07:30\n", "    at: 2026-12-01 07:30\n    repeat: FREQ=WEEKLY;COUNT=3\n")
    for channel in ("facebook", "website"):
        carry(folder, "mat-khau-manh", channel, address="https://www.facebook.com/1")
    text = client_of(folder, now=FIRST_DAY + timedelta(days=4)).get("/month?m=2026-12").text
    entries = re.findall(r'<li class="entry ([a-z]+)" id="entry-(mat-khau-manh[^"]*)"', text)
    assert entries == [
        ("published", "mat-khau-manh"),
        ("planned", "mat-khau-manh-2026-12-08"),
        ("planned", "mat-khau-manh-2026-12-15"),
    ]
    movers = re.findall(r'id="mover-(mat-khau-manh[^"]*)"', text)
    assert movers == [name for tone, name in entries if tone == "planned"], "what is out is not moved"


def test_that_everything_is_stopped_stands_on_every_page(folder):
    with ledger_of(folder) as ledger, ledger.writing("Chị Hoa") as book:
        book.facts.freeze("quốc tang <b>", reason=FROZEN)
    desk = client_of(folder)
    for address in ("/", "/problems", "/post/mat-khau-manh"):
        assert "Mọi việc đăng đang tạm dừng (Chị Hoa, từ 08:00 ngày 30/11/2026): quốc tang &lt;b&gt;" in (
            desk.get(address).text
        )


def test_so_does_a_standstill_with_since_when_why_and_what_to_do(folder):
    with ledger_of(folder) as ledger, ledger.writing("loa") as book:
        book.remark("", replace(SETTINGS_CHANGED, code=STANDSTILL + SETTINGS_CHANGED.code))
    desk = client_of(folder)
    since = "Loa tạm ngừng đăng mọi bài từ 08:00 ngày 30/11/2026: thiết lập vừa đổi"
    for address in ("/", "/write", "/post/mat-khau-manh"):
        page = desk.get(address).text
        assert since in page
        assert "Cần làm: Đóng cửa sổ Loa đang trực rồi mở lại" in page
        assert not re.search("settings.yaml|Ctrl-C|loa serve", page)
    with ledger_of(folder) as ledger, ledger.writing("loa") as book:
        book.remark("", OVER)
    assert "tạm ngừng" not in desk.get("/").text


def test_looking_makes_no_ledger(folder):
    client_of(folder).get("/")
    assert not (folder.var / "ledger.db").exists()


def test_a_ledger_that_cannot_be_read_does_not_take_the_page_away(folder):
    folder.var.mkdir()
    (folder.var / "ledger.db").write_bytes(b"this is no ledger" * 100)
    assert "Sẽ đăng" in client_of(folder).get("/").text


def test_a_time_that_passed_without_the_ledger_knowing_is_not_called_planned(folder):
    text = client_of(folder, now=FIRST_DAY + timedelta(days=2)).get("/").text
    assert "Đã qua giờ, chưa đăng" in text


def test_a_channel_that_the_settings_leave_out_is_not_called_planned(folder):
    settings = folder.config / "settings.yaml"
    lines = settings.read_text("utf-8").splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if not line.startswith("website")), "utf-8")
    assert "Chưa nối kênh này" in client_of(folder).get("/post/mat-khau-manh").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"audience": "cha-me"}, ["mat-khau-manh"]),
        ({"topic": "duong-day-nong"}, ["nguoi-la-nhan-tin"]),
        ({"state": "draft"}, ["ban-nhap"]),
        ({"state": "planned"}, ["mat-khau-manh", "nguoi-la-nhan-tin"]),
        ({"text": "mat khau"}, ["mat-khau-manh"]),
        ({"text": "MẬT KHẨU"}, ["mat-khau-manh"]),
        ({"text": "dung gui"}, ["nguoi-la-nhan-tin"]),
        ({"text": "mát"}, []),
        ({"audience": "cha-me", "state": "draft"}, []),
        ({"audience": "khong-co"}, []),
        ({"text": "", "state": ""}, ["mat-khau-manh", "nguoi-la-nhan-tin", "ban-nhap"]),
    ],
)
def test_the_filter_works_as_a_plain_form(folder, query, found):
    answer = client_of(folder).get("/", params=query)
    assert shown(answer) == found
    if any(query.values()):
        assert f"Đang xem {len(found)} trong 3 bài" in answer.text
    if not found:
        assert "Không có bài nào khớp" in answer.text


def test_english_is_one_click_away_and_stays(folder):
    desk = client_of(folder)
    first = desk.get("/", params={"text": "mật"})
    assert 'lang="vi"' in first.text
    link = re.search(r'<a class="language" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    english = desk.get(link)
    assert "Tuesday, 1 December 2026 · 07:30" in english.text
    assert shown(english) == ["mat-khau-manh"]
    assert '<html lang="en">' in desk.get("/post/mat-khau-manh").text
    assert '<html lang="vi">' in desk.get("/?lang=vi").text
    assert '<html lang="vi">' in desk.get("/").text


def test_an_unknown_language_changes_nothing(folder):
    answer = client_of(folder).get("/?lang=fr")
    assert '<html lang="vi">' in answer.text
    assert "set-cookie" not in answer.headers


def test_an_empty_calendar_tells_what_to_do_first(folder):
    (folder.posts / "2026-12.yaml").unlink()
    text = client_of(folder).get("/").text
    assert "Lịch chưa có bài nào" in text
    before, by_file = text.split('<details class="by-file">')
    assert [address in before for address in ('href="/write"', 'href="/excel"', ".yaml")] == [
        True,
        True,
        False,
    ]
    assert "2026-12.yaml" in by_file


def test_the_first_post_it_suggests_is_sound(folder):
    file = folder.posts / "2026-12.yaml"
    file.unlink()
    desk = client_of(folder)
    example = re.search(r'<pre id="example"[^>]*>(.*?)</pre>', desk.get("/").text, re.DOTALL)[1]
    file.write_text(example.replace("&#39;", "'"), "utf-8")
    desk = client_of(folder)
    text = desk.get("/").text
    assert shown(desk.get("/")) == ["bai-dau-tien"]
    assert "Không có lỗi nào" in text


def test_a_post_that_cannot_be_read_is_told_loudly_and_the_others_stay(folder, posts):
    posts("at: 2026-12-02 19:30", "at: 2026-13-02 19:30")
    answer = client_of(folder).get("/")
    assert sorted(shown(answer)) == ["ban-nhap", "mat-khau-manh", "nguoi-la-nhan-tin"]
    assert "1 bài có lỗi, nên sẽ không được đăng" in answer.text
    assert 'href="/post/nguoi-la-nhan-tin"' in answer.text


def test_settings_with_errors_are_shown_instead_of_the_list(folder):
    (folder.config / "settings.yaml").write_text("organization: Hội\n", "utf-8")
    answer = client_of(folder).get("/")
    assert answer.status_code == 200
    assert "Cài đặt có lỗi" in answer.text
    assert "config/settings.yaml" in answer.text


@pytest.mark.slow
def test_the_month_is_shown_whole(month):
    answer = client_of(month).get("/")
    assert len(shown(answer)) == 31
    assert len(re.findall(r'loading="lazy"', answer.text)) == 31
    assert "có lỗi" not in answer.text
    assert len(answer.content) < 120_000


def test_placeholders_are_filled_wherever_a_post_is_named(folder, posts):
    posts("title: Mật khẩu mạnh cho con", "title: Lời nhắc của {{ unit.name }}")
    desk = client_of(folder)
    for address in ("/", "/post/mat-khau-manh", "/post/nguoi-la-nhan-tin"):
        text = desk.get(address).text
        assert "Lời nhắc của Hội LHPN tỉnh Sóc Trăng" in text
        assert "{{" not in text


@pytest.fixture
def two_years(folder):
    """A post for each of 700 days around the first day of the fixture's calendar."""
    at = "at: {day:%Y-%m-%d} 07:30, channels: [website]"
    post = f"  - {{{{id: ngay-{{n}}, {at}, title: Ngày {{n}}, text: Lời của ngày {{n}}}}}}\n"
    days = [FIRST_DAY + timedelta(days=n) for n in range(-350, 350)]
    text = "".join(post.format(n=n, day=day) for n, day in enumerate(days))
    (folder.posts / "2026-12.yaml").unlink()
    (folder.posts / "hai-nam.yaml").write_text(
        f"posts:\n{text}  - {{id: cho, title: Chờ, text: Lời chờ, status: draft}}\n", "utf-8"
    )
    return client_of(folder)


def page_after(desk, text, words):
    address = re.search(rf'<p class="pager"><a [^>]*href="([^"]+)">((?!</a>).)*{words}', text, re.DOTALL)
    return desk.get(address[1].replace("&amp;", "&")) if address else None


def test_a_long_calendar_begins_with_this_week_and_turns_its_pages(two_years):
    first = two_years.get("/")
    assert shown(first)[0] == "ngay-350"
    assert 150 <= len(shown(first)) < 157
    pages = [first]
    while later := page_after(two_years, pages[-1].text, "Các tuần sau"):
        pages.append(later)
    coming = [post for page in pages for post in shown(page)]
    assert coming == [f"ngay-{n}" for n in range(350, 700)] + ["cho"]
    before = shown(page_after(two_years, first.text, "Các tuần trước"))
    assert before[-1] == "ngay-349"


@pytest.mark.parametrize("post", ["ngay-5", "ngay-690", "cho"])
def test_a_post_leads_back_to_its_part_of_a_long_calendar(two_years, post):
    back = re.search(
        rf'<p class="back" id="back"><a href="([^"#]+)#post-{post}"', two_years.get(f"/post/{post}").text
    )
    assert post in shown(two_years.get(back[1]))


def test_what_is_looked_for_is_kept_from_page_to_page(two_years):
    found = two_years.get("/?text=ngày")
    later = page_after(two_years, found.text, "Các tuần sau")
    assert "cho" not in shown(later)
    assert 'value="ngày"' in later.text
