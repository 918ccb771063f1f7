"""Who may use the desk from elsewhere: somebody added, changed or removed. No hash is ever shown."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from starlette.datastructures import FormData
from starlette.responses import Response

from scheduler.calendar.entry import as_id
from scheduler.calendar.model import UnitId
from scheduler.desk.live.visit import Visit
from scheduler.desk.people.sessions import SHORTEST, hash_of
from scheduler.desk.writing.setup.office import Faulty, OfficeFile, open_users_file, users_with
from scheduler.desk.writing.setup.step import FormPage
from scheduler.problems import Text
from scheduler.settings.users import Role, as_user_name, is_user_name, read_users

_MOST_UNITS = 400  # that a list can be chosen from; the rest is for `loa user add --unit`
_KEEP = "keep"  # what she looks after stays as it is
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(eq=False)
class PeopleSetup(FormPage):
    """What the page of the people answers."""

    here: ClassVar[str] = "/setup/people"

    def opened(self, visit: Visit) -> Response:
        """Everybody, each with a form, and an empty one."""
        return self._shown(visit, open_users_file(self.folder))

    def answered(self, visit: Visit, given: FormData) -> Response:
        """Add somebody, change what she may do or her password, or remove her."""
        file, act = open_users_file(self.folder), str(given.get("act", ""))
        name, role = as_user_name(str(given.get("name", "")))[:80], str(given.get("role", ""))
        full = " ".join(str(given.get("full", "")).split())[:80]
        if act == "add" and not name:
            name = _free(as_id(full), file.value)
        unit = str(given.get("unit", _KEEP))
        if unit not in ("", _KEEP) and unit not in visit.reading.calendar.units:
            return self.pages.nothing_here(visit)
        if act not in {"add", "change", "remove"} or (act != "remove" and role not in ROLES):
            return self.pages.nothing_here(visit)

        def again(**context: Any) -> Response:
            return self._shown(visit, file, typed=(act, name, role), full=full, typed_unit=unit, **context)

        def change() -> bytes:
            wanted = _people_with(file.value, act, name, role, str(given.get("password", "")))
            key = next((one for one in wanted if as_user_name(str(one)) == name), None)
            if key is not None and unit != _KEEP:
                rest = {one: value for one, value in wanted[key].items() if one != "units"}
                wanted[key] = {**rest, "units": [unit]} if unit else rest
            if visit.person.name and not any(map(_sets_up, wanted.values())):
                raise Faulty(LAST)
            return users_with(file, wanted)

        return self.saved(visit, given, file, change, self.here, again)

    def _shown(
        self, visit: Visit, file: OfficeFile, *, typed: tuple[str, str, str] = ("", "", ""), **context: Any
    ) -> Response:
        known, units = read_users(file.data)[0].people, visit.reading.calendar.units
        people = {name: user.role for name, user in known.items()}
        hers = {
            name: ", ".join(visit.unit_name(UnitId(id_)) for id_ in user.units)
            for name, user in known.items()
            if user.units is not None
        }
        chosen = {name: _chosen(user.units, units) for name, user in known.items() if name in hers}
        return self.step(
            visit,
            "people",
            mark=file.mark,
            people=people,
            roles=ROLES,
            hers=hers,
            chosen=chosen,
            units=units if 1 < len(units) <= _MOST_UNITS else {},
            keep=_KEEP,
            typed=typed,
            least=SHORTEST,
            approvers=", ".join(one for one, its in people.items() if its == "approver"),
            **{"full": "", "typed_unit": "", **context},
        )


def _people_with(entries: dict[str, Any], act: str, name: str, role: str, password: str) -> dict[str, Any]:
    """Everybody once that is done.

    Raises:
        Faulty: it cannot be, and why.
    """
    key = next((one for one in entries if as_user_name(str(one)) == name), None)
    if act == "add":
        if not is_user_name(name):
            raise Faulty(_BAD_NAME)
        if key is not None:
            raise Faulty(_TWICE)
        if len(password) < SHORTEST:
            raise Faulty(_SHORT)
        return {**entries, name: {"role": role, "password": hash_of(password)}}
    if key is None:
        raise Faulty(_GONE)
    if act == "remove":
        return {one: value for one, value in entries.items() if one != key}
    had = entries[key] if isinstance(entries[key], dict) else {}
    changed = {**had, "role": role}
    if password:
        if len(password) < SHORTEST:
            raise Faulty(_SHORT)
        changed["password"] = hash_of(password)
    return {**entries, key: changed}


def _free(name: str, entries: dict[str, Any]) -> str:
    """*name*, with a number where somebody is called so."""
    taken = {as_user_name(str(one)) for one in entries}
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def _chosen(hers: Collection[str] | None, units: Container[str]) -> str:
    """What stands in the list: her one unit; several, or one that is gone, stay as they are."""
    one = next(iter(hers or ()), "")
    return one if hers is not None and len(hers) == 1 and one in units else _KEEP


def _sets_up(entry: object) -> bool:
    """Whether she may open the set-up: an approver of the whole office."""
    return isinstance(entry, dict) and entry.get("role") == "approver" and "units" not in entry


_BAD_NAME = Text(
    "Tên đăng nhập viết chưa đúng: chữ thường không dấu, như mai hay thu-ha.",
    "The name is not in the right form: small letters, such as mai or thu-ha.",
)
_TWICE = Text("Đã có người tên ấy.", "There is somebody of that name.")
_SHORT = Text(f"Mật khẩu cần ít nhất {SHORTEST} ký tự.", f"A password has at least {SHORTEST} characters.")
LAST = Text(
    "Cần còn ít nhất một người được duyệt, nếu không thì không ai vào thiết lập được nữa.",
    "At least one approver has to stay, or nobody could set anything up any more.",
)
_GONE = Text("Không còn người ấy; có người vừa xóa.", "She is there no more: somebody has removed her.")
