"""The manifest of a bundle: what is signed. One way of writing it, and nothing else is read.

Whose key it names is said by whoever signed it: whether that key may be trusted is asked elsewhere (`keys`).
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import msgspec

from scheduler.bundles import messages
from scheduler.calendar.entry import is_id
from scheduler.channels.site.proof.signing import PublicKey, Refused, SigningKey, read_signers
from scheduler.problems import Stop

FORMAT = 1
NAMESPACE = "loa-bundle"
MOST_POSTS, MOST_FILES = 500, 600
MOST_BUNDLE = 40  # characters of its id
MOST_WORDS = 200  # characters of a name, a title, a reason
POSTS, HOTLINES = "posts.yaml", "hotlines.yaml"
_PHOTO = re.compile(r"photos/([0-9a-f]{64})\.(?:jpg|png)")


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the bundle: its path there, how many bytes it has, and their hash."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle says of itself. *edition* only grows; *valid_until* is the last day on which its posts
    may be published; *withdrawn* has what earlier editions gave and this one takes back, each with why."""

    format: int
    bundle: str
    title: str
    giver: str
    key: str  # as OpenSSH writes it
    edition: int
    made_at: datetime
    valid_until: date
    withdrawn: dict[str, str]
    files: tuple[File, ...]

    @property
    def public_key(self) -> PublicKey:
        """The key by which it says it is signed."""
        return read_signers(self.key.encode())[0]

    @property
    def photos(self) -> frozenset[str]:
        """The paths of its photos."""
        return frozenset(one.path for one in self.files if is_photo(one.path))


def written(value: object) -> bytes:
    """*value* as JSON, in the one way that is signed."""
    plain = msgspec.to_builtins(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sealed(manifest: Manifest, key: SigningKey) -> tuple[bytes, bytes]:
    """The manifest's bytes, and their signature."""
    data = written(manifest)
    return data, key.sign(data, NAMESPACE)


def unsealed(data: bytes, signature: bytes) -> Manifest:
    """The manifest in *data*, once *signature* is that of the key which it names.

    Raises:
        Stop: it is not, or it says something that no manifest of this format says.
    """
    if _format_of(data) > FORMAT:
        raise Stop(messages.NEWER)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
        keys = read_signers(manifest.key.encode())
        if len(keys) != 1 or keys[0].words != manifest.key:
            raise Stop(messages.DAMAGED)
        keys[0].check(data, signature, NAMESPACE)
        is_one_way = written(manifest) == data
    except (ValueError, RecursionError):  # msgspec's own errors are ValueErrors
        raise Stop(messages.DAMAGED) from None
    except Refused:
        raise Stop(messages.WRONG_SIGNATURE) from None
    if not is_one_way or not _is_sound(manifest):
        raise Stop(messages.DAMAGED)
    return manifest


def path_of_photo(digest: str, *, is_png: bool) -> str:
    """Where a bundle has the photo of that hash."""
    return f"photos/{digest}.{'png' if is_png else 'jpg'}"


def is_photo(path: str) -> bool:
    """Whether *path* is one of a bundle's photos."""
    return _PHOTO.fullmatch(path) is not None


def _is_sound(manifest: Manifest) -> bool:
    paths = [one.path for one in manifest.files]
    words = (manifest.title, manifest.giver, *manifest.withdrawn.values())
    return (
        manifest.format == FORMAT
        and is_id(manifest.bundle)
        and len(manifest.bundle) <= MOST_BUNDLE
        and 1 <= manifest.edition < 1_000_000
        and manifest.made_at.tzinfo is not None
        and all(is_line(one) for one in words)
        and bool(manifest.giver)
        and all(map(is_id, manifest.withdrawn))
        and len(manifest.withdrawn) <= MOST_POSTS
        and paths == sorted(set(paths))
        and {POSTS, HOTLINES} <= set(paths)
        and len(paths) <= MOST_FILES
        and all(map(_is_sound_file, manifest.files))
    )


def _is_sound_file(file: File) -> bool:
    photo = _PHOTO.fullmatch(file.path)
    is_named_by_content = photo is None or photo[1] == file.sha256
    return (file.path in {POSTS, HOTLINES} or photo is not None) and file.size >= 0 and is_named_by_content


def is_line(words: str) -> bool:
    """Whether *words* are such as a screen can show in a line: nothing that it would obey."""
    return len(words) <= MOST_WORDS and words.isprintable()


def _format_of(data: bytes) -> int:
    """The format that it says it has; 0 where it says none."""

    class _Head(msgspec.Struct):
        format: int = 0

    try:
        return msgspec.json.decode(data, type=_Head).format
    except (ValueError, RecursionError):
        return 0
