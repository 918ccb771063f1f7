"""What a bundle holds besides its manifest: posts and hotlines in the calendar's own YAML, and photos.

It is read by the calendar's own reader and held against what a bundle may say: nothing in it names a file of
the office that takes it, a unit, a design, or a person there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from scheduler.bundles import messages
from scheduler.bundles.manifest import HOTLINES, MOST_POSTS, POSTS
from scheduler.bundles.parcel import Parcel
from scheduler.calendar.entry import HOTLINE_KEYS, POST_KEYS, CampaignEntry, HotlineEntry, is_id
from scheduler.calendar.numbers import digits
from scheduler.calendar.versions import is_entry
from scheduler.calendar.wording import PLACEHOLDER
from scheduler.calendar.yaml_text import Entry
from scheduler.cards.pictures import ENDINGS
from scheduler.problems import Stop
from scheduler.reader.parsing import read

# What stays where a post was written: its units, who looks after it, and the film, which is too large.
STAYS = ("units", "status", "in_charge", "note", "film", "film_alt")
_OF_POST = frozenset(POST_KEYS) - set(STAYS)
_OF_LINE = frozenset(HOTLINE_KEYS) - {"verified_on", "verified_by", "verified_number"}
_OF_CAMPAIGN = frozenset(CampaignEntry.model_fields)
_PICTURED = ("card", "cards", "photos")


@dataclass(frozen=True, slots=True)
class Contents:
    """The campaign's heading, the posts by id, each with its own keys, and the hotlines by key."""

    campaign: Entry
    posts: Mapping[str, Entry]
    hotlines: Mapping[str, Entry]


def contents_of(parcel: Parcel) -> Contents:
    """What *parcel* holds.

    Raises:
        Stop: it says something that a bundle does not say.
    """
    hotlines = _value(HOTLINES, parcel.files[HOTLINES]) or {}
    file = _value(POSTS, parcel.files[POSTS], items="posts") or {}
    _require(isinstance(hotlines, dict) and is_entry(hotlines), HOTLINES)
    _require(isinstance(file, dict) and file.keys() <= {"campaign", "posts"}, POSTS)
    campaign, posts = file.get("campaign", {}), file.get("posts", [])
    _require(is_entry(campaign) and campaign.keys() <= _OF_CAMPAIGN, "campaign")
    _require(isinstance(posts, list) and len(posts) <= MOST_POSTS, "posts")
    for key, line in hotlines.items():
        _require_line(key, line)
    found: dict[str, Entry] = {}
    for post in posts:
        _require(is_entry(post), "posts")
        id_ = post.get("id", "")
        _require(isinstance(id_, str) and is_id(id_) and id_ not in found, str(id_)[:60])
        unknown = sorted(post.keys() - _OF_POST)
        _require(not unknown, f"{id_}: {', '.join(unknown)[:60]}")
        _require(
            photos_of(post) <= parcel.manifest.photos, f"{id_}: {', '.join(sorted(photos_of(post)))[:80]}"
        )
        lost = sorted(lines_of(post) - hotlines.keys())
        _require(not lost, f"{id_}: {', '.join(lost)[:60]}")
        found[id_] = post
    unused = sorted(hotlines.keys() - frozenset().union(*map(lines_of, found.values())))
    _require(not unused, ", ".join(unused)[:60])
    _require(not found.keys() & parcel.manifest.withdrawn.keys(), "withdrawn")
    return Contents(campaign, found, hotlines)


def with_texts(entry: Entry, change: Callable[[str], str]) -> Entry:
    """*entry* with *change* made in each text of it."""

    def of(value: Any) -> Any:
        if isinstance(value, str):
            return change(value)
        if isinstance(value, Mapping):
            return {key: of(one) for key, one in value.items()}
        return [of(one) for one in value]

    return {key: of(value) for key, value in entry.items()}


def with_photos(entry: Entry, change: Callable[[str], str]) -> Entry:
    """*entry* with another name for each photo that its cards name."""

    def of(card: Any) -> Any:
        if isinstance(card, list):
            return [of(one) for one in card]
        is_photo = {key: isinstance(value, str) and _names_photo(value) for key, value in card.items()}
        return {key: change(value) if is_photo[key] else value for key, value in card.items()}

    return {key: of(value) if key in _PICTURED else value for key, value in entry.items()}


def photos_of(entry: Entry) -> frozenset[str]:
    """The photos that the post's cards name."""
    found: set[str] = set()

    def note(name: str) -> str:
        found.add(name)
        return name

    with_photos(entry, note)
    return frozenset(found)


def lines_of(entry: Entry) -> frozenset[str]:
    """The keys of the hotlines that the post names in any way."""
    named = entry.get("hotlines", [])
    in_texts = (found["hotline"] for text in _texts(entry) for found in PLACEHOLDER.finditer(text))
    return frozenset([*(named if isinstance(named, list) else [named]), *filter(None, in_texts)])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one)


def _names_photo(value: str) -> bool:
    return "\n" not in value and PurePosixPath(value.replace("\\", "/")).suffix.lower() in ENDINGS


def _require_line(key: str, line: Any) -> None:
    _require(is_id(key) and is_entry(line) and line.keys() <= _OF_LINE, key[:60])
    try:
        entry = HotlineEntry.model_validate(line)
    except ValidationError:
        raise Stop(messages.STRANGE_POSTS, what=key[:60]) from None
    _require(bool(digits(entry.number)), key[:60])


def _value(file: str, data: bytes, items: str = "") -> Any:
    document = read(file, data, items=items)
    _require(not document.problems, f"{file}: {document.problems[0].wrong()}" if document.problems else file)
    return document.value


def _require(holds: bool, what: str) -> None:
    if not holds:
        printable = "".join(one if one.isprintable() else "?" for one in what)
        raise Stop(messages.STRANGE_POSTS, what=printable)
