"""The ways by which people are told, as a form asks for them: e-mail, a Zalo bot, Telegram; each one address
of Apprise's, which is a secret as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from scheduler.desk.writing.setup.office import Faulty
from scheduler.engine.sending import is_address
from scheduler.problems import Text
from scheduler.secrets import Secret


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a way."""

    key: str
    is_secret: bool = False
    is_needed: bool = True


WAYS: Mapping[str, tuple[Asked, ...]] = {
    "mail": (
        Asked("mail_to"),
        Asked("mail_from"),
        Asked("mail_password", is_secret=True),
        Asked("mail_server", is_needed=False),
    ),
    "zalo": (Asked("zalo_token", is_secret=True), Asked("zalo_chat")),
    "telegram": (Asked("telegram_token", is_secret=True), Asked("telegram_chat")),
}
OTHER = "other"  # what was written at the command line may be anything that Apprise knows
FILES = {"mail": "thu", "zalo": "zalo", "telegram": "telegram"}  # what a place is called by

_SCHEMES = {"mailto": "mail", "mailtos": "mail", "zalo": "zalo", "tgram": "telegram"}
_MAIL = re.compile(r"[^@\s:/?#<>,]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_SERVER = re.compile(r"([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::(465|587))?")  # where post offices take mail
_CHAT = re.compile(r"[A-Za-z0-9._@-]+")


def way_of(address: str) -> str:
    """Which of them *address* is."""
    return _SCHEMES.get(address.partition(":")[0].lower(), OTHER)


def address_of(way: str, given: Mapping[str, str]) -> Secret:
    """The address that the fields of *way* come to.

    Raises:
        Faulty: a field is empty or cannot be right; beside which.
        Stop: what sends messages is not installed.
    """
    faults = {one.key: _EMPTY for one in WAYS[way] if one.is_needed and not given[one.key]}
    if way == "mail":
        faults |= {
            key: _NO_MAIL
            for key in ("mail_to", "mail_from")
            if given[key] and not _MAIL.fullmatch(given[key])
        }
        if given["mail_server"] and not _SERVER.fullmatch(given["mail_server"]):
            faults["mail_server"] = _NO_SERVER
    else:
        chat = f"{way}_chat"
        if given[chat] and not _CHAT.fullmatch(given[chat]):
            faults[chat] = _NO_CHAT
    if faults:
        raise Faulty(fields=faults)
    address = _mail(given) if way == "mail" else _bot(way, given)
    if not is_address(address):
        raise Faulty(fields={one.key: _NO_SECRET for one in WAYS[way] if one.is_secret})
    return address


def _mail(given: Mapping[str, str]) -> Secret:
    sender = _MAIL.fullmatch(given["mail_from"])
    server = _SERVER.fullmatch(given["mail_server"])
    assert sender, "it was looked at"
    host, port = sender[1], server[2] if server else None
    query = {
        "user": given["mail_from"],
        "pass": given["mail_password"],
        "from": given["mail_from"],
        "to": given["mail_to"],
        **({"smtp": server[1]} if server else {}),
        **({"mode": "ssl"} if port == "465" else {}),
    }
    return Secret(f"mailtos://{host}{f':{port}' if port else ''}?{urlencode(query, quote_via=quote)}")


def _bot(way: str, given: Mapping[str, str]) -> Secret:
    scheme = {"zalo": "zalo", "telegram": "tgram"}[way]
    token, chat = given[f"{way}_token"], given[f"{way}_chat"]
    return Secret(f"{scheme}://{quote(token, safe=':')}/{quote(chat, safe='')}")


_EMPTY = Text("Ô này còn trống.", "This is empty yet.")
_NO_MAIL = Text(
    "Địa chỉ thư viết chưa đúng, như mai@soctrang.gov.vn.", "That is no e-mail address, such as mai@hoi.vn."
)
_NO_SERVER = Text(
    "Tên máy chủ viết chưa đúng, như mail.soctrang.gov.vn hoặc mail.soctrang.gov.vn:465.",
    "That is no server's name, such as mail.soctrang.gov.vn or mail.soctrang.gov.vn:465.",
)
_NO_CHAT = Text("Mã này chỉ gồm chữ không dấu và số.", "This has plain letters and digits alone.")
_NO_SECRET = Text(
    "Mã này không đúng dạng. Chép lại cả mã rồi dán vào.", "That is not in the right form. Copy it whole."
)
