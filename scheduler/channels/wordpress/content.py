"""A post as WordPress keeps it: clean HTML within one block, and a mark by which it is known again.

The mark is an HTML comment: the one thing that every role's filter leaves as it is, without a plugin. It
holds prints of the key, of what was meant, and of what WordPress made of it, so that a hand's edit shows.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup, escape

from scheduler.channels.channel import Media, Outgoing
from scheduler.channels.site.prose import excerpt, html_of
from scheduler.channels.site.records import clean, name_of
from scheduler.channels.site.texts import Words

# A block of HTML is shown as it is: elsewhere WordPress makes paragraphs of its own, of the mark too.
_BLOCK = "<!-- wp:html -->\n{mark}\n{body}\n<!-- /wp:html -->"
_MARK = re.compile(r"<!-- loa ([0-9a-f]{16}) (draft|public) ([0-9a-f]{16}) ([0-9a-f]{16}) -->")
_TWINS = 9  # WordPress tells slugs that are alike apart by -2, -3, …


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose post it is, whether it was shown already, what was *meant*, and how that was *kept*: prints."""

    key: str
    stage: str  # draft, public
    meant: str
    kept: str

    def __str__(self) -> str:
        return f"<!-- loa {self.key} {self.stage} {self.meant} {self.kept} -->"


@dataclass(frozen=True, slots=True)
class Content:
    """What is meant to stand there, and its print; *title* and *excerpt* are HTML as well, *featured* is a
    picture's id."""

    key: str
    meant: str
    title: str
    body: str
    excerpt: str
    featured: int

    def fields(self, stage: str, kept: str = "") -> dict[str, object]:
        """As it is sent; *kept*: the print of how WordPress kept it, if that is known to be another."""
        mark = Mark(_print(self.key), stage, self.meant, kept)
        given: dict[str, object] = {
            "title": self.title,
            "content": _BLOCK.format(mark=mark, body=self.body),
            "excerpt": self.excerpt,
            "featured_media": self.featured,
        }
        if not kept:
            sent = {key: {"raw": value} if isinstance(value, str) else value for key, value in given.items()}
            given["content"] = _BLOCK.format(mark=replace(mark, kept=kept_print(sent)), body=self.body)
        return given


def content_of(outgoing: Outgoing, pictures: Sequence[tuple[Media, int, str]], words: Words) -> Content:
    """*outgoing* as it is to stand there, with its *pictures*: each with its id and address there."""
    wording = outgoing.wording
    numbers = [line.number for line in outgoing.hotlines]
    films = [one for one in pictures if one[0].kind == "video"]
    shown = films or [one for one in pictures if one[0].size == "portrait"] or pictures
    wide = next((number for media, number, _ in pictures if media.size == "wide"), 0)
    parts = [_figure(*one) for one in shown]
    parts.append(html_of(clean(wording.text), numbers))
    if wording.link:
        parts.append(
            Markup('<p>{}: <a href="{}" rel="noopener">{}</a></p>').format(
                words.link, clean(wording.link), clean(wording.link)
            )
        )
    if wording.hashtags:
        parts.append(Markup("<p>{}</p>").format(clean(" ".join(f"#{tag}" for tag in wording.hashtags))))
    if outgoing.source:
        parts.append(Markup("<p>{}: {}</p>").format(words.source, clean(outgoing.source)))
    if outgoing.hotlines:
        lines = Markup("").join(
            Markup('<li>{}: <a href="tel:{}">{}</a></li>').format(
                clean(line.name), re.sub(r"\D", "", line.number), line.display
            )
            for line in outgoing.hotlines
        )
        parts.append(Markup("<p><strong>{}</strong></p>\n<ul>{}</ul>").format(words.help, lines))
    body = Markup('<div lang="{}">\n{}\n</div>').format(outgoing.language, Markup("\n").join(parts))
    return Content(
        outgoing.key,
        meant_of(outgoing, [media for media, _, _ in pictures]),
        _written(escape(clean(wording.title))),
        _written(body),
        _written(escape(excerpt(clean(wording.text)))),
        wide,
    )


def slug_of(key: str) -> str:
    """The name that a post has in its address there: the post's id, mostly."""
    return re.sub(r"[^a-z0-9]+", "-", name_of(key).lower()).strip("-")[:150] or "bai"


def twins_of(key: str) -> str:
    """The names that WordPress makes of it where it is taken, as they are asked for."""
    return ",".join(f"{slug_of(key)}-{number}" for number in range(2, _TWINS + 1))


def meant_of(outgoing: Outgoing, pictures: Sequence[Media]) -> str:
    """The print of what is to stand there: the same for the same words and *pictures*."""
    wording = outgoing.wording
    hashes = [hashlib.sha256(one.data).hexdigest() + one.alt for one in pictures]
    said = wording.title, wording.text, *wording.hashtags, wording.link, outgoing.source, outgoing.language
    return _print(*said, *(f"{line.name} {line.number}" for line in outgoing.hotlines), *hashes)


def key_print(key: str) -> str:
    """What of a delivery's key stands in the mark."""
    return _print(key)


def mark_of(post: Mapping[str, Any]) -> Mark | None:
    """The mark of a post as WordPress gives it for editing; None: it has none, or several."""
    found = _MARK.findall(_raw(post, "content"))
    return Mark(*found[0]) if len(found) == 1 else None


def kept_print(post: Mapping[str, Any]) -> str:
    """The print of what stands there: its words and the addresses of its pictures, however they are marked
    up."""
    raw = _MARK.sub("", _raw(post, "content"))
    pictures = re.findall(r"<(?:img|video|iframe)[^>]*?\ssrc=[\"']([^\"']*)", raw)
    addresses = [html.unescape(one).partition("://")[2] for one in pictures]
    featured = str(post.get("featured_media") or 0)
    return _print(text_of(post), _words(_raw(post, "excerpt")), featured, *addresses)


def text_of(post: Mapping[str, Any]) -> str:
    """The words that stand there."""
    return f"{_words(_raw(post, 'title'))}\n{_words(_raw(post, 'content'))}".strip()


def _raw(post: Mapping[str, Any], field: str) -> str:
    """A field as it was written; what is rendered only says nothing.

    Raises:
        KeyError, TypeError: it is not there.
    """
    return str(post[field]["raw"])


def _words(raw: str) -> str:
    flat = html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", " ", raw, flags=re.DOTALL))
    return " ".join(unicodedata.normalize("NFC", flat).split())


def _figure(media: Media, number: int, address: str) -> Markup:
    if media.kind == "video":
        return Markup(
            '<figure><video controls preload="metadata" src="{}" width="{}"></video></figure>'
        ).format(address, media.width)
    return Markup(
        '<figure><img class="wp-image-{}" src="{}" alt="{}" width="{}" height="{}"></figure>'
    ).format(number, address, clean(media.alt), media.width, media.height)


def _written(markup: Markup) -> str:
    """Without what WordPress would take for a short code of its own."""
    return str(markup).replace("[", "&#91;")


def _print(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
