"""What the drawings are called, and the words by which people find one: typed with accents or without.

assets/drawings/drawings.yaml names those that the program brings; a file of that name in the folder of
work names the office's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from scheduler.cards.design.layers import Part
from scheduler.files import built_in, state_of
from scheduler.folding import bare
from scheduler.names import composed
from scheduler.problems import Problem, Text
from scheduler.reader.opening import load
from scheduler.reader.parsing import read
from scheduler.reader.shape import validate

FILE = "drawings.yaml"
_TOKEN = re.compile(r"\w+(?:/\w+)*")  # 8/3 is one
_FITTING = 200  # from this score on a drawing is offered for a post


class _Entry(Part):
    vi: str
    en: str = ""
    words: str = ""


class _Named(Part):
    drawings: Mapping[str, _Entry] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A drawing's name for people, and every word by which it is found."""

    title: Text
    words: tuple[str, ...]  # and groups of words, in small letters

    @property
    def spoken(self) -> str:
        """All of it, for a page that looks through it itself."""
        return ", ".join(dict.fromkeys((self.title.vi.lower(), self.title.en.lower(), *self.words)))


Catalogue = Mapping[str, Named]


def catalogue_of(folder: Path, shown: str, names: Collection[str]) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Every drawing of *names* in the order in which people are shown them, and what is wrong with the file
    of *folder* (assets/drawings of the folder of work, called *shown* in messages).

    One that nobody named goes by the name of its file.
    """
    ours, _ = _read(built_in("drawings") / FILE, FILE, 0)
    own: dict[str, Named] = {}
    problems: tuple[Problem, ...] = ()
    with suppress(FileNotFoundError):
        own, problems = _read(folder / FILE, f"{shown}/{FILE}", state_of(folder / FILE).st_mtime_ns)
    known = {name: own.get(name) or ours[name] for name in ours if name in names}
    rest = {name: own.get(name) or _unnamed(name) for name in sorted(names) if name not in known}
    return {**known, **rest}, problems


def found(typed: str, catalogue: Catalogue) -> list[str]:
    """The drawings that *typed* asks for, the nearest first.

    Every word of it must begin one of the drawing's own. What is typed with accents is first looked for
    with them: “bão” is a storm, and “bao” may be a newspaper too.
    """
    for form in (bare,) if bare(typed) == typed else (composed, bare):
        tokens = _tokens(form(typed.lower()))
        if not tokens:
            return []
        hits = [name for name in catalogue if _begins(tokens, form(catalogue[name].spoken))]
        if hits:
            phrase = " ".join(tokens)
            return sorted(hits, key=lambda name: phrase not in form(catalogue[name].spoken).split(", "))
    return []


def fitting(title: str, text: str, catalogue: Catalogue, most: int = 4) -> list[str]:
    """The drawings whose words a post says, the best first: its title counts most, and words of two
    syllables or more that few drawings have."""
    heading, below = (f" {' '.join(_tokens(composed(part.lower())))} " for part in (title, text))
    every = Counter(word for named in catalogue.values() for word in named.words)
    scores: Counter[str] = Counter()
    for name, named in catalogue.items():
        for word in named.words:
            tokens = _tokens(word)
            said = f" {' '.join(tokens)} "
            if said in heading:
                scores[name] += 400 * len(tokens) ** 2 // every[word]
            elif len(tokens) > 1 and said in below:
                scores[name] += 100 * len(tokens) ** 2 // every[word]
    return [name for name, score in scores.most_common(most) if score >= _FITTING]


def _begins(tokens: list[str], spoken: str) -> bool:
    words = _tokens(spoken)
    return all(any(word.startswith(token) for word in words) for token in tokens)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _unnamed(name: str) -> Named:
    words = name.replace("-", " ")
    return Named(Text(words.capitalize(), words.capitalize()), (words,))


@lru_cache(maxsize=16)
def _read(path: Path, file: str, _changed: int) -> tuple[dict[str, Named], tuple[Problem, ...]]:
    data = load(path, file)
    if isinstance(data, Problem):
        return {}, (data,)
    document = read(file, data)
    if document.value is None:
        return {}, tuple(document.problems)
    entries, problems = validate(_Named, document.value, document.places)
    named = dict(_named(entries)) if entries else {}
    return named, (*document.problems, *problems)


def _named(entries: _Named) -> Iterator[tuple[str, Named]]:
    for name, entry in entries.drawings.items():
        words = tuple(word.strip().lower() for word in composed(entry.words).split(",") if word.strip())
        yield name, Named(Text(composed(entry.vi), entry.en or composed(entry.vi)), words)
