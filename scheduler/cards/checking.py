"""What keeps a card from being painted, or from being read: told before anything is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from scheduler.calendar.model import Hotline, Post, Unit
from scheduler.cards import messages, plain
from scheduler.cards.composing import Composer
from scheduler.cards.contrast import Unreadable, veiled
from scheduler.cards.design.branding import brand_of, key_of, palette_of
from scheduler.cards.design.filling import (
    ILLUSTRATION,
    LINK,
    CardOf,
    check,
    part_of,
    photos_of,
    poor,
    unseen_drawing,
)
from scheduler.cards.design.items import BRAND, DoesNotFit, Layout, Picture
from scheduler.cards.design.plate import QR
from scheduler.cards.design.template import Template
from scheduler.cards.design.tones import carries
from scheduler.cards.design.tones import nearest as nearest_tone
from scheduler.cards.painter import Painter
from scheduler.cards.pictures import PhotoFault
from scheduler.cards.typesetting.fonts import lacks
from scheduler.problems import Problem
from scheduler.reader.shape import nearest, text_of


class CardChecks:
    """Checks the cards that *cards* composes; *painter* shows what is behind a text."""

    def __init__(self, cards: Composer, painter: Painter, hotlines: Mapping[str, Hotline]) -> None:
        self._cards = cards
        self._painter = painter
        self._hotlines = hotlines

    def problems(self, one: CardOf, unit: Unit, sizes: Sequence[str]) -> list[Problem]:
        """What keeps it from being painted, or from being read, at those *sizes* (at any without them)."""
        if one.card.is_photo:
            return list(plain.check(one, self._cards.pictures))
        name = one.card.template
        template = self._cards.templates.get(name)
        if name in self._cards.faulty:
            return [one.problem(messages.FAULTY_TEMPLATE, "template", name=name)]
        if template is None:
            known = sorted(self._cards.templates)
            near = nearest(name, known)
            shown = ", ".join([near, *(other for other in known if other != near)] if near else known)
            return [one.problem(messages.UNKNOWN_TEMPLATE, "template", name=name, known=shown)]
        found = self.content_problems(one, template, unit)
        if found:
            return found
        tightest: dict[tuple[str, int], tuple[DoesNotFit, str]] = {}
        drawings: dict[str, None] = {}
        laid_out: dict[str, Layout] = {}
        for size in sizes or template.sizes:
            try:
                layout = self._cards.lay_out(one, template, unit, size)
            except DoesNotFit as misfit:
                about = misfit.name, misfit.index
                if about not in tightest or misfit.keep < tightest[about][0].keep:
                    tightest[about] = misfit, size
            except (KeyError, ValueError) as error:  # a colour or a choice that is none
                wrong = str(error.args[0])
                return [one.problem(messages.BAD_TEMPLATE, "template", template=name, size=size, name=wrong)]
            else:
                drawings |= dict.fromkeys(layout.drawings)
                laid_out[size] = layout
        found += (self._too_long(one, unit, misfit, size) for misfit, size in tightest.values())
        found += (
            one.problem(fault, ILLUSTRATION, name=drawing)
            for drawing in drawings
            if (fault := self._cards.drawings.fault_of(drawing))
        )
        return found or [
            self._hard_to_read(one, unit, worst, size)
            for size, layout in laid_out.items()
            for worst in self.made_readable(one, template, unit, layout)[1][:1]
        ]

    def content_problems(self, one: CardOf, template: Template, unit: Unit) -> list[Problem]:
        """What of it would be wrong at any size: fields, photos, numbers, characters without a glyph."""
        found = list(check(one, template, self._cards.catalogue, self._hotlines, self._cards.pictures))
        if not found and one.card.qr == LINK and not self._cards.has_address(one, template, unit):
            found.append(one.problem(messages.NO_QR_ADDRESS, QR))
        return found or self._signs_of_others(one, template, unit)

    def made_readable(
        self, one: CardOf, template: Template, unit: Unit, layout: Layout
    ) -> tuple[Layout, list[Unreadable]]:
        """The card with veils where it needs them, and its texts that nobody could read, the worst first.

        Measured only where no test has seen what is behind a text: it costs as much as painting.
        """
        if template.name not in self._cards.own and not any(
            isinstance(item, Picture) for item in layout.below
        ):
            return layout, []
        palette = palette_of(unit.brand, self._cards.mood(one, template, unit))
        layout, bad = veiled(layout, palette, lambda each: self._painter.below(each, palette, one.post.id))
        return layout, sorted(bad, key=lambda each: each.ratio / each.needed)

    def warnings(self, post: Post) -> list[Problem]:
        """What of the post's photos will look poor, and drawings that will not be seen; no errors, since a
        poor photo may be all there is."""
        found: list[Problem] = []
        for number, card in enumerate(post.cards):
            if card.is_photo:
                with suppress(PhotoFault):  # told as an error
                    found += plain.poor(CardOf(post, number), self._cards.pictures)
                continue
            template = self._cards.templates.get(card.template)
            if template is None:
                continue
            found += unseen_drawing(CardOf(post, number), self._cards.templates, self._cards.catalogue)
            for name, value in photos_of(card, template):
                with suppress(PhotoFault):  # told as an error
                    found += poor(
                        CardOf(post, number),
                        template,
                        name,
                        self._cards.pictures.find(value, part_of(card, name)),
                    )
        return found

    def _hard_to_read(self, one: CardOf, unit: Unit, worst: Unreadable, size: str) -> Problem:
        """Told of what the office has in hand: its own colour, its own template, else its photo."""
        name, colour = one.card.template, worst.run.colour
        key = key_of(unit.brand, colour)
        own = messages.UNREADABLE if name in self._cards.own else messages.UNREADABLE_PHOTO
        return one.problem(
            messages.UNREADABLE_BRAND if key else own, "template", template=name, size=size, key=key,
            colour=colour, tone=nearest_tone(colour, carries(worst.needed, worst.behind)),
            ratio=f"{worst.ratio:.1f}", needed=f"{worst.needed:g}",
        )  # fmt: skip

    def _too_long(self, one: CardOf, unit: Unit, misfit: DoesNotFit, size: str) -> Problem:
        value = one.card.fields.get(misfit.name, "")
        if misfit.name == QR:
            return one.problem(messages.QR_TOO_LONG, QR, size=size)
        link = misfit.name.removesuffix("_name")
        if link in self._cards.templates[one.card.template].link_fields:
            here = link if one.card.fields.get(link) else "template"
            return one.problem(messages.LINK_TOO_LONG, here, size=size)
        if not value:  # not the post's own words
            if misfit.name == BRAND:
                brand = brand_of(unit)
                return one.problem(messages.BRAND_TOO_LONG, "template", name=brand, size=size)
            known = ", ".join(self._hotlines)
            return one.problem(messages.HOTLINE_TOO_LONG, "template", known=known, size=size)
        path: tuple[str | int, ...] = (misfit.name,) if misfit.index < 0 else (misfit.name, misfit.index)
        if misfit.word:
            word = text_of(misfit.word)
            return one.problem_in(messages.WORD_TOO_LONG, misfit.word, *path, size=size, word=word)
        count = len(value if isinstance(value, str) else value[misfit.index])
        return one.problem(messages.TOO_LONG, *path, size=size, count=count, length=int(count * misfit.keep))

    def _signs_of_others(self, one: CardOf, template: Template, unit: Unit) -> list[Problem]:
        """Characters without a glyph in what the settings and the directory bring to every card."""
        content = self._cards.content_of(one, template, unit)
        lines = (*content.hotlines, *((content.shown,) if content.shown else ()))
        words = "".join((content.brand, content.label, *(line.name for line in lines)))
        sign = lacks(words)
        return [one.problem_of_sign(sign, "template")] if sign else []
