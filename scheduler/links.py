"""Web addresses within a text: where they begin and end; how links to one's own site are counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import quote, urlsplit

ADDRESS = r"https?://[^\s<>\"“”]+"
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_AFTER = ".,;:!?…'’‘»*។៕"  # behind an address these belong to the sentence
_PORTS = {"http": 80, "https": 443}
_VALUE = "(?:[A-Za-z0-9_.~%-]*[A-Za-z0-9_~%-])?"  # a full stop behind it ends the sentence
_OURS = f"utm_source={_VALUE}&utm_medium=social&utm_campaign={_VALUE}"


def address_in(found: str) -> str:
    """What of *found*, from http up to the next space, is the address, and not the sentence around it.

    A closing bracket belongs to it if the address opened it: https://vi.wikipedia.org/wiki/An_toàn_(mạng)
    '' if nothing is left of it.
    """
    stray = {closing: found.count(closing) - found.count(opening) for opening, closing in _BRACKETS}
    end = len(found)
    while end and (found[end - 1] in _AFTER or stray.get(found[end - 1], 0) > 0):
        end -= 1
        if found[end] in stray:
            stray[found[end]] -= 1
    return found[:end] if found[:end].partition("://")[2] else ""


def links_in(text: str) -> Iterator[str]:
    """The addresses in *text*, in their order."""
    yield from filter(None, (address_in(found) for found in re.findall(ADDRESS, text)))


def counted(text: str, own: Collection[str], source: str, campaign: str) -> str:
    """*text* whose links to the hosts of *own* (whole addresses) tell from where a reader came.

    All else stays letter for letter; so does a link that says such a thing already.
    """
    hosts = {_host(one) for one in own}

    def tag(found: re.Match[str]) -> str:
        link = address_in(found[0])
        return _tagged(link, source, campaign) + found[0][len(link) :] if _host(link) in hosts else found[0]

    return re.sub(ADDRESS, tag, text) if hosts else text


def uncounted(text: str) -> str:
    """*text* without what `counted` adds: two are the same words whether or not readers are counted."""
    return re.sub(rf"\?{_OURS}&|[?&]{_OURS}", lambda found: "?" if found[0].endswith("&") else "", text)


def _tagged(link: str, source: str, campaign: str) -> str:
    head, mark, fragment = link.partition("#")
    path, _, query = head.partition("?")
    if any(part.lower().startswith("utm_") for part in query.split("&")):
        return link
    said = "&".join(
        f"utm_{name}={quote(value, safe='')}"
        for name, value in (("source", source), ("medium", "social"), ("campaign", campaign))
    )
    return f"{path}?{query}{'&' if query and not query.endswith('&') else ''}{said}{mark}{fragment}"


def _host(link: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(link)
        if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
            return None
        return parts.hostname, parts.port or 0 if parts.port not in _PORTS.values() else 0
    except ValueError:
        return None
