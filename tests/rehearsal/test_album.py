"""An album of plain photos goes out once, whole and in order, on page and website, whatever is lost."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import requests
from PIL import Image

from scheduler.channels.site.records import Record, SitePicture, load
from scheduler.delivery.states import State
from scheduler.engine.tick import tick
from scheduler.files import WorkFolder
from scheduler.rehearsal.demo import practise
from tests.cards.making import HOTLINES
from tests.cards.test_photos import quarters, saved

SETTINGS = """\
organisation: Hội LHPN tỉnh Sóc Trăng
audiences: {cha-me: Cha mẹ}
topics: {mat-khau: Mật khẩu}
website: {address: "https://phunu.soctrang.gov.vn/tin/", folder: site}
checks: {hotline-unverified: off}
"""
POSTS = """\
posts:
  - id: hoi
    at: 2026-12-01 07:30
    title: Ngày hội của các chị
    text: Cảm ơn các chị đã đến, hẹn gặp lại mùa sau.
    channels: [facebook, website]
    source: Hội
    photos:
      - {image: photos/a.jpg, alt: Sân đầy cờ, children_seen: none}
      - {image: photos/b.jpg, alt: Các chị hát, children_seen: none}
      - {image: photos/c.jpg, alt: Chụp chung, children_seen: none}
"""
SHAPES = {"a": (900, 600), "b": (600, 900), "c": (1200, 500)}


@pytest.fixture
def source(tmp_path):
    folder = WorkFolder(tmp_path / "viec")
    for name, text in {
        "config/settings.yaml": SETTINGS, "config/hotlines.yaml": HOTLINES, "posts/2026-12.yaml": POSTS,
    }.items():  # fmt: skip
        path = folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, shape in SHAPES.items():
        saved(folder.assets / f"photos/{name}.jpg", quarters(*shape), exif=_held(shape))
    return folder


def _held(shape):
    exif = Image.new("RGB", shape).getexif()
    exif[0x0110] = "Phone of Lan"
    return exif


@pytest.mark.parametrize("lost", ["cut-before", "cut-after"])
@pytest.mark.slow
def test_an_album_whose_answer_is_lost_stands_there_once_with_each_photo_in_order(source, tmp_path, lost):
    with practise(source, tmp_path / "tap") as (works, world):
        world.arm(lost, "feed")
        works.clock.advance_to(works.calendar().post("hoi").at)
        for _ in range(8):
            tick(works)
            works.clock.advance_to(works.clock.now() + timedelta(minutes=20))
        rows = works.ledger.deliveries()
        assert [row.state for row in rows] == [State.PUBLISHED] * 2, [row.reason for row in rows]
        (post,) = world.posts()
        with requests.Session() as session:
            session.trust_env = False
            seen = [session.get(one["address"], timeout=20).content for one in post["pictures"]]
        assert [Image.open(io.BytesIO(one)).size for one in seen] == list(SHAPES.values())
        (kept,) = works.folder.root.rglob("hoi.json")
        record = load(kept.read_bytes())
        assert [one.alt for one in record.shown] == ["Sân đầy cờ", "Các chị hát", "Chụp chung"]
        assert [(one.width, one.height) for one in record.shown] == list(SHAPES.values())
        site = next(path for path in works.folder.root.rglob("site") if path.is_dir())
        for one in record.pictures:
            with Image.open(io.BytesIO((site / one.file).read_bytes())) as image:
                assert not image.getexif()
        page = (site / record.page).read_text("utf-8")
        assert [page.count(f'alt="{one.alt}"') for one in record.shown] == [1, 1, 1]
        assert 'class="post album"' in page
        assert [page.count(f'<a href="../{one.file}">') for one in record.shown] == [
            1,
            1,
            1,
        ]  # to be seen whole


@pytest.mark.parametrize(
    ("shapes", "is_album"),
    [
        ([(1200, 900), (1200, 900)], True),  # of one phone, held the same
        ([(1080, 1350), (900, 1200)], True),
        ([(1080, 1350), (1080, 1350)], False),  # cards
        ([(1200, 900)], False),
    ],
)
def test_several_photos_are_laid_out_as_an_album_and_cards_are_not(shapes, is_album):
    now = datetime(2026, 12, 1, tzinfo=UTC)
    pictures = [SitePicture("a.jpg", "image/jpeg", 1, *shape, size="portrait") for shape in shapes]
    pictures.append(SitePicture("b.jpg", "image/jpeg", 1, 1200, 630, size="wide"))
    record = Record("hoi", "hoi@first", "", now, now, "Hội", "Lời", pictures=tuple(pictures))
    assert record.is_album == is_album


def test_an_album_that_lacks_a_photo_or_an_answer_about_children_stays_at_home(source, tmp_path):
    (source.assets / "photos/b.jpg").unlink()
    file = source.posts / "2026-12.yaml"
    other = POSTS.partition("posts:\n")[2].replace("id: hoi", "id: hoi-hai").replace("b.jpg", "a.jpg")
    for old, new in {
        ", children_seen: none": "", "07:30": "09:30", "Ngày hội của các chị": "Hội làng", "Cảm ơn": "Mời",
    }.items():  # fmt: skip
        other = other.replace(old, new)
    file.write_text(POSTS + other, "utf-8")
    with practise(source, tmp_path / "tap") as (works, world):
        works.clock.advance_to(works.calendar().post("hoi").at + timedelta(hours=2))
        for _ in range(3):
            tick(works)
            works.clock.advance_to(works.clock.now() + timedelta(minutes=20))
        assert world.posts() == []
        assert not any(row.state is State.PUBLISHED for row in works.ledger.deliveries())
