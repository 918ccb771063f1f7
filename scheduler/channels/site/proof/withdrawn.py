"""What was taken down, one file a month below `da-go/`: once the record is gone, nothing else knows of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from scheduler.channels.site.proof.lists import Withdrawn
from scheduler.files import write_whole

FOLDER = "da-go"


class Withdrawals:
    """The files below the site's *folder*. OSError: the disk refuses, or a file cannot be understood."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def months(self) -> list[str]:
        """The months of which something was taken down, oldest first."""
        with suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            names = (entry.name for entry in entries if not entry.name.startswith("."))
            return sorted(name.removesuffix(".json") for name in names if name.endswith(".json"))
        return []

    def of_month(self, month: str) -> list[Withdrawn]:
        """Those that were published in *month*, in the order in which they were taken down."""
        try:
            data = (self._folder / f"{month}.json").read_bytes()
        except FileNotFoundError:
            return []
        try:
            return msgspec.json.decode(data, type=list[Withdrawn])
        except msgspec.MsgspecError as error:
            raise OSError(f"{FOLDER}/{month}.json cannot be understood") from error

    def forget(self, name: str) -> None:
        """Note nothing of that name any more: it is public again, or was never taken down."""
        for month in self.months():
            found = self.of_month(month)
            left = [one for one in found if one.name != name]
            if not left:
                (self._folder / f"{month}.json").unlink(missing_ok=True)
            elif left != found:
                self._write(month, left)

    def add(self, month: str, one: Withdrawn) -> None:
        """Note it, in place of what was noted under that name before."""
        others = [other for other in self.of_month(month) if other.name != one.name]
        self._write(month, [*others, one])

    def _write(self, month: str, all_of_it: list[Withdrawn]) -> None:
        data = msgspec.json.format(msgspec.json.encode(all_of_it), indent=1)
        write_whole(self._folder / f"{month}.json", data + b"\n")
