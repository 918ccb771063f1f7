"""A unit's own block over the province's, key by key, with the same care as the settings themselves."""

from __future__ import annotations

from typing import Any, TypeVar

from scheduler.kinds.block import Block
from scheduler.problems import Problem
from scheduler.reader.places import Places
from scheduler.reader.shape import validate
from scheduler.settings.week import weekday_meant

Kind = TypeVar("Kind", bound=Block)


def override(
    kind: type[Kind], own: Any, base: Kind | None, places: Places
) -> tuple[Kind | None, list[Problem]]:
    """The block *own*, as the reader gave it, with what it leaves out taken from *base*; None if it is wrong.

    Every problem in it is given too, at its place in *places*.
    """
    value = own
    if base is not None and isinstance(own, dict):
        needed = (name for name, info in kind.model_fields.items() if info.is_required())
        value = {**{name: getattr(base, name) for name in needed}, **own}
    block, wrong = validate(kind, value, places)
    problems = list(map(weekday_meant, wrong))
    return (block.over(base) if block is not None and base is not None else block), problems
