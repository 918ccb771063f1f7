"""The practice Zalo OA to look at: its articles as followers see them, and the permission that it gives."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.rehearsal.page import Page
from scheduler.rehearsal.viewing import ago, day_and_time
from scheduler.rehearsal.zalo import OA_ID, Article, PracticeAccount


class ZaloPage:
    """The screens of one account."""

    def __init__(self, account: PracticeAccount, page: Page) -> None:
        self._account = account
        self._page = page

    def routes(self) -> list[Route]:
        """Where each screen answers."""
        return [
            Route("/zalo", self.every, methods=["GET"]),
            Route("/zalo/{id}", self.single, methods=["GET"]),
            Route("/v4/oa/permission", self.permit, methods=["GET"]),
        ]

    async def every(self, _: Request) -> Response:
        """The public articles, newest first."""
        return self._page.screen("zalo.html", "zalo", articles=self.views(), whole=False)

    async def single(self, request: Request) -> Response:
        """One article, whole; a hidden one is shown to nobody."""
        one = self._account.articles.get(request.path_params["id"])
        view = self.view(one) if one else None
        if view is None:
            return await self._page.not_found(request, None)
        return self._page.screen("zalo.html", "zalo", articles=[view], whole=True)

    async def permit(self, request: Request) -> Response:
        """An administrator's yes: the browser is led back with a code."""
        asked = request.query_params
        code = secrets.token_urlsafe(24)
        self._account.codes[code] = asked.get("code_challenge", "")
        answer = {"oa_id": OA_ID, "code": code, "state": asked.get("state", "")}
        return RedirectResponse(f"{asked.get('redirect_uri', '')}?{urlencode(answer)}", 302)

    def views(self) -> list[dict[str, Any]]:
        """What the templates show of the public articles, newest first."""
        return [view for one in reversed(self._account.articles.values()) if (view := self.view(one))]

    def view(self, one: Article) -> dict[str, Any] | None:
        """What the templates show of an article; None of one that is not public."""
        now = self._account.time.now()
        state = one.at(now)
        if state is None or state[1] != "show":
            return None
        at, _, content = state
        return {
            "id": one.id,
            "title": content["title"],
            "author": content["author"],
            "description": content["description"],
            "cover": content["cover"]["photo_url"],
            "when": ago(at, now),
            "exactly": day_and_time(at),
            "instant": at.isoformat(),
            # As Zalo does, the program's own HTML is shown: nobody else writes here.
            "body": [part | {"content": Markup(part.get("content", ""))} for part in content["body"]],  # noqa: S704 # nosec B704
        }
