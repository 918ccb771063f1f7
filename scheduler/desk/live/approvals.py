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
    is_of_all: bool = True  # else of prepared statements alone

    def is_asked_of(self, post: Post) -> bool:
        """Whether *post* goes out only with an approval."""
        return self.is_of_all or post.is_statement

    def of(self, post: Post) -> Approval:
        """How *post* stands; what needs no approval stands as if it had one."""
        if not self.is_asked_of(post):
            return Approval.APPROVED
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
        """The approvals of *reading*; None where none are asked for (a prepared
        statement always needs one), or the settings cannot be read."""
        edition, settings = self._edition(reading), reading.settings
        if edition is None or settings is None:
            return None
        is_of_all = settings.approval == "required"
        return Asked(edition, ledger, is_of_all) if is_of_all or edition.agenda.statements else None

    def _edition(self, reading: Reading) -> Edition | None:
        settings, gallery = reading.settings, reading.gallery
        if settings is None or gallery is None:
            return None
        with self._lock:
            if self._made is None or self._made[0] is not reading:
                agenda = Agenda(reading.calendar)
                edition = Edition(agenda, gallery, settings.audiences, settings.topics, settings.zone)
                self._made = reading, edition
            return self._made[1]
