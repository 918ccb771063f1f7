"""The giver's side: an edition of a bundle out of posts of the calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from scheduler.bundles import making_texts, messages
from scheduler.bundles.contents import STAYS, lines_of, with_photos, with_texts
from scheduler.bundles.keys import place_of, read_kept, write_kept
from scheduler.bundles.manifest import (
    FORMAT,
    HOTLINES,
    MOST_BUNDLE,
    MOST_POSTS,
    POSTS,
    File,
    Manifest,
    is_line,
    path_of_photo,
    sealed,
)
from scheduler.bundles.parcel import MANIFEST, MOST_BYTES, SIGNATURE
from scheduler.calendar.entry import is_id
from scheduler.calendar.model import Calendar, Campaign, Hotline, Post
from scheduler.calendar.yaml_text import Entry, entry_lines, entry_of, file_lines, yaml_text
from scheduler.cards.developing import developed
from scheduler.cards.finding import find
from scheduler.cards.pictures import PhotoFault
from scheduler.channels.site.proof.signing import SigningKey
from scheduler.files import WorkFolder, read_file
from scheduler.locales import day_text
from scheduler.problems import Stop, Text


class Made(msgspec.Struct, forbid_unknown_fields=True):
    """What was given out last under an id: its edition, and what is told where it is made anew."""

    title: str
    edition: int
    valid_until: date
    posts: dict[str, str]  # each with the hash of what it said
    withdrawn: dict[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants given out: the posts of *ids*, or those of the *files*; none named: as last time.

    *withdrawn* are taken back, because of *why*.
    """

    bundle: str
    title: str = ""
    until: date | None = None
    ids: Sequence[str] = ()
    withdrawn: Collection[str] = ()
    why: str = ""


@dataclass(slots=True)
class Edition:
    """An edition that is ready to be written: its *files*, what is kept of it, and what is to be *told*."""

    manifest: Manifest
    files: dict[str, bytes]
    made: Made
    told: list[Text] = field(default_factory=list)


def last_made(folder: WorkFolder, bundle: str) -> Made | None:
    """What was given out last under that id.

    Raises:
        Stop: what is kept of it is damaged.
    """
    return read_kept(place_of(folder, f"made-{bundle}"), Made)


def keep_made(folder: WorkFolder, edition: Edition) -> None:
    """Keep in mind that it was given out, before it is: no two editions have one number.

    Raises:
        OSError: it cannot be written.
    """
    write_kept(place_of(folder, f"made-{edition.manifest.bundle}"), edition.made)


def make(
    folder: WorkFolder, calendar: Calendar, giver: str, wish: Wish, key: SigningKey, now: datetime
) -> Edition:
    """The next edition of the bundle, *now* (aware, in the office's zone).

    Raises:
        Stop: something is missing, or a post that was given out is gone and nobody said that it is withdrawn.
    """
    last = last_made(folder, wish.bundle)
    title, until = (
        wish.title or (last.title if last else ""),
        wish.until or (last.valid_until if last else None),
    )
    _require_sound(wish, title, until, now.date(), giver)
    assert until is not None
    withdrawn = dict(last.withdrawn) if last else {}
    posts = _chosen(calendar, wish, last, withdrawn)
    told: list[Text] = []
    entries: dict[str, Entry] = {}
    photos: dict[str, bytes] = {}
    for post in posts:
        if post.at is not None and post.at.date() > until:
            raise Stop(making_texts.LATER, status=2, id=post.id, until=day_text(until))
        entries[post.id] = _given(post, {one.id for one in posts})
        entries[post.id] = with_photos(entries[post.id], lambda name: _photo(folder, name, photos))
        if post.film:
            told.append(making_texts.NO_FILM.filled(id=post.id))
        if post.children:
            told.append(making_texts.CHILDREN.filled(id=post.id))
    lines = [calendar.hotlines[name] for name in sorted(set().union(*map(lines_of, entries.values())))]
    campaign = _heading(posts, wish.bundle, title)
    files = {
        POSTS: yaml_text(file_lines(campaign, list(entries.values()))).encode(),
        HOTLINES: _hotlines(lines),
        **photos,
    }
    if sum(map(len, files.values())) > MOST_BYTES - 2**20:
        raise Stop(making_texts.TOO_MUCH, most=MOST_BYTES >> 20)
    number = last.edition + 1 if last else 1
    listed = [File(path, len(files[path]), hashlib.sha256(files[path]).hexdigest()) for path in sorted(files)]
    manifest = Manifest(
        FORMAT, wish.bundle, title, giver, key.public.words, number, now.replace(microsecond=0), until,
        withdrawn, tuple(listed),
    )  # fmt: skip
    files[MANIFEST], files[SIGNATURE] = sealed(manifest, key)
    prints = {id_: hashlib.sha256(msgspec.json.encode(entry)).hexdigest() for id_, entry in entries.items()}
    changed = [id_ for id_ in prints if last and last.posts.get(id_, prints[id_]) != prints[id_]]
    if changed:
        told.append(making_texts.CHANGED.filled(ids=", ".join(changed)))
    return Edition(manifest, files, Made(title, number, until, prints, withdrawn), told)


def _require_sound(wish: Wish, title: str, until: date | None, today: date, giver: str) -> None:
    if not is_id(wish.bundle) or len(wish.bundle) > MOST_BUNDLE:
        raise Stop(making_texts.NO_ID, status=2, id=wish.bundle, most=MOST_BUNDLE)
    if not title or until is None:
        raise Stop(making_texts.FIRST, status=2)
    if until < today:
        raise Stop(making_texts.PAST, status=2)
    if not all(map(is_line, (title, giver, wish.why))):
        raise Stop(making_texts.NO_LINE, status=2)
    if wish.withdrawn and not wish.why:
        raise Stop(making_texts.NO_WHY, status=2)


def _chosen(calendar: Calendar, wish: Wish, last: Made | None, withdrawn: dict[str, str]) -> list[Post]:
    """The posts that are given, in the calendar's order; what is taken back goes into *withdrawn*."""
    ids = list(dict.fromkeys(wish.ids or (last.posts if last else ())))
    before = set(last.posts) if last else set()
    for id_ in wish.withdrawn:
        if id_ not in before:
            raise Stop(making_texts.NOT_GIVEN, status=2, id=id_)
        withdrawn[id_] = wish.why
    ids = [*ids, *(one for one in before if one not in ids)] if wish.ids else ids
    wanted = [one for one in ids if one not in wish.withdrawn]
    for id_ in wanted:
        withdrawn.pop(id_, None)  # given once more
    found = {post.id: post for post in calendar.posts if post.status == "ready"}
    for id_ in wanted:
        if id_ not in found:
            raise Stop(making_texts.GONE if id_ in before else making_texts.NOT_READY, id=id_)
    if not wanted and not before:
        raise Stop(making_texts.NOTHING, status=2)
    if len(wanted) > MOST_POSTS:
        raise Stop(making_texts.TOO_MANY, status=2, most=MOST_POSTS)
    return [found[one] for one in found if one in set(wanted)]


def _given(post: Post, beside: Collection[str]) -> Entry:
    """Its keys, without those that stay; of the posts that it names, those which are given with it."""
    entry = {key: value for key, value in entry_of(post).items() if key not in STAYS}
    entry = with_texts(entry, str.strip)
    if isinstance(entry.get("channels"), list):
        del entry["channels"]  # whoever takes it has channels of her own
    for key in ("translation_of", "continues"):
        name = entry.get(key, "").partition("#")[0]
        entry[key] = name if name in beside else ""
    return {key: value for key, value in entry.items() if value}


def _photo(folder: WorkFolder, name: str, photos: dict[str, bytes]) -> str:
    """The path in the bundle of the photo that a post calls *name*; it goes there without what a phone writes
    beside the pixels."""
    try:
        path, _ = find(folder.assets, name, PhotoFault)
        data = developed(read_file(path))
    except PhotoFault as fault:
        raise Stop(fault.message.wrong.filled(**{"name": name, **fault.values})) from None
    except OSError as error:
        raise Stop(messages.UNREADABLE, name=name, why=error.strerror or "?") from None
    found = path_of_photo(hashlib.sha256(data).hexdigest(), is_png=data.startswith(b"\x89PNG"))
    photos[found] = data
    return found


def _heading(posts: Iterable[Post], bundle: str, title: str) -> Campaign:
    """What the posts' own campaigns have in common."""
    campaigns = {post.campaign for post in posts}
    programmes = {one.programme for one in campaigns}
    own = next(iter(campaigns)) if len(campaigns) == 1 else Campaign()
    programme = next(iter(programmes)) if len(programmes) == 1 else ""
    return Campaign(own.id or bundle, own.title or title, programme)


def _hotlines(lines: Iterable[Hotline]) -> bytes:
    found: list[str] = []
    for line in lines:
        given: Mapping[str, str] = {
            "name": line.name,
            "number": line.number,
            "hours": line.hours,
            "who": line.who,
            "area": line.area,
            "valid_until": line.valid_until.isoformat() if line.valid_until else "",
        }
        found += entry_lines(f"{line.key}:", {key: value for key, value in given.items() if value}, 0, ())
    return "".join(f"{one}\n" for one in found).encode()
