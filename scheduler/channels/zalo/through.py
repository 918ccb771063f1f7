"""What every place behind an account begins with: its calls, its access, and a first try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scheduler.calendar.model import ChannelName
from scheduler.channels.channel import ChannelError, Failure
from scheduler.channels.said import Book, Said
from scheduler.channels.zalo.failures import DOUBTFUL, failure_of
from scheduler.channels.zalo.openapi import CallFailed
from scheduler.problems import Text

if TYPE_CHECKING:
    from scheduler.channels.zalo.tokens import Tokens
    from scheduler.clock import Clock
    from scheduler.kinds.kind import ChannelBlock, ChannelKind


class ThroughAccount:
    """A place that is reached by the tokens of an account. Keeps `KeepsAccess` and `TriesOut`."""

    def __init__(self, kind: ChannelKind, block: ChannelBlock, account: Tokens, clock: Clock) -> None:
        self.name = ChannelName(kind.name)
        self.limits = kind.limits
        self.page_key = block.page_key
        self._reached = kind.reached
        self._account = account
        self._clock = clock

    def keep_access(self) -> None:
        """Renew the account's tokens if they end soon.

        Raises:
            ChannelError: Zalo did not renew them.
        """
        self._account.access()

    def try_out(self) -> Text:
        """Read something of it.

        Raises:
            ChannelError: it could not be read.
        """
        self._glance()
        return self._reached

    def _glance(self) -> None:
        self._facts()

    def _facts(self) -> dict[str, Any]:
        """What the account says of itself.

        Raises:
            ChannelError: it did not say.
        """
        return self._asked("v2.0/oa/getoa")

    def _asked(self, path: str, query: Mapping[str, str | int] | None = None) -> dict[str, Any]:
        """What is read at *path*.

        Raises:
            ChannelError: by the table of failures.
        """
        try:
            return self._account.get(path, query)
        except CallFailed as failed:
            failure = failure_of(failed)
        raise ChannelError(failure)  # outside `except`: nothing behind it


class Sender(ThroughAccount):
    """A place of which Zalo keeps no list: each call is written down before it is made, and after."""

    sizes: Sequence[str] = ()

    def __init__(
        self, kind: ChannelKind, block: ChannelBlock, account: Tokens, book: Book, clock: Clock
    ) -> None:
        super().__init__(kind, block, account, clock)
        self._book = book

    def _send(self, key: str, receiver: str, path: str, body: Mapping[str, Any], unsure: Failure) -> Said:
        """The one call.

        Raises:
            ChannelError: by the table of failures; *unsure* where nobody knows whether Zalo took it.
        """
        begun = Said(self._clock.now())
        self._book.note(key, receiver, begun)
        try:
            data = self._account.post(path, body)
        except CallFailed as failed:
            failure = failure_of(failed)
        except ChannelError:  # there was no token: nothing was sent
            self._book.note(key, receiver, None)
            raise
        else:
            taken = Said(begun.since, str(data.get("message_id") or f"{key}/{receiver}"), self._clock.now())
            try:
                self._book.note(key, receiver, taken)
            except ChannelError as error:  # it was sent: not to be tried again as what certainly was not
                raise ChannelError(replace(unsure, detail=error.failure.detail)) from None
            return taken
        if failure.kind is DOUBTFUL:
            raise ChannelError(replace(unsure, detail=f"{failure.code} {failure.detail}".strip()))
        self._book.note(key, receiver, None)
        raise ChannelError(failure)
