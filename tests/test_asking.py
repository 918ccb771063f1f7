"""One polite question to an address: what comes back, how much of it, and where it never leads."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest

from scheduler import asking
from scheduler.asking import Trouble, ask, is_this_machine
from tests.web_server import Said, web_server

WHO = "Hội LHPN, https://phunu.example.vn/"


@pytest.fixture
def web():
    with web_server() as server:
        yield server


def asked(address, **more):
    return ask(address, who=WHO, is_private_allowed=True, **more)


def test_it_says_who_asks_and_brings_no_cookie_and_no_secret(web, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    web.says["/a?b=1"] = Said(302, headers={"Location": "/c", "Set-Cookie": "x=1"})
    web.says["/c"] = Said(body=b"hay")
    answer = asked(f"{web.address}a?b=1#d")
    assert (answer.status, answer.body, answer.address) == (200, b"hay", f"{web.address}c")
    for _, _, headers in web.asked:
        assert headers["user-agent"] == "Loa (Hi LHPN, https://phunu.example.vn/)"
        assert not headers.keys() & {"cookie", "authorization"}


def test_letters_of_any_language_in_an_address_are_sent_as_the_web_writes_them(web):
    web.says["/b%C3%A0i?x=%C4%91"] = Said(body=b"1")
    assert asked(f"{web.address}bài?x=đ").is_there


def test_no_more_is_read_than_was_asked_for(web):
    web.says["/"] = Said(body=b"x" * 100_000)
    answer = asked(web.address, most=1000)
    assert (len(answer.body), answer.is_whole) == (1000, False)
    web.says["/"] = Said(body=b"x" * 1000)
    assert asked(web.address, most=1000).is_whole


def test_a_head_asks_for_no_body(web):
    web.says["/"] = Said(body=b"x" * 10)
    answer = asked(web.address, method="HEAD")
    assert (answer.status, answer.body, web.asked[0][0]) == (200, b"", "HEAD")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://0.0.0.0:{port}/",
        "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/", "http://[fe80::1]/",
        "http://[::ffff:127.0.0.1]:{port}/", "http://100.64.0.1/", "http://2130706433:{port}/",
    ],
)  # fmt: skip
def test_a_private_network_is_never_asked(web, address):
    answer = ask(address.format(port=web.server_port), who=WHO)
    assert answer.trouble in {Trouble.PRIVATE, Trouble.NO_HOST, Trouble.NO_NETWORK}
    assert web.asked == []


@pytest.mark.parametrize(
    "at",
    [
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "::ffff:10.0.0.1",
        "fc00::1",
        "ff02::1",
        "224.0.0.1",
        "::127.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b:1::a00:1",
        "fec0::1",
    ],
)
def test_a_private_address_in_other_clothes_is_one(at):
    resolved = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (at, 80))]
    assert ask("http://a.example/", who=WHO, resolve=lambda *_, **__: resolved).trouble is Trouble.PRIVATE


def test_a_public_address_that_leads_into_a_private_network_is_not_followed(web):
    """Of two names the first is public; the second is the machine that a redirect would have asked."""
    web.says["/"] = Said(302, headers={"Location": f"http://trong-nha.example:{web.server_port}/bi-mat"})
    known = {"cong-khai.example": "8.8.8.8", "trong-nha.example": "127.0.0.1"}

    def resolve(name, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known[name], port))]

    answer = ask(f"http://trong-nha.example:{web.server_port}/bi-mat", who=WHO, resolve=resolve)
    assert (answer.trouble, web.asked) == (Trouble.PRIVATE, [])
    both = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("127.0.0.1", web.server_port))]
    answer = ask("http://hai-mat.example/", who=WHO, resolve=lambda *_, **__: both)
    assert answer.trouble is Trouble.PRIVATE


@pytest.mark.parametrize(
    "address",
    ["ftp://a.vn/", "file:///etc/passwd", "http://", "http://a@b.vn/", "http://a.vn:99999/", "javascript:1",
     "http://a.vn/\r\nX: 1", "http://xn--\u0000.vn/", ""],
)  # fmt: skip
def test_what_is_no_web_address_is_not_asked(address):
    assert ask(address, who=WHO).trouble is Trouble.NO_WEB


def test_redirects_end_and_lead_to_the_web_alone(web):
    web.says["/vong"] = Said(302, headers={"Location": "/vong"})
    assert asked(f"{web.address}vong").trouble is Trouble.REDIRECTS
    assert len(web.asked) == 6
    web.says["/tep"] = Said(302, headers={"Location": "file:///etc/passwd"})
    assert asked(f"{web.address}tep").trouble is Trouble.NO_WEB


@pytest.mark.parametrize("to", ["http://[", "http://[::1", "//[/"])
def test_a_redirect_to_what_is_no_address_is_an_answer_and_no_failure(web, to):
    web.says["/"] = Said(302, headers={"Location": to})
    assert asked(web.address).trouble is Trouble.NO_WEB


@pytest.mark.parametrize("is_late", [False, True])
def test_who_sends_a_byte_now_and_then_is_not_waited_for(web, monkeypatch, is_late):
    monkeypatch.setattr(asking, "LONGEST", 0.3)
    ended = threading.Event()
    connect = socket.create_connection

    def late(*args):  # the time is over before there is anything to cut
        ended.wait(0.6)
        return connect(*args)

    def drip(handler):
        with suppress(OSError):
            handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
            for _ in range(200):
                handler.wfile.write(b"X: ")
                handler.wfile.flush()
                if ended.wait(0.05):
                    return
            handler.wfile.write(b"\r\n\r\n")

    if is_late:
        monkeypatch.setattr(socket, "create_connection", late)
    web.says["/"] = Said(act=drip)
    assert asked(web.address).trouble is Trouble.SLOW
    assert len(web.asked) == (not is_late)
    ended.set()


def test_redirects_share_one_time(web, monkeypatch):
    monkeypatch.setattr(asking, "LONGEST", 0.5)

    def slow(handler):
        threading.Event().wait(0.3)
        with suppress(OSError):
            handler.wfile.write(b"HTTP/1.0 302 Found\r\nLocation: /\r\n\r\n")

    web.says["/"] = Said(act=slow)
    assert asked(web.address).trouble is Trouble.SLOW
    assert len(web.asked) <= 2


def test_what_is_no_web_server_is_told_from_one_that_is_not_there(web):
    web.says["/"] = Said(act=lambda handler: handler.wfile.write(b"220 smtp ready\r\n"))
    assert asked(web.address).trouble is Trouble.NONSENSE
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert asked(f"http://127.0.0.1:{nobody.getsockname()[1]}/").trouble is Trouble.REFUSED


def test_this_machine_is_told_from_others():
    assert is_this_machine("http://127.0.0.1:1/") and is_this_machine("http://localhost/")
    assert not is_this_machine("https://a.vn/") and not is_this_machine("")
