"""Posts → the text of a calendar's file, written as the documentation does; each line knows what it holds.

The project's reader reads back exactly what was written: only what it would take for something else is
quoted. Values are text, lists and mappings, as the reader gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from scheduler.calendar.entry import POST_KEYS
from scheduler.calendar.model import ALL_UNITS, CARD_KEYS, PROVINCE, Campaign, Card, ChannelVariant, Post

Entry = dict[str, Any]  # a group of keys as a file writes them
Path = tuple[str | int, ...]
Line = tuple[Path, str]

_STEP = 2
# Plain: begins with a letter or a digit, and holds neither ` #` nor a colon that ends a word.
_PLAIN = re.compile(r"[^\W_](?:[^\n\r\t:#]|:(?=\S)|(?<=\S)[#])*", re.UNICODE)
_BARE = re.compile(r"\w[\w-]*")  # what may stand in [brackets] beside others
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def entry_of(post: Post) -> Entry:
    """*post* as a file writes it, with all its defaults applied; what says nothing is left out."""
    entry = {
        "id": post.id,
        "at": _moment(post.at) if post.at else "",
        "after": _moment(post.after).removesuffix(" 00:00") if post.after else "",
        "repeat": post.repeat,
        "except": [day.isoformat() for day in post.excluded],
        "evergreen": str(post.evergreen or ""),
        "season": post.season,
        "cap": str(post.cap or ""),
        "units": _units(post),
        "title": post.title,
        "text": post.text,
        "hashtags": list(post.hashtags),
        "audience": post.audience,
        "topic": post.topic,
        "hotlines": list(post.hotlines),
        **_pictures(post),
        "film": post.film,
        "film_alt": post.film_alt,
        "link": post.link,
        "first_comment": post.first_comment,
        "channels": _channels(post),
        "status": post.status if post.status != "ready" else "",
        "source": post.source,
        "children": [str(age) for age in post.children],
        "consent": post.consent,
        "child_consent": post.child_consent,
        "language": post.language if post.language != "vi" else "",
        "khmer_reader": post.khmer_reader,
        "translation_of": post.translation_of,
        "continues": post.continues,
        "expires": post.expires.isoformat() if post.expires else "",
        "in_charge": post.in_charge,
        "note": post.note,
    }
    return {key: entry[key] for key in POST_KEYS if entry.get(key)}


def file_lines(campaign: Campaign, posts: Sequence[Entry], defaults: Entry | None = None) -> list[Line]:
    """The lines of a file that holds *posts*, each with the path of the value it belongs to."""
    lines: list[Line] = []
    about = {"id": campaign.id, "title": campaign.title, "programme": campaign.programme}
    about = {key: value for key, value in about.items() if value}
    if about:
        lines += [*_entry("campaign:", about, 0, ("campaign",)), ((), "")]
    if defaults:
        lines += [*_entry("defaults:", defaults, 0, ("defaults",)), ((), "")]
    lines.append(((), "posts:" if posts else "posts: []"))
    for number, post in enumerate(posts):
        lines += [((), "")] if number else []
        lines += _item(post, _STEP, ("posts", number))
    return lines


def yaml_text(lines: Sequence[Line]) -> str:
    """The file's text."""
    return "".join(f"{line}\n" for _, line in lines)


def entry_lines(head: str, value: Any, indent: int, path: Path) -> list[str]:
    """The lines of *value* behind *head*, which stands at *indent*."""
    return [line for _, line in _entry(head, value, indent, path)]


def block_lines(value: str, indent: int) -> list[str]:
    """The lines of a text below a `|`; [] where it cannot be written so."""
    return entry_lines("", value, indent, ("text",)) if _is_block(value, ("text",)) else []


def item_lines(value: Mapping[str, Any], indent: int) -> list[str]:
    """The lines of an entry of a list whose dash stands at *indent*."""
    return [line for _, line in _item(value, indent, ())]


def _entry(head: str, value: Any, indent: int, path: Path) -> Iterator[Line]:
    """*value* behind *head*, which stands at *indent*: in the same line if it can."""
    if isinstance(value, str):
        if not _is_block(value, path):
            yield path, f"{head} {scalar(value)}"
            return
        yield path, f"{head} |"
        for line in value.split("\n"):
            yield path, " " * (indent + _STEP) + line if line else ""
    elif not value:
        yield path, f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    elif isinstance(value, Mapping):
        yield path, head
        yield from _mapping(value, indent + _STEP, path)
    elif all(isinstance(one, str) and _BARE.fullmatch(one) for one in value):
        yield path, f"{head} [{', '.join(value)}]"
    else:
        yield path, head
        for number, one in enumerate(value):
            yield from _item(one, indent + _STEP, (*path, number))


def _mapping(value: Mapping[str, Any], indent: int, path: Path) -> Iterator[Line]:
    for key, one in value.items():
        yield from _entry(f"{' ' * indent}{scalar(key)}:", one, indent, (*path, key))


def _item(value: Any, indent: int, path: Path) -> Iterator[Line]:
    dash = " " * indent + "-"
    if not isinstance(value, Mapping) or not value:
        yield from _entry(dash, value, indent, path)
        return
    lines = _mapping(value, indent + _STEP, path)
    first, text = next(lines)
    yield first, f"{dash} {text.lstrip()}"
    yield from lines


def _is_block(value: str, path: Path) -> bool:
    """Whether *value* is written below a `|`, which takes everything as it is but spaces around it."""
    is_wanted = "\n" in value or path[-1:] == ("text",)
    return is_wanted and value == value.strip() != "" and "\r" not in value


def scalar(value: str, *, quotes: bool = False) -> str:
    """*value* in one line: plain where that is enough and *quotes* are not asked for."""
    if not quotes and _PLAIN.fullmatch(value) and value == value.strip():
        return value
    if not quotes and '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return '"' + "".join(_ESCAPES.get(one, one) for one in value) + '"'


def _moment(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "minutes")


def _units(post: Post) -> str | list[str]:
    if post.units == (PROVINCE,):
        return ""
    return str(ALL_UNITS) if post.units == (ALL_UNITS,) else list(post.units)


def _pictures(post: Post) -> Entry:
    """Its card, its cards or its photos, under the key that they have."""
    shown = [_card(card) for card in post.cards]
    if not shown:
        return {}
    if post.cards[0].is_photo:
        return {"photos": shown}
    return {"cards": shown} if len(shown) > 1 else {"card": shown[0]}


def _card(card: Card) -> Entry:
    fields = {key: value if isinstance(value, str) else list(value) for key, value in card.fields.items()}
    rest = {name: getattr(card, name) for name in CARD_KEYS}
    kind = {} if card.is_photo else {"template": card.template}
    return {**kind, **fields, **{key: value for key, value in rest.items() if value}}


def _channels(post: Post) -> Entry | list[str]:
    variants: Entry = {name: _variant(variant) for name, variant in post.channels.items()}
    return variants if any(variants.values()) else list(variants)


def _variant(variant: ChannelVariant) -> Entry:
    said = {key: value for key, value in asdict(variant).items() if value is not None}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}
