"""What a person saw when she approved or returned a post: kept for a while, to be shown beside a change.

A copy decides nothing: where it is missing or damaged, the post is shown without a comparison.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.calendar.model import ChannelName, Post, PostId
from scheduler.calendar.wording import Wording, lines_of, word
from scheduler.delivery.edition import Edition
from scheduler.engine.works import Works
from scheduler.files import private_folder, read_file, write_whole
from scheduler.kinds.registry import kind_of, kinds

log = logging.getLogger(__name__)

_KEPT = 60 * 86_400  # seconds
_WORDS = "words.json"


@dataclass(frozen=True, slots=True)
class Copy:
    """A post as it was seen: *facts* and *words* by channel, in the words of its first unit, and its cards
    as JPEG, upright."""

    facts: Mapping[str, str]
    words: Mapping[str, str]
    cards: tuple[bytes, ...]


def copy_of(edition: Edition, post: Post) -> Copy:
    """*post* as it reads now.

    Raises:
        ValueError, LookupError, OSError: a card cannot be painted.
    """
    calendar = edition.agenda.calendar
    unit, hotlines = calendar.unit_of(post), calendar.hotlines
    channels = post.channels or [ChannelName(kinds()[0].name)]
    words: dict[str, str] = {
        one: _whole(word(post, unit, hotlines, one, kind_of(one).limits)) for one in channels
    }
    lines = lines_of(post, unit, hotlines, edition.day(post.at) if post.at else date.min)
    facts = {
        "at": post.at.isoformat() if post.at else "",
        "repeat": post.repeat,
        "source": post.source,
        "expires": post.expires.isoformat() if post.expires else "",
        "units": "; ".join(one.name for one in calendar.units_of(post)),
        "hotlines": "; ".join(f"{line.display} {line.name}" for line in lines),
    }
    return Copy(facts, words, tuple(card.data for card in edition.cards(post)))


def keep(works: Works, edition: Edition, seen: Mapping[PostId, str]) -> None:
    """Keep each post of *seen*, by its print, as somebody just decided about it."""
    folder = works.folder.var / "seen"
    for post_id, print_seen in seen.items():
        post = edition.agenda.post(post_id)
        if post is None or edition.seen(post) != print_seen:
            continue
        try:
            _write(folder / print_seen, copy_of(edition, post))
        except (OSError, ValueError, LookupError) as error:
            log.warning("%s: what was seen is not kept: %s", post_id, type(error).__name__)
    _let_go(folder)


def find(var: Path, seen: str) -> Copy | None:
    """What has that print; None where it is kept no more, or was damaged."""
    folder = var / "seen" / seen
    try:
        said = json.loads(read_file(folder / _WORDS))
        cards = tuple(read_file(folder / f"{n}.jpg") for n in range(int(said["cards"])))
        return Copy(_texts(said["facts"]), _texts(said["words"]), cards)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _texts(said: Mapping[str, str]) -> Mapping[str, str]:
    return {str(name): str(one) for name, one in said.items()}


def _whole(wording: Wording) -> str:
    tags = " ".join(f"#{tag}" for tag in wording.hashtags)
    parts = (wording.title, wording.body or wording.text, wording.link, tags, wording.first_comment)
    return "\n\n".join(part for part in parts if part)


def _write(folder: Path, copy: Copy) -> None:
    if (folder / _WORDS).exists():
        return
    private_folder(folder)
    for n, card in enumerate(copy.cards):
        write_whole(folder / f"{n}.jpg", card, private=True)
    said = {"facts": copy.facts, "words": copy.words, "cards": len(copy.cards)}
    whole = json.dumps(said, ensure_ascii=False).encode()
    write_whole(folder / _WORDS, whole, private=True)  # last: then all of it is there


def _let_go(folder: Path) -> None:
    """Copies are for what is decided these weeks: a photo on a card is not kept for good."""
    for one in folder.glob("*"):
        with suppress(OSError):  # gone meanwhile
            if time.time() - one.lstat().st_mtime > _KEPT:
                shutil.rmtree(one)
