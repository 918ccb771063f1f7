"""What a moving card says, as WebVTT: for who cannot see it, in the order and at the pace of reading."""

from __future__ import annotations

from collections.abc import Sequence

_SHORTEST = 1.2  # seconds


def captions(words: Sequence[str], length: float) -> str:
    """*words*, text by text, over *length* seconds, each as long as it is.

    What would flash by, such as a figure alone, is read in one with what follows it.
    """
    whole, pen = sum(map(len, words)), 0.0
    cues = ["WEBVTT"]
    for text in _readable(words, _SHORTEST * whole / length):
        end = pen + length * len(text) / whole
        shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_clock(pen)} --> {_clock(end)}\n{shown}")
        pen = end
    return "\n\n".join(cues) + "\n"


def _readable(words: Sequence[str], fewest: float) -> list[str]:
    """*words*, those of less than *fewest* letters together with the next (the last with the one before)."""
    found: list[str] = []
    for text in words:
        if found and len(found[-1]) < fewest:
            found[-1] += f" {text}"
        else:
            found.append(text)
    if len(found) > 1 and len(found[-1]) < fewest:
        last = found.pop()
        found[-1] += f" {last}"
    return found


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
