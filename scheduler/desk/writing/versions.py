"""How a post read before, and the way back there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.writing import Conflict, Unwritable, change_post, changes_between, entry_in
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.keeping import version_views
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.writing.at_once import goes_at_once
from scheduler.desk.writing.drafting import path_of
from scheduler.desk.writing.saves import History, Saves
from scheduler.files import WorkFolder, read_file


@dataclass(eq=False)
class VersionsDesk(Answers):
    """What the page of a post's versions answers."""

    folder: WorkFolder
    saves: Saves
    history: History

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/versions/{post}", self.show, methods=["GET"]),
            Route("/versions/{post}", self.back, methods=["POST"]),
        ]

    def show(self, request: Request) -> Response:
        """The versions, the latest first."""
        visit = self.visit(request)
        post = visit.reading.post(request.path_params["post"])
        path = path_of(self.folder, post.file) if post else None
        if post is None or path is None:
            return self.pages.nothing_here(visit)
        if not visit.is_hers(post):
            return self.pages.not_hers(visit)
        try:
            present = entry_in(post.file, read_file(path), post.id)
        except (OSError, Unwritable):
            return self.pages.nothing_here(visit)
        return self.pages.page(
            "versions.html",
            visit,
            page="versions",
            post=post,
            title=visit.reading.words(post, post.title),
            rows=version_views(self.history.versions.of(post.id), present, visit),
        )

    async def back(self, request: Request) -> Response:
        """Let the post read as it did."""
        given = await csrf.read_form(request)
        return await asyncio.to_thread(self._back, request, given)

    def _back(self, request: Request, given: FormData) -> Response:
        visit = self.visit(request)
        post, wanted = visit.reading.post(request.path_params["post"]), given.get("version")
        path = path_of(self.folder, post.file) if post else None
        versions = self.history.versions.of(post.id) if post else []
        version = next((one for one in versions if one.mark == wanted), None)
        if post is None or path is None or version is None:
            return self.pages.nothing_here(visit)
        if not visit.person.may_write:
            return self.pages.refused(visit, speaker(visit.language)("not_yours"))
        address = f"/post/{quote(post.id)}"
        try:
            data = read_file(path)
            present = entry_in(post.file, data, post.id)
            changes = changes_between(present, version.entry)
            new = asked = change_post(post.file, data, post.id, changes)
            goes = goes_at_once(visit, post.file, new, post.id)
            if goes and not goes_at_once(visit, post.file, data, post.id):  # nobody meant that
                new = change_post(post.file, new, post.id, {("status",): "draft"})
            if new == data:
                return RedirectResponse(f"{address}?said=version_same", 303)
            name = self.saves.keep(path, data, new, address, visit.person.name)
        except Unwritable as stop:
            return self.pages.refused(visit, stop.say(visit.language), status=409)
        except (OSError, Conflict):
            return self.pages.refused(visit, speaker(visit.language)("version_stale"), status=409)
        said = "version_draft" if new != asked else "version"
        return RedirectResponse(f"{address}?said={said}&saved={name}", 303)
