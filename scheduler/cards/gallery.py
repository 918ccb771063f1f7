"""The gallery: a post's painted cards, kept as files under var/cards by the fingerprint of what they show."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from scheduler.cache import Cache
from scheduler.calendar.model import PROVINCE, Calendar, Hotline, Post, Unit
from scheduler.cards import messages, plain
from scheduler.cards.checking import CardChecks
from scheduler.cards.composing import Composer
from scheduler.cards.design.branding import palette_of
from scheduler.cards.design.catalogue import Catalogue
from scheduler.cards.design.colours import MOURNING
from scheduler.cards.design.filling import (
    CardOf,
)
from scheduler.cards.design.items import DoesNotFit, Veil
from scheduler.cards.design.layout import layer_by_layer
from scheduler.cards.design.looks import longest_named
from scheduler.cards.design.template import Template
from scheduler.cards.films import Film, Films
from scheduler.cards.motion import choosing
from scheduler.cards.motion.captions import captions
from scheduler.cards.motion.frames import RATE, Scene
from scheduler.cards.motion.making import Maker, make_film, make_webp
from scheduler.cards.motion.score import score_of
from scheduler.cards.mourning import in_greys
from scheduler.cards.painter import Painter, encode
from scheduler.cards.pictures import WHOLE, PhotoFault, Photograph
from scheduler.cards.prints import Prints
from scheduler.cards.seeing import Part
from scheduler.files import WorkFolder, private_folder, write_whole
from scheduler.kinds.film import FilmShape
from scheduler.problems import Problem
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
        self._checks = CardChecks(self._cards, self._painter, hotlines)
        self._prints = Prints(self._cards, self._films, settings, hotlines)
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

    def photo(self, name: str, part: Part = WHOLE) -> Photograph:
        """The photo that a card calls *name*, of which it uses that *part*.

        Raises:
            PhotoFault: it cannot be painted.
        """
        return self._pictures.find(name, part)

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
            *self._checks.warnings(post),
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
                found += self._checks.problems(CardOf(post, number), unit, sizes)
        if not found and not sizes:
            self._sound.add(fingerprint)
        return found

    def problems_of(self, calendar: Calendar) -> list[Problem]:
        """The problems of the templates and of every post's cards."""
        found = [*self.template_problems, *self.unit_problems(calendar), *self.problems_beside(calendar)]
        for post in calendar.posts:
            units = calendar.units_of(post)
            found += self._film_problems(post, units)
            found += self._checks.warnings(post)
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
        return self._prints.of_pictures(post, unit)

    def content(self, post: Post, units: Sequence[Unit]) -> str:
        """A hash of all that people decide about them: words, photos, colours."""
        return self._prints.of_content(post, units)

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
        if found := self._checks.content_problems(one, template, unit):
            raise LookupError(f"{post.id}: {found[0].wrong('en')}")
        content = self._cards.content_of(one, template, unit)
        palette = palette_of(unit.brand, self._cards.mood(one, template, unit))
        try:
            layout = self._cards.lay_out(one, template, unit, size)
            layout, _ = self._checks.made_readable(one, template, unit, layout)
            layers = list(layer_by_layer(layout, content, palette))
        except (DoesNotFit, KeyError, PhotoFault) as error:
            raise LookupError(f"{post.id}: the card cannot be painted: {error}") from error
        veils = [item for item in layout.below if isinstance(item, Veil)]
        return Scene(score_of(layers, veils, layout.canvas, content), layout, palette, post.id)

    def _one(self, one: CardOf, unit: Unit, size: str, fingerprint: str) -> PaintedCard:
        template = None if one.card.is_photo else self._template_of(one)
        mood = self._cards.mood(one, template, unit) if template else ""
        home = self._looks.folder_of(unit, leads_home=self._cards.leads_home(one.post))
        folder = self._folder.var / "cards" / one.post.id / home
        path = folder / f"{one.number + 1}-{size}-{fingerprint[:16]}.jpg"
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            try:
                image = self._painted(one, template, unit, size)
                data = encode(in_greys(image) if self._cards.is_grey(one.card) else image)
            except (DoesNotFit, KeyError, PhotoFault) as error:
                raise ValueError(f"{one.post.id}: the card cannot be painted: {error}") from error
            if self.fingerprint(one.post, unit) != fingerprint:  # its photo was exchanged meanwhile
                raise ValueError(f"{one.post.id}: the card was changed just now") from None
            private_folder(self._folder.var / "cards")
            write_whole(path, data, private=True)
            _drop_older(path, fingerprint[:16])
        width, height = template.design(size).canvas if template else _shape_of(data)
        return PaintedCard(path, data, MIME, width, height, size, one.card.alt, mood)

    def _template_of(self, one: CardOf) -> Template:
        template = self.templates.get(one.card.template)
        if template is None or one.card.template in self._cards.faulty:
            raise ValueError(f"{one.post.id}: no sound template {one.card.template}")
        return template

    def _painted(self, one: CardOf, template: Template | None, unit: Unit, size: str) -> Image.Image:
        """The card, or the plain photo, which has no *template*. Raises ValueError, and as `lay_out`."""
        if template is None:
            return plain.paint(one, self._pictures, size)
        if found := self._checks.content_problems(one, template, unit):
            raise ValueError(f"{one.post.id}: {found[0].wrong('en')}")
        layout, _ = self._checks.made_readable(
            one, template, unit, self._cards.lay_out(one, template, unit, size)
        )
        palette = palette_of(unit.brand, self._cards.mood(one, template, unit))
        return self._painter.paint(layout, palette, one.post.id)


_PART_LIVES = 600.0  # seconds: a picture is written in some hundredths, a film on a slow machine in a minute
_MADE = (".jpg", ".mp4", ".webp")


def _shape_of(data: bytes) -> tuple[int, int]:
    """How wide and high a picture is, by its head alone."""
    with Image.open(io.BytesIO(data)) as image:
        return image.size


def _drop_older(path: Path, fingerprint: str) -> None:
    """Take out the post's cards as they were before, and what a killed painter left half-written."""
    for other in path.parent.iterdir():
        with suppress(OSError):  # gone by another's hand, or held by a reader on Windows
            is_left = other.suffix == ".part" and time.time() - other.stat().st_mtime > _PART_LIVES
            if is_left or (other.suffix in _MADE and fingerprint not in other.name):
                other.unlink()
