"""What the post's page shows of what came of it: each channel's figures, as of which day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from scheduler import locales
from scheduler.calendar.model import ChannelName, Post
from scheduler.delivery.states import State
from scheduler.desk.live.visit import Visit
from scheduler.kinds.metric import MEASURE_NAMES, Measure
from scheduler.kinds.registry import kind_of


@dataclass(frozen=True, slots=True)
class FiguresView:
    """*figures* are what is counted, with its count, in words; none where the channel told nothing."""

    channel: str
    figures: tuple[tuple[str, str], ...]
    as_of: str


def figures_view(post: Post, visit: Visit) -> list[FiguresView]:
    """What came of *post* for the unit for which it is shown; the dates of a series together."""
    rows = [row for row in visit.rows_of(post).values() if row.state is State.PUBLISHED]
    came = visit.ledger.came_of(rows)
    of_channel: defaultdict[ChannelName, dict[Measure, int]] = defaultdict(dict)
    days: dict[ChannelName, date] = {}
    for row in rows:
        sums, (figures, as_of) = of_channel[row.key.channel], (came[row.id].figures, came[row.id].as_of)
        for measure, value in figures.items():
            sums[measure] = sums.get(measure, 0) + value
        if as_of is not None:
            days[row.key.channel] = max(as_of, days.get(row.key.channel, as_of))
    language = visit.language
    return [
        FiguresView(
            kind_of(channel).title.say(language),
            tuple(
                (name.say(language), locales.whole_number(sums[measure], language))
                for measure, name in MEASURE_NAMES.items()
                if measure in sums
            ),
            locales.day(days[channel], language) if channel in days else "",
        )
        for channel, sums in of_channel.items()
    ]
