"""Whose signature counts: this office's own key, and the keys of others that somebody here has compared.

The others' lie in config/bundles/keys.json: those whose bundles are taken (`givers`), and those whose
receipts are believed (`offices`), each by the name that it had when it was first seen.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import msgspec

from scheduler.bundles import messages
from scheduler.channels.site.proof.signing import NotAKey, PublicKey, SigningKey, make_key, read_key
from scheduler.files import WorkFolder, read_file, write_whole
from scheduler.problems import Stop
from scheduler.secrets import Secret, SecretMissing, fetch, keep

OWN = "file:config/khoa-bo-bai"
_GROUPS, _DIGITS = 8, 5
Kept = TypeVar("Kept")


class Known(msgspec.Struct, forbid_unknown_fields=True):
    """The keys of others, by their words (`ssh-ed25519 …`) the givers', by their names the offices'."""

    givers: dict[str, str] = msgspec.field(default_factory=dict)
    offices: dict[str, str] = msgspec.field(default_factory=dict)


def number_of(key: PublicKey) -> str:
    """What two people compare by telephone: the key's hash as eight groups of five digits, 132 bits of it."""
    number = int.from_bytes(hashlib.sha256(key.blob).digest()) % 10 ** (_GROUPS * _DIGITS)
    digits = f"{number:0{_GROUPS * _DIGITS}}"
    return " ".join(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))


def is_number_of(said: str, key: PublicKey) -> bool:
    """Whether what a person heard and typed is the *key*'s number, however she grouped it."""
    return "".join(one for one in said if one.isalnum()) == number_of(key).replace(" ", "")


def need_extra() -> None:
    """Let pass where what signs and checks is installed.

    Raises:
        Stop: it is not.
    """
    if find_spec("cryptography") is None:
        raise Stop(messages.NO_EXTRA)


def own_key(folder: WorkFolder) -> SigningKey:
    """The key by which this office signs.

    Raises:
        Stop: there is none yet, or it cannot be read.
    """
    need_extra()
    try:
        return read_key(fetch(OWN, folder.root).reveal())
    except SecretMissing as missing:
        if (folder.root / OWN.partition(":")[2]).exists():
            raise Stop(missing.words) from None
        raise Stop(messages.NO_KEY) from None
    except NotAKey:
        raise Stop(messages.BAD_KEY) from None


def has_own_key(folder: WorkFolder, key: PublicKey) -> bool:
    """Whether *key* is this office's own."""
    try:
        return own_key(folder).public == key
    except Stop:
        return False


def make_own_key(folder: WorkFolder) -> None:
    """Make it, once.

    Raises:
        Stop: something lies there, or it cannot be written.
    """
    need_extra()
    if (folder.root / OWN.partition(":")[2]).exists():
        raise Stop(messages.KEY_THERE)
    keep(OWN, Secret(make_key()), folder.root)


def known_keys(folder: WorkFolder) -> Known:
    """The keys of others.

    Raises:
        Stop: the file is damaged: nobody's key is guessed.
    """
    return read_kept(_file(folder), Known) or Known()


def keep_known(folder: WorkFolder, known: Known) -> None:
    """Write them down.

    Raises:
        OSError: they cannot be written.
    """
    write_kept(_file(folder), known)


def read_kept(path: Path, kind: type[Kept]) -> Kept | None:
    """What a file of config/bundles holds; None where there is none.

    Raises:
        Stop: it cannot be read, or is damaged.
    """
    try:
        return msgspec.json.decode(read_file(path), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        raise Stop(messages.STATE_DAMAGED, name=f"config/bundles/{path.name}") from None


def write_kept(path: Path, value: object) -> None:
    """Let the file hold *value*, in lines, so that git shows what changed.

    Raises:
        OSError: it cannot be written.
    """
    data = msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1)
    write_whole(path, data + b"\n")


def place_of(folder: WorkFolder, name: str) -> Path:
    """Where config/bundles keeps what is called *name*."""
    return folder.config / "bundles" / f"{name}.json"


def _file(folder: WorkFolder) -> Path:
    return place_of(folder, "keys")
