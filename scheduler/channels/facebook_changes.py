"""What can be done with a post that stands on a Facebook page: mend its words, take it down, comment on it.

Of these only a comment twice is a comment too many: it is looked for, by its words, before it is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from scheduler.channels.channel import ChannelError, Failure, Gone, Outgoing
from scheduler.channels.facebook_failures import failure_of, odd_answer
from scheduler.channels.facebook_reading import (
    ODD,
    POST_ID,
    id_in,
    node_of,
    nodes,
    same_text,
    says_absent,
    shape_of,
)
from scheduler.channels.facebook_sdk import Answer, CallFailed, Graph


class PageChanges:
    """Keeps the protocols `Edits`, `Withdraws` and `Comments`, for one page."""

    replaces_pictures = False  # Facebook offers no way to

    def __init__(self, graph: Graph, page: str) -> None:
        self._graph = graph
        self._page = page

    def shown(self, remote_id: str) -> str | None:
        """The text that the post has now; None if it is there no more.

        Raises:
            ChannelError: it could not be read.
        """
        words = _words_of(remote_id)
        node = node_of(self._graph, self._page, remote_id, f"id,{words}")
        return None if node is None else str(node.get(words) or "")

    def edit(self, remote_id: str, outgoing: Outgoing) -> None:
        """Give the post the words of *outgoing*; its pictures stay.

        Raises:
            Gone: it is there no more.
            ChannelError: by the table of failures.
        """
        args = {_words_of(remote_id): outgoing.wording.text}
        self._check_success(self._do(remote_id, lambda: self._graph.post(quote(remote_id), args)))

    def withdraw(self, remote_id: str) -> None:
        """Delete the post.

        Raises:
            Gone: it was there no more.
            ChannelError: by the table of failures.
        """
        self._check_success(self._do(remote_id, lambda: self._graph.delete(quote(remote_id))))

    def comment(self, remote_id: str, text: str) -> str:
        """Comment on the post as the page; gives the comment's id.

        Raises:
            Gone: the post is there no more.
            ChannelError: by the table of failures; DOUBTFUL for whatever it does not know.
        """
        path, args = f"{quote(remote_id)}/comments", {"message": text}
        body = self._do(remote_id, lambda: self._graph.post(path, args))
        comment = id_in(body, POST_ID)
        if not comment:
            raise ChannelError(odd_answer(shape_of(body)))
        return comment

    def find_comments(self, remote_id: str, text: str) -> tuple[str, ...]:
        """The page's own comments on the post that say *text*, oldest first.

        Raises:
            Gone: the post is there no more.
            ChannelError: a read failed or was cut, so nothing is proved.
        """
        wanted = same_text(text)
        args = {"fields": "id,message,from{id}", "limit": "25", "order": "chronological"}
        try:
            found = [
                (str(node["id"]), same_text(str(node.get("message") or "")), _author(node))
                for node in nodes(self._graph, self._page, f"{quote(remote_id)}/comments", args)
            ]
        except ChannelError as error:
            self._check_there(remote_id, error.failure)
            raise
        except ODD:
            raise ChannelError(odd_answer("comments")) from None
        return tuple(one for one, said, author in found if said == wanted and author in {"", self._page})

    def _do(self, remote_id: str, call: Callable[[], Answer]) -> object:
        try:
            return call().body
        except CallFailed as failed:
            failure = failure_of(failed, self._page)
        self._check_there(remote_id, failure)
        raise ChannelError(failure)

    def _check_there(self, remote_id: str, failure: Failure) -> None:
        """Where Facebook says that there is no such post, see whether that is so.

        Raises:
            Gone: it is.
            ChannelError: that could not be seen.
        """
        if says_absent(failure) and self.shown(remote_id) is None:
            raise Gone(failure)

    def _check_success(self, body: object) -> None:
        if not isinstance(body, dict) or body.get("success") is not True:
            raise ChannelError(odd_answer(shape_of(body)))


def _words_of(remote_id: str) -> str:
    """What Facebook calls the words of a post, or of a film that it gives no post's id for."""
    return "message" if "_" in remote_id else "description"


def _author(node: Mapping[str, object]) -> str:
    author = node.get("from")
    return str(author.get("id") or "") if isinstance(author, dict) else ""
