"""A change of the calendar put into its file, so that a comparison shows that change alone.

A post's value is spliced into the text (`splicing.py`); then the file is read again, and what differs must
be what was meant. Nothing is guessed: where that does not hold, the file stays as it was.
"""

from __future__ import annotations

import codecs
import copy
import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from scheduler.calendar.entry import HOTLINE_KEYS, POST_KEYS
from scheduler.calendar.splicing import NotHere, Splice, Splicer, Value
from scheduler.calendar.yaml_text import Entry, Path
from scheduler.characters import cleaned
from scheduler.files import read_file, write_whole
from scheduler.problems import Stop, Text
from scheduler.reader.document import Document
from scheduler.reader.parsing import read

Changes = Mapping[Path, Value | None]  # by the path below the post; None: take it out

_ITEMS = "posts"


@dataclass(frozen=True, slots=True)
class Items:
    """The list of a file whose entries have ids, and the order of an entry's keys."""

    name: str
    order: Sequence[str]


POSTS = Items(_ITEMS, POST_KEYS)


class Unwritable(Stop):
    """The change cannot be put into the file without touching something else; the file is as it was."""


class Conflict(Exception):  # noqa: N818 - not a fault: somebody else wrote meanwhile
    """The file is no longer what the change was made for; *theirs* is what it holds now."""

    def __init__(self, theirs: bytes) -> None:
        super().__init__("the file was changed meanwhile")
        self.theirs = theirs


def mark_of(data: bytes) -> str:
    """What tells one state of a file from another."""
    return hashlib.sha256(data).hexdigest()[:16]


def entry_in(file: str, data: bytes, post: str) -> Entry:
    """The keys that *post* has of its own in the file, as they are read.

    Raises:
        Unwritable: it is not there.
    """
    document = read(file, data, items=_ITEMS)
    found = _entries(document)[_number_of(document, post, file)]
    return dict(found)


def ids_in(file: str, data: bytes) -> frozenset[str]:
    """The ids of the posts in the file."""
    found = (entry.get("id") for entry in _entries(read(file, data, items=_ITEMS)) if isinstance(entry, dict))
    return frozenset(map(str, found))


def changes_between(
    old: Mapping[str, Any], new: Mapping[str, Any], below: Path = ()
) -> dict[Path, Value | None]:
    """What has to be changed in *old* so that it says *new*: as little as there is."""
    changes: dict[Path, Value | None] = {(*below, key): None for key in old if key not in new}
    for key, value in new.items():
        had = old.get(key)
        if isinstance(had, dict) and isinstance(value, dict):
            changes |= changes_between(had, value, (*below, key))
        elif key not in old or not _says_the_same(had, value):
            changes[*below, key] = value
    return changes


def change_post(file: str, data: bytes, post: str, changes: Changes, items: Items = POSTS) -> bytes:
    """*data*, the content of *file*, with *changes* made in *post*, or in another of *items*.

    Raises:
        Unwritable: the post is not there, or the file leaves no place for a change.
    """
    for path, value in changes.items():
        data = _changed(file, data, post, path, None if value is None else _composed(value), items)
        if path == ("id",):
            post = str(value)
    return data


def clean_post(file: str, data: bytes, post: str) -> bytes:
    """*data* with the characters taken out of *post*'s own texts that do not belong into one (`characters`).

    Raises:
        Unwritable: the post is not there, or the file leaves no place for a change.
    """
    entry = entry_in(file, data, post)
    return change_post(file, data, post, changes_between(entry, cleaned_value(entry)))


def cleaned_value(value: Any) -> Any:
    """*value*, a text or texts in lists and mappings, with the same characters taken out."""
    if isinstance(value, str):
        clean = cleaned(value).strip()
        return clean if clean and clean != value.strip() else value
    if isinstance(value, Mapping):
        return {key: cleaned_value(one) for key, one in value.items()}
    return [cleaned_value(one) for one in value]


def add_post(file: str, data: bytes, entry: Mapping[str, Any]) -> bytes:
    """*data* with one more post behind the others.

    Raises:
        Unwritable: the file leaves no place for it.
    """
    return add_posts(file, data, [entry])


def add_posts(file: str, data: bytes, entries: Sequence[Mapping[str, Any]], items: Items = POSTS) -> bytes:
    """*data* with more posts (or others of *items*) behind the others, in one go.

    Raises:
        Unwritable: the file leaves no place for them.
    """
    new = [{key: _composed(entry[key]) for key in items.order if key in entry} for entry in entries]
    text, document = _opened(file, data, items.name)
    expected = _value(document)
    expected[items.name] = [*_entries(document), *new]
    splice = _try(file, lambda: Splicer(text, document).append_items(new))
    return _spliced(file, data, text, splice, expected, items.name)


def change_line(file: str, data: bytes, key: str, changes: Mapping[str, str]) -> bytes:
    """*data*, the directory of hotlines, with *changes* made in the line *key*.

    Raises:
        Unwritable: the line is not there, or the file leaves no place for a change.
    """
    if not isinstance(_value(_opened(file, data)[1]).get(key), dict):
        raise Unwritable(_NO_LINE, line=key, file=file)
    return change_keys(file, data, {(key, name): value for name, value in changes.items()}, HOTLINE_KEYS)


def change_keys(file: str, data: bytes, changes: Changes, order: Sequence[str] = ()) -> bytes:
    """*data*, a file that is one mapping, with *changes* made in it; *order*: of the keys of its entries.

    Raises:
        Unwritable: the file leaves no place for a change.
    """
    for path, value in changes.items():
        text, document = _opened(file, data)
        found = _value(document)
        expected = copy.deepcopy(found)
        holder: Any = expected
        for key in path[:-1]:
            holder = holder.get(key)
            if not isinstance(holder, dict):
                raise Unwritable(_NO_PLACE, file=file)
        splicer, new = Splicer(text, document), None if value is None else _composed(value)
        if new is None:
            holder.pop(path[-1], None)
            splice = _try(file, lambda: splicer.remove(path))  # noqa: B023
        else:
            holder[path[-1]] = new
            put = splicer.put if found else splicer.put_first
            splice = _try(file, lambda: put(path, new, order if len(path) > 1 else ()))  # noqa: B023
        data = _spliced(file, data, text, splice, expected)
    return data


def remove_post(file: str, data: bytes, post: str, items: Items = POSTS) -> bytes:
    """*data* without *post*, or another of *items*.

    Raises:
        Unwritable: it is not there, or the file leaves no way to take it out.
    """
    text, document = _opened(file, data, items.name)
    number = _number_of(document, post, file)
    expected = _value(document)
    expected[items.name] = [one for place, one in enumerate(_entries(document)) if place != number]
    splice = _try(file, lambda: Splicer(text, document).remove_item(number))
    return _spliced(file, data, text, splice, expected, items.name)


def save(path: FilePath, data: bytes, seen: str, *, is_private: bool = False) -> None:
    """Let the file hold *data*, if it still has the mark *seen* ('': it was not there).

    One that *is_private* its owner alone may read.

    Raises:
        Conflict: somebody wrote it meanwhile.
        OSError: it cannot be written.
    """
    try:
        present = read_file(path)
    except FileNotFoundError:
        present = b""
    if (mark_of(present) if present else "") != seen and present != data:
        raise Conflict(present)
    write_whole(path, data, private=is_private)


def put_back(path: FilePath, before: bytes, after: bytes, *, is_private: bool = False) -> bool:
    """Let the file be as it was before *after* was saved (b'': not there); False if somebody wrote it since.

    Raises:
        OSError: it cannot be written.
    """
    if before:
        try:
            save(path, before, mark_of(after), is_private=is_private)
        except Conflict:
            return False
        return True
    if read_file(path) != after:
        return False
    path.unlink()
    return True


def _changed(file: str, data: bytes, post: str, path: Path, value: Value | None, items: Items) -> bytes:
    text, document = _opened(file, data, items.name)
    number = _number_of(document, post, file)
    splicer, whole = Splicer(text, document), (items.name, number, *path)
    expected = _value(document)
    expected[items.name] = copy.deepcopy(_entries(document))
    holder: Any = expected[items.name][number]
    for key in path[:-1]:
        holder = holder[key] if isinstance(key, int) else holder.setdefault(key, {})
    if value is None:
        if isinstance(holder, dict):
            holder.pop(path[-1], None)
        splice = _try(file, lambda: splicer.remove(whole))
    else:
        holder[path[-1]] = value
        splice = _try(file, lambda: splicer.put(whole, value, items.order if len(path) == 1 else ()))
    return _spliced(file, data, text, splice, expected, items.name)


def _spliced(file: str, data: bytes, text: str, splice: Splice, expected: Any, items: str = _ITEMS) -> bytes:
    """*data* with *splice* in it, once reading it again has shown what was *expected*."""
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        new = bom + splice.into(text).encode("utf-8")
    except UnicodeEncodeError:
        raise Unwritable(_NOT_A_TEXT) from None
    before, after = read(file, data, items=items), read(file, new, items=items)
    worse = len(after.problems) > len(before.problems)
    if worse or not _says_the_same(_value(after) or {}, expected or {}):
        raise Unwritable(_NOT_A_TEXT if worse else _NO_PLACE, file=file)
    return new


def _opened(file: str, data: bytes, items: str = _ITEMS) -> tuple[str, Document]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unwritable(_NO_PLACE, file=file) from None
    return text, read(file, data, items=items)


def _try(file: str, splice: Any) -> Splice:
    try:
        found: Splice = splice()
    except NotHere:
        raise Unwritable(_NO_PLACE, file=file) from None
    return found


def _value(document: Document) -> dict[str, Any]:
    return dict(document.value) if isinstance(document.value, dict) else {}


def _entries(document: Document) -> list[Any]:
    entries = _value(document).get(document.items)
    return entries if isinstance(entries, list) else []


def _number_of(document: Document, post: str, file: str) -> int:
    for number, entry in enumerate(_entries(document)):
        if isinstance(entry, dict) and entry.get("id") == post:
            return number
    raise Unwritable(_NO_POST, post=post, file=file)


def _composed(value: Value) -> Value:
    """*value* as a file has it: letters composed, lines ended one way."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {_text(key): _composed(one) for key, one in value.items()}
    return [_composed(one) for one in value]


def _text(key: object) -> str:
    return unicodedata.normalize("NFC", str(key))


def _says_the_same(found: Any, wanted: Any) -> bool:
    """Whether the two are one value; the line end behind a text below a `|` does not count."""
    if isinstance(found, str) and isinstance(wanted, str):
        return found == wanted or found.strip("\n") == wanted.strip("\n")
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(_says_the_same(found[key], wanted[key]) for key in found)
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_says_the_same, found, wanted))
    return bool(found == wanted)


_NO_POST = Text("Tệp {file} không còn bài {post}.", "The file {file} has no post {post} any more.")
_NO_LINE = Text("Tệp {file} không còn đường dây {line}.", "The file {file} has no line {line} any more.")
_NO_PLACE = Text(
    "Không ghi được thay đổi này vào {file} mà không động tới chỗ khác. Mở tệp ấy và sửa bằng tay.",
    "This cannot be written into {file} without touching something else. Open the file and change it there.",
)
_NOT_A_TEXT = Text(
    "Có ký tự không ghi vào lịch được (ký tự ẩn, chữ bị vỡ). Xóa chỗ ấy rồi gõ lại.",
    "There is a character that the calendar cannot hold (invisible, or broken). Delete it and type it anew.",
)
