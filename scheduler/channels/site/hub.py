"""WebSub: whoever follows the feeds through a hub learns of a change at once, since the hub is told of it.

A ping may be lost without harm: feeds are read by themselves too, and the next publication pings again. What
is kept about it in a file of the folder of work says no more than how the last one went.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec
import requests

from scheduler.channels.calling import session_for
from scheduler.files import write_whole

log = logging.getLogger(__name__)

_PATIENCE = (5.0, 5.0)  # seconds to connect, and for an answer


@dataclass(frozen=True, slots=True)
class Told:
    """How it stands: *stamp* tells for which state of the feeds the *hub* was pinged last, *failing_since*
    (aware) when it first did not take that, and *why*."""

    hub: str = ""
    stamp: str = ""
    failing_since: datetime | None = None
    why: str = ""


class Hub:
    """The hub at *address*, pinged about *topics*, the feeds' addresses; *memory* is the file."""

    def __init__(self, address: str, topics: Sequence[str], memory: Path) -> None:
        self.address = address
        self._topics = topics
        self._memory = memory
        self._told: Told | None = None

    @property
    def told(self) -> Told:
        """How the last ping went; nothing is known of another hub than this."""
        if self._told is None:
            self._told = self._read()
        return self._told

    def ping(self, stamp: str, now: datetime) -> None:
        """Ping it about the feeds as *stamp* has them; nothing is raised, for nothing depends on it."""
        why = self._post()
        since = (self.told.failing_since or now) if why else None
        self._told = Told(self.address, stamp, since, why)
        if why:
            log.warning("%s: %s", self.address, why)
        with suppress(OSError):  # it is known until this process ends, and then pinged once more
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._memory, msgspec.json.encode(asdict(self._told)), outlives_power=False)

    def _post(self) -> str:
        """Why the hub did not take it; '' if it did."""
        with session_for(self.address) as session:
            try:
                answer = session.post(
                    self.address,
                    data=[("hub.mode", "publish"), *(("hub.url", topic) for topic in self._topics)],
                    timeout=_PATIENCE,
                    allow_redirects=False,
                    stream=True,  # what it says is not read
                )
            except (requests.RequestException, ValueError) as error:
                return type(error).__name__
        return "" if answer.ok and not answer.is_redirect else f"HTTP {answer.status_code}"

    def _read(self) -> Told:
        nothing = Told(self.address)
        try:
            found = msgspec.json.decode(self._memory.read_bytes(), type=Told)
        except (OSError, msgspec.MsgspecError):
            return nothing
        if found.failing_since and found.failing_since.tzinfo is None:
            found = replace(found, failing_since=None)
        return found if found.hub == self.address else nothing
