"""What a portal's technician pastes once, so that the office's news shows there by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from scheduler.calendar.model import PROVINCE, Unit, UnitId
from scheduler.channels.website_kind import WIDGET, WIDGET_HEIGHTS, WIDGET_SCRIPT
from scheduler.desk.live.visit import Visit


@dataclass(frozen=True, slots=True)
class Codes:
    """What is pasted: a frame for a *column* or *across* a page, or a *script*."""

    column: str
    across: str
    script: str


@dataclass(frozen=True, slots=True)
class EmbedView:
    """The codes for one unit's news, the *page* that they show, and the *origin* to be let in."""

    unit: UnitId
    codes: Codes
    page: str
    origin: str


def has_embeds(visit: Visit) -> bool:
    """Whether any unit has news that other pages can show."""
    return any(map(_address, visit.reading.calendar.units.values()))


def embedding_units(visit: Visit) -> Mapping[UnitId, str]:
    """The units that have, each with its name."""
    units = visit.reading.calendar.units.values()
    return {unit.id: unit.name for unit in units if _address(unit)}


def embed_view(visit: Visit) -> EmbedView | None:
    """The codes for the unit that the address asks for; the province's, or the first one's, otherwise."""
    units = visit.reading.calendar.units
    there = embedding_units(visit)
    asked = UnitId(visit.wanted.get("unit", PROVINCE))
    if not there:
        return None
    unit = units[asked if asked in there else next(iter(there))]
    parts = urlsplit(_address(unit))
    return EmbedView(
        unit.id,
        codes_of(_address(unit), unit.name),
        f"{_address(unit)}{WIDGET}",
        f"{parts.scheme}://{parts.netloc}",
    )


def codes_of(address: str, name: str) -> Codes:
    """The codes for the news at the site's *address* of who is called *name*."""
    address, name = escape(address), escape(name)
    column, across = (_frame(address, name, height) for height in WIDGET_HEIGHTS)
    script = (
        f'<div data-loa><a href="{address}">{name}</a></div>\n'
        f'<script src="{address}{WIDGET_SCRIPT}" async></script>'
    )
    return Codes(column, across, script)


def _frame(address: str, name: str, height: int) -> str:
    return (
        f'<iframe src="{address}{WIDGET}" title="{name}" loading="lazy"\n'
        '  sandbox="allow-popups allow-popups-to-escape-sandbox"\n'
        f'  style="width:100%;height:{height}px;border:0"></iframe>'
    )


def _address(unit: Unit) -> str:
    return next((block.widget for block in unit.channels.values() if block.widget), "")
