"""One line of a web server's access log: a page that a person looked at, or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import apachelogs
import crawleruseragents

# As Apache does with several hosts in one log (first: to the next it would be a host and a name), and as it
# and nginx write unless told otherwise.
_FORMATS = (apachelogs.VHOST_COMBINED, apachelogs.COMBINED, apachelogs.COMMON)
_SEEN = frozenset({200, 304})  # 304: the reader's browser has it already
_OWN = "Loa ("  # looks at its pages as a stranger does


@dataclass(frozen=True, slots=True)
class View:
    """A page that was looked at: its path, at that time (aware), on *host* if the log says on which."""

    path: str
    at: datetime
    host: str = ""


class Lines:
    """Reads lines of any of the known formats."""

    def __init__(self) -> None:
        self._parsers = [apachelogs.LogParser(one) for one in _FORMATS]

    def view(self, line: str) -> View | None:
        """The page that somebody looked at; None: no page, no person, or nothing was shown.

        Raises:
            ValueError: it is no line of such a log.
        """
        entry = self._entry(line)
        method, _, rest = (entry.request_line or "").partition(" ")
        target, _, protocol = rest.rpartition(" ")
        if method != "GET" or entry.final_status not in _SEEN or not protocol.startswith("HTTP/"):
            return None
        path = target.partition("?")[0].partition("#")[0]
        headers = getattr(entry, "headers_in", None)  # the common format has none: robots cannot be told
        if not path.endswith(("/", ".html")) or (headers is not None and is_robot(headers.get("User-Agent"))):
            return None
        return View(path, entry.request_time, getattr(entry, "virtual_host", None) or "")

    def _entry(self, line: str) -> apachelogs.LogEntry:
        for parser in self._parsers:
            try:
                return parser.parse(line)
            except apachelogs.InvalidEntryError:
                continue
            except OverflowError as error:  # a year of ten digits
                raise ValueError(str(error)) from None
        raise ValueError("no line of an access log")


@lru_cache(maxsize=2048)
def is_robot(agent: str | None) -> bool:
    """Whether a program looked by itself: it says so, is known as one, or says nothing at all."""
    return not agent or agent.startswith(_OWN) or crawleruseragents.is_crawler(agent)
