"""Where a website's folder may be, as the settings have it, and what is asked of it before it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from scheduler.calendar.loading import read_calendar
from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.outlets import Outlets
from scheduler.channels.site.homes import opening
from scheduler.channels.site.homes.address import HomeAddress, parse_home
from scheduler.channels.site.homes.store import HomeError, Trouble
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.secrets import Secret
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from tests.channels.making import START

WEBSITE = ChannelName("website")
ADDRESS = "https://phunu.example.vn/tin/"


@pytest.mark.parametrize(
    "folder",
    [
        "sftp://host/site",  # nobody goes there
        "sftp://hoi:mat-khau@host/site",
        "sftp://hoi@/site",
        "sftp://hoi@host:0/site",
        "sftp://hoi@host:port/site",
        "sftp://hoi@host/site/../khac",
        "sftp://hoi@host/hai%20%0Adong",
        "sftp://hoi%0A@host/site",
        "ftp://hoi@host/site",  # not encrypted
        "webdav://hoi@host/site",  # nor that
        "http://hoi@host/site",
        "s3://bucket/site",
        "sftp://hoi@host/site?a=1",
        "hoi@host:/var/www",  # as scp has it: no folder of this machine
        "host:/var/www",
        "sftp:/hoi@host/site",
        "sftp:hoi:mat-khau@host",
    ],
)
def test_what_is_no_whole_address_of_a_home_is_refused(folder: str) -> None:
    with pytest.raises(ValidationError, match="site-home"):
        WebsiteSettings(folder=folder, address=ADDRESS, password="env:A")


@pytest.mark.parametrize("folder", ["var/site", "/srv/site", "D:\\web\\tin", "\\\\may-chu\\web", "trang@web"])
def test_a_folder_of_this_machine_stays_one(folder: str) -> None:
    assert WebsiteSettings(folder=folder, address=ADDRESS).remote is None


@pytest.mark.parametrize("folder", ["sftp://a@h/s", "ftps://a@h/s", "webdavs://a@h/s", "s3://a@h/s"])
def test_a_home_needs_a_secret_that_lies_elsewhere(folder: str) -> None:
    with pytest.raises(ValidationError, match="site-password"):
        WebsiteSettings(folder=folder, address=ADDRESS)
    with pytest.raises(ValidationError, match="secret-in-file"):
        WebsiteSettings(folder=folder, address=ADDRESS, password="mat-khau")
    assert WebsiteSettings(folder=folder, address=ADDRESS, password="env:A").password == "env:A"
    if folder.startswith("sftp"):
        assert WebsiteSettings(folder=folder, address=ADDRESS, key="file:k").key == "file:k"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("sftp://hoi@host/site", "sftp://hoi@HOST:22/site/", True),
        ("sftp://hoi@host/site", "sftp://hoi@host//si%74e", True),
        ("sftp://hoi@host/trang web", "sftp://hoi@host/trang%20web", True),
        ("sftp://hoi@host/site", "sftp://xa@host/site", False),  # each may have a root of his own
        ("sftp://hoi@host/site", "sftp://hoi@host:2222/site", False),
        ("webdavs://hoi@host/dav", "webdavs://xa@host:443/dav", True),
        ("s3://AKIA1@thung/tin", "s3://AKIA2@thung/tin/", True),
    ],
)
def test_two_addresses_of_one_home_are_known_for_one(one: str, other: str, *, is_same: bool) -> None:
    first, second = parse_home(one), parse_home(other)
    assert first is not None
    assert second is not None
    assert (first.identity == second.identity) == is_same
    assert (first.copy_name == second.copy_name) == is_same
    blocks = [WebsiteSettings(folder=folder, address=ADDRESS, password="env:A") for folder in (one, other)]
    assert (len({block.own_places()[1].identity for block in blocks}) == 1) == is_same


SETTINGS = """\
organisation: Hội LHPN tỉnh
website:
  folder: sftp://hoi@web.example.vn/tin
  address: https://phunu.example.vn/tin/
  password: env:LOA_TEST_PASSWORD
  host_key: SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
"""


def read(root: Path, units: str, province: str = SETTINGS):
    for name in ("config", "posts"):
        (root / name).mkdir(exist_ok=True)
    (root / "config" / "settings.yaml").write_text(province, "utf-8")
    (root / "config" / "units.yaml").write_text(f"units:\n{units}", "utf-8")
    settings, problems = load_settings(WorkFolder(root))
    assert settings is not None, problems
    return settings, read_calendar(WorkFolder(root), settings)


def test_two_units_do_not_share_a_home(tmp_path: Path) -> None:
    unit = "  - {id: a, name: A, website: {address: https://a.example.vn/, password: env:B, folder: %s}}\n"
    _, calendar = read(tmp_path, unit % "sftp://hoi@web.example.vn:22/tin/")
    assert [one.code for one in calendar.problems] == ["unit-taken"]
    _, calendar = read(tmp_path, unit % "sftp://hoi@web.example.vn:22/tin-a/")
    assert [one.code for one in calendar.problems] == []


def test_the_provinces_secrets_are_never_shown_to_a_units_server(tmp_path: Path) -> None:
    unit = "  - {id: a, name: A, website: {address: https://a.example.vn/, folder: %s}}\n"
    _, calendar = read(tmp_path, unit % "webdavs://xa@xa.example.vn/tin")
    assert [one.code for one in calendar.problems] == ["site-password"]
    _, calendar = read(tmp_path, unit % "var/site/a")
    block = calendar.units["a"].channels["website"]
    assert isinstance(block, WebsiteSettings)
    assert (block.password, block.key, block.host_key, block.remote) == (None, None, None, None)


def test_a_password_in_an_address_is_never_shown(tmp_path: Path) -> None:
    for name in ("config", "posts"):
        (tmp_path / name).mkdir()
    wrong = SETTINGS.replace("hoi@", "hoi:bi/mat@9@").replace("env:LOA_TEST_PASSWORD", "matkhau9")
    wrong += "  key: khoa-rieng\n"
    (tmp_path / "config" / "settings.yaml").write_text(wrong, "utf-8")
    _, problems = load_settings(WorkFolder(tmp_path))
    assert {"site-home", "secret-in-file"} == {one.code for one in problems}
    told = "".join(f"{one!r}{one.values}" for one in problems)
    for secret in ("bi/mat", "mat@9", "matkhau9", "khoa-rieng"):
        assert secret not in told


@pytest.mark.parametrize("begun", ["", "sftp:/", "sftp:", "//", "'sftp:/"])
def test_a_password_is_not_shown_where_the_address_was_begun_wrongly(tmp_path: Path, begun: str) -> None:
    for name in ("config", "posts"):
        (tmp_path / name).mkdir()
    end = "'" if begun.startswith("'") else ""
    wrong = SETTINGS.replace("sftp://hoi@web.example.vn/tin", f"{begun}hoi:troi9mua@web.example.vn:/tin{end}")
    (tmp_path / "config" / "settings.yaml").write_text(wrong + "  keep: 0\n", "utf-8")
    _, problems = load_settings(WorkFolder(tmp_path))
    assert problems
    assert "troi9mua" not in "".join(f"{one!r}{one.values}" for one in problems)


def opened(tmp_path: Path, **keys: str) -> Outlets:
    block = WebsiteSettings(address=ADDRESS, **keys)
    settings = Settings.whole()(organisation="Hội", website=block)
    return Outlets(WorkFolder(tmp_path), settings, {}, FixedClock(START))


def test_a_home_is_opened_without_a_call_and_with_a_password_of_any_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("paramiko", reason="needs the extra: pip install '.[sftp]'")
    monkeypatch.setenv("LOA_TEST_PASSWORD", "mật khẩu có dấu cách")
    outlets = opened(tmp_path, folder="sftp://hoi@192.0.2.1/tin", password="env:LOA_TEST_PASSWORD")
    assert isinstance(outlets.get(PROVINCE, WEBSITE), WebsiteChannel), outlets.missing
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("folder", "package"), [("sftp://a@h/s", "paramiko"), ("s3://a@b/s", "boto3")])
def test_an_extra_that_is_not_installed_is_told_with_the_line_that_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, package: str
) -> None:
    monkeypatch.setenv("LOA_TEST_PASSWORD", "mat-khau-9")
    monkeypatch.setattr(opening, "find_spec", lambda name: None if name == package else object())
    outlets = opened(tmp_path, folder=folder, password="env:LOA_TEST_PASSWORD")
    assert outlets.get(PROVINCE, WEBSITE) is None
    (stop,) = outlets.missing.values()
    assert f"pip install 'loa[{folder.partition(':')[0]}]'" in stop.say("vi")


@pytest.mark.parametrize(
    "key", ["PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "ssh-rsa AAAA a@b"]
)
def test_a_key_of_another_form_is_told_with_what_to_do(tmp_path: Path, key: str) -> None:
    pytest.importorskip("paramiko", reason="needs the extra: pip install '.[sftp]'")
    (tmp_path / "khoa.ppk").write_text(key)
    (tmp_path / "khoa.ppk").chmod(0o600)
    outlets = opened(tmp_path, folder="sftp://a@h/s", key="file:khoa.ppk")
    assert outlets.get(PROVINCE, WEBSITE) is None
    (stop,) = outlets.missing.values()
    assert "PuTTYgen" in stop.say("vi")


def test_a_certificate_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_TEST_PASSWORD", "mat-khau-9")
    keys = {"folder": "webdavs://a@h/s", "password": "env:LOA_TEST_PASSWORD", "certificate": "config/ca.pem"}
    outlets = opened(tmp_path, **keys)
    assert outlets.get(PROVINCE, WEBSITE) is None
    (stop,) = outlets.missing.values()
    assert "config/ca.pem" in stop.say("vi")


@pytest.mark.parametrize(
    "folder",
    [".", "..", "../..", "/", "var", "./config", "Config/x", r"posts\a", "assets", "var/site/../../config"],
)
def test_what_the_office_keeps_for_itself_is_no_website(folder: str) -> None:
    with pytest.raises(ValidationError, match="site-office"):
        WebsiteSettings(folder=folder, address=ADDRESS)


@pytest.mark.parametrize("folder", ["var/site", "../public_html", "site", "config-site", "/srv/www"])
def test_a_folder_of_its_own_is_one(folder: str) -> None:
    assert WebsiteSettings(folder=folder, address=ADDRESS).folder == folder


def test_the_offices_folder_is_no_website_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    for folder in (tmp_path, tmp_path.parent, tmp_path / "config" / "x", "link", "link/posts"):
        outlets = opened(tmp_path, folder=str(folder))
        assert outlets.get(PROVINCE, WEBSITE) is None
        assert "“" + str(folder) in str(*outlets.missing.values())
    assert opened(tmp_path, folder=str(tmp_path / "www")).get(PROVINCE, WEBSITE)


SITE = f"website: {{address: {ADDRESS}, folder: var/site"
PAGE = 'facebook: {page: "1", token: '


@pytest.mark.parametrize("secret", ["var/site/khoa", "./var/site/khoa", "var/Site/a/khoa", "HERE/var/site/x"])
@pytest.mark.parametrize(
    "blocks",
    [f"{SITE}, signing_key: FILE}}\n", f"{SITE}}}\n{PAGE}FILE}}\n", f"{SITE}}}\nalerts: {{to: [FILE]}}\n"],
)
def test_no_secret_of_any_channel_lies_where_everybody_reads(
    tmp_path: Path, blocks: str, secret: str
) -> None:
    folder = WorkFolder(tmp_path)
    folder.config.mkdir()

    def told(place: str) -> list[str]:
        written = f"organisation: Hội\n{blocks.replace('FILE', f'file:{place}')}"
        (folder.config / "settings.yaml").write_text(written, encoding="utf-8")
        return [one.code for one in load_settings(folder)[1]]

    assert told(secret.replace("HERE", str(tmp_path))) == ["site-secret"]
    assert told("config/khoa") == told("var/site-khoa") == []
    (tmp_path / "link").symlink_to("var/site")
    (folder.config / "linked").symlink_to("../var/site/khoa")
    assert told("link/khoa") == told("config/linked") == ["site-secret"]


def test_no_units_website_shows_a_secret_and_no_secret_of_a_unit_is_shown(tmp_path: Path) -> None:
    units = (
        "  - {id: a, name: A, website: {address: https://a.example.vn/, folder: var/a}}\n"
        '  - {id: b, name: B, facebook: {page: "2", token: file:var/a/ma}}\n'
        '  - {id: c, name: C, facebook: {page: "3", token: file:config/ma}}\n'
    )
    _, calendar = read(tmp_path, units)
    assert [one.code for one in calendar.problems] == ["site-secret"]
    assert {"a", "c"} <= calendar.units.keys()
    assert "b" not in calendar.units
    _, calendar = read(
        tmp_path, units.replace("file:var/a/ma", "env:B"), SETTINGS.replace("env:", "file:var/a/")
    )
    assert [one.code for one in calendar.problems] == ["site-secret"]
    assert calendar.units.keys() == {"province", "b", "c"}
    _, calendar = read(
        tmp_path, units.replace("file:var/a/ma", "env:B"), f"{SETTINGS}alerts: {{to: [file:var/a/bot]}}\n"
    )
    assert [one.code for one in calendar.problems] == ["site-secret"]


def test_a_name_is_looked_up_once_and_leads_a_public_home_to_no_private_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("paramiko", reason="needs the extra: pip install '.[sftp]'")
    from scheduler.channels.site.homes.sftp import SftpStore

    reached, asked = [], []

    def connect(at: tuple[str, int], *_: object) -> None:
        reached.append(at)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    home = HomeAddress("sftp", "loa", "web.example.vn", 22, "/tin")
    for found, trouble in (
        (["203.119.8.1"], Trouble.AWAY),
        (["203.119.8.1", "192.168.1.7"], Trouble.PRIVATE),
        (["127.0.0.1"], Trouble.PRIVATE),
    ):

        def resolve(name: str, *_: object, found: list[str] = found, **__: object) -> list[object]:
            asked.append(name)
            return [(2, 1, 6, "", (one, 22)) for one in found]

        store = SftpStore(home, Secret("x"), None, "SHA256:x", only_public=True, resolve=resolve)
        with pytest.raises(HomeError) as error:
            store.read("index.html")
        assert error.value.trouble is trouble
    assert reached == [("203.119.8.1", 22)], "what was looked at, and nothing else"
    assert asked == ["web.example.vn"] * 3
