"""A bundle's post made the office's own: its ids, hotlines, hours, channels and photos; a draft until she
lets it go."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from scheduler.bundles.contents import with_photos, with_texts
from scheduler.bundles.state import post_id
from scheduler.calendar.entry import POST_KEYS
from scheduler.calendar.wording import PLACEHOLDER
from scheduler.calendar.yaml_text import Entry
from scheduler.settings.model import Settings
from scheduler.settings.week import Slots

_AT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Office:
    """What the posts are fitted to. *lines*: by which of her hotlines one of the giver's is replaced;
    *beside*: the posts of the bundle; *valid_until*: after which none of them may go out."""

    settings: Settings
    bundle: str
    lines: Mapping[str, str]
    beside: Collection[str]
    valid_until: date


def fitted(entry: Entry, office: Office) -> Entry:
    """*entry* as her calendar has it, at the giver's hour."""
    found = with_texts(entry, lambda text: PLACEHOLDER.sub(lambda one: _line(one, office.lines), text))
    found = with_photos(found, lambda name: photo_name(office.bundle, name))
    found["id"] = post_id(office.bundle, entry["id"])
    if "hotlines" in found:
        found["hotlines"] = list(dict.fromkeys(office.lines.get(one, one) for one in found["hotlines"]))
    for key in ("translation_of", "continues"):
        if key in found:
            found[key] = post_id(office.bundle, found[key]) if found[key] in office.beside else ""
    for key, known in (("audience", office.settings.audiences), ("topic", office.settings.topics)):
        if found.get(key) not in known:
            found[key] = ""
    if "channels" in found:
        found["channels"] = _channels(found["channels"], office.settings)
    found["expires"] = min(found.get("expires", "9999"), office.valid_until.isoformat())
    found["status"] = "draft"
    return {key: found[key] for key in POST_KEYS if found.get(key)}


def photo_name(bundle: str, path: str) -> str:
    """How cards call a bundle's photo, which lies below assets/."""
    return f"photos/tu-tinh/{bundle}/{path.removeprefix('photos/')}"


def own_hour(at: str, slots: Slots, taken: Collection[datetime]) -> str:
    """*at* as a calendar writes it, at the free one of her hours of that day that is nearest; as it was
    where her day has none."""
    found = _AT.fullmatch(at)
    if not found:
        return at
    try:
        wished = datetime.fromisoformat(at)
    except ValueError:
        return at

    def moment(hour: time) -> datetime:
        return datetime.combine(wished.date(), hour)

    free = [moment(hour) for hour in slots.on(wished.date()) if moment(hour) not in taken]
    best = min(free, key=lambda one: (abs(one - wished), one), default=wished)
    return best.isoformat(" ", "minutes")


def _line(found: re.Match[str], lines: Mapping[str, str]) -> str:
    key = found["hotline"]
    return f"{{{{ hotline('{lines[key]}') }}}}" if key in lines else found[0]


def _channels(given: Any, settings: Settings) -> Any:
    """Of channels with words of their own, those that she has; none left: all of hers, in the post's
    words."""
    return (
        {name: one for name, one in given.items() if name in settings.channels}
        if isinstance(given, dict)
        else ""
    )
