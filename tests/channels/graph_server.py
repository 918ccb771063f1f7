"""A small Graph API on loopback, real sockets: it keeps what it was asked, and answers what a test says."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PAGE = "102938475610293"


@dataclass(frozen=True)
class Reply:
    """One answer. *cut*: 'before' resets without a word, 'midway' ends the body early; *late* in seconds."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"Content-Type": "application/json; charset=UTF-8"}
    )
    cut: str = ""
    late: float = 0.0

    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: list[tuple[str, str]]
    files: list[tuple[str, str, bytes]]  # field name, MIME type, bytes
    body: bytes = b""

    @property
    def edge(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    def one(self, name: str) -> str:
        (value,) = [value for key, value in self.form if key == name]
        return value


class GraphServer(ThreadingHTTPServer):
    """Answers `plan[edge]` in turn, then the plain answer of that edge."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self.plan: dict[str, deque[Reply]] = defaultdict(deque)
        self.number = 700_000
        self.ended = threading.Event()  # a late answer waits for this or its time

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def will(self, edge: str, *replies: Reply) -> None:
        self.plan[edge].extend(replies)

    def reply_to(self, asked: Asked) -> Reply:
        if self.plan[asked.edge]:
            return self.plan[asked.edge].popleft()
        self.number += 1
        if asked.method == "GET":
            return Reply({"data": []})
        return Reply({"id": f"{PAGE}_{self.number}" if asked.edge == "feed" else str(self.number)})

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is part of the game."""


class _Handler(BaseHTTPRequestHandler):
    server: GraphServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        asked = self._read()
        self.server.asked.append(asked)
        reply = self.server.reply_to(asked)
        if reply.late:
            self.server.ended.wait(reply.late)
        if reply.cut == "before":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        data = reply.data()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) + (10 if reply.cut else 0)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def _read(self) -> Asked:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.headers.get("Content-Type", "")
        form: list[tuple[str, str]] = []
        files: list[tuple[str, str, bytes]] = []
        if kind.startswith("multipart/"):
            whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
            for part in whole.get_payload():
                name = part.get_param("name", header="content-disposition")
                data = part.get_payload(decode=True)
                if part.get_filename() is None:
                    form.append((name, data.decode()))
                else:
                    files.append((name, part.get_content_type(), data))
        else:
            form = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)  # a film is none
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Asked(self.command, parts.path, query, dict(self.headers.items()), form, files, body)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests print nothing."""


@contextmanager
def running() -> Iterator[GraphServer]:
    with GraphServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


def refusal(
    code: int, subcode: int | None = None, status: int = 400, message: str = "", **more: Any
) -> Reply:
    """Facebook's error envelope."""
    error = {"message": message or f"(#{code}) It is so", "type": "OAuthException", "code": code, **more}
    if subcode is not None:
        error["error_subcode"] = subcode
    return Reply({"error": error | {"fbtrace_id": "AbCdEfG"}}, status)
