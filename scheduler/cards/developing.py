"""A photo from anywhere made into one that cards can show, in a process of its own, which may die alone.

What is behind a photo's bytes is known only once they are decoded. The child has a limit on memory (where the
system knows one) and on time; whatever becomes of it, the desk goes on.
"""

from __future__ import annotations

import io
import subprocess
import sys

from PIL import Image

from scheduler.cards import messages
from scheduler.cards.children import ask, limit
from scheduler.cards.pictures import PhotoFault, broken, is_heic, unflattened

LARGEST = 3000  # pixels along its length: more than any card shows
_MEMORY = 1024**3  # bytes
_PATIENCE = 60  # seconds
_OPAQUE = 250  # of 255
_TOO_LARGE, _NO_PHOTO = 3, 4  # the child's exit status


def developed(data: bytes) -> bytes:
    """The photo in *data* upright, in sRGB, without metadata, at most `LARGEST` pixels long.

    As JPEG; where some of it is transparent, as PNG.

    Raises:
        PhotoFault: it is none, it is too large, or it cannot be decoded within memory and time.
        OSError: no process could be begun.
    """
    try:
        child = ask(__name__, data, _PATIENCE)
    except subprocess.TimeoutExpired:
        raise PhotoFault(messages.PHOTO_BROKEN) from None
    if child.returncode == _TOO_LARGE:
        raise PhotoFault(messages.PHOTO_LARGE, most=int(child.stdout))
    if child.returncode == _NO_PHOTO:
        raise PhotoFault(messages.PHOTO_HEIC if is_heic(io.BytesIO(data)) else messages.PHOTO_FORMAT)
    if child.returncode or not child.stdout:
        raise broken(io.BytesIO(data))
    return child.stdout


def main() -> int:
    """The child: a photo comes in on stdin, and goes out on stdout."""
    limit(_MEMORY, _PATIENCE)
    out = io.BytesIO()
    try:
        image = unflattened(io.BytesIO(sys.stdin.buffer.read()), LARGEST)
        if image.mode in {"LA", "RGBA"} and any(image.getchannel("A").histogram()[:_OPAQUE]):
            bare = Image.frombytes(image.mode, image.size, image.tobytes())  # without metadata
            bare.save(out, "PNG")
        else:
            image.convert("RGB").save(out, "JPEG", quality=92, subsampling=0)
    except PhotoFault as fault:
        if fault.message is messages.PHOTO_LARGE:
            sys.stdout.write(str(fault.values["most"]))
            return _TOO_LARGE
        if fault.message in {messages.PHOTO_FORMAT, messages.PHOTO_HEIC}:
            return _NO_PHOTO
        return 1
    sys.stdout.buffer.write(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
