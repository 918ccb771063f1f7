"""The practice page to look at, as followers would see it, with a panel for staff: time and faults."""

from __future__ import annotations

import importlib.util
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.problems import Stop
from scheduler.rehearsal import faults as fault_words
from scheduler.rehearsal.controls import Controls
from scheduler.rehearsal.faults import FaultBook, Kind
from scheduler.rehearsal.timing import RunningTime
from scheduler.rehearsal.viewing import ZONE, ago, day_and_time, dressed, folded
from scheduler.rehearsal.website import Website, media_type
from scheduler.rehearsal.world import PagePost, Story, World

PER_PAGE = 60
_FOLDER = Path(__file__).parent / "pages"
_ASSETS = {"page.css", "portal.css", "page.js"}
_DRAWINGS = {"mark.svg", "cover.svg"}
COLOURS = {
    "deep": "#3F0A35",
    "main": "#9B1459",
    "mark": "#A3155D",
    "mid": "#C9387F",
    "soft": "#F3B3CB",
    "light": "#FDEFF3",
    "turmeric": "#FFC24A",
}  # as shipped, in the page's style and drawings
_LOOK = "look.css"  # the office's, over them
_WEIGHTS = {"Regular", "SemiBold", "Bold", "ExtraBold"}
_SAFE = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'self'; form-action 'self'",
    "cache-control": "no-cache",
}
_CALLS = {
    "*": "Bất cứ lúc nào",
    "feed": "Khi đăng bài",
    "photos": "Khi tải ảnh lên",
    "film-upload": "Khi tải phim lên",
    "video_reels": "Khi đăng phim đứng",
    "film-show": "Khi đăng phim ngang",
    "photo_stories": "Khi đăng tin 24 giờ",
    "video_stories": "Khi đăng phim làm tin",
    "published_posts": "Khi xem lại trang",
    "edit": "Khi sửa bài",
    "delete": "Khi gỡ bài",
    "comment": "Khi bình luận",
    "comments": "Khi đọc bình luận",
    "zalo-create": "Zalo: khi tạo bài",
    "zalo-update": "Zalo: khi hiện bài",
    "zalo-getslice": "Zalo: khi xem lại danh sách",
    "zalo-tokens": "Zalo: khi thay mã",
}
_COUNTS = {"1": "1 lần", "3": "3 lần", "": "Đến khi bỏ"}

# As Facebook answers who is not logged in: with 200, whatever the page says.
_HEAD = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Facebook</title>'
_WALL = f'{_HEAD}<form id="login_form" action="/login/" method="post"><input name="email"></form></html>'
_NOT_FOR_STRANGERS = f"{_HEAD}<h2>Bạn hiện không xem được nội dung này</h2></html>"


class Page:
    """The screens of one world."""

    def __init__(self, world: World, faults: FaultBook, controls: Controls, website: Website) -> None:
        self._world = world
        self._faults = faults
        self._controls = controls
        self._website = website
        self._fonts = _font_folder()
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def routes(self) -> list[Route]:
        """Where each screen answers."""
        return [
            Route("/", self.public, methods=["GET"]),
            Route("/len-lich", self.scheduled, methods=["GET"]),
            Route("/trang-web", self.website, methods=["GET"]),
            Route("/{page:int}_{number:int}", self.single, methods=["GET"]),
            Route("/gio", self.step, methods=["POST"]),
            Route("/su-co", self.arm, methods=["POST"]),
            Route("/su-co/bo", self.disarm, methods=["POST"]),
            Route("/xem/{file}", self.look, methods=["GET"]),
            Route("/pictures/{file}", self.picture, methods=["GET"]),
            Route("/pages/{file}", self.asset, methods=["GET"]),
            Route("/favicon.ico", self.icon, methods=["GET"]),
        ]

    async def public(self, request: Request) -> Response:
        """The page's posts, newest first."""
        posts = self._world.public_posts()
        number = request.query_params.get("trang", "1")
        page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
        shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
        older = page + 1 if len(posts) > page * PER_PAGE else 0
        stories = [self._story(one) for one in self._world.public_stories()] if page == 1 else []
        shown_posts = [self.view(post) for post in shown]
        return self.screen("posts.html", "posts", shown=shown_posts, page=page, older=older, stories=stories)

    async def scheduled(self, request: Request) -> Response:
        """What Facebook's own scheduler holds, the next one first."""
        shown = [self.view(post) for post in self._world.scheduled_posts()]
        return self.screen("scheduled.html", "scheduled", shown=shown)

    async def website(self, request: Request) -> Response:
        """The practice website, in a frame below the same tabs."""
        return self.screen("website.html", "website", is_there=self._website.is_there)

    async def single(self, request: Request) -> Response:
        """One post on its own, whole."""
        post = self._world.posts.get(request.url.path.strip("/"))
        if post is None:
            return await self.not_found(request, None)
        if self._faults.strike("permalink", Kind.LOGIN_WALL):
            return HTMLResponse(_WALL, 200, _SAFE)
        if self._faults.strike("permalink", Kind.NOT_FOR_STRANGERS):
            return HTMLResponse(_NOT_FOR_STRANGERS, 200, _SAFE)
        return self.screen("single.html", "single", post=self.view(post, whole=True))

    async def not_found(self, request: Request, _: Exception | None) -> Response:
        """What a wrong address shows."""
        return self.screen("missing.html", "missing", status=404, site=request.url.path.startswith("/site/"))

    async def picture(self, request: Request) -> Response:
        """One uploaded picture."""
        known = {photo.file for photo in self._world.photos.values()}
        known |= {film.file for film in self._world.films.values()}
        file = request.path_params["file"]
        if file not in known:
            return await self.not_found(request, None)
        path = self._world.pictures / file
        forever = {"cache-control": "public, max-age=31536000, immutable"}  # named by what it holds
        return FileResponse(path, media_type=media_type(path), headers=forever)

    async def look(self, request: Request) -> Response:
        """One picture at its full size, with the way back; of the post `bai` all of them in turn."""
        file, post = request.path_params["file"], self._world.posts.get(request.query_params.get("bai", ""))
        photos = [self._world.photos[one] for one in post.photos] if post else []
        if file not in {one.file for one in photos}:
            post, photos = None, [one for one in self._world.photos.values() if one.file == file][:1]
        if not photos:
            return await self.not_found(request, None)
        return self.screen("pictures.html", "single", photos=photos, back=f"/{post.id}" if post else "/")

    async def asset(self, request: Request) -> Response:
        """Style, script, drawings and fonts of the page itself."""
        file, own = request.path_params["file"], self._world.colours
        if file == _LOOK:
            said = "".join(f"--{name}:{own[name]};" for name in COLOURS if name in own)
            return Response(f":root{{{said}}}", media_type="text/css", headers={"cache-control": "no-cache"})
        if file in _DRAWINGS:
            return Response(
                self._worn(file), media_type="image/svg+xml", headers={"cache-control": "no-cache"}
            )
        path: Path | None = _FOLDER / file if file in _ASSETS else None
        if self._fonts and file in {f"BeVietnamPro-{weight}.ttf" for weight in _WEIGHTS}:
            path = self._fonts / file
        if path is None:
            return await self.not_found(request, None)
        return FileResponse(path, media_type=media_type(path), headers={"cache-control": "no-cache"})

    async def icon(self, request: Request) -> Response:
        """The mark, where browsers look for it by themselves."""
        return Response(self._worn("mark.svg"), media_type="image/svg+xml")

    def _worn(self, drawing: str) -> str:
        """A drawing of the page in the office's colours."""
        own = self._world.colours
        names = {shipped: name for name, shipped in COLOURS.items() if name in own}
        text = (_FOLDER / drawing).read_text(encoding="utf-8")
        return re.sub(
            r"#[0-9A-F]{6}", lambda found: own[names[found[0]]] if found[0] in names else found[0], text
        )

    async def step(self, request: Request) -> Response:
        """The panel's time: `advance` seconds ahead, or `to` a local time."""
        form = await request.form()
        wanted: dict[str, Any] = {}
        try:
            if form.get("to"):
                wanted["to"] = datetime.fromisoformat(str(form["to"])).replace(tzinfo=ZONE).isoformat()
            else:
                wanted["advance"] = int(str(form.get("advance", "0")))
            if _is_own(request):
                self._controls.step(wanted)
        except (ValueError, Stop, RunningTime):
            pass  # the panel shows the time as it is
        return RedirectResponse("/#bang", 303)

    async def arm(self, request: Request) -> Response:
        """The panel's faults: arm one."""
        form = await request.form()
        count = str(form.get("count", "1"))
        wanted: dict[str, object] = {
            "fault": str(form.get("fault", "")),
            "path": str(form.get("path", "*")),
            "count": int(count) if count.isdecimal() else None,
        }
        try:
            if _is_own(request):
                self._faults.arm(wanted)
        except Stop:
            pass  # only a form that is not ours can ask for what there is not
        return RedirectResponse("/#bang", 303)

    async def disarm(self, request: Request) -> Response:
        """The panel's faults: take one away."""
        form = await request.form()
        number = str(form.get("id", ""))
        if _is_own(request) and number.isdecimal():
            self._faults.disarm(int(number))
        return RedirectResponse("/#bang", 303)

    def screen(self, template: str, tab: str, *, status: int = 200, **values: object) -> Response:
        """A screen of *template* under the *tab* that it belongs to."""
        now = self._world.time.now()
        armed = [
            {
                "id": fault["id"],
                "words": fault_words.WORDS[Kind(fault["fault"])].say("vi"),
                "call": _CALLS.get(fault["path"], fault["path"]),
                "left": f"còn {fault['count']} lần" if fault["count"] else "đến khi bỏ",
            }
            for fault in self._faults.left()
        ]
        html = self._templates.get_template(template).render(
            tab=tab,
            has_ways=self._website.packs is not None,
            name=self._world.page_name,
            home=self._world.home,
            posts=self._world.public_count(),
            waiting=len(self._world.scheduled_posts()),
            now=day_and_time(now),
            now_field=now.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
            runs=self._world.time.real,
            armed=armed,
            kinds=[(kind.value, words.say("vi")) for kind, words in fault_words.WORDS.items()],
            calls=_CALLS.items(),
            counts=_COUNTS.items(),
            **values,
        )
        return HTMLResponse(html, status, _SAFE)

    def _story(self, story: Story) -> dict[str, object]:
        """What the template shows of *story*."""
        shown = (self._world.films if story.is_film else self._world.photos)[story.media]
        when = ago(story.public_at, self._world.time.now())
        return {"file": shown.file, "is_film": story.is_film, "when": when}

    def view(self, post: PagePost, *, whole: bool = False) -> dict[str, object]:
        """What the templates show of *post*; all of its text, if *whole*."""
        now = self._world.time.now()
        photos = [self._world.photos[photo] for photo in post.photos]
        head, rest = (post.message, "") if whole else folded(post.message)
        return {
            "id": post.id,
            "head": dressed(head),
            "rest": dressed(rest),
            "when": ago(post.shown_time, now),
            "exactly": day_and_time(post.shown_time),
            "instant": post.shown_time.isoformat(),
            "photos": photos[:5],
            "more": len(photos) - 5,
            "shape": "one" if len(photos) == 1 else f"grid grid-{min(5, len(photos))}",
            "film": film.file if (film := self._world.films.get(post.film)) else "",
            "link": post.link if not photos else "",
            "host": urlsplit(post.link).hostname,
            "public": post.is_public(now),
            "edited": post.edited is not None,
            "comments": [
                {
                    "words": dressed(one.message),
                    "when": ago(one.created, now),
                    "by": one.by,
                    "is_hidden": one.is_hidden,
                }
                for one in self._world.comments.get(post.id, ())
            ],
        }


def _is_own(request: Request) -> bool:
    """Whether a form came from this page and not from another one that the browser has open."""
    origin = request.headers.get("origin")
    return origin is None or origin == str(request.base_url).rstrip("/")


def _font_folder() -> Path | None:
    """The folder of Be Vietnam Pro in its package; None without it (the page then uses the system's font)."""
    found = importlib.util.find_spec("fontpkg_be_vietnam_pro")
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) / "files" if places else None
