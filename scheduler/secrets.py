"""Secrets lie outside the settings; the settings say where: `env:NAME`, `file:PATH`, `keyring:NAME`.

A `Secret` never shows itself: its text forms are stars, and only `reveal()` gives the value, which is
called in one place, where the request is signed.
"""

from __future__ import annotations

import hmac
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from scheduler.problems import Stop, Text

_STARS = "***"
_SHORTEST = 8  # letters: anything shorter is no secret, and starring it would spoil every text
_LIKE_A_TOKEN = re.compile(
    r"\bEAA[0-9A-Za-z]{12,}"
    r"|(?<=token=)[^&\s\"']+|(?<=appsecret_proof=)[^&\s\"']+|(?<=client_secret=)[^&\s\"']+"
    r"|(?<=[Bb]earer )[\w.~+/=-]{12,}"
)
_PLACES = ("env:", "file:", "keyring:")
_known: set[str] = set()


class Secret:
    """A value that must not be printed, logged, pickled or put into an address."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        _known.update(one for one in (value, *value.split()) if len(one) >= _SHORTEST)

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def is_same(self, other: Secret | None) -> bool:
        """Whether *other* holds the same value."""
        return other is not None and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


def starred(text: str) -> str:
    """*text* with stars for every secret that this program holds, and for whatever looks like a token.

    The last net under everything that is logged; nothing relies on it.
    """
    for value in tuple(_known):
        for form in {value, quote(value, safe="")}:
            text = text.replace(form, _STARS)
    return _LIKE_A_TOKEN.sub(_STARS, text)


class SecretMissing(Stop):
    """The place that the settings name holds nothing; only the channel that needs it stops."""


def fetch(reference: str, root: Path) -> Secret:
    """The secret that *reference* (`env:NAME`, `file:PATH` relative to *root*, `keyring:NAME`) points at.

    Raises:
        SecretMissing: nothing is there, or a file that others may read.
    """
    kind, _, name = reference.partition(":")
    if kind == "keyring":
        return _from_keyring(name)
    if kind == "env":
        value = os.environ.get(name, "").strip()
        if not value:
            raise SecretMissing(_NO_VARIABLE, name=name)
        return Secret(value)
    path = Path(name) if Path(name).is_absolute() else root / name
    try:
        mode = path.stat().st_mode
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SecretMissing(_NO_FILE, path=name) from None
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretMissing(_OPEN_FILE, path=name)
    if not value:
        raise SecretMissing(_NO_FILE, path=name)
    return Secret(value)


def references(block: object) -> Iterator[str]:
    """Where the secrets of *block*, a group of the settings, lie."""
    for value in vars(block).values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and one.startswith(_PLACES):
                yield one


def is_there(reference: str, root: Path) -> bool:
    """Whether anything lies where *reference* points; nothing is read, and a keyring is not asked."""
    kind, _, name = reference.partition(":")
    if kind == "env":
        return bool(os.environ.get(name, "").strip())
    if kind == "keyring":
        return True
    try:
        return (root / name).stat().st_size > 0  # a whole path stays itself
    except OSError:
        return False


def check_keeps(reference: str) -> None:
    """Let a place pass that a program can write to.

    Raises:
        Stop: an environment variable, which a program can set for nobody but itself.
    """
    if reference.startswith("env:"):
        raise Stop(_CANNOT_KEEP, name=reference.partition(":")[2])


def keep(reference: str, secret: Secret, root: Path) -> None:
    """Put *secret* where *reference* points: a file that its owner alone may read, or the keyring.

    Raises:
        Stop: the place cannot be written, or is an environment variable.
    """
    check_keeps(reference)
    kind, _, name = reference.partition(":")
    if kind == "keyring":
        _to_keyring(name, secret)
        return
    path = Path(name) if Path(name).is_absolute() else root / name
    part = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secret.reveal() + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        raise Stop(_NOT_WRITTEN, path=name, why=error.strerror or "?") from None


def forget(reference: str, secret: Secret, root: Path) -> None:
    """Let the place that `keep` wrote be empty, if it still holds *secret*.

    Raises:
        Stop: the keyring is closed.
        OSError: the file cannot be removed.
    """
    try:
        if not fetch(reference, root).is_same(secret):
            return
    except SecretMissing:
        return
    kind, _, name = reference.partition(":")
    if kind == "keyring":
        _to_keyring(name, None)
    elif kind == "file":
        (Path(name) if Path(name).is_absolute() else root / name).unlink(missing_ok=True)


def _from_keyring(name: str) -> Secret:
    try:
        import keyring  # noqa: PLC0415 - an extra: `pip install loa[keyring]`
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise SecretMissing(_NO_KEYRING, name=name) from None
    try:
        value = keyring.get_password("loa", name)
    except KeyringError:
        raise SecretMissing(_KEYRING_CLOSED, name=name) from None
    if not value:
        raise SecretMissing(_NOT_IN_KEYRING, name=name)
    return Secret(value)


def _to_keyring(name: str, secret: Secret | None) -> None:
    try:
        import keyring  # noqa: PLC0415 - an extra: `pip install loa[keyring]`
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise Stop(_NO_KEYRING, name=name) from None
    try:
        if secret is None:
            keyring.delete_password("loa", name)
        else:
            keyring.set_password("loa", name, secret.reveal())
    except KeyringError:
        raise Stop(_KEYRING_CLOSED, name=name) from None


_NO_VARIABLE = Text(
    "Chưa có mã truy cập: biến môi trường {name} đang trống. Đặt biến này rồi chạy lại.",
    "There is no secret: the environment variable {name} is empty. Set it and run again.",
)
_NO_FILE = Text(
    "Chưa có mã truy cập: không đọc được tệp {path}. Chép mã vào tệp ấy, chỉ để mình chị đọc được.",
    "There is no secret: the file {path} cannot be read or is empty. Put it there with mode 0600.",
)
_OPEN_FILE = Text(
    "Tệp mã truy cập {path} đang mở cho người khác đọc. Đặt quyền 600 (chmod 600 {path}) rồi chạy lại.",
    "The secret's file {path} can be read by others. Set its mode to 0600 (chmod 600 {path}).",
)
_NO_KEYRING = Text(
    "Chưa cài phần đọc kho mật khẩu của máy. Chạy: pip install keyring",
    "The part that reads the system's keyring is not installed. Run: pip install keyring",
)
_NOT_IN_KEYRING = Text(
    "Kho mật khẩu của máy chưa có {name}. Chạy: keyring set loa {name}",
    "The system's keyring has no {name}. Run: keyring set loa {name}",
)
_KEYRING_CLOSED = Text(
    "Không mở được kho mật khẩu của máy để dùng {name}. Đăng nhập vào máy rồi chạy lại, hoặc cất mã vào tệp "
    "(file:config/token.txt).",
    "The system's keyring cannot be opened for {name}. Log in and run again, or keep the secret in a file "
    "(file:config/token.txt).",
)
_CANNOT_KEEP = Text(
    "Cài đặt ghi nơi cất mã là biến môi trường {name}; Loa không tự ghi vào đó được. Trong "
    "config/settings.yaml, sửa dòng token thành  token: file:config/token.txt  rồi chạy lại; Loa sẽ tự tạo "
    "tệp ấy, chỉ mình chị đọc được.",
    "The settings name the environment variable {name}, which a program cannot set for good. In "
    "config/settings.yaml write  token: file:config/token.txt  and run again; Loa makes that file, for "
    "your eyes alone.",
)
_NOT_WRITTEN = Text(
    "Không ghi được tệp mã truy cập {path} ({why}). Kiểm tra quyền ghi và chỗ trống của ổ đĩa rồi chạy lại.",
    "The secret's file {path} cannot be written ({why}). See its folder's permissions and the free space.",
)
