"""Another design for a card: its main words go along, and what the new one has no place for lies ready."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scheduler.cards.design.filling import IMAGE
from scheduler.cards.design.template import Template
from scheduler.desk.people.given import mapping_of
from scheduler.desk.writing.form import Form
from scheduler.desk.writing.pictures_given import FRAMED, OF_ONE_PHOTO, PART, field_of, is_reframed, words_of

_MAIN = ("headline", "question", "quote", "truth", "title")  # each design says its main words in one of these
_OF_THE_FORM = ("template", "left", FRAMED, PART, "children_seen")  # another photo is looked at anew


def redesigned(form: Form, given: Mapping[str, Any], templates: Mapping[str, Template]) -> Form:
    """*form*, as it was *given*, with what each card said under another design in its new fields."""
    cards = []
    for number, card in enumerate(form.cards):
        template = templates.get(card["template"])
        fields = template.fields if template else {}
        before, now = _left(given, number), _sent(given, number)
        if IMAGE in now and now[IMAGE] != before.get(IMAGE):
            before = _without_framing(before)
        said = {key: words for key, words in before.items() if key in fields}
        main = next((key for key in _MAIN if key in fields), "")
        words = next((now[key] for key in _MAIN if key in now), "")
        if main and words:
            said[main] = words
        cards.append({**{key: field_of(fields[key], one) for key, one in said.items()}, **card})
    return replace(form, cards=tuple(cards))


def left_in(form: Form, given: Mapping[str, Any]) -> tuple[str, ...]:
    """All that each card ever said here, for the form to carry; nothing of it is written to a file."""
    found = ({**_left(given, number), **_sent(given, number)} for number in range(len(form.cards)))
    return tuple(json.dumps(one, ensure_ascii=False) for one in found)


def _left(given: Mapping[str, Any], number: int) -> dict[str, str]:
    found = mapping_of(words_of(given.get(f"card-{number}-left"))) or {}
    return {key: words for key, words in found.items() if isinstance(words, str)}


def _sent(given: Mapping[str, Any], number: int) -> dict[str, str]:
    head = f"card-{number}-"
    sent = {key.removeprefix(head): words_of(one) for key, one in given.items() if key.startswith(head)}
    said = {key: words for key, words in sent.items() if words and key not in _OF_THE_FORM}
    return _without_framing(said) if is_reframed(given, head) else said


def _without_framing(said: Mapping[str, str]) -> dict[str, str]:
    return {key: words for key, words in said.items() if key not in OF_ONE_PHOTO}
