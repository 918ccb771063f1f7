"""The archive by month, topic and audience, and the maps: reachable, and true whatever happened before."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from scheduler.channels.channel import Mark, Prepared
from scheduler.channels.site import archive
from scheduler.channels.site.archive import AUDIENCE, LATEST, TOPIC, page_of
from scheduler.channels.site.catalogue import Entry, Month
from scheduler.channels.site.pages import MISSING
from scheduler.channels.site.records import dump, record_of
from scheduler.channels.site.sitemap import MOST, sitemaps
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WIDGET
from scheduler.clock import FixedClock
from tests.channels.making import ADDRESS, START, files_of, outgoing, website
from tests.channels.test_site_pages import Page

DAY = timedelta(days=1)
KHMER = "ការពារកុមារនៅលើបណ្តាញ"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def publish(
    channel: WebsiteChannel, post: str, audience: str = "Cha mẹ", language: str = "vi", **what: object
):
    what = {"media": (), "title": f"Tên {post}", **what}
    going = replace(outgoing(post, **what), audience=audience, language=language)
    return channel.reveal(going, channel.prepare(going))


def filled(folder: Path, count: int, every: timedelta = 10 * DAY, **what: object) -> FixedClock:
    """A site with that many records from 1 December 2026 on, made by one go."""
    clock = FixedClock(START)
    (folder / "posts").mkdir(parents=True)
    for number in range(count):
        record = record_of(
            outgoing(f"bai-{number:03}", title=f"Tên bai-{number:03}", media=(), **what),
            (),
            ADDRESS,
            clock.now(),
        )
        (folder / f"posts/{record.name}.json").write_bytes(dump(record))
        clock.wait(every.total_seconds())
    website(folder, clock).tidy(clock.now())
    return clock


def made_anew(folder: Path, target: Path, now: datetime, **what: object) -> dict[str, bytes]:
    """What another site makes of the same records."""
    target.mkdir()
    for name in ("posts", "anh"):
        if (folder / name).is_dir():
            shutil.copytree(folder / name, target / name)
    website(target, FixedClock(now), **what).tidy(now)
    return files_of(target)


def mentions(folder: Path, words: str) -> list[str]:
    return [name for name, data in files_of(folder).items() if words.encode() in data]


def locations(folder: Path) -> list[str]:
    """All addresses of the maps, relative to the site, in the order of the index."""
    index = ElementTree.fromstring((folder / "sitemap.xml").read_bytes())
    found = []
    for one in index.iter(f"{MAP}loc"):
        child = folder / (one.text or "").removeprefix(ADDRESS)
        found += [loc.text or "" for loc in ElementTree.fromstring(child.read_bytes()).iter(f"{MAP}loc")]
    assert all(one.startswith(ADDRESS) for one in found)
    return [unquote(one.removeprefix(ADDRESS)) or "index.html" for one in found]


def test_every_page_is_reached_from_the_front_and_no_link_leads_nowhere(tmp_path: Path) -> None:
    clock = filled(tmp_path, LATEST + 10)
    publish(website(tmp_path, clock), "khmer", language="km", title=KHMER, topic="ភាសា", audience="Học sinh")
    waiting, seen = ["index.html"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for link in Page(tmp_path / name).all("a"):
            target = urlsplit(urljoin(f"http://site/{name}", link["href"]))
            if target.netloc == "site":
                path = unquote(target.path).lstrip("/")
                assert (tmp_path / path).is_file(), (name, path)
                if path.endswith(".html"):
                    waiting.append(path)
    others = {WIDGET, MISSING}  # on other pages, and where there is none
    assert seen == {name for name in files_of(tmp_path) if name.endswith(".html")} - others
    assert sorted(locations(tmp_path)) == sorted(seen), "the maps name each page once"


def test_a_month_has_its_posts_their_number_and_ways_to_the_months_beside_it(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2026, 9, 30, 16, 59, tzinfo=UTC))  # 23:59 in Việt Nam
    channel = website(tmp_path, clock)
    for name, wait in (("chin", 60), ("muoi", 60), ("muoi-nua", 86400 * 61), ("cuoi", 0)):
        publish(channel, name)
        clock.wait(wait)
    assert sorted(path.name for path in (tmp_path / "luu-tru").iterdir()) == [
        "2026-09.html",
        "2026-10.html",
        "2026-12.html",
    ]
    page = Page(tmp_path / "luu-tru/2026-10.html")
    assert page.data["h1"] == "Tháng 10 năm 2026"
    assert page.data["title"].startswith("Tháng 10 năm 2026 – Hội")
    assert "2 bài" in page.data["main"]
    assert [one["href"] for one in page.all("a") if "/bai/" in one["href"]] == [
        "../bai/muoi-nua.html",
        "../bai/muoi.html",
    ]
    assert page.all("a", rel="prev")[0]["href"] == "../luu-tru/2026-09.html"
    assert page.all("a", rel="next")[0]["href"] == "../luu-tru/2026-12.html"
    channel.withdraw("chin")
    assert not Page(tmp_path / "luu-tru/2026-10.html").all("a", rel="prev")
    assert not (tmp_path / "luu-tru/2026-09.html").exists()


def test_a_post_leads_to_its_month_topic_and_audience_and_they_to_the_feeds(tmp_path: Path) -> None:
    publish(website(tmp_path), "bai", topic="Mật khẩu", audience="Học sinh")
    links = {one["href"] for one in Page(tmp_path / "bai/bai.html").all("a")}
    pages = {
        "luu-tru/2026-12.html": "Tháng 12 năm 2026",
        page_of(TOPIC, "Mật khẩu"): "Mật khẩu",
        page_of(AUDIENCE, "Học sinh"): "Học sinh",
    }
    assert {f"../{name}" for name in pages} <= links
    for name, heading in pages.items():
        page = Page(tmp_path / name)
        assert page.data["h1"] == heading
        assert {"../rss.xml", "../atom.xml", "../feed.json"} <= {one["href"] for one in page.all("a")}
    assert Page(tmp_path / page_of(TOPIC, "Mật khẩu")).data["title"].startswith("Chủ đề: Mật khẩu")
    assert Page(tmp_path / page_of(AUDIENCE, "Học sinh")).data["title"].startswith("Dành cho: Học sinh")


def test_a_topic_with_many_posts_has_a_page_for_each_year_and_one_with_fewer_has_none(tmp_path: Path) -> None:
    clock = filled(tmp_path, LATEST)
    name = page_of(TOPIC, "Kỹ năng số")
    years = [page_of(TOPIC, "Kỹ năng số", year) for year in ("2026", "2027", "2028")]
    assert not any((tmp_path / year).exists() for year in years)
    channel = website(tmp_path, clock)
    publish(channel, "moi")
    assert all((tmp_path / year).exists() for year in years)
    newest = Page(tmp_path / name)
    assert "61 bài" in newest.data["main"]
    assert len([one for one in newest.all("a") if "/bai/" in one["href"]]) == LATEST
    assert {f"../{year}" for year in years} <= {one["href"] for one in newest.all("a")}
    middle = Page(tmp_path / years[1])
    assert middle.all("a", rel="prev")[0]["href"] == f"../{years[0]}"
    assert middle.all("a", rel="next")[0]["href"] == f"../{years[2]}"
    assert "Năm 2027 · 36 bài" in middle.data["main"]
    channel.withdraw("bai-007")
    assert not any((tmp_path / year).exists() for year in years)


def test_an_edit_moves_a_post_to_its_new_topic_and_audience_and_leaves_nothing_behind(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel, "o-lai")
    publish(channel, "doi", title="Tên cũ", topic="Chủ đề cũ", audience="Người cũ")
    channel.edit(
        "doi", replace(outgoing("doi", title="Tên mới", topic="Chủ đề mới", media=()), audience="Học sinh")
    )
    for words in ("Tên cũ", "Chủ đề cũ", "Người cũ"):
        assert mentions(tmp_path, words) == []
    assert not (tmp_path / page_of(TOPIC, "Chủ đề cũ")).exists()
    assert page_of(TOPIC, "Chủ đề cũ") not in locations(tmp_path)
    assert set(mentions(tmp_path, "Tên mới")) >= {
        "bai/o-lai.html", "index.html", "luu-tru.html", "luu-tru/2026-12.html", "rss.xml", "atom.xml",
        "feed.json", page_of(TOPIC, "Chủ đề mới"), page_of(AUDIENCE, "Học sinh"),
    }  # fmt: skip


def test_what_is_taken_down_is_named_nowhere_any_more(tmp_path: Path) -> None:
    clock = filled(tmp_path, 40)
    channel = website(tmp_path, clock)
    assert len(mentions(tmp_path, "bai-020")) > 8
    channel.withdraw("bai-020")
    assert mentions(tmp_path, "bai-020") == []
    assert not [name for name in files_of(tmp_path) if "bai-020" in name]


def test_what_has_expired_leaves_the_maps_as_well(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel, "bai")
    publish(channel, "su-kien", expires=date(2026, 12, 3))
    channel.tidy(START + 2 * DAY)
    assert "bai/su-kien.html" in locations(tmp_path)
    website(tmp_path).tidy(START + 3 * DAY)
    assert set(mentions(tmp_path, "Tên su-kien")) == {
        ".loa/2026-12.json", "bai/bai.html", "bai/su-kien.html", page_of(TOPIC, "Kỹ năng số"),
        page_of(AUDIENCE, "Cha mẹ"), "luu-tru.html", "luu-tru/2026-12.html", "posts/su-kien.json",
    }  # fmt: skip
    assert "bai/su-kien.html" not in locations(tmp_path)
    website(tmp_path).tidy(START + DAY)  # a clock that went ahead for a while
    assert "bai/su-kien.html" in locations(tmp_path)


def test_a_khmer_post_keeps_its_mark_wherever_it_is_shown(tmp_path: Path) -> None:
    channel = website(tmp_path)
    for number in range(3):
        publish(channel, f"khmer-{number}", language="km", title=KHMER)
        publish(channel, f"viet-{number}")
    assert Page(tmp_path / "bai/khmer-1.html").all("html") == [{"lang": "km"}]
    shown = mentions(tmp_path, KHMER)
    assert len(shown) > 8
    for name in shown:
        if name.endswith(".html") and not name.startswith("bai/khmer"):
            text = (tmp_path / name).read_text("utf-8")
            bare = [
                one for one in re.findall(rf"<([^<>]*)>(?:<span>)?{KHMER}", text) if 'lang="km"' not in one
            ]
            assert bare == [], name
    assert 'lang="vi">Tên viet-0' in (tmp_path / "bai/khmer-1.html").read_text("utf-8")


def test_topics_that_differ_in_accents_alone_have_a_page_each(tmp_path: Path) -> None:
    names = {page_of(TOPIC, words) for words in ("Bạn bè", "Bán bè", "bạn bè", KHMER, "ភាសា", "!", "?")}
    assert len(names) == 7
    assert all(re.fullmatch(r"chu-de/[a-z0-9-]+\.html", name) for name in names)


def test_a_map_is_split_where_the_protocol_demands_it(tmp_path: Path) -> None:
    entries = [
        Entry(f"bai-{number}", "", START, START, "Tên", is_over=number % 6 == 0) for number in range(120_000)
    ]
    months = {"2026-12": Month(len(entries), 100_000, START)}
    makers = sitemaps(ADDRESS, months, lambda _: entries, ["", "luu-tru.html"])
    files = {name: make() for name, make in makers.items()}
    counts = {name: made.count(b"<loc>") for name, made in files.items() if name.startswith("so-do/2026")}
    assert counts == {"so-do/2026-12.xml": MOST, "so-do/2026-12-2.xml": MOST}
    assert files["sitemap.xml"].count(b"<sitemap>") == 3
    assert all(len(made) < 50_000_000 for made in files.values())


def test_robots_are_told_of_the_map_where_they_look_for_it(tmp_path: Path) -> None:
    publish(website(tmp_path / "below"), "bai")
    assert not (tmp_path / "below/robots.txt").exists()
    publish(website(tmp_path / "root", address="https://phunu.example.vn/"), "bai")
    assert "Sitemap: https://phunu.example.vn/sitemap.xml\n" in (tmp_path / "root/robots.txt").read_text()


def test_what_a_person_put_there_is_neither_written_over_nor_taken_away(tmp_path: Path) -> None:
    channel = website(tmp_path, address="https://phunu.example.vn/")
    own = [
        "robots.txt",
        "sitemap.xml",
        "chu-de/rieng.html",
        "so-do/cu.xml",
        "luu-tru/2026-11.html",
        "anh/a.png",
        "tim.html",
        "tim/cua-toi.json",
        "404.html",
        "site.webmanifest",
        "duong-day-nong.html",
    ]
    for name in own:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("của tôi", "utf-8")
    publish(channel, "bai")
    channel.withdraw("bai")
    publish(channel, "bai-khac")
    website(tmp_path, FixedClock(START + DAY), address="https://phunu.example.vn/").tidy(START + DAY)
    assert {(tmp_path / name).read_text("utf-8") for name in own} == {"của tôi"}


def test_a_folder_of_the_code_before_is_taken_over_at_the_first_go(tmp_path: Path) -> None:
    clock = filled(tmp_path / "site", 30)
    website(tmp_path / "site", clock).set_mark(Mark("so-cai", 7, "may"))
    whole = files_of(tmp_path / "site")
    for name in (".loa", "luu-tru", "chu-de", "doi-tuong", "so-do"):
        shutil.rmtree(tmp_path / "site" / name)
    (tmp_path / "site/sitemap.xml").unlink()
    for page in (tmp_path / "site").rglob("*.html"):
        page.write_text('<!doctype html><meta name="generator" content="Loa"><title>Cũ</title>', "utf-8")
    (tmp_path / "site/bai/da-go.html").write_text("một trang không còn bài", "utf-8")
    website(tmp_path / "site", clock).tidy(clock.now())
    assert files_of(tmp_path / "site") == whole


@pytest.mark.parametrize("change", ["title", "language", "address", "keep", "design"])
def test_what_the_settings_or_the_design_change_is_changed_on_every_page(tmp_path: Path, change: str) -> None:
    clock = filled(tmp_path / "site", 12)
    what = {"title": "Hội khác", "language": "en", "address": "https://khac.example.vn/", "keep": 3}
    if change == "design":
        for catalogue in (tmp_path / "site").rglob("*.html"):
            catalogue.write_bytes(catalogue.read_bytes().replace(b"<h1", b"<h1 "))
        contents = tmp_path / "site/.loa/contents.json"
        contents.write_bytes(re.sub(rb'"edition":"..', b'"edition":"zz', contents.read_bytes()))
    given = {change: what[change]} if change in what else {}
    website(tmp_path / "site", clock, **given).tidy(clock.now())
    assert files_of(tmp_path / "site") == made_anew(tmp_path / "site", tmp_path / "new", clock.now(), **given)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"edition":1}'])
def test_a_catalogue_that_cannot_be_read_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    clock = filled(tmp_path / "site", 5)
    whole = files_of(tmp_path / "site")
    for name in ("contents", "2026-12", "2027-01"):
        (tmp_path / f"site/.loa/{name}.json").write_bytes(damage)
        publish(website(tmp_path / "site", clock), "moi", topic="Chủ đề khác")
        website(tmp_path / "site", clock).withdraw("moi")
        website(tmp_path / "site", clock).tidy(clock.now() + DAY)
        assert files_of(tmp_path / "site") == whole, name


@pytest.mark.parametrize(
    "damaged",
    [lambda file: file.read_bytes().replace("Tên".encode(), "Tồn".encode()),
     lambda file: file.with_name("2027-01.json").read_bytes()],
    ids=["letters", "another-month"],
)  # fmt: skip
def test_a_month_of_the_catalogue_that_can_be_read_but_is_not_so_is_made_anew(
    tmp_path: Path, damaged: Callable[[Path], bytes]
) -> None:
    clock = filled(tmp_path / "site", 5)
    whole = files_of(tmp_path / "site")
    file = tmp_path / "site/.loa/2026-12.json"
    file.write_bytes(damaged(file))
    website(tmp_path / "site", clock).tidy(clock.now() + DAY)
    assert files_of(tmp_path / "site") == whole


def test_a_record_that_another_hand_changed_is_shown_at_once_or_the_next_day(tmp_path: Path) -> None:
    clock = filled(tmp_path, 5)
    channel = website(tmp_path, clock)
    file = tmp_path / "posts/bai-002.json"
    other = tmp_path / "posts/.other"
    other.write_text(file.read_text("utf-8").replace("Tên bai-002", "Bản khôi phục"), "utf-8")
    other.replace(file)  # as a backup, or most editors, put a file back
    channel.tidy(clock.now())
    assert "luu-tru/2026-12.html" in mentions(tmp_path, "Bản khôi phục")
    file.write_text(file.read_text("utf-8").replace("Bản khôi phục", "Sửa tại chỗ"), "utf-8")
    channel.tidy(clock.now() + DAY)
    assert mentions(tmp_path, "Bản khôi phục") == []
    assert "luu-tru/2026-12.html" in mentions(tmp_path, "Sửa tại chỗ")


def test_a_folder_that_was_put_back_with_its_former_time_is_looked_at(tmp_path: Path) -> None:
    clock = filled(tmp_path, 5)
    former = (tmp_path / "posts").stat().st_mtime_ns
    publish(website(tmp_path, clock), "gap")
    (tmp_path / "posts/gap.json").unlink()
    os.utime(tmp_path / "posts", ns=(former, former))  # as rsync -a, or a clock that was set back, leaves it
    website(tmp_path, clock).tidy(clock.now())
    assert mentions(tmp_path, "Tên gap") == []


_touched: list[str] | None = None


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _touched is not None and event in ("open", "os.rename", "os.listdir", "os.scandir"):
        _touched.append(f"{event} {arguments[1] if event == 'os.rename' else arguments[0]}")


sys.addaudithook(_listen)


@contextmanager
def touching() -> Iterator[list[str]]:
    """What files are opened, put in place and listed meanwhile."""
    global _touched  # noqa: PLW0603 - a hook cannot be taken away
    _touched = found = []
    try:
        yield found
    finally:
        _touched = None


@pytest.mark.parametrize("fresh", [False, True], ids=["stays", "each-time-anew"])
@pytest.mark.slow
def test_a_post_more_touches_no_more_files_whatever_lies_there_already(
    tmp_path: Path, *, fresh: bool
) -> None:
    counts = {}
    for size in (70, 140):
        folder = tmp_path / str(size)
        clock = filled(folder, size, timedelta(days=2))
        channel = website(folder, clock, keep=20)
        publish(channel, "truoc")
        clock.wait(60)
        if fresh:
            channel = website(folder, clock, keep=20)
        channel.tidy(clock.now())
        with touching() as found:
            channel.set_mark(Mark("so-cai", size, "may"))  # as before each public call
            publish(channel, "moi")
        counts[size] = len(found)
        assert not [one for one in found if one.endswith(f"{size}/posts")], "nothing lists the records"
        assert len({one for one in found if "/posts/" in one}) < 60
        with touching() as found:
            channel.tidy(clock.now())
            assert channel.shown("bai-010")
        assert found == [f"open {folder}/posts/bai-010.json"]
    assert counts[140] <= counts[70] + 6  # a post of the year before, a month more of it


def lose(file: Path) -> None:
    """Remove it as another hand does: never within the same tick of the file system's clock as Loa."""
    before = file.parent.stat().st_mtime_ns
    file.unlink()
    if file.parent.stat().st_mtime_ns == before:
        os.utime(file.parent, ns=(before + 4_000_000, before + 4_000_000))


@pytest.mark.parametrize(
    ("seed", "steps"), [(14, 36), *(pytest.param(seed, 240, marks=pytest.mark.slow) for seed in (1, 2, 3))]
)
@pytest.mark.slow
def test_whatever_happens_in_whatever_order_the_site_is_as_if_made_anew(
    tmp_path: Path, seed: int, steps: int
) -> None:
    folder = tmp_path / "site"
    clock = filled(folder, LATEST - 3, 5 * DAY)
    random = Random(seed)
    topics, audiences = (
        ["Kỹ năng số", "Kỹ năng số", "Mật khẩu", "Bạn bè", "", "ភាសា"],
        ["Cha mẹ", "Học sinh", ""],
    )
    channel = website(folder, clock, keep=12)
    for step in range(steps):
        names = sorted(channel.standing(START)) if step else ["bai-000"]
        what = {
            "title": f"Tên {step}", "topic": random.choice(topics), "media": (),
            "expires": clock.now().date() + random.choice([DAY, 9 * DAY]) if random.random() < 0.3 else None,
        }  # fmt: skip
        going = replace(outgoing(f"moi-{step:03}", **what), audience=random.choice(audiences))
        match random.choice(["publish", "publish", "edit", "withdraw", "wait", "back", "lose", "restart"]):
            case "publish":
                channel.reveal(going, Prepared(()))
            case "edit":
                name = random.choice(names)
                channel.edit(name, replace(going, key=f"{name}@first/province/website"))
            case "withdraw":
                channel.withdraw(random.choice(names))
            case "wait":
                clock.wait(random.choice([1, 3600, 86400, 40 * 86400]))
            case "back":
                clock.wait(-random.choice([1, 86400, 20 * 86400]))
            case "lose":
                files = [name for name in files_of(folder) if not name.startswith(("posts/", ".loa/"))]
                lose(folder / random.choice(files))
            case "restart":
                channel = website(folder, clock, keep=12)
        if step % 12 == 11:
            channel.tidy(clock.now())
            assert files_of(folder) == made_anew(folder, tmp_path / str(step), clock.now(), keep=12), step


def test_a_month_with_more_posts_than_a_page_holds_lies_in_parts_of_which_the_newest_alone_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST", 5)
    folder = tmp_path / "site"
    folder.mkdir()
    clock = filled(folder, 12, timedelta(hours=1))
    parts = ["2026-12-phan-1", "2026-12-phan-2", "2026-12"]
    shown = [Page(folder / f"luu-tru/{name}.html") for name in parts]
    titles = [re.findall(r"Tên bai-(\d+)", page.data["main"]) for page in shown]
    assert [list(map(int, one)) for one in titles] == [[4, 3, 2, 1, 0], [9, 8, 7, 6, 5], [11, 10]]
    assert all("12 bài" in page.data["main"] for page in shown)
    links = [one["href"] for one in shown[0].all("a") if "luu-tru/" in one["href"]]
    assert links == [f"../luu-tru/{name}.html" for name in ("2026-12", "2026-12-phan-2", "2026-12-phan-1")]
    old = (folder / "luu-tru/2026-12-phan-1.html").read_bytes()
    channel = website(folder, clock)
    for name in ("mot", "hai", "ba", "bon"):
        publish(channel, name)
        clock.wait(3600)
    newest = Page(folder / "luu-tru/2026-12.html").data["main"]
    assert re.findall(r"Tên (\S+)", newest) == ["bon"], "the one before it was full"
    before = Page(folder / "luu-tru/2026-12-phan-1.html").data["main"]
    assert re.findall(r"Tên bai-(\d+)", before) == re.findall(r"Tên bai-(\d+)", old.decode())
    for name in ("bai-003", "bon"):
        channel.withdraw(name)
    left = files_of(folder)
    assert "luu-tru/2026-12-phan-3.html" not in left
    assert left == made_anew(folder, tmp_path / "again", clock.now())


def test_a_full_page_of_long_titles_stays_below_300_kb(tmp_path: Path) -> None:
    channel, clock = website(tmp_path), FixedClock(START)
    sizes = []
    for name in ("bai-viet-co-ten-rat-dai-mot", "bai-viet-co-ten-rat-dai-hai"):
        publish(channel, name, title="Cùng con đặt mật khẩu dài, dễ nhớ và chỉ nói cho cha mẹ biết thôi nhé")
        sizes.append((tmp_path / "luu-tru/2026-12.html").stat().st_size)
        clock.wait(60)
    assert sizes[0] + (sizes[1] - sizes[0]) * (archive.MOST - 1) < 300_000
