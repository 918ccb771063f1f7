"""An article sent to an OA's followers: one a day, within Zalo's hours, so many a month, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendar.model import PROVINCE, ChannelName
from scheduler.channels.channel import ChannelError, FailureKind, Outgoing, Trace
from scheduler.channels.followers_kind import FollowersSettings
from scheduler.channels.outlets import Outlets
from scheduler.channels.said import Book
from scheduler.channels.zalo.drafts import Drafts
from scheduler.channels.zalo.followers import Followers
from scheduler.checks.rules import read_checked
from scheduler.clock import FixedClock
from scheduler.files import WorkFolder
from scheduler.rehearsal.server import Rehearsal
from scheduler.rehearsal.zalo import OA_ID
from scheduler.settings.loading import load_settings
from scheduler.settings.model import Settings
from tests.channels.making import START
from tests.channels.zalo_office import Office, keep_pair

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def office(world: Rehearsal, site: Path, tmp_path: Path) -> Iterator[Office]:
    at(world, 7)
    yield Office(tmp_path, world, site)
    world.disarm()


def at(world: Rehearsal, hour: int, minute: int = 0) -> None:
    """Go on to the next time that a clock in Sóc Trăng says so."""
    now = world.clock.now().astimezone(ZONE)
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    world.clock.advance_to(then if then > now else then + timedelta(days=1))


def opened(office: Office, monthly: int = 20) -> Followers:
    block = FollowersSettings(oa=OA_ID, monthly=monthly)
    drafts, book = Drafts(office.folder / "zalo.json"), Book(office.folder / "followers.json")
    return Followers(block, office.tokens(), drafts, book, ZONE, office.rehearsal.clock)


def published(office: Office, name: str) -> Outgoing:
    """An article on the OA, and the same post as it goes to the followers."""
    post, zalo = office.post(name), office.open()
    zalo.reveal(post, zalo.prepare(post))
    return replace(post, key=post.key.replace("/zalo", "/followers"))


def sent(office: Office, post: Outgoing) -> int:
    """How often its article was sent."""
    ids = {id_ for id_, _ in office.articles(post.wording.title)}
    return sum(one["text"] in ids for one in office.rehearsal.group_messages() if one["group"] == "followers")


def failure_of(call, *given):
    with pytest.raises(ChannelError) as failed:
        call(*given)
    return failed.value.failure


def trace(post: Outgoing) -> Trace:
    return Trace(post.key, post.due, frozenset(), post.wording.text)


def test_an_article_is_sent_once_and_not_before_it_is_on_the_oa(office):
    followers = opened(office)
    unposted = replace(office.post("x"), key=f"x-{office.folder.name}@first/province/followers")
    assert failure_of(followers.prepare, unposted).code == "zalo:followers-no-article"
    post = published(office, "a")
    assert followers.confirm([trace(post)]) == [()]
    receipt = followers.reveal(post, followers.prepare(post))
    again = opened(office)
    assert again.reveal(post, again.prepare(post)) == receipt
    assert again.confirm([trace(post)]) == [(receipt,)]
    assert sent(office, post) == 1


def test_a_second_one_waits_for_the_next_day_and_none_goes_out_at_night(office):
    first, second = published(office, "a"), published(office, "b")
    followers = opened(office)
    followers.reveal(first, followers.prepare(first))
    failure = failure_of(followers.prepare, second)
    assert failure.kind is FailureKind.THROTTLED
    assert "Không cần làm gì" not in failure.todo.say("vi")  # it may be held when its turn comes
    then = office.rehearsal.clock.now() + timedelta(seconds=failure.wait_seconds)
    assert then.astimezone(ZONE).time().hour == 6
    assert then - office.rehearsal.clock.now() > timedelta(hours=12)
    for hour, minute in ((21, 30), (23, 50), (5, 0)):  # Zalo looks it over before it is sent
        at(office.rehearsal, hour, minute)
        failure = failure_of(followers.prepare, second)
        then = office.rehearsal.clock.now() + timedelta(seconds=failure.wait_seconds)
        assert (failure.kind, then.astimezone(ZONE).time()) == (
            FailureKind.THROTTLED,
            datetime(2026, 1, 1, 6, tzinfo=ZONE).time(),
        )
    office.rehearsal.clock.advance_to(then)
    followers.reveal(second, followers.prepare(second))
    assert sent(office, second) == 1


def test_a_month_has_so_many_and_no_more(office):
    followers = opened(office, monthly=1)
    first, second = published(office, "a"), published(office, "b")
    followers.reveal(first, followers.prepare(first))
    at(office.rehearsal, 8)
    failure = failure_of(followers.prepare, second)
    assert (failure.kind, failure.code) == (FailureKind.CONTENT, "zalo:followers-month")
    now = office.rehearsal.clock.now().astimezone(ZONE)
    office.rehearsal.clock.advance_to((now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=7))
    office.connect()
    followers.reveal(second, followers.prepare(second))
    assert sent(office, second) == 1


def test_on_the_last_evening_of_a_full_month_it_is_the_next_months(office):
    followers = opened(office, monthly=1)
    first, second = published(office, "a"), published(office, "b")
    followers.reveal(first, followers.prepare(first))
    now = office.rehearsal.clock.now().astimezone(ZONE)
    begins = (now.replace(day=1) + timedelta(days=32)).replace(
        day=1, hour=6, minute=0, second=0, microsecond=0
    )
    office.rehearsal.clock.advance_to(begins - timedelta(hours=7))
    office.connect()
    failure = failure_of(followers.prepare, second)
    assert failure.kind is FailureKind.THROTTLED
    assert office.rehearsal.clock.now() + timedelta(seconds=failure.wait_seconds) == begins


def test_what_may_have_been_sent_counts_as_the_days_own(office):
    first, second = published(office, "a"), published(office, "b")
    followers = opened(office)
    office.rehearsal.arm("cut-after", "zalo-broadcast")
    assert failure_of(followers.reveal, first, followers.prepare(first)).code == "zalo:followers-unsure"
    assert failure_of(followers.prepare, second).kind is FailureKind.THROTTLED


def test_what_had_no_clear_answer_is_sent_again_by_a_persons_word_alone(office):
    post, followers = published(office, "a"), opened(office)
    office.rehearsal.arm("cut-after", "zalo-broadcast")
    failure = failure_of(followers.reveal, post, followers.prepare(post))
    assert (failure.kind, failure.code) == (FailureKind.CONTENT, "zalo:followers-unsure")
    assert failure_of(opened(office).confirm, [trace(post)]).kind is FailureKind.DOUBTFUL
    assert failure_of(opened(office).reveal, post, None).kind is FailureKind.CONTENT
    assert sent(office, post) == 1


def test_doctor_hears_whether_the_account_answers(office):
    assert opened(office).try_out()
    office.rehearsal.arm("policy-block", "zalo-getoa")
    assert failure_of(opened(office).try_out).kind is FailureKind.POLICY


def test_a_refusal_is_tried_again(office):
    post, followers = published(office, "a"), opened(office)
    office.rehearsal.arm("policy-block", "zalo-broadcast")
    assert failure_of(followers.reveal, post, followers.prepare(post)).kind is FailureKind.POLICY
    followers.reveal(post, followers.prepare(post))
    assert sent(office, post) == 1


@pytest.mark.parametrize("oa", ["4318", "77"])
def test_it_opens_through_the_units_own_account_of_the_same_number(tmp_path, monkeypatch, oa):
    monkeypatch.setenv("LOA_ZALO", "app-secret-0123456789")
    keep_pair(tmp_path / "zalo.txt")
    account = {"oa": "4318", "app_id": "1", "app_secret": "env:LOA_ZALO", "token": "file:zalo.txt"}
    blocks = {"zalo": account, "followers": {"oa": oa, "monthly": 4}}
    settings = Settings.whole().model_validate({"organisation": "Hội", **blocks})
    outlets = Outlets(WorkFolder(tmp_path), settings, {}, FixedClock(START))
    assert (outlets.get(PROVINCE, ChannelName("followers")) is not None) == (oa == "4318")


def an_office(tmp_path, monthly=4):
    for part in ("config", "posts", "assets"):
        (tmp_path / part).mkdir()
    folder = WorkFolder(tmp_path)
    (folder.config / "settings.yaml").write_text(
        "organisation: Hội\nwebsite: {address: https://a.vn/}\n"
        'zalo: {oa: "4318", app_id: "1", app_secret: env:A, token: file:t.txt}\n'
        f'followers: {{oa: "4318", monthly: {monthly}}}\n',
        encoding="utf-8",
    )
    return folder


def checked(folder, *entries):
    (folder.posts / "a.yaml").write_text("posts:\n" + "".join(entries), encoding="utf-8")
    settings, _ = load_settings(folder)
    assert settings is not None
    return read_checked(folder, settings, today=START.date())


def entry(name, at, channels=""):
    card = "card: {template: tip, headline: Họp, points: [Đúng giờ, Mang sổ, Ghi lại], alt: Tấm thẻ}"
    return (
        f"  - {{id: {name}, at: {at}, title: Họp {name}, text: Mời các chị họp {name}., {channels}{card}}}\n"
    )


def crowded(folder, *times):
    entries = [entry(f"p{n}", at, "channels: [website, zalo, followers], ") for n, at in enumerate(times)]
    told = [one for one in checked(folder, *entries).problems if one.code == "too-many"]
    return [(one.post, one.wrong("vi").partition(" đã có")[0]) for one in told]


def test_check_tells_of_a_second_one_of_a_day_or_of_more_than_the_package_allows(tmp_path):
    folder = an_office(tmp_path)
    assert crowded(folder, "2026-12-01 07:30", "2026-12-02 07:30", "2026-12-02 22:00") == []
    assert crowded(folder, "2026-12-01 07:30", "2026-12-01 19:30") == [("p1", "ngày 1/12/2026")]
    # One of a late evening is sent on the next day.
    assert crowded(folder, "2026-12-01 21:30", "2026-12-02 07:30") == [("p1", "ngày 2/12/2026")]
    days = [f"2026-12-{day:02} 07:30" for day in range(1, 7)]
    assert crowded(folder, *days) == [("p4", "tháng 12/2026"), ("p5", "tháng 12/2026")]
    assert crowded(folder, *days[:4], "2026-12-31 21:30") == []  # January's


def test_a_post_goes_to_followers_only_where_it_says_so_and_goes_to_the_oa(tmp_path):
    folder, at = an_office(tmp_path), "2026-12-01 07:30"
    (only,) = checked(folder, entry("a", at)).posts
    assert list(only.channels) == ["website", "zalo"]
    told = checked(folder, entry("a", at, "channels: [website, followers], ")).problems
    assert [one.code for one in told if one.is_error] == ["article-missing"]
