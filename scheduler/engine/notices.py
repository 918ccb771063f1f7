"""What must be mended outside the calendar, for the desk: a standstill, pages that stopped, access."""

from __future__ import annotations

from scheduler.channels.channel import FailureKind
from scheduler.delivery.hindrances import ACCESS, TOKEN_TAKEN_UP
from scheduler.delivery.reason import Reason
from scheduler.engine.standstill import Standstill, recorded, said
from scheduler.engine.stranded import where_stranded, why_stranded
from scheduler.engine.works import Works
from scheduler.problems import Message, Place, Problem, Text

_MEND = (FailureKind.CREDENTIAL, FailureKind.POLICY)


def notices(works: Works) -> list[Problem]:
    """What keeps everything from going out; then one for each page that waits for a person, or whose
    access was remarked on and not mended since, and for each channel that is gone before its posts were.
    """
    stands: dict[str, Reason] = {}
    for event in works.ledger.remarks(ACCESS):
        if event.reason.code == TOKEN_TAKEN_UP.code:
            stands.pop(event.page_key, None)
        elif event.page_key:
            stands[event.page_key] = event.reason
    for page in works.ledger.paused().values():
        if page.kind in _MEND:
            stands[page.page_key] = Reason(
                page.reason.code, _PAUSED.filled(page=page.page_key, why=page.reason.why), page.reason.todo
            )
    standing = recorded(works.ledger)
    return [
        *([_of_standstill(works, standing)] if standing is not None else []),
        *(
            Problem(Message(reason.code, reason.why, reason.todo, "warning"), Place("config/settings.yaml"))
            for reason in (*stands.values(), *(why_stranded(works, row) for row in where_stranded(works)))
        ),
    ]


def _of_standstill(works: Works, standing: Standstill) -> Problem:
    why = said(standing, works.settings.zone)
    return Problem(Message(standing.reason.code, why, standing.reason.todo), Place("config/settings.yaml"))


_PAUSED = Text("trang {page} tạm ngừng đăng: {why}", "the page {page} has stopped publishing: {why}")
