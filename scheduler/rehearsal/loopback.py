"""The small HTTP client for the rehearsal's own controls: JSON over one kept connection."""

from __future__ import annotations

import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

from scheduler.problems import Stop, Text


class Loopback:
    """Asks the rehearsal at *address*; safe to use from several threads."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._address = address
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30.0)
        self._turn = threading.Lock()

    def ask(self, method: str, path: str, value: object = None) -> tuple[int, Any]:
        """Status and JSON body of the answer. Tried twice, so *path* must bear being asked twice.

        Raises:
            Stop: nobody answers there any more.
        """
        body = None if value is None else json.dumps(value).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        with self._turn:
            for attempt in (1, 2):
                try:
                    self._connection.request(method, path, body, headers)
                    answer = self._connection.getresponse()
                    return answer.status, json.loads(answer.read() or b"null")
                except (OSError, http.client.HTTPException, ValueError):
                    self._connection.close()  # a kept connection may have ended meanwhile
                    if attempt == 2:
                        raise Stop(_GONE, address=self._address) from None
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close the connection."""
        with self._turn:
            self._connection.close()


_GONE = Text(
    "Trang luyện tập ở {address} không còn trả lời. Chạy lại lệnh để mở lại trang.",
    "The practice page at {address} does not answer any more. Run the command again to open it.",
)
