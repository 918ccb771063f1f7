"""The officer's ways through the desk by keyboard alone, on a laptop and on a phone, in both languages."""

import io
import re

import pytest
import yaml
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import READERS
from tests.desk.conftest import POSTS

MOST_BYTES = 300_000  # of a page with all that it shows; a browser keeps the fonts

pytestmark = pytest.mark.parametrize(("width", "language"), READERS)


@pytest.fixture
def reader(window, desk, width, language):
    return window(desk, width, language)


def file_of(folder):
    return folder.posts / "2026-12.yaml"


def changed_lines(folder):
    lines = zip(file_of(folder).read_text("utf-8").splitlines(), POSTS.splitlines(), strict=True)
    return [new.strip() for new, old in lines if new != old]


def test_from_the_list_through_a_post_to_the_next_and_back(reader):
    page = reader.open("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the head of the page, by its first link
    expect(page.locator("main")).to_be_focused()
    reader.press("#post-mat-khau-manh h3 a")
    page.wait_for_url("**/post/mat-khau-manh")
    reader.is_sound()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/post/nguoi-la-nhan-tin")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/post/mat-khau-manh")
    reader.press("#back a")
    page.wait_for_url("**/?from=2026-11-30#post-mat-khau-manh")
    expect(page.locator("#post-mat-khau-manh")).to_be_in_viewport()


def test_a_filter_follows_what_is_typed(reader):
    page = reader.open("/")
    reader.tab_to("#filter [name=text]")
    page.keyboard.type("nguoi la")
    expect(page.locator("li.post")).to_have_count(1)
    expect(page.locator("#shown")).to_be_visible()
    expect(page.locator("#filter [name=text]")).to_be_focused()
    expect(page).to_have_url(re.compile(r"text=nguoi\+la"))
    reader.is_sound()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("không bài nào nói thế")
    expect(page.locator("#nothing")).to_be_visible()
    reader.is_sound()
    reader.press("#nothing a.button")
    expect(page.locator("li.post")).to_have_count(3)


def test_the_other_language_is_one_key_away_and_kept(reader):
    page = reader.open("/post/mat-khau-manh")
    reader.press("header a.language")
    other = "vi" if reader.language == "en" else "en"
    expect(page.locator("html")).to_have_attribute("lang", other)
    page.goto(reader.address)
    expect(page.locator("html")).to_have_attribute("lang", other)


def test_a_new_post_is_written_saved_and_taken_back(reader, folder):
    page = reader.open("/")
    reader.press("header nav a[href='/write']")
    page.wait_for_url("**/write")
    reader.type_into("[name=title]", "Ngủ sớm nha con")
    reader.type_into("[data-field=text]", "Dời chỗ sạc ra phòng khách.")
    reader.type_into("[name=card-0-headline]", "Ngủ *sớm*")
    reader.type_into("[name=card-0-alt]", "Thẻ nhắc ngủ sớm")
    expect(page.locator("#pictures img")).to_be_visible()  # the live card
    expect(page.locator("[name=id]")).to_have_attribute("placeholder", "ngu-som-nha-con")
    reader.is_sound()
    reader.press("aside button[value=submit]")
    page.wait_for_url("**/post/ngu-som-nha-con*")
    expect(page.locator("h1")).to_have_text("Ngủ sớm nha con")
    expect(page.locator("#said")).to_be_visible()
    assert "id: ngu-som-nha-con" in file_of(folder).read_text("utf-8")
    reader.is_sound()
    reader.press("#said button")
    page.wait_for_load_state()
    expect(page.locator("#said form")).to_have_count(0)
    assert file_of(folder).read_text("utf-8") == POSTS


def test_the_form_is_saved_from_within_its_text_as_in_word(reader, folder):
    page = reader.open("/write")
    reader.type_into("[name=title]", "Lưu giữa chừng")
    reader.type_into("[data-field=text]", "Đang viết")
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("**/post/luu-giua-chung*")
    reader.press("#tools a[href^='/write/']")
    page.wait_for_url("**/write/luu-giua-chung")
    reader.tab_to("[data-field=text]")
    page.keyboard.press("ControlOrMeta+Enter")
    page.wait_for_url(
        "**/write/luu-giua-chung?saved=*"
    )  # with what its card lacks told, and no draft any more
    written = yaml.safe_load(file_of(folder).read_text("utf-8"))["posts"][-1]
    assert (written["title"], written["text"].strip()) == ("Lưu giữa chừng", "Đang viết")
    assert written.get("status") != "draft"


def test_a_press_twice_sends_the_post_once(reader):
    page = reader.open("/write")
    sent = []
    page.on("request", lambda one: one.method == "POST" and one.url.endswith("/write") and sent.append(one))
    reader.type_into("[name=title]", "Bấm hai lần")
    page.locator("aside button[value=draft]").dblclick()
    page.wait_for_url("**/post/bam-hai-lan*")
    assert len(sent) == 1


def test_an_edit_changes_its_line_alone(reader, folder):
    page = reader.open("/post/mat-khau-manh")
    reader.press("#tools a[href^='/write/']")
    page.wait_for_url("**/write/mat-khau-manh")
    reader.type_into("[name=title]", "Mật khẩu dài và dễ nhớ")
    page.keyboard.press("Enter")  # in a field of one line, Enter saves
    page.wait_for_url("**/post/mat-khau-manh*")
    assert changed_lines(folder) == ["title: Mật khẩu dài và dễ nhớ"]


def test_what_is_wrong_is_told_beside_its_field_saved_and_mended_by_a_press(reader, folder):
    page = reader.open("/write/mat-khau-manh")
    reader.type_into("[data-field=text]", "Cần thì gọi 0377 672 445 nha")
    mend = page.locator("#told-text [data-mend]")
    expect(mend).to_be_visible()  # while it is typed
    expect(page.locator("#sound")).to_be_empty()
    reader.is_sound()
    reader.press("aside button[value=save]")
    expect(page.locator("#told-all")).to_be_visible()
    assert "0377 672 445" in file_of(folder).read_text("utf-8")
    expect(page.locator("[data-field=text]")).to_have_text("Cần thì gọi 0377 672 445 nha")
    reader.is_sound()
    reader.press("#told-text [data-mend]")
    expect(page.locator("[data-field=text] .chip")).to_have_text("0377 672 444")
    expect(page.locator("#sound")).not_to_be_empty()
    reader.press("aside button[value=save]")
    page.wait_for_url("**/post/mat-khau-manh*")
    assert "{{ hotline('hoi-phu-nu-tinh') }} nha" in file_of(folder).read_text("utf-8")


def test_a_clash_is_shown_side_by_side_and_both_are_kept_until_one_is_chosen(reader, folder, posts):
    page = reader.open("/write/mat-khau-manh")
    posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu của người khác sửa")
    reader.type_into("[name=title]", "Mật khẩu của tôi")
    page.keyboard.press("Enter")
    expect(page.locator("#clash")).to_be_visible()
    expect(page.locator("#clash")).to_contain_text("Mật khẩu của người khác sửa")
    expect(page.locator("#clash")).to_contain_text("Mật khẩu của tôi")
    reader.is_sound()
    reader.press("#clash button[value=take-title]")
    expect(page.locator("[name=title]")).to_have_value("Mật khẩu của người khác sửa")
    reader.press("aside button[value=save]")
    page.wait_for_url("**/post/mat-khau-manh*")
    assert changed_lines(folder) == ["title: Mật khẩu của người khác sửa"]


def test_a_post_moves_to_another_day_by_keyboard_and_back(reader, folder):
    page = reader.open("/month")
    reader.press("#mover-mat-khau-manh summary")
    reader.tab_to("#mover-mat-khau-manh input[name=day]")
    page.locator("#mover-mat-khau-manh input[name=day]").fill("2026-12-15")
    reader.press("#mover-mat-khau-manh button")
    expect(page.locator("#day-2026-12-15 #entry-mat-khau-manh")).to_be_visible()
    assert changed_lines(folder) == ["at: 2026-12-15 07:30"]
    reader.is_sound()
    reader.press("#said button")
    expect(page.locator("#day-2026-12-01 #entry-mat-khau-manh")).to_be_visible()
    assert file_of(folder).read_text("utf-8") == POSTS


def test_a_post_is_dragged_to_another_day(reader, folder):
    page = reader.open("/month")
    page.locator("#day-2026-12-03").scroll_into_view_if_needed()  # nobody scrolls with a post in hand
    page.locator("#entry-mat-khau-manh").drag_to(page.locator("#day-2026-12-03"))
    expect(page.locator("#day-2026-12-03 #entry-mat-khau-manh")).to_be_visible()
    assert changed_lines(folder) == ["at: 2026-12-03 07:30"]


def test_an_empty_day_leads_to_a_form_with_its_date(reader):
    page = reader.open("/month")
    reader.press("#day-2026-12-20 a.add")
    page.wait_for_url("**/write?day=2026-12-20")
    expect(page.locator("[name=date]")).to_have_value("2026-12-20")


def test_a_form_that_is_not_saved_is_not_left_by_mistake(reader):
    page = reader.open("/write/mat-khau-manh")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    reader.type_into("[name=title]", "Chưa lưu")
    page.goto(reader.address)
    assert asked == ["beforeunload"]


def weight_of(asked):
    return asked.sizes()["responseBodySize"]


@pytest.mark.parametrize("path", ["/", "/month", "/deliveries"])
def test_the_first_page_of_all_is_light_with_its_fonts_too(reader, path):
    weights = []
    reader.page.on("requestfinished", lambda asked: weights.append(weight_of(asked)))
    reader.open(path)
    reader.met(lambda: sum(weights) > 100_000, "all of the page")
    assert sum(weights) < MOST_BYTES, weights


def test_a_posts_page_is_light_and_opens_each_card_whole(reader):
    weights = []
    reader.page.on(
        "requestfinished", lambda asked: "/fonts/" in asked.url or weights.append(weight_of(asked))
    )
    page = reader.open("/post/mat-khau-manh")
    reader.met(lambda: sum(weights) > 50_000, "all of the page")
    assert sum(weights) < MOST_BYTES, weights
    page.locator(".sizes a").first.click()
    reader.until("document.querySelector('#viewer img').naturalWidth === 1080")


def take_design(page, name):
    page.locator(".design summary").first.click()
    page.locator(f"[name=card-0-template][value={name}]").click()


def test_a_cards_design_is_chosen_by_its_picture_with_the_mouse_or_by_keys_and_the_page_stays_light(reader):
    weights, page = [], reader.page
    page.on("requestfinished", lambda asked: "/fonts/" in asked.url or weights.append(weight_of(asked)))
    page = reader.open("/write/mat-khau-manh")
    reader.press(".design summary")
    expect(page.locator("[name=card-0-template]:checked")).to_be_focused()
    for picture in page.locator(".designs img").all():
        picture.scroll_into_view_if_needed()
        assert picture.get_attribute("alt")
    reader.until(
        "Array.from(document.querySelectorAll('.designs img')).every(one => one.naturalWidth === 144)"
    )
    assert sum(weights) < MOST_BYTES, weights
    reader.is_sound()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")  # only looked at
    expect(page.locator("[name=card-0-template]:checked")).to_have_value("tip")
    expect(page.locator(".design summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=card-0-template]:checked")).to_be_focused()
    page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[name=card-0-template]:checked")).to_have_value("checklist")
    expect(page.locator("[name=card-0-points]")).to_be_visible()
    with page.expect_navigation():
        take_design(page, "quote")
    expect(page.locator("[name=card-0-quote]")).to_be_visible()
    reader.is_sound()
    page.on("dialog", lambda dialog: dialog.accept())  # left on purpose


def test_a_photo_is_brought_and_chosen(reader, folder):
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#c9387f").save(out, "JPEG")
    page = reader.open("/write")
    with page.expect_navigation():
        take_design(page, "story")
    chooser = page.locator("input[type=file]").first
    chooser.set_input_files({"name": "Buổi họp.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})
    expect(page.locator("select[name=card-0-image]")).to_have_value("photos/buoi-hop.jpg")
    assert (folder.assets / "photos" / "buoi-hop.jpg").is_file()
    reader.is_sound()
    page.on("dialog", lambda dialog: dialog.accept())  # left on purpose


def test_a_card_added_or_redesigned_is_where_the_page_goes_on(reader):
    page = reader.open("/write/mat-khau-manh")
    take_design(page, "cover")
    page.wait_for_url("**/write#field-card-0-template")
    expect(page.locator(".design summary").first).to_be_in_viewport()
    page.locator("button[value=add-card]").click()
    page.wait_for_url("**/write#field-card-1-template")
    expect(page.locator("[name=card-1-headline]")).to_be_in_viewport()


def test_what_was_filled_in_is_no_longer_asked_for_over_the_form(reader):
    page = reader.open("/write/mat-khau-manh")
    take_design(page, "question")
    page.wait_for_url("**/write#field-card-0-template")
    asked = page.locator("#told-all a[href^='#field-card-0']")
    expect(asked).not_to_have_count(0)
    page.fill("[name=card-0-question]", "Người lạ xin ảnh. Con nên làm gì?")
    for field in page.locator("textarea[name=card-0-answers]").all():
        field.fill("Gửi một tấm\nKể ngay với cha mẹ")
    expect(asked).to_have_count(0)


def test_a_hotline_is_put_in_with_a_space_where_a_word_would_touch_it(reader):
    page = reader.open("/write/mat-khau-manh")
    text = page.locator("[data-field=text]")
    text.fill("Gọingay, (")
    text.focus()
    for key, times in (("Home", 1), ("ArrowRight", 3), (None, 0), ("End", 1)):
        for _ in range(times):
            page.keyboard.press(key)
        if key in (None, "End"):
            page.locator("[data-insert]").first.click()
    line = "{{ hotline('tong-dai-111') }}"
    expect(page.locator("#in-text")).to_have_value(f"Gọi {line} ngay, ({line}")


def test_what_must_be_seen_of_a_photo_is_pressed_on_or_gone_to_by_keys(reader, folder):
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 1200)).point(lambda v: v // 5).save(out, "JPEG")  # very dark
    page = reader.open("/write")
    chooser = page.locator("input[type=file]").first
    chooser.set_input_files({"name": "toi.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})
    frame, focus = page.locator(".framing .frame"), page.locator("[name=card-0-focus]")
    expect(frame).to_be_visible()
    expect(page.locator(".framing [data-levelled] img")).to_be_visible()  # before and after, side by side
    reader.until("document.querySelector('.frame img').naturalWidth === 640")
    box = frame.bounding_box()
    frame.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    expect(focus).to_be_hidden()  # its two numbers are nothing to be read
    page.locator("[name=card-0-children_seen][value=none]").check()
    expect(focus).to_have_value(re.compile(r"^0\.7[456]\n0\.2[456]$"))  # between two pixels
    across, down = map(float, focus.input_value().split())
    expect(page.locator(".framing [role=status]")).not_to_be_empty()
    frame.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    expect(focus).to_have_value(f"{across - 0.02:.2f}\n{down + 0.1:.2f}")
    expect(page.locator("[data-again]")).to_be_visible()
    reader.is_sound()
    reader.press("[data-again]")
    expect(focus).to_have_value("")
    page.keyboard.press("Enter")  # the photo has the focus again: the point where it stands is taken
    expect(focus).not_to_have_value("")
    reader.type_into("[name=title]", "Buổi họp tối")
    reader.type_into("[data-field=text]", "Cảm ơn các chị.")
    reader.type_into("[name=card-0-headline]", "Buổi họp")
    reader.type_into("[name=card-0-alt]", "Ảnh buổi họp")
    page.locator("[name=card-0-light]").select_option("levelled")
    reader.press("aside button[value=submit]")
    page.wait_for_url("**/buoi-hop-toi*")
    written = file_of(folder).read_text("utf-8")
    assert "light: levelled" in written
    assert "focus: [" in written or "focus:\n" in written
