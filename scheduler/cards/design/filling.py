"""A post's card → the content of a template; what does not fit the template is a problem with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.calendar.model import Card, CardField, Hotline, Post, Unit
from scheduler.calendar.numbers import in_one_form
from scheduler.cards import messages
from scheduler.cards.dates import as_fields, day_of
from scheduler.cards.design.branding import brand_of
from scheduler.cards.design.catalogue import Catalogue, found
from scheduler.cards.design.colours import MOURNING
from scheduler.cards.design.items import LABEL, Content, Logo
from scheduler.cards.design.placing import CROP, FOCUS, LEVELLED, LIGHT, TREATMENT, crop_of, focus_of
from scheduler.cards.design.plate import QR
from scheduler.cards.design.template import FieldRule, Template
from scheduler.cards.occasions import BY_DATE, NONE, OCCASIONS
from scheduler.cards.pictures import WHOLE, PhotoFault, Photograph, Pictures
from scheduler.cards.qr import is_address, words_of_address
from scheduler.cards.seeing import Part
from scheduler.cards.typesetting.fonts import Family, lacks
from scheduler.folding import says_nothing
from scheduler.problems import Message, Problem
from scheduler.reader.shape import nearest
from scheduler.settings.model import Settings

# What web pages and phones slip into copied text: joiners, soft hyphens, marks that nobody sees.
# Khmer has use for three of them: they shape its letters, or hold two words together.
_UNSEEN = re.compile(
    "[\u00ad\u200c\u200d\u2060\ufe0e\ufe0f\ufeff]"  # first of all a set: nothing is faster to look for
    r"(?:(?<![\u200c\u200d\u2060])|(?<![\u1780-\u17ff][\s\S])(?![\u1780-\u17ff]))"
)
LINK = "link"  # as a card's `qr`: the post's own address
ILLUSTRATION, HOTLINE, IMAGE = "illustration", "hotline", "image"
_FEW = 8  # names of drawings in a message: there are a hundred


@dataclass(frozen=True, slots=True)
class CardOf:
    """One card of a post: which it is, and where its values stand in the file."""

    post: Post
    number: int

    @property
    def card(self) -> Card:
        """The card itself."""
        return self.post.cards[self.number]

    def problem(self, message: Message, *path: str | int, **values: object) -> Problem:
        """A problem of the card's value at *path*."""
        return self.post.problem(message, *self._inside, *path, **values)

    def problem_of_key(self, message: Message, key: str, **values: object) -> Problem:
        """A problem of the card's *key* itself, whatever its value."""
        places = self.post.places
        if places is None:
            return self.problem(message, key, **values)
        return places.problem_at(message, places.key(*self._inside, key), post=self.post.id, **values)

    def problem_of_sign(self, sign: str, *path: str | int) -> Problem:
        """The problem that no font has *sign*, which stands in the card's value at *path*."""
        return self.problem_in(messages.NO_GLYPH, sign, *path, sign=sign, code=f"U+{ord(sign):04X}")

    def problem_in(self, message: Message, words: str, *path: str | int, **values: object) -> Problem:
        """A problem of *words* inside the card's text at *path*."""
        return self.post.problem_in(message, words, *self._inside, *path, nth=0, **values)

    @property
    def _inside(self) -> tuple[str | int, ...]:
        return self.post.card_path(self.number)


def check(
    one: CardOf,
    template: Template,
    drawings: Catalogue,
    hotlines: Mapping[str, Hotline],
    pictures: Pictures,
) -> Iterator[Problem]:
    """What of the card does not fit *template*, before anything is laid out."""
    card = one.card
    misspelt = set()
    known_fields = {
        *template.fields,
        ILLUSTRATION,
        *((CROP,) if template.photo_fields else ()),
    }  # a card is whole without its drawing: `unseen_drawing` tells
    for name, value in card.fields.items():
        rule = template.fields.get(name)
        if name not in known_fields:
            absent = [field for field in template.fields if field not in card.fields]
            near = nearest(name, absent) or next(iter(absent or template.fields))
            misspelt.add(near)
            known = ", ".join(template.fields)
            yield one.problem_of_key(
                messages.UNKNOWN_FIELD, name, template=template.name, name=name, nearest=near, known=known
            )
        elif rule is not None:
            yield from _check_value(one, name, value, rule)
    for name, rule in template.fields.items():
        if rule.required and not card.fields.get(name) and name not in misspelt:
            yield one.problem(messages.MISSING_FIELD, template=template.name, name=name)
    if card.mood and card.mood not in {*template.moods, MOURNING}:
        known = ", ".join((*template.moods, MOURNING))
        yield one.problem(messages.UNKNOWN_MOOD, "mood", template=template.name, name=card.mood, known=known)
    if card.occasion and card.occasion not in {*BY_DATE, NONE}:
        known = ", ".join(BY_DATE)
        yield one.problem(messages.UNKNOWN_OCCASION, "occasion", name=card.occasion, known=known)
    if card.ground and card.ground not in template.grounds:
        known = ", ".join(template.grounds)
        yield one.problem(
            messages.UNKNOWN_GROUND, "ground", template=template.name, name=card.ground, known=known
        )
    drawing = card.fields.get(ILLUSTRATION, "")
    if isinstance(drawing, str) and drawing and drawing not in drawings:
        asked = found(drawing.replace("-", " "), drawings) or [nearest(drawing, drawings)]
        near = next(filter(None, asked), next(iter(drawings)))
        others = [name for name in dict.fromkeys((*asked, *drawings)) if name and name != near]
        known = ", ".join((near, *others[: _FEW - 1])) + " …"
        yield one.problem(messages.UNKNOWN_DRAWING, ILLUSTRATION, name=drawing, nearest=near, known=known)
    if card.qr and card.qr != LINK and not is_address(card.qr):
        yield one.problem(messages.NOT_AN_ADDRESS, QR, value=card.qr)
    yield from _check_hotline(one, template, hotlines)
    yield from _check_pictures(one, template, pictures)
    unwritten = {*template.photo_fields, CROP, FOCUS, TREATMENT, LIGHT}
    written = {name: value for name, value in card.fields.items() if name not in unwritten}
    for path, words in _texts(written):
        sign = lacks(words)
        if sign:
            yield one.problem_of_sign(sign, *path)


def _check_value(one: CardOf, name: str, value: CardField, rule: FieldRule) -> Iterator[Problem]:
    words = {(name,): value} if isinstance(value, str) else {(name, n): one for n, one in enumerate(value)}
    unseen = [path for path, one in words.items() if one and says_nothing(one)]
    if unseen:
        yield from (one.problem(messages.SAYS_NOTHING, *path, name=name) for path in unseen)
    elif rule.list and isinstance(value, str):
        yield one.problem(messages.NEEDS_LIST, name, name=name)
    elif not rule.list and not isinstance(value, str):
        yield one.problem(messages.NEEDS_TEXT, name, name=name)
    elif rule.list and name != FOCUS and not rule.at_least <= len(value) <= rule.at_most:
        yield one.problem(
            messages.COUNT, name, name=name, count=len(value), least=rule.at_least, most=rule.at_most
        )
    elif rule.longest and len(value) > rule.longest:
        yield one.problem(messages.TOO_MANY_SIGNS, name, name=name, count=len(value), most=rule.longest)
    elif rule.one_of and value and value not in rule.one_of:
        yield one.problem(
            messages.NOT_ONE_OF, name, name=name, value=value,
            nearest=nearest(str(value), rule.one_of) or rule.one_of[0], known=", ".join(rule.one_of),
        )  # fmt: skip
    elif rule.date and isinstance(value, str) and day_of(value, begins(one.post)) is None:
        yield one.problem(messages.NOT_A_DAY, name, value=value)


def fields_of(card: Card, hotlines: Mapping[str, Hotline]) -> dict[str, CardField]:
    """The card's fields as they are painted: without signs that nobody sees, numbers in their one form."""

    def painted(words: str) -> str:
        return in_one_form(_UNSEEN.sub("", words), hotlines)

    return {
        name: painted(value) if isinstance(value, str) else tuple(map(painted, value))
        for name, value in card.fields.items()
    }


def content_of(
    one: CardOf,
    template: Template,
    unit: Unit,
    settings: Settings,
    hotlines: Mapping[str, Hotline],
    pictures: Pictures,
    logo: Logo | None = None,
    *,
    family: Family = (),
) -> Content:
    """All that fills the card; it has passed `check`.

    Raises:
        PhotoFault: a photo has gone since.
    """
    post, card = one.post, one.card
    fields = fields_of(card, hotlines)
    for name, rule in template.fields.items():
        value = fields.get(name)
        if rule.date and isinstance(value, str) and (day := day_of(value, begins(post))):
            fields |= as_fields(day)
    own = [hotlines[key] for key in post.hotlines if key in hotlines]
    shown = shown_hotline(card, own, hotlines) if HOTLINE in template.fields else None
    if shown:
        fields["hotline_name"] = shown.name
    label = str(fields.get(LABEL, "")) or settings.topics.get(post.topic, "")
    brand = brand_of(unit)
    photos = {name: pictures.find(value, part_of(card, name)) for name, value in photos_of(card, template)}
    # Where the post itself is found; asked of all channels only where a code leads there.
    has_code = card.qr == LINK or template.link_fields
    own_page = (post.link or proof_of(post, unit) or unit.home or settings.home) if has_code else ""
    code = own_page if card.qr == LINK else card.qr
    for name in template.link_fields:
        if address := code or str(fields.get(name, "")) or own_page:
            fields |= {name: address, f"{name}_name": words_of_address(address).replace("/", "/\u200b")}
    if code and not template.link_fields:
        fields[QR] = code
    many = len(post.cards)
    page = f"{one.number + 1} / {many}" if many > 1 else ""
    lines = tuple(line for line in own if line != shown)
    return Content(fields, brand, label, lines, shown, logo, photos, page, family=family)


def dressed(content: Content, template: Template, occasion: str) -> Content:
    """*content* for an occasion ('' for none): where the card names no drawing, it has the occasion's."""
    if not occasion:
        return content
    fields = dict(content.fields)
    if ILLUSTRATION in template.fields and not fields.get(ILLUSTRATION):
        fields[ILLUSTRATION] = OCCASIONS[occasion].drawing
    return replace(content, fields=fields, occasion=occasion)


def proof_of(post: Post, unit: Unit) -> str:
    """Where it is proved that *post* is the unit's, if that has one place and codes lead there; else ''."""
    if post.repeat:
        return ""  # each date has its own
    places = (block.proof(post.id, unit.id) for name, block in unit.channels.items() if name in post.channels)
    return next(filter(None, places), "")


def begins(post: Post) -> date | None:
    """The day from which a date without a year counts."""
    return post.at.date() if post.at else None


def shown_hotline(card: Card, own: list[Hotline], hotlines: Mapping[str, Hotline]) -> Hotline | None:
    """The line that a hotline card is about: the one it names, else the post's first."""
    named = card.fields.get(HOTLINE, "")
    if isinstance(named, str) and named:
        return hotlines.get(named)
    return own[0] if own else None


def _check_hotline(one: CardOf, template: Template, hotlines: Mapping[str, Hotline]) -> Iterator[Problem]:
    if HOTLINE not in template.fields:
        return
    named = one.card.fields.get(HOTLINE, "")
    known = ", ".join(hotlines)
    if isinstance(named, str) and named and named not in hotlines:
        yield one.problem(messages.UNKNOWN_HOTLINE, HOTLINE, name=named, known=known)
    elif not named and not any(key in hotlines for key in one.post.hotlines):
        yield one.problem(messages.NO_HOTLINE, template=template.name, known=known)


def _check_pictures(one: CardOf, template: Template, pictures: Pictures) -> Iterator[Problem]:
    for name, value in photos_of(one.card, template):
        try:
            pictures.find(value)
        except PhotoFault as fault:
            yield one.problem(fault.message, name, **fault.values)
    if template.photo_fields:
        yield from wrong_crop(one)
    focus = one.card.fields.get(FOCUS)
    if FOCUS in template.fields and focus and focus_of(focus) is None:
        yield one.problem(messages.NOT_A_POINT, FOCUS, name=FOCUS)
    for name in template.link_fields:
        address = one.card.fields.get(name, "")
        if isinstance(address, str) and address and not is_address(address):
            yield one.problem(messages.NOT_AN_ADDRESS, name, value=address)


def photo_fields_of(card: Card, template: Template | None) -> Sequence[str]:
    """The fields of the card that name photos; none where its *template* is not known."""
    if card.is_photo:
        return (IMAGE,)
    return sorted(template.photo_fields) if template else ()


def photos_of(card: Card, template: Template) -> Iterator[tuple[str, str]]:
    """The photos that the card names, by field."""
    for name in photo_fields_of(card, template):
        value = card.fields.get(name, "")
        if isinstance(value, str) and value:
            yield name, value


def part_of(card: Card, field: str) -> Part:
    """The part of the photo in *field* that the card uses; a crop that is none is told as an error."""
    return (crop_of(card.fields) if field == IMAGE else None) or WHOLE


def wrong_crop(one: CardOf) -> Iterator[Problem]:
    """A crop that is none."""
    if crop_of(one.card.fields) is None:
        yield one.problem(messages.NOT_A_CROP, CROP, name=CROP)


_ENLARGED = 1.2  # from here on one sees that a photo has too few pixels
_CUT = 0.42  # of a photo shown: with less, it matters which part
POOR_LIGHT = {"dark": messages.PHOTO_DARK, "bright": messages.PHOTO_BRIGHT, "flat": messages.PHOTO_FLAT}


def poor(one: CardOf, template: Template, name: str, photo: Photograph) -> Iterator[Problem]:
    """What of the *photo* in the field *name* will look poor: too few pixels, too little light."""
    seen, value = photo.seen, one.card.fields[name]
    if seen is None:
        return
    places = [
        (max((right - left) / seen.width, (bottom - top) / seen.height), size, right - left, bottom - top)
        for size, (left, top, right, bottom) in template.photo_places(name)
    ]
    larger, size, wide, high = max(places)
    if larger > _ENLARGED:
        yield one.problem(
            messages.PHOTO_SMALL, name, name=value, width=seen.width, height=seen.height, size=size,
            wide=wide, high=high,
        )  # fmt: skip
    ratio = seen.width / seen.height
    shown = [
        (min(wide / high / ratio, ratio * high / wide), size, wide, high) for _, size, wide, high in places
    ]
    least, size, _, _ = min(shown)
    if least < _CUT and not seen.subject and not one.card.fields.get(FOCUS) and FOCUS in template.fields:
        unsure = messages.PHOTO_UNSURE if seen.by else messages.PHOTO_UNSEEN
        yield one.problem(unsure, name, name=value, size=size, part=round(100 * least))
    if seen.light and one.card.fields.get(LIGHT) != LEVELLED and LIGHT in template.fields:
        yield one.problem(POOR_LIGHT[seen.light], name, name=value)


def unseen_drawing(one: CardOf, templates: Mapping[str, Template], drawings: Catalogue) -> Iterator[Problem]:
    """That the card's drawing will not be seen: its template has no place for one, or a photo takes it."""
    template = templates[one.card.template]
    name = one.card.fields.get(ILLUSTRATION, "")
    if not isinstance(name, str) or name not in drawings:  # none, or told as an error
        return
    values = {"card": one.number + 1, "drawing": drawings[name].title, "template": template.name}
    if not template.draws(ILLUSTRATION, pictured=False):
        drawn = (each.name for each in templates.values() if each.draws(ILLUSTRATION, pictured=False))
        known = ", ".join(sorted(drawn))
        yield one.problem(messages.DRAWING_NO_PLACE, ILLUSTRATION, known=known, **values)
    elif any(photos_of(one.card, template)) and not template.draws(ILLUSTRATION, pictured=True):
        yield one.problem(messages.DRAWING_BEHIND_PHOTO, ILLUSTRATION, **values)


def _texts(fields: Mapping[str, CardField]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for name, value in fields.items():
        if isinstance(value, str):
            yield (name,), value
        else:
            for index, point in enumerate(value):
                yield (name, index), point
