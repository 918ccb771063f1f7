"""The pictures of a post as the write form sent them: a card with its template's fields, or a plain photo."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scheduler.calendar.entry import PHOTO_FIELDS
from scheduler.calendar.model import CARD_KEYS
from scheduler.calendar.yaml_text import Entry
from scheduler.cards.design.filling import IMAGE
from scheduler.cards.design.placing import CROP, FOCUS, LIGHT, crop_of
from scheduler.cards.design.template import FieldRule, Template
from scheduler.checks.consent import ANSWERS, UNSURE

MOST = 10  # of one post
_LINES = ("crop", "focus")  # of a photo: a list, each in a line of its own
FRAMED = "framed"  # the form's word for the photo of which the fields below were said
PART = "part"  # its word for the crop as it was when the form was shown
OF_ONE_PHOTO = (CROP, FOCUS, LIGHT, "children_seen")


def pictures_of(entry: Entry, defaults: Entry) -> tuple[tuple[Mapping[str, Any], ...], bool]:
    """The cards of a post that says *entry* over its file's *defaults*, or its photos; and which of them."""
    has_cards = "card" in entry or "cards" in entry
    photos = entry.get("photos") or (not has_cards and defaults.get("photos"))
    if photos and isinstance(photos, list):
        return tuple({**photo, "template": ""} for photo in photos if isinstance(photo, dict)), True
    shown = {**defaults, **entry}
    several = shown.get("cards")
    found = several if isinstance(several, list) and several else [shown.get("card")]
    return tuple({"template": "", **card} for card in found if isinstance(card, dict)), False


def card_given(given: Mapping[str, Any], number: int, templates: Mapping[str, Template]) -> Entry:
    """One card; a field that its template does not have is left behind."""
    head = f"card-{number}-"
    name = words_of(given.get(f"{head}template"))
    template = templates.get(name)
    card: Entry = {"template": name}
    for field, rule in (template.fields if template else {}).items():
        value = field_of(rule, words_of(given.get(head + field)))
        if value:
            card[field] = value
    for field in CARD_KEYS:
        value = words_of(given.get(head + field))
        if value:
            card[field] = value
    crop = _lines(words_of(given.get(f"{head}{CROP}")))
    if crop and card.get(IMAGE):
        card[CROP] = crop
    return _asked(_of_its_photo(card, given, head), photo_fields(card, templates))


def photo_given(given: Mapping[str, Any], number: int) -> Entry:
    """One plain photo; without a template it is known as such."""
    head = f"card-{number}-"
    photo: Entry = {"template": ""}
    for field in (*PHOTO_FIELDS, "alt", "children_seen"):
        value = words_of(given.get(head + field))
        if value:
            photo[field] = _lines(value) if field in _LINES else value
    return _of_its_photo(photo, given, head)


def photo_entry(photo: Mapping[str, Any]) -> Entry:
    """A plain photo as its file has it: with an answer, be it *unsure*, to whether it shows a child."""
    return {key: one for key, one in _asked(dict(photo), (IMAGE,)).items() if key != "template"}


def photo_fields(card: Mapping[str, Any], templates: Mapping[str, Template]) -> Sequence[str]:
    """The fields that name photos: of a card its template's, else the photo's own."""
    if not card.get("template"):
        return (IMAGE,)
    template = templates.get(str(card["template"]))
    return sorted(template.photo_fields) if template else ()


def is_unasked(card: Mapping[str, Any], templates: Mapping[str, Template]) -> bool:
    """Whether it has a photo of which nobody said whether it shows a child."""
    has_photo = any(card.get(field) for field in photo_fields(card, templates))
    return has_photo and card.get("children_seen") not in ANSWERS


def kept_aside(given: Any) -> tuple[Entry, ...]:
    """The pictures that a hidden field of the form carries; none where it was changed on the way."""
    try:
        found = json.loads(given) if isinstance(given, str) and given else []
    except ValueError:
        return ()
    sound = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return tuple(
        {"template": "", **{key: value for key, value in one.items() if _is_sound(value)}}
        for one in sound[:MOST]
    )


def words_of(value: Any) -> str:
    """A field's text; '' where it is none."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def is_reframed(given: Mapping[str, Any], head: str) -> bool:
    """Whether the card whose fields begin with *head* has another photo than its framing was said of."""
    before = words_of(given.get(head + FRAMED))
    return bool(before) and before != words_of(given.get(head + IMAGE))


def _of_its_photo(card: Entry, given: Mapping[str, Any], head: str) -> Entry:
    gone = OF_ONE_PHOTO if is_reframed(given, head) else ("children_seen",) * _shows_more(given, head)
    return {key: one for key, one in card.items() if key not in gone}


def _shows_more(given: Mapping[str, Any], head: str) -> bool:
    """Whether more of its photo is used than was when it was said whether a child is seen."""
    if head + PART not in given:
        return False
    before, now = (crop_of({CROP: tuple(words_of(given.get(head + key)).split())}) for key in (PART, CROP))
    if before is None or now is None:
        return True
    sides = zip(before, now, strict=True)
    return any(a > b + 1e-6 if at < 2 else a < b - 1e-6 for at, (a, b) in enumerate(sides))


def _is_sound(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _asked(card: Entry, fields: Sequence[str]) -> Entry:
    has_photo = any(card.get(field) for field in fields)
    if has_photo and card.get("children_seen") not in ANSWERS:
        card["children_seen"] = UNSURE  # whoever says nothing has not looked
    elif not has_photo:
        card.pop("children_seen", None)
    return card


def field_of(rule: FieldRule, value: str) -> str | list[str]:
    """*value* as a card has it: a list of its lines where the field takes one."""
    return _lines(value) if rule.list else value


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]
