"""What is known of a film before anything is done with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilmShape:
    """As it is seen: width and height in pixels, turned upright; *length* in seconds, *rate* in pictures a
    second."""

    width: int
    height: int
    length: float
    rate: float

    @property
    def is_upright(self) -> bool:
        """Whether it is taller than wide."""
        return self.height > self.width
