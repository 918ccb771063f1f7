"""What others say the time is: the Date header of whatever answer comes in, or of one that is asked for.

How far this machine's clock is from theirs holds on for as long as the clock only goes on: once it jumped, or
the machine slept, it is unknown again.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import requests

from scheduler.channels.calling import session_for
from scheduler.clock import Clock

TOLERANCE = timedelta(minutes=10)  # from the true time: by a clock that is further off nothing is carried
JUMP = timedelta(minutes=1)  # between this machine's clock and its monotonic one: more is not drift
_LASTS = timedelta(hours=6)  # until it is asked for again, without a jump
_PATIENCE = (5.0, 10.0)  # seconds to connect, and for an answer
_EXPIRED, _NOT_YET = 10, 9  # OpenSSL's codes for a certificate that this machine's clock does not allow


@dataclass(frozen=True, slots=True)
class _Heard:
    apart: timedelta  # this machine's clock less theirs
    at: float  # seconds of the monotonic clock
    mark: float  # seconds from the monotonic clock to this machine's


class Hearing:
    """The last Date header that anybody's answer had; used from any thread, the last one counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: _Heard | None = None

    def note(self, headers: Mapping[str, str]) -> bool:
        """Take the time out of an answer's *headers* (names in lower case); gives whether it was there.

        An answer out of somebody's store is as old as it says.
        """
        try:
            theirs = parsedate_to_datetime(headers["date"]) + timedelta(seconds=int(headers.get("age", 0)))
        except (KeyError, ValueError, TypeError, OverflowError):
            return False
        if theirs.tzinfo is None:  # -0000: nobody's zone, which HTTP means as UTC
            theirs = theirs.replace(tzinfo=UTC)
        now, at = self._clock.now(), self._clock.monotonic()
        self._heard = _Heard(now - theirs, at, now.timestamp() - at)
        return True

    @property
    def apart(self) -> timedelta | None:
        """This machine's clock less theirs (negative: it is slow); None when it is not known any more."""
        heard = self._heard
        if heard is None:
            return None
        jump = self._clock.now().timestamp() - self._clock.monotonic() - heard.mark
        return heard.apart if abs(jump) <= JUMP.total_seconds() else None

    @property
    def is_old(self) -> bool:
        """Whether to ask for the time again: nothing was heard for hours, or the clock jumped."""
        heard = self._heard
        if heard is None or self.apart is None:
            return True
        return self._clock.monotonic() - heard.at > _LASTS.total_seconds()


class Doubtful(Exception):  # noqa: N818 - what was learnt, not a fault of the program
    """By this machine's clock the other side's certificate is not valid: most often the clock is wrong."""


def ask_time(address: str, hearing: Hearing) -> bool:
    """Ask whoever is at *address* for nothing but an answer; gives whether it told the time.

    Raises:
        Doubtful: no connection: its certificate has expired, or is not valid yet, by this machine's clock.
    """
    fresh = {"Cache-Control": "no-cache"}
    with session_for(address) as session:
        try:
            answer = session.head(address, headers=fresh, timeout=_PATIENCE, allow_redirects=False)
        except requests.exceptions.SSLError as error:
            if any(isinstance(one, ssl.SSLCertVerificationError) and one.verify_code in {_EXPIRED, _NOT_YET}
                   for one in _behind(error)):  # fmt: skip
                raise Doubtful(address) from None
            return False
        except (requests.RequestException, ValueError):
            return False
    return hearing.note({name.lower(): value for name, value in answer.headers.items()})


def _behind(error: BaseException) -> Iterator[BaseException]:
    """*error* and all that it was raised for."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.append(one)
        yield one
        reason = getattr(one, "reason", None)
        found = (one.__cause__, one.__context__, reason, *one.args)
        waiting += [other for other in found if isinstance(other, BaseException)]
