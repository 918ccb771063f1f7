"""QR codes of web addresses, and the words that say where one leads."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import segno

QUIET = 4  # modules of white round a code, as its standard asks
LONGEST = 26  # characters of an address that anybody would read, let alone type
LEAST = 4  # pixels to a module: a phone still reads a card seen at a third of its size

Rows = tuple[bytes, ...]  # of modules: 1 dark, 0 light


def is_address(text: str) -> bool:
    """Whether *text* is a whole web address, with nothing in it that a phone would stumble over."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = text.isprintable() and not re.search(r"[\s<>\"{}|\\^`\x00-\x1f]", text)
    return plain and parts.scheme in {"http", "https"} and "@" not in parts.netloc and _is_host(host)


def words_of_address(address: str) -> str:
    """The address as people write it: without https:// and a last slash; its host alone where it is long."""
    words = re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")
    return words if len(words) <= LONGEST else re.split(r"[/?#]", words, maxsplit=1)[0]


@lru_cache(maxsize=64)
def code_of(address: str) -> Rows:
    """The modules of *address*, without their quiet zone; a quarter of them may be soiled.

    Raises:
        ValueError: the address is longer than any code holds.
    """
    try:
        code = segno.make_qr(address.encode(), error="m", boost_error=True)
    except segno.DataOverflowError as error:
        raise ValueError(str(error)) from None
    return tuple(bytes(row) for row in code.matrix)


def module_of(rows: Rows, width: int) -> int:
    """Pixels to a module where code and quiet zone share *width* pixels."""
    return width // (len(rows) + 2 * QUIET)


def _is_host(host: str) -> bool:
    return bool(re.fullmatch(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}", host))
