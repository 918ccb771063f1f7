"""Packs: what a person is given to post by hand, a folder for each with its text and pictures.

A pack is there once its `pack.json` is; that is written last, at once, and so a pack is whole or not there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

import msgspec

from scheduler.calendar.model import Hotline
from scheduler.files import read_file, write_whole

_FILE, _TEXT = "pack.json", "bai.txt"
_ID = re.compile(r"[\w.-]{1,120}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a pack, or its film: its file's name there, what it shows, and its size in pixels (0: it
    does not matter). *is_lead*: it stands for an article in lists, and not within it."""

    file: str
    alt: str
    width: int = 0
    height: int = 0
    is_lead: bool = False

    @property
    def is_film(self) -> bool:
        """Whether it is the film."""
        return self.file.endswith(".mp4")


@dataclass(frozen=True, slots=True)
class Translated:
    """The post in Khmer, as written."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a portal is told of a post besides its text: the day it is dated, its lines to call, …"""

    day: date
    hotlines: tuple[Hotline, ...] = ()
    keywords: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """*text* is what is copied; *numbers* are the short telephone numbers in it; *taking_down*: it is not to
    be posted, or is to be taken down; *is_down*: a person said that it is. *revised*: when it last changed
    after it was given (aware; None: never)."""

    id: str
    key: str  # POST@OCCURRENCE/UNIT/CHANNEL
    title: str
    text: str
    link: str
    language: str
    given: datetime
    pictures: tuple[Picture, ...] = ()
    translation: Translated | None = None
    article: Article | None = None  # where it is pasted into a portal
    numbers: tuple[str, ...] = ()
    revised: datetime | None = None
    taking_down: bool = False
    is_down: bool = False
    places: dict[str, str] = field(default_factory=dict)  # where it goes, and what opens each


class Packs:
    """The packs in *folder*; may be asked from any thread.

    All methods raise OSError where the folder cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, pack_id: str, pictures: Sequence[tuple[Picture, bytes]]) -> tuple[Picture, ...]:
        """Put the pictures and the film there, as often as need be; the pack itself is not there by that."""
        place = self._place(pack_id)
        place.mkdir(parents=True, exist_ok=True)
        for one, data in pictures:
            write_whole(place / one.file, data)
        return tuple(one for one, _ in pictures)

    def write(self, pack: Pack, former: Pack | None = None) -> None:
        """Let the pack be there, or be another than the *former*, whose pictures go.

        Of one that was not there yet, what was put there for it before and is not in it goes as well.
        """
        place = self._place(pack.id)
        before = [place / one.file for one in former.pictures] if former else []
        if not (place / _FILE).exists():
            before = [path for path in place.iterdir() if path.is_file()]
        write_whole(place / _TEXT, f"{pack.text}\n".encode())
        write_whole(place / _FILE, msgspec.json.format(msgspec.json.encode(asdict(pack))))
        kept = {_FILE, _TEXT, *(one.file for one in pack.pictures)}
        for path in before:
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def find(self, pack_id: str) -> Pack | None:
        """That pack; None where there is none."""
        if not _ID.fullmatch(pack_id):
            return None
        try:
            data = read_file(self._place(pack_id) / _FILE)
        except FileNotFoundError:
            if not self.folder.is_dir():  # a disk that is away says nothing of what was given
                raise
            return None
        try:
            return msgspec.json.decode(data, type=Pack)
        except msgspec.MsgspecError as error:
            raise OSError(f"{pack_id}: {error}") from error

    def file(self, pack: Pack, number: int) -> Path | None:
        """Where the picture, or film, of that number lies, from 1; None where there is none."""
        if not 1 <= number <= len(pack.pictures):
            return None
        return self._place(pack.id) / pack.pictures[number - 1].file

    def remove(self, pack_id: str) -> None:
        """Let it be gone."""
        (self._place(pack_id) / _FILE).unlink(missing_ok=True)
        shutil.rmtree(self._place(pack_id), ignore_errors=True)

    def ids(self) -> Iterator[str]:
        """Of all that are there."""
        with suppress(FileNotFoundError):
            yield from (place.name for place in self.folder.iterdir() if (place / _FILE).is_file())

    def _place(self, pack_id: str) -> Path:
        if not _ID.fullmatch(pack_id) or pack_id.startswith("."):
            raise FileNotFoundError(pack_id)
        return self.folder / pack_id
