"""What every page of the desk has around it: the menu, what was just done, what stands still."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.responses import HTMLResponse, Response

from scheduler import locales
from scheduler.desk.live.visit import COOKIE, Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.acts import ACTS
from scheduler.desk.pages.by_hand import is_shown
from scheduler.desk.pages.comments import watches_comments
from scheduler.desk.pages.embedding import has_embeds
from scheduler.desk.pages.excel import Waiting
from scheduler.desk.pages.khmer import spoken_in
from scheduler.desk.pages.markup import templates
from scheduler.desk.pages.overview import standing_words
from scheduler.desk.pages.scheduled import saved_in_words
from scheduler.desk.pages.standstill_texts import as_said_here
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.engine.standstill import said

_YEAR = 31_536_000  # seconds
_SAID = {
    "undone": "undone",
    "undo-late": "undo_late",
    "undo-past": "undo_past",
    "undo-there": "undo_there",
    "stale": "move_stale",
    "draft-changed": "draft_changed",
    "line-called": "line_called",
    "line-changed": "line_changed",
    "not-cleaned": "not_cleaned",
    "submitted": "said_submitted",
    "done": "said_done",
    "back": "said_back",
    "down": "said_down",
    **{f"comment-{one}": f"said_comment_{one}" for one in ("seen", "hide", "show", "answer", "drop")},
    **{act: f"said_{act}" for act in (*ACTS, "freeze", "thaw", "let_out", "colours")},
    "deleted": "said_deleted",
    "several": "said_several",
    "restored": "said_restored",
    "restored_draft": "said_restored_draft",
    "version": "said_version",
    "version_same": "said_version_same",
    "version_draft": "said_version_draft",
    "excel-thrown": "x_thrown",
    "approved": "said_approved",
    "returned": "said_returned",
    "untitled": "said_untitled",
    "sent-on": "said_sent_on",
    **{one: f"said_{one}" for one in ("remark", "remark_done", "remark_unknown")},
}  # what an address may say


class Frame:
    """Fills templates, which are compiled once."""

    def __init__(self) -> None:
        self.saves: Container[str] | None = None  # what can be taken back, where the calendar is written
        self.plans_left: Callable[[], Sequence[Waiting]] = tuple  # workbooks with rows that wait
        self.deletes = False  # whether posts can be deleted
        self.reports = False  # whether there is a folder of work to report on
        self.templates = templates()

    def page(self, template: str, visit: Visit, *, status: int = 200, **context: Any) -> Response:
        """*template* with what every page has, and *context*.

        A cookie keeps the language where the address chose one.
        """
        reading, language = visit.reading, visit.language
        token = visit.wanted.get("saved", "")
        writes = self.saves is not None and visit.person.may_write
        plans_left = self.plans_left() if writes and not visit.is_narrow else ()
        html = self.templates.get_template(template).render(
            say=speaker(language),
            language=language,
            other_languages=visit.other_languages,
            is_khmer=visit.is_khmer,
            spoken=spoken_in(visit.is_khmer),
            reading=reading,
            organisation=reading.unit.name,
            stopped=[line for line in (_frozen(visit), _standstill(visit)) if line],
            is_frozen=visit.ledger.frozen is not None and visit.path != "/login",
            version=visit.version,
            updated=f"{visit.local(reading.at):%H:%M:%S}",
            errors=reading.levels[True],
            warnings=reading.levels[False],
            writes=writes,
            plans_left=plans_left,
            rows_left=sum(plan.left for plan in plans_left),
            person=visit.person,
            by_hand=visit.ledger.to_do_by_hand if is_shown(visit) else None,
            comments=visit.ledger.comments_unseen
            if watches_comments(visit) and not visit.is_narrow
            else None,
            embeds=has_embeds(visit) and not visit.is_narrow,
            deletes=self.deletes,
            is_narrow=visit.is_narrow,
            is_deleted=self.deletes and visit.wanted.get("said") == "deleted",
            asks_approval=visit.asked is not None,
            reports=self.reports,
            sets_up=self.saves is not None and visit.person.may_approve and not visit.is_narrow,
            standing_words=lambda counts: standing_words(counts, language),
            saved=token if self.saves is not None and token in self.saves else "",
            **{"csrf": csrf.word(visit.person.session), "said": _said(visit), **context},
        )
        response = HTMLResponse(html, status_code=status)
        if visit.language_chosen:
            response.set_cookie(COOKIE, visit.spoken, max_age=_YEAR, httponly=True, samesite="lax")
        return response

    def out_of_date(self, visit: Visit) -> Response:
        """The form that was sent was not made by a page of this run."""
        return self.refused(visit, speaker(visit.language)("bad_form"))

    def refused(self, visit: Visit, why: str, *, status: int = 403) -> Response:
        """What was sent was not sent by a page of the desk, or cannot be done; *why* in words."""
        return self.page("refused.html", visit, status=status, page="nothing", why=why)

    def not_hers(self, visit: Visit) -> Response:
        """What was sent would change what is for other units too."""
        return self.refused(visit, speaker(visit.language)("not_your_unit"))

    def not_understood(self, visit: Visit, status: int) -> Response:
        """What was sent is nothing that a page of the desk sends."""
        return self.refused(visit, speaker(visit.language)("not_understood"), status=status)

    def nothing_here(
        self, visit: Visit, *, was_post: bool = False, title: str = "", rows: str = ""
    ) -> Response:
        """There is no such page; of a post that is gone its *title* ('': nobody knows it), and at *rows* is
        where it went."""
        gone = {"was_post": was_post, "title": title, "rows": rows}
        return self.page("nothing.html", visit, status=404, page="nothing", **gone)


def _said(visit: Visit) -> str:
    """What was just done, as far as the address says it; '' for nothing."""
    said, say = visit.wanted.get("said", ""), speaker(visit.language)
    day = visit.wanted.get("day", "")
    if said == "moved" and dates.is_day(day):
        to = date.fromisoformat(day)
        when = f"{locales.weekday(to, visit.language)}, {locales.day(to, visit.language)}"
        if re.fullmatch(r"\d\d:\d\d", visit.wanted.get("time", "")):
            when += f" · {visit.wanted['time']}"
        return say("moved", when=when)
    if not said and visit.wanted.get("saved"):
        return saved_in_words(visit)
    return say(_SAID[said]) if said in _SAID else ""


def _frozen(visit: Visit) -> str:
    """That everything is stopped, by whom and why; '' where nothing is."""
    frozen = visit.ledger.frozen
    if frozen is None:
        return ""
    since = locales.time_text(visit.local(frozen.since))
    return speaker(visit.language)("frozen", who=frozen.who, since=since, why=frozen.why)


def _standstill(visit: Visit) -> str:
    """That nothing is carried, since when, why and what to do; '' where all goes its way."""
    standing = visit.ledger.standstill
    if standing is None:
        return ""
    standing = replace(standing, reason=as_said_here(standing.reason))
    why, todo = said(standing, visit.reading.zone), standing.reason.todo
    return speaker(visit.language)("standstill", why=why.say(visit.language), todo=todo.say(visit.language))
