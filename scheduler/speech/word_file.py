"""A script as a Word file, for an announcer who reads from paper."""

from __future__ import annotations

from scheduler import word_files
from scheduler.speech.script import HEADING, IN_KHMER, LENGTH, NOT_READ, SPELLED, Script

# A style for each part of the script; sizes in half points: it is read at arm's length.
_STYLES = {
    "Normal": ("Normal", '<w:spacing w:after="200" w:line="360" w:lineRule="auto"/>', '<w:sz w:val="32"/>'),
    "Title": ("Title", '<w:spacing w:after="240"/>', '<w:b/><w:sz w:val="44"/>'),
    "Heading1": (
        "heading 1",
        '<w:keepNext/><w:spacing w:before="480" w:after="200"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:sz w:val="36"/>',
    ),
    "Note": ("Note", "", '<w:i/><w:sz w:val="22"/>'),
}


def word_file(script: Script) -> bytes:
    """*script* with its heading, its length, its paragraphs, and its Khmer behind them."""
    notes = ((SPELLED, script.spelled), (NOT_READ, script.left_out))
    lines = [
        ("Normal", HEADING.vi.upper()),
        ("Title", script.title.rstrip(".")),
        ("Normal", f"{LENGTH.vi}: {script.length.vi}."),
        *(("Normal", paragraph) for paragraph in script.paragraphs),
        *(("Note", note.filled(words=", ".join(words)).vi) for note, words in notes if words),
    ]
    if script.translated:
        lines += [("Heading1", IN_KHMER.vi), *(("Normal", line) for line in script.translated)]
    return word_files.word_file(lines, _STYLES)
