"""The Graph API for Pages: from a request to its answer; version, token, rules and faults, in their order."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scheduler.channels.facebook_versions import LAST_DAYS, NEWEST
from scheduler.rehearsal import creating, refusals
from scheduler.rehearsal.accounts import Accounts, Token
from scheduler.rehearsal.cutting import JSON, cut, spoilt
from scheduler.rehearsal.faults import CHANGES, OF_FILMS, Fault, FaultBook, Kind
from scheduler.rehearsal.fields import Reader, parse_fields
from scheduler.rehearsal.filming import BYTES_OF_REELS, Filming
from scheduler.rehearsal.insights import INSIGHTS, VIDEO_INSIGHTS, Insights
from scheduler.rehearsal.parameters import Parameters
from scheduler.rehearsal.refusals import Refusal, Refused, trace_id
from scheduler.rehearsal.usage import Usage
from scheduler.rehearsal.world import EDGE_LAG, PAGE_ID, Comment, PagePost, World
from scheduler.secrets import Secret

# What apps made since this day cannot use, on whatever version: parameters by name, field aliases, edges.
WITHDRAWN_SINCE = date(2026, 11, 4)
_WITHDRAWN = {
    "ids": "several ids in one request (ids)",
    "date_format": "date_format",
    "method": "another HTTP method than that of the request (method)",
    "callback": "JSONP (callback)",
    "asyncbatch": "the asynchronous batch",
    "adbatch": "the asynchronous batch",
}
_ALIAS = re.compile(r"\.\s*as\s*\(")
_ASYNC_BATCH = "async_batch_requests"

_EDGES = {
    "photos": "POST",
    "feed": "POST",
    "published_posts": "GET",
    "scheduled_posts": "GET",
    "video_reels": "POST",
    "videos": "POST",
    "photo_stories": "POST",
    "video_stories": "POST",
    "stories": "GET",
}


@dataclass(frozen=True, slots=True)
class Call:
    """What a request asks for: *name* is the call by which faults know it, *node* the object's id."""

    name: str
    method: str
    version: str
    node: str
    rest: str  # what follows the object's id in the path

    @classmethod
    def of(cls, method: str, path: str) -> Call:
        """The call that *path* (without a leading slash) means."""
        if path.startswith(BYTES_OF_REELS):
            version, _, film = path.removeprefix(BYTES_OF_REELS).partition("/")
            return cls("film-upload", method, version, film, "")
        version, _, below = path.partition("/")
        if not version.startswith("v"):
            version, below = "", path
        node, _, rest = below.strip("/").partition("/")
        if rest == "comments" and method == "POST":
            name = "comment"
        elif rest:
            name = rest
        elif node in {"debug_token", "oauth"}:
            name = node
        elif node.startswith("upload:"):
            name = "film-upload"
        elif node.isdigit() and node != PAGE_ID:
            name = {"POST": "film-show", "DELETE": "delete"}.get(method, "film")
        else:
            about_post = {"POST": "edit", "DELETE": "delete"}.get(method, "post")
            name = about_post if "_" in node else "page"
        return cls(name, method, version, node, rest)


class Graph:
    """Answers as graph.facebook.com does."""

    def __init__(
        self,
        world: World,
        faults: FaultBook,
        accounts: Accounts,
        insights: Insights,
        app_secret: Secret,
        app_created: date,
    ) -> None:
        self._world = world
        self._faults = faults
        self._accounts = accounts
        self._app_secret = app_secret
        self._is_new_app = app_created >= WITHDRAWN_SINCE
        self._usage = Usage(world.page_id)
        self._filming = Filming(world)
        self._insights = insights

    async def answer(self, request: Request) -> Response:
        """The answer to *request*, or a cut connection."""
        call = Call.of(request.method, request.url.path.lstrip("/"))
        fault = self._faults.strike(call.name)
        if fault and fault.kind is Kind.REFUSE:
            return await cut(request, reset=True)
        try:
            is_bytes = call.name == "film-upload" and request.method == "POST"
            data = await request.body() if is_bytes else b""
            given = await Parameters.read(request, has_bytes=is_bytes)
            if fault and not fault.done:
                return await self._undone(request, fault)
            if fault and fault.kind is Kind.CUT_HALF:
                data = data[: len(data) // 2]
            node = self._done(call, given, request, data)
        except Refused as refused:
            answer = self._refusal(call, refused.refusal)
        except OSError:
            answer = self._refusal(call, refusals.BROKEN)
        else:
            answer = self._respond(call, node)
        return await self._spoilt(request, call, fault, answer) if fault and fault.done else answer

    def _done(self, call: Call, given: Parameters, request: Request, data: bytes) -> dict[str, Any]:
        self._check_version(call)
        if self._is_new_app:
            _check_withdrawn(call, given)
        told = self._about_tokens(call, given, request)
        if told is not None:
            return told
        now = self._world.time.now()
        if not self._usage.count(now):
            raise Refused(refusals.THROTTLED)
        if call.rest in {INSIGHTS, VIDEO_INSIGHTS} and call.method == "GET":
            return self._tell_figures(call, given)
        return self._do(call, given, request, data)

    def _do(self, call: Call, given: Parameters, request: Request, data: bytes) -> dict[str, Any]:
        reader = Reader(self._world, str(request.base_url).rstrip("/"))
        if call.name in {"film", "film-show", "film-upload", "uploads"} or call.node in self._world.films:
            return self._about_film(call, given, reader, request, data)
        if call.name == "post" or call.name in CHANGES:
            return self._about_post(call, given, reader, request.url.path.lstrip("/"))
        if call.node not in {self._world.page_id, "me"}:
            raise Refused(refusals.unknown_object(call.node, call.method))
        if not call.rest:
            if call.method != "GET":
                raise Refused(refusals.unknown_object(call.node, call.method))
            given.only()
            return reader.page(given.text("fields"))
        if call.rest not in _EDGES:
            raise Refused(refusals.unknown_path(call.rest))
        if call.method != _EDGES[call.rest]:
            raise Refused(refusals.unknown_object(call.node, call.method))
        if call.method == "GET":
            return self._read(call, given, reader, request.url.path.lstrip("/"))
        return self._create(call, given, reader)

    def _tell_figures(self, call: Call, given: Parameters) -> dict[str, Any]:
        post, film = self._world.posts.get(call.node), self._world.films.get(call.node)
        if film is not None and call.rest == VIDEO_INSIGHTS:
            return self._insights.of_film(film, given)
        if post is not None and call.rest == INSIGHTS:
            return self._insights.of_post(post, given)
        if call.node in {self._world.page_id, "me"} and call.rest == INSIGHTS:
            return self._insights.of_page(given)
        raise Refused(refusals.unknown_object(call.node, call.method))

    def _read(self, call: Call, given: Parameters, reader: Reader, path: str) -> dict[str, Any]:
        slow = self._faults.strike(call.name, Kind.SLOW_EDGES)
        lag = timedelta(seconds=slow.seconds) if slow else EDGE_LAG
        if call.rest == "stories":
            return reader.stories(given, path, lag)
        return reader.edge(call.rest, given, path, lag)

    def _create(self, call: Call, given: Parameters, reader: Reader) -> dict[str, Any]:
        parse_fields(given.text("fields"))  # refused before anything is made
        if call.rest == "photos":
            if given.text("fields"):
                raise Refused(refusals.unknown_parameter("fields"))
            photo, shown = creating.add_photo(self._world, given)
            return {"id": photo.id, "post_id": shown.id} if shown else {"id": photo.id}
        if call.rest == "photo_stories":
            return {"success": True, "post_id": creating.add_story(self._world, given).id}
        if call.rest in {"videos", "video_reels", "video_stories"}:
            return self._make_film(call, given, reader)
        unseen = self._faults.strike(call.name, Kind.SAME_TEXT_UNSEEN)
        made = creating.add_post(self._world, given, sees_same_text=unseen is None)
        return reader.post(made, given.text("fields")) if given.text("fields") else {"id": made.id}

    def _make_film(self, call: Call, given: Parameters, reader: Reader) -> dict[str, Any]:
        if call.rest == "videos":
            return {"id": self._filming.make_video(given).id}
        begun = self._filming.begin_upright(given, reader.base, call.version)
        if begun is not None:
            return begun
        if call.rest == "video_stories":
            return self._filming.story(given)
        return self._filming.reel(given, self._failing(call))

    def _failing(self, call: Call) -> str:
        fault = self._faults.strike(call.name, *OF_FILMS)
        return fault.kind.value.removeprefix("film-") if fault else ""

    def _about_film(
        self, call: Call, given: Parameters, reader: Reader, request: Request, data: bytes
    ) -> dict[str, Any]:
        if call.name == "uploads" and call.method == "POST":
            return self._filming.open_session(given)
        if call.node.startswith("upload:"):
            if call.method == "GET":
                return self._filming.session(call.node)
            return self._filming.take_in(call.node, request.headers.get("file_offset", ""), data)
        film = self._world.films.get(call.node)
        if film is None or call.rest:
            raise Refused(refusals.unknown_object(call.node, call.method))
        if call.name == "film-upload":
            return self._filming.take_in_reel(film, request.headers, data)
        if call.method == "GET":
            given.only()
            return reader.film(film, given.text("fields"))
        if call.method == "DELETE":
            given.only()
            self._world.delete_film(film)
        else:
            self._filming.show_video(film, given, self._failing(call))
        return {"success": True}

    def _about_post(self, call: Call, given: Parameters, reader: Reader, path: str) -> dict[str, Any]:
        if call.node not in self._world.posts and (comment := self._world.comment(call.node)):
            return self._about_comment(call, comment, given, reader, path)
        post, photo = self._world.posts.get(call.node), self._world.photos.get(call.node)
        if photo is not None and call.name == "delete":
            given.only()
            self._world.delete_photo(photo)
            return {"success": True}
        if post is None or (call.name == "post" and (call.rest or call.method != "GET")):
            raise Refused(refusals.unknown_object(call.node, call.method))
        if call.name == "post":
            given.only()
            return reader.post(post, given.text("fields"))
        if call.name == "comments":
            return self._comments(call, post, given, reader, path)
        if call.name == "comment":
            return {"id": creating.add_comment(self._world, post, given).id}
        if call.name == "edit":
            creating.edit_post(self._world, post, given)
        else:
            given.only()
            self._world.delete_post(post)
        return {"success": True}

    def _comments(
        self, call: Call, below: PagePost | Comment, given: Parameters, reader: Reader, path: str
    ) -> dict[str, Any]:
        if call.method != "GET":
            raise Refused(refusals.unknown_object(call.node, call.method))
        if self._faults.strike(call.name, Kind.NO_PERMISSION):
            raise Refused(refusals.NO_COMMENTS)
        slow = self._faults.strike(call.name, Kind.SLOW_EDGES)
        return reader.comments(below, given, path, timedelta(seconds=slow.seconds) if slow else EDGE_LAG)

    def _about_comment(
        self, call: Call, comment: Comment, given: Parameters, reader: Reader, path: str
    ) -> dict[str, Any]:
        if call.name == "comments":
            return self._comments(call, comment, given, reader, path)
        if call.name == "comment":
            post = self._world.posts[comment.post]
            return {"id": creating.add_comment(self._world, post, given, comment.parent or comment.id).id}
        if call.name == "post":
            given.only()
            return reader.comment(comment, given.text("fields"))
        if call.name == "delete":
            given.only()
            self._world.delete_comment(comment)
        else:
            given.only("is_hidden")
            self._world.hide_comment(comment, hidden=given.flag("is_hidden", default=comment.is_hidden))
        return {"success": True}

    def _check_version(self, call: Call) -> None:
        last = LAST_DAYS.get(call.version, date.min)
        if last is not None and self._world.time.now().date() > last:
            raise Refused(refusals.unsupported_version(NEWEST))

    def _about_tokens(self, call: Call, given: Parameters, request: Request) -> dict[str, Any] | None:
        """The answer to a call about tokens; None for any other call, whose token may make it.

        Raises:
            Refused: the token is not good for this.
        """
        if (call.node, call.rest) == ("oauth", "access_token"):
            return self._exchange(call, given)
        token = self._token(given, request, for_debugging=call.name == "debug_token")
        if token is None or call.name == "debug_token":
            given.only("input_token")
            return self._accounts.debug(given.text("input_token"))
        if (call.node, call.rest) == ("me", "accounts"):
            return self._pages(call, given, token)
        if token.kind != "PAGE" or token.profile != self._world.page_id:
            raise Refused(refusals.NOT_THE_PAGE if call.method == "POST" else refusals.NO_SCOPE)
        if call.method == "POST" and "pages_manage_posts" not in token.scopes:
            raise Refused(refusals.NO_SCOPE)
        if call.rest in {INSIGHTS, VIDEO_INSIGHTS} and "read_insights" not in token.scopes:
            raise Refused(refusals.NO_INSIGHTS)
        return None

    def _exchange(self, call: Call, given: Parameters) -> dict[str, Any]:
        if call.method != "GET" or given.text("grant_type") != "fb_exchange_token":
            raise Refused(refusals.invalid("Invalid grant_type"))
        given.only("grant_type", "client_id", "client_secret", "fb_exchange_token")
        return self._accounts.exchange(*map(given.text, ("client_id", "client_secret", "fb_exchange_token")))

    def _pages(self, call: Call, given: Parameters, token: Token) -> dict[str, Any]:
        if call.method != "GET":
            raise Refused(refusals.unknown_object(call.node, call.method))
        given.only("limit", "after")
        pages = self._accounts.pages(token)
        limit = given.number("limit", default=25, least=1, most=100)
        after = given.text("after")
        first = int(after) if after.isdigit() else 0
        wanted = parse_fields(given.text("fields")) or dict.fromkeys(("access_token", "name", "id", "tasks"))
        shown = [{name: page[name] for name in {**wanted, "id": None} if name in page} for page in pages]
        answer: dict[str, Any] = {"data": shown[first : first + limit]}
        if first + limit < len(shown):
            following = str(first + limit)
            answer["paging"] = {"cursors": {"after": following}, "next": f"{call.version}/me/accounts"}
        return answer

    def _token(self, given: Parameters, request: Request, *, for_debugging: bool) -> Token | None:
        """What the call's token is good for; None for the app's own, which is good for looking at others.

        Raises:
            Refused: there is none, or none that lives.
        """
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        token = given.text("access_token") or (bearer if scheme.lower() in {"bearer", "oauth"} else "")
        if not token:
            raise Refused(refusals.NO_TOKEN)
        if for_debugging and self._accounts.is_app(token):
            return None
        known = self._accounts.known(token)
        if given.given("appsecret_proof"):
            key = self._app_secret.reveal().encode()
            proof = hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(given.text("appsecret_proof").encode(), proof.encode()):
                raise Refused(refusals.WRONG_PROOF)
        return known

    def _respond(self, call: Call | None, body: object) -> Response:
        return Response(json.dumps(body), media_type=JSON, headers=self._headers(call))

    def _refusal(self, call: Call | None, refusal: Refusal, *, regain_minutes: int = 0) -> Response:
        if refusal.code == refusals.THROTTLED.code and not regain_minutes:
            regain_minutes = self._usage.regain_minutes(self._world.time.now())
        return Response(
            json.dumps(refusal.body()),
            refusal.status,
            refusal.headers() | self._headers(call, regain_minutes=regain_minutes),
            media_type=JSON,
        )

    def _headers(self, call: Call | None, *, regain_minutes: int = 0) -> dict[str, str]:
        version = call.version if call and call.version in LAST_DAYS else NEWEST
        return {
            **self._usage.headers(regain_minutes=regain_minutes),
            "facebook-api-version": version,
            "x-fb-trace-id": trace_id(),
            "cache-control": "private, no-cache, no-store, must-revalidate",
        }

    async def _undone(self, request: Request, fault: Fault) -> Response:
        """What *fault* answers in place of doing the call."""
        now = self._world.time.now()
        if fault.kind is Kind.CUT_BEFORE:
            return await cut(request, reset=False)
        if fault.kind is Kind.THROTTLE:
            return self._refusal(None, refusals.THROTTLED, regain_minutes=fault.minutes)
        if fault.kind is Kind.EXPIRED_TOKEN:
            return self._refusal(None, refusals.expired_session(now - timedelta(hours=1), now))
        if fault.kind is Kind.POLICY_BLOCK:
            return self._refusal(None, refusals.POLICY)
        broken = self._refusal(None, refusals.BROKEN)
        if fault.kind is Kind.ERROR_500_BEFORE:
            return broken
        return await self._spoilt(request, None, fault, broken)

    async def _spoilt(self, request: Request, call: Call | None, fault: Fault, answer: Response) -> Response:
        """*answer* as *fault* lets it through."""
        if fault.kind in USED:
            regain = fault.minutes if fault.kind is Kind.NEARLY_FULL else 0
            answer.headers.update(self._usage.headers(used=USED[fault.kind], regain_minutes=regain))
        return await spoilt(request, fault, answer, lambda: self._refusal(call, refusals.BROKEN))


def _check_withdrawn(call: Call, given: Parameters) -> None:
    """Let pass what a new app may still do.

    Raises:
        Refused: anything else, by its name.
    """
    for name, what in _WITHDRAWN.items():
        if given.given(name):
            raise Refused(refusals.withdrawn(what, WITHDRAWN_SINCE))
    if _ALIAS.search(given.text("fields")):
        raise Refused(refusals.withdrawn("field aliases (.as())", WITHDRAWN_SINCE))
    if _ASYNC_BATCH in (call.node, call.rest):
        raise Refused(refusals.withdrawn("the asynchronous batch", WITHDRAWN_SINCE))


USED = {Kind.BUSY: 80, Kind.NEARLY_FULL: 96}  # percent
