"""An SVG from outside, painted once in a process of its own, which may die alone.

A few lines of SVG may ask for hours, for all memory, or nest so deep that the painter's stack ends: whoever
paints it ends with it, and would be this program.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import resvg_py

from scheduler.cards.children import ask, limit

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
    try:
        child = ask(__name__, data, _PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    return child.returncode == 0


def main() -> int:
    """The child: an SVG comes in on stdin."""
    limit(_MEMORY, _WORK)
    try:
        resvg_py.svg_to_bytes(
            svg_string=sys.stdin.buffer.read().decode(), width=_WIDTH, skip_system_fonts=True
        )
    except ValueError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
