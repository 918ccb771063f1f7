"""Which kinds of channels there are: the one list. A module named here has a `KIND`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from scheduler.kinds.kind import ChannelKind

MODULES: tuple[str, ...] = (
    "scheduler.channels.facebook_kind",
    "scheduler.channels.stories_kind",
    "scheduler.channels.website_kind",
    "scheduler.channels.zalo_kind",
    "scheduler.channels.gmf_kind",
    "scheduler.channels.followers_kind",
    "scheduler.channels.wordpress_kind",
    "scheduler.channels.liferay_kind",
    "scheduler.channels.groups_kind",
    "scheduler.channels.broadcast_kind",
    "scheduler.channels.portal_kind",
)


def kinds() -> tuple[ChannelKind, ...]:
    """All of them, in the order in which they are shown."""
    return _loaded(MODULES)


def names() -> tuple[str, ...]:
    """Their names."""
    return tuple(kind.name for kind in kinds())


def find_kind(name: str) -> ChannelKind | None:
    """The kind of that name; None where there is none, or no more: a ledger remembers for years."""
    return next((kind for kind in kinds() if kind.name == name), None)


def by_hand_names() -> tuple[str, ...]:
    """Of those on which a person posts what she is given."""
    return tuple(kind.name for kind in kinds() if kind.by_hand)


def is_by_hand(name: str) -> bool:
    """Whether a person posts on that channel what she is given."""
    found = find_kind(name)
    return found is not None and found.by_hand


def kind_of(name: str) -> ChannelKind:
    """The kind of that name, which there is.

    Raises:
        LookupError: there is none.
    """
    found = find_kind(name)
    if found is None:
        raise LookupError(name)
    return found


@cache
def _loaded(modules: tuple[str, ...]) -> tuple[ChannelKind, ...]:
    # Named, not imported: the settings stand below the channels, whose files stand on the settings.
    found: tuple[ChannelKind, ...] = tuple(import_module(name).KIND for name in modules)
    assert len({kind.name for kind in found}) == len(found), "a kind's name is its own"
    return found
