"""Which picture of a post is meant, in words: by its place where there are several."""

from __future__ import annotations

from scheduler.calendar.model import Post
from scheduler.problems import Text


def which_picture(post: Post, number: int) -> Text:
    """Card or plain photo *number* (from 0): “thẻ”, “thẻ 2”, “ảnh 2”."""
    if post.cards[number].is_photo:
        return which_photo(post, number)
    return Text(f"thẻ {number + 1}", f"card {number + 1}") if len(post.cards) > 1 else Text("thẻ", "the card")


def which_photo(post: Post, number: int) -> Text:
    """The photo of that card: “ảnh này”, “ảnh 2”, “ảnh ở thẻ 2”."""
    if len(post.cards) == 1:
        return Text("ảnh này", "this photo")
    if post.cards[number].is_photo:
        return Text(f"ảnh {number + 1}", f"photo {number + 1}")
    return Text(f"ảnh ở thẻ {number + 1}", f"the photo on card {number + 1}")
