"""A home behind FTP with TLS (AUTH TLS on the usual port, files encrypted too); plain FTP is not spoken.

Bandit does not like FTP: here it never goes without TLS, nothing is asked before `auth` and `prot_p`.
"""

from __future__ import annotations

import ftplib  # nosec B402
import io
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scheduler.channels.site.homes.address import HomeAddress
from scheduler.channels.site.homes.renaming import Absent, RenamingStore
from scheduler.channels.site.homes.store import ANSWER, CONNECT, HomeError, Trouble
from scheduler.secrets import Secret

_FULL = ("452", "552")
_NOT_THERE = ("550", "553", "450")  # or not allowed: FTP does not tell the two apart


class _Socket(ssl.SSLSocket):
    """Many servers hang up without TLS's own good-bye; that all of it came, the command's answer tells."""

    def unwrap(self) -> socket.socket:
        """As in ssl, but never in vain."""
        with suppress(OSError):
            return super().unwrap()
        return self


class _Link(ftplib.FTP_TLS):
    """Files go over the session of the commands, as many servers ask for."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """As in ftplib, with the session of the commands."""
        conn, size = super(ftplib.FTP_TLS, self).ntransfercmd(cmd, rest)
        assert isinstance(self.sock, ssl.SSLSocket)
        try:
            return self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session), size
        except BaseException:
            conn.close()
            raise


class FtpsStore(RenamingStore[_Link]):
    """The folder at *address*; *certificate* is the PEM file of whoever vouches for it, None: the usual
    ones."""

    def __init__(self, address: HomeAddress, password: Secret, certificate: Path | None) -> None:
        super().__init__()
        self._address = address
        self._password = password
        self._certificate = certificate

    def _connect(self) -> _Link:
        with _telling():
            context = ssl.create_default_context(cafile=str(self._certificate) if self._certificate else None)
            context.sslsocket_class = _Socket
            link = _Link(context=context, timeout=CONNECT)
        try:
            with _telling():
                link.connect(self._address.host, self._address.port)
                link.auth()
                link.login(self._address.user, self._password.reveal())
                link.prot_p()
                link.timeout = ANSWER
                assert link.sock is not None
                link.sock.settimeout(ANSWER)
        except BaseException:
            link.close()
            raise
        return link

    def _end(self, link: _Link) -> None:
        link.close()

    def _get(self, link: _Link, name: str) -> bytes:
        out = io.BytesIO()
        try:
            with _telling():
                link.retrbinary(f"RETR {self._path(name)}", out.write)
        except Absent as error:
            folder, _, file = name.rpartition("/")
            if file in self._files(link, folder):
                raise HomeError(Trouble.FORBIDDEN, str(error)) from error
            raise
        return out.getvalue()

    def _put(self, link: _Link, name: str, data: bytes) -> None:
        path = self._path(name)
        try:
            with _telling():
                link.storbinary(f"STOR {path}", io.BytesIO(data), 65_536)
        except Absent as error:
            if self._is_folder(link, name.rpartition("/")[0]):
                raise HomeError(Trouble.FORBIDDEN, str(error)) from error
            raise
        if self._size(link, name) != len(data):
            raise HomeError(Trouble.FULL, name)

    def _size(self, link: _Link, name: str) -> int:
        """How much of it came there; of a server that tells no sizes, by reading it."""
        try:
            with _telling():
                link.voidcmd("TYPE I")
                size = link.size(self._path(name))
        except HomeError as error:
            if error.trouble is not Trouble.ODD:
                raise
            size = None
        return len(self._get(link, name)) if size is None else size

    def _files(self, link: _Link, folder: str) -> dict[str, int]:
        if not self._is_folder(link, folder):
            raise Absent(folder)
        path = self._path(folder)
        try:
            with _telling():
                found = list(link.mlsd(path, ["type", "size"]))
            return {name: int(facts.get("size", -1)) for name, facts in found if facts.get("type") == "file"}
        except HomeError as error:
            if error.trouble is not Trouble.ODD:
                raise
        names: list[str] = []  # a server without MLSD: sizes are not known
        for verb in ("NLST -a", "NLST"):  # of the folder gone to above; some take -a for a file's name
            with suppress(Absent), _telling():
                link.retrlines(verb, names.append)
        return {name.rpartition("/")[2]: -1 for name in names}

    def _delete(self, link: _Link, name: str) -> None:
        try:
            with _telling():
                link.delete(self._path(name))
        except Absent:
            self._check_home(link)
            folder, _, file = name.rpartition("/")
            if self._is_folder(link, folder) and file in self._files(link, folder):
                raise HomeError(Trouble.FORBIDDEN, name) from None
            raise

    def _move(self, link: _Link, name: str, to: str) -> None:
        with _telling():
            link.rename(self._path(name), self._path(to))

    def _move_over(self, link: _Link, name: str, to: str) -> None:
        self._move(link, name, to)

    def _make(self, link: _Link, folder: str) -> None:
        try:
            with _telling():
                link.mkd(self._path(folder))
        except Absent as error:
            raise HomeError(Trouble.FORBIDDEN, str(error)) from error

    def _check_home(self, link: _Link) -> None:
        if not self._is_folder(link, ""):
            raise HomeError(Trouble.NO_FOLDER, self._address.path)

    def _is_folder(self, link: _Link, folder: str) -> bool:
        try:
            with _telling():
                link.cwd(self._path(folder))
        except Absent:
            return False
        return True

    def _path(self, name: str) -> str:
        return f"{self._address.path}/{name}".rstrip("/") or "/"


@contextmanager
def _telling() -> Iterator[None]:
    """What ftplib raises, as trouble.

    Raises:
        Absent: no such file or folder, or one that may not be used.
    """
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise HomeError(Trouble.CERTIFICATE, error.verify_message) from error
    except ftplib.Error as error:
        code, said = str(error)[:3], str(error)
        if code == "530":
            raise HomeError(Trouble.REFUSED, said) from error
        if code in _FULL:
            raise HomeError(Trouble.FULL, said) from error
        if code in _NOT_THERE:
            raise Absent(said) from error
        is_away = code in ("421", "425", "426")
        raise HomeError(Trouble.AWAY if is_away else Trouble.ODD, said) from error
    except UnicodeError as error:  # of a file whose name is not UTF-8
        raise HomeError(Trouble.ODD, str(error)) from error
    except (OSError, EOFError) as error:
        raise HomeError(Trouble.AWAY, str(error) or type(error).__name__) from error
