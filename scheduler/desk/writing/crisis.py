"""What people decide on the crisis page: stop everything, let a prepared statement out, go on."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import PostId
from scheduler.cards import mourning
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.texts import speaker
from scheduler.desk.writing.deciding import Decides
from scheduler.engine import freezing
from scheduler.settings.users import open_users

_LONGEST_WHY = 500


class CrisisDesk(Decides):
    """What its address answers."""

    def routes(self) -> list[Route]:
        """The address of what is decided; the page itself shows only."""
        return [Route("/crisis", self.decided, methods=["POST"])]

    async def decided(self, request: Request) -> Response:
        """Freeze, thaw, let out, or end the mourning."""
        return await self.answer(request, self._decided)

    def _decided(self, visit: Visit, _: str, given: FormData, who: str) -> Response:
        say = speaker(visit.language)
        act, why = str(given.get("act", "")), " ".join(str(given.get("why", "")).split())[:_LONGEST_WHY]
        if act not in {"freeze", "thaw", "let_out", "colours"}:
            return self.pages.nothing_here(visit)
        person = visit.person  # to stop is never a danger
        if not (person.may_write if act == "freeze" else person.may_approve):
            return self.pages.refused(visit, say("not_yours"))
        if act == "freeze" and not why:
            return self.pages.refused(visit, say("why_missing"), status=422)
        with self.works() as works:
            if act == "freeze":
                freezing.freeze(works, who, why)
                if given.get("mourning"):
                    mourning.begin(works.folder, f"{who}: {why}")
            elif act == "thaw":
                freezing.thaw(works, who, {})
                if not given.get("mourning"):
                    mourning.end(works.folder)
            elif act == "colours":
                mourning.end(works.folder)
            else:
                post, seen = PostId(str(given.get("post", ""))), str(given.get("seen", ""))
                freezing.let_out(works, open_users(works.folder), who, post, seen)
        self.touch()
        return RedirectResponse(f"/crisis?said={act}", 303)
