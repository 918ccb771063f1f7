"""What others say below the posts of a Facebook page: read, hidden and shown again, each by one call.

Who said it is asked for only to leave out the page itself, and goes no further.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from scheduler.channels.channel import ChannelError, Comment
from scheduler.channels.facebook_changes import PageChanges
from scheduler.channels.facebook_failures import failure_of, odd_answer
from scheduler.channels.facebook_reading import ODD, POST_ID, next_cursor, node_of, read, shape_of
from scheduler.channels.facebook_sdk import CallFailed
from scheduler.channels.facebook_tokens import UNREAD_COMMENTS

_FIELDS = "id,message,created_time,is_hidden,from{id},parent{id}"
_PER_PAGE = "100"
_PAGES_AT_MOST = 20  # of one post at a time


class PageComments(PageChanges):
    """Keeps the protocol `Moderates`, for one page."""

    def comments_of(self, remote_id: str) -> Iterator[Sequence[Comment]]:
        """What others said below the post, answers among themselves too; of thousands the newest.

        Raises:
            Gone: the post is there no more.
            ChannelError: a read failed.
        """
        args = {"fields": _FIELDS, "limit": _PER_PAGE, "order": "reverse_chronological", "filter": "stream"}
        cursor: dict[str, str] | None = {}
        for _ in range(_PAGES_AT_MOST):
            try:
                body = read(
                    self._graph, self._page, f"{quote(remote_id)}/comments", {**args, **(cursor or {})}
                )
            except ChannelError as error:
                failure = error.failure
                self._check_there(remote_id, failure)
                code = failure.code.removeprefix("facebook:").partition("/")[0]
                if code == "10" or (len(code) == 3 and code[0] == "2"):  # Meta's codes of a permission
                    raise ChannelError(UNREAD_COMMENTS) from None
                raise
            try:
                found = [_said(node) for node in body["data"] if not self._is_own(node)]
                cursor = next_cursor(body.get("paging") or {})
            except ODD:
                raise ChannelError(odd_answer(shape_of(body))) from None
            yield found
            if not cursor:
                return

    def set_hidden(self, comment_id: str, *, hidden: bool) -> None:
        """Hide it, or show it again.

        Raises:
            Gone: it is there no more.
            ChannelError: by the table of failures.
        """
        args = {"is_hidden": "true" if hidden else "false"}
        try:
            body = self._graph.post(quote(comment_id), args).body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        else:
            return self._check_success(body)
        self._check_there(comment_id, failure)
        raise ChannelError(failure)

    def is_hidden(self, comment_id: str) -> bool | None:
        """Whether it is hidden; None if it is there no more.

        Raises:
            ChannelError: it could not be read.
        """
        node = node_of(self._graph, self._page, comment_id, "id,is_hidden")
        if node is None:
            return None
        if not isinstance(node.get("is_hidden"), bool):
            raise ChannelError(odd_answer(shape_of(node)))
        return bool(node["is_hidden"])

    def _is_own(self, node: Mapping[str, Any]) -> bool:
        return (node.get("from") or {}).get("id") == self._page


def _said(node: Mapping[str, Any]) -> Comment:
    """Read *node*.

    Raises:
        ODD: it is not of Facebook's form.
    """
    thread = (node.get("parent") or {}).get("id") or node["id"]
    for one in (node["id"], thread):
        if not isinstance(one, str) or not POST_ID.fullmatch(one):
            raise TypeError("a comment's id is a text of two numbers")
    at = datetime.strptime(node["created_time"], "%Y-%m-%dT%H:%M:%S%z")
    text = node.get("message") or ""  # a picture alone says nothing
    if not isinstance(text, str):
        raise TypeError("what was said is a text")
    return Comment(node["id"], text, at, thread, node.get("is_hidden") is True)
