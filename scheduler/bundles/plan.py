"""What she wishes who takes a bundle, and all that taking it would do: said and shown before it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.bundles.keys import Known
from scheduler.bundles.manifest import Manifest
from scheduler.bundles.state import Taken
from scheduler.calendar.model import Calendar
from scheduler.calendar.trash import Deleted
from scheduler.files import WorkFolder
from scheduler.problems import Text
from scheduler.settings.model import Settings

Begun = Callable[
    [Collection[str]], Collection[str]
]  # which of those posts are public anywhere, or on their way


@dataclass(frozen=True, slots=True)
class Wish:
    """What she says when she takes it: the key's *number*; posts to leave out, or to take after all; which
    of her hotlines stand for the giver's; and whether the hours are her own (None: as last time)."""

    number: str = ""
    left_out: Collection[str] = ()
    wanted: Collection[str] = ()
    lines: Mapping[str, str] = field(default_factory=dict)
    is_own_hours: bool | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """The office that takes: its folder, settings and calendar, what has *begun*, who takes and when (aware,
    in the office's zone)."""

    folder: WorkFolder
    settings: Settings
    calendar: Calendar
    begun: Begun
    who: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of a post; *is_open*: it is public still, and she has to do something about it."""

    post: str
    id: str
    title: str
    what: Text
    is_open: bool = False


@dataclass(slots=True)
class Plan:
    """All that taking would write, and what is said of it. Nothing is written yet."""

    manifest: Manifest
    before: Taken | None
    now: Taken
    known: Known
    old: bytes  # the calendar's file
    new: bytes
    old_lines: bytes  # the directory
    new_lines: bytes
    photos: dict[str, bytes] = field(default_factory=dict)  # by their names below assets/
    deleted: list[Deleted] = field(default_factory=list)
    elsewhere: list[tuple[str, str, str]] = field(default_factory=list)  # file, id, why: to be a draft
    rows: list[Row] = field(default_factory=list)
    lines: list[Text] = field(default_factory=list)  # of the hotlines
    told: list[Text] = field(default_factory=list)  # what is to be done at the command line
