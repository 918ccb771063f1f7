"""Vietnamese that fell apart: typed for the fonts of the nineties, or with accents beside their letters.

Letters in decomposed form are put together when the calendar is read, so they never reach a rule; what
cannot be put together is told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.checks.written import House, Written
from scheduler.problems import Message, Problem, Text

_WORD = r"[^\s“”\"()]*"
# Signs that no Vietnamese word has; one is enough.
_SURE = re.compile(
    rf"{_WORD}(?:"
    r"[aeouyAEOUY][øûå]"  # VNI: treû em, baûo veä
    r"|[a-zđ][ÎÏÐÑÞß×Ø]"  # TCVN3: trÎ em
    r"|[A-Za-z][¶¸¨ª¬¾¼½][a-z]?"  # TCVN3: b¶o
    r"|Ä‘|Æ[°¡]|Ã[¡-¿]|á[º»][^\s\w.,!?;:)]"  # UTF-8 read as Windows-1252: tráº» em
    rf"){_WORD}"
)
# Signs that one foreign word may have (Noël, m³); two are no chance.
_LIKELY = re.compile(
    rf"{_WORD}(?:"
    r"[aeouyAEOUY][äëïü]|[öñ]|[bcdghklmnpqrstvx][µ·¹®§«»±]"
    r"|[aeo]\^|(?:[ou]\+|a\()['`?~.]?(?=[a-z])|[aeiouy]['`?~](?=[a-z])|\b[dD]{2}[aeiouy]"  # VIQR: ba?o ve^.
    rf"){_WORD}"
)
# What none of them can do without. (A pattern that begins with a set is searched for the fastest.)
_ODD = re.compile(r"[¡-¿×ØÞßåæöñøûäëïüÄÆÃÎÏÐÑ^+`~'?(](?:(?<!['?(])|(?=[a-z]))")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")

_ACCENT = re.compile(r"[\u0300-\u036f]")
_STRAY = re.compile(r"\S*[\u0300-\u036f]\S*")


def old_encoding(written: Written, _: House) -> Iterator[Problem]:
    """Letters that only an old Vietnamese font shows right: TCVN3 (ABC), VNI, VIQR, or broken UTF-8."""
    if not _ODD.search(written.joined):
        return
    sure = [hit for hit in written.find(_SURE) if not _ADDRESS.search(hit[1][0])]
    found = sure or [hit for hit in written.find(_LIKELY) if not _ADDRESS.search(hit[1][0])]
    if sure or len(found) > 1:
        path, first = found[0]
        yield written.problem(OLD_ENCODING, path, first)


def stray_accent(written: Written, _: House) -> Iterator[Problem]:
    """The first word with an accent that stands beside its letter, since no letter bears it."""
    if _ACCENT.search(written.joined):
        path, found = next(written.find(_STRAY))
        yield written.problem(STRAY_ACCENT, path, found)


OLD_ENCODING = Message.of(
    "old-encoding",
    "“{words}” gõ bằng bảng mã cũ (TCVN3, VNI, VIQR) hoặc bị vỡ chữ",
    "“{words}” was typed in an old Vietnamese encoding (TCVN3, VNI, VIQR), or is broken",
    "Chuyển cả bài sang Unicode (UniKey: Ctrl+Shift+F6), hoặc gõ lại với bảng mã Unicode.",
    "Convert the post to Unicode (UniKey: Ctrl+Shift+F6), or type it again in Unicode.",
)
STRAY_ACCENT = Message(
    "stray-accent",
    Text("“{words}” có dấu đứng rời khỏi chữ", "“{words}” has an accent that stands beside its letter"),
    Text("Xóa chữ này rồi gõ lại.", "Delete the word and type it again."),
)
