"""The sizes that every template has."""

from __future__ import annotations

SIZES = ("portrait", "square", "wide")  # 1080×1350, 1080×1080, 1200×630 pixels
