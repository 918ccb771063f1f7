"""Characters that readers would see as a box, the wrong way round or not at all, and names of pages lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.characters import HIDDEN, PRIVATE, TURNING, odd_in
from scheduler.checks.written import House, Path, Written, typed_texts
from scheduler.folding import is_plain
from scheduler.problems import Message, Problem

_PAGE_TAG = re.compile(r"@\[\d[\d:]*(?::[^\]\n]*)?\]")


def broken(written: Written, _: House) -> Iterator[Problem]:
    """What looks broken in public: characters of one font alone, and those that turn the line round."""
    return _odd(written, PRIVATE, TURNING)


def hidden(written: Written, _: House) -> Iterator[Problem]:
    """What is not seen, and yet stands between letters."""
    return _odd(written, HIDDEN)


def page_tag(written: Written, _: House) -> Iterator[Problem]:
    """`@[page-id]`, which Facebook takes out without a word (postiz #1548)."""
    if "@[" in written.joined:
        for path, found in written.find(_PAGE_TAG):
            yield written.problem(PAGE_TAG, path, found)


def _odd(written: Written, *messages: Message) -> Iterator[Problem]:
    post = written.post
    if written.is_plain and is_plain(post.source):
        return
    texts: list[tuple[Path, str]] = [*typed_texts(post), (("source",), post.source)]
    for path, text in texts:
        for odd in odd_in(text):
            if odd.message in messages:
                yield post.problem_in(odd.message, odd.character, *path, nth=odd.nth, **odd.values)


PAGE_TAG = Message.of(
    "page-tag",
    "“{words}” không gắn được tên trang: Facebook lặng lẽ bỏ mất, còn trang web hiện y như vậy",
    "“{words}” names no page: Facebook takes it out without a word, and the website shows it as it is",
    "Viết thẳng tên trang bằng chữ, hoặc dán đường dẫn của trang (https://…).",
    "Write the page's name in words, or its link (https://…).",
)
