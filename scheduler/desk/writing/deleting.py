"""Posts deleted, and brought back from the trash: the ledger knows first, then the file changes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import PostId
from scheduler.calendar.trash import THERE_AGAIN, Deleted, Trash, put_in, take_out
from scheduler.calendar.writing import Conflict, Unwritable, change_post
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.keeping import deleted_view
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people.given import view_in
from scheduler.desk.writing.at_once import goes_at_once
from scheduler.desk.writing.deciding import Decides
from scheduler.desk.writing.drafting import path_of
from scheduler.desk.writing.saves import Change, Saves, Undoing
from scheduler.engine.removing import bring_back, remove
from scheduler.files import WorkFolder, read_file
from scheduler.problems import Stop, Text

_NEW = Text("Không tìm thấy bài này trong lịch nữa.", "The post is in the calendar no more.")
_STALE = Text(
    "Lịch vừa được sửa ở chỗ khác nên chưa xóa được. Xem lại rồi xóa.",
    "The calendar was just changed elsewhere, so it was not deleted. Look again.",
)


@dataclass(eq=False)
class Deleter(Decides):
    """What “delete”, the trash and “bring it back” answer."""

    folder: WorkFolder
    saves: Saves

    def __post_init__(self) -> None:
        self.trash = Trash(self.folder.var / "trash")

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/delete/{post}", self.delete, methods=["POST"]),
            Route("/trash", self.show, methods=["GET"]),
            Route("/trash/{name}", self.restore, methods=["POST"]),
        ]

    def show(self, request: Request) -> Response:
        """What can be brought back."""
        visit = self.visit(request)
        there = [
            one
            for one in self.trash.all()
            if one.until > visit.now
            and not visit.reading.file_of(one.post)  # what is in both is in the calendar
        ]
        return self.pages.page(
            "trash.html", visit, page="trash", rows=[deleted_view(one, visit) for one in there]
        )

    async def delete(self, request: Request) -> Response:
        """Take a post out of the calendar, into the trash."""
        return await self.answer(request, self._delete)

    async def restore(self, request: Request) -> Response:
        """Put a post of the trash into the calendar again."""
        name = request.path_params["name"]
        return await self.answer(request, lambda visit, _, __, who: self._restore(visit, name, who))

    def _delete(self, visit: Visit, post: str, given: FormData, who: str) -> Response:
        if not visit.person.may_write:
            return self.pages.refused(visit, speaker(visit.language)("not_yours"))
        known = visit.reading.post(post)
        if not visit.reading.file_of(post):
            return self.pages.nothing_here(visit)
        month = f"/month?m={visit.local(known.at):%Y-%m}" if known and known.at else "/month"
        back = view_in(given.get("back", ""), month)
        name, told = self.take_out(visit, [post], who, back)
        if name is None:
            return self.pages.refused(visit, told[0][1].say(visit.language), status=409)
        return RedirectResponse(f"{back}{'&' if '?' in back else '?'}said=deleted&saved={name}", 303)

    def take_out(
        self, visit: Visit, posts: Sequence[str], who: str, address: str
    ) -> tuple[str | None, list[tuple[str, Text]]]:
        """Delete *posts*, as far as they can be, by one save; gives its name (None: nothing could be), and
        which could not be, and why."""
        now, told, taken = visit.now, list[tuple[str, Text]](), list[Deleted]()
        changes: dict[Path, tuple[bytes, bytes]] = {}
        for post in posts:
            file = visit.reading.file_of(post)
            path = path_of(self.folder, file) if file else None
            if path is None:
                told.append((post, _NEW))
                continue
            try:
                before, data = changes[path] if path in changes else (read_file(path),) * 2
                gone, rest = take_out(file, data, post, who, now)
                self._lay_aside(gone, who)
            except Stop as stop:
                told.append((post, stop.words))
            except OSError:
                told.append((post, _STALE))
            else:
                changes[path] = before, rest
                taken.append(gone)
        if not taken:
            return None, told
        undoing = Undoing(lambda: self._bring_back_all(taken, who), lambda: self._drop(taken))
        try:
            each = [Change(path, before, after) for path, (before, after) in changes.items()]
            name = self.saves.keep_all(each, address, who, undoing)
        except (Unwritable, OSError, Conflict) as error:
            with self.works() as works:
                for one in taken:
                    bring_back(works, who, PostId(one.post))
            self._drop(taken)
            why = error.words if isinstance(error, Stop) else _STALE
            return None, [*told, *((one.post, why) for one in taken)]
        self.touch()
        return name, told

    def _lay_aside(self, gone: Deleted, who: str) -> None:
        self.trash.put(gone)
        try:
            with self.works() as works:
                remove(works, who, PostId(gone.post))
        except BaseException:
            self.trash.drop(gone.name)
            raise

    def _bring_back_all(self, taken: Sequence[Deleted], who: str) -> None:
        """Before an undo."""
        with self.works() as works:
            for one in taken:
                bring_back(works, who, PostId(one.post))

    def _drop(self, taken: Sequence[Deleted]) -> None:
        for one in taken:
            self.trash.drop(one.name)

    def _restore(self, visit: Visit, name: str, who: str) -> Response:
        say = speaker(visit.language)
        gone = self.trash.get(name)
        path = path_of(self.folder, gone.file) if gone else None
        if gone is None or path is None:
            return self.pages.nothing_here(visit)
        if not visit.person.may_write:
            return self.pages.refused(visit, say("not_yours"))
        if visit.reading.file_of(gone.post):  # in another file, perhaps: two of one id would both stand still
            raise Stop(THERE_AGAIN)
        data = b""
        try:
            with suppress(FileNotFoundError):
                data = read_file(path)
        except OSError:
            return self.pages.refused(visit, say("restore_unreadable"), status=409)
        new = put_in(data, gone)
        has_come = goes_at_once(visit, gone.file, new, gone.post, gone.at)
        if has_come:  # it would go out at once: nobody meant that
            new = change_post(gone.file, new, gone.post, {("status",): "draft"})
        post, address = PostId(gone.post), f"/post/{quote(gone.post)}"
        with self.works() as works:
            bring_back(works, who, post)
            try:
                self.saves.keep(path, data, new, "/trash", who)
            except (Unwritable, OSError, Conflict) as error:
                remove(works, who, post)
                why = error.say(visit.language) if isinstance(error, Stop) else say("restore_stale")
                return self.pages.refused(visit, why, status=409)
        self.trash.drop(gone.name)
        self.touch()
        return RedirectResponse(f"{address}?said={'restored_draft' if has_come else 'restored'}", 303)
