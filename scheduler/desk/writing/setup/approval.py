"""Whether posts need an approval, and what each person may do: two files, saved as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.datastructures import FormData
from starlette.responses import Response

from scheduler.desk.live.visit import Visit
from scheduler.desk.writing.saves import Change
from scheduler.desk.writing.setup.office import (
    Faulty,
    OfficeFile,
    open_settings_file,
    open_users_file,
    settings_with,
    users_with,
)
from scheduler.desk.writing.setup.people import LAST, ROLES
from scheduler.desk.writing.setup.step import FormPage
from scheduler.problems import Text
from scheduler.settings.users import as_user_name, read_users

_CHOICES = ("none", "required")


@dataclass(eq=False)
class ApprovalSetup(FormPage):
    """What the page of the approval answers."""

    here: ClassVar[str] = "/setup/approval"

    def opened(self, visit: Visit) -> Response:
        """What the settings say, and everybody's rights."""
        return self._form(visit, open_settings_file(self.folder), open_users_file(self.folder))

    def answered(self, visit: Visit, given: FormData) -> Response:
        """Write both."""
        settings, users = open_settings_file(self.folder), open_users_file(self.folder)
        choice = str(given.get("approval", ""))
        roles = {name: str(given.get(f"role-{name}", one)) for name, one in _roles(users).items()}
        if choice not in _CHOICES or not set(roles.values()) <= set(ROLES):
            return self.pages.nothing_here(visit)

        def again(**context: Any) -> Response:
            return self._form(visit, settings, users, choice=choice, roles=roles, **context)

        def save() -> str:
            return self.saves.keep_all(self._changes(visit, settings, users, choice, roles), self.here)

        return self.kept(visit, given, _mark(settings, users), save, self.here, again)

    def _changes(
        self,
        visit: Visit,
        settings: OfficeFile,
        users: OfficeFile,
        choice: str,
        roles: Mapping[str, str],
    ) -> list[Change]:
        """The files that are to hold something else.

        Raises:
            Faulty: nobody could approve then, or nobody could set up any more.
            Unwritable: a file leaves no place for it.
        """
        if roles and "approver" not in roles.values():
            if choice == "required":
                raise Faulty(fields={"approval": _NOBODY})
            if visit.person.name:
                raise Faulty(LAST)
        value = settings.value
        had = str(value.get("approval", "none"))
        wanted = value if had == choice else {**value, "approval": choice}
        people = {
            key: {**entry, "role": roles[name]} if isinstance(entry, dict) and name in roles else entry
            for key, entry in users.value.items()
            for name in [as_user_name(str(key))]
        }
        files = [(settings, settings_with(self.folder, settings, wanted))]
        files += [(users, users_with(users, people))] if roles else []
        return [Change(file.path, file.data, data, file.is_private) for file, data in files]

    def _form(
        self,
        visit: Visit,
        settings: OfficeFile,
        users: OfficeFile,
        *,
        choice: str = "",
        roles: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Response:
        had = str(settings.value.get("approval", "none"))
        return self.step(
            visit,
            "approval",
            mark=_mark(settings, users),
            choice=choice or had,
            people=roles if roles is not None else _roles(users),
            roles=ROLES,
            choices=_CHOICES,
            **context,
        )


def _mark(settings: OfficeFile, users: OfficeFile) -> str:
    return f"{settings.mark} {users.mark}"


def _roles(users: OfficeFile) -> dict[str, str]:
    return {name: user.role for name, user in read_users(users.data)[0].people.items()}


_NOBODY = Text(
    "Chưa có ai được duyệt: chọn ít nhất một người “Duyệt bài và thiết lập” ở dưới.",
    "Nobody may approve yet: let at least one person below “approve, and set up”.",
)
