"""The pictures and the film of a post, named by its name and their content; narrow copies for lists."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from scheduler.channels.channel import Media, Outgoing
from scheduler.channels.site.records import CAPTIONS, MOVING, SitePicture, clean, name_of
from scheduler.files import write_whole

FOLDER = "anh"
SMALL_WIDTH = 540  # pixels of a picture in lists
_SMALL_QUALITY = 82
_NAMED = re.compile(rf"{FOLDER}/(?P<post>.+)-[0-9a-f]{{10}}(?:-{SMALL_WIDTH})?\.(?:jpg|png|mp4|webp|vtt)")


def write_pictures(folder: Path, outgoing: Outgoing, sizes: Sequence[str]) -> tuple[SitePicture, ...]:
    """Write those of *sizes*, and the film, below the site's *folder*.

    Raises:
        OSError: they could not be written.
    """
    pictures = []
    for picture in outgoing.media:
        if picture.size not in sizes and picture.kind != "video":
            continue
        data = picture.data
        whole = hashlib.sha256(data).hexdigest()
        file = file_of(outgoing.key, picture)
        small = _narrow(picture) if picture.size == "portrait" else b""
        small_file = f"{file.rpartition('.')[0]}-{SMALL_WIDTH}.jpg" if small else ""
        write_whole(folder / file, data)
        if small:
            write_whole(folder / small_file, small)
        pictures.append(
            SitePicture(
                file,
                picture.mime,
                len(data),
                picture.width,
                picture.height,
                picture.size,
                clean(picture.alt),
                small_file,
                SMALL_WIDTH if small else 0,
                whole,
                hashlib.sha256(small).hexdigest() if small else "",
            )
        )
        pictures += _beside(folder, file.rpartition(".")[0], picture)
    return tuple(pictures)


def _beside(folder: Path, stem: str, film: Media) -> Iterator[SitePicture]:
    """What comes with the film of a card that moves: the same as a picture, and its words."""
    made = (
        (MOVING, "image/webp", ".webp", film.moving),
        (CAPTIONS, "text/vtt", ".vtt", film.captions.encode()),
    )
    for size, mime, ending, data in made:
        if data:
            file = f"{stem}{ending}"
            write_whole(folder / file, data)
            sum_ = hashlib.sha256(data).hexdigest()
            yield SitePicture(
                file, mime, len(data), film.width, film.height, size, clean(film.alt), sha256=sum_
            )


def file_of(key: str, picture: Media) -> str:
    """Where the site has the *picture* of the delivery *key*, relative to its folder and address."""
    content = hashlib.sha256(picture.data).hexdigest()[:10]
    return f"{FOLDER}/{name_of(key)}-{content}{picture.suffix}"


def post_of(file: str) -> str:
    """The name of the post whose picture the site's *file* is; '' if it is none that was written here."""
    found = _NAMED.fullmatch(file)
    return found["post"] if found else ""


def drop_pictures(folder: Path, name: str, kept: Collection[SitePicture] = ()) -> None:
    """Remove the pictures of the post *name* but those *kept*: what is taken down is there no more.

    Raises:
        OSError: one could not be removed.
    """
    stay = {file for one in kept for file in (one.file, one.small)}
    found = []
    with suppress(FileNotFoundError), os.scandir(folder / FOLDER) as entries:
        found = [f"{FOLDER}/{entry.name}" for entry in entries]
    for file in found:
        if post_of(file) == name and file not in stay:
            (folder / file).unlink(missing_ok=True)


def _narrow(picture: Media) -> bytes:
    """The picture at a list's width, as JPEG; empty if it is no wider, or not one that Pillow reads."""
    if picture.width <= SMALL_WIDTH:
        return b""
    try:
        with Image.open(io.BytesIO(picture.data)) as image:
            size = (SMALL_WIDTH, round(picture.height * SMALL_WIDTH / picture.width))
            image.draft("RGB", size)
            small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, ValueError):
        return b""
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_SMALL_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
