"""The website as a folder: what publishing leaves there, and that nothing can be there twice or half."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.channels.channel import (
    Channel,
    ChannelError,
    Edits,
    FailureKind,
    Gone,
    Media,
    Prepared,
    Tidies,
    Trace,
    Withdraws,
)
from scheduler.clock import FixedClock
from tests.channels.making import ADDRESS, PORTRAIT, START, WIDE, files_of, outgoing, picture, website

DAY = timedelta(days=1)


def publish(channel: Channel, **what: object):
    post = outgoing(**what)
    return channel.reveal(post, channel.prepare(post))


def test_it_keeps_the_protocols(tmp_path: Path) -> None:
    channel: Channel = website(tmp_path)
    assert isinstance(channel, Tidies)
    assert isinstance(channel, Edits)
    assert isinstance(channel, Withdraws)
    assert channel.name == "website"
    assert not channel.limits.inline
    assert channel.describe() == ADDRESS


def test_the_place_is_the_same_when_a_rehearsal_gets_another_port(tmp_path: Path) -> None:
    one = website(tmp_path, address="http://127.0.0.1:4001/tin/")
    other = website(tmp_path, address="http://127.0.0.1:4002/tin/")
    assert one.page_key == other.page_key == "website:127.0.0.1/tin/"


def test_preparing_leads_nobody_anywhere(tmp_path: Path) -> None:
    website(tmp_path).prepare(outgoing())
    written = files_of(tmp_path)
    assert len(written) == 3  # both pictures, and the smaller file of one
    assert all(name.startswith("anh/mat-khau-manh-") for name in written)


def test_publishing_leaves_a_record_a_page_an_index_an_archive_and_three_feeds(tmp_path: Path) -> None:
    receipt = publish(website(tmp_path))
    assert receipt.remote_id == "mat-khau-manh"
    assert receipt.address == f"{ADDRESS}bai/mat-khau-manh.html"
    assert receipt.at == START
    files = files_of(tmp_path)
    assert {"index.html", "luu-tru.html", "rss.xml", "atom.xml", "feed.json", "site.css"} <= set(files)
    assert {"posts/mat-khau-manh.json", "bai/mat-khau-manh.html"} <= set(files)
    for name in ("index.html", "luu-tru.html", "rss.xml", "atom.xml", "feed.json", "bai/mat-khau-manh.html"):
        assert "Mật khẩu mạnh cho con" in files[name].decode()


def test_the_same_key_again_changes_not_a_byte(tmp_path: Path) -> None:
    clock = FixedClock(START)
    first = publish(website(tmp_path, clock))
    before = files_of(tmp_path)
    clock.wait(3600)
    assert publish(website(tmp_path, clock)) == first
    assert files_of(tmp_path) == before


def test_other_words_under_the_same_key_keep_the_first_date_and_address(tmp_path: Path) -> None:
    clock = FixedClock(START)
    first = publish(website(tmp_path, clock))
    clock.wait(3600)
    assert publish(website(tmp_path, clock), text="Chữ mới.") == first
    record = json.loads((tmp_path / "posts/mat-khau-manh.json").read_bytes())
    assert record["published"] == START.isoformat()
    assert record["updated"] == (START + timedelta(hours=1)).isoformat()
    assert "Chữ mới." in (tmp_path / "rss.xml").read_text(encoding="utf-8")


def test_a_moved_site_keeps_the_ids_that_readers_know(tmp_path: Path) -> None:
    publish(website(tmp_path))
    moved = website(tmp_path, address="https://hoilhpn.cantho.gov.vn/tin/")
    moved.tidy(START)
    rss = (tmp_path / "rss.xml").read_text(encoding="utf-8")
    assert "<link>https://hoilhpn.cantho.gov.vn/tin/bai/mat-khau-manh.html</link>" in rss
    assert f'<guid isPermaLink="false">{ADDRESS}bai/mat-khau-manh.html</guid>' in rss


def test_occurrences_and_units_have_pages_of_their_own(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel)
    publish(channel, occurrence="2026-12-13")
    other = replace(outgoing(), key="mat-khau-manh@first/my-xuyen/website")
    channel.reveal(other, Prepared())
    assert {path.name for path in (tmp_path / "bai").iterdir()} == {
        "mat-khau-manh.html",
        "mat-khau-manh.2026-12-13.html",
        "mat-khau-manh.my-xuyen.html",
    }


def test_two_posts_in_one_second_differ_in_time(tmp_path: Path) -> None:
    channel = website(tmp_path)
    times = {publish(channel, post=f"bai-{number}").at for number in range(5)}
    assert len(times) == 5


def test_pictures_are_named_by_post_and_content(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel)
    before = {path.name for path in (tmp_path / "anh").iterdir()}
    publish(channel, media=(WIDE, picture("portrait", colour="#063038")))
    after = {path.name for path in (tmp_path / "anh").iterdir()}
    assert before < after
    assert len(after - before) == 2  # the new one, and it again for lists
    assert all(name.startswith("mat-khau-manh-") for name in after)


def test_a_picture_that_cannot_be_read_is_published_as_it_is(tmp_path: Path) -> None:
    odd = Media(b"\xff\xd8 no jpeg", "image/jpeg", 1080, 1350, "portrait", "")
    publish(website(tmp_path), media=(odd,))
    assert b"srcset" not in (tmp_path / "bai/mat-khau-manh.html").read_bytes()


def test_a_post_is_found_by_its_key_alone(tmp_path: Path) -> None:
    channel = website(tmp_path)
    receipt = publish(channel)
    trace = Trace("mat-khau-manh@first/province/website", START, frozenset(), "khác hẳn")
    assert website(tmp_path).confirm([trace])[0] == (receipt,)
    assert website(tmp_path).confirm([replace(trace, key="bai-khac@first/province/website")])[0] == ()
    assert website(tmp_path / "new").confirm([trace])[0] == ()


def test_a_record_alone_is_public_and_looking_for_it_makes_the_rest(tmp_path: Path) -> None:
    publish(website(tmp_path))
    whole = files_of(tmp_path)
    for name in whole:
        if not name.startswith(("posts/", "anh/")):
            (tmp_path / name).unlink()
    trace = Trace("mat-khau-manh@first/province/website", START, frozenset(), "")
    assert len(website(tmp_path).confirm([trace])[0]) == 1
    assert files_of(tmp_path) == whole


def test_a_damaged_record_proves_nothing_and_stops_nobody_else(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel)
    page = (tmp_path / "bai/mat-khau-manh.html").read_bytes()
    (tmp_path / "posts/mat-khau-manh.json").write_bytes(b"{")
    with pytest.raises(ChannelError) as failed:
        channel.confirm([Trace("mat-khau-manh@first/province/website", START, frozenset(), "")])
    assert failed.value.failure.kind is FailureKind.DOUBTFUL
    publish(channel, post="bai-khac", title="Bài khác")
    assert (tmp_path / "bai/mat-khau-manh.html").read_bytes() == page


def test_whatever_is_deleted_comes_back_at_the_next_wake_up(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel)
    publish(channel, post="bai-khac")
    whole = files_of(tmp_path)
    for name in whole:
        if not name.startswith(("posts/", "anh/")):
            (tmp_path / name).unlink()
    channel.tidy(START)
    assert files_of(tmp_path) == whole


def test_a_page_whose_record_was_taken_away_goes_with_it(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel)
    publish(channel, post="bai-khac", title="Bài khác")
    (tmp_path / "posts/bai-khac.json").unlink()
    channel.tidy(START)
    assert not (tmp_path / "bai/bai-khac.html").exists()
    assert "Bài khác" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_unfinished_files_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    publish(website(tmp_path))
    left = [
        tmp_path / ".rss.xml.abc.part",
        tmp_path / "posts/.x.json.abc.part",
        tmp_path / "anh/.y.jpg.abc.part",
    ]
    for path in left:
        path.write_bytes(b"half")
    website(tmp_path).tidy(START)
    assert not any(path.exists() for path in left)


def test_a_wake_up_with_nothing_new_writes_nothing(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    channel.tidy(START)
    website(tmp_path).tidy(START)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_folder_where_nothing_was_published_stays_empty(tmp_path: Path) -> None:
    website(tmp_path / "site").tidy(START)
    assert not (tmp_path / "site").exists()


def test_what_expires_leaves_index_and_feeds_the_day_after_and_stays_in_the_archive(tmp_path: Path) -> None:
    clock = FixedClock(START)
    channel = website(tmp_path, clock)
    publish(channel)
    publish(channel, post="su-kien", title="Sự kiện", expires=date(2026, 12, 3))
    seen = {}
    for day in range(4):  # 1 to 4 December, 07:30
        channel.tidy(START + day * DAY)
        seen[day + 1] = [
            name
            for name in ("index.html", "luu-tru.html", "rss.xml", "atom.xml", "feed.json", "bai/su-kien.html")
            if "Sự kiện" in (tmp_path / name).read_text(encoding="utf-8")
        ]
    everywhere = ["index.html", "luu-tru.html", "rss.xml", "atom.xml", "feed.json", "bai/su-kien.html"]
    assert seen[1] == seen[2] == seen[3] == everywhere
    assert seen[4] == ["luu-tru.html", "bai/su-kien.html"]


def test_the_day_ends_at_the_offices_midnight(tmp_path: Path) -> None:
    channel = website(tmp_path)
    publish(channel, expires=date(2026, 12, 3))
    rss = tmp_path / "rss.xml"
    channel.tidy(START.replace(day=3, hour=16, minute=59))
    assert b"<item>" in rss.read_bytes()
    channel.tidy(START.replace(day=3, hour=17, minute=0))  # 4 December, 00:00 in Việt Nam
    assert b"<item>" not in rss.read_bytes()


def test_a_site_that_someone_else_made_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>Trang của tôi</h1>", encoding="utf-8")
    with pytest.raises(ChannelError) as failed:
        website(tmp_path).reveal(outgoing(), Prepared())
    assert failed.value.failure.kind is FailureKind.CREDENTIAL
    website(tmp_path).tidy(START)
    assert list(files_of(tmp_path)) == ["index.html"]
    assert "Trang của tôi" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_before_the_record_a_refusing_disk_is_certain_and_from_there_on_doubtful(tmp_path: Path) -> None:
    (tmp_path / "anh").write_bytes(b"a file where a folder should be")
    with pytest.raises(ChannelError) as failed:
        website(tmp_path).reveal(outgoing(), Prepared())
    assert failed.value.failure.kind is FailureKind.CERTAIN
    assert not (tmp_path / "posts").exists()
    (tmp_path / "anh").unlink()
    (tmp_path / "bai").write_bytes(b"the same")
    with pytest.raises(ChannelError) as failed:
        website(tmp_path).reveal(outgoing(), Prepared())
    assert failed.value.failure.kind is FailureKind.DOUBTFUL
    assert "bai" in failed.value.failure.detail
    (tmp_path / "bai").unlink()
    channel = website(tmp_path)
    channel.tidy(START)
    assert (tmp_path / "bai/mat-khau-manh.html").exists()


def test_equal_records_make_an_equal_site_whatever_the_hour(tmp_path: Path) -> None:
    clock = FixedClock(START)
    channel = website(tmp_path / "one", clock)
    for number in range(3):
        publish(channel, post=f"bai-{number}", media=(WIDE, PORTRAIT))
        clock.wait(86400)
    for name, data in files_of(tmp_path / "one").items():
        if name.startswith(("posts/", "anh/")):
            target = tmp_path / "two" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    website(tmp_path / "two").tidy(START + 300 * DAY)
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def test_control_characters_never_reach_a_page_or_a_feed(tmp_path: Path) -> None:
    publish(website(tmp_path), title="Một\x0bhai\x85", text="Ba\x00 bốn\ufffe năm\x1b.")
    for name in ("rss.xml", "atom.xml", "feed.json", "index.html", "bai/mat-khau-manh.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "Mộthai" in text or "Một" in text
        assert not set("\x00\x0b\x1b\x85\ufffe") & set(text)


def test_an_edit_carries_words_and_picture_and_keeps_address_and_date(tmp_path: Path) -> None:
    clock = FixedClock(START)
    channel = website(tmp_path, clock)
    first = publish(channel)
    old = set(files_of(tmp_path))
    clock.wait(3600)
    other = picture(colour="#225511")
    for _ in range(2):
        channel.edit(first.remote_id, outgoing(text="Lời đã sửa", media=(WIDE, other)))
    assert channel.shown(first.remote_id) == "Lời đã sửa"
    assert "Lời đã sửa" in (tmp_path / "bai/mat-khau-manh.html").read_text()
    assert json.loads((tmp_path / "feed.json").read_text())["items"][0]["date_published"].startswith(
        "2026-12-01T"
    )
    gone = {name for name in old if name.startswith("anh/")} - set(files_of(tmp_path))
    assert len(gone) == 2, "the old portrait and its small copy are there no more"


def test_what_is_withdrawn_leaves_page_index_feeds_and_pictures(tmp_path: Path) -> None:
    channel = website(tmp_path)
    kept = publish(channel, post="mat-khau", title="Bài ở lại")
    publish(channel, post="mat-khau-manh")
    channel.withdraw("mat-khau-manh")
    assert channel.shown("mat-khau-manh") is None
    assert channel.standing(START) == {kept.remote_id}
    files = files_of(tmp_path)
    assert not [name for name in files if "mat-khau-manh" in name]
    assert [name for name in files if name.startswith("anh/mat-khau-")]
    for name in ("index.html", "luu-tru.html", "rss.xml", "atom.xml", "feed.json"):
        assert "Mật khẩu mạnh cho con" not in files[name].decode()
    channel.withdraw("mat-khau")
    assert json.loads((tmp_path / "feed.json").read_text())["items"] == []


def test_what_is_gone_is_told_and_what_is_left_of_it_is_taken_out(tmp_path: Path) -> None:
    publish(website(tmp_path))
    (tmp_path / "posts/mat-khau-manh.json").unlink()  # as a kill right after the first step leaves it
    channel = website(tmp_path)
    with pytest.raises(Gone):
        channel.withdraw("mat-khau-manh")
    assert not [name for name in files_of(tmp_path) if "mat-khau-manh" in name]
    with pytest.raises(Gone):
        channel.edit("mat-khau-manh", outgoing())


def test_a_site_whose_disk_is_away_proves_nothing_and_no_post_counts_as_taken_down(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    channel = website(folder)
    name = channel.reveal(outgoing(), Prepared()).remote_id
    for away in ("site", "site/posts"):
        (tmp_path / away).rename(tmp_path / "away")
        for ask in (
            lambda: channel.standing(START),
            lambda: channel.shown(name),
            lambda: channel.withdraw(name),
            lambda: channel.edit(name, outgoing()),
        ):
            with pytest.raises(ChannelError) as failed:
                ask()
            assert failed.value.failure.code == "website:disk"
        (tmp_path / "away").rename(tmp_path / away)
    assert channel.standing(START) == {name}
