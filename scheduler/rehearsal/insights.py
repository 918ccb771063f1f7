"""Figures of the practice page and the practice account: they grow from a post's first hour on, each post's
at its own pace, and are the same for the same post at the same time. What is told is written down.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from scheduler.rehearsal import refusals
from scheduler.rehearsal.journal import Journal
from scheduler.rehearsal.parameters import Parameters
from scheduler.rehearsal.refusals import Refused
from scheduler.rehearsal.world import Film, PagePost, World

INSIGHTS, VIDEO_INSIGHTS = "insights", "video_insights"
_REACTIONS = {"like": 0.72, "love": 0.2, "haha": 0.02, "wow": 0.03, "sorry": 0.02, "anger": 0.01}
_HALF = 36.0  # hours in which half of all come
_DAY = timedelta(days=1)


def grown(id_: str, public_at: datetime, now: datetime) -> dict[str, int]:
    """What came of a post by *now*; of the same post it never falls."""
    hours = max(0.0, (now - public_at) / timedelta(hours=1))
    chance = random.Random(hashlib.sha256(id_.encode()).hexdigest())  # noqa: S311 # nosec B311 - figures of practice
    whole = chance.lognormvariate(6.2, 0.6)  # views in the end: mostly some hundreds
    views = whole * (1 - math.exp(-math.log(2) * hours / _HALF))
    shares = {name: chance.uniform(low, high) for name, (low, high) in _SHARES.items()}
    return {"views": int(views)} | {name: int(views * share) for name, share in shares.items()}


_SHARES = {
    "reach": (0.6, 0.85),
    "clicks": (0.01, 0.05),
    "reactions": (0.03, 0.09),
    "comments": (0.002, 0.012),
    "shares": (0.003, 0.02),
}


class Insights:
    """What the practice page tells of itself and its posts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ended: frozenset[str] = frozenset()

    def end(self, names: Iterable[str]) -> None:
        """Know those metrics no more."""
        self._ended |= frozenset(names)

    @cached_property
    def _journal(self) -> Journal:
        return Journal(self._world.pictures.parent / "insights.jsonl")

    def of_post(self, post: PagePost, given: Parameters) -> dict[str, Any]:
        """GET /{post}/insights.

        Raises:
            Refused: a metric is none; a reel has none of them.
        """
        film = self._world.films.get(post.film)
        now = self._world.time.now()
        if film is not None and film.is_reel:
            raise Refused(refusals.unknown_object(post.id, "GET"))
        if post.public_at is None or post.public_at > now:
            return {"data": []}
        return self._told(post.id, given, _of_post(grown(post.id, post.public_at, now)), "lifetime")

    def of_film(self, film: Film, given: Parameters) -> dict[str, Any]:
        """GET /{video}/video_insights.

        Raises:
            Refused: a metric is none.
        """
        now = self._world.time.now()
        if film.public_at is None or film.public_at > now:
            return {"data": []}
        told = _of_reel(grown(film.id, film.public_at, now)) if film.is_reel else {}
        return self._told(film.id, given, told, "lifetime")

    def of_page(self, given: Parameters) -> dict[str, Any]:
        """GET /{page}/insights by the day: of yesterday and the day before, as Facebook does unasked.

        Raises:
            Refused: a metric is none, or the period is another.
        """
        if given.text("period") != "day":
            raise Refused(refusals.invalid("The value must be a valid period"))
        end = self._world.time.now().replace(hour=7, minute=0, second=0, microsecond=0)
        end -= _DAY if end > self._world.time.now() else timedelta(0)
        days = [end - _DAY, end]
        return self._told(
            self._world.page_id,
            given,
            {
                "page_follows": [self._followers(day) for day in days],
                "page_media_view": [self._views(day) - self._views(day - _DAY) for day in days],
            },
            "day",
            days,
        )

    def _followers(self, at: datetime) -> int:
        return 4200 + self._views(at) // 90

    def _views(self, at: datetime) -> int:
        posts = (one for one in self._world.public_posts() if one.shown_time <= at)
        return sum(grown(one.id, one.shown_time, at)["views"] for one in posts)

    def _told(
        self,
        of: str,
        given: Parameters,
        known: Mapping[str, Any],
        period: str,
        days: list[datetime] | None = None,
    ) -> dict[str, Any]:
        """Those of *known* that are asked for; one that nobody knows fails the whole call."""
        given.only("metric", "period")
        names = [name for name in given.text("metric").split(",") if name]
        if not names:
            raise Refused(refusals.NO_METRIC)
        if set(names) - (known.keys() - self._ended):
            raise Refused(refusals.DEAD_METRIC)
        data = []
        for name in names:
            values = known[name] if days else [known[name]]
            ends = [{"end_time": f"{day:%Y-%m-%dT%H:%M:%S}+0000"} for day in days or ()] or [{}]
            shown = [{"value": value, **end} for value, end in zip(values, ends, strict=True)]
            data.append(
                {"name": name, "period": period, "values": shown, "id": f"{of}/insights/{name}/{period}"}
            )
            line = {"at": self._world.time.now().isoformat(), "of": of, "metric": name, "values": shown}
            self._journal.add(line, lasting=False)
        return {"data": data}


def _of_post(figures: Mapping[str, int]) -> dict[str, Any]:
    return {
        "post_media_view": figures["views"],
        "post_total_media_view_unique": figures["reach"],
        "post_clicks": figures["clicks"],
        "post_reactions_by_type_total": _by_type(figures["reactions"]),
        "post_activity_by_action_type": _without_zeros(
            {"like": figures["reactions"], "comment": figures["comments"], "share": figures["shares"]}
        ),
    }


def _of_reel(figures: Mapping[str, int]) -> dict[str, Any]:
    return {
        "blue_reels_play_count": figures["views"],
        "post_video_likes_by_reaction_type": _without_zeros({"REACTION_LIKE": figures["reactions"]}),
        "post_video_social_actions": _without_zeros(
            {"COMMENT": figures["comments"], "SHARE": figures["shares"]}
        ),
    }


def _by_type(reactions: int) -> dict[str, int]:
    by_type = {name: int(reactions * share) for name, share in _REACTIONS.items()}
    by_type["like"] += reactions - sum(by_type.values())
    return _without_zeros(by_type)


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}
