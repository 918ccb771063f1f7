"""All that the rehearsal answers at one address: Facebook, the page to look at, the website, the switches."""

from __future__ import annotations

from datetime import date
from email.utils import format_datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.problems import Stop
from scheduler.rehearsal.accounts import Accounts
from scheduler.rehearsal.controls import Controls, refused
from scheduler.rehearsal.faults import FaultBook
from scheduler.rehearsal.graph import Graph
from scheduler.rehearsal.insights import Insights
from scheduler.rehearsal.page import Page
from scheduler.rehearsal.timing import PracticeTime
from scheduler.rehearsal.ways import Ways
from scheduler.rehearsal.website import Website
from scheduler.rehearsal.wordpress import WordPress
from scheduler.rehearsal.world import World
from scheduler.rehearsal.zalo import PracticeAccount, Zalo
from scheduler.rehearsal.zalo_page import ZaloPage
from scheduler.secrets import Secret


def create_app(
    world: World, token: Secret, app_secret: Secret, site: Path | None, app_created: date = date.max
) -> Starlette:
    """The application over *world*; *site* is the folder of the practice website, if there is one.

    *app_created* is the day when the practised app was made: a new one may do less.

    It answers only to loopback names, so that no foreign page can reach it through the browser.
    """
    faults = FaultBook()
    accounts = Accounts(world, token, app_secret)
    insights = Insights(world)
    controls = Controls(world, faults, accounts, insights)
    website = Website(site)
    page = Page(world, faults, controls, website)
    account = PracticeAccount(world.pictures.parent, world.time, app_secret)
    zalo = Zalo(account, faults, website)
    zalo_page = ZaloPage(account, page)
    wordpress = WordPress(world.pictures.parent, world.time, token, faults)
    graph = Graph(world, faults, accounts, insights, app_secret, app_created)
    return Starlette(
        routes=[
            *controls.routes(),
            *page.routes(),
            *wordpress.routes(),
            *zalo.routes(),
            *zalo_page.routes(),
            *Ways(world, page, zalo_page, website).routes(),
            Route("/site/{path:path}", website.serve, methods=["GET"]),
            Route("/{path:path}", graph.answer, methods=["GET", "POST", "DELETE"]),
        ],
        middleware=[
            Middleware(Dated, time=world.time),
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
        ],
        exception_handlers={404: page.not_found, Stop: refused},
    )


class Dated:
    """Gives every answer of *app* the practice world's time as its Date."""

    def __init__(self, app: ASGIApp, time: PracticeTime) -> None:
        self._app = app
        self._time = time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, dated."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self._time.now(), usegmt=True).encode()
                message["headers"] = [*message.get("headers", ()), (b"date", date)]
            await send(message)

        await self._app(scope, receive, dated)
