"""What Facebook tells of a page and its posts: each metric is asked apart, for one dead name fails them all.

A reel has no insights as a post has: its film is asked. Metrics end every few months; what is refused by its
name is not told, which is not 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import quote

from scheduler.channels.channel import ChannelError, FailureKind, Figure, Standing
from scheduler.channels.facebook_failures import busy, failure_of, odd_answer, untold
from scheduler.channels.facebook_kind import PAGE_METRICS, POST_METRICS, REEL_METRICS
from scheduler.channels.facebook_reading import ODD, says_absent, shape_of
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.channels.facebook_usage import BUSY, Usage
from scheduler.kinds.metric import Metric

_NO_METRIC = frozenset({"facebook:100", "facebook:3001", "facebook:3001/1504028"})
_REST = 15 * 60.0  # seconds without a question about figures, while posts need what calls are left
_ODD_POSTS = 3  # that may be odd; more is trouble with Facebook itself
_LARGEST = 10**15
_HALF_A_DAY = timedelta(hours=12)


class PageInsights:
    """The figures of one page."""

    def __init__(self, graph: Graph, page: str, usage: Usage) -> None:
        self._graph = graph
        self._page = page
        self._usage = usage

    def figures(self, posts: Sequence[Standing]) -> Iterator[tuple[Standing, Sequence[Figure]]]:
        """As `Measures` has it. A post that Facebook says nothing clear of keeps no other waiting."""
        failed: list[ChannelError] = []
        for post in posts:
            if self._usage.percent >= BUSY:
                raise ChannelError(busy(self._usage.percent, _REST))
            try:
                told = self._of(post)
            except ChannelError as error:
                failed.append(error)
                if error.failure.kind is not FailureKind.DOUBTFUL or len(failed) > _ODD_POSTS:
                    raise
            else:
                yield post, told
        if failed:
            raise failed[-1]

    def page_figures(self) -> list[Figure]:
        """As `Measures` has it. A day of Facebook's ends at midnight in California: it is the office's day in
        which most of it lies."""
        found = []
        for metric in PAGE_METRICS:
            told = self._asked(f"{quote(self._page, safe='')}/insights", metric.name, period="day")
            if not told:
                found.append(Figure(metric.name, None))
            elif metric.is_total:
                found.append(Figure(metric.name, _count(told[-1].get("value"))))
            else:
                found += [Figure(metric.name, _count(one.get("value")), _middle(one)) for one in told]
        return found

    def _of(self, post: Standing) -> list[Figure]:
        film = post.drafts[-1].partition(":")[0] if post.drafts else ""
        if film:
            figures = self._told(f"{quote(film)}/video_insights", REEL_METRICS)
            if "_" not in post.remote_id or any(one.value is not None for one in figures):
                return figures
        return self._told(f"{quote(post.remote_id)}/insights", POST_METRICS)

    def _told(self, path: str, metrics: Iterable[Metric]) -> list[Figure]:
        """What *path* tells of *metrics*; the parts of one name are asked for at once."""
        found = []
        for name, parts in groupby(metrics, lambda metric: metric.name.partition(":")[0]):
            told = self._asked(path, name)
            value = told[-1].get("value") if told else None
            for metric in parts:
                found.append(Figure(metric.name, _count(value, metric.name.partition(":")[2])))
        return found

    def _asked(self, path: str, name: str, **more: str) -> list[Mapping[str, object]]:
        """The values of that metric, the latest last; none where Facebook does not tell it.

        Raises:
            ChannelError: to be asked later.
        """
        try:
            body = self._graph.get(path, {"metric": name, **more}).body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
            is_refused = failed.error is not None and failed.status < 500
        else:
            try:
                return [
                    value
                    for one in body["data"]  # type: ignore[index]  # ODD says if it is none
                    if one["name"] == name
                    for value in one["values"]
                    if value.keys()  # an object
                ]
            except ODD:
                raise ChannelError(odd_answer(shape_of(body))) from None
        if is_refused and (failure.code in _NO_METRIC or says_absent(failure)):
            return []
        raise ChannelError(untold(failure))


def _count(value: object, part: str = "") -> int | None:
    """A count as Facebook gives it: a number, or an object of numbers, in which what is 0 is left out."""
    if isinstance(value, dict):
        counts = [_count(one) for name, one in value.items() if part in {"", name}]
        known = [one for one in counts if one is not None]
        return sum(known) if len(known) == len(counts) else None
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST and not part
    return value if is_count and isinstance(value, int) else None


def _middle(value: Mapping[str, object]) -> datetime | None:
    try:
        return datetime.strptime(str(value["end_time"]), "%Y-%m-%dT%H:%M:%S%z") - _HALF_A_DAY
    except ODD:
        return None
