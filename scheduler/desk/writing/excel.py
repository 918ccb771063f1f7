"""The page where a plan in Excel is dropped, mended, and taken into the calendar."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from openpyxl.utils import get_column_letter
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.entry import as_id
from scheduler.calendar.model import PostId
from scheduler.calendar.writing import Conflict, Unwritable, add_posts, ids_in
from scheduler.calendar.yaml_text import Entry
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.excel import OFFERED, ExcelView, choices_of
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.desk.people.given import number
from scheduler.desk.writing.drafting import defaults_of, path_of
from scheduler.desk.writing.excel_parts import part_of, told_of
from scheduler.desk.writing.excel_plans import MOST_BYTES, Plan, Plans
from scheduler.desk.writing.excel_rows import Known, Spot, Target, Understood, begin, spot_of, understand
from scheduler.desk.writing.excel_views import view_of
from scheduler.desk.writing.saves import Saves
from scheduler.desk.writing.uploads import photos_of
from scheduler.files import WorkFolder
from scheduler.problems import Stop
from scheduler.spreadsheets import messages
from scheduler.spreadsheets.learnt import learn, load_learnt
from scheduler.spreadsheets.loading import rows_of

_MOST_ROWS = 1_000
_LONGEST = 32_767  # characters, as in Excel


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
        more = {"waiting": self._plans.waiting(), "refusal": refusal}
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
        opened, target = self._plans.opened(key, plan), self._target(visit, plan)
        return understand(opened, plan.hand(learnt), learnt, reading, target, known, visit.today)

    def _sheets(self, key: str, plan: Plan) -> list[str]:
        """The sheets with tables, as rows count them."""
        learnt, _ = load_learnt(self.folder)
        return list(rows_of(self._plans.opened(key, plan), plan.hand(learnt)).tables)

    def _campaigns(self, visit: Visit) -> Mapping[str, str]:
        """The campaigns of the calendar by the file that each has."""
        posts = visit.reading.posts
        return {
            post.file: post.campaign.title or post.campaign.id
            for post in posts
            if post.campaign.title or post.campaign.id
        }

    def _target(self, visit: Visit, plan: Plan) -> Target:
        into = plan.into or ""
        if into in self._campaigns(visit):
            return Target(into, self._defaults(into))
        stem = as_id(PurePosixPath(plan.name).stem)[:60] or "excel"
        names = (f"posts/{stem}{f'-{one}' if one > 1 else ''}.yaml" for one in range(1, 100))
        file = next((name for name in names if self._is_free(visit, name)), f"posts/{stem}.yaml")
        return Target(file, {})

    def _is_free(self, visit: Visit, file: str) -> bool:
        """Whether posts of no campaign may stand in *file*."""
        path = path_of(self.folder, file)
        if path is None:
            return False
        return not path.exists() or (file not in self._campaigns(visit) and not self._defaults(file))

    def _defaults(self, file: str) -> Entry:
        path = path_of(self.folder, file)
        return defaults_of(file, path.read_bytes()) if path is not None and path.is_file() else {}

    def _view(self, visit: Visit, key: str, plan: Plan, found: Understood) -> ExcelView:
        target = self._target(visit, plan)
        intos = self._campaigns(visit)
        into = target.file if target.file in intos else ""
        opened = visit.wanted.get("row", "")
        return view_of(key, plan, found, visit, intos, into, target.defaults, opened=opened)

    def _shown(self, visit: Visit, key: str, plan: Plan, refusal: str = "", status: int = 200) -> Response:
        try:
            found = self._understood(visit, key, plan)
        except (Stop, OSError) as stop:
            why = stop.say(visit.language) if isinstance(stop, Stop) else str(stop.strerror)
            return self._start(visit, why, 422)
        view = self._view(visit, key, plan, found)
        self._count(key, plan, view)
        _, damaged = load_learnt(self.folder)
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
            campaigns = self._campaigns(visit)
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
        acts: Mapping[str, Callable[[Visit, str, Plan, FormData], Response | None]] = {
            "columns": self._columns,
            "mend": self._mend,
            "means": self._means,
            "away": self._away,
            "apart": self._apart,
            "into": self._into,
            "take": self._take,
            "throw": self._throw,
        }
        act = acts.get(request.path_params["act"])
        wants_json = "application/json" in request.headers.get("accept", "")
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

    def _mend(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """What cells say now."""
        titles = self._sheets(key, plan)
        for name, words in given.multi_items():
            parts = [number(part) for part in name.split("-")[1:]] if name.startswith("c-") else []
            if len(parts) != 3 or None in parts or not isinstance(words, str):
                continue
            sheet, row, column = (part or 0 for part in parts)
            if sheet < len(titles) and row and column and len(words) <= _LONGEST:
                plan.say_cell(titles[sheet], row, column, words.replace("\r\n", "\n").strip())

    def _means(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """What a word of the office's own means: remembered for every workbook."""
        kind, written, meant = (str(given.get(name, "")) for name in ("kind", "written", "meant"))
        settings = visit.reading.settings
        assert settings is not None, "the caller saw to it"
        channels = {one.name for one in visit.reading.channels}
        known = {"audience": settings.audiences, "topic": settings.topics, "channels": channels}
        if written and meant in known.get(kind, ()):
            learn(self.folder, words={kind: {written[:500]: meant}})

    def _away(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """A row is put away, or taken back in."""
        spot = self._spot(key, plan, given)
        if spot is not None:
            rest = [one for one in plan.away if one != spot]
            plan.away = rest if len(rest) < len(plan.away) else [*rest, spot]

    def _apart(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """A row is another post than the one that it was taken for."""
        spot = self._spot(key, plan, given)
        if spot is not None and spot not in plan.apart:
            plan.apart.append(spot)

    def _spot(self, key: str, plan: Plan, given: FormData) -> Spot | None:
        """Where the row stands that somebody speaks of."""
        titles = self._sheets(key, plan)
        sheet, _, line = str(given.get("row", "")).partition("-")
        at, row = number(sheet), number(line)
        return (titles[at], row) if at is not None and row and at < len(titles) else None

    def _into(self, visit: Visit, key: str, plan: Plan, given: FormData) -> None:
        """Into which campaign it goes."""
        into = str(given.get("into", ""))
        plan.into = into if into in self._campaigns(visit) else ""

    def _throw(self, visit: Visit, key: str, plan: Plan, given: FormData) -> Response:
        """Forget the workbook."""
        self._plans.throw_away(key)
        return RedirectResponse("/excel?said=excel-thrown", 303)

    def _take(self, visit: Visit, key: str, plan: Plan, given: FormData) -> Response:
        """All sound rows into the calendar as drafts: one write, which can be taken back."""
        say = speaker(visit.language)
        try:
            found = self._understood(visit, key, plan, is_for_good=True)
        except Stop as stop:
            return self._start(visit, stop.say(visit.language), 422)
        drafts, target = found.taken(), self._target(visit, plan)
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
        return RedirectResponse(f"/excel/{key}?saved={token}&said=excel-taken", 303)

    def _told(self, visit: Visit, key: str, plan: Plan, row: str) -> Response:
        """How a row stands now, as JSON, for the page that is being typed into."""
        try:
            view = self._view(visit, key, plan, self._understood(visit, key, plan))
        except (Stop, OSError):
            return JSONResponse({}, 422)
        self._count(key, plan, view)
        told = told_of(view, row, visit.language)
        return JSONResponse(told or {}, 200 if told else 404)
