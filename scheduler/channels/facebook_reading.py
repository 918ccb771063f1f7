"""What all readings of a Facebook page share: a read that proves or fails, cursors, ids, texts compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from scheduler.channels.channel import ChannelError, Failure
from scheduler.channels.facebook_failures import failure_of, odd_answer
from scheduler.channels.facebook_sdk import CallFailed, Graph
from scheduler.channels.meaning import unproven

NODE_ID = re.compile(r"[0-9]{1,40}(?:_[0-9]{1,40})?")  # of a post, or of a film
POST_ID = re.compile(r"[0-9]{1,40}_[0-9]{1,40}")
PAGES_AT_MOST = 40  # of 25 posts each: a page that posts more than that within a look is not read to its end
ODD = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    OSError,
    RecursionError,
)  # wrong shapes
_CURSORS = ("after", "until", "since", "__paging_token")


def read(graph: Graph, page: str, path: str, args: Mapping[str, str]) -> Any:
    """The answer's JSON.

    Raises:
        ChannelError: there is none; whatever refused it, nothing is proved.
    """
    try:
        return graph.get(path, args).body
    except CallFailed as failed:
        failure = unproven(failure_of(failed, page))
    raise ChannelError(failure)


def nodes(graph: Graph, page: str, path: str, args: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """All that stands on the edge *path*, to its end.

    The next page is asked for by its cursor alone: the ready-made address that Facebook gives for it
    may hold a token, and another host.

    Raises:
        ChannelError: a read failed or was cut, so nothing is proved.
    """
    asked: list[dict[str, str]] = []
    cursor: dict[str, str] | None = {}
    while cursor is not None:
        body = read(graph, page, path, {**args, **cursor})
        try:
            found = [dict(node) for node in body["data"]]
            cursor = next_cursor(body.get("paging") or {})
        except ODD:
            raise ChannelError(odd_answer(shape_of(body))) from None
        if cursor is not None and (not cursor or cursor in asked or len(asked) == PAGES_AT_MOST):
            raise ChannelError(odd_answer(f"{path}: no way to the next page"))
        yield from found
        if cursor:
            asked.append(cursor)


def node_of(graph: Graph, page: str, node_id: str, fields: str) -> Mapping[str, Any] | None:
    """The *fields* of a post or a film of *page*; None if it is there no more.

    Raises:
        ChannelError: it could not be read. "Does not exist" proves nothing where the token does not see its
            page either.
    """
    try:
        body = read(graph, page, quote(node_id), {"fields": fields})
    except ChannelError as error:
        if not says_absent(error.failure):
            raise
        read(graph, page, f"{quote(page, safe='')}/published_posts", {"limit": "1"})
        return None
    if id_in(body, NODE_ID) != node_id:
        raise ChannelError(odd_answer(shape_of(body)))
    node: Mapping[str, Any] = body
    return node


def says_absent(failure: Failure) -> bool:
    """Whether Facebook says that there is no such thing."""
    return failure.code == "facebook:100/33" or (
        failure.code == "facebook:100" and "does not exist" in failure.detail
    )


def same_text(text: str) -> str:
    """*text* as it is compared: Facebook trims and re-wraps white space; NFC and NFD are one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def next_cursor(paging: Mapping[str, Any]) -> dict[str, str] | None:
    """The parameters of the next page: None if there is none, empty if they cannot be told."""
    following = paging.get("next")
    if not following:
        return None
    after = (paging.get("cursors") or {}).get("after")
    if after:
        return {"after": str(after)}
    query = parse_qs(urlsplit(following).query)
    return {name: query[name][0] for name in _CURSORS if name in query}


def id_in(body: object, form: re.Pattern[str]) -> str:
    """The id in an answer, if it is one of that *form*."""
    value = body.get("id") if isinstance(body, dict) else None
    return value if isinstance(value, str) and form.fullmatch(value) else ""


def shape_of(body: object) -> str:
    """An odd answer's outline for the log; never its values, which may be anything."""
    if isinstance(body, dict):
        return f"JSON object with {', '.join(sorted(str(key)[:20] for key in body)[:8]) or 'nothing'}"
    return f"JSON {type(body).__name__}"
