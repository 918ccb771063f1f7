"""A card that moves: what is in its film, nothing flashes, it ends as the card stands, what is told."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from scheduler.calendar.model import PROVINCE
from scheduler.cards import brushes
from scheduler.cards.design.colours import Palette, contrast, rgb
from scheduler.cards.design.items import Content, Figured, Run, Veil
from scheduler.cards.design.layers import Stack
from scheduler.cards.design.layout import lay_out, layer_by_layer
from scheduler.cards.design.template import built_in
from scheduler.cards.motion.captions import captions
from scheduler.cards.motion.choosing import SIZES
from scheduler.cards.motion.encoding import GROUP
from scheduler.cards.motion.frames import RATE, Scene, frames, sprites_of
from scheduler.cards.motion.score import LONGEST, SHORTEST, STANDS, Act, Entrance, Score, score_of
from tests.cards.making import HOTLINES, PAINTER, SETTINGS, Studio, content, template
from tests.journeys.office import loa

NAMES = sorted(path.stem for path in built_in("templates").glob("*.yaml"))
EACH = [(name, size) for name in NAMES for size in SIZES if size in template(name).sizes]
QUICK = {("tip", "square")}
CARDS = [pytest.param(one, id="-".join(one), marks=() if one in QUICK else pytest.mark.slow) for one in EACH]
SLOWLY = 10  # pictures a second, where it matters little

LAYERS = """
    layers:
      - panel: {box: [0, 0, 0, 0], fill: main}
      - tiles: {box: [0, 0, 0, 90], module: 45, kinds: [tile-leaf], on: main}
      - drawing: {field: illustration, box: [90, 10, 80], on: main}
      - stack:
          box: [20, 110, -20, -20]
          on: main
          texts: [{field: headline, weight: ExtraBold, size: [60, 30], lines: 3}]
"""
SMALL = """\
name: nho
fields: {headline: {required: true}, illustration: {}}
moods: [man, song]
sizes:
""" + "".join(
    f"  {size}:\n    canvas: {canvas}{LAYERS}"
    for size, canvas in {
        "portrait": [270, 338],
        "square": [270, 270],
        "wide": [400, 300],
        "story": [540, 960],
    }.items()
)
CARD = "{{template: nho, headline: Đặt *mật khẩu* mạnh, illustration: lock, alt: Thẻ{more}}}"


def scene(name: str, size: str, seed: str = "bai-1", filled: Content | None = None) -> Scene:
    design, palette = template(name).sizes[size], Palette(template(name).moods[0])
    filled = filled or content(name)
    chosen = template(name).choices(f"{seed}/0", {})
    layout = lay_out(design, filled, palette, chosen)
    veils = [item for item in layout.below if isinstance(item, Veil)]
    layers = list(layer_by_layer(layout, filled, palette))
    return Scene(score_of(layers, veils, design.canvas, filled), layout, palette, seed)


class Film:
    """A card's film at few pictures a second, painted once for all that is promised of it."""

    def __init__(self, name: str, size: str) -> None:
        self.name, self.size = name, size
        self.scene = scene(name, size)
        self.light: list[np.ndarray] = []  # of each picture
        first, last = None, None
        for picture in frames(self.scene, PAINTER, SLOWLY):
            if picture is not None:
                last = picture.copy()
                first = first or last
                self.light.append(luminance(last))
            else:
                self.light.append(self.light[-1])
        assert first is not None
        assert last is not None
        self.first, self.last = first, last
        self.still = PAINTER.paint(self.scene.layout, self.scene.palette, self.scene.seed).convert("RGB")


@pytest.fixture(scope="module", params=CARDS)
def film(request: pytest.FixtureRequest) -> Film:
    return Film(*request.param)


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, dtype=int)


def luminance(picture: Image.Image) -> np.ndarray:
    """Relative luminance of a picture's squares of 60 pixels."""
    share = np.asarray(picture.reduce(60), dtype=np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ (0.2126, 0.7152, 0.0722))


@pytest.fixture
def moving(studio: Studio) -> Studio:
    studio.put("assets/templates/nho.yaml", SMALL)
    studio.cards(CARD.format(more=", motion: true"))
    return studio


def test_the_film_is_one_that_phones_browsers_and_facebook_take(moving: Studio, tmp_path: Path) -> None:
    gallery, calendar = moving.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    film = gallery.film(post, unit, "portrait")
    data = film.source.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(film.source) as made:
        (video,), (sound,) = made.streams.video, made.streams.audio
        context = video.codec_context
        assert (context.name, context.pix_fmt, video.average_rate) == ("h264", "yuv420p", RATE)
        assert (video.width, video.height) == (film.shape.width, film.shape.height) == (270, 338)
        heard = sound.codec_context
        assert (heard.name, heard.profile, heard.sample_rate, heard.layout.name) == (
            "aac",
            "LC",
            48000,
            "stereo",
        )
        packets = [packet for packet in made.demux(video) if packet.size]
        assert not made.metadata.get("encoder")
    begins = [number for number, packet in enumerate(packets) if packet.is_keyframe]
    assert max(np.diff(begins)) <= GROUP
    assert 2 * RATE <= GROUP <= 5 * RATE
    assert SHORTEST <= film.shape.length <= LONGEST
    with av.open(film.source) as made:
        shown = [frame.to_image() for frame in made.decode(video=0)]
    with av.open(film.source) as made:
        assert all(not frame.to_ndarray().any() for frame in made.decode(audio=0))
    assert len(shown) == round(film.shape.length * RATE) == len(packets)
    (card,) = gallery.paint(post, unit, ("portrait",))
    still = Image.open(card.path).convert("RGB")
    last, first = (np.asarray(one, dtype=int) - np.asarray(still, dtype=int) for one in (shown[-1], shown[0]))
    assert np.abs(last).mean() < 3
    assert np.abs(first).mean() > 3  # what stands around its words is still to come


def test_it_is_made_once_and_goes_when_the_card_changes(moving: Studio) -> None:
    gallery, calendar = moving.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    first = gallery.film(post, unit, "portrait").source
    made = first.stat().st_mtime_ns
    assert gallery.film(post, unit, "portrait").source.stat().st_mtime_ns == made
    moving.change("posts/2026-12.yaml", "Đặt *mật", "Chọn *mật")
    gallery, calendar = moving.open()
    assert gallery.film(calendar.post("bai-1"), unit, "portrait").source != first
    assert not first.exists()
    assert not list(first.parent.glob("*.part"))


@pytest.mark.parametrize("what", ["film", "moving_picture", "paint"])
def test_a_photo_exchanged_while_it_is_painted_leaves_nothing_under_the_print_of_the_other(
    studio: Studio, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = studio.put("assets/photos/a.png", "")
    Image.new("RGB", (400, 500), "green").save(photo)
    studio.put("assets/templates/nho.yaml", SMALL.replace("illustration: {}", "image: {}").replace(
        "drawing: {field: illustration, box: [90, 10, 80], on: main}",
        "photo: {field: image, box: [0, 0, 0, 90], on: main}"))  # fmt: skip
    studio.cards("{template: nho, headline: Một, image: photos/a.png, alt: Thẻ, motion: true}")
    gallery, calendar = studio.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    gallery.fingerprint(post, unit)
    paint = brushes.cover

    def exchanging(*given: Any) -> Image.Image:
        Image.new("RGB", (401, 501), "red").save(photo)
        return paint(*given)

    monkeypatch.setattr(brushes, "cover", exchanging)
    sizes: Any = ("portrait",) if what == "paint" else "portrait"
    with pytest.raises((LookupError, ValueError), match="changed just now"):
        getattr(gallery, what)(post, unit, sizes)
    assert not [one for one in studio.folder.var.rglob("1-*") if one.suffix in {".jpg", ".mp4", ".webp"}]


def test_a_photo_that_breaks_while_its_film_is_made_is_told_as_what_cannot_be_painted(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (1100, 900), "green").save(studio.put("assets/photos/a.png", ""))
    studio.cards("{template: story, headline: Một, image: photos/a.png, alt: Thẻ, motion: true}")
    gallery, calendar = studio.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    scene = gallery._scene(post, unit, "portrait")
    monkeypatch.setattr(gallery, "_scene", lambda *_: scene)
    (studio.folder.assets / "photos/a.png").write_bytes(b"")
    with pytest.raises(LookupError, match="cannot be painted"):
        gallery.film(post, unit, "portrait")


def test_the_web_page_gets_a_picture_that_plays_once_and_ends_as_the_card(moving: Studio) -> None:
    gallery, calendar = moving.open()
    post, unit = calendar.post("bai-1"), calendar.units[PROVINCE]
    gallery.moving_picture(post, unit, "portrait")
    (path,) = moving.folder.var.rglob("*.webp")
    (card,) = gallery.paint(post, unit, ("portrait",))
    with Image.open(path) as made, Image.open(card.path) as still:
        assert made.is_animated
        assert made.info["loop"] == 1
        made.seek(made.n_frames - 1)
        wanted = still.convert("RGB").resize(made.size, Image.Resampling.LANCZOS)
        apart = np.asarray(made.convert("RGB"), dtype=int) - np.asarray(wanted, dtype=int)
        assert np.abs(apart).mean() < 4


def test_nothing_flashes_and_all_ends_exactly_as_the_card_stands(film: Film) -> None:
    assert film.last.tobytes() == film.still.tobytes()
    seen = np.array(film.light)
    # More than three flashes in a second are seven turns of light and dark by a tenth and more.
    turns = np.zeros(seen.shape[1:], dtype=int)
    low = high = seen[0]
    way = np.zeros_like(turns)
    for picture in seen[1:]:
        low, high = np.minimum(low, picture), np.maximum(high, picture)
        rises, falls = (picture - low >= 0.1) & (way <= 0), (high - picture >= 0.1) & (way >= 0)
        turns += (rises | falls) & (way != 0)
        way = np.where(rises, 1, np.where(falls, -1, way))
        low, high = np.where(rises | falls, picture, low), np.where(rises | falls, picture, high)
    assert turns.max() < 6  # in the whole film, not in a second alone


def test_what_comes_one_by_one_is_the_card_when_all_has_come(film: Film) -> None:
    card = Image.new("RGB", film.scene.size, film.scene.palette.base["main"])
    for sprite in sprites_of(film.scene, PAINTER):
        card.paste(sprite.colours, sprite.box[:2], sprite.cover)
    assert np.abs(pixels(card) - pixels(film.still)).max() <= 4


@pytest.mark.parametrize(("name", "size"), EACH)
def test_each_text_stands_two_seconds(name: str, size: str) -> None:
    score = scene(name, size).score
    assert SHORTEST <= score.length <= LONGEST
    assert score.moved + STANDS <= score.length
    assert any(act.entrance is not Entrance.STANDS for act in score.acts)


def test_header_and_numbers_stand_from_the_first_picture_on(film: Film) -> None:
    apart = np.abs(pixels(film.first) - pixels(film.still))
    for layer in template(film.name).sizes[film.size].layers:
        if layer.kind == "band":
            end = len(apart) - getattr(layer.band, "foot", 0)
            assert (apart[end - layer.band.height : end] <= 1).all()


def main_words(one: Scene, filled: Content) -> list[Run]:
    """What the card is about: its headline, or the words in its largest letters."""
    layers = layer_by_layer(one.layout, filled, one.palette)
    runs = [run for layer in layers if isinstance(layer.layer, Stack) for run in layer.above]
    heavy = [run for run in runs if str(run.weight).split()[-1] in ("ExtraBold", "Black")]
    return heavy or [run for run in runs if run.size == max(each.size for each in runs)]


def test_what_it_is_about_stands_from_the_first_picture_on(film: Film) -> None:
    words = main_words(film.scene, content(film.name))
    assert words
    alone = Score((Act(tuple(words), Entrance.STANDS),), 1.0, ())
    (shown,) = sprites_of(replace(film.scene, score=alone), PAINTER)
    left, top, right, bottom = shown.box
    inked = np.asarray(shown.cover) == 255
    assert inked.any()
    apart = np.abs(pixels(film.first) - pixels(film.still))[top:bottom, left:right][inked]
    assert apart.max() <= 1


@pytest.mark.parametrize("digits", ["15", "3"])
def test_a_figure_is_read_from_the_first_picture_on_and_fills_with_its_tiles(digits: str) -> None:
    filled = replace(content("number"), fields={"number": digits, "headline": "bạn nhỏ"})
    whole = scene("number", "square", filled=filled)
    (act,) = [act for act in whole.score.acts if act.entrance is Entrance.FILLS]
    (item,) = act.items
    assert isinstance(item, Figured)
    (sprite,) = sprites_of(replace(whole, score=Score((act,), 1.0, ())), PAINTER)
    left, top, right, bottom = sprite.box
    inked = np.asarray(sprite.cover) == 255
    shown = [
        pixels(one)[top:bottom, left:right][inked] if one else None for one in frames(whole, PAINTER, SLOWLY)
    ]
    seen = [one for one in shown if one is not None]
    assert contrast(sprite.plain, whole.palette.base[item.on]) >= 3
    assert (seen[0] == rgb(sprite.plain)).all()
    apart = [np.abs(one - seen[-1]).mean() for one in seen]
    assert apart[0] > 20  # there was much to come
    assert all(later <= before + 1e-9 for before, later in pairwise(apart))  # and nothing that came went
    assert apart[-2] < 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (", motion: true", ""),
        (", motion: false", ""),
        (", motion: story", ""),
        (", motion: wide", "motion-size"),
        (", motion: nhanh", "motion-size"),
    ],
)
def test_a_motion_that_cannot_be_is_told(moving: Studio, more: str, code: str) -> None:
    moving.cards(CARD.format(more=more))
    assert [problem.code for problem in moving.problems()] == ([code] if code else [])


def test_without_what_makes_films_the_post_is_held_and_told(
    moving: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery, calendar = moving.open()
    monkeypatch.setitem(sys.modules, "av", None)
    assert [problem.code for problem in moving.problems()] == ["film-maker"]
    with pytest.raises(LookupError):
        gallery.film(calendar.post("bai-1"), calendar.units[PROVINCE], "portrait")
    assert not [file for file in moving.files if not file.endswith(".jpg")]
    moving.cards(CARD.format(more=""))
    assert not moving.problems()


def test_a_canvas_of_odd_pixels_is_told(moving: Studio) -> None:
    moving.change("assets/templates/nho.yaml", "[270, 338]", "[270, 337]")
    assert [problem.code for problem in moving.problems()] == ["motion-odd"]


def on_facebook(studio: Studio, app: str = "") -> None:
    studio.put("config/settings.yaml", SETTINGS + f"facebook: {{page: '1', token: 'env:T'{app}}}\n")
    studio.put("config/hotlines.yaml", HOTLINES)


def test_facebook_takes_a_reel_or_a_square_video_and_what_it_does_not_take_is_told(moving: Studio) -> None:
    on_facebook(moving)
    gallery, calendar = moving.open()
    assert gallery.film_sizes(calendar.post("bai-1"), ("facebook",)) == ["story"]
    assert not moving.problems()
    moving.cards(CARD.format(more=", motion: portrait"))
    assert [problem.code for problem in moving.problems()] == ["film-upright"]
    moving.cards(CARD.format(more=", motion: square"))
    assert [problem.code for problem in moving.problems()] == ["film-app"]
    on_facebook(moving, ", app_id: '7'")
    assert not moving.problems()


def test_motion_is_for_one_card_alone(moving: Studio) -> None:
    one, two = CARD.format(more=", motion: true"), CARD.format(more="")
    moving.change(
        "posts/2026-12.yaml", f"    card:\n      {one}", f"    cards:\n      - {one}\n      - {two}"
    )
    assert [problem.code for problem in moving.problems()] == ["motion-alone"]


def test_what_was_approved_as_a_picture_is_approved_again_as_a_film(moving: Studio) -> None:
    prints = []
    for more in ("", ", motion: false", ", motion: true", ", motion: square"):
        moving.cards(CARD.format(more=more))
        gallery, calendar = moving.open()
        prints.append(gallery.content(calendar.post("bai-1"), (calendar.units[PROVINCE],)))
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


def test_a_template_may_move_by_itself_and_a_post_may_say_no(moving: Studio) -> None:
    moving.change("assets/templates/nho.yaml", "moods:", "motion: true\nmoods:")
    for more, sizes in (("", ["portrait"]), (", motion: false", []), (", motion: square", ["square"])):
        moving.cards(CARD.format(more=more))
        gallery, calendar = moving.open()
        assert gallery.film_sizes(calendar.post("bai-1")) == sizes


def test_in_mourning_a_card_stands_still(moving: Studio) -> None:
    moving.cards(CARD.format(more=", motion: true, mood: tang"))
    gallery, calendar = moving.open()
    assert gallery.film_sizes(calendar.post("bai-1")) == []


def test_the_words_are_told_at_the_pace_of_reading() -> None:
    assert captions(["Gọi 111", "<b> & hơn"], 8.0) == (
        "WEBVTT\n\n00:00.000 --> 00:03.500\nGọi 111\n\n00:03.500 --> 00:08.000\n&lt;b&gt; &amp; hơn\n"
    )


def test_a_figure_is_not_told_alone_for_the_wink_of_an_eye() -> None:
    told = captions(["15", "phút mỗi tối, ngồi nghe con kể", "Đặt điện thoại xuống nhé.", "Ừ"], 6.0)
    said = [cue.split("\n")[1] for cue in told.strip().split("\n\n")[1:]]
    assert said == ["15 phút mỗi tối, ngồi nghe con kể", "Đặt điện thoại xuống nhé. Ừ"]


@pytest.mark.slow
def test_a_film_is_made_in_the_size_asked_for_or_it_is_said_why_not(moving: Studio, tmp_path: Path) -> None:
    def render(size: str) -> tuple[set[str], str]:
        out = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        done = loa("render", "--size", size, "--out", out, folder=moving.folder.root)
        assert done.status == 0, done.err
        return {path.name for path in out.iterdir()}, done.err

    assert render("square")[0] == {"bai-1-1-square.jpg", "bai-1-square.mp4", "bai-1-square.vtt"}
    made, said = render("wide")
    assert made == {"bai-1-1-wide.jpg"}
    assert "bai-1: cỡ wide chỉ có ảnh" in said
    assert "portrait, square, story" in said
    moving.cards(CARD.format(more=", motion: story"))
    made, said = render("portrait")
    assert made == {"bai-1-1-portrait.jpg"}
    assert "phim được ở cỡ: story" in said
    moving.cards(CARD.format(more=""))
    made, said = render("square")
    assert made == {"bai-1-1-square.jpg"}
    assert "phim" not in said


def test_a_film_that_cannot_be_made_is_told_and_the_rest_is_painted(moving: Studio, tmp_path: Path) -> None:
    moving.cards(CARD.format(more=", motion: true").replace("mạnh", "mạnh " * 60))
    done = loa("render", "--size", "square", "--out", tmp_path / "ra", folder=moving.folder.root)
    assert (done.status, (tmp_path / "ra").exists()) == (1, False)
    assert "chữ dài quá" in done.said
