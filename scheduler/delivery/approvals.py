"""Who let a post out: each step is kept with what the person saw, and holds for just that.

A changed text, card or unit has another print (`Edition.seen`), so the last approval no longer fits it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from scheduler.calendar.model import PostId


class Step(Enum):
    """What a person did with a post."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"  # with a remark; it also takes an approval back


class Approval(Enum):
    """How a post stands, as it reads now."""

    NEW = "new"  # nobody asked for its approval yet
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    CHANGED = "changed"  # since it was approved, submitted or returned


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the table: *seen* is the print of what the person saw, *at* is aware."""

    post: PostId
    step: Step
    seen: str
    at: datetime
    who: str
    remark: str = ""


def standing(decisions: Sequence[Decision], seen: str) -> Approval:
    """How a post stands whose print is *seen* now; *decisions* are all about it, oldest first."""
    if not decisions:
        return Approval.NEW
    last = decisions[-1]
    if last.seen != seen:
        return Approval.CHANGED
    decided = [one.step for one in decisions if one.seen == seen and one.step is not Step.SUBMITTED]
    if decided and decided[-1] is Step.APPROVED:
        return Approval.APPROVED  # to submit again what is approved takes nothing back
    return Approval(last.step.value)


def is_approved(decisions: Sequence[Decision], seen: str) -> bool:
    """Whether what reads so now may become public."""
    return standing(decisions, seen) is Approval.APPROVED


def approver(decisions: Sequence[Decision], seen: str) -> str:
    """Who approved just this, last; '' for nobody, or where it was returned since."""
    if not is_approved(decisions, seen):
        return ""
    return [one.who for one in decisions if one.seen == seen and one.step is Step.APPROVED][-1]


def submitter(decisions: Sequence[Decision], seen: str) -> str:
    """Who submitted just this, last; '' for nobody."""
    asked = [one.who for one in decisions if one.seen == seen and one.step is Step.SUBMITTED]
    return asked[-1] if asked else ""
