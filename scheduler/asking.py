"""One polite question to a public web address, as a stranger asks it: no cookies, no secrets, no patience.

Nobody is asked on a private network unless that is allowed: an address comes out of a calendar, or out of
another server's answer. The name is looked up once, and what was looked at is what is connected to. A proxy
of the machine is not used: whoever needs one learns that nothing is known.
"""

from __future__ import annotations

import errno
import http.client
import ipaddress
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import certifi

LONGEST = 20.0  # seconds for one answer, however slowly it comes and whoever else it leads to
_CONNECT = 5.0
_REDIRECTS = 5
_IN_PATH = "/%:@!$&'()*+,;=~-._"
_MOVED = frozenset({301, 302, 303, 307, 308})
Resolve = Callable[..., list[Any]]  # as socket.getaddrinfo


class Trouble(Enum):
    """Why there was no answer."""

    NO_WEB = "no-web"  # no address of http(s), or one with a user in it
    PRIVATE = "private"  # it leads into a private network
    NO_HOST = "no-host"  # there is no machine of that name
    NO_NETWORK = "no-network"  # names cannot be looked up, or nothing can be reached
    REFUSED = "refused"  # the machine is there, and does not answer
    SLOW = "slow"
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"
    NONSENSE = "nonsense"  # it answers, but not as a web server does


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: *status* and the first bytes of the body, or the *trouble*; from *address*."""

    address: str
    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    trouble: Trouble | None = None
    is_whole: bool = True  # the body was no longer than what was read

    @property
    def is_there(self) -> bool:
        """Whether what was asked for came."""
        return self.trouble is None and 200 <= self.status < 300


def ask(
    address: str,
    *,
    who: str,
    method: str = "GET",
    most: int = 65_536,
    is_private_allowed: bool = False,
    resolve: Resolve = socket.getaddrinfo,
) -> Answer:
    """Ask once, and follow at most five redirects; never raises for what the network does.

    *who* stands in the User-Agent; *most* bytes of the body are read.
    """
    until = time.monotonic() + LONGEST  # wherever it leads
    for _ in range(_REDIRECTS + 1):
        answer = _once(
            address, who, method, most, until, is_private_allowed=is_private_allowed, resolve=resolve
        )
        if answer.trouble or answer.status not in _MOVED or not answer.headers.get("location"):
            return answer
        try:
            address = urljoin(address, answer.headers["location"])
        except ValueError:  # brackets that are no address
            return Answer(address, trouble=Trouble.NO_WEB)
    return Answer(address, trouble=Trouble.REDIRECTS)


def is_this_machine(address: str) -> bool:
    """Whether *address* is of a loopback name, as a rehearsal's is."""
    host = (_parts(address) or urlsplit("")).hostname or ""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def leads_inside(host: str, resolve: Resolve = socket.getaddrinfo) -> bool | None:
    """Whether *host*, a name or a number, leads into a private network or to this machine, by whichever of
    its addresses; None where it is not to be found."""
    found = addresses_of(host, resolve)
    return not all(map(_is_public, found)) if found else None


def public_address(host: str, resolve: Resolve = socket.getaddrinfo) -> str | None:
    """An address of *host* to connect to, where all that it has are public; '' where one is not, None where
    it is not to be found."""
    found = addresses_of(host, resolve)
    return (found[0] if all(map(_is_public, found)) else "") if found else None


def addresses_of(host: str, resolve: Resolve = socket.getaddrinfo) -> list[str]:
    """Every address of *host*, a name or a number; none where it is not to be found."""
    parts = _parts(f"https://[{host}]/" if ":" in host else f"https://{host}/")
    found = _looked_up(parts, resolve) if parts else Trouble.NO_WEB
    return [] if isinstance(found, Trouble) else found


def _once(
    address: str,
    who: str,
    method: str,
    most: int,
    until: float,
    *,
    is_private_allowed: bool,
    resolve: Resolve,
) -> Answer:
    parts = _parts(address)
    if parts is None:
        return Answer(address, trouble=Trouble.NO_WEB)
    found = _looked_up(parts, resolve)
    if isinstance(found, Trouble):
        return Answer(address, trouble=found)
    if not is_private_allowed and not all(map(_is_public, found)):
        return Answer(address, trouble=Trouble.PRIVATE)
    connection = _Pinned(parts, found[0])
    stop = threading.Timer(until - time.monotonic(), connection.cut)
    stop.daemon = True
    stop.start()
    try:
        path = quote(parts.path or "/", safe=_IN_PATH)
        query = f"?{quote(parts.query, safe=_IN_PATH + '?')}" if parts.query else ""
        headers = {"User-Agent": f"Loa ({_plain(who)})", "Accept": "*/*", "Connection": "close"}
        connection.request(method, path + query, headers=headers)
        answer = connection.getresponse()
        body = answer.read(most + 1) if method != "HEAD" else b""
        told = {name.lower(): value for name, value in answer.getheaders()}
        if connection.was_cut:  # the end of what came is none of the answer
            return Answer(address, trouble=Trouble.SLOW)
        return Answer(address, answer.status, body[:most], told, is_whole=len(body) <= most)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(address, trouble=Trouble.SLOW if connection.was_cut else _trouble(error))
    finally:
        stop.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the machine that was looked up, by the name that was asked for."""

    def __init__(self, parts: SplitResult, at: str) -> None:
        super().__init__(parts.hostname or "", _port(parts), timeout=LONGEST)
        self._at = at
        self._is_safe = parts.scheme == "https"
        self.was_cut = False

    def connect(self) -> None:
        """To that address alone; for https the certificate must be of the name."""
        made = socket.create_connection((self._at, self.port), _CONNECT)
        made.settimeout(LONGEST)
        if self._is_safe:  # it is noted before it shakes hands: that too can be drawn out, and is cut
            self.sock = safe = _trust().wrap_socket(
                made, server_hostname=self.host, do_handshake_on_connect=False
            )
            safe.do_handshake()
        else:
            self.sock = made
        if self.was_cut:  # before there was anything to cut
            raise TimeoutError

    def cut(self) -> None:
        """From another thread: whoever sends a byte now and then is not waited for."""
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                # Not the method of a TLS socket, which takes itself apart while the other thread reads.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where())


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    odd = parts.username is not None or re.search(r"[\x00-\x20\x7f]", address)
    return parts if parts.scheme in {"http", "https"} and host and not odd else None


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _looked_up(parts: SplitResult, resolve: Resolve) -> list[str] | Trouble:
    try:
        name = (parts.hostname or "").encode("idna").decode() if not _is_number(parts) else parts.hostname
        found = resolve(name, _port(parts), type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return Trouble.NO_HOST if error.errno in _NO_NAME else Trouble.NO_NETWORK
    except (OSError, UnicodeError, ValueError):
        return Trouble.NO_WEB
    return [str(one[4][0]) for one in found] or Trouble.NO_HOST


def _is_number(parts: SplitResult) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(parts.hostname or ""))
    return False


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if found in _NAT64:  # some networks reach IPv4 by these
        inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    if inside is not None:
        return _is_public(str(inside))
    return found.is_global and not found.is_multicast and (found.version == 4 or found in _ANYWHERE)


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble.CERTIFICATE
    if isinstance(error, TimeoutError):
        return Trouble.SLOW
    if isinstance(error, ConnectionError):
        return Trouble.REFUSED
    if isinstance(error, OSError) and error.errno in _NO_WAY:
        return Trouble.NO_NETWORK
    return Trouble.NONSENSE


def _plain(who: str) -> str:
    return re.sub(r"[^!-~ ]", "", who)


_ANYWHERE = ipaddress.IPv6Network("2000::/3")  # all else is of one network, or another way of writing IPv4
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NO_NAME = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}
