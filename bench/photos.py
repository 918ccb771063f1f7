"""40 difficult photos: on how many is what matters seen, in every place that a card has for a photo?

    python bench/photos.py [SHEET.jpg]      # needs the extras photos and bench

Real faces (the astronaut Eileen Collins and the photographer of scikit-image, Rear Admiral Grace Hopper of
matplotlib: public domain or CC0), a rocket, and things drawn here, made difficult as phones make them: at an
edge, far off, in a panorama, in the dark, turned, tilted, in a group. Where the face or thing lies is known;
a photo counts where nine tenths of it, or of what the place has room for, are seen in all eight places, clear
of what lies over them where it fits. The sheet is for eyes: the upper third, and beside it what is found.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
import skimage
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # and not bench/, as in cards.py

from scheduler.cards.design.items import edges  # noqa: E402
from scheduler.cards.design.layers import Photo  # noqa: E402
from scheduler.cards.design.template import find_templates, load_template  # noqa: E402
from scheduler.cards.pictures import Finish, Photograph, Pictures, cover, crop_of  # noqa: E402

ENOUGH = 36
SEEN = 0.9
PLACES = (
    ("story", "portrait"),
    ("story", "wide"),
    ("tip", "square"),
    ("cover", "portrait"),
    ("event", "portrait"),
    ("tip", "story"),
    ("event", "story"),
    ("number", "portrait"),
)
Box = tuple[float, float, float, float]

_SK = Path(skimage.__file__).parent / "data"
_MPL = Path(mpl.__file__).parent / "mpl-data" / "sample_data"


@dataclass
class Shot:
    """A photo, and where on it that lies which matters, in pixels."""

    image: Image.Image
    box: Box
    options: dict[str, object] | None = None
    ending: str = "jpg"

    def sized(self, width: int) -> Shot:
        scale = width / self.image.width
        image = self.image.resize((width, round(self.image.height * scale)), Image.Resampling.LANCZOS)
        return Shot(image, tuple(v * scale for v in self.box))  # type: ignore[arg-type]

    def cut(self, left: int, top: int, right: int, bottom: int) -> Shot:
        a, b, c, d = self.box
        return Shot(self.image.crop((left, top, right, bottom)), (a - left, b - top, c - left, d - top))

    def made(self, image: Image.Image, ending: str = "jpg", **options: object) -> Shot:
        return Shot(image, self.box, options, ending)


def _real(path: Path, box: Box) -> Shot:
    return Shot(Image.open(path).convert("RGB"), box)


def collins() -> Shot:
    return _real(_SK / "astronaut.png", (178, 66, 274, 188))


def hopper() -> Shot:
    return _real(_MPL / "grace_hopper.jpg", (196, 140, 352, 322))


def field(width: int, height: int, seed: int) -> Image.Image:
    """A sky over a field, with the grain of a photo."""
    sky, land = ((196, 214, 232), (92, 122, 66)) if seed % 2 else ((222, 214, 200), (120, 104, 84))
    image = Image.new("RGB", (width, height), sky)
    ImageDraw.Draw(image).rectangle((0, round(height * 0.55), width, height), fill=land)
    image = image.filter(ImageFilter.GaussianBlur(height / 40))
    noise = np.random.default_rng(seed).normal(0, 7, (height, width, 1))
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))


def within(canvas: Image.Image, *placed: tuple[Shot, int, int, int]) -> Shot:
    """Shots, each (shot, width, left, top), in a landscape, softly at their edges; the box is that of all."""
    boxes = []
    for shot, width, left, top in placed:
        small = shot.sized(width)
        mask = Image.new("L", small.image.size)
        edge = width // 12
        ImageDraw.Draw(mask).rounded_rectangle(
            (edge, edge, width - edge, small.image.height - edge), width // 4, fill=255
        )
        canvas.paste(small.image, (left, top), mask.filter(ImageFilter.GaussianBlur(edge / 2)))
        a, b, c, d = small.box
        boxes.append((a + left, b + top, c + left, d + top))
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Shot(canvas, (min(lefts), min(tops), max(rights), max(bottoms)))


def lit(shot: Shot, curve: object) -> Shot:
    return shot.made(shot.image.point(curve))  # type: ignore[arg-type]


def tilted(shot: Shot, degrees: float) -> Shot:
    image = shot.image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(128, 128, 128))
    w, h = image.size
    x, y = (shot.box[0] + shot.box[2]) / 2 - w / 2, (shot.box[1] + shot.box[3]) / 2 - h / 2
    angle = np.deg2rad(-degrees)
    cx, cy = w / 2 + x * np.cos(angle) - y * np.sin(angle), h / 2 + x * np.sin(angle) + y * np.cos(angle)
    a, b = (shot.box[2] - shot.box[0]) / 2, (shot.box[3] - shot.box[1]) / 2
    return Shot(image, (cx - a, cy - b, cx + a, cy + b))


def turned(shot: Shot, orientation: int, back: Image.Transpose) -> Shot:
    """As a phone held sideways writes it: pixels turned, and a word on how to turn them back."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return shot.made(shot.image.transpose(back), exif=exif)


def backlit(shot: Shot) -> Shot:
    grey = shot.image.convert("L").filter(ImageFilter.GaussianBlur(40))
    light = grey.point(lambda v: min(255, v * 2))
    return shot.made(
        Image.composite(
            Image.new("RGB", shot.image.size, "#FFF6E0"),
            lit(shot, lambda v: v // 3).image,
            light.point(lambda v: 160 if v > 250 else 30),
        )
    )


def lantern() -> Shot:
    image = field(2000, 1500, 2).point(lambda v: v // 3)
    draw = ImageDraw.Draw(image)
    draw.ellipse((1480, 820, 1700, 1080), fill="#F49B2A")
    draw.rectangle((1560, 790, 1620, 830), fill="#7A3A10")
    return Shot(image.filter(ImageFilter.GaussianBlur(3)), (1480, 800, 1700, 1080))


def boat() -> Shot:
    image = field(3000, 1400, 1)
    draw = ImageDraw.Draw(image)
    draw.polygon([(260, 900), (760, 900), (680, 1010), (340, 1010)], fill="#8A2F1D")
    draw.polygon([(500, 560), (500, 880), (700, 880)], fill="#F5F0E6")
    return Shot(image.filter(ImageFilter.GaussianBlur(2)), (260, 560, 760, 1010))


def cutout() -> Shot:
    shot = collins().sized(1500)
    mask = Image.new("L", shot.image.size)
    ImageDraw.Draw(mask).ellipse((300, 40, 1100, 1460), fill=255)
    image = shot.image.copy()
    image.putalpha(mask)
    return shot.made(image, "png")


def shots() -> Iterator[tuple[str, Shot]]:
    a, h = collins(), hopper()
    big_a, big_h = a.sized(1800), h.sized(1700)
    camera = _real(_SK / "camera.png", (200, 80, 262, 160))
    grey = big_a.image.convert("L")
    noisy = np.random.default_rng(3).normal(0, 45, (*big_h.image.size[::-1], 3))
    yield "Collins as taken", big_a
    yield "Hopper as taken", big_h
    yield "photographer, from the side, grey", camera.sized(1600)
    yield "face at the right edge", a.cut(0, 0, 300, 400).sized(1500)
    yield "face at the left edge", a.cut(160, 20, 512, 400).sized(1500)
    yield "face at the foot", within(field(1500, 2000, 1), (a.cut(60, 0, 420, 300), 1000, 250, 1160))
    yield "close-up", h.cut(130, 70, 420, 400).sized(1600)
    yield "panorama, far left", within(field(3600, 1000, 1), (h, 700, 60, 160))
    yield "panorama, far right", within(field(3600, 1000, 2), (a, 760, 2800, 210))
    yield "tall, at the foot", within(field(1000, 2400, 1), (a, 760, 120, 1600))
    yield "tall, at the head", within(field(1000, 2400, 2), (h, 560, 200, 40))
    yield "tall, in the middle", within(field(1000, 2400, 3), (a, 700, 200, 1000))
    yield "far off, right", within(field(2400, 1600, 1), (a, 420, 1700, 700))
    yield "far off, left and low", within(field(2400, 1600, 2), (h, 330, 240, 1050))
    yield "two side by side", within(field(2000, 1400, 1), (a, 760, 180, 380), (h, 640, 1000, 380))
    yield "two, low", within(field(1600, 2200, 2), (h, 640, 160, 1300), (a, 760, 760, 1380))
    yield (
        "five in a row",
        within(
            field(2600, 1500, 3),
            *((one, 430, 220 + 440 * n, 640 + 40 * (n % 2)) for n, one in enumerate((a, h, a, h, a))),
        ),
    )
    yield (
        "two rows",
        within(
            field(2000, 1600, 1),
            *(
                (one, 440, 300 + 470 * (n % 3), 420 + 420 * (n // 3))
                for n, one in enumerate((h, a, h, a, h, a))
            ),
        ),
    )
    near = within(field(2400, 1600, 2), (a, 1000, 1250, 420))
    yield "one near, one passing far behind", Shot(within(near.image, (h, 110, 180, 700)).image, near.box)
    yield "very dark", lit(big_a, lambda v: v // 6)
    yield "dark, by gamma", lit(big_h, lambda v: round(255 * (v / 255) ** 3.2 * 0.5))
    yield "very bright", lit(big_a, lambda v: min(255, 120 + v * 5 // 8))
    yield "flat", lit(big_h, lambda v: 110 + v // 6)
    yield "against the light", backlit(big_h)
    yield "held sideways", turned(big_a, 6, Image.Transpose.ROTATE_90)
    yield "held the other way", turned(big_h, 8, Image.Transpose.ROTATE_270)
    yield "held upside down", turned(big_a, 3, Image.Transpose.ROTATE_180)
    yield "sent on ten times (JPEG 7)", big_h.made(big_h.image, quality=7)
    yield (
        "by candle light, noisy",
        big_h.made(Image.fromarray((np.asarray(big_h.image) * 0.5 + noisy).clip(0, 255).astype(np.uint8))),
    )
    yield "not sharp", big_a.made(big_a.image.filter(ImageFilter.GaussianBlur(11)))
    yield "16 bits of grey", big_a.made(Image.fromarray(np.asarray(grey).astype(np.uint16) * 257), "png")
    yield "for a printing house", big_h.made(big_h.image.convert("CMYK"))
    yield "old and brown", big_h.made(ImageOps.colorize(big_h.image.convert("L"), "#2A1608", "#E8D2A8"))
    yield "300 pixels", a.sized(300)
    yield "tilted 15 degrees", tilted(big_a, 15)
    yield "tilted 20 degrees the other way", tilted(big_h, -20)
    yield "cut out, transparent", cutout()
    yield "rocket at night", _real(_SK / "rocket.jpg", (302, 215, 348, 400)).sized(1800)
    yield "lantern at dusk", lantern()
    yield "boat on the river", boat()


def places() -> list[tuple[str, Photo, tuple[int, int]]]:
    found = []
    for name, size in PLACES:
        path = find_templates(Path("none"))[name]
        template, _ = load_template(path, path.name, path.stat().st_mtime_ns)
        assert template is not None
        design = template.sizes[size]
        layer = next(entry.layer for entry in design.layers if isinstance(entry.layer, Photo))
        found.append((f"{name} {size}", layer, design.canvas))
    return found


def clear_of(layer: Photo, size: tuple[int, int]) -> Box:
    a, b, c, d = edges(layer.clear, size)
    return a / size[0], b / size[1], c / size[0], d / size[1]


def finish_of(photo: Photograph, layer: Photo, size: tuple[int, int], *, looks: bool) -> Finish:
    if not looks or photo.seen is None or photo.seen.subject is None:
        return Finish((*layer.focus, *layer.focus))
    return Finish(photo.seen.subject, clear_of(layer, size))


def share(truth: Box, crop: Box, clear: Box) -> float:
    """How much of *truth* is seen in *crop*, of what has room; in its clear part, if it fits there."""
    a, b, c, d = truth
    wide, high = crop[2] - crop[0], crop[3] - crop[1]
    free = (
        crop[0] + wide * clear[0],
        crop[1] + high * clear[1],
        crop[0] + wide * clear[2],
        crop[1] + high * clear[3],
    )
    view = free if (c - a) <= free[2] - free[0] and (d - b) * 1.6 <= free[3] - free[1] else crop
    seen = max(min(c, view[2]) - max(a, view[0]), 0) * max(min(d, view[3]) - max(b, view[1]), 0)
    return seen / (min(c - a, view[2] - view[0]) * min(d - b, view[3] - view[1]))


def main() -> int:
    """Print how many are placed rightly, before and after; make the sheet where one is asked for."""
    rows, right, before = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        assets = Path(folder)
        pictures = Pictures(assets)
        for number, (name, shot) in enumerate(shots(), 1):
            file = assets / f"{number}.{shot.ending}"
            shot.image.save(file, **({"quality": 92} if shot.ending == "jpg" else {}) | (shot.options or {}))
            photo = pictures.find(file.name)
            assert photo.seen is not None
            wide, high = photo.seen.width, photo.seen.height
            pair, bad = [], []
            for place, layer, canvas in places():
                left, top, to, foot = edges(layer.box, canvas)
                size = to - left, foot - top
                for looks in (False, True):
                    crop = crop_of(wide, high, *size, finish_of(photo, layer, size, looks=looks))
                    pair.append((looks, share(shot.box, crop, clear_of(layer, size)) >= SEEN))
                    if looks and not pair[-1][1]:
                        bad.append(place)
            is_right = not bad
            right += is_right
            before += all(seen for looks, seen in pair if not looks)
            print(
                f"{'right' if is_right else 'WRONG'}  {number:2} {name}{': ' + ', '.join(bad) if bad else ''}"
            )
            rows.append((photo, is_right))
        print(f"{right} of {len(rows)} placed rightly ({ENOUGH} asked for); {before} by the upper third")
        if len(sys.argv) > 1:
            sheet(rows, Path(sys.argv[1]))
    return 0 if right >= ENOUGH else 1


def sheet(rows: list[tuple[Photograph, bool]], path: Path) -> None:
    """Of each photo two places, in each the upper third and what is found."""
    shown = [places()[n] for n in (0, 1)]
    high, columns = 110, 4
    wide = [
        round(high * (c - a) / (d - b))
        for _, layer, canvas in shown
        for a, b, c, d in [edges(layer.box, canvas)]
    ]
    cell = 2 * sum(wide) + 26
    image = Image.new("RGB", (cell * columns, (high + 10) * -(-len(rows) // columns)), "#FFFFFF")
    for number, (photo, is_right) in enumerate(rows):
        x, y = cell * (number % columns), (high + 10) * (number // columns)
        ImageDraw.Draw(image).rectangle(
            (x, y, x + cell - 12, y + high + 5), fill="#2E7D32" if is_right else "#C62828"
        )
        x += 3
        for (_, layer, canvas), width in zip(shown, wide, strict=True):
            left, top, to, foot = edges(layer.box, canvas)
            size = to - left, foot - top
            for looks in (False, True):
                part = cover(photo.path, *size, finish_of(photo, layer, size, looks=looks)).resize(
                    (width, high)
                )
                image.paste(part if looks else ImageEnhance.Color(part).enhance(0.35), (x, y + 3))
                x += width + 2
    image.save(path, quality=88)


if __name__ == "__main__":
    sys.exit(main())
