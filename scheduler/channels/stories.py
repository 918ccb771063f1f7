"""A post's card, or its upright film, as a story of a Facebook page: prepared unseen, shown by one call.

What was uploaded can be shown once: Facebook refuses it a second time, so it is kept and taken again as long
as it is the same. A story has no words; what is shown is found in the page's list by the picture's or film's
id, for the 24 hours that it lasts. So each call is noted in a book, which also tells a new ledger of it.
There is no documented way to take a story down: a person does it, or it goes by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scheduler.calendar.model import ChannelName
from scheduler.channels.calling import TIMEOUT
from scheduler.channels.channel import (
    ChannelError,
    Failure,
    FailureKind,
    Media,
    Outgoing,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.facebook_failures import busy, failure_of, harmless, odd_answer
from scheduler.channels.facebook_films import PageFilms, film_of
from scheduler.channels.facebook_reading import NODE_ID, ODD, nodes, read, says_absent, shape_of
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.channels.facebook_usage import Usage
from scheduler.channels.said import Book, Said
from scheduler.channels.stories_kind import KIND, LASTS
from scheduler.clock import Clock
from scheduler.problems import Stop, Text

if TYPE_CHECKING:
    from scheduler.channels.facebook_kind import FacebookSettings
    from scheduler.channels.opening import Opening
    from scheduler.channels.stories_kind import StoriesSettings

_FIELDS = "post_id,creation_time,media_id,url"


def open_stories(block: StoriesSettings, opening: Opening, timeout: tuple[float, float] = TIMEOUT) -> Stories:
    """The stories of the page of the same unit's `facebook`.

    Raises:
        Stop: there is no such page, or its secrets are not there.
    """
    page: FacebookSettings | None = opening.beside  # type: ignore[assignment]  # as `KIND.beside` says
    if page is None or page.page != block.page:
        raise Stop(_NO_PAGE, page=block.page)
    token = opening.secret(page.token, "token")
    app_secret = opening.secret(page.app_secret, "app_secret") if page.app_secret else None
    usage = Usage(page.page, opening.clock)
    graph = Graph(page.graph_url, page.version, token, app_secret, timeout, opening.hearing, usage=usage)
    book = Book(opening.folder / "var" / f"stories-{block.page}.json")
    return Stories(block, graph, usage, book, opening.clock)


class Stories:
    """Those of one page. Keeps `Channel` and `TriesOut`."""

    name = ChannelName(KIND.name)
    limits = KIND.limits
    sizes: Sequence[str] = ("story",)

    def __init__(self, block: StoriesSettings, graph: Graph, usage: Usage, book: Book, clock: Clock) -> None:
        self.page_key = block.page_key
        self._page = block.page
        self._graph = graph
        self._usage = usage
        self._book = book
        self._clock = clock
        self._films = PageFilms(graph, block.page, "", clock, lambda _: "", upright="video_stories")

    def describe(self) -> str:
        """Whose stories they are."""
        return f"Tin 24 giờ Facebook {self._page}"

    def try_out(self) -> Text:
        """Read which stories there are.

        Raises:
            ChannelError: they could not be read.
        """
        read(self._graph, self._page, f"{self._page}/stories", {"fields": _FIELDS, "limit": "1"})
        return KIND.reached

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Upload the film, or else the first card, seen by nobody.

        Raises:
            ChannelError: it was not taken; nothing is public.
        """
        wait = self._usage.wait_for_turn()
        if wait:
            raise ChannelError(busy(self._usage.percent, wait))
        self._forget_expired(outgoing.key)
        film, former = film_of(outgoing), outgoing.draft
        if former and _is_picture(former) != (film is None):
            self._drop(former)
            former = ""
        if film is not None:
            return self._films.prepare(film, former)
        card = next((one for one in outgoing.media if one.size in self.sizes), None)
        if card is None:
            raise ChannelError(_failure(FailureKind.CONTENT, "no-picture", _NOTHING, _ADD_CARD))
        return self._prepare_picture(card, former)

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """The one public call; of what is known to be shown, none.

        Raises:
            ChannelError: by the table of failures; DOUBTFUL for whatever it does not know.
        """
        (media,) = prepared.media
        known = self._known(outgoing.key)
        if known is not None:
            return known
        before, begun = self._book.of(outgoing.key).get(media), Said(self._clock.now())
        self._book.note(outgoing.key, media, begun)
        if _is_picture(prepared.draft):
            path, args = "photo_stories", {"photo_id": media}
        else:
            path, args = "video_stories", {"upload_phase": "finish", "video_id": media}
        failure: Failure
        try:
            body = self._graph.post(f"{self._page}/{path}", args).body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        else:
            post = body.get("post_id") if isinstance(body, dict) and body.get("success") is True else None
            if isinstance(post, str) and NODE_ID.fullmatch(post):
                shown = Said(begun.since, post, self._clock.now())
                with suppress(ChannelError):  # it is shown, and the book has it as begun
                    self._book.note(outgoing.key, media, shown)
                return _told(shown)
            failure = odd_answer(shape_of(body))
        if failure.kind not in {FailureKind.DOUBTFUL, FailureKind.DUPLICATE}:
            self._book.note(outgoing.key, media, before)  # of a call before this one nobody knows more now
        raise ChannelError(failure)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, its story: as the book knows it, or as the page's list has it.

        Raises:
            ChannelError: the list could not be read; or no list has it any more.
        """
        listed: Mapping[str, Receipt] | None = None
        found: list[tuple[Receipt, ...]] = []
        for trace in traces:
            known, begun = self._known(trace.key), self._book.of(trace.key)
            media = {draft.partition(":")[0] for draft in trace.drafts} | trace.media | begun.keys()
            if known is None and media:
                listed = self._listed() if listed is None else listed
                known = next((listed[one] for one in sorted(media) if one in listed), None)
            if known is None and begun:
                known = self._expired(trace, begun)
            found.append((known,) if known else ())
        return found

    def _known(self, key: str) -> Receipt | None:
        """What the book knows to be shown."""
        said = next((one for one in self._book.of(key).values() if one.id), None)
        return _told(said) if said else None

    def _expired(self, trace: Trace, begun: Mapping[str, Said]) -> Receipt | None:
        """Of what was begun and is not in the list: nothing, as long as a list would have it.

        Raises:
            ChannelError: after that only a person could know.
        """
        media, last = max(begun.items(), key=lambda one: one[1].since)
        if not trace.drafts and not trace.media:
            return Receipt(media, "", last.since)  # a new ledger begins nothing that was begun before it
        if self._clock.now() - last.since < LASTS:
            return None
        raise ChannelError(_failure(FailureKind.DOUBTFUL, "expired", _EXPIRED, _LET_GO))

    def _forget_expired(self, key: str) -> None:
        """What had no clear answer a day ago nobody can know of: only a person leads back to here."""
        for media, said in self._book.of(key).items():
            if not said.id and self._clock.now() - said.since >= LASTS:
                self._book.note(key, media, None)

    def _listed(self) -> dict[str, Receipt]:
        """The page's stories by the id of what they show."""
        those = nodes(self._graph, self._page, f"{self._page}/stories", {"fields": _FIELDS, "limit": "25"})
        try:
            return {str(node["media_id"]): _receipt(node) for node in those}
        except ODD:
            raise ChannelError(odd_answer("stories")) from None

    def _prepare_picture(self, card: Media, former: str) -> Prepared:
        """A draft is `ID:PRINT:SECONDS`: the picture's id there, which bytes it is of, since when."""
        now = self._clock.now()
        print_ = hashlib.sha256(card.data).hexdigest()[:16]
        if former:
            id_, of, since = former.split(":")
            assert KIND.media_kept is not None
            is_there = now.timestamp() - int(since) < KIND.media_kept.total_seconds()
            if is_there and of == print_:
                return Prepared((id_,), former)
            if is_there:
                self._drop(former)  # a call that takes effect late would show it beside the new one
        picture = self._upload(card)
        return Prepared((picture,), f"{picture}:{print_}:{now.timestamp():.0f}")

    def _upload(self, card: Media) -> str:
        args = {"published": "false"} | ({"alt_text_custom": card.alt} if card.alt else {})
        file = (f"card{card.suffix}", card.data, card.mime)
        failure: Failure
        try:
            body = self._graph.post(f"{self._page}/photos", args, file).body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        else:
            picture = body.get("id") if isinstance(body, dict) else None
            if isinstance(picture, str) and picture.isdigit():
                return picture
            failure = odd_answer(shape_of(body))
        raise ChannelError(harmless(failure))

    def _drop(self, draft: str) -> None:
        """Delete what is not to be shown any more.

        Raises:
            ChannelError: it could not be deleted, and may still be shown.
        """
        try:
            self._graph.delete(quote(draft.partition(":")[0]))
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        else:
            return
        if not says_absent(failure):
            raise ChannelError(harmless(failure))


def _is_picture(draft: str) -> bool:
    return draft.count(":") > 1


def _told(said: Said) -> Receipt:
    return Receipt(said.id, "", said.at or said.since)


def _receipt(node: Mapping[str, Any]) -> Receipt:
    """Read *node*.

    Raises:
        ODD: it is not of Facebook's form.
    """
    post = str(node["post_id"])
    if not NODE_ID.fullmatch(post):
        raise ValueError("a story's id is a number")
    address = str(node.get("url") or "")
    return Receipt(
        post,
        address if address.startswith("http") else "",
        datetime.fromtimestamp(int(node["creation_time"]), UTC),
    )


def _failure(kind: FailureKind, code: str, why: Text, todo: Text) -> Failure:
    return Failure(kind, f"stories:{code}", why, todo)


_NO_PAGE = Text(
    "Mục stories ghi trang {page}; cần mục facebook của cùng đơn vị với chính trang ấy "
    "(xem docs/huong-dan.md).",
    "stories names the page {page}; the same unit needs a facebook block with that page "
    "(see docs/huong-dan.md).",
)
_NOTHING = Text("Bài không có thẻ nên không có gì để làm tin", "The post has no card to be shown as a story")
_ADD_CARD = Text("Thêm card cho bài, hoặc bỏ stories khỏi channels.", "Add a card, or take stories out.")
_EXPIRED = Text(
    "không còn biết tin này đã hiện hay chưa: Facebook chỉ giữ tin 24 giờ",
    "it is not known any more whether the story was shown: Facebook keeps stories for 24 hours",
)
_LET_GO = Text(
    "Nếu đã hiện thì nay cũng hết hạn rồi. Cho qua: loa skip; vẫn muốn đăng: loa retry.",
    "Were it shown, it would have expired by now. Let it go: loa skip; to show it all the same: loa retry.",
)
