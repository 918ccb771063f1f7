"""Neighbours with the same card: who scrolls past takes the second for the first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from scheduler.calendar.model import ALL_UNITS
from scheduler.checks.facts import Everything, Told
from scheduler.checks.written import House
from scheduler.problems import Message

_VARIED = ("event", "bilingual", "number", "story", "quote", "myth", "question")


def same_card(posts: Everything, house: House) -> Iterator[Told]:
    """The posts of a month whose card has the template and the drawing of the one before it on a page."""
    dates, faces, titles = posts.column("at"), posts.column("faces"), posts.column("titles")
    pages = posts.pages
    ordered = sorted((at, number) for number, at in enumerate(dates) if at is not None)
    latest: dict[tuple[str, str], int] = {}  # of each page the post before
    used: dict[tuple[int, int], set[str]] = {}
    for at, number in ordered:
        used.setdefault((at.year, at.month), set()).add(faces[number].partition("|")[0])
    every = tuple(house.units)
    places_of = {
        (channels, units): list(product(channels, every if ALL_UNITS in units else units))
        for channels, units in set(pages)
    }
    for at, number in ordered:
        places = places_of[pages[number]]
        before = {latest[place] for place in places if place in latest}
        latest |= dict.fromkeys(places, number)
        template, _, drawing = faces[number].partition("|")
        alike = [
            other
            for other in sorted(before)
            if drawing and faces[other] == faces[number]
            and (dates[other].year, dates[other].month) == (at.year, at.month)
        ]  # fmt: skip
        if not alike or at.date() < house.today:
            continue
        seen = used[at.year, at.month]  # what the month has not shown comes first
        others = ", ".join(sorted((name for name in _VARIED if name != template), key=seen.__contains__))
        values = {"before": titles[alike[0]], "template": template, "drawing": drawing, "others": others}
        yield Told(number, SAME_CARD, ("at",), values)


SAME_CARD = Message.of(
    "same-card",
    "thẻ trông như thẻ của bài ngay trước (“{before}”): cùng mẫu {template}, cùng hình {drawing}",
    "the card looks like that of the post before (“{before}”): template {template}, drawing {drawing}",
    "Đổi hình vẽ (illustration) hoặc mẫu thẻ (template) của một trong hai bài, ví dụ: {others}.",
    "Take another illustration or template for one of the two, such as {others}.",
)
