"""A post's plain text as HTML: paragraphs, lists, links, and telephone numbers that can be called."""

from __future__ import annotations

import re
from collections.abc import Collection

from markupsafe import Markup, escape

_BULLET = re.compile(r"\s*[-–•*✔✅]\s+(?=\S)")
_NUMBER = re.compile(r"\s*\d{1,2}[.)]\s+(?=\S)")
_ADDRESS = r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?…)\]]"
_PHONE = r"(?<![\w.,+/-])0\d(?:[ .]?\d){8,9}(?![\w/]|[.,]\d)"
_SHORT = r"(?<![\w.,+/-]){number}(?![\w/%]|[.,]\d)"
EXCERPT = 170  # characters: what a list or a link preview shows


def html_of(text: str, numbers: Collection[str] = ()) -> Markup:
    """*text* as HTML; *numbers* are short ones, such as 111, that are telephone numbers here."""
    known = _pattern(numbers)
    blocks = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(_block(block, known) for block in blocks if block.strip())


def excerpt(text: str, most: int = EXCERPT) -> str:
    """The beginning of *text* on one line, cut between words, with an ellipsis if anything was cut."""
    lines = (_NUMBER.sub("", _BULLET.sub("", line, count=1), count=1) for line in text.splitlines())
    flat = " ".join(" ".join(lines).split())
    if len(flat) <= most:
        return flat
    cut = flat[: most + 1].rsplit(" ", 1)[0][:most]
    sentence = re.match(r".*[.!?…](?=\s|$)", cut)
    if sentence and len(sentence[0]) >= most * 0.6:
        return sentence[0]
    return cut.rstrip(" ,;:–-.") + "…"


def phrased(title: str) -> Markup:
    """*title* for a big heading: a line breaks between its phrases before it breaks within one."""
    phrases = re.split(r"(?<=[.:;!?…])\s+", title)
    return Markup(" ").join(Markup("<span>{}</span>").format(phrase) for phrase in phrases)


def _pattern(numbers: Collection[str]) -> re.Pattern[str]:
    short = sorted({number for number in numbers if len(number) < 10}, key=len, reverse=True)
    phones = [_PHONE, *(_SHORT.format(number=re.escape(number)) for number in short)]
    return re.compile(f"(?P<address>{_ADDRESS})|(?P<phone>{'|'.join(phones)})")


def _block(block: str, known: re.Pattern[str]) -> Markup:
    """One paragraph, or several where a list stands among its lines."""
    parts: list[Markup] = []
    lines: list[Markup] = []
    kind = ""
    for line in [*block.splitlines(), None]:
        now = "" if line is None else _kind(line)
        if lines and (line is None or now != kind):
            parts.append(_wrap(kind, lines))
            lines = []
        if line is not None:
            marker = {"ul": _BULLET, "ol": _NUMBER}.get(now)
            lines.append(_linked(marker.sub("", line, count=1) if marker else line.strip(), known))
        kind = now
    return Markup("\n").join(parts)


def _kind(line: str) -> str:
    if _BULLET.match(line):
        return "ul"
    return "ol" if _NUMBER.match(line) else "p"


def _wrap(kind: str, lines: list[Markup]) -> Markup:
    if kind == "p":
        return Markup("<p>{}</p>").format(Markup("<br>\n").join(lines))
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    wrapped = Markup("<ol>{}</ol>") if kind == "ol" else Markup("<ul>{}</ul>")
    return wrapped.format(items)


def _linked(line: str, known: re.Pattern[str]) -> Markup:
    parts: list[Markup] = []
    at = 0
    for found in known.finditer(line):
        parts.append(escape(line[at : found.start()]))
        shown = found[0]
        if found["address"]:
            parts.append(Markup('<a href="{0}" rel="noopener">{0}</a>').format(shown))
        else:
            parts.append(Markup('<a href="tel:{}">{}</a>').format(re.sub(r"\D", "", shown), shown))
        at = found.end()
    parts.append(escape(line[at:]))
    return Markup("").join(parts)
