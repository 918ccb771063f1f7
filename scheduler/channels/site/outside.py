"""What a stranger gets to see of a post on the website: its page, and the feed that should have it."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.asking import Answer
from scheduler.channels.channel import Glance
from scheduler.channels.glances import glance_of

_FEED = "rss.xml"


def glance_at(page: str, site: str, ask: Callable[[str], Answer], *, is_in_feed: bool) -> Glance | None:
    """Ask for *page*, and where it *is_in_feed* for the feed of *site*; None: without a network nothing is
    known."""

    def read(answer: Answer) -> Glance:
        if not answer.is_there or page.encode() not in answer.body:  # as it names itself
            return Glance.STRANGE
        feed = ask(site + _FEED) if is_in_feed else answer
        if feed.trouble or feed.status >= 500:
            return Glance.SILENT
        has_it = feed.is_there and page.encode() in feed.body
        return Glance.SEEN if has_it or not feed.is_whole else Glance.NOT_LISTED

    return glance_of(ask(page), read)
