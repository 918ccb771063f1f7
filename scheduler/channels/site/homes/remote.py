"""A site that is made in a folder of this machine and carried to its home elsewhere.

The records at the home are what is public. The folder is a copy: a record of it that is not at the home was
never public, or is so no more, and is taken back before anything else is done. What is carried goes in this
order: pictures and style; records that go; records that come (with them a post is public); posts' pages;
lists; front and feeds; and last, pictures that go. The manifest tells what need not be sent.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, tzinfo
from pathlib import Path

from scheduler.channels.site.builder import FRONT, LISTS, MADE_IN, PAGES, SHARED, is_marked
from scheduler.channels.site.homes.home import OURS
from scheduler.channels.site.homes.manifest import FOLDER, UNKNOWN, Damaged, Manifest, is_plain
from scheduler.channels.site.homes.store import PART, HomeError, Store, Trouble, meant
from scheduler.channels.site.pages import INDEX, parts
from scheduler.channels.site.pictures import FOLDER as PICTURES
from scheduler.channels.site.pictures import post_of
from scheduler.channels.site.proof import lists as proofs
from scheduler.channels.site.proof import withdrawn
from scheduler.channels.site.records import Record, load, local_day
from scheduler.channels.site.store import FOLDER as RECORDS
from scheduler.channels.site.store import Damaged as DamagedRecord
from scheduler.channels.site.store import Records, digest_of, time_of
from scheduler.files import write_whole

log = logging.getLogger(__name__)

_FOLDERS = (*MADE_IN, RECORDS, withdrawn.FOLDER, PICTURES)
_TRIAL = f"{FOLDER}/thu.txt"
_RECORD = re.compile(rf"{RECORDS}/(.+)\.json")
# What the folder has from the home alone: the records, what was taken down, the key as it was published.
_TAKEN = re.compile(rf"(?:{RECORDS}|{withdrawn.FOLDER})/.+\.json|{re.escape(proofs.KEY)}")


class RemoteHome:
    """The home behind *store* of the site in *folder*; what is known of it is kept in the file *memory*."""

    carries = True

    def __init__(self, folder: Path, memory: Path, store: Store, zone: tzinfo) -> None:
        self._folder = folder
        self._store = store
        self._zone = zone
        self._records = Records(folder)
        self._manifest = Manifest(store, memory)
        self._hashes: dict[str, dict[str, tuple[int, str]]] = {}  # folder → its files' sizes and hashes
        self._read_at: dict[str, int] = {}  # the folders' times at which those were read, in this process
        self._foreign: set[str] = set()  # somebody else's files in the places of ours
        self._sends: list[str] = []
        self._drops: list[str] = []

    @property
    def is_settled(self) -> bool:
        """Whether the home has all that the folder has."""
        known = self._manifest
        return known.is_known and not known.is_behind and known.times == self._times_now()

    def check_ours(self) -> None:
        """Let no website of somebody else's be written over, and nothing be gone where the disk is away."""
        root = self._store.list("")
        if INDEX not in root or not self._manifest.is_there():  # the manifest is hidden: it outlives rm -r *
            self._check_root(root, self._store.list(RECORDS))

    def check_there(self) -> None:
        """Whoever finds nothing asks that by himself."""

    def record(self, name: str) -> Record | None:
        """The record at the home; that there is none counts only where the home itself is there."""
        data = self._store.read(f"{RECORDS}/{name}.json")
        if data is None:
            self.check_ours()
            return None
        try:
            return load(data)
        except ValueError as error:
            raise DamagedRecord(f"{RECORDS}/{name}.json cannot be understood") from error

    def has(self, name: str) -> bool:
        """Whether a record of that name is there, sound or not."""
        is_there = self._store.read(f"{RECORDS}/{name}.json") is not None
        if not is_there:
            self.check_ours()
        return is_there

    def names(self) -> frozenset[str]:
        """The names of all records there."""
        self.check_ours()
        found = self._store.list(RECORDS)
        return frozenset(name.removesuffix(".json") for name in found if name.endswith(".json"))

    def read_beside(self, name: str) -> bytes | None:
        """A file there that nothing in the site depends on."""
        return self._store.read(name)

    def write_beside(self, name: str, data: bytes, now: datetime) -> None:
        """Write such a file."""
        del now
        if self._store.read(name) != data:
            self._store.write(name, data)

    def follow(self, now: datetime, heal: Callable[[datetime], None]) -> None:
        """Bring the folder in step with the records at the home, and *heal* what is made from them."""
        today = f"{local_day(now, self._zone)}"
        for _ in range(2):  # what healing makes must not go out unless the home is known
            if not self._is_in_step(today):
                self._learn(today)
            heal(now)

    def meet(self, now: datetime, heal: Callable[[datetime], None]) -> None:
        """As `follow`, and the home is asked whether another hand has been there."""
        self._learn(f"{local_day(now, self._zone)}")
        heal(now)

    def send_pictures(self) -> None:
        """Send the pictures that are not there yet."""
        with self._remembering():
            for name in self._hashes_of(PICTURES):
                if self._manifest.files.get(name, UNKNOWN) == UNKNOWN:
                    self._send(name)

    def begin(self) -> None:
        """Find what differs, note it at the home as unknown, and send what nobody is led to."""
        known = self._manifest
        self._sends, self._drops = [], []
        if self.is_settled:
            return
        here = {name: one for folder in _FOLDERS for name, one in self._hashes_of(folder).items()}
        known.hashed = {name: one for name, one in known.hashed.items() if name in here}
        with self._remembering():
            self._sends = sorted(self._to_send(here), key=_rank)
            self._drops = sorted(self._to_drop(here))
            if not self._sends and not self._drops:
                if known.is_behind:
                    known.write()
                self._settle()
                return
            for name in (*self._sends, *self._drops):
                known.note(name, UNKNOWN)
            known.write()
            while self._sends and _rank(self._sends[0])[0] == 0:
                self._send(self._sends.pop(0))

    def carry(self) -> None:
        """Send and remove what `begin` found, and write the manifest."""
        if not self._sends and not self._drops:
            return
        with self._remembering():
            gone = [name for name in self._drops if name.startswith((f"{RECORDS}/", f"{PAGES}/"))]
            self._remove(gone)
            while self._sends:
                self._send(self._sends.pop(0))
            self._remove(sorted(set(self._drops) - set(gone), key=_rank, reverse=True))  # pictures last
            self._drops = []
            self._manifest.write()
            self._settle()

    def try_out(self) -> None:
        """Write what nobody sees, and remove it."""
        self.check_ours()
        self._store.write(_TRIAL, b"Loa\n")
        self._store.remove(_TRIAL)

    def close(self) -> None:
        """Let the connection go."""
        self._store.close()

    def _is_in_step(self, today: str) -> bool:
        known = self._manifest
        return known.is_known and known.day == today and known.times == self._times_now()

    def _learn(self, today: str) -> None:
        """Know what stands at the home, and have its records in the folder."""
        self._sends, self._drops = [], []
        if self._manifest.day != today:
            self.check_ours()  # by what is remembered here: whoever deleted that begins anew
        with self._remembering():
            try:
                self._manifest.read()
            except Damaged:
                self._examine()
            if self._manifest.day != today or not self._manifest.is_known:
                self._look_through()
                self._manifest.day = today
            self._take_records()

    def _examine(self) -> None:
        """Without a manifest of ours: see what is there, by names and by what the files hold."""
        listed = {folder: self._store.list(folder) for folder in _FOLDERS}
        self._check_root(listed[""], listed[RECORDS])
        names = [f"{folder}/{file}".lstrip("/") for folder, found in listed.items() for file in found]
        files = {name: UNKNOWN for name in names if _is_of_a_site(name) and self._is_ours(name)}
        self._manifest.begin_anew(files)

    def _look_through(self) -> None:
        """Hold the lists of the home's files against the manifest: whose size differs is unknown."""
        known = self._manifest
        sizes = {name: one for folder in _FOLDERS for name, one in self._hashes_of(folder).items()}
        for folder in (*_FOLDERS, FOLDER):
            found = self._store.list(folder)
            below = f"{folder}/" if folder else ""
            for file in found:
                if (name := meant(file, PART)) and f"{below}{name}" not in self._foreign:
                    self._store.remove(below + file)
            if folder == FOLDER:
                for file in known.leftovers(found):
                    self._store.remove(below + file)
                continue
            if folder in (RECORDS, withdrawn.FOLDER):
                records = {below + file for file in found if _is_of_a_site(below + file)}
                for name in records - known.files.keys():
                    known.note(name, UNKNOWN)
            for name in [one for one in known.files if one.rpartition("/")[0] == folder]:
                size, digest = sizes.get(name, (-1, ""))
                there = found.get(name.removeprefix(below))
                if there is None:
                    known.note(name, None)
                elif folder == PICTURES and known.files[name] == UNKNOWN and (there == size or not digest):
                    known.note(name, digest)  # they are named by what they hold
                elif -1 not in (size, there) and known.files[name] == digest and there != size:
                    known.note(name, UNKNOWN)

    def _take_records(self) -> None:
        """Let the folder have the home's records, and no others."""
        known = self._manifest
        folders = (RECORDS, withdrawn.FOLDER, proofs.FOLDER)
        found = {name: one for folder in folders for name, one in self._hashes_of(folder).items()}
        here = {name: one for name, one in found.items() if _TAKEN.fullmatch(name)}
        for name in sorted(here.keys() | {name for name in known.files if _TAKEN.fullmatch(name)}):
            if name in here and here[name][1] == known.files.get(name):
                continue
            data = self._store.read(name)  # a list alone takes none back: it may be late, or hide some files
            if data is not None:
                known.note(name, digest_of(data))
                write_whole(self._folder / name, data)
                continue
            if name in known.files:
                known.note(name, None)
            log.info("%s was never public at its home, or is so no more", name)
            (self._folder / name).unlink(missing_ok=True)

    def _to_send(self, here: dict[str, tuple[int, str]]) -> Iterator[str]:
        for name, (_, digest) in here.items():
            there = self._manifest.files.get(name)
            if there == digest:
                continue
            if there is None and not self._is_ours(name):
                continue
            if there == UNKNOWN:
                data = self._store.read(name)
                if data is not None and digest_of(data) == digest:
                    self._manifest.note(name, digest)
                    continue
            yield name

    def _to_drop(self, here: dict[str, tuple[int, str]]) -> Iterator[str]:
        shown: dict[str, set[str]] = {}
        for name in self._manifest.files.keys() - here.keys():
            if name.startswith(f"{PICTURES}/"):  # of a copy that was made anew they are at the home alone
                post = post_of(name)
                if post not in shown:
                    shown[post] = self._pictures_of(post)
                if name in shown[post]:
                    continue
            yield name

    def _pictures_of(self, post: str) -> set[str]:
        found = self._records.get(post) if post else None
        return {file for one in found[1].pictures for file in (one.file, one.small)} if found else set()

    def _is_ours(self, name: str) -> bool:
        """Whether nothing of somebody else's lies there; what a person put among the lists stays."""
        if name in self._foreign:
            return False
        if name.rpartition("/")[0] not in LISTS and name not in SHARED:
            return True
        data = self._store.read(name)
        if data is None or is_marked(data):
            return True
        self._foreign.add(name)
        log.warning("%s was not made by Loa and is left as it is at the home", name)
        return False

    def _check_root(self, root: Collection[str], records: Collection[str]) -> None:
        """Without a manifest, by the files of the home itself and of the records' folder."""
        known = self._manifest.files.items()
        had = any(_RECORD.fullmatch(name) and found != UNKNOWN for name, found in known)
        if had and not any(file.endswith(".json") for file in records):
            raise HomeError(Trouble.EMPTIED, str(self._folder.parent))
        if INDEX in root and OURS not in (self._store.read(INDEX) or b""):
            raise HomeError(Trouble.OTHER_SITE, INDEX)

    def _send(self, name: str) -> None:
        try:
            data = (self._folder / name).read_bytes()
        except FileNotFoundError:
            return  # another hand, meanwhile: the next go finds it gone
        self._manifest.note(name, UNKNOWN)
        self._store.write(name, data)
        self._manifest.note(name, digest_of(data))

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            self._store.remove(name)
            self._manifest.note(name, None)

    def _settle(self) -> None:
        """All was carried of the folder as it was read."""
        self._manifest.times = {folder: self._read_at.get(folder, 0) for folder in _FOLDERS}

    @contextmanager
    def _remembering(self) -> Iterator[None]:
        try:
            yield
        finally:
            with suppress(OSError):  # what is not remembered is asked
                self._manifest.remember()

    def _hashes_of(self, folder: str) -> dict[str, tuple[int, str]]:
        """The files of the local *folder*, relative to the site's: sizes and hashes, read when it changed."""
        time = time_of(self._folder / folder)
        if time == 0:
            self._hashes[folder] = {}
        elif time != self._read_at.get(folder) or folder not in self._hashes:
            self._hashes[folder] = dict(self._hashed(folder))
        self._read_at[folder] = time
        return self._hashes[folder]

    def _hashed(self, folder: str) -> Iterator[tuple[str, tuple[int, str]]]:
        kept = self._manifest.hashed
        with suppress(FileNotFoundError), os.scandir(self._folder / folder) as entries:
            for entry in entries:
                if not entry.is_file() or entry.name.startswith("."):
                    continue
                name, state = f"{folder}/{entry.name}".lstrip("/"), entry.stat()
                if name not in kept or kept[name][:2] != (state.st_size, state.st_mtime_ns):
                    digest = digest_of(Path(entry.path).read_bytes())
                    kept[name] = state.st_size, state.st_mtime_ns, digest
                yield name, (state.st_size, kept[name][2])

    def _times_now(self) -> dict[str, int]:
        return {folder: time_of(self._folder / folder) for folder in _FOLDERS}


def _is_of_a_site(name: str) -> bool:
    """Whether a site of ours would have a file of that name."""
    folder, _, file = name.rpartition("/")
    if not is_plain(name):
        return False
    ends = {RECORDS: ".json", withdrawn.FOLDER: ".json", PAGES: ".html", proofs.FOLDER: ""}
    ends |= dict.fromkeys(LISTS, "")
    is_of_a_post = folder in ends and file.endswith(ends[folder])
    return is_of_a_post or name in FRONT or name in parts() or bool(post_of(name))


def _rank(name: str) -> tuple[int, str]:
    """Where it comes in the order in which files are carried."""
    folder = name.rpartition("/")[0]
    if folder in (PICTURES, withdrawn.FOLDER) or name in parts():
        return 0, name
    order = {RECORDS: 1, PAGES: 2, "": 4}
    return order.get(folder, 3), name
