"""What a brand brings to every card: the name beside the mark, colours, the logo; a unit may have its own."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendar.model import PROVINCE, Unit
from scheduler.cards import messages
from scheduler.cards.design.colours import GROUNDS, MOODS, Palette, contrast
from scheduler.cards.design.drawings import paint_emblem
from scheduler.cards.design.items import Logo
from scheduler.files import WorkFolder
from scheduler.names import find_named
from scheduler.problems import Place, Problem
from scheduler.settings.model import Brand

_COLOURS = {"deep": "deep", "primary": "main", "accent": "turmeric", "paper": "light"}
_SETTINGS, _UNITS = "config/settings.yaml", "config/units.yaml"
_SMALL, _LARGE = 4.5, 3.0  # contrast of text under 48 pixels, and from there on (WCAG 2, AA)


def brand_of(unit: Unit) -> str:
    """The words beside the mark."""
    return (unit.brand.name if unit.brand else "") or unit.signature


def paint_of(brand: Brand | None) -> str:
    """All of *brand* but its name, as a text that is the same for those that paint the same."""
    return brand.model_dump_json(exclude={"name"}, exclude_unset=True) if brand else "{}"


def palette_of(brand: Brand | None, mood: str) -> Palette:
    """The colours of *mood*, with those that *brand* names."""
    if brand is None:
        return Palette(mood)
    named = brand.model_fields_set & _COLOURS.keys()
    return Palette(mood, {_COLOURS[key]: getattr(brand, key) for key in sorted(named)})


def logo_of(folder: WorkFolder, name: str) -> Logo | None:
    """The logo at *name* under assets/; None where there is none, or none that can be painted."""
    file = find_named(folder.assets, name)
    if file is None or not file.is_file() or _why_no_logo(Logo(file, 0)):
        return None
    return Logo(file, file.stat().st_mtime_ns)


def brand_problems(folder: WorkFolder, unit: Unit) -> Iterator[Problem]:
    """A logo that cannot be painted; colours on which text could not be read."""
    name = unit.brand.logo if unit.brand else ""
    file = find_named(folder.assets, name)
    if file is not None and file.is_file():  # the settings tell of a file that is not there
        why = _why_no_logo(Logo(file, 0))
        if why:
            yield Problem(messages.BAD_LOGO, Place(f"assets/{name}"), {"name": name})
    worst: tuple[float, str, str, float] | None = None
    for mood in MOODS:
        for first, second, needed in _pairs(palette_of(unit.brand, mood)):
            ratio = contrast(first, second)
            if ratio < needed and (worst is None or ratio < worst[0]):
                worst = ratio, first, second, needed
    if worst:
        ratio, first, second, needed = worst
        values = {"first": first, "second": second, "ratio": f"{ratio:.1f}", "needed": f"{needed:g}"}
        written = _SETTINGS if unit.id == PROVINCE else _UNITS
        yield Problem(messages.BRAND_CONTRAST, Place(written), {"name": brand_of(unit), **values})


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
