"""Who is asking, and what she may do: people, their sessions, and how often one may try to log in."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.clock import Clock
from scheduler.settings.users import Role, Users

IDLE = timedelta(hours=2)  # a session ends after so long without a request
LASTING = timedelta(hours=12)  # and after so long whatever happens: a working day
MOST_TRIES, WITHIN = 10, timedelta(minutes=15)
MOST_BYTES = 1024  # of a password that is looked at
_KNOWN = 10_000  # addresses remembered; the oldest are forgotten
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at the desk: *name* is '' on the office's own machine, where nobody logs in."""

    name: str = ""
    role: Role = "approver"
    session: str = ""  # never shown; the forms' words are made from it

    @property
    def may_write(self) -> bool:
        """Whether she may change the calendar, and submit and hold posts."""
        return self.role != "viewer"

    @property
    def may_approve(self) -> bool:
        """Whether she may decide what becomes public."""
        return self.role == "approver"


OFFICE = Person()


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


class Sessions:
    """Who is logged in, kept in memory alone: a restart ends every session. May be used from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, tuple[Person, datetime, datetime]] = {}  # by the token's hash: since, last

    def begin(self, name: str, role: Role) -> str:
        """A new session; gives the token, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._lock:
            self._open = {key: kept for key, kept in self._open.items() if _is_alive(kept, now)}
            self._open[_key(token)] = Person(name, role, _key(token)), now, now
        return token

    def person(self, token: str, users: Users, *, is_used: bool = True) -> Person | None:
        """Whose session it is; None when it is over, or she is no longer among *users*.

        Her role is the one that she has now. A request that no person made is not *is_used*.
        """
        now = self._clock.now()
        with self._lock:
            kept = self._open.get(_key(token))
            if kept is None:
                return None
            user = users.people.get(kept[0].name)
            if user is None or not _is_alive(kept, now):
                del self._open[_key(token)]
                return None
            if is_used:
                self._open[_key(token)] = kept[0], kept[1], now
        return replace(kept[0], role=user.role)

    def end(self, token: str) -> None:
        """Log out."""
        with self._lock:
            self._open.pop(_key(token), None)


class Logins:
    """Checks passwords: first whether one more try is allowed, which costs nothing; then one at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hashing = threading.Lock()  # a hash takes 64 MB: a crowd at the door must not take more
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._nobody = hash_of(secrets.token_urlsafe())

    def may_try(self, address: str, name: str, users: Users) -> bool:
        """Count one more try from *address* and, if she exists, at *name*; False: there were too many."""
        asked = [f"address {address}", *([f"name {name}"] if name in users.people else [])]
        now = self._clock.now()
        with self._lock:
            tries = [self._of(key, now) for key in asked]
            if any(len(one) >= MOST_TRIES for one in tries):
                return False
            for one in tries:
                one.append(now)
        return True

    def is_right(self, name: str, password: str, users: Users) -> bool:
        """Whether that is her password; takes as long for a name that nobody has."""
        user = users.people.get(name)
        if len(password.encode()) > MOST_BYTES:
            return False
        with self._hashing:
            try:
                _HASHER.verify(user.password if user else self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return user is not None

    def forget(self, address: str, name: str) -> None:
        """She is in: her tries count no more."""
        with self._lock:
            self._tries.pop(f"address {address}", None)
            self._tries.pop(f"name {name}", None)

    def _of(self, key: str, now: datetime) -> deque[datetime]:
        tries = self._tries.setdefault(key, deque())
        self._tries.move_to_end(key)
        while tries and now - tries[0] > WITHIN:
            tries.popleft()
        while len(self._tries) > _KNOWN:
            self._tries.popitem(last=False)
        return tries


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_alive(kept: tuple[Person, datetime, datetime], now: datetime) -> bool:
    _, since, last = kept
    return now - since <= LASTING and now - last <= IDLE
