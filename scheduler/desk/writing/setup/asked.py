"""What the set-up asks about each channel: which keys of its block, and where each secret will lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scheduler.kinds.kind import ChannelBlock
from scheduler.secrets import SecretMissing, fetch
from scheduler.settings.model import Settings

State = Literal["open", "half", "done"]  # not set; set, but a secret is not at its place; connected


@dataclass(frozen=True, slots=True)
class Asked:
    """One field; *place* is where a secret is kept, '' for what is none.

    A secret that *is_needed* has a place in the block though nobody gave it yet; one that *is_fetched* is not
    asked for: the channel's guide gets it.
    """

    key: str
    place: str = ""
    is_needed: bool = True
    is_fetched: bool = False


# In the order in which a person has them at hand.
ASKED: Mapping[str, tuple[Asked, ...]] = {
    "facebook": (
        Asked("page"),
        Asked("app_id", is_needed=False),
        Asked("app_secret", "file:config/ma-ung-dung-facebook.txt", is_needed=False),
        Asked("token", "file:config/token.txt"),
    ),
    "zalo": (
        Asked("oa"),
        Asked("app_id"),
        Asked("callback"),
        Asked("app_secret", "file:config/ma-ung-dung-zalo.txt"),
        Asked("token", "file:config/ma-zalo.txt", is_fetched=True),
    ),
    "website": (
        Asked("address"),
        Asked("folder"),
        Asked("password", "file:config/mat-khau-trang-web.txt", is_needed=False),
        Asked("host_key", is_needed=False),
    ),
    "wordpress": (
        Asked("address"),
        Asked("user"),
        Asked("password", "file:config/mat-khau-wordpress.txt"),
    ),
    "liferay": (
        Asked("address"),
        Asked("site"),
        Asked("user"),
        Asked("password", "file:config/mat-khau-liferay.txt"),
    ),
}
# The key that says where it leads: a secret of one place is given to no other.
_LEADS: Mapping[str, str] = {
    "facebook": "page",
    "zalo": "oa",
    "website": "folder",
    "wordpress": "address",
    "liferay": "address",
}
STEP_OF: Mapping[str, str] = {  # the page on which each is connected
    "facebook": "facebook",
    "zalo": "zalo",
    "website": "website",
    "wordpress": "website",
    "liferay": "website",
}


def left_behind(name: str, had: Mapping[str, object], typed: Mapping[str, str], root: Path) -> frozenset[str]:
    """The keys of the secrets that the channel *name* leaves behind where it leads elsewhere than it *had*:
    they were given for the former place, and are there. An app's own secret is the app's, wherever it leads.
    """
    leads = _LEADS[name]
    if not had.get(leads) or str(had[leads]) == typed[leads]:
        return frozenset()
    return frozenset(key for key in ("token", "password") if had.get(key) and _is_there(str(had[key]), root))


def _is_there(reference: str, root: Path) -> bool:
    try:
        fetch(reference, root)
    except SecretMissing:
        return False
    return True


def missing_of(block: ChannelBlock, name: str, root: Path) -> frozenset[str]:
    """The keys of *block* whose secret is not at its place."""
    asked = {one.key: getattr(block, one.key) for one in ASKED[name] if one.place}
    return frozenset(key for key, reference in asked.items() if reference and not _is_there(reference, root))


def state_of(settings: Settings | None, name: str, root: Path) -> State:
    """How far that channel is."""
    block = settings.channels.get(name) if settings else None
    if block is None:
        return "open"
    return "half" if missing_of(block, name, root) else "done"
