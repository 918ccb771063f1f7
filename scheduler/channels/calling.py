"""What every call of a channel over HTTP has in common: how far it came, and an answer with an end.

`requests` reads whatever comes for as long as it comes: here an answer has a size, and a connection is noted,
so that it can be cut when the call's time is over.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from enum import Enum
from typing import Any, Protocol

import requests
import urllib3
from requests.utils import get_environ_proxies

TIMEOUT = (5.0, 60.0)  # seconds to connect, and of silence while reading
ENDS_AFTER = 300.0  # seconds for one call, however slowly it goes on; a picture takes a while
LARGEST = 16 * 2**20  # bytes of an answer, unpacked
_SIP = 8192  # bytes taken at once: packed, they may become a thousand times as many


class Reach(Enum):
    """How far a failed call came."""

    HELD_BACK = "held-back"  # not even tried: the other side said to wait
    NOT_SENT = "not-sent"  # no connection was made: nothing can have happened
    NO_ANSWER = "no-answer"  # sent, or partly, and then silence or a cut
    UNREADABLE = "unreadable"  # an answer that is not the other side's
    REFUSED = "refused"  # its own error, with its code


class Line:
    """The connection of one call, which may be cut from another thread."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.is_cut = False

    def cut(self) -> None:
        """End it: whoever reads from it hears its end."""
        self.is_cut = True
        if self.socket is not None:
            with suppress(OSError):
                # Not the method of a TLS socket, which takes itself apart while the other thread reads.
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


class Call(Protocol):
    """A call that is on its way."""

    line: Line


class NotedAdapter(requests.adapters.HTTPAdapter):
    """Notes the connection of each call, so that it can be cut."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool as ever; what it opens is noted."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        call, plain = self._call, type(pool).ConnectionCls

        class Noted(plain):  # type: ignore[misc, valid-type]  # the pool's own kind, plain or TLS
            def connect(self) -> None:
                super().connect()
                call.line.socket = self.sock
                if call.line.is_cut:
                    call.line.cut()

        pool.ConnectionCls = Noted
        return pool


def session_for(address: str) -> requests.Session:
    """A session for calls to *address*; it takes nothing of the environment but its proxy for https."""
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(get_environ_proxies(address) if address.startswith("https:") else {})
    return session


def limited(response: requests.Response) -> bytes:
    """The answer's body.

    Raises:
        TooMuch: there is no end to it.
    """
    taken = bytearray()
    for piece in response.iter_content(_SIP):
        taken += piece
        if len(taken) > LARGEST:
            response.close()
            raise TooMuch
    return bytes(taken)


class TooMuch(Exception):  # noqa: N818 - a fault of the other side's
    """An answer that is longer than any that is read."""


def never_sent(error: Exception) -> bool:
    """Whether *error*, with no answer heard, came up before a connection stood: nothing can have arrived."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    if isinstance(error, ValueError):  # an address or a header that cannot be written
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.SSLError):
        return "CERTIFICATE_VERIFY_FAILED" in str(reason)
    unreached = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    return isinstance(error, requests.ConnectionError) and isinstance(reason, unreached)
