"""The set-up: what forms write into the office's files, and what they never touch."""

from __future__ import annotations

import io
import re
import stat
import sys

import pytest
from PIL import Image
from starlette.testclient import TestClient

from scheduler.clock import FixedClock
from scheduler.desk.login import door_of
from scheduler.desk.opening import open_desk
from scheduler.engine.lock import carrying
from scheduler.settings.loading import load_settings
from scheduler.settings.users import load_users, save_users
from tests.desk.asking import forms_in
from tests.desk.conftest import FIRST_DAY, HOTLINES, PASSWORD, SETTINGS, client_of

BRAND = "/setup/brand"
COMMENTED = f"# Cài đặt của Hội\n{SETTINGS}# hết\n"


@pytest.fixture
def client(folder):
    (folder.config / "settings.yaml").write_text(COMMENTED, "utf-8")
    return client_of(folder)


@pytest.fixture
def office(folder):
    """A desk for others, with a writer and an approver, whose file has notes."""
    settings = folder.config / "settings.yaml"
    settings.write_text(COMMENTED + "desk: {hosts: [loa.hoi.vn]}\n", "utf-8")
    return folder


def form_of(client, address, number=0, **wanted):
    """The form on that page whose hidden fields are as *wanted*."""
    page = client.get(address).text
    found = [one for one in forms_in(address, page) if one.method == "POST" and one.action == address]
    found = [one for one in found if wanted.items() <= dict(one.fields).items()]
    return dict(found[number].fields)


def send(client, address, fields, **changes):
    return client.post(address, data={**fields, **changes}, follow_redirects=False)


def picture():
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (155, 20, 89, 200)).save(out, "PNG")
    return out.getvalue()


def text_of(folder, name="settings"):
    return (folder.config / f"{name}.yaml").read_text("utf-8")


def test_an_untouched_form_changes_no_byte(client, folder):
    answer = send(client, BRAND, form_of(client, BRAND))
    assert answer.status_code == 303
    assert text_of(folder) == COMMENTED


def test_name_and_colours_go_into_the_settings_and_nothing_else_changes(client, folder):
    answer = send(
        client, BRAND, form_of(client, BRAND), organisation="Hội LHPN xã Đại Tâm", primary="#0b6e4f"
    )
    assert answer.status_code == 303
    changed = COMMENTED.replace("Hội LHPN tỉnh Sóc Trăng", "Hội LHPN xã Đại Tâm")
    assert text_of(folder) == changed.replace("# hết", 'brand:\n  primary: "#0b6e4f"\n# hết')
    page = client.get(answer.headers["location"]).text
    assert "Hội LHPN xã Đại Tâm" in page
    token = re.search(r"saved=(\w+)", answer.headers["location"])[1]
    csrf = form_of(client, BRAND)["csrf"]
    client.post("/undo", data={"csrf": csrf, "save": token})
    assert text_of(folder) == COMMENTED, "one press takes it back"


def test_what_is_not_sound_is_told_and_the_file_stays(client, folder):
    answer = send(client, BRAND, form_of(client, BRAND), organisation="Hội mới", primary="đỏ")
    assert answer.status_code == 422
    assert "“đỏ”" in answer.text
    assert 'value="Hội mới"' in answer.text, "what she typed is still there"
    assert text_of(folder) == COMMENTED


def test_a_change_made_meanwhile_is_never_overwritten_and_nothing_typed_is_lost(client, folder):
    fields = form_of(client, BRAND)
    theirs = COMMENTED.replace("# hết", "late: {publish_within: 2h}")
    (folder.config / "settings.yaml").write_text(theirs, "utf-8")
    answer = send(client, BRAND, fields, organisation="Hội mới")
    assert answer.status_code == 409
    assert text_of(folder) == theirs
    assert "Có người vừa sửa chỗ này" in answer.text
    again = next(one for one in forms_in(BRAND, answer.text) if one.action == BRAND)
    assert send(client, BRAND, dict(again.fields)).status_code == 303
    assert text_of(folder) == theirs.replace("Hội LHPN tỉnh Sóc Trăng", "Hội mới")


def test_the_sample_card_wears_what_is_chosen_before_it_is_saved(client, folder):
    fields = form_of(client, BRAND)
    looks = [
        client.post(f"{BRAND}/look", data={**fields, "primary": one}).json() for one in ("#0b6e4f", "#9b1459")
    ]
    cards = [client.get(address) for one in looks for address in one["cards"]]
    assert [one.headers["content-type"] for one in cards] == ["image/webp"] * 6
    assert len({one.content for one in cards}) == 6, "three of each, in moods of their own"
    assert text_of(folder) == COMMENTED
    assert client.post(f"{BRAND}/look", data={**fields, "csrf": "x"}).status_code == 403


LONG = "Hội Liên hiệp Phụ nữ xã Thạnh Thới An và Ban Bảo vệ trẻ em thành phố Cần Thơ mới"


def test_a_name_too_long_for_cards_is_told_where_it_is_typed_and_mended_there(client, folder):
    fields = {**form_of(client, BRAND), "organisation": LONG}
    assert "Ghi “Tên ngắn trên thẻ”." in client.post(f"{BRAND}/look", data=fields).json()["hint"]
    short = {**fields, "name": "Phụ nữ Thạnh Thới An"}
    assert client.post(f"{BRAND}/look", data=short).json()["hint"] == ""
    assert client.post(BRAND, data=fields).status_code == 200
    assert "Ghi “Tên ngắn trên thẻ”." in client.get(BRAND).text
    page = client.get("/post/mat-khau-manh").text
    assert "Ghi “Tên ngắn trên thẻ” ở Thiết lập, bước “Tên và màu của Hội”" in page
    assert 'href="/setup/brand"' in page
    assert client.post(BRAND, data={**form_of(client, BRAND), "name": short["name"]}).status_code == 200
    assert "dài quá, không vừa đầu thẻ" not in client.get("/post/mat-khau-manh").text


def test_a_logo_is_kept_and_worn_and_what_is_none_is_refused(client, folder):
    fields = form_of(client, BRAND)
    bad = client.post(BRAND, data=fields, files={"logo": ("bieu.png", b"no picture", "image/png")})
    assert bad.status_code == 422
    assert text_of(folder) == COMMENTED
    good = {"logo": ("bieu.png", picture(), "image/png")}
    answer = client.post(BRAND, data=fields, files=good, follow_redirects=False)
    assert answer.status_code == 303
    logo = load_settings(folder)[0].brand.logo
    assert (folder.assets / logo).is_file()
    send(client, BRAND, form_of(client, BRAND), logo_off="1")
    assert text_of(folder) == COMMENTED


def test_a_line_is_added_changed_and_marked_as_called(client, folder):
    fields = form_of(client, "/setup/lines", line="")
    send(client, "/setup/lines", fields, name="Công an xã Đại Tâm", number="0299 3851 234", hours="24/7")
    added = "cong-an-xa-dai-tam:\n  name: Công an xã Đại Tâm\n  number: 0299 3851 234\n  hours: 24/7\n"
    assert text_of(folder, "hotlines") == HOTLINES + added
    page = client.get("/setup/lines").text
    assert "Tôi vừa gọi thử" in page
    called = next(one for one in forms_in("", page) if dict(one.fields).get("line") == "cong-an-xa-dai-tam")
    answer = client.post(
        "/act/hotline", data={**dict(called.fields), "who": "Cô Mai"}, follow_redirects=False
    )
    assert answer.headers["location"].startswith("/setup/lines?said=line-called")
    assert "verified_on: 2026-11-30" in text_of(folder, "hotlines")
    send(
        client,
        "/setup/lines",
        form_of(client, "/setup/lines", line="cong-an-xa-dai-tam"),
        number="02993851235",
    )
    assert "verified" not in text_of(folder, "hotlines"), "another number was called"
    assert "02993851235" in text_of(folder, "hotlines")


def test_a_line_without_a_number_is_told_and_the_directory_stays(client, folder):
    answer = send(
        client, "/setup/lines", form_of(client, "/setup/lines", line=""), name="Công an", number="x"
    )
    assert answer.status_code == 422
    assert 'value="Công an"' in answer.text
    assert text_of(folder, "hotlines") == HOTLINES
    gone = send(
        client,
        "/setup/lines",
        form_of(client, "/setup/lines", line=""),
        line="khong-co",
        name="A",
        number="1",
    )
    assert gone.status_code == 422


def test_the_first_line_of_a_directory_of_notes_alone(folder):
    (folder.config / "hotlines.yaml").write_text("# Danh bạ\n", "utf-8")
    client = client_of(folder)
    send(client, "/setup/lines", form_of(client, "/setup/lines", line=""), name="Công an", number="113")
    assert text_of(folder, "hotlines") == "# Danh bạ\ncong-an:\n  name: Công an\n  number: 113\n"


PEOPLE = "/setup/people"


def test_people_are_added_changed_and_removed_and_notes_stay(client, folder):
    add = form_of(client, PEOPLE, act="add")
    assert send(client, PEOPLE, add, name="Lan", role="writer", password=PASSWORD).status_code == 303
    users = folder.config / "users.yaml"
    users.write_text(users.read_text("utf-8").replace("lan:", "# trực sáng\nlan:"), "utf-8")
    send(client, PEOPLE, form_of(client, PEOPLE, act="add"), name="mai", role="approver", password=PASSWORD)
    before = load_users(folder)[0].people["lan"].password
    send(client, PEOPLE, form_of(client, PEOPLE, act="change", name="lan"), role="viewer")
    people = load_users(folder)[0].people
    assert {name: one.role for name, one in people.items()} == {"lan": "viewer", "mai": "approver"}
    assert people["lan"].password == before, "an empty field leaves the password"
    assert "# trực sáng" in users.read_text("utf-8")
    page = client.get(PEOPLE).text
    assert before not in page
    assert PASSWORD not in page
    send(client, PEOPLE, form_of(client, PEOPLE, act="remove", name="lan"))
    assert set(load_users(folder)[0].people) == {"mai"}
    if sys.platform != "win32":
        assert stat.S_IMODE(users.stat().st_mode) == 0o600


def test_a_person_may_look_after_one_unit_and_what_she_looks_after_widens_by_itself_never(client, folder):
    file = folder.config / "units.yaml"
    file.write_text("units:\n  - {id: my-xuyen, name: Hội LHPN xã Mỹ Xuyên}\n", "utf-8")
    client = client_of(folder)
    add = form_of(client, PEOPLE, act="add")
    send(client, PEOPLE, add, name="hoa", role="approver", password=PASSWORD, unit="my-xuyen")
    assert load_users(folder)[0].people["hoa"].units == ("my-xuyen",)
    assert "Duyệt bài và thiết lập · Hội LHPN xã Mỹ Xuyên" in client.get(PEOPLE).text
    for units in (["my-xuyen"], ["my-xuyen", "khong-con"], ["khong-con"]):
        users = folder.config / "users.yaml"
        text = re.sub(r"units:.*(?:\n +- .*)*", f"units: [{', '.join(units)}]", users.read_text("utf-8"))
        users.write_text(text, "utf-8")
        send(client, PEOPLE, form_of(client, PEOPLE, act="change", name="hoa"), role="writer")
        hoa = load_users(folder)[0].people["hoa"]
        assert (hoa.role, list(hoa.units)) == ("writer", units)
    assert (
        send(client, PEOPLE, form_of(client, PEOPLE, act="change", name="hoa"), unit="x").status_code == 404
    )
    send(client, PEOPLE, form_of(client, PEOPLE, act="change", name="hoa"), unit="")
    assert load_users(folder)[0].people["hoa"].units is None


@pytest.mark.parametrize(
    ("name", "password"), [("mai", PASSWORD), ("Chị Lan", PASSWORD), ("lan", "ngắn"), ("", PASSWORD)]
)
def test_who_cannot_be_added_is_told_why_and_no_password_comes_back(client, folder, name, password):
    send(client, PEOPLE, form_of(client, PEOPLE, act="add"), name="mai", role="approver", password=PASSWORD)
    before = text_of(folder, "users")
    answer = send(
        client, PEOPLE, form_of(client, PEOPLE, act="add"), name=name, role="writer", password=password
    )
    assert answer.status_code == 422
    assert password not in answer.text
    assert text_of(folder, "users") == before


def test_elsewhere_only_an_approver_sets_up_and_the_last_one_stays(office, users, clock):
    save_users(office, users)
    door = door_of(office, load_settings(office)[0], "0.0.0.0")
    statuses = {}
    for name in users.people:
        desk = TestClient(open_desk(office, clock=clock, door=door), base_url="http://loa.hoi.vn")
        desk.headers["accept"] = "text/html"
        word = re.search(r'name="csrf" value="(\w+)"', desk.get("/login").text)[1]
        desk.post("/login", data={"csrf": word, "name": name, "password": PASSWORD})
        statuses[name] = [desk.get(one).status_code for one in ("/setup", BRAND, "/setup/lines", PEOPLE)]
        if name == "mai":
            fields = form_of(desk, PEOPLE, act="change", name="mai")
            assert send(desk, PEOPLE, fields, role="writer").status_code == 422
            assert send(desk, PEOPLE, {**fields, "csrf": "x"}, role="writer").status_code == 403
        else:
            assert "Thiết lập</a>" not in desk.get("/").text
    assert statuses == {"lan": [403] * 4, "mai": [200] * 4, "cam": [403] * 4}
    assert load_users(office)[0].people["mai"].role == "approver"


def test_the_overview_says_what_is_done_and_what_was_put_off(client):
    page = client.get("/setup").text
    assert "Xong 1 trong 8 bước" in page, "its website"
    csrf = form_of(client, BRAND)["csrf"]
    answer = client.post("/setup/later", data={"csrf": csrf, "step": "brand"}, follow_redirects=False)
    assert answer.headers["location"] == "/setup/lines", "the next step"
    assert 'class="setup-step later" id="step-brand"' in client.get("/setup").text
    send(client, BRAND, form_of(client, BRAND), accent="#00ff00")
    assert 'class="setup-step done" id="step-brand"' in client.get("/setup").text
    assert client.post("/setup/later", data={"csrf": csrf, "step": "x"}).status_code == 404


def test_what_no_file_can_hold_is_said_in_the_form_with_all_that_was_typed(client, folder):
    fields = form_of(client, BRAND)
    answer = send(client, BRAND, fields, organisation="Hội mới\x07", name="HM")
    assert answer.status_code == 409
    assert "ký tự không ghi vào lịch được" in answer.text
    assert 'value="HM"' in answer.text
    assert text_of(folder) == COMMENTED


def test_a_writer_takes_no_change_of_the_office_back(office, users):
    save_users(office, users)
    door = door_of(office, load_settings(office)[0], None)
    app = open_desk(office, clock=FixedClock(FIRST_DAY), door=door)
    mai, lan = (TestClient(app, base_url="http://loa.hoi.vn") for _ in range(2))
    for desk, name in ((mai, "mai"), (lan, "lan")):
        fields = {"csrf": re.search(r'name="csrf" value="(\w+)"', desk.get("/login").text)[1], "name": name}
        assert desk.post("/login", data={**fields, "password": PASSWORD}).status_code == 200
    saved = send(mai, BRAND, form_of(mai, BRAND), organisation="Hội mới").headers["location"]
    named = {"save": saved.partition("saved=")[2]}
    csrf = re.search(r'name="csrf" value="(\w+)"', lan.get("/").text)[1]
    assert lan.post("/undo", data={"csrf": csrf, **named}).status_code == 403
    assert "organisation: Hội mới" in text_of(office)
    csrf = re.search(r'name="csrf" value="(\w+)"', mai.get("/").text)[1]
    assert mai.post("/undo", data={"csrf": csrf, **named}).status_code == 200
    assert "Hội mới" not in text_of(office)


def test_one_number_of_her_own_that_was_called_is_enough_and_the_rest_is_counted(folder):
    lines = folder.config / "hotlines.yaml"
    assert "Chưa làm" in step_of(client_of(folder), "lines")
    called = "hoi-phu-nu-tinh: {verified_on: 2026-11-01, verified_by: Lan, verified_number: '0377672444', "
    lines.write_text(HOTLINES.replace("hoi-phu-nu-tinh: {", called), "utf-8")
    assert "Xong, còn 1 số chờ xác nhận" in step_of(client_of(folder), "lines")


def test_an_emergency_number_alone_finishes_nothing_and_is_never_called_to_try_it(folder):
    asked = "tong-dai-111: {verified_on: 2026-11-01, verified_by: Lan, verified_number: '111', hours: 24/7, "
    (folder.config / "hotlines.yaml").write_text(HOTLINES.replace("tong-dai-111: {", asked), "utf-8")
    client = client_of(folder)
    assert "Chưa làm" in step_of(client, "lines")
    page = client.get("/setup/lines").text
    assert page.count("Đừng gọi thử số khẩn cấp.") == 1
    assert "Giờ trực: 24/7" in page


def step_of(client, name):
    page = client.get("/setup").text
    return page[page.index(f'id="step-{name}"') :].partition("</li>")[0]


def test_a_login_is_made_of_a_full_name_where_none_was_typed(client, folder):
    for login in ("ngoc-han", "ngoc-han-2"):
        given = form_of(client, "/setup/people", act="add")
        answer = send(client, "/setup/people", given, full="Ngọc Hân", name="", password=PASSWORD)
        assert answer.status_code == 303
        assert login in load_users(folder)[0].people


def test_after_an_error_the_password_is_asked_for_again_in_words(client):
    given = form_of(client, "/setup/people", act="add")
    assert "Chị gõ lại mật khẩu giúp" not in client.get("/setup/people").text
    answer = send(client, "/setup/people", given, full="Ngọc Hân", name="Ngọc Hân", password=PASSWORD)
    assert answer.status_code == 422
    assert "Chị gõ lại mật khẩu giúp" in answer.text
    assert 'value="Ngọc Hân"' in answer.text


def test_who_approves_is_said_where_somebody_is_to_submit(client, folder, users):
    assert "Chưa có ai duyệt bài." in client.get("/setup/people").text
    save_users(folder, users)
    assert "Bài trình lên do mai duyệt." in client.get("/setup/people").text


def test_what_asks_for_an_expert_says_so_first_and_may_wait(folder):
    settings = folder.config / "settings.yaml"
    settings.write_text(SETTINGS.split("facebook:")[0], "utf-8")
    client = client_of(folder)
    page = client.get("/setup/facebook").text
    assert "Bước này cần người rành máy" in page
    way = page[page.index('id="way"') :]
    assert "Để sau, sang bước: Zalo OA" in way
    assert 'href="/setup/zalo"' not in way, "one way on, not two side by side"
    assert "Bước này cần người rành máy" not in client.get("/setup/website").text


def test_closing_loa_is_asked_for_only_where_one_publishes_just_now(client, folder):
    assert "tắt cửa sổ" not in client.get(BRAND).text
    with carrying(folder.root / load_settings(folder)[0].ledger):
        assert "tắt cửa sổ của nó rồi mở lại" in client.get(BRAND).text
        (folder.config / "settings.yaml").write_text(SETTINGS.split("facebook:")[0], "utf-8")
        assert "tắt cửa sổ" not in client_of(folder).get(BRAND).text, "nothing is connected"


def test_the_mark_of_the_offices_page_has_its_colours(client, folder):
    assert "#9B1459" in client.get("/office/mark.svg").text
    settings = folder.config / "settings.yaml"
    settings.write_text(COMMENTED + 'brand: {primary: "#0A5BC4"}\n', "utf-8")
    client = client_of(folder)
    assert "#9B1459" not in client.get("/office/mark.svg").text
    assert '<img src="/office/mark.svg"' in client.get("/post/mat-khau-manh").text
