"""Serving the desk on loopback: in front until Ctrl-C, or in a thread beside other work."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from scheduler.desk.live.streams import Live
from scheduler.desk.login import HOST
from scheduler.desk.patience import MOST_AT_ONCE, Patient
from scheduler.problems import Stop, Text

DEFAULT_PORT = 8765

_KEPT = 60  # seconds of a connection between two pages: shorter, a busy desk closes it on the next request
_PATIENCE = 5  # seconds for requests under way when the server stops


def run(
    app: Starlette,
    port: int | None = None,
    *,
    host: str = HOST,
    open_browser: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve *app* until Ctrl-C or SIGTERM; *tell* is given the address once the page answers.

    Raises:
        Stop: the port asked for is taken (without one, the default or any free one is used).
    """
    listener = _listen(port, host)
    address = _address(listener)

    def begun() -> None:
        tell(address)
        if open_browser:
            # In a thread: where only a text browser is found, it does not return.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    with listener:
        _Server(app, begun).run(sockets=[listener])


@contextlib.contextmanager
def serving(app: Starlette, port: int | None = None, host: str = HOST) -> Iterator[str]:
    """Serve *app* in a thread while the block runs; gives the address, which answers by then.

    Raises:
        Stop: the port asked for is taken.
    """
    listener = _listen(port, host)
    begun = threading.Event()
    server = _Server(app, begun.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="desk", daemon=True)
    thread.start()
    try:
        while not begun.wait(0.05) and thread.is_alive():
            pass
        yield _address(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class _Server(uvicorn.Server):
    """uvicorn, saying when it answers, and ending the open streams first when it stops."""

    def __init__(self, app: Starlette, begun: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                log_level="warning",
                server_header=False,
                timeout_keep_alive=_KEPT,
                timeout_graceful_shutdown=_PATIENCE,
                http=Patient,
                limit_concurrency=MOST_AT_ONCE,
                proxy_headers=False,  # the settings name whose word counts (`Door.proxies`)
            )
        )
        self._begun = begun
        self._live: Live = app.state.live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in good order, at the second Ctrl-C at once; a signal so answered is not raised again."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._begun()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: open streams would otherwise be waited for."""
        self._live.end()
        await super().shutdown(sockets)


def _listen(port: int | None, host: str) -> socket.socket:
    try:
        return _bound(DEFAULT_PORT if port is None else port, host)
    except OSError:
        if port is not None:
            raise Stop(_TAKEN, status=2, port=port) from None
        return _bound(0, host)


def _bound(port: int, host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With TCP named asyncio sends at once: else the rest of an answer waits 40 ms for a receipt of its head.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform == "win32":  # where SO_REUSEADDR would let two programs share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


_TAKEN = Text(
    "Cổng {port} đang có chương trình khác dùng. Bỏ --port để Loa tự chọn, hoặc chọn số khác.",
    "Port {port} is in use. Leave out --port and one is chosen, or name another.",
)
