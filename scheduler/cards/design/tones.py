"""An office's own colours made into the tones of every mood, in OKLCH (decision 0043).

The moods keep their parts: `man` wears the colour itself, `sen` a tint of it, `song` its cooler neighbour,
`nghe` the accent, `dem` its night. Contrast is kept by construction: a tone that text stands on, or that is
text, is moved along its lightness to the nearest that has the ratio, its hue and as much of its chroma as the
screen can show kept. Light, deep and main come first, what stands on them after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.cards.design.colours import SHIPPED, TURMERIC, WHITE, Tones, contrast, mix

if TYPE_CHECKING:
    from coloraide import Color

# Contrast that is kept; more than WCAG asks (4.5, and 3 from 48 pixels) where tiles lie tone on tone.
TEXT, DEEP, PAPER, LARGE = 4.6, 7.0, 11.0, 3.1
_MARK, _MARK_ON_MAIN, _ACCENT = 5.6, 3.6, 4.8
_QUIET, _SCENE = 0.4, 0.58  # how far a tile, and the sky of a scene, go from their ground towards mid
_APART = 1.2  # contrast of the band with its ground
# How far a quiet leaf goes towards mid, the contrast below which nobody sees it, the one sought then.
_LEAF, _UNSEEN, _TOLD = 0.36, 1.12, 1.18
_STEP = 0.01  # of lightness
_GREY = 0.025  # chroma below which a colour has no hue of its own
_COOL = 250.0  # the hue that a neighbour is sought towards
_NEIGHBOUR = 34.0  # degrees


@dataclass(frozen=True, slots=True)
class Own:
    """The colours that an office names as `#RRGGBB`; '' for each that it leaves to the design."""

    primary: str = ""
    deep: str = ""
    accent: str = ""
    paper: str = ""
    ink: str = ""


@dataclass(frozen=True, slots=True)
class _Oklch:
    lightness: float
    chroma: float
    hue: float

    @classmethod
    def of(cls, colour: str) -> _Oklch:
        from coloraide import Color  # noqa: PLC0415 - 60 ms, for offices with colours of their own alone

        lightness, chroma, hue = Color(colour).convert("oklch").coords()
        return cls(lightness, chroma, hue if chroma > 1e-4 else 0.0)

    def at(self, lightness: float, chroma: float | None = None, turn: float = 0.0) -> str:
        """The tone of that lightness (and chroma), its hue turned by so many degrees."""
        return _shown(lightness, self.chroma if chroma is None else chroma, self.hue + turn)

    def dark(self, lightness: float, chroma: float) -> str:
        """The same for a dark tone: a yellow that darkens goes to brown, not to olive."""
        bend = max(0.0, 1 - abs(self.hue - 82) / 30) * min(1.0, max(0.0, (0.75 - lightness) / 0.3))
        return _shown(lightness, chroma, self.hue - 36 * bend)


@lru_cache(maxsize=4096)
def _shown(lightness: float, chroma: float, hue: float) -> str:
    from coloraide import Color  # noqa: PLC0415

    colour: Color = Color("oklch", [min(1.0, max(0.0, lightness)), chroma, hue % 360])
    return colour.convert("srgb").fit(method="oklch-chroma").to_string(hex=True, upper=True)


def nearest(colour: str, passes: Callable[[str], bool]) -> str:
    """The tone of *colour* that passes and is nearest to it in lightness; itself where none does."""
    if passes(colour):
        return colour
    own = _Oklch.of(colour)
    for step in range(1, round(1 / _STEP)):
        for lightness in (own.lightness - step * _STEP, own.lightness + step * _STEP):
            if 0 <= lightness <= 1 and passes(tone := own.at(lightness)):
                return tone
    return colour


def carries(ratio: float, *grounds: str) -> Callable[[str], bool]:
    """Whether a colour has that contrast to each of *grounds*."""
    return lambda colour: all(contrast(colour, ground) >= ratio for ground in grounds)


@lru_cache(maxsize=256)
def tones_of(own: Own) -> Mapping[str, Tones]:
    """The tones of every mood in the office's *own* colours; the shipped ones where it has none."""
    if own == Own():
        return SHIPPED
    if own.primary:
        drawn = _drawn(own.primary, own.accent)
    elif own.accent:  # the shipped moods, with another colour where they have turmeric
        drawn = {mood: replace(tones, turmeric=own.accent) for mood, tones in SHIPPED.items()}
        drawn["nghe"] = _drawn(SHIPPED["man"].main, own.accent)["nghe"]
    else:
        drawn = {}
    return {mood: _settled(drawn.get(mood, SHIPPED[mood]), own) for mood in SHIPPED}


def corrected(own: Own) -> Iterator[tuple[str, str, str, str, float, float]]:
    """Each of the office's colours that cannot be what it is named for: its key and value, the nearest tone
    that can, what it was held against, with which ratio, and which it needs."""
    tones = tones_of(own)["man"]
    asked = {
        "paper": (own.paper, tones.light, tones.deep, DEEP),
        "deep": (own.deep, tones.deep, tones.light, DEEP),
        "ink": (own.ink, tones.ink, tones.light, TEXT),
        "accent": ("" if own.primary else own.accent, tones.turmeric, tones.deep, LARGE),
        "primary": (own.primary, tones.main, tones.light if tones.is_dark else tones.deep, TEXT),
    }
    is_lifted = own.primary and own.primary.upper() == tones.deep.upper()  # nearly black: worn as deep
    for key, (value, used, against, needed) in asked.items():
        ratio = contrast(value, against) if value else 21.0
        if ratio < needed and not (key == "primary" and is_lifted):
            yield key, value, used, against, ratio, needed


def _drawn(primary: str, accent: str) -> dict[str, Tones]:
    """Tones of the five moods from one or two colours, as a designer would lay them out first."""
    own, second = _Oklch.of(primary), _Oklch.of(accent or TURMERIC)
    strong = own.chroma if own.chroma < _GREY else min(max(1.9 * own.chroma, 0.1), 0.19)
    is_pale, is_black = own.lightness > 0.7, own.lightness < 0.3
    turn = _NEIGHBOUR if _NEIGHBOUR < (_COOL - own.hue) % 360 < 180 else -_NEIGHBOUR  # never past the cool
    cool = _Oklch(own.lightness, own.chroma, own.hue + turn)

    main, bright, other = primary, accent or TURMERIC, accent or TURMERIC
    is_grey = own.chroma < _GREY and bool(accent)  # emphasis in grey would stand out less than its text
    marking, vivid = (second, min(second.chroma, 0.1)) if is_grey else (own, strong)
    mark = marking.dark(min(marking.lightness, 0.47), vivid)
    deep = own.dark(0.27, min((0.75 if is_pale else 0.55) * strong, 0.1))
    cool_deep = cool.dark(0.29, min(0.5 * strong, 0.07))
    tint = own.at(0.81, min(0.11, 0.65 * own.chroma))
    if is_black:  # worn as what it is, under a lighter one of its kind
        deep = cool_deep = primary
        main = own.at(0.4)
    elif is_pale:  # the tint is another pale one beside it
        tint = own.at(min(0.93, own.lightness + 0.05), 0.7 * own.chroma, -0.8 * turn)
        if second.lightness < 0.5:  # the second is what the first shines on
            deep, mark, bright, other = accent, accent, primary, second.at(second.lightness + 0.1)
    cool_main = cool.dark(0.45, min(strong, 0.12))
    night = own.dark(0.36, min(0.75 * strong, 0.15))

    def mood(main: str, of: _Oklch, deep: str = deep, mark: str = mark) -> Tones:
        here = _Oklch.of(main)
        is_light = here.lightness > 0.64
        middle = here.lightness + (-0.14 if is_light else 0.14)
        chroma = here.chroma if here.chroma < _GREY else max(here.chroma, min(strong, 0.13))
        return Tones(
            deep=deep,
            main=main,
            mid=here.dark(middle, chroma * (1.3 if is_light else 1.05)),
            mid_on_deep=here.dark(min(middle, 0.6), chroma),
            soft=here.at(
                max(0.87, min(0.94, here.lightness + 0.08)) if is_light else 0.84, min(0.08, 0.6 * chroma)
            ),
            light=of.at(0.967, min(0.016, 0.2 * of.chroma)),
            mark=mark,
            turmeric=bright,
            guests=_guests_of(own, second),
        )

    official = mood(main, own)
    moods = {
        "man": official,
        "sen": mood(tint, own),
        "song": mood(cool_main, cool, cool_deep, mark if is_grey else cool_main),
        # On deep, tiles of the office's own hue: mixed with the accent's they would be mud.
        "nghe": replace(mood(other, second), mid_on_deep=official.mid),
        "dem": mood(night, own, own.dark(0.22, min(0.5 * strong, 0.085)), mark if is_grey else night),
    }
    return {
        name: replace(tones, sign=(official.mark, mix(official.mark, WHITE, 0.2)))
        for name, tones in moods.items()
    }


def _guests_of(own: _Oklch, second: _Oklch) -> tuple[str, str, str]:
    """The colour from the other bank: opposite the office's own, and apart from the accent."""
    chroma = max(own.chroma, second.chroma)
    if own.chroma < _GREY:  # an office in black and white has but its accent
        bank = _Oklch(0.5, second.chroma, second.hue - 30)
    else:
        turns = (150.0, -150.0, 180.0, 120.0, -120.0)
        hue = max(
            (own.hue + turn for turn in turns), key=lambda hue: abs((hue - second.hue + 180) % 360 - 180)
        )
        bank = _Oklch(0.5, chroma, hue)
    part = min(1.0, chroma / 0.1)
    return bank.at(0.42, 0.075 * part), bank.at(0.64, 0.1 * part), bank.at(0.85, 0.06 * part)


def _settled(first: Tones, own: Own) -> Tones:
    """The same with the office's other colours in their places, and each pair moved until it can be read."""
    light = nearest(own.paper or first.light, carries(DEEP, "#2A2A2A")) if own.paper else first.light
    is_own = own.deep or first.deep in (own.primary, own.accent)
    deep = nearest(own.deep or first.deep, carries(DEEP if is_own else PAPER, light))
    soft = nearest(first.soft, carries(DEEP, deep))
    ink = nearest(own.ink, carries(TEXT, light, soft)) if own.ink else ""
    if not own.paper and TEXT - 0.6 < contrast(first.main, light) < TEXT:
        # Whiter, before the office's own colour is moved; never dark, where white itself is not enough.
        whiter = nearest(light, carries(TEXT, first.main))
        light = whiter if contrast(whiter, deep) >= contrast(light, deep) else light
    main = nearest(first.main, lambda tone: contrast(tone, light) >= TEXT or contrast(tone, deep) >= TEXT)
    is_dark = contrast(main, light) >= contrast(main, deep) or contrast(main, deep) < TEXT
    text = light if is_dark else deep
    turmeric = nearest(first.turmeric, carries(_ACCENT, deep))
    mark = nearest(
        first.mark,
        lambda tone: contrast(tone, light) >= _MARK and contrast(mix(tone, WHITE, 0.16), WHITE) >= TEXT,
    )
    marked = turmeric if is_dark else mark
    on_main = nearest(first.marked_on_main or marked, carries(_MARK_ON_MAIN, main))
    small = nearest(on_main, carries(TEXT, main))
    small = small if contrast(small, main) >= TEXT else text  # on a middle tone hardly white itself has it

    on_deep = (deep, light, TEXT, _SCENE), (deep, turmeric, TEXT, _QUIET)
    elsewhere = (
        (main, text, TEXT, _QUIET), (main, on_main, LARGE, _QUIET),
        (soft, ink or deep, TEXT, _QUIET), (soft, mix(mark, deep, 0.3), LARGE, _QUIET),
        (light, ink or deep, TEXT, _QUIET), (light, mark, LARGE, _QUIET),
    )  # fmt: skip
    mid_on_deep = nearest(first.mid_on_deep or first.mid, _is_quiet(on_deep))
    mid = nearest(first.mid, _is_quiet(elsewhere))
    band = mix(mark, mid, 0.18 if is_dark else 0.0)
    band = nearest(
        band if contrast(band, deep) >= _APART else mix(deep, mid_on_deep, 0.4),
        lambda tone: contrast(tone, light) >= TEXT + 0.4 and contrast(tone, turmeric) >= LARGE + 0.2,
    )
    return replace(
        first, deep=deep, main=main, mid=mid, soft=soft, light=light, mark=mark, turmeric=turmeric, ink=ink,
        marked_on_main=on_main, marked_small=small, band=band, mid_on_deep=mid_on_deep,
        tiles_on_deep=_seen_on(deep, mid_on_deep, on_deep), tiles_on_main=_seen_on(main, mid, elsewhere[:2]),
        is_dark=is_dark,
    )  # fmt: skip


def _seen_on(ground: str, mid: str, written: Iterable[tuple[str, str, float, float]]) -> str:
    """'' where quiet tiles that go towards *mid* are seen; else the nearest tone in which they are: a darker
    one, as a rule, where a text's contrast leaves no room for a lighter."""

    def seen(tone: str) -> float:
        return contrast(ground, mix(ground, tone, _LEAF))

    if seen(mid) >= _UNSEEN:
        return ""
    quiet, own = _is_quiet(written), _Oklch.of(mid)
    others = [own.at(step * _STEP) for step in range(1, round(1 / _STEP))]
    tones = [tone for tone in others if quiet(tone)]
    told = [tone for tone in tones if seen(tone) >= _TOLD]
    if told:
        return min(told, key=lambda tone: abs(_Oklch.of(tone).lightness - own.lightness))
    return max(tones, key=seen, default="")


def _is_quiet(written: Iterable[tuple[str, str, float, float]]) -> Callable[[str], bool]:
    """Whether texts can be read on all between their ground and a middle tone: of each the ground, its
    colour, the contrast it needs, and how far towards the middle its ground may go."""
    return lambda mid: all(
        contrast(colour, mix(ground, mid, most * part / 4)) >= needed
        for ground, colour, needed, most in written
        for part in range(5)
    )
