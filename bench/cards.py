"""How fast cards are painted, against naive Pillow and skia-python, in one run and one thread.

    python bench/cards.py [--json]          (peers: pip install -e ".[bench]")

The reference card is square, 1080x1080: a floor of tiles and a drawing, a headline of 3 lines, a paragraph
of 5, a footer. 50 posts whose texts were never painted in this process, medians, the ways in turns of 10:

- ours: the card's checks, fitting, layout and painting over the kept layer; then JPEG at quality 90, 4:4:4.
- skia: the same kept layer as its own image, the same words in Skia's paragraphs at a fixed size, its JPEG.
- naive: Pillow as one would write it at first: each card opens its photo (2000x1500, made from the same
  layer) and its fonts, crops, rounds, wraps and draws; the same JPEG.
- floor: encoding our finished card, nothing else.

`cold_ms` is the first card of a process, imports not counted; `cards_per_s` is `paint_many` on all cores
with files, its processes' start counted; `peak_mb` the most memory of a process that paints every mood.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where calendar.py would stand in for the library's own

import fontpkg_be_vietnam_pro  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image, ImageDraw, ImageFont, ImageOps  # noqa: E402

from scheduler.calendar.model import Calendar, Card, Hotline, Post, PostId, Unit, UnitId  # noqa: E402
from scheduler.cards.batch import paint_many  # noqa: E402
from scheduler.cards.colours import Palette  # noqa: E402
from scheduler.cards.drawings import Drawings  # noqa: E402
from scheduler.cards.filling import CardOf, check, content_of  # noqa: E402
from scheduler.cards.gallery import Gallery  # noqa: E402
from scheduler.cards.layout import lay_out  # noqa: E402
from scheduler.cards.painter import Painter, encode  # noqa: E402
from scheduler.cards.pictures import Pictures  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.settings import Settings  # noqa: E402

MEASURED, WARMING, ROUND, BATCH = 50, 20, 10, 400
SIZE = 1080

REFERENCE = """\
name: reference
fields: {headline: {required: true}, body: {}, illustration: {}, label: {}}
moods: [song, man, dem, sen, nghe]
sizes:
  square:
    canvas: [1080, 1080]
    layers:
      - panel: {box: [0, 0, 0, 0], fill: main}
      - tiles: {box: [0, 0, 0, 405], module: 135, kinds: [tile-rings], on: deep}
      - drawing: {field: illustration, box: [650, 70, 330], on: deep}
      - header: {on: deep}
      - stack:
          box: [72, 470, -72, -150]
          on: main
          texts:
            - {field: headline, weight: ExtraBold, size: [76, 56], lines: 3, tracking: -0.015}
            - {field: body, weight: Medium, size: [34, 28], lines: 5, leading: 1.4, gap: 48}
      - band: {height: 125, on: main}
  portrait:
    canvas: [1080, 1350]
    layers:
      - panel: {box: [0, 0, 0, 0], fill: main}
      - tiles: {box: [0, 0, 0, 405], module: 135, kinds: [tile-rings], on: deep}
      - drawing: {field: illustration, box: [650, 70, 330], on: deep}
      - header: {on: deep}
      - stack:
          box: [72, 470, -72, -150]
          on: main
          texts:
            - {field: headline, weight: ExtraBold, size: [76, 56], lines: 3, tracking: -0.015}
            - {field: body, weight: Medium, size: [34, 28], lines: 5, leading: 1.4, gap: 48}
      - band: {height: 125, on: main}
  wide:
    canvas: [1200, 630]
    layers:
      - panel: {box: [0, 0, 0, 0], fill: main}
      - header: {on: main}
      - stack:
          box: [48, 130, -48, -140]
          on: main
          texts:
            - {field: headline, weight: ExtraBold, size: [56, 32], lines: 3, tracking: -0.015}
            - {field: body, weight: Medium, size: [34, 28], lines: 5, leading: 1.3, gap: 30}
      - band: {height: 110, on: main}
"""
HOTLINES = {
    "tong-dai-111": Hotline("tong-dai-111", "Tổng đài Quốc gia bảo vệ trẻ em", "111"),
    "hoi": Hotline("hoi", "Hội LHPN tỉnh Sóc Trăng", "0377672444"),
}
UNIT = Unit(UnitId("province"), "Hội LHPN tỉnh Sóc Trăng")
PICTURES = Pictures(Path("assets"))
SETTINGS = Settings(organisation="Hội LHPN tỉnh Sóc Trăng", topics={"mat-khau": "Mật khẩu"})
VOCABULARY = """
cha mẹ và con cùng lên mạng mỗi tối hỏi nhau một câu thôi rồi nghe hết đừng vội trách người lạ nhắn tin
xin ảnh thì dừng lại kể với thầy cô mật khẩu dài dễ nhớ khó đoán không dùng ngày sinh số điện thoại quà
tặng bất ngờ đường dẫn gấp gáp giục giã chuyển tiền tài khoản riêng tư bạn bè lớp học trẻ em được bảo vệ
"""
SYLLABLES = VOCABULARY.split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(MEASURES[given.measure]()))
        return
    figures: dict[str, float | None] = {}
    for name in MEASURES:
        figures |= _in_child(name)
    ours, floor = figures["jpeg_ms"] or 0.0, figures["floor_jpeg_ms"] or 1.0
    shown = {name: None if value is None else round(value, 3) for name, value in figures.items()}
    if not given.json:
        for name, value in shown.items():
            print(f"{name:18} {'-' if value is None else value}")
        print(f"whole JPEG / its encoding: {ours / floor:.2f}")
    print(json.dumps(shown))


def make_posts(count: int, seed: int) -> list[Post]:
    """Posts with random words: a headline of 3 lines, a paragraph of 5."""
    chance = random.Random(seed)
    posts = []
    for number in range(count):
        head = [chance.choice(SYLLABLES) for _ in range(chance.randint(15, 19))]
        head[5], head[9] = f"*{head[5]}", f"{head[9]}*"
        body = [chance.choice(SYLLABLES) for _ in range(chance.randint(50, 58))]
        fields = {"headline": _sentence(head), "body": _sentence(body) + ".", "illustration": "lock"}
        card = Card("reference", fields, "Tấm thẻ mẫu", "song")
        hotlines, topic = tuple(HOTLINES), "mat-khau"
        posts.append(
            Post(PostId(f"bai-{seed}-{number}"), "Bài", "Bài", cards=(card,), hotlines=hotlines, topic=topic)
        )
    return posts


class Ours:
    """The renderer as the gallery uses it, without the files."""

    def __init__(self) -> None:
        self._home = tempfile.TemporaryDirectory()
        self.folder = WorkFolder(Path(self._home.name))
        file = self.folder.assets / "templates" / "reference.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(REFERENCE, encoding="utf-8")
        self.gallery = Gallery(self.folder, SETTINGS, HOTLINES)
        self.template = self.gallery.templates["reference"]
        self._drawings = Drawings(self.folder.assets / "drawings")
        self.painter = Painter(self._drawings)

    def close(self) -> None:
        self._home.cleanup()

    def draw(self, post: Post, mood: str = "song") -> Image.Image:
        one, palette = CardOf(post, 0), Palette(mood)
        if list(check(one, self.template, self._drawings, HOTLINES, PICTURES)):
            raise AssertionError("the reference card has problems")
        content = content_of(one, self.template, UNIT, SETTINGS, HOTLINES, PICTURES)
        choices = self.template.choices(post.id, {})
        layout = lay_out(self.template.sizes["square"], content, palette, choices)
        return self.painter.paint(layout, palette, post.id)

    def layer(self, post: Post) -> Image.Image:
        """What is kept: the card without the post's own words."""
        content = content_of(CardOf(post, 0), self.template, UNIT, SETTINGS, HOTLINES, PICTURES)
        palette = Palette("song")
        layout = lay_out(self.template.sizes["square"], content, palette, {})
        kept = self.painter.below(layout, palette, post.id)
        return Image.frombytes("RGB", (SIZE, SIZE), kept.canvas.tobytes(), "raw", "RGBX")


class Skia:
    """skia-python, its layer and fonts kept."""

    def __init__(self, layer: Image.Image) -> None:
        import skia  # noqa: PLC0415 - an extra: the bench runs without it

        self.skia = skia
        # Through a surface, so that the layer has the format in which Skia copies fastest.
        pixels = skia.Image.fromarray(np.asarray(layer.convert("RGBA")), skia.kRGBA_8888_ColorType)
        kept = skia.Surface(SIZE, SIZE)
        kept.getCanvas().drawImage(pixels, 0, 0)
        self._layer = kept.makeImageSnapshot()
        provider = skia.textlayout.TypefaceFontProvider()
        for weight in ("ExtraBold", "Medium"):
            provider.registerTypeface(skia.Typeface.MakeFromFile(str(_font_file(weight))), weight)
        self._fonts = skia.textlayout.FontCollection()
        self._fonts.setDefaultFontManager(provider)
        self._surface = skia.Surface(SIZE, SIZE)

    def draw(self, post: Post) -> Any:
        canvas = self._surface.getCanvas()
        canvas.drawImage(self._layer, 0, 0)
        fields = post.cards[0].fields
        head = str(fields["headline"]).replace("*", "")
        bottom = self._paragraph(canvas, head, "ExtraBold", 66, 450)
        self._paragraph(canvas, str(fields["body"]), "Medium", 30, bottom + 30)
        return self._surface.makeImageSnapshot()

    def encode(self, image: Any) -> bytes:
        return bytes(image.encodeToData(self.skia.kJPEG, 90))

    def _paragraph(self, canvas: Any, words: str, family: str, size: int, top: float) -> float:
        layout = self.skia.textlayout
        style = layout.TextStyle()
        style.setFontFamilies([family])
        style.setFontSize(size)
        style.setColor(self.skia.ColorWHITE)
        whole = layout.ParagraphStyle()
        whole.setTextStyle(style)
        builder = layout.ParagraphBuilder(whole, self._fonts, self.skia.Unicode.ICU_Make())
        builder.addText(words)
        paragraph = builder.Build()
        paragraph.layout(SIZE - 144)
        paragraph.paint(canvas, 72, top)
        return float(top + paragraph.Height)


class Naive:
    """Pillow, written as one does at first."""

    def __init__(self, layer: Image.Image, folder: Path) -> None:
        self._photo = folder / "photo.jpg"
        layer.resize((2000, 1500), Image.Resampling.LANCZOS).save(self._photo, quality=92)

    def draw(self, post: Post) -> Image.Image:
        card = Image.new("RGB", (SIZE, SIZE))
        pen = ImageDraw.Draw(card)
        for row in range(SIZE):
            shade = round(45 * row / SIZE)
            pen.line((0, row, SIZE, row), fill=(9, 99 - shade, 106 - shade))
        with Image.open(self._photo) as photo:
            fitted = ImageOps.fit(photo.convert("RGB"), (1000, 400), Image.Resampling.LANCZOS)
        mask = Image.new("L", fitted.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, 999, 399), 40, fill=255)
        card.paste(fitted, (40, 40), mask)
        fields = post.cards[0].fields
        head = str(fields["headline"]).replace("*", "")
        bottom = self._text(pen, head, "ExtraBold", 66, 1.2, 470)
        self._text(pen, str(fields["body"]), "Medium", 30, 1.4, bottom + 30)
        pen.rectangle((0, 955, SIZE, SIZE), fill=(5, 54, 61))
        self._text(pen, "111  Tổng đài Quốc gia bảo vệ trẻ em", "Bold", 40, 1.2, 990)
        return card

    def _text(
        self, pen: ImageDraw.ImageDraw, words: str, weight: str, size: int, leading: float, y: float
    ) -> float:
        opened = ImageFont.truetype(str(_font_file(weight)), size)
        line = ""
        for word in [*words.split(), ""]:
            longer = f"{line} {word}".strip()
            if word and pen.textlength(longer, font=opened) <= SIZE - 144:
                line = longer
                continue
            pen.text((72, y), line, font=opened, fill="white")
            y += size * leading
            line = word
        return y


def _measure_ways() -> dict[str, float | None]:
    ours = Ours()
    posts = make_posts(WARMING + MEASURED, 1)
    started = time.perf_counter()
    encode(ours.draw(posts[0]))
    cold = time.perf_counter() - started
    layer = ours.layer(posts[0])
    skia = Skia(layer) if importlib.util.find_spec("skia") else None
    naive = Naive(layer, ours.folder.root)
    took: dict[str, list[float]] = {}

    def timed(name: str, act: Callable[..., Any], *given: Any) -> Any:
        begun = time.perf_counter()
        result = act(*given)
        took.setdefault(name, []).append(time.perf_counter() - begun)
        return result

    def in_turns(some: Sequence[Post]) -> None:
        """Each way paints a few cards in a row, as a batch does, and then lets the next one."""
        images = []
        for post in some:
            images.append(timed("drawing", ours.draw, post))
            timed("encoding", encode, images[-1])
        for image in images:
            timed("floor", encode, image)
        for image in images:
            timed("png", _as_png, image)
        if skia is not None:
            for post in some:
                drawn = timed("skia_drawing", skia.draw, post)
                timed("skia_encoding", skia.encode, drawn)
        for post in some:
            timed("naive", lambda each: encode(naive.draw(each)), post)

    in_turns(posts[:WARMING])
    took.clear()
    for start in range(WARMING, len(posts), ROUND):
        in_turns(posts[start : start + ROUND])
    ours.close()
    ms = {name: median(values) * 1000 for name, values in took.items()}

    def whole(drawing: str, encoding: str) -> float | None:
        """Drawing and encoding of the same post."""
        if drawing not in took:
            return None
        return median(map(sum, zip(took[drawing], took[encoding], strict=True))) * 1000

    return {
        "jpeg_ms": whole("drawing", "encoding"),
        "png_ms": whole("drawing", "png"),
        "drawing_ms": ms["drawing"],
        "cold_ms": cold * 1000,
        "floor_jpeg_ms": ms["floor"],
        "skia_jpeg_ms": whole("skia_drawing", "skia_encoding"),
        "skia_drawing_ms": ms.get("skia_drawing"),
        "naive_jpeg_ms": ms["naive"],
    }


def _as_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()


def _measure_batch() -> dict[str, float]:
    ours = Ours()
    posts = make_posts(BATCH, 3)
    calendar = Calendar(tuple(posts), HOTLINES, {UNIT.id: UNIT})
    started = time.perf_counter()
    paint_many(ours.gallery, [(post, UNIT) for post in calendar.posts], ["square"], lambda _: None)
    seconds = time.perf_counter() - started
    painted = len(list((ours.folder.var / "cards").rglob("*.jpg")))
    ours.close()
    return {"cards_per_s": painted / seconds}


def _measure_memory() -> dict[str, float | None]:
    ours = Ours()
    for number, post in enumerate(make_posts(100, 4)):
        encode(ours.draw(post, ours.template.moods[number % len(ours.template.moods)]))
    ours.close()
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:  # Windows
        return {"peak_mb": None}
    scale = 1 if sys.platform == "darwin" else 1024
    return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6}


MEASURES: dict[str, Callable[[], dict[str, Any]]] = {
    "ways": _measure_ways,
    "batch": _measure_batch,
    "memory": _measure_memory,
}


def _in_child(name: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name], stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _sentence(words: list[str]) -> str:
    first, rest = words[0], " ".join(words[1:])
    return f"{first.capitalize()} {rest}"


def _font_file(weight: str) -> Path:
    return fontpkg_be_vietnam_pro.ROOT / "files" / f"BeVietnamPro-{weight}.ttf"


if __name__ == "__main__":
    main()
