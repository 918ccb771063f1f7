"""What a house rule is given: a post with all its texts and their places, and what the house knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.calendar.model import Hotline, Post, Unit, UnitId
from scheduler.calendar.wording import PLACEHOLDER, filled_texts
from scheduler.folding import Folded, fold, is_plain
from scheduler.problems import Message, Problem
from scheduler.settings.model import Settings

# Of Vietnamese, as the inside of a set in a pattern.
CAPITALS = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"

Path = tuple[str | int, ...]
Typed = tuple[Path, re.Match[str], int | str, str]  # a telephone number: where, which group, its digits

# Card fields that name a thing instead of saying something.
_NAMES = frozenset({"illustration", "hotline", "image", "crop", "focus", "treatment", "light", "link"})


@dataclass(frozen=True, slots=True)
class House:
    """What a rule may know beside the post itself.

    *posts* are all that are sound, drafts too, *faulty* those with an error; *lines* is the directory by
    digits.
    """

    settings: Settings
    hotlines: Mapping[str, Hotline]
    units: Mapping[UnitId, Unit]
    today: date
    posts: Sequence[Post] = ()
    faulty: Sequence[Post] = ()
    lines: Mapping[str, Hotline] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", {line.number: line for line in self.hotlines.values()})

    def day_of(self, post: Post) -> date:
        """The day on which *post* goes out; of a queued one, the first on which it could."""
        if post.at is not None:
            return post.at.date()
        return max(self.today, post.after.date()) if post.after is not None else self.today


class Written:
    """Every text of *post* that people will read, as they read it: folded; placeholders are blank.

    *joined* is all of it in one, so that a rule sees at one glance whether there is anything to tell.
    *is_plain*: nothing had to be folded. *numbers* are its telephone numbers, once somebody looked for them.
    """

    __slots__ = ("_folded", "is_plain", "joined", "numbers", "post", "texts")

    def __init__(self, post: Post) -> None:
        self.post = post
        self.numbers: Sequence[Typed] | None = None
        texts = typed_texts(post)
        self._folded: dict[Path, Folded] = {}
        self.joined = _joined(texts)
        self.is_plain = is_plain(self.joined)
        if not self.is_plain:
            self._folded = {path: fold(text) for path, text in texts}
            texts = [(path, folded.text) for path, folded in self._folded.items()]
        if "{{" in self.joined:
            texts = [(path, PLACEHOLDER.sub(_blank, text) if "{{" in text else text) for path, text in texts]
            self.joined = _joined(texts)
        elif not self.is_plain:
            self.joined = _joined(texts)
        self.texts = texts

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
        """Where *pattern* stands, text by text."""
        if pattern.search(self.joined):
            for path, text in self.texts:
                for found in pattern.finditer(text):
                    yield path, found

    def typed(self, path: Path) -> str:
        """The text or hashtag at *path* as it stands in the calendar."""
        if path[0] == "hashtags" and isinstance(path[-1], int):
            return self.post.hashtags[path[-1]]
        return next(text for where, text in typed_texts(self.post) if where == path)

    def problem(
        self, message: Message, path: Path, found: re.Match[str], group: int | str = 0, **values: object
    ) -> Problem:
        """The problem of the very words that were *found* in the text at *path*; they are `{words}`."""
        start, end = found.span(group)
        if path in self._folded:
            start, end = self._folded[path].span(start, end)
        typed = self.typed(path)
        words = typed[start:end]
        nth = typed.count(words, 0, start)
        shown = " ".join(found[group].split())
        return self.post.problem_in(message, words, *path, nth=nth, words=shown, **values)


def typed_texts(post: Post) -> list[tuple[Path, str]]:
    """The words of *post*, on its cards too, and those that describe a card, each with its path."""
    texts: list[tuple[Path, str]] = list(filled_texts(post))
    for number, card in enumerate(post.cards):
        inside = post.card_path(number)
        for key, value in card.fields.items():
            if key in _NAMES:
                continue
            if isinstance(value, str):
                texts.append(((*inside, key), value))
            else:
                texts += [((*inside, key, index), point) for index, point in enumerate(value)]
        if card.alt:
            texts.append(((*inside, "alt"), card.alt))
    return texts


def _joined(texts: list[tuple[Path, str]]) -> str:
    return "\n\n".join([text for _, text in texts])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
