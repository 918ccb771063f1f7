"""Where people log in: a post's way from its writer to the approver, back, and out; and the door itself."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from scheduler.calendar.loading import read_calendar
from scheduler.clock import FixedClock
from scheduler.desk.login import door_of
from scheduler.desk.people.sessions import FREE_TRIES, IDLE
from scheduler.engine.lock import carrying
from scheduler.engine.opening import open_works
from scheduler.engine.tick import tick
from scheduler.settings.loading import load_settings
from scheduler.settings.users import save_users
from tests.browser.conftest import READERS
from tests.desk.conftest import FIRST_DAY, PASSWORD, ledger_of

NEW, OLD = "ngu-som-nha-con", "mat-khau-manh"
NEW_DUE, OLD_DUE = FIRST_DAY + timedelta(days=3), FIRST_DAY + timedelta(days=1)


@pytest.fixture
def office(folder, users):
    """The small folder, where people log in, approval is required and there is a website alone."""
    save_users(folder, users)
    settings = folder.config / "settings.yaml"
    kept = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("facebook")]
    kept += ["approval: required", "desk: {hosts: [loa.hoi.vn]}", ""]
    settings.write_text("\n".join(kept), "utf-8")
    return folder


@pytest.fixture
def address(desk_of, office, clock):
    door = door_of(office, load_settings(office)[0], None)
    assert door.asks_login
    return desk_of(office, clock=clock, door=door).address


def log_in(reader, name, path="/", password=PASSWORD):
    """By keyboard alone: the name's field has the focus."""
    return fill_in(reader.open(path), name, password)


def fill_in(page, name, password=PASSWORD):
    if page.locator("[name=name]").input_value() != name:
        expect(page.locator("[name=name]")).to_be_focused()
        page.keyboard.insert_text(name)
        page.keyboard.press("Tab")
    expect(page.locator("[name=password]")).to_be_focused()  # at once, once the name is known
    page.keyboard.insert_text(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def mend(page, text):
    """In the form: other words, and save them."""
    page.locator("[data-field=text]").fill(text)
    page.locator("aside button[value=save]").click()
    expect(page.locator("#said form")).to_be_visible()


def at(page, path):
    """Wait until *page* stands at that address."""
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))


def carried(folder, now=NEW_DUE):
    """The ids of what a Loa that serves publishes at that moment."""
    settings, _ = load_settings(folder)
    calendar = read_calendar(folder, settings)
    with (
        carrying(folder.root / settings.ledger),
        open_works(folder, settings, FixedClock(now), calendar=lambda: calendar) as works,
    ):
        return [row.key.post for row in tick(works).carried if row.address]


def expects_refusals(reader):
    """The browser tells of every request that her ended session refused; of nothing else."""
    reader.was_refused("401 (Unauthorized)")


def only_refusals(reader):
    """It tells of nothing else; of none of these either, where it left the page before it could."""
    assert [one for one in reader.wrong if "401 (Unauthorized)" not in one] == []
    reader.wrong.clear()


def decisions(folder, post):
    with ledger_of(folder) as ledger:
        return [(one.who, one.step.value, one.remark, one.at) for one in ledger.approvals([post])[post]]


@pytest.mark.parametrize(("width", "language"), READERS)
def test_a_post_is_written_returned_mended_approved_and_goes_out(window, office, address, width, language):
    lan, mai = window(address, width, language), window(address, width, language)
    assert carried(office, FIRST_DAY) == []  # Loa has begun to serve
    hers = log_in(lan, "lan")
    expect(hers.locator("form.leave")).to_contain_text("lan")
    lan.press("header nav a[href='/write']")
    at(hers, "/write")
    lan.type_into("[name=title]", "Ngủ sớm nha con")
    lan.type_into("[data-field=text]", "Dời chỗ sạc ra phòng khách.")
    lan.type_into("[name=card-0-headline]", "Ngủ *sớm*")
    lan.type_into("[name=card-0-alt]", "Thẻ nhắc ngủ sớm")
    lan.press("aside button[value=submit]")
    expect(hers.locator("#said")).to_be_visible()
    expect(hers.locator("#approval .book li")).to_have_count(1)
    expect(hers.locator("#approval button")).to_have_count(0)  # she submitted it, and decides nothing
    lan.is_sound()

    theirs = log_in(mai, "mai", f"/post/{NEW}")
    at(theirs, f"/post/{NEW}")  # where she wanted to go
    expect(theirs.locator("#approval .book li")).to_have_count(1)
    expect(theirs.locator("#on-website")).to_contain_text("Dời chỗ sạc ra phòng khách.")
    mai.is_sound()
    mai.press("#approval button[value=return]")
    expect(theirs.locator("#approval [name=remark]")).to_be_focused()  # not without saying why
    mai.type_into("#approval [name=remark]", "Nói rõ mấy giờ.")
    mai.press("#approval button[value=return]")
    at(theirs, "?said=returned")

    expect(hers.locator("#approval q")).to_have_text("Nói rõ mấy giờ.")  # on the page that she left open
    lan.is_sound()
    hers.locator("#tools a[href^='/write/']").click()
    mend(hers, "Chín giờ tối, dời chỗ sạc ra phòng khách.")
    hers.locator("#approval button[value=submit]").click()
    assert carried(office) == []

    expect(theirs.locator("#on-website")).to_contain_text("Chín giờ tối")
    expect(theirs.locator("#approval button[value=approve]")).to_be_visible()
    mai.press("#approval button[value=approve]")
    at(theirs, "?said=approved")
    expect(theirs.locator("#acts [name=act][value=now]")).to_have_count(1)
    mai.is_sound()

    assert carried(office) == [NEW]
    assert decisions(office, NEW) == [
        ("lan", "submitted", "", FIRST_DAY),
        ("mai", "returned", "Nói rõ mấy giờ.", FIRST_DAY),
        ("lan", "submitted", "", FIRST_DAY),
        ("mai", "approved", "", FIRST_DAY),
    ]
    expect(hers.locator("#approval .book li")).to_have_count(4)
    expect(hers.locator("#heading .state.published")).to_have_count(1)


def test_a_change_after_the_approval_asks_again(window, office, address):
    lan, mai = window(address, 1280, "vi"), window(address, 1280, "vi")
    assert carried(office, FIRST_DAY) == []
    hers, theirs = log_in(lan, "lan", f"/post/{OLD}"), log_in(mai, "mai", f"/post/{OLD}")
    expect(theirs.locator("#approval button[value=approve]")).to_have_count(0)  # nobody asks for it yet
    hers.locator("#approval button[value=submit]").click()
    theirs.locator("#approval button[value=approve]").click()
    expect(theirs.locator("#acts [name=act][value=now]")).to_have_count(1)
    hers.goto(f"{address}write/{OLD}")
    mend(hers, "Cùng con đặt mật khẩu mười hai ký tự.")
    expect(theirs.locator("#on-website")).to_contain_text("mười hai ký tự")
    expect(theirs.locator("#approval button[value=approve], #acts [name=act][value=now]")).to_have_count(0)
    mai.is_sound()
    assert carried(office, OLD_DUE) == []
    hers.locator("#approval button[value=submit]").click()
    theirs.locator("#approval button[value=approve]").click()
    expect(theirs.locator("#approval .book li")).to_have_count(4)
    assert carried(office, OLD_DUE) == [OLD]


def test_who_may_only_look_finds_nothing_that_decides_or_writes(window, address):
    cam = window(address, 390, "en")
    page = log_in(cam, "cam", f"/post/{OLD}")
    at(page, f"/post/{OLD}")
    expect(page.locator("#approval")).to_be_visible()
    for path in (f"/post/{OLD}", "/", "/month", "/deliveries", "/sheet"):
        cam.open(path)
        expect(page.locator("main form[method=post]:not(.remark-form), a[href^='/write']")).to_have_count(0)
    cam.is_sound()


def test_a_wrong_password_is_told_and_after_too_many_one_waits(window, address, clock):
    at_desk, on_phone = window(address, 1280, "vi"), window(address, 390, "en")
    log_in(at_desk, "mai", password="sai")
    expect(at_desk.page.get_by_role("alert")).to_have_text("Tên hoặc mật khẩu chưa đúng.")
    at_desk.is_sound()
    page = log_in(on_phone, "mai", password="sai")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    on_phone.is_sound()
    for _ in range(FREE_TRIES - 1):
        fill_in(page, "mai", "sai")
    expect(page.get_by_role("alert")).to_have_text(
        "There were too many wrong tries from this machine. Wait 1 s, then try again."
    )
    on_phone.is_sound()
    clock.instant += timedelta(seconds=2)  # and she who knows the right one is not locked out
    log_in(on_phone, "mai")
    at(page, "/")


def test_after_logging_out_nothing_is_shown_any_more(window, address):
    reader = window(address, 390, "vi")
    page = log_in(reader, "mai", "/post/mat-khau-manh")
    at(page, "/post/mat-khau-manh")
    reader.press("form.leave button")
    at(page, "/login")
    reader.is_sound()
    page.go_back()
    at(page, "/login?next=/post/mat-khau-manh")
    assert "Mật khẩu mạnh" not in page.content()


def test_a_page_left_open_asks_for_login_and_leads_back_to_its_place(window, address, clock, posts):
    reader = window(address, 1280, "vi")
    page = log_in(reader, "mai", "/month?m=2026-12")
    at(page, "/month?m=2026-12")
    clock.instant += IDLE + timedelta(seconds=1)
    posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu mới")
    at(page, "/login?next=/month%3Fm%3D2026-12")
    assert "Mật khẩu mới" not in page.content()
    fill_in(page, "mai")
    at(page, "/month?m=2026-12")
    expect(page.locator("#entry-mat-khau-manh .name")).to_have_text("Mật khẩu mới")
    only_refusals(reader)


def test_what_she_wrote_outlives_her_session(window, office, address, clock):
    reader = window(address, 1280, "vi")
    page = log_in(reader, "lan", "/write/mat-khau-manh")
    at(page, "/write/mat-khau-manh")
    clock.instant += IDLE + timedelta(seconds=1)
    reader.type_into("[name=title]", "Viết trước khi đi ăn trưa")
    told = page.locator("#told- p")
    expect(told).to_contain_text("Bài đang viết vẫn còn ở đây")  # as soon as she types
    page.evaluate("document.getElementById('told-').replaceChildren()")
    reader.press("aside button[value=save]")
    expect(told).to_contain_text("Bài đang viết vẫn còn ở đây")
    expects_refusals(reader)
    reader.is_sound()
    with page.context.expect_page() as other:
        told.locator("a").click()
    fill_in(other.value, "lan").close()
    reader.press("aside button[value=save]")
    expect(page.locator("#said")).to_be_visible()
    reader.wrong.clear()
    assert "title: Viết trước khi đi ăn trưa" in (office.posts / "2026-12.yaml").read_text("utf-8")


def test_what_one_left_unsent_is_never_offered_to_the_next_at_that_machine(window, address):
    reader = window(address, 1280, "vi")
    page = log_in(reader, "lan", f"/post/{OLD}")
    page.fill("#remarks textarea", "Chưa gửi")
    fields = (
        "<input name=y autocomplete=username hidden><input type=password name=x autocomplete=new-password>"
    )
    page.evaluate(f"document.querySelector('#remarks form').insertAdjacentHTML('beforeend', '{fields}')")
    page.fill("#remarks [type=password]", "hoa sen")
    assert "Chưa gửi" in page.evaluate("JSON.stringify(localStorage)")
    assert "hoa sen" not in page.evaluate("JSON.stringify(localStorage)")
    page.click(".leave button")
    page = log_in(reader, "mai", f"/post/{OLD}")
    expect(page.locator(".left-behind")).to_have_count(0)
    page.click(".leave button")
    page = log_in(reader, "lan", f"/post/{OLD}")
    expect(page.locator("#remarks .left-behind")).to_have_count(1)
