"""What belongs together in Vietnamese, where every syllable is written apart: words, names, numbers.

`compounds.txt` lists them, as officers write. Why a list and no tagger: decision 0045.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.cards.typesetting.segments import Word

# How firmly two neighbours hold together; where not everything can be kept, what is lower gives way first.
FREE, IN_MARKED, IN_NAME, IN_WORD, IN_TOKEN = 0, 1, 2, 3, 4

_LONGEST = 4  # syllables of a listed word; more capitals in a row are no name but a heading
_SHORT_MARK = 3  # words: a longer marked phrase may be parted rather than set small
_BEFORE_NUMBER = (  # "Điều 5", "số 111", "ngày 1/6", "Nghị định 130"
    "số điều khoản điểm mục chương lớp khối tuổi ngày tháng năm quý thứ tuần kỳ khóa đợt tập trang bài "
    "phòng tổ ấp khóm thôn phường quận mức định tư thị luật gọi bấm"
)
_COUNTS = "một hai ba bốn năm sáu bảy tám chín mười mươi vài mấy nửa"
_TIMES = "giây phút giờ tiếng ngày đêm tuần tháng năm tuổi lần"
_EACH = "mỗi một hằng hàng"  # "5 phút mỗi …"
_LEADS, _FOLLOWS = frozenset(_BEFORE_NUMBER.split()), frozenset(_EACH.split())
_NONE: dict[str, tuple[int, int]] = {}
_FIGURES = frozenset("0123456789")

_OLD, _NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ", "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_SPELT = dict(zip(_OLD.split(), _NEW.split(), strict=True))
_TONE = re.compile(rf"(?<!q)(?:{_OLD.replace(' ', '|')})(?!\w)")


def in_one_spelling(words: str) -> str:
    """*words*, in small letters, with one place for the tones of oa, oe and uy: hoà is hòa, khoẻ khỏe."""
    return _TONE.sub(lambda found: _SPELT[found[0]], words)


def holds_of(words: Sequence[Word]) -> list[int]:
    """How firmly each of *words* holds to the next one."""
    found = [FREE] * (len(words) - 1)
    for start, end, hold in chain(
        _marked(words), _names(words), _numbers(words), _listed(words), _inside(words)
    ):
        for index in range(start, end - 1):
            if found[index] < hold and not words[index].stops:
                found[index] = hold
    return found


def _listed(words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """Where words of the lists stand, overlapping ones too: from which syllable to which, how firmly."""
    pairs, longer = _lists()
    for index, (word, following) in enumerate(pairwise(words)):
        if found := pairs.get(word.bare, _NONE).get(following.bare):
            hold, most = found
            yield index, index + 2, hold
            for count in range(3, most + 1):
                if " ".join([each.bare for each in words[index : index + count]]) in longer:
                    yield index, index + count, IN_WORD


def _inside(words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """The pieces of a long token: baovetreem | .vn."""
    for index, word in enumerate(words[:-1]):
        if not word.after and (word.text[-1] in "-/@" or words[index + 1].text[0] == "."):
            yield index, index + 2, IN_TOKEN


def _numbers(words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """Figures and what they count or are counted by."""
    for index, word in enumerate(words):
        if word.begins in _FIGURES:
            if index and words[index - 1].bare in _LEADS:
                yield index - 1, index + 1, IN_WORD
            if index + 1 < len(words) and words[index + 1].bare in _FOLLOWS:
                yield index, index + 2, IN_NAME


def _marked(words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """What is marked, from stop to stop: behind a comma a thought may go on in another line.

    The stop may stand behind the mark: of `*xin ảnh*.` both words are marked.
    """
    start = None
    for index, word in enumerate(words):
        if not (word.begins_marked or word.ends_marked):
            continue
        start = index if start is None else start
        if word.stops or index + 1 == len(words) or not words[index + 1].begins_marked:
            yield start, index + 1, IN_NAME if index - start < _SHORT_MARK else IN_MARKED
            start = None


def _names(words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """Where capitals follow one another: Sóc Trăng, Hội LHPN; not where a whole text is in capitals."""
    capitals = [index for index, word in enumerate(words) if word.begins.isupper()]
    start = 0
    for count, index in enumerate(capitals, start=1):
        if words[index].stops or count == len(capitals) or capitals[count] > index + 1:
            first, end = capitals[start], index + 1
            start = count
            if 1 < end - first <= _LONGEST and not all(word.text.isupper() for word in words[first:end]):
                yield first, end, IN_NAME


@cache
def _lists() -> tuple[dict[str, dict[str, tuple[int, int]]], frozenset[str]]:
    """By two syllables: how firmly they hold, how long a word that begins with them may be; longer words."""
    pairs: dict[str, dict[str, tuple[int, int]]] = {
        count: dict.fromkeys(_TIMES.split(), (IN_NAME, 2)) for count in _COUNTS.split()
    }
    longer = set()
    for word in read_list("compounds.txt"):  # which has one spelling
        first, second, *rest = word.split(" ")
        hold, most = pairs.setdefault(first, {}).get(second, (FREE, 2))
        if rest:
            longer.add(word)
            pairs[first][second] = hold, max(most, 2 + len(rest))
        else:
            pairs[first][second] = IN_WORD, most
    return pairs, frozenset(longer)


def read_list(name: str) -> list[str]:
    """The lines of a list beside this file; what begins with # is about it."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and line[0] != "#"]
