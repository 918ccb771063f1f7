"""Whom a month speaks to and of what, against the audiences and topics that the office set itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from scheduler.checks.facts import Everything, Told
from scheduler.checks.written import House
from scheduler.problems import Message

WRITTEN = 8  # posts, two a week: from then on a month can be judged


def not_covered(posts: Everything, house: House) -> Iterator[Told]:
    """The audiences, and the topics, that no post of a month names; told at the first that begins in it.

    A series speaks in each of its months, but makes none of them written: a month with fewer than `WRITTEN`
    posts of its own is still being written, and is not told of, nor is one that is over.
    """
    this = house.today.replace(day=1)
    dates = posts.column("at")
    months: defaultdict[date, list[int]] = defaultdict(list)
    for number, at in enumerate(dates):
        if at is not None and (at.year, at.month) >= (this.year, this.month):
            months[date(at.year, at.month, 1)].append(number)
    series: defaultdict[date, set[int]] = defaultdict(set)
    for number, later in posts.sparse("later").items():
        for due in (dates[number], *later):
            if due is not None:
                series[due.date().replace(day=1)].add(number)
    columns = posts.column("audiences"), posts.column("topics")
    for month, own in sorted(months.items()):
        if len(own) < WRITTEN:
            continue
        for column, known, message in (
            (columns[0], house.settings.audiences, AUDIENCE_NOT_COVERED),
            (columns[1], house.settings.topics, TOPIC_NOT_COVERED),
        ):
            named = {column[number] for number in (*own, *series[month])}
            lacking = [f"{said} ({name})" for name, said in known.items() if name not in named]
            if lacking:
                first = min(own, key=dates.__getitem__)
                values = {"month": f"{month:%m/%Y}", "missing": ", ".join(lacking)}
                yield Told(first, message, ("at",), values, is_of_post=False)


AUDIENCE_NOT_COVERED = Message.of(
    "not-covered",
    "tháng {month} chưa có bài nào dành cho: {missing}",
    "no post of {month} is for: {missing}",
    "Viết thêm bài, hoặc xóa đối tượng ấy khỏi audiences trong config/settings.yaml.",
    "Write one, or take that audience out of config/settings.yaml.",
)
TOPIC_NOT_COVERED = Message.of(
    "not-covered",
    "tháng {month} chưa có bài nào về: {missing}",
    "no post of {month} is about: {missing}",
    "Viết thêm bài, hoặc xóa chủ đề ấy khỏi topics trong config/settings.yaml.",
    "Write one, or take that topic out of config/settings.yaml.",
)
