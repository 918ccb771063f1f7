"""What a moving card costs, beside encoding it alone and beside the same film by headless Chromium.

    python bench/films.py [--template NAME ...] [--json] [--quick]

It needs `pip install -e ".[films]"`, the peer playwright and Chromium.

Each shipped template at each size that a film has, in milliseconds, the median of three films:

- ours: laying out, painting, putting together and encoding, from the post's words to the file.
- encoding: the same pictures, there already, through the same encoder into a file; nothing else. `ratio` is
  the first by the second: at most 2.
- webp: the picture for the website, and `webp_kb` what it weighs.
- Chromium: the same sprites as images on a page, placed by the same times, a screenshot (JPEG, quality 90)
  of each picture that differs from the one before, and the same encoder. `to_chromium` is ours by that.

`painted` of `pictures` are put together; the rest are the picture before once more. All but the peer is of
the processor's time, the peer and ours beside it of the clock. `--quick`: one film of three templates each.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # and not bench/, where calendar.py would stand in for the library's own

from PIL import Image  # noqa: E402

from scheduler.cards.design.colours import Palette  # noqa: E402
from scheduler.cards.design.drawings import Drawings  # noqa: E402
from scheduler.cards.design.layout import lay_out, layer_by_layer  # noqa: E402
from scheduler.cards.motion.choosing import SIZES  # noqa: E402
from scheduler.cards.motion.encoding import WEBP_RATE, moving_webp, write_film  # noqa: E402
from scheduler.cards.motion.frames import RATE, Scene, frames, sprites_of  # noqa: E402
from scheduler.cards.motion.score import score_of  # noqa: E402
from scheduler.cards.painter import Painter, encode  # noqa: E402
from scheduler.files import built_in  # noqa: E402
from tests.cards.making import content, template  # noqa: E402

FILMS, QUICK = 3, ("tip", "checklist", "hotline")
SHOTS = "tip", "square"  # what Chromium makes: one film is enough for a ratio
BROWSER = "/usr/bin/chromium"


def scene_of(name: str, size: str, seed: str) -> Scene:
    """That template's card of sample words."""
    filled, palette = content(name), Palette(template(name).moods[0])
    layout = lay_out(template(name).sizes[size], filled, palette, template(name).choices(f"{seed}/0", {}))
    layers = list(layer_by_layer(layout, filled, palette))
    return Scene(score_of(layers, [], layout.canvas, filled), layout, palette, seed)


def taking(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Milliseconds."""
    begin = clock()
    work()
    return (clock() - begin) * 1000


def measure(name: str, size: str, painter: Painter, folder: Path, films: int) -> dict[str, Any]:
    """One template at one size."""
    ours, alone, webp, ratios = [], [], [], []
    data = b""
    for number in range(films):
        seed, path = f"bai-{number}", folder / "film.mp4"

        def whole(seed: str = seed, path: Path = path) -> None:
            one = scene_of(name, size, seed)
            write_film(frames(one, painter), one.size, path)

        ours.append(taking(whole))
        scene = scene_of(name, size, seed)
        shown = [picture.copy() if picture else None for picture in frames(scene, painter)]
        alone.append(taking(lambda: write_film(shown, scene.size, path)))  # noqa: B023
        ratios.append(ours[-1] / alone[-1])

        def small(scene: Scene = scene) -> None:
            nonlocal data
            data = moving_webp(frames(scene, painter, WEBP_RATE))

        webp.append(taking(small))
    return {
        "template": name,
        "size": size,
        "seconds": round(scene.score.length, 1),
        "pictures": len(shown),
        "painted": sum(picture is not None for picture in shown),
        "ours_ms": round(median(ours)),
        "encoding_ms": round(median(alone)),
        "ratio": round(median(ratios), 2),
        "kb": path.stat().st_size >> 10,
        "webp_ms": round(median(webp)),
        "webp_kb": len(data) >> 10,
    }


def beside_chromium(painter: Painter, folder: Path) -> dict[str, Any] | None:
    """The same film by screenshots; None where there is no Chromium."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a peer
    except ImportError:
        return None
    if not Path(BROWSER).is_file():
        return None
    scene = scene_of(*SHOTS, "bai-0")
    changed = [picture is not None for picture in frames(scene, painter)]

    def ours() -> None:
        one = scene_of(*SHOTS, "bai-0")
        write_film(frames(one, painter), one.size, folder / "ours.mp4")

    with (
        sync_playwright() as play,
        play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"]) as browser,
    ):
        width, height = scene.size
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_content(html_of(scene, painter))
        page.wait_for_function("Array.from(document.images).every(one => one.complete)")

        def shots() -> Iterator[Image.Image | None]:
            for number, differs in enumerate(changed):
                if not differs:
                    yield None
                    continue
                page.evaluate("now => show(now)", number / RATE)
                shot = page.screenshot(type="jpeg", quality=90)
                yield Image.open(io.BytesIO(shot)).convert("RGB")

        theirs = taking(lambda: write_film(shots(), scene.size, folder / "theirs.mp4"), time.perf_counter)
    mine = median(taking(ours, time.perf_counter) for _ in range(FILMS))
    return {"ours_ms": round(mine), "chromium_ms": round(theirs), "to_chromium": round(mine / theirs, 3)}


def html_of(scene: Scene, painter: Painter) -> str:
    """The card's things as images that rise and appear."""
    parts = []
    for sprite in sprites_of(scene, painter):
        picture, out = sprite.colours.convert("RGB"), io.BytesIO()
        picture.putalpha(sprite.cover)
        picture.save(out, "PNG", compress_level=1)
        left, top, *_ = sprite.box
        parts.append(
            f'<img src="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}" '
            f'data-start="{sprite.act.start}" data-length="{sprite.act.length}" '
            f'style="position:absolute;left:{left}px;top:{top}px">'
        )
    return f"""<body style="margin:0;background:{scene.palette.base["main"]}">{"".join(parts)}<script>
    function show(now) {{ for (const one of document.images) {{
      const length = +one.dataset.length, part = length ? (now - one.dataset.start) / length : 1;
      const eased = 1 - (1 - Math.min(Math.max(part, 0), 1)) ** 3;
      one.style.opacity = eased; one.style.transform = `translateY(${{56 * (1 - eased)}}px)`; }} }}
    </script>"""


def main() -> None:
    """Print the ratios, one film to a line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--quick", action="store_true")
    every = sorted(path.stem for path in built_in("templates").glob("*.yaml"))
    asked.add_argument("--template", nargs="+", choices=every, default=every)
    given = asked.parse_args()
    painter = Painter(Drawings(built_in("drawings")))
    names = QUICK if given.quick else given.template
    encode(painter.paint((one := scene_of("tip", "square", "warm")).layout, one.palette, one.seed))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for size in SIZES:
                if size in template(name).sizes:
                    rows.append(measure(name, size, painter, Path(folder), 1 if given.quick else FILMS))
                    if not given.json:
                        print("  ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
        peer = beside_chromium(painter, Path(folder))
    worst = max(row["ratio"] for row in rows)
    if given.json:
        print(json.dumps({"films": rows, "worst_ratio": worst, "chromium": peer}))
    else:
        print(f"worst ratio to its own encoding: {worst} (at most 2)")
        print(f"beside Chromium, {' '.join(SHOTS)}: {peer}")


if __name__ == "__main__":
    main()
