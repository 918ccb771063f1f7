import re

import pytest

from scheduler.cards.sizes import PIXELS
from scheduler.files import built_in
from tests.desk.asking import forms_in
from tests.desk.conftest import carry, client_of

ID = "mat-khau-manh"


def test_a_post_shows_its_cards_at_every_size(folder):
    text = client_of(folder).get("/post/mat-khau-manh").text
    for size, (width, height) in PIXELS.items():
        assert re.search(
            rf'href="/card/mat-khau-manh/0/{size}\.jpg\?v=\w+".*<img [^>]*width="{width}" height="{height}"',
            text,
        )
    assert "Thẻ nhắc mật khẩu mạnh" in text


def test_the_text_is_what_each_channel_will_carry(folder):
    text = client_of(folder).get("/post/mat-khau-manh").text
    said = "<p>Cần giúp đỡ, gọi 111. Hội LHPN tỉnh Sóc Trăng luôn bên bạn.</p>"
    assert text.count(said) == 2
    facebook, website = text.split('id="on-website"')
    assert "<p>Mật khẩu mạnh cho con</p>" in facebook
    assert '<p class="title">Mật khẩu mạnh cho con</p>' in website


def test_before_anything_is_connected_its_words_are_there_all_the_same(folder):
    settings = folder.config / "settings.yaml"
    lines = settings.read_text("utf-8").splitlines(keepends=True)
    settings.write_text(
        "".join(line for line in lines if not line.startswith(("facebook", "website"))), "utf-8"
    )
    file = folder.posts / "2026-12.yaml"
    file.write_text(file.read_text("utf-8").replace("  channels: [facebook, website]\n", ""), "utf-8")
    desk = client_of(folder)
    assert desk.get("/post/mat-khau-manh").text.count("Cùng con đặt mật khẩu dài, dễ nhớ.") == 2
    assert "Cùng con đặt mật khẩu dài, dễ nhớ." in desk.get("/sheet?from=2026-11-30&to=2026-12-06").text


def test_a_long_text_is_folded_as_facebook_folds_it(folder, posts):
    assert "Xem thêm" not in client_of(folder).get("/post/nguoi-la-nhan-tin").text
    posts("text: Nếu người lạ xin ảnh,", "text: " + "Nếu người lạ xin ảnh thì con kể ngay với thầy cô. " * 15)
    assert "… Xem thêm</summary>" in client_of(folder).get("/post/nguoi-la-nhan-tin").text


def test_all_that_belongs_to_it_is_named(folder):
    text = client_of(folder).get("/post/mat-khau-manh").text
    for piece in (
        "Công văn 267/BTV-BTGCSLP",
        "Tổng đài Quốc gia bảo vệ trẻ em",
        "#AnToanMang",
        "Cha mẹ · Kỹ năng số",
        "Bảo vệ trẻ em trên môi trường mạng",
        "posts/2026-12.yaml",
    ):
        assert piece in text


def test_one_goes_to_the_next_and_back(folder):
    desk = client_of(folder)
    following = re.search(r'rel="next" href="([^"]+)"', desk.get("/post/mat-khau-manh").text)[1]
    assert following == "/post/nguoi-la-nhan-tin"
    text = desk.get(following).text
    assert 'rel="prev" href="/post/mat-khau-manh"' in text
    assert 'rel="next" href="/post/ban-nhap"' in text
    assert 'rel="next"' not in desk.get("/post/ban-nhap").text


def test_a_card_that_cannot_be_painted_shows_its_line_and_no_broken_picture(folder, posts):
    posts("headline: Đừng gửi ảnh", "headline: " + "Đừng bao giờ gửi ảnh cho người lạ " * 12)
    desk = client_of(folder)
    text = desk.get("/post/nguoi-la-nhan-tin").text
    assert "Thẻ chưa vẽ được" in text
    assert "/card/nguoi-la-nhan-tin" not in text
    assert 'class="problem error"' in text
    assert "posts/2026-12.yaml" in text
    assert "Chưa đăng được, cần sửa" in text
    assert desk.get("/card/nguoi-la-nhan-tin/0/wide.jpg").status_code == 404
    assert desk.get("/card/mat-khau-manh/0/wide.jpg").status_code == 200


def test_a_post_that_cannot_be_read_keeps_its_page_with_what_to_mend(folder, posts):
    posts("at: 2026-12-02 19:30", "at: 2026-02-30 19:30")
    answer = client_of(folder).get("/post/nguoi-la-nhan-tin")
    assert answer.status_code == 200
    assert "Chưa đăng được, cần sửa" in answer.text
    assert "Sửa tiếp" in answer.text
    assert "<mark>2026-02-30" in answer.text
    assert "Cách sửa" in answer.text


def test_a_post_that_nobody_wrote_is_not_there(folder):
    answer = client_of(folder).get("/post/khong-co")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


@pytest.mark.slow
def test_every_post_of_the_month_has_its_page(month):
    desk = client_of(month)
    posts = desk.app.state.live.reading.posts
    assert len(posts) == 31
    for post in posts:
        assert desk.get(f"/post/{post.id}").status_code == 200


def test_a_post_for_one_unit_is_shown_in_its_words_with_its_lines_and_its_page(folder):
    units = (
        "units:\n  - id: my-xuyen\n    name: Hội LHPN xã Mỹ Xuyên\n    hotlines: [hoi-phu-nu-tinh]\n"
        '    brand: {name: Phụ nữ Mỹ Xuyên}\n    facebook: {page: "77", token: env:XA}\n'
    )
    (folder.config / "units.yaml").write_text(units, encoding="utf-8")
    (folder.posts / "xa.yaml").write_text(
        "posts:\n  - id: hop-mat\n    at: 2026-12-05 07:30\n    title: Mời chị em {{ unit.name }}\n"
        "    text: Gọi {{ unit.hotline }}, hoặc hỏi {{ unit.parent }}.\n    units: my-xuyen\n"
        "  - id: moi-noi\n    at: 2026-12-06 07:30\n    title: Mọi nơi\n    text: Cùng lên tiếng.\n"
        "    units: all\n",
        encoding="utf-8",
    )
    page = client_of(folder).get("/post/hop-mat").text
    assert "Mời chị em Hội LHPN xã Mỹ Xuyên" in page
    assert "Gọi 0377 672 444, hoặc hỏi Hội LHPN tỉnh Sóc Trăng." in page
    assert "<strong>Hội LHPN xã Mỹ Xuyên</strong>" in page, "the page's name, not the short one of cards"
    assert "<dd>Hội LHPN xã Mỹ Xuyên</dd>" in page
    assert "Chưa nối kênh này" not in page, "it goes where its unit has a place of its own"
    both = "<dd>Hội LHPN tỉnh Sóc Trăng, Hội LHPN xã Mỹ Xuyên</dd>"
    assert both in client_of(folder).get("/post/moi-noi").text


def test_without_units_nothing_is_said_of_them(folder):
    assert "Đơn vị đăng" not in client_of(folder).get("/post/mat-khau-manh").text


def test_a_card_that_is_hard_to_read_is_shown_and_marked_so(folder):
    path = folder.assets / "templates" / "tip.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    shipped = (built_in("templates") / "tip.yaml").read_text("utf-8")
    path.write_text(shipped.replace("fill: $look.text", "fill: '#8A8A8A'"), "utf-8")
    desk = client_of(folder)
    for page in ("/post/mat-khau-manh", "/"):
        text = desk.get(page).text
        assert 'class="unreadable"' in text
        assert "/card/mat-khau-manh/0/portrait.jpg" in text
    assert "Chưa đăng được, cần sửa" in text


def test_the_time_is_changed_on_the_posts_own_page_and_the_page_stays(folder):
    client = client_of(folder)
    assert '<details class="mover" id="move">' in client.get(f"/post/{ID}").text
    page = client.get(f"/post/{ID}?move=1").text
    assert '<details class="mover" id="move" open>' in page, "from the list"
    (form,) = (one for one in forms_in(f"/post/{ID}", page) if one.action == f"/move/{ID}")
    given = {**dict(form.fields), "day": "2026-12-15", "time": "09:15"}
    answer = client.post(f"/move/{ID}", data=given, follow_redirects=False)
    address = answer.headers["location"]
    assert address.startswith(f"/post/{ID}?said=moved")
    page = client.get(address).text
    assert "Đã dời bài sang" in page
    assert "15/12/2026 · 09:15" in page
    assert "at: 2026-12-15 09:15" in (folder.posts / "2026-12.yaml").read_text("utf-8")


def test_a_series_asks_there_too_which_of_its_dates_are_moved(folder, posts):
    posts("at: 2026-12-02 19:30", "at: 2026-12-02 19:30\n    repeat: FREQ=WEEKLY;COUNT=3")
    client, address = client_of(folder), "/post/nguoi-la-nhan-tin"
    (form,) = (one for one in forms_in(address, client.get(address).text) if "/move/" in one.action)
    page = client.post(form.action, data={**dict(form.fields), "day": "2026-12-03"}).text
    assert page.count('name="scope"') == 3
    assert f'href="{address}"' in page, "the way back"
    (form,) = (one for one in forms_in("/", page) if "/move/" in one.action)
    answer = client.post(form.action, data={**dict(form.fields), "scope": "all"}, follow_redirects=False)
    assert answer.headers["location"].startswith(f"{address}?said=moved")


def test_what_cannot_be_taken_back_stands_last_and_apart(folder):
    page = client_of(folder).get(f"/post/{ID}").text
    places = [page.index(f'id="{name}"') for name in (f"act-hold-{ID}", f"act-now-{ID}", "deleting")]
    assert places == sorted(places)
    apart = page.index('class="acts apart"')
    assert places[0] < apart < places[1]
    assert "Tạm chưa đăng" in page


def test_the_list_leads_to_where_a_time_is_changed(folder):
    carry(folder, ID, "facebook", address="https://example.vn/1")
    carry(folder, ID, "website", address="https://example.vn/2")
    page = client_of(folder).get("/").text
    assert 'href="/post/nguoi-la-nhan-tin?move=1#move"' in page
    assert f'href="/post/{ID}?move=1#move"' not in page, "it is out"
