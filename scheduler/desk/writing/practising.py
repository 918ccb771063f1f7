"""Practising on the desk: a post goes to a practice page of this machine, and the page says where."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import ChannelName, PostId
from scheduler.desk.pages.answering import Answers
from scheduler.desk.people import csrf
from scheduler.problems import Stop

Practise = Callable[[PostId], Mapping[ChannelName, str]]  # where the post stands by then


@dataclass(eq=False)
class Practising(Answers):
    """What the address of the practice answers; *practise* publishes a post there."""

    practise: Practise

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/practice/{post}", self.send, methods=["POST"])]

    async def send(self, request: Request) -> Response:
        """Publish the post for practice, and show its page with the ways there."""
        await csrf.read_form(request)
        visit = self.visit(request)
        post = PostId(request.path_params["post"])
        try:
            shown = await asyncio.to_thread(self.practise, post)
        except Stop as stop:
            return self.pages.refused(visit, stop.say(visit.language), status=409)
        self.pages.practised = {post: shown}  # the world that held the one before has ended
        return RedirectResponse(f"/post/{quote(post)}#practised", 303)
