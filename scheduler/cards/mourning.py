"""Mourning: while a file in config/ says so, cards are painted in greys, as a press in mourning prints.

A file, since everybody who paints reads the folder of work: desk, engine, a preview elsewhere. That a card
changes by it is part of what was approved (`Gallery.content`): it is approved once more, and after the
mourning the approval of before fits again. A card of the mood MOURNING looks the same throughout.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from scheduler.files import WorkFolder, write_whole


def mark_of(folder: WorkFolder) -> Path:
    """The file that stands there as long as the mourning lasts."""
    return folder.config / "mourning.txt"


def is_in_mourning(folder: WorkFolder) -> bool:
    """Whether cards are painted in greys."""
    return mark_of(folder).is_file()


def begin(folder: WorkFolder, said: str) -> None:
    """Let it begin; *said* is for whoever comes upon the file."""
    write_whole(mark_of(folder), f"{said}\n".encode())


def end(folder: WorkFolder) -> bool:
    """Let it end; False where there was none."""
    was = is_in_mourning(folder)
    mark_of(folder).unlink(missing_ok=True)
    return was


def in_greys(image: Image.Image) -> Image.Image:
    """*image* without its colours, each as light as it was (WCAG): two tones keep their contrast."""
    linear = _LINEAR[np.asarray(image.convert("RGB"))] @ _WEIGHTS
    grey = _GREYS[np.rint(linear * (len(_GREYS) - 1)).astype(np.uint16)]
    return Image.fromarray(grey).convert("RGB")


_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
_GREYS = np.rint(np.interp(np.arange(16_384) / 16_383, _LINEAR, np.arange(256))).astype(np.uint8)
