"""Mourning: while a file in config/ says so, cards are painted in greys, as a press in mourning prints.

A file, since everybody who paints reads the folder of work: desk, engine, a preview elsewhere. That a card
changes by it is part of what was approved (`Gallery.content`): it is approved once more, and after the
mourning the approval of before fits again. A card of the mood MOURNING looks the same throughout.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

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
    """*image* without its colours; what was light on dark stays so."""
    return ImageOps.grayscale(image).convert("RGB")
