"""The mark that stands for the office's page where a post is shown as followers see it, in its colours."""

from __future__ import annotations

import hashlib
import re

from scheduler.cards.design.branding import palette_of
from scheduler.desk.files import STATIC, Served
from scheduler.settings.model import Brand

_SHIPPED = {"main": "#9B1459", "mid": "#C9387F", "soft": "#F3B3CB"}  # in the drawing


def mark_of(brand: Brand | None) -> Served:
    """The drawing, as shipped where the office has no colours of its own."""
    lotus = STATIC["lotus.svg"]
    if brand is None:
        return lotus
    own = palette_of(brand, "man").base
    worn = {shipped: own[name] for name, shipped in _SHIPPED.items()}
    drawn = re.sub(r"#[0-9A-F]{6}", lambda found: worn.get(found[0], found[0]), lotus.data.decode())
    data = drawn.encode()
    return Served(data, lotus.mime, f'"{hashlib.sha256(data).hexdigest()[:16]}"')
