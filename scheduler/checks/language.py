"""Each field in its own language: Vietnamese where a post is Vietnamese, Khmer where it is Khmer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.checks.written import House, Written
from scheduler.problems import Message, Problem, Text

_KHMER = re.compile(r"[\u1780-\u17dd][\u1780-\u17dd\u200b-\u200d\s]*")
_KHMER_FIELDS = ("khmer", "khmer_body")
_LATIN = re.compile(r"[^\W\d_]")


def wrong(written: Written, _: House) -> Iterator[Problem]:
    """Khmer in a Vietnamese post (one with a bilingual card is meant so), and none where it should be."""
    post = written.post
    has_khmer = _KHMER.search(written.joined) is not None
    if not has_khmer and post.language == "vi" and not _is_bilingual(written):
        return
    for path, text in written.texts:
        if path[-1] in _KHMER_FIELDS and path[0] in ("card", "cards"):
            if _LATIN.search(text) and not (has_khmer and _KHMER.search(text)):
                yield post.problem(NO_KHMER, *path)
        elif path[-1] in ("title", "text") and path[0] not in ("card", "cards"):
            if post.language == "km" and not (has_khmer and _KHMER.search(text)) and _LATIN.search(text):
                yield post.problem(NOT_KHMER, *path)
            elif post.language == "vi" and has_khmer and not _is_bilingual(written):
                found = _KHMER.search(text)
                if found:
                    yield written.problem(KHMER_HERE, path, found)


def _is_bilingual(written: Written) -> bool:
    return any(key in card.fields for card in written.post.cards for key in _KHMER_FIELDS)


NO_KHMER = Message(
    "wrong-language",
    Text("mục tiếng Khmer này không có chữ Khmer nào", "this field is for Khmer and has no Khmer letter"),
    Text("Ghi lời tiếng Khmer vào đây.", "Write the Khmer words here."),
)
NOT_KHMER = Message(
    "wrong-language",
    Text(
        "bài ghi language: km mà chỗ này không có chữ Khmer", "the post is in Khmer, and there is none here"
    ),
    Text("Ghi lời tiếng Khmer, hoặc sửa thành language: vi", "Write it in Khmer, or make it language: vi"),
)
KHMER_HERE = Message.of(
    "wrong-language",
    "bài tiếng Việt mà chỗ này có chữ Khmer",
    "the post is in Vietnamese, and there is Khmer here",
    "Bài tiếng Khmer thì ghi language: km. Muốn hai thứ tiếng thì dùng thẻ mẫu bilingual.",
    "Write language: km for a Khmer post; for both languages use a card of the template bilingual.",
)
