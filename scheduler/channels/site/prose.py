"""A post's plain text as HTML: paragraphs, lists, links, and telephone numbers that can be called.

Whatever is written is seen: only what a browser draws again by itself is taken out of the text, which is a
plain bullet and a number with a full stop. "4)", "a)", "✅" and the like stay in the text as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from scheduler.links import ADDRESS, address_in

_ITEM = re.compile(r"\s*(?:[-–•]|(?P<number>0|[1-9][0-9]?)\.)\s+(?=\S)")
_PHONE = r"(?<![\w.,+/-])0\d(?:[ .]?\d){8,9}(?![\w/]|[.,]\d)"
_SHORT = r"(?<![\w.,+/-]){number}(?![\w/%]|[.,]\d)"
EXCERPT = 170  # characters: what a list or a link preview shows


def html_of(text: str, numbers: Collection[str] = (), *, is_pasted: bool = False) -> Markup:
    """*text* as HTML; *numbers* are short ones, such as 111, that are telephone numbers here.

    What *is_pasted* into an editor has no attribute that editors take away (`start`, `rel`): a list that does
    not begin with 1 keeps its numbers as text.
    """
    known = _pattern(numbers)
    return Markup("\n").join(_html(block, known, is_pasted=is_pasted) for block in blocks(text))


def excerpt(text: str, most: int = EXCERPT) -> str:
    """The beginning of *text* on one line, cut between words, with an ellipsis if anything was cut."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[: most + 1].rsplit(" ", 1)[0][:most]
    sentence = re.match(r".*(?<!\s[0-9])(?<!\s[0-9][0-9])[.!?…](?=\s|$)", cut)  # "2." only begins an item
    if sentence and len(sentence[0]) >= most * 0.6:
        return sentence[0]
    if flat[len(cut) :].lstrip()[:1].isdigit():  # half a telephone number is a wrong one
        cut = re.sub(r"\s[\d\s.]*$", "", cut)
    return re.sub(r"\s[0-9]{1,2}[.)]$", "", cut).rstrip(" ,;:–-•.") + "…"


def phrased(title: str) -> Markup:
    """*title* for a big heading: a line breaks between its phrases before it breaks within one."""
    phrases = re.split(r"(?<=[.:;!?…])\s+", title)
    return Markup(" ").join(Markup("<span>{}</span>").format(phrase) for phrase in phrases)


def _pattern(numbers: Collection[str]) -> re.Pattern[str]:
    short = sorted({number for number in numbers if len(number) < 10}, key=len, reverse=True)
    phones = [_PHONE, *(_SHORT.format(number=re.escape(number)) for number in short)]
    return re.compile(f"(?P<address>{ADDRESS})|(?P<phone>{'|'.join(phones)})")


@dataclass(slots=True)
class Block:
    """A paragraph, or a list: *start* is its first number, None for bullets."""

    kind: str  # p, ul, ol
    start: int | None = None
    lines: list[str] = field(default_factory=list)

    def takes(self, kind: str, number: int | None, *, after_gap: bool) -> bool:
        """Whether the next line goes on with it: a list does over blank lines too, with its next number."""
        if kind != self.kind or (kind == "p" and after_gap):
            return False
        return self.start is None or number == self.start + len(self.lines)

    def numbered(self) -> Iterator[str]:
        """The lines of a list, each with its number or dash."""
        for number, line in enumerate(self.lines, self.start or 0):
            yield f"– {line}" if self.start is None else f"{number}. {line}"


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs and lists of *text*, in order."""
    block: Block | None = None
    after_gap = False
    for line in text.splitlines():
        if not line.strip():
            after_gap = True
            continue
        item = _ITEM.match(line)
        number = int(item["number"]) if item and item["number"] else None
        kind = "p" if item is None else "ul" if number is None else "ol"
        if block is None or not block.takes(kind, number, after_gap=after_gap):
            if block:
                yield block
            block = Block(kind, number)
        block.lines.append(line[item.end() if item else 0 :].strip())
        after_gap = False
    if block:
        yield block


def _html(block: Block, known: re.Pattern[str], *, is_pasted: bool) -> Markup:
    if is_pasted and block.start not in (None, 1):
        block = Block("p", None, list(block.numbered()))
    lines = [_linked(line, known, is_pasted=is_pasted) for line in block.lines]
    if block.kind == "p":
        return Markup("<p>{}</p>").format(Markup("<br>\n").join(lines))
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    if block.kind == "ul":
        return Markup("<ul>{}</ul>").format(items)
    start = Markup("") if block.start == 1 else Markup(' start="{}"').format(block.start)
    return Markup("<ol{}>{}</ol>").format(start, items)


def _linked(line: str, known: re.Pattern[str], *, is_pasted: bool) -> Markup:
    link = Markup('<a href="{0}">{0}</a>') if is_pasted else Markup('<a href="{0}" rel="noopener">{0}</a>')
    parts: list[Markup] = []
    at = 0
    while found := known.search(line, at):
        parts.append(escape(line[at : found.start()]))
        at = found.end()
        if found["phone"]:
            parts.append(Markup('<a href="tel:{}">{}</a>').format(re.sub(r"\D", "", found[0]), found[0]))
        elif address := address_in(found[0]):
            parts.append(link.format(address))
            at = found.start() + len(address)
        else:
            parts.append(escape(found[0]))
    parts.append(escape(line[at:]))
    return Markup("").join(parts)
