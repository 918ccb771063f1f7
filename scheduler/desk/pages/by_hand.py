"""What persons post by hand: the list of it, and one of them with all that she needs."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import segno
from markupsafe import Markup

from scheduler.channels.article import html_of_article, summary_of
from scheduler.channels.packs import Article, Pack
from scheduler.delivery.by_hand import places_in
from scheduler.delivery.states import State
from scheduler.desk.live.visit import Visit
from scheduler.desk.pages.standing import Tone, begun, channel_name
from scheduler.kinds.kind import PackForm
from scheduler.kinds.registry import find_kind
from scheduler.problems import Text
from scheduler.queries.by_hand import Given
from scheduler.speech.script import Script, script_of


@dataclass(frozen=True, slots=True)
class GivenView:
    """One delivery that a person has, in the reader's language."""

    key: str
    post: str
    title: str
    channel: str
    unit: str
    when: str
    tone: Tone
    word: str
    why: str
    is_open: bool
    is_taking_down: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place where it goes: its name, what opens it, and whether she says that it is posted there."""

    name: str
    address: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What is pasted into a portal's editor; *words* are without its pictures, *source* is with them."""

    summary: str
    day: str
    keywords: str
    words: Markup
    source: str


@dataclass(frozen=True, slots=True)
class PackView:
    """All that she needs for one of them."""

    given: GivenView
    pack: Pack
    places: tuple[PlaceView, ...]
    script: Script | None  # where it is read aloud
    article: ArticleView | None  # where it is pasted into a portal
    revised: str

    @property
    def is_taking_down(self) -> bool:
        """Whether it is to be posted nowhere, also before the next wake-up tells the pack so."""
        return self.given.is_taking_down or self.pack.taking_down

    @property
    def is_said(self) -> bool:
        """Whether she said of any place that it is posted there."""
        return any(place.is_done for place in self.places)


def given_views(visit: Visit) -> tuple[list[GivenView], list[GivenView]]:
    """What is still to do, and what was said last."""
    views = [given_view(one, visit) for one in visit.ledger.by_hand]
    return [one for one in views if one.is_open], [one for one in views if not one.is_open]


def is_shown(visit: Visit) -> bool:
    """Whether there is anything to be posted by hand, or a place for it."""
    return any(kind.by_hand for kind in visit.reading.channels) or bool(visit.ledger.by_hand)


def given_view(one: Given, visit: Visit) -> GivenView:
    """That delivery."""
    word, tone = begun(State.HANDED_OVER, one.key.channel, one.reason)
    if one.is_taking_down:
        word, tone = _TAKE_DOWN, Tone.ATTENTION
    return GivenView(
        str(one.key),
        one.key.post,
        visit.title_of(one.key.post),
        channel_name(one.key.channel, visit.language),
        visit.unit_name(one.key.unit),
        visit.moment(one.given),
        tone,
        word.say(visit.language),
        one.reason.why.say(visit.language),
        one.is_open,
        one.is_taking_down,
    )


def pack_view(one: Given, pack: Pack, visit: Visit) -> PackView:
    """That delivery with its pack."""
    done = places_in(one.reason)
    return PackView(
        given_view(one, visit),
        pack,
        tuple(PlaceView(name, address, name in done) for name, address in pack.places.items()),
        script_for(pack),
        _article_view(pack, pack.article) if pack.article else None,
        visit.moment(pack.revised) if pack.revised else "",
    )


def script_for(pack: Pack) -> Script | None:
    """The script of a pack that is read aloud; None of any other, and of one in Khmer alone."""
    kind = find_kind(pack.key.rpartition("/")[2])
    if kind is None or kind.pack is not PackForm.SCRIPT or pack.language != "vi":
        return None
    script = script_of(pack.title, pack.text, pack.numbers)
    other = pack.translation
    return script.with_translation(other.title, other.text) if other else script


def _article_view(pack: Pack, article: Article) -> ArticleView:
    return ArticleView(
        summary_of(pack),
        f"{article.day:%d/%m/%Y}",
        ", ".join(article.keywords),
        html_of_article(pack, article, pictures=False),
        str(html_of_article(pack, article, pictures=True)),  # shown, and not followed
    )


def code_of(address: str) -> bytes:
    """A QR code of *address*, as SVG."""
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", scale=4, border=4, dark="#3f0a35")
    return drawn.getvalue()


_TAKE_DOWN = Text("Cần gỡ", "To be taken down")
