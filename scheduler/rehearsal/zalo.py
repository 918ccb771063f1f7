"""A practice Zalo Official Account: OAuth v4, articles, Zalo's own answers and refusals, faults on demand.

As with Zalo, no is said with status 200; a token that renews is good once; an article has no id until it was
processed; an update is worked on as well; the list is the only way to see what stands there.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scheduler.rehearsal.cutting import JSON, cut, spoilt
from scheduler.rehearsal.faults import ZALO_CALLS, FaultBook, Kind
from scheduler.rehearsal.insights import grown
from scheduler.rehearsal.journal import Journal
from scheduler.rehearsal.timing import PracticeTime
from scheduler.rehearsal.website import Website
from scheduler.secrets import Secret

OA_ID, APP_ID = "4318000000000000001", "1780000000000000001"
GROUPS = {"f414c8f76fa586fbdfb4": "Chi hội trưởng", "a70bb2e8153afc64a52b": "Tổ truyền thông"}
PROCESSING = timedelta(seconds=3)  # practice time, until a new article has its id
_ACCESS = timedelta(hours=25)
_KEYS = {"type", "title", "author", "description", "cover", "body", "status", "comment"}
_LENGTHS = {"title": 150, "author": 50, "description": 300}


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """Zalo says no."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.body = {"error": code, "message": message}


@dataclass
class Article:
    """An article with all that was done to it: when, its status, its content; the last counts."""

    id: str
    history: list[tuple[datetime, str, dict[str, Any]]] = field(default_factory=list)
    removed: datetime | None = None

    def at(self, instant: datetime) -> tuple[datetime, str, dict[str, Any]] | None:
        """As it stood then; None: not there."""
        if self.removed is not None and self.removed <= instant:
            return None
        return next((one for one in reversed(self.history) if one[0] <= instant), None)


class PracticeAccount:
    """What the account holds: its articles, kept in a file, and the tokens that were given out, in memory."""

    def __init__(self, folder: Path, time: PracticeTime, app_secret: Secret) -> None:
        self._folder = folder
        self.time = time
        self.app_secret = app_secret.reveal()
        self.access: dict[str, datetime] = {}  # by token, its end
        self.renewing: dict[str, bool] = {}  # by token, whether it was used
        self.codes: dict[str, str] = {}  # by code, its challenge
        self.messages: list[dict[str, Any]] = []  # what was said in groups
        self.work: dict[str, tuple[str, datetime]] = {}  # by processing token: an id, and when it is done

    @cached_property
    def articles(self) -> dict[str, Article]:
        """By id, the oldest first."""
        found: dict[str, Article] = {}
        for line in self._journal.lines():
            self._take_in(found, line)
        return found

    @cached_property
    def _journal(self) -> Journal:
        return Journal(self._folder / "zalo.jsonl")  # made when Zalo is first practised

    def keep(self, kind: str, id_: str, status: str = "", content: Mapping[str, Any] | None = None) -> None:
        """Write down what was done, then let it count.

        Raises:
            OSError: it could not be kept; nothing happened.
        """
        articles = self.articles
        at = self.time.now().isoformat()
        line = {"kind": kind, "at": at, "id": id_, "status": status, "content": dict(content or {})}
        self._journal.add(line)
        self._take_in(articles, line)

    def keep_message(self, id_: str, group: str, text: str) -> None:
        """Write down what was said in a group.

        Raises:
            OSError: it could not be kept; nothing happened.
        """
        self.keep("message", id_, group, {"text": text})

    def next_id(self) -> str:
        """An id that no article has had."""
        return f"a{len(self.articles) + 1:08x}{secrets.token_hex(4)}"

    def grant(self) -> dict[str, Any]:
        """A new pair of tokens."""
        access, renewing = secrets.token_urlsafe(60), secrets.token_urlsafe(60)
        self.access[access] = self.time.now() + _ACCESS
        self.renewing[renewing] = False
        return {
            "access_token": access,
            "refresh_token": renewing,
            "expires_in": f"{_ACCESS.total_seconds():.0f}",
        }

    def begin_work(self, id_: str) -> str:
        """What Zalo gives instead of an id, until it is done."""
        token = secrets.token_urlsafe(24)
        self.work[token] = id_, self.time.now() + PROCESSING
        return token

    def _take_in(self, articles: dict[str, Article], line: Mapping[str, Any]) -> None:
        at = datetime.fromisoformat(line["at"])
        if line["kind"] == "message":
            self.messages.append({"id": line["id"], "group": line["status"], **line["content"]})
        elif line["kind"] == "remove":
            articles[line["id"]].removed = at
        else:
            one = articles.setdefault(line["id"], Article(line["id"]))
            one.history.append((at, line["status"], line["content"]))


class Zalo:
    """Answers as openapi.zalo.me and oauth.zaloapp.com do."""

    def __init__(self, account: PracticeAccount, faults: FaultBook, website: Website) -> None:
        self._account = account
        self._faults = faults
        self._website = website

    def routes(self) -> list[Route]:
        """Where each call answers."""
        calls: dict[str, tuple[str, Callable[[Request, bytes], dict[str, Any]]]] = {
            "/v2.0/article/create": ("POST", self._create),
            "/v2.0/article/verify": ("POST", self._verify),
            "/v2.0/article/update": ("POST", self._update),
            "/v2.0/article/remove": ("POST", self._remove),
            "/v2.0/article/getslice": ("GET", self._getslice),
            "/v2.0/article/getdetail": ("GET", self._getdetail),
            "/v2.0/oa/message": ("POST", self._broadcast),
            "/v3.0/oa/group/message": ("POST", self._message),
            "/v3.0/oa/group/getgroupsofoa": ("GET", self._groups),
            "/v2.0/oa/getoa": ("GET", self._getoa),
            "/v4/oa/access_token": ("POST", self._tokens),
        }
        return [
            Route("/_rehearsal/zalo", self._control, methods=["GET", "POST"]),
            *(Route(path, self._answering(path, do), methods=[verb]) for path, (verb, do) in calls.items()),
        ]

    async def _control(self, request: Request) -> Response:
        """POST: a new pair of tokens; GET: every article with its content."""
        if request.method == "POST":
            return JSONResponse(self._account.grant(), 201)
        articles = [self._shown(one) for one in self._standing()]
        return JSONResponse({"articles": articles, "messages": self._account.messages})

    def _answering(self, path: str, do: Callable[[Request, bytes], dict[str, Any]]) -> Any:
        name = _NAMES.get(path) or f"zalo-{path.rpartition('/')[2]}"
        assert name in ZALO_CALLS, name

        async def answer(request: Request) -> Response:
            fault = self._faults.strike(name)
            if fault and fault.kind is Kind.REFUSE:
                return await cut(request, reset=True)
            body = await request.body()
            if fault and not fault.done:
                if fault.kind is Kind.CUT_BEFORE:
                    return await cut(request, reset=False)
                told = _UNDONE.get(fault.kind)
                return _said(told) if told else await spoilt(request, fault, _broken(), _broken)
            try:
                said = _said(do(request, body))
            except Refused as refused:
                said = _said(refused.body)
            except OSError:
                said = _broken()
            return await spoilt(request, fault, said, _broken) if fault else said

        return answer

    def _tokens(self, request: Request, body: bytes) -> dict[str, Any]:
        form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        account = self._account
        if request.headers.get("secret_key") != account.app_secret:
            raise Refused(-14004, "Invalid secret key")
        if form.get("app_id") != APP_ID:
            raise Refused(-14002, "Invalid app id")
        if form.get("grant_type") == "refresh_token":
            given = form.get("refresh_token", "")
            if given not in account.renewing:
                raise Refused(-14014, "Invalid refresh token.")
            if account.renewing[given]:
                raise Refused(-14020, "Refresh token was used.")
            account.renewing[given] = True
            return account.grant()
        challenge = account.codes.pop(form.get("code", ""), None)
        if challenge is None or not _fits(form.get("code_verifier", ""), challenge):
            raise Refused(-14015, "Invalid authorization code.")
        return account.grant()

    def _create(self, request: Request, body: bytes) -> dict[str, Any]:
        self._check_token(request)
        content = _content(body, _KEYS)
        account = self._account
        id_ = account.next_id()
        if self._is_unreached(content, request):
            token = account.begin_work("")
        else:
            account.keep("create", id_, content.pop("status"), content)
            token = account.begin_work(id_)
        return _done({"token": token})

    def _verify(self, request: Request, body: bytes) -> dict[str, Any]:
        self._check_token(request)
        token = _content(body, {"token"}).get("token", "")
        if token not in self._account.work:
            raise Refused(-201, "token is invalid.")
        id_, ready = self._account.work[token]
        if self._faults.strike("zalo-verify", Kind.PROCESSING) or ready > self._account.time.now():
            raise Refused(-214, "Media is being processed")
        if not id_:
            raise Refused(-200, "Upload media failed: Too many failed attempts")
        return _done({"id": id_})

    def _update(self, request: Request, body: bytes) -> dict[str, Any]:
        self._check_token(request)
        content = _content(body, _KEYS | {"id"})
        id_ = str(content.pop("id", ""))
        one = self._account.articles.get(id_)
        if one is None or one.removed is not None:
            raise Refused(-201, "id is invalid.")
        self._account.keep("update", id_, content.pop("status"), content)
        return _done({"token": self._account.begin_work(id_)})

    def _remove(self, request: Request, body: bytes) -> dict[str, Any]:
        self._check_token(request)
        id_ = str(_content(body, {"id"}).get("id", ""))
        one = self._account.articles.get(id_)
        if one is None or one.removed is not None:
            raise Refused(-201, "id is invalid.")
        self._account.keep("remove", id_)
        return _done({})

    def _getslice(self, request: Request, _: bytes) -> dict[str, Any]:
        self._check_token(request)
        asked = request.query_params
        if asked.get("type") not in {"normal", "video"}:
            raise Refused(-201, "type accept only 2 value normal and video.")
        try:
            offset, limit = int(asked.get("offset", "0")), int(asked.get("limit", "10"))
        except ValueError:
            raise Refused(-201, "offset is invalid.") from None
        if not 1 <= limit <= 10 or offset < 0:
            raise Refused(-201, "maximum limit is 10.")
        slow = self._faults.strike("zalo-getslice", Kind.SLOW_EDGES)
        instant = self._account.time.now() - timedelta(seconds=slow.seconds if slow else 0)
        every = [] if asked["type"] == "video" else self._standing(instant)
        total = len(every)
        if self._faults.strike("zalo-getslice", Kind.DOUBLED_LIST):
            every = [one for one in every for _ in range(2)]
        base = str(request.base_url)
        medias = [self._listed(one, instant, base) for one in every[offset : offset + limit]]
        return _done({"total": total, "medias": medias})

    def _getdetail(self, request: Request, _: bytes) -> dict[str, Any]:
        self._check_token(request)
        one = self._account.articles.get(request.query_params.get("id", ""))
        state = one.at(self._account.time.now()) if one else None
        if one is None or state is None:
            raise Refused(-201, "id is invalid.")
        return _done({"id": one.id, "status": state[1], **state[2]})

    def _message(self, request: Request, body: bytes) -> dict[str, Any]:
        self._check_token(request)
        asked = _content(body, {"recipient", "message"})
        group, text = asked.get("recipient", {}).get("group_id"), asked.get("message", {}).get("text")
        if group not in GROUPS or not isinstance(text, str) or not 1 <= len(text) <= 2000:
            raise Refused(-201, "group_id or text is invalid.")
        message = secrets.token_hex(8)
        self._account.keep_message(message, group, text)
        return _done({"message_id": message, "group_id": group})

    def _broadcast(self, request: Request, body: bytes) -> dict[str, Any]:
        self._check_token(request)
        asked = _content(body, {"recipient", "message"})
        try:
            elements = asked["message"]["attachment"]["payload"]["elements"]
            articles = [self._account.articles[one["attachment_id"]] for one in elements]
        except (KeyError, TypeError):
            raise Refused(-201, "attachment_id is invalid.") from None
        now = self._account.time.now()
        states = [one.at(now) for one in articles]
        if not 1 <= len(articles) <= 5 or not all(state and state[1] == "show" for state in states):
            raise Refused(-201, "attachment_id is invalid.")
        message = secrets.token_hex(8)
        for one in articles:
            self._account.keep_message(message, "followers", one.id)
        return _done({"message_id": message})

    def _groups(self, request: Request, _: bytes) -> dict[str, Any]:
        self._check_token(request)
        return _done({"groups": [{"group_id": group, "name": name} for group, name in GROUPS.items()]})

    def _getoa(self, request: Request, _: bytes) -> dict[str, Any]:
        self._check_token(request)
        facts = {"oa_id": OA_ID, "name": "Phụ nữ Sóc Trăng", "is_verified": True, "package_name": "Nâng cao"}
        return _done(facts)

    def _check_token(self, request: Request) -> None:
        end = self._account.access.get(request.headers.get("access_token", ""))
        if end is None or end <= self._account.time.now():
            raise Refused(-216, "Access token is invalid")

    def _standing(self, instant: datetime | None = None) -> list[Article]:
        """What is there, hidden or shown, newest first."""
        at = instant or self._account.time.now()
        return [one for one in reversed(self._account.articles.values()) if one.at(at)]

    def _is_unreached(self, content: Mapping[str, Any], request: Request) -> bool:
        """Whether the cover cannot be fetched; of other servers' nothing is known here."""
        if self._faults.strike("zalo-create", Kind.PICTURE_UNREACHED):
            return True
        address = content["cover"]["photo_url"]
        site = f"{request.base_url}site/"
        return address.startswith(site) and not self._website.has(address.removeprefix(site))

    def _listed(self, one: Article, instant: datetime, base: str) -> dict[str, Any]:
        state = one.at(instant)
        assert state is not None, "what is listed stands"
        at, status, content = state
        shown = next((when for when, as_, _ in one.history if as_ == "show"), instant)
        figures = grown(one.id, shown, instant)
        return {
            "id": one.id,
            "type": "normal",
            "title": content["title"],
            "status": status,
            "create_date": int(one.history[0][0].timestamp() * 1000),
            "update_date": int(at.timestamp() * 1000),
            "thumb": content["cover"]["photo_url"],
            "total_view": figures["views"],
            "total_share": figures["shares"],
            "link_view": f"{base}zalo/{one.id}",
        }

    def _shown(self, one: Article) -> dict[str, Any]:
        _, status, content = one.history[-1]
        return {"id": one.id, "status": status, "title": content["title"], "content": content}


def _content(body: bytes, known: set[str]) -> dict[str, Any]:
    """The keys of a call, held against what Zalo takes.

    Raises:
        Refused: they are not of its form.
    """
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict) or given.keys() - known:
        raise Refused(-201, "params is invalid.")
    if "title" not in known:
        return given
    for key, most in _LENGTHS.items():
        if not isinstance(given.get(key), str) or not 1 <= len(given[key]) <= most:
            raise Refused(-201, f"{key} allow 1 to {most} characters")
    cover = given.get("cover")
    if not isinstance(cover, dict) or cover.get("cover_type") != "photo" or cover.get("status") != "show":
        raise Refused(-201, "cover value is invalid")
    if urlsplit(str(cover.get("photo_url", ""))).scheme not in {"http", "https"}:
        raise Refused(-201, "photo_url is invalid")
    if given.get("status") not in {"show", "hide"} or not given.get("body"):
        raise Refused(-201, "status or body is invalid.")
    return given


def _fits(verifier: str, challenge: str) -> bool:
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return secrets.compare_digest(made.encode(), challenge.encode())


def _done(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"error": 0, "message": "Success", "data": dict(data)}


def _said(body: Mapping[str, Any]) -> Response:
    return Response(json.dumps(body), media_type=JSON)


def _broken() -> Response:
    return Response(json.dumps({"error": -200, "message": "Server error"}), 500, media_type=JSON)


_NAMES = {  # as faults know them, where a path alone does not tell
    "/v4/oa/access_token": "zalo-tokens",  # nosec B105 - a call
    "/v2.0/oa/message": "zalo-broadcast",
}
_UNDONE = {
    Kind.THROTTLE: {"error": -32, "message": "Rate limit"},
    Kind.EXPIRED_TOKEN: {"error": -216, "message": "Access token has expired"},
    Kind.POLICY_BLOCK: {"error": -221, "message": "OA is not verified"},
}
