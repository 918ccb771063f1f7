"""Which deliveries a person means."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.calendar.model import ChannelName, PostId, UnitId
from scheduler.delivery.key import Key


@dataclass(frozen=True, slots=True)
class Selection:
    """Which deliveries are meant; what is empty or None chooses all."""

    posts: frozenset[PostId] = frozenset()
    channel: ChannelName | None = None
    unit: UnitId | None = None

    def takes(self, key: Key) -> bool:
        """Whether the delivery of that key is among them."""
        return (
            (not self.posts or key.post in self.posts)
            and self.channel in {None, key.channel}
            and self.unit in {None, key.unit}
        )


ALL = Selection()
