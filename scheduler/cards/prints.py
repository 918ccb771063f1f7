"""What a post's pictures depend on, as hashes: what people decide about, and what the program brings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

from scheduler import locales
from scheduler.calendar.model import Card, Hotline, Post, Unit
from scheduler.cards.composing import Composer
from scheduler.cards.design.colours import MOURNING
from scheduler.cards.design.filling import (
    HOTLINE,
    fields_of,
    part_of,
    photo_fields_of,
    proof_of,
)
from scheduler.cards.design.placing import FOCUS
from scheduler.cards.films import Films
from scheduler.cards.pictures import PhotoFault
from scheduler.settings.model import Settings


class Prints:
    """Prints of the cards that *cards* composes, with the *films* of the folder."""

    def __init__(
        self, cards: Composer, films: Films, settings: Settings, hotlines: Mapping[str, Hotline]
    ) -> None:
        self._cards = cards
        self._films = films
        self._settings = settings
        self._hotlines = hotlines

    def of_pictures(self, post: Post, unit: Unit) -> str:
        """A hash of all that the pictures depend on, the painter's own code included."""
        parts = (
            _code(),
            self.of_content(post, (unit,)),
            *((post.turn,) if post.turn else ()),
            [self._print_of(name) for name in sorted({card.template for card in post.cards})],
            self._parts_print,
            [self._cards.drawings.print_of(self._cards.illustration(post, card)) for card in post.cards],
            [self._cards.drawings.print_of(name) for name in self._cards.drawn(post)],
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def of_content(self, post: Post, units: Sequence[Unit]) -> str:
        """A hash of all that people decide about the pictures of *post* for *units*: words, photos, colours.

        What the program brings, its templates and drawings, is not part of it; those of the folder are.
        """
        named = [self._hotlines.get(str(card.fields.get(HOTLINE, ""))) for card in post.cards]
        own = [self._hotlines.get(key) for key in post.hotlines]
        leads_home = self._cards.leads_home(post)
        proofs = [proof_of(post, unit) for unit in units] if leads_home else []
        parts = (
            post.id,
            [
                (
                    card.template,
                    fields_of(card, self._hotlines),
                    self._cards.days(post, card),
                    card.alt,
                    MOURNING if self._cards.is_grey(card) else card.mood,
                    card.ground,
                    self._photo_prints(card),
                    self._print_of(card.template) if card.template in self._cards.own else "",
                    self._cards.drawings.own_print_of(self._cards.illustration(post, card)),
                    *self._dress(post, card),
                )
                for card in post.cards
            ],
            self._settings.topics.get(post.topic, ""),
            [(line.name, line.number) for line in (*own, *named) if line],
            [self._cards.looks.of(unit, leads_home=leads_home) for unit in units],
            self._own_parts_print,
            post.link if self._cards.has_code(post) else "",
            *((self._films.print_of(post), post.film_alt) if post.film else ()),
            *(("moves", motion) if (motion := self._cards.motion(post)) else ()),
            *((proofs,) if any(proofs) else ()),
            *(("drawn", drawn) if (drawn := self._own_drawn(post)) else ()),
        )
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    def _own_drawn(self, post: Post) -> list[tuple[str, str]]:
        """Those of them that are the folder's own, with their prints."""
        own = filter(self._cards.drawings.is_own, self._cards.drawn(post))
        return [(name, print_) for name in own if (print_ := self._cards.drawings.own_print_of(name))]

    def _dress(self, post: Post, card: Card) -> tuple[str, ...]:
        """What a card has of its occasion and of its own code, for its print; nothing for one without."""
        occasion = "" if self._cards.is_grey(card) else self._cards.occasion(post, card)
        return tuple(filter(None, (occasion and f"occasion {occasion}", card.qr and f"qr {card.qr}")))

    def _photo_prints(self, card: Card) -> list[str]:
        """Hashes of the card's photos, and where their subjects are if that decides what is seen; '' for one
        that cannot be painted."""
        prints = []
        for name in photo_fields_of(card, self._cards.templates.get(card.template)):
            try:
                value = card.fields.get(name, "")
                photo = (
                    self._cards.pictures.find(value, part_of(card, name))
                    if isinstance(value, str) and value
                    else None
                )
                where = photo.seen.subject if photo and photo.seen and not card.fields.get(FOCUS) else None
                prints.append((photo.print if photo else "") + (f" {where}" if where else ""))
            except PhotoFault as fault:
                prints.append(str(fault))
        return prints

    @cached_property
    def _parts_print(self) -> str:
        """A hash of the drawings that any template may use: tiles, icons, the mark."""
        return self._cards.drawings.print_of_parts()

    @cached_property
    def _own_parts_print(self) -> str:
        """The same of those alone that are the folder's own."""
        return self._cards.drawings.print_of_parts(own=True)

    def _print_of(self, template: str) -> str:
        found = self._cards.templates.get(template)
        return found.print if found else ""


_PAINTERS = (
    "pillow", "numpy", "coloraide", "freetype-py", "uharfbuzz", "resvg-py", "segno", "khmercut",
    "python-crfsuite", "fontpkg-be-vietnam-pro", "fontpkg-noto-sans-khmer",
)  # fmt: skip


@cache
def _code() -> str:
    """The painter's own code and the versions of what paints: another painter, another picture."""
    versions = " ".join(f"{name} {version(name)}" for name in _PAINTERS)
    digest = hashlib.sha256(versions.encode())
    for file in (*sorted(Path(__file__).parent.rglob("*.*")), Path(locales.__file__)):  # names of days
        if file.suffix != ".pyc":
            digest.update(file.read_bytes())
    return digest.hexdigest()
