"""What is wrong is told when it helps: not of a field that she has not come to, gone once mended."""

from playwright.sync_api import expect


def test_an_empty_field_is_no_mistake_until_it_was_left(window, desk):
    reader = window(desk, 1280, "vi")
    page = reader.open("/write")
    page.on("dialog", lambda dialog: dialog.accept())  # left on purpose
    reader.type_into("[name=title]", "Buổi họp tối")
    expect(page.locator("#phone")).to_contain_text("Buổi họp tối")  # the form was looked at
    expect(page.locator("#told-card-0-headline, #told-card-0-alt").locator("p")).to_have_count(0)
    page.locator("[name=card-0-headline]").focus()
    page.locator("[name=card-0-body]").focus()
    expect(page.locator("#told-card-0-headline")).to_contain_text("còn trống")
    expect(page.locator("#told-card-0-alt p")).to_have_count(0)
    reader.type_into("[name=card-0-headline]", "Buổi họp")
    expect(page.locator("#told-card-0-headline p")).to_have_count(0)
    reader.is_sound()


def test_the_hour_of_another_post_is_told_beneath_it_and_mended_by_one_press(window, desk):
    reader = window(desk, 390, "vi")
    page = reader.open("/write/mat-khau-manh")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[name=date]").fill("2026-12-02")
    page.locator("[name=time]").fill("19:30")
    expect(page.locator("#told-date")).to_contain_text("Người lạ nhắn tin xin ảnh")
    expect(page.locator("#sound")).to_be_empty()
    page.get_by_role("button", name="Lấy 20:30").click()
    expect(page.locator("#told-date p")).to_have_count(0)
    expect(page.locator("#sound")).to_have_text("Bài đã ổn.")
    page.get_by_role("button", name="Ngày mai").click()
    expect(page.locator("[name=date]")).to_have_value("2026-12-01")
    reader.is_sound()


def test_on_a_phone_the_buttons_stand_above_the_menu(window, desk):
    page = window(desk, 390, "vi").open("/write/mat-khau-manh")
    page.locator("#look").scroll_into_view_if_needed()
    button, menu = (
        page.locator("aside button[value=save]").bounding_box(),
        page.locator(".top nav").bounding_box(),
    )
    assert button["y"] + button["height"] <= menu["y"]
