"""What the text says and the card does not yet: a hotline or a figure that one press puts on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from scheduler.calendar.model import Hotline, Post
from scheduler.calendar.wording import PLACEHOLDER, filled_texts
from scheduler.cards.design.template import Template
from scheduler.checks.hotlines import typed
from scheduler.checks.written import House, Path, Written
from scheduler.desk.live.reading import Reading
from scheduler.desk.pages.texts import speaker
from scheduler.desk.writing.form import Form
from scheduler.problems import Language

# A share: what a card's large figure is for, and no telephone number.
_SHARE = re.compile(r"(?<![\d.,/–-])([1-9]\d?) ?%")


@dataclass(frozen=True, slots=True)
class Offer:
    """*field* of the form may hold *value*, which reads *shown* in the text."""

    field: str
    value: str
    shown: str

    def as_json(self, language: Language) -> dict[str, Any]:
        """What is asked beneath the field, and its button."""
        say = speaker(language)
        mend = {"field": self.field, "value": self.value, "say": say("offer_put", value=self.shown)}
        return {"field": self.field, "words": say("offer", value=self.shown), "mend": mend}


def offers_of(form: Form, post: Post, reading: Reading, today: date) -> Iterator[Offer]:
    """For each card that shows a number, the first that the text has of the directory; or its first share.

    A number that the directory does not have is offered nowhere: nobody knows whose it is.
    """
    gallery, settings = reading.gallery, reading.settings
    if gallery is None or settings is None:
        return
    house = House(settings, reading.calendar.hotlines, reading.calendar.units, today)
    lines = _lines_in(post, house)
    for number, card in enumerate(form.cards):
        template = gallery.templates.get(str(card.get("template", "")))
        if template is None:
            continue
        if "hotline" in template.fields:
            shown = card.get("hotline") or next(iter(form.values["hotlines"]), "")
            if lines and shown not in {line.key for line in lines}:
                yield Offer(f"card-{number}-hotline", lines[0].key, lines[0].display)
        elif "number" in template.fields and not card.get("number"):
            figure = _figure_in(post, lines, template)
            if figure:
                yield Offer(f"card-{number}-number", figure, figure)


def _lines_in(post: Post, house: House) -> list[Hotline]:
    """The directory's lines that the post's own texts name, as they come, and that are called on its day."""
    texts: dict[Path, str] = dict(filled_texts(post))
    found = [
        (list(texts).index(path), place.start(), house.hotlines.get(place["hotline"] or ""))
        for path, text in texts.items()
        for place in PLACEHOLDER.finditer(text)
    ]
    found += [
        (list(texts).index(path), place.start(group), house.lines.get(digits))
        for path, place, group, digits in typed(Written(post))
        if path in texts
    ]
    day = house.day_of(post)
    in_order = [line for *_, line in sorted(found, key=itemgetter(0, 1))]
    return [line for line in in_order if line is not None and not line.has_ended(day)]


def _figure_in(post: Post, lines: list[Hotline], template: Template) -> str:
    share = next((found[1] for _, text in filled_texts(post) if (found := _SHARE.search(text))), "")
    longest = template.fields["number"].longest or 0
    short = next((line.number for line in lines if len(line.number) <= longest), "")
    return f"{share}%" if share else short
