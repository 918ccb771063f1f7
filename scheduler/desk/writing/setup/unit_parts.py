"""What else a unit may have of its own: colours, hours, a Zalo OA; and a try of all its places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scheduler.calendar.model import UnitId
from scheduler.calendar.units import FILE
from scheduler.calendar.writing import change_post, changes_between
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.examining import on_desk
from scheduler.desk.writing.setup.asked import left_behind
from scheduler.desk.writing.setup.brand import MOST_LOGO, keep_logo
from scheduler.desk.writing.setup.office import OfficeFile, open_file
from scheduler.desk.writing.setup.unit_entries import COLOURS, block_of, entries_of, with_brand
from scheduler.desk.writing.setup.unit_page import UnitPage, items
from scheduler.desk.writing.setup.week import values_in, week_wanted
from scheduler.problems import Stop
from scheduler.settings.model import Settings

_LONGEST = 200  # characters of a field
_BRAND = ("name", "logo", *COLOURS)

Entry = Mapping[str, Any]


@dataclass(eq=False)
class UnitPartsSetup(UnitPage):
    """What the forms of its parts answer, each of which writes one block of the unit's entry."""

    def routes(self) -> list[Route]:
        """Their addresses, and those of the page."""
        parts = {
            "brand": self._brand,
            "slots": self._slots,
            "zalo": self._zalo,
            "zalo/begin": self._begun,
            "zalo/finish": self._finished,
            "try": self._tried,
        }
        return [
            *super().routes(),
            *(Route(f"{self.here}/{name}", self._by(act), methods=["POST"]) for name, act in parts.items()),
        ]

    def _by(self, act: Callable[[Visit, FormData], Response]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            return await self.sent(request, act)

        return answer

    def _brand(self, visit: Visit, given: FormData) -> Response:
        typed = {key: " ".join(str(given.get(key, "")).split())[:_LONGEST] for key in ("name", *COLOURS)}

        def wanted(entry: Entry) -> Mapping[str, Any]:
            own = block_of(entry, "brand")
            if given.get("brand_off"):
                return {key: one for key, one in own.items() if key not in _BRAND}
            sent = given.get("logo")
            logo = "" if given.get("logo_off") else str(own.get("logo", ""))
            if isinstance(sent, UploadFile) and sent.filename:
                logo = keep_logo(self.folder, sent.file.read(MOST_LOGO + 1))
            return with_brand(entry, self.base_brand(visit, entry), {**typed, "logo": logo})

        return self._saved_part(visit, given, "brand", wanted, {"brand": {**typed, "logo": ""}})

    def _slots(self, visit: Visit, given: FormData) -> Response:
        typed = values_in(given)
        return self._saved_part(
            visit, given, "slots", lambda had: week_wanted(block_of(had, "slots"), typed), {"week": typed}
        )

    def _zalo(self, visit: Visit, given: FormData) -> Response:
        oa = str(given.get("oa", "")).strip()[:_LONGEST]

        def wanted(entry: Entry) -> Mapping[str, Any]:
            own, place = block_of(entry, "zalo"), f"file:config/ma-zalo-{entry['id']}.txt"
            if left_behind("zalo", own, {"oa": oa}, self.folder.root):  # it opens the former account
                own = {**own, "token": f"file:config/ma-zalo-{entry['id']}-{oa}.txt"}
            return {"token": place, **own, "oa": oa} if oa else {}

        return self._saved_part(visit, given, "zalo", wanted, {"oa": oa})

    def _saved_part(
        self,
        visit: Visit,
        given: FormData,
        key: str,
        wanted: Callable[[Entry], Mapping[str, Any]],
        typed: Mapping[str, Any],
    ) -> Response:
        """What is answered once the block *key* of the unit is as *wanted*; none is written where that is
        empty."""
        file, id_ = open_file(self.folder, FILE), str(given.get("unit", ""))
        settings, had = visit.reading.settings, entries_of(file).get(id_)
        if settings is None or had is None:
            return self.pages.nothing_here(visit)

        def again(**context: Any) -> Response:
            return self.shown(visit, file, id_, part=key, **typed, **context)

        def save() -> str:
            data = self._with(settings, file, had, {key: wanted(had)})
            return file.save(self.saves, data, self._address(id_))

        anchor = f"#unit-{key}"
        return self.kept(visit, given, file.mark, save, self._address(id_), again, anchor=anchor)

    def _with(self, settings: Settings, file: OfficeFile, had: Entry, blocks: Mapping[str, Any]) -> bytes:
        """The file with those *blocks* in the entry, which it *had*.

        Raises:
            Faulty: the unit, or another one, would have a mistake.
            Unwritable: the file leaves no place for it.
        """
        id_ = str(had["id"])
        wanted = {key: one for key, one in {**had, **blocks}.items() if one or key not in blocks}
        data = change_post(FILE, file.data, id_, changes_between(had, wanted), items())
        self.read(settings, file, data, id_)
        return data

    def _begun(self, visit: Visit, given: FormData) -> Response:
        id_, block = self._account(visit, given)
        if block is None:
            return self.pages.nothing_here(visit)
        try:
            self.permissions.ask(visit.person.session, id_, block)
        except Stop as stop:
            return self._refused(visit, id_, stop)
        return RedirectResponse(f"{self._address(id_)}#unit-zalo", 303)

    def _finished(self, visit: Visit, given: FormData) -> Response:
        (id_, block), settings = self._account(visit, given), visit.reading.settings
        if block is None or settings is None:
            return self.pages.nothing_here(visit)
        session, led = visit.person.session, str(given.get("led", ""))
        try:
            self.permissions.take(session, id_, block, led, self.folder.root, settings)
        except Stop as stop:
            return self._refused(visit, id_, stop)
        return RedirectResponse(f"{self._address(id_)}#unit-zalo", 303)

    def _tried(self, visit: Visit, given: FormData) -> Response:
        id_ = str(given.get("unit", ""))
        if UnitId(id_) not in visit.reading.calendar.units:
            return self.pages.nothing_here(visit)
        self.pages.examinations.try_unit(id_, visit.now)
        return RedirectResponse(f"{self._address(id_)}#unit-try", 303)

    def _account(self, visit: Visit, given: FormData) -> tuple[str, Any]:
        """The unit that is meant, and its Zalo OA as the settings have it; None where there is none."""
        id_ = str(given.get("unit", ""))
        unit = visit.reading.calendar.units.get(UnitId(id_))
        return id_, unit.channels.get("zalo") if unit else None

    def _refused(self, visit: Visit, id_: str, stop: Stop) -> Response:
        told = [on_desk(stop.say(visit.language), visit.language)]
        return self.shown(visit, open_file(self.folder, FILE), id_, part="zalo", status=422, told=told)

    def _address(self, id_: str) -> str:
        return f"{self.here}?unit={quote(id_)}"
