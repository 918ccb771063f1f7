"""A home behind WebDAV (RFC 4918), by its verbs over requests: PUT beside, then MOVE with Overwrite.

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
from scheduler.channels.site.homes.store import (
    ANSWER,
    CONNECT,
    PART,
    HomeError,
    Kept,
    Trouble,
    beside,
    tls_trouble,
)
from scheduler.secrets import Secret

_ASKED = (
    '<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop><d:getcontentlength/><d:resourcetype/></d:prop>'
    "</d:propfind>"
)
_DAV = "{DAV:}"


class WebDavStore:
    """The collection at *address*; *certificate* is the PEM file of whoever vouches for it."""

    def __init__(self, address: HomeAddress, password: Secret, certificate: Path | None) -> None:
        scheme = "https" if address.scheme == "webdavs" else "http"
        port = "" if address.port == PORTS[address.scheme] else f":{address.port}"
        host = f"[{address.host}]" if ":" in address.host else address.host
        self._root = f"{scheme}://{host}{port}{quote(address.path)}/"
        self._user = address.user
        self._password = password
        self._certificate = certificate
        self.kept = Kept(self._session, requests.Session.close)

    def read(self, name: str) -> bytes | None:
        """What that file holds; None if it surely is not there."""
        answer = self._ask("GET", name, 200, 404)
        return answer.content if answer.status_code == 200 else None

    def write(self, name: str, data: bytes) -> None:
        """Let that file hold *data*: sent beside it, and moved over it."""
        part, fine = beside(name, PART), (200, 201, 204)
        if self._ask("PUT", part, *fine, 403, 404, 409, data=data).status_code not in fine:
            self._make_folder(name.rpartition("/")[0])
            self._ask("PUT", part, *fine, data=data)
        self._ask("MOVE", part, *fine, headers={"Destination": self._address(name), "Overwrite": "T"})

    def list(self, folder: str) -> dict[str, int]:
        """The files of *folder* with their sizes."""
        answer = self._ask(
            "PROPFIND", f"{folder}/" if folder else "", 207, 404, data=_ASKED, headers={"Depth": "1"}
        )
        if answer.status_code == 404:
            if not folder:
                raise HomeError(Trouble.NO_FOLDER, urlsplit(self._root).path)
            self.list("")
            return {}
        try:
            tree = ET.fromstring(answer.content)  # noqa: S314 # nosec B314
            return dict(_files(tree))
        except (ET.ParseError, ValueError) as error:
            raise HomeError(Trouble.ODD, f"PROPFIND: {error}") from error

    def remove(self, name: str) -> None:
        """Let there be no such file."""
        self._ask("DELETE", name, 200, 204, 404)

    def close(self) -> None:
        """Let the connection go."""
        self.kept.drop()

    def _make_folder(self, folder: str) -> None:
        self.list("")  # the home itself is never made
        if folder:
            self._ask("MKCOL", f"{folder}/", 201, 405)  # 405: it is there

    def _ask(
        self,
        verb: str,
        name: str,
        *fine: int,
        data: bytes | str | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        with self.kept.use() as session, _telling():
            answer = session.request(
                verb,
                self._address(name),
                data=data,
                headers=headers,
                timeout=(CONNECT, ANSWER),
                verify=str(self._certificate) if self._certificate else True,
                allow_redirects=False,
            )
            if answer.status_code not in fine:
                raise HomeError(_trouble(answer.status_code), f"{verb} {answer.status_code} {answer.reason}")
        return answer

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.auth = requests.auth.HTTPBasicAuth(self._user.encode(), self._password.reveal().encode())
        return session

    def _address(self, name: str) -> str:
        return self._root + quote(name)


def _files(tree: ET.Element) -> Iterator[tuple[str, int]]:
    for one in tree.iter(f"{_DAV}response"):
        path = unquote(urlsplit(one.findtext(f"{_DAV}href", "")).path)
        if one.find(f".//{_DAV}collection") is None and not path.endswith("/"):
            yield path.rpartition("/")[2], int(one.findtext(f".//{_DAV}getcontentlength", "-1"))


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
