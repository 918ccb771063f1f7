"""What an office has taken of a bundle: config/bundles/taken-ID.json, which only `taking` writes.

The calendar's file is replaced in one go, and that is the moment of taking. The state is written before it,
with the one of before and both marks of the calendar's file: whatever stops the program in between, it is
plain afterwards which of the two holds.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from scheduler.bundles.keys import place_of, read_kept, write_kept
from scheduler.calendar.entry import is_id
from scheduler.calendar.writing import mark_of
from scheduler.files import WorkFolder, read_file

Entry = dict[str, Any]


class TakenPost(msgspec.Struct, forbid_unknown_fields=True):
    """A post that was taken: of which *edition* its words are, the hour that its giver wrote (*at*), how it
    was put into the calendar (*base*), and whether she has words of her own."""

    edition: int
    at: str
    base: Entry
    is_own: bool = False


class Gone(msgspec.Struct, forbid_unknown_fields=True):
    """A post that was withdrawn by whoever gave it: by which edition, and why."""

    edition: int
    why: str


class Taken(msgspec.Struct, forbid_unknown_fields=True):
    """All that is known of a bundle that was taken.

    *print* is the hash of its manifest; *left_out* are the posts that she does not want; *lines* says by
    which of her hotlines one of the giver's is replaced; *hotlines* are those that came with it, as they
    came.
    """

    bundle: str
    title: str
    giver: str
    key: str
    edition: int
    print: str
    valid_until: date
    taken_at: datetime
    is_own_hours: bool
    left_out: list[str] = msgspec.field(default_factory=list)
    lines: dict[str, str] = msgspec.field(default_factory=dict)
    posts: dict[str, TakenPost] = msgspec.field(default_factory=dict)
    gone: dict[str, Gone] = msgspec.field(default_factory=dict)
    hotlines: dict[str, Entry] = msgspec.field(default_factory=dict)


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    """The state, that of before, and the calendar's file before and after ('': none)."""

    now: Taken
    before: Taken | None
    mark_before: str
    mark_after: str


def file_of(bundle: str) -> str:
    """The file of the calendar that has a bundle's posts."""
    return f"posts/tu-tinh/{bundle}.yaml"


def post_id(bundle: str, post: str) -> str:
    """What the calendar of whoever takes it calls a bundle's post."""
    return f"{bundle}-{post}"


def file_data(folder: WorkFolder, file: str) -> bytes:
    """What a file of the folder holds; b'' where there is none.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return read_file(folder.root / file)
    except FileNotFoundError:
        return b""


def taken(folder: WorkFolder, bundle: str) -> Taken | None:
    """What was taken of that bundle; None if nothing was.

    Raises:
        Stop: what is kept of it is damaged.
        OSError: the calendar's file cannot be read.
    """
    kept = read_kept(place_of(folder, f"taken-{bundle}"), _Kept)
    if kept is None:
        return None
    mark = _mark(file_data(folder, file_of(bundle)))
    has_stopped_before = mark == kept.mark_before != kept.mark_after
    return kept.before if has_stopped_before else kept.now


def keep_taken(folder: WorkFolder, now: Taken, before: Taken | None, old: bytes, new: bytes) -> None:
    """Write down what is taken, just before the calendar's file, which holds *old*, is to hold *new*.

    Raises:
        OSError: it cannot be written.
    """
    kept = _Kept(now, before, _mark(old), _mark(new))
    write_kept(place_of(folder, f"taken-{now.bundle}"), kept)


def all_taken(folder: WorkFolder) -> list[Taken]:
    """Of every bundle, in the order of their ids.

    Raises:
        Stop: what is kept of one is damaged.
        OSError: a file of the calendar cannot be read.
    """
    names = sorted(
        path.stem.removeprefix("taken-") for path in place_of(folder, "x").parent.glob("taken-*.json")
    )
    return [one for name in names if is_id(name) and (one := taken(folder, name)) is not None]


def _mark(data: bytes) -> str:
    return mark_of(data) if data else ""
