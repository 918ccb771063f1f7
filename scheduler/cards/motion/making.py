"""A moving card as files: whole under their names, or not there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from scheduler.cards.motion.encoding import WEBP_RATE, moving_webp, write_film
from scheduler.cards.motion.frames import Scene, frames
from scheduler.cards.painter import Painter
from scheduler.files import private_file, write_whole


def make_film(scene: Scene, painter: Painter, path: Path) -> None:
    """The film of *scene* as the file *path*.

    Raises:
        LookupError: what makes films is not installed.
        OSError: it cannot be kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.stem}-{secrets.token_hex(4)}.part")
    private_file(part)
    try:
        write_film(frames(scene, painter), scene.size, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())  # under its name it is whole, also after a power cut
        part.replace(path)
    except ImportError as error:
        raise LookupError("PyAV is not installed") from error
    finally:
        part.unlink(missing_ok=True)


def make_webp(scene: Scene, painter: Painter, path: Path) -> None:
    """The same as a WebP.

    Raises:
        OSError: it cannot be kept.
    """
    write_whole(path, moving_webp(frames(scene, painter, WEBP_RATE)), private=True)
