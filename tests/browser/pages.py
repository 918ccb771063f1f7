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


def pages_of(
    app: Starlette, address: str, language: str = "vi", filled: Mapping[str, str] = _FILLED
) -> dict[str, str]:
    """The HTML of every page of *app* by its path, its blanks filled in; and of one that shows nothing."""
    paths = ["/nothing-here"]
    for route in app.routes:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        path = route.path
        for blank, words in filled.items():
            path = path.replace(blank, words)
        if not re.search(r"[{}]", path) and not path.startswith(_NO_PAGES):
            paths.append(path)
    found = {}
    with httpx.Client(base_url=address, cookies={"lang": language}) as reader:
        for path in paths:
            answer = reader.get(path, follow_redirects=False)
            assert answer.status_code < 500, path
            if answer.headers.get("content-type", "").startswith("text/html"):
                found[path] = answer.text
    return found


def own_part(page: str, address: str) -> str:
    """What in that HTML is the page's own: what stands around it on every page of *address* is left out."""
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    return (found[0] if found else page).replace(address, "/")
