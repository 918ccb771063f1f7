"""What a brand brings to every card: the name beside the mark, colours, the logo; a unit may have its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from scheduler.calendar.model import PROVINCE, Unit
from scheduler.cards import messages
from scheduler.cards.design.colours import DRESSED, MOODS, Palette
from scheduler.cards.design.items import Logo
from scheduler.cards.design.logos import LEAST, LogoFault, mark_of
from scheduler.cards.design.tones import Own, corrected, tones_of
from scheduler.cards.typesetting.families import MOST_BYTES, FontFault, missing, own_family
from scheduler.cards.typesetting.fonts import Family
from scheduler.files import WorkFolder
from scheduler.names import find_named
from scheduler.problems import Message, Place, Problem
from scheduler.settings.model import Brand

_COLOURS = ("primary", "deep", "accent", "paper", "ink")
_SHOWN = 24  # letters that a font lacks
_SETTINGS, _UNITS = "config/settings.yaml", "config/units.yaml"


def brand_of(unit: Unit) -> str:
    """The words beside the mark."""
    return (unit.brand.name if unit.brand else "") or unit.signature


def paint_of(brand: Brand | None) -> str:
    """All of *brand* but its name, as a text that is the same for those that paint the same."""
    return brand.model_dump_json(exclude={"name"}, exclude_unset=True) if brand else "{}"


def palette_of(brand: Brand | None, mood: str) -> Palette:
    """The colours of *mood* in those of *brand*."""
    return _palette(own_of(brand), mood)


def own_of(brand: Brand | None) -> Own:
    """The colours that are the office's own: one that is as shipped is none."""
    if brand is None:
        return Own()
    values = {key: getattr(brand, key) for key in _COLOURS}
    return Own(**{key: value for key, value in values.items() if value != Brand.model_fields[key].default})


def key_of(brand: Brand | None, colour: str) -> str:
    """Which of the office's own colours it is, as the settings call it; '' for none."""
    own = own_of(brand)
    return next((key for key in _COLOURS if getattr(own, key) == colour), "")


def worn_by(brand: Brand | None) -> Collection[str]:
    """The moods that the office wears."""
    return (brand.moods if brand else ()) or MOODS.keys()


@lru_cache(maxsize=512)
def _palette(own: Own, mood: str) -> Palette:
    tones = tones_of(own)
    if mood in DRESSED:  # an occasion's colours are the same for all, but for the office's own mark
        return Palette(mood, replace(DRESSED[mood], sign=tones["man"].sign))
    return Palette(mood, tones[mood])


def logo_of(folder: WorkFolder, name: str) -> Logo | None:
    """The logo at *name* under assets/; None where there is none, or none that can be painted."""
    file = find_named(folder.assets, name)
    if file is None or not file.is_file():
        return None
    logo = Logo(file, file.stat().st_mtime_ns)
    return None if _why_no_logo(logo) else logo


def family_of(folder: WorkFolder, name: str) -> Family:
    """The font at *name* under assets/; none where it cannot be opened or lacks a letter of Vietnamese."""
    with suppress(OSError, ValueError):
        family = own_family(_font_place(folder, name))
        return () if missing(family) else family
    return ()


def _font_place(folder: WorkFolder, name: str) -> Path:
    place = find_named(folder.assets, name)
    if place is None:
        raise FileNotFoundError(name)
    return place


def _font_problems(folder: WorkFolder, name: str, written: str) -> Iterator[Problem]:
    try:
        lacking = missing(own_family(_font_place(folder, name)))
    except FileNotFoundError:
        yield Problem(messages.NO_FONT, Place(written), {"name": name})
    except FontFault as fault:  # of a folder the one file that is none
        shown = folder.relative(fault.file).removeprefix("assets/")
        message = messages.FONT_LARGE if fault.is_large else messages.BAD_FONT
        yield Problem(message, Place(f"assets/{shown}"), {"name": shown, "most": MOST_BYTES >> 20})
    except OSError:
        yield Problem(messages.BAD_FONT, Place(f"assets/{name}"), {"name": name})
    else:
        if lacking:
            shown = " ".join(lacking[:_SHOWN]) + (" …" if len(lacking) > _SHOWN else "")
            values = {"name": name, "count": len(lacking), "letters": shown}
            yield Problem(messages.FONT_LACKS, Place(f"assets/{name}"), values)


def brand_problems(folder: WorkFolder, unit: Unit) -> Iterator[Problem]:
    """A logo that cannot be painted; colours on which text could not be read."""
    name = unit.brand.logo if unit.brand else ""
    file = find_named(folder.assets, name)
    if file is not None and file.is_file():  # the settings tell of a file that is not there
        why = _why_no_logo(Logo(file, file.stat().st_mtime_ns))
        if why:
            yield Problem(why, Place(f"assets/{name}"), {"name": name})
        elif (mark := mark_of(Logo(file, file.stat().st_mtime_ns))).is_small:
            values = {"name": name, "width": mark.image.width, "height": mark.image.height, "least": LEAST}
            yield Problem(messages.LOGO_SMALL, Place(f"assets/{name}"), values, level="warning")
    written = _SETTINGS if unit.id == PROVINCE else _UNITS
    if unit.brand and unit.brand.font:
        yield from _font_problems(folder, unit.brand.font, written)
    for key, value, tone, against, ratio, needed in corrected(own_of(unit.brand)):
        yield Problem(
            messages.BRAND_CONTRAST, Place(written),
            {"name": brand_of(unit), "key": key, "value": value, "tone": tone, "against": against,
             "ratio": f"{ratio:.1f}", "needed": f"{needed:g}"},
        )  # fmt: skip


def _why_no_logo(logo: Logo) -> Message | None:
    try:
        mark_of(logo)
    except LogoFault as fault:
        return fault.message
    except OSError:
        return messages.BAD_LOGO
    return None
