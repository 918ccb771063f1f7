"""A post moved to another day, its odd characters taken out, a save taken back: one press each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.writing import Conflict, Unwritable, change_post, clean_post, entry_in
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.dates import is_day
from scheduler.desk.people import csrf
from scheduler.desk.writing.drafting import MORNING, path_of
from scheduler.desk.writing.saves import Saves
from scheduler.files import WorkFolder


@dataclass(eq=False)
class Mover(Answers):
    """What the month's “move”, a post's “take out odd characters” and the “undo” of every save answer."""

    folder: WorkFolder
    saves: Saves

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/move/{post}", self.move, methods=["POST"]),
            Route("/clean/{post}", self.clean, methods=["POST"]),
            Route("/undo", self.undo, methods=["POST"]),
        ]

    async def move(self, request: Request) -> Response:
        """Another day for a post: its time stays, one line of its file changes."""
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
        day, seen = str(given.get("day", "")), str(given.get("at", ""))
        file = post.place().file if post is not None else ""
        path = path_of(self.folder, file)
        if post is None or path is None or not is_day(day):
            return self.pages.nothing_here(visit)

        def move(data: bytes) -> bytes:
            at = str(entry_in(file, data, post.id).get("at", ""))
            if at != seen:
                raise Conflict(data)
            return change_post(file, data, post.id, {("at",): f"{day} {at.partition(' ')[2] or MORNING}"})

        month = f"/month?m={day[:7]}"
        name = self._saved(visit, path, move, month)
        said = f"said=moved&day={day}&saved={name}#day-{day}" if name else "said=stale"
        return RedirectResponse(f"{month}&{said}", 303)

    def _saved(self, visit: Visit, path: Path, change: Callable[[bytes], bytes], address: str) -> str | None:
        """The name of the save that *change* comes to; None where it cannot be made, or not any more."""
        try:
            data = path.read_bytes()
            return self.saves.keep(path, data, change(data), address, visit.person.name)
        except (OSError, Unwritable, Conflict):
            return None

    def _taken_back(self, request: Request, name: str) -> Response:
        address = self.saves.take_back(name)
        if address is None:
            return RedirectResponse("/month?said=undo-late", 303)
        if address.startswith("/post/") and self.visit(request).reading.post(address[6:]) is None:
            address = "/"  # the post had come with that save
        return RedirectResponse(f"{address}{'&' if '?' in address else '?'}said=undone", 303)
