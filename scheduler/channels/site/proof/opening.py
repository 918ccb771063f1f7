"""The key by which a site's lists are signed, as the settings name it; never a new one by itself."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from scheduler.channels.site.proof.proofs import Sealing
from scheduler.channels.site.proof.signing import NotAKey, read_key
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening


def open_sealing(reference: str, old: tuple[str, ...], opening: Opening) -> Sealing:
    """The key behind *reference*, or why there is none; *old* are the fingerprints of those it replaces."""
    if find_spec("cryptography") is None:
        return Sealing(None, NO_EXTRA, old)
    try:
        return Sealing(read_key(opening.secret(reference, "signing_key").reveal()), None, old)
    except Stop:
        return Sealing(None, _NO_KEY, old)
    except NotAKey:
        return Sealing(None, _NO_SOUND_KEY, old)


NO_EXTRA = Text(
    "Chưa cài phần ký danh sách bài. Chạy: pip install 'loa[proof]'",
    "The part that signs the list of posts is not installed. Run: pip install 'loa[proof]'",
)
_NO_KEY = Text(
    "Không đọc được khóa ký mà website.signing_key chỉ tới, nên danh sách bài không được ký thêm",
    "The signing key that website.signing_key names cannot be read, so the list of posts is not signed",
)
_NO_SOUND_KEY = Text(
    "Tệp mà website.signing_key chỉ tới không phải khóa Ed25519 không mật khẩu của OpenSSH, nên danh sách "
    "bài không được ký thêm",
    "What website.signing_key names is no Ed25519 key of OpenSSH without a password, so the list of posts "
    "is not signed",
)
