"""The code by which a portal shows the news: for each unit's own site, and safe whatever it is called."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from scheduler.channels.website_kind import WIDGET, WIDGET_SCRIPT
from scheduler.desk.opening import open_desk
from tests.channels.test_portal import Reader
from tests.engine.giving import SETTINGS, Office

SITE = SETTINGS.replace("Hội LHPN xã Mỹ Xuyên", 'Hội "A" & <b>') + 'website: {address: "https://a.vn/tin/"}\n'
UNITS = "units:\n  - {id: b, name: Hội LHPN xã B, website: {folder: var/b, address: 'https://b.vn/'}}\n"


def codes(page: str) -> dict[str, Reader]:
    found = re.findall(r'<pre class="to-copy code" id="code-(\w+)"[^>]*>(.*?)</pre>', page, re.S)
    return {name: Reader(html.unescape(code)) for name, code in found}


@pytest.fixture
def desk(tmp_path):
    office = Office(tmp_path, SITE, units=UNITS)
    yield TestClient(open_desk(office.folder, clock=office.clock), base_url="http://127.0.0.1:8765")
    office.works.close()


def test_a_frame_runs_no_script_and_has_a_name(desk):
    frames = codes(desk.get("/embed").text)
    for name, height in (("column", 660), ("across", 480)):
        ((tag, attributes),) = frames[name].tags
        assert (tag, attributes["src"]) == ("iframe", f"https://a.vn/tin/{WIDGET}")
        assert attributes["title"] == 'Hội "A" & <b>'
        assert "allow-scripts" not in attributes["sandbox"]
        assert f"height:{height}px" in attributes["style"]


def test_where_no_script_runs_the_other_code_is_still_a_link(desk):
    script = codes(desk.get("/embed").text)["script"]
    assert script.tags == [
        ("div", {"data-loa": None}),
        ("a", {"href": "https://a.vn/tin/"}),
        ("script", {"src": f"https://a.vn/tin/{WIDGET_SCRIPT}", "async": None}),
    ]
    assert script.said.strip() == 'Hội "A" & <b>'


def test_each_unit_with_a_site_has_its_own_code(desk):
    assert codes(desk.get("/embed?unit=b").text)["script"].tags[1] == ("a", {"href": "https://b.vn/"})
    assert codes(desk.get("/embed?unit=none").text)["script"].tags[1] == ("a", {"href": "https://a.vn/tin/"})
    assert 'href="/embed"' in desk.get("/").text


def test_an_office_without_a_site_sees_no_way_there(tmp_path):
    office = Office(tmp_path)
    desk = TestClient(open_desk(office.folder, clock=office.clock), base_url="http://127.0.0.1:8765")
    assert "/embed" not in desk.get("/").text
    page = desk.get("/embed").text
    assert "Chưa có trang tin nào" in page
    assert 'href="/setup/website"' in page
    office.works.close()
