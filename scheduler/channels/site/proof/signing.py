"""Ed25519 keys and signatures in OpenSSH's own forms, so that `ssh-keygen -Y verify` alone can check them.

The signature's form is PROTOCOL.sshsig of OpenSSH. What is signed for one namespace (`loa`: a site's lists)
says nothing in another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "loa"
_ALGORITHM, _HASH, _MAGIC = b"ssh-ed25519", b"sha512", b"SSHSIG"
_KEYS = re.compile(r"(?m)^(?!#).*?\bssh-ed25519 ([A-Za-z0-9+/=]+)")
_BEGIN, _END, _WIDTH = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n", 70


class NotAKey(ValueError):  # noqa: N818 - said of what was given
    """What should be a key in OpenSSH's form is none of Ed25519."""


class Refused(Exception):  # noqa: N818 - a judgement
    """The signature is not that key's over those bytes."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key by which anybody checks: 32 bytes."""

    raw: bytes

    @property
    def words(self) -> str:
        """As OpenSSH writes it: ssh-ed25519 AAAA…"""
        return f"{_ALGORITHM.decode()} {base64.b64encode(self.blob).decode()}"

    @property
    def blob(self) -> bytes:
        """As it stands in signatures."""
        return _string(_ALGORITHM) + _string(self.raw)

    @property
    def fingerprint(self) -> str:
        """SHA256:… as `ssh-keygen -lf` shows it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    def check(self, data: bytes, signature: bytes, namespace: str = NAMESPACE) -> None:
        """Let *data* pass whose *signature* (a whole .sig file) is this key's, for that *namespace*.

        Raises:
            Refused: it is not; another way of writing the same signature is refused too.
        """
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        raw = _unwrapped(signature)[-64:]
        if _wrapped(self, raw, namespace) != signature:
            raise Refused("the signature's form, or its key, is another")
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(raw, _signed(data, namespace))
        except InvalidSignature:
            raise Refused("the signature is not over these bytes") from None


class SigningKey:
    """The private key; it never shows itself."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"SigningKey({self.public.fingerprint})"

    def sign(self, data: bytes, namespace: str = NAMESPACE) -> bytes:
        """The .sig file over *data*; the same bytes each time."""
        return _wrapped(self.public, self._key.sign(_signed(data, namespace)), namespace)


def make_key() -> str:
    """A new private key as a text in OpenSSH's form.

    Raises:
        ImportError: the extra is not installed.
    """
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    key = Ed25519PrivateKey.generate()
    written = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption())
    return written.decode()


def read_key(text: str) -> SigningKey:
    """The private key in *text*; whoever has one from `ssh-keygen -t ed25519` may use that.

    Raises:
        NotAKey: it is none, another kind's, or locked by a password.
        ImportError: the extra is not installed.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key  # noqa: PLC0415

    try:
        key = load_ssh_private_key(text.strip().encode() + b"\n", None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NotAKey from None  # what they say may show a part of it
    if not isinstance(key, Ed25519PrivateKey):
        raise NotAKey
    return SigningKey(key)


def signers_line(who: str, key: PublicKey) -> str:
    """The line of an `allowed_signers` file by which `ssh-keygen -Y verify -I WHO` knows *key*."""
    return f'{who} namespaces="{NAMESPACE}" {key.words}\n'


def read_signers(data: bytes) -> list[PublicKey]:
    """The keys in such a file, or in a .pub; what is no key of that kind is passed over."""
    found = []
    for blob in _KEYS.findall(data.decode("utf-8", "replace")):
        try:
            raw = base64.b64decode(blob, validate=True)
        except (ValueError, binascii.Error):
            continue
        if PublicKey(raw[-32:]).blob == raw:
            found.append(PublicKey(raw[-32:]))
    return found


def _signed(data: bytes, namespace: str) -> bytes:
    digest = hashlib.sha512(data).digest()
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(_HASH) + _string(digest)


def _wrapped(key: PublicKey, raw: bytes, namespace: str) -> bytes:
    signature = _string(_ALGORITHM) + _string(raw)
    parts = (key.blob, namespace.encode(), b"", _HASH, signature)
    blob = base64.b64encode(_MAGIC + struct.pack(">I", 1) + b"".join(map(_string, parts)))
    lines = (blob[at : at + _WIDTH] + b"\n" for at in range(0, len(blob), _WIDTH))
    return _BEGIN + b"".join(lines) + _END


def _unwrapped(signature: bytes) -> bytes:
    try:
        return base64.b64decode(signature.removeprefix(_BEGIN).removesuffix(_END))
    except (ValueError, binascii.Error):
        raise Refused("it is no signature of SSH's") from None


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
