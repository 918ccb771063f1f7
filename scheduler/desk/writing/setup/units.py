"""The units below the office: added, changed, removed, each with its own page, website and hotline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from scheduler.calendar.directory import read_directory
from scheduler.calendar.entry import as_id
from scheduler.calendar.model import ALL_UNITS, PROVINCE, UnitId
from scheduler.calendar.units import FILE, Units, units_of
from scheduler.calendar.writing import add_posts, change_post, changes_between, remove_post
from scheduler.desk.live.visit import Visit
from scheduler.desk.writing.setup.giving import Giver
from scheduler.desk.writing.setup.keeping import Kept
from scheduler.desk.writing.setup.office import Faulty, OfficeFile, open_file
from scheduler.desk.writing.setup.unit_entries import (
    FIELDS,
    block_of,
    entries_of,
    listed,
    with_below,
)
from scheduler.desk.writing.setup.unit_page import items, may_have_site
from scheduler.desk.writing.setup.unit_parts import UnitPartsSetup
from scheduler.kinds.registry import kind_of
from scheduler.problems import Text
from scheduler.settings.model import Settings

_LONGEST = 4000  # characters of a field: tokens are long


@dataclass(eq=False)
class UnitsSetup(UnitPartsSetup):
    """What the page of the units answers."""

    def opened(self, visit: Visit) -> Response:
        """All units, and the form of the one that is asked for, or of a new one."""
        file = open_file(self.folder, FILE)
        asked = visit.wanted.get("unit", "")
        return self.shown(visit, file, asked if asked in entries_of(file) else "")

    def answered(self, visit: Visit, given: FormData) -> Response:
        """Write a unit into the file, or take it out."""
        file, id_ = open_file(self.folder, FILE), str(given.get("unit", ""))
        settings = visit.reading.settings
        values = {key: str(given.get(key, "")).strip()[:_LONGEST] for key in FIELDS}
        if settings is None or (id_ and id_ not in entries_of(file)):
            return self.pages.nothing_here(visit)

        def again(**context: Any) -> Response:
            return self.shown(visit, file, id_, values=values, **context)

        def save() -> str:
            if given.get("act") == "remove":
                return self._remove(visit, settings, file, id_)
            return self._write(settings, file, id_, values)

        return self.kept(visit, given, file.mark, save, self.here, again)

    def _write(self, settings: Settings, file: OfficeFile, id_: str, values: Mapping[str, str]) -> str:
        """The name of the save; a page's token is kept last, and all is as it was where it cannot be.

        Raises:
            Faulty, Unwritable, Conflict, Stop, OSError: nothing is kept.
        """
        entries = entries_of(file)
        faults = _faults(entries, id_, values)
        if values["hotline"] and values["hotline"] not in read_directory(self.folder).hotlines:
            faults["hotline"] = _NO_LINE
        if faults:
            raise Faulty(fields=faults)
        had = entries.get(id_, {})
        new_id = id_ or _free(as_id(values["name"]), entries)
        wanted = self._wanted(settings, new_id, had, values)
        if had:
            changes = changes_between(had, wanted)
            data = change_post(FILE, file.data, id_, changes, items())
        else:
            data = add_posts(FILE, file.data, [wanted], items())
        found = self.read(settings, file, data, new_id)
        return self.save_with(file, data, self.here, self._secrets(settings, found, new_id, values["token"]))

    def _wanted(
        self, settings: Settings, id_: str, had: Mapping[str, Any], values: Mapping[str, str]
    ) -> dict[str, Any]:
        """The unit's entry as it is to be written.

        Raises:
            Faulty: a page without its token.
        """
        wanted = {**had, "id": id_, "name": values["name"]}
        for key, standard in (("parent", PROVINCE), ("language", "vi")):
            if "office" not in had or key != "parent":
                stays = key in had or values[key] not in ("", standard)
                wanted |= {key: values[key] or standard} if stays else {}
        own = listed(had.get("hotlines"))
        lines = [values["hotline"], *own[1:]] if values["hotline"] else own[1:]
        wanted["hotlines"] = list(dict.fromkeys(lines))
        if self.may_have_page(settings, had):
            wanted["facebook"] = _page_block(id_, block_of(had, "facebook"), values)
        if may_have_site(settings, had):
            block = block_of(had, "website")
            site = {"folder": f"var/site/{id_}", **block, "address": values["address"]}
            wanted["website"] = site if values["address"] else {}
        return {
            key: one for key, one in wanted.items() if one or key not in ("hotlines", "facebook", "website")
        }

    def _secrets(self, settings: Settings, found: Units, id_: str, token: str) -> list[Kept]:
        """What is to be kept of a short token: the page's own, as Facebook gives it for the office's app.

        Raises:
            Stop: Facebook gives none, and why.
        """
        if not token:
            return []
        block, guide = found.units[UnitId(id_)].channels["facebook"], kind_of("facebook").guide
        assert guide, "it has one"
        giver = Giver(self.folder.root, settings.zone, {"token": token}, is_live=True)
        guide(block, giver)
        return giver.kept

    def _remove(self, visit: Visit, settings: Settings, file: OfficeFile, id_: str) -> str:
        """The name of the save without that unit, which nothing names.

        Raises:
            Faulty: something does.
            Unwritable, Conflict, OSError: nothing is removed.
        """
        below = [one for one in entries_of(file).values() if id_ in (one.get("parent"), one.get("office"))]
        named = sum(id_ in post.units for post in visit.reading.posts)
        if below:
            raise Faulty(_BELOW.filled(n=len(below)))
        if named:
            raise Faulty(_NAMED.filled(n=named))
        if sum(visit.ledger.counts.get(UnitId(id_), {}).values()):
            raise Faulty(_PUBLISHED)
        data = remove_post(FILE, file.data, id_, items())
        before = units_of(self.folder, settings, read_directory(self.folder), file.data)
        after = units_of(self.folder, settings, read_directory(self.folder), data)
        if after.faulty - before.faulty:
            raise Faulty.of([one for name in after.faulty for one in after.problems_of(name)])
        return file.save(self.saves, data, self.here)


def _faults(entries: Mapping[str, Mapping[str, Any]], id_: str, values: Mapping[str, str]) -> dict[str, Text]:
    """What is seen at once, by its field."""
    faults = {} if values["name"] else {"name": _NO_NAME}
    above = values["parent"]
    if above not in ("", PROVINCE) and above not in entries:
        faults["parent"] = _NO_PARENT
    elif above in with_below(entries, id_) and "office" not in entries.get(id_, {}):
        faults["parent"] = _CIRCLE
    return faults


def _page_block(id_: str, had: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    if not values["page"]:
        return {}
    if not values["token"] and (had.get("page") != values["page"] or not had.get("token")):
        raise Faulty(fields={"token": _NO_TOKEN})
    place = str(had.get("token", "env:"))
    if values["token"] and place.startswith("env:"):  # where no program can write
        place = f"file:config/token-{id_}.txt"
    return {**had, "page": values["page"], "token": place}


def _free(stem: str, entries: Mapping[str, Any]) -> str:
    if not stem:
        raise Faulty(fields={"name": _NO_LETTERS})
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(entries) + 4)))
    return next(name for name in names if name not in entries and name not in (PROVINCE, ALL_UNITS))


_NO_NAME = Text("Chưa ghi tên đơn vị.", "The unit has no name yet.")
_NO_LETTERS = Text("Tên đơn vị cần có chữ cái hoặc chữ số.", "A unit's name has letters or digits.")
_NO_PARENT = Text("Không còn đơn vị ấy; chọn lại.", "That unit is there no more; choose again.")
_CIRCLE = Text(
    "Một đơn vị không trực thuộc chính nó hay đơn vị ở dưới nó được; chọn lại.",
    "A unit cannot be below itself, or below one that is below it; choose again.",
)
_NO_LINE = Text("Danh bạ không còn số ấy; chọn lại.", "That number is there no more; choose again.")
_NO_TOKEN = Text(
    "Dán mã ngắn hạn của trang này: mỗi trang một mã, trang khác không dùng chung được.",
    "Paste a short token for this page: each page has one of its own.",
)
_BELOW = Text(
    "Chưa xóa: còn {n} đơn vị trực thuộc. Chuyển các đơn vị ấy sang cấp trên khác trước.",
    "Not removed: {n} units are below it. Put them below another first.",
)
_NAMED = Text(
    "Chưa xóa: {n} bài trong lịch còn giao cho đơn vị này. Bỏ đơn vị ra khỏi các bài ấy trước.",
    "Not removed: {n} posts in the calendar are for it. Take it out of them first.",
)
_PUBLISHED = Text(
    "Chưa xóa: đơn vị này đã có bài lên. Xóa đi thì Loa không sửa, không gỡ được những bài ấy nữa.",
    "Not removed: posts of it have gone out, and could be neither mended nor withdrawn without it.",
)
