"""A film's pictures as MP4 for people's phones (PyAV), and as a WebP that moves for the website (Pillow).

MP4 as Facebook and every browser take it: H.264, 4:2:0, 30 pictures a second, closed groups of 3 seconds, a
silent track (a film without one is refused here and there), its index in front. One thread: with several,
x264 gives other bytes each time.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from scheduler.cards.motion.frames import RATE

GROUP = 3 * RATE  # pictures from one that stands by itself to the next
WEBP_RATE = 15
_WEBP_WIDTH = 540
_SOUND = 48_000  # samples a second
_BLOCK = 1024  # samples that AAC takes at once
_BT709 = 1  # the colours of high definition, in H.264's own numbers
_OPTIONS = {
    "preset": "veryfast",
    "tune": "animation",
    "crf": "19",
    "profile": "high",
    "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:open-gop=0:threads=1",
}


def write_film(pictures: Iterable[Image.Image | None], size: tuple[int, int], path: Path) -> None:
    """Write them to *path*; None is the picture before once more.

    Raises:
        ImportError: PyAV is not installed.
        OSError: the file cannot be written.
    """
    import av  # noqa: PLC0415 - an extra

    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=flags) as target:
        video: Any = target.add_stream("libx264", rate=RATE, options=_OPTIONS)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        context = video.codec_context
        context.time_base = video.time_base = Fraction(1, RATE)
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        sound: Any = target.add_stream("aac", rate=_SOUND, layout="stereo")
        frame: Any = None
        count = 0
        for count, picture in enumerate(pictures, start=1):
            if picture is not None:
                frame = as_frame(picture)
            frame.pts = count - 1
            target.mux(video.encode(frame))
        target.mux(video.encode())
        for block in range(-(-count * _SOUND // RATE // _BLOCK)):
            silence = av.AudioFrame.from_ndarray(np.zeros((2, _BLOCK), np.float32), "fltp", "stereo")
            silence.sample_rate, silence.pts, silence.time_base = _SOUND, block * _BLOCK, Fraction(1, _SOUND)
            target.mux(sound.encode(silence))
        target.mux(sound.encode())


def as_frame(picture: Image.Image) -> Any:
    """*picture* as the encoder takes it."""
    import av  # noqa: PLC0415 - an extra

    frame = av.VideoFrame.from_ndarray(np.asarray(picture), "rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")


def moving_webp(pictures: Iterable[Image.Image | None]) -> bytes:
    """The same with `WEBP_RATE` pictures a second, smaller, shown once: it stands where the film ends."""
    shown: list[Image.Image] = []
    lasts: list[int] = []
    for picture in pictures:
        if picture is not None:
            size = (_WEBP_WIDTH, round(picture.height * _WEBP_WIDTH / picture.width))
            shown.append(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))
            lasts.append(0)
        lasts[-1] += round(1000 / WEBP_RATE)
    out = io.BytesIO()
    shown[0].save(
        out, "WEBP", save_all=True, append_images=shown[1:], duration=lasts, loop=1, quality=80, method=3
    )
    return out.getvalue()
