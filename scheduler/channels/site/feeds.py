"""The site's feeds: RSS 2.0 and Atom 1.0 by `feedgenerator`, mended where it falls short, and JSON Feed 1.1.

What is added to the library: the self link's type, `media:content`, `content:encoded` (always after a
description), `&`, `<`, `>` as hexadecimal references in plain text (the RSS Best Practices Profile), and
dates that come from the newest record, never from now. The same records give the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from html import escape
from typing import Any
from xml.sax.saxutils import XMLGenerator  # nosec B406 # it writes, and reads nothing

from feedgenerator.django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator
from markupsafe import Markup

from scheduler.channels.site.prose import excerpt, html_of
from scheduler.channels.site.records import Record, SitePicture

_NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
_HTML = {"description", "content:encoded", "summary", "content"}  # elements that hold escaped HTML
_HEXADECIMAL = {ord("&"): "&#x26;", ord("<"): "&#x3C;", ord(">"): "&#x3E;"}
FILES = "rss.xml", "atom.xml", "feed.json"
_KEPT = 4096  # items that are kept as they were made: of all that a feed shows, one changes at a time
_WHOLE = {"rss", "channel", "item", "feed", "entry"}  # elements that are written over several lines


@dataclass(frozen=True, slots=True)
class Feeds:
    """What the feeds say of themselves; *address* is the site's and ends with a slash."""

    title: str
    about: str
    language: str
    address: str
    zone: tzinfo
    hub: str = ""  # the WebSub hub that is told of changes; '' for none

    def files(self, records: Sequence[Record], changed: datetime) -> Mapping[str, bytes]:
        """File name → bytes of all three, with *records* in their order; *changed*: its last change."""
        return {
            "rss.xml": self._xml("rss.xml", records, changed),
            "atom.xml": self._xml("atom.xml", records, changed),
            "feed.json": self._json(records),
        }

    def _xml(self, name: str, records: Sequence[Record], changed: datetime) -> bytes:
        feed = _KINDS[name](
            title=self.title,
            link=self.address,
            description=self.about,
            language=self.language,
            author_name=self.title,
            self_link=self.address + name,
            hub=self.hub,
            changed=changed.astimezone(self.zone),
            elements=[_element(self, name, record) for record in records],
        )
        text = io.StringIO()
        feed.write(text, "utf-8")
        return text.getvalue().encode("utf-8")

    def element(self, name: str, record: Record) -> str:
        """One record as it stands in the feed of that file name."""
        lead, enclosed = record.lead, record.enclosed
        feed = _KINDS[name](self.title, self.address, self.about)
        feed.add_item(
            title=record.title,
            link=self.address + record.page,
            description=escape(excerpt(record.text) or record.title, quote=False),
            content=str(self.content(record)),
            author_name=self.title,
            pubdate=record.published.astimezone(self.zone),
            updateddate=record.updated.astimezone(self.zone),
            unique_id=record.guid,
            unique_id_is_permalink=record.guid == self.address + record.page,
            categories=_categories(record),
            enclosures=[Enclosure(self.address + enclosed.file, str(enclosed.bytes), enclosed.mime)]
            if enclosed
            else [],
            picture=lead,
            picture_address=self.address + lead.file if lead else "",
        )
        text = io.StringIO()
        feed.write_items(_Writer(text, "utf-8"))
        return text.getvalue()

    def _json(self, records: Sequence[Record]) -> bytes:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self.address,
            "feed_url": self.address + "feed.json",
            "description": self.about,
            "language": self.language,
            "authors": [{"name": self.title, "url": self.address}],
            **({"hubs": [{"type": "WebSub", "url": self.hub}]} if self.hub else {}),
            "items": [_item(self, record) for record in records],
        }
        return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

    def item(self, record: Record) -> dict[str, Any]:
        """One record as it stands in the JSON feed."""
        item: dict[str, Any] = {
            "id": record.guid,
            "url": self.address + record.page,
            "title": record.title,
            "content_html": str(self.content(record)),
            "summary": excerpt(record.text),
            "date_published": record.published.astimezone(self.zone).isoformat(),
            "date_modified": record.updated.astimezone(self.zone).isoformat(),
            "language": record.language,
            "tags": _categories(record),
        }
        if record.link:
            item["external_url"] = record.link
        lead, enclosed = record.lead, record.enclosed
        if lead:
            item["image"] = self.address + lead.file
            if small := record.shown[0].small:
                item["_loa"] = {"thumbnail": self.address + small}  # for our own widget: a third of the size
        if enclosed:
            address = self.address + enclosed.file
            attached = {"url": address, "mime_type": enclosed.mime, "size_in_bytes": enclosed.bytes}
            item["attachments"] = [attached]
        return item

    def content(self, record: Record) -> Markup:
        """A record as HTML that stands alone: absolute addresses, no scripts, no styles."""
        numbers = [line.number for line in record.hotlines]
        parts = [
            Markup('<p><img src="{}" alt="{}" width="{}" height="{}"></p>').format(
                self.address + picture.file, picture.alt, picture.width, picture.height
            )
            for picture in record.shown
        ]
        if record.film:
            parts.append(
                Markup('<p><a href="{}">{}</a></p>').format(
                    self.address + record.film.file, record.film.alt or record.title
                )
            )
        parts.append(html_of(record.text, numbers))
        if record.link:
            parts.append(Markup('<p><a href="{0}">{0}</a></p>').format(record.link))
        if record.hashtags:
            parts.append(Markup("<p>{}</p>").format(" ".join(f"#{tag}" for tag in record.hashtags)))
        if record.source:
            parts.append(
                Markup("<p><small>{}: {}</small></p>").format(_SOURCE[self.language == "en"], record.source)
            )
        return Markup("\n").join(parts)


_SOURCE = ("Nguồn", "Source")


@lru_cache(maxsize=_KEPT)
def _element(feeds: Feeds, name: str, record: Record) -> str:
    return feeds.element(name, record)


@lru_cache(maxsize=_KEPT)
def _item(feeds: Feeds, record: Record) -> dict[str, Any]:
    return feeds.item(record)


def _categories(record: Record) -> list[str]:
    """Topic and hashtags, each once."""
    return list(dict.fromkeys(word for word in (record.topic, *record.hashtags) if word))


class _Writer(SimplerXMLGenerator):  # type: ignore[misc]  # the library has no types
    """Writes one element a line, and markup characters of plain text as hexadecimal references."""

    def __init__(self, out: io.StringIO, encoding: str) -> None:
        super().__init__(out, encoding, short_empty_elements=True)
        self._element = ""

    def startElement(self, name: str, attrs: Mapping[str, str]) -> None:  # noqa: N802 - the library's name
        super().startElement(name, attrs)
        self._element = name
        if name in _WHOLE:
            self.ignorableWhitespace("\n")

    def endElement(self, name: str) -> None:  # noqa: N802 - the library's name
        super().endElement(name)
        self._element = ""
        self.ignorableWhitespace("\n")

    def characters(self, content: str) -> None:
        if self._element in _HTML:
            XMLGenerator.characters(self, content)
        elif content:
            self.ignorableWhitespace(content.translate(_HEXADECIMAL))  # written as it is


class _Feed(SyndicationFeed):  # type: ignore[misc]  # the library has no types
    """What both kinds do alike: elements are made already, each by itself; links lead to itself and a hub."""

    link_element: tuple[str, str | None]
    mime: str

    def write(self, outfile: io.StringIO, encoding: str) -> None:
        handler = _Writer(outfile, encoding)
        handler.startDocument()
        around = self.around()
        for name, attributes in around:
            handler.startElement(name, attributes)
        self.add_root_elements(handler)
        for element in self.feed["elements"]:
            handler.ignorableWhitespace(element)
        for name, _ in reversed(around):
            handler.endElement(name)

    def around(self) -> list[tuple[str, Mapping[str, str]]]:
        """The elements around all others, with their attributes."""
        raise NotImplementedError

    def latest_post_date(self) -> datetime:
        changed: datetime = self.feed["changed"]
        return changed

    def add_root_elements(self, handler: _Writer) -> None:
        super().add_root_elements(handler)
        link = {"rel": "self", "href": self.feed["self_link"], "type": self.mime}
        handler.addQuickElement(*self.link_element, link)
        if self.feed["hub"]:
            handler.addQuickElement(*self.link_element, {"rel": "hub", "href": self.feed["hub"]})


class _Rss(_Feed, Rss201rev2Feed):  # type: ignore[misc]  # the library has no types
    link_element = "atom:link", None
    mime = "application/rss+xml"

    def around(self) -> list[tuple[str, Mapping[str, str]]]:
        return [("rss", self.rss_attributes() | _NAMESPACES), ("channel", self.root_attributes())]

    def add_item_elements(self, handler: _Writer, item: Mapping[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        picture: SitePicture | None = item["picture"]
        if picture:
            attributes = {
                "url": item["picture_address"],
                "medium": "image",
                "type": picture.mime,
                "width": str(picture.width),
                "height": str(picture.height),
                "fileSize": str(picture.bytes),
            }
            handler.startElement("media:content", attributes)
            if picture.alt:
                handler.addQuickElement("media:description", picture.alt, {"type": "plain"})
            handler.endElement("media:content")


class _Atom(_Feed, Atom1Feed):  # type: ignore[misc]  # the library has no types
    link_element = "link", ""
    mime = "application/atom+xml"

    def around(self) -> list[tuple[str, Mapping[str, str]]]:
        return [("feed", self.root_attributes())]


_KINDS: Mapping[str, Any] = {"rss.xml": _Rss, "atom.xml": _Atom}
