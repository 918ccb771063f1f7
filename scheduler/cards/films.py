"""Films of the folder of work: found, examined, and without what a phone writes beside the pictures.

PyAV reads them (the extra `films`); without it a post with a film is held, and says so. The file is read as
MP4 and nothing else: left to guess, FFmpeg would follow a playlist to any address.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scheduler.calendar.model import Post, Unit
from scheduler.cards import film_messages as messages
from scheduler.cards.finding import FileFault, find
from scheduler.files import private_file, private_folder
from scheduler.kinds.film import FilmShape
from scheduler.kinds.registry import kind_of
from scheduler.problems import Message, Problem

if TYPE_CHECKING:
    from av.container import InputContainer

MOST_BYTES = 100 * 1024 * 1024  # a website's home is given it in one piece
SHORTEST = 1.0  # seconds
_CUT_OFF = 1.0  # seconds that may be missing at its end: sound and pictures seldom end together
_SIP = 1024 * 1024
_MOST_SAMPLES = 5_000_000  # of one track: twenty hours of pictures
_SAMPLES = re.compile(rb"(?=(?:stsz|stz2).{8}(.{4})|trun.{4}(.{4}))", re.DOTALL)
_PIXELS = ("yuv420p", "yuvj420p")
_COPIER = "1"  # whoever changes what `_copy` writes changes this


@dataclass(frozen=True, slots=True)
class Film:
    """A film as a channel is given it."""

    source: Path
    shape: FilmShape
    captions: str = ""  # what it says, as WebVTT; '' where nobody knows


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    print: str
    shape: FilmShape


class _Fault(FileFault):
    """Why a film cannot go out."""

    endings = (".mp4",)
    absent, otherwise, outside = messages.NO_FILM, messages.FILM_CASE, messages.FILM_OUTSIDE


@dataclass(frozen=True, slots=True)
class Films:
    """The films below the folder *posts*; what is made of them is kept in *made*."""

    posts: Path
    made: Path

    def problems(self, post: Post, units: Sequence[Unit] = ()) -> list[Problem]:
        """What keeps the post's film from going where the post goes, to *units*; cheap to ask again."""
        if not post.film:
            return []
        try:
            shape = self._find(post.film).shape
        except _Fault as fault:
            return [post.problem(fault.message, "film", **fault.values)]
        told: dict[Message, dict[str, Any]] = {}
        for name in post.channels:
            refuses = kind_of(name).refuses_film
            blocks: list[object] = [unit.channels[name] for unit in units if name in unit.channels]
            found = (refuses(shape, block) for block in blocks or [None]) if refuses else ()
            told |= dict(filter(None, found))
        return [
            post.problem(message, "film", **{"name": post.film, **values}) for message, values in told.items()
        ]

    def print_of(self, post: Post) -> str:
        """A hash of the post's film; '' without one."""
        if not post.film:
            return ""
        try:
            return self._find(post.film).print
        except _Fault as fault:
            return str(fault)

    def get(self, post: Post) -> Film:
        """The post's film as it goes out: its pictures and sound alone, with its index in front, so that a
        browser plays it before it has all of it.

        Raises:
            LookupError: it has problems.
            OSError: it cannot be kept.
        """
        return Film(*self.kept(post))

    def kept(self, post: Post) -> tuple[Path, FilmShape]:
        """Where that lies, and what it looks like; as `get` in all else."""
        try:
            found = self._find(post.film)
        except _Fault as fault:
            raise LookupError(f"{post.id}: {fault}") from fault
        copy = self.made / f"{found.print[:32]}-{_COPIER}.mp4"
        if not copy.is_file():
            private_folder(self.made)
            with TemporaryDirectory(dir=self.made) as folder:
                source = Path(folder) / "film"
                if _taken(found.path, source) != found.print:
                    raise LookupError(f"{post.id}: the film was changed just now")
                made = Path(folder) / copy.name
                private_file(made)
                _copy(source, made)
                with made.open("rb+") as file:
                    os.fsync(file.fileno())  # under its name it is whole, also after a power cut
                made.replace(copy)
        return copy, found.shape

    def _find(self, name: str) -> _Found:
        path, state = find(self.posts, name, _Fault)
        if state.st_size > MOST_BYTES:
            raise _Fault(messages.FILM_HEAVY, name=name, most=MOST_BYTES // 1024**2)
        try:
            found = _examined(path, state.st_mtime_ns, state.st_size)
        except OSError:  # it cannot be opened just now, held by whatever copies or searches it
            raise _Fault(messages.FILM_BROKEN, name=name) from None
        if isinstance(found, _Fault):
            raise _Fault(found.message, name=name, **found.values)
        return found


def shape_in(path: Path) -> FilmShape | None:
    """What the film in *path* looks like; None where it is none that is taken.

    Raises:
        OSError: it cannot be opened.
    """
    found = _examined(path, path.stat().st_mtime_ns, path.stat().st_size)
    return None if isinstance(found, _Fault) else found.shape


@lru_cache(maxsize=256)
def _examined(path: Path, _changed: int, _size: int) -> _Found | _Fault:
    """The film, or what is wrong with it.

    Raises:
        OSError: it cannot be opened, which is not kept: the file may be as good as ever in a moment.
    """
    path.open("rb").close()
    try:
        with path.open("rb") as file:
            head = file.read(12)
            if head[4:8] != b"ftyp" or head[8:12] == b"qt  ":
                return _Fault(messages.FILM_FORMAT)
            digest = hashlib.sha256(head)
            while piece := file.read(_SIP):
                digest.update(piece)
        if _is_said_endless(path):
            return _Fault(messages.FILM_BROKEN)
        with _opened(path) as container:
            return _Found(path, digest.hexdigest(), _shape_of(container))
    except _Fault as fault:
        return fault
    except PermissionError:  # since it was opened
        raise
    except Exception:  # noqa: BLE001 - FFmpeg has many errors for a broken file
        return _Fault(messages.FILM_BROKEN)


def _is_said_endless(path: Path) -> bool:
    """Whether its index speaks of more samples than it can hold: FFmpeg would make room for each of them,
    gigabytes for a file of a few kilobytes."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        most = min(size, _MOST_SAMPLES)
        while len(head := file.read(8)) == len(b"size" + b"kind"):
            length, begun = int.from_bytes(head[:4], "big"), 8
            if length == 1:
                length, begun = int.from_bytes(file.read(8), "big"), 16
            if 0 < length < begun:
                return False
            rest = min(length - begun, size) if length else size
            if head[4:] == b"mdat":  # pictures and sound
                file.seek(rest, os.SEEK_CUR)
                continue
            body = file.read(rest)
            told = (int.from_bytes(one[1] or one[2], "big") for one in _SAMPLES.finditer(body))
            if b"cmov" in body or any(count > most for count in told):  # packed, nobody sees what it says
                return True
    return False


def _opened(path: Path) -> InputContainer:
    opened: InputContainer = _av().open(str(path), format="mp4", metadata_errors="ignore")
    return opened


def _av() -> Any:
    try:
        import av  # noqa: PLC0415 - an extra, and FFmpeg takes a while to load
    except ImportError:
        raise _Fault(messages.NO_FILM_READER) from None
    return av


def _shape_of(container: InputContainer) -> FilmShape:
    if len(container.streams.video) != 1:
        raise _Fault(messages.FILM_FORMAT)
    video = container.streams.video[0]
    codec = video.codec_context
    if codec.name != "h264" or codec.pix_fmt not in _PIXELS:
        raise _Fault(messages.FILM_CODEC, codec=codec.name)
    sounds = {stream.codec_context.name for stream in container.streams.audio}
    if not sounds <= {"aac"} or len(container.streams.audio) > 1:
        raise _Fault(messages.FILM_SOUND, codec=", ".join(sorted(sounds)))
    length = float((video.duration or 0) * (video.time_base or 0))
    first = next(iter(container.decode(video)))
    if _end_of(container) < length - _CUT_OFF:
        raise _Fault(messages.FILM_BROKEN)
    if length < SHORTEST:
        raise _Fault(messages.FILM_SHORT)
    across, down = (codec.height, codec.width) if first.rotation % 180 else (codec.width, codec.height)
    return FilmShape(across, down, length, float(video.average_rate or 0))


def _end_of(container: InputContainer) -> float:
    """How far its pictures really go, in seconds: a copy that was cut off says that it is whole."""
    container.seek(0)
    times = [
        float((packet.pts + (packet.duration or 0)) * packet.time_base)
        for packet in container.demux(container.streams.video[0])
        if packet.pts is not None and packet.size
    ]
    return max(times, default=0.0) - min(0.0, *times) if times else 0.0


def _taken(path: Path, to: Path) -> str:
    """Take it as it is now; gives its hash: somebody may be putting another one there."""
    digest = hashlib.sha256()
    left = MOST_BYTES + 1
    with path.open("rb") as file, to.open("wb") as taken:
        while piece := file.read(min(_SIP, left)):
            left -= len(piece)
            digest.update(piece)
            taken.write(piece)
    return digest.hexdigest()


def _copy(path: Path, copy: Path) -> None:
    """Write its pictures and sound as they are; place, time and maker of the phone stay in the office."""
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with _opened(path) as source, _av().open(str(copy), "w", format="mp4", options=flags) as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in _shown(source)}
        for stream in streams.values():
            stream.metadata.clear()
        for packet in source.demux(*_shown(source)):
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                target.mux(packet)


def _shown(container: InputContainer) -> Iterator[Any]:
    yield from (*container.streams.video[:1], *container.streams.audio[:1])
