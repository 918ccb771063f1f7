"""How fast cards are painted, against skia-python, Satori + resvg and naive Pillow, in one run.

    python bench/cards.py [--json] [--quick]          (peers: pip install -e ".[bench]", node)

The reference card is square, 1080x1080: a floor of tiles and a drawing, a headline of 3 lines, a paragraph
of 5, a footer. 50 posts whose texts were never painted in this process, after 100 others, all in the
syllables of the sample calendar as often as they come there; medians, the ways in turns of 10, one thread
each, in milliseconds of the processor's time (Satori: of the clock, for node works in several threads):

- ours: the card's checks, fitting, layout and painting over the kept layer; then JPEG at quality 90, 4:4:4.
- floor: encoding our finished card, nothing else.
- skia: the same kept layer as its own image, the same words in Skia's paragraphs at a fixed size, its JPEG.
- Satori: the same layer and words, in node; PNG, beside our PNG (`png_ms`). 20 cards after 5.
- naive: Pillow as one would write it at first: each card opens its photo (2000x1500, made from the same
  layer) and its fonts, crops, rounds, wraps and draws; the same JPEG.

`scale_ms` is what one card costs when 10, 100, 1,000 and 10,000 more are painted and encoded, every mood in
turn; `scale_mb` the most memory the process had until then. `cold_ms` is the first card of a process, imports
not counted; `cards_per_s` is `paint_many` on all cores with files, from a template of the office's own, its
processes' start counted. These two are of the clock.
What a peer that is not there would have taken is null. `--quick` leaves out the 10,000 cards and Satori.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where calendar.py would stand in for the library's own

import yaml  # noqa: E402
from PIL import Image  # noqa: E402

from bench.peers import satori  # noqa: E402
from bench.peers.inside import SIZE, Naive, Skia  # noqa: E402
from scheduler.calendar.model import Calendar, Card, Hotline, Post, PostId, Unit, UnitId  # noqa: E402
from scheduler.cards.batch import paint_many  # noqa: E402
from scheduler.cards.design.catalogue import catalogue_of  # noqa: E402
from scheduler.cards.design.colours import Palette  # noqa: E402
from scheduler.cards.design.drawings import Drawings  # noqa: E402
from scheduler.cards.design.filling import CardOf, check, content_of  # noqa: E402
from scheduler.cards.design.layout import lay_out  # noqa: E402
from scheduler.cards.gallery import Gallery  # noqa: E402
from scheduler.cards.painter import Painter, encode  # noqa: E402
from scheduler.cards.pictures import Pictures  # noqa: E402
from scheduler.cards.typesetting.fonts import is_khmer  # noqa: E402
from scheduler.files import WorkFolder  # noqa: E402
from scheduler.settings.model import Settings  # noqa: E402

MEASURED, WARMING, ROUND, BATCH = 50, 100, 10, 400
SATORI = 5, 25  # the first that counts, and behind the last
SCALE = 10, 100, 1_000, 10_000
# Of one thread's work, where the system tells it finely (not on Windows): other programs do not count.
CLOCK = time.process_time if time.get_clock_info("process_time").resolution < 1e-5 else time.perf_counter

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
          box: [72, 452, -72, -145]
          on: main
          texts:
            - {field: headline, weight: ExtraBold, size: [76, 56], lines: 3, tracking: -0.015}
            - {field: body, weight: Medium, size: [36, 34], lines: 6, leading: 1.36, gap: 44}
      - band: {height: 125, on: main}
  portrait:
    canvas: [1080, 1350]
    layers:
      - panel: {box: [0, 0, 0, 0], fill: main}
      - tiles: {box: [0, 0, 0, 405], module: 135, kinds: [tile-rings], on: deep}
      - drawing: {field: illustration, box: [650, 70, 330], on: deep}
      - header: {on: deep}
      - stack:
          box: [72, 452, -72, -145]
          on: main
          texts:
            - {field: headline, weight: ExtraBold, size: [76, 56], lines: 3, tracking: -0.015}
            - {field: body, weight: Medium, size: [36, 34], lines: 6, leading: 1.36, gap: 44}
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
            - {field: headline, weight: ExtraBold, size: [56, 40], lines: 3, tracking: -0.015}
            - {field: body, weight: Medium, size: [38, 38], lines: 5, leading: 1.3, gap: 30}
        when: {room: "yes"}
      - stack:
          box: [48, 130, -48, -140]
          on: main
          texts:
            - {field: headline, weight: ExtraBold, size: [56, 40], lines: 4, tracking: -0.015}
        when: {room: "no"}
      - band: {height: 110, on: main}
"""
HOTLINES = {
    "tong-dai-111": Hotline("tong-dai-111", "Tổng đài Quốc gia bảo vệ trẻ em", "111"),
    "hoi": Hotline("hoi", "Hội LHPN tỉnh Sóc Trăng", "0377672444"),
}
UNIT = Unit(UnitId("province"), "Hội LHPN tỉnh Sóc Trăng")
PICTURES = Pictures(Path("assets"))
SETTINGS = Settings(organisation="Hội LHPN tỉnh Sóc Trăng", topics={"mat-khau": "Mật khẩu"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on the last line, and nothing else")
    parser.add_argument("--quick", action="store_true", help="without the 10,000 cards and Satori")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(MEASURES[given.measure](given.quick)))
        return
    figures: dict[str, Any] = {}
    for name in MEASURES:
        figures |= _in_child(name, given.quick)
    goals = dict(_goals(figures))
    if not given.json:
        for name, value in figures.items():
            print(f"{name:18} {_shown(value)}")
        for name, (ratio, most) in goals.items():
            told = f"{ratio:.2f}, goal {most}: {'met' if ratio <= most else 'NOT met'}" if ratio else "-"
            print(f"{name:32} {told}")
        return
    figures["ratios"] = {name: ratio for name, (ratio, _) in goals.items()}
    print(json.dumps(_rounded(figures)))


def _goals(figures: dict[str, Any]) -> Iterator[tuple[str, tuple[float | None, float]]]:
    """What design asks of one run: each ratio, None without its peer, and the most it may be."""

    def ratio(one: float, other: float | None) -> float | None:
        return one / other if other else None

    yield "drawing / skia drawing", (ratio(figures["drawing_ms"], figures["skia_drawing_ms"]), 1.0)
    yield "jpeg / its encoding", (ratio(figures["jpeg_ms"], figures["floor_jpeg_ms"]), 1.5)
    yield "jpeg / skia jpeg", (ratio(figures["jpeg_ms"], figures["skia_jpeg_ms"]), 0.4)
    yield "png / satori png", (ratio(figures["png_ms"], figures["satori_png_ms"]), 1.0)
    scale = figures["scale_ms"]
    yield "a card of 10,000 / of 100", (ratio(scale.get("10000", 0.0), scale["100"]) or None, 1.1)


@cache
def syllables() -> list[str]:
    """Those of the sample calendar's posts, each as often as it is written there."""
    written = (
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "posts").glob("*.yaml"))
    )
    found = (re.findall(r"[^\W\d_]+", text.casefold()) for each in written for text in _texts(each))
    return [syllable for each in found for syllable in each if not is_khmer(syllable)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (value,) if " " in value else ()  # a name or an address is no text
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def make_posts(count: int, seed: int) -> list[Post]:
    """Posts with random words: a headline of 3 lines, a paragraph of 5."""
    chance = random.Random(seed)
    posts = []
    for number in range(count):
        head, body = _words(chance, 60, 72), _words(chance, 215, 245)
        head[5], head[9] = f"*{head[5]}", f"{head[9]}*"
        fields = {"headline": _sentence(head), "body": _sentence(body) + ".", "illustration": "lock"}
        card = Card("reference", fields, "Tấm thẻ mẫu", "song")
        hotlines, topic = tuple(HOTLINES), "mat-khau"
        posts.append(
            Post(PostId(f"bai-{seed}-{number}"), "Bài", "Bài", cards=(card,), hotlines=hotlines, topic=topic)
        )
    return posts


def _words(chance: random.Random, least: int, most: int) -> list[str]:
    """Syllables of that many letters together, spaces counted."""
    found, letters = [], chance.randint(least, most)
    while letters > 0 or len(found) < 10:
        found.append(chance.choice(syllables()))
        letters -= len(found[-1]) + 1
    return found


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
        folder = self._drawings.folder
        self._catalogue, _ = catalogue_of(folder, "assets/drawings", self._drawings.names())
        self.painter = Painter(self._drawings)

    def close(self) -> None:
        self._home.cleanup()

    def draw(self, post: Post, mood: str = "song") -> Image.Image:
        one, palette = CardOf(post, 0), Palette(mood)
        if list(check(one, self.template, self._catalogue, HOTLINES, PICTURES)):
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


def words_on(post: Post) -> tuple[str, str]:
    """The headline and the body, for those who know no marks."""
    fields = post.cards[0].fields
    return str(fields["headline"]).replace("*", ""), str(fields["body"])


def _measure_ways(quick: bool) -> dict[str, float | None]:
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
        begun = CLOCK()
        result = act(*given)
        took.setdefault(name, []).append(CLOCK() - begun)
        return result

    def in_turns(some: Sequence[Post]) -> None:
        """Each way paints a few cards in a row, as a batch does, and then lets the next one."""
        for post in some:
            timed("encoding", encode, timed("drawing", ours.draw, post))
        for post in some:
            image = ours.draw(post)
            timed("floor", encode, image)
            timed("png", _as_png, image)
        if skia is not None:
            for post in some:
                timed("skia_encoding", skia.encode, timed("skia_drawing", skia.draw, *words_on(post)))
        for post in some:
            timed("naive", lambda each: encode(naive.draw(*words_on(each))), post)

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

    first, end = SATORI
    theirs = None if quick else satori.times(layer, [words_on(post) for post in posts[:end]])
    return {
        "jpeg_ms": whole("drawing", "encoding"),
        "png_ms": whole("drawing", "png"),
        "drawing_ms": ms["drawing"],
        "cold_ms": cold * 1000,
        "floor_jpeg_ms": ms["floor"],
        "skia_jpeg_ms": whole("skia_drawing", "skia_encoding"),
        "skia_drawing_ms": ms.get("skia_drawing"),
        "satori_png_ms": median(theirs[first:]) if theirs else None,
        "naive_jpeg_ms": ms["naive"],
    }


def _as_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()


def _measure_batch(_: bool) -> dict[str, float]:
    ours = Ours()
    posts = make_posts(BATCH, 3)
    calendar = Calendar(tuple(posts), HOTLINES, {UNIT.id: UNIT})
    started = time.perf_counter()
    paint_many(ours.gallery, [(post, UNIT) for post in calendar.posts], ["square"], lambda _: None)
    seconds = time.perf_counter() - started
    painted = len(list((ours.folder.var / "cards").rglob("*.jpg")))
    ours.close()
    return {"cards_per_s": painted / seconds}


def _measure_scale(quick: bool) -> dict[str, Any]:
    ours = Ours()
    moods = ours.template.moods
    took, most = {}, {}
    for count in SCALE[:-1] if quick else SCALE:
        posts = make_posts(count, 10 + count)
        begun = CLOCK()
        for number, post in enumerate(posts):
            encode(ours.draw(post, moods[number % len(moods)]))
        took[str(count)] = (CLOCK() - begun) / count * 1000
        most[str(count)] = _most_memory()
    ours.close()
    return {"scale_ms": took, "scale_mb": most, "peak_mb": most[str(count)]}


def _most_memory() -> float | None:
    """The most megabytes that this process ever had; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:  # Windows
        return None
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6


MEASURES: dict[str, Callable[[bool], dict[str, Any]]] = {
    "ways": _measure_ways,
    "batch": _measure_batch,
    "scale": _measure_scale,
}


def _in_child(name: str, quick: bool) -> dict[str, Any]:
    more = ["--quick"] if quick else []
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name, *more],
        stdout=subprocess.PIPE, check=True, encoding="utf-8",
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return value if value is None else round(value, 3)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_shown(each)}" for name, each in value.items())
    return "-" if value is None else f"{value:.2f}"


def _sentence(words: list[str]) -> str:
    first, rest = words[0], " ".join(words[1:])
    return f"{first.capitalize()} {rest}"


if __name__ == "__main__":
    main()
