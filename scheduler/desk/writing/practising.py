"""Practising on the desk: a post goes to a practice page of this machine, and the page says where."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import ChannelName, PostId
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.rendering import Pages
from scheduler.desk.people import csrf
from scheduler.problems import Stop

Practise = Callable[[PostId], Mapping[ChannelName, str]]  # where the post stands by then


class Practising:
    """What the address of the practice answers; *practise* publishes a post there."""

    def __init__(self, practise: Practise, pages: Pages, visit: Callable[[Request], Visit]) -> None:
        self._practise = practise
        self._pages = pages
        self._visit = visit

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/practice/{post}", self.send, methods=["POST"])]

    async def send(self, request: Request) -> Response:
        """Publish the post for practice, and show its page with the ways there."""
        await csrf.read_form(request)
        visit = self._visit(request)
        post = PostId(request.path_params["post"])
        try:
            shown = await asyncio.to_thread(self._practise, post)
        except Stop as stop:
            return self._pages.refused(visit, stop.say(visit.language), status=409)
        self._pages.practised = {post: shown}  # the world that held the one before has ended
        return RedirectResponse(f"/post/{quote(post)}#practised", 303)
