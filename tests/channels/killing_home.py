"""Publishes, edits or withdraws at a home behind SFTP and is killed before its nth call to the server, in
the middle of what it writes too; for n = 1, 2, … to the end.

Run as a program of its own, since it forks: `python -m tests.channels.killing_home FOLDER SCENE [--proved]
[-P REQUEST]`, with signed lists, with a server that lacks that request. Prints one JSON object for each kill:
what a wake-up alone made of it, and what doing the same again did.

OpenSSH's own file server answers, by a pipe: SSH around it is tried by `test_home_servers`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from paramiko import SFTPClient

from scheduler.channels.channel import Gone, Trace
from scheduler.channels.site.homes.address import HomeAddress
from scheduler.channels.site.homes.sftp import SftpStore, _Link
from scheduler.channels.website import WebsiteChannel
from scheduler.clock import FixedClock
from tests import once
from tests.channels.home_servers import file_server
from tests.channels.making import SEALING, START, files_of, outgoing, picture, website

LATER = START + timedelta(hours=1)
SERVER = [file_server(), *(("-P", sys.argv[-1]) if "-P" in sys.argv else ())]
VERBS = "_get", "_files", "_delete", "_move", "_move_over", "_make"


class Wire(socket.socket):
    """A channel without SSH; its server ends with it."""

    def __init__(self, command: Sequence[str]) -> None:
        ours, theirs = socket.socketpair()
        super().__init__(fileno=ours.detach())
        with theirs:
            self.server = subprocess.Popen(command, stdin=theirs, stdout=theirs)

    def get_name(self) -> str:
        return "wire"

    def close(self) -> None:
        super().close()
        self.server.wait(20)


class KilledStore(SftpStore):
    """Dies before its *left*th call."""

    left = 0

    def _connect(self) -> _Link:
        wire = Wire(SERVER)
        return _Link(wire, SFTPClient(wire))

    def _put(self, link: Any, name: str, data: bytes) -> None:
        self._strike(lambda: SftpStore._put(self, link, name, data[: len(data) // 2]))
        super()._put(link, name, data)

    def _strike(self, last: Callable[[], object] = lambda: None) -> None:
        self.left -= 1
        if self.left == 0:
            with contextlib.suppress(Exception):
                last()
            os.kill(os.getpid(), signal.SIGKILL)


def _struck(verb: str) -> Callable[..., Any]:
    def call(self: KilledStore, *given: Any) -> Any:
        self._strike()
        return getattr(SftpStore, verb)(self, *given)

    return call


for _verb in VERBS:
    setattr(KilledStore, _verb, _struck(_verb))


class Ground:
    """One copy and its home, which are put back before each kill."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.copy = root / "dau" / "home", root / "dau" / "copy"

    def opened(self, kill: int = 0) -> WebsiteChannel:
        store = KilledStore(HomeAddress("sftp", "hoi", "127.0.0.1", 0, str(self.home)), None, None, "")
        store.left = kill
        sealing = SEALING if "--proved" in sys.argv else None
        return website(self.copy / "site", FixedClock(LATER), store=store, sealing=sealing)

    def fill(self) -> None:
        self.home.mkdir(parents=True)
        channel = self.opened()
        for number in range(3):
            post = outgoing(f"bai-{number}", title=f"Bài {number}")
            channel.reveal(post, channel.prepare(post))
        channel.close()
        shutil.copytree(self.root / "dau", self.root / "kept", copy_function=shutil.copy2)

    def put_back(self) -> None:
        shutil.rmtree(self.root / "dau")
        shutil.copytree(self.root / "kept", self.root / "dau", copy_function=shutil.copy2)

    def seen(self) -> dict[str, bytes]:
        return {
            name: data
            for name, data in files_of(self.home).items()
            if not name.startswith(".loa/") and not Path(name).name.startswith(".")
        }

    def is_in_step(self) -> bool:
        """Whether the home holds what was made; of pictures, all that its records name."""
        seen, made = self.seen(), self.made()
        named = {
            file
            for name, data in seen.items()
            if name.startswith("posts/")
            for one in json.loads(data)["pictures"]
            for file in (one["file"], one["small"])
            if file
        }
        apart = {name for name, _ in seen.items() ^ made.items() if not name.startswith("anh/")}
        return not apart and named <= seen.keys()

    def made(self) -> dict[str, bytes]:
        found = files_of(self.copy / "site")
        return {name: data for name, data in found.items() if not name.startswith(".loa/")}


def publish(channel: WebsiteChannel) -> None:
    post = outgoing("bai-moi", title="Bài mới")
    if not channel.confirm([Trace(post.key, LATER, frozenset(), "")])[0]:
        channel.reveal(post, channel.prepare(post))


def edit(channel: WebsiteChannel) -> None:
    post = outgoing("bai-1", title="Bài đã sửa", media=(picture(colour="#063038"),))
    channel.edit("bai-1", post)


def withdraw(channel: WebsiteChannel) -> None:
    with contextlib.suppress(Gone):
        channel.withdraw("bai-1")


SCENES = {"publish": publish, "edit": edit, "withdraw": withdraw}


def main(root: Path, scene: Callable[[WebsiteChannel], None]) -> None:
    ground = Ground(root)
    ground.fill()
    channel = ground.opened()
    scene(channel)
    channel.close()
    whole, number, killed = ground.seen(), 0, True
    assert whole == ground.made()
    sound = whole.items() | files_of(root / "kept" / "home").items()
    while killed:
        number += 1
        ground.put_back()
        killed = _killed(ground, number, scene)
        half = [name for name, data in ground.seen().items() if (name, data) not in sound]
        again = ground.opened()
        again.tidy(LATER)
        in_step = ground.is_in_step()
        scene(again)
        again.close()
        seen = {"killed": killed, "half": half, "in_step": in_step, "healed": ground.seen() == whole}
        sys.stdout.write(json.dumps(seen) + "\n")
        sys.stdout.flush()  # before the next fork


def _killed(ground: Ground, number: int, scene: Callable[[WebsiteChannel], None]) -> bool:
    child = os.fork()
    if child == 0:
        channel = ground.opened(number)
        scene(channel)
        channel.close()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    once.keep_templates(pytest.MonkeyPatch())
    main(Path(sys.argv[1]), SCENES[sys.argv[2]])
