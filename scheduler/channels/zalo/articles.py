"""Articles as Zalo takes them, and its list of them as it is read: to its end, or not at all.

Zalo's list is the only one. It may be late, may give an article twice, and shifts while others write: only a
whole read says that something is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.calendar.wording import Wording
from scheduler.channels.channel import ChannelError, Figure
from scheduler.channels.site.prose import excerpt, html_of
from scheduler.channels.zalo.failures import odd_answer
from scheduler.channels.zalo_kind import METRICS

HIDDEN, SHOWN, UNCLEAR = "hide", "show", "?"  # UNCLEAR: the list says both, or neither
DESCRIPTION = 250  # characters; Zalo says 300, and was seen to refuse just that
_AT_ONCE = 10  # Zalo gives no more
_PAGES_AT_MOST = 200
_MARGIN = timedelta(days=2)  # older than what is looked for, until a read may end
_YEARS = 2012, 2200

Page = Callable[[int, int], Mapping[str, Any]]  # (offset, limit) → what Zalo's list says


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in the list; *at* is when it last changed, if the list says so."""

    id: str
    title: str
    status: str
    at: datetime | None
    address: str
    figures: tuple[Figure, ...] = ()


def article(
    wording: Wording, author: str, cover: str, pictures: Sequence[tuple[str, str]], numbers: Collection[str]
) -> dict[str, Any]:
    """What Zalo is sent, but for its status: *cover* is a public address, *pictures* are addresses with
    what they show, *numbers* short telephone numbers in the text."""
    tags = " ".join(f"#{tag}" for tag in wording.hashtags)
    text = "\n\n".join(part for part in (wording.body, wording.link, tags) if part) or wording.title
    shown = ({"type": "image", "url": url, "caption": alt[:DESCRIPTION]} for url, alt in pictures)
    return {
        "type": "normal",
        "title": wording.title,
        "author": author,
        "description": excerpt(wording.body or wording.title, DESCRIPTION),
        "cover": {"cover_type": "photo", "photo_url": cover, "status": "show"},
        "body": [{"type": "text", "content": str(html_of(text, numbers))}, *shown],
        "comment": "show",
    }


def listed(
    page: Page, wanted: Collection[str] = (), since: datetime | None = None, most: int = _PAGES_AT_MOST
) -> dict[str, Listed]:
    """The articles by id, newest first: until all *wanted* are found, or all that changed since *since*, or
    to the end; *most* pages of it.

    Raises:
        ChannelError: the list is not of its form, or cannot be read to its end: nothing is proved.
    """
    found: dict[str, Listed] = {}
    offset = 0
    for _ in range(most):
        data = page(offset, _AT_ONCE)
        try:
            medias = [_listed(one) for one in data["medias"]]
            total = int(data["total"])
        except (KeyError, TypeError, ValueError, OverflowError):
            raise ChannelError(odd_answer("getslice")) from None
        for one in medias:
            before = found.get(one.id)
            is_same = before is None or before.status == one.status
            found[one.id] = one if is_same else replace(one, status=UNCLEAR)
        offset += len({one.id for one in medias})  # one that is given twice is one
        if wanted and all(id_ in found for id_ in wanted):
            return found
        if len(medias) < _AT_ONCE and offset >= total:
            return found
        if not medias:
            break  # it says that it has more than it gives
        if since is not None and all(one.at is not None and one.at < since - _MARGIN for one in medias):
            return found
    raise ChannelError(odd_answer("getslice: no way to its end"))


def _listed(node: Mapping[str, Any]) -> Listed:
    """One article of the list.

    Raises:
        KeyError, TypeError, ValueError, OverflowError: it is not of Zalo's form.
    """
    id_, title = node["id"], node["title"]
    if not isinstance(id_, str | int) or not str(id_):
        raise ValueError("no article")
    status = status_in(node)
    dates = [at for at in (_instant(node.get(key)) for key in ("create_date", "update_date")) if at]
    address = node.get("link_view")
    is_address = isinstance(address, str) and address.startswith(("https://", "http://"))
    figures = tuple(Figure(metric.name, _count(node.get(metric.name))) for metric in METRICS)
    at = max(dates, default=None)
    return Listed(str(id_), str(title), status, at, str(address) if is_address else "", figures)


def status_in(node: Mapping[str, Any]) -> str:
    """Whether an article is shown or hidden, by what Zalo says of it."""
    status = node.get("status")
    return str(status) if status in {HIDDEN, SHOWN} else UNCLEAR


def _count(value: object) -> int | None:
    """A count, which Zalo may write as a text; None: it is not told."""
    said = "" if isinstance(value, bool) else str(value)
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 15 else None


def _instant(value: object) -> datetime | None:
    """An instant in seconds or thousandths since 1970; None: it is written otherwise."""
    try:
        number = float(str(value))
        at = datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if _YEARS[0] <= at.year <= _YEARS[1] else None
