"""The pictures of a film: each thing is painted once, and only what moved is put together again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops

from scheduler.cards.design.colours import Palette
from scheduler.cards.design.items import Figured, Layout, meet
from scheduler.cards.design.layers import Box
from scheduler.cards.motion.score import Act, Entrance, Score
from scheduler.cards.painter import Painter

RATE = 30  # pictures a second

_RISE, _SETTLE = 56, 90  # pixels
_OVER = 1.1  # how far beyond its place a drawing goes, and back
_SEEN = 0.55  # of an entrance: by then it is seen fully
_TILE = 0.45  # of the floor's time that one tile takes
_SOFT = 40  # pixels over which rings fade out


@dataclass(slots=True)
class Sprite:
    """An act's things by themselves: colours, how much of each pixel they cover, and where they stand."""

    act: Act
    colours: Image.Image
    cover: Image.Image
    box: Box
    reach: Box  # all that it touches while it comes
    plain: str = ""  # the one colour of a figure before its tiles come


@dataclass(frozen=True, slots=True)
class Scene:
    """What a film is made of: the whole card, and its layers with their times."""

    score: Score
    layout: Layout
    palette: Palette
    seed: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.layout.canvas


def frames(scene: Scene, painter: Painter, rate: int = RATE) -> Iterator[Image.Image | None]:
    """Picture by picture; None where it is the one before. The last one is the card as it stands."""
    canvas, score = scene.size, scene.score
    sprites = sprites_of(scene, painter)
    whole = Image.new("RGB", canvas, scene.palette.base["main"])
    for sprite in sprites:
        if sprite.act.entrance is Entrance.STANDS:
            _show(whole, sprite, 0.0, (0, 0, *canvas))
    # What stands below all that comes is put together once for all; the rest in its depth.
    count = max(2, round(score.length * rate))
    moved = min(math.ceil(score.moved * rate), count - 1)
    base, done = Image.new("RGB", canvas, scene.palette.base["main"]), 0
    for number in range(moved):
        now = number / rate
        while done < len(sprites) and sprites[done].act.end <= now - 1 / rate:
            _show(base, sprites[done], sprites[done].act.end, (0, 0, *canvas))
            done += 1
        moving = [one for one in sprites[done:] if one.act.start < now <= one.act.end + 1 / rate]
        if number and not moving:
            yield None
            continue
        for box in _apart([one.reach for one in moving]) if number else [(0, 0, *canvas)]:
            piece = base.crop(box)
            for sprite in sprites[done:]:
                if sprite.act.start <= now:
                    _show(piece, sprite, now, box)
            whole.paste(piece, box[:2])
        yield whole
    yield painter.paint(scene.layout, scene.palette, scene.seed).convert("RGB")
    yield from (None for _ in range(moved + 1, count))


def sprites_of(scene: Scene, painter: Painter) -> list[Sprite]:
    """The things of each act by themselves, back to front."""
    found = (_painted(act, painter, scene, scene.size) for act in scene.score.acts)
    return [sprite for sprite in found if sprite is not None]


def _painted(act: Act, painter: Painter, scene: Scene, canvas: tuple[int, int]) -> Sprite | None:
    """On black and on white: what differs shines through."""
    black, white = (
        painter.lay(act.items, canvas, fill, scene.palette, scene.seed)
        .view(np.uint8)
        .reshape(*canvas[::-1], 4)
        for fill in ("#000000", "#FFFFFF")
    )
    through = np.maximum(white[:, :, 1], black[:, :, 1]) - black[:, :, 1]
    rows, columns = (np.flatnonzero((through < 255).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    cover = 255 - through[top:bottom, left:right]
    shown = black[top:bottom, left:right, :3]
    if cover.min() < 255:
        part = np.maximum(cover, 1)[:, :, None].astype(np.uint16)
        shown = np.minimum((shown.astype(np.uint16) * 255 + part // 2) // part, 255).astype(np.uint8)
    box = (left, top, right, bottom)
    plain = next((scene.palette.figure(item.on) for item in act.items if isinstance(item, Figured)), "")
    return Sprite(
        act,
        Image.fromarray(np.ascontiguousarray(shown)),
        Image.fromarray(cover),
        box,
        _reach(act, box, canvas),
        plain,
    )


def _reach(act: Act, box: Box, canvas: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    if act.entrance is Entrance.RISES:
        bottom += _RISE
    elif act.entrance is Entrance.SETTLES:
        top, bottom = top - _SETTLE // 4, bottom + _SETTLE
    return max(0, left), max(0, top), min(canvas[0], right), min(canvas[1], bottom)


def _apart(boxes: Sequence[Box]) -> list[Box]:
    """*boxes*, those that meet as one."""
    found: list[Box] = []
    for box in boxes:
        own = box
        while meeting := [other for other in found if meet(own, other)]:
            for other in meeting:
                found.remove(other)
                own = (
                    min(own[0], other[0]), min(own[1], other[1]), max(own[2], other[2]), max(own[3], other[3])
                )  # fmt: skip
        found.append(own)
    return found


def _show(image: Image.Image, sprite: Sprite, now: float, window: Box) -> None:
    """Lay *sprite*, as it is at *now*, onto *image*, which is the card's part *window*."""
    act, (left, top, right, bottom) = sprite.act, sprite.box
    if not meet(sprite.reach, window):
        return
    left, top, right, bottom = left - window[0], top - window[1], right - window[0], bottom - window[1]
    part = min(1.0, (now - act.start) / act.length) if act.length else 1.0
    if part >= 1.0:
        image.paste(sprite.colours, (left, top), sprite.cover)
        return
    if part <= 0.0 and act.entrance is not Entrance.FILLS:
        return
    eased = 1 - (1 - part) ** 3
    colours, cover = sprite.colours, sprite.cover
    match act.entrance:
        case Entrance.RISES:
            top += round(_RISE * (1 - eased))
            cover = _faded(cover, part / _SEEN)
        case Entrance.SETTLES:
            top += round(_SETTLE * (1 - _beyond(part)))
            cover = _faded(cover, part / _SEEN)
        case Entrance.LIFTS:
            quick = 1 - (1 - part) ** 4
            shift = round((bottom - top) * (1 - quick))
            colours = colours.crop((0, 0, right - left, bottom - top - shift))
            cover = _faded(cover.crop((0, 0, right - left, bottom - top - shift)), part / _SEEN)
            top += shift
        case Entrance.WIPES:
            seen = round((right - left) * eased)
            colours, cover = (one.crop((0, 0, seen, bottom - top)) for one in (colours, cover))
        case Entrance.FILLS:
            one_colour = Image.new("RGB", colours.size, sprite.plain)
            colours = Image.composite(colours, one_colour, _floor(sprite, part))
        case Entrance.LAYS:
            cover = ImageChops.multiply(cover, _floor(sprite, part))
        case Entrance.DRAWS:
            cover = ImageChops.multiply(cover, _circle(sprite, eased))
    image.paste(colours, (left, top), cover)


def _beyond(part: float) -> float:
    """Eased to 1, a little beyond it, and back."""
    back = part - 1
    return 1 + (_OVER + 1) * back**3 + _OVER * back**2


def _faded(cover: Image.Image, part: float) -> Image.Image:
    if part >= 1:
        return cover
    share = part * (2 - part)
    return cover.point([round(value * share) for value in range(256)])


def _floor(sprite: Sprite, part: float) -> Image.Image:
    """Which tiles of it lie there: a wave from the lower left corner."""
    left, top, right, bottom = sprite.box
    module = sprite.act.module
    wide, high = math.ceil((right - left) / module), math.ceil((bottom - top) / module)
    rows, columns = np.mgrid[0:high, 0:wide]
    order = columns + (high - 1 - rows)
    begins = order / max(1, order.max()) * (1 - _TILE)
    seen = np.clip((part - begins) / _TILE, 0, 1)
    seen = (seen * seen * (3 - 2 * seen) * 255).round().astype(np.uint8)
    grid = Image.fromarray(seen).resize((wide * module, high * module), Image.Resampling.NEAREST)
    return grid.crop((0, 0, right - left, bottom - top))


def _circle(sprite: Sprite, part: float) -> Image.Image:
    """All that is nearer to the middle of the rings than they have come."""
    left, top, right, bottom = sprite.box
    x, y = sprite.act.centre
    across = (np.arange(left, right, dtype=np.float32) - x) ** 2
    down = (np.arange(top, bottom, dtype=np.float32) - y) ** 2
    far = np.sqrt(across[None, :] + down[:, None])
    radius = part * (float(far.max()) + _SOFT)
    return Image.fromarray((np.clip((radius - far) / _SOFT, 0, 1) * 255).astype(np.uint8))
