"""Which homes of a website may be typed on the desk: a folder of the office's own, a server of the internet.

Whoever may set up is not whoever runs the machine: what else it can reach is written into the settings' file.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.asking import Resolve, leads_inside
from scheduler.channels.site.homes.address import is_remote, parse_home
from scheduler.desk.writing.setup.office import Faulty
from scheduler.problems import Text

_FIELD = {"website": "folder", "wordpress": "address", "liferay": "address"}


def check_home(
    root: Path,
    name: str,
    had: Mapping[str, object],
    typed: Mapping[str, str],
    *,
    is_practice: bool,
    resolve: Resolve = socket.getaddrinfo,
) -> None:
    """Let a home pass that is as it was, lies within the folder of work *root*, or on a public server.

    *is_practice*: this desk publishes to servers of this machine alone, so it may reach them.

    Raises:
        Faulty: another one; beside its field.
    """
    field = _FIELD.get(name)
    if field is None or not typed[field] or str(had.get(field, "")) == typed[field]:
        return
    home = typed[field]
    if field == "folder" and not is_remote(home):
        inside, whole = (root / home).resolve(), root.resolve()
        if not inside.is_relative_to(whole) or inside == whole:
            raise Faulty(fields={field: _OUTSIDE})
        return
    parsed = parse_home(home) if field == "folder" else None
    if parsed is not None and parsed.scheme == "s3":  # a bucket of Amazon's: no host is typed
        return
    host = parsed.host if parsed else _host(home)
    if not host or is_practice:
        return  # the settings' own reader says what is wrong with it
    inside_ = leads_inside(host, resolve)
    if inside_ is None:
        raise Faulty(fields={field: _UNKNOWN.filled(host=host)})
    if inside_:
        raise Faulty(fields={field: _PRIVATE.filled(host=host)})


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


_OUTSIDE = Text(
    "Trên trang này chỉ chọn được thư mục nằm trong thư mục làm việc của Loa, như var/site. Muốn ghi ra "
    "chỗ khác thì nhờ người quản trị máy ghi vào tệp config/settings.yaml, mục website, dòng folder.",
    "Here a folder within Loa's folder of work can be chosen, such as var/site. For another one, whoever "
    "runs the machine writes it into config/settings.yaml: website, folder.",
)
_PRIVATE = Text(
    "{host} là máy trong mạng nội bộ, không nối từ trang này được. Nếu đúng là máy của cơ quan thì nhờ "
    "người quản trị máy ghi địa chỉ ấy vào tệp config/settings.yaml.",
    "{host} is within a private network, and is not connected from here. If it is the office's, whoever runs "
    "this machine writes it into config/settings.yaml.",
)
_UNKNOWN = Text(
    "Không tìm thấy máy chủ {host}. Xem lại địa chỉ và mạng rồi bấm lại.",
    "There is no server {host} to be found. Look at the address and the network, and press again.",
)
