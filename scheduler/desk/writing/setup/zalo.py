"""A Zalo OA: its block by a form, then the permission that an administrator gives in a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.examining import on_desk
from scheduler.desk.writing.setup.channels import ChannelsSetup, Sent
from scheduler.desk.writing.setup.office import OfficeFile, open_settings_file
from scheduler.desk.writing.setup.permitting import Permissions
from scheduler.problems import Stop


@dataclass(eq=False)
class ZaloSetup(ChannelsSetup):
    """What its page answers."""

    steps: ClassVar[tuple[str, ...]] = ("zalo",)
    permissions: Permissions = field(default_factory=Permissions)

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            *super().routes(),
            Route("/setup/zalo/begin", self.begin, methods=["POST"]),
            Route("/setup/zalo/finish", self.finish, methods=["POST"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Make the address at which an administrator allows it."""
        return await self.sent(request, self._begun)

    async def finish(self, request: Request) -> Response:
        """Take the tokens by the address to which she was led."""
        return await self.sent(request, self._finished)

    def _begun(self, visit: Visit, _: FormData) -> Response:
        settings = visit.reading.settings
        block = settings.channels.get("zalo") if settings else None
        if block is None:
            return self.pages.nothing_here(visit)
        try:
            self.permissions.ask(visit.person.session, "", block)
        except Stop as stop:
            return self._told(visit, stop)
        return RedirectResponse("/setup/zalo#permit", 303)

    def _finished(self, visit: Visit, given: FormData) -> Response:
        settings = visit.reading.settings
        block = settings.channels.get("zalo") if settings else None
        if settings is None or block is None:
            return RedirectResponse("/setup/zalo", 303)
        session, led = visit.person.session, str(given.get("led", ""))
        try:
            is_taken = self.permissions.take(session, "", block, led, self.folder.root, settings)
        except Stop as stop:
            return self._told(visit, stop)
        if is_taken:
            self.pages.examinations.try_channel("zalo", visit.now)
        return RedirectResponse("/setup/zalo#channel-zalo", 303)

    def _told(self, visit: Visit, stop: Stop) -> Response:
        told = [on_desk(stop.say(visit.language), visit.language)]
        return self.shown(visit, "zalo", open_settings_file(self.folder), status=422, told=told)

    def shown(
        self,
        visit: Visit,
        step: str,
        file: OfficeFile,
        *,
        typed: Sent = ("", {}),
        **context: Any,
    ) -> Response:
        """With the address that waits to be opened."""
        permit = self.permissions.address(visit.person.session, "")
        return super().shown(visit, step, file, typed=typed, permit=permit, **context)
