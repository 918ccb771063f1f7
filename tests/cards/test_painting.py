"""Equal input gives equal bytes, whoever paints and whatever was painted before; memory stays bounded."""

import hashlib
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from scheduler.cards import keeping, painter
from scheduler.cards.design import drawings
from scheduler.cards.design.colours import Palette
from scheduler.cards.design.drawings import Drawings
from scheduler.cards.design.template import built_in
from scheduler.cards.inking import draw_runs
from scheduler.cards.keeping import Kept, let_all_go
from scheduler.cards.painter import Painter, encode
from scheduler.cards.sizes import SIZES
from tests.cards.making import MOODS, NAMES, choices, laid_out, runs_in

MEGABYTE = 1024 * 1024


def paint(by, name, size, *, mood="man", **fields):
    return encode(by.paint(laid_out(name, size, mood=mood, **fields), Palette(mood), "x"))


def new_painter():
    return Painter(Drawings(built_in("drawings")))


def prints(by, names=NAMES):
    return [hashlib.sha256(paint(by, name, size)).hexdigest() for name in names for size in SIZES]


@pytest.mark.slow
def test_another_process_and_another_order_give_the_same_bytes():
    """What was kept of earlier cards never shows."""
    program = "from tests.cards.test_painting import *; print(*prints(new_painter(), NAMES[::-1]))"
    outputs = [
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program],
            check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert outputs[0] == outputs[1]
    here = new_painter()
    for mood in MOODS:  # other cards first
        paint(here, "tip", "square", mood=mood, headline="Chữ khác hẳn Ế Ỗ", body="Và dài hơn nữa")
    assert sorted(prints(here)) == sorted(outputs[0])
    assert prints(here) == prints(here)


@pytest.mark.slow
def test_threads_that_paint_at_once_give_the_same_bytes():
    """`serve` paints for the desk and for the courier in one process."""
    texts = [f"Mật khẩu *số {number}* của em" for number in range(24)]

    def all_of(by, headline):
        return [paint(by, name, "wide", headline=headline) for name in NAMES]

    with ThreadPoolExecutor(8) as pool:
        shared = new_painter()
        at_once = list(pool.map(lambda headline: all_of(shared, headline), texts))
    alone = new_painter()
    assert at_once == [all_of(alone, headline) for headline in texts]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("size", "shape"), [("portrait", (1080, 1350)), ("square", (1080, 1080)), ("wide", (1200, 630))]
)
def test_a_card_is_a_jpeg_of_its_size_without_anything_else_in_it(name, size, shape):
    data = paint(new_painter(), name, size)
    assert len(data) <= 4 * MEGABYTE
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", shape)
        assert all(component[1:3] == (1, 1) for component in image.layer)  # 4:4:4: red text stays sharp
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_that_is_hard_to_pack_still_stays_under_four_megabytes():
    noise = np.random.default_rng(1).integers(0, 256, (1350, 1080, 3), dtype=np.uint8)
    assert len(encode(Image.fromarray(noise))) <= 4 * MEGABYTE


@pytest.mark.slow
def test_the_kept_layers_stay_within_32_megabytes_whatever_is_painted():
    by = new_painter()
    for number in range(12):
        for mood in MOODS:
            paint(by, "tip", "square", mood=mood, label=f"Nhãn {number}", illustration="lock")
    assert drawings.KEPT_BYTES + painter.KEPT_BYTES <= 32 * MEGABYTE
    assert 16 * MEGABYTE < by._kept.bytes <= painter.KEPT_BYTES
    assert 0 < drawings._KEPT.bytes <= drawings.KEPT_BYTES


def test_the_least_recently_used_goes_first():
    kept = Kept(300, len)
    for key in "abc":
        kept.get(key, lambda: b"x" * 100)
    kept.get("a", lambda: pytest.fail("it was kept"))
    kept.get("d", lambda: b"x" * 100)
    assert kept.bytes == 300
    assert kept.get("b", lambda: b"again") == b"again"  # and not a
    kept.get("a", lambda: pytest.fail("it was kept"))


def test_what_is_larger_than_all_the_room_is_not_kept():
    kept = Kept(300, len)
    kept.get("small", lambda: b"x" * 100)
    assert len(kept.get("large", lambda: b"x" * 301)) == 301
    assert (len(kept), kept.bytes) == (1, 100)


@pytest.mark.slow
def test_a_card_painted_from_kept_layers_is_the_card_painted_anew():
    warm = new_painter()
    for name in NAMES:
        for chosen in choices(name):
            layout = laid_out(name, "portrait", chosen=chosen)
            first, second = (warm.paint(layout, Palette("man"), "x") for _ in range(2))
            assert first.tobytes() == second.tobytes()


@pytest.mark.slow
def test_a_card_painted_on_the_canvas_of_the_last_one_shows_nothing_of_it():
    """Where that had other words, other colours or another size; and a card that is still held stays."""
    shared = new_painter()
    texts = ("Mật khẩu *của em* là của riêng em, đừng cho ai", "Ế Ỗ", "Gọi *111*")
    some = [
        (laid_out("tip", size, mood=mood, headline=text), Palette(mood))
        for mood in ("man", "dem") for size in ("wide", "square", "wide") for text in texts
    ]  # fmt: skip
    anew = [new_painter().paint(layout, palette, "x").tobytes() for layout, palette in some]
    assert [shared.paint(layout, palette, "x").tobytes() for layout, palette in some] == anew
    held = [shared.paint(layout, palette, "x") for layout, palette in some]
    assert [image.tobytes() for image in held] == anew


def test_a_card_is_painted_on_the_canvas_of_the_last_one_once_nobody_has_that():
    shared = new_painter()
    layout, palette = laid_out("tip", "square"), Palette("man")

    def canvas():
        return next(iter(shared._sheets._values.values())).canvas

    shared.paint(layout, palette, "x")
    last = canvas()
    held = shared.paint(layout, palette, "x")
    assert canvas() is last
    shared.paint(layout, palette, "x")
    assert canvas() is not last
    assert held.size == layout.canvas


def test_glyphs_are_laid_on_their_ground_as_light_is():
    """Coverage mixes the text's colour with what is behind it, pixel by pixel, on any ground."""
    layout = laid_out("tip", "square")
    run = max(runs_in(layout), key=lambda run: run.size)
    width, height = layout.canvas
    ground = np.random.default_rng(2).integers(0, 256, (height, width, 4), dtype=np.uint8)
    coverage = np.zeros((height, width), dtype=np.uint32)
    white = type(run)(run.weight, run.size, "#FFFFFF", run.glyphs)
    draw_runs(coverage, [white])
    covered = (coverage & 0xFF).astype(float)[:, :, None] / 255
    colour = np.array([int(run.colour[i : i + 2], 16) for i in (1, 3, 5)])
    drawn = ground.copy().view(np.uint32)[:, :, 0].copy()
    draw_runs(drawn, [run])
    drawn = drawn.view(np.uint8).reshape(height, width, 4)[:, :, :3]
    expected = ground[:, :, :3] * (1 - covered) + colour * covered
    assert np.abs(drawn - expected).max() <= 1.01 + 1e-6


def test_what_is_kept_can_be_let_go_and_is_painted_the_same_again(studio):
    first = [card.data for card in studio.paint()]
    for path in studio.folder.var.rglob("*.jpg"):
        path.unlink()
    let_all_go()
    assert all(kept.bytes == 0 for kept in keeping._ALL)
    assert [card.data for card in studio.paint()] == first
