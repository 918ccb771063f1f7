"""config/excel.json: what an office calls its columns, audiences and channels, as its people told Loa.

Written by the desk, read wherever a workbook is. What is damaged is told and passed over: it only saves
people from telling it again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scheduler.files import WorkFolder, read_file, write_whole
from scheduler.problems import Message, Place, Problem
from scheduler.spreadsheets.columns import index
from scheduler.spreadsheets.hand import heading_key
from scheduler.spreadsheets.vocabulary import word_key

FILE = "config/excel.json"
_MOST = 2_000  # names of one kind
_MOST_BYTES = 1_000_000
_lock = threading.Lock()  # two people may tell something at once


@dataclass(frozen=True, slots=True)
class Learnt:
    """*columns*: the key that each holds by its heading, '' for none; *words*: the keys that they mean, of
    channels with commas between several."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    columns: dict[str, str] = Field(default_factory=dict, max_length=_MOST)
    words: dict[Literal["audience", "topic", "channels"], dict[str, str]] = Field(default_factory=dict)


def load_learnt(folder: WorkFolder) -> tuple[Learnt, list[Problem]]:
    """What the office told so far, and that its file is damaged, if it is."""
    try:
        found = _File.model_validate(json.loads(read_file(folder.root / FILE, _MOST_BYTES)))
    except FileNotFoundError:
        return Learnt(), []
    except (OSError, ValueError, RecursionError, ValidationError):
        return Learnt(), [Problem(DAMAGED, Place(FILE))]
    there = index().by_path
    columns = {
        heading: key for heading, key in found.columns.items() if not key or tuple(key.split(".")) in there
    }
    return Learnt(columns, {str(kind): words for kind, words in found.words.items()}), []


def learn(
    folder: WorkFolder,
    columns: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Remember *columns* by their headings, and *words* by their kind, as they are written in a cell.

    A file that is damaged is kept beside.

    Raises:
        OSError: it cannot be written.
    """
    path = folder.root / FILE
    with _lock:
        known, problems = load_learnt(folder)
        if problems and path.is_file():
            write_whole(path.with_name(f"{path.name}.bak"), path.read_bytes())
        all_columns = {**known.columns, **{heading_key(one): key for one, key in (columns or {}).items()}}
        all_words = {str(kind): dict(one) for kind, one in known.words.items()}
        for kind, said in (words or {}).items():
            all_words.setdefault(kind, {}).update({word_key(one): key for one, key in said.items()})
        whole = {
            "columns": _latest(all_columns),
            "words": {kind: _latest(one) for kind, one in all_words.items()},
        }
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        write_whole(path, f"{text}\n".encode())


def _latest(said: dict[str, str]) -> dict[str, str]:
    return dict(list(said.items())[-_MOST:])


DAMAGED = Message.of(
    "excel-memory-damaged",
    "tệp ghi nhớ tên cột, tên đối tượng, tên kênh của cơ quan bị hỏng nên không được dùng",
    "the file that remembers the office's own names is damaged and is not used",
    "Chọn lại ở trang Excel khi Loa hỏi: Loa ghi lại từ đầu, bản hỏng được giữ cạnh đó.",
    "Choose again on the page Excel where Loa asks: it begins anew, and keeps the damaged file beside.",
    level="warning",
)
