"""Which cards move, in which size on which channel, and what stands in the way."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scheduler.calendar.model import Post, Unit
from scheduler.cards import film_messages as messages
from scheduler.cards.design.filling import CardOf
from scheduler.cards.design.template import Template
from scheduler.cards.motion.frames import RATE
from scheduler.cards.motion.score import LONGEST
from scheduler.kinds.film import FilmShape
from scheduler.kinds.registry import kind_of
from scheduler.problems import Message, Problem

SIZES = ("portrait", "square", "story")  # of films; the wide one is for previews of links
YES, NO = "true", "false"


def motion_of(post: Post, templates: Mapping[str, Template]) -> str:
    """true, the size that was asked for, or '' for a post whose card stands still.

    A template's own wish is heard where the post says nothing, and where there is one card and no film.
    """
    if len(post.cards) != 1 or post.film:
        return ""
    (card,) = post.cards
    template = templates.get(card.template)
    asked = card.motion or (YES if template and template.motion else NO)
    return "" if asked == NO else asked


def sizes_of(template: Template) -> tuple[str, ...]:
    """Those in which its cards can move."""
    return tuple(size for size in SIZES if size in template.sizes)


def moving_sizes(motion: str, template: Template) -> list[str]:
    """Those in which a card of that *motion* can move: all of them, or the one that was asked for."""
    asked = [size for size in sizes_of(template) if motion in {YES, size}]
    return [size for size in asked if not any(edge % 2 for edge in template.sizes[size].canvas)]


def size_on(channel: str, motion: str, template: Template) -> str:
    """The size of the film that goes to *channel*; '' where the card goes there as a picture."""
    there = [size for size in kind_of(channel).moving if size in sizes_of(template)]
    if motion == YES:
        return there[0] if there else ""
    return motion if motion in there else ""


def problems_of(
    post: Post, motion: str, template: Template | None, units: Sequence[Unit]
) -> Iterator[Problem]:
    """What keeps its moving card from going where the post goes, to *units*; cheap to ask again."""
    for number, card in enumerate(post.cards):
        if card.motion not in {"", NO} and (len(post.cards) > 1 or post.film):
            yield CardOf(post, number).problem(messages.MOTION_ALONE, "motion")
            return
    if not motion or template is None:
        return
    one, known = CardOf(post, 0), sizes_of(template)
    if motion not in {YES, *known}:
        names = ", ".join(known) or "–"
        yield one.problem(messages.MOTION_SIZE, "motion", size=motion, template=template.name, known=names)
        return
    if not is_maker_there():
        yield one.problem(messages.NO_FILM_MAKER, "motion")
        return
    told: dict[Message, dict[str, Any]] = {}
    for channel in post.channels:
        size = size_on(channel, motion, template)
        if not size:
            continue
        width, height = template.sizes[size].canvas
        if width % 2 or height % 2:
            values = {"size": size, "template": template.name, "width": width, "height": height}
            told[messages.MOTION_ODD] = values
        elif refuses := kind_of(channel).refuses_film:
            shape = FilmShape(width, height, LONGEST, RATE)
            blocks: list[object] = [unit.channels[channel] for unit in units if channel in unit.channels]
            named = {"name": f"{template.name}, {size}"}
            found = (refuses(shape, block) for block in blocks or [None])
            told |= {message: {**named, **values} for message, values in filter(None, found)}
    yield from (one.problem(message, "motion", **values) for message, values in told.items())


def is_maker_there() -> bool:
    """Whether PyAV is installed."""
    return importlib.util.find_spec("av") is not None
