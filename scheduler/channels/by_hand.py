"""A channel that is a person: at its time a post becomes a pack, and she posts it by hand.

What lies in the packs' folder proves that it was given, never that it is public.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from scheduler.calendar.model import ChannelName
from scheduler.channels.by_hand_kind import TO_TAKE_DOWN, ByHandSettings
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
from scheduler.channels.packs import Article, Pack, Packs, Picture, Translated
from scheduler.problems import Text


class ByHand:
    """Keeps `Channel`, `Edits` and `Withdraws`; what is given there for a portal, `portal.py` has."""

    sizes: Sequence[str] = ("portrait",)
    replaces_pictures = True

    def __init__(self, block: ByHandSettings, opening: Opening) -> None:
        self.name = ChannelName(opening.kind.name)
        self.page_key = block.page_key
        self.limits = opening.kind.limits
        self.packs = Packs(opening.folder / block.folder)
        self._block = block
        self._clock = opening.clock
        self._title = opening.kind.title.say(opening.language)

    def describe(self) -> str:
        """The kind and the places."""
        return f"{self._title} ({self._block.page_name})"

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Put the pictures into the pack's folder."""
        post = re.sub(r"[^a-z0-9-]+", "-", outgoing.post.lower()).strip("-")[:60] or "bai"
        pack_id = outgoing.draft or f"{outgoing.due:%Y%m%d}-{post}-{secrets.token_hex(4)}"
        with _failing_as(FailureKind.CERTAIN):
            self.packs.fill(pack_id, self._pictures(outgoing))
        return Prepared(draft=pack_id)

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """Let the pack be there: from now on the person sees it."""
        given = self._clock.now()
        with _failing_as(FailureKind.DOUBTFUL):
            self.packs.write(self._made_of(outgoing, prepared.draft, given))
        return _receipt(prepared.draft, given)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """Which of them she was given: by the packs' ids, or by their keys where a lost ledger had those."""
        with _failing_as(FailureKind.DOUBTFUL):
            of_keys = self._of_keys() if any(not trace.drafts for trace in traces) else {}
            found = [
                [pack for draft in trace.drafts if (pack := self.packs.find(draft))]
                if trace.drafts
                else of_keys.get(trace.key, [])
                for trace in traces
            ]
        return [tuple(_receipt(pack.id, pack.given) for pack in each) for each in found]

    def _of_keys(self) -> dict[str, list[Pack]]:
        found: dict[str, list[Pack]] = {}
        for pack in filter(None, map(self.packs.find, self.packs.ids())):
            found.setdefault(pack.key, []).append(pack)
        return found

    def shown(self, remote_id: str) -> str | None:
        """The text that she was given."""
        with _failing_as(FailureKind.DOUBTFUL):
            pack = self.packs.find(remote_id)
        return pack.text if pack else None

    def standing(self, since: datetime) -> frozenset[str]:
        """All packs."""
        with _failing_as(FailureKind.DOUBTFUL):
            return frozenset(self.packs.ids())

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Give her what is to stand there instead."""
        with _failing_as(FailureKind.DOUBTFUL):
            former = self._pack(remote_id)
            pack = self._made_of(outgoing, remote_id, former.given)
            pack = replace(pack, revised=self._clock.now(), taking_down=former.taking_down)
            self.packs.write(pack, former)

    def withdraw(self, remote_id: str) -> None:
        """Ask her to take it down; it is done once she says so."""
        with _failing_as(FailureKind.DOUBTFUL):
            pack = self.packs.find(remote_id)
            if pack and pack.is_down:
                self.packs.remove(remote_id)
                return
            if pack is None:  # somebody tidied up: what was posted stands for all that
                self.packs.fill(remote_id, ())
                now, places = self._clock.now(), dict(self._block.places)
                pack = Pack(remote_id, "", "", "", "", "vi", now, places=places)
            self.packs.write(replace(pack, taking_down=True))
        raise ChannelError(Failure(FailureKind.CONTENT, TO_TAKE_DOWN, _TAKE_DOWN_WHY, _TAKE_DOWN))

    def _pictures(self, outgoing: Outgoing) -> Sequence[tuple[Picture, bytes]]:
        """The pictures of its pack, as they are saved."""
        return [
            (Picture(f"{'phim' if one.kind == 'video' else 'anh'}-{number}{one.suffix}", one.alt), one.data)
            for number, one in enumerate(outgoing.media, 1)
        ]

    def _article(self, outgoing: Outgoing) -> Article | None:
        """What else is told, where a pack is an article."""
        del outgoing
        return None

    def _pack(self, remote_id: str) -> Pack:
        pack = self.packs.find(remote_id)
        if pack is None:
            raise Gone(_failure(FailureKind.CONTENT, "gone"))
        return pack

    def _made_of(self, outgoing: Outgoing, pack_id: str, given: datetime) -> Pack:
        wording, other = outgoing.wording, outgoing.translation
        return Pack(
            pack_id,
            outgoing.key,
            wording.title,
            wording.text,
            wording.link,
            outgoing.language,
            given,
            self.packs.fill(pack_id, self._pictures(outgoing)),
            Translated(other.title, other.body) if other else None,
            self._article(outgoing),
            tuple(line.number for line in outgoing.hotlines),
            places=dict(self._block.places),
        )


def _receipt(pack_id: str, given: datetime) -> Receipt:
    return Receipt(pack_id, "", given, is_with_person=True)


def _failure(kind: FailureKind, code: str) -> Failure:
    return Failure(kind, f"by-hand:{code}", _DISK, _SEE_TO_IT)


@contextmanager
def _failing_as(kind: FailureKind) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ChannelError(_failure(kind, "disk")) from error


_DISK = Text("không đọc, ghi được thư mục bài đăng tay", "the folder of packs cannot be read or written")
_SEE_TO_IT = Text("Xem lại thư mục ấy và ổ đĩa.", "See to that folder and its disk.")
_TAKE_DOWN_WHY = Text("đang chờ người đăng báo đã gỡ", "it waits for a person to say that it is taken down")
_TAKE_DOWN = Text(
    "Mở mục “Đăng tay”, gỡ bài ở những nơi đã đăng rồi bấm “Đã gỡ”.",
    "Open “By hand”, take it down wherever it was posted, then press “Taken down”.",
)
