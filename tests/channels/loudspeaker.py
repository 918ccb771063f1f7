"""A third channel in one file: a commune's loudspeakers; each post is a text file to be read out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field

from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import (
    ChannelError,
    Failure,
    FailureKind,
    Gone,
    Outgoing,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.opening import Opening
from scheduler.files import write_whole
from scheduler.kinds.fields import LocalPath
from scheduler.kinds.kind import Can, ChannelBlock, ChannelKind, Limits, Own, OwnPlace
from scheduler.problems import Message, Text


class LoudspeakerSettings(ChannelBlock):
    """The folder that the announcer reads from."""

    folder: LocalPath = Field(description="Thư mục chứa các bài đọc trên loa.")

    def own_places(self) -> tuple[OwnPlace, ...]:
        shown = Text(f"thư mục {self.folder}", f"the folder {self.folder}")
        return (OwnPlace("folder", f"loudspeaker:{self.folder}", shown),)


class Loudspeaker:
    """Keeps `Channel`, `Edits` and `Withdraws`."""

    name = ChannelName("loudspeaker")
    sizes: Sequence[str] = ()
    replaces_pictures = True

    def __init__(self, block: LoudspeakerSettings, opening: Opening) -> None:
        self.page_key = block.page_key
        self.limits = KIND.limits
        self._folder = opening.folder / block.folder

    def describe(self) -> str:
        return f"Loa truyền thanh ({self._folder.name})"

    def prepare(self, outgoing: Outgoing) -> Prepared:
        return Prepared()

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        file = self._file(re.sub(r"[^\w-]+", "_", outgoing.key))
        with _failing_as(FailureKind.DOUBTFUL):
            write_whole(file, outgoing.wording.text.encode())
            return _receipt(file)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        files = [self._file(re.sub(r"[^\w-]+", "_", trace.key)) for trace in traces]
        with _failing_as(FailureKind.DOUBTFUL):
            return [(_receipt(file),) if file.exists() else () for file in files]

    def shown(self, remote_id: str) -> str | None:
        with _failing_as(FailureKind.DOUBTFUL):
            file = self._file(remote_id)
            return file.read_text(encoding="utf-8") if file.exists() else None

    def standing(self, since: datetime) -> frozenset[str]:
        with _failing_as(FailureKind.DOUBTFUL):
            return frozenset(file.stem for file in self._folder.iterdir())

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        if self.shown(remote_id) is None:
            raise Gone(_failure(FailureKind.CONTENT, "gone"))
        with _failing_as(FailureKind.DOUBTFUL):
            write_whole(self._file(remote_id), outgoing.wording.text.encode())

    def withdraw(self, remote_id: str) -> None:
        if self.shown(remote_id) is None:
            raise Gone(_failure(FailureKind.CONTENT, "gone"))
        with _failing_as(FailureKind.DOUBTFUL):
            self._file(remote_id).unlink()

    def _file(self, remote_id: str) -> Path:
        return self._folder / f"{remote_id}.txt"


def _receipt(file: Path) -> Receipt:
    return Receipt(file.stem, "", datetime.fromtimestamp(file.stat().st_mtime, UTC))


def _failure(kind: FailureKind, code: str) -> Failure:
    why = Text("không đọc, ghi được thư mục của loa", "the loudspeaker's folder cannot be read or written")
    return Failure(kind, f"loudspeaker:{code}", why, Text("Xem lại thư mục ấy.", "See to that folder."))


@contextmanager
def _failing_as(kind: FailureKind) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ChannelError(_failure(kind, "disk")) from error


NO_OWN_FOLDER = Message(
    "unit-loudspeaker",
    Text("mục loudspeaker của đơn vị chưa ghi {key} riêng", "the unit's loudspeaker has no {key} of its own"),
    Text("Thêm thư mục riêng của đơn vị.", "Give it a folder of its own."),
)

KIND = ChannelKind(
    name="loudspeaker",
    title=Text("Loa truyền thanh", "Loudspeakers"),
    said=Text("loa truyền thanh", "the loudspeakers"),
    place="loa truyền thanh",
    block=LoudspeakerSettings,
    limits=Limits(text=600, inline=True),
    open=Loudspeaker,
    own=(Own(("folder",), NO_OWN_FOLDER),),
    aliases=frozenset({"loa", "loa-truyen-thanh", "loa-phuong"}),
    can=frozenset({Can.EDIT, Can.WITHDRAW}),
    reached=Text("thư mục của loa đọc được", "the loudspeakers' folder can be read"),
)
