"""A post as an article: HTML that any portal's editor keeps as it is, and a Word file of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from itertools import takewhile

from markupsafe import Markup

from scheduler.calendar.model import Hotline
from scheduler.channels.packs import Article, Pack
from scheduler.channels.site.prose import blocks, excerpt, html_of
from scheduler.channels.site.records import clean
from scheduler.channels.site.texts import Words
from scheduler.locales import day
from scheduler.speech.script import IN_KHMER
from scheduler.word_files import Image, word_file

# All that it has: what TinyMCE and CKEditor keep as they come. Links lead to the web or to a telephone.
TAGS: Mapping[str, frozenset[str]] = {
    "p": frozenset(),
    "br": frozenset(),
    "h2": frozenset(),
    "ul": frozenset(),
    "ol": frozenset(),
    "li": frozenset(),
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt"}),
}
_SUMMARY = 250  # characters
# In half points: 14 as the decree on documents wants it.
_STYLES = {
    "Normal": ("Normal", '<w:spacing w:after="120" w:line="312" w:lineRule="auto"/>', '<w:sz w:val="28"/>'),
    "Title": ("Title", '<w:spacing w:after="120"/>', '<w:b/><w:sz w:val="36"/>'),
    "Heading1": (
        "heading 1",
        '<w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:sz w:val="30"/>',
    ),
    "Summary": ("Summary", '<w:spacing w:after="160"/>', '<w:b/><w:sz w:val="28"/>'),
    "Note": ("Note", '<w:spacing w:after="120"/>', '<w:i/><w:sz w:val="24"/>'),
    "Item": (
        "Item",
        '<w:spacing w:after="80" w:line="312" w:lineRule="auto"/><w:ind w:left="567" w:hanging="340"/>',
        '<w:sz w:val="28"/>',
    ),
}


def summary_of(pack: Pack) -> str:
    """The summary that a portal asks for, on one line: what stands before the first list."""
    text = clean(pack.text)
    first = [" ".join(block.lines) for block in takewhile(lambda block: block.kind == "p", blocks(text))]
    if len(first) > 1 and first[-1].endswith(":"):  # it leads to the list
        first.pop()
    return excerpt(" ".join(first) or text, _SUMMARY)


def html_of_article(pack: Pack, article: Article, *, pictures: bool) -> Markup:
    """The article without its title; its *pictures*, if wanted, by the names of their files."""
    within = [one for one in pack.pictures if pictures and not one.is_lead and not one.is_film]
    numbers = [*pack.numbers, *(line.number for line in article.hotlines)]
    parts = [
        *(
            Markup('<p><img src="{}" alt="{}"></p>').format(one.file, clean(one.alt or pack.title))
            for one in within
        ),
        *(
            Markup("<h2>{}</h2>").format(text)
            if is_heading
            else html_of(clean(text), numbers, is_pasted=True)
            for is_heading, text in _sections(pack, article)
        ),
    ]
    return Markup("\n").join(part for part in parts if part)


def word_of_article(pack: Pack, article: Article, pictures: Mapping[str, bytes]) -> bytes:
    """The whole article with its *pictures* (by their files), as a Word file."""
    return word_file(_parts(pack, article, pictures), _STYLES)


def _sections(pack: Pack, article: Article) -> Iterator[tuple[bool, str]]:
    """The texts of the article, and whether each is a heading."""
    yield False, pack.text
    if pack.link:
        yield False, f"{_WORDS.link}: {pack.link}"
    if article.hotlines:
        yield True, _WORDS.help
        yield False, "\n".join(f"- {line.display}: {_about(line)}" for line in article.hotlines)
    if article.source:
        yield False, f"{_WORDS.source}: {article.source}"


def _parts(pack: Pack, article: Article, pictures: Mapping[str, bytes]) -> Iterator[tuple[str, str] | Image]:
    yield "Title", pack.title
    yield "Note", day(article.day, "vi")
    yield "Summary", summary_of(pack)
    for one in pack.pictures:
        if one.file in pictures and one.width and not one.is_lead and not one.is_film:
            yield Image(pictures[one.file], one.width, one.height, one.alt or pack.title)
    for is_heading, text in _sections(pack, article):
        yield from [("Heading1", text)] if is_heading else _paragraphs(text)
    if other := pack.translation:
        yield "Heading1", IN_KHMER.vi
        yield "Summary", other.title
        yield from _paragraphs(other.text)


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    for block in blocks(clean(text)):
        if block.kind == "p":
            yield "Normal", "\n".join(block.lines)
            continue
        for line in block.numbered():
            yield "Item", line


def _about(line: Hotline) -> str:
    more = ", ".join(one for one in (line.who, line.hours) if one)
    return f"{line.name} ({more})" if more else line.name


_WORDS = Words("vi", UTC)
