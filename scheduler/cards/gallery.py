"""The gallery: a post's painted cards, kept as files under var/cards by the fingerprint of what they show."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from scheduler import locales
from scheduler.cache import Cache
from scheduler.calendar.model import PROVINCE, Calendar, Card, Hotline, Post, Unit
from scheduler.cards import messages
from scheduler.cards.composing import Composer
from scheduler.cards.contrast import Unreadable, veiled
from scheduler.cards.design.branding import brand_of, key_of, palette_of
from scheduler.cards.design.catalogue import Catalogue
from scheduler.cards.design.colours import MOURNING
from scheduler.cards.design.filling import (
    HOTLINE,
    ILLUSTRATION,
    LINK,
    CardOf,
    check,
    fields_of,
    photos_of,
    poor,
    proof_of,
    unseen_drawing,
)
from scheduler.cards.design.items import BRAND, DoesNotFit, Layout, Picture, Veil
from scheduler.cards.design.layout import layer_by_layer
from scheduler.cards.design.looks import longest_named
from scheduler.cards.design.placing import FOCUS
from scheduler.cards.design.plate import QR
from scheduler.cards.design.template import Template
from scheduler.cards.design.tones import carries
from scheduler.cards.design.tones import nearest as nearest_tone
from scheduler.cards.films import Film, Films
from scheduler.cards.motion import choosing
from scheduler.cards.motion.captions import captions
from scheduler.cards.motion.frames import RATE, Scene
from scheduler.cards.motion.making import Maker, make_film, make_webp
from scheduler.cards.motion.score import score_of
from scheduler.cards.mourning import in_greys
from scheduler.cards.painter import Painter, encode
from scheduler.cards.pictures import PhotoFault, Photograph
from scheduler.cards.typesetting.fonts import lacks
from scheduler.files import WorkFolder, private_folder, write_whole
from scheduler.kinds.film import FilmShape
from scheduler.problems import Problem
from scheduler.reader.shape import nearest, text_of
from scheduler.settings.model import Settings

MIME = "image/jpeg"
_TURNS = 200  # of a post of the pool, in which each of its few moods comes first at some time


@dataclass(frozen=True, slots=True)
class PaintedCard:
    """A card as a file: width and height in pixels, *alt* what it shows in words."""

    path: Path
    data: bytes
    mime: str
    width: int
    height: int
    size: str
    alt: str
    mood: str


class Gallery:
    """Paints the cards of one folder of work, and finds those that are painted already."""

    def __init__(self, folder: WorkFolder, settings: Settings, hotlines: Mapping[str, Hotline]) -> None:
        self._folder = folder
        self._settings = settings
        self._hotlines = hotlines
        self._cards = Composer(folder, settings, hotlines)
        self._drawings = self._cards.drawings
        self._pictures = self._cards.pictures
        self._looks = self._cards.looks
        self._painter = Painter(self._drawings)
        self._films = Films(folder.posts, folder.var / "films")
        self._sound: set[str] = set()  # fingerprints of posts whose cards fit at every size
        self._cache = Cache(folder.var / "cache" / "cards")
        self._known = frozenset((self._cache.get("sound") or b"").decode().split())  # as of the last time

    @property
    def templates(self) -> Mapping[str, Template]:
        """Every template by name."""
        return self._cards.templates

    @property
    def is_in_mourning(self) -> bool:
        """Whether all cards are grey just now."""
        return self._cards.is_in_mourning

    @property
    def made_of(self) -> tuple[WorkFolder, Settings, dict[str, Hotline]]:
        """What another process makes the same gallery of."""
        return self._folder, self._settings, dict(self._hotlines)

    def photo(self, name: str) -> Photograph:
        """The photo that a card calls *name*.

        Raises:
            PhotoFault: it cannot be painted.
        """
        return self._pictures.find(name)

    def paint_drawing(self, name: str, width: int) -> Image.Image:
        """An illustration by itself, as it stands on a light ground of the office's official mood.

        Raises:
            KeyError: there is no drawing of that name.
            ValueError: it cannot be painted.
        """
        return self._drawings.paint(name, width, palette_of(self._settings.brand, "man").classes("light"))

    @property
    def drawings(self) -> Catalogue:
        """The illustrations that a card may have, as people are shown them."""
        return self._cards.catalogue

    @property
    def template_problems(self) -> Sequence[Problem]:
        """What is wrong with the templates themselves."""
        return self._cards.template_problems

    def problems(self, post: Post, unit: Unit, sizes: Sequence[str] = ()) -> list[Problem]:
        """What keeps the post's cards from being painted at those *sizes* (at any of theirs without them),
        and its film from going out; cheap to ask again."""
        return [
            *self._card_problems(post, unit, sizes),
            *self._warnings(post),
            *self._film_problems(post, (unit,)),
        ]

    def _film_problems(self, post: Post, units: Sequence[Unit]) -> list[Problem]:
        template = self.templates.get(post.cards[0].template) if post.cards else None
        moving = choosing.problems_of(post, self._cards.motion(post), template, units)
        return [*self._films.problems(post, units), *moving]

    def sound_sizes(self, post: Post, unit: Unit, sizes: Sequence[str]) -> list[str]:
        """Those of *sizes* at which the post's cards can be painted: a word may be too long for one alone."""

        def has_errors(of: Sequence[str] = ()) -> bool:
            return any(problem.is_error for problem in self._card_problems(post, unit, of))

        return [size for size in sizes if not has_errors((size,))] if has_errors() else [*sizes]

    def _card_problems(self, post: Post, unit: Unit, sizes: Sequence[str] = ()) -> list[Problem]:
        fingerprint = self.fingerprint(post, unit)
        if fingerprint in self._sound:
            return []
        found: list[Problem] = []
        if fingerprint not in self._known:
            for number in range(len(post.cards)):
                found += self._check(CardOf(post, number), unit, sizes)
        if not found and not sizes:
            self._sound.add(fingerprint)
        return found

    def problems_of(self, calendar: Calendar) -> list[Problem]:
        """The problems of the templates and of every post's cards."""
        found = [*self.template_problems, *self.unit_problems(calendar), *self.problems_beside(calendar)]
        for post in calendar.posts:
            units = calendar.units_of(post)
            found += self._film_problems(post, units)
            found += self._warnings(post)
            for unit in longest_named(units):
                found += (
                    problem
                    for problem in self._card_problems(post, unit)
                    if problem.message is not messages.FAULTY_TEMPLATE  # told with its own file and line
                )
        if self._sound != self._known:
            self._cache.put({"sound": " ".join(sorted(self._sound)).encode()})
        return found

    def unit_problems(self, calendar: Calendar) -> list[Problem]:
        """The problems of the units' own brands."""
        return self._looks.problems(calendar.units.values())

    def problems_beside(self, calendar: Calendar) -> list[Problem]:
        """What else is wrong with the cards of posts that have an error: to be told in the same go.

        A line that is told already may be all that is wrong there.
        """
        told = {(one.place.file, one.place.line) for one in calendar.problems if one.is_error}
        return [
            problem
            for post in calendar.faulty
            for problem in self.problems(post, calendar.units[PROVINCE])
            if problem.message is not messages.FAULTY_TEMPLATE
            and (problem.place.file, problem.place.line) not in told
        ]

    def fingerprint(self, post: Post, unit: Unit) -> str:
        """A hash of all that the pictures depend on, the painter's own code included."""
        parts = (
            _code(),
            self.content(post, (unit,)),
            *((post.turn,) if post.turn else ()),
            [self._print_of(name) for name in sorted({card.template for card in post.cards})],
            self._parts_print,
            [self._drawings.print_of(self._cards.illustration(post, card)) for card in post.cards],
            [self._drawings.print_of(name) for name in self._cards.drawn(post)],
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def content(self, post: Post, units: Sequence[Unit]) -> str:
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
                    self._drawings.own_print_of(self._cards.illustration(post, card)),
                    *self._dress(post, card),
                )
                for card in post.cards
            ],
            self._settings.topics.get(post.topic, ""),
            [(line.name, line.number) for line in (*own, *named) if line],
            [self._looks.of(unit, leads_home=leads_home) for unit in units],
            self._own_parts_print,
            post.link if self._cards.has_code(post) else "",
            *((self._films.print_of(post), post.film_alt) if post.film else ()),
            *(("moves", motion) if (motion := self._cards.motion(post)) else ()),
            *((proofs,) if any(proofs) else ()),
            *(("drawn", drawn) if (drawn := self._own_drawn(post)) else ()),
        )
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    def paint(self, post: Post, unit: Unit, sizes: Sequence[str]) -> tuple[PaintedCard, ...]:
        """The post's cards, card by card and size by size; painted only where no file has them yet.

        Raises:
            ValueError: a card has problems (`problems` tells them).
        """
        fingerprint = self.fingerprint(post, unit)
        return tuple(
            self._one(CardOf(post, number), unit, size, fingerprint)
            for number in range(len(post.cards))
            for size in sizes
        )

    def looks(self, post: Post, unit: Unit) -> tuple[Post, ...]:
        """*post* as it is and, of the pool, as its turns may look: once for each mood of a card."""
        found, seen = [post], set(self._moods(post, unit))
        for number in range(_TURNS if post.evergreen and post.at is None else 0):
            turned = replace(post, turn=f"{number}")
            moods = self._moods(turned, unit)
            if not seen.issuperset(moods):
                found.append(turned)
                seen.update(moods)
        return tuple(found)

    def _moods(self, post: Post, unit: Unit) -> list[tuple[int, str]]:
        cards = (CardOf(post, number) for number in range(len(post.cards)))
        templates = ((one, self.templates.get(one.card.template)) for one in cards)
        return [
            (
                one.number,
                MOURNING if self._cards.is_grey(one.card) else self._cards.mood(one, template, unit),
            )
            for one, template in templates
            if template
        ]

    def film_sizes(self, post: Post, channels: Iterable[str] | None = None) -> list[str]:
        """The sizes in which its card goes out as a film, on any of *channels* (by default its own)."""
        motion = self._cards.motion(post)
        template = self.templates.get(post.cards[0].template) if motion else None
        if template is None:
            return []
        found = (choosing.size_on(channel, motion, template) for channel in channels or post.channels)
        return list(dict.fromkeys(filter(None, found)))

    def moving_sizes(self, post: Post) -> list[str]:
        """Every size in which its card can move, whether or not it goes out so; none where it stands."""
        template = self.templates.get(post.cards[0].template) if post.cards else None
        return choosing.moving_sizes(self._cards.motion(post), template) if template else []

    def film(self, post: Post, unit: Unit, size: str = "") -> Film:
        """The film of a post that has one; or its card of that *size* as one, made where no file has it yet.

        Raises:
            LookupError: it has problems (`problems` tells them).
            OSError: it cannot be kept.
        """
        if post.film:
            return self._films.get(post)
        path = self._film_path(post, unit, size, ".mp4")
        scene = self._scene(post, unit, size)
        if not path.is_file():
            self._make(make_film, post, unit, size, path)
            _drop_older(path, path.stem.rpartition("-")[2])
        score = scene.score
        return Film(path, FilmShape(*scene.size, score.length, RATE), captions(score.words, score.length))

    def film_file(self, post: Post) -> Path:
        """Where the film of a post that has one lies; as `film` in all else."""
        return self._films.kept(post)[0]

    def moving_picture(self, post: Post, unit: Unit, size: str) -> bytes:
        """The same film for a web page: a small WebP that moves once and then stands. Raises as `film`."""
        path = self._film_path(post, unit, size, ".webp")
        if not path.is_file():
            self._make(make_webp, post, unit, size, path)
        return path.read_bytes()

    def _make(self, make: Maker, post: Post, unit: Unit, size: str, path: Path) -> None:
        def check() -> None:  # its photo may be exchanged meanwhile: then it is not what *path* says
            if path != self._film_path(post, unit, size, path.suffix):
                raise LookupError(f"{post.id}: the card was changed just now")

        try:
            make(self._scene(post, unit, size), self._painter, path, check)
        except PhotoFault as error:
            raise LookupError(f"{post.id}: the card cannot be painted: {error}") from error

    def _film_path(self, post: Post, unit: Unit, size: str, ending: str) -> Path:
        private_folder(self._folder.var / "cards")
        home = self._looks.folder_of(unit, leads_home=self._cards.leads_home(post))
        folder = self._folder.var / "cards" / post.id / home
        return folder / f"1-{size}-{self.fingerprint(post, unit)[:16]}{ending}"

    def _scene(self, post: Post, unit: Unit, size: str) -> Scene:
        one = CardOf(post, 0)
        template = self.templates.get(one.card.template)
        if template is None or template.name in self._cards.faulty or size not in self.moving_sizes(post):
            raise LookupError(f"{post.id}: its card does not move in {size}")
        if found := self._check_content(one, template, unit):
            raise LookupError(f"{post.id}: {found[0].wrong('en')}")
        content = self._cards.content_of(one, template, unit)
        palette = palette_of(unit.brand, self._cards.mood(one, template, unit))
        try:
            layout = self._cards.lay_out(one, template, unit, size)
            layout, _ = self._made_readable(one, template, unit, layout)
            layers = list(layer_by_layer(layout, content, palette))
        except (DoesNotFit, KeyError, PhotoFault) as error:
            raise LookupError(f"{post.id}: the card cannot be painted: {error}") from error
        veils = [item for item in layout.below if isinstance(item, Veil)]
        return Scene(score_of(layers, veils, layout.canvas, content), layout, palette, post.id)

    def _one(self, one: CardOf, unit: Unit, size: str, fingerprint: str) -> PaintedCard:
        template = self.templates.get(one.card.template)
        if template is None or one.card.template in self._cards.faulty:
            raise ValueError(f"{one.post.id}: no sound template {one.card.template}")
        mood = self._cards.mood(one, template, unit)
        home = self._looks.folder_of(unit, leads_home=self._cards.leads_home(one.post))
        folder = self._folder.var / "cards" / one.post.id / home
        path = folder / f"{one.number + 1}-{size}-{fingerprint[:16]}.jpg"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            palette = palette_of(unit.brand, mood)
            if found := self._check_content(one, template, unit):
                raise ValueError(f"{one.post.id}: {found[0].wrong('en')}") from None
            try:
                layout, _ = self._made_readable(
                    one, template, unit, self._cards.lay_out(one, template, unit, size)
                )
                image = self._painter.paint(layout, palette, one.post.id)
                data = encode(in_greys(image) if self._cards.is_grey(one.card) else image)
            except (DoesNotFit, KeyError, PhotoFault) as error:
                raise ValueError(f"{one.post.id}: the card cannot be painted: {error}") from error
            if self.fingerprint(one.post, unit) != fingerprint:  # its photo was exchanged meanwhile
                raise ValueError(f"{one.post.id}: the card was changed just now") from None
            private_folder(self._folder.var / "cards")
            write_whole(path, data, private=True)
            _drop_older(path, fingerprint[:16])
        width, height = template.design(size).canvas
        return PaintedCard(path, data, MIME, width, height, size, one.card.alt, mood)

    def _check(self, one: CardOf, unit: Unit, sizes: Sequence[str]) -> list[Problem]:
        name = one.card.template
        template = self.templates.get(name)
        if name in self._cards.faulty:
            return [one.problem(messages.FAULTY_TEMPLATE, "template", name=name)]
        if template is None:
            known = sorted(self.templates)
            near = nearest(name, known)
            shown = ", ".join([near, *(other for other in known if other != near)] if near else known)
            return [one.problem(messages.UNKNOWN_TEMPLATE, "template", name=name, known=shown)]
        found = self._check_content(one, template, unit)
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
            if (fault := self._drawings.fault_of(drawing))
        )
        return found or [
            self._hard_to_read(one, unit, worst, size)
            for size, layout in laid_out.items()
            for worst in self._made_readable(one, template, unit, layout)[1][:1]
        ]

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

    def _made_readable(
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

    def _check_content(self, one: CardOf, template: Template, unit: Unit) -> list[Problem]:
        found = list(check(one, template, self.drawings, self._hotlines, self._pictures))
        if not found and one.card.qr == LINK and not self._cards.has_address(one, template, unit):
            found.append(one.problem(messages.NO_QR_ADDRESS, QR))
        return found or self._signs_of_others(one, template, unit)

    def _too_long(self, one: CardOf, unit: Unit, misfit: DoesNotFit, size: str) -> Problem:
        value = one.card.fields.get(misfit.name, "")
        if misfit.name == QR:
            return one.problem(messages.QR_TOO_LONG, QR, size=size)
        link = misfit.name.removesuffix("_name")
        if link in self.templates[one.card.template].link_fields:
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

    def _own_drawn(self, post: Post) -> list[tuple[str, str]]:
        """Those of them that are the folder's own, with their prints."""
        own = filter(self._drawings.is_own, self._cards.drawn(post))
        return [(name, print_) for name in own if (print_ := self._drawings.own_print_of(name))]

    def _dress(self, post: Post, card: Card) -> tuple[str, ...]:
        """What a card has of its occasion and of its own code, for its print; nothing for one without."""
        occasion = "" if self._cards.is_grey(card) else self._cards.occasion(post, card)
        return tuple(filter(None, (occasion and f"occasion {occasion}", card.qr and f"qr {card.qr}")))

    def _warnings(self, post: Post) -> list[Problem]:
        """What of the post's photos will look poor, and drawings that will not be seen; no errors, since a
        poor photo may be all there is."""
        found: list[Problem] = []
        for number, card in enumerate(post.cards):
            template = self.templates.get(card.template)
            if template is None:
                continue
            found += unseen_drawing(CardOf(post, number), self.templates, self.drawings)
            for name, value in photos_of(card, template):
                with suppress(PhotoFault):  # told as an error
                    found += poor(CardOf(post, number), template, name, self._pictures.find(value))
        return found

    def _photo_prints(self, card: Card) -> list[str]:
        """Hashes of the card's photos, and where their subjects are if that decides what is seen; '' for one
        that cannot be painted."""
        template = self.templates.get(card.template)
        prints = []
        for name in sorted(template.photo_fields) if template else ():
            try:
                value = card.fields.get(name, "")
                photo = self._pictures.find(value) if isinstance(value, str) and value else None
                where = photo.seen.subject if photo and photo.seen and not card.fields.get(FOCUS) else None
                prints.append((photo.print if photo else "") + (f" {where}" if where else ""))
            except PhotoFault as fault:
                prints.append(str(fault))
        return prints

    @cached_property
    def _parts_print(self) -> str:
        """A hash of the drawings that any template may use: tiles, icons, the mark."""
        return self._drawings.print_of_parts()

    @cached_property
    def _own_parts_print(self) -> str:
        """The same of those alone that are the folder's own."""
        return self._drawings.print_of_parts(own=True)

    def _print_of(self, template: str) -> str:
        found = self.templates.get(template)
        return found.print if found else ""


_PART_LIVES = 600.0  # seconds: a picture is written in some hundredths, a film on a slow machine in a minute
_MADE = (".jpg", ".mp4", ".webp")
_PAINTERS = (
    "pillow", "numpy", "coloraide", "freetype-py", "uharfbuzz", "resvg-py", "segno", "khmercut",
    "python-crfsuite", "fontpkg-be-vietnam-pro", "fontpkg-noto-sans-khmer",
)  # fmt: skip


def _drop_older(path: Path, fingerprint: str) -> None:
    """Take out the post's cards as they were before, and what a killed painter left half-written."""
    for other in path.parent.iterdir():
        with suppress(OSError):  # gone by another's hand, or held by a reader on Windows
            is_left = other.suffix == ".part" and time.time() - other.stat().st_mtime > _PART_LIVES
            if is_left or (other.suffix in _MADE and fingerprint not in other.name):
                other.unlink()


@cache
def _code() -> str:
    """The painter's own code and the versions of what paints: another painter, another picture."""
    versions = " ".join(f"{name} {version(name)}" for name in _PAINTERS)
    digest = hashlib.sha256(versions.encode())
    for file in (*sorted(Path(__file__).parent.rglob("*.*")), Path(locales.__file__)):  # names of days
        if file.suffix != ".pyc":
            digest.update(file.read_bytes())
    return digest.hexdigest()
