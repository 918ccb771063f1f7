"""The practice WordPress: its REST interface for one user, and its pages, as far as posts and pictures go."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from scheduler.files import write_whole
from scheduler.rehearsal.cutting import JSON, cut, spoilt
from scheduler.rehearsal.faults import Fault, FaultBook, Kind
from scheduler.rehearsal.journal import Journal
from scheduler.rehearsal.timing import PracticeTime
from scheduler.secrets import Secret

USER = "loa"
PREFIX = "/wordpress"
_REST = f"{PREFIX}/wp-json"
_SETTABLE = "title", "content", "excerpt", "featured_media", "categories", "alt_text", "post", "slug"
_RAW = "title", "content", "excerpt"
_MAY = "edit_posts", "publish_posts", "edit_published_posts", "delete_published_posts", "upload_files"


class _Refused(Exception):  # noqa: N818 - an answer like any other
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class WordPress:
    """One site kept in *folder*; *password* is its user's application password."""

    def __init__(self, folder: Path, time: PracticeTime, password: Secret, faults: FaultBook) -> None:
        self._uploads = folder / "uploads"
        self._time = time
        self._password = password
        self._faults = faults
        self._journal = Journal(folder / "wordpress.jsonl")
        self._objects: dict[int, dict[str, Any]] = {}  # posts and pictures have their numbers in common
        self._last = 0
        for line in self._journal.lines():
            self._take_in(line)

    def routes(self) -> list[Route]:
        """Where the site answers."""
        return [
            Route(f"{_REST}/{{path:path}}", self.answer, methods=["GET", "POST", "DELETE"]),
            Route(f"{PREFIX}/wp-content/uploads/{{name}}", self.picture),
            Route(f"{PREFIX}/{{path:path}}", self.page),
        ]

    def public(self) -> list[dict[str, Any]]:
        """What everybody sees, newest first."""
        found = [
            one for one in self._objects.values() if one["type"] == "post" and one["status"] == "publish"
        ]
        return sorted(found, key=lambda one: (one["date_gmt"], one["id"]), reverse=True)

    async def picture(self, request: Request) -> Response:
        """One uploaded picture."""
        name = request.path_params["name"]
        if not any(one.get("file") == name for one in self._objects.values()):
            return Response(status_code=404)
        return Response((self._uploads / name).read_bytes(), media_type="image/jpeg")

    async def page(self, request: Request) -> Response:
        """The front page, or one post."""
        slug = request.path_params["path"].strip("/")
        shown = [one for one in self.public() if slug in ("", one["slug"])]
        if not shown and slug:
            return HTMLResponse("<h1>404</h1>", 404)
        posts = "".join(
            f'<article><h1><a href="{PREFIX}/{one["slug"]}/">{one["title"]}</a></h1>{one["content"]}'
            for one in shown
        )
        return HTMLResponse(_PAGE + posts)

    async def answer(self, request: Request) -> Response:
        """The REST interface's answer, or a cut connection."""
        route = request.path_params["path"].strip("/")
        body = await request.body()
        fault = self._faults.strike(_call_of(request.method, route, body)) if route else None
        if fault and fault.kind is Kind.REFUSE:
            return await cut(request, reset=True)
        if fault and not fault.done:
            return await self._undone(request, fault)
        try:
            answer = self._done(request, route, body)
        except _Refused as refused:
            answer = _error(refused.status, refused.code)
        except OSError:
            answer = _error(500, "db_insert_error")
        if fault and fault.done:
            return await spoilt(request, fault, answer, lambda: _error(500, "internal_server_error"))
        return answer

    def _done(self, request: Request, route: str, body: bytes) -> Response:
        if not route:
            return _said({"name": "WordPress luyện tập", "namespaces": ["wp/v2"]})
        kind, _, number = route.removeprefix("wp/v2/").partition("/")
        known = self._is_known(request)
        if (kind, number) == ("users", "me"):
            if not known:
                raise _Refused(401, "rest_not_logged_in")
            may = dict.fromkeys(_MAY, True)
            return _said({"id": 1, "name": USER, "roles": ["author"], "capabilities": may})
        if kind not in ("posts", "media"):
            raise _Refused(404, "rest_no_route")
        base = str(request.base_url).rstrip("/")
        if request.method == "GET":
            return self._get(kind, number, dict(request.query_params), base, known=known)
        if not known:
            raise _Refused(401, "rest_cannot_create")
        if request.method == "DELETE":
            return self._delete(self._find(kind, number), dict(request.query_params), base)
        if not number:
            made = self._made(kind, request, body)
        else:
            made = self._changed(self._find(kind, number), json.loads(body))
        return _said(self._shown(made, base), 200 if number else 201)

    def _get(self, kind: str, number: str, asked: Mapping[str, str], base: str, *, known: bool) -> Response:
        if number:
            one = self._find(kind, number)
            if not known and one["status"] != "publish":
                raise _Refused(401, "rest_forbidden")
            return _said(self._shown(one, base))
        statuses = {"media": "inherit"}.get(kind) or asked.get("status", "publish")
        if not known and statuses != "publish":
            inner = {"status": {"code": "rest_forbidden_status", "message": "", "data": {"status": 401}}}
            return _error(400, "rest_invalid_param", details=inner)
        found = [one for one in self._objects.values() if one["type"] == kind.removesuffix("s")]
        found = [one for one in found if one["status"] in statuses.split(",")]
        if "slug" in asked:
            found = [one for one in found if one["slug"] in asked["slug"].split(",")]
        if "parent" in asked:
            found = [one for one in found if str(one.get("post")) == asked["parent"]]
        if "after" in asked:
            found = [one for one in found if one["date_gmt"] > asked["after"]]
        size, page = int(asked.get("per_page", 10)), int(asked.get("page", 1))
        shown = [self._shown(one, base) for one in found[(page - 1) * size : page * size]]
        return _said(
            shown,
            headers={"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(math.ceil(len(found) / size))},
        )

    def _made(self, kind: str, request: Request, body: bytes) -> dict[str, Any]:
        one: dict[str, Any] = {"id": self._last + 1, "type": kind.removesuffix("s")}
        one["date_gmt"] = self._time.now().strftime("%Y-%m-%dT%H:%M:%S")
        if kind == "posts":
            return self._changed({**one, "status": "draft", "slug": ""}, json.loads(body))
        if request.headers.get("content-md5") != hashlib.md5(body, usedforsecurity=False).hexdigest():
            raise _Refused(412, "rest_upload_hash_mismatch")
        given: dict[str, Any] = dict(parse_qsl(request.url.query, keep_blank_values=True))
        name = re.sub(r"[^\w.-]", "", request.headers["content-disposition"].partition('"')[2])
        write_whole(self._uploads / name, body)
        one |= {"status": "inherit", "file": name, "post": int(given.get("post", 0))}
        return self._keep(one | {"slug": self._free(given["slug"], one["id"]), "alt_text": given["alt_text"]})

    def _changed(self, before: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        one = {**before, **{key: given[key] for key in _SETTABLE if key in given}}
        status = given.get("status", before["status"])
        if status == "publish" and before["status"] != "publish":
            one["date_gmt"] = self._time.now().strftime("%Y-%m-%dT%H:%M:%S")
            one["slug"] = self._free(one["slug"] or str(one["id"]), one["id"])
        return self._keep({**one, "status": status})

    def _delete(self, one: dict[str, Any], asked: Mapping[str, str], base: str) -> Response:
        if asked.get("force") == "true":
            self._keep({**one, "type": "deleted"})
            return _said({"deleted": True, "previous": self._shown(one, base)})
        if one["type"] == "media":
            raise _Refused(501, "rest_trash_not_supported")
        if one["status"] == "trash":
            raise _Refused(410, "rest_already_trashed")
        return _said(
            self._shown(self._keep({**one, "status": "trash", "slug": one["slug"] + "__trashed"}), base)
        )

    def _free(self, slug: str, number: int) -> str:
        """*slug*, or the first like it that no other public thing has; drafts are not asked."""
        taken = {
            one["slug"]
            for one in self._objects.values()
            if one["id"] != number and one["status"] in ("publish", "inherit")
        }
        names = (slug, *(f"{slug}-{count}" for count in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)

    def _find(self, kind: str, number: str) -> dict[str, Any]:
        one = self._objects.get(int(number)) if number.isdecimal() else None
        if one is None or one["type"] != kind.removesuffix("s"):
            raise _Refused(404, "rest_post_invalid_id")
        return one

    def _shown(self, one: Mapping[str, Any], base: str) -> dict[str, Any]:
        site = f"{base}{PREFIX}"
        raw = {key: {"raw": one.get(key, ""), "rendered": one.get(key, "")} for key in _RAW}
        link = f"{site}/{one['slug']}/" if one["status"] == "publish" else f"{site}/?p={one['id']}"
        address = f"{site}/wp-content/uploads/{one['file']}" if "file" in one else ""
        return {"featured_media": 0, **one, **raw, "link": link, "source_url": address}

    def _keep(self, one: dict[str, Any]) -> dict[str, Any]:
        self._journal.add({"at": self._time.now().isoformat(), **one})
        self._take_in(one)
        return one

    def _take_in(self, line: Mapping[str, Any]) -> None:
        one = {key: value for key, value in line.items() if key != "at"}
        self._last = max(self._last, one["id"])
        if one["type"] == "deleted":
            self._objects.pop(one["id"], None)
        else:
            self._objects[one["id"]] = one

    def _is_known(self, request: Request) -> bool:
        """Whether it is the user; a wrong password is nobody's."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(given).decode().partition(":")
        except ValueError:
            return False
        is_right = Secret(password.replace(" ", "")).is_same(self._password)
        return scheme.lower() == "basic" and user == USER and is_right

    async def _undone(self, request: Request, fault: Fault) -> Response:
        """What *fault* answers in place of doing the call."""
        if fault.kind is Kind.CUT_BEFORE:
            return await cut(request, reset=False)
        if fault.kind is Kind.THROTTLE:
            return Response("Too Many Requests", 429, {"Retry-After": str(fault.minutes * 60)}, "text/html")
        if fault.kind is Kind.EXPIRED_TOKEN:
            return _error(401, "incorrect_password")
        if fault.kind is Kind.POLICY_BLOCK:
            return HTMLResponse("<h1>403 Forbidden</h1>", 403)
        broken = _error(500, "internal_server_error")
        return (
            broken
            if fault.kind is Kind.ERROR_500_BEFORE
            else await spoilt(request, fault, broken, lambda: broken)
        )


def _call_of(method: str, route: str, body: bytes) -> str:
    """The call by which faults know it."""
    kind, _, number = route.removeprefix("wp/v2/").partition("/")
    if kind == "media" and method == "POST":
        return "wp-media"
    if method == "POST":
        is_public = b'"status": "publish"' in body
        return ("wp-publish" if is_public else "wp-update") if number else "wp-create"
    if method == "DELETE":
        return "wp-delete"
    return "wp-look" if number else "wp-read"


def _said(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, JSON)


def _error(status: int, code: str, **more: object) -> Response:
    data = {"status": status, **more}
    return _said({"code": code, "message": code.replace("_", " "), "data": data}, status)


_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>WordPress luyện tập</title>
<meta name="viewport" content="width=device-width"><style>body{font:18px/1.5 sans-serif;max-width:42rem;
margin:2rem auto;padding:0 1rem}img{max-width:100%;height:auto}figure{margin:0}</style>"""
