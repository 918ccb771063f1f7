"""What an approver sees of a post on her phone: all that its print covers, as its first unit says it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.calendar.model import ChannelName, Post
from scheduler.calendar.wording import Wording, lines_of
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.series import dates_in_words
from scheduler.desk.pages.standing import channel_name
from scheduler.kinds.registry import kind_of, kinds
from scheduler.locales import day


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One post; each wording once, with the channels that carry it."""

    post: Post
    title: str
    when: str  # '' for the next free time
    how_often: str  # '' for once
    wordings: tuple[tuple[str, Wording], ...]
    alts: tuple[str, ...]
    looks: int  # of its cards: more than one where their colours turn
    units: tuple[str, ...]
    about: tuple[str, ...]
    hotlines: tuple[str, ...]
    expires: str
    dead_links: tuple[str, ...]
    moving: tuple[str, ...]  # the sizes in which its card goes out as a film


def phone_view(post: Post, visit: Visit) -> PhoneView:
    """*post* as it reads now."""
    reading, settings = visit.reading, visit.reading.settings
    unit, hotlines = reading.unit_of(post), reading.calendar.hotlines
    worded: dict[Wording, list[str]] = {}
    for channel in post.channels or [ChannelName(kinds()[0].name)]:  # none yet: its words all the same
        wording = reading.wording(post, unit, channel, kind_of(channel).limits)
        apart = replace(wording, text=wording.body or wording.text)  # title, link and tags stand apart
        worded.setdefault(apart, []).append(channel_name(channel, visit.language))
    about = (
        (settings.audiences.get(post.audience, ""), settings.topics.get(post.topic, "")) if settings else ()
    )
    lines = lines_of(post, unit, hotlines, (post.at or visit.now).date())
    return PhoneView(
        post,
        visit.title_of(post.id),
        visit.moment(post.at) if post.at else "",
        dates_in_words(post, visit, post.at),
        tuple((", ".join(names), wording) for wording, names in worded.items()),
        tuple(reading.words(post, card.alt) for card in post.cards),
        len(reading.gallery.looks(post, reading.unit_of(post))) if reading.gallery else 1,
        tuple(one.name for one in reading.calendar.units_of(post)),
        tuple(one for one in about if one),
        tuple(f"{line.display} {line.name}" for line in lines),
        day(post.expires, visit.language) if post.expires else "",
        visit.ledger.dead_links(post),
        tuple(reading.gallery.film_sizes(post)) if reading.gallery else (),
    )
