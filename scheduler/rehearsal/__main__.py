"""`python -m scheduler.rehearsal --dir DIR`: the practice world on its own, until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import uvicorn
from filelock import FileLock, Timeout

from scheduler.channels.facebook_versions import NEWEST
from scheduler.clock import check_aware
from scheduler.files import private_folder, write_whole
from scheduler.problems import Stop, Text
from scheduler.rehearsal.app import create_app
from scheduler.rehearsal.cutting import CuttableProtocol
from scheduler.rehearsal.server import PATIENCE
from scheduler.rehearsal.world import PAGE_NAME, World
from scheduler.secrets import Secret

_PORTS = range(20_000, 30_000)  # below those that systems hand out, so that the next start finds it free


def main() -> int:
    """Serve until the end; the exit status is that of the program (0, 1, 2 or 3)."""
    asked = _arguments()
    try:
        return _run(asked)
    except Stop as stop:
        if asked.child:
            print(json.dumps({"vi": stop.say("vi"), "en": stop.say("en"), "status": stop.status}), flush=True)  # noqa: T201
        else:
            sys.stderr.write(stop.say("vi") + "\n" + stop.say("en") + "\n")
        return stop.status


def _run(asked: argparse.Namespace) -> int:
    folder: Path = asked.dir.resolve()
    lock = FileLock(folder / "lock", mode=0o600)
    try:
        private_folder(folder)
        lock.acquire(timeout=asked.patience)
        given = json.loads(sys.stdin.readline()) if asked.child else _kept_secrets(folder)
        world = World(folder, start=asked.start, real_time=asked.real_time, name=asked.name)
        listener = _listen(folder, asked.port)
    except Timeout:
        raise Stop(_IN_USE, status=3, folder=folder) from None
    except OSError as error:
        raise Stop(_NO_FOLDER, folder=folder, why=error.strerror) from None
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(
        world, Secret(given["token"]), Secret(given["app_secret"]), asked.site, asked.app_created
    )
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        proxy_headers=False,
        log_level="warning",
        access_log=False,  # addresses may carry a token
        date_header=False,  # it would tell the machine's time; `Dated` tells the practice world's
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    if asked.child:
        words = json.dumps({"address": address, "page_id": world.page_id})
        _end_with_parent(lambda: setattr(server, "should_exit", True))
    else:
        words = _HOW_TO.format(address=address, page=world.page_id, folder=folder.as_posix(), version=NEWEST)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(server, listener, words))
    world.close()
    lock.release()
    return 0


async def _serve(server: uvicorn.Server, listener: socket.socket, words: str) -> None:
    """Serve, and say *words* on stdout as soon as it answers."""

    async def say() -> None:
        while not server.started:
            await asyncio.sleep(0.005)
        print(words, flush=True)  # noqa: T201 - the result of this command

    saying = asyncio.create_task(say())
    await server.serve(sockets=[listener])
    saying.cancel()


def _listen(folder: Path, port: int) -> socket.socket:
    """A listening socket on loopback: *port* if given, else the folder's last one, else any that is free."""
    noted = folder / "port"
    if port:
        listener = _bound(port)
        if listener is None:
            raise Stop(_PORT_TAKEN, port=port)
        return listener
    last = noted.read_text(encoding="ascii").strip() if noted.exists() else ""
    wanted = [int(last)] if last.isdigit() and int(last) < 65_536 else []
    wanted += [secrets.choice(_PORTS) for _ in range(50)]
    for number in wanted:
        listener = _bound(number)
        if listener is not None:
            write_whole(noted, f"{number}\n".encode())
            return listener
    raise Stop(_NO_PORT)


def _bound(port: int) -> socket.socket | None:
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there it would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        return None
    return listener


def _kept_secrets(folder: Path) -> dict[str, str]:
    """Token and app secret of a world that is run by hand: kept beside it, for its owner's eyes alone."""
    kept: dict[str, str] = {}
    for name, value in (("token", "EAA" + secrets.token_hex(40)), ("app_secret", secrets.token_hex(16))):
        path = folder / name
        if not path.exists():
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "w", encoding="ascii") as out:
                out.write(value)
        kept[name] = path.read_text(encoding="ascii").strip()
    return kept


def _end_with_parent(end: Callable[[], None]) -> None:
    """End when the parent's pipe closes, or when another process has become the parent.

    The second is for a parent that was killed while a child forked from it still holds the pipe.
    """
    parent = os.getppid()

    def leave() -> None:
        end()
        time.sleep(3)
        os._exit(0)  # something is still being answered late, to nobody

    def until_closed() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        leave()

    def until_orphaned() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        leave()

    threading.Thread(target=until_closed, daemon=True).start()
    if sys.platform != "win32":
        threading.Thread(target=until_orphaned, daemon=True).start()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scheduler.rehearsal",
        description="A practice Facebook page and website on this machine; nobody else sees them.",
    )
    parser.add_argument("--dir", type=Path, required=True, help="where its state is kept")
    parser.add_argument("--port", type=int, default=0, help="default: the last one, if it is free")
    parser.add_argument("--real-time", action="store_true", help="let the time run instead of stepping it")
    parser.add_argument("--start", type=_instant, help="a new world's first instant, with its offset")
    parser.add_argument("--site", type=Path, help="the folder of the practice website")
    parser.add_argument("--name", default=PAGE_NAME, help="the page's name in a new world")
    parser.add_argument(
        "--app-created",
        type=date.fromisoformat,
        default=date.max,
        help="the day when the app was made at Facebook (YYYY-MM-DD); default: it is new, and may do less",
    )
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds to wait for a predecessor")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _instant(written: str) -> datetime:
    return check_aware(datetime.fromisoformat(written))


_HOW_TO = """\
# Trang luyện tập: {address}/   (Ctrl-C để tắt)
# Chép vào config/settings.yaml để tập với trang này:
facebook:
  page: "{page}"
  token: file:{folder}/token
  app_secret: file:{folder}/app_secret
  version: {version}
  graph_url: {address}"""
_IN_USE = Text(
    "Một trang luyện tập khác đang dùng thư mục {folder}. Tắt chương trình kia, hoặc chọn thư mục khác.",
    "Another rehearsal uses the folder {folder}. End that program, or choose another folder.",
)
_NO_FOLDER = Text(
    "Không dùng được thư mục {folder} cho trang luyện tập ({why}). Chọn thư mục khác.",
    "The folder {folder} cannot be used for the practice page ({why}). Choose another one.",
)
_PORT_TAKEN = Text(
    "Cổng {port} đang có chương trình khác dùng. Chọn cổng khác.",
    "Port {port} is in use by another program. Choose another one.",
)
_NO_PORT = Text("Không tìm được cổng mạng nào còn trống.", "No free port was found.")

if __name__ == "__main__":
    sys.exit(main())
