"""Posts too much alike, and posts too close to each other, on one page."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain

import numpy as np
from rapidfuzz import fuzz, process

from scheduler.calendar.model import ALL_UNITS, Unit, UnitId
from scheduler.checks.facts import HALF, Everything, Numbers, Page, Told
from scheduler.checks.written import House
from scheduler.problems import Message

WINDOW = timedelta(days=90)
HELD_WITHIN = timedelta(days=30)  # so long the courier holds what says the same words on one page again
ALIKE = 80.0  # percent of the letters in common; two posts on one subject have 40 to 60
APART = timedelta(hours=1)
LATEST = 22  # o'clock: later nobody reads

_SHARED = 4  # numbers of two sketches in common, from which it is worth a comparison
_REMEMBERED = 3  # latest posts for each number: phrases that every post has would else bring all of them
_COMPARED = 3  # posts at most, those with the most in common

Earlier = dict[int, tuple[int, date]]  # by a post's number an earlier one's, and its last day until then


class _Days:
    """The day on which each post goes out; of a queued one, the first on which it could."""

    def __init__(self, posts: Everything, today: date) -> None:
        self.first = [
            at.date() if at is not None else max(today, after or today)
            for at, after in zip(posts.column("at"), posts.column("after"), strict=True)
        ]
        self._later: dict[int, list[datetime]] = posts.sparse("later")

    def last(self, number: int, until: date) -> date:
        """The last day up to *until* on which the post, whose first is not later, goes out."""
        later = self._later.get(number)
        if later is None:
            return self.first[number]
        place = bisect_right(later, datetime.combine(until, time.max))
        return later[place - 1].date() if place else self.first[number]


def near_duplicate(posts: Everything, house: House) -> Iterator[Told]:
    """A post that says almost the same as one of the 90 days before it on the same page."""
    days = _Days(posts, house.today)
    order = sorted(range(len(posts)), key=days.first.__getitem__)
    ids, titles = posts.column("ids"), posts.column("titles")
    pages = office_pages(house.units)
    again = _again(posts, order, days, pages)
    for number, (other, last) in again.items():
        values = {"id": ids[other], "title": titles[other], "day": last}
        yield Told(number, SAME_WORDS, ("text",), values)
    for number, percent, (other, last) in _alike(posts, order, days, again, pages):
        values = {"percent": percent, "id": ids[other], "title": titles[other], "day": last}
        yield Told(number, NEAR_DUPLICATE, ("text",), values)


def too_close(posts: Everything, house: House) -> Iterator[Told]:
    """A post less than an hour after another one on the same page."""
    timed = [(at, number) for number, at in enumerate(posts.column("at")) if at is not None]
    timed += [(due, number) for number, later in posts.sparse("later").items() for due in later]
    timed.sort()
    ids, titles, pages = posts.column("ids"), posts.column("titles"), posts.pages
    apart = office_pages(house.units)
    told: set[int] = set()
    for place, (at, number) in enumerate(timed):
        for before in range(place - 1, -1, -1):
            earlier, other = timed[before]
            if at - earlier >= APART or number in told:
                break
            if number != other and share_a_page(pages[number], pages[other], apart):
                told.add(number)
                values = {"id": ids[other], "title": titles[other], "time": earlier}
                yield Told(number, TOO_CLOSE, ("at",), values)


def room(posts: Everything, number: int, house: House) -> datetime | None:
    """The next half hour, on its day, at which post *number* is an hour from all others on its pages.

    None where the day has none before 22:00. On the wall's clock.
    """
    pages, apart = posts.pages, office_pages(house.units)
    own: datetime = posts.column("at")[number]
    timed = [*enumerate(posts.column("at"))]
    timed += [(other, due) for other, later in posts.sparse("later").items() for due in later]
    others = [
        at
        for other, at in timed
        if at and other != number and share_a_page(pages[number], pages[other], apart)
    ]
    hour = own.replace(minute=own.minute // 30 * 30)
    while hour.date() == own.date() and hour.hour < LATEST:
        if hour >= own and all(abs(hour - at) >= APART for at in others):
            return hour
        hour += timedelta(minutes=30)
    return None


def _again(posts: Everything, order: Sequence[int], days: _Days, apart: frozenset[str]) -> Earlier:
    """The posts that will be held, in *order*: an earlier one says the same words.

    As the courier decides it: by the words that a channel says, whatever the title.
    """
    bodies, pages, own = posts.column("bodies"), posts.pages, posts.sparse("own")
    times = Counter(chain(bodies, *(texts.values() for texts in own.values())))
    said: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    family = _families(posts)
    found: Earlier = {}
    for number in order:
        texts = own.get(number, {})
        if not texts and times[bodies[number]] == 1:
            continue
        for channel in pages[number][0]:
            earlier = said[channel, texts.get(channel, bodies[number])]
            for other in reversed(earlier) if number not in found else ():
                last = days.last(other, days.first[number])
                is_soon = days.first[number] - last <= HELD_WITHIN and family(number) != family(other)
                if is_soon and _share_a_unit(pages[number], pages[other], apart):
                    found[number] = other, last
                    break
            earlier.append(number)
    return found


def _alike(
    posts: Everything, order: Sequence[int], days: _Days, again: Earlier, apart: frozenset[str]
) -> Iterator[tuple[int, int, tuple[int, date]]]:
    """The other posts that are alike to an earlier one, by how many percent."""
    pages, texts = posts.pages, posts.texts
    numbers, others = _candidates(posts.runs, posts.column("lengths"), order)
    scores = process.cpdist(
        [texts[number] for number in numbers],
        [texts[other] for other in others],
        scorer=fuzz.ratio,
        score_cutoff=ALIKE,
        dtype=np.float64,
    )
    best: dict[int, tuple[float, int, date]] = {}
    family = _families(posts)
    for pair in np.flatnonzero(scores).tolist():
        number, other, score = numbers[pair], others[pair], float(scores[pair])
        if number in again or (number in best and best[number][0] >= score):
            continue
        if family(number) == family(other):
            continue
        last = days.last(other, days.first[number])
        if days.first[number] - last <= WINDOW and share_a_page(pages[number], pages[other], apart):
            best[number] = score, other, last
    for number, (score, other, last) in best.items():
        yield number, int(score), (other, last)


def _families(posts: Everything) -> Callable[[int], str]:
    """By a post's number the series that it is, or was parted from: they say the same, and are meant to."""
    ids, parted = posts.column("ids"), posts.sparse("parted")
    return lambda number: parted.get(number) or ids[number]


def _candidates(runs: Numbers, lengths: Sequence[int], order: Sequence[int]) -> tuple[list[int], list[int]]:
    """The pairs of posts that are worth a comparison: each with earlier ones, those most alike first.

    *runs* are the sketches of all posts, each with its own of the *lengths*; *order* is that of their days.
    """
    count = len(order)
    by_day = np.array(order, dtype=np.int64)
    places = np.empty(count, dtype=np.uint64)
    places[by_day] = np.arange(count, dtype=np.uint64)
    keys = runs.astype(np.uint64) << HALF | np.repeat(places, lengths)
    keys.sort()
    runs, owners = keys >> HALF, (keys & ~(~np.uint64(0) << HALF)).astype(np.int64)
    shared = []
    for back in range(1, _REMEMBERED + 1):
        has_both = runs[back:] == runs[:-back]
        shared.append(owners[back:][has_both] * count + owners[:-back][has_both])
    both = np.sort(np.concatenate(shared))
    starts = np.flatnonzero(np.diff(both, prepend=-1))
    pairs, times = both[starts], np.diff(starts, append=len(both))
    later, earlier = np.divmod(pairs, max(count, 1))
    is_likely = times >= np.minimum(_SHARED, np.array(lengths, dtype=np.int64)[by_day[later]])
    later, earlier, times = later[is_likely], earlier[is_likely], times[is_likely]
    ranked = np.lexsort((earlier, -times, later))
    later, earlier = later[ranked], earlier[ranked]
    is_first = np.arange(len(later)) - np.searchsorted(later, later) < _COMPARED
    return by_day[later[is_first]].tolist(), by_day[earlier[is_first]].tolist()


@lru_cache(maxsize=4096)
def share_a_page(one: Page, other: Page, apart: frozenset[str]) -> bool:
    """Whether both go to some page; *apart* are the `office_pages`."""
    return not set(one[0]).isdisjoint(other[0]) and _share_a_unit(one, other, apart)


def _share_a_unit(one: Page, other: Page, apart: frozenset[str]) -> bool:
    """Whether both name a unit; `all` leaves out those *apart*."""
    units, others = set(one[1]), set(other[1])
    is_in_all = (ALL_UNITS in units and others - apart) or (ALL_UNITS in others and units - apart)
    return bool(is_in_all) or not units.isdisjoint(others)


def office_pages(units: Mapping[UnitId, Unit]) -> frozenset[str]:
    """Those of *units* that are another page of an office: a post for all does not go there."""
    return frozenset(id_ for id_, unit in units.items() if unit.office)


NEAR_DUPLICATE = Message.of(
    "near-duplicate",
    "bài này giống {percent}% bài “{title}” ({id}) ngày {day}",
    "this is {percent}% the same as “{title}” ({id}) of {day}",
    "Viết lại cho khác, hoặc dùng một bài có repeat nếu muốn nhắc lại.",
    "Say it differently, or use one post with repeat to say it again.",
)
SAME_WORDS = Message.of(
    "near-duplicate",
    "nội dung y hệt bài “{title}” ({id}) ngày {day} trên cùng trang: đến giờ Loa sẽ giữ bài này lại",
    "these are the very words of “{title}” ({id}) of {day} on the same page: Loa will hold this",
    "Viết lại cho khác (đổi tiêu đề thôi chưa đủ), hoặc dùng một bài có repeat nếu muốn nhắc lại. "
    "Vẫn muốn đăng y như vậy: khi bài bị giữ lại, bấm “Đăng ngay”.",
    "Say it differently (another title is not enough), or use one post with repeat to say it again. "
    "If it shall go out as it is, press “Publish now” once it is held.",
)
TOO_CLOSE = Message.of(
    "too-close",
    "bài này lên cách bài “{title}” ({id}, {time}) chưa tới một giờ, trên cùng một trang",
    "this goes out within an hour of “{title}” ({id}, {time}) on the same page",
    "Dời một trong hai bài, để mỗi bài đều có người đọc.",
    "Move one of them, so that both are read.",
)
