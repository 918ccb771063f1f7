"""What a WordPress answers, looked at: a post is whole or it is none, each failure is a `ChannelError`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from scheduler.channels.channel import ChannelError, Failure
from scheduler.channels.json_calls import Answer, CallFailed
from scheduler.channels.meaning import Meaning, as_it_is
from scheduler.channels.site.records import clean
from scheduler.channels.wordpress.content import kept_print, mark_of
from scheduler.channels.wordpress.failures import failure_of, harmless, is_gone, told
from scheduler.channels.wordpress.rest import Rest

Post = Mapping[str, Any]
FIELDS = "id,status,slug,link,date_gmt,title,content,excerpt,featured_media"
ODD = KeyError, TypeError, ValueError, AttributeError, OverflowError  # wrong shapes
_PER_PAGE, _PAGES_AT_MOST = 50, 200


class Interface:
    """What lies behind *rest*. Every method raises ChannelError, as the call's *meaning* has the failure."""

    def __init__(self, rest: Rest) -> None:
        self.rest = rest

    def call(self, call: Callable[[], Answer], meaning: Meaning) -> Answer:
        """The answer to *call*."""
        try:
            return call()
        except CallFailed as failed:
            raise ChannelError(meaning(failure_of(failed))) from None

    def all(self, route: str, fields: str, meaning: Meaning, **asked: object) -> Iterator[Post]:
        """All of a list there, to its end."""
        for page in range(1, _PAGES_AT_MOST + 1):
            more = {"context": "edit", "_fields": fields, "per_page": _PER_PAGE, "page": page, **asked}
            answer = self.call(partial(self.rest.get, route, **more), meaning)
            try:
                found = [dict(one) for one in answer.body]
                for one in found:
                    id_of(one)
                total = int(answer.headers.get("x-wp-totalpages") or page + (len(found) >= _PER_PAGE))
            except ODD:
                raise ChannelError(meaning(odd(answer.body))) from None
            yield from found
            if page >= total:
                return
        raise ChannelError(meaning(told("odd-answer", f"{route}: no end")))

    def read(self, number: str, meaning: Meaning) -> Post | None:
        """The post as it is written there; None: it is deleted, or in the bin."""
        answer = self._unless_gone(
            partial(self.rest.get, f"posts/{number}", context="edit", _fields=FIELDS), meaning
        )
        post = _checked(answer, number) if answer else None
        return None if post is None or post["status"] == "trash" else post

    def write(self, path: str, fields: Mapping[str, object], meaning: Meaning) -> Post:
        """Make or change a post."""
        answer = self.call(partial(self.rest.post, path, fields), meaning)
        return _checked(answer, path.partition("/")[2])

    def bin(self, number: str) -> None:
        """Put a public post into the bin; where that is turned off it becomes a draft."""
        try:
            body = self.rest.delete(f"posts/{number}").body
        except CallFailed as failed:
            if failed.code == "rest_trash_not_supported":
                self.write(f"posts/{number}", {"status": "draft"}, as_it_is)
            elif not is_gone(failed):
                raise ChannelError(failure_of(failed)) from None
            return
        if not isinstance(body, dict) or body.get("status") != "trash":
            raise ChannelError(odd(body))

    def forget(self, route: str, number: str) -> None:
        """Delete what nobody sees, past the bin."""
        self._unless_gone(partial(self.rest.delete, f"{route}/{number}", force=True), harmless)

    def _unless_gone(self, call: Callable[[], Answer], meaning: Meaning) -> Answer | None:
        try:
            return call()
        except CallFailed as failed:
            if is_gone(failed):
                return None
            raise ChannelError(meaning(failure_of(failed))) from None


def id_of(post: Post) -> str:
    """The number of a post or picture.

    Raises:
        KeyError, TypeError, ValueError: it has none.
    """
    number = post["id"]
    if type(number) is not int or number <= 0:
        raise ValueError(number)
    return str(number)


def link_of(post: Post) -> str:
    """Where a post is read; '' where it does not say."""
    link = clean(str(post.get("link") or ""))
    return link if link.startswith(("https://", "http://")) else ""


def odd(body: object) -> Failure:
    """An answer's outline for the log; never its values, which may be anything."""
    keys = sorted(str(key)[:20] for key in body)[:8] if isinstance(body, dict) else []
    return told("odd-answer", f"JSON {type(body).__name__} {', '.join(keys)}".strip())


def _checked(answer: Answer, number: str) -> Post:
    """The post in an answer: that one, if it has a *number* already, whole. Another one proves nothing."""
    post = answer.body
    try:
        mark_of(post), kept_print(post)
        is_it = id_of(post) == number or not number
        if is_it and isinstance(post["status"], str):
            found: Post = post
            return found
    except ODD:
        pass
    raise ChannelError(odd(post))
