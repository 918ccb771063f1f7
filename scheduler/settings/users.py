"""config/users.yaml: who may use the desk from elsewhere, and who may approve. Written by `loa user`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from scheduler.files import WorkFolder, write_whole
from scheduler.kinds.block import Block
from scheduler.kinds.fields import Reference
from scheduler.problems import Message, Problem, Stop, Text
from scheduler.reader.opening import load
from scheduler.reader.parsing import read
from scheduler.reader.shape import text_of, validate
from scheduler.settings.loading import hide_secrets

FILE = "config/users.yaml"
Role = Literal["writer", "approver", "viewer"]
_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


class User(Block):
    """One person: what she may do, and her password's argon2 hash."""

    role: Role
    password: str = Field(min_length=1, repr=False)
    receivers: tuple[
        Reference, ...
    ] = ()  # where she is asked for approvals: the places of Apprise's addresses
    # The units that she looks after, by their ids: she sees and changes what is theirs alone. None: the
    # whole office's. Of an empty list nobody could say what was meant: it is refused.
    units: tuple[str, ...] | None = Field(default=None, min_length=1)

    def looks_after(self, units: Collection[str]) -> bool:
        """Whether all of those *units* are hers: what goes to others too is not hers to decide."""
        return self.units is None or is_within(units, self.units)


def is_within(units: Collection[str], hers: Collection[str]) -> bool:
    """Whether *units*, as a post names them, are some of *hers*, and nothing else."""
    return bool(units) and set(units) <= set(hers)


@dataclass(frozen=True, slots=True)
class Users:
    """Everybody by name; nobody where there is no file."""

    people: Mapping[str, User] = field(default_factory=dict)

    def name_of(self, said: str) -> str:
        """The user's name for what a person wrote, capitals or not; as it was written where there is none."""
        name = as_user_name(said)
        return name if name in self.people else said


def load_users(folder: WorkFolder) -> tuple[Users, list[Problem]]:
    """The users of *folder*, and what is wrong with the file; no problem shows a hash."""
    try:
        data = load(folder.config / "users.yaml", FILE)
    except FileNotFoundError:
        return Users(), []
    return (Users(), [data]) if isinstance(data, Problem) else read_users(data)


def read_users(data: bytes) -> tuple[Users, list[Problem]]:
    """The same of *data*, which the file holds or is to hold."""
    document = read(FILE, data)
    problems = list(document.problems)
    people: dict[str, User] = {}
    entries = document.value if isinstance(document.value, dict) else {}
    if document.value is not None and not isinstance(document.value, dict):
        problems.append(document.places.problem(_SHAPE))
    for key, value in entries.items():
        name = as_user_name(text_of(key))
        wrong_form = not is_user_name(name)
        if wrong_form or name in people:
            message = _NAME_FORM if wrong_form else _TWICE
            problems.append(document.places.problem_at(message, document.places.key(key), name=text_of(key)))
            continue
        user, wrong = validate(User, value, document.at(key))
        problems += wrong
        if user is not None:
            people[name] = user
    return Users(people), [hide_secrets(problem) for problem in problems]


def open_users(folder: WorkFolder) -> Users:
    """The users of *folder*.

    Raises:
        Stop: the file has errors; the words name the first.
    """
    users, problems = load_users(folder)
    for problem in problems:
        if problem.is_error:
            raise Stop(_FAULTY, wrong=Text(problem.as_text("vi"), problem.as_text("en")))
    return users


def save_users(folder: WorkFolder, users: Users) -> None:
    """Write the file whole.

    Raises:
        OSError: the folder cannot be written.
    """
    lines = [HEAD]
    for name, user in users.people.items():
        lines += [f"{name}:", f"  role: {user.role}", f'  password: "{user.password}"']
        lines += [f"  receivers: {json.dumps(user.receivers)}"] if user.receivers else []
        lines += [f"  units: {json.dumps(user.units)}"] if user.units is not None else []
    write_whole(folder.config / "users.yaml", ("\n".join(lines) + "\n").encode(), private=True)


def as_user_name(said: str) -> str:
    """The one form of a user's name: “Lan” and “LAN” are lan. Letters with marks stay what they are."""
    return unicodedata.normalize("NFC", said.strip()).casefold()


def is_user_name(name: str) -> bool:
    """Whether a person may be called so: small letters, digits, hyphens and dots."""
    return _NAME.fullmatch(name) is not None


HEAD = "# Người dùng của trang làm việc. Lệnh loa user ghi tệp này: loa user add TÊN --role approver"
_SHAPE = Message(
    "users-shape",
    Text("tệp này ghi mỗi người một mục", "this file has one entry for each person"),
    Text("Thêm người bằng lệnh: loa user add TÊN --role writer", "Use: loa user add NAME --role writer"),
)
_NAME_FORM = Message(
    "user-name",
    Text("tên người dùng “{name}” viết chưa đúng", "the user name “{name}” is not in the right form"),
    Text("Viết chữ thường không dấu, như mai hay thu-ha.", "Use small letters, as in mai or thu-ha."),
)
_TWICE = Message(
    "user-twice",
    Text("người dùng “{name}” có hai mục", "the user “{name}” has two entries"),
    Text(
        "Chữ hoa hay thường cũng là một tên. Xóa bớt một mục.",
        "Capitals make no other name. Delete one of the entries.",
    ),
)
_FAULTY = Text(
    "Tệp người dùng có lỗi, nên chưa làm gì.\n{wrong}",
    "The users' file has errors, so nothing is done.\n{wrong}",
)
