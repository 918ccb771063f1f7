"""`/_rehearsal/…`: the practice world's time, its faults, and what it holds, for programs."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scheduler.problems import Stop, Text
from scheduler.rehearsal.accounts import SCOPES, TASKS, Accounts
from scheduler.rehearsal.faults import FaultBook
from scheduler.rehearsal.fields import Reader, facebook_time
from scheduler.rehearsal.insights import Insights
from scheduler.rehearsal.timing import RunningTime
from scheduler.rehearsal.visitors import visit
from scheduler.rehearsal.world import PagePost, World


class Controls:
    """The switches of one world."""

    def __init__(self, world: World, faults: FaultBook, accounts: Accounts, insights: Insights) -> None:
        self._world = world
        self._insights = insights
        self._faults = faults
        self._accounts = accounts

    def routes(self) -> list[Route]:
        """Where each switch answers."""
        return [
            Route("/_rehearsal/clock", self.clock, methods=["GET", "POST"]),
            Route("/_rehearsal/faults", self.faults, methods=["GET", "POST", "DELETE"]),
            Route("/_rehearsal/faults/{number:int}", self.faults, methods=["DELETE"]),
            Route("/_rehearsal/login", self.login, methods=["POST"]),
            Route("/_rehearsal/token", self.token, methods=["POST"]),
            Route("/_rehearsal/comments", self.comments, methods=["GET", "POST", "DELETE"]),
            Route("/_rehearsal/insights", self.insights, methods=["POST"]),
            Route("/_rehearsal/posts", self.posts, methods=["GET"]),
            Route("/_rehearsal/look", self.look, methods=["POST"]),
        ]

    async def clock(self, request: Request) -> Response:
        """GET: `now`, `pace`, and how many posts are public. POST `{"to": …}` or `{"advance": seconds}`."""
        if request.method == "POST":
            try:
                self.step(await _body(request))
            except RunningTime:
                return JSONResponse(self._clock(), 409)
        return JSONResponse(self._clock())

    def step(self, wanted: dict[str, Any]) -> None:
        """Step as `POST /_rehearsal/clock` was asked to.

        Raises:
            RunningTime: the time is real here.
            Stop: it cannot be understood.
        """
        now = self._world.time.now()
        try:
            if set(wanted) == {"to"}:
                instant = datetime.fromisoformat(wanted["to"])
            elif set(wanted) == {"advance"} and wanted["advance"] >= 0:
                instant = now + timedelta(seconds=wanted["advance"])
            else:
                raise Stop(_STEP, status=2)
            self._world.time.advance_to(instant)
        except (TypeError, ValueError, OverflowError):
            raise Stop(_STEP, status=2) from None

    async def faults(self, request: Request) -> Response:
        """GET: what is armed. POST: arm one. DELETE: all, or the one whose number follows."""
        if request.method == "DELETE":
            self._faults.disarm(request.path_params.get("number"))
        elif request.method == "POST":
            return JSONResponse(self._faults.arm(await _body(request)).as_json(), 201)
        return JSONResponse(self._faults.left())

    async def login(self, request: Request) -> Response:
        """POST `{"scopes": […], "tasks": […], "pages": […]}` (all may be left out): a short user token."""
        wanted = await _body(request)
        given = {"scopes": SCOPES, "tasks": TASKS, "pages": None} | wanted
        return JSONResponse({"user_token": self._accounts.log_in(**given)}, 201)

    async def token(self, request: Request) -> Response:
        """POST `{"ends": seconds, "data_ends": seconds}`: when the page's first token ends (null: never); or
        `{"lacks": permission}`."""
        wanted = await _body(request)
        if "lacks" in wanted:
            self._accounts.take_from_page_token(str(wanted["lacks"]))
            return JSONResponse({})
        self._accounts.end_page_token(wanted.get("ends"), wanted.get("data_ends"))
        return JSONResponse({})

    async def comments(self, request: Request) -> Response:
        """POST `{"post": id, "message": …, "by": …}`: a visitor comments; `{"seed": 7, "count": 20}`: some
        do, below the newest posts. DELETE `{"id": …}`: one takes it back. GET: all of them."""
        if request.method == "DELETE":
            comment = self._world.comment(str((await _body(request)).get("id", "")))
            if comment is not None:
                self._world.delete_comment(comment)
        elif request.method == "POST":
            wanted = await _body(request)
            post = self._world.posts.get(str(wanted.get("post", "")))
            if post is not None:
                by, message = str(wanted.get("by", "Khách")), str(wanted.get("message", ""))
                self._world.add_comment(post, message, by=by, parent=str(wanted.get("parent", "")))
            else:
                visit(self._world, int(wanted.get("seed", 1)), int(wanted.get("count", 12)))
        every = [one for those in self._world.comments.values() for one in those]
        return JSONResponse(
            {"comments": [asdict(one) | {"created": one.created.isoformat()} for one in every]}
        )

    async def insights(self, request: Request) -> Response:
        """POST `{"ended": [names]}`: metrics that Facebook knows no more."""
        self._insights.end((await _body(request)).get("ended", ()))
        return JSONResponse({})

    async def look(self, request: Request) -> Response:
        """POST `{"home": address, "colours": {name: "#rrggbb"}}`: whither the page leads back, and what it
        wears; what is empty stays as it is."""
        wanted = await _body(request)
        home, colours = str(wanted.get("home", "")), wanted.get("colours")
        if _OF_THIS_MACHINE.match(home):
            self._world.home = home
        if isinstance(colours, dict) and colours:
            self._world.colours = {
                name: found for name, found in colours.items() if _COLOUR.fullmatch(str(found))
            }
        return JSONResponse({})

    async def posts(self, request: Request) -> Response:
        """All public posts, newest first, the scheduled ones, and what stands there more than once."""
        reader = Reader(self._world, str(request.base_url).rstrip("/"))
        return JSONResponse(
            {
                "page": self._world.page_id,
                "now": self._world.time.now().isoformat(),
                "posts": [self._shown(post, reader) for post in self._world.public_posts()],
                "scheduled": [self._shown(post, reader) for post in self._world.scheduled_posts()],
                "duplicates": self._world.doubles(),
                "stories": [
                    {"id": one.id, "media": one.media, "is_film": one.is_film}
                    for one in self._world.public_stories()
                ],
            }
        )

    def _clock(self) -> dict[str, object]:
        return {
            "now": self._world.time.now().isoformat(),
            "pace": "real" if self._world.time.real else "stepped",
            "posts": self._world.public_count(),
        }

    def _shown(self, post: PagePost, reader: Reader) -> dict[str, object]:
        photos = [self._world.photos[photo] for photo in post.photos]
        return {
            "id": post.id,
            "message": post.message,
            "link": post.link,
            "created_time": facebook_time(post),
            "address": reader.post_address(post),
            "film": self._world.films[post.film].sha256 if post.film in self._world.films else "",
            "comments": [one.message for one in self._world.comments.get(post.id, ())],
            "pictures": [
                {
                    "id": photo.id,
                    "sha256": photo.sha256,
                    "alt": photo.alt,
                    "width": photo.width,
                    "height": photo.height,
                    "address": reader.photo_address(photo),
                }
                for photo in photos
            ],
        }


_OF_THIS_MACHINE = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?/")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


async def _body(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.body())
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Stop(_NOT_JSON, status=2)
    return value


def refused(_: Request, stop: Exception) -> Response:
    """The answer to a switch that cannot be understood."""
    assert isinstance(stop, Stop), "it is asked for no other"
    return JSONResponse({"error": stop.say("en"), "loi": stop.say("vi")}, 400)


_STEP = Text(
    'Cần ghi {{"to": "2026-12-01T07:30:00+07:00"}} hoặc {{"advance": 600}} (giây).',
    'Say {{"to": "2026-12-01T07:30:00+07:00"}} or {{"advance": 600}} (seconds).',
)
_NOT_JSON = Text("Cần một đối tượng JSON.", "A JSON object is needed.")
