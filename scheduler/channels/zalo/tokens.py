"""The two tokens of an account: one opens it for 25 hours, one renews both and can be used once.

Zalo gives a new pair for the renewing token and takes that one never again: if the answer is lost, or two
programs renew at once, only an administrator opens the account anew. So one process renews at a time, under
a lock; what is about to be sent is noted first; the pair is kept by one atomic write. Whoever finds a note
knows that a renewal was cut off and renews at once, before anything is published: Zalo then gives a new pair,
or says that the token was used, and a person is told.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from scheduler.channels.calling import Reach
from scheduler.channels.channel import ChannelError, Failure, FailureKind
from scheduler.channels.zalo.failures import RECONNECT, USED_TOKENS, WRONG_TOKEN, failure_of, harmless
from scheduler.channels.zalo.openapi import CallFailed, OpenApi
from scheduler.clock import Clock, check_aware
from scheduler.files import write_whole
from scheduler.problems import Stop, Text
from scheduler.secrets import Secret, SecretMissing, fetch, keep

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.zalo_kind import ZaloSettings

EARLY = timedelta(hours=2)  # before its end the pair is renewed
LASTS = timedelta(days=90)  # the renewing token
_OPENS = timedelta(hours=25)  # the other one, by Zalo's documents
_CALL = timedelta(minutes=5)  # one call, with a token that must last through it
_PATIENCE = 90.0  # seconds for another process that renews; longer than its call


@dataclass(frozen=True, slots=True)
class Pair:
    """Both tokens; the first one ends at *ends*, the pair was given at *since* (both aware)."""

    access: Secret
    renewing: Secret
    ends: datetime
    since: datetime

    @classmethod
    def given(cls, body: dict[str, Any], now: datetime) -> Pair:
        """The pair in Zalo's answer of *now*; its `expires_in` is a text of seconds.

        A pair without is kept all the same, for the token that it was given for is used up: what ends sooner
        than Zalo says in its documents is refused, and renewed then.

        Raises:
            ValueError, KeyError: there is none.
        """
        access, renewing = body["access_token"], body["refresh_token"]
        if not _is_token(access) or not _is_token(renewing):
            raise ValueError("no pair of tokens")
        said = str(body.get("expires_in", ""))
        lasts = timedelta(seconds=int(said)) if re.fullmatch("[1-9][0-9]{0,6}", said) else _OPENS
        return cls(Secret(access), Secret(renewing), now + lasts, now)

    @classmethod
    def load(cls, kept: Secret) -> Pair:
        """The pair as it was kept.

        Raises:
            Stop: it is none.
        """
        try:
            plain = json.loads(kept.reveal())
            ends, since = (check_aware(datetime.fromisoformat(plain[key])) for key in ("ends", "since"))
            since + LASTS  # an instant that can be reckoned with
            return cls(Secret(str(plain["access"])), Secret(str(plain["renewing"])), ends, since)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise Stop(_NO_PAIR) from None

    def dump(self) -> Secret:
        """As it is kept: one line without blanks."""
        plain = {
            "access": self.access.reveal(),
            "renewing": self.renewing.reveal(),
            "ends": self.ends.isoformat(),
            "since": self.since.isoformat(),
        }
        return Secret(json.dumps(plain, separators=(",", ":")))

    @property
    def mark(self) -> str:
        """What tells this pair from another, and is no secret."""
        return hashlib.sha256(self.renewing.reveal().encode()).hexdigest()[:16]


class Tokens:
    """The tokens of one account, kept where its settings say; used by any number of processes."""

    def __init__(
        self, block: ZaloSettings, folder: Path, api: OpenApi, app_secret: Secret, clock: Clock
    ) -> None:
        """*folder* is the folder of work."""
        self._reference = block.token
        self._app_id = block.app_id
        self._app_secret = app_secret
        self._folder = folder
        self._api = api
        self._clock = clock
        kind, _, name = block.token.partition(":")
        beside = folder / name if kind == "file" else folder / "var" / f"zalo-{block.oa}"
        self._lock = beside.with_name(f".{beside.name}.lock")
        self._note = beside.with_name(f".{beside.name}.renewing")
        self._unkept: Pair | None = None  # given by Zalo, and the disk took it not

    def access(self, refused: Secret | None = None) -> Secret:
        """The token that opens the account now, renewed if it is to end soon, was *refused*, or a renewal
        was cut off.

        Raises:
            ChannelError: there is none; nothing may be published.
        """
        pair = self._read()
        if self._serves(pair, refused):
            return pair.access
        with self._locked():
            pair = self._read()
            if not self._serves(pair, refused):  # another process may have renewed it meanwhile
                pair = self._renew(pair)
            return pair.access

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> dict[str, Any]:
        """What is read at *path*, as `OpenApi.get`.

        Raises:
            CallFailed: there is no sound answer.
            ChannelError: there is no token.
        """
        return self._opening(lambda token: self._api.get(path, token, query or {}))

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What is answered to *body*, as `OpenApi.post`.

        Raises:
            CallFailed: there is no sound answer.
            ChannelError: there is no token; nothing was sent.
        """
        return self._opening(lambda token: self._api.post(path, token, body))

    def renewable_until(self) -> datetime:
        """When the renewing token ends (aware).

        Raises:
            ChannelError: there is none.
        """
        return self._read().since + LASTS

    def replace(self, pair: Pair) -> None:
        """Keep a *pair* that a person got by connecting the account.

        Raises:
            Stop: it could not be written.
            ChannelError: another process holds the lock.
        """
        with self._locked():
            keep(self._reference, pair.dump(), self._folder)
            self._note.unlink(missing_ok=True)

    def _opening(self, ask: Callable[[Secret], dict[str, Any]]) -> dict[str, Any]:
        """With a new token where Zalo refused the first, which did nothing."""
        token = self.access()
        try:
            return ask(token)
        except CallFailed as failed:
            if failed.code != WRONG_TOKEN:
                raise
        return ask(self.access(refused=token))

    def _serves(self, pair: Pair, refused: Secret | None) -> bool:
        if self._unkept is not None or pair.access.is_same(refused):
            return False
        # One of an hour is not renewed at each call.
        early = max(min(EARLY, (pair.ends - pair.since) / 4), _CALL)
        return pair.ends - self._clock.now() > early and self._noted() != pair.mark

    def _noted(self) -> str:
        try:
            return self._note.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return ""

    def _renew(self, pair: Pair) -> Pair:
        if self._unkept is None:
            self._unkept = self._asked(pair)
        try:
            keep(self._reference, self._unkept.dump(), self._folder)
        except Stop as stop:  # this process has it; the next try keeps it
            unkept = stop.words
            raise ChannelError(Failure(FailureKind.CREDENTIAL, "zalo:unkept", _UNKEPT, unkept)) from None
        renewed, self._unkept = self._unkept, None
        self._note.unlink(missing_ok=True)
        return renewed

    def _asked(self, pair: Pair) -> Pair:
        """A new pair of Zalo's; the note stands from before the call until it is kept."""
        try:
            write_whole(self._note, pair.mark.encode(), private=True)
        except OSError as error:
            unwritten = _UNWRITTEN.filled(path=self._note, why=error.strerror or "?")
            failure = Failure(FailureKind.CREDENTIAL, "zalo:unwritten", unwritten, _FREE)
            raise ChannelError(failure) from None
        form = {
            "grant_type": "refresh_token",
            "refresh_token": pair.renewing.reveal(),
            "app_id": self._app_id,
        }
        try:
            return Pair.given(self._api.tokens(self._app_secret, form), self._clock.now())
        except CallFailed as failed:
            if failed.reach is Reach.NOT_SENT:
                self._note.unlink(missing_ok=True)  # nothing happened
            failure = _refusal(failed)
        except (ValueError, KeyError, TypeError):
            failure = harmless(failure_of(CallFailed(Reach.UNREADABLE)))
        raise ChannelError(failure)  # outside `except`: nothing behind it

    def _read(self) -> Pair:
        try:
            return Pair.load(fetch(self._reference, self._folder))
        except Stop as stop:
            why = stop.words
        raise ChannelError(Failure(FailureKind.CREDENTIAL, "zalo:no-token", why, RECONNECT))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self._lock, mode=0o600)
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise ChannelError(Failure(FailureKind.CERTAIN, "zalo:renewing", _BUSY, _WAIT)) from None
        except OSError as error:
            unwritten = _UNWRITTEN.filled(path=self._lock, why=error.strerror or "?")
            failure = Failure(FailureKind.CREDENTIAL, "zalo:unwritten", unwritten, _FREE)
            raise ChannelError(failure) from None
        try:
            yield
        finally:
            lock.release()


def open_tokens(block: ZaloSettings, opening: Opening) -> Tokens:
    """The tokens of the account of *block*.

    Raises:
        Stop: its secrets are not there.
    """
    app_secret = opening.secret(block.app_secret, "app_secret")
    try:
        Pair.load(opening.secret(block.token, "token"))
    except SecretMissing as missing:
        raise Stop(_NOT_CONNECTED, oa=block.oa, why=missing.words) from None
    api = OpenApi(block.api_url, block.oauth_url, opening.hearing)
    return Tokens(block, opening.folder, api, app_secret, opening.clock)


def _refusal(failed: CallFailed) -> Failure:
    """Why no new pair was given: what is no clear no may have used the token, and is asked again."""
    failure = harmless(failure_of(failed))
    if failed.reach is not Reach.REFUSED or failed.code in USED_TOKENS:
        return failure
    if failure.kind is not FailureKind.CONTENT:
        return failure
    return Failure(FailureKind.CREDENTIAL, failure.code, _NOT_RENEWED, RECONNECT, detail=failure.detail)


def _is_token(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and 8 <= len(value) <= 4000


_NO_PAIR = Text(
    "Chưa có mã truy cập của Zalo OA, hoặc tệp cất mã bị sửa. Chạy: loa connect zalo",
    "There are no tokens of the Zalo OA, or their place was changed by hand. Run: loa connect zalo",
)
_NOT_CONNECTED = Text(
    "Chưa nối Zalo OA {oa}. Chạy: loa connect zalo (đơn vị xã thêm --unit MÃ). Chi tiết: {why}",
    "The Zalo OA {oa} is not connected. Run: loa connect zalo (for a unit add --unit ID). Details: {why}",
)
_NOT_RENEWED = Text("Zalo không gia hạn mã truy cập của OA", "Zalo does not renew the OA's token")
_UNKEPT = Text(
    "Zalo đã đổi mã truy cập của OA mà Loa không cất được mã mới; đừng tắt Loa trước khi sửa xong",
    "Zalo gave a new token that Loa cannot keep; do not end Loa before this is mended",
)
_UNWRITTEN = Text(
    "Không ghi được {path} ({why}), nên Loa chưa gia hạn mã truy cập của Zalo OA",
    "{path} cannot be written ({why}), so the Zalo OA's token is not renewed",
)
_FREE = Text(
    "Xem quyền ghi và chỗ trống của ổ đĩa; sửa xong thì Loa tự làm tiếp.",
    "See to the folder's permissions and the free space; then Loa goes on by itself.",
)
_BUSY = Text(
    "Một chương trình khác đang gia hạn mã truy cập của Zalo OA",
    "Another program is renewing the Zalo OA's token",
)
_WAIT = Text("Không cần làm gì: Loa tự thử lại.", "Nothing to do: Loa tries again by itself.")
