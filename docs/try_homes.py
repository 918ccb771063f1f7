"""Real servers to try Loa with, all on this machine: `python -m docs.try_homes`, until Ctrl-C.

OpenSSH's sftp, FTP with TLS, WebDAV, S3 (moto) and WordPress; each prints the block to paste into
config/settings.yaml. One that is not installed says so, and the others start all the same.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

from tests.channels import home_servers, wordpress_server
from tests.channels.home_servers import PASSWORD, USER, Server, fingerprint

Block = dict[str, dict[str, str]]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _shown(folder: Path, stack: ExitStack) -> str:
    """The address at which a web server shows *folder*, as an office's would."""
    server = stack.enter_context(
        ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stack.callback(server.shutdown)
    return f"http://127.0.0.1:{server.server_address[1]}/"


def _secret(scratch: Path, value: str) -> str:
    file = scratch / "password.txt"
    file.touch(mode=0o600)
    file.write_text(value)
    return f"file:{file}"


def _sftp(scratch: Path, stack: ExitStack) -> Block:
    server = stack.enter_context(home_servers.sftp(scratch))
    user = home_servers.getpass.getuser()
    return {
        "website": {
            "folder": f"sftp://{user}@127.0.0.1:{server.port}{quote(str(server.folder))}",
            "address": _shown(server.folder, stack),
            "key": f"file:{scratch / 'ssh' / 'user'}",
            "host_key": fingerprint(scratch / "ssh" / "host.pub"),
        }
    }


def _with_tls(
    scheme: str, path: str, start: Callable[[Path], object], scratch: Path, stack: ExitStack
) -> Block:
    server: Server = stack.enter_context(start(scratch))  # type: ignore[arg-type]  # a context manager
    return {
        "website": {
            "folder": f"{scheme}://{USER}@127.0.0.1:{server.port}{path}",
            "address": _shown(server.folder, stack),
            "password": _secret(scratch, PASSWORD),
            "certificate": str(scratch / "cert.pem"),
        }
    }


def _s3(scratch: Path, stack: ExitStack) -> Block:
    server = stack.enter_context(home_servers.s3(scratch))
    endpoint = f"http://127.0.0.1:{server.port}"
    return {
        "website": {
            "folder": "s3://AKIATEST@hoi-phu-nu/tin",
            "address": f"{endpoint}/hoi-phu-nu/tin/",
            "password": _secret(scratch, PASSWORD),
            "endpoint": endpoint,
        }
    }


def _wordpress(scratch: Path, stack: ExitStack) -> Block:
    site = stack.enter_context(wordpress_server.running(scratch))
    password = _secret(scratch, site.passwords["tacgia"])
    return {"wordpress": {"address": site.address, "user": "tacgia", "password": password}}


SERVERS: dict[str, Callable[[Path, ExitStack], Block]] = {
    "SFTP (OpenSSH)": _sftp,
    "FTPS (pyftpdlib)": partial(_with_tls, "ftps", "/tin", home_servers.ftps),
    "WebDAV (WsgiDAV)": partial(_with_tls, "webdavs", "/dav/tin", home_servers.webdav),
    "S3 (moto)": _s3,
    "WordPress": _wordpress,
}


@contextmanager
def homes(folder: Path) -> Iterator[Iterator[tuple[str, Block | str]]]:
    """Start them one after the other, each in its own folder below *folder*: its block, or what it lacks."""
    with ExitStack() as stack:

        def started() -> Iterator[tuple[str, Block | str]]:
            for number, (name, start) in enumerate(SERVERS.items()):
                scratch = folder / str(number)
                scratch.mkdir()
                try:
                    yield name, start(scratch, stack)
                except pytest.skip.Exception as lacking:
                    yield name, str(lacking.msg)

        yield started()


def main() -> None:
    """Start all, say how each is used, and wait."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # moto's, which tells of each request
    say = partial(print, file=sys.stdout, flush=True)
    with tempfile.TemporaryDirectory(prefix="loa-thu-") as folder, homes(Path(folder)) as found:
        for name, block in found:
            say(f"\n# {name}")
            if isinstance(block, str):
                say(f"# Chưa mở được, máy này còn thiếu: {block.removeprefix('needs ')}")
            else:
                say(yaml.safe_dump(block, allow_unicode=True, sort_keys=False).rstrip())
        say(
            "\n# Chép một mục website (và mục wordpress nếu muốn) vào config/settings.yaml của một thư mục "
            "tập riêng,\n# chạy loa doctor, rồi loa publish. Mọi thứ chỉ ở trên máy này, tắt là mất. "
            "Tắt: Ctrl-C"
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            say("\n# Đang tắt…")


if __name__ == "__main__":
    main()
