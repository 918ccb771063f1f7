"""What Facebook will show of a link: asked politely, of the public net alone, and nothing of it trusted."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from scheduler.calendar.model import Card, ChannelName, ChannelVariant, Post, PostId
from scheduler.channels.link_preview import LinkPreview, LinkPreviews, link_of
from scheduler.clock import FixedClock
from tests.channels.graph_server import GraphServer, Reply
from tests.channels.making import START

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = """<!doctype html><html><head><title> Bài   của Hội </title>
<meta property="og:title" content="Mẹ &amp; con: mật khẩu mạnh">
<meta property="og:title" content="Một tiêu đề nữa">
<meta name="description" content="Tả chung">
<meta property="og:description" content="Dài, dễ nhớ">
<meta property="og:image" content="/anh.png"></head><body><script>alert(1)</script></body></html>"""


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#803060").save(out, "PNG")
    return out.getvalue()


def page(text: str = PAGE, **headers: str) -> Reply:
    return Reply(text.encode(), headers={**HTML, **headers})


def picture(width: int = 1200, height: int = 630) -> Reply:
    return Reply(png(width, height), headers={"Content-Type": "image/png"})


@pytest.fixture
def links(tmp_path: Path) -> LinkPreviews:
    return LinkPreviews(tmp_path / "links", FixedClock(START), is_private_allowed=True)


def codes(preview: LinkPreview) -> list[str]:
    return [message.code for message, _ in preview.problems()]


def test_a_page_says_its_title_description_picture_and_host(graph: GraphServer, links: LinkPreviews) -> None:
    graph.will("bai", page())
    graph.will("anh.png", picture())
    seen = links.look(f"{graph.address}/bai")
    assert (seen.title, seen.description) == ("Mẹ & con: mật khẩu mạnh", "Dài, dễ nhớ")
    assert (seen.picture, seen.width, seen.height) == (f"{graph.address}/anh.png", 1200, 630)
    assert (seen.host, codes(seen)) == ("127.0.0.1", [])
    small = links.picture(f"{graph.address}/bai")
    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (480, 252)
    assert [asked.path for asked in graph.asked] == ["/bai", "/anh.png"]


def test_it_is_asked_once_a_day(graph: GraphServer, tmp_path: Path) -> None:
    clock = FixedClock(START)
    links = LinkPreviews(tmp_path, clock, is_private_allowed=True)
    address = f"{graph.address}/bai"
    graph.will("bai", page("<title>Một</title>"), page("<title>Hai</title>"))
    assert links.kept(address) is None
    assert [links.look(address).title, links.look(address).title] == ["Một", "Một"]
    clock.instant += timedelta(hours=25)
    assert links.look(address).title == "Hai"
    assert len(graph.asked) == 2


@pytest.mark.parametrize(
    ("text", "size", "expected"),
    [
        ("<p>Chào</p>", None, ["link-title", "link-picture"]),
        ("<title>a</title>", None, ["link-picture"]),
        (PAGE, (199, 400), ["link-picture-tiny"]),
        (PAGE, (400, 300), ["link-picture-small"]),
        (PAGE, (700, 900), ["link-picture-cropped"]),
        (PAGE, (600, 315), []),
        (PAGE.replace("/anh.png", "javascript:alert(1)"), None, ["link-picture"]),
        (PAGE.replace("/anh.png", "file:///etc/passwd"), None, ["link-picture"]),
    ],
)
def test_what_would_look_poor_is_told(
    graph: GraphServer, links: LinkPreviews, text: str, size: tuple[int, int] | None, expected: list[str]
) -> None:
    graph.will("bai", page(text))
    graph.will("anh.png", picture(*size) if size else Reply(b"", 404, HTML))
    seen = links.look(f"{graph.address}/bai")
    assert codes(seen) == expected
    for message, values in seen.problems():
        assert message.level == "warning"
        for words in (message.wrong, message.way_out):
            assert "{" not in words.say("vi", **values) + words.say("en", **values)


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        (Reply(b"", 404, HTML), "refused"),
        (Reply(b"%PDF", headers={"Content-Type": "application/pdf"}), "no-page"),
        (Reply(cut="before"), "unreachable"),
        (page(Location="/bai"), ""),
        (Reply(b"", 302, {**HTML, "Location": "ftp://a.vn/x"}), "refused"),
        (Reply(b"", 302, {**HTML, "Location": "http://a:b@127.0.0.1/x"}), "refused"),
        (page("<title>a</title>", **{"Content-Type": "text/html; charset=khong-co"}), ""),
    ],
)
def test_whatever_answers_nothing_is_raised(
    graph: GraphServer, links: LinkPreviews, reply: Reply, trouble: str
) -> None:
    graph.will("bai", reply)
    seen = links.look(f"{graph.address}/bai")
    assert seen.trouble == trouble
    assert links.kept(f"{graph.address}/bai") == seen


def test_redirects_are_followed_but_not_without_end(graph: GraphServer, links: LinkPreviews) -> None:
    on = Reply(b"", 302, {**HTML, "Location": "/bai"})
    graph.will("bai", on, page("<title>Tới nơi</title>"))
    assert links.look(f"{graph.address}/bai").title == "Tới nơi"
    graph.will("bai", *[on] * 9)
    assert links.look(f"{graph.address}/bai?2").trouble == "refused"


def test_a_page_without_end_is_cut(graph: GraphServer, links: LinkPreviews) -> None:
    graph.will("bai", page("<title>Dài</title>" + " " * 3_000_000))
    assert links.look(f"{graph.address}/bai").title == "Dài"


def test_an_address_within_the_office_is_never_asked_a_word(graph: GraphServer, tmp_path: Path) -> None:
    links = LinkPreviews(tmp_path, FixedClock(START))
    assert links.look(f"{graph.address}/bai").trouble == "private"
    assert graph.asked == []


def test_only_a_post_without_picture_shows_a_link(tmp_path: Path) -> None:
    post = Post(
        PostId("a"), "b", "c", channels={ChannelName("facebook"): ChannelVariant()}, link="https://a.vn/"
    )
    assert link_of(post) == "https://a.vn/"
    assert link_of(Post(**{**_values(post), "cards": (Card("tip"),)})) == ""
    assert link_of(Post(**{**_values(post), "film": "a.mp4"})) == ""
    site = {ChannelName("website"): ChannelVariant()}
    assert link_of(Post(**{**_values(post), "channels": site})) == ""
    own = {ChannelName("facebook"): ChannelVariant(link="https://b.vn/")}
    assert link_of(Post(**{**_values(post), "channels": own})) == "https://b.vn/"


def _values(post: Post) -> dict[str, object]:
    return {name: getattr(post, name) for name in ("id", "title", "text", "channels", "link")}


def test_a_picture_at_what_is_no_address_is_none(graph: GraphServer, links: LinkPreviews) -> None:
    graph.will("bai", page('<title>a</title><meta property="og:image" content="http://[">'))
    seen = links.look(f"{graph.address}/bai")
    assert (seen.title, seen.picture, codes(seen)) == ("a", "", ["link-picture"])


@pytest.mark.parametrize("charset", ["idna", "undefined", "punycode", "utf-7", "unicode_escape", "x" * 300])
def test_a_charset_that_no_page_has_is_not_taken_at_its_word(
    graph: GraphServer, links: LinkPreviews, charset: str
) -> None:
    odd = page("<title>+2AA- \\ud800 Hội</title>", **{"Content-Type": f"text/html; charset={charset}"})
    graph.will("bai", odd)
    assert links.look(f"{graph.address}/bai").title == "+2AA- \\ud800 Hội"


def test_an_old_page_is_read_in_its_own_letters(graph: GraphServer, links: LinkPreviews) -> None:
    graph.will(
        "bai",
        Reply(
            "<title>Caf\xe9</title>".encode("latin-1"),
            headers={"Content-Type": "text/html; charset=ISO-8859-1"},
        ),
    )
    assert links.look(f"{graph.address}/bai").title == "Café"
