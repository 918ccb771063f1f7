"""Cutting a connection as a bad network does: no answer, no goodbye."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol


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


_LINGER = "hh" if hasattr(socket, "ioctl") else "ii"  # Windows: two shorts; elsewhere: two ints
