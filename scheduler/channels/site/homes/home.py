"""Where the site's folder is seen from outside: the folder itself (`LocalHome`), or a home elsewhere
(`remote.RemoteHome`), to which what was made in the folder is carried."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from scheduler.channels.site.folder import SiteFolder
from scheduler.channels.site.homes.store import HomeError, Trouble
from scheduler.channels.site.pages import INDEX
from scheduler.channels.site.records import Record
from scheduler.channels.site.store import FOLDER as RECORDS

OURS = b'<meta name="generator" content="Loa">'


class Home(Protocol):
    """The records there are what is public. Every method raises HomeError, and OSError for this disk."""

    @property
    def carries(self) -> bool:
        """Whether nothing is public before it was carried."""

    @property
    def is_settled(self) -> bool:
        """Whether all that was made is public, as far as is known here."""

    def check_ours(self) -> None:
        """Let no website of somebody else's be written over."""

    def check_there(self) -> None:
        """Something became public here once: where the disk is away, no post is gone."""

    def record(self, name: str) -> Record | None:
        """The record that is public there under that name; None if surely none is."""

    def has(self, name: str) -> bool:
        """Whether a record of that name is there, sound or not."""

    def names(self) -> frozenset[str]:
        """The names of all records there, damaged ones too."""

    def read_beside(self, name: str) -> bytes | None:
        """A file there that nothing in the site depends on; None: it is not there."""

    def write_beside(self, name: str, data: bytes, now: datetime) -> None:
        """Write such a file."""

    def follow(self, now: datetime, heal: Callable[[datetime], None]) -> None:
        """Bring the folder in step with what is public there, *heal* with it; cheap if it is known to be."""

    def meet(self, now: datetime, heal: Callable[[datetime], None]) -> None:
        """As `follow`, and ask whether another hand has been there; a site of somebody else's is refused."""

    def send_pictures(self) -> None:
        """Send the pictures that are not there yet, and nothing else."""

    def begin(self) -> None:
        """Make all ready for `carry`: what nobody is led to is sent by this."""

    def carry(self) -> None:
        """Make what the folder holds public, the records first."""

    def try_out(self) -> None:
        """Write what nobody sees, and remove it."""

    def close(self) -> None:
        """Let the connection go; the next call makes another."""


class LocalHome:
    """The folder itself: whatever is made in it is public."""

    carries = False
    is_settled = True

    def __init__(self, folder: Path, site: SiteFolder) -> None:
        self._folder = folder
        self._site = site

    def check_ours(self) -> None:
        """Never write over a website that someone else made."""
        index = self._folder / INDEX
        if not index.exists() or (self._folder / RECORDS).is_dir():
            return
        if OURS not in index.read_bytes():
            raise HomeError(Trouble.OTHER_SITE, str(index))

    def check_there(self) -> None:
        """Without its records the disk is away."""
        if not (self._folder / RECORDS).is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._folder / RECORDS))

    def record(self, name: str) -> Record | None:
        """That in the folder."""
        return self._site.record(name)

    def has(self, name: str) -> bool:
        """Whether the folder has it."""
        return self._site.has(name)

    def names(self) -> frozenset[str]:
        """Those in the folder."""
        return self._site.names()

    def read_beside(self, name: str) -> bytes | None:
        """That in the folder."""
        with suppress(FileNotFoundError):
            return (self._folder / name).read_bytes()
        return None

    def write_beside(self, name: str, data: bytes, now: datetime) -> None:
        """Write it into the folder."""
        self._site.write_beside(name, data, now)

    def follow(self, now: datetime, heal: Callable[[datetime], None]) -> None:
        """It is in step with itself once it is healed."""
        heal(now)

    def meet(self, now: datetime, heal: Callable[[datetime], None]) -> None:
        """What another hand did here, healing sees."""
        self.check_ours()
        heal(now)

    def send_pictures(self) -> None:
        """They are there."""

    def begin(self) -> None:
        """Nothing is to be made ready."""

    def carry(self) -> None:
        """All is there."""

    def try_out(self) -> None:
        """Reading it has told enough."""

    def close(self) -> None:
        """Nothing is open."""
