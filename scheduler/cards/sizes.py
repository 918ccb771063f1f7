"""The sizes that every template has."""

from __future__ import annotations

# Of a story the upper 250 and the lower 340 pixels belong to Facebook's own signs: no text stands there.
SIZES = ("portrait", "square", "wide", "story")
PIXELS = {"portrait": (1080, 1350), "square": (1080, 1080), "wide": (1200, 630), "story": (1080, 1920)}
LATER = {"story": "portrait"}  # came later: a template without it is painted as the other
