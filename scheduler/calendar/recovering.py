"""What an entry that cannot be read is called: by its title, if its text still shows it, or by its words."""

from __future__ import annotations

import re
from typing import Any

from scheduler.problems import Language, Text

_TITLE = re.compile(r"^[ \t]*(?:-[ \t]+)?title[ \t]*:[ \t]*(.*(?:\n[ \t]+\S.*)?)", re.MULTILINE)
_BLOCK = re.compile(r"[|>][+-]?[ \t]*\n[ \t]*(.*)")  # its words begin on the next line
_TEXT = re.compile(r"^[ \t]*text[ \t]*:[ \t]*(?:[|>][+-]?[ \t]*\n)?[ \t]*(\S.*)", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*(?:-[ \t]*)?\{?[ \t]*(?:[a-z_]+[ \t]*:)?[ \t]*")
_QUOTES = "\"'“”‘’"
_LONGEST = 40  # letters of its words


def name_of(raw: Any, written: str, language: Language) -> str:
    """What the entry *raw* is called, which stands in its file as *written*; never ''."""
    given = raw.get("title") if isinstance(raw, dict) else None
    if isinstance(given, str) and given.strip():
        return " ".join(given.split())
    found = _TITLE.search(written)
    if found:
        block = _BLOCK.match(found[1])
        title = _bare(block[1] if block else found[1].split("\n")[0])
        if title:
            return title
    text = _TEXT.search(written)
    lines = (line for line in written.splitlines() if not line.lstrip(" \t-").startswith("id:"))
    return by_words(text[1] if text else next(filter(_bare, lines), ""), language)


def by_words(line: str, language: Language) -> str:
    """What is called by a *line* of it, as it stands in its file."""
    words = _bare(line)
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST].rsplit(' ', 1)[0]}…"
    return (_UNREAD_AT if words else _UNREAD).say(language, words=words)


def _bare(line: str) -> str:
    """*line* without its key and quotes; '' where it has no letter."""
    words = " ".join(_KEY.sub("", line, count=1).split()).strip(_QUOTES + " ")
    return words if any(map(str.isalpha, words)) else ""


_UNREAD = Text("Bài chưa đọc được", "A post that cannot be read")
_UNREAD_AT = Text("Bài chưa đọc được (“{words}”)", "A post that cannot be read (“{words}”)")
