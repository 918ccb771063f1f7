"""A post as followers will see it on each of its channels: the shape of the place, and its words there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from scheduler.calendar.model import ChannelName, Hotline, Post
from scheduler.calendar.wording import Wording, lines_of
from scheduler.cards.design.filling import IMAGE
from scheduler.cards.design.placing import crop_of
from scheduler.cards.gallery import Gallery
from scheduler.cards.pictures import WHOLE, PhotoFault
from scheduler.channels.link_preview import LinkPreviews
from scheduler.channels.site.prose import html_of
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.linking import LinkView, link_view
from scheduler.kinds.kind import ChannelKind, PackForm
from scheduler.kinds.registry import kind_of

Shape = Literal["post", "page", "article", "message", "picture"]


@dataclass(frozen=True, slots=True)
class Way:
    """One place: *shown* is seen at once and *rest* behind “Xem thêm”; *prose* the same words as HTML, where
    the place makes HTML of them. *size*: that of the pictures there, *cover* that of a picture over them."""

    name: str
    title: str
    shape: Shape
    wording: Wording
    shown: str
    rest: str
    prose: Markup
    size: str
    cover: str
    previews_links: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """The post on the way *way*, beside the names of *ways*; *page_name* says it, at *when*, in words."""

    ways: tuple[tuple[str, str], ...]
    way: Way | None
    page_name: str
    when: str
    topic: str
    lines: tuple[Hotline, ...]
    link: LinkView | None
    is_wide: bool = False  # as `lies_wide` has it


def followed(post: Post, visit: Visit, wanted: str, links: LinkPreviews | None) -> Followed:
    """*post*, saved or not, as it is seen on the channel *wanted*, or else on its first one."""
    reading, unit = visit.reading, visit.reading.unit_of(post)
    kinds = [kind_of(name) for name in post.channels] or list(reading.channels)
    chosen = next((kind for kind in kinds if kind.name == wanted), kinds[0] if kinds else None)
    settings = reading.settings
    return Followed(
        ways=tuple((kind.name, kind.title.say(visit.language)) for kind in kinds),
        way=_way(post, chosen, visit) if chosen else None,
        page_name=unit.signature,
        when=visit.moment(post.at) if post.at else "",
        topic=settings.topics.get(post.topic, "") if settings else "",
        lines=lines_of(post, unit, reading.calendar.hotlines, (post.at or visit.now).date()),
        link=link_view(post, links, visit.language),
        is_wide=lies_wide(post, reading.gallery),
    )


def lies_wide(post: Post, gallery: Gallery | None) -> bool:
    """Whether the first of its plain photos is wider than high: Facebook lays it across, the others below."""
    first = post.cards[0] if len(post.cards) > 1 else None
    if gallery is None or first is None or not first.is_photo:
        return False  # each of several cards is higher than wide
    try:
        return gallery.photo(str(first.fields.get(IMAGE, "")), crop_of(first.fields) or WHOLE).is_wide
    except (PhotoFault, OSError):  # told beside the photo
        return False


def _way(post: Post, kind: ChannelKind, visit: Visit) -> Way:
    reading = visit.reading
    wording = reading.wording(post, reading.unit_of(post), ChannelName(kind.name), kind.limits)
    shape = shape_of(kind)
    shown, rest = kind.fold(wording.text) if kind.fold else (wording.text, "")
    numbers = [line.display for line in reading.calendar.hotlines.values()]
    is_html = shape in ("page", "article")
    return Way(
        kind.name,
        kind.title.say(visit.language),
        shape,
        wording,
        shown,
        rest,
        html_of(wording.body or wording.text, numbers) if is_html else Markup(""),
        "story" if shape == "picture" else "portrait",
        "wide" if shape == "article" else "",
        kind.previews_links,
    )


def shape_of(kind: ChannelKind) -> Shape:
    """What a post looks like on a channel of that *kind*."""
    if kind.is_of_pictures:
        return "picture"
    if kind.fold:
        return "post"
    if kind.pictured_by and not kind.sends_on:
        return "article"
    is_said = kind.by_hand and kind.pack is not PackForm.ARTICLE
    return "message" if kind.limits.inline or is_said else "page"


def sizes_of(seen: Followed) -> Sequence[str]:
    """The sizes of the pictures that are seen there."""
    way = seen.way
    return [size for size in (way.size, way.cover) if size] if way else ["portrait"]
