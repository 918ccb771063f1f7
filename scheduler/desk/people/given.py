"""What was sent, as far as the desk may have sent it: words that can be written, numbers that count."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from scheduler.delivery.key import Key

_NUMBER = re.compile(r"[0-9]{1,4}")
_VIEWS = ("/", "/month", "/week", "/deliveries", "/problems")
_LONGEST_VIEW = 500
_DEEPEST = 8  # a post's keys go four deep
_MOST_DEEP = 200_000  # letters of a form's hidden JSON


def number(words: object) -> int | None:
    """The number that *words* are; None where they are none, or more digits than anything is counted in."""
    return int(words) if isinstance(words, str) and _NUMBER.fullmatch(words) else None


def view_in(words: object, otherwise: str) -> str:
    """The address of a view that *words* are, to go back to; *otherwise* where they are none."""
    said = str(words)
    try:
        _, host, path, query, _ = urlsplit(said)
    except ValueError:
        return otherwise
    if (
        path not in _VIEWS
        or host
        or not said.startswith(path)
        or len(said) > _LONGEST_VIEW
        or not said.isprintable()
    ):
        return otherwise
    kept = [(name, value) for name, value in parse_qsl(query) if name not in ("said", "saved")]
    return f"{path}?{urlencode(kept)}" if kept else path


def key_of(words: object) -> Key | None:
    """The key of a delivery that *words* are; None where they are none."""
    try:
        return Key.parse(str(words))
    except ValueError:
        return None


def writable(words: str) -> str:
    """*words* with a sign for each half of a letter: neither a file nor an answer could hold it."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def mapping_of(words: str) -> dict[str, Any] | None:
    """The JSON object in *words*; None where there is none, or one that no page of ours sends."""
    try:
        found = json.loads(words, parse_constant=_refuse) if len(words) <= _MOST_DEEP else None
    except (ValueError, RecursionError):
        return None
    return _plain(found, _DEEPEST) if isinstance(found, dict) else None


def _plain(value: Any, deep: int) -> Any:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict) and deep:
        return {writable(key): _plain(one, deep - 1) for key, one in value.items()}
    if isinstance(value, list) and deep:
        return [_plain(one, deep - 1) for one in value]
    return "" if isinstance(value, dict | list) else value


def _refuse(_: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON")
