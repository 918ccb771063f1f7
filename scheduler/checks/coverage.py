"""Whom a month speaks to and of what, against the audiences and topics that the office set itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from scheduler.calendar.model import Post
from scheduler.checks.written import House
from scheduler.problems import Message, Problem, Text

WRITTEN = 8  # posts, two a week: from then on a month can be judged


def not_covered(posts: Sequence[Post], house: House) -> Iterator[Problem]:
    """The audiences, and the topics, that no post of a month names; told at the month's first post.

    A month that is over is not told of, nor one with fewer than `WRITTEN` posts: it is still being written.
    """
    months: defaultdict[date, list[Post]] = defaultdict(list)
    for post in posts:
        if post.at is not None:
            months[post.at.date().replace(day=1)].append(post)
    for month, its in sorted(months.items()):
        if month < house.today.replace(day=1) or len(its) < WRITTEN:
            continue
        for key, known, message in (
            ("audience", house.settings.audiences, AUDIENCE_NOT_COVERED),
            ("topic", house.settings.topics, TOPIC_NOT_COVERED),
        ):
            lacking = {
                name: said for name, said in known.items() if all(getattr(p, key) != name for p in its)
            }
            if lacking:
                first = min(its, key=lambda one: one.at or house.day_of(one))
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
