"""Half-sent requests and too many of them, over real sockets."""

import contextlib
import socket
import time
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from scheduler.desk import patience
from scheduler.desk.opening import open_desk
from scheduler.desk.server import serving


@pytest.fixture
def address(folder, monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE", 0.4)
    monkeypatch.setattr(patience, "SLOWEST", 1_000_000)
    with serving(open_desk(folder), port=0) as address:
        yield address


@contextlib.contextmanager
def connected(address):
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as line:
        yield line


def is_cut_off(line):
    """Whether the other side ends it, rather than wait on."""
    try:
        return line.recv(4096) == b""
    except ConnectionResetError:
        return True


HEAD = b"POST /write HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(
    "half", [b"", b"G", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", HEAD + b"Content-Length: 9\r\n\r\na=1"]
)
def test_a_request_that_comes_half_is_ended(address, half):
    with connected(address) as line:
        line.sendall(half)
        assert is_cut_off(line)
    assert httpx.get(address).status_code == 200


@pytest.mark.parametrize(
    "head", [b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", HEAD + b"Content-Length: 999\r\n\r\n"]
)
def test_a_request_that_comes_drop_by_drop_is_ended(address, head):
    with connected(address) as line:
        line.sendall(head)
        with pytest.raises(OSError):
            for _ in range(500):
                line.sendall(b"x")
                time.sleep(0.02)


def test_a_second_request_that_comes_half_is_ended_too(address):
    with connected(address) as line:
        line.sendall(b"GET /static/live.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
        line.sendall(b"GET / HTT")
        while True:
            try:
                if not line.recv(4096):
                    break
            except ConnectionResetError:
                break


def test_a_slow_but_steady_body_is_waited_for(address, monkeypatch):
    monkeypatch.setattr(patience, "SLOWEST", 10)

    def body():
        for _ in range(40):
            yield b"x" * 10
            time.sleep(0.02)

    assert httpx.post(address + "write", content=body(), timeout=10).status_code in {400, 403}


def test_an_open_page_is_not_cut_off(address):
    with httpx.stream("GET", address + "events", timeout=5) as answer:
        lines = answer.iter_lines()
        next(lines)
        time.sleep(1)
        assert httpx.get(address).status_code == 200
        assert answer.status_code == 200


def test_more_connections_than_the_desk_holds_are_let_go(address, monkeypatch):
    monkeypatch.setattr(patience, "MOST_CONNECTIONS", 3)
    monkeypatch.setattr(patience, "PATIENCE", 5)
    with contextlib.ExitStack() as lines:
        opened = [lines.enter_context(connected(address)) for _ in range(6)]
        assert sum(is_cut_off(line) for line in opened[3:]) == 3
    assert httpx.get(address).status_code == 200
