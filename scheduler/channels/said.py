"""What was said where nobody can ask afterwards: written down before the call, and again after its answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from scheduler.channels.channel import ChannelError, Failure, FailureKind
from scheduler.files import write_whole
from scheduler.problems import Text


class Said(msgspec.Struct, omit_defaults=True):
    """What was said at one place: begun at *since*; its id there, and when, once it was taken."""

    since: datetime
    id: str = ""
    at: datetime | None = None


class Book:
    """What was said, by delivery and place: a small file beside the ledger; one process writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, key: str) -> dict[str, Said]:
        """What was said of that delivery, by place.

        Raises:
            ChannelError: the file is damaged, so that nobody knows.
        """
        return self._read().get(key, {})

    def every(self) -> list[Said]:
        """All that was said.

        Raises:
            ChannelError: the file is damaged, so that nobody knows.
        """
        return [one for those in self._read().values() for one in those.values()]

    def note(self, key: str, place: str, said: Said | None) -> None:
        """Remember it; None: it was not said.

        Raises:
            ChannelError: it could not be written, or read.
        """
        every = self._read()
        those = every.setdefault(key, {})
        those.pop(place, None)
        if said is not None:
            those[place] = said
        try:
            write_whole(self._path, msgspec.json.encode(every))
        except OSError as error:
            raise self._broken(error.strerror or "") from None

    def forget_unsure(self, key: str) -> None:
        """What had no clear answer counts as not said: a person looked.

        Raises:
            ChannelError: it could not be written, or read.
        """
        for place, said in self.of(key).items():
            if not said.id:
                self.note(key, place, None)

    def _read(self) -> dict[str, dict[str, Said]]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, dict[str, Said]])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as error:
            raise self._broken(type(error).__name__) from None

    def _broken(self, detail: str) -> ChannelError:
        why = _BROKEN.filled(name=self._path.name)
        return ChannelError(Failure(FailureKind.CERTAIN, "book", why, _SEE_DISK, detail=detail))


_BROKEN = Text("Không đọc, ghi được tệp {name} trong thư mục var", "The file {name} in var cannot be used")
_SEE_DISK = Text(
    "Xem ổ đĩa và tệp ấy; sửa xong thì Loa tự làm tiếp.", "See to the disk and that file; then Loa goes on."
)
