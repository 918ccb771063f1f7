"""The practice website: the published folder, served as a good web server would."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

# Feeds are told by what they hold, since their names are the publisher's choice.
_FEEDS = ((b"<rss", "application/rss+xml"), (b"<feed", "application/atom+xml"))
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}
PACKS = "packs"
_MISSING = "404.html"
_LOOK = 2048  # bytes of a file that tell what it is


class Website:
    """Files below *folder*; addresses that end with a slash mean the index.html there."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.resolve() if folder else None

    @property
    def is_there(self) -> bool:
        """Whether a folder was named and something has been published in it."""
        return self._folder is not None and (self._folder / "index.html").is_file()

    def has(self, below: str) -> bool:
        """Whether there is a file at that address below the site's."""
        return self._file(below) is not None

    @property
    def packs(self) -> Path | None:
        """The folder beside it with what persons were given to post, a folder for each channel."""
        folder = self._folder.parent / PACKS if self._folder else None
        return folder if folder and folder.is_dir() else None

    def page_of(self, post: str) -> str:
        """The address of that post's page; '' where there is none."""
        page = f"bai/{post}.html"
        return f"/site/{page}" if self._folder and (self._folder / page).is_file() else ""

    async def serve(self, request: Request) -> Response:
        """The file that the address means; where there is none, the site's own page that says so.

        Raises:
            HTTPException: 404, there is none (the application words it).
        """
        path = self._file(request.path_params["path"])
        if path is None:
            if missing := self._file(_MISSING):  # as a web server is told to
                return FileResponse(missing, status_code=404, media_type=media_type(missing))
            raise HTTPException(404)
        answer = FileResponse(path, media_type=media_type(path), headers={"cache-control": "no-cache"})
        answer.set_stat_headers(path.stat())
        if request.headers.get("if-none-match") == answer.headers["etag"]:
            return Response(status_code=304, headers={"etag": answer.headers["etag"]})
        return answer

    def _file(self, below: str) -> Path | None:
        if self._folder is None:
            return None
        try:
            path = (self._folder / below).resolve()
            if not path.is_relative_to(self._folder):
                return None
            if path.is_dir():
                path = path / "index.html"
            return path if path.is_file() else None
        except (OSError, ValueError):
            return None


def media_type(path: Path) -> str:
    """The Content-Type of a file, with its charset where it is text."""
    suffix = path.suffix.lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if suffix in {".xml", ".json"}:
        with path.open("rb") as file:
            start = file.read(_LOOK)
        if suffix == ".json" and b"https://jsonfeed.org/version/" in start:
            kind = "application/feed+json"
        elif suffix == ".xml":
            kind = next((feed for mark, feed in _FEEDS if mark in start), kind)
    is_text = kind.startswith("text/") or suffix in {".xml", ".json"}
    return f"{kind}; charset=utf-8" if is_text else kind
