"""Each unit's own channels, opened when first asked for: of thousands of communes few are due at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial

from scheduler.calendar.model import PROVINCE, ChannelName, Hotline, Unit, UnitId
from scheduler.channels.channel import Channel
from scheduler.channels.directory import Lines
from scheduler.channels.hearing import Hearing
from scheduler.channels.opening import Opening
from scheduler.clock import Clock
from scheduler.files import WorkFolder
from scheduler.kinds.kind import ChannelBlock, ChannelKind
from scheduler.kinds.registry import kind_of, kinds, names
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret
from scheduler.settings.model import Settings


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
        self._lines = Lines(must_be_called=settings.checks["hotline-unverified"] == "error")
        self.hearing = Hearing(clock)
        self._open: dict[
            tuple[UnitId, ChannelName], tuple[ChannelBlock, str, ChannelBlock | None, Channel | Stop]
        ] = {}
        # with which secrets each was opened, by where they lie
        self._secrets: dict[tuple[UnitId, ChannelName], dict[str, Secret]] = {}

    def renew(self, units: Mapping[UnitId, Unit], hotlines: Mapping[str, Hotline] | None = None) -> None:
        """Go on with the *units* and *hotlines* of a new reading; a channel whose settings are the same stays
        open.

        Those that could not be opened are tried again when next asked for.
        """
        self._units = units
        self._lines.found = hotlines
        self._open = {
            key: kept
            for key, kept in list(self._open.items())  # other threads open theirs meanwhile
            if not isinstance(kept[3], Stop) and kept[:3] == self._made_of(*key)
        }

    def names(self, unit: UnitId) -> tuple[ChannelName, ...]:
        """The channels that *unit* has, whether they can be opened or not; none for an unknown unit."""
        return tuple(name for name in map(ChannelName, names()) if self._block(unit, name) is not None)

    def get(self, unit: UnitId, channel: ChannelName) -> Channel | None:
        """The channel, opened now if it was not; None where there is none, or it cannot be opened
        (`missing` says why)."""
        key = unit, channel
        kept = self._open.get(key)
        if kept is None:
            block, title, beside = self._made_of(*key)
            if block is None:
                return None
            kept = self._open[key] = block, title, beside, self._opened(key, block, title, beside)
        return None if isinstance(kept[3], Stop) else kept[3]

    def look_again(self, pages: Collection[str]) -> frozenset[str]:
        """Read the secrets of those *pages* anew, and all that were missing; gives those with a new one.

        A channel whose secret is another is opened with it when next asked for; the others stay as they are.
        """
        for key in self.missing:
            del self._open[key]
        mended = set()
        for key, (block, *_) in list(self._open.items()):
            if block.page_key in pages and self._is_mended(key):
                del self._open[key]
                mended.add(block.page_key)
        return frozenset(mended)

    def _is_mended(self, key: tuple[UnitId, ChannelName]) -> bool:
        """Whether one of its secrets is another now."""
        opening = self._opening(key, "", None)
        try:
            now = {place: opening.secret(place, "token") for place in self._secrets.get(key, ())}
        except Stop:
            return False  # taken away for a moment: an editor at work
        return any(not found.is_same(self._secrets[key][place]) for place, found in now.items())

    @property
    def missing(self) -> dict[tuple[UnitId, ChannelName], Stop]:
        """Why those that were asked for and cannot be opened cannot be."""
        return {key: kept[3] for key, kept in self._open.items() if isinstance(kept[3], Stop)}

    def opened(self) -> tuple[Channel, ...]:
        """The channels that are open by now."""
        return tuple(kept[3] for kept in self._open.values() if not isinstance(kept[3], Stop))

    @property
    def sure_clocks(self) -> tuple[str, ...]:
        """Where those are asked for the time whose word a channel here needs; () where none does."""
        return tuple(dict.fromkeys(clock for _, clock in self._clocks(sure=True)))

    @property
    def sure_source(self) -> Text:
        """Who is asked at the first of `sure_clocks`, within a sentence."""
        return next(kind.said for kind, _ in self._clocks(sure=True))

    @property
    def spare_clock(self) -> str:
        """Where else somebody is asked for the time; '' for nowhere."""
        return next((clock for _, clock in self._clocks(sure=False)), "")

    def _clocks(self, *, sure: bool) -> Iterator[tuple[ChannelKind, str]]:
        for kind in kinds():
            if kind.proves_time is sure:
                blocks = (self._block(unit, ChannelName(kind.name)) for unit in (PROVINCE, *self._units))
                yield from ((kind, block.clock) for block in blocks if block is not None and block.clock)

    def _block(self, unit: UnitId, channel: ChannelName) -> ChannelBlock | None:
        owner = self._settings if unit == PROVINCE else self._units.get(unit)
        return owner.channels.get(channel) if owner is not None else None

    def _made_of(
        self, unit: UnitId, channel: ChannelName
    ) -> tuple[ChannelBlock | None, str, ChannelBlock | None]:
        """The channel's settings, what its site calls itself, and those of the channel that it needs."""
        named, other = self._units.get(unit), kind_of(channel).beside
        title = named.name if named else self._settings.organisation
        return self._block(unit, channel), title, self._block(unit, ChannelName(other)) if other else None

    def _opened(
        self, key: tuple[UnitId, ChannelName], block: ChannelBlock, title: str, beside: ChannelBlock | None
    ) -> Channel | Stop:
        opening = self._opening(key, title, beside)
        try:
            channel: Channel = opening.kind.open(block, opening)
        except Stop as stop:
            return stop
        self._secrets[key] = opening.fetched
        return channel

    def _opening(self, key: tuple[UnitId, ChannelName], title: str, beside: ChannelBlock | None) -> Opening:
        settings = self._settings
        return Opening(
            kind_of(key[1]),
            self._folder.root,
            title,
            settings.language,
            settings.zone,
            self._clock,
            self.hearing,
            beside,
            unit="" if key[0] == PROVINCE else key[0],
            directory=partial(self._hotlines, key[0]),
        )

    def _hotlines(self, unit: UnitId, day: date) -> tuple[Hotline, ...] | None:
        """What the place of *unit* may show of the directory on *day*, its own lines first."""
        named = self._units.get(unit)
        return self._lines.on(day, named.hotlines if named else ())
