"""Who may use the desk from other machines: user."""

from __future__ import annotations

import sys

import click

from scheduler.cli.app import OK, WRONG_USE, Session, argument, command, option
from scheduler.problems import Stop, Text

_SHORTEST = 10  # characters of a password


@command(
    "Người dùng của trang làm việc khi mở cho máy khác: add thêm người (hoặc đổi vai trò, mật khẩu), remove "
    "xóa, list xem.\n\n"
    "writer viết và trình bài, approver duyệt, viewer chỉ xem. Mật khẩu gõ vào không hiện lên màn hình.",
    "The people who use the desk from other machines: add (or change), remove, list.\n\n"
    "A writer writes and submits, an approver approves, a viewer only looks. The password does not show.",
)
@argument("act", "add|remove|list", "add|remove|list", type=click.Choice(["add", "remove", "list"]))
@argument("name", "[TÊN]", "[NAME]", required=False, default="")
@option(
    "--role",
    "Vai trò.",
    "The role.",
    type=click.Choice(["writer", "approver", "viewer"]),
    default="writer",
    show_default=True,
)
def user(session: Session, act: str, name: str, role: str) -> int:
    """Writes config/users.yaml, which only its owner may read."""
    from scheduler.cli.opening import require_folder
    from scheduler.settings.users import User, Users, as_user_name, is_user_name, open_users, save_users

    require_folder(session)
    people = dict(open_users(session.folder).people)
    if act == "list":
        for one, known in people.items():
            click.echo(f"{one}\t{known.role}")
        return OK
    name = as_user_name(name)
    if not is_user_name(name):
        raise Stop(_NAME, status=WRONG_USE, name=name)
    if act == "remove":
        if name not in people:
            raise Stop(_NOBODY, status=WRONG_USE, name=name)
        del people[name]
        save_users(session.folder, Users(people))
        session.tell(_REMOVED, name=name)
        return OK
    from scheduler.desk.people.sessions import hash_of

    password = _asked(session)
    people[name] = User.model_validate({"role": role, "password": hash_of(password)})
    save_users(session.folder, Users(people))
    session.tell(_ADDED, name=name, role=role)
    return OK


def _asked(session: Session) -> str:
    """A new password, typed twice without showing; without a keyboard, one line of stdin."""
    if sys.stdin.isatty():
        asked = str(
            click.prompt(
                _PASSWORD.say(session.language),
                hide_input=True,
                err=True,
                confirmation_prompt=_AGAIN.say(session.language),
            )
        )
    else:
        asked = sys.stdin.readline().rstrip("\r\n")
    if len(asked) < _SHORTEST:
        raise Stop(_SHORT, status=WRONG_USE, least=_SHORTEST)
    return asked


_PASSWORD = Text("Mật khẩu", "Password")
_AGAIN = Text("Gõ lại lần nữa", "Once more")
_SHORT = Text(
    "Mật khẩu cần ít nhất {least} ký tự; vài từ ghép lại thì dễ nhớ.",
    "A password has at least {least} characters; a few words are easy to remember.",
)
_NAME = Text(
    "Tên “{name}” viết chưa đúng. Viết chữ thường không dấu, như mai hay thu-ha.",
    "The name “{name}” is not in the right form. Use small letters, as in mai or thu-ha.",
)
_NOBODY = Text("Không có người dùng “{name}”.", "There is no user “{name}”.")
_ADDED = Text("Đã ghi {name}, vai trò {role}.", "{name} is kept, with the role {role}.")
_REMOVED = Text("Đã xóa {name}.", "{name} is removed.")
HOST = option(
    "--host",
    "Địa chỉ để máy khác mở được, như 192.168.1.5. Cần có người dùng: loa user add. Không ghi: chỉ máy này.",
    "The address on which other machines may open it, such as 192.168.1.5. It needs users: loa user add.",
)
USE_TLS = Text(
    "Máy khác mở được trang này: đặt HTTPS (Caddy, nginx) phía trước, để không ai đọc trộm mật khẩu.",
    "Other machines can open this page: put HTTPS (Caddy, nginx) in front, so that passwords are not bare.",
)
