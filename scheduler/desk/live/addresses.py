"""Where a page that answers a form is by its own address, which a browser can ask for again."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.routing import Match, Route

_SHOWS = ("GET", "HEAD")


def own_address(request: Request) -> str:
    """The page to which the answer of a form belongs: its own, its post's, or the nearest above it.

    '' for what was asked for by its address.
    """
    if request.method in _SHOWS:
        return ""
    path = request.url.path
    post = request.path_params.get("post")
    while path.strip("/") and not _is_shown(request, path):
        if post:
            return f"/post/{quote(post)}"
        path = path.rpartition("/")[0]
    return quote(path) or "/"


def _is_shown(request: Request, path: str) -> bool:
    asked = {**request.scope, "method": "GET", "path": path, "root_path": ""}
    return any(isinstance(one, Route) and one.matches(asked)[0] is Match.FULL for one in request.app.routes)
