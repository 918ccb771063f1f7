"""What happened in the practice world, one JSON line each, only ever added to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scheduler.problems import Stop, Text

Line = dict[str, Any]


class Journal:
    """An append-only file of JSON lines that survives kills.

    A last line that a kill cut short is taken away when the file is opened; it was never answered for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)
        self._length = os.fstat(self._file).st_size

    def lines(self) -> Iterator[Line]:
        """Every whole line, oldest first.

        Raises:
            Stop: a line before the last one is damaged: a person must look.
        """
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.truncate(self.path, whole)
            self._length = whole
        for number, line in enumerate(data[:whole].splitlines(), start=1):
            try:
                yield json.loads(line)
            except ValueError:
                raise Stop(_DAMAGED, path=self.path, line=number) from None

    def add(self, line: Line, *, lasting: bool = True) -> None:
        """Write *line* down; *lasting* also waits for the disk (a clock's step need not).

        Raises:
            OSError: it could not be written whole; nothing of it is left in the file.
        """
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            self._write(data)
            if lasting:
                os.fsync(self._file)
        except OSError:
            os.truncate(self.path, self._length)
            raise
        self._length += len(data)

    def _write(self, data: bytes) -> None:
        if os.write(self._file, data) < len(data):
            raise OSError("the disk took only a part of the line")

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


_DAMAGED = Text(
    "Sổ của trang luyện tập bị hỏng ở {path}, dòng {line}. Xóa thư mục này để tập lại từ đầu.",
    "The practice page's journal is damaged at {path}, line {line}. Delete that folder to begin anew.",
)
