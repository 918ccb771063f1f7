"""What a stranger sees of a post, by what really answers at its address."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scheduler.asking import Answer
from scheduler.channels import facebook_outside
from scheduler.channels.channel import Glance, ShowsStrangers
from tests.channels.making import facebook, outgoing, website
from tests.web_server import Said, web_server

TEXT = "Cùng con đặt mật khẩu dài & riêng.\n\nCần giúp đỡ, gọi 111."
SHOWN = "<p>Cùng con đặt mật khẩu dài &amp; riêng.<br><br>Cần giúp đỡ, gọi 111.</p>"
WALL = '<form id="login_form" action="/login/device-based/regular/login/"><input name="email"></form>'


@pytest.fixture
def web():
    with web_server() as server:
        yield server


@pytest.mark.parametrize(
    ("said", "glance"),
    [
        (Said(body=SHOWN.encode()), Glance.SEEN),
        (Said(body=(SHOWN + WALL).encode()), Glance.SEEN),  # asked to log in below it
        (Said(body=WALL.encode()), Glance.LOGIN),
        (Said(302, headers={"Location": "/login/?next=%2F1_2"}), Glance.LOGIN),
        (Said(body=b"<h2>This content isn't available right now</h2>"), Glance.GONE),
        (Said(body="<h2>Bạn hiện không xem được nội dung này</h2>".encode() + WALL.encode()), Glance.GONE),
        (Said(404), Glance.GONE),
        (Said(410), Glance.GONE),
        (Said(400, b"Sorry, something went wrong."), Glance.STRANGE),
        (Said(body=b"<p>Something else</p>"), Glance.STRANGE),
        (Said(429), Glance.SILENT),
        (Said(503), Glance.SILENT),
        (Said(act=lambda handler: handler.wfile.write(b"?\r\n")), Glance.SILENT),
        (Said(302, headers={"Location": "/1_2"}), Glance.SILENT),
    ],
)
def test_facebooks_answers_mean_what_they_prove_and_no_more(web, said: Said, glance: Glance) -> None:
    web.says["/1_2"] = said
    web.says["/login/?next=%2F1_2"] = Said(body=WALL.encode())
    channel = facebook(web.address)
    assert isinstance(channel, ShowsStrangers)
    assert channel.as_stranger(f"{web.address}1_2", TEXT) is glance
    for _, _, headers in web.asked:
        assert "authorization" not in headers


@pytest.mark.parametrize("address", ["https://example.vn/1_2", "http://127.0.0.1:9/1_2", ""])
def test_no_other_place_is_asked_than_the_channels_own(web, address: str) -> None:
    assert facebook(web.address).as_stranger(address, TEXT) is Glance.STRANGE
    assert facebook("https://graph.facebook.com").as_stranger(f"{web.address}1_2", TEXT) is Glance.STRANGE
    assert web.asked == []


def served(folder: Path, web, **what: object):
    channel = website(folder, address=web.address)
    post = outgoing(**what)
    receipt = channel.reveal(post, channel.prepare(post))
    for name in ("bai/mat-khau-manh.html", "rss.xml"):
        web.says[f"/{name}"] = Said(body=(folder / name).read_bytes())
    return channel, receipt.address


def test_a_page_and_a_feed_that_have_the_post_are_seen(web, tmp_path: Path) -> None:
    channel, address = served(tmp_path, web)
    assert isinstance(channel, ShowsStrangers)
    assert channel.as_stranger(address, "") is Glance.SEEN
    assert [path for _, path, _ in web.asked] == ["/bai/mat-khau-manh.html", "/rss.xml"]
    web.says["/rss.xml"] = Said(body=b"<rss>old</rss>")
    assert channel.as_stranger(address, "") is Glance.NOT_LISTED
    web.says["/rss.xml"] = Said(500)
    assert channel.as_stranger(address, "") is Glance.SILENT
    web.says["/bai/mat-khau-manh.html"] = Said(body=b"<p>It works!</p>")
    assert channel.as_stranger(address, "") is Glance.STRANGE
    web.says["/bai/mat-khau-manh.html"] = Said(404)
    assert channel.as_stranger(address, "") is Glance.GONE
    assert channel.as_stranger("https://example.vn/bai/mat-khau-manh.html", "") is Glance.STRANGE


def test_what_has_expired_is_looked_for_in_no_feed(web, tmp_path: Path) -> None:
    channel, address = served(tmp_path, web, expires=date(2026, 11, 1))
    assert channel.as_stranger(address, "") is Glance.SEEN
    assert len(web.asked) == 1


def test_a_page_that_opens_and_never_closes_is_read_to_its_end() -> None:
    page = Answer("https://www.facebook.com/1", 200, b"<" * 2_000_000 + "Mật khẩu mạnh".encode())
    assert facebook_outside.read(page, "Mật khẩu mạnh") is Glance.SEEN
