"""Small films made on the spot: H.264 and AAC, of one colour each, with what a phone writes beside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np


@cache
def film(
    width: int = 320,
    height: int = 180,
    seconds: float = 2,
    *,
    rate: int = 25,
    codec: str = "libx264",
    sound: str = "aac",
    container: str = "mp4",
    pixels: str = "yuv420p",
    colour: int = 90,
    front: bool = False,
) -> bytes:
    """A film; *sound* '' for a silent one, *front* with its index before all else."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        flags = {"movflags": "+faststart"} if front else {}
        with av.open(str(path), "w", format=container, options=flags) as made:
            made.metadata["location"] = "+09.6031+105.9739/"
            stream = made.add_stream(codec, rate=rate)
            stream.width, stream.height, stream.pix_fmt = width, height, pixels
            stream.options = {"preset": "ultrafast", "crf": "40"} if codec == "libx264" else {}
            heard = made.add_stream(sound, rate=48000, layout="stereo") if sound else None
            for number in range(round(seconds * rate)):
                picture = np.full((height, width, 3), (number * 3 % 256, 40, colour), np.uint8)
                made.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
            made.mux(stream.encode())
            if heard:
                _record(made, heard, seconds)
        return path.read_bytes()


def turned(data: bytes) -> bytes:
    """The same as a phone writes it that was held upright: lying, with a note to turn it by a quarter."""
    head = data.index(b"tkhd") + 4
    matrix = head + 40
    quarter = (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
    written = b"".join(number.to_bytes(4, "big", signed=True) for number in quarter)
    return data[:matrix] + written + data[matrix + 36 :]


def _record(made: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    for number in range(int(seconds * 48000 / 1024)):
        silence = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
        silence.sample_rate, silence.pts = 48000, number * 1024
        made.mux(stream.encode(silence))
    made.mux(stream.encode())
