"""What the website knows of a post: one JSON file each, from which every page and feed is made."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import msgspec

from scheduler.calendar.model import PROVINCE, Hotline
from scheduler.channels.channel import Mark, Outgoing

FILM, MOVING, CAPTIONS = "film", "moving", "captions"  # the sizes of what is no card
_NO_CARDS = frozenset({FILM, MOVING, CAPTIONS})
FIRST = "first"  # the occurrence of a post that does not repeat
_SECOND = timedelta(seconds=1)
_CARD = (1080, 1350)  # pixels of an upright card

# What XML 1.0 forbids, the C1 controls, the mark of a broken decoding, and what Unicode keeps for itself
# (HTML parsers complain of those): none may reach a page or a feed.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


@dataclass(frozen=True, slots=True)
class SitePicture:
    """A picture or film file of the site; *file* and *small* are relative to its folder, *size* is the
    template's, or `film`; `moving` and `captions` are the same film as a picture, and its words."""

    file: str
    mime: str
    bytes: int
    width: int
    height: int
    size: str
    alt: str = ""
    small: str = ""  # the same, narrower, for lists; '' if there is none
    small_width: int = 0
    sha256: str = ""  # of the file; '' in records of before
    small_sha256: str = ""  # of the narrower one: a phone that saves the picture has that


@dataclass(frozen=True, slots=True)
class Record:
    """A published post. Times are aware, in UTC and whole seconds; *updated* differs for every record."""

    name: str  # of its files, without ending
    key: str
    guid: str  # its address when it was published first: readers know it by that for ever
    published: datetime
    updated: datetime
    title: str
    text: str
    hashtags: tuple[str, ...] = ()
    link: str = ""
    audience: str = ""
    topic: str = ""
    source: str = ""
    language: str = "vi"
    expires: date | None = None
    pictures: tuple[SitePicture, ...] = ()
    hotlines: tuple[Hotline, ...] = field(default=())
    approved_by: str = ""  # only where the office wants that shown

    @property
    def page(self) -> str:
        """Its page, relative to the site's folder and address."""
        return f"bai/{self.name}.html"

    @property
    def shown(self) -> tuple[SitePicture, ...]:
        """What lists show, and its page where it has no film: each card once, upright where there is such a
        size."""
        upright = tuple(picture for picture in self.cards if picture.size == "portrait")
        return upright or self.cards

    @property
    def is_album(self) -> bool:
        """Whether it shows several plain photos, which are of no card's size."""
        upright = [(one.width, one.height) for one in self.shown if one.size == "portrait"]
        return len(upright) > 1 and any(shape != _CARD for shape in upright)

    @property
    def cards(self) -> tuple[SitePicture, ...]:
        """Its pictures, in all sizes."""
        return tuple(picture for picture in self.pictures if picture.size not in _NO_CARDS)

    @property
    def film(self) -> SitePicture | None:
        """Its film, which its page shows instead."""
        return self._of_size(FILM)

    @property
    def moving(self) -> SitePicture | None:
        """Its card that moves, as a picture: its page shows that, and the film below."""
        return self._of_size(MOVING)

    @property
    def captions(self) -> SitePicture | None:
        """The words of its film."""
        return self._of_size(CAPTIONS)

    @property
    def still(self) -> SitePicture | None:
        """What is shown of the card that moves to whoever wants nothing to: as it stands at last."""
        shape = self.film.width / self.film.height if self.film else 1.0
        return min(self.cards, key=lambda one: abs(one.width / one.height - shape), default=None)

    def _of_size(self, size: str) -> SitePicture | None:
        return next((picture for picture in self.pictures if picture.size == size), None)

    @property
    def poster(self) -> SitePicture | None:
        """What stands where its film will be, before it is played."""
        is_upright = self.film is not None and self.film.height > self.film.width
        return next(iter(self.shown), None) if is_upright else self.lead

    @property
    def lead(self) -> SitePicture | None:
        """What stands for it elsewhere (link previews, feeds): the wide picture where there is one."""
        wide = (picture for picture in self.cards if picture.size == "wide")
        return next(wide, self.cards[0] if self.cards else None)

    @property
    def enclosed(self) -> SitePicture | None:
        """What a feed gives to be kept: its film, else what stands for it."""
        return self.film or self.lead

    def sums(self) -> Iterator[tuple[str, str]]:
        """Its picture files with their hashes, as far as they are known."""
        for one in self.pictures:
            pairs = ((one.file, one.sha256), (one.small, one.small_sha256))
            yield from (pair for pair in pairs if all(pair))

    def is_current(self, today: date) -> bool:
        """Whether it still stands in index and feeds; the day it expires is its last one there."""
        return self.expires is None or today <= self.expires


def name_of(key: str) -> str:
    """The file name of a delivery's key `POST@OCCURRENCE/UNIT/CHANNEL`: mostly the post's id alone."""
    head, _, rest = key.partition("@")
    occurrence, unit, *_ = [*rest.split("/"), "", ""]
    more = [part for part, plain in ((occurrence, FIRST), (unit, PROVINCE)) if part and part != plain]
    return ".".join([head, *more])


def record_of(
    outgoing: Outgoing,
    pictures: tuple[SitePicture, ...],
    address: str,
    now: datetime,
    *,
    names_approver: bool = False,
) -> Record:
    """The record of what goes out *now*; *address* is the site's."""
    wording = outgoing.wording
    name = name_of(outgoing.key)
    draft = Record(name, outgoing.key, "", now, now, clean(wording.title), clean(wording.text))
    return replace(
        draft,
        guid=address + draft.page,
        hashtags=tuple(clean(tag) for tag in wording.hashtags),
        link=clean(wording.link),
        audience=clean(outgoing.audience),
        topic=clean(outgoing.topic),
        source=clean(outgoing.source),
        language=outgoing.language,
        expires=outgoing.expires,
        pictures=pictures,
        hotlines=outgoing.hotlines,
        approved_by=clean(outgoing.approved_by) if names_approver else "",
    )


def settled(
    record: Record, before: Record | None, taken: Callable[[datetime], Collection[datetime]]
) -> Record:
    """*record* with its lasting identity: address and first date from *before*, if it was published already.

    Where nothing differs it is *before* itself. No two records are updated in the same second: feed
    readers, and the validator, take equal times for a mistake. *taken* gives the others' times from one on.
    """
    if before is not None:
        record = replace(record, guid=before.guid, published=before.published)
        if replace(record, updated=before.updated) == before:
            return before
    updated = record.updated.astimezone(UTC).replace(microsecond=0)
    others = taken(updated)
    while updated in others:
        updated += _SECOND
    return replace(record, updated=updated, published=before.published if before else updated)


def clean(text: str) -> str:
    """*text* without characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def dump(record: Record) -> bytes:
    """The JSON file of *record*: the same bytes for the same record."""
    plain = asdict(record) | {
        "hotlines": [_public(line) for line in record.hotlines],
        "published": record.published.isoformat(),
        "updated": record.updated.isoformat(),
        "expires": record.expires.isoformat() if record.expires else None,
    }
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def _public(line: Hotline) -> dict[str, object]:
    """What a page shows of a hotline: who has tried it, and where it is written down, is the office's own."""
    plain = asdict(line)
    for name in ("verified_on", "verified_by", "place"):
        del plain[name]
    return plain | {"valid_until": line.valid_until.isoformat() if line.valid_until else None}


def load(data: bytes) -> Record:
    """The record in a JSON file; keys that this version does not know are passed over.

    Raises:
        ValueError: it is not one.
    """
    try:
        record = msgspec.json.decode(data, type=Record)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if record.published.tzinfo is None or record.updated.tzinfo is None:
        raise ValueError("a time without a zone")
    return replace(record, published=record.published.astimezone(UTC), updated=record.updated.astimezone(UTC))


def dump_mark(mark: Mark) -> bytes:
    """The file that tells from which ledger the site is made: random ids and a number, no more."""
    return (json.dumps(asdict(mark)) + "\n").encode()


def load_mark(data: bytes) -> Mark:
    """The mark in such a file.

    Raises:
        ValueError, TypeError, KeyError: it is none.
    """
    plain: dict[str, Any] = json.loads(data)
    return Mark(str(plain["ledger"]), int(plain["generation"]), str(plain["seat"]))


def local_day(now: datetime, zone: tzinfo) -> date:
    """The date at the office."""
    return now.astimezone(zone).date()
