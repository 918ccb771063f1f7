"""Photos of the folder of work: found, looked at, turned upright, cropped, in sRGB and without metadata.

What a phone writes beside the pixels (place, time, name) never leaves the office: a photo goes onto a card
as pixels alone.
"""

from __future__ import annotations

import hashlib
import io
import math
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
import numpy as np
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError

from scheduler.cache import Cache
from scheduler.cards import messages, seeing
from scheduler.cards.finding import FileFault, find
from scheduler.cards.seeing import Part, Seen

MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 60_000_000  # of a JPEG, which is decoded at a fraction of its size
MOST_PLAIN_PIXELS = 25_000_000  # of the others, which are decoded whole: four bytes for each, and a copy
FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # how such files begin
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)

_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)  # orientations that swap width and height
# What Pillow's decoders raise for broken files, found by cutting and changing bytes of real ones.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, ArithmeticError)
_JPEGS = {"JPEG", "MPO"}  # MPO: what many phones write, a JPEG with a second picture behind it
_CUT_ABOVE = 0.65  # of what of a subject has no room: more hair and hat than chin
_NEAR = 1.8  # how much of the photo a near view shows, in heights of the subject
_MOST_SEEN = 5_000  # looks at photos that are kept
_LEVELLED = (0.38, 0.6)  # of the scale: where the middle tone of a levelled photo lies
_MOST_GAIN, _GAMMA = 3.5, (0.45, 1.7)
_opening = threading.Lock()  # warnings are filtered for the whole process
_decoding = threading.Lock()  # one photo at a time: each may take a few hundred MB
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024  # a PNG's texts, unpacked; nobody reads them here


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photo that can be painted: its file, a hash of its bytes, the *part* that is used, and what was seen
    on that.
    """

    path: Path
    print: str
    seen: Seen | None = None
    part: Part = WHOLE

    @property
    def is_wide(self) -> bool:
        """Whether what is used of it is wider than high, upright; OSError where it cannot be opened now."""
        with opened(self.path) as image:
            left, top, right, bottom = _within(self.part, *_upright(image))
        return right - left > bottom - top


class Finish(NamedTuple):
    """How a photo is made ready for its place.

    *subject* is what must be seen of it, a point or more; *clear* the part of its place in whose middle that
    stands, as far as the photo goes; *is_near* shows little beside the subject. *papers* lie under what is
    transparent: the first under what is light, the second under what is dark.
    """

    subject: Part = (0.5, 0.33, 0.5, 0.33)
    clear: Part = WHOLE
    is_near: bool = False
    is_levelled: bool = False
    papers: tuple[str, str] = ("#FFFFFF", "#FFFFFF")


class PhotoFault(FileFault):
    """Why a photo cannot be painted."""

    endings = ENDINGS
    absent, otherwise, outside = messages.NO_PHOTO, messages.PHOTO_CASE, messages.PHOTO_OUTSIDE


@dataclass(frozen=True)
class Pictures:
    """The photos under the folder *assets*; what was seen on them is kept in the file *kept*."""

    assets: Path
    kept: Path | None = None
    _seen: dict[str, Seen] = field(default_factory=dict, compare=False)
    _looking: threading.Lock = field(default_factory=threading.Lock, compare=False)

    def find(self, name: str, part: Part = WHOLE) -> Photograph:
        """The photo that a post calls *name*: a path below assets/, with or without `assets/` before it; only
        that *part* of it, of the photo as it stands upright.

        Raises:
            PhotoFault: it is missing, lies elsewhere, or cannot be painted.
        """
        path, state = find(self.assets, name, PhotoFault)
        try:
            # The last is of the file itself: a copy that keeps its time (`cp -p`, a zip) is another one.
            fault, print_ = _examined(path, state.st_mtime_ns, state.st_size, state.st_ctime_ns)
        except OSError:  # it cannot be opened just now, held by whatever copies or searches it
            raise PhotoFault(messages.PHOTO_BROKEN, name=name) from None
        if fault is not None:
            raise PhotoFault(fault.message, **{"name": name, **fault.values})
        return Photograph(path, print_, self._look(path, print_, part), part)

    def _look(self, path: Path, print_: str, part: Part) -> Seen:
        """What is on the photo: looked for once by each detector. Without one, what another machine that
        shares this folder has found stands."""
        if part != WHOLE:
            print_ = f"{print_} {part}"
        with self._looking:
            if not self._seen:
                self._seen.update(self._before())
            found = self._seen.get(print_)
            if found is None or found.by != (seeing.detector() or found.by):
                with opened(path) as image:
                    left, top, right, bottom = _pixels(part, *_upright(image))
                size = right - left, bottom - top
                found = seeing.look(np.asarray(whole(path, seeing.LONGEST, part=part)), *size)
                found = self._seen[print_] = self._keep(print_, found)
            return found

    def _before(self) -> dict[str, Seen]:
        """What was kept; a damaged entry counts as none."""
        found: dict[str, Seen] = {}
        if self.kept is None:
            return found
        kept = Cache(self.kept)
        for key in kept:
            with suppress(msgspec.MsgspecError):
                found[key] = msgspec.json.decode(kept.get(key) or b"", type=Seen)
        return found

    def _keep(self, print_: str, seen: Seen) -> Seen:
        """*seen*, kept beside what other programs kept meanwhile; theirs, if only they had a detector."""
        if self.kept is None:
            return seen
        known = self._before()
        if not seen.by and (theirs := known.get(print_)) and theirs.by:
            return theirs
        known[print_] = seen
        latest = list(known.items())[-_MOST_SEEN:]
        Cache(self.kept).put({key: msgspec.json.encode(one) for key, one in latest})
        return seen


def cover(path: Path, width: int, height: int, finish: Finish, part: Part = WHOLE) -> Image.Image:
    """That *part* of the photo in *path* as RGB in sRGB, filling *width* x *height* pixels, made ready as
    *finish* says, whose places are those of the part.

    Raises:
        PhotoFault: it cannot be read.
    """
    with opened(path) as image:
        wide, high = _upright(image)
        left, top, right, bottom = _within(part, wide, high)
        inside = crop_of(right - left, bottom - top, width, height, finish)
        crop = left + inside[0], top + inside[1], left + inside[2], top + inside[3]
        scale = width / (crop[2] - crop[0])
        if scale < 1:  # a JPEG is decoded at an eighth, a quarter or half where that is enough
            image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))
        # The profile and the turn are read before the pixels change.
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(_plain(image))
        across, down = upright.width / wide, upright.height / high
        box = crop[0] * across, crop[1] * down, crop[2] * across, crop[3] * down
        # Transparent pixels have colours too: Pillow weighs them by their alpha while it resizes.
        fitted = upright.resize((width, height), Image.Resampling.LANCZOS, box, reducing_gap=3.0)
        plain = _in_srgb(fitted, profile)
        return _flat(levelled(plain) if finish.is_levelled else plain, finish.papers)


def whole(
    source: Path | BinaryIO, longest: int, *, is_levelled: bool = False, part: Part = WHOLE
) -> Image.Image:
    """That *part* of the photo in *source* upright, as RGB in sRGB on white, at most *longest* pixels long.

    Raises:
        PhotoFault: it cannot be read.
    """
    plain = unflattened(source, longest, part)
    return _flat(levelled(plain) if is_levelled else plain, Finish().papers)


def unflattened(source: Path | BinaryIO, longest: int, part: Part = WHOLE) -> Image.Image:
    """The same in a mode of its own, which may have transparent pixels.

    Raises:
        PhotoFault: it cannot be read.
    """
    with opened(source) as image:
        left, top, right, bottom = _within(part, *_upright(image))
        scale = longest / max(right - left, bottom - top)
        if scale < 1:
            image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(_plain(image))
        if part != WHOLE:
            upright = upright.crop(_pixels(part, *upright.size))
        upright.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
        return _in_srgb(upright, profile)


def crop_of(width: float, height: float, wide: int, high: int, finish: Finish) -> Part:
    """Which pixels of a photo of *width* x *height* fill a place of *wide* x *high*.

    The largest part, or a near one, whose clear part lies as near to the subject as the edges allow.
    """
    first, upper, last, lower = finish.subject
    a, b, c, d = finish.clear
    tall = height * (lower - upper)
    across, down = min(width, height * wide / high), min(height, width * high / wide)
    if finish.is_near and tall:
        nearer = max(_NEAR * tall, _NEAR * width * (last - first) * high / wide, high)
        if nearer < down:
            across, down = nearer * wide / high, nearer
    lack = tall / down - (d - b)
    if lack > 0:  # what lies over the place gives way first
        share = min(1.0, lack / max(1 - (d - b), 1e-9))
        b, d = b * (1 - share), d + (1 - d) * share
    left = width * (first + last) / 2 - across * (a + c) / 2
    top = height * upper + max(0.0, tall - down) * _CUT_ABOVE - down * b
    top -= max(0.0, down * (d - b) - tall) / 2
    left, top = min(max(left, 0.0), width - across), min(max(top, 0.0), height - down)
    return left, top, left + across, top + down


def levelled(image: Image.Image) -> Image.Image:
    """*image* with its darks, lights and middle tone where a photo in good light has them.

    The same curve for each colour, so that the colours stay what they are.
    """
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    bare = image.convert("RGB")
    counts = np.array(bare.convert("L").histogram(alpha.point(lambda v: 255 * (v > 127)) if alpha else None))
    if not counts.any():
        return image
    share = counts.cumsum() / counts.sum()
    low, middle, high = (float(np.searchsorted(share, part)) for part in (0.005, 0.5, 0.995))
    gain = min(_MOST_GAIN, 255 / max(high - low, 1))
    low = min(max(0.0, high - 255 / gain), low)  # what was white stays so
    tone = min(max((middle - low) * gain / 255, 0.01), 0.99)
    wanted = min(max(tone, _LEVELLED[0]), _LEVELLED[1])
    gamma = min(max(math.log(wanted) / math.log(tone), _GAMMA[0]), _GAMMA[1])
    curve = [round(255 * min(max((v - low) * gain / 255, 0.0), 1.0) ** gamma) for v in range(256)]
    made = bare.point(curve * 3)
    if alpha:
        made.putalpha(alpha)
    return made


def _within(part: Part, width: int, height: int) -> Part:
    """That *part* of a photo in its pixels."""
    return part[0] * width, part[1] * height, part[2] * width, part[3] * height


def _pixels(part: Part, width: int, height: int) -> tuple[int, int, int, int]:
    """The same in whole pixels, of a tiny photo too one at least."""
    left, top, right, bottom = map(round, _within(part, width, height))
    left, top = min(left, width - 1), min(top, height - 1)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _upright(image: Image.Image) -> tuple[int, int]:
    """Its width and height once it stands upright."""
    return image.size[::-1] if _turn(image) in _SIDEWAYS else image.size


def _turn(image: Image.Image) -> int:
    return int(image.getexif().get(_ORIENTATION, 1))


def _plain(image: Image.Image) -> Image.Image:
    """The decoded pixels in a mode that can be resized: L, LA, RGB, RGBA or CMYK."""
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode.startswith("I"):  # 16 bits of grey: Pillow itself would cut them off at 255
        grey = np.asarray(image).clip(0, 65_535).astype(np.uint32)
        grey += 128
        grey //= 257
        plain = Image.fromarray(grey.astype(np.uint8))
        plain.info = dict(image.info)
        return plain
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        if "transparency" in image.info:
            return image.convert("RGBA")
        image.load()
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours by the profile that the file brings; a profile that says nothing sensible is passed over."""
    if not profile:
        return image
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    bare = image.convert("RGB" if image.mode == "RGBA" else "L") if alpha else image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(own).lower():
            return image
        bare = ImageCms.profileToProfile(bare, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or bare
    except (ImageCms.PyCMSError, *_BROKEN):
        return image
    if alpha:
        bare = bare.convert("RGB")
        bare.putalpha(alpha)
    return bare


def _flat(image: Image.Image, papers: tuple[str, str]) -> Image.Image:
    if image.mode not in {"LA", "RGBA"}:
        return image.convert("RGB")
    over = image.convert("RGBA")
    seen = over.getchannel("A").point(lambda v: 255 * (v > 127))
    counts = over.convert("L").histogram(seen)
    is_dark = sum(counts[:100]) > sum(counts[100:])
    paper = Image.new("RGBA", image.size, papers[1] if is_dark else papers[0])
    return Image.alpha_composite(paper, over).convert("RGB")


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Image.Image]:
    """The opened file: looked at by its head, small enough, its pixels still unread. One at a time.

    Raises:
        PhotoFault: it is no photo, it is too large, or (while it is used) its pixels are broken.
    """
    with _decoding:
        yield from _opened(source)


def _opened(source: Path | BinaryIO) -> Iterator[Image.Image]:
    try:
        if isinstance(source, Path) and source.stat().st_size > MOST_BYTES:
            raise PhotoFault(messages.PHOTO_HEAVY, most=MOST_BYTES >> 20)
        with _opening, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # measured below
            image = Image.open(source, formats=(*FORMATS, *_heif()))
    except UnidentifiedImageError:
        is_unread = is_heic(source) and not _heif()
        raise PhotoFault(messages.PHOTO_HEIC if is_unread else messages.PHOTO_FORMAT) from None
    except Image.DecompressionBombError:
        raise PhotoFault(messages.PHOTO_LARGE, most=MOST_PIXELS // 1_000_000) from None
    except _BROKEN:
        raise broken(source) from None
    with image:
        most = MOST_PIXELS if image.format in _JPEGS else MOST_PLAIN_PIXELS
        if image.width * image.height > most:
            raise PhotoFault(messages.PHOTO_LARGE, most=most // 1_000_000)
        try:
            yield image
        except PhotoFault:
            raise
        except (*_BROKEN, Image.DecompressionBombError, MemoryError):
            raise broken(source) from None


def broken(source: Path | BinaryIO) -> PhotoFault:
    """What is told of a photo that cannot be read, by what it calls itself."""
    return PhotoFault(messages.PHOTO_HEIC_BROKEN if is_heic(source) else messages.PHOTO_BROKEN)


def is_heic(source: Path | BinaryIO) -> bool:
    """Whether it calls itself a photo in an iPhone's own format."""
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                head = file.read(12)
        else:
            source.seek(0)
            head = source.read(12)
    except (OSError, ValueError):
        return False
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC


@cache
def _heif() -> tuple[str, ...]:
    """The name of an iPhone's own format, where the extra `photos` has brought what reads it."""
    try:
        import pi_heif  # noqa: PLC0415 - an extra
    except ImportError:
        return ()
    pi_heif.register_heif_opener(thumbnails=False)
    return ("HEIF",)


@lru_cache(maxsize=2000)
def _examined(path: Path, _changed: int, _bytes: int, _made: int) -> tuple[PhotoFault | None, str]:
    """What is wrong with the file, and a hash of it; its pixels are read once, as coarsely as may be.

    Raises:
        OSError: it cannot be opened, which is not kept: the file may be as good as ever in a moment.
    """
    path.open("rb").close()
    try:
        cover(path, 64, 64, Finish())
        return None, hashlib.sha256(path.read_bytes()).hexdigest()
    except PhotoFault as fault:
        return fault, ""
