"""Secrets lie outside the settings; the settings say where: `env:NAME`, `file:PATH`, `keyring:NAME`.

A `Secret` never shows itself: its text forms are stars, and only `reveal()` gives the value, which is
called in one place, where the request is signed.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from scheduler.problems import Stop, Text


class Secret:
    """A value that must not be printed, logged, pickled or put into an address."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


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


def _from_keyring(name: str) -> Secret:
    try:
        import keyring  # noqa: PLC0415 - an extra: `pip install loa[keyring]`
    except ImportError:
        raise SecretMissing(_NO_KEYRING, name=name) from None
    value = keyring.get_password("loa", name)
    if not value:
        raise SecretMissing(_NOT_IN_KEYRING, name=name)
    return Secret(value)


_NO_VARIABLE = Text(
    "Chưa có mã truy cập: biến môi trường {name} đang trống. Đặt biến này rồi chạy lại.",
    "There is no secret: the environment variable {name} is empty. Set it and run again.",
)
_NO_FILE = Text(
    "Chưa có mã truy cập: không đọc được tệp {path}. Chép mã vào tệp này, đặt quyền 600 rồi chạy lại.",
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
