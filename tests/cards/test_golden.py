"""The shipped templates look as they did when somebody last looked at them."""

import numpy as np
import pytest
from PIL import Image

from scheduler.cards.sizes import SIZES
from tests.cards.make_golden import GOLDEN, UPRIGHT, painted
from tests.cards.making import NAMES

SHADES = 40  # of 255: what few colours and JPEG may change a pixel by
STRAY = 0.0005  # of the pixels may differ by more


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    return painted(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize(
    "name",
    [
        *(f"{name}-{size}.png" for name in NAMES for size in SIZES),
        *(f"{name}-{size}.png" for name in ("brand", "photo") for size in UPRIGHT),
    ],
)
def test_the_card_looks_as_it_did(now, name, tmp_path):
    with Image.open(GOLDEN / name) as image:
        golden = np.asarray(image.convert("RGB"), dtype=int)
    here = np.asarray(now[name].convert("RGB"), dtype=int)
    assert here.shape == golden.shape
    differs = (np.abs(here - golden) > SHADES).any(axis=2)
    if differs.mean() > STRAY:
        now[name].save(tmp_path / name)
        pytest.fail(
            f"{differs.mean():.1%} of the pixels differ: see {tmp_path / name}. "
            "If that was meant: python -m tests.cards.make_golden"
        )
