"""A post of a new edition, of the one that was taken, and as it stands in her calendar: what it is to be.

Its words are one thing: where she has changed any of them and the giver has too, hers stay, and she is told.
How it is arranged (its hour, audience …) is taken key by key, hers before the giver's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from scheduler.calendar.entry import POST_KEYS
from scheduler.calendar.yaml_text import Entry

# What may differ without a word of the post being another.
ARRANGED = (
    "at", "after", "repeat", "except", "evergreen", "season", "cap", "units", "audience", "topic", "hashtags",
    "status", "in_charge", "note", "expires", "continues",
)  # fmt: skip
_WORDS = tuple(key for key in POST_KEYS if key not in {*ARRANGED, "id"})


class Came(Enum):
    """What became of a post."""

    SAME = "same"
    MOVED = "moved"  # only how it is arranged
    CHANGED = "changed"  # the giver's new words, a draft again
    OWN = "own"  # hers stay, though the giver has changed it


@dataclass(frozen=True, slots=True)
class Merged:
    """What it is to be, what became of it, and which keys the giver has changed."""

    entry: Entry
    came: Came
    keys: tuple[str, ...]
    is_own: bool  # she has words of her own


def merged(base: Mapping[str, Any], hers: Mapping[str, Any], new: Mapping[str, Any]) -> Merged:
    """*base* is how the last edition was put into her calendar, *new* how this one would be."""
    given = tuple(key for key in POST_KEYS if key != "status" and not _same(base.get(key), new.get(key)))
    is_own = any(not _same(base.get(key), hers.get(key)) for key in _WORDS)
    differs = any(not _same(hers.get(key), new.get(key)) for key in _WORDS)
    has_new_words = any(key in _WORDS for key in given)
    takes_words = not is_own or not differs
    chosen = {key: (new if takes_words else hers).get(key) for key in _WORDS}
    for key in ARRANGED:
        is_hers = key == "status" or not _same(base.get(key), hers.get(key))
        chosen[key] = (hers if is_hers else new).get(key)
    chosen["id"] = hers.get("id")
    came = Came.SAME
    if has_new_words and not takes_words:
        came = Came.OWN
    elif has_new_words and differs:
        came, chosen["status"] = Came.CHANGED, "draft"
    elif any(not _same(chosen[key], hers.get(key)) for key in ARRANGED):
        came = Came.MOVED
    entry = {key: chosen[key] for key in POST_KEYS if chosen.get(key)}
    return Merged(entry, came, given, is_own and differs)


def _same(one: Any, other: Any) -> bool:
    """Whether both say the same; a file's text may end with a line's end, and nothing is as good as none."""
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_same(one.get(key), other.get(key)) for key in {*one, *other})
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(map(_same, one, other))
    return (one or None) == (other or None)
