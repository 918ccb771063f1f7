"""The overview of the set-up: each step with how far it is, and putting one off."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.setup import STEPS, address_of, more_of, steps_of
from scheduler.desk.writing.setup.step import SetupPages, put_step_off


@dataclass(eq=False)
class SetupOverview(SetupPages):
    """What it answers."""

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/setup", self.page, methods=["GET"]),
            Route("/setup/later", self.later, methods=["POST"]),
        ]

    def page(self, request: Request) -> Response:
        """Every step."""
        visit, refusal = self.may(request)
        if refusal is not None:
            return refusal
        facts = self.facts(visit)
        return self.pages.setup(visit, "setup.html", steps=steps_of(visit, facts), more=more_of(visit, facts))

    async def later(self, request: Request) -> Response:
        """Leave a step for later, and go on to the next."""
        return await self.sent(request, self._later)

    def _later(self, visit: Visit, given: FormData) -> Response:
        name = str(given.get("step", ""))
        if name not in STEPS:
            return self.pages.nothing_here(visit)
        put_step_off(self.folder, name)
        after = STEPS.index(name) + 1
        return RedirectResponse(address_of(STEPS[after]) if after < len(STEPS) else "/setup", 303)
