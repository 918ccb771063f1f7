"""What each address of the page of comments answers. Nothing is hidden or sent here: the engine does that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.channels.facebook_kind import COMMENT_LIMIT
from scheduler.delivery.comments import Act
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.comments import comments_view
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people.given import writable
from scheduler.desk.writing.deciding import Decides
from scheduler.engine import comments
from scheduler.engine.works import Works
from scheduler.files import WorkFolder
from scheduler.flagging.loading import read_office


@dataclass(eq=False)
class CommentsDesk(Decides):
    """The page of comments, and what people want done with one; its words are in the settings' *folder*."""

    folder: WorkFolder

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/comments", self.list_all),
            Route("/act/comment", self.act, methods=["POST"]),
        ]

    def list_all(self, request: Request) -> Response:
        """What nobody has seen yet, and what somebody has."""
        visit = self.visit(request)
        return self.pages.page(
            "comments.html", visit, page="comments", view=comments_view(visit, *read_office(self.folder))
        )

    async def act(self, request: Request) -> Response:
        """Mark one as seen, hide it, show it again, answer it, or take the answer back."""
        return await self.answer(request, self._acted)

    def _acted(self, visit: Visit, _: str, given: FormData, who: str) -> Response:
        say = speaker(visit.language)
        act, comment = str(given.get("act", "")), str(given.get("comment", ""))
        if act not in _ACTS or not (comment.isascii() and comment.isdigit() and len(comment) < 19):
            return self.pages.nothing_here(visit)
        if act in {"answer", "drop"} and not visit.person.may_approve:
            return self.pages.refused(visit, say("not_yours"))
        text = writable(str(given.get("text", ""))).replace("\r\n", "\n").strip()
        if act == "answer" and not 0 < len(text) <= COMMENT_LIMIT:
            return self.pages.refused(visit, say("cm_text_missing"), status=422)
        with self.works() as works:
            did = _ACTS[act](works, who, int(comment), text)
        self.touch()
        if not did:
            return self.pages.refused(visit, say("cm_too_late"), status=409)
        return RedirectResponse(f"/comments?said=comment-{act}", 303)


_ACTS: Mapping[str, Callable[[Works, str, int, str], bool]] = {
    "seen": lambda works, who, comment, _: comments.see(works, who, comment),
    "hide": lambda works, who, comment, _: comments.ask(works, who, comment, Act.HIDE),
    "show": lambda works, who, comment, _: comments.ask(works, who, comment, Act.SHOW),
    "answer": lambda works, who, comment, text: comments.ask(works, who, comment, Act.ANSWER, text),
    "drop": lambda works, who, comment, _: comments.drop_answer(works, who, comment),
}
