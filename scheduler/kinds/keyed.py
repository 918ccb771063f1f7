"""Blocks with a key for each kind of channel: their classes are made once the kinds are known."""

from __future__ import annotations

from functools import cache
from typing import Any, Self

from pydantic import create_model

from scheduler.kinds.block import Block
from scheduler.kinds.kind import ChannelKind
from scheduler.kinds.registry import kinds


class KeyedByChannel(Block):
    """A block as the program knows it; `whole` is the one that a file is read by."""

    @classmethod
    def keys_of(cls, kinds: tuple[ChannelKind, ...]) -> dict[str, Any]:
        """What *kinds* add: by key, a type and a field."""
        raise NotImplementedError

    @classmethod
    def whole(cls) -> type[Self]:
        """The same with the keys of all kinds that there are."""
        return _made(cls, kinds())

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process goes what the class is made of, and it is made there again."""
        known = next(one for one in type(self).__mro__ if KeyedByChannel in one.__bases__)
        return _again, (known, self.__getstate__())


@cache
def _made(known: type[Any], kinds: tuple[ChannelKind, ...]) -> type[Any]:
    keys: dict[str, Any] = known.keys_of(kinds)
    made: type[Any] = create_model(known.__name__, __base__=known, __module__=known.__module__, **keys)
    return made


def _again(known: type[KeyedByChannel], state: dict[Any, Any]) -> KeyedByChannel:
    made = known.whole()
    one = made.__new__(made)
    one.__setstate__(state)
    return one
