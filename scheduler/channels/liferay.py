"""A Liferay portal, through its Headless Delivery: blog postings by external reference codes of ours.

Made from Liferay's documentation (7.4), tried against written answers alone. PUT by such a code is an upsert:
the same again is the same once, so the code is known before the public call and confirms it. There is no
draft: pictures are put into the library beforehand. What stands there is not edited, for a hand's work could
not be told from ours.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from urllib3 import encode_multipart_formdata
from urllib3.fields import RequestField

from scheduler.calendar.model import ChannelName
from scheduler.channels.calling import TIMEOUT
from scheduler.channels.channel import ChannelError, Gone, Media, Outgoing, Prepared, Receipt, Trace
from scheduler.channels.json_calls import Answer, CallFailed, Calls, asked, moment_in
from scheduler.channels.liferay_failures import failure_of, harmless, is_absent, refusal, told
from scheduler.channels.liferay_kind import KIND
from scheduler.channels.meaning import Meaning, as_it_is, unproven
from scheduler.channels.site.records import clean
from scheduler.channels.site.texts import Words
from scheduler.channels.wordpress.content import content_of, key_print, slug_of
from scheduler.problems import Text
from scheduler.secrets import Secret

if TYPE_CHECKING:
    from scheduler.channels.liferay_kind import LiferaySettings
    from scheduler.channels.opening import Opening

_BASE = "/o/headless-delivery/v1.0"
_OURS = "loa-"  # how our codes begin
_PER_PAGE, _PAGES_AT_MOST = 100, 200
_ODD = KeyError, TypeError, ValueError, AttributeError
Posting = Mapping[str, Any]


class LiferayChannel:
    """Keeps `Channel`, `Withdraws` and `TriesOut`."""

    name = ChannelName(KIND.name)
    limits = KIND.limits
    sizes: Sequence[str] = ("wide", "portrait")

    def __init__(
        self,
        block: LiferaySettings,
        password: Secret,
        opening: Opening,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        """*timeout*: seconds to connect, and of silence while reading an answer."""
        self.page_key = block.page_key
        self._address = block.address
        self._blog = block.blog or ""
        self._site = f"{_BASE}/sites/{block.site}"
        self._clock = opening.clock
        self._words = Words(opening.language, opening.zone)
        self._calls = Calls(block.address, block.user, password, refusal, opening.hearing, timeout)

    def describe(self) -> str:
        """The portal in a person's words."""
        return f"Liferay {self._address}"

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Put the pictures into the library, each under its code, and give the posting's code."""
        pictures = self._pictures(outgoing)
        return Prepared(tuple(str(one) for _, one, _ in pictures), f"{_OURS}{key_print(outgoing.key)}")

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """Let the posting be there; one that is there already stays as it is."""
        there = self._find(prepared.draft, harmless)
        if there is not None:
            return self._receipt(there)
        content = content_of(outgoing, self._pictures(outgoing), self._words)
        posting: dict[str, object] = {
            "externalReferenceCode": prepared.draft,
            "headline": html.unescape(content.title),
            "description": html.unescape(content.excerpt),
            "articleBody": content.body.replace('class="wp-image-', 'data-fileentryid="'),
            "friendlyUrlPath": slug_of(outgoing.key),
            "viewableBy": "Anyone",
        }
        if content.featured:
            posting["image"] = {"imageId": content.featured}
        data, kind = json.dumps(posting).encode(), {"Content-Type": "application/json"}
        path = f"{self._site}/blog-postings/by-external-reference-code/{prepared.draft}"
        return self._receipt(_posting(self._ask("PUT", path, as_it_is, data, kind)))

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, the posting of its code."""
        found = (self._find(f"{_OURS}{key_print(trace.key)}", unproven) for trace in traces)
        return [(self._receipt(one),) if one else () for one in found]

    def shown(self, remote_id: str) -> str | None:
        """The words that stand there; None if they are there no more."""
        posting = self._read(remote_id, unproven)
        return None if posting is None else _words_of(posting)

    def standing(self, since: datetime) -> frozenset[str]:
        """The ids of all postings of ours."""
        del since  # a list of all is as good
        return frozenset(str(one["id"]) for one in self._all() if _is_ours(one))

    def withdraw(self, remote_id: str) -> None:
        """Delete the pictures of the posting, then the posting.

        Raises:
            Gone: it was there no more.
            ChannelError: CONTENT where it is not ours.
        """
        posting = self._read(remote_id, harmless)
        if posting is None:
            raise Gone(told("gone"))
        if not _is_ours(posting):
            raise ChannelError(told("not-ours"))
        for number in _pictures_in(posting):
            picture = self._got(f"{_BASE}/documents/{number}", harmless)
            if picture is not None and _is_of(picture, posting):  # a hand may have put the portal's own there
                self._delete(f"{_BASE}/documents/{number}", harmless)
        self._delete(f"{_BASE}/blog-postings/{remote_id}", as_it_is)

    def try_out(self) -> Text:
        """Read the site's postings, and see that one may be made.

        Raises:
            ChannelError: it cannot be reached, or the account may not write there.
        """
        body = self._ask("GET", f"{self._site}/blog-postings?pageSize=1", harmless).body
        actions = body.get("actions") if isinstance(body, dict) else None
        if not isinstance(actions, dict) or "create" not in actions:
            raise ChannelError(told("403"))
        return _READY

    def _pictures(self, outgoing: Outgoing) -> list[tuple[Media, int, str]]:
        found = []
        for media in outgoing.shown_in(self.sizes):
            code = f"{_OURS}{key_print(outgoing.key)}-{media.sha256[:16]}"
            title = f"{code}{media.suffix}"
            about = json.dumps({"title": title, "description": clean(media.alt), "viewableBy": "Anyone"})
            document = RequestField("document", about, headers={"Content-Type": "application/json"})
            document.make_multipart(content_type="application/json")
            file = RequestField.from_tuples("file", (title, media.data, media.mime))
            data, kind = encode_multipart_formdata([document, file])
            path = f"{self._site}/documents/by-external-reference-code/{code}"
            answer = self._ask("PUT", path, harmless, data, {"Content-Type": kind})
            try:
                number, address = int(answer.body["id"]), str(answer.body["contentUrl"])
            except _ODD:
                raise ChannelError(harmless(told("odd-answer"))) from None
            found.append((media, number, urljoin(f"{self._address}/", address)))
        return found

    def _find(self, code: str, meaning: Meaning) -> Posting | None:
        return self._got(f"{self._site}/blog-postings/by-external-reference-code/{code}", meaning)

    def _read(self, number: str, meaning: Meaning) -> Posting | None:
        return self._got(f"{_BASE}/blog-postings/{number}", meaning)

    def _got(self, path: str, meaning: Meaning) -> Posting | None:
        """The posting there; None where Liferay itself says that there is none."""
        try:
            return _posting(self._calls.send("GET", path))
        except CallFailed as failed:
            if is_absent(failed):
                return None
            raise ChannelError(meaning(failure_of(failed))) from None

    def _all(self) -> Iterator[Posting]:
        for page in range(1, _PAGES_AT_MOST + 1):
            more = asked({"page": page, "pageSize": _PER_PAGE})
            body = self._ask("GET", f"{self._site}/blog-postings?{more}", unproven).body
            try:
                found, last = [dict(one) for one in body["items"]], int(body["lastPage"])
                yield from (one for one in found if int(one["id"]))
            except _ODD:
                raise ChannelError(told("odd-answer")) from None
            if page >= last:
                return
        raise ChannelError(told("odd-answer"))

    def _delete(self, path: str, meaning: Meaning) -> None:
        try:
            self._calls.send("DELETE", path)
        except CallFailed as failed:
            if not is_absent(failed):
                raise ChannelError(meaning(failure_of(failed))) from None

    def _ask(
        self,
        verb: str,
        path: str,
        meaning: Meaning,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            return self._calls.send(verb, path, data, headers)
        except CallFailed as failed:
            raise ChannelError(meaning(failure_of(failed))) from None

    def _receipt(self, posting: Posting) -> Receipt:
        at = moment_in(str(posting.get("datePublished")), self._clock)
        path = clean(str(posting.get("friendlyUrlPath") or ""))
        return Receipt(str(posting["id"]), self._blog + path if self._blog and path else "", at)


def _posting(answer: Answer) -> Posting:
    posting = answer.body
    if isinstance(posting, dict) and type(posting.get("id")) is int:
        return posting
    raise ChannelError(told("odd-answer"))


def _is_ours(posting: Posting) -> bool:
    return str(posting.get("externalReferenceCode") or "").startswith(_OURS)


def _pictures_in(posting: Posting) -> list[str]:
    """The numbers of the documents that a posting shows, its cover among them."""
    cover = posting.get("image")
    shown = [str(cover.get("imageId") or "")] if isinstance(cover, dict) else []
    shown += re.findall(r'data-fileentryid="(\d+)"', str(posting.get("articleBody") or ""))
    return [number for number in dict.fromkeys(shown) if number.isascii() and number.isdigit()]


def _is_of(picture: Posting, posting: Posting) -> bool:
    """Whether we put that picture there for that posting."""
    own = f"{posting['externalReferenceCode']}-"
    return any(str(picture.get(key) or "").startswith(own) for key in ("externalReferenceCode", "title"))


def _words_of(posting: Posting) -> str:
    flat = html.unescape(re.sub(r"<[^>]*>", " ", str(posting.get("articleBody") or "")))
    return f"{posting.get('headline') or ''}\n{' '.join(flat.split())}".strip()


_READY = Text("đăng nhập được, được thêm bài", "logged in; posts may be added")
