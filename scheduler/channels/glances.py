"""What an answer to a stranger means before anybody reads the page that came."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.asking import Answer, Trouble
from scheduler.channels.channel import Glance

_OFFLINE = {Trouble.NO_NETWORK, Trouble.NO_HOST}  # the name may well be right


def glance_of(answer: Answer, read: Callable[[Answer], Glance]) -> Glance | None:
    """What *answer* shows, by *read* where a page came; None: there is no network."""
    if answer.trouble:
        if answer.trouble in _OFFLINE:
            return None
        return Glance.INSIDE if answer.trouble is Trouble.PRIVATE else Glance.SILENT
    if answer.status >= 500 or answer.status == 429:
        return Glance.SILENT
    return Glance.GONE if answer.status in {404, 410} else read(answer)
