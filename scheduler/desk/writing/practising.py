"""Practising on the desk: a post goes to a practice page of this machine, and the page says where."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import ChannelName, Post, PostId
from scheduler.calendar.writing import Unwritable
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.people import csrf
from scheduler.desk.writing.drafting import Draft, existing, tested
from scheduler.desk.writing.form import Form, as_to_go_out
from scheduler.files import WorkFolder
from scheduler.problems import Stop

# Where the post stands by then; the files say what the calendar's do not, the practice page leads back to the
# address.
Practise = Callable[[PostId, Mapping[str, bytes], str], Mapping[ChannelName, str]]

FIRST = "/setup/first"  # the set-up's last page, which practises as well
_LEAD = 60  # days in which the office is open on one


@dataclass(eq=False)
class Practising(Answers):
    """What the address of the practice answers; *practise* publishes a post there."""

    practise: Practise
    folder: WorkFolder | None = None  # where posts are written; else drafts stay drafts

    def __post_init__(self) -> None:
        self.pages.lacks = self.lacks

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/practice/{post}", self.send, methods=["POST"])]

    async def send(self, request: Request) -> Response:
        """Publish the post for practice, and show its page with the ways there, or with what it lacks."""
        given = await csrf.read_form(request)
        post, visit = PostId(request.path_params["post"]), self.visit(request)
        back = FIRST if given.get("back") == FIRST else f"/post/{quote(post)}"
        return await asyncio.to_thread(self._sent, visit, post, back, f"{request.base_url}{back[1:]}")

    def _sent(self, visit: Visit, post: PostId, back: str, home: str) -> Response:
        address, files = f"/post/{quote(post)}", {}
        found = visit.reading.post(post)
        draft = self._ready(visit, found) if found is not None else None
        if found is not None and draft is not None:
            if not draft.is_read:
                return RedirectResponse(f"{address}?unpractised=1#unpractised", 303)
            files = {found.place().file: draft.data}
        try:
            shown = self.practise(post, files, home)
        except Stop as stop:
            return self.pages.refused(visit, stop.say(visit.language), status=409)
        self.pages.practised = {post: shown}  # the world that held the one before has ended
        return RedirectResponse(f"{back}#practised", 303)

    def lacks(self, visit: Visit, post: Post) -> Sequence[tuple[str, str]]:
        """What keeps *post* from being practised: the form's field of each ('': none), and the words."""
        draft = self._ready(visit, post)
        errors = (one for one in draft.told if one.problem.is_error) if draft and not draft.is_read else ()
        return [(one.field, one.wrong(visit.language)) for one in errors]

    def _ready(self, visit: Visit, post: Post) -> Draft | None:
        """*post* as if it were ready to go out; None where it is, or cannot be made so."""
        if post.status != "draft" and post.id not in visit.reading.faulty:
            return None
        found = existing(self.folder, visit.reading, post.id) if self.folder else None
        try:
            return (
                tested(_timed(as_to_go_out(found[0]), visit), found[1], visit.reading, visit.today)
                if found
                else None
            )
        except Unwritable:
            return None


def _timed(form: Form, visit: Visit) -> Form:
    """*form* with a time: practice asks for none, and a draft may have none yet."""
    values, settings = form.values, visit.reading.settings
    if values["date"] or values["evergreen"] or "after" in form.base or settings is None:
        return form
    days = (visit.today + timedelta(days=ahead) for ahead in range(_LEAD))
    day = next((one for one in days if not settings.closed.why_office(one)), visit.today)
    time = values["time"] or f"{visit.local(visit.now):%H:%M}"
    return replace(form, values={**values, "date": f"{day}", "time": time})
