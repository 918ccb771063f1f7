"""A moving card as files: whole under their names, or not there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from scheduler.cards.motion.encoding import WEBP_RATE, moving_webp, write_film
from scheduler.cards.motion.frames import Scene, frames
from scheduler.cards.painter import Painter
from scheduler.files import private_file, write_whole

Maker = Callable[[Scene, Painter, Path, Callable[[], None]], None]


def make_film(scene: Scene, painter: Painter, path: Path, check: Callable[[], None]) -> None:
    """The film of *scene* as the file *path*; *check* raises where it is not to be kept after all.

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
        check()
        part.replace(path)
    except ImportError as error:
        raise LookupError("PyAV is not installed") from error
    finally:
        part.unlink(missing_ok=True)


def make_webp(scene: Scene, painter: Painter, path: Path, check: Callable[[], None]) -> None:
    """The same as a WebP.

    Raises:
        OSError: it cannot be kept.
    """
    data = moving_webp(frames(scene, painter, WEBP_RATE))
    check()
    write_whole(path, data, private=True)
