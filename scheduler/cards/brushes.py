"""How photos, codes, gradients, shapes, soft shadows and veils get onto a picture."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from scheduler.cards.design.colours import rgb
from scheduler.cards.design.drawings import paint_svg
from scheduler.cards.design.items import Code, Picture, Veil
from scheduler.cards.design.layers import Corners, Gradient, Panel, Shape
from scheduler.cards.pictures import cover
from scheduler.cards.qr import QUIET

_SHADOW, _BLUR, _DOWN = 0.22, 24, 10  # how dark, how soft, and how far down; pixels


def panel(image: Image.Image, area: Panel, shadow: str) -> None:
    """A flat area, with a soft shadow of the colour *shadow* under it where it has one."""
    left, top, right, bottom = area.box
    if not any(area.corners) and area.alpha == 1 and not area.shadow:
        ImageDraw.Draw(image).rectangle((left, top, right - 1, bottom - 1), fill=area.fill)
        return
    mask = _whole(image.size, (left, top), rounded(right - left, bottom - top, area.corners))
    _fill(image, mask, area.fill, area.alpha, shadow if area.shadow else "")


def gradient(image: Image.Image, area: Gradient) -> None:
    """A straight gradient, its ends at the box's farthest corners."""
    left, top, right, bottom = area.box
    width, height = right - left, bottom - top
    angle = math.radians(area.angle)
    across, down = math.sin(angle), -math.cos(angle)
    x = np.arange(width) - (width - 1) / 2
    y = np.arange(height) - (height - 1) / 2
    reach = abs(across) * (width - 1) / 2 + abs(down) * (height - 1) / 2
    part = ((x[None, :] * across + y[:, None] * down) / max(reach, 1e-9) + 1) / 2
    start, end = np.array(rgb(area.start)), np.array(rgb(area.end))
    pixels = np.rint(start + (end - start) * part.clip(0, 1)[:, :, None]).astype(np.uint8)
    image.paste(Image.fromarray(pixels), (left, top), rounded(width, height, area.corners))


def shape(image: Image.Image, form: Shape, shadow: str) -> None:
    """A circle, ring, polygon or path."""
    width, height = image.size
    style = 'fill="#FFFFFF"'
    if form.circle:
        x, y, radius = form.circle
        inside = f'<circle cx="{x}" cy="{y}" r="{radius}" {style}/>'
    elif form.ring:
        x, y, radius, thick = form.ring
        style = f'fill="none" stroke="#FFFFFF" stroke-width="{thick}"'
        inside = f'<circle cx="{x}" cy="{y}" r="{radius - thick / 2}" {style}/>'
    elif form.polygon:
        points = " ".join(f"{x},{y}" for x, y in form.polygon)
        inside = f'<polygon points="{points}" {style}/>'
    else:
        inside = f'<path d="{form.path}" {style}/>'
    mask = paint_svg(svg(width, height, inside), width).getchannel("A")
    _fill(image, mask, form.fill, form.alpha, shadow if form.shadow else "")


def photo(image: Image.Image, picture: Picture) -> None:
    """A photo in its box, in its own colours or in five tones, with shades at its edges.

    Raises:
        PhotoFault: it cannot be read (any more).
    """
    left, top, right, bottom = picture.box
    width, height = right - left, bottom - top
    pixels = cover(picture.photo.path, width, height, picture.finish, picture.photo.part)
    if picture.tones:
        pixels = Image.blend(pixels, _toned(pixels, picture.tones), picture.toned)
    for shade in picture.shades:
        length = min(shade.length, height)
        ramp = np.linspace(255 * shade.alpha, 0, length)
        ramp = ramp[::-1] if shade.is_foot else ramp
        mask = Image.fromarray(np.rint(np.repeat(ramp[:, None], width, axis=1)).astype(np.uint8))
        at = (0, height - length if shade.is_foot else 0)
        pixels.paste(Image.new("RGB", (width, length), shade.colour), at, mask)
    image.paste(pixels, (left, top), rounded(width, height, picture.corners))


def code(image: Image.Image, item: Code) -> None:
    """A QR code on white, each module of whole pixels."""
    rows = np.array([list(row) for row in item.rows], dtype=np.uint8)
    modules = np.pad(rows, QUIET).repeat(item.module, axis=0).repeat(item.module, axis=1)
    side = len(modules)
    image.paste("#FFFFFF", (item.left, item.top, item.left + side, item.top + side))
    image.paste(item.colour, (item.left, item.top), Image.fromarray(modules * 255))


def veil(image: Image.Image, item: Veil) -> None:
    """A soft-edged shade behind a text that a photo would make hard to read; it ends where the photo does."""
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).rectangle(item.box, fill=round(255 * item.alpha))
    mask = mask.filter(ImageFilter.GaussianBlur(item.soft / 2))
    inside = Image.new("L", image.size)
    left, top, right, bottom = item.within
    ImageDraw.Draw(inside).rectangle((left, top, right - 1, bottom - 1), fill=255)
    image.paste(item.colour, mask=ImageChops.multiply(mask, inside))


def svg(width: int, height: int, inside: str) -> str:
    """An SVG picture of that many pixels."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{inside}</svg>'


def _fill(image: Image.Image, mask: Image.Image, colour: str, alpha: float, shadow: str) -> None:
    if shadow:
        soft = ImageChops.offset(mask, 0, _DOWN).filter(ImageFilter.GaussianBlur(_BLUR / 2))
        image.paste(shadow, mask=soft.point([round(level * _SHADOW) for level in range(256)]))
    image.paste(colour, mask=mask if alpha == 1 else mask.point([round(v * alpha) for v in range(256)]))


@lru_cache(maxsize=32)
def rounded(width: int, height: int, corners: Corners) -> Image.Image:
    """A mask of an area with its four radii; not to be drawn on."""
    if not any(corners):
        return Image.new("L", (width, height), 255)
    a, b, c, d = corners
    outline = (
        f"M{a} 0H{width - b}A{b} {b} 0 0 1 {width} {b}V{height - c}A{c} {c} 0 0 1 {width - c} {height}"
        f"H{d}A{d} {d} 0 0 1 0 {height - d}V{a}A{a} {a} 0 0 1 {a} 0Z"
    )
    return paint_svg(svg(width, height, f'<path fill="#FFFFFF" d="{outline}"/>'), width).getchannel("A")


def _whole(size: tuple[int, int], at: tuple[int, int], part: Image.Image) -> Image.Image:
    mask = Image.new("L", size)
    mask.paste(part, at)
    return mask


def _toned(photo: Image.Image, tones: tuple[str, ...]) -> Image.Image:
    """Its lights and darks, spread over the whole scale, in the colours of *tones* from dark to light."""
    grey = np.asarray(ImageOps.autocontrast(photo.convert("L"), cutoff=1))
    stops = np.linspace(0, 255, len(tones))
    channels = zip(*(rgb(tone) for tone in tones), strict=True)
    table = np.stack([np.interp(np.arange(256), stops, channel) for channel in channels], axis=1)
    return Image.fromarray(np.rint(table).astype(np.uint8)[grey])
