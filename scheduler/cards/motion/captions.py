"""What a moving card says, as WebVTT: for who cannot see it, in the order and at the pace of reading."""

from __future__ import annotations

from collections.abc import Sequence


def captions(words: Sequence[str], length: float) -> str:
    """*words*, text by text, over *length* seconds, each as long as it is."""
    whole, pen = sum(map(len, words)), 0.0
    cues = ["WEBVTT"]
    for text in words:
        end = pen + length * len(text) / whole
        shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_clock(pen)} --> {_clock(end)}\n{shown}")
        pen = end
    return "\n\n".join(cues) + "\n"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
