"""The rehearsal's clock, as the program sees it: asked of the server, moved ahead instead of waited for."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from scheduler.clock import check_aware
from scheduler.rehearsal.loopback import Loopback

_PATH = "/_rehearsal/clock"


class RehearsalClock:
    """Keeps the `Clock` protocol. Against a rehearsal in real time, waiting is really waiting.

    Every method raises Stop where the rehearsal does not answer any more.
    """

    def __init__(self, address: str) -> None:
        """A clock that asks the rehearsal at *address*, such as http://127.0.0.1:20123."""
        self._server = Loopback(address)

    def now(self) -> datetime:
        """The present instant of the practice world, aware, in UTC."""
        _, answer = self._server.ask("GET", _PATH)
        return datetime.fromisoformat(answer["now"])

    def monotonic(self) -> float:
        """Seconds of the practice world, whose time never goes back."""
        return self.now().timestamp()

    def wait(self, seconds: float) -> None:
        """Let *seconds* pass there."""
        if seconds > 0:
            self.advance_to(self.now() + timedelta(seconds=seconds))

    def advance_to(self, instant: datetime) -> None:
        """Step to *instant* (aware); one that has passed already changes nothing."""
        instant = check_aware(instant)
        while True:
            status, answer = self._server.ask("POST", _PATH, {"to": instant.isoformat()})
            if status == 200:
                return
            left = (instant - datetime.fromisoformat(answer["now"])).total_seconds()
            if left <= 0:
                return
            time.sleep(min(left, 1.0))

    def close(self) -> None:
        """Close the connection to the rehearsal."""
        self._server.close()
