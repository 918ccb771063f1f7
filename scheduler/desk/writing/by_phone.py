"""Where the link in a message to an approver leads: she sees what was submitted, decides by the form.

To open the page does nothing, since mail scanners and chat previews open every link. Nobody logs in here;
the address is the key, and whoever guesses at it waits longer and longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import InitVar, dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import Post
from scheduler.clock import Clock
from scheduler.delivery.approvals import Step
from scheduler.delivery.asks import LASTING, Ask
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.changes import changes_view, seen_card
from scheduler.desk.pages.phone import phone_view
from scheduler.desk.pages.pictures import Pictures
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.people.given import number
from scheduler.desk.people.sessions import Tries
from scheduler.desk.writing.deciding import check_links
from scheduler.engine import approval_links
from scheduler.engine.approval_links import PATH, Judged, Verdict, judge
from scheduler.engine.works import Works
from scheduler.problems import Stop
from scheduler.settings.users import load_users, open_users

LONGEST = 500  # letters of a remark, as on the desk
_STEPS = {"approve": Step.APPROVED, "return": Step.RETURNED}
_STATUS = {  # of what is not open; else 410: it was, and is no more
    Verdict.UNKNOWN: 404,
    Verdict.ANOTHER_PERSON: 403,
    Verdict.REMOVED: 403,
    Verdict.DEMOTED: 403,
    Verdict.ACCOUNT_CHANGED: 403,
    Verdict.USED: 200,
}
_NAMED = {Verdict.USED, Verdict.DECIDED, Verdict.EXPIRED}  # so that she knows which post it was
_ALONE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "strict-origin",  # the path is the secret; with no-referrer a form's origin is "null"
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a link is, as *visit* reads the calendar: it alone is shown, and held against what was sent."""

    visit: Visit
    ask: Ask | None
    judged: Judged
    post: Post | None  # where she may decide about it

    @property
    def word(self) -> str:
        """What the form's word is made from."""
        return f"phone/{self.ask.secret if self.ask else ''}"


@dataclass(eq=False)
class ByPhone(Answers):
    """What each address under such a link answers."""

    works: Callable[[], AbstractContextManager[Works]]
    touch: Callable[[], None]
    pictures: Pictures
    clock: InitVar[Clock]

    def __post_init__(self, clock: Clock) -> None:
        self._tries = Tries(clock)

    def routes(self) -> list[Route]:
        """Their addresses."""
        link = f"{PATH}{{link}}"
        return [
            Route(link, self.page, methods=["GET"]),
            Route(link, self.decide, methods=["POST"]),
            Route(f"{link}/card/{{number:int}}.jpg", self.card, methods=["GET"]),
            Route(f"{link}/before/{{number:int}}.jpg", self.before, methods=["GET"]),
            Route(f"{link}/film.mp4", self.film, methods=["GET"]),
            Route(f"{link}/film/{{size}}.mp4", self.moving, methods=["GET"]),
        ]

    def page(self, request: Request) -> Response:
        """What was submitted, or why there is nothing to decide."""
        found = self._find(request)
        return found if isinstance(found, Response) else self._shown(found)

    async def decide(self, request: Request) -> Response:
        """Her one decision."""
        found = await asyncio.to_thread(self._find, request)
        if isinstance(found, Response):
            return found
        try:
            given = await csrf.read_form(request, found.word)
        except csrf.OutOfDate:
            why = speaker(found.visit.language)("phone_out_of_date")
            return await asyncio.to_thread(self._shown, found, why, 409)
        return await asyncio.to_thread(self._decided, request, found, given)

    def card(self, request: Request) -> Response:
        """A card of what was submitted, as long as it reads so."""
        found, served = self._find(request), None
        if isinstance(found, _Found) and found.post is not None:
            place, look = request.path_params["number"], number(request.query_params.get("look", "0"))
            if look is not None:
                reading = found.visit.reading
                served = self.pictures.card(reading, found.post, place, "portrait", None, look)
        return _alone(Response(served.data, media_type=served.mime) if served else Response(status_code=404))

    def before(self, request: Request) -> Response:
        """A card as it was when somebody last decided about the post."""
        found, card = self._find(request), None
        if isinstance(found, _Found) and found.post is not None:
            changes = changes_view(found.post, found.visit, self.pages.var)
            if changes is not None:
                card = seen_card(self.pages.var, changes.seen, request.path_params["number"])
        return _alone(Response(card, media_type="image/jpeg") if card else Response(status_code=404))

    def film(self, request: Request) -> Response:
        """The same of its film."""
        found = self._find(request)
        gallery = found.visit.reading.gallery if isinstance(found, _Found) else None
        if isinstance(found, Response) or found.post is None or not found.post.film or gallery is None:
            return _alone(Response(status_code=404))
        try:
            return _alone(FileResponse(gallery.film_file(found.post), media_type="video/mp4"))
        except (LookupError, OSError):
            return _alone(Response(status_code=404))

    def moving(self, request: Request) -> Response:
        """The same of its card that moves."""
        found, film = self._find(request), None
        if isinstance(found, _Found) and found.post is not None:
            film = self.pictures.film(found.visit.reading, found.post, request.path_params["size"])
        return _alone(
            FileResponse(film.source, media_type="video/mp4") if film else Response(status_code=404)
        )

    def _find(self, request: Request) -> _Found | Response:
        """What the link is; a refusal where too many wrong ones came from there."""
        address = request.client.host if request.client else ""
        visit = self.visit(request)
        nothing = _Found(visit, None, approval_links.unknown(), None)
        wait = self._tries.wait_of(address, PATH, is_try=False)
        if wait:
            answer = self._shown(nothing, speaker(visit.language)("phone_often", n=wait), 429)
            answer.headers["Retry-After"] = str(wait)
            return answer
        with self.works() as works:
            ask = approval_links.find(works.ledger, request.path_params["link"])
            if ask is None:
                self._tries.wait_of(address, PATH)
                return self._shown(nothing)
            if visit.asked is None or not works.asks_approval:
                return _Found(visit, ask, approval_links.not_asked(), None)
            edition, name = visit.asked.edition, ask.submission.post
            post = edition.agenda.post(name)
            judged = judge(
                ask,
                works.ledger.approvals([name]).get(name, []),
                load_users(works.folder)[0],
                visit.now,
                edition.seen(post) if post else None,
                works.settings.zone,
                here=visit.person.name,
            )
            return _Found(visit, ask, judged, post if judged.is_open else None)

    def _decided(self, request: Request, found: _Found, given: FormData) -> Response:
        visit, say = found.visit, speaker(found.visit.language)
        step, remark = _STEPS.get(str(given.get("step", ""))), " ".join(str(given.get("remark", "")).split())
        if found.ask is None or found.post is None or step is None:
            return self._shown(found, status=None if found.post is None else 422)
        if len(remark) > LONGEST:
            return self._shown(found, say("phone_too_long", n=len(remark), all=LONGEST), 422, remark)
        if step is Step.RETURNED and not remark:
            return self._shown(found, say("remark_hint"), 422)
        try:
            with self.works() as works:
                if step is Step.APPROVED and not given.get("links_known"):
                    check_links(works, found.post.id)
                users = open_users(works.folder)
                approval_links.answer(works, found.ask, users, step, remark, here=visit.person.name)
        except Stop as stop:
            now = self._find(request)  # it may be another post by now, which is not to be shown
            return (
                now if isinstance(now, Response) else self._shown(now, stop.say(visit.language), 409, remark)
            )
        self.touch()
        return _alone(RedirectResponse(visit.path, 303))

    def _shown(
        self, found: _Found, refusal: str = "", status: int | None = None, remark: str = ""
    ) -> Response:
        visit, ask, judged, post = found.visit, found.ask, found.judged, found.post
        title = visit.title_of(ask.submission.post) if ask and judged.verdict in _NAMED else ""
        said = refusal or judged.words.say(visit.language)
        context: dict[str, Any] = {"view": None, "changes": None, "title": title, "words": said}
        if ask is not None and post is not None:
            context = {
                "view": phone_view(post, visit),
                "changes": changes_view(post, visit, self.pages.var),
                "refusal": refusal,
                "remark": remark,
                "longest": LONGEST,
                "person_asked": ask.person,
                "until": visit.moment(ask.at + LASTING),
                "address": visit.path,
                "csrf": csrf.word(found.word),
            }
        status = status or (200 if post is not None else _STATUS.get(judged.verdict, 410))
        is_done = judged.verdict is Verdict.USED
        return _alone(
            self.pages.page("phone.html", visit, status=status, page="phone", is_done=is_done, **context)
        )


def _alone(answer: Response) -> Response:
    """*answer* kept by nobody, found by nobody, and telling nobody where it stands."""
    answer.headers.update(_ALONE)
    return answer
