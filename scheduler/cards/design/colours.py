"""Moods, grounds, and the colours that a template or a drawing names (design: the look).

A mood is six colours; a ground is one of them that something stands on. Each name that drawings use as a
CSS class has a value for each mood and ground: a turmeric lock is right on deep plum and unseen on turmeric.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

MOODS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "man": {
            "deep": "#3F0A35", "main": "#9B1459", "mid": "#C9387F",
            "soft": "#F3B3CB", "light": "#FDEFF3", "mark": "#A3155D",
        },
        "sen": {
            "deep": "#5A0D3E", "main": "#F79DBB", "mid": "#DE4A86",
            "soft": "#FCCBD9", "light": "#FFF3EF", "mark": "#B5175F",
        },
        "song": {
            "deep": "#05363D", "main": "#09636A", "mid": "#2F9E98",
            "soft": "#A5DCD2", "light": "#EAF6F2", "mark": "#09636A",
        },
        "nghe": {
            "deep": "#4A1C0C", "main": "#F9B732", "mid": "#EA8A25",
            "soft": "#FFDC90", "light": "#FFF6E2", "mark": "#A81456",
        },
        "dem": {
            "deep": "#171745", "main": "#35379B", "mid": "#6A6CD6",
            "soft": "#BFC3F4", "light": "#F0F1FE", "mark": "#35379B",
        },
    }
)  # fmt: skip
# What cards wear on the occasions of the year (cards.occasions), by its name; no template lists them.
OCCASION_MOODS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "tet": {
            "deep": "#5C0A12", "main": "#B5121B", "mid": "#E8483B",
            "soft": "#FFC9A3", "light": "#FFF4E4", "mark": "#B3121A",
        },
        "8-3": {
            "deep": "#4F0B33", "main": "#C4245F", "mid": "#E8588C",
            "soft": "#FFC4D6", "light": "#FFF1F4", "mark": "#B81B55",
        },
        "1-6": {
            "deep": "#0B2E59", "main": "#1769B5", "mid": "#4FA8E0",
            "soft": "#BDE3FA", "light": "#EEF8FF", "mark": "#1769B5",
        },
        "20-10": {
            "deep": "#2E0F4A", "main": "#6B2FA0", "mid": "#9C62CF",
            "soft": "#DCC4F2", "light": "#F7F0FE", "mark": "#6B2FA0",
        },
        "25-11": {
            "deep": "#4A1A05", "main": "#F58220", "mid": "#D8610D",
            "soft": "#FFD0A3", "light": "#FFF4E8", "mark": "#A83A08",
        },
    }
)  # fmt: skip
MOURNING = "tang"  # no palette: any card may have it, and is then painted in greys
GROUNDS = ("deep", "main", "soft", "light")
TURMERIC, TURMERIC_SOFT, WHITE = "#FFC24A", "#FFD98A", "#FFFFFF"

_GREEN = ("#0C5A4E", "#2F9E98", "#A5DCD2")  # deep, mid, soft
_PINK = ("#A3155D", "#DE4A86", "#F79DBB")
_GUESTS = {
    "man": _GREEN, "sen": _GREEN, "nghe": _GREEN, "song": _PINK, "dem": _PINK,
    "tet": _GREEN, "8-3": _GREEN, "1-6": _PINK, "20-10": _PINK, "25-11": _GREEN,
}  # fmt: skip
_MARKED_ON_MAIN = {  # elsewhere turmeric; from 48 px only
    "sen": "#8A0F4C", "nghe": "#A81456", "25-11": "#6B0F3A",
}  # fmt: skip
_MARKED_SMALL = {  # below 48 px: contrast of 4.5
    "song": "#FFE4AC", "nghe": "#8A0F4C", "tet": "#FFE4AC", "8-3": "#FFF0CF", "1-6": "#FFEBC2",
}  # fmt: skip
_SEEN = 4.5  # contrast of a number on its tile
_PLAIN = 1.4  # contrast of the second drop of a quotation with its bubble


def moods_of(post: str) -> list[str]:
    """Every mood, in the order in which the post of that id would have them.

    By its id alone: a post that is moved to another day looks as it did when it was approved.
    """
    return sorted(MOODS, key=lambda mood: hashlib.sha256(f"{post}/{mood}".encode()).digest())


@dataclass(frozen=True, slots=True)
class Tones:
    """All colours of one mood: the shipped ones, or those derived from an office's own (`tones`)."""

    deep: str
    main: str
    mid: str
    soft: str
    light: str
    mark: str
    turmeric: str = TURMERIC
    ink: str = ""  # of text on light and soft; '' is deep
    marked_on_main: str = ""  # from 48 px; '' is turmeric
    marked_small: str = ""  # on main below 48 px; '' is as above
    band: str = ""  # under deep; '' is between mark and mid
    mid_on_deep: str = ""  # what lies tone on tone there; '' is mid
    tiles_on_deep: str = ""  # what quiet tiles go towards where nobody would see them otherwise
    tiles_on_main: str = ""
    guests: tuple[str, str, str] = _GREEN  # from the other bank: deep, mid, soft
    sign: tuple[str, str] = MOODS["man"]["main"], MOODS["man"]["mid"]  # a cross, the same in every mood
    is_dark: bool = True  # whether light text stands on main


def _shipped(mood: str, base: Mapping[str, str]) -> Tones:
    deep, main, mid, soft, light, mark = base.values()
    return Tones(
        deep, main, mid, soft, light, mark,
        marked_on_main=_MARKED_ON_MAIN.get(mood, ""),
        marked_small=_MARKED_SMALL.get(mood, ""),
        guests=_GUESTS[mood],
        is_dark=mood not in _MARKED_ON_MAIN,
    )  # fmt: skip


class Palette:
    """The colours of one mood: the shipped ones, or *tones*."""

    def __init__(self, mood: str, tones: Tones | None = None) -> None:
        self.mood = mood
        self.tones = tones or SHIPPED.get(mood) or DRESSED[mood]
        own = self.tones
        self.base = {
            "deep": own.deep, "main": own.main, "mid": own.mid,
            "soft": own.soft, "light": own.light, "mark": own.mark,
        }  # fmt: skip
        self.turmeric = own.turmeric
        self.turmeric_soft = mix(self.turmeric, WHITE, 0.37)
        # Half a shade warmer as shipped, where the tile of the band stands alone.
        self.turmeric_leaf = TURMERIC_SOFT if self.turmeric == TURMERIC else self.turmeric_soft
        self.key = mood, own  # all that makes it what it is

    def is_dark(self, ground: str) -> bool:
        """Whether light text stands on that ground."""
        return ground == "deep" or (ground == "main" and self.tones.is_dark)

    def colour(self, name: str) -> str:
        """A colour as a template writes it: `deep`, `mix(main, deep, 30%)`, `ink(GROUND)`; also
        `marked`, `figure`, `band` and `rule` of a ground.

        Raises:
            ValueError: there is no such colour.
        """
        name = name.strip()
        if re.fullmatch(r"#[0-9A-Fa-f]{6}", name):
            return name.upper()
        call = re.fullmatch(r"(mix|ink|marked|figure|band|rule)\((.*)\)", name)
        if call:
            arguments = _arguments(call[2])
            if call[1] == "mix" and len(arguments) == 3 and re.fullmatch(r"\d{1,3}%", arguments[2]):
                part = int(arguments[2][:-1]) / 100
                return mix(self.colour(arguments[0]), self.colour(arguments[1]), part)
            if call[1] != "mix" and len(arguments) == 1 and arguments[0] in GROUNDS:
                return str(getattr(self, call[1])(arguments[0]))
        known = {**self.base, "turmeric": self.turmeric, "turmeric-soft": self.turmeric_soft, "white": WHITE}
        if name not in known:
            raise ValueError(name)
        return known[name]

    def ink(self, ground: str) -> str:
        """The colour of text on *ground*."""
        if self.is_dark(ground):
            return self.base["light"]
        return (self.tones.ink if ground != "main" else "") or self.base["deep"]

    def marked(self, ground: str, size: int = 48) -> str:
        """The colour of a marked phrase on *ground*, set in *size* pixels."""
        if ground == "main":
            usual = self.tones.marked_on_main or self.turmeric
            return usual if size >= 48 else self.tones.marked_small or usual
        if ground == "soft":
            return mix(self.base["mark"], self.base["deep"], 0.3)
        return self.turmeric if ground == "deep" else self.base["mark"]

    def figure(self, ground: str) -> str:
        """The colour of a great figure on *ground*."""
        return self.marked(ground)

    def tile(self, tone: str) -> tuple[str, str, str]:
        """A leaf tile of a middle *tone*, its leaf, and the colour of the number on that."""
        deep, light = self.base["deep"], self.base["light"]
        paler, darker = mix(tone, WHITE, 0.2), mix(tone, deep, 0.4)
        if contrast(deep, paler) >= min(_SEEN, contrast(light, darker)):
            return tone, paler, deep
        return tone, darker, light

    def band(self, ground: str) -> str:
        """The colour of the band under *ground*."""
        if ground != "deep":
            return self.base["deep"]
        # A little lighter where a panel in main may stand upon it, so that the two do not run together.
        between = mix(self.base["mark"], self.base["mid"], 0.18 if self.is_dark("main") else 0.0)
        return self.tones.band or between

    def toward(self, ground: str) -> str:
        """What a tone on *ground* is mixed towards."""
        return (self.tones.mid_on_deep if ground == "deep" else "") or self.base["mid"]

    def tiled(self, ground: str) -> str:
        """What quiet tiles on *ground* are mixed towards."""
        own = {"deep": self.tones.tiles_on_deep, "main": self.tones.tiles_on_main}
        return own.get(ground) or self.toward(ground)

    def rule(self, ground: str) -> str:
        """A hairline on *ground*."""
        here = self.base[ground]
        if self.is_dark(ground):
            return mix(here, self.toward(ground), 0.35)
        return mix(here, self.base["soft"], 0.8)

    def classes(self, ground: str) -> Mapping[str, str]:
        """Every class name of a drawing that stands on *ground*, with its colour."""
        return _classes(self.tones, ground)


@lru_cache(maxsize=4096)
def mix(first: str, second: str, part: float) -> str:
    """*first* with *part* (0 to 1) of *second*."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#{:02X}{:02X}{:02X}".format(*(round(a + (b - a) * part) for a, b in pairs))


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of `#RRGGBB`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _arguments(inside: str) -> list[str]:
    found, depth, start = [], 0, 0
    for index, sign in enumerate(inside + ","):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append(inside[start:index].strip())
            start = index + 1
    return found


@lru_cache(maxsize=64)
def _classes(tones: Tones, ground: str) -> Mapping[str, str]:
    palette = Palette("", tones)
    colours, turmeric, is_dark = dict(palette.base), palette.turmeric, palette.is_dark(ground)
    here, deep, soft, light = (colours[name] for name in (ground, "deep", "soft", "light"))
    mid = palette.toward(ground)
    guest, guest_mid, guest_soft = tones.guests
    turmeric_soft = palette.turmeric_soft
    colours |= {
        "here": here, "mid": mid, "white": WHITE, "turmeric": turmeric, "turmeric-soft": turmeric_soft,
        "guest": guest, "guest-mid": guest_mid, "guest-soft": guest_soft,
        "sign": tones.sign[0], "sign-leaf": tones.sign[1],
        "drop": mid if contrast(mid, here) >= _PLAIN else soft if is_dark else colours["mark"],
    }  # fmt: skip
    # What is green or pink in life stays so in every mood: plants and the lotus.
    for name, (tone_deep, tone_mid, tone_soft) in {"plant": _GREEN, "lotus": _PINK}.items():
        tone = tone_soft if is_dark else tone_deep
        colours |= {
            name: tone,
            f"{name}-leaf": mix(tone, WHITE, 0.35 if is_dark else 0.2),
            f"{name}-mid": tone_mid,
        }
    if is_dark:
        return colours | {
            "line": light, "body": turmeric, "leaf": turmeric_soft, "cut": deep,
            "alt": soft, "alt-leaf": mix(soft, WHITE, 0.42),
            "live": guest_soft, "live-leaf": mix(guest_soft, WHITE, 0.35), "live-mid": guest_mid,
            "pane": mix(here, mid, 0.38) if ground == "deep" else mix(here, deep, 0.55),
            "shade": mix(here, mid, 0.24), "night": mix(here, mid, 0.24), "wall": light,
            "halo": mix(mid, deep, 0.12) if ground == "deep" else mix(here, mid, 0.75),
        }  # fmt: skip
    body, is_light = colours["mark"], ground == "light"
    return colours | {
        "line": deep, "body": body, "leaf": mix(body, WHITE, 0.16), "cut": turmeric,
        "alt": mid, "alt-leaf": mix(mid, WHITE, 0.25),
        "live": guest, "live-leaf": mix(guest, WHITE, 0.16), "live-mid": guest_mid,
        "pane": mix(light, soft, 0.55) if is_light else mix(WHITE, light, 0.5),
        "shade": mix(here, soft, 0.5) if is_light else mix(here, WHITE, 0.3),
        "night": deep, "wall": mix(light, soft, 0.7) if is_light else WHITE,
        "halo": mix(here, soft, 0.85) if is_light else mix(here, WHITE, 0.45),
    }  # fmt: skip


SHIPPED: Mapping[str, Tones] = MappingProxyType({mood: _shipped(mood, base) for mood, base in MOODS.items()})
DRESSED: Mapping[str, Tones] = MappingProxyType(
    {mood: _shipped(mood, base) for mood, base in OCCASION_MOODS.items()}
)
