"""How each post stands with its approval, for the pages; nothing where the settings ask for none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.calendar.model import Post, PostId
from scheduler.delivery.agenda import Agenda
from scheduler.delivery.approvals import Approval, Decision, standing
from scheduler.delivery.edition import Edition
from scheduler.delivery.ledger import Ledger
from scheduler.desk.reading import Reading


@dataclass(frozen=True, slots=True)
class Asked:
    """The decisions of the ledger, beside the calendar as it reads now."""

    edition: Edition
    decisions: Mapping[PostId, Sequence[Decision]]

    def of(self, post: Post) -> Approval:
        """How *post* stands."""
        known = self.decisions.get(post.id)
        return standing(known, self.edition.seen(post)) if known else Approval.NEW

    def history(self, post: Post) -> Sequence[Decision]:
        """All that was decided about *post*, oldest first."""
        return self.decisions.get(post.id, ())


class Asking:
    """Makes `Asked` for a reading; what it worked out is kept until there is another."""

    def __init__(self, ledger: Callable[[], Ledger | None]) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._made: tuple[Reading, Edition] | None = None

    def of(self, reading: Reading) -> Asked | None:
        """The approvals of *reading*; None where none are asked for, or the settings cannot be read."""
        edition = self._edition(reading)
        if edition is None:
            return None
        ledger = self._ledger()
        return Asked(edition, ledger.approvals([post.id for post in reading.posts]) if ledger else {})

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
