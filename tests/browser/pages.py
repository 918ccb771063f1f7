"""Every page of the desk, found in its routes: a new page is looked at without anybody adding it here."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.routing import Route

POST = "mat-khau-manh"
_FILLED: Mapping[str, str] = {"{post}": POST, "{unit}": "tinh", "{id}": POST}
_NO_PAGES = ("/static/", "/events")  # and whatever does not answer with HTML


def pages_of(app: Starlette, address: str, filled: Mapping[str, str] = _FILLED) -> list[str]:
    """The paths of *app* that answer with a page, their blanks filled in; and one that shows nothing."""
    found = ["/nothing-here"]
    for route in app.routes:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        path = route.path
        for blank, words in filled.items():
            path = path.replace(blank, words)
        if re.search(r"[{}]", path) or path.startswith(_NO_PAGES):
            continue
        answer = httpx.get(address.rstrip("/") + path, follow_redirects=False)
        if answer.headers.get("content-type", "").startswith("text/html"):
            found.append(path)
    return found
