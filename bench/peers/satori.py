"""Satori + resvg, where node is there: its packages come by name and version into var/bench, once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from bench.peers.inside import font_file

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / "var" / "bench" / "satori"


def times(layer: Image.Image, texts: Sequence[tuple[str, str]]) -> list[float] | None:
    """Milliseconds for the PNG of each headline and body over *layer*; None where it cannot be run."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return _absent("no node and npm on this machine")
    try:
        _install(npm)
    except (OSError, subprocess.SubprocessError) as error:
        return _absent(f"npm could not bring its packages: {error}")
    with tempfile.TemporaryDirectory() as folder:
        kept, task, out = (Path(folder, name) for name in ("layer.jpg", "task.json", "card.png"))
        layer.save(kept, quality=90)
        fonts = {weight: str(font_file(weight)) for weight in ("ExtraBold", "Medium")}
        posts = [{"headline": headline, "body": body} for headline, body in texts]
        work = {"size": layer.width, "layer": str(kept), "fonts": fonts, "posts": posts, "out": str(out)}
        task.write_text(json.dumps(work), encoding="utf-8")
        done = subprocess.run(
            [node, str(KEPT / "satori.mjs"), str(task)], stdout=subprocess.PIPE, check=False, encoding="utf-8"
        )
        if done.returncode:
            return _absent("it did not run")
        with Image.open(out) as card:
            assert card.size == layer.size
    found: list[float] = json.loads(done.stdout)
    return found


def _install(npm: str) -> None:
    wanted = (HERE / "package.json").read_text(encoding="utf-8")
    there = KEPT / "node_modules" / "installed.json"  # written last: half an installation is none
    KEPT.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "satori.mjs", KEPT)
    if there.is_file() and there.read_text(encoding="utf-8") == wanted:
        return
    shutil.copy(HERE / "package.json", KEPT)
    options = ("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
    subprocess.run([npm, "install", *options], cwd=KEPT, check=True, timeout=300, stdout=sys.stderr)
    there.write_text(wanted, encoding="utf-8")


def _absent(why: str) -> None:
    print(f"Satori + resvg was not there: {why}", file=sys.stderr)
