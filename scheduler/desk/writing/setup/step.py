"""What the pages of the set-up have in common: who may, what a page shows, and how a form is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.writing import Conflict, Unwritable
from scheduler.delivery.store import where_of
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.examining import on_desk
from scheduler.desk.pages.setup import STEPS, Facts, more_of, steps_of
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.writing.saves import Saves, Undoing
from scheduler.desk.writing.setup.asked import ASKED, state_of
from scheduler.desk.writing.setup.keeping import Keeping, Kept
from scheduler.desk.writing.setup.office import Faulty, OfficeFile
from scheduler.engine.lock import last_sign
from scheduler.files import WorkFolder, read_file, write_whole
from scheduler.problems import Stop
from scheduler.settings.users import load_users

_MOST = 100_000  # bytes of what was put off

Show = Callable[..., Response]


@dataclass(eq=False)
class SetupPages(Answers):
    """Answers at addresses of the set-up, to approvers and on this machine alone."""

    folder: WorkFolder
    saves: Saves

    def step(
        self, visit: Visit, name: str, template: str = "", *, status: int = 200, **context: Any
    ) -> Response:
        """The page of the step *name*; its template ('': its own) knows the rest."""
        facts = self.facts(visit)
        steps = steps_of(visit, facts)
        step = next(one for one in (*steps, *more_of(visit, facts)) if one.name == name)
        return self.pages.setup(
            visit,
            f"{template or f'setup_{name}'}.html",
            status=status,
            step=step,
            steps=steps,
            before=steps[step.number - 2] if step.number > 1 else None,
            after=steps[step.number] if step.number and step.number < len(steps) else None,
            restarts=self._restarts(visit),
            **{"told": (), "wrong": {}, "is_late": False, **context},
        )

    def _restarts(self, visit: Visit) -> bool:
        """Whether some Loa publishes just now, with the settings as they were."""
        settings = visit.reading.settings
        if settings is None or not settings.channels:
            return False
        return last_sign(where_of(self.folder.root, settings.ledger)) is not None

    def facts(self, visit: Visit) -> Facts:
        """What the steps' states are made of."""
        settings, whole = visit.reading.settings, self.pages.examinations.whole
        people = load_users(self.folder)[0].people
        return Facts(
            people=len(people),
            approvers=sum(one.role == "approver" for one in people.values()),
            told=sum(bool(one.receivers) for one in people.values()),
            later=put_off(self.folder),
            channels={name: state_of(settings, name, self.folder.root) for name in ASKED},
            is_sound=whole.is_sound if whole else None,
            is_practised=bool(self.pages.practised),
        )

    def may(self, request: Request) -> tuple[Visit, Response | None]:
        """The visit, and what is answered to who may not be here."""
        visit = self.visit(request)
        if not visit.person.may_approve:
            return visit, self.pages.refused(visit, speaker(visit.language)("not_yours"))
        return visit, None

    async def sent(self, request: Request, act: Callable[[Visit, FormData], Response]) -> Response:
        """What *act* answers to the form that was sent, in a thread of its own."""
        given = await csrf.read_form(request)

        def answered() -> Response:
            visit, refusal = self.may(request)
            if refusal is not None:
                return refusal
            try:
                return act(visit, given)
            except Unwritable as stop:
                return self.pages.refused(visit, stop.say(visit.language), status=409)
            except OSError as error:
                return self.pages.refused(visit, error.strerror or str(error), status=507)

        try:
            return await asyncio.to_thread(answered)
        finally:
            await given.close()

    def saved(
        self,
        visit: Visit,
        given: FormData,
        file: OfficeFile,
        change: Callable[[], bytes],
        address: str,
        again: Show,
    ) -> Response:
        """*file* with *change*, seen again at *address*; or the form *again*, with why it was not saved.

        Raises:
            OSError: it cannot be written.
        """
        return self.kept(
            visit, given, file.mark, lambda: file.save(self.saves, change(), address), address, again
        )

    def kept(
        self,
        visit: Visit,
        given: FormData,
        mark: str,
        save: Callable[[], str],
        address: str,
        again: Show,
        *,
        anchor: str = "",
    ) -> Response:
        """What *save* (which gives the save's name) kept, where the form was made of what has *mark* still.

        Raises:
            OSError: it cannot be written.
        """
        if given.get("mark") != mark:
            return again(status=409, is_late=True)
        try:
            name = save()
        except Faulty as faulty:
            beside = faulty.beside_fields(visit.language)
            return again(status=422, told=faulty.say(visit.language), wrong=beside)
        except Conflict:
            return again(status=409, is_late=True)
        except Unwritable as stop:
            return again(status=409, told=[stop.say(visit.language)])
        except Stop as stop:
            return again(status=422, told=[on_desk(stop.say(visit.language), visit.language)])
        return RedirectResponse(f"{address}{'&' if '?' in address else '?'}saved={name}{anchor}", 303)

    def save_with(self, file: OfficeFile, data: bytes, address: str, secrets: Sequence[Kept]) -> str:
        """The name of the save of *data*; the *secrets* are kept last, all is as it was where one cannot be.

        Raises:
            Conflict, Unwritable, Stop, OSError: nothing is kept.
        """
        keeping = Keeping(self.folder.root, secrets)
        saved = file.save(self.saves, data, address, Undoing(keeping.put_back))
        try:
            keeping.keep()
        except (Stop, OSError):
            self.saves.take_back(saved)
            raise
        return saved


class FormPage(SetupPages):
    """A page with one form, which is shown and answered at *here*."""

    here: ClassVar[str]

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [Route(self.here, self.page, methods=["GET"]), Route(self.here, self.save, methods=["POST"])]

    def page(self, request: Request) -> Response:
        """The page as its files have it."""
        visit, refusal = self.may(request)
        return refusal or self.opened(visit)

    async def save(self, request: Request) -> Response:
        """Write what was sent into its files."""
        return await self.sent(request, self.answered)

    def opened(self, visit: Visit) -> Response:
        """The page, before anything was typed."""
        raise NotImplementedError

    def answered(self, visit: Visit, given: FormData) -> Response:
        """What is answered to the form."""
        raise NotImplementedError


def put_off(folder: WorkFolder) -> Collection[str]:
    """The steps that somebody wants to do later."""
    try:
        found = json.loads(read_file(folder.var / "setup.json", _MOST))
    except (OSError, ValueError):
        return ()
    return [one for one in found if one in STEPS] if isinstance(found, list) else ()


def put_step_off(folder: WorkFolder, name: str) -> None:
    """Let the step *name* be done later.

    Raises:
        OSError: that cannot be noted.
    """
    names = sorted({*put_off(folder), name})
    write_whole(folder.var / "setup.json", json.dumps(names).encode(), outlives_power=False)
