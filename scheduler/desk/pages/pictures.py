"""Painted cards as the browser gets them: whole, or as thumbnails, kept as long as nothing changed."""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict

from PIL import Image

from scheduler.calendar.model import Post
from scheduler.cards.films import Film
from scheduler.cards.gallery import Gallery
from scheduler.cards.pictures import PhotoFault, whole
from scheduler.desk.files import Served
from scheduler.desk.live.reading import Reading
from scheduler.desk.pages.samples import painted, sample_of

THUMBNAIL = 360  # pixels wide: twice what the list shows, for sharp screens
BROAD = 720  # the same where it is seen as broad as the page
SMALL = 160  # the same for the month
DESIGN = 144  # the same for a sample of a card's template
DRAWING = 144  # the same for an illustration to choose
PHOTO = 640  # the length of a photo on which a point is chosen

_KEPT = 8_000_000  # bytes of thumbnails


class Pictures:
    """Paints one card at a time: thirty thumbnails asked for at once shall not fill the machine.

    And beside it one film, which takes seconds: no thumbnail waits for it.
    """

    def __init__(self) -> None:
        self._painting = threading.Lock()
        self._filming = threading.Lock()
        self._thumbnails: OrderedDict[str, Served] = OrderedDict()
        self._bytes = 0

    def card(
        self, reading: Reading, post: Post, number: int, size: str, width: int | None, look: int = 0
    ) -> Served | None:
        """Card *number* (from 0) of *post*; None when there is no such card or it cannot be painted.

        *width* is None for the full picture, else a thumbnail's width in pixels; *look* is one of its
        gallery's `looks`.
        """
        fingerprint = reading.prints.get(post.id)
        if fingerprint is None or reading.gallery is None or not 0 <= number < len(post.cards):
            return None
        if look:
            looks = reading.gallery.looks(post, reading.unit_of(post))
            if look >= len(looks):
                return None
            post = looks[look]
        tag = f'"{fingerprint}-{number}-{size}-{width or 0}-{look}"'
        with self._painting:
            if kept := self._kept(tag):
                return kept
            try:
                painted = reading.gallery.paint(post, reading.unit_of(post), (size,))[number]
            except (ValueError, OSError):  # a file taken away since the reading: the next one says so
                return None
            if width is None:
                return Served(painted.data, painted.mime, tag)
            return self._keep(tag, thumbnail(painted.data, width))

    def film(self, reading: Reading, post: Post, size: str) -> Film | None:
        """Its card as a film of that *size*, as it goes out; None when it does not move so."""
        gallery = reading.gallery
        if gallery is None or size not in gallery.film_sizes(post):
            return None
        try:
            with self._filming:
                return gallery.film(post, reading.unit_of(post), size)
        except (LookupError, ValueError, OSError):
            return None

    def drawing(self, gallery: Gallery, name: str) -> Served | None:
        """An illustration as the write form shows it; None when there is none that can be painted."""
        out = io.BytesIO()
        try:
            with self._painting:
                gallery.paint_drawing(name, DRAWING).save(out, "WEBP", quality=85, method=4)
        except (KeyError, ValueError, OSError):
            return None
        return Served(out.getvalue(), "image/webp", f'"{hashlib.sha256(out.getvalue()).hexdigest()[:16]}"')

    def design(self, reading: Reading, name: str) -> Served | None:
        """A sample of the card template *name* in the office's colours; None where there is none."""
        post, gallery = sample_of(name, reading), reading.gallery
        if post is None or gallery is None:
            return None
        tag = f'"{gallery.fingerprint(post, reading.unit)}-{DESIGN}"'
        with self._painting:
            if kept := self._kept(tag):
                return kept
            card = painted(gallery, post, reading.unit)
            return None if card is None else self._keep(tag, thumbnail(card, DESIGN))

    def photo(self, gallery: Gallery, name: str, *, is_levelled: bool) -> Served | None:
        """A photo as the write form shows it, as taken or levelled; None when it cannot be painted."""
        out = io.BytesIO()
        try:
            with self._painting:
                found = gallery.photo(name)
                tag = f'"{found.print[:24]}-{is_levelled:d}"'
                if kept := self._kept(tag):
                    return kept
                whole(found.path, PHOTO, is_levelled=is_levelled).save(out, "WEBP", quality=80, method=4)
                return self._keep(tag, out.getvalue())
        except (PhotoFault, OSError):
            return None

    def _kept(self, tag: str) -> Served | None:
        if tag in self._thumbnails:
            self._thumbnails.move_to_end(tag)
        return self._thumbnails.get(tag)

    def _keep(self, tag: str, data: bytes) -> Served:
        self._thumbnails[tag] = made = Served(data, "image/webp", tag)
        self._bytes += len(made.data)
        while self._bytes > _KEPT:
            _, oldest = self._thumbnails.popitem(last=False)
            self._bytes -= len(oldest.data)
        return made


def thumbnail(data: bytes, width: int) -> bytes:
    """The picture *width* pixels wide, as WebP."""
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (width, width))  # a JPEG is decoded at a fraction of its size
        height = round(image.height * width / image.width)
        small = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=75, method=4)
    return out.getvalue()
