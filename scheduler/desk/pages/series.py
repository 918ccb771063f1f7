"""The dates of a series: which one the desk speaks of, and what it says of the others."""

from __future__ import annotations

from datetime import datetime

from scheduler import locales
from scheduler.calendar.model import Post
from scheduler.calendar.slots import FIRST
from scheduler.delivery.states import State
from scheduler.desk.live.reading import Turn, turns_of
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.problem_texts import way_here, wrong_here
from scheduler.problems import Text

_DONE = frozenset({State.SKIPPED, State.WITHDRAWN})
_NAMED = 8  # dates that are named; the others are counted
_MOST_COUNTED = 400  # a series with more to come has no end that anybody plans for


def turn_of(post: Post, visit: Visit) -> Turn:
    """The date that the desk speaks of: of a series the one under way, else the next, else the last; of a
    post of the pool its last going."""
    if post.evergreen and post.at is None:
        went = max(visit.rows_of(post).values(), key=lambda row: row.due, default=None)
        return Turn(went.key.occurrence, went.due) if went else Turn(FIRST, None)
    if not post.repeat:
        return Turn(FIRST, post.at)
    rows = visit.rows_of(post)
    coming, last = None, Turn(FIRST, post.at)
    for last in visit.reading.turns(post):
        keys = ((last.name, channel) for channel in post.channels)
        begun = [rows[key] for key in keys if key in rows]
        if any(row.state not in _DONE and not row.is_out for row in begun):
            return last
        if coming is None and not begun and last.due is not None and last.due > visit.now:
            coming = last
    return coming or last


def dates_in_words(post: Post, visit: Visit, since: datetime | None, most: int = _NAMED) -> str:
    """The days of a series from *since* on, the first *most* by name; how a post of the pool goes; '' for a
    post with one date."""
    if post.evergreen:
        return _pool_in_words(post, visit)
    if not post.repeat or since is None:
        return ""
    days = [visit.local(one.due).date() for one in turns_of(post) if one.due and one.due >= since]
    said = ", ".join(locales.day(day, visit.language, year=False) for day in days[:most])
    rest = len(days) - most
    if rest <= 0:
        return _SERIES.say(visit.language, days=said)
    if rest > _MOST_COUNTED:
        return _ENDLESS.say(visit.language, days=said)
    return _SERIES_MORE.say(visit.language, days=said, n=locales.whole_number(rest, visit.language))


def _pool_in_words(post: Post, visit: Visit) -> str:
    """How a post of the pool rests, and its next slot or why it has none."""
    language = visit.language
    words = [_POOL.say(language, days=post.evergreen)]
    if not all(card.keeps_mood for card in post.cards):
        words.append(_MOODS.say(language))
    slot, told = visit.pool.slots.get(post.id), visit.pool.told.get(post.id)
    if slot is not None:
        words.append(_NEXT.say(language, when=visit.moment(slot)))
    elif told is not None:
        words.append(f"{wrong_here(told, language)}. {way_here(told, language)}")
    elif post.status == "ready":
        words.append(_NO_SLOT.say(language))
    return "; ".join(words)


_POOL = Text("Bài dùng lại, nghỉ {days} ngày giữa hai lần", "Evergreen, {days} days between two goings")
_MOODS = Text("tông màu thẻ đổi mỗi lần lên", "its card has other colours each time")
_NEXT = Text("lần tới dự kiến {when}", "next, as it stands now: {when}")
_NO_SLOT = Text("chưa có lượt trong 31 ngày tới", "no turn in the next 31 days")
_SERIES = Text("Bài lặp lại: {days}", "It repeats: {days}")
_SERIES_MORE = Text("Bài lặp lại: {days} và {n} lần nữa", "It repeats: {days} and {n} more times")
_ENDLESS = Text("Bài lặp lại: {days} và còn tiếp", "It repeats: {days} and so on")
