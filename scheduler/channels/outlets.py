"""Each unit's own channels, opened when first asked for: of thousands of communes few are due at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from scheduler.calendar.model import PROVINCE, ChannelName, Unit, UnitId
from scheduler.channels.channel import Channel
from scheduler.channels.facebook import FacebookChannel
from scheduler.channels.hearing import Hearing
from scheduler.channels.website import WebsiteChannel
from scheduler.clock import Clock
from scheduler.files import WorkFolder
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, fetch
from scheduler.settings import CHANNELS, FacebookSettings, Settings, WebsiteSettings

Block = FacebookSettings | WebsiteSettings
LIMITS = {FacebookChannel.name: FacebookChannel.limits, WebsiteChannel.name: WebsiteChannel.limits}


class Outlets:
    """The channels of the province, as *settings* have them, and of the other *units*.

    Nothing is called or written here. A secret that is missing leaves out its own unit's channel only.
    """

    def __init__(
        self, folder: WorkFolder, settings: Settings, units: Mapping[UnitId, Unit], clock: Clock
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._units = units
        self._clock = clock
        self.hearing = Hearing(clock)
        self._open: dict[tuple[UnitId, ChannelName], tuple[Block, str, Channel | Stop]] = {}
        self._tokens: dict[tuple[UnitId, ChannelName], Secret] = {}  # with which each page was opened

    def renew(self, units: Mapping[UnitId, Unit]) -> None:
        """Go on with the *units* of a new reading; a channel whose settings are the same stays open.

        Those that could not be opened are tried again when next asked for.
        """
        self._units = units
        self._open = {
            key: kept
            for key, kept in self._open.items()
            if not isinstance(kept[2], Stop) and kept[:2] == self._made_of(*key)
        }

    def names(self, unit: UnitId) -> tuple[ChannelName, ...]:
        """The channels that *unit* has, whether they can be opened or not; none for an unknown unit."""
        return tuple(name for name in map(ChannelName, CHANNELS) if self._block(unit, name) is not None)

    def get(self, unit: UnitId, channel: ChannelName) -> Channel | None:
        """The channel, opened now if it was not; None where there is none, or it cannot be opened
        (`missing` says why)."""
        key = unit, channel
        kept = self._open.get(key)
        if kept is None:
            block, title = self._made_of(*key)
            if block is None:
                return None
            kept = self._open[key] = block, title, self._opened(key, block, title)
        return None if isinstance(kept[2], Stop) else kept[2]

    def look_again(self, pages: Collection[str]) -> frozenset[str]:
        """Read the secrets of those *pages* anew, and all that were missing; gives those with a new one.

        A channel whose secret is another is opened with it when next asked for; the others stay as they are.
        """
        for key in self.missing:
            del self._open[key]
        mended = set()
        for key, (block, _, _) in list(self._open.items()):
            if isinstance(block, FacebookSettings) and block.page_key in pages:
                try:
                    is_same = _secret(self._folder, block.token, "token").is_same(self._tokens.get(key))
                except Stop:
                    continue  # taken away for a moment: an editor at work
                if not is_same:
                    del self._open[key]
                    mended.add(block.page_key)
        return frozenset(mended)

    @property
    def missing(self) -> dict[tuple[UnitId, ChannelName], Stop]:
        """Why those that were asked for and cannot be opened cannot be."""
        return {key: kept[2] for key, kept in self._open.items() if isinstance(kept[2], Stop)}

    def opened(self) -> tuple[Channel, ...]:
        """The channels that are open by now."""
        return tuple(kept[2] for kept in self._open.values() if not isinstance(kept[2], Stop))

    @property
    def facebook_addresses(self) -> tuple[str, ...]:
        """Where Facebook answers whoever has a page; () where nobody has one."""
        blocks = (self._block(unit, FacebookChannel.name) for unit in (PROVINCE, *self._units))
        return tuple(
            dict.fromkeys(block.graph_url for block in blocks if isinstance(block, FacebookSettings))
        )

    @property
    def website_address(self) -> str:
        """Where the first website of all is read; '' where there is none."""
        blocks = (self._block(unit, WebsiteChannel.name) for unit in (PROVINCE, *self._units))
        return next((block.address for block in blocks if isinstance(block, WebsiteSettings)), "")

    def _block(self, unit: UnitId, channel: ChannelName) -> Block | None:
        owner = self._settings if unit == PROVINCE else self._units.get(unit)
        block: Block | None = getattr(owner, channel, None)
        return block

    def _made_of(self, unit: UnitId, channel: ChannelName) -> tuple[Block | None, str]:
        """The channel's settings, and what its site calls itself."""
        named = self._units.get(unit)
        return self._block(unit, channel), named.name if named else self._settings.organisation

    def _opened(self, key: tuple[UnitId, ChannelName], block: Block, title: str) -> Channel | Stop:
        if isinstance(block, WebsiteSettings):
            return WebsiteChannel(
                self._folder.root / block.folder,
                block,
                title,
                self._settings.language,
                self._settings.zone,
                self._clock,
            )
        try:
            token = self._tokens[key] = _secret(self._folder, block.token, "token")
            secret = _secret(self._folder, block.app_secret, "app_secret") if block.app_secret else None
            return FacebookChannel(block, token, secret, self._clock, hearing=self.hearing)
        except Stop as stop:
            return stop


def _secret(folder: WorkFolder, reference: str, key: str) -> Secret:
    """The secret that the settings' *key* points at.

    Raises:
        Stop: it is not there, or no secret of Facebook's.
    """
    secret = fetch(reference, folder.root)
    if not re.fullmatch(r"[!-~]+", secret.reveal()):
        raise Stop(_STRANGE_SECRET, key=key)
    return secret


_STRANGE_SECRET = Text(
    "Mã mà facebook.{key} chỉ tới có khoảng trắng hoặc chữ có dấu, không phải mã của Facebook. Chép lại mã.",
    "What facebook.{key} points at has blanks or accented letters: no secret of Facebook's. Copy it again.",
)
