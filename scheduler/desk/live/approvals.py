"""How each post stands with its approval, for the pages; nothing where the settings ask for none."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.calendar.model import Post
from scheduler.delivery.agenda import Agenda
from scheduler.delivery.approvals import Approval, Decision, standing
from scheduler.delivery.edition import Edition
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.states import Snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """The decisions of the ledger, beside the calendar as it reads now."""

    edition: Edition
    ledger: Snapshot

    def of(self, post: Post) -> Approval:
        """How *post* stands."""
        known = self.ledger.decisions(post.id)
        return standing(known, self.edition.seen(post)) if known else Approval.NEW

    def history(self, post: Post) -> Sequence[Decision]:
        """All that was decided about *post*, oldest first."""
        return self.ledger.decisions(post.id)


class Asking:
    """Makes `Asked` for a reading; what it worked out is kept until there is another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[Reading, Edition] | None = None

    def of(self, reading: Reading, ledger: Snapshot) -> Asked | None:
        """The approvals of *reading*; None where none are asked for, or the settings cannot be read."""
        edition = self._edition(reading)
        return Asked(edition, ledger) if edition is not None else None

    def _edition(self, reading: Reading) -> Edition | None:
        settings, gallery = reading.settings, reading.gallery
        if settings is None or gallery is None or settings.approval == "none":
            return None
        with self._lock:
            if self._made is None or self._made[0] is not reading:
                agenda = Agenda(reading.calendar)
                edition = Edition(agenda, gallery, settings.audiences, settings.topics, settings.zone)
                self._made = reading, edition
            return self._made[1]
