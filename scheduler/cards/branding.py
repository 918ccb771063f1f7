"""What the settings' brand brings to every card: the name beside the mark, colours, the logo."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendar.model import Unit
from scheduler.cards import messages
from scheduler.cards.colours import GROUNDS, MOODS, Palette, contrast
from scheduler.cards.drawings import paint_emblem
from scheduler.cards.items import Logo
from scheduler.files import WorkFolder
from scheduler.problems import Place, Problem
from scheduler.settings import Settings

_COLOURS = {"deep": "deep", "primary": "main", "accent": "turmeric", "paper": "light"}
_SETTINGS = "config/settings.yaml"
_SMALL, _LARGE = 4.5, 3.0  # contrast of text under 48 pixels, and from there on (WCAG 2, AA)


def brand_of(unit: Unit, settings: Settings) -> str:
    """The words beside the mark."""
    return settings.brand.name if settings.brand and settings.brand.name else unit.name


def palette_of(settings: Settings, mood: str) -> Palette:
    """The colours of *mood*, with those that the settings name."""
    brand = settings.brand
    if brand is None:
        return Palette(mood)
    named = brand.model_fields_set & _COLOURS.keys()
    return Palette(mood, {_COLOURS[key]: getattr(brand, key) for key in sorted(named)})


def logo_of(folder: WorkFolder, settings: Settings) -> Logo | None:
    """The organisation's logo; None where there is none, or none that can be painted."""
    name = settings.brand.logo if settings.brand else ""
    file = folder.assets / name
    if not name or not file.is_file() or _why_no_logo(Logo(file, 0)):
        return None
    return Logo(file, file.stat().st_mtime_ns)


def brand_problems(folder: WorkFolder, settings: Settings) -> Iterator[Problem]:
    """A logo that cannot be painted; colours on which text could not be read."""
    name = settings.brand.logo if settings.brand else ""
    if name and (folder.assets / name).is_file():  # the settings tell of a file that is not there
        why = _why_no_logo(Logo(folder.assets / name, 0))
        if why:
            yield Problem(messages.BAD_LOGO, Place(f"assets/{name}"), {"name": name})
    worst: tuple[float, str, str, float] | None = None
    for mood in MOODS:
        for first, second, needed in _pairs(palette_of(settings, mood)):
            ratio = contrast(first, second)
            if ratio < needed and (worst is None or ratio < worst[0]):
                worst = ratio, first, second, needed
    if worst:
        ratio, first, second, needed = worst
        values = {"first": first, "second": second, "ratio": f"{ratio:.1f}", "needed": f"{needed:g}"}
        yield Problem(messages.BRAND_CONTRAST, Place(_SETTINGS), values)


def _pairs(palette: Palette) -> Iterator[tuple[str, str, float]]:
    """Every colour of text with what it may stand on, and the contrast that it needs there."""
    for ground in GROUNDS:
        here, band = palette.base[ground], palette.band(ground)
        yield palette.ink(ground), here, _SMALL
        yield palette.marked(ground), here, _LARGE
        yield palette.base["light"], band, _SMALL
        yield palette.turmeric, band, _LARGE


def _why_no_logo(logo: Logo) -> str:
    try:
        paint_emblem(logo.file, 20)
    except (OSError, ValueError) as error:
        return str(error) or "?"
    return ""
