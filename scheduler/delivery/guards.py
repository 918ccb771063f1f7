"""What is asked before each public call, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.delivery.key import Key
from scheduler.delivery.reasons import Hindrance


@dataclass(frozen=True, slots=True)
class Guards:
    """What may keep a public call back.

    *announce* is told before each, and may stop it. Nothing goes out while *hindrance* gives a reason, nor,
    where it *asks_approval*, what a person did not approve just as it is.
    """

    announce: Callable[[Key], None]
    hindrance: Hindrance
    asks_approval: bool
