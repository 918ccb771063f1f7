"""Starting, dying and going on: the page outlives its server, and the server never outlives its parent."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from scheduler.problems import Stop
from scheduler.rehearsal.clock import RehearsalClock
from scheduler.rehearsal.server import start

from .conftest import FIRST_DAY, Api, media

PARENT = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from scheduler.rehearsal.server import start
world = start(Path(sys.argv[1]))
print(world.process_id, world.address, flush=True)
time.sleep(60)
"""
FORKING_PARENT = PARENT.replace(
    "time.sleep(60)", "import os\nif os.fork() == 0: time.sleep(8); os._exit(0)\ntime.sleep(60)"
)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def ends(process: int, within: float) -> bool:
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        if not is_alive(process):
            return True
        time.sleep(0.02)
    return False


def test_a_killed_server_keeps_its_posts_pictures_time_and_address(folder):
    with start(folder, start=FIRST_DAY) as world:
        api = Api(world)
        photo = api.upload(alt_text_custom="Ổ khóa")
        post = api.feed(message="Còn lại", attached_media=media(photo)).json()["id"]
        spare = api.upload()
        world.clock.wait(3600)
        address, before = world.address, world.posts()
        os.kill(world.process_id, signal.SIGKILL)
    with start(folder) as world:
        assert world.address == address
        assert world.posts() == before
        assert world.clock.now() == FIRST_DAY + timedelta(hours=1)
        api = Api(world)
        assert requests.get(before[0]["pictures"][0]["address"], timeout=9).ok
        assert api.feed(message="Ảnh đã dùng", attached_media=media(photo)).status_code == 400
        assert api.feed(message="Còn lại").json()["error"]["code"] == 506
        other = api.feed(message="Bài mới", attached_media=media(spare)).json()["id"]
        assert other > post


def test_a_post_whose_answer_was_lost_stands_after_a_restart(folder):
    with start(folder, start=FIRST_DAY) as world:
        api = Api(world)
        world.arm("cut-after", "feed")
        with pytest.raises(requests.ConnectionError):
            api.feed(message="Không nghe trả lời")
        os.kill(world.process_id, signal.SIGKILL)
    with start(folder) as world:
        assert [post["message"] for post in world.posts()] == ["Không nghe trả lời"]


def test_a_journal_whose_last_line_was_cut_is_read_up_to_it(folder):
    with start(folder, start=FIRST_DAY) as world:
        Api(world).feed(message="Trọn vẹn")
    journal = folder / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + b'{"kind":"post","at":"2026-12-')
    with start(folder) as world:
        assert [post["message"] for post in world.posts()] == ["Trọn vẹn"]
        assert Api(world).feed(message="Đi tiếp").status_code == 200
    lines = journal.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["kind"] for line in lines].count("post") == 2


def test_a_journal_damaged_in_its_middle_is_named_and_left_alone(folder):
    with start(folder, start=FIRST_DAY) as world:
        Api(world).feed(message="Một")
    journal = folder / "journal.jsonl"
    damaged = journal.read_bytes().replace(b'"kind":"born"', b'"kind:"born"')
    journal.write_bytes(damaged)
    with pytest.raises(Stop) as stopped:
        start(folder)
    assert "journal.jsonl" in stopped.value.say("vi")
    assert journal.read_bytes() == damaged


@pytest.mark.parametrize(
    "parent", [PARENT, pytest.param(FORKING_PARENT, id="whose fork still holds the pipe")]
)
def test_the_server_of_a_killed_parent_ends(folder, parent):
    process = subprocess.Popen(
        [sys.executable, "-c", parent, str(folder)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    with process:
        server, address = process.stdout.readline().split()
        assert requests.get(address + "/_rehearsal/clock", timeout=9).ok
        process.kill()
        process.stdout.close()
    assert ends(int(server), within=4)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # the fork, which only had to hold the pipe meanwhile


def test_a_second_start_waits_for_one_that_is_ending(folder):
    first = start(folder, start=FIRST_DAY)
    threading.Timer(0.6, first.close).start()
    began = time.monotonic()
    with start(folder) as second:
        assert time.monotonic() - began > 0.4
        assert second.address == first.address


def test_a_second_start_on_a_folder_in_use_stops_and_says_so(folder):
    with start(folder) as first:
        with pytest.raises(Stop) as stopped:
            start(folder, patience=0.2)
        assert stopped.value.status == 3
        assert str(folder) in stopped.value.say("vi")
        assert first.clock.now()


def test_a_remembered_port_that_is_taken_gives_another(folder):
    with start(folder) as world:
        port = int(world.address.rpartition(":")[2])
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with start(folder) as world:
            assert not world.address.endswith(f":{port}")
            assert world.clock.now()


def test_a_demanded_port_that_is_taken_stops_with_words(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop) as stopped:
            start(folder, port=port)
    assert str(port) in stopped.value.say("vi")


def test_a_folder_that_cannot_be_made_stops_with_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Stop):
        start(tmp_path / "file" / "below")


def test_it_ends_with_its_context_and_quickly(folder):
    with start(folder) as world:
        Api(world).get("me")
        server = world.process_id
    assert not is_alive(server)
    with pytest.raises(Stop):
        RehearsalClock(world.address).now()


def test_an_answer_that_is_still_late_does_not_keep_it(folder):
    with start(folder) as world:
        api = Api(world)
        world.arm("late", "feed", seconds=50)
        with pytest.raises(requests.ReadTimeout):
            api.feed(message="Rất chậm", timeout=0.2)
        began = time.monotonic()
    assert time.monotonic() - began < 4


def test_no_token_is_written_anywhere(folder):
    with start(folder) as world:
        api = Api(world)
        api.feed(message="Bài")
        requests.get(api.url("me"), params={"access_token": world.token}, timeout=9)
        secret_things = (world.token.encode(), world.app_secret.encode())
        assert world.token not in repr(world)
    for file in folder.rglob("*"):
        if file.is_file():
            assert not any(secret in file.read_bytes() for secret in secret_things), file


def test_on_its_own_it_says_what_to_write_into_the_settings(folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler.rehearsal", "--dir", str(folder), "--real-time"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    with process:
        said = {}
        for line in iter(process.stdout.readline, ""):
            key, _, value = line.strip().partition(": ")
            said[key] = value
            if key == "graph_url":
                break
        token_file = folder / "token"
        assert said["token"] == f"file:{token_file.as_posix()}"
        assert token_file.stat().st_mode & 0o077 == 0
        answer = requests.get(
            f"{said['graph_url']}/{said['version']}/me",
            headers={"Authorization": f"Bearer {token_file.read_text()}"},
            timeout=9,
        )
        assert answer.json()["id"] == said["page"].strip('"')
        clock = RehearsalClock(said["graph_url"])
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
        clock.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0
        assert process.stderr.read() == ""
