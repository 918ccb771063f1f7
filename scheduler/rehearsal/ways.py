"""One post on every way, side by side: page, website, Zalo, a pack on a phone, the script, a portal."""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from scheduler.channels.article import html_of_article, summary_of
from scheduler.channels.packs import Pack, Packs
from scheduler.channels.website_kind import WIDGET
from scheduler.delivery.key import Key
from scheduler.kinds.kind import PackForm
from scheduler.kinds.registry import kinds
from scheduler.locales import day
from scheduler.rehearsal.page import Page
from scheduler.rehearsal.website import Website, media_type
from scheduler.rehearsal.world import World
from scheduler.rehearsal.zalo_page import ZaloPage
from scheduler.speech.script import script_of

TAB = "ways"


class Ways:
    """The screen of all ways, which begins with what persons were given."""

    def __init__(self, world: World, page: Page, zalo: ZaloPage, website: Website) -> None:
        self._world = world
        self._page = page
        self._zalo = zalo
        self._website = website

    def routes(self) -> list[Route]:
        """Where each screen answers."""
        return [
            Route("/moi-nga", self.one, methods=["GET"]),
            Route("/moi-nga/{channel}/{pack}/", self.portal, methods=["GET"]),
            Route("/moi-nga/{channel}/{pack}/{file}", self.picture, methods=["GET"]),
        ]

    async def one(self, request: Request) -> Response:
        """The post that is asked for, else the newest, with the way to its neighbours."""
        posts = self._given()
        order = sorted(posts, key=lambda post: max(pack.given for pack in posts[post].values()), reverse=True)
        wanted = request.query_params.get("bai", "")
        number = order.index(wanted) if wanted in posts else 0
        view = self._view(order[number], posts[order[number]]) if order else None
        return self._page.screen(
            "ways.html",
            TAB,
            view=view,
            newer=order[number - 1] if number else "",
            older=order[number + 1] if number + 1 < len(order) else "",
        )

    async def portal(self, request: Request) -> Response:
        """A portal like those of communes, with the article pasted and the widget beside it."""
        pack = self._pack(request)
        if pack is None or pack.article is None:
            return await self._page.not_found(request, None)
        return self._page.screen(
            "portal.html",
            TAB,
            pack=pack,
            day=day(pack.article.day, "vi"),
            summary=summary_of(pack),
            article=html_of_article(pack, pack.article, pictures=True),
            widget=WIDGET,
        )

    async def picture(self, request: Request) -> Response:
        """A picture of a pack, or its film."""
        pack, name = self._pack(request), request.path_params["file"]
        number = next((n for n, one in enumerate(pack.pictures, 1) if one.file == name), 0) if pack else 0
        file = self._packs()[request.path_params["channel"]].file(pack, number) if pack else None
        if file is None or not file.is_file():
            return await self._page.not_found(request, None)
        return FileResponse(file, media_type=media_type(file))

    def _packs(self) -> dict[str, Packs]:
        folder = self._website.packs
        return {kind.name: Packs(folder / kind.name) for kind in kinds() if kind.by_hand} if folder else {}

    def _given(self) -> dict[str, dict[str, Pack]]:
        """By post, the pack of each channel that persons were given."""
        found: dict[str, dict[str, Pack]] = {}
        for name, packs in self._packs().items():
            for pack in filter(None, map(packs.find, packs.ids())):
                found.setdefault(Key.parse(pack.key).post, {})[name] = pack
        return found

    def _pack(self, request: Request) -> Pack | None:
        packs = self._packs().get(request.path_params["channel"])
        with suppress(OSError):
            return packs.find(request.path_params["pack"]) if packs else None
        return None

    def _view(self, post: str, packs: dict[str, Pack]) -> dict[str, object]:
        title = next(iter(packs.values())).title
        on_page = next((one for one in self._world.public_posts() if one.message.startswith(title)), None)
        by_form = {kind.pack: (kind.name, packs[kind.name]) for kind in kinds() if kind.name in packs}
        aloud = by_form.get(PackForm.SCRIPT)
        return {
            "title": title,
            "facebook": self._page.view(on_page) if on_page else None,
            "website": self._website.page_of(post),
            "zalo": next((one for one in self._zalo.views() if one["title"] == title), None),
            "pasted": by_form.get(PackForm.MESSAGE),
            "article": by_form.get(PackForm.ARTICLE),
            "script": script_of(aloud[1].title, aloud[1].text, aloud[1].numbers) if aloud else None,
        }
