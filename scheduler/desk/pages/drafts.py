"""Which posts somebody keeps as drafts: they lie in the calendar and never go out by themselves."""

from __future__ import annotations

from scheduler.calendar.model import Post


def is_draft(post: Post) -> bool:
    """Whether its file says so; a post whose time cannot be read merely counts as one."""
    return post.status == "draft" and post.place("status") != post.place()
