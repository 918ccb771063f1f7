"""A bundle is read as it was signed, or refused with words: whatever its bytes, its paths, its maker."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from scheduler.bundles.contents import contents_of
from scheduler.bundles.manifest import FORMAT, NAMESPACE, File, Manifest, sealed, unsealed, written
from scheduler.bundles.parcel import MANIFEST, SIGNATURE, packed, put_folder, read_parcel
from scheduler.channels.site.proof.signing import make_key, read_key
from scheduler.problems import Stop
from tests.bundles.offices import KEY, NOW, NUMBER, a_post, commune, province

POSTS = b"posts:\n  - id: mot\n    title: M\n    text: Nghe con.\n"


def signed(files: dict[str, bytes], by=KEY, **says) -> dict[str, bytes]:
    """What somebody who has the key may sign: *files*, and whatever the manifest *says*."""
    files = {"posts.yaml": POSTS, "hotlines.yaml": b"", **files}
    listed = [File(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in sorted(files.items())]
    manifest = Manifest(
        FORMAT, "thang", "Tháng", "Hội", by.public.words, 1, NOW, date(2026, 12, 31), {}, tuple(listed)
    )
    data, signature = sealed(msgspec.structs.replace(manifest, **says), by)
    return {**files, MANIFEST: data, SIGNATURE: signature}


@cache
def sound() -> bytes:
    return packed(signed({}))


def refused(path: Path) -> str:
    with pytest.raises(Stop) as stopped:
        contents_of(read_parcel(path))
    return stopped.value.say("en")


@pytest.fixture
def file(tmp_path):
    def put(data: bytes, name: str = "a.zip") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return put


@given(data=st.data())
def test_any_byte_changed_taken_out_or_put_in_is_refused_and_nothing_is_written(data):
    whole = sound()
    at = data.draw(st.integers(0, len(whole) - 1))
    more = data.draw(st.binary(max_size=3))
    less = data.draw(st.integers(0, 3))
    changed = whole[:at] + more + whole[at + less :]
    if changed == whole:
        return
    with tempfile.TemporaryDirectory() as root:
        path = Path(root, "a.zip")
        path.write_bytes(changed)
        with pytest.raises(Stop):
            contents_of(read_parcel(path))
        assert [one.name for one in Path(root).iterdir()] == ["a.zip"]


def test_each_single_byte_matters():
    """Of every byte one other value: also those that ZIP readers pass over."""
    whole, root = sound(), Path(tempfile.mkdtemp())
    path = root / "a.zip"
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Stop):
            read_parcel(path)
    shutil.rmtree(root)


STRANGE = """
../a|/etc/a|C:\\a|C:a|a/../../b|\\\\host\\a|photos/../../a.jpg|POSTS.yaml|con|posts.yaml/|./posts.yaml|posts.yaml
assets/templates/tip.yaml|fonts/a.ttf|config/settings.yaml|photos/a.php|photos/0.jpg|photos/A.jpg
""".strip()
OUTSIDE = st.sampled_from(re.split(r"[|\n]", STRANGE)) | st.text(min_size=1, max_size=40)


@given(name=OUTSIDE)
@example(name="../../posts/a.yaml")
def test_whatever_path_a_signed_bundle_names_nothing_is_written_and_never_outside(name):
    if name in {"posts.yaml", "hotlines.yaml", MANIFEST, SIGNATURE}:
        return
    with tempfile.TemporaryDirectory() as root:
        place = Path(root, "trong")
        place.mkdir()
        try:
            data = packed(signed({name: b"x"}))
        except (ValueError, UnicodeError):  # no ZIP file has such a name
            return
        (place / "a.zip").write_bytes(data)
        with pytest.raises(Stop):
            contents_of(read_parcel(place / "a.zip"))
        assert sorted(path.name for path in Path(root).rglob("*")) == ["a.zip", "trong"]


TAG = b"    source: !!python/object/apply:os.system [a]\n"
ANCHOR = b"    source: &a b\n    link: *a\n"
CALLED = b"a: {name: A, number: 111, verified_by: B}\n"
SAID = [
    ("an unknown key of a post", {"posts.yaml": POSTS + b"    lenh: rm\n"}, {}, "mot: lenh"),
    ("another page's units", {"posts.yaml": POSTS + b"    units: all\n"}, {}, "mot: units"),
    ("a draft let go by its giver", {"posts.yaml": POSTS + b"    status: ready\n"}, {}, "mot: status"),
    ("defaults", {"posts.yaml": b"defaults: {title: a}\n" + POSTS}, {}, "posts.yaml"),
    ("a YAML tag", {"posts.yaml": POSTS + TAG}, {}, "posts.yaml"),
    ("an anchor", {"posts.yaml": POSTS + ANCHOR}, {}, "posts.yaml"),
    ("no YAML", {"posts.yaml": b"\x00\xff"}, {}, "posts.yaml"),
    ("two of one id", {"posts.yaml": POSTS + POSTS[len("posts:\n") :]}, {}, "mot"),
    ("a file of hers", {"posts.yaml": POSTS + b"    photos: [{image: photos/nha.jpg}]\n"}, {}, "nha.jpg"),
    ("a line that is not in it", {"posts.yaml": POSTS + b"    hotlines: [a]\n"}, {}, "mot: a"),
    ("a line without a number", {"hotlines.yaml": b"a: {name: A, number: abc}\n"}, {}, "(a)"),
    ("a line that no post names", {"hotlines.yaml": b"a: {name: A, number: 111}\n"}, {}, "(a)"),
    ("a line that was called", {"hotlines.yaml": CALLED}, {}, "(a)"),
    ("a newer format", {}, {"format": 2}, "newer Loa"),
    ("an id that is a path", {}, {"bundle": "../x"}, "damaged"),
    ("what a screen obeys", {}, {"giver": "\x1b[2JHội"}, "damaged"),
    ("no edition", {}, {"edition": 0}, "damaged"),
    ("a time without a zone", {}, {"made_at": NOW.replace(tzinfo=None)}, "damaged"),
    ("withdrawn and there", {}, {"withdrawn": {"mot": "sai"}}, "withdrawn"),
    ("another's key", {}, {"key": read_key(make_key()).public.words}, "BAD SIGNATURE"),
    ("no key", {}, {"key": "x"}, "damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "says", "words"), [one[1:] for one in SAID], ids=[one[0] for one in SAID])
def test_whoever_has_a_trusted_key_may_not_say_what_a_bundle_does_not_say(file, files, says, words):
    assert words in refused(file(packed(signed(files, **says))))


def test_an_unknown_key_of_the_manifest_and_a_second_way_to_write_it_are_refused():
    manifest = unsealed(*(signed({})[name] for name in (MANIFEST, SIGNATURE)))
    for data in (written({**msgspec.to_builtins(manifest), "run": "x"}), written(manifest) + b"\n"):
        with pytest.raises(Stop):
            unsealed(data, KEY.sign(data, NAMESPACE))
    data = written(manifest)
    with pytest.raises(Stop):  # the same key signs the website's lists, which say nothing here
        unsealed(data, KEY.sign(data))


def test_a_bomb_a_link_and_what_is_no_bundle_are_refused(file, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posts.yaml", b"\0" * 50_000_000)
    assert "not as its giver packed it" in refused(file(out.getvalue()))
    assert "no bundle" in refused(file(b"PK", "anh.zip"))
    assert "no bundle" in refused(file(b"%PDF-1.7", "cong-van.pdf"))
    assert "There is no" in refused(tmp_path / "khong-co.zip")
    folder = tmp_path / "bo"
    put_folder(folder, signed({}))
    (tmp_path / "ngoai.yaml").write_bytes(POSTS)
    (folder / "posts.yaml").unlink()
    (folder / "posts.yaml").symlink_to(tmp_path / "ngoai.yaml")
    assert "posts.yaml" in refused(folder)
    assert "no bundle" in refused(tmp_path)


def test_a_folder_holds_the_same_as_the_file_and_survives_git(tmp_path):
    tinh = province(tmp_path)
    edition = tinh.give("mot")
    folder = tmp_path / "kho" / "thang"
    put_folder(folder, edition.files)
    subprocess.run(["git", "init", "-q", folder.parent], check=True)
    (folder / ".gitignore").write_text("")
    assert read_parcel(folder) == tinh.opened(edition)
    tinh.plan(a_post("mot", text="Lời mới."))
    put_folder(folder, tinh.give().files)
    assert read_parcel(folder).manifest.edition == 2
    other = tmp_path / "nha"
    other.mkdir()
    (other / "luan-van.docx").write_text("x")
    with pytest.raises(Stop, match="something else"):
        put_folder(other, edition.files)
    assert (other / "luan-van.docx").exists()


def test_the_file_of_the_same_bundle_is_the_same_on_every_machine():
    """What one Python packs, another has to pack the same: else no bundle would be read there."""
    assert hashlib.sha256(packed({"a": b"1", "b/c": b"2"})).hexdigest() == PACKED


PACKED = "882b92252dc1f9b821818be5ca95f41b756aaadf58dac4830e34d2d83fd61d30"


def test_a_photo_comes_without_what_the_phone_wrote_and_lies_under_the_bundles_own_folder(tmp_path):
    tinh, xa = province(tmp_path), commune(tmp_path)
    place = tinh.folder.assets / "photos" / "le.jpg"
    place.parent.mkdir(parents=True)
    exif = Image.Exif()
    exif[0x010E] = "nhà chị Lan"
    Image.new("RGB", (800, 800), "#9B1459").save(place, exif=exif)
    tinh.plan(a_post("mot", photos=[{"image": "photos/le.jpg", "alt": "Ngày hội", "children_seen": "none"}]))
    edition = tinh.give("mot")
    (name,) = (one for one in edition.files if one.startswith("photos/"))
    assert b"Lan" not in edition.files[name]
    xa.take(edition)
    image = xa.posts()["thang-mot"]["photos"][0]["image"]
    assert image == f"photos/tu-tinh/thang/{name.removeprefix('photos/')}"
    assert (xa.folder.assets / image).stat().st_size > 500
    assert NUMBER.replace(" ", "").isdecimal()


def test_what_only_looks_like_a_photo_is_refused_before_anything_is_written(tmp_path):
    data = b"\xff\xd8\xff" + b"<?php" * 100
    name = f"photos/{hashlib.sha256(data).hexdigest()}.jpg"
    posts = POSTS + f"    photos: [{{image: {name}, alt: a}}]\n".encode()
    path = tmp_path / "a.zip"
    path.write_bytes(packed(signed({"posts.yaml": posts, name: data})))
    xa = commune(tmp_path)
    before = xa.state()
    with pytest.raises(Stop):
        xa.take(read_parcel(path))
    assert xa.state() == before
