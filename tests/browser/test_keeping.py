"""What is typed is hers until it is sent: over a refresh, a lost network, a closed window."""

import pytest
from playwright.sync_api import expect

POST = "/post/mat-khau-manh"
TEXT = "#remarks textarea"


@pytest.fixture
def reader(window, desk):
    return window(desk, 390, "vi")


def test_a_page_that_follows_the_calendar_leaves_what_is_typed(reader, posts):
    page = reader.open(POST)
    page.fill("#remarks [name=who]", "Lan")
    page.fill(TEXT, "Sửa giúp ngày")
    page.locator("h1").click()
    posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu thật mạnh")
    expect(page.locator("h1")).to_have_text("Mật khẩu thật mạnh")
    expect(page.locator("#remarks [name=who]")).to_have_value("Lan")
    expect(page.locator(TEXT)).to_have_value("Sửa giúp ngày")
    reader.is_sound()


def test_without_a_network_nothing_is_sent_and_it_is_said(reader):
    page = reader.open(POST)
    page.fill("#remarks [name=who]", "Lan")
    page.fill(TEXT, "Sửa giúp ngày")
    page.context.set_offline(True)
    page.click("#remarks button")
    expect(page.locator("#remarks .not-sent")).to_contain_text("Mất liên lạc")
    expect(page.locator(TEXT)).to_have_value("Sửa giúp ngày")
    page.context.set_offline(False)
    page.click("#remarks button")
    expect(page.locator(".remark-words")).to_have_text("Sửa giúp ngày")


def test_what_a_closed_window_left_behind_is_offered_once_and_dropped_when_it_is_sent(reader):
    page = reader.open(POST)
    page.fill("#remarks [name=who]", "Lan")
    page.fill(TEXT, "Sửa giúp ngày")
    page = reader.open("/units")
    page = reader.open(POST)
    expect(page.locator(TEXT)).to_have_value("")
    page.click("#remarks .left-behind button:first-of-type")
    expect(page.locator(TEXT)).to_have_value("Sửa giúp ngày")
    page.click("#remarks button:text-is('Gửi lời nhắn')")
    expect(page.locator("html.js .remark-words")).to_have_text("Sửa giúp ngày")
    page = reader.open(POST)
    expect(page.locator(".left-behind")).to_have_count(0)
    reader.is_sound()


def test_a_post_that_was_being_written_comes_back_whole(reader):
    page = reader.open("/write")
    page.fill("#in-title", "Bài viết dở")
    page.fill("[data-field=text]", "Chữ đang viết")
    page.once("dialog", lambda dialog: dialog.accept())
    page = reader.open("/")
    page = reader.open("/write")
    page.click("#write .left-behind button:first-of-type")
    expect(page.locator("#in-text")).to_have_value("Chữ đang viết")
    expect(page.locator("#in-title")).to_have_value("Bài viết dở")


def test_a_form_that_came_back_for_more_is_not_offered_as_left_behind(reader):
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#in-title", "Ngày hội")
    page.get_by_label("Chỉ ảnh, không chữ").check()
    expect(page.locator("html.js #field-album")).to_be_visible()
    expect(page.locator(".left-behind")).to_have_count(0)
    page = reader.open("/")  # and it is still kept, as it was last
    page = reader.open("/write")
    page.click("#write .left-behind button:first-of-type")
    expect(page.locator("#field-album")).to_be_visible()
    expect(page.locator("#in-title")).to_have_value("Ngày hội")


def test_who_sits_here_is_asked_once_and_whoever_else_sits_down_types_over_it(reader):
    page = reader.open(POST)
    expect(page.locator(".who-kept")).to_have_count(0)
    for who, before in (("Chị Lan", ""), ("Chị Mai", "Chị Lan")):
        field = page.locator(".remark-form [name=who]")
        expect(field).to_have_value(before)
        field.fill(who)
        page.fill(TEXT, f"Lời của {who}")
        page.click("#remarks button:text-is('Gửi lời nhắn')")
        expect(page.locator("html.js .remark-words").last).to_have_text(f"Lời của {who}")
        page = reader.open("/post/nguoi-la-nhan-tin")
        expect(page.locator(".remark-form [name=who]")).to_have_value(who)
        expect(page.locator(".remark-form .who-kept")).to_contain_text("Người khác thì gõ lại")
        expect(page.locator(".left-behind")).to_have_count(0)
        reader.is_sound()
        page = reader.open(POST)
