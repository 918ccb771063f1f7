"""Five offices' colours, as far apart as offices' are: what the cards' promises are held with."""

from scheduler.cards.design.branding import palette_of
from scheduler.cards.design.colours import GROUNDS
from scheduler.settings.model import Brand

BRANDS = {
    "blue": Brand(primary="#0B5FA5"),
    "pastel pink": Brand(primary="#F7C8D8"),
    "nearly black, gold": Brand(primary="#16161A", accent="#E3B23C"),
    "green, orange": Brand(primary="#00843D", accent="#F15A22"),
    "yellow, brown": Brand(primary="#FFD100", accent="#6B3A1E"),
}


def palettes(mood):
    """The palette of *mood* of each, by the brand's name."""
    return {name: palette_of(brand, mood) for name, brand in BRANDS.items()}


def pairs(palette):
    """Every colour of text with what it may stand on, and the contrast that it needs there."""
    for ground in GROUNDS:
        here, band = palette.base[ground], palette.band(ground)
        yield palette.ink(ground), here, 4.5
        yield palette.marked(ground), here, 3
        yield palette.marked(ground, 40), here, 4.5
        yield palette.base["light"], band, 4.5
        yield palette.turmeric, band, 3
