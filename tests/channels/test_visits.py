"""A website's views by its own access log: people alone, each line once, no trace of who it was."""

from __future__ import annotations

import gzip
import random
import shutil
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.channels.channel import ChannelError, FailureKind, Measures, Standing
from scheduler.channels.site import visits as visits_module
from scheduler.channels.site.access_log import view_in
from scheduler.channels.site.visits import SITE, MoreToRead, Unread, Visits
from scheduler.channels.website_kind import WebsiteSettings
from scheduler.clock import FixedClock
from tests.channels.making import ADDRESS, ZONE, website

TODAY = date(2026, 3, 21)
PERSON = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile"
)
POST = "/tin/bai/mat-khau.html"


def line(
    path=POST, at="21/Mar/2026:09:00:00 +0700", status=200, agent=PERSON, method="GET", who="203.0.113.7"
):
    return f'{who} - - [{at}] "{method} {path} HTTP/1.1" {status} 5120 "https://zalo.me/" "{agent}"\n'


@pytest.fixture
def log(tmp_path):
    (tmp_path / "nginx").mkdir()
    return tmp_path / "nginx" / "loa-web.log"


@pytest.fixture
def counted(tmp_path):
    """Counts anew, as a program that was started just now."""

    def count(today=TODAY):
        visits = Visits(
            str(tmp_path / "nginx" / "loa-*.log"), ADDRESS, ZONE, tmp_path / "var" / "visits.json"
        )
        return {day: dict(pages) for day, pages in visits.counted(today).items()}

    return count


def write(path, *lines, mode="a"):
    with path.open(mode) as file:
        file.writelines(lines)


def views(found, page="bai/mat-khau.html", day=TODAY):
    return found.get(day, {}).get(page, 0)


def test_pages_that_people_looked_at_are_counted_by_the_day_of_the_office(log, counted):
    write(
        log,
        line(),
        line(f"{POST}?utm_source=facebook"),
        line(status=304),
        line("/tin/"),
        line(at="20/Mar/2026:16:59:59 +0000"),  # one second before midnight there
        line(at="20/Mar/2026:17:00:00 +0000"),
    )
    assert counted() == {
        TODAY: {"bai/mat-khau.html": 4, SITE: 5},
        TODAY - timedelta(days=1): {"bai/mat-khau.html": 1, SITE: 1},
    }


@pytest.mark.parametrize(
    "other",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"status": 404},
        {"status": 301},
        {"status": 500},
        {"path": "/tin/anh/the.jpg"},
        {"path": "/tin/feed.xml"},
        {"path": "/tin/feed.json"},
        {"path": "/khac/bai/mat-khau.html"},
        {"agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"agent": "facebookexternalhit/1.1"},
        {"agent": "curl/8.5.0"},
        {"agent": "python-requests/2.32"},
        {"agent": "Loa (phunu.soctrang.gov.vn)"},
        {"agent": "-"},
        {"at": "21/Mar/2020:09:00:00 +0700"},
        {"at": "22/Mar/2026:09:00:00 +0700"},
    ],
)
def test_robots_errors_pictures_feeds_and_our_own_looks_are_not_counted(log, counted, other):
    write(log, line(), line(**other))
    assert counted() == {TODAY: {"bai/mat-khau.html": 1, SITE: 1}}


def test_the_common_format_and_that_of_several_hosts_are_read_too(log, counted):
    common = '203.0.113.7 - - [21/Mar/2026:09:00:00 +0700] "GET /tin/bai/mat-khau.html HTTP/1.1" 200 5120\n'
    write(log, common, f"phunu.soctrang.gov.vn:443 {line()}", f"khac.gov.vn:443 {line()}", line())
    assert views(counted()) == 3


def test_reading_goes_on_where_it_stopped_and_a_line_that_is_being_written_waits(log, counted):
    write(log, line(), line()[:40])
    assert views(counted()) == 1
    assert views(counted()) == 1
    write(log, line()[40:], line())
    assert views(counted()) == 3


def test_a_rotated_log_is_counted_once_whatever_becomes_of_it(log, counted):
    write(log, line(), line(who="198.51.100.1"))
    assert views(counted()) == 2
    write(log, line())  # after the last look
    log.rename(log.with_name("loa-web.log.1"))
    write(log, line(at="21/Mar/2026:10:00:00 +0700"))
    assert views(counted()) == 4
    packed = log.with_name("loa-web.log.2.gz")
    packed.write_bytes(gzip.compress(log.with_name("loa-web.log.1").read_bytes()))
    assert views(counted()) == 4  # both are there for a moment
    log.with_name("loa-web.log.1").unlink()
    assert views(counted()) == 4
    packed.rename(log.with_name("loa-web.log-20260321.gz"))
    assert views(counted()) == 4


def test_a_log_that_was_copied_and_emptied_is_counted_once(log, counted):
    write(log, line())
    assert views(counted()) == 1
    write(log, line())
    shutil.copy(log, log.with_name("loa-web.log.1"))
    write(log, line(at="21/Mar/2026:11:00:00 +0700"), mode="w")
    assert views(counted()) == 3


def test_a_packed_log_that_was_never_seen_is_counted_and_one_that_is_cut_is_read_again(log, counted):
    lines = "".join(line(who=f"203.0.113.{n}") for n in range(200)).encode()
    whole = gzip.compress(lines)
    packed = log.with_name("loa-web.log.3.gz")
    packed.write_bytes(whole[: len(whole) // 2])
    counted()
    packed.write_bytes(whole)
    assert views(counted()) == 200


@pytest.mark.parametrize("count", [2, 200])
def test_a_packed_log_with_something_behind_it_is_counted_once_and_told_once(log, counted, caplog, count):
    log.with_suffix(".log.1.gz").write_bytes(gzip.compress(line().encode() * count) + b"junk behind it")
    for _ in range(2):
        assert counted()[TODAY][SITE] == count
    assert [one.levelname for one in caplog.records if "something behind it" in one.message] == ["WARNING"]


@pytest.mark.parametrize(("host", "is_ours"), [("www.{}", True), ("WWW.{}", True), ("m.{}", False)])
def test_with_www_or_without_it_is_the_same_site(log, counted, host, is_ours):
    log.write_text(f"{host.format(urlsplit(ADDRESS).hostname)}:443 {line()}")
    assert bool(counted().get(TODAY)) == is_ours


def test_two_logs_of_one_site_are_added(log, counted):
    write(log, line())
    write(log.with_name("loa-khac.log"), line(who="198.51.100.9"))
    assert views(counted()) == 2


def test_malformed_and_hostile_lines_are_skipped_and_counted(log, counted, caplog):
    hostile = [
        "\n",
        "\x00\x01\x02\n",
        "GET / HTTP/1.1\n",
        line(at="99/Mar/2026:09:00:00 +0700"),
        line(at="21/Mar/0000:09:00:00 +0700"),
        line(at="01/Jan/0001:00:00:00 +1400"),
        line(at="21/Mar/99999999999:09:00:00 +0700"),
        line(status="9" * 400),
        "x" * 200_000 + "\n",
    ]
    quiet = [  # they are lines, and no views
        line("\\x16\\x03\\x01"),
        line(path="/tin/../../etc/passwd"),
        line(path='/tin/bai/\\"; DROP TABLE x.html', status=400),
    ]
    with log.open("wb") as file:
        file.write("".join([*hostile, *quiet, line()]).encode())
        file.write(b"\xff\xfe\xfd\n")
    caplog.set_level("INFO")
    assert counted() == {TODAY: {"bai/mat-khau.html": 1, SITE: 1}}
    assert "were none of an access log" in caplog.text


@pytest.mark.parametrize(
    "made",
    [
        " " * 60_000,
        "a - - " + "[21/Mar/2026:09:00:00 +0700] " * 2000,
        "a " * 20_000 + line()[14:],
        line(agent="\\\\x22" * 15_000),
        line(agent='\\\\"' * 20_000)[:-2],
        line(path="/tin/" + "%41" * 20_000 + ".html"),
    ],
)
def test_a_line_that_a_reader_made_to_be_slow_is_not(made):
    with suppress(ValueError):
        view_in(made)


LIKE_ONE = r'[ -~]{,40}\[21/Mar/2026:09:00:00 \+0700\] "GET [ -~]{,60}" 200 5( ".*" ".*")?'


@given(st.text() | st.from_regex(LIKE_ONE))
def test_whatever_a_line_is_it_is_a_view_or_none_or_no_line(text):
    with suppress(ValueError):
        found = view_in(text)
        assert found is None or (found.path.endswith(("/", ".html")) and found.at.tzinfo is not None)


def test_no_address_and_nothing_else_of_a_reader_is_kept(log, counted, tmp_path):
    write(log, line(), line(agent="curl/8.5.0"))
    counted()
    kept = (tmp_path / "var" / "visits.json").read_text()
    for trace in ("203.0.113", "Mozilla", "curl", "zalo.me"):
        assert trace not in kept


def test_whatever_is_written_between_looks_and_whenever_it_is_rotated_every_view_counts_once(log, counted):
    chance = random.Random(22)
    written = number = 0
    for turn in range(60):
        for _ in range(chance.randrange(4)):
            number += 1
            write(
                log,
                line(
                    who=f"198.51.100.{number % 250}",
                    at=f"21/Mar/2026:{turn % 24:02}:00:{number % 60:02} +0700",
                ),
            )
            written += 1
        what = chance.randrange(5)
        if what == 0 and log.exists():
            for old in sorted(log.parent.glob("loa-web.log.*"), reverse=True):
                n = int(old.name.split(".")[2])
                old.rename(log.with_name(f"loa-web.log.{n + 1}{'.gz' if old.suffix == '.gz' else ''}"))
            log.rename(log.with_name("loa-web.log.1"))
        elif what == 1:
            for old in log.parent.glob("loa-web.log.*"):
                if old.suffix != ".gz":
                    old.with_name(f"{old.name}.gz").write_bytes(gzip.compress(old.read_bytes()))
                    old.unlink()
        if log.exists() or list(log.parent.iterdir()):
            assert views(counted()) == written, turn


def test_what_is_too_much_for_one_turn_is_gone_on_with(log, counted, monkeypatch):
    monkeypatch.setattr(visits_module, "_AT_ONCE", 1000)
    write(log, *[line()] * 20)
    turns = 0
    while True:
        turns += 1
        try:
            found = counted()
        except MoreToRead:
            continue
        break
    assert views(found) == 20
    assert turns > 3


def test_a_log_that_is_not_there_or_may_not_be_read_is_no_0(log, counted, tmp_path):
    with pytest.raises(Unread):
        counted()
    visits = Visits(str(log), ADDRESS, ZONE, tmp_path / "visits.json")
    site = website(tmp_path / "site", visits=visits)
    with pytest.raises(ChannelError) as failed:
        list(site.figures([Standing("mat-khau")]))
    assert failed.value.failure.kind is FailureKind.CERTAIN
    assert "nhật ký" in failed.value.failure.why.vi


def test_the_site_tells_its_views_day_by_day_and_a_post_that_nobody_saw_has_0(log, tmp_path):
    now = datetime(2026, 3, 21, 5, tzinfo=UTC)
    write(log, line(), line(at="19/Mar/2026:09:00:00 +0700"))
    visits = Visits(str(log), ADDRESS, ZONE, tmp_path / "visits.json")
    site = website(tmp_path / "site", FixedClock(now), visits=visits)
    assert isinstance(site, Measures)
    assert site.tells_figures
    assert not website(tmp_path / "site").tells_figures
    told = {
        post.remote_id: figures for post, figures in site.figures([Standing("mat-khau"), Standing("khac")])
    }
    assert [(one.metric, one.value, one.at.date().day) for one in told["mat-khau"]] == [
        ("page_views", 1, 19),
        ("page_views", 1, 21),
    ]
    assert [(one.value, one.at.date().day) for one in told["khac"]] == [(0, 21)]
    assert [(one.metric, one.value) for one in site.page_figures()] == [("site_views", 1), ("site_views", 1)]


def test_a_unit_with_a_site_of_its_own_is_not_counted_by_the_provinces_log():
    whole = WebsiteSettings(folder="var/site", address=ADDRESS, access_log="/var/log/nginx/loa.log")
    own = WebsiteSettings.model_validate({"folder": "var/xa", "address": "https://xa.example.vn/"})
    assert own.over(whole).access_log is None
