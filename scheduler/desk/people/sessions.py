"""Who is asking, and what she may do: people, their sessions, and how often one may try to log in."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.clock import Clock
from scheduler.settings.users import Role, User, Users, is_within

IDLE = timedelta(hours=2)  # a session ends after so long without a request
LASTING = timedelta(hours=12)  # and after so long whatever happens: a working day
FREE_TRIES, WITHIN = 5, timedelta(hours=1)  # of one address: people mistype
LONGEST_WAIT = timedelta(minutes=15)
SHORTEST = 10  # characters of a new password
MOST_BYTES = 1024  # of a password that is looked at
_KNOWN = 10_000  # addresses remembered; the oldest are forgotten
_MOST_TRIES = 30  # of one address that are remembered: the wait is the longest by then
_CROWD, _MINUTE, _PAUSE = 30, timedelta(minutes=1), 0.25  # so many wrong guesses in a minute; seconds
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits at the desk: *name* is '' on the office's own machine, where nobody logs in."""

    name: str = ""
    role: Role = "approver"
    session: str = ""  # never shown; the forms' words are made from it
    units: frozenset[str] | None = None  # those that she looks after, and nothing else; None: the office

    @property
    def may_write(self) -> bool:
        """Whether she may change the calendar, and submit and hold posts."""
        return self.role != "viewer"

    def looks_after(self, units: Collection[str]) -> bool:
        """Whether what is for *units*, as a post names them, is hers to change: it is for none but hers."""
        return self.units is None or is_within(units, self.units)

    @property
    def may_approve(self) -> bool:
        """Whether she may decide what becomes public."""
        return self.role == "approver"


OFFICE = Person()


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


@dataclass(frozen=True, slots=True)
class _Session:
    person: Person
    password: str = field(repr=False)  # its hash when she logged in: another one ends the session
    since: datetime
    last: datetime


class Sessions:
    """Who is logged in, kept in memory alone: a restart ends every session. May be used from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, _Session] = {}  # by the token's hash

    def begin(self, name: str, user: User) -> str:
        """A new session of *user*, called *name*; gives the token, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._lock:
            self._open = {key: kept for key, kept in self._open.items() if _is_alive(kept, now)}
            person = Person(name, user.role, _key(token), _units_of(user))
            self._open[_key(token)] = _Session(person, user.password, now, now)
        return token

    def person(self, token: str, users: Users, *, is_used: bool = True) -> Person | None:
        """Whose session it is; None when it is over, or her password is another now, or she is gone.

        Her role and her units are those that she has now. A request that no person made is not *is_used*.
        """
        now = self._clock.now()
        with self._lock:
            kept = self._open.get(_key(token))
            if kept is None:
                return None
            user = users.people.get(kept.person.name)
            if user is None or user.password != kept.password or not _is_alive(kept, now):
                del self._open[_key(token)]
                return None
            if is_used:
                self._open[_key(token)] = replace(kept, last=now)
        return replace(kept.person, role=user.role, units=_units_of(user))

    def end(self, token: str) -> None:
        """Log out."""
        with self._lock:
            self._open.pop(_key(token), None)


class Tries:
    """How often each address tried of late: one that guesses waits longer after each try, and nobody else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: OrderedDict[str, deque[tuple[datetime, str]]] = OrderedDict()  # when, at whom

    def wait_of(self, address: str, name: str, *, is_try: bool = True) -> int:
        """Seconds until *address* may try again; 0: it may, and this try at *name*, if it is one, counts."""
        now = self._clock.now()
        with self._lock:
            tries = self._of(_network(address), now)
            if len(tries) >= FREE_TRIES:
                pause = min(timedelta(seconds=2.0 ** (len(tries) - FREE_TRIES)), LONGEST_WAIT)
                left = tries[-1][0] + pause - now
                if left > timedelta(0):
                    return math.ceil(left.total_seconds())
            if is_try:
                tries.append((now, name))
            return 0

    def forget(self, address: str, name: str) -> None:
        """She is in: her tries from there count no more; those at other names do."""
        network = _network(address)
        with self._lock:
            tries = self._tries.pop(network, deque())
            left = deque((one for one in tries if one[1] != name), _MOST_TRIES)
            if left:
                self._tries[network] = left

    def _of(self, network: str, now: datetime) -> deque[tuple[datetime, str]]:
        tries = self._tries.setdefault(network, deque(maxlen=_MOST_TRIES))
        self._tries.move_to_end(network)
        while tries and now - tries[0][0] > WITHIN:
            tries.popleft()
        while len(self._tries) > _KNOWN:
            self._tries.popitem(last=False)
        return tries


class Logins(Tries):
    """Checks passwords, and makes whoever guesses wait.

    A person with the right password, at an address that did not guess, is let in at once, however many guess
    at her name. What holds against many addresses is the cost of a check, which is made one at a time (64 MB
    of memory each), and a pause before each while wrong guesses come in a crowd.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._wrong: deque[datetime] = deque(maxlen=_CROWD)
        self._nobody = hash_of(secrets.token_urlsafe())

    def pause(self) -> float:
        """Seconds to let pass before the next check, so that a crowd of addresses guesses slowly."""
        with self._lock:
            is_crowd = len(self._wrong) == _CROWD and self._clock.now() - self._wrong[0] < _MINUTE
        return _PAUSE if is_crowd else 0.0

    def is_right(self, name: str, password: str, users: Users) -> bool:
        """Whether that is her password; takes as long for a name that nobody has."""
        user = users.people.get(name)
        is_hers = False
        if len(password.encode()) <= MOST_BYTES:
            try:
                is_hers = _HASHER.verify(user.password if user else self._nobody, password)
            except (VerificationError, InvalidHashError):
                is_hers = False
        if user is None or not is_hers:
            with self._lock:
                self._wrong.append(self._clock.now())
            return False
        return True


def _network(address: str) -> str:
    """What one guesser may be given: an address, or of IPv6 the 64 bits that a line has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found.packed, 64), strict=False))
    return address


def _units_of(user: User) -> frozenset[str] | None:
    return None if user.units is None else frozenset(user.units)


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_alive(kept: _Session, now: datetime) -> bool:
    return now - kept.since <= LASTING and now - kept.last <= IDLE
