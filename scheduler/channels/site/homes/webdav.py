"""A home behind WebDAV (RFC 4918), by its verbs over requests: PUT beside, then MOVE with Overwrite where the
server knows it.

Of XML only what the server says of its files is read; expat guards itself against swelling entities.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # nosec B405
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import requests

from scheduler.channels.site.homes.address import PORTS, HomeAddress
from scheduler.channels.site.homes.renaming import Absent, RenamingStore
from scheduler.channels.site.homes.store import ANSWER, CONNECT, HomeError, Trouble, tls_trouble
from scheduler.secrets import Secret

_ASKED = (
    '<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop><d:getcontentlength/><d:resourcetype/></d:prop>'
    "</d:propfind>"
)
_DAV = "{DAV:}"
_DONE = (200, 201, 204)


class WebDavStore(RenamingStore[requests.Session]):
    """The collection at *address*; *certificate* is the PEM file of whoever vouches for it."""

    def __init__(self, address: HomeAddress, password: Secret, certificate: Path | None) -> None:
        super().__init__()
        scheme = "https" if address.scheme == "webdavs" else "http"
        port = "" if address.port == PORTS[address.scheme] else f":{address.port}"
        host = f"[{address.host}]" if ":" in address.host else address.host
        self._root = f"{scheme}://{host}{port}{quote(address.path)}/"
        self._user = address.user
        self._password = password
        self._certificate = certificate

    def _connect(self) -> requests.Session:
        session = requests.Session()
        session.auth = requests.auth.HTTPBasicAuth(self._user.encode(), self._password.reveal().encode())
        return session

    def _end(self, link: requests.Session) -> None:
        link.close()

    def _get(self, link: requests.Session, name: str) -> bytes:
        return self._ask(link, "GET", name, 200).content

    def _put(self, link: requests.Session, name: str, data: bytes) -> None:
        status = self._ask(link, "PUT", name, *_DONE, 403, 404, 409, data=data).status_code
        if status not in _DONE:
            self._files(link, name.rpartition("/")[0])  # Absent: that is why
            raise HomeError(_trouble(status), f"PUT {status}")

    def _files(self, link: requests.Session, folder: str) -> dict[str, int]:
        where = f"{folder}/" if folder else ""
        answer = self._ask(link, "PROPFIND", where, 207, data=_ASKED, headers={"Depth": "1"})
        try:
            tree = ET.fromstring(answer.content)  # noqa: S314 # nosec B314
            return dict(_files(tree))
        except (ET.ParseError, ValueError) as error:
            raise HomeError(Trouble.ODD, f"PROPFIND: {error}") from error

    def _delete(self, link: requests.Session, name: str) -> None:
        self._ask(link, "DELETE", name, *_DONE)

    def _move(self, link: requests.Session, name: str, to: str, overwrite: str = "F") -> None:
        headers = {"Destination": self._address(to), "Overwrite": overwrite}
        self._ask(link, "MOVE", name, *_DONE, headers=headers)

    def _move_over(self, link: requests.Session, name: str, to: str) -> None:
        self._move(link, name, to, "T")

    def _make(self, link: requests.Session, folder: str) -> None:
        self._ask(link, "MKCOL", f"{folder}/", 201, 405)  # 405: it is there

    def _check_home(self, link: requests.Session) -> None:
        try:
            self._files(link, "")
        except Absent as error:
            raise HomeError(Trouble.NO_FOLDER, urlsplit(self._root).path) from error

    def _ask(
        self,
        link: requests.Session,
        verb: str,
        name: str,
        *fine: int,
        data: bytes | str | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        with _telling():
            answer = link.request(
                verb,
                self._address(name),
                data=data,
                headers=headers,
                timeout=(CONNECT, ANSWER),
                verify=str(self._certificate) if self._certificate else True,
                allow_redirects=False,
            )
        status = answer.status_code
        if status == 404 and status not in fine:
            raise Absent(f"{verb} {name}")
        if status not in fine:
            raise HomeError(_trouble(status), f"{verb} {status} {answer.reason}")
        return answer

    def _address(self, name: str) -> str:
        return self._root + quote(name)


def _files(tree: ET.Element) -> Iterator[tuple[str, int]]:
    for one in tree.iter(f"{_DAV}response"):
        path = unquote(urlsplit(one.findtext(f"{_DAV}href", "")).path)
        if one.find(f".//{_DAV}collection") is None and not path.endswith("/"):
            yield path.rpartition("/")[2], int(one.findtext(f".//{_DAV}getcontentlength") or "-1")


def _trouble(status: int) -> Trouble:
    if status == 401:
        return Trouble.REFUSED
    if status in (403, 405):
        return Trouble.FORBIDDEN
    if status in (413, 507):
        return Trouble.FULL
    if status == 409:
        return Trouble.NO_FOLDER
    return Trouble.AWAY if status in (429, 500, 502, 503, 504) else Trouble.ODD


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise tls_trouble(error) from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise HomeError(Trouble.AWAY, type(error).__name__) from error
