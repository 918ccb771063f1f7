"""Which posts somebody keeps as drafts: they lie in the calendar and never go out by themselves."""

from __future__ import annotations

import hashlib

from scheduler.calendar.model import Post


def is_draft(post: Post) -> bool:
    """Whether its file says so; a post whose time cannot be read merely counts as one."""
    return post.status == "draft" and post.place("status") != post.place()


def look_of(post: Post) -> str:
    """What her button says she saw of *post*: its time, words and cards."""
    seen = (post.at, post.title, post.text, post.cards, post.channels, post.units)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
