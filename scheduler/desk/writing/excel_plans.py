"""The workbooks that were dropped on the desk, and what people said of them, kept until they are done with.

A workbook is kept as it came; all else is understood anew whenever it is shown.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scheduler.desk.pages.excel import Waiting
from scheduler.files import WorkFolder, read_file, write_whole
from scheduler.spreadsheets.hand import Hand
from scheduler.spreadsheets.learnt import Learnt
from scheduler.spreadsheets.loading import Opened, open_workbook

MOST_BYTES = 5_000_000
_KEY = re.compile(r"[0-9a-f]{16}")
_OPEN = 4  # workbooks that stay open
_MOST_TAKEN = 20_000  # rows that are known again


Chosen = tuple[str, int, int, str, tuple[str, ...], bool]


class Plan(BaseModel):
    """What people said of the workbook *name*: *columns* as (sheet, number, key), *cells* as (sheet, row,
    column, words), *chosen* what a cell's word shall mean once its row is saved, as (sheet, row, column,
    word, keys, whether to remember it), the rows that are put *away*, those that are posts *apart* from what
    says the same, and the calendar's file that it goes *into* ('': its own).
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    into: str | None = None  # None: nobody has chosen yet
    columns: list[tuple[str, int, str]] = Field(default_factory=list)
    cells: list[tuple[str, int, int, str]] = Field(default_factory=list)
    chosen: list[Chosen] = Field(default_factory=list)
    away: list[tuple[str, int]] = Field(default_factory=list)
    apart: list[tuple[str, int]] = Field(default_factory=list)
    left: int = 0  # rows that were not taken when it was last shown

    def hand(self, learnt: Learnt) -> Hand:
        """The same as the reader of workbooks takes it, with what the office *learnt*."""
        return Hand(
            {(sheet, number): key for sheet, number, key in self.columns},
            learnt.columns,
            {(sheet, row, column): words for sheet, row, column, words in self.cells},
            guesses=True,
        )

    def say_column(self, sheet: str, number: int, key: str) -> None:
        """That column holds *key*, '' for nothing."""
        rest = [one for one in self.columns if one[:2] != (sheet, number)]
        self.columns = [*rest, (sheet, number, key)]

    def say_cell(self, sheet: str, row: int, column: int, words: str) -> None:
        """That cell says *words*."""
        rest = [one for one in self.cells if one[:3] != (sheet, row, column)]
        self.cells = [*rest, (sheet, row, column, words)]

    def choose(self, chosen: Chosen) -> None:
        """A word of a cell shall mean that."""
        rest = [one for one in self.chosen if one[:4] != chosen[:4]]
        self.chosen = [*rest, chosen]


class Plans:
    """The workbooks of *folder*, by keys made of what they hold: the same one is not kept twice."""

    def __init__(self, folder: WorkFolder) -> None:
        self._room = folder.var / "excel"
        self._open: OrderedDict[str, Opened] = OrderedDict()
        self.lock = threading.RLock()  # of what is said: one after the other
        self._seen: dict[str, tuple[int, Waiting]] = {}  # by when it was written: every page asks

    def add(self, name: str, data: bytes) -> str:
        """Keep the workbook *data*, and give its key.

        Raises:
            Stop: it is no workbook that can be read.
            OSError: it cannot be written.
        """
        key = hashlib.sha256(data).hexdigest()[:16]
        self._keep_open(key, open_workbook(name, data))
        with self.lock:
            write_whole(self._room / f"{key}.xlsx", data)
            if self.plan(key) is None:
                self.keep(key, Plan(name=name))
        return key

    def plan(self, key: str) -> Plan | None:
        """What was said of that workbook; nothing where that is damaged; None where there is no such one."""
        if not _KEY.fullmatch(key) or not (self._room / f"{key}.xlsx").is_file():
            return None
        try:
            return Plan.model_validate_json(read_file(self._room / f"{key}.json"))
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            return Plan(name="Excel")

    def keep(self, key: str, plan: Plan) -> None:
        """Keep what was said.

        Raises:
            OSError: it cannot be written.
        """
        write_whole(self._room / f"{key}.json", plan.model_dump_json().encode())

    def opened(self, key: str, plan: Plan) -> Opened:
        """The workbook itself.

        Raises:
            Stop, OSError: it cannot be read any more.
        """
        found = self._open.get(key)
        if found is None:
            found = open_workbook(plan.name, read_file(self._room / f"{key}.xlsx"))
            self._keep_open(key, found)
        return found

    def waiting(self) -> list[Waiting]:
        """Those with rows left, the latest first."""
        written = {}
        for path in self._room.glob("*.json"):
            with suppress(FileNotFoundError):  # thrown away just now
                written[path.stem] = path.stat().st_mtime_ns
        found = [self._waiting(key, written[key]) for key in sorted(written, key=lambda key: -written[key])]
        return [one for one in found if one.left]

    def _waiting(self, key: str, written: int) -> Waiting:
        seen, waiting = self._seen.get(key, (0, None))
        if waiting is None or seen != written:
            plan = self.plan(key)
            waiting = Waiting(key, plan.name, plan.left) if plan is not None else Waiting(key, "", 0)
            self._seen[key] = written, waiting
        return waiting

    def throw_away(self, key: str) -> None:
        """Forget that workbook, and what was said of it."""
        with self.lock:
            if self.plan(key) is not None:
                for ending in ("json", "xlsx"):
                    (self._room / f"{key}.{ending}").unlink(missing_ok=True)

    def taken(self) -> Mapping[str, str]:
        """The posts that rows became, by the rows' prints; what is damaged is forgotten: posts are known by
        their words too."""
        try:
            found = json.loads(read_file(self._taken))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {str(one): post for one, post in found.items() if isinstance(post, str)}

    def remember(self, taken: Mapping[str, str]) -> None:
        """Those rows became those posts.

        Raises:
            OSError: it cannot be written.
        """
        with self.lock:
            known = list({**self.taken(), **taken}.items())[-_MOST_TAKEN:]
            write_whole(self._taken, json.dumps(dict(known)).encode())

    @property
    def _taken(self) -> Path:
        return self._room / "taken" / "rows.json"

    def _keep_open(self, key: str, opened: Opened) -> None:
        with self.lock:
            self._open[key] = opened
            self._open.move_to_end(key)
            while len(self._open) > _OPEN:
                self._open.popitem(last=False)
