"""What every group of keys in the settings has in common."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """A group of keys: frozen once read, and a key that it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def over(self, other: Self) -> Self:
        """*other* with the keys that this one was given in place of its own, group by group."""
        own = {key: getattr(self, key) for key in self.model_fields_set}
        for key, value in own.items():
            below = getattr(other, key)
            if isinstance(value, Block) and isinstance(below, type(value)):
                own[key] = value.over(below)
        return other.model_copy(update=own)
