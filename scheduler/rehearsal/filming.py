"""Films on the practice page: their bytes, in parts if need be, reels and videos, and what becomes of them.

A film that is shown is worked on first (`world.PROCESSING`); one that Facebook would not show fails then.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheduler.cards.films import shape_in
from scheduler.channels.facebook_kind import refuses_film
from scheduler.rehearsal import refusals
from scheduler.rehearsal.parameters import Parameters
from scheduler.rehearsal.refusals import Refused, invalid
from scheduler.rehearsal.world import PROCESSING, Film, World

BYTES_OF_REELS = "video-upload/"  # below it another host takes them at Facebook
_WORDS = {
    "failed": "The video could not be processed.",
    "length": "The video is too long.",
    "copyright": "The video contains content owned by someone else.",
}


@dataclass(slots=True)
class _Session:
    size: int
    data: bytearray = field(default_factory=bytearray)


class Filming:
    """Takes films in; the sessions of videos live as long as the server."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sessions: dict[str, _Session] = {}
        self._handles: dict[str, bytes] = {}

    def open_session(self, given: Parameters) -> dict[str, Any]:
        """POST /{app}/uploads.

        Raises:
            Refused: as Facebook would.
        """
        given.only("file_name", "file_length", "file_type")
        size = given.number("file_length", default=0, least=1, most=999_999_999)
        if given.text("file_type") != "video/mp4":
            raise Refused(invalid("Param file_type must be one of {video/mp4}"))
        name = f"upload:{secrets.token_urlsafe(16)}"
        self._sessions[name] = _Session(size)
        return {"id": name}

    def session(self, name: str) -> dict[str, Any]:
        """GET /upload:{session}: how much of it came.

        Raises:
            Refused: there is no such session.
        """
        return {"id": name, "file_offset": len(self._session(name).data)}

    def take_in(self, name: str, offset: str, data: bytes) -> dict[str, Any]:
        """POST /upload:{session}: its bytes from *offset* on; a handle once it is whole.

        Raises:
            Refused: they do not follow on what came.
        """
        session = self._session(name)
        if offset != str(len(session.data)):
            raise Refused(invalid(f"file_offset must be {len(session.data)}"))
        session.data += data
        if len(session.data) != session.size:
            return {"id": name}
        handle = secrets.token_urlsafe(24)
        self._handles[handle] = bytes(session.data)
        return {"h": handle}

    def make_video(self, given: Parameters) -> Film:
        """POST /{page}/videos, unpublished: a film of what was uploaded.

        Raises:
            Refused: as Facebook would.
        """
        given.only("published", "fbuploader_video_file_chunk", "description")
        if given.flag("published", default=True):
            raise Refused(invalid("only unpublished videos are practised here"))
        data = self._handles.get(given.text("fbuploader_video_file_chunk"))
        if data is None:
            raise Refused(refusals.EMPTY_UPLOAD)
        if data[4:8] != b"ftyp":
            raise Refused(refusals.BAD_FILM)
        return self._world.add_bytes(self._world.begin_film(is_reel=False), data, len(data))

    def show_video(self, film: Film, given: Parameters, failing: str) -> None:
        """POST /{video}: show it, or have it wait for its time.

        Raises:
            Refused: as Facebook would.
        """
        given.only("description", "published", "scheduled_publish_time")
        at = given.instant("scheduled_publish_time")
        if given.flag("published", default=False) == (at is not None):
            raise Refused(refusals.PUBLISHED_AND_SCHEDULED if at else refusals.BAD_TIME)
        self._show(film, given.text("description"), at, failing)

    def begin_upright(self, given: Parameters, base: str, version: str) -> dict[str, Any] | None:
        """POST /{page}/video_reels or /video_stories: begin one; None where it is to be shown."""
        if given.text("upload_phase") != "start":
            return None
        given.only("upload_phase")
        film = self._world.begin_film(is_reel=True)
        return {"video_id": film.id, "upload_url": f"{base}/{BYTES_OF_REELS}{version}/{film.id}"}

    def story(self, given: Parameters) -> dict[str, Any]:
        """POST /{page}/video_stories: show it; a second call shows no second one.

        Raises:
            Refused: as Facebook would.
        """
        given.only("upload_phase", "video_id")
        found = self._uploaded(given)
        post = found.post or self._world.tell_story(found.id, is_film=True).id
        return {"success": True, "post_id": post}

    def _uploaded(self, given: Parameters) -> Film:
        if given.text("upload_phase") != "finish":
            raise Refused(invalid("Param upload_phase must be one of {start, finish}"))
        found = self._world.films.get(given.text("video_id"))
        if found is None or not found.is_reel:
            raise Refused(refusals.unknown_object(given.text("video_id"), "POST"))
        if not found.sha256:
            raise Refused(refusals.EMPTY_UPLOAD)
        return found

    def reel(self, given: Parameters, failing: str) -> dict[str, Any]:
        """POST /{page}/video_reels: show it.

        Raises:
            Refused: as Facebook would.
        """
        given.only("upload_phase", "video_id", "video_state", "description", "scheduled_publish_time")
        found = self._uploaded(given)
        at = given.instant("scheduled_publish_time")
        if given.text("video_state") != ("SCHEDULED" if at else "PUBLISHED"):
            raise Refused(invalid("Param video_state does not fit scheduled_publish_time"))
        self._show(found, given.text("description"), at, failing)
        return {"success": True}

    def take_in_reel(self, film: Film, headers: Mapping[str, str], data: bytes) -> dict[str, Any]:
        """The bytes of a reel, from `offset` on.

        Raises:
            Refused: they do not follow on what came, or are too many.
        """
        size = headers.get("file_size", "")
        if not film.is_reel or film.sha256 or headers.get("offset") != str(film.received):
            raise Refused(invalid(f"offset must be {film.received}"))
        if not size.isdigit() or film.received + len(data) > int(size):
            raise Refused(invalid("file_size must be the size of the whole file"))
        self._world.add_bytes(film, data, int(size))
        return {"success": True}

    def _session(self, name: str) -> _Session:
        if name not in self._sessions:
            raise Refused(refusals.unknown_object(name, "GET"))
        return self._sessions[name]

    def _show(self, film: Film, message: str, at: datetime | None, failing: str) -> None:
        if film.shown:
            return  # a second call shows no second one
        shape = shape_in(self._world.pictures / film.file)
        if shape is None:
            failing = failing or "failed"
        elif shape.is_upright and film.is_reel and refuses_film(shape, None):
            failing = failing or "length"
        elif shape.is_upright and not film.is_reel:
            return  # it stays a draft, and says nothing
        self._world.show_film(film, message, at, failing)


def film_node(film: Film, now: datetime) -> dict[str, Any]:
    """All that GET /{video} may show of *film*."""
    is_public = film.public_at is not None and film.public_at <= now
    is_through = film.shown is not None and film.shown + PROCESSING <= now
    node: dict[str, Any] = {
        "id": film.id,
        "published": is_public,
        "status": _status(film, is_through, is_public),
    }
    if film.message:
        node["description"] = film.message
    if is_public:
        node |= {"post_id": film.post, "permalink_url": f"/{film.post}"}
    elif film.public_at and film.shown and film.public_at - film.shown > PROCESSING:
        node["scheduled_publish_time"] = int(film.public_at.timestamp())
    return node


def _status(film: Film, is_through: bool, is_public: bool) -> dict[str, Any]:
    if not film.sha256:
        word = "uploading"
    elif film.failed and is_through:
        word = "error"
    elif is_public:
        word = "ready"
    else:
        word = "processing" if film.shown else "upload_complete"
    status: dict[str, Any] = {"video_status": word}
    if word == "error":
        status["processing_phase"] = {"status": "error", "error": {"message": _WORDS[film.failed]}}
        status["copyright_check_status"] = {"status": "complete", "matches_found": film.failed == "copyright"}
    if not film.is_reel:
        return status
    came = {"status": "complete" if film.sha256 else "in_progress", "bytes_transfered": film.received}
    publishing = {"status": "in_progress" if film.shown else "not_started"}
    if is_public:
        publishing = {"status": "complete", "publish_status": "published"}
    return {
        "uploading_phase": came,
        "processing_phase": {"status": "not_started"},
        "publishing_phase": publishing,
    } | status
