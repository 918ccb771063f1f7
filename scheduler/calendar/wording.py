"""A post's words for one unit and one channel: the only place that words it.

Preview, checks, publishing, feeds and reports all call `word`, so what was seen is what goes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.calendar.model import ChannelName, ChannelVariant, Hotline, Post, Unit
from scheduler.calendar.numbers import in_one_form
from scheduler.kinds.kind import Limits
from scheduler.links import counted

PLACEHOLDER = re.compile(r"\{\{\s*(?:unit\.(?P<field>[a-z_]+)|hotline\('(?P<hotline>[^']*)'\))\s*\}\}")
UNIT_FIELDS = ("name", "hotline", "parent")


@dataclass(frozen=True, slots=True)
class Wording:
    """A post in the words of one unit and one channel; *text* is exactly what is sent."""

    title: str
    text: str
    hashtags: tuple[str, ...]
    link: str
    first_comment: str = ""  # '' also where the channel takes none
    body: str = ""  # the words alone, without title, hashtags and link: two posts are compared by them


def word(
    post: Post, unit: Unit, hotlines: Mapping[str, Hotline], channel: ChannelName, limits: Limits
) -> Wording:
    """The words of *post* for *unit* on *channel*.

    Raises:
        LookupError: a placeholder names a hotline that there is not; the reader has refused such a post.
    """
    variant = post.channels.get(channel, ChannelVariant())
    title = fill(post.title if variant.title is None else variant.title, unit, hotlines)
    text = body = fill(post.text if variant.text is None else variant.text, unit, hotlines).strip()
    hashtags = post.hashtags if variant.hashtags is None else variant.hashtags
    link = post.link if variant.link is None else variant.link
    comment = fill(post.first_comment, unit, hotlines).strip() if limits.comment else ""
    own = unit.channels.get(channel)
    if unit.counted and not (own and own.home):  # the website itself is left as it is
        campaign = post.campaign.id or post.id
        text, link, comment = (counted(one, unit.counted, channel, campaign) for one in (text, link, comment))
    if limits.inline:
        tags = " ".join(f"#{tag}" for tag in hashtags)
        text = "\n\n".join(part for part in (title, text, link, tags) if part)
    return Wording(title, text, hashtags, link, comment, body)


def fill(text: str, unit: Unit, hotlines: Mapping[str, Hotline]) -> str:
    """*text* with its placeholders filled in: `{{ hotline('KEY') }}`, and of the unit

    - `{{ unit.name }}`: its name;
    - `{{ unit.hotline }}`: its local line, which is the first of its own, or of the nearest unit above it;
    - `{{ unit.parent }}`: the name of the organisation above it; the province's own name for the province.

    A number of the directory that was typed by hand takes its one form too.

    Raises:
        LookupError: there is no such hotline; the reader has refused such a post.
    """

    def filled(found: re.Match[str]) -> str:
        field = found["field"]
        if field == "name":
            return unit.signature
        if field == "parent":
            return unit.above or unit.signature
        return hotlines[unit.hotlines[0] if field else found["hotline"]].display

    return in_one_form(PLACEHOLDER.sub(filled, text), hotlines)


def filled_texts(post: Post) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts of *post* whose placeholders `word` fills in, each with its path."""
    yield ("title",), post.title
    yield ("text",), post.text
    if post.first_comment:
        yield ("first_comment",), post.first_comment
    for name, variant in post.channels.items():
        for key, text in (("title", variant.title), ("text", variant.text)):
            if text is not None:
                yield ("channels", name, key), text


def lines_of(post: Post, unit: Unit, hotlines: Mapping[str, Hotline], day: date) -> tuple[Hotline, ...]:
    """The lines that a page shows as buttons to call: those that *post* names, then the unit's local one.

    What has ended by *day*, when it goes out, is none of them.
    """
    keys = dict.fromkeys((*post.hotlines, *unit.hotlines[:1]))
    return tuple(hotlines[key] for key in keys if key in hotlines and not hotlines[key].has_ended(day))
