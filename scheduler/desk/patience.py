"""HTTP as the desk's server speaks it: whoever sends half a request, or drop by drop, is not waited for."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 20.0  # seconds for a request, and for the first one of a connection to begin
SLOWEST = 10_000  # bytes a second from then on: a photo of 20 MB over a poor line
MOST_AT_ONCE = 400  # connections that are answered: each open page holds one
MOST_CONNECTIONS = 500  # beyond it they are not even told that there are too many


class Patient(H11Protocol):
    """uvicorn's own protocol with an end to waiting, which that one has only between two requests."""

    _since = 0.0
    _taken = 0
    _watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Wait for the first request, unless there are too many who do."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and see whether more must come."""
        super().data_received(data)
        self._taken += len(data)
        if not self._is_waiting():
            self._end()
        elif self._watch is None and not self.transport.is_closing():
            self._begin()

    def on_response_complete(self) -> None:
        """One request is done; the next one may have begun to arrive."""
        super().on_response_complete()
        if self._is_waiting() and self._watch is None and not self.transport.is_closing():
            self._begin()

    def _is_waiting(self) -> bool:
        """Whether a request has begun to come and is not there yet."""
        state = self.conn.their_state
        return state is h11.SEND_BODY or (state is h11.IDLE and bool(self.conn.trailing_data[0]))

    def _begin(self) -> None:
        self._since, self._taken = self.loop.time(), 0
        self._watch = self.loop.call_later(PATIENCE, self._look)

    def _end(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        left = self._since + PATIENCE + self._taken / SLOWEST - self.loop.time()
        is_head = self.conn.their_state is not h11.SEND_BODY
        if left <= 0 or is_head:
            self._watch = None
            self.transport.abort()  # the application is told that she has gone
        else:
            self._watch = self.loop.call_later(left, self._look)
