"""From what was read to HTML: the pages of the desk, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from starlette.responses import HTMLResponse, Response

from scheduler import locales
from scheduler.calendar.model import ChannelName, Post, PostId
from scheduler.calendar.wording import Wording, lines_of
from scheduler.cards.design.branding import brand_of
from scheduler.channels.link_preview import LinkPreviews
from scheduler.delivery.records import Event
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.visit import COOKIE, Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.acts import ACTS
from scheduler.desk.pages.by_hand import GivenView, PackView, is_shown
from scheduler.desk.pages.changes import changes_view
from scheduler.desk.pages.comments import CommentsView, watches_comments
from scheduler.desk.pages.crisis import crisis_of
from scheduler.desk.pages.embedding import embed_view, embedding_units, has_embeds
from scheduler.desk.pages.examining import Examinations
from scheduler.desk.pages.excel import ExcelView, choices_of
from scheduler.desk.pages.figures import figures_view
from scheduler.desk.pages.followers import Followed
from scheduler.desk.pages.keeping import DeletedView, VersionView, why_undeletable
from scheduler.desk.pages.khmer import spoken_in
from scheduler.desk.pages.linking import link_view
from scheduler.desk.pages.listing import Filter, Listings
from scheduler.desk.pages.markup import example_of, templates
from scheduler.desk.pages.month import month_of
from scheduler.desk.pages.overview import (
    delivery_rows,
    history,
    line_rows,
    row_of,
    standing_words,
    states_of,
    unit_rows,
)
from scheduler.desk.pages.pictures import SMALL
from scheduler.desk.pages.remarks import AT_MOST, remark_view, remarks_view
from scheduler.desk.pages.repeating import EVERY
from scheduler.desk.pages.report import WORDS_OF, ReportView, rows_of
from scheduler.desk.pages.sheet import sheet_of
from scheduler.desk.pages.status import status_view
from scheduler.desk.pages.texts import speaker
from scheduler.desk.pages.views import (
    acts_of,
    approval_view,
    by_week,
    part_of,
    post_view,
    unread,
)
from scheduler.desk.pages.week import week_of
from scheduler.desk.pages.writing_texts import CHOICES, FIELDS, MOTIONS, OCCASIONS, TEMPLATES
from scheduler.desk.people import csrf
from scheduler.engine.standstill import said
from scheduler.kinds.registry import kind_of, kinds
from scheduler.problems import Problem, Text
from scheduler.queries.deliveries import Summary
from scheduler.settings.users import Users

Shots = Mapping[str, Sequence[str]]
_UNITS = 5  # named on a post's page; the others are counted
_AND_OTHERS = Text("{units} và {count} đơn vị khác", "{units} and {count} other units")
_YEAR = 31_536_000  # seconds
_SAID = {
    "undone": "undone",
    "undo-late": "undo_late",
    "undo-past": "undo_past",
    "stale": "move_stale",
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
    "excel-taken": "x_taken",
    "excel-thrown": "x_thrown",
    "approved": "said_approved",
    "returned": "said_returned",
    "untitled": "said_untitled",
    "sent-on": "said_sent_on",
    **{one: f"said_{one}" for one in ("remark", "remark_done", "remark_unknown")},
}  # what an address may say


class Pages:
    """Renders each page; templates are compiled once."""

    def __init__(self) -> None:
        self.saves: Container[str] | None = (
            None  # those that can be taken back, where the calendar is written
        )
        self.practised: Mapping[PostId, Mapping[ChannelName, str]] | None = None  # and where, if people may
        self.deletes = False  # whether posts can be deleted
        self.examinations = Examinations()
        self.reports = False  # whether there is a folder of work to report on
        self.var: Path | None = None  # where copies of what people decided about are kept
        self.people: Callable[[], Users] = Users  # who may be named in a remark
        self.links: LinkPreviews | None = None  # where people may have links looked at
        self._listings = Listings()
        self._templates = templates()

    def calendar(self, visit: Visit) -> Response:
        """The list of posts, as far as the filter in the address admits them."""
        reading, say = visit.reading, speaker(visit.language)
        listing = self._listings.of(visit)
        wanted = Filter.of(visit.wanted)
        weeks, shown = listing.weeks, len(reading.posts)
        if wanted:
            admitted = tuple(listing.admitted(wanted))
            weeks, shown = by_week(admitted, visit.language, say("no_date")), len(admitted)
        return self._page(
            "calendar.html",
            visit,
            page="calendar",
            part=part_of(weeks, visit.wanted.get("from", ""), visit.today),
            shown=shown,
            summary=listing.summary(visit),
            listing=listing,
            wanted=wanted,
            unread=unread(reading),
            open_remarks=visit.ledger.count_remarks(visit.person.name),
            choices=_choices(reading),
            example=example_of(reading, visit.today),
        )

    def post(self, visit: Visit, post_id: str) -> Response:
        """One post; its problems alone when it cannot be read; 404 when nothing is known of it."""
        reading = visit.reading
        post, problems = reading.post(post_id), reading.problems_of(post_id)
        if post is None or reading.settings is None:
            if not problems:
                return self.nothing_here(visit)
            return self._page(
                "unreadable.html",
                visit,
                page="post",
                post_id=post_id,
                problems=problems,
                **self._talk(visit, post_id),
            )
        before, after = reading.neighbours(post)
        directory = reading.calendar.hotlines
        return self._page(
            "post.html",
            visit,
            page="post",
            post=post,
            view=post_view(post, visit),
            problems=problems,
            before=before,
            after=after,
            wordings=_wordings(post, visit),
            unit=visit.unit_of(post),
            post_units=reading.calendar.units_of(post),
            approval=approval_view(post, visit),
            changes=changes_view(post, visit, self.var),
            dead_links=visit.ledger.dead_links(post),
            figures=figures_view(post, visit),
            acts=acts_of(post, visit),
            undeletable=why_undeletable(post, visit) if self.deletes else None,
            practises=self.practised is not None and post.status != "draft" and post.id not in reading.faulty,
            practised=(self.practised or {}).get(post.id, {}),
            link=link_view(post, self.links, visit.language),
            moving=reading.gallery.film_sizes(post) if reading.gallery else [],
            alts=[reading.words(post, card.alt) for card in post.cards],
            looks=len(reading.gallery.looks(post, reading.unit_of(post))) if reading.gallery else 1,
            hotlines=lines_of(post, visit.unit_of(post), directory, (post.at or visit.now).date()),
            units=_units(post, visit),
            place=post.place(),
            page_name=brand_of(visit.unit_of(post)),
            **self._talk(visit, post.id),
            expires=locales.day(post.expires, visit.language) if post.expires else "",
        )

    def _talk(self, visit: Visit, post: str) -> Mapping[str, Any]:
        """What colleagues said about *post*, and whom a remark may name."""
        return {
            "talks": visit.decides,
            "remarks": [remark_view(one, visit) for one in visit.ledger.remarks_on(PostId(post))],
            "at_most": AT_MOST,
            "colleagues": [name for name in self.people().people if name != visit.person.name],
        }

    def remarks(self, visit: Visit) -> Response:
        """What colleagues still ask each other about posts."""
        mine, others = remarks_view(visit.ledger.open_remarks(visit.person.name), visit)
        return self._page("remarks.html", visit, page="remarks", mine=mine, others=others, at_most=AT_MOST)

    def month(self, visit: Visit) -> Response:
        """A month as a grid; a post may be moved to another day."""
        settings = visit.reading.settings
        if settings is None:
            return self.calendar(visit)
        month = month_of(visit, settings)
        return self._page(
            "month.html",
            visit,
            page="month",
            month=month,
            advice=visit.ledger.advice(settings, visit.reading.calendar, visit.now),
            month_name=locales.month(month.first, visit.language),
            small_size=SMALL,
            weekdays=locales.weekdays(visit.language),
            wanted=Filter.of(visit.wanted),
            choices=_choices(visit.reading),
        )

    def week(self, visit: Visit) -> Response:
        """A week by hours; a post may be moved to another day and hour."""
        settings = visit.reading.settings
        if settings is None:
            return self.calendar(visit)
        week = week_of(visit, settings)
        days = [one.date for one in week.days]
        return self._page(
            "week.html",
            visit,
            page="week",
            week=week,
            span=dates.span(days[0], days[-1], visit.language),
            small_size=SMALL,
            weekdays=locales.weekdays(visit.language),
            wanted=Filter.of(visit.wanted),
            choices=_choices(visit.reading),
        )

    def ask_scope(self, visit: Visit, post: Post, given: Mapping[str, Any], to: datetime) -> Response:
        """Which dates of a series are to be moved; *given* was sent, *to* is where, by the office's clock."""
        names = ("at", "day", "time", "occurrence", "back")
        return self._page(
            "scope.html",
            visit,
            page="week",
            post=post,
            title=visit.reading.words(post, post.title),
            when=locales.moment(to, visit.language),
            kept={name: str(given.get(name, "")) for name in names},
        )

    def several_told(
        self, visit: Visit, told: Sequence[tuple[str, str]], *, done: int, saved: str, back: str
    ) -> Response:
        """What could not be done with which of several posts (by title), and how many it was *done* with."""
        return self._page(
            "several.html", visit, page="week", told=told, done=done, several_saved=saved, back=back
        )

    def write(self, visit: Visit, *, status: int, **context: Any) -> Response:
        """The write form."""
        return self._page(
            "write.html",
            visit,
            status=status,
            page="write",
            field_words=FIELDS,
            choice_words=CHOICES,
            template_words=TEMPLATES,
            occasions=OCCASIONS,
            motions=MOTIONS,
            every=EVERY,
            weekdays=locales.weekdays(visit.language),
            hotlines=visit.reading.calendar.hotlines,
            all_units=visit.reading.calendar.units,
            channel_names=_choosable(visit.reading),
            sent_on=[kind.name for kind in kinds() if kind.sends_on],
            **context,
        )

    def followers(self, visit: Visit, seen: Followed, shots: Shots, source: str) -> str:
        """A post as followers see it, as HTML for the form; *shots*: its pictures' addresses by size."""
        way = seen.way
        return self._templates.get_template("followers.html").render(
            say=speaker(visit.language),
            seen=seen,
            shots=shots.get(way.size, ()) if way else (),
            covers=shots.get(way.cover, ()) if way else (),
            source=source,
        )

    def out_of_date(self, visit: Visit) -> Response:
        """The form that was sent was not made by a page of this run."""
        return self.refused(visit, speaker(visit.language)("bad_form"))

    def refused(self, visit: Visit, why: str, *, status: int = 403) -> Response:
        """What was sent was not sent by a page of the desk, or cannot be done; *why* in words."""
        return self._page("refused.html", visit, status=status, page="nothing", why=why)

    def not_understood(self, visit: Visit, status: int) -> Response:
        """What was sent is nothing that a page of the desk sends."""
        return self.refused(visit, speaker(visit.language)("not_understood"), status=status)

    def deliveries(self, visit: Visit) -> Response:
        """What the ledger holds, as far as the address asks for it."""
        wanted = {name: visit.wanted.get(name, "") for name in ("state", "unit", "post")}
        standing, listing = None, None
        if not any(wanted.values()):
            listing = self._listings.of(visit)
            standing = status_view(visit, listing.views.values(), self.examinations)
        rows, more = delivery_rows(visit) if standing is None else ([], standing.more)
        return self._page(
            "deliveries.html",
            visit,
            page="deliveries",
            standing=standing,
            listing=listing,
            rows=rows,
            more=more,
            states=states_of(visit),
            units=visit.reading.calendar.units,
            wanted=wanted,
        )

    def crisis(self, visit: Visit) -> Response:
        """The playbook, with what is public and the prepared statements."""
        if visit.reading.settings is None:
            return self.calendar(visit)
        return self._page(
            "crisis.html",
            visit,
            page="crisis",
            crisis=crisis_of(visit),
            decides=visit.decides,
            small_size=SMALL,
        )

    def by_hand(self, visit: Visit, to_do: Sequence[GivenView], said: Sequence[GivenView]) -> Response:
        """What is posted by hand."""
        return self._page("by_hand.html", visit, page="by-hand", to_do=to_do, said_rows=said)

    def comments(self, visit: Visit, view: CommentsView) -> Response:
        """What people said below posts that somebody should look at."""
        return self._page("comments.html", visit, page="comments", view=view)

    def given(self, visit: Visit, key: str, view: PackView | None, *, is_reachable: bool) -> Response:
        """One of them; None: what was given is there no more. *is_reachable*: a phone can open the page."""
        return self._page("given.html", visit, page="by-hand", key=key, view=view, is_reachable=is_reachable)

    def history(self, visit: Visit, row: Summary, events: list[Event]) -> Response:
        """One delivery's lines of the book."""
        shown = row_of(row, visit)
        return self._page("history.html", visit, page="deliveries", row=shown, lines=history(events, visit))

    def report(self, visit: Visit, view: ReportView) -> Response:
        """The figures of a period."""
        return self._report("report.html", visit, view)

    def report_rows(self, visit: Visit, view: ReportView) -> Response:
        """The deliveries behind one of them."""
        found = rows_of(view, visit)
        if found is None:
            return self.nothing_here(visit)
        title, lines, more = found
        return self._report("report_rows.html", visit, view, title=title, lines=lines, more=more)

    def _report(self, template: str, visit: Visit, view: ReportView, **more: Any) -> Response:
        def count(value: int) -> str:
            return locales.whole_number(value, visit.language)

        return self._page(template, visit, page="report", view=view, words=WORDS_OF, count=count, **more)

    def embed(self, visit: Visit) -> Response:
        """The code by which other pages show the news."""
        return self._page(
            "embed.html", visit, page="embed", view=embed_view(visit), units=embedding_units(visit)
        )

    def setup(self, visit: Visit, template: str, *, status: int = 200, **context: Any) -> Response:
        """A page of the set-up."""
        return self._page(template, visit, status=status, page="setup", **context)

    def excel(self, visit: Visit, *, waiting: Sequence[object], refusal: str, status: int) -> Response:
        """Where a plan in Excel is dropped, and those with rows left."""
        more = {"waiting": waiting, "refusal": refusal}
        return self._page("excel.html", visit, status=status, page="excel", **more)

    def excel_plan(self, visit: Visit, view: ExcelView, *, status: int, **context: Any) -> Response:
        """One of them, with its rows."""
        context |= {
            "choices": choices_of(),
            "letter": get_column_letter,
            "said_of": lambda texts: [text.say(visit.language) for text in texts],
            "opened": visit.wanted.get("row", ""),
        }
        return self._page("excel_plan.html", visit, status=status, page="excel", view=view, **context)

    def units(self, visit: Visit) -> Response:
        """The units as a tree."""
        if visit.reading.settings is None:
            return self.calendar(visit)
        way, rows = unit_rows(visit)
        count = len(visit.reading.calendar.units)
        return self._page(
            "units.html", visit, page="units", way=way, rows=rows, all_units=count, lines=line_rows(visit)
        )

    def sheet(self, visit: Visit) -> Response:
        """The sheet to sign; as wide as a phone it is to be read."""
        if visit.reading.settings is None:
            return self.calendar(visit)
        today = locales.day(visit.today, visit.language)
        return self._page("sheet.html", visit, page="sheet", sheet=sheet_of(visit), today=today)

    def login(
        self, visit: Visit, why: str = "", *, name: str = "", wait: int = 0, status: int = 200
    ) -> Response:
        """Where people log in; *why* names the words that say why *name* may not, for *wait* seconds."""
        return self._page("login.html", visit, status=status, page="login", why=why, name=name, wait=wait)

    def phone(self, visit: Visit, *, status: int, **context: Any) -> Response:
        """What an approver sees by the link that she was sent."""
        return self._page("phone.html", visit, status=status, page="phone", **context)

    def trash(self, visit: Visit, rows: Sequence[DeletedView]) -> Response:
        """What was deleted and can be brought back."""
        return self._page("trash.html", visit, page="trash", rows=rows)

    def versions(self, visit: Visit, post: Post, rows: Sequence[VersionView]) -> Response:
        """How a post read before."""
        title = visit.reading.words(post, post.title)
        return self._page("versions.html", visit, page="versions", post=post, title=title, rows=rows)

    def problems(self, visit: Visit) -> Response:
        """Every problem, by file."""
        by_file: dict[str, list[Problem]] = {}
        for problem in visit.reading.problems:
            by_file.setdefault(problem.place.file, []).append(problem)
        return self._page("problems.html", visit, page="problems", files=by_file)

    def nothing_here(self, visit: Visit) -> Response:
        """There is no such page."""
        return self._page("nothing.html", visit, status=404, page="nothing")

    def _page(self, template: str, visit: Visit, *, status: int = 200, **context: Any) -> Response:
        reading, language = visit.reading, visit.language
        token = visit.wanted.get("saved", "")
        html = self._templates.get_template(template).render(
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
            writes=self.saves is not None and visit.person.may_write,
            person=visit.person,
            by_hand=visit.ledger.to_do_by_hand if is_shown(visit) else None,
            comments=visit.ledger.comments_unseen if watches_comments(visit) else None,
            embeds=has_embeds(visit),
            deletes=self.deletes,
            asks_approval=visit.asked is not None,
            reports=self.reports,
            sets_up=self.saves is not None and visit.person.may_approve,
            standing_words=lambda counts: standing_words(counts, language),
            saved=token if self.saves is not None and token in self.saves else "",
            said=_said(visit),
            **{"csrf": csrf.word(visit.person.session), **context},
        )
        response = HTMLResponse(html, status_code=status)
        if visit.language_chosen:
            response.set_cookie(COOKIE, visit.spoken, max_age=_YEAR, httponly=True, samesite="lax")
        return response


def _said(visit: Visit) -> str:
    """What was just done, as far as the address says it; '' for nothing."""
    said, say = visit.wanted.get("said", ""), speaker(visit.language)
    day = visit.wanted.get("day", "")
    if said == "moved" and dates.is_day(day):
        to = date.fromisoformat(day)
        return say("moved", when=f"{locales.weekday(to, visit.language)}, {locales.day(to, visit.language)}")
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
    why, todo = said(standing, visit.reading.zone), standing.reason.todo
    return speaker(visit.language)("standstill", why=why.say(visit.language), todo=todo.say(visit.language))


def _units(post: Post, visit: Visit) -> str:
    """Who publishes *post*, in words; '' where there is the province alone."""
    calendar = visit.reading.calendar
    if len(calendar.units) < 2:
        return ""
    names = [unit.name for unit in calendar.units_of(post)]
    shown, count = ", ".join(names[:_UNITS]), len(names) - _UNITS
    return _AND_OTHERS.say(visit.language, units=shown, count=count) if count > 0 else shown


def _wordings(post: Post, visit: Visit) -> Mapping[ChannelName, Wording]:
    return {
        channel: visit.reading.wording(post, visit.unit_of(post), channel, kind_of(channel).limits)
        for channel in post.channels or _choosable(visit.reading)  # none yet: as it would stand there
    }


def _choosable(reading: Reading) -> tuple[ChannelName, ...]:
    return tuple(ChannelName(kind.name) for kind in reading.channels)


def _choices(reading: Reading) -> Mapping[str, Mapping[str, str]]:
    """Audiences and topics that some post has, in the words people read."""
    settings = reading.settings
    if settings is None:
        return {"audience": {}, "topic": {}, "channel": {}}
    return {
        "channel": {kind.name: kind.said.say(settings.language) for kind in reading.channels},
        "audience": _used(settings.audiences, {post.audience for post in reading.posts}),
        "topic": _used(settings.topics, {post.topic for post in reading.posts}),
    }


def _used(words: Mapping[str, str], keys: set[str]) -> Mapping[str, str]:
    return {key: said for key, said in words.items() if key in keys}
