"""What colleagues said about posts, as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from scheduler.delivery.remarks import Remark
from scheduler.desk.live.visit import Visit
from scheduler.engine.notifying import MENTION
from scheduler.queries.remarks import AT_MOST, Asked

__all__ = ["AT_MOST", "RemarkView", "remark_view", "remarks_view"]


@dataclass(frozen=True, slots=True)
class RemarkView:
    """One remark; *done*: who called it done, and when; None: it is open."""

    number: int
    post: str
    title: str
    who: str
    when: str
    text: Markup
    people: str
    is_mine: bool  # it names the reader
    done: tuple[str, str] | None


def remark_view(asked: Asked, visit: Visit) -> RemarkView:
    """*asked* for that reader."""
    one = asked.remark
    return RemarkView(
        one.number,
        one.post,
        visit.title_of(one.post),
        one.who,
        visit.moment(one.at),
        _shown(one.text),
        ", ".join(asked.people),
        visit.person.name in asked.people,
        _done(asked.done, visit),
    )


def remarks_view(found: Sequence[Asked], visit: Visit) -> tuple[list[RemarkView], list[RemarkView]]:
    """What is open: that which names the reader, and the others."""
    views = [remark_view(one, visit) for one in found]
    return [one for one in views if one.is_mine], [one for one in views if not one.is_mine]


def _done(by: Remark | None, visit: Visit) -> tuple[str, str] | None:
    return (by.who, visit.moment(by.at)) if by else None


def _shown(text: str) -> Markup:
    lines = (MENTION.sub(r"<b>@\1</b>", str(escape(line))) for line in text.split("\n"))
    return Markup("<br>").join(Markup(line) for line in lines)  # noqa: S704 # nosec B704 - escaped above
