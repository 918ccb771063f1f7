"""The site's map for search engines (sitemaps.org): an index, and below it a file for each month.

The protocol allows 50,000 addresses a file; a month that has more is split. What has expired is not named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from html import escape
from itertools import islice
from urllib.parse import quote

from scheduler.channels.site.catalogue import Entry, Month

SITEMAP, ROBOTS, FOLDER = "sitemap.xml", "robots.txt", "so-do"
MOST = 50_000  # addresses in a file
PAGES = f"{FOLDER}/trang.xml"  # front, archive and its pages
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Loa -->\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ROBOTS = "# Loa\nUser-agent: *\nAllow: /\nSitemap: {}\n"


def sitemaps(
    address: str,
    months: Mapping[str, Month],
    entries_of: Callable[[str], Iterable[Entry]],
    pages: Iterable[str],
) -> dict[str, Callable[[], bytes]]:
    """File → what makes it. *pages* are those without a record; '' is the front. *address* is the site's."""
    files: dict[str, Callable[[], bytes]] = {}
    changed: dict[str, datetime | None] = {PAGES: None}
    files[PAGES] = lambda: _file("urlset", "url", ((address + quote(page), None) for page in pages))
    for month, about in months.items():
        for start in range(0, about.current, MOST):
            name = f"{FOLDER}/{month}{f'-{start // MOST + 1}' if start else ''}.xml"
            changed[name] = about.updated
            files[name] = partial(_posts, address, entries_of, month, start)
    files[SITEMAP] = lambda: _file(
        "sitemapindex", "sitemap", ((address + name, when) for name, when in changed.items())
    )
    if address.partition("://")[2].count("/") == 1:  # robots.txt counts at the root of a host alone
        files[ROBOTS] = lambda: _ROBOTS.format(address + SITEMAP).encode()
    return files


def _posts(address: str, entries_of: Callable[[str], Iterable[Entry]], month: str, start: int) -> bytes:
    """The current posts of *month* from that number on, oldest first: a new one changes the last file."""
    current = (one for one in entries_of(month) if not one.is_over)
    chosen = islice(current, start, start + MOST)
    return _file("urlset", "url", ((address + quote(one.page), one.updated) for one in chosen))


def _file(whole: str, each: str, found: Iterable[tuple[str, datetime | None]]) -> bytes:
    lines = [
        f"<{each}><loc>{escape(where)}</loc>"
        + (f"<lastmod>{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if when else "")
        + f"</{each}>\n"
        for where, when in found
    ]
    return f'{_HEAD}<{whole} xmlns="{_NAMESPACE}">\n{"".join(lines)}</{whole}>\n'.encode()
