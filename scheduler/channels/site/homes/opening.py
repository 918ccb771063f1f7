"""Opens the store of a home's address; what a scheme needs besides is an extra of the installation."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.channels.site.homes.address import HomeAddress
from scheduler.channels.site.homes.store import Store
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.website_kind import WebsiteSettings

_NEEDED = {"sftp": "paramiko", "s3": "boto3"}  # the extras have the schemes' names


def open_store(address: HomeAddress, block: WebsiteSettings, opening: Opening) -> Store:
    """The store that *block* describes; nothing is connected yet.

    Raises:
        Stop: a secret, or an extra of the installation, is missing.
    """
    needed = _NEEDED.get(address.scheme)
    if needed and not find_spec(needed):
        raise Stop(_NO_EXTRA, scheme=address.scheme)
    password = opening.secret(block.password, "password") if block.password else None
    key = opening.secret(block.key, "key") if block.key else None
    if key and "PRIVATE KEY-----" not in key.reveal():
        raise Stop(_NO_PRIVATE_KEY)
    certificate = _file(opening.folder, block.certificate)
    if address.scheme == "sftp":
        from scheduler.channels.site.homes.sftp import SftpStore  # noqa: PLC0415 - an extra

        return SftpStore(address, password, key, block.host_key or "", only_public=block.only_public)
    assert password is not None, "the block has one for each scheme but sftp"
    if address.scheme == "s3":
        from scheduler.channels.site.homes.s3 import S3Store  # noqa: PLC0415 - an extra

        return S3Store(address, password, block.endpoint or "", certificate)
    if address.scheme == "ftps":
        from scheduler.channels.site.homes.ftps import FtpsStore  # noqa: PLC0415 - only where it is asked for

        return FtpsStore(address, password, certificate)
    from scheduler.channels.site.homes.webdav import WebDavStore  # noqa: PLC0415 - as above

    return WebDavStore(address, password, certificate)


def _file(root: Path, name: str | None) -> Path | None:
    if name is None:
        return None
    path = root / name
    if not path.is_file():
        raise Stop(_NO_CERTIFICATE, path=name)
    return path


_NO_EXTRA = Text(
    "Chưa cài phần đưa trang web lên máy chủ bằng {scheme}. Chạy: pip install 'loa[{scheme}]'",
    "The part that carries the website by {scheme} is not installed. Run: pip install 'loa[{scheme}]'",
)
_NO_PRIVATE_KEY = Text(
    "Tệp mà website.key chỉ tới không phải là khóa riêng SSH dạng OpenSSH. Nếu là tệp .ppk của PuTTY: mở "
    "bằng PuTTYgen, chọn Conversions → Export OpenSSH key, rồi chỉ website.key tới tệp mới.",
    "What website.key names is no private SSH key in OpenSSH's form. If it is a .ppk of PuTTY: open it in "
    "PuTTYgen, choose Conversions → Export OpenSSH key, and name the new file in website.key.",
)
_NO_CERTIFICATE = Text(
    "Không có tệp chứng thư {path} mà website.certificate chỉ tới. Chép tệp ấy vào rồi chạy lại.",
    "There is no certificate {path}, which website.certificate names. Put it there and run again.",
)
