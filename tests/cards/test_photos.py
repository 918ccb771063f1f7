"""Photos come from phones: turned, tagged with their place, in other colours, broken, far too large."""

import io
import os
import struct
import subprocess
import sys
import tracemalloc
import unicodedata
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, ImageFile, PngImagePlugin

from scheduler.cards import developing
from scheduler.cards.design.layers import Photo
from scheduler.cards.developing import LARGEST, developed
from scheduler.cards.pictures import MOST_BYTES, Finish, PhotoFault, Pictures, cover, opened, whole
from tests.examples import examples

RED, GREEN, BLUE, WHITE = (200, 30, 40), (30, 160, 60), (40, 60, 200), (250, 250, 250)
STORY = "{{template: story, headline: Một, image: {image}, alt: Ảnh}}"
PLACE = b"Exif\0\0"


def at(across, down):
    return Finish((across, down, across, down))


MIDDLE = at(0.5, 0.5)


def quarters(width=400, height=300):
    """Red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    half = width // 2, height // 2
    draw.rectangle((0, 0, half[0] - 1, half[1] - 1), fill=RED)
    draw.rectangle((half[0], 0, width, half[1] - 1), fill=GREEN)
    draw.rectangle((0, half[1], half[0] - 1, height), fill=BLUE)
    return image


def saved(path, image, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)
    return path


def with_place(image):
    """EXIF as a phone writes it: where, when, with what."""
    exif = image.getexif()
    exif[0x0110] = "Phone of Lan"
    exif.get_ifd(0x8825).update({1: "N", 2: (9.0, 36.0, 10.0), 3: "E", 4: (105.0, 58.0, 30.0)})
    return exif


def near(pixel, colour, most=14):
    return max(abs(int(a) - int(b)) for a, b in zip(pixel, colour, strict=True)) <= most


def corners(image):
    width, height = image.size
    spots = ((20, 20), (width - 20, 20), (20, height - 20), (width - 20, height - 20))
    return [image.getpixel(spot) for spot in spots]


def told(studio, image="photos/a.jpg"):
    studio.cards(STORY.format(image=image))
    return errors(studio)


def errors(studio):
    return [problem for problem in studio.problems() if problem.is_error]


# What is seen of quarters() by orientation: top left, top right, bottom left, bottom right.
TURNS = {
    1: (RED, GREEN, BLUE, WHITE), 2: (GREEN, RED, WHITE, BLUE), 3: (WHITE, BLUE, GREEN, RED),
    4: (BLUE, WHITE, RED, GREEN), 5: (RED, BLUE, GREEN, WHITE), 6: (BLUE, RED, WHITE, GREEN),
    7: (WHITE, GREEN, BLUE, RED), 8: (GREEN, WHITE, RED, BLUE),
}  # fmt: skip


@pytest.mark.parametrize("turn", TURNS)
def test_a_photo_stands_upright_however_the_phone_was_held(tmp_path, turn):
    image = quarters(800, 800)
    exif = image.getexif()
    exif[0x0112] = turn
    path = saved(tmp_path / "a.jpg", image, exif=exif, quality=95)
    found = cover(path, 200, 200, MIDDLE)
    assert all(near(pixel, colour) for pixel, colour in zip(corners(found), TURNS[turn], strict=True))


def test_nothing_but_pixels_is_published(studio):
    image = quarters(1200, 900)
    path = studio.folder.assets / "photos/a.jpg"
    saved(path, image, exif=with_place(image), comment=b"Lan, 0912 345 678", quality=90)
    with Image.open(path) as ours:
        assert ours.getexif().get_ifd(0x8825)  # the place is in the file of the office
    assert not told(studio)
    for card in studio.paint(("portrait", "square", "wide")):
        published = Image.open(io.BytesIO(card.data))
        assert not published.getexif()
        assert set(published.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert PLACE not in card.data
        assert b"Lan" not in card.data


def test_the_point_that_matters_stays_in_view(tmp_path):
    image = Image.new("RGB", (2000, 1000), WHITE)
    ImageDraw.Draw(image).ellipse((1700, 100, 1900, 300), fill=RED)
    path = saved(tmp_path / "a.png", image)
    in_view = np.asarray(cover(path, 200, 200, at(0.9, 0.2))).astype(int)
    out_of_view = np.asarray(cover(path, 200, 200, at(0.2, 0.2))).astype(int)
    assert (abs(in_view - RED).max(axis=2) < 20).any()
    assert not (abs(out_of_view - RED).max(axis=2) < 20).any()


def test_without_a_word_the_upper_third_stays_in_view(tmp_path):
    tall = Image.new("RGB", (900, 1800), WHITE)
    ImageDraw.Draw(tall).ellipse((350, 350, 550, 550), fill=RED)  # a face
    path = saved(tmp_path / "a.png", tall)
    focus = Photo(box=(0, 0, 0, 600)).focus
    found = np.asarray(cover(path, 900, 400, at(*focus))).astype(int)
    assert (abs(found - RED).max(axis=2) < 20).sum() > 25_000


@pytest.mark.slow
def test_a_post_says_what_stays_in_view(studio):
    image = Image.new("RGB", (3000, 1000), WHITE)
    ImageDraw.Draw(image).rectangle((2700, 0, 3000, 1000), fill=RED)
    saved(studio.folder.assets / "photos/a.png", image)

    def reds(extra):
        studio.cards(f"{{template: story, headline: Một, image: photos/a.png, alt: Ảnh, mood: song{extra}}}")
        assert not studio.problems()
        pixels = np.asarray(Image.open(studio.paint()[0].path).convert("RGB")).astype(int)
        return int((abs(pixels - RED).max(axis=2) < 25).sum())

    assert reds(", focus: [0.2, 0.5]") == 0
    assert reds(", focus: [0.95, 0.5]") > 10_000
    assert reds(", focus: [95%, 50%]") > 10_000


@pytest.mark.parametrize("focus", ["[0.5]", "[2, 0.5]", "[left, top]", "[nan, 0.5]", "[-10%, 0.5]"])
def test_a_point_outside_the_photo_is_told(studio, focus):
    saved(studio.folder.assets / "photos/a.png", quarters())
    studio.cards(f"{{template: story, headline: Một, image: photos/a.png, focus: {focus}, alt: Ảnh}}")
    assert [problem.code for problem in errors(studio)] == ["card-focus"]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_kind_of_pixel_arrives(tmp_path, mode):
    if mode == "I;16":
        image = Image.fromarray(np.full((300, 400), 40_000, dtype=np.uint16))
        expected = (156, 156, 156)
    elif mode == "1":
        image, expected = Image.new("1", (400, 300), 1), (255, 255, 255)
    elif mode in {"LA", "RGBA"}:  # half transparent, over white
        image = Image.new("RGBA", (400, 300), (*RED, 128)).convert(mode)
        grey = round(0.299 * RED[0] + 0.587 * RED[1] + 0.114 * RED[2])
        expected = tuple(round(v * 0.5 + 255 * 0.5) for v in (RED if mode == "RGBA" else (grey,) * 3))
    else:
        image = Image.new("RGB", (400, 300), RED).convert(mode)
        grey = round(0.299 * RED[0] + 0.587 * RED[1] + 0.114 * RED[2])
        expected = RED if mode == "P" else (grey,) * 3
    path = saved(tmp_path / "a.png", image)
    assert near(cover(path, 100, 100, MIDDLE).getpixel((50, 50)), expected, most=30 if mode == "P" else 4)


def test_ink_of_a_printing_house_becomes_colours(tmp_path):
    path = saved(tmp_path / "a.jpg", quarters(800, 800).convert("CMYK"), quality=95)
    found = corners(cover(path, 200, 200, MIDDLE))
    assert all(near(pixel, colour, 30) for pixel, colour in zip(found, TURNS[1], strict=True))


def test_a_palette_with_holes_lies_on_white(tmp_path):
    image = Image.new("P", (100, 100), 0)
    image.putpalette([0, 0, 0, *RED] + [0] * 762)
    path = saved(tmp_path / "a.png", image, transparency=0)
    assert cover(path, 50, 50, MIDDLE).getpixel((25, 25)) == (255, 255, 255)


def test_a_profile_that_is_none_spoils_nothing(tmp_path):
    path = saved(tmp_path / "a.jpg", quarters(800, 800), quality=95, icc_profile=b"not a profile")
    assert near(corners(cover(path, 200, 200, MIDDLE))[0], RED)


def swapped_profile():
    """sRGB's own profile with the primaries of red and green changed about: shows red as green."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at, count = 132, struct.unpack(">I", data[128:132])[0]
    spots = {}
    for index in range(count):
        entry = at + 12 * index
        spots[bytes(data[entry : entry + 4])] = entry
    red, green = spots[b"rXYZ"], spots[b"gXYZ"]
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data).replace("sRGB".encode("utf-16-be"), "Test".encode("utf-16-be"))


def test_colours_are_taken_by_the_profile_of_the_file(tmp_path):
    path = saved(tmp_path / "a.jpg", Image.new("RGB", (400, 400), (230, 20, 20)), quality=95,
                 icc_profile=swapped_profile())  # fmt: skip
    red, green, _ = cover(path, 100, 100, MIDDLE).getpixel((50, 50))
    assert green > 200 > red


def png_of(width, height):
    """The beginning of a PNG that says it is that large, with next to nothing in it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def jpeg():
    out = io.BytesIO()
    quarters(1200, 900).save(out, "JPEG", quality=90)
    return out.getvalue()


BROKEN = {
    "an empty file": (b"", "card-photo-format"),
    "a letter": (b"Kinh gui" * 500, "card-photo-format"),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "card-photo-format"),
    "a photo copied half": (jpeg()[: len(jpeg()) // 2], "card-photo-broken"),
    "a photo cut after its head": (jpeg()[:400], "card-photo-broken"),
    "a PNG without its pixels": (png_of(400, 300), "card-photo-broken"),
    "30 megapixels, to be decoded whole": (png_of(6_000, 5_000), "card-photo-large"),
    "70 megapixels": (png_of(10_000, 7_000), "card-photo-large"),
    "100 megapixels": (png_of(10_000, 10_000), "card-photo-large"),
    "a bomb of 4,000 megapixels": (png_of(64_000, 64_000), "card-photo-large"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_no_card_can_show_is_told_with_its_line(studio, case):
    data, code = BROKEN[case]
    path = studio.folder.assets / "photos/a.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    (problem,) = told(studio)
    assert problem.code == code
    line = studio.text.split("\n").index(
        next(row for row in studio.text.split("\n") if "photos/a.jpg" in row)
    )
    assert problem.place.line == line + 1
    assert "photos/a.jpg" in problem.wrong("vi")
    with pytest.raises(ValueError, match="bai-1"):
        studio.paint()


@pytest.mark.parametrize("size", [(9_400, 9_400), (60_000, 500), (5_001, 5_000)])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.slow
def test_a_photo_that_is_too_large_is_refused_by_its_head(tmp_path, monkeypatch, size, kind):
    if kind == "WEBP" and max(size) > 16_000:
        size = (16_000, 1_600)
    path = tmp_path / "a"
    Image.new("P" if kind == "PNG" else "RGB", size).save(
        path, kind, **({"lossless": True} if kind == "WEBP" else {})
    )
    monkeypatch.setattr(ImageFile.ImageFile, "load", None)  # nobody gets so far
    with pytest.raises(PhotoFault, match="card-photo-large"):
        cover(path, 64, 64, MIDDLE)


def test_a_file_that_is_too_heavy_is_not_opened(tmp_path):
    path = tmp_path / "a.jpg"
    with path.open("wb") as file:
        file.write(jpeg())
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(PhotoFault, match="card-photo-heavy"):
        cover(path, 64, 64, MIDDLE)


def test_texts_that_unpack_to_a_hundred_megabytes_are_not_unpacked(tmp_path):
    texts = PngImagePlugin.PngInfo()
    for n in range(100):
        texts.add_text(f"t{n}", "0" * 1_000_000, zip=True)
    path = tmp_path / "a.png"
    quarters().save(path, pnginfo=texts)
    tracemalloc.start()
    with pytest.raises(PhotoFault, match="card-photo-broken"):
        cover(path, 64, 64, MIDDLE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_photos_are_decoded_one_at_a_time(tmp_path):
    path = saved(tmp_path / "a.jpg", quarters(1200, 900))
    inside, most = [], []

    def decode(_):
        with opened(path) as image:
            inside.append(1)
            most.append(len(inside))
            image.load()
            inside.pop()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decode, range(12)))
    assert max(most) == 1


def test_a_photo_is_developed_upright_without_what_the_phone_wrote(tmp_path):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera của mẹ"
    out = io.BytesIO()
    quarters(4_000, 1_000).save(out, "JPEG", exif=exif, progressive=True)
    made = developed(out.getvalue())
    assert b"Camera" not in made
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (LARGEST // 4, LARGEST)


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.slow
def test_what_is_no_photo_is_not_developed(case):
    with pytest.raises(PhotoFault) as told:
        developed(BROKEN[case][0])
    assert told.value.message.code == BROKEN[case][1]


def test_a_photo_that_takes_too_long_ends_with_its_process(monkeypatch):
    monkeypatch.setattr(developing, "_PATIENCE", 0.01)
    with pytest.raises(PhotoFault, match="card-photo-broken"):
        developed(jpeg())


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is Linux's")
def test_a_process_that_wants_too_much_memory_dies_alone():
    program = "from scheduler.cards import developing as d; d.limit(d._MEMORY, 60); bytearray(2 * d._MEMORY)"
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "MemoryError" in done.stderr


NAMES = {
    "missing": ("photos/khong-co.jpg", "card-photo-missing"),
    "a folder": ("photos", "card-photo-missing"),
    "above": ("../config/settings.yaml", "card-photo-outside"),
    "far above": ("photos/../../../../etc/passwd", "card-photo-outside"),
    "absolute": ("/etc/passwd", "card-photo-outside"),
    "the folder itself": ("assets/", "card-photo-outside"),
    "as Windows writes it": ("'..\\config\\settings.yaml'", "card-photo-outside"),
    "too long for any disk": ("a" * 3000, "card-photo-missing"),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_photo_lies_under_assets_or_is_told(studio, case):
    name, code = NAMES[case]
    saved(studio.folder.assets / "photos/lop-hoc.jpg", quarters())
    (problem,) = told(studio, name)
    assert problem.code == code
    if code == "card-photo-missing":
        assert "photos/lop-hoc.jpg" in problem.as_text()


def test_a_link_that_leads_out_of_assets_is_not_followed(studio, tmp_path):
    outside = saved(tmp_path.parent / f"{tmp_path.name}-outside.png", quarters())
    link = studio.folder.assets / "photos/a.jpg"
    link.parent.mkdir(parents=True)
    try:
        link.symlink_to(outside)
    except OSError:
        pytest.skip("no links here")
    assert [problem.code for problem in told(studio)] == ["card-photo-outside"]


@pytest.mark.parametrize("name", ["photos/a.jpg", "assets/photos/a.jpg", "'photos\\a.jpg'"])
def test_a_photo_is_found_with_and_without_assets_before_it(studio, name):
    saved(studio.folder.assets / "photos/a.jpg", quarters())
    assert not told(studio, name)


@pytest.mark.parametrize("folder", ["photos", "photos/lễ hội"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_photo_is_found_whatever_machine_wrote_its_name(studio, folder, form):
    name = f"{folder}/ảnh hội.jpg"
    saved(studio.folder.assets / unicodedata.normalize(form, name), quarters())
    assert told(studio, name) == []


def test_a_photo_whose_name_differs_in_capitals_alone_is_told_with_its_own(studio):
    saved(studio.folder.assets / unicodedata.normalize("NFD", "photos/Ảnh.JPG"), quarters())
    (problem,) = told(studio, "photos/ảnh.jpg")
    assert problem.code == "card-photo-missing"
    assert problem.way_out("vi") == "Ghi đúng như tên tệp: photos/Ảnh.JPG"


def test_a_photo_that_something_else_holds_is_asked_for_again(tmp_path, monkeypatch):
    saved(tmp_path / "a.png", quarters())

    def held(*_):
        raise PermissionError(13, "held by a search for viruses")

    with monkeypatch.context() as patch, pytest.raises(PhotoFault, match="card-photo-broken"):
        patch.setattr(Path, "open", held)
        Pictures(tmp_path).find("a.png")
    assert Pictures(tmp_path).find("a.png").print


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400


def test_a_heic_that_nothing_reads_here_says_to_export_it_as_jpg_and_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "a.heic").write_bytes(HEIC)
    monkeypatch.setattr("scheduler.cards.pictures._heif", lambda: ())
    with pytest.raises(PhotoFault) as told:
        whole(tmp_path / "a.heic", 50)
    assert "thành JPG" in told.value.message.way_out.vi
    assert "loa[photos]" in told.value.message.way_out.vi


def test_a_broken_heic_says_to_export_or_take_it_again(tmp_path):
    pytest.importorskip("pi_heif")
    (tmp_path / "a.heic").write_bytes(HEIC)
    for read in (lambda: whole(tmp_path / "a.heic", 50), lambda: developed(HEIC)):
        with pytest.raises(PhotoFault) as told:
            read()
        assert "thành JPG" in told.value.message.way_out.vi


def test_another_photo_under_the_same_name_is_painted(studio):
    path = studio.folder.assets / "photos/a.png"
    saved(path, Image.new("RGB", (600, 600), RED))
    studio.cards(STORY.format(image="photos/a.png"))
    before = studio.paint()[0]
    saved(path, Image.new("RGB", (600, 600), GREEN))
    after = studio.paint()[0]
    assert before.path != after.path
    assert before.data != after.data
    assert len(studio.files) == 1


def test_another_photo_of_the_same_name_size_and_time_is_another_photo(tmp_path):
    """As a copy that keeps its time may be: what was approved is bound to what was seen."""
    path, other = (
        saved(tmp_path / f"{name}.png", Image.new("RGB", (600, 600), name)) for name in ("red", "lime")
    )
    for one in (path, other):
        one.write_bytes(one.read_bytes().ljust(4000, b"\0"))
        os.utime(one, (1, 1))
    of_red = Pictures(tmp_path).find("red.png").print
    other.replace(path)
    assert Pictures(tmp_path).find("red.png").print != of_red


def test_a_large_photo_is_decoded_small(tmp_path, monkeypatch):
    path = saved(tmp_path / "a.jpg", quarters(6400, 4800), quality=80)
    sizes = []
    load = ImageFile.ImageFile.load

    def watched(self):
        sizes.append(self.size)
        return load(self)

    monkeypatch.setattr(ImageFile.ImageFile, "load", watched)
    cover(path, 1080, 720, Finish())
    assert max(width for width, _ in sizes) <= 1600


SOUND = jpeg()


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=12),
       st.integers(0, len(SOUND)))  # fmt: skip
@example([(0, 0)], 10)
def test_no_broken_file_is_more_than_a_finding(tmp_path, changes, length):
    data = bytearray(SOUND)
    for at, value in changes:
        data[at] = value
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(data[:length]))
    try:
        found = Pictures(tmp_path).find("photo.jpg")
        assert cover(found.path, 64, 64, MIDDLE).mode == "RGB"
    except PhotoFault as fault:
        assert fault.message.code.startswith("card-photo")
