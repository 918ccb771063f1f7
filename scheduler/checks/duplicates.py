"""Posts too much alike, and posts too close to each other, on one page."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, islice, takewhile
from operator import itemgetter
from typing import TypeAlias

import numpy as np
from rapidfuzz import fuzz

from scheduler.calendar.model import ALL_UNITS, Post
from scheduler.calendar.slots import occurrences
from scheduler.checks.written import House
from scheduler.folding import same_words
from scheduler.locales import day_text, time_text
from scheduler.problems import Message, Problem, Text

WINDOW = timedelta(days=90)
ALIKE = 80.0  # percent of the letters in common; two posts on one subject have 40 to 60
APART = timedelta(hours=1)

# Of each post the smallest of its three-word numbers are kept: posts that are alike share most of them, so
# only those that do are compared letter by letter.
_SKETCH = 24
_SHARED = 4  # numbers in common, from which it is worth a comparison
_REMEMBERED = 3  # latest posts for each number: phrases that every post has would else bring all of them
_COMPARED = 3  # posts at most, those with the most in common
_Sketch: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint32]]"
_TIMES = np.array([2654435761, 2246822519, 3266489917], dtype=np.uint32)  # odd, to mix the three well


def near_duplicate(posts: Sequence[Post], house: House) -> Iterator[Problem]:
    """A post that says almost the same as one of the 90 days before it on the same page."""
    dated = sorted((house.day_of(post), number) for number, post in enumerate(posts))
    said = [_compared(posts[number]) for _, number in dated]
    for place, candidates in _candidates([_sketch(text) for text in said]):
        day, number = dated[place]
        post = posts[number]
        best = 0.0
        like: tuple[Post, date] | None = None
        for earlier in candidates:
            other_day, other_number = dated[earlier]
            other = posts[other_number]
            last = _last_day(other, other_day, day)
            if day - last <= WINDOW and _share_a_page(post, other):
                score = fuzz.ratio(said[place], said[earlier], score_cutoff=max(ALIKE, best))
                if score > best:
                    best, like = score, (other, last)
        if like is not None:
            other, last = like
            yield post.problem(
                NEAR_DUPLICATE, "text", percent=int(best), id=other.id, title=other.title,
                day=day_text(last),
            )  # fmt: skip


def too_close(posts: Sequence[Post], _: House) -> Iterator[Problem]:
    """A post less than an hour after another one on the same page."""
    timed = sorted((due, number) for number, post in enumerate(posts) for _, due in occurrences(post))
    told: set[int] = set()
    for place, (at, number) in enumerate(timed):
        post = posts[number]
        for before in range(place - 1, -1, -1):
            earlier, other_number = timed[before]
            if at - earlier >= APART or number in told:
                break
            other = posts[other_number]
            if number != other_number and _share_a_page(post, other):
                told.add(number)
                time = time_text(earlier)
                yield post.problem(TOO_CLOSE, "at", id=other.id, title=other.title, time=time)


def _compared(post: Post) -> str:
    return same_words(f"{post.title} {post.text}")


@lru_cache(maxsize=20_000)
def _sketch(text: str) -> _Sketch:
    """The smallest numbers of the three-word runs of *text* (of its words, if they are fewer)."""
    words = np.array([_number(word) for word in text.split()], dtype=np.uint32)
    runs = (
        words[:-2] * _TIMES[0] + words[1:-1] * _TIMES[1] + words[2:] * _TIMES[2] if len(words) > 2 else words
    )
    return np.unique(runs)[:_SKETCH]


def _candidates(sketches: Sequence[_Sketch]) -> Iterator[tuple[int, list[int]]]:
    """Of each place in *sketches* the earlier ones that are worth a comparison, those most alike first."""
    if not sketches:
        return
    count = len(sketches)
    lengths = np.array([len(sketch) for sketch in sketches])
    runs = np.concatenate(sketches)
    places = np.repeat(np.arange(count), lengths)
    order = np.lexsort((places, runs))
    runs, places = runs[order], places[order]
    shared = []
    for back in range(1, _REMEMBERED + 1):
        has_both = runs[back:] == runs[:-back]
        shared.append(places[back:][has_both] * count + places[:-back][has_both])
    pairs, times = np.unique(np.concatenate(shared), return_counts=True)
    later, earlier = np.divmod(pairs, count)
    likely = times >= np.minimum(_SHARED, lengths[later])
    later, earlier, times = later[likely], earlier[likely], times[likely]
    order = np.lexsort((earlier, -times, later))
    found = zip(later[order].tolist(), earlier[order].tolist(), strict=True)
    for place, its in groupby(found, key=itemgetter(0)):
        yield place, [other for _, other in islice(its, _COMPARED)]


@lru_cache(maxsize=20_000)
def _number(word: str) -> int:
    """A number for *word*, the same in every run of the program."""
    return zlib.crc32(word.encode())


def _last_day(post: Post, first: date, until: date) -> date:
    """The last day up to *until* on which *post*, whose *first* is not later, goes out."""
    if not post.repeat:
        return first
    return max(takewhile(until.__ge__, (due.date() for _, due in occurrences(post))), default=first)


def _share_a_page(one: Post, other: Post) -> bool:
    if one.channels.keys().isdisjoint(other.channels):
        return False
    units = set(one.units)
    return ALL_UNITS in units or ALL_UNITS in other.units or not units.isdisjoint(other.units)


NEAR_DUPLICATE = Message(
    "near-duplicate",
    Text(
        "bài này giống {percent}% bài “{title}” ({id}) ngày {day}",
        "this is {percent}% the same as “{title}” ({id}) of {day}",
    ),
    Text(
        "Viết lại cho khác, hoặc dùng một bài có repeat nếu muốn nhắc lại.",
        "Say it differently, or use one post with repeat to say it again.",
    ),
)
TOO_CLOSE = Message(
    "too-close",
    Text(
        "bài này lên cách bài “{title}” ({id}, {time}) chưa tới một giờ, trên cùng một trang",
        "this goes out within an hour of “{title}” ({id}, {time}) on the same page",
    ),
    Text("Dời một trong hai bài, để mỗi bài đều có người đọc.", "Move one of them, so that both are read."),
)
