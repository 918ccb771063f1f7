"""The kinds of channels, each known before one is opened: docs/decisions/0020.

Below all that asks what a channel is called, takes, needs and can; above nothing but the reader.
"""

from scheduler.kinds.block import Block
from scheduler.kinds.keyed import KeyedByChannel
from scheduler.kinds.kind import (
    Can,
    ChannelBlock,
    ChannelKind,
    Doubt,
    Limits,
    Own,
    OwnPlace,
    capital,
    home_of,
)
from scheduler.kinds.registry import find_kind, kind_of, kinds, names

__all__ = [
    "Block",
    "Can",
    "ChannelBlock",
    "ChannelKind",
    "Doubt",
    "KeyedByChannel",
    "Limits",
    "Own",
    "OwnPlace",
    "capital",
    "find_kind",
    "home_of",
    "kind_of",
    "kinds",
    "names",
]
