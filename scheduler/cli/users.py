"""Who may use the desk from other machines: user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

import click

from scheduler.cli.app import OK, WRONG_USE, Session, argument, command, option
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.settings.users import Role, User

_ACTS = "add|remove|list|reach"


@command(
    "Người dùng của trang làm việc khi mở cho máy khác: add thêm người (hoặc đổi vai trò, mật khẩu), remove "
    "xóa, list xem, reach ghi nơi nhắn cho người duyệt.\n\n"
    "writer viết và trình bài, approver duyệt, viewer chỉ xem. Mật khẩu gõ vào không hiện lên màn hình.\n\n"
    "Có bài trình, Loa nhắn cho người duyệt: loa user reach mai --to file:config/nhan-mai.txt. Tệp ấy ghi "
    "địa chỉ nhận tin dạng Apprise (thư, Zalo, Telegram), mỗi dòng một địa chỉ; bỏ --to là thôi nhắn.",
    "The people who use the desk from other machines: add (or change), remove, list; reach says where an "
    "approver gets messages.\n\n"
    "A writer writes and submits, an approver approves, a viewer only looks. The password does not show.\n\n"
    "What is submitted is told to the approvers: loa user reach mai --to file:config/reach-mai.txt. That "
    "file has Apprise's addresses (e-mail, Zalo, Telegram), a line each; without --to she gets none.",
)
@argument("act", _ACTS, _ACTS, type=click.Choice(_ACTS.split("|")))
@argument("name", "[TÊN]", "[NAME]", required=False, default="")
@option(
    "--role",
    "Vai trò.",
    "The role.",
    type=click.Choice(["writer", "approver", "viewer"]),
    default="writer",
    show_default=True,
)
@option(
    "--to",
    "Nơi cất địa chỉ nhận tin, như file:config/nhan-mai.txt (dùng với reach; ghi được nhiều lần).",
    "Where addresses lie, such as file:config/reach-mai.txt (with reach; may be repeated).",
    multiple=True,
)
@option(
    "--unit",
    "Mã đơn vị mà người này phụ trách; chỉ thấy và sửa bài của đơn vị ấy (dùng với add; ghi được nhiều lần). "
    "Muốn lại thấy cả cơ quan: remove rồi add.",
    "The id of a unit that she looks after: she sees and changes its posts alone (with add; repeatable). "
    "To let her see the whole office again: remove, then add.",
    multiple=True,
)
def user(session: Session, act: str, name: str, role: str, to: tuple[str, ...], unit: tuple[str, ...]) -> int:
    """Writes config/users.yaml, which only its owner may read."""
    from scheduler.cli.opening import require_folder
    from scheduler.settings.users import User, as_user_name, is_user_name, open_users

    require_folder(session)
    people = dict(open_users(session.folder).people)
    if act == "list":
        for one, known in people.items():
            click.echo("\t".join([one, known.role, *(known.units or ()), *known.receivers]))
        return OK
    name = as_user_name(name)
    if not is_user_name(name):
        raise Stop(_NAME, status=WRONG_USE, name=name)
    if act in {"remove", "reach"} and name not in people:
        raise Stop(_NOBODY, status=WRONG_USE, name=name)
    if act == "reach":
        people[name] = _reached(session, people[name], to)
        _save(session, people)
        session.tell(_REACHED if to else _NOT_REACHED, name=name)
        return OK
    if act == "remove":
        del people[name]
        _save(session, people)
        session.tell(_REMOVED, name=name)
        return OK
    from scheduler.desk.people.sessions import hash_of

    units = _known_units(session, unit)
    password = _asked(session)
    had = people.get(name)
    people[name] = User(
        role=cast("Role", role),
        password=hash_of(password),
        receivers=had.receivers if had else (),
        units=units or (had.units if had else None),
    )
    _save(session, people)
    session.tell(_ADDED, name=name, role=role)
    return OK


def _known_units(session: Session, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Those *ids*, each of a unit that there is."""
    if not ids:
        return ()
    from scheduler.calendar.units import read_names
    from scheduler.cli.opening import open_settings

    units = read_names(session.folder, open_settings(session))[1].units
    for id_ in ids:
        if id_ not in units:
            raise Stop(_NO_UNIT, status=WRONG_USE, unit=id_)
    return tuple(dict.fromkeys(ids))


def _save(session: Session, people: Mapping[str, User]) -> None:
    """Write what is another now, and leave the rest of the file as it is, with its comments."""
    from scheduler.calendar.writing import save
    from scheduler.desk.writing.setup.office import open_users_file, users_with
    from scheduler.settings.users import as_user_name

    file = open_users_file(session.folder)
    keys = {as_user_name(key): key for key in file.value}
    wanted = {keys.get(name, name): _entry(user) for name, user in people.items()}
    save(file.path, users_with(file, wanted), file.mark, is_private=True)


def _entry(user: User) -> dict[str, object]:
    entry: dict[str, object] = {"role": user.role, "password": user.password}
    entry |= {"receivers": list(user.receivers)} if user.receivers else {}
    return {**entry, "units": list(user.units)} if user.units is not None else entry


def _reached(session: Session, user: User, to: tuple[str, ...]) -> User:
    """*user* with those places of addresses, each of which can be read and lies where nothing is public."""
    from pydantic import ValidationError

    from scheduler.cli.opening import open_settings
    from scheduler.engine.sending import addresses
    from scheduler.settings.public import public_folders, public_secrets
    from scheduler.settings.users import User

    try:
        found = User(role=user.role, password=user.password, receivers=to, units=user.units)
    except ValidationError:  # its words would show what may be an address
        raise Stop(_NO_PLACE, status=WRONG_USE) from None
    root = session.folder.root
    folders = public_folders(root, open_settings(session).channels.values())
    for _, folder in public_secrets(root, found, folders):
        raise Stop(_PUBLIC, status=WRONG_USE, folder=folder)
    addresses(to, root)
    return found


def _asked(session: Session) -> str:
    """A new password, typed twice without showing; without a keyboard, one line of stdin."""
    from scheduler.desk.people.sessions import SHORTEST

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
    if len(asked) < SHORTEST:
        raise Stop(_SHORT, status=WRONG_USE, least=SHORTEST)
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
_NO_UNIT = Text(
    "Không có đơn vị “{unit}” trong config/units.yaml.", "There is no unit “{unit}” in config/units.yaml."
)
_ADDED = Text("Đã ghi {name}, vai trò {role}.", "{name} is kept, with the role {role}.")
_REACHED = Text(
    "Đã ghi nơi nhắn cho {name}. Có bài trình, Loa nhắn cho ai có vai trò approver.",
    "It is kept how {name} is reached. What is submitted is told to whoever has the role approver.",
)
_NOT_REACHED = Text("Loa không nhắn cho {name} nữa.", "{name} gets no messages any more.")
_NO_PLACE = Text(
    "--to ghi nơi cất địa chỉ, không ghi chính địa chỉ: file:ĐƯỜNG_DẪN, env:TÊN hoặc keyring:TÊN.",
    "--to says where the addresses lie, and is not one itself: file:PATH, env:NAME or keyring:NAME.",
)
_PUBLIC = Text(
    "Tệp ấy nằm trong thư mục trang web ({folder}), ai cũng tải được. Cất ở nơi khác, như "
    "file:config/nhan-mai.txt.",
    "That file lies in the website's folder ({folder}), where anybody can download it. Keep it elsewhere.",
)
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
