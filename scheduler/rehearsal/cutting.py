"""What a bad network does: a connection is cut without a goodbye, an answer comes spoilt, or late."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from scheduler.rehearsal.faults import Fault, Kind


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, which also hands the application its connection, as `request.state.transport`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its parent
        """A client came; each of its requests will carry the transport."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


async def cut(request: Request, *, reset: bool) -> Response:
    """Cut the connection of *request*; *reset* sends RST at once (what was sent is not even read).

    The response is for the framework alone: nothing of it is sent, for nobody is there any more.
    """
    transport = cast("asyncio.Transport", request.state.transport)
    if reset:
        wire: socket.socket = transport.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response(status_code=500)


async def spoilt(
    request: Request, fault: Fault, answer: Response, broken: Callable[[], Response]
) -> Response:
    """*answer* as *fault* lets it through; *broken* is what a server that broke says."""
    if fault.kind in {Kind.CUT_AFTER, Kind.CUT_HALF}:
        return await cut(request, reset=False)
    if fault.kind is Kind.LATE:
        await asyncio.sleep(fault.seconds)
    body, status = bytes(answer.body), answer.status_code
    headers = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
    made: dict[Kind, Callable[[], Response]] = {
        Kind.ERROR_500_AFTER: broken,
        Kind.HTML_502: lambda: Response(_BAD_GATEWAY, 502, media_type="text/html"),
        Kind.TRUNCATED_JSON: lambda: Response(body[: len(body) // 2], 200, headers, JSON),
        Kind.EMPTY_OBJECT: lambda: Response("{}", 200, headers, JSON),
        Kind.NO_CONTENT_TYPE: lambda: Response(body, status, headers),
        Kind.TEXT_JAVASCRIPT: lambda: Response(body, status, headers, "text/javascript"),
    }
    return made[fault.kind]() if fault.kind in made else answer


JSON = "application/json; charset=UTF-8"
_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)
_LINGER = "hh" if hasattr(socket, "ioctl") else "ii"  # Windows: two shorts; elsewhere: two ints
