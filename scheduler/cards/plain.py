"""Plain photos of a post: cards without a template, painted as they were taken and with nothing on them."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageFilter

from scheduler.cards import messages
from scheduler.cards.design.filling import IMAGE, POOR_LIGHT, CardOf, part_of, wrong_crop
from scheduler.cards.design.placing import FOCUS, LEVELLED, LIGHT, focus_of, focus_within
from scheduler.cards.pictures import Finish, PhotoFault, Photograph, Pictures, cover, crop_of, whole
from scheduler.cards.sizes import PIXELS
from scheduler.problems import Problem

LONGEST = 2_048  # pixels of a photo as it goes out: Facebook keeps no more
_SHORTEST = 720  # pixels of its length: below that one sees that it is a small copy
# Where the place has a shape of its own: the preview of a link, and a phone's whole screen.
_SHAPES = {size: PIXELS[size] for size in ("wide", "story")}
_ENOUGH = 0.55  # of a photo: where less would be seen of it on a whole screen, all of it is shown
_BLUR, _DIMMED = 60, 0.55  # behind it: in pixels, and in parts of its light


def check(one: CardOf, pictures: Pictures) -> Iterator[Problem]:
    """What keeps the photo from going out."""
    fields = one.card.fields
    try:
        pictures.find(_name(one))
    except PhotoFault as fault:
        yield one.problem(fault.message, IMAGE, **fault.values)
    yield from wrong_crop(one)
    focus = fields.get(FOCUS)
    if focus and focus_of(focus) is None:
        yield one.problem(messages.NOT_A_POINT, FOCUS, name=FOCUS)
    light = fields.get(LIGHT)
    if light and light != LEVELLED:
        yield one.problem(
            messages.NOT_ONE_OF, LIGHT, name=LIGHT, value=light, nearest=LEVELLED, known=LEVELLED
        )


def poor(one: CardOf, pictures: Pictures) -> Iterator[Problem]:
    """What of the photo will look poor: too few pixels, too little light.

    Raises:
        PhotoFault: it is not there.
    """
    seen = _photo(one, pictures).seen
    if seen is None:
        return
    if max(seen.width, seen.height) < _SHORTEST:
        yield one.problem(messages.PLAIN_SMALL, IMAGE, name=_name(one), width=seen.width, height=seen.height)
    if seen.light and one.card.fields.get(LIGHT) != LEVELLED:
        yield one.problem(POOR_LIGHT[seen.light], IMAGE, name=_name(one))


def paint(one: CardOf, pictures: Pictures, size: str) -> Image.Image:
    """The photo upright, in sRGB and without metadata: whole, or filling the shape that *size* has.

    Raises:
        PhotoFault: it cannot be read.
    """
    photo = _photo(one, pictures)
    is_levelled = one.card.fields.get(LIGHT) == LEVELLED
    shape = _SHAPES.get(size)
    if shape is None:
        return whole(photo.path, LONGEST, is_levelled=is_levelled, part=photo.part)
    finish = Finish(_subject(one, photo), is_levelled=is_levelled)
    if size == "story" and photo.seen is not None:
        wide, high = photo.seen.width, photo.seen.height
        left, top, right, bottom = crop_of(wide, high, *shape, finish)
        if (right - left) * (bottom - top) < _ENOUGH * wide * high:
            return _within(
                cover(photo.path, *shape, finish, photo.part),
                whole(photo.path, max(shape), is_levelled=is_levelled, part=photo.part),
            )
    return cover(photo.path, *shape, finish, photo.part)


def _within(behind: Image.Image, photo: Image.Image) -> Image.Image:
    """All of *photo* in the middle of *behind*, which is blurred and dimmed."""
    ground = behind.filter(ImageFilter.GaussianBlur(_BLUR)).point(lambda level: round(level * _DIMMED))
    scale = min(ground.width / photo.width, ground.height / photo.height)
    fitted = photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.Resampling.LANCZOS)
    ground.paste(fitted, ((ground.width - fitted.width) // 2, (ground.height - fitted.height) // 2))
    return ground


def _photo(one: CardOf, pictures: Pictures) -> Photograph:
    return pictures.find(_name(one), part_of(one.card, IMAGE))


def _name(one: CardOf) -> str:
    return str(one.card.fields.get(IMAGE, ""))


def _subject(one: CardOf, photo: Photograph) -> tuple[float, float, float, float]:
    """What must be seen of it: the point that was pressed on, what was found, or its upper third."""
    focus = focus_of(one.card.fields.get(FOCUS))
    if focus:
        focus = focus_within(focus, photo.part)
        return (*focus, *focus)
    found = photo.seen.subject if photo.seen else None
    return found or Finish().subject
