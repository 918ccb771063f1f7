"""What came of a post stands on its page, channel by channel, as of a day; what is not known is no 0."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.delivery.insights import Noted
from tests.desk.conftest import FIRST_DAY, carry, client_of, folder, key_of, ledger_of

__all__ = ["folder"]

POST = "mat-khau-manh"
DAY = FIRST_DAY.date()


@pytest.fixture
def shown(folder):
    """Notes figures of the post on Facebook, and gives the block of its page."""

    def show(*told, query=""):
        with ledger_of(folder) as ledger, ledger.writing("test") as book:
            book.insights.note(ledger.delivery(key_of(POST, "facebook")).id, told)
        with client_of(folder) as client:
            page = client.get(f"/post/{POST}{query}").text
        block = page.partition('id="figures"')[2].partition("</section>")[0]
        return " ".join(block.split())

    return show


def test_figures_stand_by_channel_as_of_their_day_and_what_was_not_told_is_said(folder, shown):
    carry(folder, POST, "facebook", address="https://www.facebook.com/1_2")
    carry(folder, POST, "website", address="https://example.vn/bai/a.html")
    block = shown(
        Noted("post_media_view", DAY, 900),
        Noted("post_media_view", DAY + timedelta(days=1), 1412),
        Noted("post_clicks", DAY, None),
    )
    assert "Lượt xem <b>1.412</b>" in block
    assert "tính đến 1/12/2026" in block
    assert "Lượt bấm" not in block
    assert "<dt>Trang web</dt><dd>không có số liệu</dd>" in block
    assert "Views <b>1,412</b>" in shown(query="?lang=en")
    with client_of(folder) as client:
        assert "Kết quả:</strong> Lượt xem 1.412" in client.get("/deliveries").text


def test_what_is_not_public_has_no_block(folder):
    with client_of(folder) as client:
        assert 'id="figures"' not in client.get(f"/post/{POST}").text
