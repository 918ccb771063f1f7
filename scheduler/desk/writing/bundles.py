"""The page where a bundle is dropped, looked at, and taken into the calendar."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler import locales
from scheduler.bundles import taking_texts
from scheduler.bundles.applying import apply
from scheduler.bundles.begun import begun
from scheduler.bundles.contents import contents_of
from scheduler.bundles.keys import known_keys
from scheduler.bundles.manifest import MOST_POSTS
from scheduler.bundles.parcel import Parcel, read_parcel
from scheduler.bundles.plan import Here, Plan, Wish
from scheduler.bundles.state import taken
from scheduler.bundles.taking import planned
from scheduler.calendar.model import PostId
from scheduler.characters import shown
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.answering import Answers
from scheduler.desk.pages.texts import speaker
from scheduler.desk.people import csrf
from scheduler.engine.works import Works
from scheduler.files import WorkFolder, write_whole
from scheduler.problems import Stop, Text

MOST_BYTES = 20 * 1024 * 1024
_KEPT = 5  # bundles that were looked at
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(eq=False)
class BundleDesk(Answers):
    """What its addresses answer; posts go into *folder*; *renew* reads the calendar again."""

    folder: WorkFolder
    works: Callable[[], AbstractContextManager[Works]]
    renew: Callable[[], bool]

    def routes(self) -> list[Route]:
        """Its addresses."""
        return [
            Route("/bundle", self.start, methods=["GET"]),
            Route("/bundle", self.drop, methods=["POST"]),
            Route("/bundle/{key}", self.look, methods=["GET"]),
            Route("/bundle/{key}", self.take, methods=["POST"]),
        ]

    def start(self, request: Request) -> Response:
        """Where a bundle is dropped."""
        return self._start(self.visit(request))

    async def drop(self, request: Request) -> Response:
        """Keep a bundle, and show it; or say why it is none."""
        given = await csrf.read_form(request)
        sent = given.get("bundle")
        data = await sent.read(MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
        await given.close()
        return await asyncio.to_thread(self._dropped, self.visit(request), data)

    def look(self, request: Request) -> Response:
        """What a bundle holds."""
        visit = self.visit(request)
        path = self._path(request.path_params["key"])
        if path is None or visit.reading.settings is None:
            return self.pages.nothing_here(visit)
        return self._shown(visit, path)

    async def take(self, request: Request) -> Response:
        """Take it."""
        given = await csrf.read_form(request, most_fields=MOST_POSTS + 10)
        return await asyncio.to_thread(self._taken, request, given)

    def _start(self, visit: Visit, refusal: str = "", status: int = 200) -> Response:
        if visit.reading.settings is None:
            return self.pages.nothing_here(visit)
        return self.pages.page("bundle.html", visit, status=status, page="bundle", refusal=refusal)

    def _dropped(self, visit: Visit, data: bytes) -> Response:
        say = speaker(visit.language)
        if not 0 < len(data) <= MOST_BYTES:
            return self._start(visit, say("bu_too_big" if data else "bu_none"), 413 if data else 422)
        if find_spec("cryptography") is None:
            return self._start(visit, say("bu_no_extra"), 422)
        place = self.folder.var / "bundles"
        key = hashlib.sha256(data).hexdigest()[:16]
        path = place / f"{key}.zip"
        try:
            write_whole(path, data)
            contents_of(read_parcel(path))
        except Stop as stop:
            path.unlink(missing_ok=True)
            return self._start(visit, stop.say(visit.language), 422)
        except OSError as error:
            why = error.strerror or "?"
            return self._start(visit, taking_texts.DISK.say(visit.language, why=why), 507)
        for old in sorted(place.glob("*.zip"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
        return RedirectResponse(f"/bundle/{key}", 303)

    def _shown(
        self,
        visit: Visit,
        path: Path,
        refusal: str = "",
        plan: Plan | None = None,
        given: FormData | None = None,
    ) -> Response:
        """The bundle; with a *refusal* what was *given* stands there as she gave it."""
        try:
            parcel = read_parcel(path)
            contents, manifest = contents_of(parcel), parcel.manifest
            before = taken(self.folder, manifest.bundle)
            is_known = manifest.key in known_keys(self.folder).givers
        except Stop as stop:
            return self._start(visit, stop.say(visit.language), 422)
        left = frozenset(before.left_out if before else ())
        if given is not None:
            left = frozenset(map(str, given.getlist("left")))
        posts = [
            (id_, shown(str(post.get("title", ""))), _when(str(post.get("at", "")), visit), id_ in left)
            for id_, post in contents.posts.items()
        ]
        had = before.posts if before else {}
        gone = [
            (str(had[id_].base.get("title", "")), why)
            for id_, why in manifest.withdrawn.items()
            if id_ in had
        ]
        return self.pages.page(
            "bundle_shown.html",
            visit,
            status=422 if refusal else 200,
            page="bundle",
            refusal=refusal,
            manifest=manifest,
            until=locales.day(manifest.valid_until, visit.language),
            is_known=is_known,
            posts=posts,
            gone=gone,
            plan=plan,
            number=str(given.get("number", ""))[:80] if given is not None else "",
            there={row.id for row in plan.rows if visit.reading.file_of(PostId(row.id))} if plan else (),
            address=f"/bundle/{path.stem}",
        )

    def _taken(self, request: Request, given: FormData) -> Response:
        visit = self.visit(request)
        path, settings = self._path(request.path_params["key"]), visit.reading.settings
        if path is None or settings is None:
            return self.pages.nothing_here(visit)
        try:
            parcel = read_parcel(path)
            with FileLock(self.folder.var / "bundles.lock", timeout=30), self.works() as works:
                here = Here(
                    self.folder, settings, works.calendar(), partial(begun, works.ledger),
                    visit.person.name, works.clock.now().astimezone(settings.zone),
                )  # fmt: skip
                plan = planned(here, parcel, self._wish(parcel, given))
                apply(plan, here)
        except Stop as stop:
            return self._shown(visit, path, stop.say(visit.language), given=given)
        except Timeout:
            told = taking_texts.WRITTEN_MEANWHILE.say(visit.language)
            return self._shown(visit, path, told, given=given)
        except OSError as error:
            why = error.strerror or "?"
            told = taking_texts.DISK.say(visit.language, why=why)
            return self._shown(visit, path, told, given=given)
        self.renew()
        return self._shown(self.visit(request), path, plan=plan)

    def _wish(self, parcel: Parcel, given: FormData) -> Wish:
        """What she says: the number that she heard, and which posts she leaves out."""
        number = str(given.get("number", "")).strip()
        before = taken(self.folder, parcel.manifest.bundle)
        left = {str(one) for one in given.getlist("left")}
        if not number and parcel.manifest.key not in known_keys(self.folder).givers:
            raise Stop(_NUMBER)
        back = set(before.left_out if before else ()) - left
        return Wish(number, left, back & contents_of(parcel).posts.keys())

    def _path(self, key: str) -> Path | None:
        path = self.folder.var / "bundles" / f"{key}.zip"
        return path if _KEY.fullmatch(key) and path.is_file() else None


def _when(at: str, visit: Visit) -> str:
    """The hour that its giver wrote, in words; '' where there is none."""
    try:
        return locales.time_text(datetime.fromisoformat(at)).say(visit.language) if at else ""
    except ValueError:
        return ""


_NUMBER = Text(
    "Chưa lấy gì: lần đầu cần tám nhóm số của khóa, nghe qua điện thoại.",
    "Nothing is taken: the first time it needs the key's eight groups of digits, as heard by telephone.",
)
