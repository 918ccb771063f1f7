"""Films on a Facebook page: uploaded unseen, then shown by one call on the film's own id.

An upright film is a reel, any other a video. Both have an id before anything is public; it is the delivery's
draft, and a second call to show it shows no second one. Facebook works on a film after that call: until it
is done the film is Facebook's to make public, and is asked for by its id.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from scheduler.channels.calling import Reach
from scheduler.channels.channel import (
    ChannelError,
    Failure,
    FailureKind,
    Gone,
    Media,
    Outgoing,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.facebook_changes import PageChanges
from scheduler.channels.facebook_failures import failure_of, film_absent, film_failure, harmless, odd_answer
from scheduler.channels.facebook_kind import NO_APP
from scheduler.channels.facebook_reading import NODE_ID, ODD, POST_ID, id_in, node_of, shape_of
from scheduler.channels.facebook_sdk import Answer, CallFailed, Graph
from scheduler.clock import Clock

_FIELDS = "id,status,published,post_id,permalink_url,scheduled_publish_time"
_GOES_ON = 4  # cuts after which an upload goes on where it was cut, as long as more of it has come each time
_FAILED = frozenset({"error", "expired", "upload_failed"})
_WHOLE = frozenset({"upload_complete", "processing", "ready"})


def film_of(outgoing: Outgoing) -> Media | None:
    """The film that goes out; None where there is none."""
    return next((one for one in outgoing.media if one.kind == "video"), None)


def is_film(remote_id: str) -> bool:
    """Whether that is a film's own id, and no post's."""
    return "_" not in remote_id


def films_in(trace: Trace) -> frozenset[str]:
    """The ids of the films that were uploaded for that delivery."""
    return frozenset(_id_of(draft) for draft in trace.drafts)


class PageFilms:
    """The films of one page. A draft is `ID:PRINT`: the film's id there, and of which bytes it was made."""

    def __init__(
        self,
        graph: Graph,
        page: str,
        app: str,
        clock: Clock,
        permalink: Callable[[str], str],
        upright: str = "video_reels",
    ) -> None:
        """*app* is the app's id, '' where it is not known; *permalink* gives where an id can be looked at;
        *upright* is the edge that takes upright films."""
        self._graph = graph
        self._page = page
        self._app = app
        self._clock = clock
        self._permalink = permalink
        self._upright = upright

    def prepare(self, film: Media, former: str) -> Prepared:
        """Have it there, seen by nobody; *former* is the draft of before, taken again if it is the same film.

        Raises:
            ChannelError: it could not be uploaded; nothing is public.
        """
        with film.open() as file:
            print_ = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        try:
            if former:
                video = _id_of(former)
                state = self._state(video)
                if state and not state.failure:
                    if state.is_whole and former == f"{video}:{print_}":
                        return Prepared((video,), former)
                    self._drop(video)  # it could still become public beside the new one
            video = self._upload_reel(film) if _is_reel(film) else self._upload_video(film)
        except ChannelError as error:
            failure = harmless(error.failure)
        except CallFailed as failed:
            failure = harmless(failure_of(failed, self._page))
        else:
            return Prepared((video,), f"{video}:{print_}")
        raise ChannelError(failure)

    def reveal(self, film: Media, outgoing: Outgoing, draft: str) -> Receipt:
        """Have Facebook show the film, once it is through with it, or at its scheduled time.

        Raises:
            ChannelError: by the table of failures; DOUBTFUL for whatever it does not know.
        """
        video, at = _id_of(draft), outgoing.scheduled
        args = {"description": outgoing.wording.text}
        if at is not None:
            args["scheduled_publish_time"] = f"{at.timestamp():.0f}"
        if _is_reel(film):
            path = f"{self._page}/{self._upright}"
            state = "SCHEDULED" if at else "PUBLISHED"
            args |= {"upload_phase": "finish", "video_id": video, "video_state": state}
        else:
            path = quote(video)
            args["published"] = "false" if at else "true"
        failure: Failure
        try:
            body = self._graph.post(path, args).body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        else:
            if isinstance(body, dict) and body.get("success") is True:
                when = at or self._clock.now()
                return Receipt(video, self._permalink(video), when, waits=True, is_worked_on=at is None)
            failure = odd_answer(shape_of(body))
        raise ChannelError(failure)

    def confirm(self, trace: Trace) -> tuple[Receipt, ...]:
        """Which films of that delivery are public, or will be.

        Raises:
            ChannelError: one could not be asked for, or is not there. That proves nothing: it may come to be
                seen later, beside another that was uploaded instead.
        """
        states = [self._state(video) for video in sorted(films_in(trace))]
        shown = tuple(state.receipt for state in states if state and state.is_shown and not state.failure)
        if not shown and None in states:
            raise ChannelError(film_absent())
        return shown

    def look_up(self, video: str) -> Receipt | None:
        """That film, public or on its way; None if it is there no more.

        Raises:
            ChannelError: it could not be read; or, of kind CONTENT, Facebook does not show it after all.
        """
        state = self._state(video)
        if state is not None and state.failure:
            raise ChannelError(state.failure)
        return state.receipt if state else None

    def _state(self, video: str) -> _State | None:
        node = node_of(self._graph, self._page, video, _FIELDS)
        try:
            return None if node is None else self._read(video, node)
        except ODD:
            raise ChannelError(odd_answer(shape_of(node))) from None

    def _read(self, video: str, node: Mapping[str, Any]) -> _State:
        status = node.get("status") or {}
        word = str(status.get("video_status", "")).lower()
        uploading, processing, publishing = (
            status.get(f"{phase}_phase") or {} for phase in ("uploading", "processing", "publishing")
        )
        wrong = [phase for phase in (uploading, processing, publishing) if phase.get("status") == "error"]
        failure = None
        if wrong or word in _FAILED:
            said = [str((phase.get("error") or {}).get("message") or "") for phase in wrong]
            rights = status.get("copyright_check_status") or {}
            failure = film_failure(
                " – ".join(filter(None, said)), is_anothers=bool(rights.get("matches_found"))
            )
        is_public = word == "ready" and (
            publishing.get("publish_status") == "published" if publishing else node.get("published") is True
        )
        begun = (
            publishing.get("status") in {"in_progress", "complete"}
            and publishing.get("publish_status") != "draft"
        )
        at = node.get("scheduled_publish_time")
        return _State(
            is_whole=uploading.get("status") == "complete" or word in _WHOLE,
            arrived=int(uploading.get("bytes_transfered") or uploading.get("bytes_transferred") or 0),
            is_shown=is_public or begun or node.get("published") is True or at is not None,
            failure=failure,
            receipt=Receipt(
                self._post_of(video, node) if is_public else video,
                self._address_of(video, node),
                datetime.fromtimestamp(int(at), UTC) if at and not is_public else self._clock.now(),
                waits=not is_public,
                is_worked_on=not is_public and at is None,
            ),
        )

    def _post_of(self, video: str, node: Mapping[str, Any]) -> str:
        """The post that shows it; the film's own id where Facebook does not say."""
        post = str(node.get("post_id") or "")
        post = post if "_" in post else f"{self._page}_{post}"
        return post if POST_ID.fullmatch(post) else video

    def _address_of(self, video: str, node: Mapping[str, Any]) -> str:
        address = str(node.get("permalink_url") or "")
        if address.startswith("http"):
            return address
        own = urlsplit(self._permalink(video))
        return f"{own.scheme}://{own.netloc}{address}" if address.startswith("/") else own.geturl()

    def _drop(self, video: str) -> None:
        with suppress(Gone):
            PageChanges(self._graph, self._page).withdraw(video)

    def _upload_reel(self, film: Media) -> str:
        begun = self._graph.post(f"{self._page}/{self._upright}", {"upload_phase": "start"}).body
        video = begun.get("video_id") if isinstance(begun, dict) else None
        place = begun.get("upload_url") if isinstance(begun, dict) else None
        if not isinstance(video, str) or not NODE_ID.fullmatch(video) or not isinstance(place, str):
            raise ChannelError(odd_answer(shape_of(begun)))

        def send(file: BinaryIO, offset: int, size: int) -> Answer:
            return self._graph.upload(place, file, {"offset": str(offset), "file_size": str(size)})

        def arrived() -> int:
            state = self._state(video)
            return state.arrived if state else 0

        self._send(film, send, arrived)
        return video

    def _upload_video(self, film: Media) -> str:
        if not self._app:
            raise ChannelError(
                Failure(FailureKind.CONTENT, "facebook:film-app", NO_APP.wrong, NO_APP.way_out)
            )
        with film.open() as file:
            length = file.seek(0, os.SEEK_END)
        args = {"file_name": "phim.mp4", "file_length": str(length), "file_type": film.mime}
        begun = self._graph.post(f"{self._app}/uploads", args).body
        session = begun.get("id") if isinstance(begun, dict) else None
        if not isinstance(session, str) or not session.startswith("upload:"):
            raise ChannelError(odd_answer(shape_of(begun)))
        place = quote(session, safe=":?=&%")

        def send(file: BinaryIO, offset: int, _size: int) -> Answer:
            return self._graph.upload(place, file, {"file_offset": str(offset)})

        def arrived() -> int:
            body = self._graph.get(place, {}).body
            try:
                return int(body.get("file_offset") or 0) if isinstance(body, dict) else 0
            except ODD:
                raise ChannelError(odd_answer(shape_of(body))) from None

        sent = self._send(film, send, arrived)
        handle = sent.get("h") if isinstance(sent, dict) else None
        if not isinstance(handle, str) or not handle:
            raise ChannelError(odd_answer(shape_of(sent)))
        args = {"published": "false", "fbuploader_video_file_chunk": handle}
        body = self._graph.post(f"{self._page}/videos", args).body
        video = id_in(body, NODE_ID)
        if not video or not is_film(video):
            raise ChannelError(odd_answer(shape_of(body)))
        return video

    def _send(
        self, film: Media, send: Callable[[BinaryIO, int, int], Answer], arrived: Callable[[], int]
    ) -> object:
        """Send all of *film*; after a cut, from where it *arrived*.

        Raises:
            CallFailed, ChannelError: it did not come there, and does not come on.
        """
        with film.open() as file:
            size, offset = file.seek(0, os.SEEK_END), 0
            for left in reversed(range(_GOES_ON)):
                file.seek(offset)
                try:
                    return send(file, offset, size).body
                except CallFailed as failed:
                    if failed.reach is Reach.REFUSED or not left:
                        raise
                    last = failed
                came = arrived()
                if came == size:
                    return None  # only the answer was lost
                if not offset < came < size:
                    raise last
                offset = came
        raise AssertionError("the last one raises")


@dataclass(frozen=True, slots=True)
class _State:
    """How a film stands there: all its bytes are there, or so many; somebody asked to show it; it failed."""

    is_whole: bool
    arrived: int
    is_shown: bool
    failure: Failure | None
    receipt: Receipt  # were it shown


def _is_reel(film: Media) -> bool:
    return film.height > film.width


def _id_of(draft: str) -> str:
    return draft.partition(":")[0]
