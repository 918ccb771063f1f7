"""What a failure means: a row of a channel's table, and what becomes of it by the call that failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.channels.channel import Failure, FailureKind
from scheduler.problems import Text

Meaning = Callable[[Failure], Failure]  # what a failure means on that call
_PAUSES = {FailureKind.THROTTLED, FailureKind.CREDENTIAL, FailureKind.POLICY}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; *wait* in seconds, where the server does not say how long."""

    kind: FailureKind
    why: Text
    todo: Text
    wait: float = 0.0

    @classmethod
    def of(cls, kind: FailureKind, vi: str, en: str, do_vi: str, do_en: str, wait: float = 0.0) -> Row:
        """One of four sentences that take a line each: why, then what to do."""
        return cls(kind, Text(vi, en), Text(do_vi, do_en), wait)

    def told(self, code: str, detail: str = "", **values: object) -> Failure:
        """The failure of that *code*, with *values* filled into its sentences."""
        why, todo = (text.filled(**values) for text in (self.why, self.todo))
        return Failure(self.kind, code, why, todo, self.wait, detail)


def as_it_is(failure: Failure) -> Failure:
    """On the call that makes a post public."""
    return failure


def unproven(failure: Failure) -> Failure:
    """On a call that looks: it proves nothing, whatever refused it; pauses still hold."""
    return failure if failure.kind in _PAUSES else replace(failure, kind=FailureKind.DOUBTFUL)
