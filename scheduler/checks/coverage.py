"""Whom a month speaks to and of what, against the audiences and topics that the office set itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter

from scheduler.calendar.model import Post
from scheduler.calendar.slots import occurrences
from scheduler.checks.written import House
from scheduler.problems import Message, Problem, Text

WRITTEN = 8  # posts, two a week: from then on a month can be judged


def not_covered(posts: Sequence[Post], house: House) -> Iterator[Problem]:
    """The audiences, and the topics, that no post of a month names; told at the first that begins in it.

    A series speaks in each of its months, but makes none of them written: a month with fewer than `WRITTEN`
    posts of its own is still being written, and is not told of, nor is one that is over.
    """
    months: defaultdict[date, list[Post]] = defaultdict(list)
    series: defaultdict[date, set[int]] = defaultdict(set)
    for number, post in enumerate(posts):
        if post.at is not None:
            months[post.at.date().replace(day=1)].append(post)
        if post.repeat:
            for _, due in occurrences(post):
                series[due.date().replace(day=1)].add(number)
    for month, own in sorted(months.items()):
        if month < house.today.replace(day=1) or len(own) < WRITTEN:
            continue
        its = [*own, *(posts[number] for number in series[month])]
        for key, known, message in (
            ("audience", house.settings.audiences, AUDIENCE_NOT_COVERED),
            ("topic", house.settings.topics, TOPIC_NOT_COVERED),
        ):
            lacking = {
                name: said for name, said in known.items() if all(getattr(p, key) != name for p in its)
            }
            if lacking:
                first = min(own, key=attrgetter("at"))
                shown = ", ".join(f"{said} ({name})" for name, said in lacking.items())
                problem = first.problem(message, "at", month=f"{month:%m/%Y}", missing=shown)
                yield replace(problem, post="")  # it is the month's, not the post's


AUDIENCE_NOT_COVERED = Message(
    "not-covered",
    Text(
        "tháng {month} chưa có bài nào dành cho: {missing}",
        "no post of {month} is for: {missing}",
    ),
    Text(
        "Viết thêm bài, hoặc xóa đối tượng ấy khỏi audiences trong config/settings.yaml.",
        "Write one, or take that audience out of config/settings.yaml.",
    ),
)
TOPIC_NOT_COVERED = Message(
    "not-covered",
    Text("tháng {month} chưa có bài nào về: {missing}", "no post of {month} is about: {missing}"),
    Text(
        "Viết thêm bài, hoặc xóa chủ đề ấy khỏi topics trong config/settings.yaml.",
        "Write one, or take that topic out of config/settings.yaml.",
    ),
)
