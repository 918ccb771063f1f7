"""Posts too much alike, and posts too close to each other, on one page."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from rapidfuzz import fuzz

from scheduler.calendar.model import ALL_UNITS, Post
from scheduler.checks.written import House
from scheduler.problems import Message, Problem, Text

WINDOW = timedelta(days=90)
ALIKE = 80.0  # percent of the letters in common; two posts on one subject have 40 to 60
APART = timedelta(hours=1)

# Of each post the smallest of its three-word numbers are kept: posts that are alike share most of them, so
# only those that do are compared letter by letter.
_SKETCH = 24
_SHARED = 3  # numbers in common, from which it is worth a comparison
_REMEMBERED = 3  # latest posts for each number: phrases that every post has would else bring all of them
_COMPARED = 4  # posts at most, those with the most in common
_MASK = 0xFFFFFFFF


def near_duplicate(posts: Sequence[Post], house: House) -> Iterator[Problem]:
    """A post that says almost the same as one of the 90 days before it on the same page."""
    dated = sorted(((house.day_of(post), number) for number, post in enumerate(posts)))
    words: dict[str, int] = {}
    seen: defaultdict[int, list[int]] = defaultdict(list)  # number of a run → places of posts that have it
    said: list[str] = []
    for place, (day, number) in enumerate(dated):
        post = posts[number]
        text = " ".join(f"{post.title} {post.text}".lower().split())
        said.append(text)
        found: list[int] = []
        sketch = _sketch(text, words)
        for run in sketch:
            bucket = seen[run]
            found += bucket
            bucket.append(place)
            if len(bucket) > _REMEMBERED:
                del bucket[0]
        best, like = 0.0, None
        for earlier, count in Counter(found).most_common(_COMPARED) if found else ():
            other_day, other_number = dated[earlier]
            if count < min(_SHARED, len(sketch)) or day - other_day > WINDOW:
                continue
            if _share_a_page(post, posts[other_number]):
                score = fuzz.ratio(text, said[earlier], score_cutoff=max(ALIKE, best))
                if score > best:
                    best, like = score, earlier
        if like is not None:
            other_day, other_number = dated[like]
            other = posts[other_number]
            yield post.problem(
                NEAR_DUPLICATE, "text", percent=int(best), id=other.id, title=other.title,
                day=f"{other_day:%d/%m/%Y}",
            )  # fmt: skip


def too_close(posts: Sequence[Post], _: House) -> Iterator[Problem]:
    """A post less than an hour after another one on the same page."""
    timed = sorted(
        ((post.at, number) for number, post in enumerate(posts) if post.at is not None),
    )
    for place, (at, number) in enumerate(timed):
        post = posts[number]
        for before in range(place - 1, -1, -1):
            earlier, other_number = timed[before]
            if at - earlier >= APART:
                break
            other = posts[other_number]
            if _share_a_page(post, other):
                yield post.problem(TOO_CLOSE, "at", id=other.id, title=other.title, time=f"{earlier:%H:%M}")
                break


def _sketch(text: str, numbers: dict[str, int]) -> list[int]:
    """The smallest numbers of the three-word runs of *text*; *numbers* remembers those of words."""
    words = []
    for word in text.split():
        number = numbers.get(word)
        if number is None:
            number = numbers[word] = zlib.crc32(word.encode())
        words.append(number)
    runs = {
        (a * 2654435761 + b * 2246822519 + c * 3266489917) & _MASK
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    }
    return sorted(runs or words)[:_SKETCH]


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
