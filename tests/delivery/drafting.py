"""A page that gives a post's id before the public call, and is asked by that id alone: it has no search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.channels.channel import FailureKind, Outgoing, Prepared, Receipt, Trace
from tests.delivery.practice import Page, failure


@dataclass
class DraftingPage(Page):
    """Keeps drafts beside what is public; *late* has the calls that take effect when `settle` is called."""

    seen = None  # it does not list what it shows
    late: list[str] = field(default_factory=list)

    @property
    def drafts(self) -> dict[str, dict]:
        """By id, what each draft says now."""
        return {line["draft"]: line for line in self.lines if line.get("draft")}

    def prepare(self, outgoing: Outgoing) -> Prepared:
        media = super().prepare(outgoing).media
        draft = outgoing.draft or f"1_{len(self.lines) + 1}"
        self._keep({"draft": draft, "text": outgoing.wording.text, "media": list(media)})
        return Prepared(media, draft)

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        self.calls += 1
        self.during_publish()
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, BaseException):
            raise fault
        if fault == "made later, answer lost":
            self.late.append(prepared.draft)
        else:
            self.show(prepared.draft)
        if isinstance(fault, str):
            raise failure(FailureKind.DOUBTFUL, "lost")
        return Receipt(prepared.draft, f"https://page.example/{prepared.draft}", self.clock.now())

    def settle(self) -> None:
        """What was to happen late happens now."""
        while self.late:
            self.show(self.late.pop())

    def show(self, draft: str) -> None:
        """Make it public, once."""
        if all(one["id"] != draft for one in self.posts):
            now = self.clock.now().isoformat()
            said = self.drafts[draft]
            self._keep({**said, "draft": "", "id": draft, "made": now, "at": now})

    @property
    def posts(self) -> list[dict]:
        return [line for line in super().posts if not line.get("draft")]

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        self.looks += 1
        fault = self.find_faults.pop(0) if self.find_faults else None
        if fault:
            raise fault
        at = {one["id"]: datetime.fromisoformat(one["at"]) for one in self.posts}
        return [
            tuple(Receipt(draft, "", at[draft]) for draft in trace.drafts if draft in at) for trace in traces
        ]
