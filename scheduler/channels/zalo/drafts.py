"""What was begun with Zalo and has no id yet, so that it is not begun twice: a small file beside the ledger.

Losing it costs a hidden article that nobody sees, never a second public one: the ledger alone decides which
id becomes public.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from scheduler.files import write_whole

log = logging.getLogger(__name__)

_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """A creation that began at *since*; *token* once Zalo took it, *id* once it is there, hidden."""

    title: str
    since: datetime
    token: str = ""
    id: str = ""


class _Book(msgspec.Struct):
    drafts: dict[str, Draft] = {}  # by the delivery's key
    touched: dict[str, datetime] = {}  # by id: when it was last told to become public
    keys: dict[str, str] = {}  # by id: the delivery whose article it is


class Drafts:
    """The file; one process writes it, which carries."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, key: str) -> Draft | None:
        """What was begun for that delivery."""
        return self._book().drafts.get(key)

    def ids(self) -> frozenset[str]:
        """The ids of all that is remembered: what was begun, and what became public."""
        book = self._book()
        return frozenset((*(one.id for one in book.drafts.values() if one.id), *book.touched))

    def is_anothers(self, key: str, id_: str) -> bool:
        """Whether that article is remembered as another delivery's."""
        book = self._book()
        known = {**{one.id: of for of, one in book.drafts.items()}, **book.keys}
        return known.get(id_, key) != key

    def note(self, key: str, draft: Draft) -> None:
        """Remember *draft* for that delivery.

        Raises:
            OSError: it could not be written.
        """
        book = self._book()
        book.drafts[key] = draft
        self._write(book, draft.since)

    def reveal(self, key: str, id_: str, now: datetime) -> None:
        """That article is told to become public now; from here on the ledger knows it.

        Raises:
            OSError: it could not be written.
        """
        book = self._book()
        book.drafts.pop(key, None)
        book.touched[id_] = now
        book.keys[id_] = key
        self._write(book, now)

    def shown(self, key: str) -> str:
        """The id of that delivery's article, the latest that was told to become public; '' for none."""
        book = self._book()
        return max(
            (id_ for id_, of in book.keys.items() if of == key), key=book.touched.__getitem__, default=""
        )

    def touched(self, id_: str) -> datetime | None:
        """When it was last told to."""
        return self._book().touched.get(id_)

    def _book(self) -> _Book:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Book)
        except FileNotFoundError:
            return _Book()
        except msgspec.MsgspecError:
            log.warning("%s is damaged and begun anew", self._path)
            return _Book()

    def _write(self, book: _Book, now: datetime) -> None:
        book.drafts = {key: one for key, one in book.drafts.items() if now - one.since < _REMEMBERED}
        book.touched = {key: at for key, at in book.touched.items() if now - at < _REMEMBERED}
        book.keys = {id_: key for id_, key in book.keys.items() if id_ in book.touched}
        write_whole(self._path, msgspec.json.encode(book))
