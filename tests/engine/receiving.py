"""A receiver of alerts and of signs of life, on a socket: it keeps what came, and may refuse or hang up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.messages: list[dict] = []
        self.pings: list[str] = []
        self.status = 200
        self.on_message = lambda: None  # before it is answered

    @property
    def alerts(self) -> str:
        """Where messages go, as Apprise writes it."""
        return f"json://127.0.0.1:{self.server_port}/mat-khau-rieng-9f8e7d"

    @property
    def dead_man(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ping/khoa-rieng-1a2b3c"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status == 200:
            self.server.messages.append(json.loads(body))
        self.server.on_message()
        self._answer()

    def do_GET(self) -> None:
        self.server.pings.append(self.path)
        self._answer()

    def _answer(self) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
