"""A WordPress site: a draft first, with its pictures; then one call that makes it public.

A post is ours by its id, which the ledger keeps, and by the mark in it; a name in an address (a slug) that is
taken says nothing. What a hand has edited is not written over. Pictures belong to their post, by a name that
is a hash, and go when it is taken down.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image

from scheduler.calendar.model import ChannelName
from scheduler.channels.calling import TIMEOUT, Reach
from scheduler.channels.channel import (
    ChannelError,
    Checkup,
    Failure,
    Gone,
    Media,
    Outgoing,
    Prepared,
    Receipt,
    Trace,
)
from scheduler.channels.json_calls import CallFailed, moment_in
from scheduler.channels.meaning import Meaning, as_it_is, unproven
from scheduler.channels.site.records import clean
from scheduler.channels.site.texts import Words
from scheduler.channels.wordpress.content import (
    Content,
    Mark,
    content_of,
    kept_print,
    key_print,
    mark_of,
    meant_of,
    slug_of,
    text_of,
    twins_of,
)
from scheduler.channels.wordpress.failures import failure_of, harmless, told
from scheduler.channels.wordpress.interface import FIELDS, ODD, Interface, Post, id_of, link_of, odd
from scheduler.channels.wordpress.pictures import Library
from scheduler.channels.wordpress.rest import Rest
from scheduler.channels.wordpress_kind import KIND
from scheduler.problems import Text
from scheduler.secrets import Secret

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.wordpress_kind import WordPressSettings

_STATUSES = "publish,future,draft,pending,private"  # all but the bin
_WAITING = {"pending", "future"}  # what a plugin makes of the public call: it may be public later
_NEEDED = "edit_posts", "publish_posts", "edit_published_posts", "delete_published_posts", "upload_files"
_ZONES = timedelta(days=1)  # the site's own time, in which it is asked, may be as far as that
_TRIED = 1_500_000  # bytes of the picture that is tried: nginx takes 1 MB where nobody said more


class WordPressChannel:
    """Keeps `Channel`, `Edits`, `Withdraws`, `Health` and `TriesOut`."""

    name = ChannelName(KIND.name)
    limits = KIND.limits
    sizes: Sequence[str] = ("wide", "portrait")
    replaces_pictures = True

    def __init__(
        self,
        block: WordPressSettings,
        password: Secret,
        opening: Opening,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        """*timeout*: seconds to connect, and of silence while reading an answer."""
        self.page_key = block.page_key
        self._address = block.address
        self._categories = block.categories
        self._clock = opening.clock
        self._words = Words(opening.language, opening.zone)
        self._site = Interface(Rest(block.address, block.user, password, opening.hearing, timeout))
        self._library = Library(self._site)
        self._anybody = Rest(block.address, "", None, None, timeout)

    def describe(self) -> str:
        """The site in a person's words."""
        return f"WordPress {self._address}"

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """A draft with its pictures: the one given, or one of ours that a kill left, or a new one."""
        post = self._own(outgoing) or self._create(outgoing)
        number = id_of(post)
        if post["status"] == "publish":  # by an earlier call, after all
            return Prepared(draft=number)
        pictures = self._library.put(outgoing, self.sizes, number)
        self._fill(number, content_of(outgoing, pictures, self._words), "draft", harmless)
        return Prepared(tuple(str(one) for _, one, _ in pictures), number)

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """Let the draft be public; of what is so already nothing but the words may change."""
        post = self._site.read(prepared.draft, harmless)
        mark = _mark(post, outgoing.key)
        if post is None or mark is None:
            raise ChannelError(told("draft-gone"))
        if post["status"] == "publish":
            self._mend(post, outgoing)
            return self._receipt(post)
        if mark.meant != meant_of(outgoing, outgoing.shown_in(self.sizes)) or kept_print(post) != mark.kept:
            raise ChannelError(told("draft-gone"))
        raw = str(post["content"]["raw"]).replace(str(mark), str(replace(mark, stage="public")))
        fields = {"status": "publish", "content": raw}
        revealed = self._site.write(f"posts/{prepared.draft}", fields, as_it_is)
        if revealed["status"] != "publish":
            raise ChannelError(_unpublished(revealed))
        return self._receipt(revealed)

    def confirm(self, traces: Sequence[Trace]) -> list[tuple[Receipt, ...]]:
        """For each of *traces*, what is public of it: by its drafts' ids, else by name and mark.

        Raises:
            ChannelError: the site could not be read, or holds another post under such an id.
        """
        return [tuple(self._public(trace)) for trace in traces]

    def shown(self, remote_id: str) -> str | None:
        """The words that stand there; None if they are public no more.

        Raises:
            ChannelError: it could not be read, or is not ours.
        """
        post = self._site.read(remote_id, unproven)
        if post is None or post["status"] != "publish":
            return None
        if mark_of(post) is None:
            raise ChannelError(unproven(told("not-ours", id=remote_id)))
        return text_of(post)

    def standing(self, since: datetime) -> frozenset[str]:
        """The ids of all posts of ours that are public and became so since *since*."""
        after = (since - _ZONES).astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        asked = {"status": "publish", "after": after, "orderby": "id", "order": "asc"}
        return frozenset(
            id_of(post) for post in self._site.all("posts", FIELDS, unproven, **asked) if mark_of(post)
        )

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Put the words and pictures of *outgoing* in place of the old ones, at the same address and date.

        Raises:
            Gone: the post is public no more.
            ChannelError: CONTENT where a hand has edited it, or it is not ours.
        """
        post = self._site.read(remote_id, harmless)
        if post is None or post["status"] != "publish":
            raise Gone(told("gone", remote_id))
        self._mend(post, outgoing)

    def withdraw(self, remote_id: str) -> None:
        """Put the post into WordPress's bin, and delete its pictures, which the bin would leave public.

        Raises:
            Gone: it was public no more.
            ChannelError: CONTENT where it is not ours.
        """
        post = self._site.read(remote_id, harmless)
        if post is not None:
            mark = mark_of(post)
            if mark is None:
                raise ChannelError(told("not-ours", id=remote_id))
            if _is_out(post):
                self._site.bin(remote_id)
                self._library.drop(remote_id)
                return
        self._library.drop(remote_id)
        raise Gone(told("gone", remote_id))

    def checkup(self) -> Checkup:
        """Whether the account may do what is needed."""
        account = self._site.call(partial(self._site.rest.get, "users/me", context="edit"), unproven).body
        try:
            may = account["capabilities"]
            lacking = [one for one in _NEEDED if not may.get(one)]
        except ODD:
            raise ChannelError(odd(account)) from None
        role = replace(told("rest_cannot_publish"), detail=", ".join(lacking))
        return Checkup(faults=(role,) if lacking else ())

    def try_out(self) -> Text:
        """Make a draft with a large picture, see that nobody else can read it, and delete both."""
        faults = self.checkup().faults
        if faults:
            raise ChannelError(faults[0])
        self._category_ids()
        draft = self._site.write("posts", {"title": _TRIAL, "status": "draft", "slug": "loa-thu"}, harmless)
        number = id_of(draft)
        try:
            self._check_hidden(number)
            picture = self._library.upload("thu", Media(_noise(), "image/jpeg", 1, 1, "wide", ""), number)
            self._site.forget("media", id_of(picture))
        finally:
            self._site.forget("posts", number)
        return _READY

    # -- posts --

    def _own(self, outgoing: Outgoing) -> Post | None:
        """Our draft for *outgoing*, or the post that it became; None: there is none.

        What was public and is a draft again was taken down by hand, and is left so.
        """
        if outgoing.draft:
            post = self._site.read(outgoing.draft, harmless)
            if post is not None and mark_of(post) is None and post["status"] == "publish":
                raise ChannelError(told("not-ours", id=outgoing.draft))
            mark = _mark(post, outgoing.key)
            if post is not None and mark and (_is_out(post) or mark.stage == "draft"):
                return post
        found = list(self._named(outgoing.key, _STATUSES, harmless))
        public = [post for post, _ in found if post["status"] == "publish"]
        waiting = [post for post, _ in found if post["status"] in _WAITING]
        drafts = [post for post, mark in found if mark.stage == "draft"]
        return next(iter([*public, *waiting, *drafts]), None)

    def _named(self, key: str, statuses: str, meaning: Meaning) -> Iterator[tuple[Post, Mark]]:
        """The posts of that key that WordPress has under the names it may have given them, oldest first."""
        asked = {"status": statuses, "orderby": "id", "order": "asc"}
        for slugs in (slug_of(key), twins_of(key)):
            for post in self._site.all("posts", FIELDS, meaning, **asked, slug=slugs):
                mark = _mark(post, key)
                if mark:
                    yield post, mark

    def _public(self, trace: Trace) -> Iterator[Receipt]:
        if not trace.drafts:
            yield from (self._receipt(post) for post, _ in self._named(trace.key, "publish", unproven))
        for number in trace.drafts:
            post = self._site.read(number, unproven)
            if post is None or not _is_out(post):
                continue
            mark = _mark(post, trace.key)
            if post["status"] in _WAITING:
                if mark and mark.stage == "public":
                    raise ChannelError(unproven(_unpublished(post)))
                continue
            if not mark:  # a hand took the mark out, or the site was set up anew
                raise ChannelError(unproven(told("not-ours", id=number)))
            yield self._receipt(post)

    def _create(self, outgoing: Outgoing) -> Post:
        content = content_of(outgoing, (), self._words)
        fields = content.fields("draft") | {"status": "draft", "slug": slug_of(outgoing.key)}
        categories = self._category_ids()
        if categories:
            fields["categories"] = categories
        return self._site.write("posts", fields, harmless)

    def _fill(self, number: str, content: Content, stage: str, meaning: Meaning) -> None:
        """Let that post say *content*, and its mark how WordPress kept it: plugins change things."""
        post = self._site.write(f"posts/{number}", content.fields(stage), meaning)
        mark = mark_of(post)
        if mark is not None and mark.kept != kept_print(post):
            post = self._site.write(f"posts/{number}", content.fields(stage, kept_print(post)), meaning)
            mark = mark_of(post)
        if mark is None or mark.kept != kept_print(post):
            raise ChannelError(told("no-mark"))

    def _mend(self, post: Post, outgoing: Outgoing) -> None:
        """Let a public post say what *outgoing* says."""
        number, mark = id_of(post), _mark(post, outgoing.key)
        if mark is None:
            raise ChannelError(told("not-ours", id=number))
        if kept_print(post) != mark.kept:
            raise ChannelError(told("edited-by-hand", id=number))
        if mark.meant == meant_of(outgoing, outgoing.shown_in(self.sizes)):
            return
        pictures = self._library.put(outgoing, self.sizes, number)
        self._fill(number, content_of(outgoing, pictures, self._words), "public", as_it_is)
        self._library.drop(number, {str(one) for _, one, _ in pictures})

    def _receipt(self, post: Post) -> Receipt:
        return Receipt(id_of(post), link_of(post), moment_in(str(post["date_gmt"]), self._clock))

    # -- what the site is asked beforehand --

    def _category_ids(self) -> list[int]:
        if not self._categories:
            return []
        asked = {"slug": ",".join(self._categories), "per_page": 100, "_fields": "id,slug"}
        answer = self._site.call(partial(self._site.rest.get, "categories", **asked), harmless)
        try:
            ids = {str(one["slug"]): int(one["id"]) for one in answer.body}
        except ODD:
            raise ChannelError(harmless(odd(answer.body))) from None
        lacking = [name for name in self._categories if name not in ids]
        if lacking:
            raise ChannelError(told("no-category", name=lacking[0]))
        return [ids[name] for name in self._categories]

    def _check_hidden(self, number: str) -> None:
        try:
            self._anybody.get(f"posts/{number}")
        except CallFailed as failed:
            if failed.reach is not Reach.REFUSED:
                raise ChannelError(harmless(failure_of(failed))) from None
            return
        raise ChannelError(told("drafts-are-public"))


def _is_out(post: Post) -> bool:
    """Whether it is public, or will be without us: it waits for its editor, or for a time."""
    return post["status"] == "publish" or post["status"] in _WAITING


def _unpublished(post: Post) -> Failure:
    return told("not-published", status=clean(str(post["status"]))[:40])


def _mark(post: Post | None, key: str) -> Mark | None:
    """The mark of a post if it is that key's."""
    mark = mark_of(post) if post else None
    return mark if mark and mark.key == key_print(key) else None


def _noise() -> bytes:
    """A picture as heavy as a heavy card."""
    out = io.BytesIO()
    Image.effect_noise((1600, 1600), 90).convert("RGB").save(out, "JPEG", quality=88)
    data = out.getvalue()
    assert len(data) >= _TRIED, len(data)
    return data


_TRIAL = "Loa thử kết nối (tự xóa)"
_READY = Text(
    "đăng nhập được, viết được bản nháp (người ngoài không thấy), nhận ảnh 1,5 MB",
    "logged in; a draft can be written, nobody else reads it; a picture of 1.5 MB is taken",
)
