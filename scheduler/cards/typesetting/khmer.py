"""Where a line of Khmer may end: between words, which khmercut knows (Khmer has no spaces between them).

A cluster is a letter with all that is written around it: subscripts (coeng and a letter), vowels, signs.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pycrfsuite

BREAK = "\u200b"  # a space of no width, which Khmer writers put between words
HOLD = "\u2060"  # joins words: no line ends beside it

_COENG = "\u17d2"  # makes the next letter a subscript
_REPEATS = "\u17d7"  # ៗ: say the word before once more
_UNSEEN = f"\u200c\u200d{HOLD}"
_BASE, _MARK = "[\u1780-\u17b3]", "[\u17b4-\u17d3\u17dd\u200c\u200d]"
_CLUSTER = re.compile(  # a letter or any other sign, then what belongs to it
    rf"[\s\S](?:{_MARK}|(?<={_COENG}){_BASE}|(?<={_COENG}[\u200c\u200d]){_BASE})*"
)
_LETTER = f"\u1780-\u17d3\u17dc\u17dd{_UNSEEN}"
_LETTERS = re.compile(f"[{_LETTER}]*{_BASE}[{_LETTER}{_REPEATS}]*")
_CLOSES = "។៕៖៙៚?!,;:)]}»”’…"  # a line may end behind these, and never before them
_NEVER_FIRST = f"{_CLOSES}.%៛{_REPEATS}"
_OPENS = "([{«“‘"

_lock = threading.Lock()  # the tagger is for one thread at a time


def clusters(text: str) -> Iterator[str]:
    """*text* in pieces that no line's end and no change of colour may part."""
    return (found[0] for found in _CLUSTER.finditer(text))


def breaks(text: str) -> list[int]:
    """Where a line of *text*, which has no spaces, may end: counts of signs from its beginning.

    Between two words of Khmer, between Khmer and the letters of another script, and behind a sign that
    closes. Figures stay with what they stand beside.
    """
    whole = set(accumulate(len(cluster) for cluster in clusters(text)))
    found: set[int] = set()
    for run in _LETTERS.finditer(text):
        start, end = run.span()
        found |= {start + cut for cut in cuts(run[0])}
        found |= {edge for edge in (start, end) if _may_part(text, edge, start, end)}
    return sorted(at for at in found & whole if 0 < at < len(text) and HOLD not in text[at - 1 : at + 1])


@lru_cache(maxsize=4096)
def cuts(letters: str) -> tuple[int, ...]:
    """Where words end within a run of Khmer *letters*."""
    seen = [number for number, sign in enumerate(letters) if sign not in _UNSEEN]
    with _lock:
        words = _cut("".join(letters[number] for number in seen))
    ends = list(accumulate(len(word) for word in words))
    return tuple(seen[end] for end, word in zip(ends, words[1:], strict=False) if word[0] != _REPEATS)


def _may_part(text: str, edge: int, start: int, end: int) -> bool:
    """Whether a line may end at the *edge* of the run of Khmer from *start* to *end*."""
    if not 0 < edge < len(text):
        return False
    before, after = text[edge - 1], text[edge]
    if edge == start:
        return before.isalpha() or before in _CLOSES
    return (after.isalpha() or after in _OPENS) and after not in _NEVER_FIRST


def _cut(letters: str) -> list[str]:
    import khmercut  # noqa: PLC0415 - its model weighs 17 MB: only those who write Khmer wait for it

    khmercut.tagger = _tagger(khmercut.model_path)[0]
    words: list[str] = khmercut.tokenize(letters)
    return words


@cache
def _tagger(model: str) -> tuple[pycrfsuite.Tagger, bytes]:
    """khmercut's own, opened from memory: crfsuite cannot open a path with accents on Windows.

    The bytes are handed out with it because it reads on in them.
    """
    import pycrfsuite  # noqa: PLC0415

    data = Path(model).read_bytes()
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(data)
    return tagger, data
