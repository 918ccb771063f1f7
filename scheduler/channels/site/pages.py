"""The site's pages: one for each post, the index and the archive, from the templates beside this file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scheduler.calendar.model import Hotline
from scheduler.channels.site import search
from scheduler.channels.site.archive import LATEST, MONTH, SUBJECTS, TOPIC, Beside, Section, page_of
from scheduler.channels.site.catalogue import Entry, Month, totals
from scheduler.channels.site.feeds import Feeds
from scheduler.channels.site.fonts import font_files
from scheduler.channels.site.lines import OfPost, without_calls
from scheduler.channels.site.proof import lists
from scheduler.channels.site.proof.lists import Withdrawn
from scheduler.channels.site.proof.proofs import Seal
from scheduler.channels.site.prose import excerpt, html_of, phrased
from scheduler.channels.site.records import Record, local_day
from scheduler.channels.site.texts import Words
from scheduler.channels.website_kind import WIDGET, WIDGET_HEIGHTS, WIDGET_SCRIPT

INDEX, ARCHIVE = "index.html", "luu-tru.html"
MISSING, MANIFEST = "404.html", "site.webmanifest"
ON_FRONT = 9  # posts: the newest large, and two rows of cards
_CHIPS = 12  # topics, and audiences, on the front page
WIDGET_POSTS = 6
_PARTS = ("site.css", "tim.js", "chia-se.js", "tiles.svg", "mark.svg", "mark-180.png", "mark-512.png")
_ROWS = 8192  # lines of lists that are kept as they were made


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a post's page shows of the posts around it."""

    newer: Entry | None = None
    older: Entry | None = None
    others: tuple[Record, ...] = ()


class Pages:
    """Makes the HTML. Links within the site are relative, so that it can be looked at from anywhere."""

    def __init__(self, feeds: Feeds, words: Words) -> None:
        self._words = words
        self._feeds = feeds
        self._environment = Environment(
            loader=PackageLoader("scheduler.channels.site", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            site=feeds,
            words=words,
            excerpt=excerpt,
            html_of=html_of,
            phrased=phrased,
            versioned=_versioned,
            lang=self._lang,
            month_of=self._month_of,
            page_of=page_of,
            proofs=lists,
        )
        self._environment.filters["urlencode_all"] = partial(quote, safe="")
        self._row = lru_cache(maxsize=_ROWS)(self._row_of)

    def post(
        self, record: Record, around: Neighbours, calls: OfPost | None = None, *, is_proved: bool = False
    ) -> bytes:
        """The page of one post; *calls*: what its hotlines came to; *is_proved*: it has a page of proof."""
        calls = calls or OfPost(record.hotlines)
        return self._render(
            "post.html",
            record,
            page=record.page,
            base="../",
            around=around,
            is_proved=is_proved,
            hotlines=calls.lines,
            ended=calls.ended,
            without_calls=without_calls,
        )

    def proof(self, record: Record, sums: Mapping[str, str], seal: Seal) -> bytes:
        """The page that says that a post is the office's; *sums* are the hashes of its files."""
        month = self._month_of(record.published)
        page = lists.proof_page(record.name)
        return self._render(
            "proof.html", post=record, gone=None, sums=sums, seal=seal, month=month, page=page, base="../",
            hotlines=(),
        )  # fmt: skip

    def gone(self, post: Withdrawn, seal: Seal) -> bytes:
        """The same of a post that was taken down: that it was, and nothing of what it said."""
        month = self._month_of(post.published)
        return self._render(
            "proof.html", post=None, gone=post, sums=post.sums, seal=seal, month=month, page=post.page,
            base="../", hotlines=(),
        )  # fmt: skip

    def proofs(self, seal: Seal, listed: Sequence[str], months: Mapping[str, Month]) -> bytes:
        """The page that says how anybody checks; *listed* are the months that have a list."""
        return self._render(
            "proofs.html", seal=seal, listed=listed, months=months, page=lists.FRONT, base="", hotlines=()
        )

    def index(
        self, records: Sequence[Record], months: Mapping[str, Month], hotlines: Sequence[Hotline]
    ) -> bytes:
        """The front page: the latest that is current, newest first; older ones are in the archive."""
        subjects = {kind: found[:_CHIPS] for kind, found in _subjects(months).items()}
        return self._render(
            "index.html", records=records, subjects=subjects, page="", base="", hotlines=hotlines
        )

    def search(self, months: Mapping[str, Month]) -> bytes:
        """The page to search from; without its script, ways to every post."""
        return self._render(
            search.PAGE,
            parts=[f"{name}:{count}" for name, _, _, count in search.parts_of(months)],
            years=_by_year(months),
            posts=sum(about.posts for about in months.values()),
            subjects=_subjects(months),
            page=search.PAGE,
            base="",
            hotlines=(),
        )

    def hotlines(self, lines: Sequence[Hotline], day: date) -> bytes:
        """The page of all hotlines, as they are on *day*."""
        page = "duong-day-nong.html"
        return self._render(page, lines=lines, day=day, page=page, base="", hotlines=())

    def missing(self) -> bytes:
        """What a server shows where there is no page, at whatever address: so its links begin at the root."""
        return self._render(MISSING, page=MISSING, base=urlsplit(self._feeds.address).path, hotlines=())

    def manifest(self) -> bytes:
        """What a phone asks for when the site is put beside its apps."""
        icons = [
            {"src": f"mark-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (180, 512)
        ]
        about = {
            "generator": "Loa", "name": self._feeds.title, "short_name": self._feeds.title,
            "description": self._feeds.about, "lang": self._feeds.language, "start_url": "index.html",
            "display": "browser", "background_color": "#fffafa", "theme_color": "#3f0a35", "icons": icons,
        }  # fmt: skip
        return (json.dumps(about, ensure_ascii=False, separators=(",", ":")) + "\n").encode()

    def widget(self, records: Sequence[Record]) -> bytes:
        """The newest of *records* as a page that stands in a frame of somebody else's."""
        style = _widget_style()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        return self._render(
            WIDGET, records=records[:WIDGET_POSTS], style=style, style_hash=f"sha256-{digest}"
        )

    def widget_script(self) -> bytes:
        """The script that shows the same within somebody else's page, out of the JSON feed."""
        return self._render(
            WIDGET_SCRIPT, posts=WIDGET_POSTS, height=WIDGET_HEIGHTS[0], style=_widget_style()
        )

    def archive(
        self, months: Mapping[str, Month], latest: Sequence[Entry], hotlines: Sequence[Hotline]
    ) -> bytes:
        """The archive's front: ways to every post there ever was, and the *latest*, newest first."""
        return self._render(
            "archive.html",
            years=_by_year(months),
            posts=sum(about.posts for about in months.values()),
            subjects=_subjects(months),
            groups=self._groups(latest, ""),
            page=ARCHIVE,
            base="",
            hotlines=hotlines,
        )

    def section(
        self,
        section: Section,
        entries: Sequence[Entry],
        beside: Beside,
        years: Mapping[str, int],
        hotlines: Sequence[Hotline],
    ) -> bytes:
        """A month, topic or audience: *entries*, newest first; what lies *beside* it; posts by *years*."""
        if section.kind == MONTH:
            heading, label = self._words.month(section.words), self._words.archive
            groups = [("", [self._row(one, "../", one.topic) for one in entries])]
        else:
            heading = section.words[:1].upper() + section.words[1:]
            label = self._words.topic if section.kind == TOPIC else self._words.for_whom
            groups = self._groups(entries, "../", section.kind)
        return self._render(
            "section.html",
            section=section,
            heading=heading,
            label=label,
            groups=groups,
            beside=beside,
            years=years if section.posts > LATEST else {},
            page=section.page,
            base="../",
            hotlines=hotlines,
        )

    def _groups(self, entries: Iterable[Entry], base: str, kind: str = "") -> list[tuple[str, list[Markup]]]:
        """Lines by month; on a topic's page each tells for whom it is, elsewhere its topic."""
        return [
            (
                month,
                [self._row(one, base, one.audience if kind == TOPIC else one.topic) for one in found],
            )
            for month, found in groupby(entries, lambda one: self._month_of(one.published))
        ]

    def _row_of(self, one: Entry, base: str, label: str) -> Markup:
        return Markup('<li><time datetime="{}">{}</time> <a href="{}{}"{}>{}</a>{}</li>').format(
            self._words.machine(one.published),
            self._words.day(one.published),
            base,
            one.page,
            self._lang(one),
            one.title,
            Markup(' <span class="label">{}</span>').format(label) if label else "",
        )

    def day_of(self, one: Entry) -> str:
        """Its date, as lists write it."""
        return self._words.day(one.published)

    def _lang(self, one: Entry | Record, page: Record | None = None) -> Markup:
        """The attribute that marks the words of *one* where the page around them has another language."""
        around = page.language if page else self._feeds.language
        return Markup(' lang="{}"').format(one.language) if one.language != around else Markup("")

    def _month_of(self, published: datetime) -> str:
        return f"{local_day(published, self._feeds.zone):%Y-%m}"

    def _render(self, template: str, record: Record | None = None, **values: Any) -> bytes:
        text = self._environment.get_template(template).render(record=record, **values)
        return text.encode("utf-8")


def _subjects(months: Mapping[str, Month]) -> dict[str, list[tuple[str, int]]]:
    """Topics and audiences, each with its posts, those with most first."""
    return {
        kind: sorted(
            ((words, sum(years.values())) for words, years in totals(months, kind).items()),
            key=lambda one: (-one[1], one[0]),
        )
        for kind in SUBJECTS
    }


def _by_year(months: Mapping[str, Month]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Each year, newest first, with its twelve months and how many posts each has."""
    years = sorted({month[:4] for month in months}, reverse=True)
    return [
        (year, [(month, months[month].posts if month in months else 0) for month in _months_of(year)])
        for year in years
    ]


def _months_of(year: str) -> list[str]:
    return [f"{year}-{number:02}" for number in range(1, 13)]


@cache
def parts() -> Mapping[str, bytes]:
    """File name → bytes of what the pages need besides: style, drawings, fonts."""
    root = resources.files("scheduler.channels.site") / "parts"
    fonts = {f"chu/{name}": data for name, data in font_files().items()}
    return {name: (root / name).read_bytes() for name in _PARTS} | fonts


@cache
def _widget_style() -> str:
    return (resources.files("scheduler.channels.site") / "templates/widget.css").read_text("utf-8")


def _versioned(name: str) -> str:
    """A part's address with what makes browsers fetch it anew when it changes."""
    return f"{name}?v={hashlib.sha256(parts()[name]).hexdigest()[:8]}"


@cache
def design() -> bytes:
    """A hash of all that the pages are made from besides the program and the records."""
    templates = (resources.files("scheduler.channels.site") / "templates").iterdir()
    files = [*parts().values(), *(one.read_bytes() for one in sorted(templates, key=lambda one: one.name))]
    return hashlib.sha256(b"".join(hashlib.sha256(data).digest() for data in files)).digest()
