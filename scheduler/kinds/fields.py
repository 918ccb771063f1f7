"""The types that settings are written with: durations, secrets' places, addresses and paths."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from scheduler.problems import Message, Text
from scheduler.reader.shape import fault, text_of

_OF_LIBPQ = {"host", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey"}  # what an address may add
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]{1,6})([smhd])")
_REFERENCE = re.compile(r"env:(?P<variable>[A-Za-z_]\w*)|file:\S.*|keyring:(?P<entry>[\w.-]+)", re.ASCII)
# A secret behind `env:` instead of a variable's name: too long, of hex digits, or mixed.
_LIKE_A_SECRET = re.compile(r".{49,}|[0-9a-f]{24,}|(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z]).{16,}", re.ASCII)


def parse_duration(value: object) -> timedelta:
    """`30s`, `10m`, `6h`, `7d` as a length of time.

    Raises:
        PydanticCustomError: anything else.
    """
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise fault(NOT_A_DURATION, value=text_of(value))
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _reference(value: str) -> str:
    found = _REFERENCE.fullmatch(value)
    name = (found["variable"] or found["entry"] or "") if found else ""
    if found is None or _LIKE_A_SECRET.fullmatch(name):
        raise fault(SECRET_INSIDE)  # the value is never part of the words
    return value


def _public_address(value: str) -> str:
    web_address(value)
    return value if value.endswith("/") else value + "/"


def _service_address(value: str) -> str:
    scheme, host = web_address(value)
    if scheme == "http" and not _is_loopback(host):
        raise fault(PLAIN_HTTP, value=text_of(value))
    return value.rstrip("/")


def web_address(value: str) -> tuple[str, str]:
    """The scheme and host of a whole web address without user, query or fragment.

    Raises:
        PydanticCustomError: *value* is none.
    """
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise fault(NOT_AN_ADDRESS, value=text_of(value)) from None
    odd = parts.query or parts.fragment or parts.username or re.search(r"\s", value)
    if parts.scheme not in ("http", "https") or not host or odd:
        raise fault(NOT_AN_ADDRESS, value=text_of(value))
    return parts.scheme, host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _local_path(value: str) -> str:
    if "://" in value:
        raise fault(LATER_PLACE, value=value.partition("://")[0] + "://…")
    return value


def _ledger_place(value: str) -> str:
    """A path, or a server's address as SQLAlchemy writes it, without a password.

    Raises:
        PydanticCustomError: it is neither, or holds what is secret.
    """
    if "://" not in value:
        return value
    try:
        parts = urlsplit(value)
        _ = parts.port
        named = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise fault(NOT_A_LEDGER, value=value.partition("://")[0] + "://…") from None
    if parts.password is not None or "password" in named:
        raise fault(PASSWORD_INSIDE)
    is_whole = parts.scheme == "postgresql+psycopg" and re.fullmatch(r"/[\w.-]+", parts.path)
    if not is_whole or not (parts.hostname or "host" in named) or not named.keys() <= _OF_LIBPQ:
        raise fault(NOT_A_LEDGER, value=value.partition("://")[0] + "://…")
    return value


SECRET_INSIDE = Message(
    "secret-in-file",
    Text(
        "mã bí mật không được ghi thẳng vào tệp cài đặt",
        "a secret must not be written into the settings",
    ),
    Text(
        "Ghi nơi cất mã: env:TÊN_BIẾN (biến môi trường), file:ĐƯỜNG_DẪN (tệp có quyền 600) "
        "hoặc keyring:TÊN. Nếu mã đã lộ, hãy hủy mã đó và lấy mã mới.",
        "Write where it lies: env:NAME (an environment variable), file:PATH (a file of mode 0600) or "
        "keyring:NAME. If others may have seen it, revoke it and get a new one.",
    ),
)
PASSWORD_INSIDE = Message(
    "password-in-file",
    Text(
        "mật khẩu của máy chủ không được ghi thẳng vào tệp cài đặt",
        "the server's password must not be written into the settings",
    ),
    Text(
        "Bỏ mật khẩu khỏi địa chỉ; ghi nó vào tệp passfile của libpq (quyền 600) rồi thêm "
        "?passfile=ĐƯỜNG_DẪN",
        "Take it out of the address; write it into libpq's passfile (mode 0600), and add ?passfile=PATH",
    ),
)
NOT_A_LEDGER = Message(
    "not-a-ledger",
    Text(
        "{value} không phải chỗ để sổ đăng bài",
        "{value} is no place for a ledger",
    ),
    Text(
        "Viết một đường dẫn trên máy (var/ledger.db), hoặc địa chỉ một máy chủ PostgreSQL: "
        "postgresql+psycopg://TÊN@MÁY/CƠ_SỞ_DỮ_LIỆU?passfile=ĐƯỜNG_DẪN",
        "Write a path on this machine (var/ledger.db), or a PostgreSQL server: "
        "postgresql+psycopg://NAME@HOST/DATABASE?passfile=PATH",
    ),
)
NOT_A_DURATION = Message(
    "duration",
    Text("“{value}” không phải là một khoảng thời gian", "“{value}” is not a length of time"),
    Text(
        "Viết số liền với đơn vị: 30s (giây), 10m (phút), 6h (giờ), 7d (ngày).",
        "Write a number and its unit: 30s (seconds), 10m (minutes), 6h (hours), 7d (days).",
    ),
)
PLAIN_HTTP = Message(
    "plain-http",
    Text(
        "địa chỉ {value} không được mã hóa: mã truy cập sẽ đi qua mạng mà ai cũng đọc được",
        "{value} is not encrypted: the token would cross the network in the clear",
    ),
    Text(
        "Viết https://…; http:// chỉ dùng cho trang tập trên chính máy này (127.0.0.1).",
        "Write https://…; http:// is only for the rehearsal on this machine (127.0.0.1).",
    ),
)
NOT_AN_ADDRESS = Message(
    "address",
    Text("“{value}” không phải là một địa chỉ web đầy đủ", "“{value}” is not a whole web address"),
    Text("Viết như: https://phunu.soctrang.gov.vn/tin/", "Write it like https://phunu.soctrang.gov.vn/tin/"),
)
LATER_PLACE = Message(
    "later",
    Text("phiên bản này chưa dùng được {value}", "{value} is not in this version yet"),
    Text("Viết một đường dẫn trên máy, ví dụ: var/site", "Write a path on this machine, such as var/site"),
)

Words = Annotated[str, Field(min_length=1)]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION.pattern}$"}),
]
Reference = Annotated[str, AfterValidator(_reference)]  # where a secret lies: `scheduler.secrets`
PublicAddress = Annotated[str, AfterValidator(_public_address)]  # ends with /
ServiceAddress = Annotated[str, AfterValidator(_service_address)]  # encrypted, but on this machine
LocalPath = Annotated[Words, AfterValidator(_local_path)]
LedgerPlace = Annotated[Words, AfterValidator(_ledger_place)]
