"""Photos that the staff bring: looked at by their content, made anew without their metadata, named safely."""

from __future__ import annotations

from scheduler.calendar.entry import as_id
from scheduler.cards.developing import developed
from scheduler.files import WorkFolder, write_whole
from scheduler.names import composed

MOST_BYTES = 20 * 1024 * 1024


def keep_photo(folder: WorkFolder, name: str, data: bytes) -> str:
    """Keep the photo under assets/photos; gives the name that cards use, `photos/….jpg`.

    Raises:
        PhotoFault: it is none that can be read, whatever its name says.
        OSError: it cannot be written.
    """
    made = developed(data)
    stem = as_id(name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])[:60] or "anh"
    photos = folder.assets / "photos"
    for number in range(1, 1000):
        path = photos / (f"{stem}.jpg" if number == 1 else f"{stem}-{number}.jpg")
        if not path.exists() or path.read_bytes() == made:
            write_whole(path, made)
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
