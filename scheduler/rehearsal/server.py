"""Starting the practice world in a process of its own, and ending it with the one that started it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import scheduler
from scheduler.clock import check_aware
from scheduler.files import private_file, private_folder
from scheduler.problems import Stop, Text
from scheduler.rehearsal.clock import RehearsalClock
from scheduler.rehearsal.loopback import Loopback

PATIENCE = 15.0  # seconds to wait for a predecessor that is still ending
_START_LIMIT = 60.0  # seconds until a child that says nothing is given up
_END_LIMIT = 5.0


class Rehearsal:
    """A running practice world; a context manager that ends it.

    *address* is such as http://127.0.0.1:20123 (no slash at its end); *token* and *app_secret* are new
    at each start and written nowhere.
    """

    def __init__(
        self, child: subprocess.Popen[bytes], address: str, page_id: str, *, token: str, app_secret: str
    ) -> None:
        self.address = address
        self.page_id = page_id
        self.token = token
        self.app_secret = app_secret
        self.clock = RehearsalClock(address)
        self._child = child
        self._controls = Loopback(address)

    @property
    def site_address(self) -> str:
        """Where the practice website answers, with a slash at its end."""
        return f"{self.address}/site/"

    @property
    def wordpress_address(self) -> str:
        """Where the practice WordPress answers; its application password is the token."""
        return f"{self.address}/wordpress"

    @property
    def process_id(self) -> int:
        """The server's process."""
        return self._child.pid

    def posts(self) -> list[dict[str, Any]]:
        """The public posts, newest first: id, message, link, created_time, address, pictures."""
        return self._held("/_rehearsal/posts", "posts")

    def scheduled(self) -> list[dict[str, Any]]:
        """The posts that wait there for their time, the next one first; as `posts` in all else."""
        return self._held("/_rehearsal/posts", "scheduled")

    def stories(self) -> list[dict[str, Any]]:
        """The stories that can be seen, newest first: id, media (an id), is_film."""
        _, answer = self._controls.ask("GET", "/_rehearsal/posts")
        return list(answer["stories"])

    def wordpress_posts(self) -> list[dict[str, Any]]:
        """What the practice WordPress shows, as its REST interface gives it."""
        _, answer = self._controls.ask("GET", "/wordpress/wp-json/wp/v2/posts?per_page=100000")
        return list(answer)

    def visit(self, **wanted: object) -> list[dict[str, Any]]:
        """Let visitors comment (see `Controls.comments`); gives all comments there are."""
        _, answer = self._controls.ask("POST", "/_rehearsal/comments", wanted)
        return list(answer["comments"])

    def comments(self) -> list[dict[str, Any]]:
        """All comments: id, post, message, by ('': the page), parent, is_hidden."""
        return self._held("/_rehearsal/comments", "comments")

    def take_back(self, comment: str) -> None:
        """Let its writer delete that comment."""
        self._controls.ask("DELETE", "/_rehearsal/comments", {"id": comment})

    def duplicates(self) -> list[list[str]]:
        """The ids of public posts that say the same, group by group; [] is as it should be."""
        return self._held("/_rehearsal/posts", "duplicates")

    def log_in(self, **wanted: object) -> str:
        """A short user token, as after Facebook's login; *wanted* are scopes, tasks, pages."""
        _, answer = self._controls.ask("POST", "/_rehearsal/login", wanted)
        return str(answer["user_token"])

    def end_token(self, ends: float | None = None, data_ends: float | None = None) -> None:
        """Let the page's token, and the access to data, end so many seconds from now (None: never)."""
        self._controls.ask("POST", "/_rehearsal/token", {"ends": ends, "data_ends": data_ends})

    def dress(self, *, home: str = "", colours: Mapping[str, str] | None = None) -> None:
        """Let its page lead back to *home*, or wear *colours* (`page.COLOURS`); all else stays."""
        self._controls.ask("POST", "/_rehearsal/look", {"home": home, "colours": colours or {}})

    def take_permission(self, scope: str) -> None:
        """Let the page's token lack a permission from now on."""
        self._controls.ask("POST", "/_rehearsal/token", {"lacks": scope})

    def end_metrics(self, *names: str) -> None:
        """Let the practice Facebook know those metrics no more."""
        self._controls.ask("POST", "/_rehearsal/insights", {"ended": list(names)})

    def zalo_pair(self) -> dict[str, Any]:
        """A new pair of tokens of the practice Zalo OA, as its OAuth gives it."""
        _, answer = self._controls.ask("POST", "/_rehearsal/zalo", {})
        return dict(answer)

    def articles(self) -> list[dict[str, Any]]:
        """All articles of the practice Zalo OA, newest first: id, title, status, content."""
        return self._held("/_rehearsal/zalo", "articles")

    def group_messages(self) -> list[dict[str, Any]]:
        """What was said in the groups of the practice Zalo OA, the oldest first: id, group, text."""
        return self._held("/_rehearsal/zalo", "messages")

    def _held(self, path: str, key: str) -> list[Any]:
        _, answer = self._controls.ask("GET", path)
        return list(answer[key])

    def arm(self, fault: str, path: str = "*", **details: object) -> None:
        """Arm a fault (`faults.Kind`); *details* are count, chance, seed, seconds, minutes, done.

        Raises:
            Stop: there is no such fault, call or detail.
        """
        wanted = {"fault": fault, "path": path, **details}
        status, answer = self._controls.ask("POST", "/_rehearsal/faults", wanted)
        if status != 201:
            raise Stop(Text(answer["loi"], answer["error"]), status=2)

    def disarm(self) -> None:
        """Take every fault away."""
        self._controls.ask("DELETE", "/_rehearsal/faults")

    def close(self) -> None:
        """End the server; its state stays."""
        self.clock.close()
        self._controls.close()
        if self._child.stdin:
            with contextlib.suppress(OSError):
                self._child.stdin.close()
        try:
            self._child.wait(_END_LIMIT)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start(
    folder: Path,
    *,
    port: int = 0,
    real_time: bool = False,
    start: datetime | None = None,
    site: Path | None = None,
    name: str = "",
    app_created: date | None = None,
    patience: float = PATIENCE,
) -> Rehearsal:
    """Start the practice world kept in *folder*; it has answered once when this returns.

    *port* 0 takes the one that *folder* had last, if it is free. *start* (aware) is the first instant of a
    new world; a kept one goes on where it stood. *site* is the folder of the practice website, beside which
    `packs/` has what persons are given to post; *name* is the page's name in a new world. *app_created* is
    the day when the practised app was made (None: it is new, and Facebook lets it do less). The server ends
    when this process does, however it ends.

    Raises:
        Stop: status 3 if another rehearsal still uses *folder* after *patience* seconds; otherwise the
            folder or the port cannot be used.
    """
    token, app_secret = "EAA" + secrets.token_hex(40), secrets.token_hex(16)
    command = [sys.executable, "-m", "scheduler.rehearsal", "--child", "--dir", str(folder.resolve())]
    command += ["--port", str(port), "--patience", str(patience)]
    if real_time:
        command.append("--real-time")
    if start is not None:
        command += ["--start", check_aware(start).isoformat()]
    if site is not None:
        command += ["--site", str(site.resolve())]
    if name:
        command += ["--name", name]
    if app_created is not None:
        command += ["--app-created", app_created.isoformat()]
    try:
        private_folder(folder)
        private_file(folder / "server.log")
        log = (folder / "server.log").open("ab")
    except OSError as error:
        raise Stop(_NO_FOLDER, folder=folder, why=error.strerror) from None
    with log:
        child = subprocess.Popen(  # nosec B603 # noqa: S603 - this very interpreter and program
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which then ends the child …
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # … on Windows too
        )
    try:
        said = _first_line(child, {"token": token, "app_secret": app_secret}, patience + _START_LIMIT)
    except BaseException:
        child.kill()
        child.communicate()
        raise
    if "address" in said:
        return Rehearsal(child, said["address"], said["page_id"], token=token, app_secret=app_secret)
    child.communicate()
    if "vi" in said:
        raise Stop(Text(said["vi"], said["en"]), status=said["status"])
    raise Stop(_FAILED, log=folder / "server.log")


def _first_line(
    child: subprocess.Popen[bytes], secret_things: dict[str, str], limit: float
) -> dict[str, Any]:
    """Hand the child its secrets and hear what it says; {} if it ended without a word."""
    if child.stdin is None or child.stdout is None:
        raise AssertionError("the child has pipes")
    guard = threading.Timer(limit, child.kill)
    guard.daemon = True
    guard.start()
    try:
        with contextlib.suppress(OSError):  # a child that has ended already has said why
            child.stdin.write(json.dumps(secret_things).encode() + b"\n")
            child.stdin.flush()
        said = json.loads(child.stdout.readline() or b"{}")
    except ValueError:
        return {}
    finally:
        guard.cancel()
    return dict(said)


def _environment() -> dict[str, str]:
    """This process's own, with the program's folder on the path (run.py works without an installation)."""
    home = str(Path(scheduler.__file__).resolve().parents[1])
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": f"{home}{os.pathsep}{known}" if known else home}


_NO_FOLDER = Text(
    "Không dùng được thư mục {folder} cho trang luyện tập ({why}). Chọn thư mục khác.",
    "The folder {folder} cannot be used for the practice page ({why}). Choose another one.",
)
_FAILED = Text(
    "Trang luyện tập không mở được. Lý do nằm trong tệp {log}.",
    "The practice page could not be started. The reason is in the file {log}.",
)
