"""The set-up's page of the units: what its form writes into their file, and what it never touches."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from scheduler.calendar.units import read_names
from scheduler.cli.examining import examiner
from scheduler.clock import FixedClock
from scheduler.desk.opening import open_desk
from scheduler.rehearsal.accounts import APP_ID
from scheduler.rehearsal.server import start
from scheduler.settings.loading import load_settings
from tests.desk.asking import forms_in
from tests.desk.conftest import FIRST_DAY, SETTINGS, client_of
from tests.desk.test_setup import text_of

UNITS = "/setup/units"
FILE = """\
# Các xã của tỉnh
units:
  - id: province
    hotlines: [hoi-phu-nu-tinh]
  # xã đầu tiên
  - id: my-xuyen
    name: Hội LHPN xã Mỹ Xuyên    # đổi tên năm 2025
    hotlines: [tong-dai-111, hoi-phu-nu-tinh]
    website: {folder: var/site/mx, address: "https://phunu.soctrang.gov.vn/my-xuyen/"}
    declines: [mat-khau-manh]
  - {id: ap-hoa-long, name: Chi hội ấp Hòa Long, parent: my-xuyen}
"""


@pytest.fixture
def client(folder):
    (folder.config / "units.yaml").write_text(FILE, "utf-8")
    return client_of(folder)


def fields_of(client, unit="", *, act=None):
    page = client.get(f"{UNITS}?unit={unit}" if unit else UNITS).text
    found = [dict(one.fields) for one in forms_in(UNITS, page) if one.action == UNITS]
    return next(one for one in found if one.get("unit") == unit and one.get("act") == act)


def send(client, fields, **changes):
    return client.post(UNITS, data={**fields, **changes}, follow_redirects=False)


def units_of(folder):
    return read_names(folder, load_settings(folder)[0])[0].units


def test_the_first_unit_makes_the_file_and_undo_takes_it_away(folder):
    client = client_of(folder)
    assert "Chưa có đơn vị nào" in client.get(UNITS).text
    answer = send(client, fields_of(client), name="Hội LHPN xã Đại Tâm", hotline="tong-dai-111",
                  address="https://phunu.soctrang.gov.vn/dai-tam/")  # fmt: skip
    assert answer.status_code == 303
    unit = units_of(folder)["hoi-lhpn-xa-dai-tam"]
    assert (unit.name, unit.hotlines[0]) == ("Hội LHPN xã Đại Tâm", "tong-dai-111")
    assert unit.channels["website"].folder == "var/site/hoi-lhpn-xa-dai-tam"
    page = client.get(UNITS).text
    assert "Hội LHPN xã Đại Tâm" in page
    words = page.partition('id="set-up"')[2].partition("<details")[0]
    assert ">hoi-lhpn" not in words, "its id is nothing she reads"
    csrf = fields_of(client)["csrf"]
    client.post("/undo", data={"csrf": csrf, "save": answer.headers["location"].partition("saved=")[2]})
    assert not (folder.config / "units.yaml").exists()


@pytest.mark.parametrize("unit", ["my-xuyen", "ap-hoa-long"])
def test_an_untouched_form_changes_no_byte(client, folder, unit):
    assert send(client, fields_of(client, unit)).status_code == 303
    assert text_of(folder, "units") == FILE


def test_a_change_is_one_span_and_notes_and_what_the_form_does_not_show_stay(client, folder):
    fields = fields_of(client, "my-xuyen")
    assert fields["address"] == "https://phunu.soctrang.gov.vn/my-xuyen/"
    send(client, fields, name="Hội LHPN xã Mỹ Xuyên Đông", hotline="hoi-phu-nu-tinh")
    changed = FILE.replace("xã Mỹ Xuyên ", "xã Mỹ Xuyên Đông ")
    assert text_of(folder, "units") == changed.replace("[tong-dai-111, hoi-phu-nu-tinh]", "[hoi-phu-nu-tinh]")
    send(client, fields_of(client, "ap-hoa-long"), parent="province", language="km")
    assert text_of(folder, "units").endswith("parent: province, language: km}\n")


@pytest.mark.parametrize(("changes", "field"), [
    ({"name": " "}, "name"),
    ({"address": "phunu.vn"}, "address"),
    ({"address": "https://phunu.soctrang.gov.vn/my-xuyen/"}, "address"),  # another unit's
    ({"hotline": "khong-co"}, "hotline"),
    ({"parent": "khong-co"}, "parent"),
])  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(client, folder, changes, field):
    answer = send(client, fields_of(client), **{"name": "Hội LHPN xã Đại Tâm", **changes})
    assert answer.status_code == 422
    beside = answer.text.partition(f'id="unit-{field}-wrong"')[2].partition("</small>")[0]
    assert beside.strip('>" \n'), "beside its field"
    assert "config/" not in beside
    again = next(dict(one.fields) for one in forms_in(UNITS, answer.text) if "address" in dict(one.fields))
    assert (again["address"], again["unit"]) == (changes.get("address", ""), "")
    assert text_of(folder, "units") == FILE


def test_no_unit_is_put_below_itself(client, folder):
    page = client.get(f"{UNITS}?unit=my-xuyen").text
    assert 'value="ap-hoa-long"' not in page.partition('name="parent"')[2].partition("</select>")[0]
    answer = send(client, fields_of(client, "my-xuyen"), parent="ap-hoa-long")
    assert answer.status_code == 422
    assert text_of(folder, "units") == FILE


def test_a_unit_goes_only_where_nothing_names_it(client, folder, posts):
    assert send(client, fields_of(client, "my-xuyen", act="remove")).status_code == 422, "one is below"
    posts("  - id: ban-nhap\n", "  - id: ban-nhap\n    units: [ap-hoa-long]\n")
    client = client_of(folder)
    answer = send(client, fields_of(client, "ap-hoa-long", act="remove"))
    assert "1 bài trong lịch" in answer.text
    assert text_of(folder, "units") == FILE
    posts("    units: [ap-hoa-long]\n", "")
    client = client_of(folder)
    answer = send(client, fields_of(client, "ap-hoa-long", act="remove"))
    assert answer.status_code == 303
    assert text_of(folder, "units") == FILE.replace(FILE.splitlines(keepends=True)[-1], "")
    csrf = fields_of(client)["csrf"]
    client.post("/undo", data={"csrf": csrf, "save": answer.headers["location"].partition("saved=")[2]})
    assert text_of(folder, "units") == FILE


def test_a_file_changed_meanwhile_is_never_overwritten(client, folder):
    fields = fields_of(client, "my-xuyen")
    (folder.config / "units.yaml").write_text(FILE + "# mới\n", "utf-8")
    answer = send(client, fields, name="Hội mới")
    assert answer.status_code == 409
    assert 'value="Hội mới"' in answer.text
    assert text_of(folder, "units") == FILE + "# mới\n"


def test_its_page_is_connected_by_the_offices_app_and_its_token_shown_nowhere(folder, tmp_path_factory):
    with start(tmp_path_factory.mktemp("world"), real_time=True, name="Phụ nữ Đại Tâm") as world:
        office = {"app.txt": world.app_secret, "token.txt": "ma-cua-tinh"}
        for name, secret in office.items():
            (folder.config / name).write_text(secret, "utf-8")
            (folder.config / name).chmod(0o600)
        block = {"page": "'1'", "token": "file:config/token.txt", "app_secret": "file:config/app.txt"}
        block |= {"app_id": f"'{APP_ID}'", "graph_url": f"'{world.address}'"}
        settings = SETTINGS.splitlines(keepends=True)
        settings[3] = f"facebook: {{{', '.join(f'{key}: {one}' for key, one in block.items())}}}\n"
        (folder.config / "settings.yaml").write_text("".join(settings), "utf-8")
        desk = TestClient(open_desk(folder, clock=FixedClock(FIRST_DAY)), base_url="http://127.0.0.1:8765")
        typed = {"name": "Hội LHPN xã Đại Tâm", "page": world.page_id}
        for token in ("", "EAAsai"):
            answer = send(desk, fields_of(desk), **typed, token=token)
            assert answer.status_code == 422, "no page without its token"
            assert not (folder.config / "units.yaml").exists()
        answer = send(desk, fields_of(desk), **typed, token=world.log_in())
        assert answer.status_code == 303, answer.text
    kept = (folder.config / "token-hoi-lhpn-xa-dai-tam.txt").read_text("utf-8").strip()
    unit = units_of(folder)["hoi-lhpn-xa-dai-tam"]
    assert unit.channels["facebook"].token == "file:config/token-hoi-lhpn-xa-dai-tam.txt"
    assert kept not in desk.get(UNITS).text + desk.get(f"{UNITS}?unit={unit.id}").text + text_of(
        folder, "units"
    )
    assert send(desk, fields_of(desk, unit.id)).status_code == 303, "an empty field leaves its token"
    other = send(desk, fields_of(desk, unit.id), page="999")
    assert other.status_code == 422, "another page has another token"


def part_of(client, unit, part):
    """The fields of that form on the unit's page, as the page has them."""
    page = client.get(f"{UNITS}?unit={unit}").text
    return dict(next(one for one in forms_in(UNITS, page) if one.action == f"{UNITS}/{part}").fields)


def send_part(client, unit, part, **changes):
    fields = {**part_of(client, unit, part), **changes}
    return client.post(f"{UNITS}/{part}", data=fields, follow_redirects=False)


OWN = """\
    brand: {primary: '#005F73', logo: bieu-trung-1.png}   # đổi 2026
    slots: {daily: ["07:30"], sun: [], facebook: {daily: ["20:00"]}}
"""


@pytest.mark.parametrize("part", ["brand", "slots"])
@pytest.mark.parametrize("own", ["", OWN])
def test_an_untouched_part_changes_no_byte(folder, part, own):
    text = FILE.replace("    declines:", f"{own}    declines:")
    (folder.config / "units.yaml").write_text(text, "utf-8")
    (folder.assets / "bieu-trung-1.png").write_bytes(b"")
    client = client_of(folder)
    assert send_part(client, "my-xuyen", part).status_code == 303
    assert text_of(folder, "units") == text


def test_its_own_colours_and_hours_are_one_block_each_and_go_again(client, folder):
    answer = send_part(client, "my-xuyen", "brand", primary="#005f73", name="Xã Mỹ Xuyên")
    assert answer.headers["location"].startswith(f"{UNITS}?unit=my-xuyen&saved=")
    brand = units_of(folder)["my-xuyen"].brand
    assert (brand.primary, brand.name, brand.accent) == ("#005F73", "Xã Mỹ Xuyên", "#FFC24A")
    send_part(client, "my-xuyen", "slots", daily_how="own", daily="7h30, 19:30", sun_how="none")
    week = units_of(folder)["my-xuyen"].slots.of("website").week
    assert [len(times) for times in week] == [2] * 6 + [0]
    assert "đổi tên năm 2025" in text_of(folder, "units")
    assert units_of(folder)["ap-hoa-long"].slots is None, "nobody else's"
    assert "Giờ đăng bài chờ <small>như cấp trên</small>" in client.get(f"{UNITS}?unit=ap-hoa-long").text
    page = client.get(f"{UNITS}?unit=my-xuyen").text
    assert 'value="#005f73"' in page
    assert 'value="07:30, 19:30"' in page
    assert "có riêng: 07:30, 19:30" in page
    send_part(client, "my-xuyen", "brand", brand_off="1")
    send_part(client, "my-xuyen", "slots", daily_how="same", sun_how="same")
    assert text_of(folder, "units") == FILE


def test_hours_that_cannot_be_understood_are_told_beside_their_day(client, folder):
    answer = send_part(client, "my-xuyen", "slots", sat_how="own", sat="sáng sớm")
    assert answer.status_code == 422
    assert 'id="hours-sat-wrong"' in answer.text
    assert 'id="unit-slots" open' in answer.text
    assert 'value="sáng sớm"' in answer.text
    assert text_of(folder, "units") == FILE


def test_its_zalo_is_the_offices_app_with_an_account_of_its_own(client, folder):
    assert "nối Zalo của Hội trước" in client.get(f"{UNITS}?unit=my-xuyen").text
    zalo = 'zalo: {oa: "1", app_id: "7", app_secret: "file:config/a.txt", token: "file:config/z.txt", '
    zalo += 'callback: "https://phunu.soctrang.gov.vn/zalo"}\n'
    (folder.config / "settings.yaml").write_text(SETTINGS + zalo, "utf-8")
    client = client_of(folder)
    assert send_part(client, "my-xuyen", "zalo", oa="OA xã").status_code == 422, "no number"
    assert send_part(client, "my-xuyen", "zalo", oa="1").status_code == 422, "the office's own"
    assert text_of(folder, "units") == FILE
    assert send_part(client, "my-xuyen", "zalo", oa="22334455").status_code == 303
    account = units_of(folder)["my-xuyen"].channels["zalo"]
    assert (account.oa, account.app_id, account.token) == (
        "22334455",
        "7",
        "file:config/ma-zalo-my-xuyen.txt",
    )
    asked = client.post(f"{UNITS}/zalo/begin", data=part_of(client, "my-xuyen", "zalo/begin"))
    assert "oauth.zaloapp.com/v4/oa/permission?app_id=7" in asked.text
    refused = send_part(client, "my-xuyen", "zalo/finish", led="https://phunu.soctrang.gov.vn/zalo?oa_id=1")
    assert refused.status_code == 422, "another account's, and no code"
    kept = folder.config / "ma-zalo-my-xuyen.txt"
    assert not kept.exists()
    kept.write_text("ma-cua-22334455", "utf-8")
    kept.chmod(0o600)
    assert send_part(client, "my-xuyen", "zalo", oa="33445566").status_code == 303
    token = units_of(folder)["my-xuyen"].channels["zalo"].token
    assert token == "file:config/ma-zalo-my-xuyen-33445566.txt", "the former account's opens the former alone"
    send_part(client, "my-xuyen", "zalo", oa="")
    assert text_of(folder, "units") == FILE


def test_its_places_are_tried_and_said_on_its_page(folder):
    (folder.config / "units.yaml").write_text(FILE, "utf-8")
    app = open_desk(folder, clock=FixedClock(FIRST_DAY), examiner=examiner(folder))
    desk = TestClient(app, base_url="http://127.0.0.1:8765")
    assert 'id="unit-try"' not in desk.get(f"{UNITS}?unit=ap-hoa-long").text, "it has no place"
    answer = desk.post(f"{UNITS}/try", data=part_of(desk, "my-xuyen", "try"))
    found = answer.text.partition('id="unit-try"')[2].partition("</section>")[0]
    assert "https://phunu.soctrang.gov.vn/my-xuyen/</b>: thư mục của trang đọc được" in found
    assert found.count("<li") == 1, "its own places alone"
