"""The address of a home on another machine, as `website.folder` has it: `sftp://user@host:port/path`.

The schemes: sftp; ftps (TLS is asked for on the usual port: AUTH TLS); webdavs (WebDAV over https), webdav
for this machine alone; s3, with the bucket for a host and the access key's id for a user.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

PORTS = {"sftp": 22, "ftps": 21, "webdavs": 443, "webdav": 80, "s3": 0}
_LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1")


@dataclass(frozen=True, slots=True)
class HomeAddress:
    """Where it is and who goes there; *path* is decoded, begins with / and does not end with one."""

    scheme: str
    user: str
    host: str  # of s3 the bucket
    port: int
    path: str

    @property
    def place(self) -> str:
        """The place without whoever goes there, in one form: two addresses of one place are alike."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{port}{quote(self.path)}"

    @property
    def identity(self) -> str:
        """What no other place has. Behind sftp and ftps each user may have a root of his own."""
        return f"{self.user}@{self.place}" if self.scheme in ("sftp", "ftps") else self.place

    @property
    def copy_name(self) -> str:
        """The folder's name in which the site is made before it is carried there."""
        letters = re.sub(r"[^a-z0-9.-]+", "-", f"{self.host}{self.path}".lower()).strip("-.")[:60]
        return f"{letters}-{hashlib.sha256(self.identity.encode()).hexdigest()[:8]}"


def is_remote(folder: str) -> bool:
    """Whether *folder* means another machine, rightly written or not."""
    return "://" in folder


def parse_home(folder: str) -> HomeAddress | None:
    """The address in *folder*; None if it is not a whole one, or has a password in it."""
    try:
        parts = urlsplit(folder)
        port = parts.port
    except ValueError:
        return None
    host, path, user = parts.hostname or "", unquote(parts.path).rstrip("/"), unquote(parts.username or "")
    controls = re.search(r"[\x00-\x1f\x7f]", path + user)
    odd = controls or parts.password is not None or parts.query or parts.fragment
    up = {".", ".."} & set(path.split("/"))
    plain = parts.scheme == "webdav" and not _LOOPBACK.fullmatch(host)
    if parts.scheme not in PORTS or not host or not user or odd or up or plain or port == 0:
        return None
    path = re.sub("/{2,}", "/", path)
    return HomeAddress(parts.scheme, user, host, port or PORTS[parts.scheme], path)
