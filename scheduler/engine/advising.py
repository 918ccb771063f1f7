"""Advice in words, from an office's own figures: what seems so, and never more than that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from scheduler.calendar.model import Calendar, ChannelName, PostId, UnitId
from scheduler.delivery.ledger import Ledger
from scheduler.engine.works import Works
from scheduler.kinds.metric import MEASURE_NAMES, Measure, Metric
from scheduler.kinds.registry import find_kind
from scheduler.problems import Text
from scheduler.queries.advice import ENOUGH, Figure, Hours, best_hours, figures, left_out, of_two
from scheduler.queries.insights import measured, told_of_pages
from scheduler.settings.model import Settings

Found = Mapping[tuple[ChannelName, Measure], Sequence[Figure]]


def advice(ledger: Ledger, settings: Settings, calendar: Calendar, now: datetime) -> list[Text]:
    """What can be said of hours, audiences and topics."""
    found = figures(ledger, now, settings.zone, _metrics_of)
    hours = [_of_hours(one) for one in best_hours(found, settings.zone)]
    posts = {post.id: post for post in calendar.posts}
    told = [*hours] or [_TOO_FEW.filled(enough=ENOUGH)]
    for known, of, words in (
        (settings.audiences, attrgetter("audience"), _NOBODY),
        (settings.topics, attrgetter("topic"), _NOTHING),
    ):
        missing = left_out(ledger, now, posts, known, of)
        if missing:
            told.append(words.filled(missing=", ".join(known[key] for key in missing)))
    return told


def comparison(
    ledger: Ledger, settings: Settings, now: datetime, first: PostId, second: PostId
) -> list[Text]:
    """How two posts did that differ in their card alone, each for its half of the units."""
    found = figures(ledger, now, settings.zone, _metrics_of)
    return list(_compared(found, first, second)) or [_NO_FIGURES.filled(first=first, second=second)]


def followers(works: Works, units: Iterable[UnitId]) -> dict[UnitId, int]:
    """How many follow the pages of each of *units*, as told last; of whom nothing is told is left out."""
    today = works.clock.now().astimezone(works.settings.zone).date()
    told = told_of_pages(works.ledger, today - timedelta(days=30), today)
    found: dict[UnitId, int] = {}
    for unit in units:
        for name in works.outlets.names(unit):
            channel, kind = works.outlets.get(unit, name), find_kind(name)
            figures = measured(told.get(channel.page_key, ()), kind.page_metrics) if channel and kind else {}
            if Measure.FOLLOWERS in figures:
                found[unit] = found.get(unit, 0) + figures[Measure.FOLLOWERS]
    return found


def _compared(found: Found, first: PostId, second: PostId) -> Iterator[Text]:
    for channel, measure, one in of_two(found, first, second):
        about = {"channel": _named(channel), "measure": MEASURE_NAMES[measure]}
        if one is None:
            yield _FEW_UNITS.filled(**about)
            continue
        said = _SEEMS if one.seems_so else _NOT_ENOUGH
        better = first if one.first >= one.second else second
        yield said.filled(
            **about,
            better=better,
            first=first,
            second=second,
            one=f"{one.first:g}",
            other=f"{one.second:g}",
            units=sum(one.units),
            low=f"{one.low:+.0f}",
            high=f"{one.high:+.0f}",
            chance=f"{max(1, round(100 * one.chance))}",
        )


def _of_hours(told: Hours) -> Text:
    best = told.hours[0]
    return (_HOUR if told.stands_out else _NO_HOUR).filled(
        channel=_named(told.channel),
        measure=MEASURE_NAMES[told.measure],
        hour=best.hour,
        low=round(best.low),
        middle=round(best.middle),
        high=round(best.high),
        posts=best.posts,
        all=told.posts,
    )


def _named(channel: str) -> Text:
    kind = find_kind(channel)
    return kind.title if kind else Text(channel, channel)


def _metrics_of(channel: str) -> Sequence[Metric]:
    kind = find_kind(channel)
    return kind.metrics if kind else ()


_HOUR = Text(
    "{channel}: bài lên khoảng {hour} giờ có vẻ khá hơn cả ({measure}). Một nửa số bài ấy đạt "
    "{low}–{high}% mức thường của trang, ở giữa là {middle}%; {posts} bài trong {all} bài có số liệu.",
    "{channel}: posts at about {hour}:00 seem to do best ({measure}). Half of them lie at {low}–{high}% of "
    "what is usual on their page, the middle at {middle}%; {posts} posts of {all} with figures.",
)
_NO_HOUR = Text(
    "{channel}: chưa đủ để nói giờ nào hơn hẳn ({measure}). Khá nhất là khoảng {hour} giờ, nhưng một nửa "
    "số bài ấy nằm từ {low}% đến {high}% mức thường của trang; {posts} bài trong {all} bài có số liệu.",
    "{channel}: not enough to say that any hour is better ({measure}). About {hour}:00 does best, yet half "
    "of those posts lie from {low}% to {high}% of what is usual on their page; {posts} posts of {all} with "
    "figures.",
)
_TOO_FEW = Text(
    "Chưa đủ số liệu để nói giờ nào tốt: cần từ {enough} bài trên một kênh, mỗi bài đã lên được 7 ngày.",
    "Not enough figures to speak of hours: {enough} posts on one channel are needed, each a week old.",
)
_NOBODY = Text(
    "90 ngày qua chưa có bài nào dành cho: {missing}.", "No post of the last 90 days was for: {missing}."
)
_NOTHING = Text(
    "90 ngày qua chưa có bài nào về: {missing}.", "No post of the last 90 days was about: {missing}."
)
_NO_FIGURES = Text(
    "Chưa có số liệu của cả hai bài {first} và {second}: cần mỗi bài đã lên được 7 ngày.",
    "There are no figures of both {first} and {second} yet: each must be a week old.",
)
_FEW_UNITS = Text(
    "{channel}: chưa đủ để nói ({measure}): cần ít nhất 5 đơn vị có số liệu ở mỗi bên.",
    "{channel}: not enough to say ({measure}): at least 5 units with figures are needed on each side.",
)
_SEEMS = Text(
    "{channel}: thẻ của {better} có vẻ khá hơn ({measure}): {first} ở giữa là {one}, {second} là {other}, "
    "{units} đơn vị; {first} chênh so với {second} chừng {low}% đến {high}%. Chia đơn vị kiểu khác, do may "
    "rủi mà chênh như vậy: {chance}% số lần. Đây không phải điều chắc chắn.",
    "{channel}: the card of {better} seems to do better ({measure}): the middle of {first} is {one}, of "
    "{second} {other}, {units} units; {first} differs from {second} by some {low}% to {high}%. By chance "
    "alone as much comes of {chance}% of the ways to share the units out. It is not certain.",
)
_NOT_ENOUGH = Text(
    "{channel}: chưa đủ để nói thẻ nào hơn ({measure}): {first} ở giữa là {one}, {second} là {other}, "
    "{units} đơn vị; chênh chừng {low}% đến {high}%, và do may rủi cũng chênh như vậy {chance}% số lần.",
    "{channel}: not enough to say which card is better ({measure}): the middle of {first} is {one}, of "
    "{second} {other}, {units} units; they differ by some {low}% to {high}%, as chance alone does "
    "{chance}% of the time.",
)
