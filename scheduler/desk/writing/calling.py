"""Somebody called a hotline and it was right: her name and the day go into the directory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.directory import FILE, directory_of
from scheduler.calendar.model import PROVINCE
from scheduler.calendar.writing import Conflict, Unwritable, change_line
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.writing.saves import Saves
from scheduler.files import WorkFolder, read_file
from scheduler.folding import says_nothing

_LONGEST_NAME = 80
_BACK = ("/units", "/setup/lines", "/problems")  # pages with the button


@dataclass(eq=False)
class Caller(Answers):
    """What “I have called it, it is right” answers."""

    folder: WorkFolder
    saves: Saves

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/act/hotline", self.called, methods=["POST"])]

    async def called(self, request: Request) -> Response:
        """Write down who called the line, today."""
        given = await csrf.read_form(request)
        return await asyncio.to_thread(self._called, request, given)

    def _called(self, request: Request, given: FormData) -> Response:
        visit = self.visit(request)
        line = visit.reading.calendar.hotlines.get(str(given.get("line", "")))
        if line is None:
            return self.pages.nothing_here(visit)
        say = speaker(visit.language)
        who = visit.person.name or " ".join(str(given.get("who", "")).split())[:_LONGEST_NAME]
        who = "".join(filter(str.isprintable, who))  # a sign that turns letters round would fault the line
        if says_nothing(who):
            return self.pages.refused(visit, say("line_who_missing"), status=422)
        path = self.folder.config / "hotlines.yaml"
        back = str(given.get("back", ""))
        back = back if back in _BACK else "/units"
        place = "#lines" if back == "/problems" else "#hotlines"
        shown = f"{back}?unit={PROVINCE}&" if back == "/units" else f"{back}?"  # where the lines stand
        try:
            data = read_file(path)
            stands = directory_of(data).hotlines.get(
                line.key
            )  # the file itself: the desk may not know it yet
            if stands is None or given.get("number") != stands.number:  # another than the one that was called
                return RedirectResponse(f"{shown}said=line-changed{place}", 303)
            changes = {
                "verified_on": visit.today.isoformat(),
                "verified_by": who,
                "verified_number": stands.number,
            }
            name = self.saves.keep(path, data, change_line(FILE, data, line.key, changes), back)
        except Unwritable as stop:
            return self.pages.refused(visit, stop.say(visit.language), status=409)
        except (OSError, Conflict):
            return RedirectResponse(f"{shown}said=line-changed{place}", 303)
        return RedirectResponse(f"{shown}said=line-called&saved={name}{place}", 303)
