"""Several posts at once: moved by days, tagged, submitted, deleted; one save, which one press takes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import ClassVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.entry import as_hashtag
from scheduler.calendar.model import Post, PostId
from scheduler.calendar.series import Scope
from scheduler.calendar.slots import FIRST
from scheduler.calendar.writing import Conflict, Unwritable, change_post, changes_between, entry_in
from scheduler.delivery.approvals import Step
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.texts import WORDS, speaker
from scheduler.desk.people import csrf
from scheduler.desk.people.given import view_in
from scheduler.desk.writing.deciding import Decides, check_links
from scheduler.desk.writing.deleting import Deleter
from scheduler.desk.writing.drafting import defaults_of, path_of
from scheduler.desk.writing.moving import Move, Mover, is_time
from scheduler.desk.writing.saves import Change
from scheduler.engine.approval_messages import may_ask
from scheduler.engine.approving import decide
from scheduler.files import read_file
from scheduler.problems import Stop, Text
from scheduler.settings.users import open_users

_MOST = 200  # posts at once
_MOST_DAYS = 366
_STALE = Text(
    "Bài vừa được sửa ở chỗ khác. Xem lại rồi làm lại.", "It was just changed elsewhere. Look again."
)
_GONE = Text("Không tìm thấy bài này trong lịch nữa.", "It is in the calendar no more.")
_NO_TIME = Text("Bài còn trong hàng chờ, chưa có giờ để dời.", "It waits in the queue, without a time.")
_SERIES = Text(
    "Bài lặp lại thì chuyển riêng: bấm “Đổi ngày giờ” ở bài để chọn những lần nào.",
    "A series is moved by itself: press “Change the time” on it, and choose which of its dates.",
)
_NOT_ASKED = Text("Bài này không cần trình duyệt.", "No approval is asked for.")
_TAGGED = Text("Bài đã có hashtag này.", "It has that hashtag already.")

Told = list[tuple[str, Text]]  # by a post's id, why nothing could be done with it


@dataclass(eq=False)
class Several(Decides):
    """What the bar under ticked posts answers."""

    mover: Mover
    deleter: Deleter
    most_fields: ClassVar[int] = 10_000  # a month of many units, all ticked: told in words, above `_MOST`
    ask: Callable[[], None]  # lets approvers be asked, where some can be

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/several", self.do, methods=["POST"])]

    async def do(self, request: Request) -> Response:
        """Do one thing with all that are ticked."""
        try:
            return await self.answer(request, self._do)
        except csrf.TooMany:
            visit = self.visit(request)
            words = speaker(visit.language)("several_many", most=_MOST)
            return await asyncio.to_thread(self.pages.refused, visit, words, status=422)

    def _do(self, visit: Visit, _: str, given: FormData, who: str) -> Response:
        say = speaker(visit.language)
        if not visit.person.may_write:
            return self.pages.refused(visit, say("not_yours"))
        posts = list(dict.fromkeys(str(one) for one in given.getlist("post")))
        act, back = str(given.get("act", "")), view_in(given.get("back", ""), "/month")
        if not posts:
            return self.pages.refused(visit, say("several_none"), status=422)
        if len(posts) > _MOST:
            return self.pages.refused(visit, say("several_many", most=_MOST), status=422)
        if act == "move":
            days = _days(str(given.get("days", "")))
            name, told = self._move(visit, posts, lambda at: at + timedelta(days=days), who, back)
        elif act == "hour":
            hour = _hour(str(given.get("hour", "")))
            name, told = self._move(visit, posts, lambda at: datetime.combine(at, hour), who, back)
        elif act == "tag":
            name, told = self._tag(visit, posts, str(given.get("tag", "")), who, back)
        elif act == "submit":
            name, told = "", self._submit(visit, posts, who)
        elif act == "delete":
            name, told = self.deleter.take_out(visit, posts, who, back)
        else:
            return self.pages.nothing_here(visit)
        if told:
            titles = [(visit.title_of(PostId(post)), why.say(visit.language)) for post, why in told]
            done = len(posts) - len(told)
            return self.pages.several_told(visit, titles, done=done, saved=name or "", back=back)
        mark = "&" if "?" in back else "?"
        return RedirectResponse(f"{back}{mark}said=several{f'&saved={name}' if name else ''}", 303)

    def _move(
        self,
        visit: Visit,
        posts: list[str],
        to_of: Callable[[datetime], datetime],
        who: str,
        back: str,
    ) -> tuple[str | None, Told]:
        """Move each to what *to_of* makes of its time, by the office's clock."""

        def change(post: Post, data: bytes) -> bytes:
            if post.at is None:
                raise Stop(_NO_TIME)
            if post.repeat:
                raise Stop(_SERIES)
            to = to_of(post.at.replace(tzinfo=None))
            move = Move(post, FIRST, f"{post.at:%Y-%m-%d %H:%M}", to, Scope.ALL)
            why = self.mover.why_not(visit, move)
            if why:
                raise Stop(WORDS[why])
            return self.mover.changed(visit, move, data)

        return self._changed(visit, posts, change, who, back)

    def _tag(
        self, visit: Visit, posts: list[str], given: str, who: str, back: str
    ) -> tuple[str | None, Told]:
        tag = as_hashtag(given)
        if not tag:
            raise Stop(WORDS["several_tag_missing"])

        def change(post: Post, data: bytes) -> bytes:
            entry = entry_in(post.file, data, post.id)
            stood = entry.get("hashtags") or defaults_of(post.file, data).get("hashtags") or []
            had = [str(one) for one in ([stood] if isinstance(stood, str) else stood)]
            if tag in {one.removeprefix("#") for one in had}:
                raise Stop(_TAGGED)
            wanted = {**entry, "hashtags": [*had, tag]}
            return change_post(post.file, data, post.id, changes_between(entry, wanted))

        return self._changed(visit, posts, change, who, back)

    def _changed(
        self, visit: Visit, posts: list[str], change: Callable[[Post, bytes], bytes], who: str, back: str
    ) -> tuple[str | None, Told]:
        """What *change* makes of each post's file, by one save."""
        told: Told = []
        files: dict[Path, tuple[bytes, bytes]] = {}
        done = []
        for id_ in posts:
            post = visit.reading.post(id_)
            path = path_of(self.mover.folder, post.file) if post else None
            if post is None or path is None:
                told.append((id_, _GONE))
                continue
            try:
                before, data = files[path] if path in files else (read_file(path),) * 2
                files[path] = before, change(post, data)
                done.append(id_)
            except Stop as stop:
                told.append((id_, stop.words))
            except (OSError, Conflict):
                told.append((id_, _STALE))
        if not done:
            return None, told
        try:
            each = [Change(path, before, after) for path, (before, after) in files.items()]
            return self.mover.saves.keep_all(each, back, who), told
        except Unwritable as stop:
            return None, [*told, *((id_, stop.words) for id_ in done)]
        except (OSError, Conflict):
            return None, [*told, *((id_, _STALE) for id_ in done)]

    def _submit(self, visit: Visit, posts: list[str], who: str) -> Told:
        """Submit each as it reads now."""
        told: Told = []
        with self.works() as works:
            users = open_users(works.folder)
            for id_ in posts:
                post = visit.reading.post(id_)
                if post is None:
                    told.append((id_, _GONE))
                elif visit.asked is None or not visit.asked.is_asked_of(post) or post.status == "draft":
                    told.append((id_, _NOT_ASKED))
                else:
                    try:
                        check_links(works, post.id)
                        seen = {post.id: visit.asked.edition.seen(post)}
                        decide(works.ledger, works.edition(), users, Step.SUBMITTED, seen, who, "")
                    except Stop as stop:
                        told.append((id_, stop.words))
        self.touch()
        if len(told) < len(posts) and may_ask(users):
            self.ask()
        return told


def _days(given: str) -> int:
    """By how many days.

    Raises:
        Stop: none are given.
    """
    try:
        days = max(-_MOST_DAYS, min(_MOST_DAYS, int(given)))
    except ValueError:
        days = 0
    if not days:
        raise Stop(WORDS["several_days_missing"])
    return days


def _hour(given: str) -> time:
    """The time of day.

    Raises:
        Stop: it is none.
    """
    if not is_time(given):
        raise Stop(WORDS["several_hour_missing"])
    return time.fromisoformat(given)
