"""What Facebook will show of a post's link: looked at when somebody asks, and shown on the post's page."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.channels.link_preview import LinkPreviews, link_of
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.people import csrf


@dataclass(eq=False)
class Linking(Answers):
    """What the addresses of a post's link answer."""

    links: LinkPreviews

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/link/{post}", self.look, methods=["POST"]),
            Route("/link/{post}.jpg", self.picture, methods=["GET"]),
        ]

    async def look(self, request: Request) -> Response:
        """Ask the link's page, and show what it says."""
        await csrf.read_form(request)
        visit = self.visit(request)
        link = self._link(request, visit)
        if not link:
            return self.pages.nothing_here(visit)
        await asyncio.to_thread(self.links.look, link)
        return RedirectResponse(f"/post/{quote(request.path_params['post'])}#link", 303)

    def picture(self, request: Request) -> Response:
        """The picture of the link's page, made small here."""
        link = self._link(request, self.visit(request))
        data = self.links.picture(link) if link else None
        if data is None:
            return Response(status_code=404)
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": "no-cache"})

    def _link(self, request: Request, visit: Visit) -> str:
        post = visit.reading.post(request.path_params["post"])
        return link_of(post) if post else ""
