"""The page where a plan in Excel is dropped, mended, and taken into the calendar."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from openpyxl.utils import get_column_letter
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import PostId
from scheduler.calendar.writing import Conflict, Unwritable, add_posts, ids_in
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.excel import OFFERED, ExcelView, Waiting, choices_of
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.writing.drafting import path_of
from scheduler.desk.writing.excel_answers import keep_said, settle, spot_in
from scheduler.desk.writing.excel_parts import part_of, taking_of, told_of
from scheduler.desk.writing.excel_plans import MOST_BYTES, Plan, Plans
from scheduler.desk.writing.excel_rows import Known, Understood, begin, spot_of, understand
from scheduler.desk.writing.excel_said import address_of, done_of, next_act
from scheduler.desk.writing.excel_targets import campaigns_of, target_of
from scheduler.desk.writing.excel_views import view_of
from scheduler.desk.writing.saves import Saves
from scheduler.desk.writing.uploads import photos_of
from scheduler.files import WorkFolder
from scheduler.problems import Stop
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.learnt import learn, load_learnt
from scheduler.spreadsheets.loading import rows_of

_MOST_ROWS = 1_000


@dataclass(eq=False)
class ExcelDesk(Answers):
    """What its addresses answer; posts go into *folder*."""

    folder: WorkFolder
    saves: Saves

    def __post_init__(self) -> None:
        self._plans = Plans(self.folder)

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/excel", self.start, methods=["GET"]),
            Route("/excel", self.drop, methods=["POST"]),
            Route("/excel/{key}", self.plan, methods=["GET"]),
            Route("/excel/{key}/{act}", self.act, methods=["POST"]),
        ]

    def waiting(self) -> Sequence[Waiting]:
        """The workbooks with rows left."""
        return self._plans.waiting()

    def start(self, request: Request) -> Response:
        """Where a workbook is dropped, and those with rows left."""
        return self._start(self.visit(request))

    async def drop(self, request: Request) -> Response:
        """Keep a workbook, and show it; or say why it cannot be read."""
        given = await csrf.read_form(request)
        sent = given.get("workbook")
        data = await sent.read(MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
        name = (sent.filename or "") if isinstance(sent, UploadFile) else ""
        await given.close()
        return await asyncio.to_thread(self._dropped, self.visit(request), name, data)

    def plan(self, request: Request) -> Response:
        """A workbook, as it was understood."""
        visit, key = self.visit(request), request.path_params["key"]
        plan = self._plans.plan(key)
        if plan is None or visit.reading.settings is None:
            return self.pages.nothing_here(visit)
        return self._shown(visit, key, plan)

    async def act(self, request: Request) -> Response:
        """What people say of a workbook, one thing at a time."""
        given = await csrf.read_form(request)
        return await asyncio.to_thread(self._acted, request, given)

    # -- a workbook comes ----------------------------------------------------------------------------

    def _start(self, visit: Visit, refusal: str = "", status: int = 200) -> Response:
        if visit.reading.settings is None:
            return self.pages.nothing_here(visit)
        more = {"refusal": refusal}
        return self.pages.page("excel.html", visit, status=status, page="excel", **more)

    def _dropped(self, visit: Visit, name: str, data: bytes) -> Response:
        say = speaker(visit.language)
        if not 0 < len(data) <= MOST_BYTES:
            return self._start(visit, say("x_too_big" if data else "x_none"), 413 if data else 422)
        if visit.reading.settings is None:
            return self.pages.nothing_here(visit)
        shown = PurePosixPath(name.replace("\\", "/")).name[:120] or "Excel"
        try:
            key = self._plans.add(shown, data)
            count = self._begin(visit, key)
        except Stop as stop:
            has_none = stop.text is messages.NO_SHEET
            return self._start(visit, say("x_no_table") if has_none else stop.say(visit.language), 422)
        except OSError as error:
            return self._start(visit, say("x_unwritable", why=error.strerror or "?"), 507)
        if count > _MOST_ROWS:
            self._plans.throw_away(key)
            return self._start(visit, say("x_many", n=count), 413)
        return RedirectResponse(f"/excel/{key}", 303)

    # -- what it comes to ----------------------------------------------------------------------------

    def _understood(self, visit: Visit, key: str, plan: Plan, *, is_for_good: bool = False) -> Understood:
        reading, ledger = visit.reading, visit.ledger
        learnt, _ = load_learnt(self.folder)

        def is_taken(name: str) -> bool:
            return bool(reading.file_of(name)) or (is_for_good and ledger.has_begun(PostId(name)))

        away, apart = frozenset(plan.away), frozenset(plan.apart)
        known = Known(self._plans.taken(), away, apart, is_taken, photos_of(self.folder))
        opened, target = self._plans.opened(key, plan), target_of(self.folder, visit, plan)
        return understand(opened, plan.hand(learnt), learnt, reading, target, known, visit.today)

    def _sheets(self, key: str, plan: Plan) -> list[str]:
        """The sheets with tables, as rows count them."""
        learnt, _ = load_learnt(self.folder)
        return list(rows_of(self._plans.opened(key, plan), plan.hand(learnt)).tables)

    def _view(self, visit: Visit, key: str, plan: Plan, found: Understood) -> ExcelView:
        target = target_of(self.folder, visit, plan)
        intos = campaigns_of(visit)
        into = target.file if target.file in intos else ""
        opened = visit.wanted.get("row", "")
        return view_of(key, plan, found, visit, intos, into, target.defaults, opened=opened)

    def _now(self, visit: Visit, key: str, plan: Plan) -> ExcelView:
        return self._view(visit, key, plan, self._understood(visit, key, plan))

    def _shown(self, visit: Visit, key: str, plan: Plan, refusal: str = "", status: int = 200) -> Response:
        try:
            found = self._understood(visit, key, plan)
        except (Stop, OSError) as stop:
            why = stop.say(visit.language) if isinstance(stop, Stop) else str(stop.strerror)
            return self._start(visit, why, 422)
        view = self._view(visit, key, plan, found)
        self._count(key, plan, view)
        learnt, damaged = load_learnt(self.folder)
        said = next_act(visit, visit.wanted.get("took", ""), view)
        part, before, after = part_of(view, visit.wanted)
        return self.pages.page(
            "excel_plan.html",
            visit,
            status=status,
            page="excel",
            view=view,
            part=part,
            before=before,
            after=after,
            damaged=damaged,
            refusal=refusal,
            choices=choices_of(),
            letter=get_column_letter,
            said_of=lambda texts: [text.say(visit.language) for text in texts],
            opened=visit.wanted.get("row", ""),
            taking=taking_of(view, visit.language),
            done=done_of(view, found, learnt, visit),
            is_taken=bool(said),
            **({"said": said} if said else {}),
        )

    def _begin(self, visit: Visit, key: str) -> int:
        """Let a new workbook go into the campaign of the posts around its first day; gives how many rows."""
        plan = self._plans.plan(key)
        if plan is None:
            raise Stop(messages.NO_SHEET, name="")
        learnt, _ = load_learnt(self.folder)
        try:
            count, first = begin(self._plans.opened(key, plan), plan.hand(learnt), learnt, visit.reading)
        except Stop:
            self._plans.throw_away(key)
            raise
        if plan.into is None and first is not None:
            campaigns = campaigns_of(visit)
            days = sorted(
                day for day in visit.reading.days if day and day.replace(day=1) == first.replace(day=1)
            )
            near = (post.file for day in days for post, _ in visit.reading.days[day])
            plan.into = next((file for file in near if file in campaigns), "")
        if count <= _MOST_ROWS:
            plan.left = plan.left or count  # until it is looked at
            self._plans.keep(key, plan)
        return count

    def _count(self, key: str, plan: Plan, view: ExcelView) -> None:
        if plan.left != view.left:
            plan.left = view.left
            with self._plans.lock:
                if self._plans.plan(key) is not None:
                    self._plans.keep(key, plan)

    # -- what people say -----------------------------------------------------------------------------

    def _acted(self, request: Request, given: FormData) -> Response:
        key = request.path_params["key"]
        wants_json = "application/json" in request.headers.get("accept", "")
        acts: Mapping[str, Callable[[Visit, str, Plan, FormData], Response | None]] = {
            "columns": self._columns,
            "mend": self._keep if wants_json else self._mend,
            "later": self._later,
            "away": self._away,
            "apart": self._apart,
            "into": self._into,
            "take": self._take,
            "throw": self._throw,
        }
        act = acts.get(request.path_params["act"])
        with self._plans.lock:  # what two people say at once is all kept
            visit = self.visit(request)  # only now: a second press finds what the first one took
            plan = self._plans.plan(key)
            if plan is None or act is None or visit.reading.settings is None:
                return self.pages.nothing_here(visit)
            try:
                answer = act(visit, key, plan, given)
                if answer is None:
                    self._plans.keep(key, plan)
            except OSError as error:
                why = speaker(visit.language)("x_unwritable", why=error.strerror or "?")
                return self._shown(visit, key, plan, why, 507)
            except Stop as stop:
                return self._start(visit, stop.say(visit.language), 422)
        if answer is not None:
            return answer
        if wants_json:
            return self._told(visit, key, plan, str(given.get("row", "")))
        row = str(given.get("row", ""))
        place = f"#row-{quote(row)}" if row else "#rows"
        return RedirectResponse(f"/excel/{key}{place}", 303)

    def _columns(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """Which key each column holds: for this workbook, and for others by its heading."""
        tables = self._understood(visit, key, plan).workbook.tables
        headings: dict[str, str] = {}
        for sheet, (title, columns) in enumerate(tables.items()):
            for column in columns:
                said = given.get(f"column-{sheet}-{column.number}")
                if not isinstance(said, str) or said == column.key or said not in ("", *OFFERED):
                    continue
                plan.say_column(title, column.number, said)
                headings[column.heading] = said
        if headings:
            learn(self.folder, headings)

    def _keep(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """What was typed and chosen so far."""
        keep_said(plan, self._sheets(key, plan), given)

    def _mend(self, visit: Visit, key: str, plan: Plan, given: FormData) -> Response:
        """A row is to be saved: its cells say what was typed, its words mean what was chosen."""
        self._keep(visit, key, plan, given)
        row, learnt = str(given.get("row", "")), {}
        found = self._understood(visit, key, plan)
        for view in self._view(visit, key, plan, found).rows:
            if view.key == row and view.asked and not view.unanswered and not view.errors:
                spot = spot_in(row, self._sheets(key, plan))
                draft = next(one for one in found.drafts if spot_of(one) == spot)
                learnt = settle(self.folder, plan, view, draft, found)
        self._plans.keep(key, plan)
        is_sound = row not in {one.key for one in self._now(visit, key, plan).of("wrong")}
        return RedirectResponse(f"/excel/{key}{address_of(row, 'done', learnt, is_here=not is_sound)}", 303)

    def _later(self, visit: Visit, key: str, plan: Plan, given: FormData) -> Response:
        """A row waits as it is."""
        self._keep(visit, key, plan, given)
        self._plans.keep(key, plan)
        return RedirectResponse(
            f"/excel/{key}{address_of(str(given.get('row', '')), 'later', {}, is_here=False)}", 303
        )

    def _away(self, visit: Visit, key: str, plan: Plan, given: FormData) -> Response:
        """A row is put away, or taken back in."""
        self._keep(visit, key, plan, given)
        row = str(given.get("row", ""))
        spot = spot_in(row, self._sheets(key, plan))
        is_back = spot in plan.away
        if spot is not None:
            plan.away = [one for one in plan.away if one != spot] if is_back else [*plan.away, spot]
        self._plans.keep(key, plan)
        place = f"#row-{quote(row)}" if is_back else address_of(row, "done", {}, is_here=False)
        return RedirectResponse(f"/excel/{key}{place}", 303)

    def _apart(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """A row is another post than the one that it was taken for."""
        spot = spot_in(str(given.get("row", "")), self._sheets(key, plan))
        if spot is not None and spot not in plan.apart:
            plan.apart.append(spot)

    def _into(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """Into which campaign it goes."""
        into = str(given.get("into", ""))
        plan.into = into if into in campaigns_of(visit) else ""

    def _throw(self, visit: Visit, key: str, plan: Plan, given: FormData) -> Response:
        """Forget the workbook."""
        self._plans.throw_away(key)
        return RedirectResponse("/excel?said=excel-thrown", 303)

    def _take(self, visit: Visit, key: str, plan: Plan, given: FormData) -> Response:
        """All sound rows into the calendar as drafts: one write, which can be taken back."""
        say = speaker(visit.language)
        if "into" in given:
            self._into(visit, key, plan, given)
        try:
            found = self._understood(visit, key, plan, is_for_good=True)
        except Stop as stop:
            return self._start(visit, stop.say(visit.language), 422)
        drafts, target = found.taken(), target_of(self.folder, visit, plan)
        path = path_of(self.folder, target.file)
        if not drafts or path is None:
            return self._shown(visit, key, plan, say("x_nothing"), 422)
        data = path.read_bytes() if path.is_file() else b""
        if ids_in(target.file, data) & {draft.entry["id"] for draft in drafts}:  # newer than what was read
            return self._shown(visit, key, plan, say("x_stale"), 409)
        try:
            new = add_posts(target.file, data, [draft.entry for draft in drafts])
            token = self.saves.keep(path, data, new, f"/excel/{key}", visit.person.name)
        except Conflict:
            return self._shown(visit, key, plan, say("x_stale"), 409)
        except Unwritable as stop:
            return self._shown(visit, key, plan, stop.say(visit.language), 422)
        ids = [draft.entry["id"] for draft in drafts]
        taken = {spot_of(draft) for draft in drafts}
        plan.apart = [one for one in plan.apart if one not in taken]
        with suppress(OSError):  # the posts stand in the calendar, and are known by their words too
            self._plans.remember({found.prints[id_]: id_ for id_ in ids})
            self._plans.keep(key, plan)
        return RedirectResponse(f"/excel/{key}?saved={token}&took={len(ids)}", 303)

    def _told(self, visit: Visit, key: str, plan: Plan, row: str) -> Response:
        """How a row stands now, as JSON, for the page that is being typed into."""
        try:
            view = self._now(visit, key, plan)
        except (Stop, OSError):
            return JSONResponse({}, 422)
        self._count(key, plan, view)
        told = told_of(view, row, visit.language)
        return JSONResponse(told or {}, 200 if told else 404)
