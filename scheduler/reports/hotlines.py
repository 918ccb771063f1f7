"""Which hotlines people saw with a post: in its words, on its cards, as buttons on its page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache

from scheduler.calendar.model import ChannelName, Hotline, Post, Unit
from scheduler.calendar.numbers import PHONE, THREE_DIGITS, bare
from scheduler.calendar.wording import PLACEHOLDER, filled_texts, lines_of
from scheduler.kinds.registry import find_kind

_SHORT = 5  # digits at most: such a number may be of anything else, unless the post names the line
_ON_BAND = 2  # lines that the band of a card has room for
_FIELD = "hotline"  # of a card: the line that it is about
_MOST = 4096


class Lines:
    """The directory, to be looked for in what was sent."""

    def __init__(self, hotlines: Mapping[str, Hotline], about: Collection[str] = ()) -> None:
        """*about*: the templates whose cards are about one line: the one named, else the post's first."""
        self._hotlines = hotlines
        self._about = about
        self._long: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        for key, line in hotlines.items():
            found = self._short if len(line.number) <= _SHORT else self._long
            found.setdefault(line.number, []).append(key)
        numbers = "|".join(sorted(self._short))
        self._called = re.compile(rf"(?<![\d.,])(?:{numbers})(?![.,]?\d)") if numbers else None
        self._found = lru_cache(maxsize=_MOST)(self._look)

    def in_words(self, text: str, post: Post | None) -> frozenset[str]:
        """Those whose number is in the *text* that was sent; one of few digits only if *post* names it."""
        found = self._found(text)
        if post is None or not found:
            return found
        named = frozenset(self._named(post))
        return frozenset(key for key in found if key in named or len(self._hotlines[key].number) > _SHORT)

    def on_cards(self, post: Post) -> frozenset[str]:
        """Those that its cards show."""
        found: set[str] = set()
        own = [key for key in post.hotlines if key in self._hotlines]
        for card in post.cards:
            named = str(card.fields.get(_FIELD, "")) or next(
                (key for key in own if card.template in self._about), ""
            )
            found |= {named, *[key for key in own if key != named][:_ON_BAND]}
        return frozenset(found & self._hotlines.keys())

    def as_buttons(self, post: Post, unit: Unit, channel: ChannelName, day: date) -> frozenset[str]:
        """Those that the page of the post offers to call."""
        kind = find_kind(channel)
        if kind is None or kind.limits.inline:
            return frozenset()
        return frozenset(key for key in self._keys(lines_of(post, unit, self._hotlines, day)))

    def _keys(self, lines: Iterable[Hotline]) -> Iterable[str]:
        return (line.key for line in lines)

    def _look(self, text: str) -> frozenset[str]:
        if not THREE_DIGITS.search(text):
            return frozenset()
        found = {
            key
            for one in PHONE.finditer(text)
            if not one["address"]
            for key in self._long.get(bare(one[0]), ())
        }
        if self._called:
            found |= {key for one in self._called.finditer(text) for key in self._short[one[0]]}
        return frozenset(found)

    def _named(self, post: Post) -> Iterable[str]:
        yield from post.hotlines
        for _, text in filled_texts(post):
            yield from (one["hotline"] for one in PLACEHOLDER.finditer(text) if one["hotline"])
