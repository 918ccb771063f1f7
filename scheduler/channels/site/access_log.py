"""One line of a web server's access log: a page that a person looked at, or not.

Read by an expression of our own that never goes back: what readers send stands in these lines, and one that
is made for it kept the best library busy for minutes (docs/decisions/0038).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import crawleruseragents

_QUOTED = r'"((?:[^"\\]++|\\.)*+)"'  # servers escape quotes within
_LINE = re.compile(
    r'(?:([^\s:"\\]+):\d{1,5} )?'  # the host, where a log is of several
    r'(?:[^"\\]++|\\.)*+'  # whose address it was, and a name: anything
    + _QUOTED  # the request
    + r" (\d{3}) (?:\d+|-)"
    + f"(?: {_QUOTED} {_QUOTED})?"  # from where, and by which program: the common format has neither
)
_TIME = re.compile(r'\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] (?=")')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEEN = frozenset({"200", "304"})  # 304: the reader's browser has it already
_OWN = "Loa ("  # looks at its pages as a stranger does
_AGENT = 512  # characters that are looked at


@dataclass(frozen=True, slots=True)
class View:
    """A page that was looked at: its path, at that time (aware), on *host* if the log says on which."""

    path: str
    at: datetime
    host: str = ""


def view_in(line: str) -> View | None:
    """The page that somebody looked at; None: no page, no person, or nothing was shown.

    Raises:
        ValueError: it is no line of such a log: common, combined, or combined with the host before.
    """
    found = _LINE.match(line)
    time = _TIME.match(line, max(0, found.start(2) - 1 - _TIME_LENGTH)) if found else None
    if found is None or time is None:
        raise ValueError("no line of an access log")
    day, month, year, clock, offset = time.groups()
    at = datetime.fromisoformat(f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{clock}{offset}")
    host, request, status, _, agent = found.groups()
    method, _, rest = request.partition(" ")
    target, _, protocol = rest.rpartition(" ")
    if method != "GET" or status not in _SEEN or not protocol.startswith("HTTP/"):
        return None
    path = target.partition("?")[0].partition("#")[0]
    if not path.endswith(("/", ".html")) or (agent is not None and is_robot(agent[:_AGENT])):
        return None
    return View(path, at, host or "")


_TIME_LENGTH = len("[21/Mar/2026:09:00:00 +0700] ")


@lru_cache(maxsize=2048)
def is_robot(agent: str) -> bool:
    """Whether a program looked by itself: it says so, is known as one, or says nothing at all."""
    return agent in {"", "-"} or agent.startswith(_OWN) or crawleruseragents.is_crawler(agent)
