"""What every group of keys in the settings has in common."""

from pydantic import BaseModel, ConfigDict


class Block(BaseModel):
    """A group of keys: frozen once read, and a key that it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")
