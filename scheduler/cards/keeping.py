"""What is painted once and used again, held to a number of bytes."""

from __future__ import annotations

import ctypes
import sys
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


_ALL: weakref.WeakSet[Kept[Any]] = weakref.WeakSet()


def let_all_go() -> None:
    """Forget every kept picture and give the memory back: for a program that now waits for hours."""
    for kept in list(_ALL):
        kept.clear()
    if sys.platform == "linux":
        # What was freed stays with the process otherwise: a `serve` that waits had 190 MB instead of 140.
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl has not
        if trim is not None:
            trim(0)


class Kept(Generic[Value]):
    """Pictures by all that they depend on, at most *limit* bytes; the least recently used goes first.

    *weigh* gives a picture's bytes. Threads may share it. What it gives is not to be drawn on.
    """

    def __init__(self, limit: int, weigh: Callable[[Value], int]) -> None:
        self._limit = limit
        self._weigh = weigh
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0
        _ALL.add(self)

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The picture of *key*; made, and kept if there is room for it, where it is not there yet."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
                return found
        made = make()
        weight = self._weigh(made)
        with self._lock:
            if key not in self._values and weight <= self._limit:
                self._values[key] = made
                self.bytes += weight
                while self.bytes > self._limit:
                    _, gone = self._values.popitem(last=False)
                    self.bytes -= self._weigh(gone)
        return made

    def take(self, key: Hashable) -> Value | None:
        """The picture of *key*, kept no longer: to be drawn on; None where it is not there."""
        with self._lock:
            found = self._values.pop(key, None)
            if found is not None:
                self.bytes -= self._weigh(found)
            return found

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._values.clear()
            self.bytes = 0
