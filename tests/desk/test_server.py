import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time

import httpx2 as httpx
import pytest

from scheduler.desk import server
from scheduler.desk.app import _Desk
from scheduler.desk.opening import open_desk
from scheduler.desk.server import DEFAULT_PORT, _bound, serving
from scheduler.problems import Stop
from tests.desk.conftest import carry

PATIENCE = 30.0  # seconds for anything that must come, on a busy machine


def until(what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE} s")


def version_of(address):
    return re.search(r'data-version="([^"]+)"', httpx.get(address).text)[1]


class Listener:
    """An open stream of events, read in a thread."""

    def __init__(self, address):
        self.versions = []
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(address,), daemon=True)
        self._thread.start()
        until(lambda: self.versions)

    def _listen(self, address):
        with httpx.stream("GET", address + "events", timeout=60) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    self.versions.append(line[6:])
        self.ended.set()


def first_look(monkeypatch):
    """Let desks look at the ledger every moment; gives what is set once one did, and so sees moves."""
    look, looked = _Desk._moving, threading.Event()

    def look_and_tell(desk):
        seen = look(desk)
        looked.set()
        return seen

    monkeypatch.setattr("scheduler.desk.app._LOOK", 0.1)
    monkeypatch.setattr(_Desk, "_moving", look_and_tell)
    return looked


def test_a_saved_file_reaches_an_open_page(folder, posts):
    with serving(open_desk(folder), port=0) as address:
        first = version_of(address)
        listener = Listener(address)
        assert listener.versions == [first]
        posts("title: Mật khẩu mạnh cho con", "title: Mật khẩu thật mạnh")
        until(lambda: "Mật khẩu thật mạnh" in httpx.get(address).text)
        until(lambda: len(listener.versions) > 1)
        until(lambda: listener.versions[-1] == version_of(address))


@pytest.mark.slow
def test_a_mistake_and_its_cure_reach_an_open_page(folder, posts):
    with serving(open_desk(folder), port=0) as address:
        listener = Listener(address)
        posts("hashtags: [AnToanMang]", "hastags: [AnToanMang]")
        until(lambda: "hastags" in httpx.get(address + "problems").text)
        until(lambda: len(set(listener.versions)) >= 2)  # told of before it is cured
        posts("hastags: [AnToanMang]", "hashtags: [AnToanMang]")
        until(lambda: "Không có lỗi nào" in httpx.get(address + "problems").text)
        until(lambda: len(set(listener.versions)) >= 3)


def test_a_delivery_that_moves_reaches_an_open_page(folder, monkeypatch):
    looked = first_look(monkeypatch)
    with serving(open_desk(folder), port=0) as address:
        listener = Listener(address)
        assert looked.wait(PATIENCE)
        carry(folder, "mat-khau-manh", "facebook", address="https://www.facebook.com/1")
        until(lambda: len(listener.versions) > 1)
        until(lambda: "https://www.facebook.com/1" in httpx.get(address).text)


def test_it_stops_at_once_though_pages_are_open(folder, monkeypatch):
    monkeypatch.setattr(server, "_PATIENCE", 2 * PATIENCE)  # that is how long it would wait for them
    with serving(open_desk(folder), port=0) as address:
        listeners = [Listener(address) for _ in range(12)]
        assert httpx.get(address, timeout=PATIENCE).status_code == 200  # open streams cost no thread
        begun = time.monotonic()
    assert time.monotonic() - begun < PATIENCE
    for listener in listeners:
        assert listener.ended.wait(PATIENCE)
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_a_closed_page_is_forgotten(folder):
    app = open_desk(folder)
    with serving(app, port=0) as address:
        with httpx.stream("GET", address + "events", timeout=PATIENCE) as answer:
            lines = answer.iter_lines()
            next(lines)
            assert app.state.live.watched
        until(lambda: not app.state.live.watched)


def test_a_port_that_was_asked_for_and_is_taken_is_told(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Stop) as stop, serving(open_desk(folder), port=port):
            pass
    assert stop.value.status == 2
    assert str(port) in stop.value.say("vi")


def test_an_answer_is_sent_at_once_and_not_once_its_head_was_received():
    found = []

    async def scene(listener):
        async def answer(_, writer):
            found.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(answer, sock=listener):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            await reader.read()
            writer.close()

    with _bound(0, "127.0.0.1") as listener:
        asyncio.run(scene(listener))
    assert found == [1]


def test_it_takes_a_free_port_when_its_own_is_taken(folder):
    app = open_desk(folder)
    with serving(app) as first, serving(open_desk(folder)) as second:
        assert first != second
        assert httpx.get(second).status_code == 200
    assert str(DEFAULT_PORT) in first or first.startswith("http://127.0.0.1:")


def test_it_listens_on_this_machine_alone(folder):
    with serving(open_desk(folder), port=0) as address:
        port = int(address.rstrip("/").rsplit(":", 1)[1])
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        for other in others - {"127.0.0.1"}:
            with pytest.raises(OSError), socket.create_connection((other, port), timeout=1):
                pass


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
@pytest.mark.slow
def test_ctrl_c_ends_it_cleanly_with_a_page_open(folder, number):
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from scheduler.desk.opening import open_desk
        from scheduler.desk.server import run
        from scheduler.files import WorkFolder

        run(open_desk(WorkFolder(Path(sys.argv[1]))), 0, tell=lambda address: print(address, flush=True))
        print("ended", flush=True)
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, os.fspath(folder.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        listener = Listener(process.stdout.readline().strip())
        process.send_signal(number)
        said, complaints = process.communicate(timeout=2 * PATIENCE)
    assert listener.ended.wait(PATIENCE)
    assert said == "ended\n"
    assert complaints == ""
    assert process.returncode == 0
