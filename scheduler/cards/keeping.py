"""Images that are painted once and used again, held to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from PIL import Image


class Kept:
    """Images by all that they depend on, at most *limit* bytes; the least recently used goes first.

    Threads may share it. The images are not to be drawn on.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._images: OrderedDict[Hashable, Image.Image] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._images)

    def get(self, key: Hashable, make: Callable[[], Image.Image]) -> Image.Image:
        """The image of *key*; made, and kept if there is room for it, where it is not there yet."""
        with self._lock:
            found = self._images.get(key)
            if found is not None:
                self._images.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._images and _bytes(made) <= self._limit:
                self._images[key] = made
                self.bytes += _bytes(made)
                while self.bytes > self._limit:
                    _, gone = self._images.popitem(last=False)
                    self.bytes -= _bytes(gone)
        return made


def _bytes(image: Image.Image) -> int:
    return image.width * image.height * 4  # Pillow keeps RGB in four bytes too
