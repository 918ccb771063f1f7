"""What the post's page shows of a link: what Facebook will show, if somebody had it looked at."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.calendar.model import Post
from scheduler.channels.link_preview import LinkPreview, LinkPreviews, link_of
from scheduler.problems import Language


@dataclass(frozen=True, slots=True)
class LinkView:
    """*seen* is what was found within a day, if anybody looked; *told* what would look poor, with a cure."""

    address: str
    seen: LinkPreview | None
    has_picture: bool
    told: tuple[tuple[str, str], ...]


def link_view(post: Post, links: LinkPreviews | None, language: Language) -> LinkView | None:
    """The view of the post's link; None where no page shows a preview of it."""
    link = link_of(post)
    if not link or links is None:
        return None
    seen = links.kept(link)
    told = tuple(
        (message.wrong.say(language, **values), message.way_out.say(language, **values))
        for message, values in (seen.problems() if seen else ())
    )
    return LinkView(link, seen, seen is not None and links.picture(link) is not None, told)
