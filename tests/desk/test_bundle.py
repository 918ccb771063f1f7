"""A bundle on the desk: dropped, looked at, taken as drafts, and refused in words that an officer can use."""

from __future__ import annotations

import re

import pytest

from scheduler.bundles.parcel import packed
from scheduler.delivery.follow_ups import Kind
from tests.bundles.offices import NOW, NUMBER, a_post, commune, province
from tests.desk.conftest import carry, client_of, ledger_of

HOST = {"origin": "http://127.0.0.1:8765"}


class Page:
    """The officer before /bundle."""

    def __init__(self, office) -> None:
        self.client = client_of(office.folder, now=NOW)

    def post(self, address, fields=None, files=None):
        word = re.search(r'name="csrf" value="(\w+)"', self.client.get("/bundle").text)[1]
        return self.client.post(address, data={"csrf": word, **(fields or {})}, files=files, headers=HOST)

    def drop(self, data, name="bo-bai.zip"):
        answer = self.post("/bundle", files={"bundle": (name, data)})
        self.at = answer.url.path
        return answer

    def take(self, **fields):
        return self.post(self.at, fields)


@pytest.fixture
def offices(tmp_path):
    return province(tmp_path), commune(tmp_path)


def test_a_bundle_is_dropped_looked_at_and_taken_once_the_number_was_heard(offices):
    tinh, xa = offices
    page = Page(xa)
    looked = page.drop(packed(tinh.give("mot", "hai").files))
    assert looked.status_code == 200
    assert "Bài mot" in looked.text
    assert NUMBER not in looked.text  # she has to hear it
    before = xa.state()
    for number in ("", "11111 22222"):
        refused = page.take(number=number, left="hai")
        assert re.search(r'value="hai" checked', refused.text)
        assert f'value="{number}"' in refused.text
        assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
        assert xa.state() == before
    done = page.take(number=NUMBER, left="hai")
    assert done.status_code == 200
    assert [*xa.posts()] == ["thang-mot"]
    assert xa.posts()["thang-mot"]["status"] == "draft"
    assert "loa " not in re.sub(r"<[^>]+>", "", done.text[done.text.index("<main") :])
    assert page.client.get("/post/thang-mot").status_code == 200  # the desk has read it
    again = page.client.get(page.at)
    assert re.search(r'value="hai" checked', again.text)
    assert "in-number" not in again.text
    assert page.take().status_code == 200  # what she ticks off no more comes after all
    assert [*xa.posts()] == ["thang-mot", "thang-hai"]


def test_what_is_no_bundle_or_was_changed_is_refused_in_words_and_not_kept(offices):
    tinh, xa = offices
    page = Page(xa)
    data = packed(tinh.give("mot").files)
    for wrong, words in (
        (data[:-1], "hỏng"),
        (data.replace(b"mot", b"mat"), "bộ bài"),
        (b"%PDF", "không phải bộ bài"),
        (b"", "Chưa chọn tệp"),
    ):
        answer = page.drop(wrong)
        assert (answer.status_code, words in answer.text) == (422, True), words
    assert list((xa.folder.var / "bundles").glob("*.zip")) == []
    for address in ("/bundle/0123456789abcdef", "/bundle/..%2f..%2fconfig", "/bundle/x"):
        assert page.client.get(address).status_code == 404


def test_an_older_edition_says_so_on_its_page(offices):
    tinh, xa = offices
    page = Page(xa)
    first = packed(tinh.give("mot").files)
    tinh.plan(a_post("mot", text="Lời mới."))
    page.drop(packed(tinh.give().files))
    page.take(number=NUMBER)
    page.drop(first)
    refused = page.take()
    assert (refused.status_code, "cũ hơn" in refused.text) == (422, True)


def test_what_was_withdrawn_while_public_is_taken_down_from_its_own_page(offices):
    tinh, xa = offices
    xa.take(tinh.give("mot", "hai"))
    xa.change("thang-mot", status="ready")
    carry(xa.folder, "thang-mot", "website", address="https://xa.example/bai/thang-mot.html")
    page = Page(xa)
    page.drop(packed(tinh.give(withdrawn=["mot"], why="Sai số").files))
    taken = page.take(number=NUMBER)
    assert "Còn việc phải làm" in taken.text
    assert 'href="/post/thang-mot"' in taken.text
    own = page.client.get("/post/thang-mot").text
    assert 'id="act-withdraw-thang-mot"' in own
    assert 'id="act-now-thang-mot"' not in own  # it goes nowhere else
    down = page.post("/act", {"act": "withdraw", "post": "thang-mot", "who": "Lan", "why": "Tỉnh rút"})
    assert (down.status_code, down.url.params["said"]) == (200, "withdraw")
    with ledger_of(xa.folder) as ledger:
        ((asked, _),) = ledger.follow_ups()
        assert asked.kind is Kind.WITHDRAW
