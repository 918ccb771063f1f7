"""The page of hotlines says what the office's directory says today; and what is shown of a missing page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scheduler.calendar.model import PROVINCE, Hotline, Unit
from scheduler.channels.channel import Prepared
from scheduler.channels.directory import Lines
from scheduler.channels.outlets import Outlets
from scheduler.channels.website import WebsiteChannel
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.settings.model import Settings
from tests.channels.making import ADDRESS, LINE_111, START, TITLE, files_of, outgoing, website
from tests.channels.test_site_archive import touching
from tests.channels.test_site_pages import Page

DAY = timedelta(days=1)
TODAY = date(2026, 12, 1)
UNION = Hotline(
    "hoi", TITLE, "0377672444", who="Chị em và trẻ em", verified_on=TODAY - 30 * DAY, verified_by="Chị Lan"
)
OLD = Hotline("cu", "Số cũ", "02993551717", valid_until=TODAY, verified_on=TODAY - 400 * DAY)


class Office:
    """A directory that somebody writes in."""

    def __init__(self, *lines: Hotline, must_be_called: bool = False) -> None:
        self.lines = Lines(must_be_called=must_be_called)
        self.write(*lines)

    def write(self, *lines: Hotline) -> None:
        self.lines.found = {line.key: line for line in lines}


def numbers(folder: Path, page: str = "duong-day-nong.html") -> list[str]:
    links = Page(folder / page).all("a")
    return [one["href"] for one in links if one["href"].startswith("tel:")]


def test_each_line_can_be_called_and_says_when_it_was_tried_and_not_by_whom(tmp_path: Path) -> None:
    website(tmp_path, directory=Office(LINE_111, UNION, OLD).lines.on).reveal(outgoing(), Prepared())
    page = Page(tmp_path / "duong-day-nong.html")
    assert numbers(tmp_path) == ["tel:111", "tel:0377672444", "tel:02993551717"]
    said = page.data["main"]
    for words in ("Tổng đài Quốc gia bảo vệ trẻ em", "24/7", "0377 672 444", "Chị em và trẻ em"):
        assert words in said
    assert [one["datetime"] for one in page.all("time")] == ["2026-11-01"], (
        "a call of long ago proves nothing"
    )
    assert not [name for name, data in files_of(tmp_path).items() if "Chị Lan".encode() in data]


def test_a_number_that_is_mended_or_has_ended_is_so_on_the_page_at_the_next_wake_up(tmp_path: Path) -> None:
    office = Office(LINE_111, UNION, OLD)
    channel = website(tmp_path, directory=office.lines.on)
    channel.reveal(outgoing(), Prepared())
    office.write(LINE_111, replace(UNION, number="0909000111"), OLD)
    channel.tidy(START)
    assert numbers(tmp_path) == ["tel:111", "tel:0909000111", "tel:02993551717"]
    with touching() as found:
        channel.tidy(START)
    assert found == [], "nothing has changed, so nothing is read"
    website(tmp_path, directory=office.lines.on).tidy(START + DAY)
    assert numbers(tmp_path) == ["tel:111", "tel:0909000111"]


def test_while_the_directory_is_not_known_its_page_stays_as_it_is(tmp_path: Path) -> None:
    office = Office(LINE_111, UNION)
    website(tmp_path, directory=office.lines.on).reveal(outgoing(), Prepared())
    whole = files_of(tmp_path)
    clock = FixedClock(START + DAY)
    website(tmp_path, clock, directory=lambda _: None).tidy(clock.now())
    found = files_of(tmp_path)
    assert {name: found[name] for name in whole if not name.startswith(".loa/")} == {
        name: data for name, data in whole.items() if not name.startswith(".loa/")
    }
    website(tmp_path, clock, directory=office.lines.on).tidy(clock.now())
    assert files_of(tmp_path) == whole


def test_no_list_offers_a_number_that_the_directory_has_no_more(tmp_path: Path) -> None:
    office = Office(LINE_111, UNION, OLD)
    channel = website(tmp_path, directory=office.lines.on)
    channel.reveal(outgoing(hotlines=(OLD, UNION, LINE_111)), Prepared())
    lists = ["index.html", "luu-tru.html", *(f"{name}" for name in ("luu-tru/2026-12.html",))]
    lists += [one.relative_to(tmp_path).as_posix() for one in (tmp_path / "chu-de").iterdir()]
    assert len(lists) == 4
    for name in lists:
        assert numbers(tmp_path, name) == ["tel:02993551717", "tel:0377672444", "tel:111"]
    office.write(LINE_111, replace(UNION, number="0909000111"), OLD)
    channel.tidy(START)
    for name in lists:
        assert numbers(tmp_path, name) == ["tel:02993551717", "tel:111"], "the new one stands on its own page"
    website(tmp_path, FixedClock(START + DAY), directory=lambda _: None).reveal(outgoing("hai"), Prepared())
    website(tmp_path, directory=office.lines.on).tidy(START + DAY)
    for name in lists:
        assert numbers(tmp_path, name) == ["tel:111"], "what was made while it was not read is made anew"


def test_a_call_that_is_yet_to_come_was_none(tmp_path: Path) -> None:
    later = replace(UNION, verified_on=TODAY + DAY)
    assert Office(later, must_be_called=True).lines.on(TODAY) == ()
    website(tmp_path, directory=Office(later).lines.on).reveal(outgoing(), Prepared())
    assert numbers(tmp_path) == ["tel:0377672444"]
    assert not Page(tmp_path / "duong-day-nong.html").all("time")


def test_where_posts_wait_for_a_call_the_page_shows_no_line_that_nobody_called() -> None:
    lines = Office(LINE_111, UNION, OLD, must_be_called=True).lines
    assert lines.on(TODAY) == (UNION,)
    assert lines.on(TODAY + 366 * DAY) == ()
    assert Lines().on(TODAY) is None


def test_a_unit_shows_its_own_line_first_and_each_number_once(tmp_path: Path) -> None:
    settings = Settings.whole()(
        organisation=TITLE, website=WebsiteSettings(folder=str(tmp_path / "site"), address=ADDRESS)
    )
    outlets = Outlets(WorkFolder(tmp_path), settings, {}, FixedClock(START))
    units = {PROVINCE: Unit(PROVINCE, TITLE, hotlines=("hoi",))}
    twice = Hotline("hai", "Số viết hai lần", "111")
    outlets.renew(units, {line.key: line for line in (LINE_111, UNION, twice)})
    channel = outlets.get(PROVINCE, WebsiteChannel.name)
    assert isinstance(channel, WebsiteChannel)
    channel.reveal(outgoing(), Prepared())
    assert numbers(tmp_path / "site") == ["tel:0377672444", "tel:111"]


@pytest.mark.parametrize("address", [ADDRESS, "https://phunu.example.vn/"])
def test_the_page_of_what_is_missing_leads_home_from_any_address(tmp_path: Path, address: str) -> None:
    website(tmp_path, address=address).reveal(outgoing(), Prepared())
    page = Page(tmp_path / "404.html")
    below = urlsplit(address).path
    links = [one["href"] for one in (*page.all("a"), *page.all("link")) if not one["href"].startswith("#")]
    assert f"{below}tim.html" in links
    for link in links:
        assert link.startswith((below, address)), "a relative one would lead nowhere"
        name = link.removeprefix(address).removeprefix(below).partition("?")[0].partition("#")[0]
        assert (tmp_path / name).is_file()
    assert page.meta("robots") == "noindex"
    assert not page.all("link", rel="canonical")


def test_a_phone_learns_the_sites_name_and_pictures_and_they_are_there(tmp_path: Path) -> None:
    website(tmp_path).reveal(outgoing(), Prepared())
    manifest = json.loads((tmp_path / "site.webmanifest").read_bytes())
    assert manifest["name"] == TITLE
    assert [one["sizes"] for one in manifest["icons"]] == ["180x180", "512x512"]
    for one in (*manifest["icons"], {"src": manifest["start_url"]}):
        assert (tmp_path / one["src"]).is_file()


def test_a_number_that_has_ended_is_marked_on_the_posts_own_page_and_called_no_more(
    tmp_path: Path,
) -> None:
    office = Office(LINE_111, UNION, OLD)
    channel = website(tmp_path, directory=office.lines.on)
    text = "Gọi 0299 355 1717 hoặc 0377 672 444."
    channel.reveal(outgoing("mot", text=text, hotlines=(OLD, UNION)), Prepared())
    channel.reveal(outgoing("hai", hotlines=(LINE_111,)), Prepared())
    page, other = "bai/mot.html", (tmp_path / "bai/hai.html").read_bytes()
    before = (tmp_path / page).read_bytes()
    assert numbers(tmp_path, page) == ["tel:02993551717", "tel:0377672444"] * 2
    office.write(LINE_111, replace(UNION, number="0909000111"), OLD)
    website(tmp_path, FixedClock(START + DAY), directory=office.lines.on).tidy(START + DAY)
    said = Page(tmp_path / page).data["main"]
    assert "Số 0299 3551 717 trong bài này không còn trong danh bạ của Hội. Xin gọi 111" in said
    assert (
        f"Số 0377 672 444 trong bài này không còn trong danh bạ của Hội. Xin gọi 0909 000 111 ({TITLE})"
        in said
    )
    assert numbers(tmp_path, page) == ["tel:111", "tel:0909000111"] * 2, "in the notices, and as buttons"
    words = (tmp_path / page).read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "<s>0299 355 1717</s>" in words
    assert (tmp_path / "bai/hai.html").read_bytes() == other
    again = {name: data for name, data in files_of(tmp_path).items() if not name.startswith(".loa/")}
    website(tmp_path, FixedClock(START + DAY), directory=office.lines.on).tidy(START + DAY)
    assert {name: files_of(tmp_path)[name] for name in again} == again
    office.write(LINE_111, UNION, replace(OLD, valid_until=None))
    website(tmp_path, FixedClock(START + DAY), directory=office.lines.on).tidy(START + DAY)
    assert (tmp_path / page).read_bytes() == before, "it is back"


def test_a_number_that_only_waits_for_a_call_stays_on_the_posts_page(tmp_path: Path) -> None:
    office = Office(UNION, replace(LINE_111, verified_on=None), must_be_called=True)
    website(tmp_path, directory=office.lines.on).reveal(outgoing("mot", hotlines=(LINE_111,)), Prepared())
    assert "tel:111" in numbers(tmp_path, "bai/mot.html")
    assert "không còn trong danh bạ" not in Page(tmp_path / "bai/mot.html").data["main"]
