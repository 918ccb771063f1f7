"""Where posts go, connected on the desk: to the practice world, and what never goes wrong half-way."""

from __future__ import annotations

import re
import stat
import sys

import pytest
import requests
from starlette.testclient import TestClient

from scheduler.cli.examining import examiner
from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.desk.pages.examining import on_desk
from scheduler.desk.writing.setup import channels
from scheduler.desk.writing.setup.homes import check_home
from scheduler.desk.writing.setup.office import Faulty
from scheduler.rehearsal.accounts import APP_ID
from scheduler.rehearsal.server import start
from scheduler.settings.loading import load_settings
from tests.channels.zalo_office import APP_ID as ZALO_APP
from tests.channels.zalo_office import OA_ID
from tests.desk.asking import forms_in
from tests.desk.conftest import FIRST_DAY

BARE = """\
# Cài đặt
organisation: Hội LHPN tỉnh Sóc Trăng   # tên
audiences: {cha-me: Cha mẹ, giao-vien: Giáo viên}
topics: {ky-nang-so: Kỹ năng số, duong-day-nong: Đường dây nóng}
# hết
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with start(tmp_path_factory.mktemp("world"), real_time=True, name="Phụ nữ Đại Tâm") as world:
        yield world


@pytest.fixture
def desk(folder):
    return desk_of(folder, BARE)


def desk_of(folder, settings, practise=None):
    (folder.config / "settings.yaml").write_text(settings, "utf-8")
    app = open_desk(folder, clock=FixedClock(FIRST_DAY), examiner=examiner(folder), practise=practise)
    return TestClient(app, base_url="http://127.0.0.1:8765")


@pytest.fixture
def practised(folder, world):
    """A desk whose Facebook is the practice page's, with a token's place that no program can write."""
    return desk_of(folder, f"{BARE}facebook: {{page: '1', token: env:LOA_X, graph_url: '{world.address}'}}\n")


def fields_of(page, channel):
    found = (dict(one.fields) for one in forms_in("", page))
    return next(one for one in found if one.get("channel") == channel and "mark" in one)


def send(desk, step, channel, **changes):
    given = {**fields_of(desk.get(f"/setup/{step}").text, channel), **changes}
    return desk.post(f"/setup/{step}", data=given, follow_redirects=False)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.config.iterdir()}


def given_to(world):
    """What a person types to connect the practice page."""
    secrets = {"app_secret": world.app_secret, "token": world.log_in()}
    return {"page": world.page_id, "app_id": APP_ID, "live": "1", **secrets}


def test_the_page_is_connected_its_token_kept_apart_and_its_name_read_back(practised, folder, world):
    typed = given_to(world)
    answer = send(practised, "facebook", "facebook", **typed)
    assert answer.status_code == 303, answer.text
    settings = (folder.config / "settings.yaml").read_text("utf-8")
    assert settings.startswith(BARE)
    block = load_settings(folder)[0].facebook
    assert (block.page, block.app_id, block.token) == (world.page_id, APP_ID, "file:config/token.txt")
    page = practised.get("/setup/facebook").text
    assert "trang “Phụ nữ Đại Tâm” trả lời" in page
    assert "Đã nối" in page
    kept = [(folder.root / one.removeprefix("file:")) for one in (block.token, block.app_secret)]
    for path in kept:
        secret = path.read_text().strip()
        assert secret not in settings + page + answer.headers["location"]
        assert sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert typed["token"] not in page
    before = files(folder)
    again = send(practised, "facebook", "facebook", page=world.page_id, app_id=APP_ID)
    assert again.status_code == 303
    assert files(folder) == before, "what is kept stays where nothing new is given"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"token": "EAAsai"}, "Mã vừa dán đã hết hạn"),
        ({"app_secret": "sai" * 8}, "Mã bí mật của ứng dụng (App secret) không đúng"),
        ({"token": "dán nhầm chữ"}, "khoảng trắng hay chữ có dấu"),
        ({"live": ""}, "chế độ Chính thức"),
        ({"page": "Hội"}, "“Hội”"),
    ],
)
def test_what_does_not_connect_is_told_and_nothing_at_all_is_written(practised, folder, world, change, words):
    before, typed = files(folder), {**given_to(world), **change}
    answer = send(practised, "facebook", "facebook", **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert typed["token"] not in answer.text
    assert typed["app_secret"] not in answer.text
    assert files(folder) == before


def test_where_a_secret_cannot_be_kept_the_settings_are_as_they_were(practised, folder, world):
    (folder.config / "token.txt").mkdir()  # nothing can be written there
    before = (folder.config / "settings.yaml").read_bytes()
    assert send(practised, "facebook", "facebook", **given_to(world)).status_code == 422
    assert (folder.config / "settings.yaml").read_bytes() == before


def saved_by(answer):
    return answer.headers["location"].partition("saved=")[2].partition("#")[0]


def take_back(desk, answer):
    csrf = fields_of(desk.get("/setup/facebook").text, "facebook")["csrf"]
    return desk.post("/undo", data={"csrf": csrf, "save": saved_by(answer)}, follow_redirects=False)


def test_a_connection_taken_back_leaves_no_secret_behind_and_gives_the_former_ones_back(
    practised, folder, world
):
    before = files(folder)
    first = send(practised, "facebook", "facebook", **given_to(world))
    assert "token.txt" in files(folder)
    assert "undone" in take_back(practised, first).headers["location"]
    assert files(folder) == before
    send(practised, "facebook", "facebook", **given_to(world))
    connected = files(folder)
    second = send(practised, "facebook", "facebook", **given_to(world))
    (folder.config / "ma-ung-dung-facebook.txt").write_text("cái khác hẳn")
    (folder.config / "ma-ung-dung-facebook.txt").chmod(0o600)
    assert "undone" in take_back(practised, second).headers["location"]
    assert files(folder)["token.txt"] == connected["token.txt"]
    assert (folder.config / "ma-ung-dung-facebook.txt").read_text() == "cái khác hẳn", "another's by now"


def test_no_history_of_an_older_folder_takes_a_secret_up(practised, folder, world):
    listed = folder.root / ".gitignore"
    listed.write_bytes(b"var/\nconfig/token.txt")
    send(practised, "facebook", "facebook", **given_to(world))
    assert listed.read_text() == "var/\nconfig/token.txt\nconfig/ma-ung-dung-facebook.txt\n"
    listed.write_bytes(b"/config/ma-*.txt\n/config/token.txt\n")
    send(practised, "facebook", "facebook", **given_to(world))
    assert listed.read_text() == "/config/ma-*.txt\n/config/token.txt\n", "all are named"


def test_an_app_secret_that_nothing_tries_is_not_kept(practised, folder, world):
    before = files(folder)
    answer = send(practised, "facebook", "facebook", **{**given_to(world), "token": ""})
    assert (answer.status_code, files(folder)) == (422, before)
    assert "Dán cả mã ngắn hạn" in answer.text


def test_a_wordpress_takes_the_password_as_it_shows_it(folder, world):
    desk = desk_of(folder, BARE, practise=lambda post: {})
    typed = {"address": world.wordpress_address, "user": "loa"}
    refused = send(desk, "website", "wordpress", **typed, password="abcd efgh")
    assert refused.status_code == 422
    assert "loa connect" not in refused.text
    assert (folder.config / "settings.yaml").read_text("utf-8") == BARE
    grouped = " ".join(re.findall(".{1,4}", world.token))
    assert send(desk, "website", "wordpress", **typed, password=grouped).status_code == 303
    assert (folder.config / "mat-khau-wordpress.txt").read_text().strip() == grouped
    page = desk.get("/setup/website").text
    assert "nhận ảnh 1,5 MB" in page
    assert grouped not in page


def test_a_website_in_a_folder_of_this_machine_needs_an_address_alone(desk, folder):
    answer = send(desk, "website", "website", address="https://phunu.example.vn/tin/", folder="var/site")
    assert answer.status_code == 303
    added = "website:\n  address: https://phunu.example.vn/tin/\n  folder: var/site\n"
    assert (folder.config / "settings.yaml").read_text("utf-8") == BARE.replace("# hết", f"{added}# hết")
    assert 'class="setup-step done" id="step-website"' in desk.get("/setup").text
    wrong = send(desk, "website", "website", address="trang của Hội", folder="config")
    assert wrong.status_code == 422
    assert "Như" not in wrong.headers.get("location", "")


def test_an_administrator_allows_the_zalo_account_and_its_tokens_are_kept(folder, world):
    here = f"api_url: '{world.address}', oauth_url: '{world.address}'"
    zalo = f"zalo: {{oa: '1', app_id: '1', app_secret: env:X, token: 'file:config/ma-zalo.txt', {here}}}\n"
    desk = desk_of(folder, f"{BARE}{zalo}website: {{address: 'https://phunu.example.vn/tin/'}}\n")
    typed = {"oa": OA_ID, "app_id": ZALO_APP, "callback": "https://phunu.example.vn/zalo"}
    assert send(desk, "zalo", "zalo", **typed, app_secret=world.app_secret).status_code == 303
    csrf = fields_of(desk.get("/setup/zalo").text, "zalo")["csrf"]
    desk.post("/setup/zalo/begin", data={"csrf": csrf})
    page = desk.get("/setup/zalo").text
    address = re.search(r'href="(http[^"]+permission[^"]+)"', page)[1].replace("&amp;", "&")
    led = requests.get(address, allow_redirects=False, timeout=20).headers["location"]
    wrong = desk.post("/setup/zalo/finish", data={"csrf": csrf, "led": led.replace("state=", "state=x")})
    assert wrong.status_code == 422
    assert not (folder.config / "ma-zalo.txt").exists()
    desk.post("/setup/zalo/begin", data={"csrf": csrf})
    address = re.search(r'href="(http[^"]+permission[^"]+)"', desk.get("/setup/zalo").text)[1]
    led = requests.get(address.replace("&amp;", "&"), allow_redirects=False, timeout=20).headers["location"]
    done = desk.post("/setup/zalo/finish", data={"csrf": csrf, "led": led})
    assert "Đã nối" in done.text
    assert "OA trả lời" in done.text
    assert (folder.config / "ma-zalo.txt").exists()


def test_the_calendar_says_once_what_is_not_connected_with_the_button_that_does_it(desk, folder):
    page = desk.get("/").text
    assert page.count("Chưa nối") == 2, "the notice, and the choice of the filter"
    assert 'href="/setup/facebook"' in page
    assert "0/0" not in page
    assert "Không còn bài" not in page
    send(desk, "website", "website", address="https://phunu.example.vn/tin/", folder="var/site")
    page = desk.get("/").text
    assert 'href="/setup/facebook"' in page, "posts name it"
    assert 'href="/setup/website"' not in page
    assert "Sẽ đăng" in page
    off = desk.get("/?state=off").text
    assert "Không có bài nào khớp" in off, "what has no place yet was not decided against"


def test_everything_is_tried_by_one_press_and_said_without_a_command(desk):
    csrf = fields_of(desk.get("/setup/website").text, "website")["csrf"]
    page = desk.post("/setup/test", data={"csrf": csrf}).text
    assert "Be Vietnam Pro, đủ dấu tiếng Việt" in page
    assert "chưa nối kênh nào" in page
    assert not re.search(r"\bloa [a-z]+|settings\.yaml", re.sub(r"<[^>]*>", "", page))


def test_no_word_of_a_cure_is_a_command():
    said = "Zalo từ chối. Chạy lại: loa connect zalo rồi xem loa doctor; sửa config/settings.yaml"
    assert on_desk(said, "vi") == (
        "Zalo từ chối. Làm ở mục “Thiết lập” rồi xem nút “Khám máy”; sửa mục “Thiết lập”"
    )


def test_a_key_of_the_settings_is_no_word_of_a_cure_and_an_address_stays_one():
    said = "Xem mạng và địa chỉ trong liferay.address, ở developers.facebook.com và oa.zalo.me"
    assert on_desk(said, "vi") == (
        "Xem mạng và địa chỉ trong mục “Thiết lập”, ở developers.facebook.com và oa.zalo.me"
    )


def test_what_was_tried_in_vain_is_not_called_connected(folder):
    desk = desk_of(folder, BARE, practise=lambda post: {})
    typed = {"address": "https://127.0.0.1:1", "site": "1", "user": "loa", "password": "hoa-sen-trong"}
    assert send(desk, "website", "liferay", **typed).status_code == 303
    page = desk.get("/setup/website").text
    assert "Đã lưu, nhưng thử chưa được" in page
    assert "Đã nối" not in page
    assert "liferay.address" not in page


@pytest.mark.parametrize(
    "name",
    ["var/versions", "var/trash/x", ".git/hooks", "var/../var/seen", "VAR/Log", "var/cards", "var/aside/tin"],
)
def test_no_website_lies_where_the_program_keeps_what_is_not_public(desk, folder, name):
    before = files(folder)
    answer = send(desk, "website", "website", address="https://phunu.example.vn/tin/", folder=name)
    assert (answer.status_code, files(folder)) == (422, before)


SITE = "https://phunu.example.vn/tin/"
SECRET = {"user": "loa", "password": "hoa-sen-trong-dam"}


@pytest.mark.parametrize(("channel", "typed", "field"), [
    ("website", {"address": SITE, "folder": "/etc"}, "folder"),
    ("website", {"address": SITE, "folder": "../x"}, "folder"),
    ("website", {"address": SITE, "folder": "var/site/../../../x"}, "folder"),
    ("website", {"address": SITE, "folder": "."}, "folder"),
    ("website", {"address": SITE, "folder": "lien-ket/x"}, "folder"),  # a link to elsewhere
    ("website", {"address": SITE, "folder": "sftp://loa@10.0.0.5/web", "password": "x" * 12}, "folder"),
    ("website", {"address": SITE, "folder": "webdavs://a@169.254.169.254/x", "password": "x" * 12}, "folder"),
    ("wordpress", {"address": "https://127.0.0.1:8765/", **SECRET}, "address"),
    ("wordpress", {"address": "https://localhost/", **SECRET}, "address"),
    ("liferay", {"address": "https://[::ffff:192.168.1.1]/", "site": "1", **SECRET}, "address"),
])  # fmt: skip
def test_no_home_is_typed_that_is_not_the_offices_or_the_internets(folder, tmp_path, channel, typed, field):
    if sys.platform != "win32":
        (folder.root / "lien-ket").symlink_to("/var")
    elif typed.get("folder", "").startswith("lien-ket"):
        pytest.skip("a link needs a right there")
    desk = desk_of(folder, BARE)
    before = files(folder)
    answer = send(desk, "website", channel, **typed)
    assert answer.status_code == 422
    beside = answer.text.partition(f'id="{channel}-{field}-wrong"')[2].partition("</small>")[0]
    assert "config/settings.yaml" in beside, "how it is done instead"
    assert fields_of(answer.text, channel)[field] == typed[field], "nothing typed is lost"
    assert files(folder) == before


def test_a_home_that_the_settings_have_already_is_saved_as_it_is(folder):
    there = f"{BARE}website: {{folder: /srv/web/tin, address: '{SITE}'}}\n"
    desk = desk_of(folder, there)
    assert send(desk, "website", "website", address="https://phunu.example.vn/moi/").status_code == 303
    assert load_settings(folder)[0].website.folder == "/srv/web/tin"
    there = f"{BARE}wordpress: {{address: 'https://10.1.2.3/', user: a, password: env:LOA_X}}\n"
    desk = desk_of(folder, there)
    assert send(desk, "website", "wordpress", user="loa").status_code == 303


def test_a_server_is_judged_by_all_that_its_name_leads_to(tmp_path):
    def resolve(found):
        return lambda *_, **__: [(2, 1, 6, "", (one, 443)) for one in found]

    typed = {"address": "https://wp.example.vn/"}
    check_home(tmp_path, "wordpress", {}, typed, is_practice=False, resolve=resolve(["203.119.8.1"]))
    for found in (["203.119.8.1", "10.0.0.1"], ["::1"], []):
        with pytest.raises(Faulty):
            check_home(tmp_path, "wordpress", {}, typed, is_practice=False, resolve=resolve(found))


@pytest.mark.parametrize("scheme", ["sftp", "SFTP", "Sftp"])
def test_a_server_typed_here_is_reached_by_no_name_that_leads_inside_later(folder, monkeypatch, scheme):
    monkeypatch.setattr(channels, "check_home", lambda *_, **__: None)  # its name is public just now
    home = {
        "folder": f"{scheme}://loa@web.example.vn/tin",
        "password": "mat-khau",
        "host_key": f"SHA256:{'a' * 43}",
    }
    desk = desk_of(folder, BARE)
    assert send(desk, "website", "website", address=SITE, **home).status_code == 303
    assert load_settings(folder)[0].website.only_public
    assert send(desk, "website", "website").status_code == 303
    assert load_settings(folder)[0].website.only_public, "an untouched form leaves it"
    assert send(desk, "website", "website", folder="var/site").status_code == 303
    assert not load_settings(folder)[0].website.only_public


@pytest.mark.parametrize(
    ("channel", "block", "elsewhere"),
    [
        ("wordpress", "address: 'https://wp.example.vn/', user: loa", {"address": "https://wp.example.com/"}),
        (
            "liferay",
            "address: 'https://lr.example.vn/', site: '1', user: a",
            {"address": "https://b.example.vn/"},
        ),
        (
            "website",
            f"folder: 'ftps://loa@a.example.vn/tin', address: '{SITE}'",
            {"folder": "ftps://loa@b.example.vn/tin"},
        ),
    ],
)
def test_the_secret_of_one_place_is_given_to_no_other(folder, monkeypatch, channel, block, elsewhere):
    """Whoever sets up may lead a channel elsewhere: what is kept for the former server is not sent there."""
    monkeypatch.setattr(channels, "check_home", lambda *_, **__: None)  # it is not asked where names lead
    desk = desk_of(folder, f"{BARE}{channel}: {{{block}, password: 'file:config/cu.txt'}}\n")
    secret = folder.config / "cu.txt"
    secret.write_text("mat-khau-cu", "utf-8")
    secret.chmod(0o600)
    before = files(folder)
    answer = send(desk, "website", channel, **elsewhere)
    assert answer.status_code == 422
    assert "Chỗ đăng đã đổi" in answer.text
    assert files(folder) == before
    assert send(desk, "website", channel).status_code == 303, "an untouched form is saved as it is"
    if channel != "wordpress":  # whose password is tried there first
        assert send(desk, "website", channel, password="mat-khau-moi", **elsewhere).status_code == 303
        assert secret.read_text("utf-8").strip() == "mat-khau-moi"


def test_another_zalo_account_is_not_posted_to_with_the_tokens_of_the_one_before(folder):
    zalo = f"zalo: {{oa: '1', app_id: '{ZALO_APP}', app_secret: env:X, token: 'file:config/ma-zalo.txt'}}\n"
    desk = desk_of(folder, f"{BARE}{zalo}website: {{address: '{SITE}'}}\n")
    kept = folder.config / "ma-zalo.txt"
    kept.write_text("ma-cua-tai-khoan-1", "utf-8")
    kept.chmod(0o600)
    assert send(desk, "zalo", "zalo", callback=SITE).status_code == 303
    assert load_settings(folder)[0].zalo.token == "file:config/ma-zalo.txt"
    assert send(desk, "zalo", "zalo", oa="2").status_code == 303
    moved = load_settings(folder)[0].zalo
    assert moved.token == "file:config/ma-zalo-oa-2.txt"
    assert not (folder.config / "ma-zalo-oa-2.txt").exists(), "it waits for its own permission"
