"""Real servers on loopback, each over a folder of the test's: what homes of a website are tried against.

Whoever has not installed one is told so by the skipped test; `.ci/run` has all of them.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import errno
import getpass
import hashlib
import ipaddress
import os
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
import requests

from scheduler.channels.site.homes.address import HomeAddress
from scheduler.channels.site.homes.store import Store
from scheduler.secrets import Secret

USER, PASSWORD = "hoi", "mat khau rat dai 2026"


@dataclass
class Server:
    """A server that shows *folder*; *opened* gives a store by which it is reached, at *port* where given."""

    folder: Path
    port: int
    opened: Callable[..., Store]
    files: Callable[[], dict[str, bytes]] = field(default=dict)

    def site(self) -> dict[str, bytes]:
        """What stands there but what is the home's own."""
        return {name: data for name, data in self.files().items() if not name.startswith(".loa/")}


def read_folder(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def free_port() -> int:
    """One for a server that cannot choose: of those that no system gives away by itself until it is taken."""
    while True:
        port = 15_000 + secrets.randbelow(15_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise AssertionError("the server did not start")


def _sshd() -> str:
    found = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
    if not found or not shutil.which("ssh-keygen"):
        pytest.skip("needs OpenSSH's server: apt install openssh-server")
    pytest.importorskip("paramiko", reason="needs the extra: pip install '.[sftp]'")
    return found


def file_server() -> str:
    """The program of OpenSSH that answers for files; its internal-sftp is the same one, within."""
    places = "/usr/lib/openssh", "/usr/libexec/openssh", "/usr/lib/ssh", "/usr/libexec"
    found = shutil.which("sftp-server", path=os.pathsep.join(places))
    if not found:
        pytest.skip("needs OpenSSH's file server: apt install openssh-sftp-server")
    pytest.importorskip("paramiko", reason="needs the extra: pip install '.[sftp]'")
    return found


def fingerprint(public: Path) -> str:
    blob = base64.b64decode(public.read_text().split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


@contextlib.contextmanager
def sftp(scratch: Path, *, refuses: str = "", program_of: str = "internal-sftp") -> Iterator[Server]:
    """OpenSSH's own server, as this user; *refuses*: requests that it does not take ('posix-rename');
    *program_of*: what answers for files."""
    program = _sshd()
    from scheduler.channels.site.homes.sftp import SftpStore

    own, folder, port = scratch / "ssh", scratch / "home", free_port()
    own.mkdir(mode=0o700)
    folder.mkdir()
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(own / name)], check=True, timeout=20
        )
    shutil.copy(own / "user.pub", own / "authorized")
    (own / "config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {own}/host\nPidFile {own}/pid\nUsePAM no\n"
        f"AuthorizedKeysFile {own}/authorized\nStrictModes no\nPermitRootLogin yes\n"
        f"PasswordAuthentication no\nMaxStartups 100\nUseDNS no\n"
        f"Subsystem sftp {program_of}{f' -P {refuses}' if refuses else ''}\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # it asks for that where it runs as root
    with (own / "log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(own / "config")], stderr=log)
    try:
        wait_for(port)

        def opened(
            port: int = port, key: str = "", host_key: str = "", path: str = "", password: str = ""
        ) -> Store:
            address = HomeAddress("sftp", getpass.getuser(), "127.0.0.1", port, path or str(folder))
            secret = Secret(key or (own / "user").read_text().strip())
            pinned = host_key or fingerprint(own / "host.pub")
            return SftpStore(address, Secret(password) if password else None, secret, pinned)

        yield Server(folder, port, opened, lambda: read_folder(folder))
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def ftps(scratch: Path, *, refuses: str = "", lacks: Collection[str] = ()) -> Iterator[Server]:
    """pyftpdlib with TLS, for commands and files; one that *refuses* renames onto no name that is taken.
    *lacks*: commands that it does not know."""
    pytest.importorskip("pyftpdlib", reason="needs pyftpdlib: pip install '.[servers]'")
    pytest.importorskip("OpenSSL", reason="needs pyOpenSSL: pip install '.[servers]'")
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.filesystems import AbstractedFS
    from pyftpdlib.handlers import TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

    from scheduler.channels.site.homes.ftps import FtpsStore

    folder = scratch / "home"
    (folder / "tin").mkdir(parents=True)
    certificate = make_certificate(scratch)

    class Strict(AbstractedFS):
        def rename(self, src: str, dst: str) -> None:
            if refuses and Path(dst).exists():
                raise FileExistsError(errno.EEXIST, "it is taken", dst)
            super().rename(src, dst)

    class Handler(TLS_FTPHandler):
        abstracted_fs = Strict
        certfile = str(certificate.with_name("both.pem"))
        tls_control_required = True
        tls_data_required = True
        auth_failed_timeout = 0.1
        proto_cmds: ClassVar = {
            name: one for name, one in TLS_FTPHandler.proto_cmds.items() if name not in lacks
        }
        authorizer = DummyAuthorizer()

    Handler.authorizer.add_user(USER, PASSWORD, str(folder), perm="elradfmwMT")
    server = FTPServer(("127.0.0.1", 0), Handler)
    port = server.socket.getsockname()[1]
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.ioloop.loop(timeout=0.02, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve)
    thread.start()

    def opened(
        port: int = port, password: str = PASSWORD, trusted: Path | None = certificate, path: str = "/tin"
    ) -> Store:
        return FtpsStore(HomeAddress("ftps", USER, "127.0.0.1", port, path), Secret(password), trusted)

    try:
        yield Server(folder / "tin", port, opened, lambda: read_folder(folder / "tin"))
    finally:
        stop.set()
        thread.join(20)


@contextlib.contextmanager
def webdav(scratch: Path, *, refuses: str = "") -> Iterator[Server]:
    """WsgiDAV behind cheroot, over TLS; one that *refuses* knows no Overwrite."""
    pytest.importorskip("wsgidav", reason="needs WsgiDAV: pip install '.[servers]'")
    pytest.importorskip("cheroot", reason="needs cheroot: pip install '.[servers]'")
    from cheroot.ssl.builtin import BuiltinSSLAdapter
    from cheroot.wsgi import Server as WsgiServer
    from wsgidav.wsgidav_app import WsgiDAVApp

    from scheduler.channels.site.homes.webdav import WebDavStore

    folder = scratch / "home"
    (folder / "tin").mkdir(parents=True)
    certificate = make_certificate(scratch)
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/dav": str(folder)},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )

    def answer(environ: dict[str, object], start: object) -> object:
        return app({**environ, "HTTP_OVERWRITE": "F"} if refuses else environ, start)

    server = WsgiServer(("127.0.0.1", 0), answer, numthreads=4)
    server.ssl_adapter = BuiltinSSLAdapter(str(certificate), str(certificate.with_name("key.pem")))
    server.prepare()
    port = server.bind_addr[1]
    thread = threading.Thread(target=server.serve)
    thread.start()

    def opened(
        port: int = port, password: str = PASSWORD, trusted: Path | None = certificate, path: str = "/dav/tin"
    ) -> Store:
        return WebDavStore(HomeAddress("webdavs", USER, "127.0.0.1", port, path), Secret(password), trusted)

    try:
        yield Server(folder / "tin", port, opened, lambda: read_folder(folder / "tin"))
    finally:
        server.stop()
        thread.join(20)


@contextlib.contextmanager
def s3(scratch: Path) -> Iterator[Server]:
    """moto's server."""
    pytest.importorskip("boto3", reason="needs the extra: pip install '.[s3]'")
    pytest.importorskip("moto.server", reason="needs moto's server: pip install '.[servers]'")
    import boto3
    from moto.server import ThreadedMotoServer

    from scheduler.channels.site.homes.s3 import S3Store

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    requests.post(f"{endpoint}/moto-api/reset", timeout=20).raise_for_status()  # of an earlier test's bucket
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id="a",
        aws_secret_access_key="b",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="hoi-phu-nu", ACL="public-read")  # a website is read by everybody

    def opened(port: int = port, bucket: str = "hoi-phu-nu") -> Store:
        address = HomeAddress("s3", "AKIATEST", bucket, 0, "/tin")
        return S3Store(address, Secret(PASSWORD), f"http://{host}:{port}", None)

    def files() -> dict[str, bytes]:
        pages = client.get_paginator("list_objects_v2").paginate(Bucket="hoi-phu-nu", Prefix="tin/")
        keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
        return {
            key.removeprefix("tin/"): client.get_object(Bucket="hoi-phu-nu", Key=key)["Body"].read()
            for key in keys
        }

    try:
        yield Server(scratch, port, opened, files)
    finally:
        client.close()
        server.stop()


KINDS = {"sftp": sftp, "webdav": webdav, "ftps": ftps, "s3": s3}


def make_certificate(folder: Path) -> Path:
    """A certificate of this machine's own: cert.pem, key.pem, and both.pem."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(cert)
    (folder / "key.pem").write_bytes(secret)
    (folder / "both.pem").write_bytes(cert + secret)
    return folder / "cert.pem"


@contextlib.contextmanager
def cut_after(port: int, sent: int) -> Iterator[int]:
    """A way to that port which is cut, in both directions, once *sent* bytes went to the server; gives its
    own port."""
    listener = socket.create_server(("127.0.0.1", 0))
    left = [sent]
    lock = threading.Lock()

    def pump(source: socket.socket, target: socket.socket, *, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                if counts:
                    with lock:
                        data = data[: max(0, left[0])]
                        left[0] -= len(data)
                target.sendall(data)
                if counts and not left[0]:
                    break
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        threads = []
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            while True:
                one = stack.enter_context(listener.accept()[0])
                other = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                for source, target, counts in ((one, other, True), (other, one, False)):
                    thread = threading.Thread(
                        target=pump, args=(source, target), kwargs={"counts": counts}, daemon=True
                    )
                    thread.start()
                    threads.append(thread)

    accepting = threading.Thread(target=serve)
    accepting.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(20)
