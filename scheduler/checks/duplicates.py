"""Posts too much alike, and posts too close to each other, on one page."""

from __future__ import annotations

import zlib
from collections import defaultdict
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
from scheduler.folding import comparable
from scheduler.locales import day_text, time_text
from scheduler.problems import Message, Problem, Text

WINDOW = timedelta(days=90)
HELD_WITHIN = timedelta(days=30)  # so long the courier holds what says the same words on one page again
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
    bodies = [comparable(posts[number].text) for _, number in dated]
    again = dict(_again(posts, dated, bodies))
    for place, (other, last) in again.items():
        post = posts[dated[place][1]]
        yield post.problem(SAME_WORDS, "text", id=other.id, title=other.title, day=day_text(last))
    titles = [comparable(posts[number].title) for _, number in dated]
    said = [f"{title} {body}" for title, body in zip(titles, bodies, strict=True)]
    for place, candidates in _candidates([_sketch(text) for text in said]):
        if place in again:
            continue
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


def _again(
    posts: Sequence[Post], dated: Sequence[tuple[date, int]], bodies: Sequence[str]
) -> Iterator[tuple[int, tuple[Post, date]]]:
    """The places in *dated* whose post will be held: an earlier one with the same words, and its last day.

    As the courier decides it: by the words that a channel says, whatever the title.
    """
    said: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, ((day, number), body) in enumerate(zip(dated, bodies, strict=True)):
        post = posts[number]
        found: tuple[Post, date] | None = None
        for channel, variant in post.channels.items():
            earlier = said[channel, body if variant.text is None else comparable(variant.text)]
            for other_place in reversed(earlier) if found is None else ():
                other_day, other_number = dated[other_place]
                other = posts[other_number]
                last = _last_day(other, other_day, day)
                if day - last <= HELD_WITHIN and _share_a_unit(post, other):
                    found = other, last
                    break
            earlier.append(place)
        if found is not None:
            yield place, found


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
    return not one.channels.keys().isdisjoint(other.channels) and _share_a_unit(one, other)


def _share_a_unit(one: Post, other: Post) -> bool:
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
SAME_WORDS = Message(
    "near-duplicate",
    Text(
        "nội dung y hệt bài “{title}” ({id}) ngày {day} trên cùng trang: đến giờ Loa sẽ giữ bài này lại",
        "these are the very words of “{title}” ({id}) of {day} on the same page: Loa will hold this",
    ),
    Text(
        "Viết lại cho khác (đổi tiêu đề thôi chưa đủ), hoặc dùng một bài có repeat nếu muốn nhắc lại. "
        "Vẫn muốn đăng y như vậy: khi bài bị giữ lại, bấm “Đăng ngay”.",
        "Say it differently (another title is not enough), or use one post with repeat to say it again. "
        "If it shall go out as it is, press “Publish now” once it is held.",
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
