"""A WordPress site: a draft first, with its pictures; then one call that makes it public.

A post is ours by its id, which the ledger keeps, and by the mark in it; a name in an address (a slug) that is
taken says nothing. What a hand has edited is not written over. Pictures belong to their post, by a name that
is a hash, and go when it is taken down.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

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
from scheduler.channels.json_calls import Answer, CallFailed
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
from scheduler.channels.wordpress.failures import failure_of, harmless, is_gone, told, unproven
from scheduler.channels.wordpress.rest import Rest
from scheduler.channels.wordpress_kind import KIND
from scheduler.problems import Text
from scheduler.secrets import Secret

if TYPE_CHECKING:
    from scheduler.channels.opening import Opening
    from scheduler.channels.wordpress_kind import WordPressSettings

Post = Mapping[str, Any]
Meaning = Callable[[Failure], Failure]  # what a failure means on that call
_STATUSES = "publish,future,draft,pending,private"  # all but the bin
_WAITING = {"pending", "future"}  # what a plugin makes of the public call: it may be public later
_FIELDS = "id,status,slug,link,date_gmt,title,content,excerpt,featured_media"
_MEDIA_FIELDS = "id,slug,post,alt_text,source_url"
_OURS = "loa-"  # how the names of our pictures begin
_PER_PAGE, _PAGES_AT_MOST = 50, 200
_NEEDED = "edit_posts", "publish_posts", "edit_published_posts", "delete_published_posts", "upload_files"
_ODD = KeyError, TypeError, ValueError, AttributeError, OverflowError  # wrong shapes
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
        self._rest = Rest(block.address, block.user, password, opening.hearing, timeout)
        self._anybody = Rest(block.address, "", None, None, timeout)

    def describe(self) -> str:
        """The site in a person's words."""
        return f"WordPress {self._address}"

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """A draft with its pictures: the one given, or one of ours that a kill left, or a new one.

        Raises:
            ChannelError: nothing became public by it.
        """
        post = self._own(outgoing) or self._create(outgoing)
        number = _id_of(post)
        if post["status"] == "publish":  # by an earlier call, after all
            return Prepared(draft=number)
        pictures = self._pictures(outgoing, number)
        self._fill(number, content_of(outgoing, pictures, self._words), "draft", harmless)
        return Prepared(tuple(str(one) for _, one, _ in pictures), number)

    def reveal(self, outgoing: Outgoing, prepared: Prepared) -> Receipt:
        """Let the draft be public; of what is so already nothing but the words may change.

        Raises:
            ChannelError: DOUBTFUL whenever it may be public.
        """
        post = self._read(prepared.draft, harmless)
        mark = _mark(post, outgoing.key)
        if post is None or mark is None:
            raise ChannelError(told("draft-gone"))
        if post["status"] == "publish":
            self._mend(post, outgoing)
            return self._receipt(post)
        if mark.meant != meant_of(outgoing, self._shown(outgoing)) or kept_print(post) != mark.kept:
            raise ChannelError(told("draft-gone"))
        raw = str(post["content"]["raw"]).replace(str(mark), str(replace(mark, stage="public")))
        revealed = self._post(f"posts/{prepared.draft}", {"status": "publish", "content": raw}, _as_it_is)
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
        post = self._read(remote_id, unproven)
        if post is None or post["status"] != "publish":
            return None
        if mark_of(post) is None:
            raise ChannelError(unproven(told("not-ours", id=remote_id)))
        return text_of(post)

    def standing(self, since: datetime) -> frozenset[str]:
        """The ids of all posts of ours that are public and became so since *since*.

        Raises:
            ChannelError: a read failed or was cut, so nothing is proved.
        """
        after = (since - _ZONES).astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        asked = {"status": "publish", "after": after, "orderby": "id", "order": "asc"}
        return frozenset(
            _id_of(post) for post in self._all("posts", _FIELDS, unproven, **asked) if mark_of(post)
        )

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Put the words and pictures of *outgoing* in place of the old ones, at the same address and date.

        Raises:
            Gone: the post is public no more.
            ChannelError: CONTENT where a hand has edited it, or it is not ours.
        """
        post = self._read(remote_id, harmless)
        if post is None or post["status"] != "publish":
            raise Gone(told("gone", remote_id))
        self._mend(post, outgoing)

    def withdraw(self, remote_id: str) -> None:
        """Put the post into WordPress's bin, and delete its pictures, which the bin would leave public.

        Raises:
            Gone: it was public no more.
            ChannelError: CONTENT where it is not ours.
        """
        post = self._read(remote_id, harmless)
        if post is not None:
            mark = mark_of(post)
            if mark is None:
                raise ChannelError(told("not-ours", id=remote_id))
            if _is_out(post):
                self._bin(remote_id)
                self._drop_pictures(remote_id)
                return
        self._drop_pictures(remote_id)
        raise Gone(told("gone", remote_id))

    def checkup(self) -> Checkup:
        """Whether the account may do what is needed.

        Raises:
            ChannelError: the site did not say.
        """
        account = self._call(partial(self._rest.get, "users/me", context="edit"), unproven).body
        try:
            may = account["capabilities"]
            lacking = [one for one in _NEEDED if not may.get(one)]
        except _ODD:
            raise ChannelError(_odd(account)) from None
        role = replace(told("rest_cannot_publish"), detail=", ".join(lacking))
        return Checkup(faults=(role,) if lacking else ())

    def try_out(self) -> Text:
        """Make a draft with a large picture, see that nobody else can read it, and delete both.

        Raises:
            ChannelError: something of that was refused.
        """
        faults = self.checkup().faults
        if faults:
            raise ChannelError(faults[0])
        self._category_ids()
        draft = self._post("posts", {"title": _TRIAL, "status": "draft", "slug": "loa-thu"}, harmless)
        number = _id_of(draft)
        try:
            self._check_hidden(number)
            picture = self._upload(f"{_OURS}thu", Media(_noise(), "image/jpeg", 1, 1, "wide", ""), number)
            self._forget("media", _id_of(picture))
        finally:
            self._forget("posts", number)
        return _READY

    # -- posts --

    def _own(self, outgoing: Outgoing) -> Post | None:
        """Our draft for *outgoing*, or the post that it became; None: there is none.

        What was public and is a draft again was taken down by hand, and is left so.
        """
        if outgoing.draft:
            post = self._read(outgoing.draft, harmless)
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
            for post in self._all("posts", _FIELDS, meaning, **asked, slug=slugs):
                mark = _mark(post, key)
                if mark:
                    yield post, mark

    def _public(self, trace: Trace) -> Iterator[Receipt]:
        if not trace.drafts:
            yield from (self._receipt(post) for post, _ in self._named(trace.key, "publish", unproven))
        for number in trace.drafts:
            post = self._read(number, unproven)
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
        return self._post("posts", fields, harmless)

    def _fill(self, number: str, content: Content, stage: str, meaning: Meaning) -> Post:
        """Let that post say *content*, and its mark how WordPress kept it: plugins change things."""
        post = self._post(f"posts/{number}", content.fields(stage), meaning)
        mark = mark_of(post)
        if mark is not None and mark.kept != kept_print(post):
            post = self._post(f"posts/{number}", content.fields(stage, kept_print(post)), meaning)
            mark = mark_of(post)
        if mark is None or mark.kept != kept_print(post):
            raise ChannelError(told("no-mark"))
        return post

    def _mend(self, post: Post, outgoing: Outgoing) -> None:
        """Let a public post say what *outgoing* says."""
        number, mark = _id_of(post), _mark(post, outgoing.key)
        if mark is None:
            raise ChannelError(told("not-ours", id=number))
        if kept_print(post) != mark.kept:
            raise ChannelError(told("edited-by-hand", id=number))
        if mark.meant == meant_of(outgoing, self._shown(outgoing)):
            return
        pictures = self._pictures(outgoing, number)
        self._fill(number, content_of(outgoing, pictures, self._words), "public", _as_it_is)
        self._drop_pictures(number, {str(one) for _, one, _ in pictures})

    def _bin(self, number: str) -> None:
        try:
            body = self._rest.delete(f"posts/{number}").body
        except CallFailed as failed:
            if failed.code != "rest_trash_not_supported":
                if is_gone(failed):
                    return
                failure = failure_of(failed)
            else:  # the bin is turned off there
                self._post(f"posts/{number}", {"status": "draft"}, _as_it_is)
                return
        else:
            if isinstance(body, dict) and body.get("status") == "trash":
                return
            failure = _odd(body)
        raise ChannelError(failure)

    def _read(self, number: str, meaning: Meaning) -> Post | None:
        """The post as it is written there; None: it is deleted, or in the bin."""
        try:
            answer = self._rest.get(f"posts/{number}", context="edit", _fields=_FIELDS)
        except CallFailed as failed:
            if is_gone(failed):
                return None
            failure = meaning(failure_of(failed))
        else:
            post = _checked(answer, number)
            return None if post["status"] == "trash" else post
        raise ChannelError(failure)

    def _post(self, path: str, fields: Mapping[str, object], meaning: Meaning) -> Post:
        answer = self._call(partial(self._rest.post, path, fields), meaning)
        return _checked(answer, path.partition("/")[2])

    def _receipt(self, post: Post) -> Receipt:
        link = clean(str(post.get("link") or ""))
        try:
            at = datetime.fromisoformat(str(post["date_gmt"]))
        except ValueError:
            at = self._clock.now()
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return Receipt(_id_of(post), link if link.startswith(("https://", "http://")) else "", at)

    def _all(self, route: str, fields: str, meaning: Meaning, **asked: object) -> Iterator[Post]:
        """All of a list there, to its end.

        Raises:
            ChannelError: a read failed, or has no end.
        """
        for page in range(1, _PAGES_AT_MOST + 1):
            more = {"context": "edit", "_fields": fields, "per_page": _PER_PAGE, "page": page, **asked}
            answer = self._call(partial(self._rest.get, route, **more), meaning)
            try:
                found = [dict(one) for one in answer.body]
                for one in found:
                    _id_of(one)
                total = int(answer.headers.get("x-wp-totalpages") or page + (len(found) >= _PER_PAGE))
            except _ODD:
                raise ChannelError(meaning(_odd(answer.body))) from None
            yield from found
            if page >= total:
                return
        raise ChannelError(meaning(told("odd-answer", f"{route}: no end")))

    def _call(self, call: Callable[[], Answer], meaning: Meaning) -> Answer:
        try:
            return call()
        except CallFailed as failed:
            failure = meaning(failure_of(failed))
        raise ChannelError(failure)

    # -- pictures --

    def _shown(self, outgoing: Outgoing) -> list[Media]:
        return [one for one in outgoing.media if one.size in self.sizes or one.kind == "video"]

    def _pictures(self, outgoing: Outgoing, number: str) -> list[tuple[Media, int, str]]:
        """Its pictures as they lie there, below their post, each with its id and address."""
        found = []
        for media in self._shown(outgoing):
            content = hashlib.sha256(media.data).hexdigest()[:16]
            name = f"{_OURS}{key_print(outgoing.key)[:8]}-{content}"
            those = self._all("media", _MEDIA_FIELDS, harmless, slug=name)
            one = next((one for one in those if one.get("slug") == name), None)
            if one is None:
                one = self._upload(name, media, number)
            elif str(one.get("post")) != number or one.get("alt_text") != media.alt:
                self._call(
                    partial(
                        self._rest.post,
                        f"media/{_id_of(one)}",
                        {"post": int(number), "alt_text": media.alt},
                    ),
                    harmless,
                )
            try:
                found.append((media, int(one["id"]), _web(one["source_url"])))
            except _ODD:
                raise ChannelError(harmless(_odd(one))) from None
        return found

    def _upload(self, name: str, media: Media, number: str) -> Post:
        answer = self._call(
            partial(
                self._rest.upload,
                f"{name}{media.suffix}",
                media.mime,
                media.data,
                slug=name,
                post=number,
                alt_text=media.alt,
            ),
            harmless,
        )
        try:
            _id_of(answer.body)
        except _ODD:
            raise ChannelError(harmless(_odd(answer.body))) from None
        made: Post = answer.body
        return made

    def _drop_pictures(self, number: str, kept: Collection[str] = ()) -> None:
        """Delete our pictures below that post but those *kept*."""
        below = list(self._all("media", _MEDIA_FIELDS, harmless, parent=number))
        for one in below:
            if str(one.get("slug", "")).startswith(_OURS) and _id_of(one) not in kept:
                self._forget("media", _id_of(one))

    def _forget(self, route: str, number: str) -> None:
        try:
            self._rest.delete(f"{route}/{number}", force=True)
        except CallFailed as failed:
            if is_gone(failed):
                return
            failure = harmless(failure_of(failed))
        else:
            return
        raise ChannelError(failure)

    # -- what the site is asked beforehand --

    def _category_ids(self) -> list[int]:
        if not self._categories:
            return []
        asked = {"slug": ",".join(self._categories), "per_page": 100, "_fields": "id,slug"}
        answer = self._call(partial(self._rest.get, "categories", **asked), harmless)
        try:
            ids = {str(one["slug"]): int(one["id"]) for one in answer.body}
        except _ODD:
            raise ChannelError(harmless(_odd(answer.body))) from None
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


def _as_it_is(failure: Failure) -> Failure:
    return failure


def _is_out(post: Post) -> bool:
    """Whether it is public, or will be without us: it waits for its editor, or for a time."""
    return post["status"] == "publish" or post["status"] in _WAITING


def _unpublished(post: Post) -> Failure:
    return told("not-published", status=clean(str(post["status"]))[:40])


def _mark(post: Post | None, key: str) -> Mark | None:
    """The mark of a post if it is that key's."""
    mark = mark_of(post) if post else None
    return mark if mark and mark.key == key_print(key) else None


def _id_of(post: Post) -> str:
    """The number of a post or picture.

    Raises:
        KeyError, TypeError, ValueError: it has none.
    """
    number = post["id"]
    if type(number) is not int or number <= 0:
        raise ValueError(number)
    return str(number)


def _web(address: object) -> str:
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise ValueError(address)
    return address


def _checked(answer: Answer, number: str) -> Post:
    """The post in an answer: that one, if it has a *number* already, whole.

    Raises:
        ChannelError: it is none, which proves nothing.
    """
    post = answer.body
    try:
        mark_of(post), kept_print(post)
        is_it = _id_of(post) == number or not number
        if is_it and isinstance(post["status"], str):
            found: Post = post
            return found
    except _ODD:
        pass
    raise ChannelError(_odd(post))


def _odd(body: object) -> Failure:
    """An answer's outline for the log; never its values, which may be anything."""
    keys = sorted(str(key)[:20] for key in body)[:8] if isinstance(body, dict) else []
    return told("odd-answer", f"JSON {type(body).__name__} {', '.join(keys)}".strip())


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
