"""A film on the website: its page plays it, with the card as its poster; it comes and goes with its post."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from scheduler.channels.channel import Media, Outgoing, Prepared
from scheduler.clock import FixedClock
from tests.channels.making import PORTRAIT, START, WIDE, files_of, outgoing, website
from tests.films import film


def shot(*, upright: bool = False, colour: int = 90) -> Media:
    width, height = (540, 960) if upright else (320, 180)
    data = film(width, height, 3 if upright else 2, colour=colour)
    return Media(data, "video/mp4", width, height, "film", "Mẹ & con đọc sách", 2.0, WIDE.data)


def carried(folder: Path, out: Outgoing) -> str:
    site = website(folder)
    prepared = site.prepare(out)
    assert isinstance(prepared, Prepared)
    site.reveal(out, prepared)
    return (folder / "bai" / "mat-khau-manh.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("upright", "poster"), [(False, WIDE), (True, PORTRAIT)])
def test_its_page_plays_it_behind_the_card_that_fits(tmp_path: Path, upright: bool, poster: Media) -> None:
    one = shot(upright=upright)
    page = carried(tmp_path, outgoing(media=(WIDE, PORTRAIT, one)))
    (name,) = (tmp_path / "anh").glob("*.mp4")
    assert name.read_bytes() == one.data
    assert f'<source src="../anh/{name.name}" type="video/mp4">' in page
    assert 'controls preload="none"' in page
    assert f'width="{one.width}" height="{one.height}" aria-label="Mẹ &amp; con đọc sách"' in page
    shown = page.split('poster="../')[1].split('"')[0]
    assert (tmp_path / shown).read_bytes() == poster.data
    assert '<img src="../anh/' not in page.split("<article")[1].split("</article>")[0]
    assert f'<meta property="og:video" content="https://phunu.soctrang.gov.vn/tin/anh/{name.name}">' in page


def test_feeds_give_the_film_and_lists_the_card(tmp_path: Path) -> None:
    one = shot()
    carried(tmp_path, outgoing(media=(WIDE, PORTRAIT, one)))
    for feed in ("rss.xml", "atom.xml"):
        (entry,) = feedparser.parse((tmp_path / feed).read_bytes()).entries
        (enclosure,) = entry.enclosures
        assert (enclosure.type, enclosure.length) == ("video/mp4", str(len(one.data)))
        assert enclosure.href.endswith(".mp4")
    (item,) = json.loads((tmp_path / "feed.json").read_text())["items"]
    assert item["image"].endswith(".jpg")
    assert [(given["mime_type"], given["size_in_bytes"]) for given in item["attachments"]] == [
        ("video/mp4", len(one.data))
    ]
    assert ".mp4" not in (tmp_path / "index.html").read_text()


def test_a_card_that_moves_stands_still_for_who_wants_less_motion_and_gives_its_film_and_words(
    tmp_path: Path,
) -> None:
    one = replace(shot(), moving=b"RIFF", captions="WEBVTT\n")
    page = carried(tmp_path, outgoing(media=(WIDE, PORTRAIT, one)))
    shown = page.split("<article")[1].split("</article>")[0]
    (film_,), (moving,), (words,) = (
        list((tmp_path / "anh").glob(f"*.{end}")) for end in ("mp4", "webp", "vtt")
    )
    assert f'media="(prefers-reduced-motion: no-preference)" srcset="../anh/{moving.name}"' in shown
    assert "<video" not in shown
    assert f'<a href="../anh/{film_.name}" download>Tải phim về</a>' in shown
    assert f'<a href="../anh/{words.name}" download>Tải phụ đề của phim</a>' in shown
    assert words.read_text() == "WEBVTT\n"
    site = website(tmp_path)
    site.edit("mat-khau-manh", outgoing())
    assert not [file for end in ("mp4", "webp", "vtt") for file in (tmp_path / "anh").glob(f"*.{end}")]


def edits(site: object, folder: Path) -> None:
    site.edit("mat-khau-manh", outgoing(media=(WIDE, PORTRAIT, shot(colour=7))))  # type: ignore[attr-defined]
    (name,) = (folder / "anh").glob("*.mp4")
    assert name.read_bytes() == shot(colour=7).data


def withdraws(site: object, folder: Path) -> None:
    site.withdraw("mat-khau-manh")  # type: ignore[attr-defined]
    assert not list((folder / "anh").glob("*.mp4"))


def drops_it(site: object, folder: Path) -> None:
    site.edit("mat-khau-manh", outgoing())  # type: ignore[attr-defined]
    assert not list((folder / "anh").glob("*.mp4"))
    assert "<video" not in (folder / "bai" / "mat-khau-manh.html").read_text()


@pytest.mark.parametrize("change", [edits, withdraws, drops_it])
def test_a_film_that_is_exchanged_or_taken_down_is_there_no_more(
    tmp_path: Path, change: Callable[[object, Path], None]
) -> None:
    carried(tmp_path, outgoing(media=(WIDE, PORTRAIT, shot())))
    change(website(tmp_path, FixedClock(START + timedelta(hours=1))), tmp_path)


def test_the_same_film_again_changes_not_a_byte(tmp_path: Path) -> None:
    carried(tmp_path, outgoing(media=(WIDE, PORTRAIT, shot())))
    before = files_of(tmp_path)
    carried(tmp_path, outgoing(media=(WIDE, PORTRAIT, shot())))
    assert files_of(tmp_path) == before
