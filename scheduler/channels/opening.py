"""What a channel is opened with, besides its own block of the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from scheduler.channels.directory import Directory
from scheduler.channels.hearing import Hearing
from scheduler.clock import Clock
from scheduler.kinds.kind import ChannelBlock, ChannelKind
from scheduler.kinds.registry import find_kind
from scheduler.problems import Language, Stop, Text
from scheduler.secrets import Secret, SecretMissing, fetch


@dataclass(frozen=True, slots=True)
class Opening:
    """The folder of work, what the unit calls itself, its language and zone, the clock, and the secrets.

    Whoever gets answers with the time in them lets *hearing* note it.
    """

    kind: ChannelKind
    folder: Path
    title: str
    language: Language
    zone: tzinfo
    clock: Clock
    hearing: Hearing
    beside: ChannelBlock | None = None  # the unit's own of the channel that it needs (`ChannelKind.beside`)
    unit: str = ""  # where it is not the province's
    directory: Directory = lambda _: None  # the hotlines that its place may show
    fetched: dict[str, Secret] = field(default_factory=dict)  # by where they lie

    def secret(self, reference: str, key: str) -> Secret:
        """The secret that the block's *key* points at.

        Raises:
            Stop: it is not there, or no secret of that kind's.
        """
        try:
            secret = fetch(reference, self.folder)
        except SecretMissing as missing:
            raise self._missing(missing) from None
        if not re.fullmatch(self.kind.form, secret.reveal()):
            raise Stop(_STRANGE_SECRET, channel=self.kind.name, key=key, title=self.kind.said)
        self.fetched[reference] = secret
        return secret

    def _missing(self, missing: SecretMissing) -> SecretMissing:
        """The same of this channel by name, with the command that gets the secret, if one does."""
        why = missing.words
        beside = find_kind(self.kind.beside)
        guided = next((one.name for one in (self.kind, beside) if one is not None and one.guide), "")
        command = f"{guided} --unit {self.unit}" if self.unit else guided
        said = _NOT_SET_UP if guided else _NO_SECRET
        return SecretMissing(said, title=self.kind.title, why=why, name=command)


_NO_SECRET = Text("{title} chưa nối được. {why}", "{title} cannot be used. {why}")
_NOT_SET_UP = Text(
    "{title} chưa nối được. {why} Muốn Loa hỏi từng bước: loa connect {name}",
    "{title} cannot be used. {why} To be asked step by step: loa connect {name}",
)
_STRANGE_SECRET = Text(
    "Mã mà {channel}.{key} chỉ tới có khoảng trắng hoặc chữ có dấu, không phải mã của {title}. Chép lại mã.",
    "What {channel}.{key} points at has blanks or accented letters: no secret of {title}'s. Copy it again.",
)
