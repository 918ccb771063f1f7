"""The site's folder, kept in step with its records at the cost of what has changed.

A record is written first: with it the post is public. Then come the files that show it, and last the
catalogue. Two empty files beside that bear times: `in-step` none while anything is done, and then one that is
made of those of all folders; `looked` the moment when every record was read last. So what a kill leaves is
known by `in-step`, and what another hand puts there or takes away by a folder's time: then, and on the first
go of each day, all is looked at.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path

from scheduler.channels.directory import Directory
from scheduler.channels.site import catalogue, pictures, store
from scheduler.channels.site.builder import MADE_IN, Builder
from scheduler.channels.site.catalogue import Catalogue, Change, Entry, Stale, entry_of
from scheduler.channels.site.feeds import Feeds
from scheduler.channels.site.pages import Pages
from scheduler.channels.site.proof import withdrawn
from scheduler.channels.site.proof.lists import Withdrawn, sums_of
from scheduler.channels.site.proof.proofs import Proofs
from scheduler.channels.site.records import Record, dump, local_day
from scheduler.channels.site.store import Damaged, Records, digest_of, time_of
from scheduler.files import write_whole

log = logging.getLogger(__name__)

_WATCHED = (*MADE_IN, store.FOLDER, withdrawn.FOLDER, catalogue.FOLDER)
_MONTHS_KEPT = 24  # in memory
_IN_STEP, _LOOKED = f"{catalogue.FOLDER}/in-step", f"{catalogue.FOLDER}/looked"


class SiteFolder:
    """One site in *folder*; all is made anew when *edition*, a hash of program and settings, is another.

    Every method raises OSError for what the disk refuses.
    """

    def __init__(
        self,
        folder: Path,
        edition: str,
        zone: tzinfo,
        feeds: Feeds,
        pages: Pages,
        keep: int,
        proofs: Proofs | None = None,
        *,
        directory: Directory = lambda _: (),
    ) -> None:
        """Days begin in *zone*; front page and feeds show *keep* posts; *directory* has the hotlines."""
        self._folder = folder
        self._zone = zone
        self._records = Records(folder)
        self._catalogue = Catalogue(folder, edition, zone)
        self._builder = Builder(
            folder, self._catalogue, self._records, feeds, pages, keep, proofs, directory=directory
        )
        self._proofs = proofs
        self._times: dict[str, int] = {}  # of each folder when all was in step; {}: that is not known
        self._day: date | None = None  # on which all was looked at last

    def record(self, name: str) -> Record | None:
        """The record of that name; None if there is none.

        Raises:
            Damaged: it cannot be understood.
        """
        found = self._records.get(name)
        return found[1] if found else None

    def has(self, name: str) -> bool:
        """Whether there is a record of that name, sound or not."""
        return self._records.has(name)

    def names(self) -> frozenset[str]:
        """The names of all records, damaged ones as well."""
        return frozenset(self._records.names())

    def others_since(self, name: str, now: datetime, instant: datetime) -> set[datetime]:
        """When others than *name* were changed last, as far as that was at *instant* or later."""
        try:
            return self._others_since(name, instant)
        except Stale:
            self._times = {}
            self._look(now)
            return self._others_since(name, instant)

    def put(self, record: Record, now: datetime) -> None:
        """Make *record* public in place of what was there under its name."""
        new = entry_of(record, digest_of(dump(record)), local_day(now, self._zone))
        self._replace(record.name, new, lambda: self._records.put(record), now)

    def take_out(self, name: str, now: datetime) -> None:
        """Let there be no such record, and nothing that shows it."""
        self._replace(name, None, lambda: self._take_out(name, now), now)

    def heal(self, now: datetime) -> None:
        """Bring all in step with the records; cheap if nothing has changed."""
        if not self._records.folder.is_dir():
            return  # nothing was ever published here; whatever lies there is not ours
        changed = self._changed(now)
        if changed & {store.FOLDER, withdrawn.FOLDER}:
            self._look(now)
        elif changed or self._builder.is_behind(now):
            self._work(lambda: self._mend(changed, now), self._times[store.FOLDER], now)

    def write_beside(self, name: str, data: bytes, now: datetime) -> None:
        """Write a file of ours that nothing in the site depends on."""
        is_in_step = not self._changed(now)
        if write_whole(self._folder / name, data) and is_in_step:
            self._settle(self._times[store.FOLDER])

    def sweep(self, folders: Sequence[str] = (pictures.FOLDER,)) -> None:
        """Remove the unfinished files of a killed run; only one program carries, so they are nobody's.

        In a folder that is not of the pictures they give it another time, and so are found by `heal`.
        """
        for folder in folders:
            with suppress(FileNotFoundError), os.scandir(self._folder / folder) as entries:
                for entry in entries:
                    if entry.name.startswith(".") and entry.name.endswith(".part"):
                        Path(entry.path).unlink(missing_ok=True)

    def _mend(self, changed: set[str], now: datetime) -> None:
        if self._builder.is_behind(now):
            self._builder.follow((), now)
        self._builder.mend(changed, now)

    def _take_out(self, name: str, now: datetime) -> None:
        """Note first that it was here: once its record is gone, nothing else knows."""
        if self._proofs is not None:
            with suppress(Damaged):
                found = self._records.get(name)
                if found:
                    entry = entry_of(found[1], found[0], local_day(now, self._zone))
                    gone = Withdrawn(name, entry.published, now, sums_of(entry))
                    self._proofs.withdrawals.add(self._catalogue.month_of(entry.published), gone)
        self._records.remove(name)

    def _others_since(self, name: str, instant: datetime) -> set[datetime]:
        return {one.updated for one in self._catalogue.updated_since(instant) if one.name != name}

    def _changed(self, now: datetime) -> set[str]:
        """The folders that are not as they were when all was in step; on a new day the records' too."""
        times = self._times_now()
        if times[catalogue.FOLDER] != self._times.get(catalogue.FOLDER):
            self._open(times)
        changed = {folder for folder in _WATCHED if times[folder] != self._times.get(folder)}
        return changed if self._day == local_day(now, self._zone) else {*changed, store.FOLDER}

    def _replace(self, name: str, new: Entry | None, act: Callable[[], None], now: datetime) -> None:
        """Let *act* make the record of *name* that of *new*, and all follow."""
        is_known = not self._changed(now)
        try:
            old = self._entry(name)
        except (Damaged, Stale):
            old, is_known = None, False
        if is_known and old == new:
            return
        self._begin()
        act()
        if is_known:
            self._work(lambda: self._builder.follow([(old, new)], now), time_of(self._records.folder), now)
        else:
            self._look(now)

    def _entry(self, name: str) -> Entry | None:
        """What the catalogue has for the record of that name.

        Raises:
            Damaged: the record cannot be understood.
            Stale: it is not as the catalogue has it.
        """
        found = self._records.get(name)
        if found is None:
            return None
        entry = self._catalogue.get(name, found[1].published)
        if entry is None or entry.digest != found[0]:
            raise Stale(name)
        return entry

    def _work(self, work: Callable[[], None], time: int, now: datetime) -> None:
        """Do it, for the records as they were at *time*."""
        self._begin()
        try:
            work()
            self._settle(time)
        except Stale:
            self._look(now)

    def _begin(self) -> None:
        """Until it is settled again nothing counts as known, here and after a kill."""
        self._times = {}
        with suppress(FileNotFoundError):
            _bear(self._folder / _IN_STEP, 0)

    def _open(self, times: dict[str, int]) -> None:
        """Take the catalogue as it lies there; the site is in step with it if the time says so."""
        self._times, self._day = {}, None
        if self._catalogue.open() and time_of(self._folder / _IN_STEP) == _one_of(times):
            self._times = times
            looked = time_of(self._folder / _LOOKED) / 1e9
            self._day = datetime.fromtimestamp(looked, self._zone).date()

    def _look(self, now: datetime) -> None:
        """Hold every record against the catalogue, and every file against what should be there."""
        if not self._times:
            self._catalogue.open()
        for may_be_stale in (True, False):
            self.sweep((*_WATCHED, pictures.FOLDER))
            time = time_of(self._records.folder)
            try:
                if not self._catalogue.months:
                    self._builder.make_parts()
                changes = self._differing(local_day(now, self._zone))
                self._begin()
                self._builder.follow(changes, now)
                self._builder.mend(MADE_IN, now)
                self._builder.prove()
                self._settle(time, now)
            except Stale as error:
                if not may_be_stale:
                    raise OSError(f"{store.FOLDER}/{error}.json was changed meanwhile") from error
                self._catalogue.clear()
            else:
                return

    def _differing(self, today: date) -> Sequence[Change]:
        """What has become of each record since it was taken into the catalogue."""
        known = self._catalogue.read_all()
        changes: list[Change] = []
        for name in sorted(self._records.names()):
            old = known.pop(name, None)
            new = self._entry_now(name, old, today)
            if new != old:
                changes.append((old, new))
        return [*changes, *((old, None) for old in known.values())]

    def _entry_now(self, name: str, old: Entry | None, today: date) -> Entry | None:
        if old and self._records.digest(name) == old.digest:
            return replace(old, is_over=old.expires is not None and today > old.expires)
        try:
            found = self._records.get(name)
        except Damaged as error:
            log.warning("%s: %s; it is left out of the site", self._folder, error)
            return None
        return entry_of(found[1], found[0], today) if found else None

    def _settle(self, records: int, looked: datetime | None = None) -> None:
        """All is in step with the records as they were at *records*, the time of their folder."""
        self._catalogue.save()
        self._catalogue.forget_old(_MONTHS_KEPT)
        for marker in (_IN_STEP, _LOOKED):
            write_whole(self._folder / marker, b"", outlives_power=False)
        times = self._times_now() | {store.FOLDER: records}
        if looked:
            _bear(self._folder / _LOOKED, int(looked.timestamp()) * 10**9)
            self._day = local_day(looked, self._zone)
        _bear(self._folder / _IN_STEP, _one_of(times))
        self._times = times

    def _times_now(self) -> dict[str, int]:
        return {folder: time_of(self._folder / folder) for folder in _WATCHED}


def _one_of(times: dict[str, int]) -> int:
    """A time that any other of *times* changes, earlier ones too; every disk can hold it: in this century, of
    even seconds."""
    digest = hashlib.sha256(repr(sorted(times.items())).encode()).digest()
    return (946_684_800 + 2 * (int.from_bytes(digest[:4], "big") >> 3)) * 10**9


def _bear(marker: Path, time: int) -> None:
    if time_of(marker) != time:
        os.utime(marker, ns=(time, time))
