"""What people decide on the desk: each a POST with its word, and a line in the ledger. Nothing is carried."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import PostId
from scheduler.delivery.approvals import Step
from scheduler.delivery.key import Key
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.acts import FOR_WRITERS, OF_DELIVERY, OF_POST, WITH_REASON
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.people.given import key_of, view_in
from scheduler.engine import copies, deciding, mending
from scheduler.engine.approval_messages import ask_approvers, may_ask
from scheduler.engine.approving import decide
from scheduler.engine.links import checked
from scheduler.engine.works import Works
from scheduler.problems import Stop, Text
from scheduler.settings.users import open_users

log = logging.getLogger(__name__)

_LONGEST_NAME, _LONGEST_WHY = 80, 500
_STEPS = {"submit": Step.SUBMITTED, "approve": Step.APPROVED, "return": Step.RETURNED}


@dataclass(eq=False)
class Decides(Answers):
    """Answers what somebody says, by her name.

    *works* opens what deciding needs, without the right to carry; *touch* tells open pages to look again.
    """

    most_fields: ClassVar[int] = csrf.MOST_FIELDS
    works: Callable[[], AbstractContextManager[Works]]
    touch: Callable[[], None]

    async def answer(
        self,
        request: Request,
        do: Callable[[Visit, str, FormData, str], Response],
        nameless: str = "who_missing",
    ) -> Response:
        """What *do* answers for the post of the address to what was sent, or why it cannot be done."""
        given = await csrf.read_form(request, most_fields=self.most_fields)
        visit = self.visit(request)
        # Who is logged in, or on the office's own machine who says so.
        who = visit.person.name or " ".join(str(given.get("who", "")).split())[:_LONGEST_NAME]
        if not who:
            return self.pages.refused(visit, speaker(visit.language)(nameless), status=422)
        post = request.path_params.get("post", "")
        try:
            return await asyncio.to_thread(do, visit, post, given, who)
        except Stop as stop:
            return self.pages.refused(visit, stop.say(visit.language), status=409)


class Decider(Decides):
    """What each address of a decision answers."""

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/decide/{post}", self.decide, methods=["POST"]),
            Route("/act", self.act, methods=["POST"]),
        ]

    async def decide(self, request: Request) -> Response:
        """Submit, approve or return a post, as it was seen."""
        return await self.answer(request, self._decided)

    async def act(self, request: Request) -> Response:
        """Hold a post or publish it now, mend what is public or take it down; of one delivery, let it go on
        or skip it."""
        return await self.answer(request, self._acted)

    def _decided(self, visit: Visit, post: str, given: FormData, who: str) -> Response:
        step = _STEPS.get(str(given.get("step", "")))
        if step is None or visit.asked is None or visit.reading.post(post) is None:
            return self.pages.nothing_here(visit)
        links_known = bool(given.get("links_known"))
        seen, remark = str(given.get("seen", "")), str(given.get("remark", ""))
        self._step(step, PostId(post), seen, who, remark, links_known=links_known)
        return RedirectResponse(f"/post/{quote(post)}?said={step.value}", 303)

    def submit(self, visit: Visit, post: PostId, who: str) -> bool:
        """Submit *post* as *visit* reads it; False where no approval is asked for it.

        Raises:
            Stop: it may not be.
        """
        found = visit.reading.post(post)
        if visit.asked is None or found is None or not visit.asked.is_asked_of(found):
            return False
        self._step(Step.SUBMITTED, post, visit.asked.edition.seen(found), who)
        return True

    def _step(
        self, step: Step, post: PostId, seen: str, who: str, remark: str = "", *, links_known: bool = False
    ) -> None:
        with self.works() as works:
            if step is not Step.RETURNED and not links_known:
                check_links(works, post)
            users, edition, prints = open_users(works.folder), works.edition(), {post: seen}
            decide(works.ledger, edition, users, step, prints, who, remark)
            if step is not Step.SUBMITTED:
                copies.keep(works, edition, prints)
        self.touch()
        if step is Step.SUBMITTED and may_ask(users):
            self.ask_soon()

    def ask_soon(self) -> None:
        """Let the approvers be asked. Not waited for: a receiver may take its time, and what fails here is
        `serve`'s to try again."""
        threading.Thread(target=self._ask, name="ask-approvers", daemon=True).start()

    def _ask(self) -> None:
        try:
            with self.works() as works:
                ask_approvers(works)
        except Exception as error:  # noqa: BLE001 - the submission stands, whatever became of the message
            log.warning("the approvers could not be asked: %s", type(error).__name__)

    def _acted(self, visit: Visit, _: str, given: FormData, who: str) -> Response:
        say = speaker(visit.language)
        act, why = str(given.get("act", "")), " ".join(str(given.get("why", "")).split())[:_LONGEST_WHY]
        if act not in (OF_DELIVERY if given.get("key") else OF_POST):
            return self.pages.nothing_here(visit)
        if not visit.person.may_approve and act not in FOR_WRITERS:
            return self.pages.refused(visit, say("not_yours"))
        if not why and act in WITH_REASON:
            return self.pages.refused(visit, say("why_missing"), status=422)
        post, key = PostId(str(given.get("post", ""))), key_of(given.get("key"))
        if key is None and (given.get("key") or visit.reading.post(post) is None):
            return self.pages.nothing_here(visit)
        with self.works() as works:
            did = _do(works, act, post, key, who, why)
        self.touch()
        if not did:
            return self.pages.refused(visit, say("too_late"), status=409)
        return RedirectResponse(f"{_back(given, post, key)}said={act}", 303)


def _back(given: FormData, post: PostId, key: Key | None) -> str:
    """The address of the page that she decided on, to which something is added."""
    if key is None:
        return f"/post/{quote(post)}?"
    view = view_in(given.get("back", ""), "/history")
    return f"{view}{'&' if '?' in view else '?'}key={quote(str(key))}&"


def check_links(works: Works, post: PostId) -> None:
    """Let nobody let out a link that leads nowhere without knowing of it.

    Raises:
        Stop: there is one; the post's page then shows it, and asks.
    """
    found = works.calendar().post(post)
    dead = [one.address for one in checked(works, [found] if found else []) if one.is_dead]
    if dead:
        raise Stop(_DEAD_LINKS, links=", ".join(dead))


def _do(works: Works, act: str, post: PostId, key: Key | None, who: str, why: str) -> bool:
    """Put it in the ledger; False where it came too late."""
    if act == "again":
        keys = [key] if key else deciding.changes_held(works, post)
        let_go = [deciding.retry_changes(works, who, one) for one in keys]
        return any(one.delivery is not None for one in let_go)
    if key is not None:
        if act == "skip":
            done = deciding.skip(works, who, why, key)
        else:
            of_one = {"hold_again": deciding.hold_again, "retry": deciding.retry}
            done = of_one[act](works, who, key)
        return done.delivery is not None
    if act in {"update", "withdraw"}:
        ask = mending.ask_edit if act == "update" else mending.ask_withdrawal
        rows = mending.public_rows(works, {post})
        beside = deciding.hold_beside(works, who, why, rows) if act == "withdraw" else ()
        asked = [ask(works, row, who, why) for row in rows]
        leaving = deciding.just_sent(beside)
        if leaving:  # all else is done; she must know of this
            raise Stop(deciding.JUST_SENT, keys=", ".join(map(str, leaving)))
        return any(asked)
    if act == "retry":
        let_go = [deciding.retry(works, who, one) for one in deciding.stuck(works, post)]
        return any(one.delivery is not None for one in let_go)
    if act == "hold":
        decided = deciding.hold(works, who, why, {post})
    else:
        assert act == "now", act
        decided = deciding.publish_now(works, who, {post})
    return any(one.delivery is not None for one in decided)


_DEAD_LINKS = Text(
    "Có liên kết không mở được: {links}. Quay lại bài: sửa liên kết, hoặc tích “Tôi biết, cứ để liên kết như "
    "vậy” rồi bấm lại.",
    "There are links that lead nowhere: {links}. Go back to the post: mend them, or tick “I know; leave "
    "these links as they are” and press again.",
)
