"""Whether the links in posts lead anywhere: asked before a person lets a post out, and once a week after.

One question at a time, to one host at a time. What cannot be known stops nobody: a link is dead only where
its server says that there is no such page, or where its name is none while other names are.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from scheduler.asking import Resolve, Trouble, ask, is_this_machine
from scheduler.calendar.model import PROVINCE, Post, PostId
from scheduler.delivery.outside_reasons import UNSEEN, Found
from scheduler.delivery.reason import Reason
from scheduler.delivery.states import State
from scheduler.links import links_in
from scheduler.problems import Text
from scheduler.queries.deliveries import of_posts
from scheduler.queries.outside import KnownLink, links_known

if TYPE_CHECKING:
    from scheduler.engine.works import Works

_FRESH = timedelta(hours=12)  # what was asked by then is not asked again when a post is let out
_WEEK = timedelta(days=7)
_YEAR = timedelta(days=365)
_ASKED_AT_ONCE, _IN_A_TURN = 20, 10
PATIENCE = 15.0  # seconds, after which what is left counts as not known
_WITNESSES = ("www.facebook.com", "vnnic.vn")  # of one of them the name is known wherever there is a network
_NO_SUCH = {404, 410}
_NOT_BY_HEAD = {400, 403, 405, 501} | _NO_SUCH


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a post and how it was found last; None: that is not known."""

    address: str
    found: Found | None

    @property
    def is_dead(self) -> bool:
        """Whether it leads nowhere."""
        return self.found is Found.DEAD


def links_of(post: Post) -> tuple[str, ...]:
    """The links that readers of *post* meet, on whatever channel, as they are written."""
    texts = [post.link, post.text, post.first_comment, *([post.source] if post.evergreen else [])]
    for variant in post.channels.values():
        texts += [variant.link or "", variant.text or ""]
    return tuple(dict.fromkeys(link for text in texts for link in links_in(text)))


def checked(works: Works, posts: Iterable[Post], witnesses: Collection[str] = _WITNESSES) -> list[Link]:
    """The links of *posts*, asked about now where nobody did lately."""
    addresses = tuple(dict.fromkeys(link for post in posts for link in links_of(post)))
    now = works.clock.now()
    known = links_known(works.ledger, addresses)
    old = [one for one in addresses if one not in known or known[one].at < now - _FRESH]
    found = _ask_about(works, old[:_ASKED_AT_ONCE], witnesses)
    return [Link(one, found[one] if one in found else _of(known.get(one))) for one in addresses]


def dead_links(works: Works, posts: Iterable[Post] | None = None) -> dict[str, list[PostId]]:
    """The dead links of *posts* (None: all of the calendar), as far as is known, and which have them."""
    where: dict[str, list[PostId]] = {}
    for post in works.edition().agenda.calendar.posts if posts is None else posts:
        for link in links_of(post):
            where.setdefault(link, []).append(post.id)
    found = links_known(works.ledger, where)
    return {link: posts for link, posts in where.items() if _of(found.get(link)) is Found.DEAD}


def check_weekly(works: Works, witnesses: Collection[str] = _WITNESSES) -> int:
    """Ask about some links of what is public, or soon will be; gives how many. What has died is told."""
    now = works.clock.now()
    recent = [
        post
        for post in works.edition().agenda.calendar.posts
        if post.status != "draft" and (post.at is None or -_YEAR < post.at - now < _WEEK)
    ]
    where = {link: post for post in recent for link in links_of(post)}
    said = links_known(works.ledger, where)
    old = [one for one in where if one not in said or said[one].at < now - _WEEK]
    found = _ask_about(works, old[:_IN_A_TURN], witnesses)
    for link in found:
        if found[link] is Found.DEAD:
            _tell(works, link, where[link])
    return len(found)


def _ask_about(
    works: Works, addresses: Collection[str], witnesses: Collection[str]
) -> Mapping[str, Found | None]:
    """What each is found to be; those of which nothing came to be known are not noted."""
    until = works.clock.monotonic() + PATIENCE
    home = works.settings.home
    found: dict[str, Found | None] = {}
    for address in addresses:
        if works.stopping.is_set() or works.clock.monotonic() > until:
            break
        found[address] = look_at(
            address, who=home, is_private_allowed=is_this_machine(home), witnesses=witnesses
        )
    with works.ledger.writing("loa") as book:
        for address, one in found.items():
            if one is not None:
                book.outside.note_link(address, one)
    return found


def look_at(
    address: str,
    *,
    who: str,
    is_private_allowed: bool = False,
    witnesses: Collection[str] = _WITNESSES,
    resolve: Resolve = socket.getaddrinfo,
) -> Found | None:
    """Ask for *address* without its body, or with a little of it where a server wants that; None: there is no
    network."""

    asked = partial(ask, address, who=who, most=1024, is_private_allowed=is_private_allowed, resolve=resolve)
    answer = asked(method="HEAD")
    if answer.status in _NOT_BY_HEAD:
        answer = asked(method="GET")
    if answer.trouble is Trouble.NO_HOST:
        return Found.DEAD if any(_is_known(one, resolve) for one in witnesses) else None
    if answer.trouble is Trouble.NO_NETWORK:
        return None
    if answer.status in _NO_SUCH:
        return Found.DEAD
    return Found.FINE if answer.is_there else Found.UNSURE


def _tell(works: Works, link: str, post: Post) -> None:
    """Once, if the post is public."""
    rows = of_posts(works.ledger, [post.id], post.units[0] if post.units else PROVINCE).get(post.id, [])
    if not any(row.state is State.PUBLISHED for row in rows):
        return
    since = links_known(works.ledger, [link])[link].since
    code = f"{UNSEEN}link/{hashlib.sha256(link.encode()).hexdigest()[:12]}/{since:%Y-%m-%d}"
    if works.ledger.remarks(code):
        return
    why = Text(
        f"liên kết trong bài {post.id} không mở được nữa: {link}",
        f"a link of the post {post.id} leads nowhere any more: {link}",
    )
    works.ledger.remark(Reason(code, why, _MEND))


def _of(known: KnownLink | None) -> Found | None:
    return known.found if known else None


def _is_known(host: str, resolve: Resolve) -> bool:
    try:
        return bool(resolve(host, 443, type=socket.SOCK_STREAM))
    except OSError:
        return False


_MEND = Text(
    "Sửa liên kết trong lịch, rồi đưa bản sửa lên: loa update MÃ-BÀI.",
    "Mend it in the calendar, then carry it: loa update ID.",
)
