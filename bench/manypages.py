"""A practice Facebook of as many pages as one likes: what the cluster bench publishes to.

    python bench/manypages.py PORT LOG [--late SECONDS]

It takes photos and posts for any page with any token, shows the page's own posts, and answers every other
call as Facebook answers one that it does not know. Each post is a line of LOG before it is answered, so that
what is public outlives every process. One process serves some pages; a bench starts several.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Pages:
    def __init__(self, first_id: int, log: Path, late: float) -> None:
        self._ids = itertools.count(first_id)
        self._log = log.open("a", encoding="utf-8")
        self._late = late
        self._posts: dict[str, list[dict[str, Any]]] = defaultdict(list)

    async def answer(self, request: Request) -> Response:
        given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        page, edge = request.path_params["page"], request.path_params["edge"]
        done = self._done(request.method, page, edge, given)
        await asyncio.sleep(self._late)
        if done is None:
            fault = {"message": "Unsupported request", "type": "GraphMethodException", "code": 100}
            return JSONResponse({"error": fault}, 400)
        return JSONResponse(done)

    def _done(self, method: str, page: str, edge: str, given: dict[str, str]) -> dict[str, Any] | None:
        if (method, edge) == ("POST", "photos"):
            return {"id": str(next(self._ids))}
        if (method, edge) == ("POST", "feed"):
            return {"id": self._publish(page, given)}
        if (method, edge) == ("GET", "published_posts"):
            return {"data": self._posts[page][::-1]}
        return {"data": []} if (method, edge) == ("GET", "scheduled_posts") else None

    def _publish(self, page: str, given: dict[str, str]) -> str:
        media = [one["media_fbid"] for one in json.loads(given.get("attached_media", "[]"))]
        post = {
            "id": f"{page}_{next(self._ids)}",
            "message": given["message"],
            "created_time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S+0000}",
            "attachments": {"data": [{"target": {"id": one}} for one in media]},
        }
        self._posts[page].append(post)
        self._log.write(json.dumps({"page": page, **post}) + "\n")
        self._log.flush()
        return str(post["id"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("log", type=Path)
    parser.add_argument("--late", type=float, default=0.0)
    given = parser.parse_args()
    pages = Pages(given.port * 10**9, given.log, given.late)
    path = "/{version}/{page}/{edge}"
    app = Starlette(routes=[Route(path, pages.answer, methods=["GET", "POST"])])
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="critical")


if __name__ == "__main__":
    main()
