"""Whether the links of posts lead anywhere: asked politely, kept, told, and no reason to stop by itself."""

from __future__ import annotations

import socket

import pytest

from scheduler.asking import ask
from scheduler.calendar.model import ChannelVariant
from scheduler.delivery.outside_reasons import UNSEEN, Found
from scheduler.engine.links import check_weekly, checked, dead_links, links_of, look_at
from scheduler.engine.tick import tick
from tests.delivery.practice import PAGE, START, post, settings
from tests.web_server import Said, web_server

HERE = ("localhost",)
WHO = "Hội"


@pytest.fixture
def web():
    with web_server() as server:
        server.says["/co"] = Said(body=b"x")
        yield server


def looked(web, path, **more):
    more = {"is_private_allowed": True, "witnesses": HERE} | more
    return look_at(f"{web.address}{path}", who=WHO, **more)


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, Found.FINE), (204, Found.FINE), (404, Found.DEAD), (410, Found.DEAD), (401, Found.UNSURE),
     (403, Found.UNSURE), (429, Found.UNSURE), (500, Found.UNSURE), (503, Found.UNSURE)],
)  # fmt: skip
def test_only_what_is_surely_not_there_is_dead(web, status, found):
    web.says["/x"] = Said(status)
    assert looked(web, "x") is found


def test_who_takes_no_head_is_asked_in_the_usual_way_and_nobody_else(web):
    def only_get(handler):
        handler.send_response(405 if handler.command == "HEAD" else 200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    web.says["/x"] = Said(act=only_get)
    assert looked(web, "x") is Found.FINE
    assert [method for method, _, _ in web.asked] == ["HEAD", "GET"]
    web.asked.clear()
    assert looked(web, "co") is Found.FINE
    assert [method for method, _, _ in web.asked] == ["HEAD"]


def test_a_name_that_is_none_is_dead_only_where_other_names_are_known():
    def resolve(name, port, **_):
        if name == "localhost":
            return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    address = "https://khong-co.example/"
    assert look_at(address, who=WHO, witnesses=HERE, resolve=resolve) is Found.DEAD
    assert look_at(address, who=WHO, witnesses=("cung-khong.example",), resolve=resolve) is None


def test_a_private_network_is_not_asked_unless_the_rehearsal_is_there(web):
    assert looked(web, "khong", is_private_allowed=False) is Found.UNSURE
    assert web.asked == []
    assert ask(web.address, who=WHO).trouble is not None


@pytest.fixture
def linked(world, web):
    """A world whose website is on this machine, and a post with those links."""

    def make(*paths, **changes):
        links = " ".join(f"{web.address}{path}" for path in paths)
        w = world(post("bai-1", START, f"Xem {links}", **changes))
        w.works.settings = settings(website={"address": web.address})
        return w

    return make


def test_all_links_of_a_post_are_found_once(web):
    one = post(
        "a", None, "Xem https://a.vn/1, https://a.vn/1 và (https://b.vn/2).", link="https://c.vn/",
        first_comment="https://d.vn/", channels={PAGE: ChannelVariant(text="https://e.vn/")},
    )  # fmt: skip
    assert links_of(one) == tuple(
        f"https://{name}.vn/{rest}"
        for name, rest in (("c", ""), ("a", "1"), ("b", "2"), ("d", ""), ("e", ""))
    )


def test_what_was_asked_lately_is_not_asked_again(linked, web):
    w = linked("co", "khong")
    posts = w.read.posts
    found = checked(w.works, posts, HERE)
    assert [one.found for one in found] == [Found.FINE, Found.DEAD]
    assert list(dead_links(w.works)) == [found[1].address]
    web.asked.clear()
    assert checked(w.works, posts, HERE) == found
    assert web.asked == []
    web.says["/khong"] = Said()
    w.clock.wait(13 * 3600)
    assert [one.is_dead for one in checked(w.works, posts, HERE)] == [False, False]


def test_a_link_that_dies_is_told_once_when_its_post_is_public(linked, web):
    w = linked("co")
    tick(w.works)
    assert check_weekly(w.works, HERE) == 1
    assert check_weekly(w.works, HERE) == 0
    assert w.works.ledger.remarks(UNSEEN) == []
    del web.says["/co"]
    for _ in range(3):
        w.clock.wait(8 * 86400)
        assert check_weekly(w.works, HERE) == 1
    (told,) = w.works.ledger.remarks(UNSEEN)
    assert f"{web.address}co" in told.reason.why.vi
    assert dead_links(w.works) == {f"{web.address}co": ["bai-1"]}


def test_what_is_not_public_yet_is_asked_about_and_told_to_nobody(linked):
    w = linked("khong")
    assert check_weekly(w.works, HERE) == 1
    assert w.works.ledger.remarks(UNSEEN) == []
    assert dead_links(w.works)
