"""A home behind SSH's file transfer (paramiko); the server is known by the fingerprint of its key alone."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import io
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from stat import S_ISDIR, S_ISLNK

import paramiko

from scheduler.asking import Resolve, public_address
from scheduler.channels.site.homes.address import HomeAddress
from scheduler.channels.site.homes.renaming import Absent, RenamingStore
from scheduler.channels.site.homes.store import ANSWER, CONNECT, HomeError, Trouble
from scheduler.secrets import Secret

logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # all that matters of it is raised

_AWAY = (
    paramiko.SSHException,
    paramiko.ssh_exception.NoValidConnectionsError,
    EOFError,
    socket.gaierror,
    ConnectionError,
    TimeoutError,
)
_KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


@dataclass(frozen=True, slots=True)
class _Link:
    client: paramiko.SSHClient
    sftp: paramiko.SFTPClient


class SftpStore(RenamingStore[_Link]):
    """The folder at *address*. With a *key*, *password* is that which opens it; *host_key* is SHA256:…

    Where *only_public*, the name is looked up once for each connection, and what was looked at is what is
    connected to: no answer that changes later leads into a private network.
    """

    def __init__(
        self,
        address: HomeAddress,
        password: Secret | None,
        key: Secret | None,
        host_key: str,
        *,
        only_public: bool = False,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        super().__init__()
        self._address = address
        self._password = password
        self._key = key
        self._host_key = host_key
        self._only_public = only_public
        self._resolve = resolve
        # As other clients have it, /~/ begins at the user's own folder.
        self._root = address.path[3:] or "." if f"{address.path}/".startswith("/~/") else address.path or "/"

    def _connect(self) -> _Link:
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(_Pinned(self._host_key))
        watch = threading.Timer(3 * CONNECT, client.close)  # paramiko waits for a channel without end
        watch.daemon = True
        watch.start()
        try:
            with _telling():
                client.connect(
                    self._address.host,
                    self._address.port,
                    self._address.user,
                    password=self._password.reveal() if self._password and not self._key else None,
                    pkey=self._opened_key() if self._key else None,
                    sock=self._public_socket() if self._only_public else None,
                    allow_agent=False,
                    look_for_keys=False,
                    timeout=CONNECT,
                    banner_timeout=CONNECT,
                    auth_timeout=ANSWER,
                )
                sftp = client.open_sftp()
                channel = sftp.get_channel()
                if channel is not None:
                    channel.settimeout(ANSWER)
        except BaseException:
            client.close()
            raise
        finally:
            watch.cancel()
        return _Link(client, sftp)

    def _public_socket(self) -> socket.socket:
        at = public_address(self._address.host, self._resolve)
        if not at:
            raise HomeError(Trouble.AWAY if at is None else Trouble.PRIVATE, self._address.host)
        try:
            return socket.create_connection((at, self._address.port), CONNECT)
        except OSError as error:
            raise HomeError(Trouble.AWAY, error.strerror or type(error).__name__) from error

    def _opened_key(self) -> paramiko.PKey:
        assert self._key is not None
        password = self._password.reveal() if self._password else None
        for kind in _KINDS:
            try:
                return kind.from_private_key(io.StringIO(self._key.reveal() + "\n"), password)
            except (paramiko.SSHException, ValueError):
                continue
        raise HomeError(Trouble.REFUSED, "the private key cannot be read")

    def _end(self, link: _Link) -> None:
        link.sftp.close()
        link.client.close()

    def _get(self, link: _Link, name: str) -> bytes:
        with self._asking(link, name), link.sftp.open(self._path(name), "rb") as file:
            return file.read()

    def _put(self, link: _Link, name: str, data: bytes) -> None:
        path = self._path(name)
        with self._asking(link, name.rpartition("/")[0], Trouble.FULL):
            with link.sftp.open(path, "wb") as file:
                file.set_pipelined(True)
                file.write(data)
            size = link.sftp.stat(path).st_size
        if (len(self._get(link, name)) if size is None else size) != len(data):
            raise HomeError(Trouble.FULL, name)  # closing swallows what went wrong

    def _files(self, link: _Link, folder: str) -> dict[str, int]:
        with self._asking(link, folder):
            found = link.sftp.listdir_attr(self._path(folder))
        kinds = {
            one.filename: (one.st_mode or 0, -1 if one.st_size is None else one.st_size) for one in found
        }
        files = {name: one for name, one in kinds.items() if not S_ISDIR(one[0])}
        return {name: -1 if S_ISLNK(mode) else size for name, (mode, size) in files.items()}

    def _delete(self, link: _Link, name: str) -> None:
        with self._asking(link, name):
            link.sftp.remove(self._path(name))

    def _move(self, link: _Link, name: str, to: str) -> None:
        with self._asking(link, name):
            link.sftp.rename(self._path(name), self._path(to))

    def _move_over(self, link: _Link, name: str, to: str) -> None:
        with _telling():
            link.sftp.posix_rename(self._path(name), self._path(to))

    def _make(self, link: _Link, folder: str) -> None:
        with _telling():
            link.sftp.mkdir(self._path(folder))

    def _check_home(self, link: _Link) -> None:
        try:
            with _telling():
                link.sftp.stat(self._root)
        except Absent as error:
            raise HomeError(Trouble.NO_FOLDER, self._root) from error

    @contextmanager
    def _asking(self, link: _Link, name: str, otherwise: Trouble = Trouble.ODD) -> Iterator[None]:
        """As `_telling`; whether *name* is there is asked of a server that says only that it failed."""
        try:
            with _telling(otherwise):
                yield
        except HomeError as error:
            if error.trouble is otherwise:
                with _telling():
                    link.sftp.lstat(self._path(name))
            raise

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}".rstrip("/") or "/"


class _Pinned(paramiko.MissingHostKeyPolicy):
    """Asked before anything secret is sent, for no key is known otherwise."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Let the pinned key pass, and no other."""
        del client, hostname
        digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
        seen = f"SHA256:{digest}"
        if not hmac.compare_digest(seen, self._fingerprint):
            raise HomeError(Trouble.HOST_KEY, f"{key.get_name()} {seen}")


@contextmanager
def _telling(otherwise: Trouble = Trouble.ODD) -> Iterator[None]:
    """What paramiko raises, as trouble; *otherwise* where the server says no more than that it failed.

    Raises:
        Absent: no such file.
    """
    try:
        yield
    except paramiko.AuthenticationException as error:
        raise HomeError(Trouble.REFUSED, type(error).__name__) from error
    except _AWAY as error:
        raise HomeError(Trouble.AWAY, str(error) or type(error).__name__) from error
    except (paramiko.SFTPError, UnicodeError) as error:  # of a file whose name is not UTF-8
        raise HomeError(Trouble.ODD, str(error)) from error
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise Absent(str(error)) from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise HomeError(Trouble.FORBIDDEN, str(error)) from error
        # With a number it is this machine's own: no route, no such network.
        raise HomeError(Trouble.AWAY if error.errno else otherwise, str(error)) from error
