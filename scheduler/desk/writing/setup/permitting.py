"""The permission of a Zalo OA, which an administrator gives in a browser: asked for, then taken once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.desk.writing.setup.giving import Giver
from scheduler.desk.writing.setup.keeping import leave_out
from scheduler.secrets import fetch
from scheduler.settings.model import Settings

if TYPE_CHECKING:
    from scheduler.channels.zalo.guide import Begun


@dataclass(eq=False)
class Permissions:
    """Those that wait to be given, by the session that asked and whose account it is."""

    _begun: dict[tuple[str, str], Begun] = field(default_factory=dict)

    def ask(self, session: str, whose: str, block: Any) -> None:
        """Make the address at which an administrator allows it.

        Raises:
            Stop: the account of *block* has no address to be led back to.
        """
        from scheduler.channels.zalo.guide import begin  # noqa: PLC0415 - requests takes long to load

        self._begun[session, whose] = begin(block, block.callback or "")

    def address(self, session: str, whose: str) -> str:
        """That address; '' where none waits."""
        begun = self._begun.get((session, whose))
        return begun.address if begun else ""

    def take(self, session: str, whose: str, block: Any, led: str, root: Path, settings: Settings) -> bool:
        """Take and keep the tokens by the address to which she was *led*; False where none was asked for.

        Raises:
            Stop: Zalo gives none, and why.
        """
        from scheduler.channels.zalo.guide import finish  # noqa: PLC0415 - as above

        begun = self._begun.pop((session, whose), None)
        if begun is None:
            return False
        giver = Giver(root, settings.zone, {"token": led.strip()}, is_live=True)
        leave_out(root, [block.token])
        finish(block, giver, begun, fetch(block.app_secret, root))
        return True
