"""What is to be mended, by what people can do about it: posts, Khmer words, hotlines, the office's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler import locales
from scheduler.calendar.model import PostId
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.overview import LineRow, line_rows
from scheduler.problems import Problem

_LINES, _KHMER = "hotline-unverified", "khmer-unread"


@dataclass(frozen=True, slots=True)
class ToMend:
    """A post as people know it, what is wrong with it, errors first; *when* it goes out, '' for no day."""

    id: str
    title: str
    when: str
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Mending:
    """*posts* with what is wrong in each, those with errors first; posts whose *khmer* nobody read back;
    *lines* that nobody called lately; and what is wrong in the *office*'s own files."""

    posts: Sequence[ToMend]
    khmer: Sequence[ToMend]
    lines: Sequence[LineRow]
    office: Sequence[Problem]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be mended."""
        return not (self.posts or self.khmer or self.lines or self.office)


def mending_of(visit: Visit) -> Mending:
    """All that the calendar's problems ask for. A hotline that posts name too is told once."""
    by_post: dict[str, list[Problem]] = {}
    khmer: dict[str, list[Problem]] = {}
    office, keys = [], set()
    for problem in visit.reading.problems:
        key = str(problem.values.get("key", ""))
        if problem.code == _LINES and key in visit.reading.calendar.hotlines:
            keys.add(key)
            if problem.post and problem.is_error:  # that post does not go out before
                by_post.setdefault(problem.post, []).append(problem)
        elif problem.code == _KHMER and problem.post:
            khmer.setdefault(problem.post, []).append(problem)
        elif problem.post:
            by_post.setdefault(problem.post, []).append(problem)
        else:
            office.append(problem)
    posts = [_to_mend(post, problems, visit) for post, problems in by_post.items()]
    posts.sort(key=lambda one: not any(problem.is_error for problem in one.problems))
    unread = [_to_mend(post, problems, visit) for post, problems in khmer.items()]
    lines = [row for row in line_rows(visit) if row.line.key in keys and not visit.is_narrow]
    return Mending(posts, unread, lines, office)


def _to_mend(id_: str, problems: Sequence[Problem], visit: Visit) -> ToMend:
    post = visit.reading.post(id_)
    at = post.at if post else None
    when = locales.moment(at, visit.language) if at else ""
    return ToMend(id_, visit.title_of(PostId(id_)), when, sorted(problems, key=lambda one: not one.is_error))
