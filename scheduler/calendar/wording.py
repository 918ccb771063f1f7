"""A post's words for one unit and one channel: the only place that words it.

Preview, checks, publishing, feeds and reports all call `word`, so what was seen is what goes out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.calendar.model import ChannelName, ChannelVariant, Hotline, Post, Unit
from scheduler.calendar.numbers import in_one_form

PLACEHOLDER = re.compile(r"\{\{\s*(?:unit\.(?P<field>[a-z_]+)|hotline\('(?P<hotline>[^']*)'\))\s*\}\}")
UNIT_FIELDS = ("name",)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry: characters of text, and whether title, hashtags and link stand in it."""

    text: int
    inline: bool  # title, hashtags and link are part of the text (Facebook), not apart (a web page)


@dataclass(frozen=True, slots=True)
class Wording:
    """A post in the words of one unit and one channel; *text* is exactly what is sent."""

    title: str
    text: str
    hashtags: tuple[str, ...]
    link: str


def word(
    post: Post, unit: Unit, hotlines: Mapping[str, Hotline], channel: ChannelName, limits: Limits
) -> Wording:
    """The words of *post* for *unit* on *channel*.

    Raises:
        KeyError: a placeholder names a hotline that *hotlines* lacks; the reader has refused such a post.
    """
    variant = post.channels.get(channel, ChannelVariant())
    title = fill(post.title if variant.title is None else variant.title, unit, hotlines)
    body = fill(post.text if variant.text is None else variant.text, unit, hotlines).strip()
    hashtags = post.hashtags if variant.hashtags is None else variant.hashtags
    link = post.link if variant.link is None else variant.link
    if limits.inline:
        tags = " ".join(f"#{tag}" for tag in hashtags)
        body = "\n\n".join(part for part in (title, body, link, tags) if part)
    return Wording(title, body, hashtags, link)


def fill(text: str, unit: Unit, hotlines: Mapping[str, Hotline]) -> str:
    """*text* with its placeholders filled in: `{{ unit.name }}` and `{{ hotline('KEY') }}`.

    A number of the directory that was typed by hand takes its one form too.
    """
    filled = PLACEHOLDER.sub(
        lambda found: getattr(unit, found["field"]) if found["field"] else hotlines[found["hotline"]].display,
        text,
    )
    return in_one_form(filled, hotlines)
