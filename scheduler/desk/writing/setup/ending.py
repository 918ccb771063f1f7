"""The last steps: everything tried at once, and the first post practised."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.first_posts import choices
from scheduler.desk.writing.setup.step import SetupPages


@dataclass(eq=False)
class LastSetup(SetupPages):
    """What their pages answer."""

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/setup/test", self.test, methods=["GET"]),
            Route("/setup/test", self.look, methods=["POST"]),
            Route("/setup/first", self.first, methods=["GET"]),
        ]

    def test(self, request: Request) -> Response:
        """What was found last."""
        visit, refusal = self.may(request)
        if refusal is not None:
            return refusal
        examinations = self.pages.examinations
        whole = examinations.whole
        return self.step(
            visit,
            "test",
            can_try=examinations.examiner is not None,
            at=visit.moment(whole.at) if whole else "",
            lines=whole.lines(visit.language) if whole else [],
        )

    async def look(self, request: Request) -> Response:
        """Look everything over."""
        return await self.sent(request, self._looked)

    def _looked(self, visit: Visit, given: FormData) -> Response:
        self.pages.examinations.look(visit.now)
        back = "/deliveries" if given.get("back") == "/deliveries" else "/setup/test"
        return RedirectResponse(f"{back}#examined", 303)

    def first(self, request: Request) -> Response:
        """The posts to choose from, each with the button that practises it."""
        visit, refusal = self.may(request)
        if refusal is not None:
            return refusal
        practised = [
            (post, visit.title_of(post), shown) for post, shown in (self.pages.practised or {}).items()
        ]
        return self.step(
            visit,
            "first",
            choices=choices(visit, self.folder),
            can_practise=self.pages.practised is not None,
            practised=practised,
        )
