"""Photos that the staff bring: looked at by their content, made anew without their metadata, named safely."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from scheduler.calendar.entry import as_id
from scheduler.files import WorkFolder, composed, write_whole

MOST_BYTES = 20 * 1024 * 1024
_LARGEST = 3000  # pixels: more than any card shows
_FORMATS = ("JPEG", "PNG", "WEBP")


class NoPhoto(Exception):  # noqa: N818 - a finding, which the page says in words
    """It is no picture that can be read, whatever its name says."""


def keep_photo(folder: WorkFolder, name: str, data: bytes) -> str:
    """Keep the photo under assets/photos; gives the name that cards use, `photos/….jpg`.

    Raises:
        NoPhoto: it is none.
        OSError: it cannot be written.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a picture that only warns of being a bomb is refused as well
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except Exception as error:  # Pillow raises many kinds; whatever it is, it is no picture
        raise NoPhoto from error
    upright.thumbnail((_LARGEST, _LARGEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=92, subsampling=0)
    stem = as_id(name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])[:60] or "anh"
    photos = folder.assets / "photos"
    for number in range(1, 1000):
        path = photos / (f"{stem}.jpg" if number == 1 else f"{stem}-{number}.jpg")
        if not path.exists() or path.read_bytes() == out.getvalue():
            write_whole(path, out.getvalue())
            return f"photos/{path.name}"
    raise OSError(f"{stem}: too many of that name")


def photos_of(folder: WorkFolder) -> list[str]:
    """The photos that a card may name."""
    found = (folder.assets / "photos").rglob("*") if (folder.assets / "photos").is_dir() else ()
    return sorted(
        composed(path.relative_to(folder.assets).as_posix())
        for path in found
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}
    )
