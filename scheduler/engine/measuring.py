"""Asks each channel what came of what is public there, each day anew: views, people, reactions.

In its own turn, never in a wake-up's, and only ever by reading: a place that does not tell, is paused, or has
no calls left is asked again later, and nothing waits for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduler.channels.channel import ChannelError, Figure, Measures, Standing
from scheduler.delivery.insights import Noted
from scheduler.engine.works import Works
from scheduler.kinds.metric import Metric
from scheduler.kinds.registry import kind_of
from scheduler.queries.insights import pages_asked, to_measure

log = logging.getLogger(__name__)

_AT_MOST = 50  # posts of one place in one turn
_TURN = 30.0  # seconds, after which the next turn goes on
_AGAIN = timedelta(hours=1)  # until a place that did not tell is asked again, where it does not say when


def measure(works: Works) -> int:
    """Ask about whatever is to be asked today; gives of how many posts figures were noted.

    Nothing by a clock that is wrong: a figure of a day to come would stand as the latest.
    """
    if works.timekeeper.trouble() is not None:
        return 0
    now = works.clock.now()
    until = works.clock.monotonic() + _TURN
    today = now.astimezone(works.settings.zone).date()
    asked = pages_asked(works.ledger, today)
    noted = 0
    for channel in works.places():
        if not isinstance(channel, Measures) or not channel.tells_figures or _waits(works, channel, now):
            continue
        if works.stopping.is_set() or works.clock.monotonic() > until:
            break
        try:
            if channel.page_key not in asked and kind_of(channel.name).page_metrics:
                _measure_page(works, channel, now)
            for _ in _measured_posts(works, channel, now):
                noted += 1
                if works.stopping.is_set() or works.clock.monotonic() > until:
                    break
        except ChannelError as error:
            failure = error.failure
            log.info("%s: no figures for now: %s", channel.page_key, failure.code)
            wait = timedelta(seconds=failure.wait_seconds) if failure.wait_seconds else _AGAIN
            works.unmeasured[channel.page_key] = now + wait
    return noted


def _waits(works: Works, channel: Measures, now: datetime) -> bool:
    return works.is_paused(channel.page_key) or works.unmeasured.get(channel.page_key, now) > now


def _measure_page(works: Works, channel: Measures, now: datetime) -> None:
    metrics = kind_of(channel.name).page_metrics
    told = _noted(works, channel.page_figures(), now)
    with works.ledger.writing("loa") as book:
        book.insights.note_page(channel.page_key, told, _growing(metrics))


def _measured_posts(works: Works, channel: Measures, now: datetime) -> Iterator[Standing]:
    """Note what is told of each post whose turn it is; gives them as they are noted."""
    due = to_measure(works.ledger, channel.page_key, now, works.settings.zone, _AT_MOST)
    growing = _growing(kind_of(channel.name).metrics)
    for post, figures in channel.figures(tuple(due)) if due else ():
        with works.ledger.writing("loa") as book:
            book.insights.note(due[post], _noted(works, figures, now), growing)
        yield post


def _noted(works: Works, figures: Iterable[Figure], now: datetime) -> list[Noted]:
    zone = works.settings.zone
    return [Noted(one.metric, (one.at or now).astimezone(zone).date(), one.value) for one in figures]


def _growing(metrics: Iterable[Metric]) -> frozenset[str]:
    """Those of a day's own, which only grow until it is over."""
    return frozenset(metric.name for metric in metrics if not metric.is_total)
