"""Homes where a file is put in place by renaming, as SFTP, FTP and WebDAV have them: what they do alike.

Some servers refuse a name that is taken. There the old file is moved aside first and the new one into its
place. A cut between the two leaves the old one aside: whoever next reads or lists puts it back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Generic

from scheduler.channels.site.homes.store import OLD, PART, HomeError, Kept, Link, Trouble, beside, meant


class RenamingStore(ABC, Generic[Link]):
    """A `Store` over a *Link*; the verbs below raise HomeError, `Absent` where no such file is."""

    def __init__(self) -> None:
        self.kept = Kept(self._connect, self._end)
        self._replaces = True  # until the server refuses a name that is taken

    def read(self, name: str) -> bytes | None:
        """What that file holds; None if it surely is not there."""
        with self._using() as link:
            with suppress(Absent):
                return self._get(link, name)
            aside = beside(name, OLD)
            with suppress(Absent):  # it is asked for first: not all servers say clearly what they cannot move
                self._get(link, aside)
                self._move(link, aside, name)
                return self._get(link, name)
            return None

    def write(self, name: str, data: bytes) -> None:
        """Let that file hold *data*, at once."""
        part = beside(name, PART)
        with self._using() as link:
            try:
                self._put(link, part, data)
            except Absent:
                self._make_folder(link, name.rpartition("/")[0])
                self._put(link, part, data)
            self._replace(link, part, name)

    def list(self, folder: str) -> dict[str, int]:
        """The files of *folder* with their sizes; one that was moved aside by a cut is put back."""
        with self._using() as link:
            try:
                found = self._files(link, folder)
            except Absent:
                self._check_home(link)
                return {}
            for file in [one for one in found if meant(one, OLD)]:
                name, size = meant(file, OLD), found.pop(file)
                aside = f"{folder}/{file}".lstrip("/")
                if name in found:
                    self._delete(link, aside)
                else:
                    self._move(link, aside, f"{folder}/{name}".lstrip("/"))
                    found[name] = size
            return found

    def remove(self, name: str) -> None:
        """Let there be no such file."""
        with self._using() as link:
            for one in (beside(name, OLD), name):  # what a cut left aside would come back
                with suppress(Absent):
                    self._delete(link, one)

    def close(self) -> None:
        """Let the connection go."""
        self.kept.drop()

    def _replace(self, link: Link, part: str, name: str) -> None:
        if self._replaces:
            try:
                self._move_over(link, part, name)
            except (Absent, HomeError) as error:
                if isinstance(error, HomeError) and error.trouble is Trouble.AWAY:
                    raise
            else:
                return
        aside = beside(name, OLD)
        with suppress(Absent):
            self._delete(link, aside)
        with suppress(Absent):
            self._move(link, name, aside)
        try:
            self._move(link, part, name)
        except (Absent, HomeError):
            with suppress(Absent, HomeError):
                self._move(link, aside, name)
            raise
        self._replaces = False
        with suppress(Absent):
            self._delete(link, aside)

    @contextmanager
    def _using(self) -> Iterator[Link]:
        with self.kept.use() as link:
            try:
                yield link
            except Absent as error:
                raise HomeError(Trouble.ODD, str(error)) from error

    def _make_folder(self, link: Link, folder: str) -> None:
        """A folder in the home; the home itself is never made."""
        self._check_home(link)
        if folder:
            self._make(link, folder)

    @abstractmethod
    def _connect(self) -> Link: ...

    @abstractmethod
    def _end(self, link: Link) -> None: ...

    @abstractmethod
    def _get(self, link: Link, name: str) -> bytes: ...

    @abstractmethod
    def _put(self, link: Link, name: str, data: bytes) -> None:
        """Write the whole of *data* there, and make sure that it all is; Absent: its folder is not."""

    @abstractmethod
    def _files(self, link: Link, folder: str) -> dict[str, int]: ...

    @abstractmethod
    def _delete(self, link: Link, name: str) -> None: ...

    @abstractmethod
    def _move(self, link: Link, name: str, to: str) -> None:
        """Rename; *to* is not taken."""

    @abstractmethod
    def _move_over(self, link: Link, name: str, to: str) -> None:
        """Rename, over what is there. HomeError: the server does not do that, and nothing has changed."""

    @abstractmethod
    def _make(self, link: Link, folder: str) -> None: ...

    @abstractmethod
    def _check_home(self, link: Link) -> None:
        """NO_FOLDER if the home itself is not there."""


class Absent(Exception):  # noqa: N818 - an answer, no fault
    """There is no such file or folder."""
