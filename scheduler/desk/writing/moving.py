"""A post moved to another day or hour, its odd characters taken out, a save taken back: one press each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import Post, PostId
from scheduler.calendar.series import Scope, moved
from scheduler.calendar.slots import FIRST
from scheduler.calendar.trash import Trash
from scheduler.calendar.versions import changed
from scheduler.calendar.writing import (
    Conflict,
    Unwritable,
    add_post,
    change_post,
    changes_between,
    clean_post,
    entry_in,
)
from scheduler.delivery.states import PERHAPS_PUBLIC
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.dates import is_day
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.writing.at_once import goes_at_once
from scheduler.desk.writing.drafting import MORNING, path_of, units_in
from scheduler.desk.writing.form import free_id
from scheduler.desk.writing.saves import Saves
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.problems import Stop


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody wants: *seen* is the time that the post had on the page ('' in the queue), *occurrence*
    the date that is meant, *to* where it shall be, by the office's clock."""

    post: Post
    occurrence: str
    seen: str
    to: datetime
    scope: Scope | None  # None: of a series it is not known yet


@dataclass(eq=False)
class Mover(Answers):
    """What the calendar's “move”, a post's “take out odd characters” and the “undo” of every save answer."""

    folder: WorkFolder
    saves: Saves
    works: Callable[[], AbstractContextManager[Works]] | None = None  # the ledger, where there is one

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/move/{post}", self.move, methods=["POST"]),
            Route("/clean/{post}", self.clean, methods=["POST"]),
            Route("/undo", self.undo, methods=["POST"]),
        ]

    async def move(self, request: Request) -> Response:
        """Another day or hour for a post: one line of its file changes; of a series it is asked for what."""
        given = await csrf.read_form(request)
        return await asyncio.to_thread(self._moved, request, given)

    async def undo(self, request: Request) -> Response:
        """Take a save back, if the file is still as it left it."""
        given = await csrf.read_form(request)
        return await asyncio.to_thread(self._taken_back, request, str(given.get("save", "")))

    async def clean(self, request: Request) -> Response:
        """A post's odd characters taken out of its texts."""
        await csrf.read_form(request)
        return await asyncio.to_thread(self._cleaned, request)

    def _cleaned(self, request: Request) -> Response:
        visit, post = self.visit(request), request.path_params["post"]
        file = visit.reading.file_of(post)
        path = path_of(self.folder, file) if file else None
        if path is None:
            return self.pages.nothing_here(visit)

        def clean(data: bytes) -> bytes:
            new = clean_post(file, data, post)
            if new == data:  # what it takes from the file's defaults, or nothing any more
                raise Conflict(data)
            return new

        address = f"/post/{quote(post)}"
        name = self._saved(visit, path, clean, address)
        return RedirectResponse(f"{address}?{f'saved={name}' if name else 'said=not-cleaned'}", 303)

    def _moved(self, request: Request, given: FormData) -> Response:
        visit = self.visit(request)
        post = visit.reading.post(request.path_params["post"])
        path = path_of(self.folder, post.file) if post is not None else None
        day = str(given.get("day", ""))
        if post is None or path is None or not is_day(day):
            return self.pages.nothing_here(visit)
        occurrence = str(given.get("occurrence", "")) or FIRST
        to = self._to(visit, post, occurrence, day, str(given.get("time", "")))
        scope = next((one for one in Scope if one == given.get("scope")), None)
        move = Move(post, occurrence, str(given.get("at", "")), to, scope)
        back = str(given.get("back", ""))
        say = speaker(visit.language)
        why = self.why_not(visit, move)
        if why:
            return self.pages.refused(visit, say(why), status=409)
        if post.repeat and scope is None:
            came = _came_from(request, _view_of(back, post.id, f"{move.to:%Y-%m-%d}"))
            return self.pages.ask_scope(visit, post, dict(given), to, came)
        view = _view_of(back, post.id, day)
        try:
            with self._known(visit, post) as begun:
                name = self._saved(visit, path, lambda data: self.changed(visit, move, data, begun), view)
        except Stop as stop:
            return self.pages.refused(visit, stop.say(visit.language), status=409)
        at = f"&time={given['time']}" if is_time(str(given.get("time", ""))) else ""
        said = f"said=moved&day={day}{at}&saved={name}" if name else "said=stale"
        return RedirectResponse(f"{view}{'&' if '?' in view else '?'}{said}#day-{day}", 303)

    @contextmanager
    def _known(self, visit: Visit, post: Post) -> Iterator[Collection[str]]:
        """The dates of a series of which the ledger knows something; none begins until the file is written.

        A wake-up reads the calendar in the transaction that notes its intent: it comes before this one, and
        is seen here, or after it, and finds the date moved. Else a date could go out, and once more as moved.
        """
        if not post.repeat or self.works is None:
            yield {name for name, _ in visit.ledger.states_of(post.id)}
            return
        with self.works() as works, works.ledger.writing(visit.person.name or "loa") as book:
            yield {row.key.occurrence for row in book.rows_of(post.id)}

    def why_not(self, visit: Visit, move: Move) -> str:
        """The name of the words that say why a post cannot be moved so; '': it can."""
        post = move.post
        if post.evergreen or post.is_statement:
            return "move_no_time"
        states = {state for name, state in visit.ledger.states_of(post.id) if name == move.occurrence}
        if states & PERHAPS_PUBLIC:
            return "move_public"
        has_passed = move.to.replace(tzinfo=visit.reading.zone) < visit.now
        return "move_past" if has_passed and post.status != "draft" else ""

    def changed(self, visit: Visit, move: Move, data: bytes, begun: Collection[str] = ()) -> bytes:
        """*data*, the content of the post's file, with the post moved; *begun*: dates of a series that stay.

        Raises:
            Conflict: its time is another than the one that was seen.
            Stop: of a series, those dates cannot be moved.
        """
        post, file = move.post, move.post.file
        entry = entry_in(file, data, post.id)
        if str(entry.get("at", "")) != move.seen:
            raise Conflict(data)
        if not post.repeat:
            at = f"{move.to:%Y-%m-%d %H:%M}"
            wanted = {key: one for key, one in entry.items() if key != "after"} | {"at": at}
            return change_post(file, data, post.id, changes_between(entry, wanted))
        new_id = free_id(post.id, lambda name: self._is_taken(visit, name))
        parted = moved(post, entry, move.occurrence, move.to, move.scope or Scope.ALL, begun, new_id)
        new = change_post(file, data, post.id, changes_between(entry, parted.own))
        return add_post(file, new, parted.new) if parted.new is not None else new

    def _is_taken(self, visit: Visit, name: str) -> bool:
        return visit.is_taken(name) or name in Trash(self.folder.var / "trash").ids()

    def _to(self, visit: Visit, post: Post, occurrence: str, day: str, time: str) -> datetime:
        """That *day* at *time*; without one at the time that it has, or at that day's first slot."""
        with_time = datetime.fromisoformat(f"{day} {time}") if is_time(time) else None
        if with_time is not None:
            return with_time
        turns = (one for one in visit.reading.turns(post) if one.name == occurrence)
        due = next((one.due for one in turns if one.due), None)
        if due is not None:
            return datetime.fromisoformat(f"{day} {visit.local(due):%H:%M}")
        unit, when = visit.unit_of(post), date.fromisoformat(day)
        slots = sorted(one for channel in post.channels for one in unit.slots_of(channel).on(when))
        return datetime.fromisoformat(f"{day} {slots[0]:%H:%M}" if slots else f"{day} {MORNING}")

    def _saved(self, visit: Visit, path: Path, change: Callable[[bytes], bytes], address: str) -> str | None:
        """The name of the save that *change* comes to; None where it cannot be made, or not any more.

        Raises:
            Stop: it must not be made, and why.
        """
        try:
            data = path.read_bytes()
            return self.saves.keep(path, data, change(data), address, visit.person.name)
        except (OSError, Unwritable, Conflict):
            return None

    def _taken_back(self, request: Request, name: str) -> Response:
        visit = self.visit(request)
        if self.saves.is_of_office(name) and not visit.person.may_approve:
            return self.pages.refused(visit, speaker(visit.language)("not_yours"))
        if visit.is_narrow and not self._is_hers(visit, name):
            return self.pages.not_hers(visit)
        if self._is_elsewhere(visit, name):
            return RedirectResponse("/month?said=undo-there", 303)
        if self._would_go_out(visit, name):
            return RedirectResponse("/month?said=undo-past", 303)
        address = self.saves.take_back(name)
        if address is None:
            return RedirectResponse("/month?said=undo-late", 303)
        if address.startswith("/post/") and self.visit(request).reading.post(address[6:]) is None:
            address = "/"  # the post had come with that save
        return RedirectResponse(f"{address}{'&' if '?' in address else '?'}said=undone", 303)

    def _is_hers(self, visit: Visit, name: str) -> bool:
        """Whether that save changed posts alone that are hers now, or were."""
        for one in self.saves.changes_of(name)[0]:
            if not one.path.is_relative_to(self.folder.posts):
                return False
            for was, is_ in changed(self.folder.relative(one.path), one.before, one.after).values():
                for entry in filter(None, (was, is_)):
                    if not visit.person.looks_after(units_in(entry)):
                        return False
        return True

    def _is_elsewhere(self, visit: Visit, name: str) -> bool:
        """Whether a post that would come back has its id elsewhere by now: two of one id stand still."""
        for one in self.saves.changes_of(name)[0]:
            if one.path.is_relative_to(self.folder.posts):
                file = self.folder.relative(one.path)
                for post, (saved, former) in changed(file, one.after, one.before).items():
                    if saved is None and former is not None and visit.reading.file_of(post):
                        return True
        return False

    def _would_go_out(self, visit: Visit, name: str) -> bool:
        """Whether without that save a post would go out at once, or one that is out be gone from the calendar
        (its former dates would go out once more)."""
        changes, since = self.saves.changes_of(name)
        for one in changes:
            if not one.path.is_relative_to(self.folder.posts):
                continue
            file = self.folder.relative(one.path)
            for post, (saved, former) in changed(file, one.after, one.before).items():
                if former is None and visit.ledger.has_begun(PostId(post)):
                    return True
                goes = former is not None and goes_at_once(visit, file, one.before, post, since)
                if goes and (saved is None or not goes_at_once(visit, file, one.after, post, since)):
                    return True
        return False


def _view_of(back: str, post: str, day: str) -> str:
    """The page on which somebody moved it, where it is now."""
    if back == "post":
        return f"/post/{quote(post)}"
    return f"/week?d={day}" if back == "week" else f"/month?m={day[:7]}"


def _came_from(request: Request, instead: str) -> str:
    """The view that she came from, as her browser says, without what was said there; else *instead*."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.path not in ("/month", "/week") and not came.path.startswith("/post/"):
        return instead
    words = [(key, one) for key, one in parse_qsl(came.query) if key not in ("said", "saved", "day")]
    return f"{came.path}?{urlencode(words)}" if words else came.path


def is_time(words: str) -> bool:
    """Whether *words* are a time of day, as `07:30`."""
    try:
        return f"{datetime.strptime(words, '%H:%M'):%H:%M}" == words  # noqa: DTZ007 - a wall's
    except ValueError:
        return False
