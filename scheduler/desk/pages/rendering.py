"""From what was read to HTML: the pages of the desk, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from scheduler import locales
from scheduler.calendar.model import ChannelName, Post, PostId
from scheduler.calendar.wording import Wording, lines_of
from scheduler.channels.link_preview import LinkPreviews
from scheduler.delivery.records import Event
from scheduler.desk.live.reading import Reading
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages import dates
from scheduler.desk.pages.album_texts import KINDS
from scheduler.desk.pages.board import Boards
from scheduler.desk.pages.board_rows import SORTS, STATES, board_file, board_of
from scheduler.desk.pages.changes import changes_view
from scheduler.desk.pages.crisis import crisis_of
from scheduler.desk.pages.decided import done_of
from scheduler.desk.pages.drafts import is_draft, look_of
from scheduler.desk.pages.embedding import embed_view, embedding_units
from scheduler.desk.pages.examining import Examinations
from scheduler.desk.pages.figures import figures_view
from scheduler.desk.pages.followers import Followed, lies_wide
from scheduler.desk.pages.frame import Frame
from scheduler.desk.pages.grid import item_of
from scheduler.desk.pages.keeping import why_undeletable
from scheduler.desk.pages.linking import link_view
from scheduler.desk.pages.listing import Filter, Listings
from scheduler.desk.pages.markup import example_of
from scheduler.desk.pages.mending import mending_of
from scheduler.desk.pages.month import month_of
from scheduler.desk.pages.overview import (
    delivery_rows,
    history,
    line_rows,
    row_of,
    states_of,
    unit_rows,
)
from scheduler.desk.pages.pictures import SMALL
from scheduler.desk.pages.remarks import AT_MOST, remark_view, remarks_view
from scheduler.desk.pages.repeating import EVERY
from scheduler.desk.pages.report import MIMES, WORDS_OF, ReportView, rows_of
from scheduler.desk.pages.sheet import sheet_of
from scheduler.desk.pages.standing import is_approved
from scheduler.desk.pages.status import status_view
from scheduler.desk.pages.template_texts import TEMPLATE_USES
from scheduler.desk.pages.texts import speaker
from scheduler.desk.pages.views import (
    acts_of,
    approval_view,
    part_of,
    post_view,
    unread,
)
from scheduler.desk.pages.week import week_of
from scheduler.desk.pages.writing_texts import CHOICES, FIELDS, MOTIONS, OCCASIONS, TEMPLATES
from scheduler.kinds.registry import kind_of, kinds
from scheduler.problems import Text
from scheduler.queries.deliveries import Summary
from scheduler.settings.users import Users

Shots = Mapping[str, Sequence[str]]
_UNITS = 5  # named on a post's page; the others are counted
_AND_OTHERS = Text("{units} và {count} đơn vị khác", "{units} and {count} other units")


class Pages(Frame):
    """Renders each page that asks more than what its own room knows."""

    def __init__(self) -> None:
        super().__init__()
        self.practised: Mapping[PostId, Mapping[ChannelName, str]] | None = None  # and where, if people may
        self.lacks: Callable[[Visit, Post], Sequence[tuple[str, str]]] = lambda *_: ()  # why one cannot be
        self.examinations = Examinations()
        self.var: Path | None = None  # where copies of what people decided about are kept
        self.people: Callable[[], Users] = Users  # who may be named in a remark
        self.links: LinkPreviews | None = None  # where people may have links looked at
        self.boards = Boards()
        self._listings = Listings()

    def calendar(self, visit: Visit) -> Response:
        """The list of posts, as far as the filter in the address admits them."""
        reading, listing = visit.reading, self._listings.of(visit)
        wanted = Filter.of(visit.wanted)
        weeks, shown = listing.weeks, len(reading.posts)
        if wanted:
            weeks = listing.found(wanted)
            shown = sum(len(week.posts) for week in weeks)
        return self.page(
            "calendar.html",
            visit,
            page="calendar",
            part=part_of(weeks, visit.wanted.get("from", ""), visit.today),
            shown=shown,
            summary=listing.summary(visit),
            listing=listing,
            wanted=wanted,
            unread=unread(reading, visit.language),
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
                return self._gone(visit, PostId(post_id))
            return self.page(
                "unreadable.html",
                visit,
                page="post",
                post_id=post_id,
                title=visit.title_of(PostId(post_id)),
                problems=problems,
                **self._talk(visit, post_id),
            )
        before, after = reading.neighbours(post)
        view = post_view(post, visit)
        directory = reading.calendar.hotlines
        return self.page(
            "post.html",
            visit,
            page="post",
            post=post,
            view=view,
            move=item_of(view, post, visit) if view.is_movable else None,
            moves="move" in visit.wanted,
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
            is_draft=is_draft(post),
            look=look_of(post),
            approves=visit.asked is not None and visit.asked.is_asked_of(post),
            practises=self.practised is not None and not visit.is_narrow,
            may_change=visit.is_hers(post),
            unpractised=self.lacks(visit, post) if "unpractised" in visit.wanted else (),
            practised=(self.practised or {}).get(post.id, {}),
            link=link_view(post, self.links, visit.language),
            moving=reading.gallery.film_sizes(post) if reading.gallery else [],
            alts=[reading.words(post, card.alt) for card in post.cards],
            is_wide=lies_wide(post, reading.gallery),
            looks=len(reading.gallery.looks(post, reading.unit_of(post))) if reading.gallery else 1,
            hotlines=lines_of(post, visit.unit_of(post), directory, (post.at or visit.now).date()),
            units=_units(post, visit),
            place=post.place(),
            page_name=visit.unit_of(post).signature,
            **self._talk(visit, post.id),
            expires=locales.day(post.expires, visit.language) if post.expires else "",
        )

    def _gone(self, visit: Visit, post: PostId) -> Response:
        """There is no such post; where there was one, what it was called and where more is known of it."""
        title, has_begun = visit.former_title(post), visit.ledger.former(post) is not None
        if not title and not has_begun:
            return self.nothing_here(visit)
        rows = f"/deliveries?{urlencode({'post': post})}" if has_begun else ""
        return self.nothing_here(visit, was_post=True, title=title, rows=rows)

    def _talk(self, visit: Visit, post: str) -> Mapping[str, Any]:
        """What colleagues said about *post*, and whom a remark may name."""
        return {
            "talks": visit.decides and self._may_talk(visit, post),
            "remarks": [remark_view(one, visit) for one in visit.ledger.remarks_on(PostId(post))],
            "at_most": AT_MOST,
            "colleagues": self._colleagues(visit, post),
        }

    def _may_talk(self, visit: Visit, post: str) -> bool:
        """Whether the reader may say something about *post*: of what is for others too, others talk."""
        found = visit.reading.post(post)
        return not visit.is_narrow or (found is not None and visit.is_hers(found))

    def _colleagues(self, visit: Visit, post: str) -> list[str]:
        """Whom a remark about *post* may name: who is shown what it is about."""
        found, people = visit.reading.post(post), self.people().people
        units = found.units if found else ()
        return [
            name
            for name, user in people.items()
            if name != visit.person.name and (user.units is None or user.looks_after(units))
        ]

    def remarks(self, visit: Visit) -> Response:
        """What colleagues still ask each other about posts."""
        mine, others = remarks_view(visit.ledger.open_remarks(visit.person.name), visit)
        return self.page("remarks.html", visit, page="remarks", mine=mine, others=others, at_most=AT_MOST)

    def month(self, visit: Visit) -> Response:
        """A month as a grid; a post may be moved to another day."""
        settings = visit.reading.settings
        if settings is None:
            return self.calendar(visit)
        month = month_of(visit, settings)
        return self.page(
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
        return self.page(
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

    def ask_scope(
        self, visit: Visit, post: Post, given: Mapping[str, Any], to: datetime, came: str
    ) -> Response:
        """Which dates of a series are to be moved; *given* was sent, *to* is where, by the office's clock.

        *came* is the view that she came from.
        """
        names = ("at", "day", "time", "occurrence", "back")
        return self.page(
            "scope.html",
            visit,
            page="week",
            post=post,
            title=visit.reading.words(post, post.title),
            when=locales.moment(to, visit.language),
            came=came,
            kept={name: str(given.get(name, "")) for name in names},
        )

    def several_told(
        self, visit: Visit, told: Sequence[tuple[str, str]], *, done: int, saved: str, back: str
    ) -> Response:
        """What could not be done with which of several posts (by title), and how many it was *done* with."""
        return self.page(
            "several.html", visit, page="week", told=told, done=done, several_saved=saved, back=back
        )

    def write(self, visit: Visit, *, status: int, **context: Any) -> Response:
        """The write form."""
        return self.page(
            "write.html",
            visit,
            status=status,
            page="write",
            field_words=FIELDS,
            choice_words=CHOICES,
            template_words=TEMPLATES,
            template_uses=TEMPLATE_USES,
            occasions=OCCASIONS,
            motions=MOTIONS,
            picture_kinds=KINDS,
            every=EVERY,
            weekdays=locales.weekdays(visit.language),
            is_approved=is_approved(context["form"].post, visit),
            hotlines=visit.reading.calendar.hotlines,
            all_units=visit.reading.calendar.units,
            channel_names=_choosable(visit.reading),
            sent_on=[kind.name for kind in kinds() if kind.sends_on],
            **context,
        )

    def followers(
        self, visit: Visit, seen: Followed, shots: Shots, source: str, lacking: Collection[str] = ()
    ) -> str:
        """A post as followers see it, as HTML for the form; *shots*: its pictures' addresses by size.

        Of what is *lacking* (title, text) only the place is shown, in grey.
        """
        way = seen.way
        return self.templates.get_template("followers.html").render(
            say=speaker(visit.language),
            seen=seen,
            shots=shots.get(way.size, ()) if way else (),
            covers=shots.get(way.cover, ()) if way else (),
            is_wide=seen.is_wide,
            source=source,
            lacking=lacking,
        )

    def deliveries(self, visit: Visit) -> Response:
        """What the ledger holds, as far as the address asks for it."""
        wanted = {name: visit.wanted.get(name, "") for name in ("state", "unit", "post")}
        standing, listing = None, None
        if not any(wanted.values()):
            listing = self._listings.of(visit)
            standing = status_view(visit, listing, self.examinations)
        rows, more = delivery_rows(visit) if standing is None else ([], standing.more)
        done, asked = done_of(visit), {name: value for name, value in wanted.items() if value}
        told: dict[str, Any] = {"said": done.words} if done else {}
        return self.page(
            "deliveries.html",
            visit,
            page="deliveries",
            done=done,
            back=f"/deliveries?{urlencode(asked)}" if asked else "/deliveries",
            **told,
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
        return self.page(
            "crisis.html",
            visit,
            page="crisis",
            crisis=crisis_of(visit),
            decides=visit.decides,
            small_size=SMALL,
        )

    def history(self, visit: Visit, row: Summary, events: list[Event]) -> Response:
        """One delivery's lines of the book."""
        shown = row_of(row, visit)
        return self.page("history.html", visit, page="deliveries", row=shown, lines=history(events, visit))

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

        return self.page(template, visit, page="report", view=view, words=WORDS_OF, count=count, **more)

    def embed(self, visit: Visit) -> Response:
        """The code by which other pages show the news."""
        return self.page(
            "embed.html", visit, page="embed", view=embed_view(visit), units=embedding_units(visit)
        )

    def setup(self, visit: Visit, template: str, *, status: int = 200, **context: Any) -> Response:
        """A page of the set-up."""
        return self.page(template, visit, status=status, page="setup", **context)

    def units(self, visit: Visit) -> Response:
        """How many units stand; of one of them, or where there is one alone, it and those below it."""
        units = visit.reading.calendar.units
        if visit.reading.settings is None:
            return self.calendar(visit)
        if len(units) > 1 and visit.wanted.get("unit", "") not in units:
            return self._board(visit)
        way, rows = unit_rows(visit)
        count = len(visit.reading.calendar.units)
        return self.page(
            "units.html",
            visit,
            page="units",
            way=way,
            rows=rows,
            all_units=count,
            lines=() if visit.is_narrow else line_rows(visit),
        )

    def _board(self, visit: Visit) -> Response:
        board = board_of(visit, self._boards(visit))
        return self.page(
            "board.html",
            visit,
            page="units",
            board=board,
            states=STATES,
            sorts=SORTS,
            count=lambda number: locales.whole_number(number, visit.language),
        )

    def _boards(self, visit: Visit) -> Boards:
        """The office's, or one of her own for whoever looks after some units: what is kept is of all."""
        return Boards(self.boards.root) if visit.is_narrow else self.boards

    def units_file(self, visit: Visit) -> Response:
        """The same as a workbook, all its pages in one."""
        if visit.reading.settings is None or len(visit.reading.calendar.units) < 2:
            return self.nothing_here(visit)
        headers = {"Content-Disposition": f'attachment; filename="don-vi-{visit.today}.xlsx"'}
        return Response(board_file(visit, self._boards(visit)), media_type=MIMES["xlsx"], headers=headers)

    def sheet(self, visit: Visit) -> Response:
        """The sheet to sign; as wide as a phone it is to be read."""
        if visit.reading.settings is None:
            return self.calendar(visit)
        today = locales.day(visit.today, visit.language)
        return self.page("sheet.html", visit, page="sheet", sheet=sheet_of(visit), today=today)

    def login(
        self, visit: Visit, why: str = "", *, name: str = "", wait: int = 0, status: int = 200
    ) -> Response:
        """Where people log in; *why* names the words that say why *name* may not, for *wait* seconds."""
        return self.page("login.html", visit, status=status, page="login", why=why, name=name, wait=wait)

    def problems(self, visit: Visit) -> Response:
        """Every problem, by what people can do about it."""
        return self.page("problems.html", visit, page="problems", mending=mending_of(visit))


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
        "audience": _used(settings.audiences, reading.audiences),
        "topic": _used(settings.topics, reading.topics),
    }


def _used(words: Mapping[str, str], keys: Collection[str]) -> Mapping[str, str]:
    return {key: said for key, said in words.items() if key in keys}
