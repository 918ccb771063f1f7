"""Where colleagues talk about posts: what each address answers."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import PostId
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people.given import writable
from scheduler.desk.writing.deciding import Decides
from scheduler.engine.notifying import LONGEST, remark, settle


class RemarksDesk(Decides):
    """The page of open remarks; adding one, and calling one done."""

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/remarks", self.list_open, methods=["GET"]),
            Route("/remark/{post}", self.add, methods=["POST"]),
            Route("/remark-done/{post}", self.settle, methods=["POST"]),
        ]

    def list_open(self, request: Request) -> Response:
        """What is not done yet, of all posts."""
        return self.pages.remarks(self.visit(request))

    async def add(self, request: Request) -> Response:
        """A remark about a post."""
        return await self.answer(request, self._added)

    async def settle(self, request: Request) -> Response:
        """What was asked for is done."""
        return await self.answer(request, self._settled)

    def _added(self, visit: Visit, post: str, given: FormData, who: str) -> Response:
        if visit.reading.post(post) is None and not visit.reading.problems_of(post):
            return self.pages.nothing_here(visit)
        text = writable(str(given.get("text", ""))).replace("\r\n", "\n").strip()
        if not 0 < len(text) <= LONGEST:
            return self.pages.refused(visit, speaker(visit.language)("remark_missing", n=LONGEST), status=422)
        with self.works() as works:
            unknown = remark(works, PostId(post), who, text, [str(one) for one in given.getlist("to")])
        self.touch()
        said = "remark_unknown" if unknown else "remark"
        return RedirectResponse(f"/post/{quote(post)}?said={said}#remarks", 303)

    def _settled(self, visit: Visit, post: str, given: FormData, who: str) -> Response:
        number = str(given.get("remark", ""))
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return self.pages.nothing_here(visit)
        seen = (*visit.ledger.remarks_on(PostId(post)), *visit.ledger.open_remarks(visit.person.name))
        if visit.is_narrow and int(number) not in {one.remark.number for one in seen}:
            return self.pages.nothing_here(visit)
        with self.works() as works:
            did = settle(works, who, int(number))
        self.touch()
        if not did:
            return self.pages.refused(visit, speaker(visit.language)("remark_too_late"), status=409)
        back = "/remarks" if given.get("back") == "remarks" else f"/post/{quote(post)}"
        return RedirectResponse(f"{back}?said=remark_done", 303)
