"""An SFTP server of paramiko's that says of whatever fails no more than that, replaces no name that is taken,
tells no sizes, and lists nothing hidden."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import paramiko

from scheduler.channels.site.homes.address import HomeAddress
from scheduler.channels.site.homes.sftp import SftpStore
from scheduler.channels.site.homes.store import Store
from scheduler.secrets import Secret
from tests.channels.home_servers import PASSWORD, USER, Server, fingerprint, read_folder


class _Gate(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if (username, password) == (USER, PASSWORD) else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, server: paramiko.ServerInterface, folder: Path) -> None:
        super().__init__(server)
        self._folder = folder

    def _at(self, path: str) -> Path:
        return self._folder / self.canonicalize(path).lstrip("/")

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        try:
            return _attributes(self._at(path))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        try:
            return [_attributes(one) for one in self._at(path).iterdir() if one.name[0] != "."]
        except OSError:
            return paramiko.SFTP_FAILURE

    def open(self, path: str, flags: int, attr: object) -> paramiko.SFTPHandle | int:
        handle = paramiko.SFTPHandle(flags)
        try:
            file = os.fdopen(os.open(self._at(path), flags, 0o644), "wb" if flags & os.O_WRONLY else "rb")
        except OSError:
            return paramiko.SFTP_FAILURE
        handle.readfile = handle.writefile = file
        return handle

    def rename(self, oldpath: str, newpath: str) -> int:
        return paramiko.SFTP_FAILURE if self._at(newpath).exists() else self._done(oldpath, newpath)

    def remove(self, path: str) -> int:
        return self._done(path)

    def mkdir(self, path: str, attr: object) -> int:
        self._at(path).mkdir()
        return paramiko.SFTP_OK

    def _done(self, path: str, to: str = "") -> int:
        try:
            if to:
                self._at(path).rename(self._at(to))
            else:
                self._at(path).unlink()
        except OSError:
            return paramiko.SFTP_FAILURE
        return paramiko.SFTP_OK


def _attributes(path: Path) -> paramiko.SFTPAttributes:
    found = paramiko.SFTPAttributes.from_stat(path.stat(), path.name)
    found.st_size = None
    return found


@contextlib.contextmanager
def wordless(scratch: Path) -> Iterator[Server]:
    folder = scratch / "home"
    folder.mkdir()
    key = paramiko.ECDSAKey.generate()
    (scratch / "host.pub").write_text(f"{key.get_name()} {key.get_base64()}")
    listener = socket.create_server(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    open_ones: list[paramiko.Transport] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                transport = paramiko.Transport(listener.accept()[0])
                open_ones.append(transport)
                transport.add_server_key(key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, folder)
                transport.start_server(server=_Gate())

    def opened() -> Store:
        address = HomeAddress("sftp", USER, "127.0.0.1", port, "")
        return SftpStore(address, Secret(PASSWORD), None, fingerprint(scratch / "host.pub"))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield Server(folder, port, opened, lambda: read_folder(folder))
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(20)
        for one in open_ones:
            one.close()
