"""The directory of hotlines: a line added, or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.datastructures import FormData
from starlette.responses import Response

from scheduler.calendar.directory import FILE, directory_of
from scheduler.calendar.entry import HOTLINE_KEYS, as_id
from scheduler.calendar.numbers import digits
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.overview import line_rows
from scheduler.desk.writing.setup.office import Faulty, OfficeFile, open_file, without_empty
from scheduler.desk.writing.setup.step import FormPage
from scheduler.problems import Text

FIELDS = ("name", "number", "hours", "who", "area", "valid_until")
_CALLED = ("verified_on", "verified_by", "verified_number")
_LONGEST = 300  # characters of a field


@dataclass(eq=False)
class LinesSetup(FormPage):
    """What the page of the hotlines answers."""

    here: ClassVar[str] = "/setup/lines"

    def opened(self, visit: Visit) -> Response:
        """Every line of the directory, each with its form, and an empty one."""
        return self._shown(visit, open_file(self.folder, FILE))

    def answered(self, visit: Visit, given: FormData) -> Response:
        """Write a line into the directory."""
        file, key = open_file(self.folder, FILE), str(given.get("line", ""))
        values = {name: " ".join(str(given.get(name, "")).split())[:_LONGEST] for name in FIELDS}

        def again(**context: Any) -> Response:
            return self._shown(visit, file, typed=key, values=values, **context)

        return self.saved(visit, given, file, lambda: _directory_with(file, key, values), self.here, again)

    def _shown(
        self,
        visit: Visit,
        file: OfficeFile,
        *,
        typed: str | None = None,
        values: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Response:
        entries = file.value
        forms = {key: _values_of(entries.get(key)) for key in entries}
        if typed is not None and values is not None:
            forms[typed] = dict(values)
        forms.setdefault("", dict.fromkeys(FIELDS, ""))
        rows = [row for row in line_rows(visit) if row.line.key in forms]
        return self.step(
            visit, "lines", mark=file.mark, rows=rows, forms=forms, typed=typed, fields=FIELDS, **context
        )


def _directory_with(file: OfficeFile, key: str, values: Mapping[str, str]) -> bytes:
    """The directory with that line, a new one where *key* is ''.

    Raises:
        Faulty: it would not be sound, or there is no such line any more.
        Unwritable: the file leaves no place for it.
    """
    entries = file.value
    if not key:
        key = _free(as_id(values["name"]), entries)
        had: dict[str, Any] = {}
    elif isinstance(entries.get(key), dict):
        had = entries[key]
    else:
        raise Faulty(_GONE)
    wanted = without_empty({**had, **values}, *FIELDS)
    if digits(str(had.get("number", ""))) != digits(values["number"]):  # another one was called
        wanted = {name: one for name, one in wanted.items() if name not in _CALLED}
    data = file.changed({**entries, key: wanted}, HOTLINE_KEYS)
    found = directory_of(data)
    if key not in found.hotlines:
        raise Faulty.of(list(found.problems))
    return data


def _free(key: str, entries: Mapping[str, Any]) -> str:
    if not key:
        raise Faulty(_NO_NAME)
    names = (key, *(f"{key}-{number}" for number in range(2, len(entries) + 3)))
    return next(name for name in names if name not in entries)


def _values_of(entry: object) -> dict[str, str]:
    found = entry if isinstance(entry, dict) else {}
    return {name: str(found.get(name, "")) for name in FIELDS}


_GONE = Text(
    "Danh bạ không còn đường dây này; có người vừa xóa. Xem lại danh bạ.",
    "The directory has this line no more; somebody has just taken it out. Look at it again.",
)
_NO_NAME = Text("Tên đường dây cần có chữ cái hoặc chữ số.", "A line's name has letters or digits.")
