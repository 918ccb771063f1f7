"""What a card is before it is painted: mood, occasion, illustration, content, and where all of it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from scheduler.calendar.model import Card, Hotline, Post, Unit
from scheduler.cards.dates import day_of
from scheduler.cards.design.branding import brand_problems, palette_of, worn_by
from scheduler.cards.design.catalogue import Catalogue, catalogue_of
from scheduler.cards.design.colours import MOURNING, OCCASION_MOODS, moods_of
from scheduler.cards.design.drawings import Drawings
from scheduler.cards.design.filling import ILLUSTRATION, LINK, CardOf, begins, content_of, dressed
from scheduler.cards.design.items import Content, Layout
from scheduler.cards.design.layout import lay_out
from scheduler.cards.design.looks import Looks
from scheduler.cards.design.plate import QR
from scheduler.cards.design.proofing import proof
from scheduler.cards.design.template import Template, find_templates, read_template
from scheduler.cards.motion import choosing
from scheduler.cards.mourning import is_in_mourning
from scheduler.cards.occasions import BY_DATE, OCCASIONS, occasion_of
from scheduler.cards.pictures import Pictures
from scheduler.files import WorkFolder, built_in, state_of
from scheduler.problems import Place, Problem
from scheduler.settings.model import Settings


class Composer:
    """Composes the cards of one folder of work, with its templates, drawings, photos and brands.

    *own* are the templates of the folder itself, *faulty* those with *template_problems*.
    """

    def __init__(self, folder: WorkFolder, settings: Settings, hotlines: Mapping[str, Hotline]) -> None:
        self._folder = folder
        self._settings = settings
        self._hotlines = hotlines
        self.drawings = Drawings(folder.assets / "drawings")
        self.pictures = Pictures(folder.assets, folder.var / "cache" / "photos")
        self.looks = Looks(folder, settings)
        self.is_in_mourning = is_in_mourning(folder)
        self.own: set[str] = set()
        self.faulty: set[str] = set()
        self.templates, self.template_problems = self._load()

    @property
    def catalogue(self) -> Catalogue:
        """The illustrations that a card may have, as people are shown them."""
        return self._catalogue[0]

    def is_grey(self, card: Card) -> bool:
        """Whether it is painted in greys."""
        return self.is_in_mourning or card.mood == MOURNING

    def mood(self, one: CardOf, template: Template, unit: Unit) -> str:
        """The mood it wears: its own, its occasion's, or by the turn of the post's id."""
        worn = worn_by(unit.brand)
        fitting = [mood for mood in template.moods if mood in worn] or template.moods
        named = [card.mood for card in one.post.cards if card.mood not in {"", MOURNING}]
        own = one.card.mood if one.card.mood != MOURNING else ""
        if named and (own or named[0]) in fitting:
            return own or named[0]
        occasion = self.occasion(one.post, one.card)
        if occasion in OCCASION_MOODS:
            return occasion
        turns = moods_of(f"{one.post.id}@{one.post.turn}" if one.post.turn else one.post.id)
        # One mood for all cards of a post, so that a carousel looks like one piece.
        others = [self.templates.get(card.template) for card in one.post.cards]
        shared = [mood for mood in turns if all(mood in other.moods for other in others if other)]
        return next((mood for mood in (*shared, *turns) if mood in fitting), fitting[0])

    def occasion(self, post: Post, card: Card) -> str:
        """What the card dresses for: by its own word, else by the day of the post; '' for nothing.

        A post whose day is not its own (queued, evergreen, one of a series) is approved without one.
        """
        if self.is_grey(card):
            return MOURNING
        if card.is_photo:
            return ""
        if card.occasion:
            return card.occasion if card.occasion in BY_DATE else ""
        if post.at is None or post.repeat or post.evergreen:
            return ""
        found = occasion_of(post.at.date())
        return found if found in self._settings.occasions else ""

    def illustration(self, post: Post, card: Card) -> str:
        """The drawing that a card names, or that its occasion brings."""
        if named := str(card.fields.get(ILLUSTRATION, "")):
            return named
        occasion = self.occasion(post, card)
        return OCCASIONS[occasion].drawing if occasion else ""

    def drawn(self, post: Post) -> list[str]:
        """The illustrations that the templates of its cards bring, whatever a card names."""
        found = (self.templates.get(card.template) for card in post.cards)
        names = {name for template in found if template for name in template.drawings}
        return sorted(name for name in names if not self.drawings.is_part(name))

    def motion(self, post: Post) -> str:
        """true, or a size, where its card moves. In grey nothing does: a mourning is not lively."""
        if not post.cards or self.is_grey(post.cards[0]):
            return ""
        return choosing.motion_of(post, self.templates)

    def days(self, post: Post, card: Card) -> list[str]:
        """The days that the card's dates mean: one without a year is reckoned from the day of the post."""
        template = self.templates.get(card.template)
        rules = template.fields if template else {}
        dates = (str(card.fields.get(name, "")) for name, rule in rules.items() if rule.date)
        return [str(day_of(words, begins(post))) for words in dates]

    def has_code(self, post: Post) -> bool:
        """Whether a code on one of its cards leads to where the post says."""
        found = ((card, self.templates.get(card.template)) for card in post.cards)
        return any(card.qr == LINK or template.link_fields for card, template in found if template)

    def has_address(self, one: CardOf, template: Template, unit: Unit) -> bool:
        """Whether there is something that its code could lead to."""
        fields = self.content_of(one, template, unit).fields
        return any(fields.get(name) for name in (QR, *template.link_fields))

    def leads_home(self, post: Post) -> bool:
        """Whether a code on one of its cards leads to the site, since nobody named another address."""
        found = ((card, self.templates.get(card.template)) for card in post.cards)
        return not post.link and any(
            card.qr == LINK
            or (not card.qr and any(not card.fields.get(name) for name in template.link_fields))
            for card, template in found
            if template
        )

    def content_of(self, one: CardOf, template: Template, unit: Unit) -> Content:
        """All that fills the card, which has passed `check`. Raises `PhotoFault`: a photo has gone since."""
        logo, family = self.looks.logo(unit), self.looks.family(unit)
        known = self._settings, self._hotlines, self.pictures
        occasion = self.occasion(one.post, one.card)
        content = content_of(one, template, unit, *known, logo, family=family)
        return dressed(content, template, occasion)

    def lay_out(self, one: CardOf, template: Template, unit: Unit, size: str) -> Layout:
        """Everything of the card at its place. Raises as `layout.lay_out`."""
        content = self.content_of(one, template, unit)
        asked = {template.ground_key: one.card.ground} if one.card.ground else {}
        # The cards of a carousel make one piece, by their mood; those of one template differ in the rest.
        seed = f"{one.post.id}/0"
        turn = sum(card.template == template.name for card in one.post.cards[: one.number])
        palette = palette_of(unit.brand, self.mood(one, template, unit))
        return lay_out(template.design(size), content, palette, template.choices(seed, asked, turn))

    def _load(self) -> tuple[dict[str, Template], tuple[Problem, ...]]:
        templates: dict[str, Template] = {}
        problems: list[Problem] = []
        drawings = self.drawings.every_name()
        for name, path in find_templates(self._folder.assets / "templates").items():
            try:
                changed = state_of(path).st_mtime_ns
            except FileNotFoundError:  # taken away since the folder was listed
                continue
            template, found = _proved(path, self._folder.relative(path), changed, drawings)
            problems += found
            if found:
                self.faulty.add(name)
            if template is not None:
                templates[name] = template
                ours = built_in("templates") / path.name
                if not ours.is_file() or path.read_bytes() != ours.read_bytes():
                    self.own.add(name)
        for name, fault in self.drawings.own_faults():
            file = self.drawings.folder / name
            problems.append(Problem(fault, Place(self._folder.relative(file)), {"name": name}))
        return templates, (
            *problems,
            *self._catalogue[1],
            *brand_problems(self._folder, self.looks.province),
        )

    @cached_property
    def _catalogue(self) -> tuple[Catalogue, tuple[Problem, ...]]:
        shown = self._folder.relative(self.drawings.folder)
        return catalogue_of(self.drawings.folder, shown, self.drawings.names())


@lru_cache(maxsize=64)  # a desk reads again at every change of its settings
def _proved(
    path: Path, file: str, changed: int, drawings: frozenset[str]
) -> tuple[Template | None, tuple[Problem, ...]]:
    template, found, places = read_template(path, file, changed)
    if template is not None and not found:
        found = tuple(proof(template, places, drawings))
    return template, found
