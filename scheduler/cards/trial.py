"""An SVG from outside, painted once in a process of its own, which may die alone.

A few lines of SVG may ask for hours, for all memory, or nest so deep that the painter's stack ends: whoever
paints it ends with it, and would be this program.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import resvg_py

_WIDTH = 1080  # pixels: as wide as a card
_MEMORY = 768 * 1024**2  # bytes
_WORK, _PATIENCE = 5, 20  # seconds of a processor, and of the clock
_DEEPEST = 200  # parts in parts: a thread has less of a stack than a process
_TAG = re.compile(r"<(/?)[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>")
_known: dict[bytes, bool] = {}  # by a hash of the SVG


def is_paintable(svg: str) -> bool:
    """Whether *svg* is painted within memory and time; asked of a process once.

    Raises:
        OSError: no process could be begun.
    """
    data = svg.encode()
    key = hashlib.sha256(data).digest()
    if key not in _known:
        _known[key] = _depth(svg) <= _DEEPEST and _is_survived(data)
    return _known[key]


def _depth(svg: str) -> int:
    depth = deepest = 0
    for found in _TAG.finditer(svg):
        depth += -1 if found[1] else not found[2]
        deepest = max(deepest, depth)
    return deepest


def _is_survived(data: bytes) -> bool:
    places = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    try:
        child = subprocess.run(  # nosec B603 # noqa: S603 - this very interpreter and program
            [sys.executable, "-m", __name__],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))},
        )
    except subprocess.TimeoutExpired:
        return False
    return child.returncode == 0


def main() -> int:
    """The child: an SVG comes in on stdin."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        for kind, most in (
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_CPU, _WORK),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):  # a lower one may be set already
                resource.setrlimit(kind, (most, most))
    try:
        resvg_py.svg_to_bytes(
            svg_string=sys.stdin.buffer.read().decode(), width=_WIDTH, skip_system_fonts=True
        )
    except ValueError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
